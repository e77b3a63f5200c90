"""Texts by chat models: one order, one answer, kept on the disk before anybody hears of it.

Nothing else than the text is asked for: no tools, no agent, no conversation. An answer is heard to its end, since half of one is no take;
what it took is in the ticket, whatever came of it.
"""

import asyncio
import hashlib
import re
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from director_kernel.catalog.briefings import SystemPrompt
from director_kernel.errors import DirectorError, NotAccepted, OutputLost, ProviderError, Refused
from director_kernel.providers.answers import Answers
from director_kernel.providers.at_once import AtOnce
from director_kernel.providers.chat import SILENT, ChatModel, Chats, settings_for
from director_kernel.providers.chat_ask import Ask, Picture, prompt
from director_kernel.providers.chat_price import price_of, reckoned
from director_kernel.providers.chat_stream import CUT, DECLINED, Broken, Heard
from director_kernel.providers.keys import Pool
from director_kernel.providers.outcomes import SAID
from director_kernel.providers.picture_answers import POLICY
from director_kernel.providers.protocol import JobState, Output, Request, Ticket
from director_kernel.providers.text_outcomes import failed, outcome
from director_kernel.providers.writing import HOTTEST, MAX_TOKENS, TEMPERATURE, VISION, longest, temperature, tokens
from director_kernel.schema.model import Model, PriceRow
from director_kernel.schema.noun import storable

if TYPE_CHECKING:
    import httpx
    from pydantic_ai.messages import ModelRequest

    from director_kernel.providers.chat_line import Line

MIME, SUFFIX = "text/markdown", ".md"
LARGEST = 4_000_000
"""Letters of an answer that are heard."""
_ID = re.compile(r"[A-Za-z0-9_-]{4,120}")


class _Written(NamedTuple):
    """What came of one call: the text so far, what the answers said of themselves, and what went wrong."""

    text: str
    heard: tuple[Heard, ...]
    error: Exception | None = None

    @property
    def last(self) -> Heard:
        return self.heard[-1] if self.heard else Heard()

    @property
    def whole(self) -> bool:
        """The model said that it was done: a connection dropped behind that, and a library that misses words, take nothing away."""
        if isinstance(self.error, Broken):
            return self.error.kind in ("dropped", "silent") and self.last.counted and bool(self.last.finish)
        return self.error is None or (self.last.ended and not isinstance(self.error, DirectorError))


class Texts(AtOnce):
    """The chat models of one service as a studio. `folder` keeps what was paid for until it is stored; `stored` says by hash whether it is.

    `model` knows a model of the catalog by its id, `prices` has the rows for an endpoint, `briefing` is what every text is written by.
    """

    def __init__(
        self,
        service: str,
        pool: Pool,
        folder: Path,
        *,
        model: Callable[[str], Model | None],
        briefing: Callable[[], SystemPrompt],
        prices: Callable[[str], Sequence[PriceRow]] = lambda endpoint: (),
        stored: Callable[[str], bool] | None = None,
        concurrency: int = 8,
        transport: "httpx.AsyncBaseTransport | None" = None,
        silent: float = SILENT,
    ) -> None:
        self.name = service
        self.concurrency = concurrency
        self._pool = pool
        self._model = model
        self._briefing = briefing
        self._prices = prices
        self._answers = Answers(folder) if stored is None else Answers(folder, stored)
        self._chats = Chats(lambda _: pool, transport=transport, silent=silent)

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        """Waits until a key may send; orders are entered inside it."""
        return self._pool.turn(patience)

    async def submit(self, request: Request) -> Ticket:
        """Has it written, and comes back when the text is on the disk. Raises NotAccepted, Refused, UnknownOutcome, NoKey."""
        try:
            model = self._asked(request)
            briefing = self._briefing()
            messages = await self._messages(request, model, briefing)
        except ProviderError:
            raise
        except (DirectorError, OSError) as error:
            raise NotAccepted(str(error), provider=self.name, model=request.endpoint, billed=False) from error
        written = await self._write(model, messages)
        return await self._ticket(request, model, briefing, written)

    def _asked(self, request: Request) -> ChatModel:
        """The model as this order asks it. Raises Refused for what can't be sent."""
        known = self._model(request.model)
        name = known.short_name if known is not None else request.endpoint
        wrong = _wrong(request, known, name)
        if wrong:
            raise Refused(f"{wrong}.", provider=self.name, model=request.endpoint, billed=False)
        heat = temperature(request.options.get(TEMPERATURE))
        return ChatModel(self.name, request.endpoint, heat, longest(request.options), tools=False, name=name)

    async def _messages(self, request: Request, model: ChatModel, briefing: SystemPrompt) -> "list[ModelRequest]":
        """What is sent. Raises NotAccepted where a picture can't be read: nothing was sent then."""
        await asyncio.to_thread(_loaded)
        from pydantic_ai.messages import ModelRequest, UserPromptPart

        wanted = f"{request.prompt}\n\nLeave out: {request.negative_prompt}" if request.negative_prompt.strip() else request.prompt
        pictures = tuple(
            Picture(f"{file.role.value} {number}", file.asset.mime, file.path) for number, file in enumerate(request.inputs, 1)
        )
        parts, unread = await prompt(Ask(model, (), wanted, pictures=pictures), sees=True)
        if unread:
            why = "a picture for it can't be read; `director doctor` finds damaged assets."
            raise NotAccepted(why, provider=self.name, model=request.endpoint, billed=False)
        return [ModelRequest(parts=[UserPromptPart(parts)], instructions=briefing.text)]

    async def _write(self, model: ChatModel, messages: "list[ModelRequest]") -> _Written:
        """One call, heard to its end, however that is."""
        from pydantic_ai.direct import model_request_stream

        pieces: list[str] = []
        line: Line | None = None
        error: Exception | None = None
        try:
            opened, line = self._chats.open(model, once=True)
            settings = settings_for(model, opened, tools=False)
            async with model_request_stream(opened, list(messages), model_settings=settings) as stream:
                size = 0
                async for event in stream:
                    if piece := _words(event):
                        pieces.append(piece)
                        size += len(piece)
                    if size > LARGEST:
                        raise Broken(f"more than {LARGEST:,} letters came")
        except Exception as met:  # noqa: BLE001 - the provider's edge: every way an answer can fail becomes one of ours
            # The SDKs wrap what the line says in errors of their own.
            error = line.failure or met if line is not None else met
        return _Written(storable("".join(pieces)), tuple(line.heard) if line is not None else (), error)

    async def _ticket(self, request: Request, model: ChatModel, briefing: SystemPrompt, written: _Written) -> Ticket:
        """What came of it, in a ticket that tells it again after a crash. Raises NotAccepted, Refused, UnknownOutcome, NoKey."""
        error, last = written.error, written.last
        broken = failed(error) if error is not None else None
        if error is not None and broken is None and not written.whole:
            count = len(written.text.split())
            raise outcome(error, service=self.name, model=model.shown, endpoint=model.model_id, words=count) from error
        actual = await asyncio.to_thread(self._price, model, written.heard)
        identity = last.id if _ID.fullmatch(last.id) else uuid.uuid4().hex
        facts: dict[str, Any] = {"endpoint": request.endpoint, "actual": actual, "briefing": briefing.label, "served": last.model}
        counted = [heard for heard in written.heard if heard.counted]
        facts["tokens"] = [sum(heard.tokens_in for heard in counted), sum(heard.tokens_out for heard in counted)]
        state, message = _ended(model, written, broken, priced=actual is not None)
        if state is JobState.DONE:
            return await self._answered(request, identity, facts, written.text.encode(), SUFFIX)
        return await self._answered(request, identity, {**facts, "state": state.value, "message": message})

    def _price(self, model: ChatModel, heard: Sequence[Heard]) -> int | None:
        """What the call cost in micro-USD, None where nobody can say."""
        rows = self._prices(model.model_id)
        found = [price if (price := price_of(self.name, model.model_id, one)) is not None else reckoned(rows, one) for one in heard]
        # Before the last there are only answers that a key was not good enough for.
        return sum(price for price in found if price is not None) if found and found[-1] is not None else None

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        """The text. Raises OutputLost where it is gone, WorkspaceError for the disk."""
        path, sha256 = await self._kept(ticket, folder), str(ticket.data.get("sha256", ""))
        if await asyncio.to_thread(lambda: hashlib.sha256(path.read_bytes()).hexdigest()) != sha256:
            raise OutputLost("the text is not what was written; `director retry` makes it anew.", provider=self.name)
        meta = {"request": ticket.id, **{name: ticket.data[name] for name in ("briefing", "served") if ticket.data.get(name)}}
        return (Output(path=path, mime=MIME, sha256=sha256, meta=meta),)

    async def close(self) -> None:
        """Closes the connections."""
        await self._chats.close()


def _ended(model: ChatModel, written: _Written, broken: Broken | None, *, priced: bool) -> tuple[JobState, str]:
    """How the order ended, and what is said of it where there is no take."""
    name, text, last = model.shown, written.text, written.last
    if broken is not None:
        if POLICY.search(f"{broken.body} {broken.why}"):
            return JobState.REFUSED, f"{name} was not let write it: {broken.why}."
        # What was begun is billed as a rule; where the service does not say for how much, the books hold the most it may be.
        state = JobState.FAILED if priced or not text else JobState.LOST
        return state, f"what {name} wrote broke off: {model.service} says {broken.why}."
    if last.refusal or last.finish in DECLINED:
        said = " ".join((last.refusal or text).split())
        told = f"; it says: {said[: SAID - 1] + '…' if len(said) > SAID else said}" if said else "."
        return JobState.REFUSED, f"{name} declined to write it{told}"
    if last.finish in CUT:
        more = f"ask for less, or raise the step's option {MAX_TOKENS}"
        return JobState.FAILED, f"{name} was cut off at {model.max_tokens} tokens, and half a text is no take; {more}."
    if not text.strip():
        return JobState.FAILED, f"{name} wrote nothing."
    return JobState.DONE, ""


def _wrong(request: Request, known: Model | None, name: str) -> str:
    """What can't be sent of an order, "" where all of it can. Whether a model nobody knows reads pictures, its service says."""
    options = request.options
    strange = sorted(options.keys() - {TEMPERATURE, MAX_TOKENS})
    if strange:
        return f"a text takes the options {TEMPERATURE} and {MAX_TOKENS}, not {strange[0][:40]}; take it out of the step"
    if TEMPERATURE in options and temperature(options[TEMPERATURE]) is None:
        return f"{TEMPERATURE} is a number from 0 to {HOTTEST:g}, for example 0.7"
    if MAX_TOKENS in options and tokens(options[MAX_TOKENS]) is None:
        return f"{MAX_TOKENS} is a whole number of tokens, for example 4096"
    if request.inputs and known is not None and VISION not in known.modality:
        return f"{name} reads no pictures; choose a model that does, or leave them out"
    return "" if request.prompt.strip() else "the step has no prompt; write one"


def _words(event: Any) -> str:
    """What an event of the stream adds to the text."""
    from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta

    if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
        return event.part.content
    if isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
        return event.delta.content_delta
    return ""


def _loaded() -> None:
    """Loads the libraries: on another thread, since it takes a second or two."""
    import anthropic  # noqa: F401
    import openai  # noqa: F401
    import pydantic_ai.direct
    import pydantic_ai.models.openai  # noqa: F401
