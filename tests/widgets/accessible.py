"""Whether everybody can use what is on the page: the rules of axe-core, contrast everywhere, and where the keyboard is."""

# ruff: noqa: E501 - the page's own JavaScript stands in these lines

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


CONTRAST = """(least) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const colour = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((value, at) => value * top[3] + under[at] * (1 - top[3])).concat(1);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      layers.push(colour(getComputedStyle(each).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const found = new Map();
  const look = (element, ink, words) => {
    const style = getComputedStyle(element), under = ground(element);
    let seen = 1;
    for (let each = element; each; each = each.parentElement) seen *= Number(getComputedStyle(each).opacity);
    if (!seen) return; // it shows up under the pointer and the keyboard
    const top = colour(ink);
    const rgb = over([...top.slice(0, 3), top[3] * seen], under);
    const [a, b] = [light(rgb.slice(0, 3)), light(under.slice(0, 3))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : least)) found.set(`${element.tagName}.${element.className}`, `${ratio.toFixed(2)}: ${element.tagName}.${element.className} "${words.trim().slice(0, 40)}"`);
  };
  for (const root of document.querySelectorAll(".dk")) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement;
      if (node.data.trim() && !element.closest(".dk-sr, [aria-hidden=true], option") && element.checkVisibility({ visibilityProperty: true }))
        look(element, getComputedStyle(element).fill === "none" || !element.closest("svg") ? getComputedStyle(element).color : getComputedStyle(element).fill, node.data);
    }
    for (const field of root.querySelectorAll("input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea, select"))
      if (field.checkVisibility()) {
        if (field.value) look(field, getComputedStyle(field).color, field.value);
        else if (field.placeholder) look(field, getComputedStyle(field, "::placeholder").color, field.placeholder);
      }
  }
  return [...found.values()];
}"""


def faint(page: "Page", least: float = 4.5) -> list[str]:
    """Text of the widgets that can't be told from its ground well enough, whatever state its control is in; one line a kind of element."""
    found: list[str] = page.evaluate(CONTRAST, least)
    return found


FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nowhere";
  const style = getComputedStyle(at);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const box = at.getBoundingClientRect();
  if (!ring) return `no ring on ${at.outerHTML.slice(0, 120)}`;
  let seen = 1;
  for (let each = at; each; each = each.parentElement) seen *= Number(getComputedStyle(each).opacity);
  return box.width && box.height && seen > 0.5 ? "" : `out of sight: ${at.outerHTML.slice(0, 120)}`;
}"""


def focus_fault(page: "Page") -> str:
    """What is wrong with where the keyboard is: nowhere, or not to be seen. "" for nothing."""
    found: str = page.evaluate(FOCUS)
    return found
