"""What a chat model is reminded of: the last turns as they were said, and before them a summary made of the conversation's own sentences.

The summary costs no call of its own: it quotes the beginning of what was asked, offered and decided, and the same conversation gives the
same summary.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from director_kernel.prompts.cutting import fitting, tokens_of
from director_kernel.schema.conversation import Message
from director_kernel.schema.money import usd
from director_kernel.schema.noun import storable

MOST, LEAST = 16, 8
"""Turns kept as they were said: past the most, all but the least go into the summary. In steps, so that the beginning of what a model
reads, which its service caches, stays the same for some messages."""
SHARE = 4
"""The summary takes at most a quarter of the tokens."""
_LONGEST = 240
_GAP = "…"
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Recollection:
    """`turns` are (role, text), role "user" or "director"; `upto` is the position of the last message the summary tells of."""

    turns: tuple[tuple[str, str], ...]
    summary: str
    upto: int


def recollect(messages: Sequence[Message], tokens: int, summary: str = "", upto: int = 0) -> Recollection:
    """What to tell a model of `messages` within `tokens`; `summary` tells of those up to position `upto` already.

    Answers that broke off are there as far as they came, so that "try again" and "go on" mean something.
    """
    fresh = [message for message in messages if message.position > upto]
    kept = len(fresh) if len(fresh) <= MOST else LEAST
    room = tokens - tokens // SHARE
    while kept > 1 and sum(tokens_of(_said(message)) for message in fresh[len(fresh) - kept :]) > room:
        kept -= 1
    older, last = fresh[: len(fresh) - kept], fresh[len(fresh) - kept :]
    if older:
        lines = [*summary.splitlines(), *(line for message in older for line in _told(message))]
        summary, upto = _bounded(lines, tokens // SHARE), older[-1].position
    turns = tuple((_role(message), text) for message in last if (text := _cut(_said(message), room)))
    return Recollection(turns, summary, upto)


def _role(message: Message) -> str:
    return "user" if message.role == "user" else "director"


def _said(message: Message) -> str:
    """A turn as a model reads it: the words, what came with them, and how they ended where that was not of their own."""
    data = message.data
    parts = [_shown(data) or message.text]
    names = [str(one.get("name", ""))[:80] for one in _listed(data.get("attachments"))]
    if names:
        parts.append(f"(attached: {', '.join(names)})")
    if broken := data.get("broken"):
        parts.append(f"[this answer broke off here: {str(broken)[:120]}]")
    return storable("\n".join(part for part in parts if part.strip())).strip()


def _shown(data: dict[str, Any]) -> str:
    """The words a click or letters stood for: "1b" means nothing once the question is gone."""
    return str(data.get("shown") or "") if not isinstance(data.get("shown"), dict) else ""


def _cut(text: str, tokens: int) -> str:
    if tokens_of(text) <= tokens:
        return text
    # One endless sentence: its first letters, three bytes of it to a token at most.
    return fitting(text, tokens) or text.encode()[: tokens * 3].decode(errors="ignore")


def _told(message: Message) -> list[str]:
    """A message in a line or two of its own words."""
    data = message.data
    if message.role == "user":
        return [f"They said: {_first(_said(message))}"]
    lines = [f"You asked: {_first(str(question.get('text', '')))}" for question in _listed(data.get("questions"))]
    offered = [f"{option.get('id')} {usd(int(option.get('price') or 0))}" for option in _listed(data.get("options"))]
    if offered:
        lines.append(f"You offered: {', '.join(offered)}")
    if changed := str(data.get("changed") or ""):
        lines.append(f"You changed: {_first(changed)}")
    if not lines and message.text.strip():
        lines.append(f"You said: {_first(message.text)}")
    return lines


def _first(text: str) -> str:
    """The first sentence or two, on one line."""
    line, kept = " ".join(storable(text).split()), ""
    for sentence in _SENTENCES.split(line):
        if kept and len(kept) + len(sentence) > _LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1].rstrip() + "…"


def _bounded(lines: Sequence[str], tokens: int) -> str:
    """The lines that fit: the first, which is what it all began with, and as many of the last as there is room for."""
    first, *others = lines
    later = [line for line in others if line != _GAP]
    kept: list[str] = []
    left = tokens - tokens_of(first) - 2
    for line in reversed(later):
        left -= tokens_of(line) + 1
        if left < 0:
            break
        kept.append(line)
    gap = [_GAP] if len(kept) < len(others) else []
    return "\n".join([first, *gap, *reversed(kept)])


def _listed(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
