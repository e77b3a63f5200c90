"""What a notebook shows as widgets, and a shell as text: chat, panel, gallery, compare."""

from dataclasses import replace

import click

from director_kernel.commands.kit import amount, budget, command, studio
from director_kernel.commands.session import Session
from director_kernel.commands.where import where
from director_kernel.director import Director
from director_kernel.engine.comparing import Comparison
from director_kernel.errors import PlanFaults
from director_kernel.present.html import box, el, table
from director_kernel.present.markdown import said_html, to_html
from director_kernel.present.shown import Live, Shown
from director_kernel.present.text import columns, wrapped
from director_kernel.schema.money import usd
from director_kernel.schema.words import counted

MOST = 40
"""Messages or takes listed as text."""


@command("chat")
@click.argument("chat", metavar="ID", required=False)
def chat(session: Session, chat: str | None) -> Shown:
    """Talk with the director: the conversation with its questions, options and history (a notebook's widget; text in a shell)."""
    chats = session.director.chats
    found = chats.open(chat).id if chat else chats.again().id
    said = session.director.workspace.conversations.messages(found)[-MOST:]
    words = [(message.role, str(message.data.get("shown") or message.text)) for message in said]
    text = "\n\n".join(wrapped(f"{role}: {text}") for role, text in words) or 'Nothing was said yet: director say "A 15-second ad for …"'
    html = box(*(el("div", to_html(text) if role == "director" else said_html(text)) for role, text in words))
    data = {"conversation": found, "messages": [message.wire() for message in said]}
    return Shown(text, html, data, live=Live("chat", found))


@command("panel")
@click.pass_context
def panel(ctx: click.Context, session: Session) -> Shown | None:
    """Chat, plan and run as tabs of one view, to put beside the notebook (right-click it: Create New View for Output)."""
    if session.surface.name != "notebook":
        answer: Shown = ctx.invoke(where)
        return answer
    found = session.director.chats.again().id
    return Shown(f"The director's panel on {found}.", data={"conversation": found}, live=Live("panel", found))


@command("gallery")
@click.option("--plan", default="", help="Only this plan's takes, for example plan-3.")
@click.option("--media", type=click.Choice(["image", "video", "audio"]), help="Only these.")
@click.option("--marked", type=click.Choice(["keep", "lock", "rated", "discard"]), help="Only those marked so.")
def gallery(session: Session, plan: str, media: str | None, marked: str | None) -> Shown:
    """All takes of the workspace, the newest first."""
    runs = session.director.workspace.runs
    total, takes = runs.all_takes(0, MOST, media=media or "", marked=marked or "", plan=plan)
    head = ("take", "what", "model", "stars", "file")
    rows = [(take.key, f"{take.order} · {take.action}", take.model_name, "★" * take.stars, str(take.asset.path)) for take in takes]
    more = f"\n{total - len(takes)} more." if total > len(takes) else ""
    text = columns(rows, head=head, stretch=1) + more if rows else "No takes yet: `director run` makes some from the current plan."
    data = {"total": total, "takes": [{"key": take.key, **take.wire()} for take in takes]}
    return Shown(text, box(table(head, rows, caption=counted(total, "take"))), data, live=Live("gallery", plan))


@command("compare")
@click.argument("step")
@click.option("--models", required=True, help="2 to 6 model ids with commas between, for example kling-2.6-pro,veo-3.1-fast.")
@click.option("--blind", is_flag=True, help="Hide which is which until they were voted on.")
@click.option("--start", is_flag=True, help="Make them now; without it, only what it would cost is said.")
@studio
@budget
def compare(session: Session, step: str, models: str, blind: bool, start: bool, studio: str, budget: str | None) -> Shown:
    """The same step on several models, priced before it runs and shown side by side."""
    director = session.director
    chosen = tuple(name for name in (part.strip() for part in models.split(",")) if name)
    comparison = director.comparing.of(director.plans.require(), step, chosen, studio=studio)
    shown = _compared(comparison)
    live = Live("compare", comparison.source.id, models=chosen, blind=blind)
    if not start:
        return replace(shown, live=live)
    begun = director.comparing.start(comparison, studio=studio, cap=amount(budget))
    if session.surface.live:
        return replace(shown, live=live)
    director.loop.run(director.runs.executor.wait(begun.execution))
    return _made(director, comparison, begun.execution)


def _compared(comparison: Comparison) -> Shown:
    head = ("model", "price", "at most", "")
    rows = [(c.model_name, usd(c.price), usd(c.ceiling), "; ".join(f"{f.message} {f.fix}" for f in c.faults)) for c in comparison.columns]
    title = f"Step {comparison.source.order}, {comparison.source.action}: {usd(comparison.plan.price)} live, previs $0.00"
    data = {
        "step": comparison.source.id,
        "price": comparison.plan.price,
        "columns": [{"model": c.model, "step": c.step, "price": c.price, "ceiling": c.ceiling} for c in comparison.columns],
        "faults": [fault.wire() for fault in comparison.faults],
    }
    html = box(el("div", el("strong", title)), table(head, rows, numbers=(1, 2), caption="The models compared"))
    code = PlanFaults.exit_code if comparison.faults else 0
    return Shown(f"{title}\n{columns(rows, head=head, right=(1, 2), stretch=3, fold=True)}", html, data, code)


def _made(director: Director, comparison: Comparison, execution: str) -> Shown:
    """What each model made, as files."""
    status = director.runs.status(execution)
    outputs = {result["step"]: result["outputs"] for result in status["stepResults"]}
    rows = [(c.model_name, ", ".join(outputs.get(c.step, [])) or "nothing") for c in comparison.columns]
    data = {"execution": execution, "status": status["status"], "outputs": {c.model: outputs.get(c.step, []) for c in comparison.columns}}
    return Shown(columns(rows, head=("model", "file"), stretch=1, fold=True), data=data, code=0 if status["status"] == "completed" else 1)


COMMANDS = [chat, panel, gallery, compare]
