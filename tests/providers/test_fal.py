"""fal through its protocol, against a local one: every row of the outcome table, every way a job ends, files, recovery."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.errors import KeyFault, NotAccepted, OutputLost, ProviderError, Refused, UnknownOutcome
from director_kernel.media.arrived import arrived
from director_kernel.providers.fal import Fal
from director_kernel.providers.fal_outcomes import SUBMIT, UNQUEUED
from director_kernel.providers.outcomes import Fate
from director_kernel.providers.protocol import JobState, Ticket
from director_kernel.schema.plan import Kind, Role
from tests.providers.fal_orders import (
    FLAGGED,
    IMAGE,
    SECRET,
    SORA,
    Several,
    Told,
    clip,
    ended,
    fal,
    film,
    image,
    made,
    picture,
    run,
    schema,
)
from tests.servers.fal import FalServer

URL = "https://queue.fal.run/fal-ai/nano-banana-pro/requests/job-1"
ACCEPTED = {
    "status": "IN_QUEUE",
    "request_id": "job-1",
    "response_url": URL,
    "status_url": f"{URL}/status",
    "cancel_url": f"{URL}/cancel",
    "queue_position": 0,
    "logs": None,
    "metrics": {},
}


@pytest.fixture
def server() -> Iterator[FalServer]:
    with FalServer(keys={SECRET}) as there:
        yield there
        assert there.leaks == [], "a key went to a media host"


def submitted(server: FalServer, **how: Any) -> Any:
    return run(lambda studio: studio.submit(image(**how)), fal(server.url))


# A job that goes well.


def test_from_the_order_to_the_file(server: FalServer, tmp_path: Path) -> None:
    request = image(options={"aspect_ratio": "9:16", "resolution": "1K"})
    status, outputs = run(lambda studio: made(studio, request, tmp_path), fal(server.url))
    (job,) = server.accepted()
    assert status.state is JobState.DONE and status.actual == 50_000
    (take,) = outputs
    assert take.role == "main" and take.mime == "image/png" and take.path.read_bytes() == server.file(job, "image/png")
    assert (take.width, take.height) == (45, 80) and take.sha256 is not None and take.meta["request"] == job.id
    assert job.body == {"prompt": "a red fox", "aspect_ratio": "9:16", "resolution": "1K", "seed": 7, "num_images": 1}


def test_the_seed_is_always_said_and_tells_takes_apart(server: FalServer, tmp_path: Path) -> None:
    _, one = run(lambda studio: made(studio, image(seed=1), tmp_path), fal(server.url))
    _, two = run(lambda studio: made(studio, image(seed=2), tmp_path), fal(server.url))
    _, again = run(lambda studio: made(studio, image(seed=1), tmp_path), fal(server.url))
    assert one[0].sha256 == again[0].sha256 != two[0].sha256


def test_a_clip_from_a_start_frame(server: FalServer, tmp_path: Path) -> None:
    request = clip("the fox runs", picture(tmp_path))
    status, outputs = run(lambda studio: made(studio, request, tmp_path), fal(server.url))
    assert status.actual == 200_000, "four seconds at five cents"
    assert outputs[0].mime == "video/mp4" and outputs[0].duration == pytest.approx(4.0) and outputs[0].fps == 24
    assert server.accepted()[0].body["image_url"].startswith("data:image/png;base64,")


def test_the_take_is_the_film_and_what_comes_with_it_comes_too(server: FalServer, tmp_path: Path) -> None:
    request = clip("she waves", picture(tmp_path), endpoint=SORA, options={"duration": "4"})
    _, outputs = run(lambda studio: made(studio, request, tmp_path), fal(server.url))
    assert [output.role for output in outputs] == ["main", "thumbnail", "spritesheet"] or {o.role for o in outputs[1:]} == {
        "thumbnail",
        "spritesheet",
    }
    assert outputs[0].mime == "video/mp4" and server.accepted()[0].body["duration"] == 4


def test_states_on_the_way(tmp_path: Path) -> None:
    with FalServer(seconds=0.15, queued=0.15) as server:
        request = image()

        async def go(studio: Fal) -> list[Any]:
            ticket = await studio.submit(request)
            seen = []
            while (status := await studio.poll(ticket, request)).state in (JobState.QUEUED, JobState.RUNNING):
                seen.append(status)
                await asyncio.sleep(0.02)
            return [*seen, status]

        seen = run(go, fal(server.url))
        states = [status.state for status in seen]
        assert list(dict.fromkeys(states)) == [JobState.QUEUED, JobState.RUNNING, JobState.DONE]
        assert seen[0].queue_position == 0 and seen[-2].queue_position is None
        assert any("working on" in line for status in seen for line in status.logs)
        asked = [path for method, path in server.seen if method == "GET" and "/requests/" in path]
        assert all(path.startswith("/fal-ai/nano-banana-pro/requests/") for path in asked), "the addresses as they were returned"


def test_urls_hold_the_first_two_segments_only(server: FalServer, tmp_path: Path) -> None:
    ticket = run(lambda studio: studio.submit(clip("x", picture(tmp_path))), fal(server.url))
    assert ticket.data["status_url"] == f"{server.url}/fal-ai/veo3.1/requests/{ticket.id}/status"


# What becomes of a submit.

REJECTED = [
    ("429", KeyFault.LIMITED),
    ("401", KeyFault.INVALID),
    ("403-locked", KeyFault.EXHAUSTED),
    ("503", None),
]


@pytest.mark.parametrize(("fault", "key"), REJECTED)
def test_certainly_not_accepted(server: FalServer, fault: str, key: KeyFault | None) -> None:
    server.script(fault)
    with pytest.raises(NotAccepted) as caught:
        submitted(server)
    assert caught.value.fault is key and caught.value.billed is False and not server.jobs
    assert SECRET not in f"{caught.value} {caught.value.body} {caught.value!r}"


@pytest.mark.parametrize("fault", ["400", "403", "404", "413", "422"])
def test_refused(server: FalServer, fault: str) -> None:
    server.script(fault)
    with pytest.raises(Refused) as caught:
        submitted(server)
    assert not caught.value.policy and not server.jobs


def test_refused_by_policy(server: FalServer) -> None:
    server.script("policy")
    with pytest.raises(Refused, match="content checker") as caught:
        submitted(server)
    assert caught.value.policy


@pytest.mark.parametrize("fault", ["drop", "accept-drop", "500", "502", "accept-502", "503-id", "504"])
def test_nobody_can_say(server: FalServer, fault: str) -> None:
    server.script(fault)
    with pytest.raises(UnknownOutcome):
        submitted(server)
    assert len(server.posts()) == 1, "sent once, whatever came of it"


@pytest.mark.parametrize("fault", ["stall", "accept-stall"])
def test_silence_is_no_answer(server: FalServer, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("director_kernel.providers.http.client.__kwdefaults__", {"transport": None, "read": 0.1, "connections": 8})
    server.script(fault, seconds=1.0)
    with pytest.raises(UnknownOutcome):
        submitted(server)
    assert len(server.posts()) == 1


def test_nobody_there_is_certainly_not_accepted() -> None:
    with pytest.raises(NotAccepted, match="can't be reached") as caught:
        run(lambda studio: studio.submit(image()), fal("http://127.0.0.1:9"))
    assert caught.value.fault is None and caught.value.retry_after


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [("7", 7, 7), ("", None, None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0), ("99999999", 3600, 3600), ("soon", None, None)],
)
def test_retry_after_is_read_in_every_form(server: FalServer, header: str, low: float | None, high: float | None) -> None:
    server.script("429", retry_after=header)
    with pytest.raises(NotAccepted) as caught:
        submitted(server)
    assert caught.value.retry_after == low == high


def test_every_row_of_the_table_has_a_source() -> None:
    for row in (*SUBMIT, UNQUEUED):
        assert row.source
    moving = [row for row in (*SUBMIT, UNQUEUED) if row.fate is Fate.NOT_ACCEPTED]
    assert sorted(status for row in moving for status in row.statuses) == [401, 403, 429, 503], "only these may go elsewhere"


def test_an_accepted_job_is_not_lost_with_its_body(server: FalServer, tmp_path: Path) -> None:
    server.script("garbled")
    request = image()

    async def go(studio: Fal) -> Any:
        ticket = await studio.submit(request)
        return await ended(studio, ticket, request)

    assert run(go, fal(server.url)).state is JobState.DONE


def test_an_answer_without_any_id_is_unknown() -> None:
    told = Told(lambda _: httpx.Response(200, content=b"{}"))
    with pytest.raises(UnknownOutcome, match="can't be read"):
        run(lambda studio: studio.submit(image()), fal(transport=told))


def test_the_next_key_takes_over_within_the_attempt(server: FalServer) -> None:
    server.keys = {"locked-key-1", "limited-key-2", "good-key-3"}
    server.script("403-locked", key="locked-key-1", times=None)
    server.script("429", key="limited-key-2", times=None)
    pool = Several("locked-key-1", "wrong-key-0", "limited-key-2", "good-key-3")
    studio = Fal(pool, schema, base=server.url)
    ticket = run(lambda studio: studio.submit(image()), studio)
    assert pool.tried == ["locked-key-1", "wrong-key-0", "limited-key-2", "good-key-3"]
    assert [job.key for job in server.accepted()] == ["good-key-3"] and pool.held == {(ticket.data["key"], ticket.id)}


@pytest.mark.parametrize("fault", ["400", "422", "policy", "accept-drop", "502"])
def test_nothing_else_moves_on(server: FalServer, fault: str) -> None:
    server.keys = None
    server.script(fault)
    pool = Several("first", "second")
    with pytest.raises((Refused, UnknownOutcome)):
        run(lambda studio: studio.submit(image()), Fal(pool, schema, base=server.url))
    assert pool.tried == ["first"]


# How a job ends.


@pytest.mark.parametrize(
    ("fault", "state", "policy"),
    [
        ("hidden-422", JobState.FAILED, False),
        ("status-error", JobState.FAILED, False),
        ("hidden-policy", JobState.REFUSED, True),
        ("hidden-500", JobState.FAILED, False),
        ("hidden-504", JobState.FAILED, False),
    ],
)
def test_completed_is_not_success(server: FalServer, tmp_path: Path, fault: str, state: JobState, policy: bool) -> None:
    server.script(fault)
    status, _ = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    assert (status.state, status.policy, status.actual) == (state, policy, 0) and status.message


@pytest.mark.parametrize("fault", ["no-media", "text"])
def test_words_are_no_picture(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault)
    status, _ = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    assert status.state is JobState.FAILED and status.actual == 50_000
    assert ("unable to make" in status.message) == (fault == "text")


def test_a_blackened_picture_is_a_refusal_that_was_billed(server: FalServer, tmp_path: Path) -> None:
    server.script("nsfw")
    status, _ = run(lambda studio: made(studio, image(endpoint=FLAGGED), tmp_path), fal(server.url))
    assert status.state is JobState.REFUSED and status.policy and status.actual == 50_000


@pytest.mark.parametrize("fault", ["flagged", "black"])
def test_flag_and_black_each_alone_are_a_result(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault)
    status, outputs = run(lambda studio: made(studio, image(endpoint=FLAGGED), tmp_path), fal(server.url))
    assert status.state is JobState.DONE and outputs[0].meta.get("flagged", False) == (fault == "flagged")


def test_sizes_and_names_may_be_missing(server: FalServer, tmp_path: Path) -> None:
    server.script("nulls")
    status, outputs = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    assert status.state is JobState.DONE and outputs[0].width == 80


def test_a_job_nobody_knows_any_more_is_lost_at_the_second_look(server: FalServer) -> None:
    server.script("forget", times=1)
    request = image()

    async def go(studio: Fal) -> Any:
        ticket = await studio.submit(request)
        once = await studio.poll(ticket, request)
        back = await ended(studio, ticket, request)
        server.jobs[ticket.id].faults = {}
        del server.jobs[ticket.id]
        return once, back, [await studio.poll(ticket, request) for _ in range(2)]

    once, back, gone = run(go, fal(server.url))
    assert once.state is JobState.RUNNING and back.state is JobState.DONE
    assert [status.state for status in gone] == [JobState.RUNNING, JobState.LOST]


@pytest.mark.parametrize("fault", ["status-502", "status-drop", "status-429", "unready", "late"])
def test_a_failed_look_says_nothing_about_the_job(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault, times=2, seconds=0.1)
    status, _ = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    assert status.state is JobState.DONE and len(server.posts()) == 1


def test_a_limit_while_polling_is_told(server: FalServer) -> None:
    server.script("status-429", retry_after="9")
    request = image()

    async def go(studio: Fal) -> Any:
        return await studio.poll(await studio.submit(request), request)

    with pytest.raises(ProviderError) as caught:
        run(go, fal(server.url))
    assert caught.value.retry_after == 9 and not isinstance(caught.value, NotAccepted)


def test_the_key_is_free_again_when_the_job_is_over(server: FalServer, tmp_path: Path) -> None:
    server.keys = None
    pool, request = Several("only-one-here"), image()
    run(lambda studio: made(studio, request, tmp_path), Fal(pool, schema, base=server.url))
    assert pool.held == set()


def test_a_job_found_again_counts_against_its_key(tmp_path: Path) -> None:
    with FalServer(seconds=5) as server:
        request = image()
        ticket = run(lambda studio: studio.submit(request), Fal(Several("only-one-here"), schema, base=server.url))
        pool = Several("only-one-here")
        run(lambda studio: studio.poll(ticket, request), Fal(pool, schema, base=server.url))
        assert pool.held == {(ticket.data["key"], ticket.id)}


def test_a_key_that_is_gone_leaves_the_job_to_another(server: FalServer) -> None:
    server.keys = None
    request = image()
    ticket = run(lambda studio: studio.submit(request), Fal(Several("only-one-here"), schema, base=server.url))
    moved = Ticket(provider="fal", id=ticket.id, data={**ticket.data, "key": "0" * 16})
    pool = Several("only-one-here")
    status = run(lambda studio: ended(studio, moved, request), Fal(pool, schema, base=server.url))
    assert status.state is JobState.DONE
    assert {key for key, _ in pool.held} <= {"0" * 16}, "the key that asks on its behalf is not taken up by the job for ever"
    with pytest.raises(ProviderError, match="goes on at fal"):
        run(lambda studio: studio.poll(moved, request), Fal(Several(), schema, base=server.url))


# Money.


@pytest.mark.parametrize(
    ("units", "price", "cost"),
    [("7.5", "0.1", 750_000), ("8.439999999999998", "0.05", 422_000), ("1", "0.0000001", 1), ("0", "0.5", 0), ("1.0", "0.134", 134_000)],
)
def test_cost_is_units_times_price_rounded_up(tmp_path: Path, units: str, price: str, cost: int) -> None:
    with FalServer(price=price, units=lambda *_: units) as server:
        status, _ = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
        assert status.actual == cost == server.billed()


@pytest.mark.parametrize("fault", ["no-units", "bad-units"])
def test_a_cost_nobody_says_is_not_guessed(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault)
    status, _ = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    assert status.state is JobState.DONE and status.actual is None


def test_the_price_is_asked_for_once(server: FalServer, tmp_path: Path) -> None:
    async def go(studio: Fal) -> None:
        for seed in range(1, 4):
            await made(studio, image(seed=seed), tmp_path)

    run(go, fal(server.url))
    assert sum("pricing" in path for _, path in server.seen) == 1


# Files.


@pytest.mark.parametrize("fault", ["half", "no-range", "media-500", "wrong-name", "redirect"])
def test_files_come_whole_in_the_end(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault, times=2)
    if fault == "no-range":
        server.script("half", match="fox")
    status, outputs = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    (job,) = server.accepted()
    assert status.state is JobState.DONE and outputs[0].path.read_bytes() == server.file(job, "image/png")
    assert outputs[0].mime == "image/png" and outputs[0].path.suffix == ".png" and len(server.posts()) == 1


@pytest.mark.parametrize("fault", ["expired-404", "expired-403"])
def test_an_address_that_ran_out_is_asked_for_again(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault, times=1)
    _, outputs = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    assert outputs and server.accepted()[0].fetched == 2


def test_a_file_that_is_gone_is_lost_and_not_ordered_again(server: FalServer, tmp_path: Path) -> None:
    server.script("expired-404", times=None)
    with pytest.raises(OutputLost):
        run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
    assert len(server.posts()) == 1


@pytest.mark.parametrize("fault", ["wrong-type", "empty"])
def test_what_is_no_picture_is_not_taken_for_one(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault, times=1)
    request = image()

    async def go(studio: Fal) -> Any:
        ticket = await studio.submit(request)
        await ended(studio, ticket, request)
        with pytest.raises(ProviderError) as caught:
            await studio.fetch(ticket, request, tmp_path)
        assert not isinstance(caught.value, OutputLost)
        return await studio.fetch(ticket, request, tmp_path)

    assert run(go, fal(server.url))[0].mime == "image/png"


def test_a_result_is_fetched_after_a_restart(server: FalServer, tmp_path: Path) -> None:
    request = image()

    async def begin(studio: Fal) -> Any:
        ticket = await studio.submit(request)
        await ended(studio, ticket, request)
        return ticket

    ticket = Ticket.model_validate_json(run(begin, fal(server.url)).model_dump_json(by_alias=True))
    outputs = run(lambda studio: studio.fetch(ticket, request, tmp_path), fal(server.url))
    assert arrived(outputs[0].path).mime == "image/png" and len(server.posts()) == 1


def test_large_files_are_uploaded_once_and_without_a_key(server: FalServer, tmp_path: Path) -> None:
    frame = picture(tmp_path, bytes=400_000)

    async def go(studio: Fal) -> None:
        await asyncio.gather(*(studio.submit(clip("x", frame, seed=seed)) for seed in range(1, 4)))

    run(go, fal(server.url))
    (place,) = server.uploads
    assert server.uploads[place] == frame.path.read_bytes()
    assert {job.body["image_url"] for job in server.accepted()} == {server.url + place}


@pytest.mark.parametrize("fault", ["drop", "500", "429", "401", "403-locked", "422"])
def test_a_failed_upload_orders_nothing(server: FalServer, tmp_path: Path, fault: str) -> None:
    server.script(fault, match="upload:")
    with pytest.raises(NotAccepted) as caught:
        run(lambda studio: studio.submit(clip("x", picture(tmp_path, bytes=400_000))), fal(server.url))
    assert not server.posts() and caught.value.billed is False
    wanted = {"429": KeyFault.LIMITED, "401": KeyFault.INVALID, "403-locked": KeyFault.EXHAUSTED}
    assert caught.value.fault is wanted.get(fault)


def test_an_input_that_is_gone_orders_nothing(server: FalServer, tmp_path: Path) -> None:
    frame = picture(tmp_path)
    frame.path.unlink()
    with pytest.raises(NotAccepted, match="can't be read"):
        run(lambda studio: studio.submit(clip("x", frame)), fal(server.url))
    assert not server.posts()


def test_bad_orders_are_refused_before_anything_is_sent(server: FalServer, tmp_path: Path) -> None:
    frame = picture(tmp_path, bytes=400_000)
    for request in (
        image(options={"aspect_ratio": "7:5"}),
        image(options={"colour": "red"}),
        image(prompt=""),
        image(endpoint="fal-ai/nobody-knows-it"),
        clip("x", frame, options={"duration": "5"}),
        clip("x"),
        clip("x", frame, film(tmp_path)),
    ):
        with pytest.raises(Refused, match=r"`|no place|not in the catalog"):
            run(lambda studio, request=request: studio.submit(request), fal(server.url))
    assert not server.seen


# Cancelling.


@pytest.mark.parametrize(
    ("fault", "seconds", "state"),
    [
        ("", 5.0, JobState.CANCELLED),
        ("cancel-late", 0.0, JobState.DONE),
        ("cancel-404", 0.0, JobState.DONE),
        ("cancel-ignored", 0.05, JobState.DONE),
    ],
)
def test_cancel(fault: str, seconds: float, state: JobState) -> None:
    with FalServer(seconds=seconds) as server:
        if fault:
            server.script(fault, times=None)
        request = image()

        async def go(studio: Fal) -> Any:
            ticket = await studio.submit(request)
            status = await studio.cancel(ticket, request)
            return status if status.state is state else await ended(studio, ticket, request)

        assert run(go, fal(server.url)).state is state


def test_what_was_called_off_and_is_gone_is_cancelled() -> None:
    with FalServer(seconds=5) as server:
        request = image()

        async def go(studio: Fal) -> Any:
            ticket = await studio.submit(request)
            server.script("cancel-ignored")
            await studio.cancel(ticket, request)
            server.jobs.clear()
            studio._called_off.add(ticket.id)
            return await studio.poll(ticket, request)

        status = run(go, fal(server.url))
        assert status.state is JobState.CANCELLED and status.actual == 0


# What a lost answer left behind.


def test_the_one_job_that_carries_the_order_is_found(server: FalServer, tmp_path: Path) -> None:
    big, small = picture(tmp_path, bytes=400_000), picture(tmp_path, name="end")
    request, since = clip("the fox runs", big), time.time()
    server.script("accept-drop")
    with pytest.raises(UnknownOutcome):
        run(lambda studio: studio.submit(request), fal(server.url))

    async def others(studio: Fal) -> None:
        await studio.submit(clip("the fox runs", big, seed=8))
        await studio.submit(clip("the fox sleeps", big))
        await studio.submit(clip("the fox runs", small))

    run(others, fal(server.url))
    (found,) = run(lambda studio: studio.candidates(request, since, time.time()), fal(server.url))
    assert found.ticket.id == server.accepted()[0].id and abs(found.at - since) < 60
    status = run(lambda studio: ended(studio, found.ticket, request), fal(server.url))
    assert status.state is JobState.DONE


def test_several_and_none_are_told_apart(server: FalServer) -> None:
    request, since = image(), time.time()
    nothing = run(lambda studio: studio.candidates(request, since, time.time()), fal(server.url))
    for _ in range(120):
        server._accept(IMAGE, {"prompt": "another", "num_images": 1}, SECRET, "")
    for _ in range(2):
        submitted(server)
    found = run(lambda studio: studio.candidates(request, since, time.time()), fal(server.url))
    assert nothing == () and {each.ticket.id for each in found} == {job.id for job in server.accepted("a red fox")}


def test_the_window_is_in_fals_time_and_wider(server: FalServer) -> None:
    submitted(server)
    (job,) = server.accepted()
    for shift, hits in ((-590, 1), (590, 1), (-660, 0), (660, 0)):
        at = job.sent + shift
        found = run(lambda studio, at=at: studio.candidates(image(), at, at), fal(server.url))
        assert len(found) == hits, shift


def test_what_the_endpoint_means_anyway_need_not_be_said(server: FalServer) -> None:
    server._accept(IMAGE, {"prompt": "a red fox", "seed": 7, "num_images": 1, "output_format": "png", "aspect_ratio": None}, SECRET, "")
    assert len(run(lambda studio: studio.candidates(image(), time.time(), time.time()), fal(server.url))) == 1


def test_all_keys_are_asked_and_a_job_is_told_once(server: FalServer) -> None:
    server.keys = None
    pool = Several("first-account", "second-account")
    server._accept(IMAGE, {"prompt": "a red fox", "seed": 7, "num_images": 1}, "second-account", "")
    (found,) = run(lambda studio: studio.candidates(image(), time.time(), time.time()), Fal(pool, schema, base=server.url))
    assert found.ticket.data["key"] == pool.keys[1].id


def test_a_history_that_cannot_be_read_is_no_empty_one() -> None:
    told = Told(lambda _: httpx.Response(500, text="<html>"))
    with pytest.raises(ProviderError, match="history"):
        run(lambda studio: studio.candidates(image(), 0, 1), fal(transport=told))


# Hosts and keys.


def real(request: httpx.Request) -> httpx.Response:
    """fal on its own hosts."""
    path = request.url.path
    if request.url.host == "api.fal.ai":
        prices = [{"endpoint_id": IMAGE, "unit_price": 0.15, "unit": "images", "currency": "USD"}]
        return httpx.Response(200, json={"prices": prices, "next_cursor": None, "has_more": False})
    if request.method == "POST":
        return httpx.Response(200, json=ACCEPTED, headers={"x-fal-request-id": "job-1"})
    if path.endswith("/status"):
        return httpx.Response(200, json={**ACCEPTED, "status": "COMPLETED"})
    images = [{"url": "https://v3b.fal.media/files/b/x.png", "width": None, "height": None, "file_size": None}]
    return httpx.Response(200, json={"images": images, "seed": 196619188014358660}, headers={"x-fal-billable-units": "1"})


def test_the_real_hosts_and_only_they_get_the_key(tmp_path: Path) -> None:
    from tests.servers.fal_media import mark_of, png

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=png(mark_of("x"))) if request.url.host == "v3b.fal.media" else real(request)

    told = Told(answer)
    status, outputs = run(lambda studio: made(studio, image(), tmp_path), fal(transport=told))
    assert status.actual == 150_000 and outputs[0].meta["seed"] == 196619188014358660
    assert set(told.with_key()) == {"queue.fal.run", "api.fal.ai"}
    assert all(request.headers["authorization"] == f"Key {SECRET}" for request in told.asked if request.url.host != "v3b.fal.media")


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/fal-ai/x/requests/job-1/status",
        "http://queue.fal.run/fal-ai/x/requests/job-1/status",
        "https://queue.fal.run.evil.example/status",
        "https://queue.fal.run@evil.example/status",
        "https://queue.fal.run:8443/status",
        "//queue.fal.run/status",
        "file:///etc/passwd",
        17,
        None,
    ],
)
def test_a_returned_address_on_another_host_never_gets_the_key(url: object) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={**ACCEPTED, "status_url": url, "response_url": url, "cancel_url": url})
        return real(request)

    told, request = Told(answer), image()

    async def go(studio: Fal) -> Any:
        ticket = await studio.submit(request)
        hostile = Ticket(provider="fal", id=ticket.id, data={**ticket.data, "status_url": url, "response_url": url, "cancel_url": url})
        await studio.cancel(hostile, request)
        return await studio.poll(ticket, request)

    assert run(go, fal(transport=told)).state is JobState.DONE, "the job is followed at fal's own address"
    assert set(told.with_key()) <= {"queue.fal.run", "api.fal.ai"}
    assert {request.url.host for request in told.asked} <= {"queue.fal.run", "api.fal.ai"}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed_with_the_key(status: int) -> None:
    told = Told(lambda _: httpx.Response(status, headers={"location": "https://evil.example/"}))
    with pytest.raises(UnknownOutcome):
        run(lambda studio: studio.submit(image()), fal(transport=told))
    assert [request.url.host for request in told.asked] == ["queue.fal.run"]


def test_media_elsewhere_is_not_fetched_and_not_lost(server: FalServer, tmp_path: Path) -> None:
    for seed, fault in enumerate(("media-elsewhere", "redirect-away"), start=1):
        server.script(fault, times=1)
        with pytest.raises(ProviderError, match=r"no host of this service") as caught:
            run(lambda studio, seed=seed: made(studio, image(seed=seed), tmp_path), fal(server.url))
        assert not isinstance(caught.value, OutputLost)


def test_a_service_that_repeats_the_key_does_not_spread_it() -> None:
    told = Told(lambda _: httpx.Response(422, json={"detail": [{"loc": ["body"], "msg": f"bad {SECRET}", "type": "x", "input": SECRET}]}))
    with pytest.raises(Refused) as caught:
        run(lambda studio: studio.submit(image()), fal(transport=told))
    assert SECRET not in str(caught.value) and SECRET not in caught.value.body and "…1234" in str(caught.value)


def test_answers_are_utf_8_whatever_the_header_says(tmp_path: Path) -> None:
    body = '{"detail": [{"loc": ["body", "prompt"], "msg": "Träume sind zu groß – 太大", "type": "x"}]}'.encode()
    for kind in ("application/json", "application/json; charset=latin-1", "text/plain"):
        told = Told(lambda _, kind=kind: httpx.Response(422, content=body, headers={"content-type": kind}))
        with pytest.raises(Refused, match="prompt: Träume sind zu groß – 太大"):
            run(lambda studio, told=told: studio.submit(image()), fal(transport=told))


@pytest.mark.parametrize(
    "detail", ["in words", ["a", "list"], [{"msg": None}], [{"loc": "body", "type": 3}], None, 7, {"msg": "x"}, [], [[1]], {"type": []}]
)
@pytest.mark.parametrize("status", [400, 422, 500])
def test_errors_of_any_shape_are_read(detail: Any, status: int) -> None:
    told = Told(lambda _: httpx.Response(status, json={"detail": detail}))
    with pytest.raises(UnknownOutcome if status == 500 else Refused):
        run(lambda studio: studio.submit(image()), fal(transport=told))


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"\xff\xfe", b"<html>", b"{", b'{"status": 7}', b'{"images": [null, 3, {"url": 7}]}']
)
def test_nonsense_never_ends_a_job(content: bytes) -> None:
    """Of a result: no file is a failure; what can't be read is no answer."""

    def answer(request: httpx.Request) -> httpx.Response:
        return real(request) if request.method == "POST" or "api." in request.url.host else httpx.Response(200, content=content)

    request = image()

    async def go(studio: Fal) -> Any:
        return await studio.poll(await studio.submit(request), request)

    try:
        status = run(go, fal(transport=Told(answer)))
    except ProviderError:
        return
    assert status.state is JobState.RUNNING


def test_the_webhook_of_the_person_is_named(server: FalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_FAL_WEBHOOK", f"{server.url}/mine?x=1")
    submitted(server)
    assert server.accepted()[0].webhook == f"{server.url}/mine?x=1"


def test_the_base_url_of_the_environment_stands_for_all_hosts(server: FalServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIRECTOR_FAL_BASE_URL", f"{server.url}/")
    status, outputs = run(lambda studio: made(studio, clip("x", picture(tmp_path, bytes=300_000)), tmp_path), fal())
    assert status.actual == 200_000 and outputs[0].mime == "video/mp4" and len(server.uploads) == 1


def test_many_jobs_at_once(server: FalServer, tmp_path: Path) -> None:
    async def go(studio: Fal) -> list[Any]:
        async def one(seed: int) -> Any:
            folder = tmp_path / str(seed)
            folder.mkdir()
            return await made(studio, image(seed=seed), folder)

        return await asyncio.gather(*(one(seed) for seed in range(1, 101)))

    done = run(go, fal(server.url))
    assert len({outputs[0].sha256 for _, outputs in done}) == 100 == len(server.jobs)
    assert sum(status.actual for status, _ in done) == server.billed()


def test_a_restart_of_the_service_loses_nothing(server: FalServer, tmp_path: Path) -> None:
    request = image()

    async def go(studio: Fal) -> Any:
        ticket = await studio.submit(request)
        await asyncio.to_thread(server.restart, 0.1)
        await ended(studio, ticket, request)
        return await studio.fetch(ticket, request, tmp_path)

    assert run(go, fal(server.url))[0].mime == "image/png" and len(server.posts()) == 1


def test_an_upscale_gives_what_its_endpoint_gives(server: FalServer, tmp_path: Path) -> None:
    request = image(
        "", kind=Kind.UPSCALE, endpoint="fal-ai/topaz/upscale/video", options={"media": "video"}, inputs=(film(tmp_path),), seed=0
    )
    _, outputs = run(lambda studio: made(studio, request, tmp_path), fal(server.url))
    assert outputs[0].mime == "video/mp4" and "media" not in server.accepted()[0].body
    assert Role.SOURCE in {file.role for file in request.inputs}


# The status stream.


@pytest.mark.parametrize("fault", ["", "stream-drop"])
def test_a_stream_spares_the_asking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str) -> None:
    monkeypatch.setenv("DIRECTOR_FAL_STREAM", "1")
    with FalServer(seconds=0.4) as server:
        if fault:
            server.script(fault)
        status, outputs = run(lambda studio: made(studio, image(), tmp_path), fal(server.url))
        assert status.state is JobState.DONE and outputs and any("working on" in line for line in status.logs)
        asked = [path for _, path in server.seen if path.endswith("/status?logs=1")]
        streamed = [path for _, path in server.seen if path.endswith("/status/stream?logs=1")]
        assert len(streamed) == 1, "one stream for a job"
        # Asked until the stream speaks, and again where it fell silent.
        assert bool(asked) and (len(asked) < 10 or fault)
