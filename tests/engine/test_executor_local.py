"""Steps made here: the assembly gets its files with their steps, is journalled like any other, and is repeated after a crash."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel.engine.executor import Executor
from director_kernel.engine.local import Assembly
from director_kernel.errors import StudioError
from director_kernel.providers.protocol import Output
from director_kernel.schema.plan import Input, Kind, Plan, Role
from director_kernel.store import Workspace
from tests.engine.studio import FakeStudio, plan_of, step


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


class Room:
    """Joins the bytes of its files, and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Assembly] = []

    async def __call__(self, assembly: Assembly) -> tuple[Output, ...]:
        self.given.append(assembly)
        reel, sheet = assembly.folder / "reel.mp4", assembly.folder / "contact.png"
        reel.write_bytes(b"".join(file.path.read_bytes() for file, _ in assembly.files))
        sheet.write_bytes(b"sheet")
        return Output(path=sheet, mime="image/png", role="contact"), Output(path=reel, mime="video/mp4", duration=4.0)


def film(**facts: object) -> Plan:
    clips = tuple(Input(role=Role.CLIP, step=name) for name in ("a", "b"))
    reel = step("reel", kind=Kind.ASSEMBLE, provider="", inputs=clips, depends_on=("a", "b"), price=0, ceiling=0)
    return plan_of(step("a", use_seconds=2.0, **facts), step("b", use_seconds=2.0), reel)


@pytest.mark.parametrize("studio", ["previs", "live"])
def test_the_reel_gets_its_clips_in_order_with_their_steps(workspace: Workspace, studio: Any) -> None:
    room = Room()
    executor = Executor(workspace, {"previs": FakeStudio(), "paid": FakeStudio(name="paid")}, assemble=room)
    done = asyncio.run(executor.run(film(), studio=studio, cap=10**7))
    assert done.status == "completed"
    (given,) = room.given
    assert [made.id for _, made in given.files if made] == ["a", "b"]
    assert given.studio == studio and given.plan.title == "A film"
    take = next(take for take in workspace.runs.takes(done.id) if take.step == "reel")
    parts = [workspace.assets.read(each.asset) for each in workspace.runs.takes(done.id) if each.step != "reel"]
    assert workspace.assets.read(take.asset) == b"".join(parts)
    assert (take.asset.duration, set(take.others), take.price) == (4.0, {"contact"}, 0)


def test_a_new_cut_joins_again_and_renders_nothing(workspace: Workspace) -> None:
    room, paid = Room(), FakeStudio(name="paid")
    executor = Executor(workspace, {"paid": paid}, assemble=room)
    first = asyncio.run(executor.run(film(), studio="live", cap=10**7))
    again = workspace.plans.get(first.plan)
    cut = again.with_(steps=(again.steps[0].with_(use_seconds=1.0), *again.steps[1:]))
    assert {each.step: each.cached for each in executor.forecast(cut, "live")} == {"a": True, "b": True, "reel": False}
    asyncio.run(executor.run(cut, studio="live", cap=10**7))
    assert (len(paid.submits), len(room.given)) == (2, 2)


def test_without_a_reel_maker_it_is_said_before_anything_runs(workspace: Workspace) -> None:
    with pytest.raises(StudioError, match="reel"):
        asyncio.run(Executor(workspace, {"previs": FakeStudio()}).start(film()))
    assert workspace.runs.all() == []


@pytest.mark.parametrize("local", [True, False])
def test_what_was_being_sent_is_repeated_only_if_it_never_left_this_machine(workspace: Workspace, local: bool) -> None:
    studio = FakeStudio(local=local)
    executor = Executor(workspace, {"previs": studio})
    done = asyncio.run(executor.run(plan_of(step("a"))))

    def as_if_killed(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE attempts SET state = 'submitting', ticket = '', ticket_data = ''")
        connection.execute("UPDATE executions SET status = 'running'")
        connection.execute("DELETE FROM takes")

    workspace.writer.run(as_if_killed)
    plan = workspace.plans.get(done.plan)
    again = asyncio.run(executor.run(plan))
    assert again.id == done.id
    assert (again.status == "completed") is local
    assert len(studio.submits) == (2 if local else 1)
    assert [attempt.state.value for attempt in workspace.runs.attempts(done.id)] == ["stored" if local else "unknown"]


def test_what_else_a_step_made_goes_along_with_its_take(workspace: Workspace) -> None:
    class Layered(FakeStudio):
        async def fetch(self, ticket: Any, request: Any, folder: Path) -> tuple[Output, ...]:
            (main,) = await super().fetch(ticket, request, folder)
            layers = folder / "layers.svg"
            layers.write_text(f"<svg>{request.prompt}</svg>")
            return main, Output(path=layers, mime="image/svg+xml", role="layers")

    studio = Layered()
    executor = Executor(workspace, {"previs": studio})
    plan = plan_of(step("a"), step("b", "a"))
    done = asyncio.run(executor.run(plan))
    assert studio.submits[1].inputs[0].companions["layers"].read_text() == "<svg>a picture of a</svg>"
    assert workspace.runs.takes(done.id)[0].others["layers"].mime == "image/svg+xml"
    edited = plan.with_(steps=(plan.steps[0], plan.steps[1].with_(prompt="other")))
    again = asyncio.run(executor.run(edited))
    assert studio.submits[2].inputs[0].companions["layers"].is_file(), "a cached take brings its companions"
    assert set(workspace.runs.takes(again.id)[0].others) == {"layers"}


def test_approval_while_others_run_lets_the_step_go_on(workspace: Workspace) -> None:
    studio = FakeStudio(latency=lambda r: 0.5 if "slow" in r.prompt else 0.0)
    executor = Executor(workspace, {"previs": studio})

    async def story() -> str:
        first = await executor.run(plan_of(step("slow"), step("quick")), mode="step")
        assert first.status == "waiting"
        await executor.approve(first.id, ["slow"])
        await executor.resume(first.id)
        while not studio.submits:  # noqa: ASYNC110 - a provider has no event to wait for
            await asyncio.sleep(0.01)
        assert await executor.approve(first.id, ["quick"]) is True
        return (await executor.wait(first.id)).status.value

    assert asyncio.run(story()) == "completed"
