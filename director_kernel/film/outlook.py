"""Where a film stands, in a line each, and what is worth doing next."""

from collections import Counter
from collections.abc import Iterator, Sequence

from director_kernel.schema.project import BibleCharacter, BibleProp, Board, Location, Project
from director_kernel.schema.words import counted

Line = tuple[str, str]
"""What a line is about and what it says; or a command and why."""
MOST = 3
"""Steps that are offered at once; boards that are named."""


def standing(project: Project) -> list[Line]:
    """What there is beside the outline: pictures and clips, boards, graphics, and who or what of the bible is locked."""
    bible = project.bible
    people: list[BibleCharacter | Location | BibleProp] = [*bible.characters, *bible.locations, *bible.props]
    said = (
        ("made", made(project)),
        ("boards", _boards(project.boards)),
        ("graphics", _graphics(project)),
        ("locked", ", ".join(one.name for one in people if one.locked)),
    )
    return [(label, text) for label, text in said if text]


def made(project: Project) -> str:
    """How many shots have a picture and a clip, "" where none has."""
    shots = project.shots()
    pictures, clips = sum(bool(shot.frame) for shot in shots), sum(bool(shot.take) for shot in shots)
    if not pictures and not clips:
        return ""
    return f"pictures of {pictures} and clips of {clips} of {counted(len(shots), 'shot')}"


def _boards(boards: Sequence[Board]) -> str:
    names = [f"{board.title} ({counted(sum(panel.mark != 'deleted' for panel in board.panels), 'frame')})" for board in boards]
    if len(names) <= MOST:
        return ", ".join(names)
    return f"{', '.join(names[-MOST:])} and {len(names) - MOST} before them"


def _graphics(project: Project) -> str:
    kinds = Counter(one.kind.replace("_", " ") for one in project.marketing)
    return ", ".join(name if count == 1 else counted(count, name) for name, count in kinds.items())


def next_steps(project: Project) -> list[Line]:
    """The next things worth doing, as commands without their first word, each with what comes of it; three at most."""
    return list(_steps(project))[:MOST]


def _steps(project: Project) -> Iterator[Line]:
    shots = project.shots()
    if not shots:
        yield 'scene add "The pier" --shot "wide, she walks along the pier"', "add a scene with its shots"
        yield "project import FILE", "take in a screenplay or a project"
        return
    bare = next((one for one in project.bible.characters if not one.assets and not one.locked), None)
    without = sum(not shot.frame for shot in shots)
    if bare is not None and without:
        yield f"work character-sheet who={bare.id}", f"draw {bare.name} from all sides, so that every shot keeps the look"
    if without:
        yield "work storyboard", f"draw a frame for {'every shot' if without == len(shots) else counted(without, 'shot') + ' more'}"
    elif not all(shot.take for shot in shots):
        yield "work reel", "make the film as an animatic, for free"
    else:
        yield "graphics poster", "make its poster"
    yield "continuity", "what a careful eye would stop at"
    yield "compile --shot 1.1", "the first shot's prompt for each tool"
