"""The README's pictures of the widgets, made from the quickstart and a film in a real JupyterLab: `python -m tests.browser.pictures`."""

import io
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from PIL import Image

from tests.browser.lab import chromium, jupyter_lab, open_notebook, run_cell

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.lab import Lab

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "00_quickstart.ipynb"
IMAGES = ROOT / "notebooks" / "images"
TALLEST = 760
"""Pixels of a picture: a README is read, not scrolled past."""


def main() -> None:
    """Runs the quickstart as a person would and takes the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        root, scratch = Path(folder) / "work", Path(folder) / "scratch"
        root.mkdir()
        scratch.mkdir()
        shutil.copy(NOTEBOOK, root / "quickstart.ipynb")
        with jupyter_lab(root, scratch) as lab, chromium(scratch / "profile", (1420, 2600)) as page:
            page.set_default_timeout(120_000)
            open_notebook(page, lab, "quickstart.ipynb")
            page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
            sources = [str(source) for source in page.evaluate(SOURCES)]
            _until(page, sources, "%%director")
            chat = page.get_by_test_id("director chat").first
            chat.get_by_text("15 seconds", exact=True).first.click()
            chat.get_by_text("On phones, vertical (9:16)", exact=True).first.click()
            chat.get_by_test_id("send-answers").first.click()
            chat.get_by_text("Looks good, start!").wait_for()
            _shoot(page, chat, "chat")
            _until(page, sources, "%director plan")
            plan = page.get_by_test_id("director plan").first
            prompt = plan.get_by_test_id("step-shot-1-frame").get_by_test_id("prompt")
            _until(page, sources, "%director run")
            run = page.get_by_test_id("director run").first
            run.locator("video").first.wait_for()
            page.wait_for_timeout(1500)
            _shoot(page, run, "run")
            prompt.press("End")
            prompt.press_sequentially(" Water beads on the glass.")
            plan.get_by_text("renders again").first.wait_for()
            _shoot(page, plan, "plan")
            _film(page, lab, root)


FILM = [
    "%load_ext director_kernel",
    '%director film "A lighthouse keeper finds a door in the sea"',
    "%director work storyboard",
    "%director work shot-stack beat=1.3",
    "%director board",
]


def _film(page: "Page", lab: "Lab", root: Path) -> None:
    """The storyboard of a film whose frames are drawn, one of them chosen."""
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    made.cells = [nbformat.v4.new_code_cell(source) for source in FILM]
    nbformat.write(made, root / "film.ipynb")
    open_notebook(page, lab, "film.ipynb")
    for index in range(len(FILM)):
        run_cell(page, index)
    board = page.get_by_test_id("director storyboard").last
    board.locator("[data-testid=frame] img[src]").nth(3).wait_for()
    board.get_by_test_id("frame").nth(2).click()
    page.wait_for_timeout(1500)
    _shoot(page, board, "board", tallest=980)


SOURCES = "() => window.jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model.sharedModel.getSource())"


def _until(page: "Page", sources: list[str], begins: str) -> None:
    """Runs the cells up to the first that begins so; those that talk by commands are left to the clicks."""
    for index, source in enumerate(sources):
        if source and not source.startswith("#done"):
            if source.startswith(("%load_ext", "%%director", "%director choose", "%director plan", "%director run")):
                run_cell(page, index)
            sources[index] = "#done"
        if source.startswith(begins):
            return


def _shoot(page: "Page", view: "Locator", name: str, tallest: int = TALLEST) -> None:
    view.evaluate("(view) => view.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(600)
    box = view.bounding_box()
    assert box is not None
    seen = page.screenshot(animations="disabled", clip={**box, "height": min(box["height"], tallest)})
    Image.open(io.BytesIO(seen)).convert("RGB").save(IMAGES / f"{name}.jpg", quality=88, optimize=True)


if __name__ == "__main__":
    main()
