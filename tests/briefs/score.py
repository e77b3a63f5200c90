"""How well the offline director reads the labelled briefs, field by field."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from director_kernel.catalog import load_catalog
from director_kernel.engine.offline import DirectorState, OfflineDirector, Reply
from director_kernel.engine.planner import finish

FIELDS = ("intent", "use_case", "platform", "aspect", "duration", "budget", "on_screen_text", "subject", "needs_questions")
_PLANNED = "A 15-second vertical ad for a vitamin C serum, morning light, budget $3"
_ASKED = "I want to create a product video"


@cache
def briefs() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((Path(__file__).parent / "briefs.yaml").read_text(encoding="utf-8")))


@cache
def director() -> OfflineDirector:
    return OfflineDirector(load_catalog())


@cache
def given(name: str) -> DirectorState:
    """The state a message is said in."""
    if name == "plan":
        reply = director().respond(DirectorState(), _PLANNED)
        return reply.state.with_(plan=finish(reply.draft, load_catalog(), brief=reply.brief).plan)
    return director().respond(DirectorState(), _ASKED).state if name == "questions" else DirectorState()


@cache
def reply_to(number: int) -> Reply:
    entry = briefs()[number]
    return director().respond(given(entry.get("given", "nothing")), entry["text"])


def read_fields(reply: Reply) -> dict[str, Any]:
    brief = reply.brief
    read: dict[str, Any] = {"intent": reply.intent.value, "needs_questions": bool(reply.questions)}
    for name in FIELDS[1:-1]:
        read[name] = getattr(brief, name) if brief else None
    read["budget"] = None if read["budget"] is None else read["budget"] / 1_000_000
    read["on_screen_text"] = list(read["on_screen_text"] or ())
    return read


def right(name: str, label: Any, found: Any) -> bool:
    """Whether what was found is one of what a person says."""
    if label == "any":
        return True
    if name == "subject":
        words = label if isinstance(label, list) else [label] if label else []
        return not words and not found if not words else any(str(w).lower() in str(found or "").lower() for w in words)
    if name == "on_screen_text":
        return [t.strip() for t in found] == (label or [])
    if name == "needs_questions":
        return bool(label) == found
    allowed = label if isinstance(label, list) else [label]
    return found in allowed


@dataclass
class Score:
    """Right and wrong answers by field; `misses` names each wrong one."""

    asked: Counter[str] = field(default_factory=Counter)
    correct: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def rate(self, name: str) -> float:
        return self.correct[name] / self.asked[name] if self.asked[name] else 1.0


def score(*, held_out: bool | None = None) -> Score:
    """The score over all briefs, the held-out or the others."""
    result = Score()
    for number, entry in enumerate(briefs()):
        if held_out is not None and bool(entry.get("held_out")) != held_out:
            continue
        names = FIELDS if entry["group"] != "turns" and not entry.get("given") else ("intent",)
        found = read_fields(reply_to(number))
        for name in names:
            result.asked[name] += 1
            if right(name, entry.get(name), found[name]):
                result.correct[name] += 1
            else:
                result.misses.append((entry["id"], name, entry.get(name), found[name]))
    return result


def confusion(name: str) -> Counter[tuple[str, str]]:
    """(label, found) counted over all briefs, for a field with few values; an allowed answer counts as its label."""
    table: Counter[tuple[str, str]] = Counter()
    for number, entry in enumerate(briefs()):
        if name != "intent" and (entry["group"] == "turns" or entry.get("given")):
            continue
        label, found = entry.get(name), read_fields(reply_to(number))[name]
        allowed = label if isinstance(label, list) else [label]
        table[(str(found if found in allowed else allowed[0]), str(found))] += 1
    return table
