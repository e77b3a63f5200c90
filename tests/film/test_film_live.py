"""The film on paid models: the same project, each workflow ordered from a service that stands in by its base URL.

What is ordered is in the words of the model that was cast and within what its endpoint takes; what comes back is a stranger's picture, cut
apart and taken in once, and nothing is paid twice.
"""

import base64
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from director_kernel import Director
from director_kernel.catalog import load_catalog
from director_kernel.errors import BudgetError, StudioError
from director_kernel.media.still import read_picture
from director_kernel.prompts.dialects import PLAIN, choose_dialect
from director_kernel.schema.asset import Asset
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Plan
from director_kernel.schema.project import BoardPanel
from tests.film.framed import LIGHT
from tests.servers.fal import FalServer, Job

KEY = "stand-in:cccccccccccccccccccccccccccc"
CAP = 20_000_000


def sheet(columns: int, rows: int, *, width: int = 640, height: int = 360, gutter: int = 4, suffix: str = "png", seed: int = 0) -> bytes:
    """A foreign sheet: noise in each frame, white gutters between them (0: none)."""
    page = np.full((height, width, 3), 255, np.uint8)
    for at in range(columns * rows):
        left, top = at % columns * (width + gutter) // columns, at // columns * (height + gutter) // rows
        right, low = (at % columns + 1) * (width + gutter) // columns - gutter, (at // columns + 1) * (height + gutter) // rows - gutter
        # Coarse enough that a JPEG of it is as clean as one of a photograph.
        seen = np.random.default_rng((seed, at)).integers(40, 215, (9, 16, 3), np.uint8)
        page[top:low, left:right] = np.asarray(Image.fromarray(seen).resize((right - left, low - top), Image.Resampling.BICUBIC))
        page[top:low, left:right] += np.random.default_rng((seed, at)).integers(0, 9, (low - top, right - left, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(page).save(out, {"png": "PNG", "jpg": "JPEG"}[suffix], **({"quality": 92} if suffix == "jpg" else {}))
    return out.getvalue()


class Painter(FalServer):
    """A fal whose pictures are what `paint` gives; sheets of two columns and two rows as long as nobody says otherwise."""

    paint: Callable[[], bytes] | None = None

    def file(self, job: Job, mime: str) -> bytes:
        if mime != "image/png":
            return super().file(job, mime)
        if self.paint is not None:
            return self.paint()
        return sheet(2, 2, seed=len(job.body["prompt"])) if "Panel 4" in job.body["prompt"] else super().file(job, mime)


@pytest.fixture
def fal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Painter]:
    with Painter(keys={KEY}) as server:
        monkeypatch.setenv("DIRECTOR_FAL_BASE_URL", server.url)
        monkeypatch.setenv("FAL_KEY", KEY)
        yield server


@pytest.fixture
def director(workspace_folder: Path, fal: Painter) -> Iterator[Director]:
    with Director(workspace_folder) as made:
        style = LIGHT.style.with_(negatives=("blur", "watermark"))
        made.film.projects.add(LIGHT.with_(id="", style=style))
        yield made


def live(director: Director, name: str, settings: dict[str, Any] | None = None, **how: Any) -> Any:
    return director.film.work(name, settings, studio="live", **{"cap": CAP, **how})


def plan_of(director: Director, work: Any) -> Plan:
    plan: Plan = director.workspace.plans.get(work.plan)
    return plan


def file_of(fal: Painter, url: str) -> bytes:
    """What a body's URL leads to: a file that was uploaded, or the data it is itself."""
    if url.startswith("data:"):
        return base64.b64decode(url.partition(";base64,")[2])
    return fal.uploads[url.removeprefix(fal.url).partition("?")[0]] or b""


def panels(director: Director) -> tuple[BoardPanel, ...]:
    return director.film.projects.require().boards[-1].panels


def asset(director: Director, sha256: str) -> Asset:
    found = director.workspace.assets.get(sha256)
    assert found is not None
    return found


# What is ordered


def test_orders_are_in_the_words_of_their_model_within_its_schema_with_the_pictures_they_name(director: Director, fal: Painter) -> None:
    catalog, project = load_catalog(), director.film.projects
    for name, settings in (
        ("character-sheet", {"who": "Mira", "poses": 4, "expressions": 4}),
        ("character-sheet", {"who": "Jonas", "poses": 4, "expressions": 0, "target": "seedream-4.5"}),
        ("shot-stack", {"beat": "b1"}),
        ("storyboard", {"scene": "1"}),
        ("time-stack", {"shot": "k1", "target": "gpt-image-2"}),
        ("variant-reel", {"shot": "k1", "number": 2}),
        ("poster", {"target": "ideogram-v3"}),
        ("shot-stack", {"beat": "b2", "target": "flux-dev"}),
        ("scene", {"scene": "1"}),
    ):
        before = len(fal.accepted())
        taken = live(director, name, settings)
        steps = [step for step in plan_of(director, taken.work).steps if step.provider]
        jobs = sorted(fal.accepted()[before:], key=lambda job: [step.prompt for step in steps].index(job.body["prompt"]))
        assert len(jobs) == len(steps) == len({job.body["prompt"] for job in jobs}), "one order for each step"
        for step, job in zip(steps, jobs, strict=True):
            schema = catalog.endpoint(job.endpoint)
            assert schema is not None and job.endpoint == step.endpoint and schema.faults(job.body) == ()
            assert choose_dialect(step.model, catalog.dialects).id != PLAIN, step.model
            assert job.body.get("negative_prompt", "") == step.negative_prompt
            assert ("blur" in step.negative_prompt) == ("negative_prompt" in schema.fields), step.model
            assert not any(job.body.get(switch) for switch in ("enhance_prompt", "prompt_optimizer", "expand_prompt"))
            assert ("seed" in job.body) == ("seed" in schema.fields) and job.body.get("seed", step.seed) == step.seed
    by_model = {job.endpoint: job.body for job in fal.accepted()}
    assert by_model["fal-ai/ideogram/v3"]["expand_prompt"] is False
    mira, jonas = (one.assets[0] for one in project.require().bible.characters)
    frame = project.require().shots()[0].frame or ""
    told = {job.body["prompt"].partition(". ")[0]: job for job in fal.accepted()}
    (stack,) = fal.accepted("Image 1: Mira. Image 2: Jonas.")
    read = director.workspace.assets.read
    assert [file_of(fal, url) for url in stack.body["image_urls"]] == [read(asset(director, one)) for one in (mira, jonas)]
    assert all(url.startswith(fal.url) for url in stack.body["image_urls"]), "pictures of a real size are uploaded"
    assert stack.body["aspect_ratio"] == "16:9" and stack.body["resolution"] == "2K" and stack.body["num_images"] == 1
    assert "Image 1: Mira" in told, "the faces go by the figures, and say so"
    variants = [job for job in fal.accepted("Image 2: Mira") if job.endpoint.endswith("nano-banana-2/edit")]
    assert len(variants) == 2 and len({job.body["seed"] for job in variants}) == 1
    for job in variants:
        assert job.body["prompt"].startswith("Image 1: the picture to change. Image 2: Mira.")
        assert [file_of(fal, url) for url in job.body["image_urls"]] == [read(asset(director, one)) for one in (frame, mira)]
    (clip,) = (job for job in fal.accepted() if "image-to-video" in job.endpoint)
    assert file_of(fal, clip.body["start_image_url"]) == read(asset(director, frame)) and clip.body["duration"] == "5"
    assert fal.leaks == [] and director.workspace.ledger.check() == [] and director.totals().outstanding == 0


def test_only_what_is_kept_is_told_to_be_kept(director: Director, fal: Painter) -> None:
    live(director, "character-sheet", {"who": "Mira", "poses": 4, "expressions": 0})
    live(director, "storyboard", {"scene": "1"})
    live(director, "extract", {"panel": "1", "weather": "snow"})
    _, gone_by, changed = (job.body["prompt"] for job in fal.accepted())
    assert "exactly the same" not in gone_by, "a new picture that goes by a sheet keeps nothing of the sheet"
    assert "exactly the same" in changed


# What it costs


def test_nothing_is_ordered_twice_or_without_a_cap_that_holds_it(director: Director, fal: Painter) -> None:
    _, plan = director.film.works.plan("shot-stack", {"beat": "b1"}, studio="live")
    with pytest.raises(BudgetError, match="--budget"):
        live(director, "shot-stack", {"beat": "b1"}, cap=None)
    with pytest.raises(BudgetError) as refused:
        live(director, "shot-stack", {"beat": "b1"}, cap=plan.ceiling - 1)
    assert usd(plan.ceiling) in refused.value.message
    assert fal.posts() == [] and not fal.uploads and director.workspace.works.open() == []
    director.quotas.set({"images": 2}, hard=True)
    first = live(director, "shot-stack", {"beat": "b1"})
    reserved = director.totals().reserved
    assert reserved == plan.ceiling and 0 < plan.price <= plan.ceiling
    again = live(director, "shot-stack", {"beat": "b1"})
    assert len(fal.posts()) == 1 and director.totals().reserved == reserved
    run = director.workspace.runs.all(plan=again.work.plan)[0]
    assert [(take.cached, take.price) for take in director.workspace.runs.takes(run.id)] == [(True, 0)]
    boards = director.film.projects.require().boards
    assert len(boards) == 2 and [one.asset for one in boards[0].panels] == [one.asset for one in boards[1].panels]
    assert first.project.id == again.project.id
    live(director, "poster")
    assert {one.what: one.used for one in director.quotas.used()}["images"] == 2
    with pytest.raises(StudioError, match="not finished"):
        live(director, "time-stack", {"shot": "k1"})
    assert len(fal.posts()) == 2, "a hard quota lets nothing more through"


# What comes back


@pytest.mark.parametrize(
    ("paint", "told", "untold"),
    [
        (lambda: sheet(2, 2, width=641, height=363), "cut along the gutters", "instead of"),
        (lambda: sheet(2, 2, gutter=12, suffix="jpg"), "cut along the gutters", "instead of"),
        (lambda: sheet(2, 2, width=643, height=361, gutter=0), "cut evenly", "instead of"),
        (lambda: sheet(2, 2, width=480, height=480), "came as 480 × 480 pixels instead of 16:9", "evenly"),
        (lambda: sheet(4, 1, width=1280), "came in 4 columns and 1 rows instead of 2 and 2", "evenly"),
    ],
    ids=["odd", "jpeg", "no gutters", "square", "in a row"],
)
def test_a_strangers_sheet_is_cut_and_what_was_done_is_said(
    director: Director, fal: Painter, paint: Callable[[], bytes], told: str, untold: str
) -> None:
    fal.paint = paint
    taken = live(director, "shot-stack", {"beat": "b2"})
    assert told in taken.note and untold not in taken.note
    cells = [asset(director, one.asset) for one in panels(director)]
    assert len(cells) == len({cell.sha256 for cell in cells}) == 4
    whole = read_picture(paint()).shape
    cut = [cell.meta["cell"] for cell in cells]
    assert [one.meta["cut"] for one in cells] == ["even" if "evenly" in told else "gutters"] * 4
    if "evenly" in told:
        assert sum(wide * high for _, _, wide, high in cut) == whole[0] * whole[1], "no row and no column of pixels is lost"
    for cell, (_, _, wide, high) in zip(cells, cut, strict=True):
        assert read_picture(director.workspace.assets.read(cell)).shape[:2] == (high, wide) == (cell.height, cell.width)


# What goes wrong


def test_a_refused_step_keeps_the_work_open_until_it_is_tried_again(director: Director, fal: Painter) -> None:
    _, plan = director.film.works.plan("variant-reel", {"shot": "k1", "variants": ["noir", "vhs-1980s"]}, studio="live")
    fal.script("policy", match=plan.steps[1].prompt, times=None)
    with pytest.raises(StudioError, match="director retry"):
        live(director, "variant-reel", {"shot": "k1", "variants": ["noir", "vhs-1980s"]})
    ((work, why),) = director.film.works.waiting()
    assert "1 of 2 steps stored, failed" in why and director.film.works.collect() == []
    assert director.film.projects.require().boards == ()
    state = director.runs.status(director.runs.latest().id)
    stored, refused = state["stepResults"]
    assert stored["state"] == "stored" and refused["nextAction"]
    fal.calm()
    assert director.runs.retry(["2"]).wait().status == "completed"
    (taken,) = director.film.works.collect()
    assert taken.work.id == work.id and len(panels(director)) == 2
    assert len(fal.accepted()) == 2 and director.totals().outstanding == 0 and director.film.works.waiting() == []


def test_what_a_person_makes_is_asked_for_in_midjourneys_words_and_taken_in_when_it_is_there(
    director: Director, fal: Painter, tmp_path: Path
) -> None:
    with pytest.raises(StudioError, match=r"director provide 1 FILE.*Midjourney"):
        live(director, "shot-stack", {"beat": "b2", "target": "midjourney"}, cap=0)
    ((work, why),) = director.film.works.waiting()
    assert "director provide" in why
    prompt, where = plan_of(director, work).steps[0].by_hand
    assert "--ar 16:9" in prompt and "--no blur" in prompt and "midjourney" in where.lower()
    assert prompt.count("--ar") == 1 and prompt.index("Mira") < prompt.index("--ar") and "\n" not in prompt
    made = tmp_path / "grid.jpg"
    made.write_bytes(sheet(2, 2, gutter=12, suffix="jpg"))
    assert director.provide("1", made).wait().status == "completed"
    (taken,) = director.film.works.collect()
    assert "cut along the gutters" in taken.note and len(panels(director)) == 4
    assert fal.posts() == [] and director.totals().reserved == 0


@pytest.mark.crash
def test_a_kill_between_the_paid_take_and_the_take_in_pays_once_and_takes_in_once(
    workspace_folder: Path, fal: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sys; from tests.film.test_film_live import die; die(sys.argv[1])"
    ended = subprocess.run([sys.executable, "-c", code, str(workspace_folder)], cwd=Path(__file__).parents[2], timeout=120)
    assert ended.returncode == -signal.SIGKILL
    with Director(workspace_folder) as director:
        assert director.film.projects.require().boards == () and len(fal.accepted()) == 1
        (taken,) = director.film.works.collect()
        assert director.film.works.collect() == [] and len(panels(director)) == 4
        live(director, "shot-stack", {"beat": "b2"})
        assert len(fal.accepted()) == 1 and director.totals().outstanding == 0
        assert len(director.workspace.works.traces(taken.project.id)) == 8


def die(folder: str) -> None:
    """The life of a process that is killed when what it paid for is stored, before the project has it."""
    director = Director(Path(folder))
    director.film.projects.add(LIGHT.with_(id=""))

    def killed(work: str = "") -> list[Any]:
        os.kill(os.getpid(), signal.SIGKILL)
        return []

    object.__setattr__(director.film.works, "collect", killed)
    live(director, "shot-stack", {"beat": "b2"})
