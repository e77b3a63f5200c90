"""A project made of a plan: its shots in scenes by where they play, its people in the bible."""

from collections.abc import Sequence
from itertools import groupby

from director_kernel.errors import UsageError
from director_kernel.film.ids import fresh, slug
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.schema.project import Beat, Bible, BibleCharacter, BibleProp, Location, Part, Project, Scene, Shot
from director_kernel.schema.slots import Slots


def project_of_plan(plan: Plan) -> Project:
    """The project whose film the plan is. Raises UsageError for a plan without pictures."""
    steps = _shots(plan)
    if not steps:
        raise UsageError("this plan has no shots; `director project new TITLE` begins a project of its own.")
    people, things = _people(steps), _things(steps)
    places: dict[str, Location] = {}
    scenes = []
    number = 0
    for at, (setting, together) in enumerate(groupby(steps, key=lambda step: step.slots.setting), 1):
        beats = []
        for step in together:
            number += 1
            beats.append(
                Beat(id=f"b{number}", text=step.action or step.slots.action or step.prompt, shots=(_shot(step, number, people, things),))
            )
        if setting and setting not in places:
            key = fresh({one.id for one in places.values()}, slug(setting, "place"))
            places[setting] = Location(id=key, name=setting, setting=setting)
        time = beats[0].shots[0].slots.time_of_day
        title = setting[:1].upper() + setting[1:] if setting else f"Scene {at}"
        scenes.append(Scene(id=f"s{at}", title=title, location=places[setting].id if setting else "", time_of_day=time, beats=tuple(beats)))
    brief = plan.brief
    return Project(
        title=plan.title,
        logline=plan.summary or (brief.text if brief else ""),
        aspect=plan.aspect,
        fps=plan.fps,
        seed=brief.seed or 0 if brief else 0,
        bible=Bible(characters=tuple(people.values()), locations=tuple(places.values()), props=tuple(things.values())),
        scenes=tuple(scenes),
        targets=tuple(dict.fromkeys(step.model for step in steps)),
    )


def _shots(plan: Plan) -> list[Step]:
    """The steps that are shots of the film: its clips, or its pictures where it has no clips."""
    made = [step for step in plan.steps if step.kind not in (Kind.ASSEMBLE, Kind.MANUAL, Kind.UPSCALE)]
    clips = [step for step in made if step.kind.media == "video"]
    return clips or [step for step in made if step.kind.media == "image"]


def _shot(step: Step, number: int, people: dict[str, BibleCharacter], things: dict[str, BibleProp]) -> Shot:
    slots = step.slots if step.slots != Slots() else Slots(action=step.prompt or step.action)
    return Shot(
        id=f"k{number}",
        slots=slots.with_(duration=None, aspect="", fps=None),
        seconds=min(600.0, step.use_seconds or step.duration or 3.0),
        characters=tuple(people[one.name.lower()].id for one in slots.characters),
        props=tuple(things[one.name.lower()].id for one in slots.props),
    )


def _people(steps: Sequence[Step]) -> dict[str, BibleCharacter]:
    """Everyone in the shots, by name in small letters: as they look when first seen, without what they only do there."""
    found: dict[str, BibleCharacter] = {}
    for look in (one for step in steps for one in step.slots.characters):
        if look.name.lower() not in found:
            key = fresh({one.id for one in found.values()}, slug(look.name, "person"))
            bare = look.with_(pose="", gaze="", emotion="")
            found[look.name.lower()] = BibleCharacter(id=key, look=bare, part=Part.SUPPORT if found else Part.LEAD)
    return found


def _things(steps: Sequence[Step]) -> dict[str, BibleProp]:
    found: dict[str, BibleProp] = {}
    for prop in (one for step in steps for one in step.slots.props):
        if prop.name.lower() not in found:
            key = fresh({one.id for one in found.values()}, slug(prop.name, "prop"))
            found[prop.name.lower()] = BibleProp(id=key, prop=prop.with_(held_by=""))
    return found
