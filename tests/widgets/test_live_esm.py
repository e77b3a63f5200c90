"""The paid path in the page, on a local fal: priced and capped, queued, logged, refused, lost, unknown, locked, and how each goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from director_kernel.schema.brief import Brief
from director_kernel.widgets.director import Director
from tests.servers.fal import FalServer
from tests.widgets.accessible import faint, violations
from tests.widgets.plain import open_plain
from tests.widgets.wired import Wired

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).resolve().parents[1] / "screenshots"
KEY = "stand-in-one:aaaaaaaaaaaaaaaaaaaaaaaaaaaa"
PROMPTS = {
    "calm": "a calm lake at dawn",
    "knight": 'A bloody knight. A banner reads "blood"',
    "beam": "a lighthouse in the fog",
    "alley": "an alley at night",
    "door": "a red door",
    "river": "a slow river",
}
STEPS = [
    {"id": name, "order": number, "action": name.capitalize(), "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": prompt}
    for number, (name, prompt) in enumerate(PROMPTS.items(), 1)
]


@pytest.fixture
def fal(monkeypatch: pytest.MonkeyPatch) -> Iterator[FalServer]:
    with FalServer(seconds=0.5, queued=0.5, keys={KEY}) as made:
        monkeypatch.setenv("DIRECTOR_FAL_BASE_URL", made.url)
        monkeypatch.setenv("FAL_KEY", KEY)
        yield made


@pytest.fixture
def director(workspace_folder: Path, fal: FalServer) -> Iterator[Director]:
    with Director(workspace_folder) as made:
        made.chats.new()
        yield made


def wired(page: "Page", base: str, director: Director, steps: list[dict[str, Any]]) -> Wired:
    """The plan's widget, below which its run comes."""
    director.plans.keep(
        {"title": "Lumen, live", "aspect": "16:9", "steps": steps}, brief=Brief(text="Pictures for Lumen", budget=3_000_000)
    )
    open_plain(page, base)
    made = Wired(page, director.plan(), "plan")
    made.show()
    return made


def row(page: "Page", step: str) -> "Locator":
    """The step in the run, not in the plan."""
    return page.locator(".dk-rsteps").get_by_test_id(f"step-{step}")


def says(made: Wired, step: str, words: str) -> None:
    """Carries words until the step's row in the run has these."""
    made.until(
        "([step, words]) => document.querySelector(`.dk-rsteps [data-testid=step-${step}]`)?.innerText.includes(words)", [step, words]
    )


def photograph(page: "Page", name: str, what: str = ".dk") -> None:
    """A picture of the widget in either theme, the list of steps at its full length."""
    SHOTS.mkdir(exist_ok=True)
    unrolled = page.add_style_tag(content=".dk .dk-rsteps.dk-rsteps { height: auto; max-height: none; }")
    for theme in ("dark", "light"):
        page.evaluate("(dark) => document.documentElement.classList.toggle('dark', dark)", theme == "dark")
        page.wait_for_function("(theme) => document.querySelector('.dk').dataset.theme === theme", arg=theme)
        assert faint(page) == [], theme
        page.locator(what).first.screenshot(path=str(SHOTS / f"{name}-{theme}.png"), animations="disabled")
    unrolled.evaluate("(style) => style.remove()")


def test_every_outcome_of_a_paid_run_is_told_and_goes_on_by_a_press(
    plain: "Page", plain_base: str, director: Director, fal: FalServer
) -> None:
    director.quotas.set({"images": 2}, hard=False)
    for what, match, more in (
        ("policy", "bloody", {}),
        ("accept-drop", "lighthouse", {}),
        ("forget", "alley", {"times": None}),
        ("late", "slow river", {"seconds": 3.0}),
    ):
        fal.script(what, match=match, **more)
    made = wired(plain, plain_base, director, [step for step in STEPS if step["id"] != "door"])

    # Priced, and capped by what the brief said.
    plain.get_by_test_id("studio-live").click()
    assert plain.get_by_test_id("cap").input_value() == "3.00"
    assert "of $3.00" in plain.get_by_test_id("sums").inner_text()
    price = plain.get_by_test_id("total").inner_text()
    assert price.startswith("$0.") and plain.get_by_test_id("start").inner_text() == f"Start · {price}"
    photograph(plain, "live-plan")
    plain.get_by_test_id("start").click()

    # In the queue, and at work with a log.
    says(made, "river", "queued, ")
    says(made, "river", "making")
    assert "0 %" not in row(plain, "river").inner_text(), "fal does not say how far it is"
    row(plain, "river").get_by_test_id("log").evaluate("(button) => button.click()")
    says(made, "river", "working on ")
    says(made, "knight", "refused by the provider")
    says(made, "beam", "outcome unknown")
    says(made, "alley", "lost by the provider")
    assert "is booked: it may have been charged" in row(plain, "alley").inner_text()
    made.until("() => document.querySelector('[data-testid=run-notices]')?.textContent.includes('used of this month')")
    photograph(plain, "live-going", ".dk-run")
    made.until("() => document.querySelector('[data-testid=run-status]').textContent === 'failed'")
    figures = plain.get_by_test_id("run-figures").locator("> span").all_inner_texts()
    assert figures[:3] == ["2 of 5 stored", "2 failed", "1 unknown"] and figures[-1] == "cap $3.00"
    assert violations(plain) == []
    made.until("() => [...document.querySelectorAll('.dk-run .dk-thumb')].every((each) => each.hidden || each.naturalWidth)")
    photograph(plain, "live-ended", ".dk-run")

    # An order nobody knows the fate of is looked for, and is not sent again.
    beam = row(plain, "beam")
    assert "director recover" not in beam.inner_text(), "the button says it"
    beam.get_by_test_id("release").click()
    assert "money may have been spent" in beam.inner_text()
    beam.screenshot(path=str(SHOTS / "live-give-up.png"))
    beam.get_by_test_id("release-keep").click()
    beam.get_by_test_id("recover").click()
    says(made, "beam", "stored")
    made.until("() => document.querySelector('[data-testid=run-note]').textContent.includes('nothing was sent again')")
    assert len(fal.posts("lighthouse")) == 1

    # Content that was refused is made in the words that were offered.
    soften = row(plain, "knight").get_by_test_id("soften")
    assert "A weathered knight" in row(plain, "knight").inner_text() and soften.inner_text().startswith("Use the softer wording")
    soften.click()
    says(made, "knight", "stored")
    assert len(fal.accepted("weathered")) == 1 and not fal.accepted("bloody")
    spent = director.workspace.ledger.totals()
    assert director.workspace.ledger.check() == [] and spent.outstanding == 0
    made.close()


def test_a_locked_account_says_what_to_do_and_what_nobody_found_is_given_up(
    plain: "Page", plain_base: str, director: Director, fal: FalServer
) -> None:
    fal.script("403-locked", match="red door", times=None)
    fal.script("drop", match="lighthouse")
    made = wired(plain, plain_base, director, [step for step in STEPS if step["id"] in ("beam", "door")])
    plain.get_by_test_id("studio-live").click()
    plain.get_by_test_id("start").click()
    made.until("() => document.querySelector('[data-testid=run-status]')?.textContent === 'failed'")
    says(made, "door", "order not taken")
    said = row(plain, "door").get_by_test_id("step-error").inner_text()
    assert "Exhausted balance" in said and "director keys add fal" in said and ".;" not in said and KEY[:12] not in said
    photograph(plain, "live-locked", ".dk-run")

    beam = row(plain, "beam")
    beam.get_by_test_id("recover").click()
    made.until("() => document.querySelector('[data-testid=run-note]').textContent.includes('0 of 1')")
    assert "outcome unknown" in beam.inner_text()
    beam.get_by_test_id("release").click()
    beam.get_by_test_id("release-sure").click()
    says(made, "beam", "given up")
    beam.get_by_test_id("retry").wait_for()
    assert len(fal.posts("lighthouse")) == 1
    photograph(plain, "live-given-up", ".dk-run")
    made.close()
