"""A model of Replicate, described in a workspace's own catalog as the catalog's README shows it, is planned, priced and made."""

import asyncio
import re
from pathlib import Path

import pytest

from director_kernel.catalog import Catalog, catalog_root, check_catalog, load_catalog
from director_kernel.engine.executor import Executor
from director_kernel.engine.planner import finish
from director_kernel.providers.keys import Key, OneKey
from director_kernel.providers.replicate import Replicate
from director_kernel.store import Workspace
from tests.servers.replicate import ReplicateServer


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """The README's example, written where it says."""
    (example,) = re.findall(
        r"```yaml\n(# director/catalog/endpoints/replicate\.yaml.*?)```", (catalog_root() / "README.md").read_text(), re.DOTALL
    )
    folder = tmp_path / "director" / "catalog"
    for part in re.split(r"(?m)^(?=# director/catalog/)", example)[1:]:
        name = part.splitlines()[0].removeprefix("# director/catalog/")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(part)
    return folder


@pytest.fixture
def catalog(overlay: Path) -> Catalog:
    assert check_catalog(overlay, base=catalog_root()) == []
    return load_catalog(overlay)


def test_the_step_is_planned_priced_and_made_there(catalog: Catalog, tmp_path: Path) -> None:
    draft = {"aspect": "16:9", "steps": [{"type": "image", "model": "schnell-on-replicate", "prompt": "a fox", "seed": 7}]}
    finished = finish(draft, catalog, studio="live")
    (step,) = finished.plan.steps
    assert finished.open == () and (step.provider, step.endpoint) == ("replicate", "black-forest-labs/flux-schnell")
    assert (step.price, step.options) == (3000, {"aspect_ratio": "16:9"}) and step.ceiling > step.price
    workspace = Workspace.open(tmp_path / "director")
    try:
        with ReplicateServer() as server:

            async def made() -> str:
                pool = OneKey(Key("replicate", "r8_a_secret_of_this_test_0001"))
                provider = Replicate(pool, catalog.endpoint, base=server.url, prices=catalog.price_rows)
                executor = Executor(workspace, {"replicate": provider})
                done = await executor.run(finished.plan, studio="live", cap=1_000_000)
                await executor.close()
                assert done.status == "completed", done.message
                return done.id

            execution = asyncio.run(made())
            assert [post.body["input"] for post in server.posts] == [{"prompt": "a fox", "aspect_ratio": "16:9", "seed": 7}]
        (take,) = workspace.runs.takes(execution)
        assert take.asset.mime == "image/png" and take.asset.width > 0
        assert workspace.ledger.totals(f"run:{execution}").committed == 3000
        assert workspace.ledger.check() == []
    finally:
        workspace.close()
