"""Replicate through its protocol, against a local one: every row of the outcome table, polling, files, cancelling, recovery."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.errors import KeyFault, NoKey, NotAccepted, OutputLost, ProviderError, Refused, UnknownOutcome
from director_kernel.providers.keys import Key, OneKey
from director_kernel.providers.outcomes import Fate, row_for
from director_kernel.providers.protocol import InputFile, JobState, JobStatus, Request, Ticket
from director_kernel.providers.replicate import Replicate, target_of, urls_in
from director_kernel.providers.replicate_outcomes import OUTCOMES
from director_kernel.schema.asset import Asset
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.model import PriceRow, Unit
from director_kernel.schema.plan import Kind, Role
from tests.servers.replicate import ReplicateServer

SECRET = "r8_secret_of_this_test_only_1234"
ENDPOINT = "black-forest-labs/flux-schnell"
VERSION = "39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b"
SCHEMA = EndpointSchema.model_validate(
    {
        "id": ENDPOINT,
        "provider": "replicate",
        "kind": "text-to-image",
        "source": "test",
        "as_of": "2026-11-27",
        "output": ["[]"],
        "fields": {
            "prompt": {"type": "string", "required": True},
            "image_url": {"file": True},
            "seed": {"type": "number"},
            "go_fast": {"type": "boolean"},
            "aspect_ratio": {"type": "string", "enum": ["1:1", "16:9"]},
        },
    }
)


@pytest.fixture
def server() -> Iterator[ReplicateServer]:
    with ReplicateServer(keys={SECRET}) as made:
        yield made


def replicate(server: ReplicateServer | None, secret: str = SECRET, schema: EndpointSchema | None = SCHEMA, **how: Any) -> Replicate:
    base = server.url if server is not None else "http://127.0.0.1:9"
    return Replicate(OneKey(Key("replicate", secret)), lambda _: schema, base=base, **how)


def request(prompt: str = "a red fox", endpoint: str = ENDPOINT, **changes: Any) -> Request:
    fields = {
        "kind": Kind.TEXT_TO_IMAGE,
        "model": "flux-schnell",
        "provider": "replicate",
        "endpoint": endpoint,
        "prompt": prompt,
        "seed": 7,
    }
    return Request(**(fields | changes))  # type: ignore[arg-type]


def picture(folder: Path, size: int, role: Role = Role.REFERENCE) -> InputFile:
    data = b"\x89PNG\r\n\x1a\n" + bytes(size)
    path = folder / f"{size}.png"
    path.write_bytes(data)
    return InputFile(role=role, asset=Asset(sha256=f"{size:064d}", mime="image/png", bytes=len(data), suffix=".png"), path=path)


def run(made: Replicate, test: Callable[[Replicate], Coroutine[Any, Any, Any]]) -> Any:
    async def inside() -> Any:
        try:
            return await test(made)
        finally:
            await made.close()

    return asyncio.run(inside())


async def ended(made: Replicate, ticket: Ticket, wanted: Request) -> JobStatus:
    for _ in range(500):
        status = await made.poll(ticket, wanted)
        if status.state not in (JobState.QUEUED, JobState.RUNNING):
            return status
        await asyncio.sleep(0.005)
    raise AssertionError("it never ends")


def submitted(server: ReplicateServer, wanted: Request, **how: Any) -> BaseException:
    """What submitting raises."""
    with pytest.raises(ProviderError) as caught:
        run(replicate(server, **how), lambda made: made.submit(wanted))
    assert SECRET not in f"{caught.value!r} {caught.value.message} {caught.value.body}"
    return caught.value


# The way that goes well.


def test_a_prediction_is_made_polled_and_fetched(server: ReplicateServer, tmp_path: Path) -> None:
    wanted = request(options={"go_fast": True, "aspect_ratio": "16:9"})

    async def way(made: Replicate) -> None:
        ticket = await made.submit(wanted)
        assert ticket.provider == "replicate" and ticket.id == "p000000"
        assert SECRET not in ticket.model_dump_json()
        status = await ended(made, ticket, wanted)
        assert (status.state, status.progress, status.actual) == (JobState.DONE, 1.0, None)
        assert "Using seed: 1" in status.logs
        (output,) = await made.fetch(ticket, wanted, tmp_path)
        assert output.mime == "image/png" and output.path.read_bytes().startswith(b"\x89PNG")
        assert output.role == "main" and output.sha256 and output.width > 0

    run(replicate(server), way)
    (post,) = server.posts
    assert post.path == f"/models/{ENDPOINT}/predictions"
    assert post.body == {"input": {"prompt": "a red fox", "go_fast": True, "aspect_ratio": "16:9", "seed": 7}}
    assert "Prefer" not in post.headers
    assert server.leaks == []


@pytest.mark.parametrize("endpoint", [f"someone/something:{VERSION}", VERSION])
def test_a_version_is_ordered_by_its_number(server: ReplicateServer, endpoint: str) -> None:
    run(replicate(server), lambda made: made.submit(request(endpoint=endpoint)))
    assert server.posts[0].path == "/predictions"
    assert server.posts[0].body["version"] == VERSION


@pytest.mark.parametrize("endpoint", ["", "flux", "a/b/c", "../x", "a/..", "a/b:latest", "a/b?x=1", "https://evil.example/a"])
def test_what_is_no_model_goes_nowhere(server: ReplicateServer, endpoint: str) -> None:
    with pytest.raises(Refused, match="owner/name"):
        target_of(endpoint)
    assert isinstance(submitted(server, request(endpoint=endpoint)), Refused)
    assert server.seen == []


def test_progress_is_read_off_the_log(tmp_path: Path) -> None:
    with ReplicateServer(seconds=0.2) as server:

        async def way(made: Replicate) -> set[tuple[JobState, float]]:
            ticket = await made.submit(request())
            seen = set()
            while True:
                status = await made.poll(ticket, request())
                seen.add((status.state, status.progress))
                if status.state is JobState.DONE:
                    return seen
                await asyncio.sleep(0.01)

        seen = run(replicate(server), way)
    assert seen == {(JobState.QUEUED, 0.0), (JobState.RUNNING, 0.5), (JobState.DONE, 1.0)}


@pytest.mark.parametrize("shape", ["string", "list", "object"])
def test_files_come_as_an_address_a_list_or_an_object(shape: str, tmp_path: Path) -> None:
    kind = Kind.TEXT_TO_VIDEO if shape == "object" else Kind.TEXT_TO_IMAGE
    wanted = request(kind=kind)
    with ReplicateServer(shape=shape) as server:

        async def way(made: Replicate) -> Any:
            ticket = await made.submit(wanted)
            await ended(made, ticket, wanted)
            return await made.fetch(ticket, wanted, tmp_path)

        outputs = run(replicate(server), way)
    assert outputs[0].role == "main"
    assert outputs[0].mime == ("video/mp4" if shape == "object" else "image/png")
    assert [output.role for output in outputs[1:]] == (["thumbnail"] if shape == "object" else [])


def test_outputs_of_any_shape_are_looked_through() -> None:
    assert urls_in("https://a.test/x.png") == [("output", "https://a.test/x.png")]
    assert urls_in(["https://a.test/x", "https://a.test/y"]) == [("output", "https://a.test/x"), ("output-1", "https://a.test/y")]
    assert urls_in({"video": "https://a.test/v.mp4", "seed": 3, "none": None}) == [("video", "https://a.test/v.mp4")]
    for nothing in (None, "", [], {}, 7, "a poem", ["Here", " is"], {"text": "no"}, True):
        assert urls_in(nothing) == []


# What becomes of an order.


@pytest.mark.parametrize(
    "what, kind, fault",
    [
        ("402", NotAccepted, KeyFault.EXHAUSTED),
        ("429", NotAccepted, KeyFault.LIMITED),
        ("404", Refused, None),
        ("422", Refused, None),
        ("500", UnknownOutcome, None),
        ("502", UnknownOutcome, None),
        ("503", UnknownOutcome, None),
        ("drop", UnknownOutcome, None),
        ("accept-drop", UnknownOutcome, None),
        ("garbled", UnknownOutcome, None),
    ],
)
def test_every_answer_to_an_order_means_one_thing(
    server: ReplicateServer, what: str, kind: type[ProviderError], fault: KeyFault | None
) -> None:
    server.script(what)
    error = submitted(server, request())
    assert type(error) is kind
    assert getattr(error, "fault", None) is fault
    assert len(server.posts) == 1, "an order is sent once, whatever comes back"
    assert len(server.accepted()) == (1 if what in ("accept-drop", "garbled") else 0)


def test_a_wrong_key_is_the_keys_fault(server: ReplicateServer) -> None:
    error = submitted(server, request(), secret="r8_another_key_nobody_knows_9999")
    assert isinstance(error, NotAccepted) and error.fault is KeyFault.INVALID
    assert "…9999" in error.message and "director keys add replicate" in error.message
    assert "r8_another" not in error.message


def test_nobody_there_means_not_accepted() -> None:
    error = submitted(None, request())  # type: ignore[arg-type]
    assert type(error) is NotAccepted and error.fault is None and error.billed is False
    assert "studio previs" in error.message


@pytest.mark.parametrize(
    "error, kind",
    [
        (httpx.ConnectTimeout("slow"), NotAccepted),
        (httpx.ConnectError("refused"), NotAccepted),
        (httpx.ReadTimeout("silence"), UnknownOutcome),
        (httpx.WriteTimeout("stuck"), UnknownOutcome),
        (httpx.ReadError("reset"), UnknownOutcome),
        (httpx.WriteError("reset"), UnknownOutcome),
        (httpx.RemoteProtocolError("closed"), UnknownOutcome),
    ],
)
def test_a_call_that_broke_off_after_it_was_sent_is_unknown(error: httpx.HTTPError, kind: type[ProviderError]) -> None:
    sent: list[httpx.Request] = []

    def broken(order: httpx.Request) -> httpx.Response:
        sent.append(order)
        raise error

    with pytest.raises(ProviderError) as caught:
        run(replicate(None, transport=httpx.MockTransport(broken)), lambda made: made.submit(request()))
    assert type(caught.value) is kind
    assert len(sent) == 1


def test_a_limit_says_when_it_ends(server: ReplicateServer) -> None:
    server.script("429")
    error = submitted(server, request())
    assert isinstance(error, NotAccepted) and error.retry_after == 0.0, "the body's own word"
    server.script("429-reset")
    error = submitted(server, request())
    assert isinstance(error, NotAccepted) and error.retry_after == 3.0, "the header's"


def test_the_table_names_a_source_for_every_row_and_lets_only_certain_ones_move_on() -> None:
    assert all(len(row.source) > 20 for row in OUTCOMES)
    moving = {status for row in OUTCOMES if row.fate is Fate.NOT_ACCEPTED for status in row.statuses}
    assert moving == {401, 402, 429}
    for status in (204, 302, 408, 409, 425, 500, 502, 503, 504, 524):
        assert row_for(OUTCOMES, status, "").fate is Fate.UNKNOWN


def test_a_redirect_is_not_followed_with_the_key() -> None:
    asked: list[str] = []

    def away(order: httpx.Request) -> httpx.Response:
        asked.append(str(order.url))
        return httpx.Response(307, headers={"location": "https://evil.example/predictions"})

    with pytest.raises(UnknownOutcome):
        run(replicate(None, transport=httpx.MockTransport(away)), lambda made: made.submit(request()))
    assert len(asked) == 1


@pytest.mark.parametrize("id", ["", "../files", "a b", None, 7, "x" * 81])
def test_an_acceptance_without_a_usable_id_is_unknown(id: object) -> None:
    answer = httpx.MockTransport(lambda order: httpx.Response(201, json={"id": id, "status": "starting"}))
    with pytest.raises(UnknownOutcome):
        run(replicate(None, transport=answer), lambda made: made.submit(request()))


def test_what_the_endpoint_would_refuse_is_never_sent(server: ReplicateServer, tmp_path: Path) -> None:
    for wanted in (request(options={"colour": "red"}), request(options={"aspect_ratio": "7:3"}), request(prompt="")):
        assert isinstance(submitted(server, wanted), Refused)
    assert isinstance(submitted(server, request(), schema=None), Refused)
    assert server.seen == []


# Files that go in.


def test_small_files_travel_in_the_order_and_large_ones_are_uploaded_once(server: ReplicateServer, tmp_path: Path) -> None:
    small, large = picture(tmp_path, 100), picture(tmp_path, 300_000)

    async def way(made: Replicate) -> None:
        await made.submit(request(inputs=(small,)))
        await made.submit(request(inputs=(large,)))
        await made.submit(request("another", inputs=(large,)))

    run(replicate(server), way)
    sent = [post.body["input"]["image_url"] for post in server.posts]
    assert sent[0].startswith("data:image/png;base64,iVBOR")
    assert sent[1] == sent[2] == f"{server.url}/files/f0"
    assert server.files["f0"] == ("image/png", large.path.read_bytes())
    assert [path for _, path in server.seen].count("/files") == 1


@pytest.mark.parametrize("what", ["upload-500", "upload-drop"])
def test_a_failed_upload_orders_nothing_and_may_be_tried_again(server: ReplicateServer, tmp_path: Path, what: str) -> None:
    server.script(what)
    error = submitted(server, request(inputs=(picture(tmp_path, 300_000),)))
    assert isinstance(error, NotAccepted) and error.fault is None and error.retry_after is not None
    assert server.posts == []


def test_a_missing_file_is_told_before_anything_is_sent(server: ReplicateServer, tmp_path: Path) -> None:
    gone = picture(tmp_path, 10)
    gone.path.unlink()
    assert isinstance(submitted(server, request(inputs=(gone,))), NotAccepted)
    assert server.seen == []


# How predictions end.


@pytest.mark.parametrize(
    "what, state, words",
    [
        ("fail", JobState.FAILED, "CUDA out of memory"),
        ("nsfw", JobState.REFUSED, "flagged as sensitive"),
        ("cancelled", JobState.CANCELLED, "cancelled"),
        ("removed", JobState.LOST, "no file"),
        ("filtered", JobState.LOST, "no file"),
        ("forget", JobState.LOST, "no longer knows"),
    ],
)
def test_every_end_of_a_prediction(server: ReplicateServer, what: str, state: JobState, words: str) -> None:
    server.script(what)

    async def way(made: Replicate) -> JobStatus:
        return await ended(made, await made.submit(request()), request())

    status = run(replicate(server), way)
    assert status.state is state and words in status.message


def test_a_look_that_fails_says_nothing_about_the_job(server: ReplicateServer) -> None:
    server.script("status-502")

    async def way(made: Replicate) -> None:
        ticket = await made.submit(request())
        with pytest.raises(ProviderError, match="502"):
            await made.poll(ticket, request())
        assert (await ended(made, ticket, request())).state is JobState.DONE

    run(replicate(server), way)


def test_an_unknown_state_is_waited_for() -> None:
    answer = httpx.MockTransport(lambda order: httpx.Response(200, json={"id": "x", "status": "queued-somewhere"}))
    ticket = Ticket(provider="replicate", id="x", data={"key": Key("replicate", SECRET).id})
    status = run(replicate(None, transport=answer), lambda made: made.poll(ticket, request()))
    assert status.state is JobState.RUNNING


def test_a_key_that_was_taken_away_is_told() -> None:
    class Gone(OneKey):
        def key(self, id: str) -> Key:
            raise NoKey("this key is gone.")

    made = Replicate(Gone(Key("replicate", SECRET)), lambda _: SCHEMA, base="http://127.0.0.1:9")
    with pytest.raises(ProviderError, match="give the key back"):
        run(made, lambda made: made.poll(Ticket(provider="replicate", id="x", data={"key": "k"}), request()))


def test_the_job_is_counted_until_it_ended(server: ReplicateServer) -> None:
    class Counting(OneKey):
        held: list[str] = []
        freed: list[tuple[str, str]] = []

        async def call(self, send: Any, *, hold: Any = None) -> Any:
            result = await send(self.only)
            if hold is not None:
                self.held.append(hold(result))
            return result

        def free(self, key: str, job: str) -> None:
            self.freed.append((key, job))

    pool = Counting(Key("replicate", SECRET))
    made = Replicate(pool, lambda _: SCHEMA, base=server.url)

    async def way(made: Replicate) -> None:
        ticket = await made.submit(request())
        assert (pool.held, pool.freed) == ([ticket.id], [])
        await ended(made, ticket, request())
        assert pool.freed[0] == (pool.only.id, ticket.id)

    run(made, way)


# Files that come out.


def test_an_address_that_expired_is_asked_for_again_once(server: ReplicateServer, tmp_path: Path) -> None:
    server.script("expired-once")

    async def way(made: Replicate) -> None:
        ticket = await made.submit(request())
        await ended(made, ticket, request())
        (output,) = await made.fetch(ticket, request(), tmp_path)
        assert output.mime == "image/png"

    run(replicate(server), way)
    assert server.leaks == [] and len(server.posts) == 1


def test_files_that_are_gone_are_lost(server: ReplicateServer, tmp_path: Path) -> None:
    server.script("expired")

    async def way(made: Replicate) -> None:
        ticket = await made.submit(request())
        await ended(made, ticket, request())
        with pytest.raises(OutputLost):
            await made.fetch(ticket, request(), tmp_path)

    run(replicate(server), way)
    assert len(server.posts) == 1


def test_after_a_restart_the_ticket_alone_is_enough(server: ReplicateServer, tmp_path: Path) -> None:
    ticket = run(replicate(server), lambda made: made.submit(request()))
    again = Ticket.model_validate_json(ticket.model_dump_json())

    async def later(made: Replicate) -> Any:
        await asyncio.sleep(0.03)
        return await made.fetch(again, request(), tmp_path)

    (output,) = run(replicate(server), later)
    assert output.role == "main"


def test_a_page_in_place_of_a_picture_is_no_take(server: ReplicateServer, tmp_path: Path) -> None:
    server.script("wrong-type")

    async def way(made: Replicate) -> None:
        ticket = await made.submit(request())
        await ended(made, ticket, request())
        with pytest.raises(ProviderError):
            await made.fetch(ticket, request(), tmp_path)

    run(replicate(server), way)


def test_half_a_file_is_fetched_whole(server: ReplicateServer, tmp_path: Path) -> None:
    server.script("half")

    async def way(made: Replicate) -> None:
        ticket = await made.submit(request())
        await ended(made, ticket, request())
        (output,) = await made.fetch(ticket, request(), tmp_path)
        assert output.path.read_bytes().endswith(b"IEND\xaeB`\x82")

    run(replicate(server), way)


@pytest.mark.parametrize(
    "url, good",
    [
        ("https://replicate.delivery/xezq/a/out-0.webp", True),
        ("https://pbxt.replicate.delivery/a.png", True),
        ("https://api.replicate.com/v1/files/abc", True),
        ("http://replicate.delivery/a.png", False),
        ("https://replicate.delivery.evil.example/a.png", False),
        ("https://evilreplicate.delivery/a.png", False),
        ("https://user@replicate.delivery@evil.example/a", False),
        ("https://127.0.0.1/a.png", False),
        ("file:///etc/passwd", False),
    ],
)
def test_files_are_fetched_from_replicates_hosts_only(url: str, good: bool) -> None:
    made = Replicate(OneKey(Key("replicate", SECRET)), lambda _: SCHEMA)
    assert made._allowed(url) is good


def test_a_price_is_told_where_the_catalog_has_one_per_run_or_image(server: ReplicateServer) -> None:
    def price(**row: Any) -> int | None:
        rows = (PriceRow.model_validate({"source": "t", "as_of": "2026", "provider": "replicate", "micros": 3000, **row}),)

        async def way(made: Replicate) -> JobStatus:
            return await ended(made, await made.submit(request()), request())

        return int(actual) if (actual := run(replicate(server, prices=lambda _: rows), way).actual) is not None else None

    assert price(unit=Unit.RUN) == 3000
    assert price(unit=Unit.IMAGE) == 3000
    assert price(unit=Unit.SECOND) is None, "seconds of what hardware nobody says"
    assert price(unit=Unit.RUN, provider="fal") is None


# Stopping and finding again.


def test_a_running_prediction_is_cancelled_and_a_finished_one_stays_so(server: ReplicateServer) -> None:
    server.seconds = 60

    async def running(made: Replicate) -> JobStatus:
        return await made.cancel(await made.submit(request()), request())

    assert run(replicate(server), running).state is JobState.CANCELLED
    server.seconds = 0

    async def finished(made: Replicate) -> JobStatus:
        ticket = await made.submit(request())
        await ended(made, ticket, request())
        return await made.cancel(ticket, request())

    assert run(replicate(server), finished).state is JobState.DONE


def test_an_order_that_broke_off_is_found_by_its_inputs(server: ReplicateServer) -> None:
    began = time.time()
    server.page = 2
    wanted = request("the one", options={"go_fast": True})
    server.script("accept-drop", match="the one")

    async def way(made: Replicate) -> None:
        await made.submit(request("before"))
        with pytest.raises(UnknownOutcome):
            await made.submit(wanted)
        for number in range(3):
            await made.submit(request(f"after {number}"))
        (found,) = await made.candidates(wanted, began, time.time())
        assert found.ticket.id == "p000001" and abs(found.at - began) < 30 and "inputs" in found.why
        assert (await ended(made, found.ticket, wanted)).state is JobState.DONE
        assert await made.candidates(request("the one", options={"go_fast": True}, seed=8), began, time.time()) == ()
        assert await made.candidates(request("the one"), began, time.time()) == ()
        assert await made.candidates(wanted, began - 5000, began - 4000) == (), "outside of the window"
        await made.submit(wanted)
        assert len(await made.candidates(wanted, began, time.time())) == 2, "both are shown: neither is taken by itself"

    run(replicate(server), way)
    assert len([post for post in server.posts if post.body["input"]["prompt"] == "the one"]) == 2


class Accounts(OneKey):
    """A pool with the keys of two accounts."""

    def every(self) -> tuple[Key, ...]:
        return self.only, Key("replicate", "r8_secret_of_another_account_5678")


def test_an_order_is_looked_for_in_every_account() -> None:
    given = {"prompt": "a red fox", "seed": 7}
    lost = {"id": "lost1", "model": ENDPOINT, "version": VERSION, "input": given, "created_at": "2026-11-27T10:00:00.000Z"}

    def page(order: httpx.Request) -> httpx.Response:
        theirs = order.headers["authorization"].endswith("5678")
        return httpx.Response(200, json={"results": [lost] if theirs else [], "next": None})

    pool = Accounts(Key("replicate", SECRET))
    made = Replicate(pool, lambda _: SCHEMA, base="http://127.0.0.1:9", transport=httpx.MockTransport(page))
    (found,) = run(made, lambda made: made.candidates(request(), 0, 1))
    assert found.ticket.id == "lost1" and found.ticket.data["key"] == pool.every()[1].id


def test_a_history_too_long_to_read_is_no_reason_to_say_there_is_nothing() -> None:
    def page(order: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"results": [], "next": str(order.url)})

    with pytest.raises(ProviderError, match="too long"):
        run(replicate(None, transport=httpx.MockTransport(page)), lambda made: made.candidates(request(), 0, 1))


def test_a_history_that_leads_elsewhere_is_not_followed() -> None:
    asked: list[str] = []

    def page(order: httpx.Request) -> httpx.Response:
        asked.append(order.url.host)
        return httpx.Response(200, json={"results": [None, 3, {"id": "x"}], "next": "https://evil.example/predictions?cursor=1"})

    found = run(replicate(None, transport=httpx.MockTransport(page)), lambda made: made.candidates(request(), 0, 1))
    assert found == () and asked == ["127.0.0.1"]
