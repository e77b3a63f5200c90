"""The workbench in a real JupyterLab: brief → pills → option → edit → start → takes → rate → retry → kernel restart → re-attach → reel."""

import json
import shutil
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from tests.browser.lab import Lab, open_notebook, run_cell

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SHOTS = Path(__file__).resolve().parents[1] / "screenshots"
ROOT = Path(__file__).resolve().parents[2]
BRIEF = "A square logo animation for Lumen, gold on black. Budget $2."
CELLS = [
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n%load_ext director_kernel\nfrom tests.browser.once_broken import install\ndirector = install()",
    f"%%director\n{BRIEF}",
    "%director plan",
    "%director preview" if False else "director.preview()",
    "import time; time.sleep(4); 'done'",
    "%director",
    "%director gallery",
]
LATEST = 120_000


def subshells(lab: Lab, how: str) -> None:
    """Messages of widgets on subshells of the kernel ("perCommTarget") or on its main thread ("disabled")."""
    body = json.dumps({"raw": json.dumps({"commsOverSubshells": how})}).encode()
    request = urllib.request.Request(
        f"{lab.base}/lab/api/settings/@jupyterlab/apputils-extension:kernels-settings",
        data=body,
        method="PUT",
        headers={"Authorization": f"token {lab.token}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=10).close()


def notebook(folder: Path) -> None:
    """The notebook under test, in an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    made.cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(made, folder / "work.ipynb")


def run(page: "Page", index: int) -> None:
    """Runs a cell; an error in it fails the test."""
    failed = [output for output in run_cell(page, index) if output["output_type"] == "error"]
    assert not failed, failed


def view(page: "Page", cell: int, name: str) -> "Locator":
    """The widget a cell shows."""
    found = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").nth(cell).get_by_test_id(name)
    found.wait_for(state="visible")
    return found


def restart(page: "Page") -> None:
    """Kernel → Restart, without the question."""
    page.evaluate(
        """async () => { const context = window.jupyterapp.shell.currentWidget.sessionContext;
        await context.session.kernel.restart(); await context.ready; await context.session.kernel.info; }"""
    )


def picture(page: "Page", name: str) -> Callable[["Locator"], None]:
    """Takes a picture of a widget in the light and in the dark theme."""

    def shoot(what: "Locator") -> None:
        SHOTS.mkdir(exist_ok=True)
        for theme in ("Light", "Dark"):
            page.evaluate("async (theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", f"JupyterLab {theme}")
            light = str(theme == "Light").lower()
            page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=light)
            page.wait_for_function(
                "(theme) => [...document.querySelectorAll('.dk')].every((e) => e.dataset.theme === theme)", arg=theme.lower()
            )
            what.scroll_into_view_if_needed()
            what.screenshot(path=str(SHOTS / f"{name}-{theme.lower()}.png"), animations="disabled")
        page.evaluate("async () => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")

    return shoot


@pytest.mark.browser
@pytest.mark.timeout(600)
@pytest.mark.parametrize("how", ["perCommTarget", "disabled"])
def test_from_a_brief_to_the_reel_by_clicks(lab: Lab, page: "Page", lab_root: Path, how: str) -> None:
    subshells(lab, how)
    folder = lab_root / f"work {how}"
    notebook(folder)
    errors: list[str] = []
    heard = page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(LATEST)
    open_notebook(page, lab, f"work%20{how}/work.ipynb")
    for index in (0, 1):
        run(page, index)

    # Brief → pills
    chat = view(page, 1, "director chat")
    picture(page, "chat-question")(chat)
    chat.get_by_role("button", name="5 seconds", exact=True).or_(chat.get_by_role("radio", name="5 seconds", exact=True)).first.click()
    chat.get_by_text("Looks good, start!").wait_for()
    assert "5 seconds" in chat.inner_text()

    # → option
    chat.get_by_test_id("option-budget").click()
    chat.get_by_text("Budget it is").wait_for()
    picture(page, "chat-options")(chat)

    # → plan edit, weighed while it is typed
    run(page, 2)
    plan = view(page, 2, "director plan")
    before = plan.get_by_test_id("version").inner_text()
    row = plan.get_by_test_id("step-shot-1-frame")
    prompt = row.locator("textarea").first
    prompt.fill("Gold letters rise out of black water, slow and calm.")
    row.get_by_test_id("weigh").first.get_by_text("live").wait_for()
    picture(page, "plan-edit")(plan)
    prompt.press("Control+Enter")
    page.wait_for_function("([e, old]) => e.textContent !== old", arg=[plan.get_by_test_id("version").element_handle(), before])
    assert "Gold letters rise" in row.locator("textarea").first.input_value()
    picture(page, "plan")(plan)

    # → start, from the chat; the plan and the run are in step with it
    chat.get_by_text("Looks good, start!").click()
    run(page, 3)
    preview = view(page, 3, "director run")
    if how == "perCommTarget":
        # A cell that computes does not keep widgets from answering.
        page.evaluate("() => { window.busy = window.jupyterapp.commands.execute('notebook:run-cell') }")
    preview.get_by_text("The orchestra went on strike.").first.wait_for()
    assert chat.get_by_text("Looks good, start!").count() == 0, "suggested actions go once a run has started"
    preview.get_by_text("failed").first.wait_for()

    # → takes arrive → rate
    preview.locator("img[src]").first.wait_for()
    picture(page, "run-failed")(preview)
    run(page, 6)
    gallery = view(page, 6, "director gallery")
    gallery.locator("img[src]").first.wait_for()
    gallery.get_by_test_id("star-4").first.click()
    rated = "import sqlite3; sqlite3.connect('director/director.db').execute('SELECT value FROM judgements').fetchall()"
    assert rated
    picture(page, "gallery")(gallery)

    # → retry the failed step; what waited for it goes on
    preview.get_by_test_id("retry").first.click()
    preview.locator("video").first.wait_for(timeout=LATEST)
    preview.get_by_text("completed").or_(preview.get_by_text("9 of 9 stored")).first.wait_for(timeout=LATEST)

    # → kernel restart → re-attach → the reel plays
    restart(page)
    run(page, 0)
    run(page, 5)
    page.locator(".jp-Cell").nth(5).get_by_text("conversation").first.wait_for()
    run(page, 3)
    again = view(page, 3, "director run")
    film = again.locator("video").first
    film.scroll_into_view_if_needed()
    played = film.evaluate(
        """async (v) => { v.muted = true; await v.play(); await new Promise((done) => setTimeout(done, 1200)); v.pause();
        return { at: v.currentTime, width: v.videoWidth, height: v.videoHeight, length: v.duration, src: v.currentSrc }; }"""
    )
    assert played["at"] > 0.4 and played["width"] == played["height"] > 0 and abs(played["length"] - 5) < 0.3, played
    assert "/files/" in played["src"], "the server serves the film; it does not travel in messages"
    picture(page, "run-reel")(again)
    assert not errors, errors
    assert heard is None
