"""The workbench in a real JupyterLab: brief → pills → option → edit → start → takes → rate → retry → kernel restart → re-attach → reel."""

import json
import shutil
import sqlite3
import urllib.request
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
SETUP = f"""import sys; sys.path.insert(0, {str(ROOT)!r})
%load_ext director_kernel
from tests.browser.once_broken import install
director = install()"""
CELLS = [
    SETUP,
    f"%%director\n{BRIEF}",
    "%director plan",
    "director.preview()",
    "%director gallery",
    "%director",
    "import time; time.sleep(6)",
]
START, CHAT, PLAN, RUN, GALLERY, WHERE, BUSY = range(len(CELLS))
STARS = "SELECT value FROM judgements WHERE kind = 'rate'"
LATEST = 60_000


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


def photograph(page: "Page", name: str, what: "Locator") -> None:
    """Takes a picture of a widget in the dark and in the light theme, whole: the window grows to hold it meanwhile."""
    SHOTS.mkdir(exist_ok=True)
    usual, box = page.viewport_size, what.bounding_box()
    assert usual is not None and box is not None
    page.set_viewport_size({"width": usual["width"], "height": int(max(usual["height"], box["height"] + 320))})
    for theme in ("Dark", "Light"):
        page.evaluate("async (theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", f"JupyterLab {theme}")
        light = str(theme == "Light").lower()
        page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=light)
        every = "(theme) => [...document.querySelectorAll('.dk')].every((e) => e.dataset.theme === theme)"
        page.wait_for_function(every, arg=theme.lower())
        what.scroll_into_view_if_needed()
        what.screenshot(path=str(SHOTS / f"{name}-{theme.lower()}.png"), animations="disabled")
    page.set_viewport_size(usual)


def unseen(page: "Page", name: str, what: "Locator") -> None:
    """Takes no picture, but sees that there is something to take."""
    assert what.bounding_box() is not None, name


@pytest.mark.browser
@pytest.mark.timeout(600)
@pytest.mark.parametrize("how", ["perCommTarget", "disabled"])
def test_from_a_brief_to_the_reel_by_clicks(lab: Lab, page: "Page", lab_root: Path, how: str) -> None:
    subshells(lab, how)
    # The pictures are the same either way: once is enough.
    picture = photograph if how == "perCommTarget" else unseen
    folder = lab_root / f"work {how}"
    notebook(folder)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(LATEST)
    open_notebook(page, lab, f"work%20{how}/work.ipynb")
    for index in (START, CHAT):
        run(page, index)

    # Brief → pills
    chat = view(page, CHAT, "director chat")
    chat.get_by_text("How long should it run?").wait_for()
    picture(page, "chat-question", chat)
    chat.get_by_text("5 seconds", exact=True).first.click()
    chat.get_by_text("Looks good, start!").wait_for()

    # → option
    chat.get_by_test_id("option-budget").click()
    chat.get_by_text("it is: $").last.wait_for()
    picture(page, "chat-options", chat)

    # → plan edit, weighed while it is typed
    run(page, PLAN)
    plan = view(page, PLAN, "director plan")
    row = plan.get_by_test_id("step-shot-1-frame")
    prompt = row.get_by_test_id("prompt")
    prompt.fill("Gold letters rise out of black water, slow and calm.")
    row.get_by_test_id("weigh").first.get_by_text("live").wait_for()
    picture(page, "plan-edit", plan)
    version = plan.get_by_test_id("version").inner_text()
    prompt.press("Control+Enter")
    page.wait_for_function("([e, old]) => e.textContent !== old", arg=[plan.get_by_test_id("version").element_handle(), version])
    row.get_by_test_id("edit-bar").first.wait_for(state="hidden")
    assert prompt.input_value() == "Gold letters rise out of black water, slow and calm."
    picture(page, "plan", plan)

    # → start, from the chat, while a cell computes: the click waits for it where messages have the main thread only
    page.evaluate(
        """(cell) => { const { content } = window.jupyterapp.shell.currentWidget; content.activeCellIndex = cell; window.computed = false;
        window.jupyterapp.commands.execute('notebook:run-cell').then(() => { window.computed = true; }); }""",
        BUSY,
    )
    page.locator(".jp-Cell").nth(BUSY).get_by_text("[*]").wait_for()
    chat.get_by_text("Looks good, start!").click()
    if how == "perCommTarget":
        plan.get_by_text("of 9 stored").first.wait_for()
        assert not page.evaluate("() => window.computed"), "widgets answer while a cell computes"
    else:
        chat.get_by_text("The kernel is busy with another cell").wait_for()
    page.wait_for_function("() => window.computed")
    run(page, RUN)
    preview = view(page, RUN, "director run")
    chat.get_by_text("Looks good, start!").wait_for(state="detached")
    preview.get_by_text("The orchestra went on strike.").first.wait_for()
    preview.get_by_test_id("retry").first.wait_for()

    # → takes arrive → rate
    preview.locator("img[src]").first.wait_for()
    preview.get_by_text("7 of 9 stored").first.wait_for()
    run(page, GALLERY)
    gallery = view(page, GALLERY, "director gallery")
    gallery.locator("img[src]").first.wait_for()
    star = gallery.get_by_test_id("star-4").first
    star.click()
    page.wait_for_function("(e) => e.getAttribute('aria-checked') === 'true' || e.checked === true", arg=star.element_handle())
    with sqlite3.connect(folder / "director" / "director.db") as kept:
        while not (rated := kept.execute(STARS).fetchall()):  # the test's own time limit ends it
            page.wait_for_timeout(50)
    assert rated == [("4",)]
    picture(page, "run-failed", preview)
    picture(page, "gallery", gallery)

    # → retry the failed step; what waited for it goes on
    preview.get_by_test_id("retry").first.click()
    preview.get_by_text("9 of 9 stored").first.wait_for()

    # → kernel restart → re-attach → the reel plays
    restart(page)
    run(page, START)
    run(page, WHERE)
    page.locator(".jp-Cell").nth(WHERE).get_by_text("Lumen").first.wait_for()
    run(page, RUN)
    again = view(page, RUN, "director run")
    film = again.locator("video").first
    film.wait_for()
    film.scroll_into_view_if_needed()
    played = film.evaluate(
        """async (v) => { v.muted = true; await v.play(); await new Promise((done) => setTimeout(done, 1200)); v.pause();
        return { at: v.currentTime, width: v.videoWidth, height: v.videoHeight, length: v.duration, src: v.currentSrc }; }"""
    )
    assert played["at"] > 0.4 and played["width"] == played["height"] > 0 and abs(played["length"] - 5) < 0.3, played
    assert "/files/" in played["src"], "the server serves the film; it does not travel in messages"
    assert again.get_by_text("9 of 9 stored").count(), "nothing was lost"
    picture(page, "run-reel", again)
    assert not errors, errors
