"""How an execution stands: its steps, its money, and what waits for the person."""

from collections.abc import Mapping, Sequence
from typing import Any

from director_kernel.present.html import BAD, GOOD, QUIET, WARN, box, dot, el, table
from director_kernel.present.run_view import by_hand
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, cut
from director_kernel.schema.journal import Totals
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Plan

WAITING = {"unknown", "submitted", "cancelling", "awaiting_approval", "awaiting_input", "reserved", "running"}


def status_view(status: Mapping[str, Any], plan: Plan, ledger: Totals, unknown: Sequence[Mapping[str, Any]]) -> Shown:
    """`status` in the published shape (currentStep, stepResults, generationIds) as text, HTML and JSON."""
    rows = [_row(result, plan) for result in status["stepResults"]]
    money = f"spent {usd(ledger.committed)}, outstanding {usd(ledger.outstanding)}, overrun {usd(ledger.overrun)}"
    head = f"{plan.title}: {status['status']} · {money}"
    asks = [
        f"attempt {a['attempt']} of step {a['step']} is unknown: `director recover {status['id']}` looks for it at {a['provider']}; "
        f"if it was not made there, `director release {a['attempt']} --yes`"
        for a in unknown
    ]
    asks += [by_hand(r["stepOrder"], str(r["paste"]), str(r["where"])) for r in status["stepResults"] if "paste" in r]
    asks += [_offer(result) for result in status["stepResults"] if result.get("softer")]
    text = "\n".join(
        [head, f"execution {status['id']}", columns(rows, head=("#", "step", "state", "output"), right=(0,), stretch=3, fold=True), *asks]
    )
    cells = [(order, action, dot(_colour(state), state), output) for order, action, state, output in rows]
    html = box(
        el("div", el("strong", head)),
        el("div", f"execution {status['id']}", style=f"color:{QUIET}"),
        table(("#", "Step", "State", "Output"), cells, numbers=(0,), caption="Steps of the execution"),
        *(el("div", dot(WARN, "needs you"), " ", ask) for ask in asks),
    )
    return Shown(text, html, {**status, "unknown": [dict(a) for a in unknown]}, code=6 if unknown else 0)


def _offer(result: Mapping[str, Any]) -> str:
    """What a refused step could say instead."""
    order = result["stepOrder"]
    return f"step {order} was refused; `director retry {order} --softer` sends instead: {cut(str(result['softer']), 1000)}"


def _row(result: Mapping[str, Any], plan: Plan) -> tuple[object, str, str, str]:
    step = next((s for s in plan.steps if s.order == result["stepOrder"]), None)
    return (
        result["stepOrder"],
        step.action if step else "",
        str(result["status"]),
        str(result.get("outputUrl") or result.get("message") or ""),
    )


def _colour(state: str) -> str:
    return (
        GOOD
        if state in ("completed", "stored")
        else WARN
        if state in WAITING or state == "skipped"
        else BAD
        if state == "failed"
        else QUIET
    )
