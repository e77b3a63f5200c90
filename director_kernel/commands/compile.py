"""The prompt compiler at the prompt: one description of a shot, in the words of any model."""

import difflib
import json
import sys
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem
from pydantic import ValidationError

from director_kernel.catalog import Catalog
from director_kernel.commands.kit import command
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.errors import UsageError
from director_kernel.film.shots import find_shot, full
from director_kernel.present.compile_view import compared, compared_text, compiled_html, compiled_text, compiled_wire
from director_kernel.present.shown import Shown
from director_kernel.prompts.compile import Compiled, Target, compiler_of
from director_kernel.prompts.dialects import find_target
from director_kernel.prompts.read import read_slots
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.plan import Kind, Role, Step
from director_kernel.schema.slots import Slots

_MOST_BYTES = 2_000_000
_MADE_FROM_PICTURES = frozenset((Role.START_IMAGE, Role.SOURCE))


def _targets(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    catalog = session.director.catalog
    titles = {**{one.id: one.title for one in catalog.dialects.values()}, **{model.id: model.name for model in catalog.models.values()}}
    known = [name for name, model in catalog.models.items() if not model.makes(Kind.TEXT)]
    names = dict.fromkeys([*known, *catalog.dialects])
    return [CompletionItem(name, help=titles.get(name, "")) for name in names if name.startswith(incomplete)]


@command("compile")
@click.option("--target", "targets", multiple=True, shell_complete=_targets, help="A model or dialect (veo-3.1); may be repeated.")
@click.option("--all", "every", is_flag=True, help="Every dialect, side by side.")
@click.option("--slots", "file", type=click.Path(path_type=Path, allow_dash=True), help="A JSON file of slots (- reads it from stdin).")
@click.option("--text", help="The shot in prose, read into slots.")
@click.option("--shot", help="A shot of the current film project, for example 3 or 2.1.")
@click.option("--step", help="A step of the current plan, for example 3.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What is to be made (default: what the target is for).")
@click.option("--image-led", is_flag=True, help="A start image goes along: what it shows is left out.")
@click.option("--rewriter", is_flag=True, help="Leave the vendor's own rewriter of prompts on.")
def compile_(
    session: Session,
    targets: tuple[str, ...],
    every: bool,
    file: Path | None,
    text: str | None,
    shot: str | None,
    step: str | None,
    kind: str | None,
    image_led: bool,
    rewriter: bool,
) -> Shown:
    """Compile a shot into the prompt and the fields of a model, and say what became of every slot."""
    if sum(one is not None for one in (file, text, shot, step)) != 1:
        raise UsageError("say which shot: one of --slots FILE.json, --text, --shot or --step.")
    catalog = session.director.catalog
    slots, found = _slots(session, file, text, shot, step)
    led = image_led or (found is not None and any(item.role in _MADE_FROM_PICTURES for item in found.inputs))
    names = [*targets, *_every(catalog)] if every else [*targets] or _usual(session, shot, found)
    wanted = Kind(kind) if kind else found.kind if found is not None and not every else None
    aims = [(name, _aim(name, catalog, wanted, every, led, not rewriter)) for name in dict.fromkeys(names)]
    compiler = compiler_of(catalog)
    rows = [(name, compiler.compile(slots, aim), compiler.dialect(aim)) for name, aim in aims]
    return _one(*rows[0]) if len(rows) == 1 else _side_by_side(rows)


def _one(name: str, compiled: Compiled, dialect: Dialect) -> Shown:
    return Shown(compiled_text(compiled, dialect, name), compiled_html(compiled, dialect, name), compiled_wire(compiled, dialect, name))


def _side_by_side(rows: list[tuple[str, Compiled, Dialect]]) -> Shown:
    data = [compiled_wire(compiled, dialect, name) for name, compiled, dialect in rows]
    return Shown(compared_text(rows), compared(rows), {"targets": data})


def _every(catalog: Catalog) -> list[str]:
    return sorted(catalog.dialects)


def _aim(name: str, catalog: Catalog, kind: Kind | None, every: bool, led: bool, literal: bool) -> Target:
    """The target; among all of them each is asked for what it is for."""
    fitting = None if every and kind is not None and name in catalog.dialects and kind not in catalog.dialects[name].kinds else kind
    return find_target(name, catalog, fitting, image_led=led, literal=literal)


def _usual(session: Session, shot: str | None, step: Step | None) -> list[str]:
    """The step's own model, or the project's targets; plain sentences else."""
    if step is not None and step.model in session.director.catalog.models:
        return [step.model]
    if shot is not None and (named := session.director.film.projects.require().targets):
        return list(named)
    return ["plain"]


# Where the slots come from


def _slots(session: Session, file: Path | None, text: str | None, shot: str | None, step: str | None) -> tuple[Slots, Step | None]:
    if file is not None:
        return _read(file), None
    if text is not None:
        return read_slots(text), None
    if shot is not None:
        project = session.director.film.projects.require()
        return full(project, find_shot(project, shot)), None
    found = _step(session, step or "")
    slots = found.slots if found.slots != Slots() else read_slots(found.prompt or found.action)
    return slots, found


def _step(session: Session, name: str) -> Step:
    plan = session.director.plans.require()
    found = next((one for one in plan.steps if name in (one.id, str(one.order))), None)
    if found is None:
        raise UsageError(f"there is no step {name[:40]!r}; `director plan` lists them.")
    return found


def _read(file: Path) -> Slots:
    """Slots out of a JSON file. Raises UsageError naming what is wrong and the nearest slot."""
    try:
        raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if str(file) == "-" else _bytes(file)
    except OSError as error:
        raise UsageError(f"{file} can't be read ({error.strerror}); give a JSON file of slots.") from None
    if len(raw) > _MOST_BYTES:
        raise UsageError(f"{file} is over {_MOST_BYTES // 1_000_000} MB; slots of one shot are a few hundred bytes.")
    try:
        data = json.loads(raw)
    except json.JSONDecodeError as error:
        raise UsageError(f"{file}:{error.lineno}: not JSON ({error.msg}); mend that line.") from None
    except (UnicodeDecodeError, RecursionError):
        raise UsageError(f"{file} is not JSON text; save it as UTF-8 JSON.") from None
    if not isinstance(data, dict):
        raise UsageError(f'{file} holds no slots; an object is needed, for example {{"subject": "a red kite"}}.')
    try:
        return Slots.model_validate(data)
    except ValidationError as error:
        raise UsageError(_wrong(file, error.errors()[0])) from None


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_MOST_BYTES + 1)


def _wrong(file: Path, fault: Any) -> str:
    """One fault in words, with the nearest name for a slot that isn't there."""
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        name = str(fault["loc"][-1])
        known = [alias for key, field in Slots.model_fields.items() for alias in (key, field.alias or key)]
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(list(Slots.model_fields)[:12])} …"
        return f"{file}: there is no slot {where[:60]!r}; {hint}"
    return f"{file}: {where[:80]}: {fault['msg'][:200]}; correct it and compile again."


COMMANDS = [compile_]
