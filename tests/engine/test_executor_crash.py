"""kill -9 anywhere: nothing is submitted twice, nothing finished is lost, the books balance, unknown waits for the person."""

import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.schema.journal import AttemptState
from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace
from tests.counting_provider.client import Served, serving
from tests.counting_provider.worker import in_process, processes, work
from tests.engine.studio import plan_of, step

KILLS = int(os.environ.get("DIRECTOR_TEST_KILLS", "12"))
"""How many seeded random kills: a few in every test run, 200 in CI."""
CAP = 100_000_000


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace to copy: making one costs more than a whole crash test."""
    folder = tmp_path_factory.mktemp("fresh") / "director"
    Workspace.open(folder).close()
    return folder


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("provider") / "log.jsonl") as served:
        yield served


@pytest.fixture(scope="module")
def moody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("moody") / "log.jsonl", seed=7) as served:
        yield served


def film(book: str, takes: int = 2) -> str:
    """Two pictures, one of them in some takes, and a clip of both; prompts start with `book`."""
    facts = {"price": 100_000, "ceiling": 120_000}
    plan = plan_of(
        step("sky", prompt=f"{book} sky", **facts),
        step("hero", prompt=f"{book} hero", takes=takes, price=100_000 * takes, ceiling=120_000 * takes),
        step("clip", "sky", "hero", prompt=f"{book} clip", **facts),
    )
    return plan.model_dump_json(by_alias=True)


def check(folder: Path, served: Served, book: str) -> Workspace:
    """The promises, whatever happened before."""
    assert all(count == 1 for count in served.accepted(book).values()), "an order was accepted twice"
    workspace = Workspace.open(folder)
    assert workspace.ledger.check() == []
    assert workspace.quotas.check() == []
    assert workspace.assets.faults() == []
    for execution in workspace.runs.all():
        stored = {(a.step, a.take) for a in workspace.runs.attempts(execution.id) if a.state is AttemptState.STORED}
        assert stored == {(t.step, t.take) for t in workspace.runs.takes(execution.id)}
    return workspace


def settle_unknown(workspace: Workspace) -> list[str]:
    """The unknown attempts; each still holds its reservation."""
    unknown = workspace.runs.unknown()
    assert workspace.ledger.totals().outstanding == sum(attempt.ceiling for attempt in unknown)
    return [str(attempt.id) for attempt in unknown]


def points(fresh: Path, served: Served, tmp_path: Path) -> list[str]:
    folder, report = shutil.copytree(fresh, tmp_path / "count"), tmp_path / "count.json"
    assert in_process(work, folder, served.port, film("count", takes=1), cap=CAP, report=str(report), go_on=True) == 0
    said = json.loads(report.read_text())
    assert said["status"] == "completed"
    return list(said["checkpoints"])


@pytest.mark.crash
def test_killed_at_every_commit_send_and_rename(fresh: Path, provider: Served, tmp_path: Path) -> None:
    names = points(fresh, provider, tmp_path)
    assert {"before commit", "after commit", "before send", "after send", "before rename", "after rename"} <= set(names)
    seen_unknown, killed = 0, set()
    for at in range(1, len(names) + 1):
        book, folder = f"kill{at}", shutil.copytree(fresh, tmp_path / f"kill{at}")
        ended = in_process(work, folder, provider.port, film(book, takes=1), bomb=at, cap=CAP)
        if ended == 0:
            continue  # more transitions shared a commit this time: there were fewer points than counted
        assert ended == -9
        name = Path(f"{folder}.bomb").read_text()
        killed.add(name)
        before = {take.asset.sha256 for take in _takes(folder)}
        report = tmp_path / f"{at}.json"
        assert in_process(work, folder, provider.port, film(book, takes=1), cap=CAP, report=str(report), go_on=True) == 0
        with check(folder, provider, book) as workspace:
            unknown = settle_unknown(workspace)
            status = json.loads(report.read_text())["status"]
            assert status == ("failed" if unknown else "completed"), f"after {name} ({at}): {status}, unknown {unknown}"
            assert before <= {take.asset.sha256 for execution in workspace.runs.all() for take in workspace.runs.takes(execution.id)}
            seen_unknown += bool(unknown)
    assert 0 < seen_unknown < len(names) / 2
    assert killed == set(names)


@pytest.mark.crash
@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_random(seed: int, fresh: Path, moody: Served, tmp_path: Path) -> None:
    book, folder = f"random{seed}", shutil.copytree(fresh, tmp_path / "director")
    draw = random.Random(seed)
    for _ in range(draw.randint(1, 3)):
        process = processes().Process(target=work, args=(folder, moody.port, film(book)), kwargs={"cap": CAP, "go_on": True})
        process.start()
        time.sleep(draw.uniform(0.005, 0.12))
        process.kill()
        process.join(30)
        assert process.exitcode in (0, -9)
    report = tmp_path / "report.json"
    assert in_process(work, folder, moody.port, film(book), cap=CAP, report=str(report), go_on=True) == 0
    with check(folder, moody, book) as workspace:
        settle_unknown(workspace)


def _takes(folder: Path) -> list[object]:
    with Workspace.open(folder) as workspace:
        return [take for execution in workspace.runs.all() for take in workspace.runs.takes(execution.id)]


def test_the_plan_survives_json(tmp_path: Path) -> None:
    assert Plan.model_validate_json(film("x")).step("clip").depends_on == ("sky", "hero")
