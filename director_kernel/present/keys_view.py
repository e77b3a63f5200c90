"""Keys as a person looks after them: which there are, how they stand, what was sent with them. Never the keys themselves."""

import time
from collections.abc import Sequence

from director_kernel.present.html import BAD, GOOD, QUIET, WARN, box, dot, el, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, wrapped
from director_kernel.schema.key import KeyCard, KeyDay, KeyLimits, KeyState, KeyTest

COLOURS = {
    "active": GOOD,
    "valid": GOOD,
    "limited": WARN,
    "exhausted": BAD,
    "invalid": BAD,
    "locked": WARN,
    "unreachable": WARN,
}
NONE_YET = (
    "No key yet, and none is needed: studio previs makes everything for free. For paid models set FAL_KEY, OPENROUTER_API_KEY, … in the "
    "environment, or run: director keys add SERVICE"
)
HEAD = ("service", "key", "id", "from", "state", "limits", "today", "sent", "failed", "answers in")


def keys_view(cards: Sequence[KeyCard], now: float, note: str = "") -> Shown:
    """All keys with their states; `note` says what could not be read."""
    data = [card.wire() for card in cards]
    if not cards:
        said = f"{NONE_YET}\n{note}".rstrip()
        return Shown(wrapped(said), box(*(el("div", line) for line in said.split("\n"))), data)
    rows = [_row(card) for card in cards]
    whys = [f"{card.shown} ({card.service}): {_why(card, now)}" for card in cards if card.state is not KeyState.ACTIVE]
    lines = [*whys, *([note] if note else [])]
    text = "\n".join([columns(rows, head=HEAD, right=(6, 7, 8, 9), stretch=5), *(wrapped(line) for line in ("", *lines) if lines)])
    cells = [(*row[:4], dot(COLOURS[card.state.value], row[4]), *row[5:]) for card, row in zip(cards, rows, strict=True)]
    notes = (el("div", line, style=f"color:{QUIET}") for line in lines)
    return Shown(text, box(table(HEAD, cells, numbers=(6, 7, 8, 9), caption="Keys"), *notes), data)


def tests_view(found: Sequence[KeyTest]) -> Shown:
    """What each key's test showed; the exit code is 1 where one is not valid."""
    rows = [(each.service, each.shown, each.verdict, each.says) for each in found]
    head = ("service", "key", "verdict", "what that means")
    html = box(table(head, [(a, b, dot(COLOURS[verdict], verdict), says) for a, b, verdict, says in rows], caption="Keys tested"))
    bad = any(each.verdict != "valid" for each in found)
    return Shown(columns(rows, head=head, stretch=3, fold=True), html, [each.wire() for each in found], code=1 if bad else 0)


def days_view(days: Sequence[KeyDay]) -> Shown:
    """What was sent with each key, day by day."""
    if not days:
        return Shown("Nothing was sent with any key in that time.", data=[])
    head = ("day (UTC)", "service", "key", "sent", "accepted", "limited", "failed", "answers in")
    rows = [(d.day, d.service, d.shown, d.sent, d.made, d.limited, d.failed, _seconds(d.seconds / d.made if d.made else 0.0)) for d in days]
    numbers = (3, 4, 5, 6, 7)
    html = box(table(head, rows, numbers=numbers, caption="Requests by key and day"))
    return Shown(columns(rows, head=head, right=numbers, stretch=1), html, [day.wire() for day in days])


def limits_said(limits: KeyLimits) -> str:
    """`60/min, 2 at once`; `none` where there is none."""
    parts = [
        f"{limits.rpm}/min" if limits.rpm else "",
        f"{limits.rpd}/day" if limits.rpd else "",
        f"{limits.concurrency} at once" if limits.concurrency else "",
    ]
    return ", ".join(part for part in parts if part) or "none"


def _row(card: KeyCard) -> tuple[str, ...]:
    limits = limits_said(card.limits) + (f" ({card.in_flight} now)" if card.in_flight else "")
    counts = (str(card.today), str(card.sent), str(card.failed + card.limited), _seconds(card.latency))
    return (card.service, card.shown, card.id[:8], card.source, card.state.value, limits, *counts)


def _why(card: KeyCard, now: float) -> str:
    until = f"{card.state.value} until {time.strftime('%H:%M:%S', time.localtime(card.until))}" if card.until > now else card.state.value
    way = "" if card.state is KeyState.LOCKED else f"; `director keys test {card.service}` looks again"
    return f"{until}{f': {card.why}' if card.why else ''}{way}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds else "–"
