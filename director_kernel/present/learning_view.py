"""What was spent and what was learned, as tables and charts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from director_kernel.present.charts import bars
from director_kernel.present.html import QUIET, Safe, box, el, spelled, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, wrapped
from director_kernel.schema.costs import CallCost, Costs, EstimateError, Lessons, Reacted, Spent
from director_kernel.schema.evidence import Evidence, Failing, Success, Trend
from director_kernel.schema.money import MICRO, usd
from director_kernel.schema.words import counted

Rows = Sequence[Sequence[object]]
Section = tuple[str, Sequence[str], Rows, Sequence[int]]
"""A table: its caption, its columns, its rows, and which of them are figures."""
REACTIONS = {
    "accept": "kept",
    "edit": "edited",
    "discard": "discarded",
    "lock": "locked",
    "regenerate": "made again",
    "swap": "left for another",
}


def costs_view(costs: Costs) -> Shown:
    """Spent and reserved by month, provider, model and role; how near estimates came; what chat calls took."""
    sections = [_spent(costs.spent), _estimates(costs.estimates), _calls(costs.calls)]
    data = {
        "spent": [each.wire() for each in costs.spent],
        "estimates": [{**each.wire(), "error": round(each.error, 4)} for each in costs.estimates],
        "calls": [each.wire() for each in costs.calls],
    }
    text = "Nothing was spent and no chat model was called yet; previews are free. `director run --studio live` spends, up to its cap."
    return _shown(sections, text, data, _cost_charts(costs))


def feedback_view(lessons: Lessons) -> Shown:
    """What is preferred, taken, made and failed, and what people did with it."""
    found = lessons.evidence
    sections = [
        _preferred(found),
        _trends(found.trends, lessons.titles),
        _successes(found.successes, lessons.titles),
        _failing(found.failing),
        _reactions(lessons.reactions),
    ]
    data = {**found.wire(), "reactions": [each.wire() for each in lessons.reactions]}
    text = "Nothing was learned yet: run plans, rate takes, or say what you prefer, for example: director prefer video=kling-2.6-pro"
    return _shown(sections, text, data, _feedback_charts(lessons))


def preferences_view(preferred: Mapping[str, str], names: Mapping[str, str]) -> Shown:
    """Which models a person prefers."""
    if not preferred:
        return Shown(
            "No model is preferred; the catalog and what was learned choose. Prefer one: director prefer video=kling-2.6-pro", data={}
        )
    rows = [(medium, names.get(model, model), model) for medium, model in preferred.items()]
    said = "The planner takes these first wherever they can do what a step needs; `director prefer video=none` takes one back."
    html = box(table(("For", "Model", "Id"), rows, caption="Preferred models"), el("div", spelled(said), style=f"color:{QUIET}"))
    return Shown(f"{columns(rows, head=('for', 'model', 'id'), stretch=1)}\n\n{wrapped(said)}", html, dict(preferred))


def _shown(sections: Sequence[Section], empty: str, data: Any, charts: Sequence[dict[str, Any]]) -> Shown:
    filled = [section for section in sections if section[2]]
    if not filled:
        return Shown(empty, data=data)
    text = "\n\n".join(f"{caption}\n{columns(rows, head=head, right=right, stretch=0)}" for caption, head, rows, right in filled)
    tables = [_table(section) for section in filled]
    return Shown(text, box(*tables), data, charts=tuple(charts))


def _table(section: Section) -> Safe:
    caption, head, rows, right = section
    return el("div", table(head, rows, numbers=right, caption=caption), style="margin-bottom:14px")


def _spent(found: Sequence[Spent]) -> Section:
    rows: list[Sequence[object]] = [
        (each.model, each.month, each.provider, each.role, each.jobs, usd(each.spent), usd(each.reserved)) for each in found
    ]
    if len(rows) > 1:
        total = usd(sum(each.spent for each in found)), usd(sum(each.reserved for each in found))
        rows.append(("all", "", "", "", sum(each.jobs for each in found), *total))
    return "Spent and reserved", ("model", "month", "provider", "role", "jobs", "spent", "reserved"), rows, (4, 5, 6)


def _estimates(found: Sequence[EstimateError]) -> Section:
    rows = [(each.model, each.n, usd(each.estimate), usd(each.actual), f"{each.error:+.1%}") for each in found]
    return "Estimates and what it cost, live takes", ("model", "takes", "estimated", "cost", "error"), rows, (1, 2, 3, 4)


def _calls(found: Sequence[CallCost]) -> Section:
    rows = [
        (
            each.model,
            each.role,
            each.calls,
            each.failed,
            f"{each.tokens_in:,}",
            f"{each.tokens_out:,}",
            usd(each.price),
            f"{each.p50:.1f} s",
            f"{each.p95:.1f} s",
        )
        for each in found
    ]
    head = ("model", "role", "calls", "failed", "tokens in", "out", "cost", "half within", "95 % within")
    return "Chat calls", head, rows, (2, 3, 4, 5, 6, 7, 8)


def _preferred(found: Evidence) -> Section:
    return "Preferred (director prefer)", ("model", "for"), [(model, medium) for medium, model in found.preferred.items()], ()


def _trends(found: Sequence[Trend], titles: Mapping[str, str]) -> Section:
    rows = [(each.model, titles.get(each.use_case, each.use_case), each.kind.value, counted(each.picks, "time")) for each in found]
    return "Taken in the last 30 days", ("model", "use case", "to make", "taken"), rows, (3,)


def _successes(found: Sequence[Success], titles: Mapping[str, str]) -> Section:
    rows = [
        (
            each.model,
            titles.get(each.use_case, each.use_case),
            each.kind.value,
            f"{each.made} of {each.tries}",
            f"{each.made / each.tries:.0%}",
            f"{each.stars:.1f}" if each.stars else "",
        )
        for each in found
    ]
    return "Live tries that made a take, last 30 days", ("model", "use case", "to make", "made", "rate", "stars"), rows, (3, 4, 5)


def _failing(found: Sequence[Failing]) -> Section:
    rows = [(each.model, f"{each.failures} of {each.tries}", each.why) for each in found]
    return "Failing in the last 7 days: planned behind the others", ("model", "failed", "what was said most"), rows, (1,)


def _reactions(found: Sequence[Reacted]) -> Section:
    models = dict.fromkeys(each.model for each in found)
    counts: dict[tuple[str, str], int] = {(each.model, each.kind): each.count for each in found}
    rows = [(model, *(counts.get((model, kind), "") for kind in REACTIONS)) for model in models]
    return "What was done with what they made, last 30 days", ("model", *REACTIONS.values()), rows, tuple(range(1, 7))


def _cost_charts(costs: Costs) -> list[dict[str, Any]]:
    charts = []
    sums: dict[tuple[str, str], int] = {}
    for each in costs.spent:
        sums[each.month, each.model] = sums.get((each.month, each.model), 0) + each.spent
    spent = [(month, float(Decimal(amount) / MICRO), model) for (month, model), amount in sums.items() if amount]
    if spent:
        charts.append(bars(spent, title="Spent by month and model", value="USD", colour="model"))
    if costs.estimates:
        rows = [(each.model, each.error, "") for each in costs.estimates]
        charts.append(bars(rows, title="How far estimates were off", value="(cost − estimate) / estimate", format="+.0%"))
    return charts


def _feedback_charts(lessons: Lessons) -> list[dict[str, Any]]:
    charts = []
    found = lessons.evidence
    if found.trends:
        rows = [(each.model, float(each.picks), lessons.titles.get(each.use_case, each.use_case)) for each in found.trends]
        charts.append(bars(rows, title="Taken in the last 30 days", value="times", colour="use case", format="d"))
    if found.successes:
        sums: dict[str, tuple[int, int]] = {}
        for each in found.successes:
            made, tries = sums.get(each.model, (0, 0))
            sums[each.model] = (made + each.made, tries + each.tries)
        rates = [(model, made / tries, "") for model, (made, tries) in sums.items()]
        charts.append(bars(rates, title="Live tries that made a take", value="share", format=".0%", share=True))
    return charts
