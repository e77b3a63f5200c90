"""The accessibility rules of axe-core, run over what is on the page."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "esm/node_modules/axe-core/axe.min.js"
RUN = """async (where) => (await axe.run(where, { resultTypes: ["violations"] })).violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .map((one) => [one.id, ...one.nodes.slice(0, 3).map((node) => node.html.slice(0, 150) + (node.any[0]?.message ?? ""))].join(" | "))"""


def violations(page: "Page", where: str = ".dk") -> list[str]:
    """What is seriously or critically wrong in `where`, one line a rule."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=str(AXE))
    found: list[str] = page.evaluate(RUN, where)
    return found
