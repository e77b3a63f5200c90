"""Conversations: list, open, new, archive."""

import click

from director_kernel.commands.kit import HELP, command
from director_kernel.commands.session import Session
from director_kernel.present.html import box, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns


@click.group("chats", context_settings=HELP)
def chats() -> None:
    """Earlier conversations."""


@command("list")
@click.option("--all", "everything", is_flag=True, help="Archived ones too.")
def list_(session: Session, everything: bool) -> Shown:
    """List the conversations, the latest first."""
    found = session.director.chats.list(archived=everything)
    rows = [(chat.id, chat.status, chat.title, chat.when) for chat in found]
    head = ("id", "status", "about", "last")
    text = columns(rows, head=head, stretch=2) if rows else 'No conversation yet. Begin with a brief: director say "…"'
    return Shown(text, box(table(head, rows, caption="Conversations")), [chat.wire() for chat in found])


@command("open")
@click.argument("chat", metavar="ID")
def open_(session: Session, chat: str) -> Shown:
    """Go on with an earlier conversation."""
    opened = session.director.chats.open(chat)
    return Shown(f"Went back to {opened.title!r}. `director plan` shows its plan.", data=opened.wire())


@command("new")
def new(session: Session) -> Shown:
    """Begin a new conversation; the earlier one is kept."""
    made = session.director.chats.new()
    return Shown("A new conversation. What shall we make?", data=made.wire())


@command("archive")
@click.argument("chat", metavar="ID", required=False)
def archive(session: Session, chat: str | None) -> Shown:
    """Put a conversation (default: the current one) away."""
    put_away = session.director.chats.archive(chat)
    return Shown(f"Archived {put_away.title!r}. `director chats open {put_away.id}` brings it back.", data=put_away.wire())


for _command in (list_, open_, new, archive):
    chats.add_command(_command)

COMMANDS = [chats]
