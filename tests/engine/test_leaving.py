"""A film without one of its steps: what goes with it, what closes the gap, and runs that go on so, whoever drives them."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from director_kernel.engine import leaving
from director_kernel.engine.executor import Executor
from director_kernel.errors import UnknownAttempts, UnknownOutcome, UsageError
from director_kernel.events import ExecutionDone, StepSkipped
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request
from director_kernel.schema.plan import Input, Kind, Plan, Role, Step
from director_kernel.store import Workspace
from tests.engine.studio import FakeStudio, Heard, chain, plan_of, step


def reel(*clips: str, sounds: tuple[str, ...] = (), name: str = "reel") -> Step:
    """An assemble step of these clips and sounds."""
    inputs = [Input(role=Role.CLIP, step=each) for each in clips] + [Input(role=Role.VOICE, step=each) for each in sounds]
    return step(name, kind=Kind.ASSEMBLE, model="reel", inputs=tuple(inputs), depends_on=(*clips, *sounds))


def voice(name: str, *shots: str) -> Step:
    """A voice that is heard with its shots."""
    return step(name, kind=Kind.SPEECH, inputs=(), depends_on=shots)


def film() -> Plan:
    """Two shots, each a frame and a clip of it, the first with a voice; music, and the reel of all."""
    return plan_of(
        step("f1"),
        step("f2"),
        step("c1", "f1"),
        step("c2", "f2"),
        voice("v1", "c1"),
        step("music", kind=Kind.MUSIC, inputs=()),
        reel("c1", "c2", sounds=("v1", "music")),
    )


async def joined(assembly: object) -> tuple[Output, ...]:
    files, folder = assembly.files, assembly.folder  # type: ignore[attr-defined]
    path = folder / "reel.png"
    path.write_bytes(",".join(of.id for _, of in files if of is not None).encode().ljust(64, b"."))
    return (Output(path=path, mime="image/png"),)


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def broken(workspace: Workspace, plan: Plan, *steps: str) -> tuple[Executor, FakeStudio, str]:
    """A run in which these steps were refused for good."""
    studio = FakeStudio()
    studio.on_poll = lambda request: _failed() if request.prompt in {f"a picture of {each}" for each in steps} else None
    executor = Executor(workspace, {"previs": studio}, assemble=joined)
    return executor, studio, asyncio.run(executor.run(plan)).id


def _failed() -> JobStatus:
    return JobStatus(state=JobState.FAILED, message="the machine broke", actual=0)


async def until(true: Callable[[], bool]) -> None:
    for _ in range(4000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came true")


def without(workspace: Workspace, executor: Executor, run: str, name: str) -> str:
    """Leaves the step out and goes on to the end; how it ended."""

    async def go() -> str:
        if not await executor.leave_out(run, name):
            await executor.resume(run)
        return (await executor.wait(run)).status.value

    return asyncio.run(go())


# What goes with it


def test_what_needs_it_goes_with_it_and_the_reel_closes_the_gap() -> None:
    left = leaving.without(film(), {"f1"})
    assert left.out == {"f1": "f1", "c1": "f1", "v1": "f1"}
    joined_now = left.plan.step("reel")
    assert [each.step for each in joined_now.inputs] == ["c2", "music"] and joined_now.depends_on == ("c2", "music")
    assert leaving.without(left.plan, {"f1"}) == left, "doing it twice is doing it once"


def test_nothing_left_out_is_the_plan_itself() -> None:
    plan = film()
    assert leaving.without(plan, ()) == leaving.Without(plan, {})


def test_music_that_waits_for_a_shot_is_made_without_it() -> None:
    plan = plan_of(step("a"), step("b"), step("score", kind=Kind.MUSIC, inputs=(), depends_on=("a",)), reel("a", "b", sounds=("score",)))
    assert leaving.without(plan, {"a"}).out == {"a": "a"}


def test_a_reel_without_clips_and_a_plan_without_steps_are_refused() -> None:
    with pytest.raises(UsageError, match=r"no clip left; `director retry 1`"):
        leaving.check(plan_of(step("a"), reel("a")), (), "a", "run-1")
    with pytest.raises(UsageError, match="nothing would be left"):
        leaving.check(chain(3), (), "s1", "run-1")
    assert leaving.check(plan_of(step("a"), reel("a")), (), "reel", "run-1").out == {"reel": "reel"}


def test_it_is_said_in_words() -> None:
    plan = film()
    text = leaving.said(plan, leaving.without(plan, ()), leaving.without(plan, {"f1"}), "f1")
    assert text == "Step 1 (make f1) is left out, and with it steps 3 and 5; step 7 goes on with 1 clip."
    assert leaving.said(plan, leaving.without(plan, ()), leaving.without(plan, {"music"}), "music").startswith(
        "Step 6 (make music) is left out;"
    )


# Runs that go on so


def test_a_failed_step_is_left_out_and_the_film_is_made(workspace: Workspace) -> None:
    executor, studio, run = broken(workspace, film(), "f1")
    assert workspace.runs.get(run).status == "failed"
    assert without(workspace, executor, run, "f1") == "completed"
    takes = {take.step: take for take in workspace.runs.takes(run)}
    assert set(takes) == {"f2", "c2", "music", "reel"}
    assert workspace.assets.read(takes["reel"].asset).rstrip(b".") == b"c2,music"
    assert len([request for request in studio.submits if request.prompt == "a picture of f1"]) == 1
    told = {result["step"]: (result["status"], result.get("message", "")) for result in executor.status(run)["stepResults"]}
    assert told["f1"] == ("skipped", "left out by you") and told["c1"] == ("skipped", "left out with step 1")
    assert told["reel"][0] == "completed" and executor.status(run)["status"] == "completed"


@pytest.mark.parametrize("named", ["f1", "c1"])
def test_retry_takes_it_back_with_what_went_with_it(workspace: Workspace, named: str) -> None:
    executor, studio, run = broken(workspace, film(), "f1")
    without(workspace, executor, run, "f1")
    with pytest.raises(UsageError, match="nothing of"):
        asyncio.run(executor.retry(run))
    studio.on_poll = lambda _: None

    async def again() -> str:
        await executor.retry(run, [named])
        return (await executor.wait(run)).status.value

    assert asyncio.run(again()) == "completed"
    assert workspace.runs.left_out(run) == set()
    takes = {take.step: take for take in workspace.runs.takes(run)}
    assert set(takes) == {each.id for each in film().steps}
    assert workspace.assets.read(takes["reel"].asset).rstrip(b".") == b"c1,c2,v1,music", "the reel has its shot again"


def test_a_step_that_waits_for_approval_is_left_out(workspace: Workspace) -> None:
    studio = FakeStudio()
    executor = Executor(workspace, {"previs": studio}, assemble=joined)
    plan = plan_of(step("a"), step("b"), reel("a", "b"))
    run = asyncio.run(executor.run(plan, mode="step")).id
    assert without(workspace, executor, run, "a") == "waiting"

    async def approve() -> str:
        if not await executor.approve(run):
            await executor.resume(run)
        return (await executor.wait(run)).status.value

    assert asyncio.run(approve()) == "completed"
    assert [request.prompt for request in studio.submits] == ["a picture of b"], "what is left out is not approved with the rest"
    with pytest.raises(UsageError, match="nothing of"):
        asyncio.run(executor.approve(run))


def test_what_is_stored_or_unknown_is_not_left_out(workspace: Workspace) -> None:
    plan = plan_of(step("a"), step("b"), reel("a", "b"))
    studio = FakeStudio(on_submit=lambda request: UnknownOutcome("the line went dead") if request.prompt.endswith("a") else None)
    executor = Executor(workspace, {"previs": studio}, assemble=joined)
    run = asyncio.run(executor.run(plan)).id
    with pytest.raises(UnknownAttempts, match=rf"director release {run}\.a\.1\.1 --yes"):
        asyncio.run(executor.leave_out(run, "a"))
    with pytest.raises(UsageError, match="b is stored"):
        asyncio.run(executor.leave_out(run, "b"))
    assert workspace.runs.left_out(run) == set()
    asyncio.run(executor.release(f"{run}.a.1.1"))
    assert without(workspace, executor, run, "a") == "completed"
    assert workspace.ledger.check() == []


def test_a_run_that_goes_on_takes_it_up_at_once(workspace: Workspace) -> None:
    heard = Heard()
    studio = FakeStudio(latency=lambda request: 0.6 if request.prompt.endswith("c2") else 0.0)
    studio.on_poll = lambda request: _failed() if request.prompt.endswith("f1") else None
    executor = Executor(workspace, {"previs": studio}, emit=heard, assemble=joined)

    async def story() -> str:
        run = await executor.start(film())
        await until(lambda: any(event.step == "reel" for event in heard.of(StepSkipped)))  # type: ignore[attr-defined]
        with pytest.raises(UsageError, match="c2 is being made"):
            await executor.leave_out(run, "c2")
        assert await executor.leave_out(run, "f1") is True
        assert await executor.leave_out(run, "f1") is True, "twice is once"
        return (await executor.wait(run)).status.value

    assert asyncio.run(story()) == "completed"
    (done,) = heard.of(ExecutionDone)
    assert (done.stored, done.failed, done.skipped) == (4, 0, 3)  # type: ignore[attr-defined]
    said = {event.step for event in heard.of(StepSkipped) if event.left_out}  # type: ignore[attr-defined]
    assert said == {"f1", "c1", "v1"}


def test_a_retry_while_the_run_goes_on_is_made_at_once(workspace: Workspace) -> None:
    heard = Heard()
    studio = FakeStudio(latency=lambda request: 0.5 if request.prompt.endswith("c2") else 0.0)
    studio.on_poll = lambda request: _failed() if request.prompt.endswith("f1") else None
    executor = Executor(workspace, {"previs": studio}, emit=heard, assemble=joined)

    async def story() -> str:
        run = await executor.start(film())
        await until(lambda: any(event.step == "reel" for event in heard.of(StepSkipped)))  # type: ignore[attr-defined]
        studio.on_poll = lambda _: None
        await asyncio.gather(executor.retry(run, ["f1"]), executor.retry(run, ["f1"]))
        return (await executor.wait(run)).status.value

    assert asyncio.run(story()) == "completed"
    assert sum(request.prompt.endswith("f1") for request in studio.submits) == 2, "one try that failed, one more, not two"
    assert len(heard.of(ExecutionDone)) == 1


def test_another_process_leaves_it_out(workspace: Workspace, workspace_folder: Path) -> None:
    """Two openings of one workspace stand for two processes: they share nothing but its files."""
    studio = FakeStudio(latency=lambda request: 2.0 if request.prompt.endswith("f2") else 0.0)
    studio.on_poll = lambda request: _failed() if request.prompt.endswith("f1") else None
    executor = Executor(workspace, {"previs": studio}, assemble=joined)
    failed = threading.Event()
    told: list[str] = []

    def elsewhere() -> None:
        failed.wait(10)
        with Workspace.open(workspace_folder) as other:
            (run,) = other.runs.all()
            another = Executor(other, {"previs": FakeStudio()}, assemble=joined)
            told.append(str(asyncio.run(another.leave_out(run.id, "f1"))))

    thread = threading.Thread(target=elsewhere)
    thread.start()

    async def story() -> str:
        run = await executor.start(film())
        await until(lambda: any(each.state == "skipped" for each in workspace.runs.attempts(run)))
        failed.set()
        return (await executor.wait(run)).status.value

    assert asyncio.run(story()) == "completed"
    thread.join(10)
    assert told == ["False"], "it runs in the other one"


def test_takes_of_which_one_is_stored_go_on_with_it(workspace: Workspace) -> None:
    def second(request: Request) -> JobStatus | None:
        return _failed() if request.take == 2 else None

    studio = FakeStudio(on_poll=second)
    executor = Executor(workspace, {"previs": studio})
    run = asyncio.run(executor.run(plan_of(step("hero", takes=2), step("other")))).id
    with pytest.raises(UsageError, match="hero is stored"):
        asyncio.run(executor.leave_out(run, "hero"))
