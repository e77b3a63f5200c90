"""States of the chat as the kernel sends them: small builders, each says only what differs."""

import json
import sys
from typing import Any

State = dict[str, Any]


def message(position: int, html: str, role: str = "director", **more: Any) -> State:
    """One message; what it says is sanitised HTML."""
    empty = {"attachments": [], "questions": [], "options": [], "chosen": "", "open": False, "broken": "", "at": 1_790_000_000 + position}
    return {"position": position, "role": role, "html": html, **empty, **more}


def question(id: str, text: str, *choices: str, picked: str = "") -> State:
    """A question whose last choice leaves it to the director."""
    lettered = [{"id": "abcdefgh"[at], "text": each, "value": each.lower()} for at, each in enumerate((*choices, "You decide"))]
    return {"id": id, "field": "subject", "text": text, "choices": lettered, "default": "a", "picked": picked}


def option(id: str, price: int, ceiling: int, seconds: float, models: list[str], why: str) -> State:
    """A way to make it."""
    return {"id": id, "title": id.capitalize(), "price": price, "ceiling": ceiling, "seconds": seconds, "models": models, "why": why}


OPTIONS = [
    option("budget", 980_000, 1_080_000, 370, ["Seedream 4.5", "LTX-2"], "softer motion, no native sound"),
    option("balanced", 2_460_000, 2_710_000, 540, ["Nano Banana Pro", "Kling 2.6 Pro"], "one face in every shot, controlled camera"),
    option("premium", 6_400_000, 7_040_000, 660, ["Nano Banana Pro", "Veo 3.1"], "dialogue and sound in the take"),
]
ACTIONS = [
    {
        "id": "live",
        "label": "Looks good, start!",
        "primary": True,
        "ask": "plan.start",
        "args": {"studio": "live", "mode": "auto", "cap": 3_000_000},
    },
    {
        "id": "previs",
        "label": "See it first (free)",
        "primary": False,
        "ask": "plan.start",
        "args": {"studio": "previs", "mode": "auto", "cap": None},
    },
    {"id": "change", "label": "Make changes", "primary": False, "ask": "", "args": {}},
]
BRAINS = [
    {
        "id": "offline",
        "name": "Offline director",
        "perMessage": 0,
        "sees": False,
        "recommended": True,
        "available": True,
        "why": "no key, no network, the same answer every time",
    },
    {
        "id": "opus",
        "name": "Claude Opus 4.5",
        "perMessage": 22_500,
        "sees": False,
        "recommended": False,
        "available": True,
        "why": "reads long briefs well",
    },
    {
        "id": "gpt",
        "name": "GPT-5.2",
        "perMessage": 10_500,
        "sees": False,
        "recommended": False,
        "available": False,
        "why": "needs OPENROUTER_API_KEY: set it and run the cell again",
    },
]
PLAN = {"title": "Serum ad", "version": 3, "steps": 6, "price": 2_460_000, "ceiling": 2_710_000}


def asset(sha: str = "a" * 64, mime: str = "image/png", bytes: int = 68) -> State:
    """A stored file."""
    return {"sha256": sha, "path": f"assets/{sha}.png", "mime": mime, "bytes": bytes, "width": 640, "height": 480, "duration": 0}


def chat(*messages: State, **more: Any) -> State:
    """The traits of a chat."""
    money = {"studio": "previs", "spent": 0, "reserved": 0, "budget": 3_000_000, "talk": 0, **more.pop("money", {})}
    common = {"conversation": "talk-1", "title": "serum ad", "earlier": 0, "busy": False, "brain": "offline", "brains": BRAINS}
    rest: State = {"actions": [], "run": "", "plan": None}
    state = {**common, **rest, "messages": list(messages), "money": money, **more}
    return {"chat": state, "place": {"files": None, "probe": {"path": "", "holds": ""}}}


def patch(reply: int, start: int, *blocks: str, done: bool = False, conversation: str = "talk-1", **more: Any) -> State:
    """A part of a reply."""
    return {"type": "stream", "conversation": conversation, "reply": reply, "from": start, "blocksHtml": list(blocks), "done": done, **more}


def offered(**more: Any) -> State:
    """A talk that has come to its options."""
    who = question("1", "Who carries it?", "A woman, 30s, natural", "Hands only", "Product alone", picked="a")
    return chat(
        message(0, "<p>A 15 second vertical ad for a vitamin C serum, morning light, upbeat. Budget $3.</p>", "user"),
        message(1, "<p>A 9:16 spot in five shots, about three seconds each. One thing I can't read from the brief:</p>", questions=[who]),
        message(2, "<p>A woman, 30s, natural</p>", "user"),
        message(3, "<p>Three ways to make it:</p>", options=OPTIONS, chosen="balanced", open=True),
        **{"actions": ACTIONS, "plan": PLAN, **more},
    )


def asked(**more: Any) -> State:
    """A talk with three open questions."""
    questions = [
        question("1", "What is it for?", "An ad", "A trailer"),
        question("2", "Who carries it?", "A woman, 30s, natural", "Hands only", "Product alone"),
        question("3", "How long should it run?", "6 s", "15 s", "30 s"),
    ]
    return chat(
        message(0, "<p>Something for our serum</p>", "user"), message(1, "<p>Before I plan:</p>", questions=questions, open=True), **more
    )


if __name__ == "__main__":
    print(json.dumps({"offered": offered, "asked": asked, "empty": chat}[sys.argv[1]]()))
