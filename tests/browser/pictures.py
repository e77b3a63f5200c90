"""The README's pictures of the widgets, made from the quickstart in a real JupyterLab: `python -m tests.browser.pictures`."""

import io
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser.lab import chromium, jupyter_lab, open_notebook, run_cell

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "00_quickstart.ipynb"
IMAGES = ROOT / "notebooks" / "images"
TALLEST = 760
"""Pixels of a picture: a README is read, not scrolled past."""


def main() -> None:
    """Runs the quickstart as a person would and takes the three pictures."""
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


def _shoot(page: "Page", view: "Locator", name: str) -> None:
    view.evaluate("(view) => view.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(600)
    box = view.bounding_box()
    assert box is not None
    seen = page.screenshot(animations="disabled", clip={**box, "height": min(box["height"], TALLEST)})
    Image.open(io.BytesIO(seen)).convert("RGB").save(IMAGES / f"{name}.jpg", quality=88, optimize=True)


if __name__ == "__main__":
    main()
