"""What is left without a kernel: a tab that was closed, a kernel that is gone, a notebook as HTML."""

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tests.browser.lab import Lab, open_notebook, run_cell

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
CELLS = [
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n%load_ext director_kernel",
    "%%director\nA square logo animation of 5 seconds for Lumen, gold on black. Budget $2.",
    "%director plan",
    "%director gallery",
]
START, CHAT, PLAN, GALLERY = range(len(CELLS))
MOST_COPY = 660_000
MOST_NOTEBOOK = 2_000_000
COPIES = "[...document.querySelectorAll('.director-saved')].map((e) => e.offsetHeight)"
WIDGETS = "document.querySelectorAll('.jp-OutputArea-output .dk').length"


def notebook(path: Path) -> None:
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir()
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    made.cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(made, path)


def run(page: "Page", index: int) -> None:
    failed = [output for output in run_cell(page, index) if output["output_type"] == "error"]
    assert not failed, failed


def saved(page: "Page", path: Path) -> list[dict[str, Any]]:
    """Saves the notebook; the copies in it, cell by cell."""
    page.evaluate("async () => window.jupyterapp.commands.execute('docmanager:save')")
    outputs = [output for cell in json.loads(path.read_text())["cells"] for output in cell["outputs"]]
    return [output["data"] for output in outputs if "director-saved" in "".join(output.get("data", {}).get("text/html", ""))]


def words(copy: dict[str, Any]) -> str:
    return "".join(copy["text/html"])


def reopen(page: "Page", lab: Lab, path: str) -> None:
    """The notebook again, in a page that knows nothing of the one before."""
    page.goto("about:blank")
    open_notebook(page, lab, path)


@pytest.mark.browser
@pytest.mark.timeout(400)
def test_what_a_notebook_keeps_without_its_tab_and_without_its_kernel(lab: Lab, page: "Page", lab_root: Path, tmp_path: Path) -> None:
    file = lab_root / "kept" / "kept.ipynb"
    notebook(file)
    page.set_default_timeout(60_000)
    open_notebook(page, lab, "kept/kept.ipynb")
    for index in (START, CHAT):
        run(page, index)
    chat = page.get_by_test_id("director chat")
    chat.get_by_text("Looks good, start!").wait_for()
    run(page, PLAN)
    before = saved(page, file)
    assert len(before) == 2 and "$0 (live" in words(before[1]), "the plan's copy has its prices"

    # The tab is closed midway; the run ends while nobody looks
    chat.get_by_text("Looks good, start!").click()
    page.get_by_test_id("director plan").get_by_text(re.compile(r"\d of \d+ stored")).first.wait_for()
    page.goto("about:blank")
    with sqlite3.connect(file.parent / "director" / "director.db") as kept:
        while not kept.execute("SELECT 1 FROM executions WHERE status = 'completed'").fetchall():  # the test's own time limit ends it
            page.wait_for_timeout(100)
    reopen(page, lab, "kept/kept.ipynb")
    page.get_by_test_id("director chat").wait_for()
    assert page.evaluate(WIDGETS) == 2 and set(page.evaluate(COPIES)) == {0}, "widgets come back; nothing is said twice"
    run(page, GALLERY)
    model = "JSON.stringify(window.jupyterapp.shell.currentWidget.context.model.toJSON())"
    page.wait_for_function(f"() => {model}.split('completed · ').length > 1")
    after = saved(page, file)
    assert len(after) == 3
    assert "completed · " in words(after[0]) and "previs animatic, 5 s" in words(after[0])
    assert words(after[0]).count("data:image/jpeg;base64,") >= 2, "the poster and the contact sheet"
    assert "$0 · stored" in words(after[1]) and "completed" not in words(after[1]), "the run is saved where it was started"
    assert "takes, the newest first" in words(after[2]) and "data:image/jpeg" in words(after[2])
    assert max(len(json.dumps(copy)) for copy in after) < MOST_COPY and file.stat().st_size < MOST_NOTEBOOK

    # The kernel is gone and one cell was run again: its copy gives way to the widget, the others stand in for theirs
    page.evaluate("async () => { const at = window.jupyterapp.shell.currentWidget.sessionContext; await at.session.kernel.restart(); }")
    run(page, START)
    run(page, PLAN)
    page.get_by_test_id("director plan").last.wait_for()
    saved(page, file)
    reopen(page, lab, "kept/kept.ipynb")
    page.get_by_test_id("director plan").wait_for()
    heights = page.evaluate(COPIES)
    assert page.evaluate(WIDGETS) == 1 and heights[1] == 0 and heights[0] > 200 and heights[2] > 50, heights

    # No kernel at all
    page.evaluate("async () => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    reopen(page, lab, "kept/kept.ipynb")
    page.locator(".director-saved img").first.wait_for()
    assert page.evaluate(WIDGETS) == 0 and min(page.evaluate(COPIES)) > 50
    assert not page.get_by_text("model not found").filter(visible=True).count()

    # As HTML
    from nbconvert import HTMLExporter

    made, _ = HTMLExporter().from_filename(str(file))
    (tmp_path / "kept.html").write_text(made)
    page.goto("about:blank")
    page.route(re.compile("^https?:"), lambda route: route.abort())
    try:
        page.goto(f"file://{tmp_path / 'kept.html'}", wait_until="domcontentloaded")
        page.wait_for_function(
            "() => [...document.images].length > 4 && [...document.images].every((i) => i.complete && i.naturalWidth > 0)"
        )
        assert min(page.evaluate(COPIES)) > 50
        text = page.inner_text("body")
        assert "Looks good" not in text and "Lumen" in text and "completed" in text and "Error" not in text
    finally:
        page.unroute(re.compile("^https?:"))
        page.goto("about:blank")
