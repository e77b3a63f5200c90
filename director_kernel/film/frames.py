"""What all workflows of several frames share: the step that makes a sheet, and the board its frames become.

Everything a take-in needs stands in the plan's own slots, and all ids follow from the plan's id: taken in twice, the same board is the
same board, and the same pixels are the same stored file.
"""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field

from director_kernel.errors import UsageError
from director_kernel.film.soundtrack import seed_of
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.media.grid import frame, parsed, ratio
from director_kernel.schema.asset import Asset
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, DraftStep, Input, Kind, Plan, Role, Step, Tier
from director_kernel.schema.project import Board, BoardKind, BoardPanel, Change, Project, Trace
from director_kernel.schema.slots import LayoutMode, Panel, Slots
from director_kernel.schema.words import counted

_HOME = "frameHome"
"""The key of a step with where its frames belong: names in settings may mean something else by the time they come back."""
MANY = 4
"""Frames in one picture up to which models keep people and place alike; more is allowed and said."""
_CAMERA: dict[str, Any] = {"shot_size": None, "angle": None, "lens": "", "coverage": None, "composition": "", "focus": ""}
_MOVING: dict[str, Any] = {"movement": None, "movement_speed": None, "motion_strength": None, "frame_index": None, "frame_count": None}


def listed(value: Any) -> Any:
    """Several values written as one word: "noir, vhs"."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Listed = BeforeValidator(listed)


class SheetSettings(Noun):
    """What every workflow of frames may be told: the model that makes them (`target`), how dear it may be, and `batch`: another number is
    another try with other seeds."""

    # Typed on a line, the shot "3" looks like a number.
    model_config = ConfigDict(coerce_numbers_to_str=True)

    target: str = ""
    tier: Tier | None = None
    batch: Annotated[int, Field(ge=1, le=999)] = 1


class Home(NamedTuple):
    """Where frames belong, by ids; "" where they belong to none. `of`: whom or what they are made of, a character or a panel."""

    scene: str = ""
    beat: str = ""
    shot: str = ""
    of: str = ""


NOWHERE = Home()


# Going out


def shared(slots: Slots) -> Slots:
    """What holds for every frame of a sheet: all but how one camera sees it and moves."""
    return slots.with_(**_CAMERA, **_MOVING)


def sheet_step(
    project: Project,
    settings: SheetSettings,
    name: str,
    slots: Slots,
    panels: Sequence[Panel],
    *,
    layout: str,
    action: str,
    home: Home = NOWHERE,
    inputs: Sequence[Input] | None = None,
) -> DraftStep:
    """The step that makes one picture of `panels`, in columns x rows as `layout` says; `inputs` are the references unless given."""
    aspect = next((panel.slots.aspect for panel in panels if panel.slots.aspect), project.aspect)
    columns, rows = parsed(layout, len(panels))
    told = slots.with_(panels=tuple(panels), panel_layout=f"{columns}x{rows}", frame_count=len(panels), aspect="")
    given = list(dict.fromkeys(references(slots) if inputs is None else inputs))
    shape = (ratio(aspect) or 16 / 9) * columns / rows
    return picture_step(project, settings, name, told, action=action, home=home, inputs=given, aspect=f"{shape:.4g}:1")


def picture_step(
    project: Project,
    settings: SheetSettings,
    name: str,
    slots: Slots,
    *,
    action: str,
    inputs: Sequence[Input],
    aspect: str,
    home: Home = NOWHERE,
    key: str = "",
) -> DraftStep:
    """A step that makes one picture. Its seed follows from the project, what is shown (`key`, else the step's name) and the batch."""
    said: dict[str, Any] = {
        "id": name,
        "kind": (Kind.IMAGE_EDIT if inputs else Kind.TEXT_TO_IMAGE).value,
        "type": "image",
        "action": action,
        "slots": slots,
        "aspect": aspect,
        "seed": seed_of(project, key or name, slots.action or slots.subject, *([settings.batch] if settings.batch > 1 else [])),
        "inputs": list(inputs),
        "depends_on": [each.step for each in inputs if each.step],
        "output_description": action,
        _HOME: home._asdict(),
    }
    if slots.panels:
        said["options"] = {"resolution": "2K"}
    return DraftStep.model_validate(said)


def reference(asset: str) -> Input:
    """A stored picture the frames go by."""
    return Input(role=Role.REFERENCE, asset=asset)


def references(slots: Slots) -> list[Input]:
    """The pictures the slots refer to, as inputs."""
    return [reference(one.asset) for one in slots.references if one.asset]


def draft(project: Project, settings: SheetSettings, title: str, steps: Sequence[DraftStep], summary: str = "") -> Draft:
    """The steps as a draft of their own."""
    said: dict[str, Any] = {"title": title, "summary": summary, "aspect": project.aspect, "fps": project.fps, "steps": list(steps)}
    return Draft.model_validate({**said, "tier": settings.tier} if settings.tier else said)


def advice(count: int) -> str:
    """The note for sheets of more frames than models are good at."""
    return f"{count} frames in one picture: beyond {MANY} models mix up faces and labels more often" if count > MANY else ""


# Coming back


def board_id(plan: Plan, step: str = "") -> str:
    """The id of what a plan's step became."""
    return "-".join(part for part in ("board", plan.id, step) if part)[:56]


def home_of(step: Step) -> Home:
    """Where the frames of a step belong."""
    said = step.extra.get(_HOME)
    return Home(*(str(said.get(name, "")) for name in Home._fields)) if isinstance(said, dict) else NOWHERE


_HOW: dict[str, str] = {
    "cells": "",
    "gutters": "cut along the gutters",
    "plain": "cut where the ground between the frames is plain: no gutters were found, look at the edges",
    "even": "cut evenly: no gutters were found, look at the edges",
}


_OFF = 0.08
"""How far a picture's shape may be from what was asked, as a share, before it is said: models round to sizes of their own."""


class Framed(NamedTuple):
    """A frame that came back: its picture and what is in it."""

    asset: Asset
    label: str
    slots: Slots


def cut(made: Made, step: Step) -> tuple[list[Framed], str]:
    """The frames of a sheet, stored, and how they were told apart."""
    # Pixels are only needed here, and loading what reads them takes longer than everything else a workflow does.
    from director_kernel.media.panels import slice_panels

    panels = step.slots.panels
    columns, rows = parsed(step.slots.panel_layout, len(panels))
    found = slice_panels(made.read(step.id), columns, rows, len(panels))
    sheet = made.takes[step.id]
    kept: dict[str, Any] = {name: sheet.meta[name] for name in ("studio", "label", "model", "provider") if name in sheet.meta}
    frames: list[Framed] = []
    for number, (panel, data, cell) in enumerate(zip(panels, found.frames, found.cells, strict=True), 1):
        meta: dict[str, Any] = {
            **kept,
            "sheet": sheet.sha256,
            "panel": panel.label,
            "cell": list(cell),
            "cut": found.how,
            "plan": made.plan.id,
        }
        asset = made.store(data, "image/png", {"width": cell.width, "height": cell.height, "meta": meta})
        frames.append(Framed(asset, panel.label, frame(step.slots, panel, number)))
    laid = f"came in {found.columns} columns and {found.rows} rows instead of {columns} and {rows}" if found.columns != columns else ""
    return frames, ", ".join(part for part in (_HOW[found.how], laid, reshaped(sheet, step)) if part)


def reshaped(came: Asset, step: Step) -> str:
    """That a picture came in another shape than was asked for, in words; "" where it came as asked, or near it."""
    asked = ratio(step.aspect)
    if not asked or not came.width or not came.height or abs(came.width / came.height / asked - 1) <= _OFF:
        return ""
    return f"came as {came.width} × {came.height} pixels instead of {step.aspect}"


def alone(made: Made, steps: Sequence[Step]) -> list[Framed]:
    """The frames of steps that made one picture each."""
    return [Framed(made.takes[step.id], step.action, step.slots) for step in steps]


def board_of(
    board: str,
    frames: Sequence[Framed],
    *,
    title: str,
    kind: BoardKind,
    home: Home = NOWHERE,
    sheet: str | None = None,
    layout: LayoutMode = LayoutMode.STORYBOARD,
    homes: Sequence[Home] = (),
) -> Board:
    """The frames as a board; `homes` say where each belongs, else all where the board does."""
    panels = tuple(
        BoardPanel(
            id=f"{board}-{at + 1}",
            asset=one.asset.sha256,
            caption=one.label,
            coverage=one.slots.coverage,
            time_offset_ms=one.slots.time_offset_ms,
            scene=(homes[at] if homes else home).scene,
            beat=(homes[at] if homes else home).beat,
            shot=homes[at].shot if homes else "",
            slots=one.slots.with_(frame_index=None),
            dialogue=one.slots.dialogue,
        )
        for at, one in enumerate(frames)
    )
    return Board(
        id=board, title=title, kind=kind, layout=layout, scene=home.scene, beat=home.beat, shot=home.shot, sheet=sheet, panels=panels
    )


def taken(project: Project, workflow: str, made: Made, boards: Sequence[tuple[Board, Sequence[Step]]], note: str = "") -> TakenIn:
    """The boards as additions to the project, those left out that are in it; a board's frames come of its step, or of its steps in turn."""
    known = {board.id for board in project.boards}
    new = [(board, steps) for board, steps in boards if board.id not in known]
    changes = tuple(Change(op="add", path="boards", value=board.wire()) for board, _ in new)
    traces = tuple(trace for board, steps in new for trace in traces_of(project, workflow, made, board, steps))
    count = sum(len(board.panels) for board, _ in boards)
    said = f"{counted(count, 'frame')} on {', '.join(f'{board.title!r}' for board, _ in boards)}"
    return TakenIn(changes, traces, "; ".join(part for part in (said, note) if part))


def traces_of(project: Project, workflow: str, made: Made, board: Board, steps: Sequence[Step]) -> list[Trace]:
    """What each panel of a board was asked for and became, for later learning."""
    return [
        Trace(
            project=project.id,
            workflow=workflow,
            where=panel_path(board.id, panel.id),
            slots=panel.slots,
            target=step.model,
            prompt=step.prompt,
            plan=made.plan.id,
            step=step.id,
            panel=panel.id,
            asset=panel.asset,
        )
        for panel, step in zip(board.panels, steps if len(steps) > 1 else [*steps] * len(board.panels), strict=True)
    ]


def panel_path(board: str, panel: str) -> str:
    """Where a panel stands in its project."""
    return f"boards/{board}/panels/{panel}"


def find_board(project: Project, name: str) -> Board:
    """The board with this id, number or title, or the newest for "". Raises UsageError."""
    if not project.boards:
        raise UsageError("there are no boards yet; `director work shot-stack` or `director work storyboard` makes one.")
    if not name:
        return project.boards[-1]
    for at, board in enumerate(project.boards, 1):
        if name in (board.id, str(at)) or name.lower() == board.title.lower():
            return board
    raise UsageError(f"there is no board {name[:40]!r}; there are {', '.join(board.id for board in project.boards[-6:])}.")


def find_panel(board: Board, name: str) -> BoardPanel:
    """The panel with this id, number, or caption. Raises UsageError."""
    for at, panel in enumerate(board.panels, 1):
        if name in (panel.id, str(at)) or name.lower() == panel.caption.lower():
            return panel
    raise UsageError(f"{board.title!r} has no frame {name[:40]!r}; its frames are 1 to {len(board.panels)}.")
