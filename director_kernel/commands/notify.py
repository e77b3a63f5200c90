"""Telling a URL when a run ends: the secret that signs, and what was not delivered."""

import os
import time

import click

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session
from director_kernel.engine.notify import SEALED, new_secret
from director_kernel.present.html import box, el, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, cut
from director_kernel.providers.notify import shown as place


@command("notify")
@click.option("--new-secret", "new", is_flag=True, help="Make the secret that signs, and show it this once; an older one is void.")
@click.option("--send", is_flag=True, help="Try what was not delivered once more, now.")
def notify(session: Session, new: bool, send: bool) -> Shown:
    """Who is told when a run ends (`run --notify URL`), and which messages were not delivered yet."""
    workspace = session.director.workspace
    if new:
        secret = new_secret(workspace)
        text = f"{secret}\nGive it to whoever receives the messages; it is sealed here and is not shown again."
        return Shown(text, data={"secret": secret})
    left = session.director.runs.notices(send=send)
    url = os.environ.get("DIRECTOR_NOTIFY", "")
    kept = workspace.settings.get(SEALED)
    signed = "DIRECTOR_NOTIFY_SECRET" if os.environ.get("DIRECTOR_NOTIFY_SECRET") else kept["shown"] if kept else ""
    says = [
        f"every run's end is told to {place(url)}" if url else "nobody is told by default; `run --notify URL` or DIRECTOR_NOTIFY says whom",
        f"signed with {signed}" if signed else "no secret to sign with yet: `director notify --new-secret`",
    ]
    head = ("run", "to", "tries", "next", "why")
    rows = [(one.execution, place(one.url), str(one.tries), _due(one.due, one.over), cut(one.why, 200)) for one in left]
    body = columns(rows, head=head, stretch=4, fold=True) if rows else "Everything was delivered."
    data = {
        "url": place(url) if url else "",
        "signed": signed,
        "notices": [
            {"id": n.id, "execution": n.execution, "to": place(n.url), "tries": n.tries, "over": n.over, "why": n.why} for n in left
        ],
    }
    html = box(*(el("div", line) for line in says), table(head, rows, caption="Messages not delivered") if rows else el("div", body))
    return Shown("\n".join([*says, body]), html, data)


def _due(due: float, over: bool) -> str:
    if over:
        return "given up"
    left = due - time.time()
    return "now" if left <= 1 else f"in {left:.0f} s"


COMMANDS = [notify]
