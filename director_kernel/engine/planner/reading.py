"""Any value at all as a sheet: what can be read is read, what can't is set aside under `extra` and reported; nothing raises.

Accepted: a `Plan` or `Draft`, the published plan JSON, text or bytes holding JSON (also inside prose or a code fence), a plan wrapped in
`{"plan": …}`, a bare list of steps, a single step. Keys may be camelCase, snake_case or anything between.
"""

from typing import Any

from director_kernel.engine.planner import values
from director_kernel.engine.planner.notes import set_aside
from director_kernel.engine.planner.plain_json import parsed, plain
from director_kernel.engine.planner.reading_steps import read_step
from director_kernel.engine.planner.salvage import loose, salvaged
from director_kernel.engine.planner.working import Json, Sheet
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Tier

_TIERS: dict[str, Tier] = {"budget": "budget", "cheap": "budget", "balanced": "balanced", "standard": "balanced", "premium": "premium"}
_NAMES = {
    "steps": "steps",
    "id": "id",
    "version": "version",
    "title": "title",
    "name": "title",
    "summary": "summary",
    "description": "summary",
    "brief": "brief",
    "usecase": "use_case",
    "tier": "tier",
    "aspect": "aspect",
    "aspectratio": "aspect",
    "fps": "fps",
    "finaloutputs": "final_outputs",
    "finals": "finals",
    "totalcost": "total_cost",
    "estimatedtime": "estimated_time",
    "catalog": "catalog",
    "extra": "extra",
}
_COMPUTED = frozenset(("estimated_time", "finals", "catalog"))
"""Made anew every time."""
_STEPLIKE = frozenset(("prompt", "model", "action", "modelname"))


def read(draft: Any) -> Sheet:
    """The sheet of `draft`, with a fault for everything that could not be taken as it was."""
    sheet = Sheet()
    data = _object(draft, sheet)
    if data is not None:
        _read_plan(data, sheet)
    return sheet


def _object(draft: Any, sheet: Sheet) -> dict[str, Json] | None:
    if isinstance(draft, str | bytes):
        value, found = parsed(draft)
        if not found:
            sheet.open(None, "", "not_json", "The draft is not JSON.", 'Give a JSON object such as {"title": …, "steps": […]}.')
            return None
    else:
        value = plain(draft)
    return _unwrapped(value, sheet)


def _unwrapped(value: Json, sheet: Sheet) -> dict[str, Json] | None:
    if isinstance(value, list):
        sheet.mended(None, "", "wrapped", "The draft is a bare list.", "Its items were taken as the steps.")
        return {"steps": value}
    if not isinstance(value, dict):
        said = type(value).__name__
        sheet.open(None, "", "not_a_plan", f"The draft is a {said}, not a plan.", 'Give a JSON object such as {"title": …, "steps": […]}.')
        return None
    names = {loose(key) for key in value}
    if "steps" in names:
        return value
    inner = value.get("plan", value.get("draft"))
    if isinstance(inner, dict | list):
        sheet.mended(None, "", "wrapped", "The plan was wrapped in another object.", "The plan inside was taken.")
        return _unwrapped(inner, sheet)
    if names & _STEPLIKE:
        sheet.mended(None, "", "wrapped", "The draft is a single step.", "It was taken as a plan of one step.")
        return {"steps": [value]}
    return value


def _read_plan(data: dict[str, Json], sheet: Sheet) -> None:
    known: dict[str, Json] = {}
    for key, value in data.items():
        name = _NAMES.get(loose(key))
        if name is None or name in known:
            sheet.extra[key] = value
        elif value is not None:
            known[name] = value
    if isinstance(known.get("extra"), dict):
        sheet.extra = {**known.pop("extra"), **sheet.extra}
    _read_words(known, sheet)
    _read_brief(known.get("brief"), sheet)
    for at, raw in enumerate(_steps(known.get("steps"), sheet)):
        read_step(raw, at + 1, sheet)


def _read_words(known: dict[str, Json], sheet: Sheet) -> None:
    readers: dict[str, values.Reader] = {
        "id": values.text,
        "version": lambda value: found if (found := values.whole(value)) is not None and 0 <= found < 2**31 else None,
        "title": values.text,
        "summary": values.text,
        "use_case": values.text,
        "tier": lambda value: _TIERS.get(loose(value)) if isinstance(value, str) else None,
        "aspect": lambda value: "" if value in ("auto", "") else values.aspect(value),
        "fps": lambda value: found if (found := values.whole(value)) and 1 <= found <= 120 else (0 if found == 0 else None),
        "final_outputs": _outputs,
        "total_cost": values.number,
    }
    for name, reader in readers.items():
        if name in known:
            found = reader(known[name])
            if found is None:
                set_aside(sheet, None, name, known[name])
            else:
                setattr(sheet, name, found)
    if "extra" in known:
        sheet.extra["extra"] = known["extra"]


def _outputs(value: Json) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, list):
        return tuple(words for item in value if (words := values.text(item)))
    return None


def _read_brief(value: Json, sheet: Sheet) -> None:
    if value is None:
        return
    if isinstance(value, str):
        value = {"text": value}
    brief, lost = salvaged(Brief, value, {"text": ""})
    for name in lost:
        sheet.mended(None, f"brief.{name}".rstrip("."), "wrong_type", f"The brief's {name or 'form'} can't be read.", "It was left out.")
    sheet.brief = brief if brief != Brief(text="") else None


def _steps(value: Json, sheet: Sheet) -> list[dict[str, Json]]:
    if isinstance(value, dict):
        sheet.mended(None, "steps", "wrapped", "steps is an object, not a list.", "Its values were taken as the steps, in order.")
        value = [{"id": key, **item} if isinstance(item, dict) else item for key, item in value.items()]
    if not isinstance(value, list):
        if value is not None:
            set_aside(sheet, None, "steps", value)
        return []
    found: list[dict[str, Json]] = []
    for at, item in enumerate(value):
        if isinstance(item, str) and item.strip():
            sheet.mended(None, f"steps[{at}]", "bare_step", f"Step {at + 1} is only words.", "They were taken as its prompt.")
            found.append({"prompt": item})
        elif isinstance(item, dict):
            found.append(item)
        else:
            sheet.mended(None, f"steps[{at}]", "not_a_step", f"Step {at + 1} is not an object.", "It was left out.")
    return found
