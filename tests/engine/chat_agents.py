"""Agents that say what they are told to, and a director that directs with one."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from director_kernel import Director
from director_kernel.engine.chat_brain import Agent, ChatBrain, House
from director_kernel.engine.speakers import Speaker, speaker
from director_kernel.events import Event
from director_kernel.providers.chat_ask import Ask
from director_kernel.providers.director_agent import Answer, Usage
from director_kernel.schema.proposal import Proposal

BRAIN = "claude-sonnet-5.5"
SERUM = {
    "title": "Glow",
    "summary": "A serum ad.",
    "useCase": "product-showcase",
    "tier": "balanced",
    "aspect": "9:16",
    "steps": [
        {"order": 1, "action": "Draw the bottle", "kind": "text-to-image", "prompt": "An amber bottle on wet stone, morning light"},
        {"order": 2, "action": "Bring it to life", "kind": "image-to-video", "useSeconds": 5, "dependsOn": [1], "prompt": "Slow push in"},
        {"order": 3, "action": "Draw the hand", "kind": "text-to-image", "prompt": "A hand holds the amber bottle, morning light"},
        {
            "order": 4,
            "action": "Move the hand",
            "kind": "image-to-video",
            "useSeconds": 5,
            "dependsOn": [3],
            "prompt": "She lifts the bottle",
        },
        {"order": 5, "action": "Say the line", "kind": "speech", "prompt": "Mornings begin here."},
    ],
    "finalOutputs": ["A 10-second vertical ad"],
}


def proposal(reply: str = "Here it is.", **fields: Any) -> Proposal:
    return Proposal.model_validate({"reply": reply, **fields})


Turn = Proposal | BaseException | Callable[[Ask], Proposal]


@dataclass
class ScriptedAgent:
    """Answers with its `turns`, one after the other: a proposal is streamed word by word, an error raised after `before` was said."""

    turns: list[Turn] = field(default_factory=list)
    before: str = ""
    usage: dict[str, Any] = field(default_factory=lambda: {"tokens_in": 1_000, "tokens_out": 200, "price": 4_000})
    notes: tuple[str, ...] = ()
    finish: str = "stop"
    silent: bool = False
    """Says nothing, and waits until it is let go."""
    asks: list[Ask] = field(default_factory=list)
    let_go: list[str] = field(default_factory=list)

    async def respond(self, ask: Ask, write: Callable[[str], None]) -> Answer:
        self.asks.append(ask)
        turn = self.turns.pop(0)
        try:
            if self.silent:
                await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.let_go.append(ask.message)
            raise
        if isinstance(turn, BaseException):
            if self.before:
                write(self.before)
            raise turn
        found = turn(ask) if callable(turn) else turn
        for at, word in enumerate(found.reply.split(" ")):
            write(word if at == 0 else f" {word}")
            await asyncio.sleep(0)
        return Answer(
            proposal=found,
            text=found.reply,
            usage=Usage(service=ask.model.service, model=ask.model.model_id, **self.usage),
            seconds=1.5,
            first_token=0.25,
            notes=self.notes,
            finish=self.finish,
        )


@contextmanager
def directing(
    folder: Path,
    agent: Agent | Sequence[Turn],
    *,
    chain: Callable[[Director], Sequence[Speaker]] | None = None,
    heard: list[Event] | None = None,
    **house: Any,
) -> Iterator[Director]:
    """A director whose conversations a chat model answers."""
    made = ScriptedAgent(list(agent)) if isinstance(agent, Sequence) else agent
    with Director(folder, on_event=heard.append if heard is not None else None) as director:
        own = House(director.workspace, director.loop, made, lambda: director.catalog, **house)
        speakers = chain or (lambda director: (speaker(director.catalog, "openrouter", BRAIN),))
        director._brains[BRAIN] = ChatBrain(BRAIN, "Sonnet", own, lambda: speakers(director))
        director.workspace.settings.set("brain", BRAIN)
        yield director
