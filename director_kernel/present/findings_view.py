"""What the continuity guardian found: by scene, the gravest first, each with its evidence, small frames, and the command that mends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from director_kernel.present.html import BAD, GOOD, PANEL, QUIET, RULE, WARN, Safe, box, dot, el, folded, join, spelled, table
from director_kernel.present.reel_view import data_url
from director_kernel.present.shown import Shown
from director_kernel.present.text import SAID, columns, cut, wrapped
from director_kernel.schema.project import Finding
from director_kernel.schema.words import counted

COLOURS = {"error": BAD, "warn": WARN, "info": QUIET}
WORDS = {"error": "error", "warn": "warning", "info": "note"}
MOST = 60
"""Findings told in full; of a film with more, the rest is counted."""


@dataclass(frozen=True)
class Listed:
    """A finding as it is listed: under which scene, with which small frames (label and JPEG)."""

    finding: Finding
    scene: str
    rule: str
    frames: tuple[tuple[str, bytes], ...] = ()
    dismissed: bool = False

    @property
    def verbs(self) -> tuple[str, ...]:
        """What can be done with it, the likeliest first."""
        return ("reopen",) if self.dismissed else ("fix", "dismiss") if self.finding.fix else ("dismiss",)


def findings_view(
    listed: Sequence[Listed], *, title: str, summary: str, unchecked: Sequence[str], dismissed: int, prefix: str, more: Mapping[str, Any]
) -> Shown:
    """The findings; `prefix` stands before commands (`director`, `%director`), `more` is data beside them."""
    shown, rest = listed[:MOST], len(listed) - MOST
    end = [f"and {rest} more: `{prefix} continuity --scene N` shows one scene."] if rest > 0 else []
    if any(one.verbs[0] == "fix" for one in listed):
        end.append(f"`{prefix} continuity fix --all` makes every fix, `{prefix} continuity propose` lets you look at them first.")
    if dismissed:
        end.append(f"{dismissed} dismissed: `{prefix} continuity --dismissed` shows them.")
    text = [f"{title}: {summary}"]
    body: list[Safe] = [el("div", el("strong", title), "  ", el("span", summary, style=f"color:{QUIET}"))]
    for scene, group in groupby(shown, key=lambda one: one.scene):
        ones = list(group)
        text += ["", scene, *(_line(one, prefix) for one in ones)]
        head = el("h4", scene, style=f"margin:12px 0 4px;font-size:13px;border-bottom:1px solid {RULE};padding-bottom:2px")
        body.append(el("section", head, el("ul", *(_item(one, prefix) for one in ones), style="list-style:none;margin:0;padding:0")))
    text += ["", *(wrapped(line) for line in end)] if end else []
    body += [el("div", spelled(line), style="margin-top:8px") for line in end]
    if unchecked:
        text += ["", "Not checked:", *(f"  {line}" for line in unchecked)]
        body.append(el("div", folded(f"Not checked ({len(unchecked)})", el("ul", join(el("li", one) for one in unchecked)))))
    data = {"summary": summary, "findings": [_data(one) for one in listed], "unchecked": list(unchecked), "dismissed": dismissed, **more}
    return Shown("\n".join(text), box(*body), data)


def _line(one: Listed, prefix: str) -> str:
    found = one.finding
    lines = [wrapped(f"{WORDS[found.severity]}: {cut(found.message, SAID)}", "  ")]
    if found.evidence:
        lines.append(wrapped(cut(found.evidence, SAID), "      "))
    lines.append(wrapped(_remedy(one, prefix), "      "))
    return "\n".join(lines)


def _remedy(one: Listed, prefix: str) -> str:
    found, verb = one.finding, one.verbs[0]
    remedy = found.remedy or "only a person can decide this"
    return f"{remedy}{': ' if verb == 'fix' else '; '}`{prefix} continuity {verb} {found.id}`"


def _item(one: Listed, prefix: str) -> Safe:
    found = one.finding
    head = el("div", dot(COLOURS[found.severity], WORDS[found.severity]), el("span", f"  {one.rule}", style=f"color:{QUIET}"))
    said = el("div", cut(found.message, SAID), style="font-weight:600")
    told = el("div", cut(found.evidence, SAID), style=f"color:{QUIET}") if found.evidence else None
    typed = [el("code", f"{prefix} continuity {verb} {found.id}", style="white-space:nowrap") for verb in one.verbs]
    remedy = el("div", spelled(found.remedy), style="margin-top:2px") if found.remedy else None
    commands = el("div", join(typed, " or "), style="font-size:12px")
    words = el("div", head, said, told, remedy, commands, style="flex:1 1 300px;min-width:0")
    pictures = (
        el("div", *(_frame(label, jpeg) for label, jpeg in one.frames), style="display:flex;gap:6px;flex:none") if one.frames else None
    )
    style = f"display:flex;flex-wrap:wrap;gap:12px;padding:8px 10px;margin:0 0 6px;background:{PANEL};border-radius:6px"
    return el("li", words, pictures, style=f"{style};border-left:3px solid {COLOURS[found.severity]}")


def _frame(label: str, jpeg: bytes) -> Safe:
    picture = el("img", src=data_url(jpeg, "image/jpeg"), alt=f"frame of shot {label}", style="height:72px;border-radius:4px;display:block")
    caption = el("figcaption", label, style=f"color:{QUIET};font-size:11px;text-align:center")
    return el("figure", picture, caption, style="margin:0")


def _data(one: Listed) -> dict[str, Any]:
    return {**one.finding.wire(), "scene": one.scene}


def mended_view(fixed: Sequence[Finding], left: Sequence[tuple[Finding, str]], *, lines: Sequence[str], prefix: str) -> Shown:
    """What was mended, how, and what was left, with the reason."""
    head = f"{counted(len(fixed), 'finding')} mended." if fixed else "Nothing was mended."
    again = f" `{prefix} project undo` takes it back." if fixed else ""
    text = [head + again, *(f"  {line}" for line in lines[:MOST])]
    body: list[object] = [el("div", spelled(head + again)), el("ul", join(el("li", line) for line in lines[:MOST]))]
    if len(lines) > MOST:
        text.append(f"  and {len(lines) - MOST} more changes")
        body.append(el("div", f"and {len(lines) - MOST} more changes"))
    if left:
        text += ["", f"{len(left)} left:", *(wrapped(f"{one.message}: {why}", "  ") for one, why in left[:MOST])]
        body.append(el("div", f"{len(left)} left", style="margin-top:8px"))
        body.append(el("ul", join(el("li", f"{one.message}: ", spelled(why)) for one, why in left[:MOST])))
    data = {
        "fixed": [one.id for one in fixed],
        "changes": list(lines),
        "left": [{"id": one.id, "message": one.message, "why": why} for one, why in left],
    }
    return Shown("\n".join(text), box(*body), data)


@dataclass(frozen=True)
class Scored:
    """A scene's health as it is listed; `reasons` are sentences, the weightiest first."""

    title: str
    score: float
    facts: str
    reasons: tuple[str, ...]


def health_view(score: float, scenes: Sequence[Scored], film: Sequence[str], *, title: str, data: Any) -> Shown:
    """The story's health: a score out of ten for each scene, and why it isn't ten."""
    head = ("scene", "score", "", "what took points")
    rows = [(one.title, f"{one.score:g}", one.facts, "; ".join(one.reasons) or "nothing") for one in scenes]
    first = f"{title}: story health {score:g} of 10"
    text = [first, columns(rows, head=head, right=(1,), stretch=3, fold=True), *(f"the whole film: {line}" for line in film)]
    cells = [
        (one.title, _gauge(one.score), one.facts, el("ul", *(el("li", each) for each in one.reasons), style="margin:0;padding-left:1.1em"))
        for one in scenes
    ]
    whole = el("div", "The whole film", el("ul", *(el("li", line) for line in film))) if film else None
    return Shown("\n".join(text), box(el("strong", first), table(head, cells, caption="Story health by scene"), whole), data)


def _gauge(score: float) -> Safe:
    """The score as a number and a bar: never colour alone."""
    colour = GOOD if score >= 8 else WARN if score >= 5 else BAD
    bar = el("span", style=f"display:block;height:100%;width:{score * 10:g}%;background:{colour};border-radius:3px")
    rail = el(
        "span", bar, style=f"display:block;width:64px;height:6px;background:{RULE};border-radius:3px;margin-top:3px", aria_hidden="true"
    )
    return el("span", f"{score:g} of 10", rail, style="white-space:nowrap")
