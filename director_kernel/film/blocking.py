"""The blocking workflow: the plan of a scene from above, drawn here, and key frames staged as it says."""

import math
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from director_kernel.film import frames
from director_kernel.film.frames import Home, SheetSettings
from director_kernel.film.reel import frame_slots
from director_kernel.film.shots import Placed, find_beat, find_scene, placed
from director_kernel.film.stage_plan import stage
from director_kernel.film.standing import bearing
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, DraftStep
from director_kernel.schema.project import Board, BoardPanel, Change, Place, Project, Scene
from director_kernel.schema.slots import Character, Coverage, Reference, Slots
from director_kernel.schema.staging import Camera, Staging, Stand
from director_kernel.schema.words import counted

_KEY = "staging"
"""The key of a step with the plan it was drafted from: the picture taken in shows the same."""
_WIDE = (Coverage.MASTER, Coverage.TWO_SHOT, Coverage.WIDE, Coverage.ESTABLISHING)


class BlockingSettings(SheetSettings):
    """`scene` (number, id or title), or one `beat` of it ("2.1"); `frames`: how many key frames, 1 to 3; `plan`: the plan's stored
    picture, for models that stage from it (`director graphics blocking` hands it over)."""

    scene: str = ""
    beat: str = ""
    frames: Annotated[int, Field(ge=1, le=3)] = 2
    plan: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class Blocking:
    """Who stands where, from above, and how that looks."""

    name: ClassVar[str] = "blocking"
    title: ClassVar[str] = "Blocking plan"
    about: ClassVar[str] = "A plan of the scene from above (people, cameras, the 180° line), and key frames staged as it says."
    Settings: ClassVar[type[Noun]] = BlockingSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """The key frames. Raises UsageError for a scene or beat that isn't there, has no shots, or has more than 14 people."""
        scene, beat = subject(project, settings)
        plan = stage(project, scene, beat)
        shots = {at.shot.id: at for at in placed(project)}
        chosen = key_cameras(plan, shots, settings.frames)
        steps = [_frame(project, settings, plan, camera, shots[camera.shot], scene, beat) for camera in chosen]
        if not steps:
            steps = [_empty(project, settings, plan, scene, beat)]
        return frames.draft(project, settings, f"Blocking: {plan.title}"[:160], steps)

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The plan and its frames as a board; where everybody stands, and each camera's side, in the scene where nobody had said."""
        step = made.plan.steps[0]
        plan = Staging.model_validate(step.extra[_KEY])
        home = frames.home_of(step)
        board = _board(made, plan, home)
        if any(one.id == board.id for one in project.boards):
            return TakenIn((), (), f"{board.title!r} is in the project already")
        drawn = board.with_(panels=board.panels[1:])
        traces = tuple(frames.traces_of(project, self.name, made, drawn, made.plan.steps)) if drawn.panels else ()
        changes = (Change(op="add", path="boards", value=board.wire()), *settled(project, plan, home.scene))
        people = "1 person" if len(plan.people) == 1 else f"{len(plan.people)} people"
        return TakenIn(changes, traces, f"the plan of {plan.title!r} with {people} and {counted(len(plan.cameras), 'camera')}")


def subject(project: Project, settings: BlockingSettings) -> tuple[Scene, str]:
    """The scene, and the beat's id or "" for all of it. Raises UsageError."""
    if settings.beat:
        scene, beat = find_beat(project, settings.beat)
        return scene, beat.id
    return find_scene(project, settings.scene or "1"), ""


def key_cameras(plan: Staging, shots: dict[str, Placed], count: int) -> list[Camera]:
    """The set-ups that show the staging best: one that holds everybody, then the closest of each side of the conversation."""

    def worth(camera: Camera) -> tuple[int, int, float]:
        wide = shots[camera.shot].shot.slots.coverage in _WIDE
        return -len(camera.sees), 0 if wide else 1, camera.reach

    ordered = sorted((one for one in plan.cameras if one.sees), key=worth) or list(plan.cameras)
    first = ordered[:1]
    rest = [one for one in sorted(ordered[1:], key=lambda one: one.number) if first and one.sees != first[0].sees]
    return sorted((first + rest + [one for one in ordered[1:] if one not in rest])[:count], key=lambda one: one.number)


def _frame(project: Project, settings: BlockingSettings, plan: Staging, camera: Camera, at: Placed, scene: Scene, beat: str) -> DraftStep:
    slots = staged(frame_slots(project, at), plan, camera)
    slots = slots.with_(movement=None, movement_speed=None, motion_strength=None)
    return _step(
        project, settings, f"key-{camera.number}", slots, plan, Home(scene.id, beat), f"Key frame {camera.number}: {camera.label}", at
    )


def _empty(project: Project, settings: BlockingSettings, plan: Staging, scene: Scene, beat: str) -> DraftStep:
    """The place alone, for a scene that has no shots yet."""
    people = {one.id: one.look for one in project.bible.characters}
    cast = tuple(people[one.who] for one in plan.people if one.who in people)
    place = next((one for one in project.bible.locations if one.id == scene.location), None)
    said = Slots(
        characters=cast,
        setting=(place.setting or place.name) if place else scene.location,
        time_of_day=scene.time_of_day,
        action=scene.text[:300] or scene.title,
    )
    return _step(project, settings, "key-1", said, plan, Home(scene.id, beat), f"Key frame: {plan.title}"[:160], None)


def _step(
    project: Project, settings: BlockingSettings, name: str, slots: Slots, plan: Staging, home: Home, action: str, at: Placed | None
) -> DraftStep:
    if settings.plan:
        slots = slots.with_(references=(*slots.references, Reference(role="layout", name="blocking plan", asset=settings.plan)))
    key = f"{at.shot.id if at else home.scene}/{name}"
    aspect = slots.aspect or project.aspect
    made = frames.picture_step(
        project, settings, name, slots, action=action, inputs=frames.references(slots), aspect=aspect, home=home, key=key
    )
    return made.model_copy(update={_KEY: plan.wire()})


# How the plan looks through a camera


def across(camera: Camera, one: Stand) -> tuple[float, float]:
    """Where somebody is in the picture: −1 its left edge, 1 its right, and how many metres away (negative: behind the camera)."""
    way = math.radians(bearing((camera.x, camera.y), (one.x, one.y)) - camera.direction)
    distance = math.dist((camera.x, camera.y), (one.x, one.y))
    deep = distance * math.cos(way)
    wide = max(0.05, abs(deep)) * math.tan(math.radians(camera.angle / 2))
    return distance * math.sin(way) / wide, deep


def gaze_of(camera: Camera, one: Stand) -> str:
    """Which way somebody looks, as the camera sees it.

    >>> from director_kernel.schema.staging import Camera, Stand
    >>> camera = Camera(shot="k", number=1, x=0, y=-3, direction=0, angle=40, reach=3, lens=50, side="A", azimuth=180)
    >>> gaze_of(camera, Stand(who="a", name="A", x=0, y=0, facing=90)), gaze_of(camera, Stand(who="a", name="A", x=0, y=0, facing=180))
    ('looking to frame right', 'looking into the camera')
    """
    turn = (one.facing - camera.direction + 360) % 360
    if abs(turn - 180) <= 25:
        return "looking into the camera"
    if turn <= 25 or turn >= 335:
        return "seen from behind"
    return "looking to frame right" if turn < 180 else "looking to frame left"


def staged(slots: Slots, plan: Staging, camera: Camera) -> Slots:
    """The slots with people in the order and direction the camera sees them, and the staging in words."""
    spots = {one.name.lower(): one for one in plan.people}

    def place(who: Character) -> float:
        return across(camera, spots[who.name.lower()])[0] if who.name.lower() in spots else 0.0

    ordered = tuple(
        who.with_(gaze=gaze_of(camera, spots[who.name.lower()])) if who.name.lower() in spots and not who.gaze else who
        for who in sorted(slots.characters, key=place)
    )
    told = [part for part in (slots.composition, in_words(ordered, plan, camera)) if part]
    return slots.with_(characters=ordered, composition="; ".join(told))


def in_words(people: Sequence[Character], plan: Staging, camera: Camera) -> str:
    """Who stands where in the picture: "Mira in the left third, Tom in the right third, 1.7 m apart"."""
    spots = {one.name.lower(): one for one in plan.people}
    seen = [(who.name, spots[who.name.lower()]) for who in people if who.name.lower() in spots]
    if len(seen) < 2:
        return ""
    parts = []
    for name, one in seen:
        x, deep = across(camera, one)
        where = "left third" if x < -0.33 else "right third" if x > 0.33 else "centre"
        depth = " in the foreground" if deep < camera.reach * 0.6 else " in the background" if deep > camera.reach * 1.6 else ""
        parts.append(f"{name} {where}{depth}")
    apart = math.dist((seen[0][1].x, seen[0][1].y), (seen[-1][1].x, seen[-1][1].y))
    return f"{', '.join(parts)}, {apart:.1f} m apart" if len(seen) == 2 else ", ".join(parts)


# Coming back


def _board(made: Made, plan: Staging, home: Home) -> Board:
    """The plan first, then the key frames."""
    # Pixels are only needed here, and loading what draws them takes longer than everything else a workflow does.
    from director_kernel.media.draw.blocking import blocking

    page = blocking(plan)
    meta = {"graphic": "blocking", "plan": made.plan.id}
    drawn = made.store(page.png, "image/png", {"width": page.width, "height": page.height, "meta": meta})
    board = frames.board_id(made.plan)
    made_frames = frames.alone(made, [step for step in made.plan.steps if plan.cameras])
    whole = frames.board_of(board, made_frames, title=f"Blocking: {plan.title}"[:160], kind="blocking", home=home)
    first = BoardPanel(id=f"{board}-plan", asset=drawn.sha256, caption=f"plan of {plan.title}"[:160], scene=home.scene, beat=home.beat)
    return whole.with_(panels=(first, *whole.panels))


def settled(project: Project, plan: Staging, scene_id: str) -> tuple[Change, ...]:
    """Where everybody stands, the line, and each camera's side and direction, wherever the scene says nothing and isn't locked."""
    scene = next((one for one in project.scenes if one.id == scene_id), None)
    if scene is None or scene.locked:
        return ()
    known = {one.id for one in project.bible.characters}
    changes: list[Change] = []
    if not scene.blocking and plan.people:
        spots = [Place(who=one.who, x=one.x, y=one.y, facing=one.facing).wire() for one in plan.people]
        changes.append(Change(op="set", path=f"scenes/{scene.id}/blocking", value=spots))
    if not scene.line and plan.line:
        pair = [one.who for end in plan.line for one in plan.people if math.dist((one.x, one.y), end) < 0.01]
        if len(pair) == 2 and set(pair) <= known:
            changes.append(Change(op="set", path=f"scenes/{scene.id}/line", value=pair))
    cameras = {one.shot: one for one in plan.cameras}
    for at in placed(project):
        camera = cameras.get(at.shot.id)
        if camera is None or at.scene.id != scene.id or at.beat.locked or at.shot.locked:
            continue
        if not at.shot.side and plan.line:
            changes.append(Change(op="set", path=f"{at.path}/side", value=camera.side))
        if at.shot.azimuth is None:
            changes.append(Change(op="set", path=f"{at.path}/azimuth", value=camera.azimuth))
    return tuple(changes)
