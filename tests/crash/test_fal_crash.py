"""A fal that misbehaves, a process that is killed: no order twice, every job's output stored or reported with its ticket."""

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from director_kernel.schema.journal import OPEN, Attempt, AttemptState
from director_kernel.schema.plan import Input, Kind, Role
from director_kernel.store import Workspace
from tests.crash.fal_worker import work
from tests.engine.studio import plan_of, step
from tests.servers.fal import FalServer, Job

SEEDS = 6 + int(os.environ.get("DIRECTOR_TEST_KILLS", "12")) // 25
"""How many lives are drawn: a few in every test run, more where more kills are asked for. Each takes several processes."""
AT_SUBMIT = ("accept-drop", "accept-stall", "accept-502", "garbled", "slow", "drop", "stall", "429", "500", "502", "503", "elsewhere")
AT_JOB = ("late", "half", "wrong-type", "expired-403", "expired-404", "status-502", "status-drop", "status-429", "unready", "no-units")
FATAL = ("hidden-422", "hidden-policy", "forget", "text")
ENDED = (AttemptState.STORED, AttemptState.FAILED, AttemptState.REFUSED, AttemptState.LOST)
SENT = frozenset(AttemptState) - {AttemptState.SKIPPED}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace to copy."""
    folder = tmp_path_factory.mktemp("fresh") / "director"
    Workspace.open(folder).close()
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[FalServer]:
    with FalServer(seconds=0.05) as there:
        yield there
        assert there.leaks == [], "a key went to a media host"


def processes() -> ForkServerContext:
    """Processes that start in milliseconds: forked from one that has everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.fal_worker"])
    return context


def film(book: str) -> str:
    """Two pictures, one of them in two takes, a picture made from both and a clip of it; prompts start with `book`."""
    money: dict[str, Any] = {"provider": "fal", "price": 400_000, "ceiling": 800_000}
    made = Input(role=Role.REFERENCE, step="hero"), Input(role=Role.REFERENCE, step="sky")
    plan = plan_of(
        step("sky", prompt=f"{book} sky", endpoint="fal-ai/nano-banana-pro", seed=7, **money),
        step("hero", prompt=f"{book} hero", endpoint="fal-ai/flux/dev", seed=8, takes=2, **money),
        step(
            "both",
            prompt=f"{book} both",
            endpoint="fal-ai/nano-banana-pro/edit",
            kind=Kind.IMAGE_EDIT,
            inputs=made,
            depends_on=("hero", "sky"),
            **money,
        ),
        step(
            "clip",
            prompt=f"{book} clip",
            endpoint="fal-ai/veo3.1/image-to-video",
            kind=Kind.IMAGE_TO_VIDEO,
            options={"duration": "4s"},
            inputs=(Input(role=Role.START_IMAGE, step="both"),),
            depends_on=("both",),
            **money,
        ),
    )
    return plan.model_dump_json(by_alias=True)


class Life:
    """One workspace through kills, faults and restarts."""

    def __init__(self, folder: Path, server: FalServer, book: str) -> None:
        self.folder, self.server, self.book = folder, server, book
        self.report = folder.with_suffix(".json")

    def live(self, *, look: bool = False, killed_after: int | None = None) -> dict[str, Any]:
        """A process works; it is killed once fal was asked so many things, or does what it can and says what came of it."""
        self.report.unlink(missing_ok=True)
        args = (self.folder, self.server.url, film(self.book), str(self.report))
        process = processes().Process(target=work, args=args, kwargs={"look": look})
        asked = len(self.server.seen)
        process.start()
        if killed_after is not None:
            while process.is_alive() and len(self.server.seen) - asked < killed_after:
                time.sleep(0.002)
            process.kill()
        process.join(60)
        assert process.exitcode in ((0, -9) if killed_after is not None else (0,)), f"it ended by {process.exitcode}"
        return json.loads(self.report.read_text()) if self.report.exists() else {}

    def settle(self) -> dict[str, Any]:
        """Goes on and looks for what was lost until nothing changes any more."""
        self.server.calm()
        said: dict[str, Any] = {}
        for turn in range(8):
            said = self.live(look=turn % 2 == 1)
            if said["status"] == "completed":
                break
            if turn % 2 == 1 and "found" not in said["found"].values() and not self._going():
                break
        return said

    def _going(self) -> list[Attempt]:
        with Workspace.open(self.folder) as workspace:
            runs = [attempt for run in workspace.runs.all() for attempt in workspace.runs.attempts(run.id)]
            return [attempt for attempt in runs if attempt.state in OPEN - {AttemptState.UNKNOWN}]


def check(life: Life, *, forgot: bool) -> None:
    """The promises, whatever happened before."""
    posts: Counter[str] = Counter(_order(post.body) for post in life.server.posts(life.book))
    accepted: Counter[str] = Counter(_order(job.body) for job in life.server.accepted(life.book))
    if not forgot:
        assert all(count == 1 for count in accepted.values()), f"an order was accepted twice: {accepted}"
    with Workspace.open(life.folder) as workspace:
        assert workspace.ledger.check() == [] and workspace.assets.faults() == []
        attempts = [attempt for run in workspace.runs.all() for attempt in workspace.runs.attempts(run.id)]
        sent = Counter(attempt.step for attempt in attempts if attempt.state in SENT)
        sends: Counter[str] = Counter()
        for order, count in posts.items():
            sends[order.split("/")[0].rpartition(" ")[2]] += count
        assert all(count <= sent[name] for name, count in sends.items()), f"more orders {sends} than attempts {sent}"
        takes = {(take.step, take.take): take for run in workspace.runs.all() for take in workspace.runs.takes(run.id)}
        stored = {(attempt.step, attempt.take) for attempt in attempts if attempt.state is AttemptState.STORED}
        assert stored == takes.keys()
        unknown = [attempt for attempt in attempts if attempt.state is AttemptState.UNKNOWN]
        assert workspace.ledger.totals().outstanding == sum(attempt.ceiling for attempt in unknown)
        assert not [attempt for attempt in attempts if attempt.state in OPEN - {AttemptState.UNKNOWN}]
        for job in life.server.accepted(life.book):
            mine = [attempt for attempt in attempts if attempt.ticket == job.id]
            assert len(mine) == 1, f"{_order(job.body)}: accepted as {job.id}, and {len(mine)} attempts have its ticket"
            assert mine[0].state in ENDED, f"{mine[0].id} is {mine[0].state}"
            if mine[0].state is AttemptState.STORED:
                asset = takes[mine[0].step, mine[0].take].asset
                assert hashlib.sha256(life.server.file(job, asset.mime)).hexdigest() == asset.sha256, "the stored file is not what was made"
            else:
                assert mine[0].message and mine[0].next_action
        assert list((life.folder / "cache" / "incoming").iterdir()) == []


def _order(body: Any) -> str:
    return f"{body.get('prompt')}/{body.get('seed')}"


def _billed(jobs: list[Job], server: FalServer) -> int:
    return sum(server.cost(job) for job in jobs)


@pytest.mark.crash
def test_a_quiet_life(fresh: Path, server: FalServer, tmp_path: Path) -> None:
    """The plan as it should go: each order once, each job's output stored, booked at what fal counts."""
    life = Life(shutil.copytree(fresh, tmp_path / "director"), server, "quiet")
    assert life.live()["status"] == "completed"
    check(life, forgot=False)
    with Workspace.open(life.folder) as workspace:
        assert workspace.ledger.totals().committed == _billed(server.accepted("quiet"), server)
        assert len(server.posts("quiet")) == 5


@pytest.mark.crash
def test_every_answer_is_lost_and_every_job_is_found(fresh: Path, server: FalServer, tmp_path: Path) -> None:
    """The drops that make other clients pay twice: here each job is found by its request, and nothing is sent again."""
    life = Life(shutil.copytree(fresh, tmp_path / "director"), server, "lossy")
    server.script("accept-drop", match="lossy", times=None)
    found: list[str] = []
    for _ in range(4):
        life.live()
        said = life.live(look=True)
        found += [attempt for attempt, fate in said["found"].items() if fate == "found"]
        if said["status"] == "completed":
            break
    server.calm()
    assert said["status"] == "completed" and len(found) == 5
    check(life, forgot=False)
    with Workspace.open(life.folder) as workspace:
        assert workspace.ledger.totals().committed == _billed(server.accepted("lossy"), server)
        assert len(server.posts("lossy")) == len(server.accepted("lossy")) == 5


@pytest.mark.crash
@pytest.mark.parametrize("seed", range(SEEDS))
def test_killed_at_random(seed: int, fresh: Path, server: FalServer, tmp_path: Path) -> None:
    draw = random.Random(seed)
    life = Life(shutil.copytree(fresh, tmp_path / "director"), server, f"seed{seed:03}")
    for name in ("sky", "hero", "both", "clip"):
        for faults, chance in ((AT_SUBMIT, 0.4), (AT_JOB, 0.5), (FATAL, 0.06)):
            if draw.random() < chance:
                server.script(draw.choice(faults), match=f"seed{seed:03} {name}", times=1, seconds=0.2, retry_after="0.1")
    restarting = None
    if draw.random() < 0.4:
        restarting = threading.Timer(draw.uniform(0.05, 0.5), server.restart, (0.05,))
        restarting.start()
    for _ in range(draw.randint(1, 3)):
        life.live(look=draw.random() < 0.3, killed_after=draw.randint(0, 30))
    if restarting is not None:
        restarting.join()
    said = life.settle()
    assert said["status"] in ("completed", "failed")
    check(life, forgot=False)


@pytest.mark.crash
def test_a_service_that_forgets_everything(fresh: Path, server: FalServer, tmp_path: Path) -> None:
    """Jobs with a ticket are reported lost and booked at the ceiling; orders without one stay unknown, for nobody can tell."""
    life = Life(shutil.copytree(fresh, tmp_path / "director"), server, "amnesia")
    server.script("late", match="amnesia", times=None, seconds=5.0)
    server.script("accept-drop", match="amnesia sky", times=1)
    life.live(killed_after=8)
    server.restart(0.05, forget=True)
    said = life.settle()
    assert said["status"] == "failed"
    check(life, forgot=True)
    with Workspace.open(life.folder) as workspace:
        states = Counter(attempt.state for attempt in workspace.runs.attempts("run-1"))
        assert states[AttemptState.LOST] + states[AttemptState.UNKNOWN] >= 1
        assert states[AttemptState.STORED] == 0
