"""A month's quota in real runs: refused before anything is sent, said where it only warns, and set by a person."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from director_kernel.catalog import load_catalog
from director_kernel.engine.allowance import Allowance, quota_line
from director_kernel.engine.executor import Executor
from director_kernel.engine.orders import scenes_of
from director_kernel.errors import NotAccepted, UsageError
from director_kernel.events import StepFailed, StepStarted
from director_kernel.present.run_view import RunWatch
from director_kernel.schema.plan import Kind
from director_kernel.schema.quota import Quota
from director_kernel.store import Workspace
from director_kernel.store.quotas import month_of
from tests.engine.studio import FakeStudio, Heard, plan_of, step, wide


@pytest.fixture
def workspace(workspace_folder: Path) -> Any:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def used(workspace: Workspace) -> dict[str, int]:
    assert workspace.quotas.check() == []
    assert workspace.ledger.check() == []
    return {each.what: each.used for each in workspace.quotas.used() if each.used}


def live(workspace: Workspace, studio: FakeStudio, plan: Any, heard: Heard | None = None, **how: Any) -> Any:
    return asyncio.run(Executor(workspace, {"paid": studio}, emit=heard).run(plan, studio="live", cap=100_000_000, **how))


def test_a_hard_quota_lets_through_what_fits_and_sends_nothing_more(workspace: Workspace) -> None:
    workspace.quotas.use(Quota(name="free", limits={"images": 2}))
    studio, heard = FakeStudio("paid", concurrency=1), Heard()
    done = live(workspace, studio, wide(5), heard)
    assert done.status == "failed" and len(studio.submits) == 2
    assert used(workspace) == {"images": 2, "projects": 1, "scenes": 2}
    failed = [event for event in heard.of(StepFailed) if isinstance(event, StepFailed)]
    assert len(failed) == 3
    assert all("2 of this month's 2 images are used" in event.message and "begins anew on 1 " in event.message for event in failed)
    # With more room the same run goes on where it stood; what is stored is neither ordered nor counted again.
    workspace.quotas.use(Quota(name="pro", limits={"images": 5}))
    executor = Executor(workspace, {"paid": studio})

    async def again() -> Any:
        return await executor.wait(await executor.resume(done.id))

    assert asyncio.run(again()).status == "completed"
    assert len(studio.submits) == 5 and used(workspace)["images"] == 5


def test_what_came_to_nothing_is_given_back(workspace: Workspace) -> None:
    def refuse(_: Any) -> Exception:
        return NotAccepted("busy", provider="paid")

    done = live(workspace, FakeStudio("paid", on_submit=refuse), wide(3))
    assert done.status == "failed"
    assert used(workspace) == {"projects": 1, "scenes": 3}


def test_previs_and_what_is_joined_here_count_as_nothing(workspace: Workspace) -> None:
    workspace.quotas.use(Quota(name="free", limits={"images": 0, "projects": 0, "scenes": 0}))
    done = asyncio.run(Executor(workspace, {"previs": FakeStudio()}).run(wide(3)))
    assert done.status == "completed" and used(workspace) == {}
    local = FakeStudio("paid", local=True)
    assert live(workspace, local, wide(2)).status == "completed" and used(workspace) == {}


def test_passing_a_soft_quota_is_said_in_the_run(workspace: Workspace) -> None:
    workspace.quotas.use(Quota(name="pro", hard=False, limits={"images": 2}))
    heard, plan = Heard(), wide(4)
    assert live(workspace, FakeStudio("paid", concurrency=1), plan, heard).status == "completed"
    notices = [event.notice for event in heard.of(StepStarted) if isinstance(event, StepStarted) and event.notice]
    assert len(notices) == 1 and notices[0].startswith("3 images were used of this month's 2 (quota pro)")
    watch = RunWatch(plan)
    for event in heard.events:
        watch.see(event)
    assert watch.notices == notices
    assert quota_line(workspace.quotas).startswith("pro (soft): 4 of 2 images; begins anew on 1 ")


def test_a_scene_is_what_no_other_picture_is_made_from() -> None:
    plan = plan_of(
        step("hero"),
        step("poster"),
        step("clip", "hero", kind=Kind.IMAGE_TO_VIDEO),
        step("longer", "clip", kind=Kind.EXTEND),
        step("voice", kind=Kind.SPEECH),
        step("reel", "longer", kind=Kind.ASSEMBLE),
    )
    assert scenes_of(plan) == {"poster", "longer"}


def test_a_person_takes_a_tier_changes_it_and_adds_blocks(workspace: Workspace) -> None:
    allowance = Allowance(workspace, load_catalog())
    assert allowance.current() == Quota() and quota_line(workspace.quotas) == ""
    assert allowance.use("pro").pack == "gemini-value"
    assert allowance.add("images", 2).limit("images", month_of(time.time())) == 1_200
    with pytest.raises(UsageError, match="blocks of tokens, images, not of 'projects'"):
        allowance.add("projects")
    changed = allowance.set({"videos": 7, "tokens": None}, hard=True)
    assert (changed.name, changed.hard, dict(changed.limits)) == ("custom", True, {"images": 200, "videos": 7})
    assert changed.limit("images", month_of(time.time())) == 1_200
    assert allowance.wire()["left"] == {"images": 1_200, "videos": 7}
    assert allowance.use("none") == Quota() == allowance.current()
    for wrong in ("nothing", ""):
        with pytest.raises(UsageError, match="there are none, free, pro, custom"):
            allowance.use(wrong)
    with pytest.raises(UsageError, match="'frames' is not counted"):
        allowance.set({"frames": 3})
