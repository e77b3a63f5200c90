"""What looking for lost orders came to: what was found and is followed, what still waits for the person, with its candidates."""

import time
from typing import Any

from director_kernel.present.html import GOOD, QUIET, WARN, Safe, box, dot, el
from director_kernel.present.shown import Shown
from director_kernel.present.text import cut
from director_kernel.schema.money import usd
from director_kernel.schema.recovery import Recovery, Sought

WORDS = {
    "found": "found",
    "none": "not found",
    "several": "several jobs match",
    "settled": "settled meanwhile",
    "later": "can't be told yet",
    "unasked": "not asked",
}
LONG = 400


def recover_view(recovery: Recovery) -> Shown:
    """A line for each order, its candidates below it; exit code 6 while any waits for a person."""
    if not recovery.sought:
        text = "No order's fate is unknown."
        return Shown(text, box(el("div", text)), _data(recovery))
    found = sum(one.fate == "found" for one in recovery.sought)
    head = f"{found} of {len(recovery.sought)} unknown orders found at their providers; nothing was sent again."
    lines, blocks = [head], [el("div", el("strong", head))]
    for one in recovery.sought:
        words, jobs = f"step {one.order}, {one.attempt}: {cut(one.message, LONG)}", [_job(job.ticket, job.at, job.why) for job in one.jobs]
        lines += [
            f"{WORDS[one.fate]}: {words}",
            *(f"    {job}" for job in jobs),
            *([f"  next: {one.next_action}"] if one.next_action else []),
        ]
        blocks.append(_block(one, words, jobs))
    return Shown("\n".join(lines), box(*blocks), _data(recovery), code=6 if recovery.unknown else 0)


def _block(one: Sought, words: str, jobs: list[str]) -> Safe:
    small = f"color:{QUIET};font-size:12px"
    held = f"sent {_clock(one.sent)}, {usd(one.ceiling)} is reserved for it"
    return el(
        "div",
        dot(GOOD if one.fate in ("found", "settled") else WARN, WORDS[one.fate]),
        " ",
        words,
        el("div", held, style=small),
        *(el("div", job, style=small) for job in jobs),
        el("div", f"Next: {one.next_action}", style=small) if one.next_action else None,
        style="margin:6px 0",
    )


def _job(ticket: str, at: float, why: str) -> str:
    return " · ".join(part for part in (cut(ticket, 120), _clock(at), cut(why, 200)) if part)


def _clock(at: float) -> str:
    """Local date and time to the second, "" where it isn't known."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at)) if at > 0 else ""
    except (OverflowError, OSError, ValueError):
        return ""


def _data(recovery: Recovery) -> dict[str, Any]:
    return {**recovery.wire(), "executions": list(recovery.executions), "unknown": [one.attempt for one in recovery.unknown]}
