"""The quickstart as a new user meets it: in JupyterLab, cell by cell, until the reel plays."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab import Lab, cell_count, open_notebook, run_cell

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "00_quickstart.ipynb"
SHOTS = Path(__file__).resolve().parents[1] / "screenshots"


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_the_reel_plays_in_the_cell(lab: Lab, page: "Page", lab_root: Path) -> None:
    shutil.copy(NOTEBOOK, lab_root / "quickstart.ipynb")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_notebook(page, lab, "quickstart.ipynb")
    for index in range(cell_count(page)):
        failed = [output for output in run_cell(page, index) if output["output_type"] == "error"]
        assert not failed, failed
    video = page.locator("video").first
    video.scroll_into_view_if_needed()
    played = video.evaluate(
        """async (v) => { v.muted = true; await v.play(); await new Promise(r => setTimeout(r, 1500)); v.pause();
        return {t: v.currentTime, w: v.videoWidth, h: v.videoHeight, d: v.duration}; }"""
    )
    assert played["t"] > 0.5 and played["h"] > played["w"] > 0, played
    assert abs(played["d"] - 15) < 0.2, played
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SHOTS / "quickstart.png"))
    assert not errors, errors
