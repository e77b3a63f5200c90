"""The director on a chat model: one message in, its words as they come, and what it proposes, checked.

The model proposes and nothing else: there is no tool it could run anything with. What it says is streamed, what it proposes is read
by schema, and a proposal that can't be read is given back to it, twice at most. Whatever goes wrong, what was written stays.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from director_kernel.errors import ChatBroken, DirectorError, NotAccepted, ProviderError, Refused
from director_kernel.providers.chat import ChatModel, Chats, settings_for
from director_kernel.providers.chat_ask import Ask, Picture, history, prompt
from director_kernel.providers.chat_failures import PicturesRefused, ToolsRefused
from director_kernel.providers.chat_price import price_of
from director_kernel.providers.chat_stream import CUT, DECLINED, Broken, Heard
from director_kernel.providers.chat_words import Speech
from director_kernel.providers.proposals import (
    ABOUT,
    PLAINLY,
    PLAINLY_FILM,
    SCHEMA,
    TOOL,
    WITH_FILM,
    WITH_TOOL,
    Unreadable,
    proposal_in,
    proposal_of,
    salvaged,
)
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.proposal import Proposal

if TYPE_CHECKING:
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model

    from director_kernel.providers.chat_line import Line

__all__ = ["Answer", "Ask", "ChatModel", "DirectorAgent", "Picture", "Usage"]

REPAIRS = 2
"""How often an answer that can't be read is given back to be mended."""
_NOTHING = "answered nothing; say “try again”"


class Usage(Noun):
    """What an answer took, all rounds of it together. `model` was asked, `served` answered; `price` in micro-USD, None: nobody can say."""

    service: str
    model: str
    served: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    price: Micros | None = None
    requests: int = 0


class Answer(Noun):
    """One answer. `text` is exactly what was written; `notes` are for the person. Times are in seconds since the message was sent.

    `finish` is "stop", "length" (cut at its longest; a plan that was cut is none) or "refusal".
    """

    proposal: Proposal
    text: str
    usage: Usage
    seconds: float
    first_token: float
    finish: str = "stop"
    notes: tuple[str, ...] = ()


@dataclass
class _Turn:
    """What is known of the turn so far, over all its rounds and fallbacks."""

    ask: Ask
    speech: Speech
    began: float
    first: float = 0.0
    heard: tuple[Heard, ...] = ()
    last: Any = None
    """The last proposal that was given, as it came."""

    def usage(self) -> Usage:
        model, heard = self.ask.model, self.heard
        prices = [price_of(model.service, model.model_id, one) for one in heard]
        return Usage(
            service=model.service,
            model=model.model_id,
            served=next((one.model for one in reversed(heard) if one.model), ""),
            tokens_in=sum(one.tokens_in for one in heard),
            tokens_out=sum(one.tokens_out for one in heard),
            cached=sum(one.cached for one in heard),
            price=None if None in prices else sum(price for price in prices if price is not None),
            requests=len(heard),
        )


class DirectorAgent:
    """Asks chat models. It remembers which of them take no tools or no pictures, so that each is found out once."""

    def __init__(self, chats: Chats, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._chats = chats
        self._clock = clock
        self._no_tools: set[tuple[str, str]] = set()
        self._no_pictures: set[tuple[str, str]] = set()

    async def respond(self, ask: Ask, write: Callable[[str], None]) -> Answer:
        """The answer; its words were given to `write` as they came. On the engine's loop.

        Raises ChatBroken (with what was written until then), NoKey and StudioError. Whatever `write` raises goes through at once, and
        the connection is closed.
        """
        turn = _Turn(ask, Speech(write), self._clock())
        which = (ask.model.service, ask.model.model_id)
        while True:
            tools = ask.model.tools and which not in self._no_tools
            sees = ask.model.vision and which not in self._no_pictures
            try:
                return await self._answer(turn, tools=tools, sees=sees)
            except ToolsRefused as error:
                if not tools:
                    raise self._broken(turn, error) from error
                self._no_tools.add(which)
            except PicturesRefused as error:
                if not sees:
                    raise self._broken(turn, error) from error
                self._no_pictures.add(which)

    async def _answer(self, turn: _Turn, *, tools: bool, sees: bool) -> Answer:
        ask = turn.ask
        opened, line = self._chats.open(ask.model)
        said, notes = await prompt(ask, sees=sees)
        agent = _agent(turn, tools=tools)
        settings = settings_for(ask.model, opened, tools=tools)
        if ask.max_tokens:
            settings["max_tokens"] = ask.max_tokens
        earlier = turn.heard
        try:
            return await self._run(turn, agent, opened, line, said, settings, notes)
        except Exception as error:  # noqa: BLE001 - the provider's edge: every way an answer can fail becomes one of ours
            if turn.speech.stopped is not None:
                raise turn.speech.stopped from None
            turn.heard = (*earlier, *line.heard)
            # The SDKs wrap what the line says in errors of their own.
            cause = line.failure or error
            if isinstance(cause, ToolsRefused | PicturesRefused) or (
                isinstance(cause, DirectorError) and not isinstance(cause, ProviderError)
            ):
                raise cause from None
            if turn.speech.repairing:
                # The person has the words already; only what should have come with them is lost.
                return self._kept(turn, notes)
            if isinstance(cause, ChatBroken):
                raise cause from cause.__cause__
            # What waited for the next piece to know whether it is words, is.
            turn.speech.end()
            if _unreadable(error) and line.failure is None:
                return self._kept(turn, notes)
            raise self._broken(turn, cause) from cause

    async def _run(
        self,
        turn: _Turn,
        agent: "Agent[None, Proposal]",
        opened: "Model[Any]",
        line: "Line",
        said: Any,
        settings: Any,
        notes: tuple[str, ...],
    ) -> Answer:
        """The rounds of one run of the agent."""
        from pydantic_ai.usage import UsageLimits

        earlier = turn.heard
        async with agent.iter(
            said,
            message_history=history(turn.ask.turns),
            model=opened,
            model_settings=settings,
            usage_limits=UsageLimits(request_limit=REPAIRS + 1),
        ) as run:
            async for node in run:
                if not agent.is_model_request_node(node):
                    continue
                turn.speech.begin()
                async with node.stream(run.ctx) as stream:
                    async for event in stream:
                        self._hear(turn, event)
                    response = stream.response
                turn.heard = (*earlier, *line.heard)
                turn.speech.end()
                if turn.speech.text and not turn.first:
                    turn.first = self._clock() - turn.began
                answer = self._ended(turn, response, notes)
                if answer is not None:
                    return answer
        assert run.result is not None
        return self._made(turn, run.result.output, notes)

    def _hear(self, turn: _Turn, event: Any) -> None:
        """One event of the stream, as pydantic_ai tells it."""
        from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta, ToolCallPart, ToolCallPartDelta

        speech = turn.speech
        if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
            speech.words(event.part.content)
        elif isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
            speech.words(event.delta.content_delta)
        elif isinstance(event, PartStartEvent) and isinstance(event.part, ToolCallPart):
            self._arguments(speech, event.index, event.part.args)
        elif isinstance(event, PartDeltaEvent) and isinstance(event.delta, ToolCallPartDelta):
            self._arguments(speech, event.index, event.delta.args_delta)
        if speech.text and not turn.first:
            turn.first = self._clock() - turn.began

    @staticmethod
    def _arguments(speech: Speech, index: int, args: Any) -> None:
        if isinstance(args, str):
            speech.arguments(index, args)

    def _ended(self, turn: _Turn, response: "ModelResponse", notes: tuple[str, ...]) -> Answer | None:
        """The answer where this round's end decides it; None where what it proposes is to be read."""
        from pydantic_ai.messages import TextPart, ToolCallPart

        heard = turn.heard[-1] if turn.heard else Heard()
        calls = [part for part in response.parts if isinstance(part, ToolCallPart)]
        words = "".join(part.content for part in response.parts if isinstance(part, TextPart))
        if calls:
            turn.last = calls[-1].args
        elif words.strip():
            turn.last = words
        name = turn.ask.model.shown
        if heard.refusal or heard.finish in DECLINED:
            turn.speech.add(heard.refusal)
            if not turn.speech.text:
                raise self._broken(turn, Refused(f"{name} declined to answer; put it in other words"))
            return self._made(turn, Proposal(), (*notes, f"{name} declined to say more; put it in other words"), finish="refusal")
        if heard.finish in CUT:
            cut = f"{name} was cut off at {_most(turn.ask)} tokens; say “go on”, or allow it more with AI_DIRECTOR_MAX_TOKENS"
            return self._made(turn, _whole(turn.last), (*notes, cut), finish="length")
        if not calls and not words.strip():
            raise self._broken(turn, ProviderError(f"{name} {_NOTHING}"))
        return None

    def _kept(self, turn: _Turn, notes: tuple[str, ...]) -> Answer:
        """What remains of an answer that stayed unreadable: its words, and every part that is right by itself."""
        name = turn.ask.model.shown
        kept = salvaged(turn.last) if not isinstance(turn.last, str) or turn.last.lstrip()[:1] == "{" else Proposal()
        turn.speech.add(kept.reply)
        if turn.last is None and not turn.speech.text:
            raise self._broken(turn, ProviderError(f"{name} {_NOTHING}"))
        if not turn.speech.text.strip():
            raise self._broken(
                turn, ProviderError(f"what {name} answered can't be read; say “try again”, or choose another with director brain")
            )
        lost = f"the plan {name} gave can't be read; what it wrote is kept. Say “try again” for a plan"
        return self._made(turn, kept, notes if kept.plan is not None else (*notes, lost))

    def _made(self, turn: _Turn, proposal: Proposal, notes: tuple[str, ...], *, finish: str = "stop") -> Answer:
        turn.speech.add(proposal.reply)
        if not turn.speech.text.strip() and not any((proposal.plan, proposal.questions, proposal.options, proposal.changes, proposal.film)):
            name = turn.ask.model.shown
            nothing = f"used up its {_most(turn.ask)} tokens before it said a word; allow it more" if finish == "length" else _NOTHING
            raise self._broken(turn, ProviderError(f"{name} {nothing}"))
        now = self._clock() - turn.began
        # What was said is the reply, also where a repaired round would have put it in other words.
        return Answer(
            proposal=proposal.with_(reply=turn.speech.text),
            text=turn.speech.text,
            usage=turn.usage(),
            seconds=now,
            first_token=turn.first or now,
            finish=finish,
            notes=notes,
        )

    def _broken(self, turn: _Turn, cause: Exception) -> ChatBroken:
        """The failure in one line: what was written, what happened, what to do."""
        model, written = turn.ask.model, turn.speech.text
        known: dict[str, Any] = {"provider": model.service, "model": model.model_id}
        if isinstance(cause, ProviderError):
            known |= {"status": cause.status, "retry_after": cause.retry_after, "body": cause.body}
        elif isinstance(cause, Broken):
            known |= {"status": cause.status or None, "body": cause.body[:4_000]}
        why = _why(model, cause)
        count = len(written.split())
        if count:
            why = why.removesuffix("; say “try again”")
            why = f"the answer broke off after {count} {'word' if count == 1 else 'words'}: {why}; say “try again” to go on"
        elif not isinstance(cause, ProviderError):
            why = f"{model.shown} did not answer: {why}; say “try again”"
        error = ChatBroken(why, **known)
        error.text = written
        error.usage = turn.usage() if turn.heard else None
        error.elsewhere = not written and (isinstance(cause, NotAccepted) or (isinstance(cause, Refused) and cause.status == 404))
        return error


def _agent(turn: _Turn, *, tools: bool) -> "Agent[None, Proposal]":
    """pydantic_ai's agent for one message: the briefing, the one tool that is an answer, and the check of what comes back."""
    from pydantic_ai import Agent, ModelRetry, StructuredDict, ToolOutput

    ask = turn.ask
    how = WITH_TOOL if tools else f"{PLAINLY} {PLAINLY_FILM}" if ask.film else PLAINLY
    schema = WITH_FILM if ask.film else SCHEMA
    output: Any = [ToolOutput(StructuredDict(schema), name=TOOL, description=ABOUT, strict=False), str] if tools else str
    agent: Agent[None, Any] = Agent(
        output_type=output, instructions=[*(part for part in ask.briefing if part.strip()), how], retries=REPAIRS, name="director"
    )
    if ask.now.strip():
        # A function is what pydantic_ai takes as a part that changes: the cache ends before it.
        agent.instructions(lambda: ask.now)

    def check(given: Any) -> Proposal:
        turn.last = given
        try:
            return proposal_in(given) if isinstance(given, str) else proposal_of(given)
        except Unreadable as error:
            faults = "\n".join(f"- {fault}" for fault in error.faults)
            raise ModelRetry(
                f"This can't be read:\n{faults}\nGive it again, whole and mended. What you wrote to the person stands."
            ) from error

    agent.output_validator(check)
    return agent


def _most(ask: Ask) -> int:
    return ask.max_tokens or ask.model.max_tokens


def _whole(last: Any) -> Proposal:
    """What a cut answer still proposes: nothing, unless its data came whole before the cut."""
    try:
        return (proposal_in(last) if isinstance(last, str) and last.lstrip()[:1] != "{" else proposal_of(last)) if last else Proposal()
    except Unreadable:
        return Proposal()


def _unreadable(error: Exception) -> bool:
    """The model gave what can't be read, and did so to the end."""
    from pydantic_ai.exceptions import UnexpectedModelBehavior, UsageLimitExceeded

    return isinstance(error, UnexpectedModelBehavior | UsageLimitExceeded)


def _why(model: ChatModel, cause: Exception) -> str:
    if isinstance(cause, ProviderError):
        return cause.message
    if isinstance(cause, Broken):
        own = cause.kind in ("dropped", "silent", "malformed") or not cause.kind
        why = cause.why.removeprefix("it ") if own else f"says {cause.why}"
        return f"{model.service} {'dropped the connection' if cause.why == 'the connection was dropped' else why}"
    return f"{model.service} sent something unexpected ({type(cause).__name__})"
