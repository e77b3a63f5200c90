"""Packs: which chat model does which job of the director; list, current, use, show, new, diff."""

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import HELP, command
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.present.html import box, el, table
from director_kernel.present.reel_view import short
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns
from director_kernel.schema.catalog import Pack


def _names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    return [CompletionItem(name, help=pack.summary) for name, pack in session.director.packs.all().items() if name.startswith(incomplete)]


@click.group("packs", context_settings=HELP)
def packs() -> None:
    """Which chat model does which job of the director."""


@command("list")
def list_(session: Session) -> Shown:
    """List the packs, the one in force marked, and what is wrong with any of them."""
    known = session.director.packs
    chosen = known.chosen()
    rows = [("●" if pack.id == chosen.pack.id else "", pack.id, _brain(pack), pack.summary) for pack in known.all().values()]
    head = ("", "pack", "brain", "about")
    wrong = [*chosen.notes, *known.faults]
    text = "\n".join([columns(rows, head=head, stretch=3, fold=True), f"In force: {chosen.pack.id}, chosen by {chosen.by}.", *wrong])
    html = box(
        table(head, rows, caption="Packs"), el("div", f"In force: {chosen.pack.id}, chosen by {chosen.by}."), *(el("div", w) for w in wrong)
    )
    data = {"current": chosen.pack.id, "by": chosen.by, "packs": [pack.wire() for pack in known.all().values()], "faults": wrong}
    return Shown(text, html, data)


@command("current")
def current(session: Session) -> Shown:
    """Say which pack is in force and who chose it."""
    chosen = session.director.packs.chosen()
    text = "\n".join([f"{chosen.pack.id}: {chosen.pack.summary}", f"chosen by {chosen.by}", *chosen.notes])
    return Shown(text, data={"id": chosen.pack.id, "by": chosen.by, "notes": list(chosen.notes)})


@command("use")
@click.argument("name", shell_complete=_names)
@click.option("--user", is_flag=True, help="In all your workspaces that have no pack of their own, not only in this one.")
def use(session: Session, name: str, user: bool) -> Shown:
    """Take another pack, in this workspace from the next message on."""
    known = session.director.packs
    pack = known.use(name, "user" if user else "workspace")
    chosen = known.chosen()
    where = "all your workspaces" if user else "this workspace"
    still = "" if chosen.pack.id == pack.id else f" Here {chosen.pack.id} stays in force, chosen by {chosen.by}."
    return Shown(f"{pack.title} directs in {where}: {pack.summary}{still}", data={"id": pack.id, "where": where, "current": chosen.pack.id})


@command("show")
@click.argument("name", required=False, shell_complete=_names)
def show(session: Session, name: str | None) -> Shown:
    """Show who plays which role in a pack (default: the one in force), and who stands in."""
    known, catalog = session.director.packs, session.director.catalog
    pack = known.find(name) if name else known.current()
    chains = {role: known.role(role, pack) for role in catalog.roles}
    rows = [
        (
            catalog.roles[role].title,
            first.model,
            first.provider,
            f"{first.temperature:g}",
            str(first.max_tokens),
            ", ".join(o.model for o in others),
        )
        for role, (first, *others) in chains.items()
    ]
    head = ("role", "model", "at", "temperature", "tokens", "then")
    title = f"{pack.title} ({pack.id}): {pack.summary}"
    data = {"id": pack.id, "title": pack.title, "roles": {role: [one.wire() for one in chain] for role, chain in chains.items()}}
    text = f"{title}\n{columns(rows, head=head, right=(3, 4), stretch=5, fold=True)}"
    return Shown(text, box(el("div", el("strong", title)), table(head, rows, numbers=(3, 4), caption=pack.title)), data)


@command("new")
@click.argument("name")
@click.option("--from", "base", default="starter", show_default=True, shell_complete=_names, help="The pack to begin with.")
def new(session: Session, name: str, base: str) -> Shown:
    """Write a pack of your own into this workspace, a copy of another to edit."""
    path = session.director.packs.new(name, base)
    where = short(path, session.surface.root)
    return Shown(f"Wrote {where}. Edit it, then `director packs use {name}`.", data={"id": name, "path": str(path)})


@command("diff")
@click.argument("a", shell_complete=_names)
@click.argument("b", shell_complete=_names)
def diff(session: Session, a: str, b: str) -> Shown:
    """Compare two packs, role by role."""
    changes = session.director.packs.diff(a, b)
    # Packs mostly change the same thing in many roles: said once, with the roles it is true of.
    alike: dict[tuple[str, str, str], list[str]] = {}
    for change in changes:
        alike.setdefault((change.what, change.before, change.after), []).append(change.role)
    every = len(session.director.catalog.roles)
    rows = [(*how, "every role" if len(roles) == every else ", ".join(roles)) for how, roles in alike.items()]
    head = ("what", a, b, "role")
    text = columns(rows, head=head, stretch=3, fold=True) if rows else f"{a} and {b} cast every role alike."
    return Shown(text, box(table(head, rows, caption=f"{a} and {b}")), [change.wire() for change in changes])


def _brain(pack: Pack) -> str:
    return next((player.model for role, player in pack.roles.items() if role == "brain"), "")


for _command in (list_, current, use, show, new, diff):
    packs.add_command(_command)

COMMANDS = [packs]
