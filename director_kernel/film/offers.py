"""What can be made from a frame of a storyboard: the workflows that fit it, with their settings, ready to be priced and begun."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.film.board import Frame, find_frame, subject_of
from director_kernel.schema.project import Board, Project


class Offer(NamedTuple):
    """One workflow as a button says it. `key` names the offer, `workflow` what is run."""

    key: str
    title: str
    workflow: str
    settings: dict[str, Any]


def offers(project: Project, what: str, frame: str = "") -> tuple[Offer, ...]:
    """What can be made here: of the frame, where one is chosen, then of the scene and the film."""
    found = find_frame(project, what, frame) if frame else None
    about = subject_of(project, what)
    scene = found.scene if found is not None else about.scene if isinstance(about, Board) else what
    return (*(_of_frame(project, about, found) if found is not None else ()), *_of_scene(project, scene))


def find_offer(project: Project, what: str, frame: str, key: str) -> Offer:
    """The offer of this key. Raises UsageError."""
    for one in offers(project, what, frame):
        if one.key == key:
            return one
    raise UsageError(f"{key[:40]!r} can't be made of this frame; choose another frame, or `director work` lists the workflows.")


def _of_frame(project: Project, about: Any, frame: Frame) -> Iterator[Offer]:
    panel = {"board": about.id, "panel": frame.id} if isinstance(about, Board) else {}
    shot = frame.shot if any(one.id == frame.shot for one in project.shots()) else ""
    if shot:
        yield Offer("shot-stack", "Shot stack ×4", "shot-stack", {"shot": shot, "frames": 4})
    if shot or panel:
        yield Offer("time-stack", "Time stack", "time-stack", panel or {"shot": shot})
    if shot:
        batch = 1 + sum(board.kind == "variants" and board.shot == shot for board in project.boards)
        title = "Another batch" if isinstance(about, Board) and about.kind == "variants" else "What if…"
        yield Offer("variant-reel", title, "variant-reel", {"shot": shot, "number": 4, "batch": batch})
    if panel or (shot and frame.asset):
        yield Offer("beat-pack", "Beat pack", "beat-pack", {**(panel or {"shot": shot}), "as_scene": False})


def _of_scene(project: Project, scene: str) -> Iterator[Offer]:
    inside = [shot for one in project.scenes if scene in ("", one.id) for beat in one.beats for shot in beat.shots]
    missing = sum(shot.frame is None for shot in inside)
    if missing:
        yield Offer("storyboard", f"Frames ×{missing}", "storyboard", {"scene": scene} if scene else {})
    if project.scenes:
        yield Offer("poster", "Poster", "poster", {})
