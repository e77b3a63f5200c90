"""A picture that no fal endpoint makes, from the facade to the asset store, on a service that stands in by its base URL."""

import json
from pathlib import Path

import pytest

from director_kernel.director import Director
from tests.servers.pictures import PictureServer

SECRETS = {"openrouter": "sk-or-secret-of-this-test-11112222", "openai": "sk-openai-secret-of-this-test-33334444"}


@pytest.mark.parametrize(
    "service, model, actual",
    [("openrouter", "nano-banana-2.1", 34_200), ("openai", "gpt-image-2.5", 33_700)],
)
def test_a_picture_is_made_booked_at_its_price_and_nothing_waits_behind(
    service: str, model: str, actual: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PictureServer(keys={SECRETS[service]}) as server:
        monkeypatch.setenv(f"DIRECTOR_{service.upper()}_BASE_URL", server.url)
        monkeypatch.setenv(f"{service.upper()}_API_KEY", SECRETS[service])
        director = Director(tmp_path / "director")
        try:
            steps = [{"type": "image", "model": model, "prompt": f"a fox, {number}", "seed": number} for number in (1, 2)]
            plan, finished = director.load(json.dumps({"aspect": "1:1", "steps": steps}).encode())
            assert finished.open == ()
            run = director.runs.start(plan, studio="live", cap=1_000_000)
            done = run.wait()
            assert done.status == "completed", done.message
            assert director.runs.totals(run.execution).committed == 2 * actual
            assert len(server.posts) == server.billed == 2
            takes = director.workspace.runs.takes(run.execution)
            assert {take.asset.mime for take in takes} == {"image/png"}
            waiting = [path.name.partition(".")[0] for path in (tmp_path / "director/cache/answers").iterdir()]
            assert set(waiting) <= {take.asset.sha256 for take in takes}, "what waits there is stored"
            assert director.workspace.ledger.check() == []
        finally:
            director.close()
