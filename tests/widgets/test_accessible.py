"""Everybody can use all of it: rules, contrast in both themes, and the way from a brief to stars by keyboard alone."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.widgets.director import Director
from tests.engine.studio import FakeStudio
from tests.widgets.accessible import faint, focus_fault, violations
from tests.widgets.plain import open_plain
from tests.widgets.wired import Wired

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PLAN = {
    "title": "Two pictures",
    "steps": [
        {"id": "one", "kind": "text-to-image", "model": "flux-1.1-pro", "action": "Apple", "prompt": "A red apple", "takes": 3},
        {"id": "two", "kind": "text-to-image", "model": "flux-1.1-pro", "action": "Pear", "prompt": "A green pear, broken"},
        {"id": "three", "kind": "text-to-image", "model": "no-such-model", "prompt": "A plum", "dependsOn": ["two"]},
    ],
}
ANSWERED = "() => window.model.sent.every((each) => window.answers.has(each.id))"
SIZES = ((1000, 900), (480, 800))


class Painter(FakeStudio):
    """Delivers real pictures, and fails what is broken."""

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        from PIL import Image

        file = io.BytesIO()
        Image.new("RGB", (320, 180), (40 * request.take % 255, 120, 90)).save(file, "PNG")
        (folder / "take.png").write_bytes(file.getvalue())
        return (Output(path=folder / "take.png", mime="image/png", width=320, height=180),)


def painter(name: str) -> Painter:
    broken = JobStatus(state=JobState.FAILED, message="The machine broke.", actual=0)
    return Painter(name=name, on_poll=lambda request: broken if "broken" in request.prompt else None)


@pytest.fixture
def director(workspace_folder: Path) -> Iterator[Director]:
    with Director(workspace_folder, providers=[painter("fal"), painter("previs")]) as made:
        yield made


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, plain: "Page") -> Iterator[str]:
    yield str(request.param)
    plain.set_viewport_size({"width": 1000, "height": 800})


def wired(director: Director, page: "Page", base: str, theme: str = "light", kind: str = "panel") -> Wired:
    """The widget on a fresh page."""
    open_plain(page, base, dark=theme == "dark")
    page.set_default_timeout(10_000)
    made = Wired(page, getattr(director, kind)(), kind)
    made.show()
    return made


def check(page: "Page", where: str) -> None:
    """The rules and the contrast, wide and narrow."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert violations(page) == [], (where, width)
        assert faint(page) == [], (where, width)


def opened(page: Wired, press: Callable[[], None], ready: str, where: str) -> None:
    """Checks a dialog and closes it: the keyboard is back where it was."""
    press()
    page.until(f"() => document.querySelector('dialog[open] {ready}')")
    check(page.page, where)
    page.page.keyboard.press("Escape")
    assert page.page.evaluate("() => !document.querySelector('dialog[open]') && document.activeElement !== document.body"), where


def test_all_of_the_panel_and_its_dialogs(director: Director, plain: "Page", plain_base: str, theme: str) -> None:
    director.say("An ad for our coffee, under $3")
    page = wired(director, plain, plain_base, theme)
    check(plain, "questions")
    page.ask("chat.decide")
    check(plain, "options")
    opened(page, lambda: plain.get_by_test_id("history").click(), "[data-testid=history-entry]", "history")
    opened(page, lambda: plain.get_by_test_id("brain").click(), "[data-testid=brain-offline-director]", "who directs")
    plain.get_by_test_id("tab-plan").click()
    check(plain, "plan")
    opened(page, lambda: plain.get_by_test_id("model").first.click(), "[data-testid^=model-]", "models")
    plain.get_by_test_id("tab-run").click()
    check(plain, "no run yet")
    page.ask("chat.fresh")
    director.plans.keep(PLAN)
    page.turn()
    plain.get_by_test_id("tab-plan").click()
    check(plain, "a plan with a fault")
    page.ask("plan.start", studio="previs", mode="auto", cap=None)
    page.until("() => ['failed', 'completed'].includes(window.model.state.preview.status)")
    plain.get_by_test_id("tab-run").click()
    page.until("() => document.querySelectorAll('[data-testid=take-look], .dk-look').length >= 3")
    check(plain, "a run with a failed step")
    opened(page, lambda: plain.get_by_test_id("stage-details").click(), "[data-testid=take-name]", "a take")
    page.close()


def test_the_gallery_and_its_dialogs(director: Director, plain: "Page", plain_base: str, theme: str) -> None:
    director.chats.new()
    director.plans.keep(PLAN)
    director.runs.begin(director.plans.require(), studio="previs", conversation=director.chats.here().id)
    page = wired(director, plain, plain_base, theme, "gallery")
    page.until("() => document.querySelectorAll('[data-testid=cell] .dk-look').length >= 3")
    check(plain, "gallery")
    plain.set_viewport_size({"width": 1000, "height": 900})
    for number in range(2):
        plain.get_by_test_id("pick").nth(number).click()
    plain.get_by_test_id("gallery-beside").wait_for()
    check(plain, "two chosen")
    opened(page, lambda: plain.get_by_test_id("gallery-beside").click(), "[data-testid=beside]", "side by side")
    opened(page, lambda: plain.get_by_test_id("gallery-vote").click(), "[data-testid=blind-a]", "blind vote")
    page.close()


class Keys:
    """Hands that have a keyboard only; wherever they come, they see where they are."""

    def __init__(self, page: Wired) -> None:
        self.page = page

    def at(self) -> str:
        """The name of what has the focus."""
        fault = focus_fault(self.page.page)
        assert fault == "", fault
        found: str = self.page.page.evaluate("() => document.activeElement.closest('[data-testid]')?.dataset.testid ?? ''")
        return found

    def press(self, key: str) -> None:
        self.page.page.keyboard.press(key)
        self.page.turn()

    def to(self, *names: str, key: str = "Tab", most: int = 80) -> None:
        """Goes there by `key` alone."""
        seen: list[str] = []
        for _ in range(most):
            seen.append(self.at() if focus_fault(self.page.page) != "nowhere" else "the page")
            if seen[-1].startswith(names):
                return
            self.press(key)
        raise AssertionError(f"{names} can't be reached by {key}: {seen}")


def test_from_a_brief_to_stars_by_keyboard(director: Director, plain: "Page", plain_base: str) -> None:
    page = wired(director, plain, plain_base)
    plain.evaluate("() => document.querySelector('[data-testid=draft]').focus()")
    keys = Keys(page)
    plain.keyboard.type("A product photo")
    keys.press("Enter")
    page.until("() => document.querySelector('[data-testid^=pick-]:not(:disabled)')")
    assert keys.at() == "draft"
    keys.to("pick-", key="Shift+Tab")
    keys.press("ArrowRight")
    keys.to("pick-")
    keys.press("Enter")
    page.until("() => document.querySelector('[data-testid^=option-]:not(:disabled)')")
    page.until(ANSWERED)
    assert keys.at()
    keys.to("option-", key="Shift+Tab")
    keys.press("ArrowRight")
    assert keys.at().startswith("option-")
    keys.press("Enter")
    page.until("() => window.model.sent.some((each) => each.verb === 'chat.choose')")
    page.until(ANSWERED)
    assert keys.at()
    keys.to("tab-", key="Shift+Tab")
    keys.press("ArrowRight")
    assert keys.at() == "tab-plan"
    keys.to("prompt")
    plain.keyboard.press("End")
    plain.keyboard.type(" on slate")
    keys.press("Control+Enter")
    page.until("() => window.model.state.plan.steps[0].prompt.includes('on slate')")
    assert keys.at()
    keys.to("studio-")
    if plain.evaluate("() => document.activeElement.dataset.testid") != "studio-previs":
        keys.to("studio-previs", key="ArrowLeft", most=4)
    keys.to("start")
    while keys.at() != "start":
        keys.press("Tab")
    keys.press("Enter")
    page.until("() => window.model.state.preview.status === 'completed'")
    page.until(ANSWERED)
    assert keys.at()
    keys.to("tab-", key="Shift+Tab")
    while keys.at() != "tab-run":
        keys.press("ArrowRight")
    keys.to("star-")
    keys.press("ArrowRight")
    keys.press("Enter")
    page.until("() => window.model.state.preview.steps[0].takes[0].stars > 0")
    assert keys.at()
    page.close()
