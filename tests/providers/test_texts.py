"""Texts by chat models, against the local service: one request an order, its fate by the table, and texts that a crash can't lose."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.catalog import load_catalog
from director_kernel.catalog.briefings import SystemPrompt
from director_kernel.errors import KeyFault, NoKey, NotAccepted, OutputLost, ProviderError, Refused, StudioError, UnknownOutcome
from director_kernel.providers.by_kind import ByKind
from director_kernel.providers.keys import Key, OneKey, Pool
from director_kernel.providers.openrouter_images import OpenRouterImages
from director_kernel.providers.outcomes import Fate, row_for
from director_kernel.providers.protocol import InputFile, JobState, Request, Ticket
from director_kernel.providers.text_outcomes import OUTCOMES
from director_kernel.providers.texts import Texts
from director_kernel.schema.asset import Asset
from director_kernel.schema.model import Model
from director_kernel.schema.plan import Kind, Role
from tests.providers.chatting import IDS, SECRET, Pieces, TwoKeys
from tests.servers.chat import ChatServer
from tests.servers.chat_answers import Say

SERVICES = ("openrouter", "openai", "anthropic", "moonshot", "yunwu", "local")
TEXT = "# Fox\n\n1. A fox — “look!” 🦊\n2. Snow.\n"
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
BRIEFING = SystemPrompt("writing", "1", "Write the text and nothing else.\n")


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with ChatServer() as made:
        for name, value in made.environ().items():
            monkeypatch.setenv(name, value)
        yield made


def request(service: str = "openrouter", prompt: str = "Write two lines about a fox.", **changes: Any) -> Request:
    fields = {"kind": Kind.TEXT, "model": "nobody", "provider": service, "endpoint": IDS[service], "prompt": prompt, "seed": 7}
    return Request(**(fields | changes))  # type: ignore[arg-type]


def picture(folder: Path, data: bytes = PNG) -> InputFile:
    path = folder / "in.png"
    path.write_bytes(data)
    return InputFile(role=Role.REFERENCE, asset=Asset(sha256="0" * 64, mime="image/png", bytes=len(data), suffix=".png"), path=path)


class Kit:
    """A studio on a folder, made anew as often as a process would be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "answers"
        self.out = folder / "out"
        self.out.mkdir()
        self.pool: Pool | None = None
        self.transport: httpx.AsyncBaseTransport | None = None
        self.known: Callable[[str], Model | None] = lambda id: None
        self.briefing: Callable[[], SystemPrompt] = lambda: BRIEFING

    def run(self, service: str, test: Callable[[Texts], Coroutine[Any, Any, Any]]) -> Any:
        async def inside() -> Any:
            made = Texts(
                service,
                self.pool or OneKey(Key(service, SECRET)),
                self.folder,
                model=self.known,
                briefing=self.briefing,
                prices=load_catalog().price_rows,
                transport=self.transport,
                silent=0.4,
            )
            try:
                return await test(made)
            finally:
                await made.close()

        return asyncio.run(inside())

    def submit(self, wanted: Request) -> Ticket:
        return self.run(wanted.provider, lambda made: made.submit(wanted))  # type: ignore[no-any-return]

    def error(self, wanted: Request) -> Exception:
        with pytest.raises((ProviderError, StudioError)) as caught:
            self.submit(wanted)
        assert SECRET not in f"{caught.value!r} {caught.value} {getattr(caught.value, 'body', '')}"
        return caught.value

    def status(self, ticket: Ticket, wanted: Request) -> Any:
        return self.run(wanted.provider, lambda made: made.poll(ticket, wanted))

    def fetch(self, ticket: Ticket, wanted: Request) -> Any:
        (output,) = self.run(wanted.provider, lambda made: made.fetch(ticket, wanted, self.out))
        return output


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path)


# Writing.


@pytest.mark.parametrize("service", SERVICES)
def test_a_text_is_written_kept_and_priced(service: str, kit: Kit, chat: ChatServer) -> None:
    chat.script(Say(TEXT, comments=1))
    wanted = request(service, options={"max_tokens": 300, "temperature": 0.5})
    ticket = kit.submit(wanted)
    assert [path.read_text() for path in kit.folder.glob("*.md")] == [TEXT], "it is on the disk before anybody hears of it"
    status = kit.status(ticket, wanted)
    assert status.state is JobState.DONE
    # The service's own figure, the public list's, nothing for a server of one's own; the catalog's for a reseller.
    priced = {"openrouter": 1_230, "openai": 228, "anthropic": 3_200, "local": 0}
    assert status.actual == priced[service] if service in priced else status.actual > 0
    output = kit.fetch(ticket, wanted)
    assert output.path.read_text() == TEXT and output.mime == "text/markdown" and output.meta["briefing"] == BRIEFING.label
    (asked,) = chat.asks
    assert "tools" not in asked.body and asked.body["stream"] is True and asked.key in (SECRET, "")
    assert asked.body.get("max_tokens") == 300 or asked.body.get("max_completion_tokens") == 300
    # What reasons takes no temperature of ours.
    assert asked.body.get("temperature") == (None if service == "anthropic" else 0.5)
    said = json.dumps(asked.body)
    assert "Write the text and nothing else." in said and "Write two lines about a fox." in said


def test_the_catalog_prices_what_no_list_knows(kit: Kit, chat: ChatServer) -> None:
    chat.script(Say(TEXT, tokens=(1_000_000, 100_000), model="nobody-knows-this"))
    catalog = load_catalog()
    model = next(model for model in catalog.models.values() if model.makes(Kind.TEXT) and model.prices and model.active)
    there = model.endpoint_for(Kind.TEXT)
    assert there is not None
    wanted = request("yunwu", endpoint=there.id)
    price = catalog.price(model, Kind.TEXT, tokens_in=1_000_000, tokens_out=100_000)
    assert price is not None and kit.status(kit.submit(wanted), wanted).actual == price.estimate > 0


def test_an_answer_in_one_piece_is_a_text_too(kit: Kit, chat: ChatServer) -> None:
    chat.script(Say(TEXT, fault="whole"))
    wanted = request("openai")
    assert kit.fetch(kit.submit(wanted), wanted).path.read_text() == TEXT


def test_a_picture_is_shown_to_a_model_that_sees(kit: Kit, chat: ChatServer, tmp_path: Path) -> None:
    kit.known = load_catalog().models.get
    chat.script(Say(TEXT))
    wanted = request(model="claude-sonnet-5.5", inputs=(picture(tmp_path),), negative_prompt="the word fox")
    kit.submit(wanted)
    (message,) = [each for each in chat.asks[0].body["messages"] if each["role"] == "user"]
    urls = [part["image_url"]["url"] for part in message["content"] if part["type"] == "image_url"]
    assert urls == ["data:image/png;base64," + base64.b64encode(PNG).decode()]
    assert message["content"][-1]["text"] == "Write two lines about a fox.\n\nLeave out: the word fox"


# Before anything is sent.


@pytest.mark.parametrize(
    "changes, why",
    [
        ({"options": {"tone": "warm"}}, "not tone"),
        ({"options": {"temperature": "hot"}}, "number from 0 to 2"),
        ({"options": {"temperature": 3}}, "number from 0 to 2"),
        ({"options": {"max_tokens": True}}, "whole number"),
        ({"options": {"max_tokens": 3}}, "whole number"),
        ({"prompt": " \n"}, "no prompt"),
    ],
)
def test_what_can_not_be_sent_is_refused_before(changes: dict[str, Any], why: str, kit: Kit, chat: ChatServer) -> None:
    error = kit.error(request(**changes))
    assert isinstance(error, Refused) and error.billed is False and not error.policy and why in str(error)
    assert chat.asks == []


def test_a_model_that_reads_no_pictures_is_given_none(kit: Kit, chat: ChatServer, tmp_path: Path) -> None:
    kit.known = load_catalog().models.get
    error = kit.error(request(model="deepseek-v4.1-flash", inputs=(picture(tmp_path),)))
    assert isinstance(error, Refused) and "reads no pictures" in str(error) and chat.asks == []


def test_an_input_that_can_not_be_read_and_a_wrong_briefing_send_nothing(kit: Kit, chat: ChatServer, tmp_path: Path) -> None:
    gone = picture(tmp_path)
    gone.path.unlink()
    error = kit.error(request(inputs=(gone,)))
    assert isinstance(error, NotAccepted) and "director doctor" in str(error)

    def broken() -> SystemPrompt:
        raise StudioError("catalog/briefings/writing.md has no version")

    kit.briefing = broken
    error = kit.error(request())
    assert isinstance(error, NotAccepted) and error.billed is False and "no version" in str(error)
    assert chat.asks == []


def test_without_a_key_or_an_address_nothing_is_sent(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    error = kit.error(request("local"))
    assert isinstance(error, NotAccepted) and "DIRECTOR_LOCAL_BASE_URL" in str(error)

    class Empty(OneKey):
        async def call(self, send: Any, *, hold: Any = None) -> Any:
            raise NoKey("no key for openrouter")

    kit.pool = Empty(Key("openrouter", ""))
    assert isinstance(kit.error(request()), NoKey)


def test_nobody_at_home_is_not_accepted_and_tried_again_soon(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    error = kit.error(request("openai"))
    assert isinstance(error, NotAccepted) and error.retry_after and error.fault is None and "previs" in str(error)


# What comes of it.

POLICY = {"error": {"code": 403, "message": "Flagged", "metadata": {"reasons": ["violence"], "flagged_input": "blood"}}}
FATES: Sequence[tuple[Say, type[ProviderError], KeyFault | None]] = [
    (Say(status=401), NotAccepted, KeyFault.INVALID),
    (Say(status=402), NotAccepted, KeyFault.EXHAUSTED),
    (Say(status=429), NotAccepted, KeyFault.LIMITED),
    (Say(status=429, error={"error": {"message": "no", "code": "insufficient_quota"}}), NotAccepted, KeyFault.EXHAUSTED),
    (Say(status=429, error={"error": {"message": "full", "metadata": {"provider_name": "Google"}}}), NotAccepted, None),
    (Say(status=503), NotAccepted, None),
    (Say(status=529), NotAccepted, None),
    (Say(status=503, error=b"<html>busy</html>"), UnknownOutcome, None),
    (Say(status=500), UnknownOutcome, None),
    (Say(status=502, error=b"<html>Bad Gateway</html>"), UnknownOutcome, None),
    (Say(status=504, error=b""), UnknownOutcome, None),
    (Say(status=408), UnknownOutcome, None),
    (Say(status=400), Refused, None),
    (Say(status=404), Refused, None),
    (Say(status=307, headers={"location": "https://elsewhere.example/"}), Refused, None),
]


@pytest.mark.parametrize("say, kind, fault", FATES, ids=lambda each: str(getattr(each, "status", each)))
def test_an_answer_without_a_text_is_read_off_the_table(
    say: Say, kind: type[ProviderError], fault: KeyFault | None, kit: Kit, chat: ChatServer
) -> None:
    chat.script(say, Say(TEXT))
    error = kit.error(request())
    assert type(error) is kind and error.status == say.status and len(chat.asks) == 1, "an order is sent once"
    assert getattr(error, "fault", None) is fault
    assert not kit.folder.exists() or not list(kit.folder.iterdir())


def test_only_what_certainly_was_not_taken_may_go_elsewhere() -> None:
    moving = sorted({status for row in OUTCOMES if row.fate is Fate.NOT_ACCEPTED for status in row.statuses})
    assert moving == [401, 402, 403, 429, 503, 529]
    assert all(row_for(OUTCOMES, status, "").fate is Fate.UNKNOWN for status in (408, 409, 500, 502, 503, 504, 520, 524))
    assert all(row.source for row in OUTCOMES)


def test_a_policy_is_told_apart(kit: Kit, chat: ChatServer) -> None:
    chat.script(Say(status=403, error=POLICY))
    error = kit.error(request())
    assert isinstance(error, Refused) and error.policy and error.billed is False


@pytest.mark.parametrize("fault", ["drop", "stall", "malformed", "unended", "html"])
@pytest.mark.parametrize("service", ["openrouter", "anthropic"])
def test_an_answer_that_broke_off_is_unknown_and_its_half_no_take(service: str, fault: Any, kit: Kit, chat: ChatServer) -> None:
    chat.script(Say(TEXT, fault=fault), Say(TEXT))
    error = kit.error(request(service))
    assert type(error) is UnknownOutcome and len(chat.asks) == 1
    assert not kit.folder.exists() or not list(kit.folder.iterdir())


def test_a_server_of_ones_own_can_be_asked_again_at_once(kit: Kit, chat: ChatServer) -> None:
    for say in (Say(TEXT, fault="drop"), Say(status=500)):
        chat.script(say)
        error = kit.error(request("local"))
        assert type(error) is NotAccepted and error.billed is False and error.retry_after is None, "nothing was paid, nothing is repeated"
    assert len(chat.asks) == 2


@pytest.mark.parametrize(
    "service, after, state", [("openrouter", 4, JobState.LOST), ("openrouter", 0, JobState.FAILED), ("anthropic", 3, JobState.LOST)]
)
def test_a_service_that_says_midway_that_it_failed_ends_the_order(
    service: str, after: int, state: JobState, kit: Kit, chat: ChatServer
) -> None:
    chat.script(Say(TEXT, fault="error", after=after), Say(TEXT))
    wanted = request(service)
    status = kit.status(kit.submit(wanted), wanted)
    assert status.state is state and status.actual is None and len(chat.asks) == 1
    assert "Provider disconnected" in status.message or "Overloaded" in status.message


@pytest.mark.parametrize(
    "say, state, told",
    [
        (Say(TEXT, finish="length"), JobState.FAILED, "cut off at 4096 tokens"),
        (Say("Some", finish="content_filter"), JobState.REFUSED, "declined"),
        (Say(refusal="I can't help with that."), JobState.REFUSED, "it says: I can't help with that."),
        (Say(""), JobState.FAILED, "wrote nothing"),
        (Say("", reasoning="Hm, a fox."), JobState.FAILED, "wrote nothing"),
    ],
    ids=["cut", "filtered", "declined", "empty", "thought"],
)
def test_what_is_no_text_is_told_with_what_it_cost(say: Say, state: JobState, told: str, kit: Kit, chat: ChatServer) -> None:
    chat.script(say, Say(TEXT))
    wanted = request()
    status = kit.status(kit.submit(wanted), wanted)
    assert status.state is state and told in status.message and status.actual == 1_230
    assert status.policy is (state is JobState.REFUSED) and len(chat.asks) == 1


def test_another_key_takes_over_what_was_certainly_not_taken(kit: Kit, chat: ChatServer) -> None:
    chat.refuse = {"sk-old-0123456789": 401, "sk-full-0123456789": 429}
    kit.pool = pool = TwoKeys("openrouter", "sk-old-0123456789", "sk-full-0123456789", SECRET)  # type: ignore[assignment]
    chat.script(Say(TEXT))
    wanted = request()
    assert kit.status(kit.submit(wanted), wanted).state is JobState.DONE
    assert [asked.key for asked in chat.asks] == ["sk-old-0123456789", "sk-full-0123456789", SECRET]
    assert not pool.held, "nothing counts as in flight behind it"


def streamed(*chunks: Any, error: Exception | None = None) -> httpx.MockTransport:
    body = b"".join(b"data: " + (chunk if isinstance(chunk, bytes) else json.dumps(chunk).encode()) + b"\n\n" for chunk in chunks)
    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Pieces([body], error))
    return httpx.MockTransport(lambda _: answer)


def chunk(text: str = "", finish: str | None = None, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {"id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **more}


USED = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, "cost": 0.000042}


def test_a_connection_dropped_behind_the_last_word_takes_nothing_away(kit: Kit, chat: ChatServer) -> None:
    kit.transport = streamed(chunk("A fox."), chunk("", "stop", usage=USED), error=httpx.ReadError("reset"))
    wanted = request()
    ticket = kit.submit(wanted)
    assert kit.status(ticket, wanted).actual == 42 and kit.fetch(ticket, wanted).path.read_text() == "A fox."


def test_an_error_with_its_usage_is_booked_and_half_a_letter_does_no_harm(kit: Kit, chat: ChatServer) -> None:
    failed = chunk("", None, usage=USED, error={"code": 400, "message": "it broke"})
    kit.transport = streamed(chunk("A fox"), failed, b"[DONE]")
    wanted = request()
    status = kit.status(kit.submit(wanted), wanted)
    assert (status.state, status.actual) == (JobState.FAILED, 42) and "it broke" in status.message
    kit.transport = streamed(chunk("\ud83e fox"), chunk("", "stop", usage=USED), b"[DONE]")
    assert kit.fetch(kit.submit(wanted), wanted).path.read_text() == "? fox"


# After a crash.


def test_a_ticket_finds_its_text_in_another_process(kit: Kit, chat: ChatServer) -> None:
    chat.script(Say(TEXT))
    wanted = request()
    ticket = Ticket.model_validate_json(kit.submit(wanted).model_dump_json())
    assert kit.status(ticket, wanted).state is JobState.DONE and kit.fetch(ticket, wanted).path.read_text() == TEXT
    assert len(chat.asks) == 1


def test_a_text_that_is_gone_or_another_is_lost_not_made_up(kit: Kit, chat: ChatServer) -> None:
    chat.script(Say(TEXT))
    wanted = request()
    ticket = kit.submit(wanted)
    (kept,) = kit.folder.glob("*.md")
    kept.write_text("something else")
    with pytest.raises(OutputLost, match="not what was written"):
        kit.fetch(ticket, wanted)
    kept.unlink()
    with pytest.raises(OutputLost, match="is gone"):
        kit.fetch(ticket, wanted)
    for data in ({}, {"state": "done", "file": "../../secret", "sha256": "0" * 64}):
        with pytest.raises(OutputLost):
            kit.fetch(Ticket(provider="openrouter", id="gen-1", data=data), wanted)


async def found(made: Texts, wanted: Request, since: float = -5.0, until: float = 5.0) -> Any:
    return await made.candidates(wanted, time.time() + since, time.time() + until)


def test_an_answer_nobody_wrote_down_is_found_by_its_order(kit: Kit, chat: ChatServer, tmp_path: Path) -> None:
    wanted, other = request(inputs=(picture(tmp_path),)), request(inputs=(picture(tmp_path),), seed=8)
    chat.script(Say(TEXT), Say("other"), Say(TEXT, finish="length"))
    kit.submit(wanted), kit.submit(other)
    journalled = Request.model_validate_json(wanted.model_dump_json(by_alias=True, exclude={"inputs"})).with_(inputs=wanted.inputs)
    (one,) = kit.run("openrouter", lambda made: found(made, journalled))
    assert kit.fetch(one.ticket, wanted).path.read_text() == TEXT and kit.status(one.ticket, wanted).actual is not None
    assert SECRET not in "".join(path.read_text() for path in kit.folder.iterdir())
    cut = request(seed=9)
    kit.submit(cut)
    (failed,) = kit.run("openrouter", lambda made: found(made, cut))
    assert kit.status(failed.ticket, cut).state is JobState.FAILED and kit.status(failed.ticket, cut).actual
    for nobodys in (request(seed=10), wanted.with_(inputs=())):
        with pytest.raises(ProviderError, match="no history"):
            kit.run("openrouter", lambda made, one=nobodys: found(made, one))
    with pytest.raises(ProviderError, match="no history"):
        kit.run("openrouter", lambda made: found(made, wanted, -5000.0, -4000.0))
    for path in kit.folder.glob("*.md"):
        path.unlink()
    for path in kit.folder.glob("none.*"):
        path.write_bytes(b"{" + path.read_bytes()[:40])
    for lost in (wanted, cut):
        with pytest.raises(ProviderError, match="no history"):
            kit.run("openrouter", lambda made, one=lost: found(made, one))


# Two kinds under one name.


def test_one_service_writes_and_draws(kit: Kit, chat: ChatServer, tmp_path: Path) -> None:
    chat.script(Say(TEXT))

    async def both(texts: Texts) -> None:
        pictures = OpenRouterImages(OneKey(Key("openrouter", SECRET)), load_catalog().endpoint, tmp_path / "pictures")
        studio = ByKind(texts, pictures)
        ticket = await studio.submit(request())
        assert (await studio.poll(ticket, request())).state is JobState.DONE
        (output,) = await studio.fetch(ticket, request(), kit.out)
        assert output.mime == "text/markdown"
        with pytest.raises(Refused, match="not in the catalog"):
            await studio.submit(request(kind=Kind.TEXT_TO_IMAGE, endpoint="nobody/draws"))
        assert studio.concurrency == texts.concurrency + pictures.concurrency
        (again,) = await studio.candidates(request(), time.time() - 5, time.time())
        assert again.ticket == ticket
        await studio.close()

    kit.run("openrouter", both)
