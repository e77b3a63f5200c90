"""The storyboard in a real JupyterLab: frames in order by keyboard, a workflow started from a frame, and its board shown."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from tests.browser.lab import PANEL, Lab, open_notebook, run_cell

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
CELLS = [
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n%load_ext director_kernel",
    '%director film "A lighthouse keeper finds a door in the sea" --scenes 1',
    "%director board",
]


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_a_storyboard_in_a_notebook(lab: Lab, page: "Page", lab_root: Path) -> None:
    shutil.rmtree(lab_root / "boards", ignore_errors=True)
    (lab_root / "boards").mkdir()
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    made.cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(made, lab_root / "boards" / "board.ipynb")
    open_notebook(page, lab, "boards/board.ipynb")
    for index in range(len(CELLS)):
        assert not [output for output in run_cell(page, index) if output["output_type"] == "error"]
    board = page.locator(f"{PANEL} .jp-Cell").nth(2).get_by_test_id("director storyboard")
    page.set_default_timeout(60_000)
    frames = board.get_by_test_id("frame")
    frames.first.click()
    moved = frames.first.get_attribute("data-id")
    # The notebook's own keys must not see these: Alt and an arrow, and L, which would show line numbers.
    page.keyboard.press("Alt+ArrowRight")
    board.locator(f"[data-id='{moved}'][data-index='1']").wait_for()
    page.keyboard.press("l")
    board.locator(f"[data-id='{moved}']", has_text="locked").wait_for()
    board.get_by_test_id("make-shot-stack").click()
    board.get_by_test_id("board-made").click()
    board.locator("[data-testid=frame] img[src]").nth(3).wait_for()
    assert board.get_by_test_id("board-count").inner_text() == "4 frames"
    board.get_by_test_id("board-canonical").click()
    board.get_by_test_id("frame").filter(has_text="canonical").wait_for()
