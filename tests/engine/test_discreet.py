"""A key that a studio or a chat model repeats, in whatever it says, is found nowhere afterwards."""

import asyncio
import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.director import Director
from director_kernel.engine.discreet import DiscreetStudio, DiscreetStudios
from director_kernel.engine.hub import Hub
from director_kernel.engine.hush import hushed, scrubbed
from director_kernel.errors import DirectorError, JobFailed, NotAccepted, OutputLost, ProviderError, Refused, UnknownOutcome
from director_kernel.events import ChatContent, Event
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.providers.scrub import Scrubber
from tests.engine.brains import ScriptedBrain
from tests.engine.studio import FakeStudio, plan_of, step

SECRET = "sk-or-v1-0123456789abcdef0123456789abcdef"
BASIC = base64.b64encode(f"user:{SECRET}".encode()).decode()
TRACES = (SECRET, SECRET[:20], BASIC[10:-10])


class Chatterbox(FakeStudio):
    """Says the key wherever it can say anything; `prompt` tells how its job ends."""

    async def submit(self, request: Request) -> Ticket:
        if "unknown" in request.prompt:
            try:
                raise httpx.LocalProtocolError(f"Illegal header value b'Bearer {SECRET}'")
            except httpx.HTTPError as error:
                raise UnknownOutcome(f"dropped after {SECRET}", body=f"echo {SECRET}") from error
        for word, kind in (("rejected", NotAccepted), ("refused", Refused)):
            if word in request.prompt:
                raise kind(f"the key {SECRET} did not do (Basic {BASIC})")
        if "bug" in request.prompt:
            raise OSError(5, f"bad {SECRET}", f"/tmp/{SECRET}")
        ticket = await super().submit(request)
        return ticket.with_(data={"url": f"https://example.com/?key={SECRET}", SECRET: [SECRET]})

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        self.polls.append(ticket.id)
        lines = (f"POST with Authorization: Key {SECRET}", f"cut short: {SECRET[:30]}")
        if len([each for each in self.polls if each == ticket.id]) == 1:
            return JobStatus(state=JobState.RUNNING, message=f"works with {SECRET}", logs=lines)
        if "failed" in request.prompt:
            return JobStatus(state=JobState.FAILED, message=f"422: input {SECRET}", logs=lines)
        return JobStatus(state=JobState.DONE, logs=lines)

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        if "lost" in request.prompt:
            raise OutputLost(f"404 for {SECRET}")
        (output,) = await super().fetch(ticket, request, folder)
        return (output.with_(meta={"served": f"by {SECRET}"}),)


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def director(workspace_folder: Path, heard: list[Event], monkeypatch: pytest.MonkeyPatch) -> Iterator[Director]:
    monkeypatch.setenv("OPENROUTER_API_KEY", SECRET)
    with Director(workspace_folder, providers=[Chatterbox(name="paid")], on_event=heard.append) as made:
        yield made


def everything_in(folder: Path) -> str:
    """Every byte of the workspace, and its database row by row: a page may hold a text in pieces."""
    found = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()]
    database = sqlite3.connect(folder / "director.db")
    found.extend(database.iterdump())
    database.close()
    return "\n".join(found)


def test_nothing_of_a_run_keeps_the_key(director: Director, heard: list[Event], workspace_folder: Path) -> None:
    ends = ("stored", "unknown", "rejected", "refused", "bug", "failed", "lost")
    plan = director.workspace.plans.save(plan_of(*(step(end, prompt=f"a picture, {end}") for end in ends)))
    run = director.runs.start(plan, studio="live", cap=5_000_000)
    done = run.wait(lambda _: None)
    said = "\n".join(event.model_dump_json() for event in heard)
    status = str(director.runs.executor.status(done.id))
    assert "…cdef" in said and "did not do" in said and "works with …cdef" in said and "did not do" in status
    kept = everything_in(workspace_folder)
    assert "…cdef" in kept, "what was said around it stays"
    for trace in TRACES:
        assert trace not in said and trace not in status and trace not in kept


def test_nothing_of_a_conversation_keeps_the_key(workspace_folder: Path, heard: list[Event], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", SECRET)
    brain = ScriptedBrain(pieces=[f"I was called with {SECRET}. ", "Well. "], error=JobFailed(f"401 for {SECRET}"))
    brain.go.set()
    with Director(workspace_folder, brains=[brain], on_event=heard.append) as director:
        director.use_brain(brain.id)
        with pytest.raises(JobFailed) as caught:
            director.say(f"my key is {SECRET}, use it")
        brain.error = None
        turn = director.say(f"again with {SECRET}")
    assert brain.heard == ["my key is …cdef, use it", "again with …cdef"]
    assert turn.text == "You said again with …cdef."
    said = "\n".join([*(event.model_dump_json() for event in heard), str(caught.value), caught.value.message, repr(turn)])
    kept = everything_in(workspace_folder)
    assert "401 for …cdef" in said and "401 for" in kept
    for trace in TRACES:
        assert trace not in said and trace not in kept


def scrub() -> Scrubber:
    made = Scrubber()
    made.learn([SECRET])
    return made


def test_errors_stay_what_they_are_without_the_key() -> None:
    error = NotAccepted(f"no {SECRET}", body=SECRET, status=401, retry_after=3.0)
    error.add_note(f"sent {SECRET}")
    error.__cause__ = ValueError(f"inner {SECRET}")
    error.__cause__.__context__ = OSError(2, f"deep {SECRET}")
    told = hushed(error, scrub())
    assert told is error and isinstance(told, NotAccepted) and told.status == 401 and told.retry_after == 3.0
    chain, seen = [], told
    while seen is not None:
        chain.append(f"{seen} {seen!r} {getattr(seen, '__notes__', '')} {getattr(seen, 'body', '')}")
        seen = seen.__cause__ or seen.__context__
    assert len(chain) == 2, "what can't be changed is cut off"
    assert all(trace not in each for each in chain for trace in TRACES)


def test_an_error_whose_words_cannot_be_changed_is_replaced() -> None:
    class Stubborn(Exception):
        def __str__(self) -> str:
            return f"I say {SECRET}"

    told = hushed(Stubborn(), scrub())
    assert isinstance(told, ProviderError) and str(told) == "Stubborn: I say …cdef" and told.__context__ is None


def test_an_error_chain_in_a_circle_ends() -> None:
    first, second = ValueError(f"a {SECRET}"), ValueError(f"b {SECRET}")
    first.__context__, second.__context__ = second, first
    told = hushed(first, scrub())
    assert str(told) == "a …cdef" and str(second) == "b …cdef"


def test_values_without_a_key_are_the_same_objects() -> None:
    status = JobStatus(state=JobState.DONE, logs=("a", "b"))
    deep: dict[str, Any] = {"a": [1, ("x", {"y": "z"})]}
    assert scrubbed(status, scrub()) is status and scrubbed(deep, scrub()) is deep
    assert scrubbed({"a": [SECRET], SECRET: 1}, scrub()) == {"a": ["…cdef"], "…cdef": 1}


def test_the_hub_says_nothing_of_a_key() -> None:
    heard: list[Event] = []
    hub = Hub(scrub())
    hub.listen(heard.append)
    plain = ChatContent(conversation="chat-1", content="hello")
    hub.emit(plain)
    hub.emit(ChatContent(conversation="chat-1", content=f"hello {SECRET}"))
    assert heard[0] is plain and heard[1] == ChatContent(conversation="chat-1", content="hello …cdef")


def test_a_studio_is_still_itself() -> None:
    class Archive(FakeStudio):
        pace = 0.5

        async def candidates(self, request: Request, since: float, until: float) -> tuple[Any, ...]:
            raise DirectorError(f"no {SECRET}")

    studios = DiscreetStudios({"paid": Archive(name="paid", local=True), "plain": FakeStudio()}, scrub())
    studio: Any = studios["paid"]
    assert (studio.name, studio.pace, studio.local, studio.renderer) == ("paid", 0.5, True, "fake-1")
    assert (
        studios["paid"] is studio and isinstance(studio, DiscreetStudio) and studios.get("none") is None and [*studios] == ["paid", "plain"]
    )
    assert not hasattr(studios["plain"], "candidates")
    with pytest.raises(DirectorError, match=r"^no …cdef$"):
        asyncio.run(studio.candidates(None, 0.0, 1.0))
