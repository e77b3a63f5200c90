"""A plan as people read it: steps, models, times, prices, faults; what is in the cache costs nothing."""

from collections.abc import Mapping, Sequence

from director_kernel.present.html import BAD, GOOD, QUIET, WARN, Safe, box, dot, el, folded, join, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import SAID, columns, cut, wrapped
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Fault, Kind, Plan, Step
from director_kernel.schema.words import counted

LONGEST = 20_000
"""Letters of a prompt that is shown; the JSON has all of it."""


def _length(step: Step) -> str:
    if step.kind.media == "image" or not (step.use_seconds or step.duration):
        return ""
    used = step.use_seconds or step.duration
    return f"{used:g} s" if not step.duration or step.duration == used else f"{used:g} of {step.duration:g} s"


def _after(plan: Plan, step: Step) -> str:
    orders = {other.id: other.order for other in plan.steps}
    return _ranges(sorted({orders[key] for key in step.depends_on if key in orders}))


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers in short: 2, 4, 6–9."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        first, last = runs.pop() if runs and runs[-1][1] == number - 1 else (number, number)
        runs.append((first, number if number > last else last))
    return ", ".join(str(first) if first == last else f"{first}{'–' if last > first + 1 else ', '}{last}" for first, last in runs)


def _price(step: Step, cached: bool, studio: str) -> str:
    if cached:
        return "$0 · stored"
    if step.kind in (Kind.ASSEMBLE, Kind.MANUAL):
        return "$0"
    return usd(step.price) if studio == "live" else f"$0 (live {usd(step.price)})"


def _faults(faults: Sequence[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Those that need a person, and those that were mended; a model chosen where none was named is no news, its reason stands beside it."""
    return [f for f in faults if not f.mended], [f for f in faults if f.mended and f.code != "model_missing"]


def _grouped(plan: Plan, faults: Sequence[Fault]) -> list[str]:
    """A line per different fault, naming all its steps by their numbers."""
    orders = {step.id: str(step.order) for step in plan.steps}
    places: dict[tuple[str, str], list[str]] = {}
    for fault in faults:
        key = (fault.field, f"{fault.message} {fault.fix}")
        places.setdefault(key, []).append(orders.get(fault.step, fault.step))
    return [_where(steps, field) + words for (field, words), steps in places.items()]


def plan_view(
    plan: Plan, faults: Sequence[Fault] = (), *, cached: Mapping[str, bool] | None = None, studio: str = "previs", spent: int = 0
) -> Shown:
    """`plan` as text, HTML and JSON. `cached` says by step id whether its takes are stored already."""
    known = cached or {}
    open_faults, mended = _faults(faults)
    return Shown(
        text=_text(plan, open_faults, mended, known, studio),
        html=_html(plan, open_faults, mended, known, studio),
        data={"plan": plan.wire(), "faults": [fault.wire() for fault in faults], "cached": dict(known), "spent": spent},
    )


def renders_again(plan: Plan, cached: Mapping[str, bool]) -> str:
    """Which steps a run would make anew, in words; "" before anything is stored."""
    if not any(cached.values()):
        return ""
    again = [str(step.order) for step in plan.steps if not cached.get(step.id, False)]
    if not again:
        return "Everything is stored: a run renders nothing again."
    rest = len(plan.steps) - len(again)
    kept = f" The other {rest} {'is' if rest == 1 else 'are'} stored and cost{'s' if rest == 1 else ''} nothing." if rest else ""
    return f"Renders again: step{'s' if len(again) > 1 else ''} {', '.join(again)}.{kept}"


def _headline(plan: Plan, known: Mapping[str, bool], studio: str) -> str:
    again = sum(not known.get(step.id, False) for step in plan.steps)
    cost = f"live {usd(plan.price)}, at most {usd(plan.ceiling)}"
    cost = f"previs $0.00 · {cost}" if studio == "previs" else cost
    stored = f" · {len(plan.steps) - again} stored, {again} to render" if known else ""
    return f"{counted(len(plan.steps), 'step')} · {plan.aspect} · {cost} · about {plan.estimated_time} live{stored}"


def _text(plan: Plan, faults: Sequence[Fault], mended: Sequence[Fault], known: Mapping[str, bool], studio: str) -> str:
    rows = [
        (s.order, cut(s.action), cut(s.model_name or s.model), _length(s), _after(plan, s), _price(s, known.get(s.id, False), studio))
        for s in plan.steps
    ]
    lines = [f"{cut(plan.title)}  (version {plan.version})", wrapped(_headline(plan, known, studio)), ""]
    lines.append(columns(rows, head=("#", "step", "model", "length", "after", "price"), right=(0, 5), stretch=1))
    for title, some in (("Needs you", faults), ("Mended", mended)):
        if some:
            lines += ["", title + ":"]
            lines += [wrapped(line, "  ") for line in _grouped(plan, some)]
    return "\n".join(lines)


def _where(steps: Sequence[str], field: str) -> str:
    named = [step for step in steps if step]
    place = " ".join(part for part in (f"step{'s' if len(named) > 1 else ''} {', '.join(named)}" if named else "", field) if part)
    return f"{place}: " if place else ""


def _html(plan: Plan, faults: Sequence[Fault], mended: Sequence[Fault], known: Mapping[str, bool], studio: str) -> str:
    by_step: dict[str, list[Fault]] = {}
    for fault in (*faults, *mended):
        by_step.setdefault(fault.step, []).append(fault)
    rows = []
    for s in plan.steps:
        said = join(_fault_line(f) for f in (*by_step.get(s.id, ()), *by_step.get(str(s.order), ())))
        prompt = folded("prompt", el("div", cut(s.prompt, LONGEST), style="white-space:pre-wrap;max-width:44em")) if s.prompt else None
        rows.append(
            (
                s.order,
                el("div", el("div", cut(s.action)), prompt, said),
                _model_cell(s),
                _length(s),
                _after(plan, s),
                _cost_cell(s, known, studio),
            )
        )
    general = join(_fault_line(f) for f in by_step.get("", ()))
    return box(
        el(
            "div",
            el("strong", cut(plan.title), style="font-size:15px;unicode-bidi:isolate"),
            el("span", f"  version {plan.version}", style=f"color:{QUIET}"),
        ),
        el("div", _headline(plan, known, studio), style=f"color:{QUIET};margin:2px 0 6px"),
        general,
        table(("#", "Step", "Model", "Length", "After", "Price"), rows, numbers=(0, 5), caption="The steps of the plan, in order"),
    )


def _model_cell(step: Step) -> Safe:
    return el(
        "div",
        cut(step.model_name or step.model),
        el("div", cut(step.reason, SAID), style=f"color:{QUIET};font-size:12px;max-width:30em") if step.reason else None,
    )


def _cost_cell(step: Step, known: Mapping[str, bool], studio: str) -> Safe:
    if known.get(step.id, False):
        return dot(GOOD, "$0 · stored")
    return el("span", _price(step, False, studio))


def _fault_line(fault: Fault) -> Safe:
    colour, word = (WARN, "mended") if fault.mended else (BAD, "needs you")
    return el("div", dot(colour, word), " ", fault.message, " ", fault.fix, style="margin-top:3px;font-size:12px")
