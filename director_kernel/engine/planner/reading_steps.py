"""One step of a draft, read as far as it can be read."""

from director_kernel.engine.planner import values
from director_kernel.engine.planner.notes import set_aside, shown
from director_kernel.engine.planner.salvage import loose, member, salvaged
from director_kernel.engine.planner.working import Json, Need, Sheet, Work
from director_kernel.schema.plan import Role
from director_kernel.schema.slots import Angle, KeySide, Movement, ShotSize, Slots, Speed, TimeOfDay

_NAMES = {
    "id": "id",
    "order": "order",
    "stepnumber": "order",
    "kind": "kind",
    "type": "type",
    "action": "action",
    "title": "action",
    "model": "model",
    "modelid": "model",
    "modelname": "model_name",
    "provider": "provider",
    "endpoint": "endpoint",
    "prompt": "prompt",
    "negativeprompt": "negative_prompt",
    "negative": "negative_prompt",
    "options": "options",
    "aspect": "aspect",
    "aspectratio": "aspect",
    "resolution": "resolution",
    "width": "width",
    "height": "height",
    "fps": "fps",
    "duration": "duration",
    "seconds": "duration",
    "durationseconds": "duration",
    "useseconds": "use_seconds",
    "seed": "seed",
    "takes": "takes",
    "inputs": "inputs",
    "dependson": "depends_on",
    "dependencies": "depends_on",
    "slots": "slots",
    "outputdescription": "output_description",
    "reason": "reason",
    "extra": "extra",
    "price": "price",
    "ceiling": "ceiling",
    "estimatedcost": "estimated_cost",
    "estimatedseconds": "estimated_seconds",
}
_WORDS = ("action", "model", "model_name", "provider", "endpoint", "prompt", "negative_prompt", "output_description", "reason")
_READERS: dict[str, values.Reader] = {
    **{name: values.text for name in _WORDS},
    "order": values.whole,
    "kind": lambda value: values.kind(value) or ("" if value == "" else None),
    "type": lambda value: values.coarse_type(value) or ("" if value == "" else None),
    "resolution": values.text,
    "fps": lambda value: found if (found := values.whole(value)) is not None and 0 <= found <= 120 else None,
    "duration": lambda value: 0.0 if value in (0, "auto", "") else values.seconds(value),
    "use_seconds": lambda value: 0.0 if value in (0, "") else values.seconds(value),
    "takes": values.whole,
    "aspect": lambda value: "" if value in ("auto", "") else values.aspect(value),
    "seed": lambda value: found if (found := values.whole(value)) is not None else None,
}
_SIZES = {
    "extremewide": ShotSize.EWS,
    "extremewideshot": ShotSize.EWS,
    "establishing": ShotSize.EWS,
    "verywide": ShotSize.VWS,
    "wide": ShotSize.WS,
    "wideshot": ShotSize.WS,
    "fullshot": ShotSize.WS,
    "longshot": ShotSize.WS,
    "mediumwide": ShotSize.MWS,
    "mediumwideshot": ShotSize.MWS,
    "cowboy": ShotSize.MWS,
    "medium": ShotSize.MS,
    "mediumshot": ShotSize.MS,
    "mediumcloseup": ShotSize.MCU,
    "closeup": ShotSize.CU,
    "close": ShotSize.CU,
    "bigcloseup": ShotSize.BCU,
    "extremecloseup": ShotSize.ECU,
    "macro": ShotSize.ECU,
    "detail": ShotSize.INSERT,
}
_MOVES = {"dollyin": Movement.PUSH_IN, "dollyout": Movement.PULL_OUT, "orbit": Movement.ORBIT_LEFT, "pan": Movement.PAN_RIGHT}
_MOVES |= {"zoom": Movement.ZOOM_IN, "tilt": Movement.TILT_UP, "locked": Movement.STATIC, "crane": Movement.CRANE_UP}
_TIMES = {"sunrise": TimeOfDay.DAWN, "evening": TimeOfDay.DUSK, "afternoon": TimeOfDay.DAY, "daytime": TimeOfDay.DAY}


def read_step(raw: dict[str, Json], position: int, sheet: Sheet) -> None:
    """Append the step to the sheet; `position` counts from 1."""
    known, extra = _sorted(raw)
    step = Work(label=_label(known, position), extra=extra)
    sheet.steps.append(step)
    for name, reader in _READERS.items():
        if name in known:
            found = reader(known[name])
            if found is None:
                set_aside(sheet, step, name, known[name])
            elif found != "":
                setattr(step, name, found)
    _read_id(known.get("id"), step, sheet)
    _read_options(known.get("options"), step, sheet)
    _read_slots(known.get("slots"), step, sheet)
    _read_needs(known.get("inputs"), step, sheet)
    _read_depends(known.get("depends_on"), step, sheet)


def _sorted(raw: dict[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Fields by our names, and everything else as written."""
    known: dict[str, Json] = {}
    extra: dict[str, Json] = {}
    for key, value in raw.items():
        name = _NAMES.get(loose(key))
        if name is None or name in known:
            extra[key] = value
        elif value is not None:
            known[name] = value
    before = known.pop("extra", None)
    if isinstance(before, dict):
        extra = {**before, **extra}
    elif before is not None:
        extra = {"extra": before, **extra}
    return known, extra


def _label(known: dict[str, Json], position: int) -> str:
    for name in ("id", "order"):
        said = known.get(name)
        if isinstance(said, str | int) and not isinstance(said, bool) and str(said).strip():
            return str(said).strip()[:64]
    return str(position)


def _read_id(value: Json, step: Work, sheet: Sheet) -> None:
    said = values.text(value)
    if said is not None:
        step.id = said
    elif value is not None:
        set_aside(sheet, step, "id", value)


def _read_options(value: Json, step: Work, sheet: Sheet) -> None:
    if isinstance(value, dict):
        step.options = dict(value)
    elif value is not None:
        set_aside(sheet, step, "options", value)


def _read_slots(value: Json, step: Work, sheet: Sheet) -> None:
    if value is None:
        return
    if isinstance(value, dict):
        value = {key: _slot(key, item) for key, item in value.items()}
    step.slots, lost = salvaged(Slots, value, {})
    for name in lost:
        fix = "It was left out; write it with the words the slot knows, or put it in the prompt."
        sheet.mended(step, f"slots.{name}".rstrip("."), "wrong_slot", f"The slot {name or 'object'} can't be read.", fix)


def _slot(key: str, value: Json) -> Json:
    """One slot with the field's own words for what was said loosely."""
    match loose(key):
        case "shotsize":
            return member(ShotSize, value, _SIZES) or value
        case "angle":
            return member(Angle, value, {"lowangle": Angle.LOW, "high": Angle.HIGH, "birdseye": Angle.OVERHEAD}) or value
        case "movement":
            return member(Movement, value, _MOVES) or value
        case "movementspeed":
            return member(Speed, value, {"veryslow": Speed.ULTRA_SLOW, "normal": Speed.MEDIUM}) or value
        case "timeofday":
            return member(TimeOfDay, value, _TIMES) or value
        case "keyside":
            return member(KeySide, value) or value
        case "palette" | "mood" | "style" | "sound" | "onscreentext" | "negatives" if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _read_needs(value: Json, step: Work, sheet: Sheet) -> None:
    if isinstance(value, dict):
        value = [_with_role(key, item) for key, item in value.items()]
    if value is not None and not isinstance(value, list):
        set_aside(sheet, step, "inputs", value)
        return
    for item in value or []:
        need = _need(item)
        if need is None:
            message = f"The input {shown(item)} names neither a step nor a stored asset."
            sheet.mended(step, "inputs", "bad_reference", message, "It was left out; name a step by id or an asset by its hash.")
        else:
            step.needs.append(need)


def _with_role(role: str, item: Json) -> Json:
    return {"role": role, **item} if isinstance(item, dict) else {"role": role, "step": item}


def _need(item: Json) -> Need | None:
    if not isinstance(item, dict):
        item = {"step": item}
    role: Role | None = values.role(item.get("role"))
    asset = item.get("asset")
    sha = asset.removeprefix("asset:").lower() if isinstance(asset, str) else ""
    said = _reference(item.get("step"))
    if said is not None and said.startswith("asset:"):
        sha, said = said.removeprefix("asset:").lower(), None
    if said is not None:
        return Need(role, step=said)
    return Need(role, asset=sha) if len(sha) == 64 and not set(sha) - set("0123456789abcdef") else None


def _reference(value: Json) -> str | None:
    """A step as written: an id, or its order as digits."""
    if isinstance(value, str):
        return value.strip().removeprefix("step:") or None
    found = values.whole(value)
    return str(found) if found is not None else None


def _read_depends(value: Json, step: Work, sheet: Sheet) -> None:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        value = [value]
    if value is not None and not isinstance(value, list):
        set_aside(sheet, step, "depends_on", value)
        return
    for item in value or []:
        if isinstance(item, dict):
            item = item.get("step", item.get("id", item.get("order")))
        said = _reference(item)
        if said is None:
            sheet.mended(step, "dependsOn", "bad_reference", f"{shown(item)} names no step.", "It was left out.")
        else:
            step.depends_on.append(said)
