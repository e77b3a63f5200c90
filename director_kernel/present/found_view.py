"""What was found, nearest first: a list with a picture where there is one, what each is, and whether meanings were compared."""

from collections.abc import Mapping
from typing import Any

from director_kernel.present.html import PANEL, QUIET, RULE, Safe, box, el, spelled
from director_kernel.present.shown import Shown
from director_kernel.present.text import clip, screen_width, wrapped
from director_kernel.schema.finding import FindKind, Found, Hit

NAMES = {
    FindKind.SHOTS: "shot",
    FindKind.SCENES: "scene",
    FindKind.PROJECTS: "film",
    FindKind.PROMPTS: "prompt",
    FindKind.TEMPLATES: "template",
    FindKind.MODELS: "model",
}
_PICTURE = "width:112px;height:63px;object-fit:cover;border-radius:4px;background:var(--jp-layout-color3, #8883);display:block"


def found_view(found: Found, pictures: Mapping[str, str] | None = None) -> Shown:
    """The answer to a search; `pictures` are data URLs by asset."""
    how = how_of(found)
    if not found.hits:
        text = f"Nothing here is like {clip(found.query, 80)!r}. {how}"
        return Shown(text, box(el("div", text)), _data(found))
    lines: list[str] = []
    for number, hit in enumerate(found.hits, 1):
        lines.append(clip(f"{number:>2}. {NAMES[hit.kind]}  {hit.title}  ({hit.address})", screen_width()))
        if hit.text:
            lines.append(wrapped(clip(hit.text, 170), indent="    "))
    given = pictures or {}
    items = (_item(hit, given.get(hit.asset or "", ""), bool(given)) for hit in found.hits)
    listed = el("ol", *items, style="list-style:none;padding:0;margin:0")
    html = box(listed, el("div", spelled(how), style=f"color:{QUIET};margin-top:8px"))
    return Shown("\n".join([*lines, "", how]), html, _data(found))


def how_of(found: Found) -> str:
    """By words, or by words and meaning, and how to have the other."""
    return found.note or ("By words and meaning." if found.by_meaning else "By words only.")


def _item(hit: Hit, picture: str, pictured: bool) -> Safe:
    """One hit; where some have a picture, those without keep its place."""
    shown = el("img", src=picture, alt=f"Picture of {hit.title}", style=_PICTURE) if picture else None
    if pictured and not picture:
        shown = el("span", style=f"{_PICTURE};visibility:hidden", aria_hidden="true")
    head = el("div", el("strong", hit.title), " ", el("span", NAMES[hit.kind], style=_tag()))
    about = el("div", hit.text, style="margin:2px 0")
    where = el("code", hit.address, style=f"color:{QUIET};background:none;padding:0;font-size:12px")
    body = el("div", head, about, where, style="min-width:0;flex:1")
    return el("li", shown, body, style=f"display:flex;gap:12px;padding:8px 0;border-bottom:1px solid {RULE};align-items:flex-start")


def _tag() -> str:
    return f"color:{QUIET};background:{PANEL};border:1px solid {RULE};border-radius:8px;padding:0 7px;font-size:11px;margin-left:4px"


def _data(found: Found) -> dict[str, Any]:
    how = "words and meaning" if found.by_meaning else "words"
    return {"query": found.query, "by": how, "note": found.note, "hits": [hit.wire() for hit in found.hits]}
