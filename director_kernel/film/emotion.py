"""The emotional curve of a scene or board: tension, intimacy, threat and wonder beat by beat, frame by frame, each value with its reason.

Values a person or a model set on a beat or panel stand as they are; only what nobody said is read from words, light, size and pace.
"""

from collections.abc import Iterable, Sequence

from director_kernel.film.feelings import AXES, Share, from_pace, from_picture, from_words, summed
from director_kernel.film.shots import Placed, full, placed
from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Beat, Board, BoardPanel, Emotion, Project, Scene
from director_kernel.schema.slots import Slots

SAID = "said by a person or a model"


class Point(Noun):
    """One place on the curve. `at` seconds from the beginning of the scene (the board), `id` the beat's or panel's, `why` a reason for
    every axis; `said` where the values were set and not read. `frame` is its picture's hash, "" while there is none."""

    id: str
    kind: str
    label: str
    at: float
    seconds: float = 0.0
    emotion: Emotion
    why: dict[str, str] = {}
    said: bool = False
    frame: str = ""


def curve(project: Project, about: Scene | Board) -> tuple[Point, ...]:
    """A point for every beat of a scene, or for every frame of a board; JSON-ready by `point.wire()`."""
    return tuple(_of_board(about)) if isinstance(about, Board) else tuple(_of_scene(project, about))


def film_curve(project: Project) -> tuple[Point, ...]:
    """The beats of the whole film, one after the other."""
    found: list[Point] = []
    start = 0.0
    for scene in project.scenes:
        points = curve(project, scene)
        found += [one.with_(at=round(one.at + start, 3)) for one in points]
        start += sum(shot.seconds for beat in scene.beats for shot in beat.shots) or sum(one.seconds for one in points)
    return tuple(found)


def _of_scene(project: Project, scene: Scene) -> Iterable[Point]:
    start = 0.0
    shots = [at for at in placed(project) if at.scene.id == scene.id]
    for beat in scene.beats:
        own = [at for at in shots if at.beat.id == beat.id]
        seconds = sum(at.shot.seconds for at in own)
        emotion, why, said = read_beat(project, scene, beat, own)
        frame = next((at.shot.frame for at in own if at.shot.frame), "") or ""
        yield Point(
            id=beat.id,
            kind="beat",
            label=beat.text[:160] or beat.id,
            at=round(start, 3),
            seconds=seconds,
            emotion=emotion,
            why=why,
            said=said,
            frame=frame,
        )
        start += seconds or 3.0


def read_beat(project: Project, scene: Scene, beat: Beat, shots: Sequence[Placed]) -> tuple[Emotion, dict[str, str], bool]:
    """A beat's values, the reason for each, and whether they were said."""
    if beat.emotion is not None:
        return beat.emotion, dict.fromkeys(AXES, SAID), True
    told = [full(project, at) for at in shots]
    actions = " . ".join((beat.text, *(one.action for one in told), *(line.text for one in told for line in one.dialogue)))
    shares = list(from_words(actions))
    for share in _shared_by([list(from_picture(one)) for one in told]):
        shares.append(share)
    if not told and scene.time_of_day:
        shares += from_picture(Slots(time_of_day=scene.time_of_day))
    shares += from_pace(sum(at.shot.seconds for at in shots), len(shots))
    if beat.large:
        shares += [Share("tension", 2, "a large event"), Share("wonder", 1, "a large event")]
    values, why = summed(shares)
    return Emotion(**values), why, False


def _shared_by(pictures: Sequence[Sequence[Share]]) -> list[Share]:
    """What at least half of the shots do: one close-up among ten doesn't make a beat intimate."""
    need = max(1, -(-len(pictures) // 2))
    counted: dict[Share, int] = {}
    for shares in pictures:
        for share in dict.fromkeys(shares):
            counted[share] = counted.get(share, 0) + 1
    return [share for share, count in counted.items() if count >= need]


def _of_board(board: Board) -> Iterable[Point]:
    """A time stack is laid out by its offsets, any other board by its frames' lengths (a second where nobody said one)."""
    panels = [one for one in board.panels if one.mark != "deleted"]
    offsets = [one.time_offset_ms for one in panels if one.time_offset_ms is not None]
    first = min(offsets, default=0)
    at = 0.0
    for panel in panels:
        seconds = panel.slots.duration or 1.0
        here = (panel.time_offset_ms - first) / 1000 if panel.time_offset_ms is not None else at
        emotion, why, said = read_panel(panel)
        yield Point(
            id=panel.id,
            kind="panel",
            label=panel.caption or panel.slots.action or panel.id,
            at=round(here, 3),
            seconds=seconds,
            emotion=emotion,
            why=why,
            said=said,
            frame=panel.asset,
        )
        at += seconds


def read_panel(panel: BoardPanel) -> tuple[Emotion, dict[str, str], bool]:
    """A frame's values, the reason for each, and whether they were said."""
    if panel.emotion is not None:
        return panel.emotion, dict.fromkeys(AXES, SAID), True
    slots = panel.slots
    words = " . ".join((panel.caption, slots.action, slots.subject, *(line.text for line in panel.dialogue or slots.dialogue)))
    felt = " ".join(one.emotion for one in slots.characters)
    values, why = summed([*from_words(f"{words} . {felt}"), *from_picture(slots)])
    return Emotion(**values), why, False
