"""A storyboard as the page knows it: frames, places, proposals, findings and feelings, JSON-ready."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.film.board import Frame, feeling_of, find_frame, frames_of, plain_value, shot_of, subject_of
from director_kernel.film.emotion import Point
from director_kernel.film.feelings import AXES
from director_kernel.film.guardian import SEVERITIES
from director_kernel.film.projects import ground_of
from director_kernel.film.telling import told
from director_kernel.present.text import SAID, cut
from director_kernel.schema.project import Board, Finding, Project, Proposal
from director_kernel.schema.slots import Slots

Look = Callable[[str], dict[str, Any] | None]
"""A stored file for the page by its hash; None where it is gone."""

MOST_LINES = 200
"""Changes of a proposal that are shown; accepted as it is, all are made."""
_ROWS = ("subject", "setting", "composition", "light_source", "light_quality", "light_setup", "grade", "mood", "style", "lens", "focus")


def frame_view(frame: Frame, look: Look) -> dict[str, Any]:
    """BoardFrame."""
    return {
        "id": frame.id,
        "number": frame.number,
        "asset": look(frame.asset) if frame.asset else None,
        "size": frame.size,
        "setup": cut(frame.setup),
        "action": cut(frame.action, SAID),
        "coverage": frame.coverage,
        "offset": frame.offset,
        "mark": frame.mark,
        "locked": frame.locked,
        "held": frame.held,
        "shot": frame.shot,
        "beat": frame.beat,
        "seconds": frame.seconds,
        "alternates": frame.alternates,
    }


def places_of(project: Project) -> list[dict[str, str]]:
    """BoardPlace[]: the film, its scenes, its boards."""
    scenes = [{"id": one.id, "kind": "scene", "name": f"{at}. {cut(one.title)}"} for at, one in enumerate(project.scenes, 1)]
    boards = [{"id": one.id, "kind": "board", "name": cut(one.title)} for one in project.boards]
    return [{"id": "", "kind": "film", "name": "Whole film"}, *scenes, *boards]


def name_of(project: Project, what: str) -> tuple[str, str]:
    """(kind, name) of what is shown."""
    about = subject_of(project, what)
    if about is None:
        return "film", cut(project.title)
    return (about.kind if isinstance(about, Board) else "scene"), cut(about.title)


def proposal_view(proposal: Proposal, project: Project) -> dict[str, Any]:
    """BoardProposal: the readable difference, and how it stands on the project as it is now."""
    ground = ground_of(proposal, project)
    lines = [
        {"at": at, "words": cut(told(change, project), SAID), "value": plain_value(change)}
        for at, change in enumerate(proposal.changes[:MOST_LINES])
    ]
    return {
        "id": proposal.id,
        "who": cut(proposal.who),
        "why": cut(proposal.why, SAID),
        "lines": lines,
        "moved": [cut(line, SAID) for line in ground.moved],
        "fault": cut(ground.fault, SAID),
    }


def about_view(project: Project, what: str, frame: str, look: Look, findings: Iterable[Finding]) -> dict[str, Any]:
    """BoardAbout. Raises UsageError where the frame is not here any more."""
    found = find_frame(project, what, frame)
    point = feeling_of(project, what, found)
    values = point.emotion.wire() if point is not None else {}
    return {
        "frame": found.id,
        "rows": _rows(project, what, found),
        "alternates": _alternates(project, found, look),
        "findings": [_finding(one) for one in findings if _is_about(one, found)],
        "feelings": [{"axis": axis, "value": values[axis], "why": cut(point.why.get(axis, ""), SAID)} for axis in AXES] if point else [],
        "said": point.said if point is not None else False,
    }


def seen_view(project: Project, what: str, felt: Sequence[Point], findings: Sequence[Finding]) -> dict[str, Any]:
    """BoardSeen."""
    points = [
        {"id": one.id, "label": cut(one.label), "at": one.at, "seconds": one.seconds, **{axis: getattr(one.emotion, axis) for axis in AXES}}
        for one in felt
    ]
    by_path: dict[str, list[Finding]] = {}
    for one in findings:
        for where in one.where:
            by_path.setdefault(_shot_path(where), []).append(one)
    marked = {}
    for frame in frames_of(project, what):
        own = by_path.get(frame.path, [])
        if own:
            worst = min(own, key=lambda one: SEVERITIES.index(one.severity))
            marked[frame.id] = {"severity": worst.severity, "words": cut(worst.message), "count": len(own)}
    return {"version": project.version, "points": points, "findings": marked}


def _shot_path(where: str) -> str:
    """The shot a path is in or is."""
    return "/".join(where.split("/")[:6])


def _is_about(finding: Finding, frame: Frame) -> bool:
    return any(_shot_path(where) == frame.path for where in finding.where)


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "id": one.id,
        "severity": one.severity,
        "rule": one.rule.replace("_", " ").replace("-", " "),
        "message": cut(one.message, SAID),
        "remedy": cut(one.remedy, SAID),
        "mends": bool(one.fix),
    }


def _alternates(project: Project, frame: Frame, look: Look) -> list[dict[str, Any]]:
    try:
        shot = shot_of(project, frame.shot).shot
    except UsageError:
        return []
    if frame.path.startswith("boards/"):
        return []
    return [{"asset": seen, "label": cut(one.label)} for one in shot.alternates if (seen := look(one.asset)) is not None]


def _rows(project: Project, what: str, frame: Frame) -> list[dict[str, str]]:
    """What the frame says of itself, a line a slot."""
    about = subject_of(project, what)
    if isinstance(about, Board):
        slots = next(one.slots for one in about.panels if one.id == frame.id)
    else:
        slots = shot_of(project, frame.id).shot.slots
    return [{"label": name.replace("_", " "), "value": cut(_words(slots, name), SAID)} for name in _ROWS if _words(slots, name)] + [
        {"label": line.speaker or "says", "value": cut(f"“{line.text}”", SAID)} for line in slots.dialogue
    ]


def _words(slots: Slots, name: str) -> str:
    value = getattr(slots, name)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
