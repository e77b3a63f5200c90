"""A shot with all that holds for it: what it says itself, and what scene, bible and project say where it is silent.

Who speaks last wins: shot, scene, bible, style. Nothing here is inferred: everything was said somewhere.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.schema.project import Beat, BibleCharacter, Project, Scene, Shot
from director_kernel.schema.slots import Character, Prop, Reference, Slots


class Placed(NamedTuple):
    """A shot where it stands; `number` is the place in its scene, counted from 1, over all beats."""

    scene: Scene
    beat: Beat
    shot: Shot
    number: int

    @property
    def path(self) -> str:
        return f"scenes/{self.scene.id}/beats/{self.beat.id}/shots/{self.shot.id}"


def placed(project: Project) -> Iterator[Placed]:
    """Every shot in the order of the film."""
    for scene in project.scenes:
        number = 0
        for beat in scene.beats:
            for shot in beat.shots:
                number += 1
                yield Placed(scene, beat, shot, number)


def find_shot(project: Project, name: str) -> Placed:
    """The shot with this id, or "SCENE.SHOT" by number ("2.3": the third shot of the second scene), or "3": the third of the film.

    Raises UsageError.
    """
    scene, _, shot = name.partition(".")
    for at, found in enumerate(placed(project), 1):
        if found.shot.id == name or (not shot and name == str(at)):
            return found
        if shot and scene in (found.scene.id, str(_place(project, found.scene))) and shot == str(found.number):
            return found
    raise UsageError(f"there is no shot {name[:40]!r}; `director project` lists scenes and shots (2.3 is the third shot of scene 2).")


def find_scene(project: Project, name: str) -> Scene:
    """The scene with this id, number or title. Raises UsageError."""
    for at, scene in enumerate(project.scenes, 1):
        if name in (scene.id, str(at)) or name.lower() == scene.title.lower():
            return scene
    raise UsageError(f"there is no scene {name[:40]!r}; `director project` lists them.")


def find_beat(project: Project, name: str) -> tuple[Scene, Beat]:
    """The beat with this id, or "SCENE.BEAT" by number. Raises UsageError."""
    wanted, _, number = name.partition(".")
    for at, scene in enumerate(project.scenes, 1):
        for place, beat in enumerate(scene.beats, 1):
            if beat.id == name or (number and wanted in (scene.id, str(at)) and number == str(place)):
                return scene, beat
    raise UsageError(f"there is no beat {name[:40]!r}; `director scene 2` lists those of scene 2 (2.1 is its first).")


def _place(project: Project, scene: Scene) -> int:
    return next(at for at, one in enumerate(project.scenes, 1) if one.id == scene.id)


def full(project: Project, at: Placed) -> Slots:
    """The slots of a shot with everything that holds for it, ready to compile: who is in it looks as the bible says and carries their
    pictures as references."""
    scene, shot = at.scene, at.shot
    said = shot.slots
    location = next((one for one in project.bible.locations if one.id == scene.location), None)
    style = project.style
    there: dict[str, Any] = {
        "setting": (location.setting or location.name) if location else "",
        "time_of_day": scene.time_of_day or (location.time_of_day if location else None),
        "weather": scene.weather or (location.weather if location else ""),
        "light_source": location.light if location else "",
        "palette": (location.palette if location else ()) or style.palette,
        "grade": style.grade,
        "lens": style.lens,
        "mood": style.mood,
        "style": tuple(
            dict.fromkeys((*said.style, *style.style, *style.influences, *((style.era,) if style.era else ()), *looks(project)))
        ),
        "negatives": tuple(dict.fromkeys((*said.negatives, *style.negatives))),
        "characters": tuple(people(project, scene, shot)) or said.characters,
        "props": tuple(things(project, shot)) or said.props,
        "references": (*said.references, *references(project, scene, shot)),
        "duration": shot.seconds,
        "aspect": project.aspect,
        "fps": project.fps,
    }
    both = {"style", "negatives", "characters", "props", "references"}
    filled = {name: value for name, value in there.items() if value and (name in both or getattr(said, name) in (None, "", ()))}
    return said.with_(**filled) if filled else said


def looks(project: Project) -> Iterator[str]:
    """What was read off the pictures that set the style of all shots, the first two, in words a prompt can use."""
    told = (one.phrase for one in project.bible.assets if one.category in ("style", "mood") and not one.of and one.phrase)
    yield from islice(told, 2)


def people(project: Project, scene: Scene, shot: Shot) -> Iterator[Character]:
    """Who is in the shot: the look and the anchor of the bible, the wardrobe of the scene, and what the shot itself says of pose, gaze
    and feeling."""
    told = {one.name.lower(): one for one in shot.slots.characters}
    for key in shot.characters:
        known = next((one for one in project.bible.characters if one.id == key), None)
        if known is None:
            continue
        own = told.pop(known.name.lower(), None)
        changes = {name: value for name in ("pose", "gaze", "emotion", "wardrobe") if own and (value := getattr(own, name))}
        wardrobe = {"wardrobe": scene.wardrobe[key]} if scene.wardrobe.get(key) else {}
        look = known.look.with_(**{**wardrobe, **changes})
        yield look.with_(anchor=_anchored(known, look.wardrobe)) if known.anchor else look
    yield from told.values()


def _anchored(known: BibleCharacter, wardrobe: str) -> str:
    """The bible's own words for somebody, word for word; in other clothes those stand where the usual ones did."""
    usual = known.look.wardrobe
    if wardrobe == usual:
        return known.anchor
    return known.anchor.replace(usual, wardrobe) if usual and usual in known.anchor else f"{known.anchor}, wearing {wardrobe}"


def things(project: Project, shot: Shot) -> Iterator[Prop]:
    """The things in the shot, as the bible has them."""
    told = {one.name.lower(): one for one in shot.slots.props}
    for key in shot.props:
        known = next((one for one in project.bible.props if one.id == key), None)
        if known is None:
            continue
        own = told.pop(known.name.lower(), None)
        yield known.prop.with_(held_by=own.held_by) if own and own.held_by else known.prop
    yield from told.values()


def references(project: Project, scene: Scene, shot: Shot) -> Iterator[Reference]:
    """The bible's pictures of who and what is in the shot, one each, people first."""
    given = {one.asset for one in shot.slots.references if one.asset}
    bible = project.bible
    for key in shot.characters:
        yield from (
            _first("character", c.name, c.assets) for c in bible.characters if c.id == key and c.assets and c.assets[0] not in given
        )
    for key in shot.props:
        yield from (_first("prop", p.name, p.assets) for p in bible.props if p.id == key and p.assets and p.assets[0] not in given)
    for place in bible.locations:
        if place.id == scene.location and place.assets and place.assets[0] not in given:
            yield _first("location", place.name, place.assets)


def _first(role: Any, name: str, assets: tuple[str, ...]) -> Reference:
    return Reference(role=role, name=name, asset=assets[0])
