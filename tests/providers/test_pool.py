"""The keys of a service in use: whose turn it is, what limits allow, who takes over, and what a dead process leaves behind."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextvars import Context
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.errors import KeyFault, NoKey, NotAccepted, UnknownOutcome
from director_kernel.providers import service_pool
from director_kernel.providers.keys import Key
from director_kernel.providers.pool import Keyring
from director_kernel.schema.key import KeyLimits, KeyState
from director_kernel.store import Workspace, keys, migrations
from director_kernel.store.keys import Full, Taken
from tests.counting_provider.worker import processes
from tests.providers.key_worker import A, B, C, Service, hammer, hold_and_die, ring_of


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def fault(kind: KeyFault | None, retry_after: float | None = None, message: str = "no") -> NotAccepted:
    error = NotAccepted(message, retry_after=retry_after)
    error.fault = kind
    return error


def states(ring: Keyring) -> dict[str, KeyState]:
    return {card.shown: card.state for card in ring.cards("fal")}


# Turns


async def _calls(ring: Keyring, send: Any, count: int) -> list[str]:
    pool = ring.pool("fal")
    return [await pool.call(send) for _ in range(count)]


def test_keys_take_turns(workspace: Workspace) -> None:
    service = Service()
    asyncio.run(_calls(ring_of(workspace, A, B, C), service, 6))
    assert service.said == [A, B, C, A, B, C]


def test_the_least_loaded_goes_first(workspace: Workspace) -> None:
    ring = ring_of(workspace, A, B)
    ring.use_strategy("least-loaded")
    service = Service()

    async def go() -> list[str]:
        pool = ring.pool("fal")
        for _ in range(4):
            await pool.call(service, hold=lambda job: job)
        for job in ("job-1", "job-3"):
            pool.free(ring.held("fal")[0].key.id, job)
        for _ in range(2):
            await pool.call(service, hold=lambda job: job)
        return service.said

    assert asyncio.run(go()) == [A, B, A, B, A, A]


def test_no_key_names_the_ways_out(workspace: Workspace) -> None:
    with pytest.raises(NoKey, match=r"FAL_KEY.*director keys add fal.*studio previs"):
        asyncio.run(_calls(ring_of(workspace), Service(), 1))


def test_a_key_set_in_a_cell_is_there_at_once(workspace: Workspace) -> None:
    environment: dict[str, str] = {}
    ring = Keyring(workspace, environment)
    pool = ring.pool("fal")
    environment["FAL_KEY"] = A
    assert asyncio.run(pool.call(Service())) == "job-1"
    assert "fal" in ring.services() and ring.scrub(f"x {A}") == "x …0001"
    del environment["FAL_KEY"]
    with pytest.raises(NoKey):
        asyncio.run(pool.call(Service()))


# Taking over


def test_another_key_takes_over_and_the_state_is_known_elsewhere(workspace: Workspace, workspace_folder: Path) -> None:
    service = Service(aaaa=fault(KeyFault.INVALID, message=f"bad key {A}"), bbbb=fault(KeyFault.EXHAUSTED))
    ring = ring_of(workspace, A, B, C)
    asyncio.run(_calls(ring, service, 2))
    assert service.said == [A, B, C, C]
    ring.close()
    with Workspace.open(workspace_folder) as second:
        assert states(ring_of(second, A, B, C)) == {"…0001": KeyState.INVALID, "…0002": KeyState.EXHAUSTED, "…0003": KeyState.ACTIVE}
        why = next(card.why for card in ring_of(second, A).cards("fal"))
        assert "bad key …0001" in why


def test_what_is_no_fault_of_the_key_never_moves_on(workspace: Workspace) -> None:
    for error in (fault(None), UnknownOutcome("dropped"), ValueError("bug")):
        service = Service(aaaa=error, bbbb=error)
        with pytest.raises(type(error)):
            asyncio.run(_calls(ring_of(workspace, A, B), service, 1))
        assert len(service.said) == 1


def test_with_none_left_the_last_answer_says_when(workspace: Workspace) -> None:
    service = Service(aaaa=fault(KeyFault.LIMITED, 30.0), bbbb=fault(KeyFault.LIMITED, 12.0))
    with pytest.raises(NotAccepted) as caught:
        asyncio.run(_calls(ring_of(workspace, A, B), service, 1))
    assert service.said == [A, B]
    assert caught.value.retry_after == pytest.approx(12, abs=1)


def test_an_invalid_key_alone_is_not_asked_again(workspace: Workspace) -> None:
    ring, service = ring_of(workspace, A), Service(aaaa=fault(KeyFault.INVALID))
    for _ in range(3):
        with pytest.raises(NotAccepted) as caught:
            asyncio.run(_calls(ring, service, 1))
        assert caught.value.retry_after is None
    assert service.said == [A]
    assert "director keys" in caught.value.message
    ring.reset("0001")
    with pytest.raises(NotAccepted):
        asyncio.run(_calls(ring, service, 1))
    assert service.said == [A, A]


def test_states_end_by_the_clock(workspace: Workspace) -> None:
    now = [1_000_000.0]
    ring = ring_of(workspace, A, clock=lambda: now[0])
    pool, limited = ring.pool("fal"), fault(KeyFault.LIMITED, 1e9)
    with pytest.raises(NotAccepted):
        asyncio.run(pool.call(Service(aaaa=limited)))
    (card,) = ring.cards("fal")
    assert card.state is KeyState.LIMITED and card.until == now[0] + 3600, "a Retry-After of thirty years is capped"
    with pytest.raises(NotAccepted) as caught:
        asyncio.run(pool.call(Service()))
    assert caught.value.retry_after == 3600
    now[0] += 3600
    assert asyncio.run(pool.call(Service())) == "job-1"
    with pytest.raises(NotAccepted):
        asyncio.run(pool.call(Service(aaaa=fault(KeyFault.EXHAUSTED))))
    with pytest.raises(NotAccepted) as caught:
        asyncio.run(pool.call(Service()))
    assert caught.value.retry_after is None, "nobody waits in a run for a person to pay"
    now[0] += 3600
    assert asyncio.run(pool.call(Service())) == "job-1"


def test_without_retry_after_each_limit_doubles_the_pause(workspace: Workspace) -> None:
    now = [5000.0]
    ring = ring_of(workspace, A, clock=lambda: now[0])
    pool, pauses = ring.pool("fal"), []
    for _ in range(8):
        with pytest.raises(NotAccepted):
            asyncio.run(pool.call(Service(aaaa=fault(KeyFault.LIMITED))))
        (card,) = ring.cards("fal")
        pauses.append(card.until - now[0])
        now[0] = card.until
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    asyncio.run(pool.call(Service()))
    with pytest.raises(NotAccepted):
        asyncio.run(pool.call(Service(aaaa=fault(KeyFault.LIMITED))))
    assert ring.cards("fal")[0].until == now[0] + 1


def test_what_waited_for_a_limit_goes_one_by_one(workspace: Workspace) -> None:
    """Two hundred requests that all waited must not all run into the limit again."""
    ring, sent = ring_of(workspace, A), []

    async def go() -> list[Any]:
        pool, tried, told = ring.pool("fal"), asyncio.Event(), asyncio.Event()

        async def send(key: Key) -> str:
            sent.append(key)
            if len(sent) == 1:
                raise fault(KeyFault.LIMITED, 0.05)
            tried.set()
            await told.wait()
            return "made"

        with pytest.raises(NotAccepted):
            await pool.call(send)
        waiting = [asyncio.create_task(pool.call(send)) for _ in range(50)]
        await tried.wait()
        await asyncio.sleep(0.1)
        assert len(sent) == 2, "one tries, the others wait for what it is told"
        told.set()
        return await asyncio.gather(*waiting)

    assert asyncio.run(go()) == ["made"] * 50


def test_takeover_waits_for_no_commit(workspace: Workspace) -> None:
    """The books are written behind it: a disk that hangs holds no request up."""
    ring, gate = ring_of(workspace, A, B), Event()

    async def go() -> str:
        pool = ring.pool("fal")
        await pool.call(Service())
        stuck = workspace.writer.between(lambda _: gate.wait(60))
        done = await pool.call(Service(bbbb=fault(KeyFault.INVALID)))
        assert not stuck.done()
        gate.set()
        return done

    assert asyncio.run(go()) == "job-2"
    ring.close()
    assert states(ring)["…0002"] is KeyState.INVALID


def test_keys_without_limits_cost_no_commit(workspace: Workspace) -> None:
    ring = ring_of(workspace, A, B)
    ring.services()
    before = workspace.writer.transitions
    asyncio.run(_calls(ring, Service(), 500))
    assert workspace.writer.transitions == before
    ring.close()
    assert workspace.writer.transitions == before + 1
    assert sum(card.made for card in ring.cards("fal")) == 500
    assert [day.made for day in ring.history()] == [250, 250]


# Limits


def books() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in migrations.M006_KEYS:
        connection.execute(statement)
    return connection


@settings(max_examples=60, deadline=None)
@given(
    rpm=st.integers(0, 4),
    rpd=st.integers(0, 9),
    concurrency=st.integers(0, 3),
    steps=st.lists(st.tuples(st.sampled_from(("take", "take", "take", "free", "die")), st.floats(0, 40), st.integers(0, 2)), max_size=60),
)
def test_no_window_ever_holds_more(rpm: int, rpd: int, concurrency: int, steps: list[tuple[str, float, int]]) -> None:
    connection, limits = books(), KeyLimits(rpm=rpm, rpd=rpd, concurrency=concurrency)
    now, taken, flying, told = 1_700_000_000.0, [], {}, 0
    for number, (what, pause, who) in enumerate(steps):
        now += pause
        if what == "take":
            got = keys.take(connection, [("k", limits)], f"p{who}", f"j{number}", now)
            if isinstance(got, Taken):
                taken.append(now)
                flying[f"j{number}"] = f"p{who}"
            else:
                told += 1
                assert got.until is None or got.until > now
                if got.until is not None:
                    # What was promised is kept.
                    assert isinstance(keys.take(connection, [("k", limits)], "p9", "look", got.until, look=True), Taken)
        elif what == "free" and flying:
            keys.free(connection, [("k", flying.popitem()[0])])
        elif what == "die":
            keys.sweep(connection, [f"p{who}"])
            flying = {job: holder for job, holder in flying.items() if holder != f"p{who}"}
        assert not concurrency or len(flying) <= concurrency
        for most, window in ((rpm, 60.0), (rpd, 86400.0)):
            assert not most or sum(1 for at in taken if now - window <= at <= now) <= most
    if not limits.any:
        assert told == 0


def test_a_clock_set_back_blocks_nobody_for_years() -> None:
    connection, limits = books(), KeyLimits(rpm=1)
    assert isinstance(keys.take(connection, [("k", limits)], "p", "1", 2_000_000_000.0), Taken)
    full = keys.take(connection, [("k", limits)], "p", "2", 1_700_000_000.0)
    assert isinstance(full, Full) and full.until == 1_700_000_000.0 + keys.MINUTE


def test_a_full_key_is_passed_over(workspace: Workspace) -> None:
    ring = ring_of(workspace, A, B)
    ring.limit("0001", rpm=1)
    service = Service()
    asyncio.run(_calls(ring, service, 4))
    assert service.said == [A, B, B, B]


def test_a_day_that_is_used_up_is_said(workspace: Workspace) -> None:
    ring = ring_of(workspace, A)
    ring.limit("0001", rpd=2)
    service = Service()
    with pytest.raises(NotAccepted) as caught:
        asyncio.run(_calls(ring, service, 3))
    assert len(service.said) == 2 and caught.value.fault is KeyFault.LIMITED
    assert caught.value.retry_after == pytest.approx(86401, abs=30)


def test_jobs_hold_their_place_until_they_are_freed(workspace: Workspace) -> None:
    ring = ring_of(workspace, A)
    ring.limit("0001", concurrency=2)
    service = Service()

    async def go() -> None:
        pool = ring.pool("fal")
        key = ring.held("fal")[0].key.id
        jobs = [await pool.call(service, hold=lambda job: job) for _ in range(2)]
        waiting = asyncio.create_task(pool.call(service, hold=lambda job: job))
        await asyncio.sleep(0.5)
        assert len(service.said) == 2 and ring.cards("fal")[0].in_flight == 2
        pool.free(key, jobs[0])
        pool.free(key, jobs[0])
        assert await asyncio.wait_for(waiting, 5) == "job-3"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pool.call(service), 0.3)
        pool.free(key, jobs[1])
        assert await asyncio.wait_for(pool.call(service), 5) == "job-4"
        assert await asyncio.wait_for(pool.call(service), 5) == "job-5", "a request without a job gives its place back"

    asyncio.run(go())


def test_what_is_entered_as_sent_does_not_wait_for_another_keys_limit(workspace: Workspace) -> None:
    """A kill while it waits would make an order unknown that was sent to nobody who took it."""
    ring = ring_of(workspace, A, B)
    first, second = (held.key.id for held in ring.held("fal"))
    ring.limit(second, concurrency=1)
    service = Service(aaaa=fault(KeyFault.INVALID))

    async def go() -> None:
        pool = ring.pool("fal")
        pool.hold(second, "a job that goes on")
        with pytest.raises(NotAccepted) as caught:
            await asyncio.wait_for(pool.call(service), 10)
        assert caught.value.fault is KeyFault.INVALID and 0 < (caught.value.retry_after or 0) < 5, (
            "asked anew, it waits before it is entered"
        )
        asyncio.get_running_loop().call_later(0.05, pool.free, second, "a job that goes on")
        async with pool.turn(10):
            assert await pool.call(service) == "job-2"

    asyncio.run(go())
    assert service.said == [A, B] and first != second


def test_whoever_is_cancelled_leaves_nothing_behind(workspace: Workspace) -> None:
    ring = ring_of(workspace, A)
    ring.limit("0001", concurrency=1)

    async def hangs(_: Key) -> str:
        await asyncio.sleep(60)
        return ""

    async def go() -> None:
        pool = ring.pool("fal")
        for pause in (0.0, 0.0005, 0.002, 0.05):
            tasks = [asyncio.create_task(pool.call(hangs)) for _ in range(3)]
            await asyncio.sleep(pause)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert await asyncio.wait_for(pool.call(Service()), 5) == "job-1"
        await workspace.writer.commit(lambda _: None)
        assert workspace.keys.in_flight() == {}

    asyncio.run(go())


def test_a_turn_is_kept_for_what_is_sent_in_it(workspace: Workspace) -> None:
    ring = ring_of(workspace, A)
    ring.limit("0001", concurrency=1, rpm=3)
    service = Service()

    async def go() -> None:
        pool = ring.pool("fal")
        async with pool.turn():
            other = asyncio.create_task(pool.call(service), context=Context())
            await asyncio.sleep(0.1)
            assert service.said == []
            assert await pool.call(service, hold=lambda job: job) == "job-1"
        pool.free(ring.held("fal")[0].key.id, "job-1")
        assert await asyncio.wait_for(other, 5) == "job-2"
        async with pool.turn():
            pass  # nothing was sent, nothing is counted
        async with pool.turn():
            assert await pool.call(service) == "job-3"

    asyncio.run(go())


# Several processes


def test_two_processes_stay_within_the_limits(workspace_folder: Path, tmp_path: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        ring = ring_of(workspace, A, B)
        ring.limit("0001", rpm=40)
        ring.limit("0002", concurrency=3)
    reports = [tmp_path / "one", tmp_path / "two"]
    running = [processes().Process(target=hammer, args=(workspace_folder, str(report), 1.2)) for report in reports]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
        assert process.exitcode == 0
    lines = [line.split() for report in reports for line in report.read_text().splitlines()]
    assert all(report.read_text() for report in reports), "both came to send"
    assert sum(1 for key, *_ in lines if key == A) == 40
    flown = [(float(began), float(ended)) for key, began, ended in lines if key == B]
    assert len(flown) > 20
    assert max(sum(1 for other in flown if other[0] <= began < other[1]) for began, _ in flown) <= 3
    with Workspace.open(workspace_folder) as workspace:
        assert workspace.keys.in_flight() == {}
        assert sum(card.made for card in ring_of(workspace, A, B).cards("fal")) == len(lines)


@pytest.mark.crash
def test_a_killed_process_holds_nothing(workspace_folder: Path, tmp_path: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        ring = ring_of(workspace, A)
        ring.limit("0001", concurrency=2)
        note = tmp_path / "note"
        process = processes().Process(target=hold_and_die, args=(workspace_folder, str(note)))
        process.start()
        while not note.exists():
            assert process.is_alive()
            time.sleep(0.01)

        async def go() -> None:
            pool = ring.pool("fal")
            waiting = asyncio.create_task(pool.call(Service()))
            await asyncio.sleep(0.6)
            assert not waiting.done(), "it lives, so its jobs count"
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join(10)
            assert await asyncio.wait_for(waiting, 20) == "job-1"

        asyncio.run(go())
        ring.close()
        assert workspace.keys.in_flight() == {}


def test_a_limit_set_elsewhere_holds_here(workspace: Workspace, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_pool, "SOON", 0.0)
    ring, service = ring_of(workspace, A), Service()
    asyncio.run(_calls(ring, service, 3))
    with Workspace.open(workspace_folder) as second:
        ring_of(second, A).limit("0001", rpm=1)
    time.sleep(0.3)
    with pytest.raises(NotAccepted):
        asyncio.run(_calls(ring, service, 2))
    assert len(service.said) == 4


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.sampled_from(["made", "limited", "invalid", "exhausted", "broken"]), min_size=1, max_size=25))
def test_whatever_keys_answer_the_books_stay_true(tmp_path_factory: pytest.TempPathFactory, answers: list[str]) -> None:
    with Workspace.open(tmp_path_factory.mktemp("w")) as workspace:
        ring, pending, sent = ring_of(workspace, A, B, C), list(answers), [0]
        ring.limit("0002", concurrency=1)

        async def send(_: Key) -> str:
            sent[0] += 1
            answer = pending.pop() if pending else "made"
            if answer == "broken":
                raise UnknownOutcome("dropped")
            if answer != "made":
                raise fault(KeyFault(answer), 0.01)
            return answer

        async def go() -> None:
            pool = ring.pool("fal")
            while pending:
                try:
                    await pool.call(send)
                except UnknownOutcome:
                    pass
                except NotAccepted:
                    for card in ring.cards("fal"):
                        ring.reset(card.id)

        asyncio.run(go())
        cards = ring.cards("fal")
        assert sum(card.sent for card in cards) == sent[0] == sum(card.made + card.limited + card.failed for card in cards)
        assert workspace.keys.in_flight() == {} and all(held.sending == 0 for held in ring.held("fal"))
