"""What is to be known beside the steps of a run, a soft quota above all: in the widget's state, in what a notebook keeps, and on a page."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from director_kernel.magics.surface import _PlainLine
from director_kernel.present.run_view import RunWatch
from director_kernel.present.saved import run_saved
from director_kernel.widgets.director import Director
from director_kernel.widgets.watch import Watch
from tests.engine.studio import FakeStudio
from tests.widgets.contract import faults
from tests.widgets.conversing import page_of, until
from tests.widgets.plain import open_plain, show
from tests.widgets.samples_preview import answers, halfway

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLAN = {"steps": [{"id": "one", "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A red apple", "takes": 2}]}
CAP = 2_000_000
PASSED = "2 images were used of this month's 1 (quota custom); it begins anew on 1 January 2027 (UTC)."


@pytest.fixture
def director(workspace_folder: Path) -> Iterator[Director]:
    with Director(workspace_folder, providers=[FakeStudio(name="fal")]) as made:
        made.quotas.set({"images": 1}, hard=False)
        made.chats.new()
        made.plans.keep(PLAN)
        yield made


def test_a_soft_quota_that_was_passed_is_shown_while_it_runs_and_after(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(director.panel(), monkeypatch)
    assert page.view.preview["notices"] == []
    events = []
    director.hub.listen(events.append)
    page.ask("plan.start", studio="live", mode="auto", cap=CAP)
    state = until(lambda: page.view.preview if page.view.preview["status"] == "completed" else None)
    (notice,) = state["notices"]
    assert "2 images were used of this month's 1" in notice and faults(state, "PreviewState") == []
    assert Watch(director, state["execution"]).view()["notices"] == [notice], "read again, it is still said, and once"
    kept = run_saved(state, {}, None, lambda _: None)
    assert notice in kept.text and kept.html.count("images were used") == 1
    told = RunWatch(director.runs.plan(state["execution"]))
    for event in events:
        told.see(event)
    assert told.text().endswith(notice)


def test_a_notebook_without_widgets_says_it_once(director: Director, capsys: pytest.CaptureFixture[str]) -> None:
    run = director.runs.start(director.plans.require(), studio="live", cap=CAP)
    line = _PlainLine(RunWatch(run.plan))
    run.wait(line.see)
    line.close()
    assert capsys.readouterr().out.count("images were used of this month's 1") == 1


@pytest.mark.browser
def test_the_page_says_it_in_a_line_that_is_read_out(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    show(plain, "preview", {"preview": halfway(), "place": None}, answers())
    line = plain.get_by_test_id("run-notices")
    assert line.get_attribute("role") == "status" and not line.is_visible()
    hostile = "<img src=x onerror=window.pwned=1>"
    plain.evaluate(
        "(state) => (window.model.push('preview', state), new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then))))",
        halfway() | {"notices": [PASSED, hostile]},
    )
    assert line.is_visible() and line.inner_text() == f"{PASSED}\n{hostile}"
    assert plain.evaluate("window.pwned") is None
