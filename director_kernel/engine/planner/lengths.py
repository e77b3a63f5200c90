"""How long each step runs: the nearest length its model makes that holds what was asked, and shots for what is longer than any."""

import math
from dataclasses import replace

from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.graph import Ids
from director_kernel.engine.planner.options import DURATION_FIELDS
from director_kernel.engine.planner.values import LONGEST
from director_kernel.engine.planner.working import Need, Sheet, Work
from director_kernel.schema.endpoint import Duration
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import ShotSize

SHOTS = frozenset((Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO))
TIMED = SHOTS | {Kind.EXTEND}
_SECONDS = 5.0
"""A video step's length when neither the draft, the brief nor the endpoint says one."""
_WORDS_PER_SECOND = 2.5
"""Speech, as a rule of thumb (facts: prompting, continuity check 12)."""
_LADDER = (ShotSize.WS, ShotSize.MCU, ShotSize.MS, ShotSize.CU)
_SAID = {ShotSize.WS: "Wide shot.", ShotSize.MCU: "Medium close-up.", ShotSize.MS: "Medium shot.", ShotSize.CU: "Close-up."}


def asked_seconds(step: Work, default: float) -> float:
    """What the person wants to see or hear: the used length, else the length, else `default`; at most ten minutes."""
    return min(step.use_seconds or step.duration or default, LONGEST)


def settle_length(step: Work, facts: Facts, sheet: Sheet, default: float) -> None:
    """Billed length in the model's own format and the length that is used; `default` seconds where nobody said."""
    if step.kind is Kind.SPEECH:
        step.duration = step.use_seconds = spoken_seconds(step.prompt)
        return
    length = facts.lengths(step.model, step.kind, step.endpoint) if step.kind else None
    wanted = asked_seconds(step, default or (length.default if length and length.default else _SECONDS))
    if max(step.use_seconds, step.duration) > LONGEST:
        message = f"{max(step.use_seconds, step.duration):g} s is too long for one step."
        sheet.mended(step, "duration", "too_long", message, f"It runs {LONGEST:g} s; plan the rest as steps of its own.")
        step.duration = min(step.duration, LONGEST)
    longest = length.longest if length else None
    if longest is not None and wanted > longest + 1e-6 and step.kind not in SHOTS:
        sheet.mended(step, "duration", "too_long", f"{step.model_name} makes at most {longest:g} s.", f"It runs {longest:g} s.")
        wanted = longest
    step.use_seconds = wanted
    if longest is None or wanted <= longest + 1e-6:
        _bill(step, length, facts, sheet)


def _bill(step: Work, length: Duration | None, facts: Facts, sheet: Sheet) -> None:
    """The shortest length the model makes that holds what was asked, written its way."""
    before = step.duration or step.use_seconds
    wanted = max(step.use_seconds, min(step.duration, length.longest or LONGEST) if length else step.duration)
    step.duration = covering(length, wanted) if length else wanted
    if length and abs(step.duration - before) > 1e-6:
        fix = f"It makes {step.duration:g} s and the reel uses {step.use_seconds:g} s."
        sheet.mended(step, "duration", "duration_unsupported", f"{step.model_name} makes no {before:g} s.", fix)
    if length is None:
        return
    written = length.written(step.duration)
    schema = facts.schema(step.endpoint)
    name = next((name for name in DURATION_FIELDS if schema and name in schema.fields), "" if schema else "duration")
    if written is not None and name:
        step.options[name] = written


def covering(length: Duration, wanted: float) -> float:
    """The shortest length the model makes that holds `wanted` seconds, or the longest it makes.

    Free numbers are asked for in whole seconds, in halves where the range starts at a fraction: no vendor says finer steps are taken.
    """
    if length.values or length.format in ("fixed", "frames"):
        return length.at_least(wanted)
    grain = 1.0 if length.low is None or float(length.low).is_integer() else 0.5
    found = max(math.ceil(wanted / grain - 1e-9) * grain, length.low or 0.0)
    return min(found, length.high) if length.high is not None else found


def share_of_brief(sheet: Sheet) -> float:
    """What each shot gets of the brief's length when nobody says how long it is; 0 without such a length."""
    whole = sheet.brief.duration if sheet.brief and sheet.brief.duration else 0.0
    shots = [step for step in sheet.steps if step.kind in SHOTS]
    silent = sum(1 for step in shots if not (step.duration or step.use_seconds))
    left = whole - sum(step.use_seconds or step.duration for step in shots)
    return round(left / silent, 2) if silent and left / silent >= 1 else 0.0


def sound_default(step: Work, sheet: Sheet) -> float:
    """Music runs as long as the reel, or all the shots; an effect runs three seconds."""
    if step.kind is not Kind.MUSIC:
        return 3.0
    reels = [other.use_seconds for other in sheet.steps if other.kind is Kind.ASSEMBLE]
    return max(reels, default=0.0) or sum(other.use_seconds for other in sheet.steps if other.kind in SHOTS) or 30.0


def follow_source(step: Work, steps: dict[str, Work]) -> None:
    """Edits, upscales and hand-made steps run as long as what they work on; stills and texts have no billed length."""
    source = next((steps[need.step] for need in step.needs if need.step in steps and need.role is Role.SOURCE), None)
    if step.media != "video":
        step.duration, step.use_seconds = 0.0, min(step.use_seconds, LONGEST)
    elif source is not None and source.media == "video":
        step.duration, step.use_seconds = source.duration, source.use_seconds
    else:
        step.use_seconds = step.duration = asked_seconds(step, _SECONDS)


def spoken_seconds(text: str) -> float:
    """How long a text takes to say, to a tenth of a second, at least one."""
    return max(1.0, round(len(text.split()) / _WORDS_PER_SECOND, 1))


def split(sheet: Sheet, facts: Facts, ids: Ids) -> None:
    """Every video step that is longer than its model can make becomes several, which together run exactly as long as was asked."""
    parts: dict[str, list[str]] = {}
    found: list[Work] = []
    for step in sheet.steps:
        _follow(step, parts)
        made = _copies(step, parts, ids) or _shots(step, facts, sheet, ids)
        if len(made) > 1:
            parts[step.id] = [part.id for part in made]
        found += made
    sheet.steps = found


def _shots(step: Work, facts: Facts, sheet: Sheet, ids: Ids) -> list[Work]:
    length = facts.lengths(step.model, step.kind, step.endpoint) if step.kind in SHOTS and step.kind else None
    longest = length.longest if length else None
    if length is None or longest is None or step.use_seconds <= longest + 1e-6:
        return [step]
    asked = step.use_seconds
    shares = shared(asked, length)
    step.duration = 0.0
    made = [_part(step, at, share, len(shares), ids) for at, share in enumerate(shares)]
    for part in made:
        part.duration = part.use_seconds
        _bill(part, length, facts, Sheet())
    names = ", ".join(part.id for part in made)
    sheet.mended(step, "duration", "split", f"{step.model_name} makes at most {longest:g} s, not {asked:g} s.", f"Split into {names}.")
    return made


def _part(step: Work, at: int, share: float, count: int, ids: Ids) -> Work:
    """One of `count` shots: the first keeps the id, only the last has the end frame, each is framed its own way if nobody framed it."""
    last = at == count - 1
    needs = [replace(need) for need in step.needs if last or need.role is not Role.END_IMAGE]
    framed = step.slots.shot_size is not None
    size = _LADDER[at % len(_LADDER)]
    return replace(
        step,
        id=step.id if at == 0 else ids.free(f"{step.id}-{at + 1}"),
        order=None,
        action=f"{step.action} ({at + 1} of {count})" if step.action else "",
        prompt=step.prompt if framed or not step.prompt else _framed(step.prompt, size),
        slots=step.slots if framed else step.slots.with_(shot_size=size, inferred=(*step.slots.inferred, "shot_size")),
        use_seconds=share,
        seed=step.seed + at if step.seed else None,
        needs=needs,
        options=dict(step.options),
        depends_on=list(step.depends_on),
        extra=dict(step.extra),
    )


def _framed(prompt: str, size: ShotSize) -> str:
    stop = "" if prompt.rstrip().endswith((".", "!", "?", "…", '"')) else "."
    return f"{prompt.rstrip()}{stop} {_SAID[size]}"


def shared(asked: float, length: Duration) -> list[float]:
    """Seconds for each shot: as long as the model makes and one for the rest, or all alike when that rest would be a stub.

    Whole seconds, with the fraction in the last, so that they add up exactly.
    """
    longest, shortest = length.longest or asked, min(length.choices(), default=0.0)
    whole = math.floor(longest) if longest >= 1 else longest
    count = math.ceil(asked / whole - 1e-9)
    rest = asked - whole * (count - 1)
    if rest >= 0.6 * shortest or longest < 1:
        return [*[float(whole)] * (count - 1), rest]
    total, fraction = math.floor(asked), asked - math.floor(asked)
    base, more = divmod(total, count)
    shares = [float(base + (at < more)) for at in range(count)]
    return [*shares[:-1], shares[-1] + fraction]


def _follow(step: Work, parts: dict[str, list[str]]) -> None:
    """Whoever waited for a step that is now several waits for all of them; a reel takes them all, in order."""
    if not any(above in parts for above in step.depends_on):
        return
    step.depends_on = [name for above in step.depends_on for name in parts.get(above, [above])]
    needs: list[Need] = []
    for need in step.needs:
        names = parts.get(need.step or "", [need.step or ""])
        if len(names) > 1 and need.role is Role.CLIP:
            needs += [Need(need.role, step=name) for name in names]
        elif len(names) > 1 and step.kind is Kind.EXTEND and need.role is Role.SOURCE:
            needs.append(Need(need.role, step=names[-1]))
        else:
            needs.append(need)
    step.needs = needs


def _copies(step: Work, parts: dict[str, list[str]], ids: Ids) -> list[Work]:
    """An edit or upscale of a step that is now several is made of each of them."""
    source = next((need for need in step.needs if need.role is Role.SOURCE), None)
    names = parts.get(source.step or "", []) if source and step.kind in (Kind.VIDEO_EDIT, Kind.UPSCALE) else []
    others = [above for above in step.depends_on if above not in names]
    made = []
    for at, name in enumerate(names):
        needs = [Need(need.role, step=name) if need is source else replace(need) for need in step.needs]
        part = replace(
            step, id=step.id if at == 0 else ids.free(f"{step.id}-{at + 1}"), order=None, needs=needs, options=dict(step.options)
        )
        part.depends_on, part.extra = [*others, name], dict(step.extra)
        made.append(part)
    return made
