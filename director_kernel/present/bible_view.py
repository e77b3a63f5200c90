"""The bible for people: who, where and what must stay the same, and the reference pictures with their colours."""

from collections.abc import Iterator, Mapping, Sequence

from director_kernel.present.html import QUIET, RULE, WARN, Safe, box, el, join, spelled
from director_kernel.present.shown import Shown
from director_kernel.present.text import wrapped
from director_kernel.schema.project import BibleCharacter, BibleProp, Location, Project, VisualAsset

Owner = BibleCharacter | Location | BibleProp
_FALLBACK = "nothing said yet"


def about(owner: Owner) -> str:
    """What is known of somebody, a place or a thing, in a line."""
    if isinstance(owner, BibleCharacter):
        look = owner.look
        parts = [owner.part.value, look.age, look.gender, look.hair and f"{look.hair} hair", look.skin, look.wardrobe, *look.features]
        return ", ".join(part for part in (*parts, owner.about, owner.voice and f"voice: {owner.voice}") if part) or _FALLBACK
    if isinstance(owner, Location):
        hour = owner.time_of_day.value if owner.time_of_day else ""
        return ", ".join(part for part in (owner.setting, hour, owner.weather, owner.light, *owner.palette) if part) or _FALLBACK
    return ", ".join(part for part in (owner.prop.material, owner.prop.colour, owner.prop.label, owner.about) if part) or _FALLBACK


def bible_view(project: Project, pictures: Mapping[str, str]) -> Shown:
    """The whole bible; `pictures` are data URIs by the hash of the file, what has none is shown without."""
    bible = project.bible
    groups: list[tuple[str, Sequence[Owner]]] = [("Characters", bible.characters), ("Places", bible.locations), ("Things", bible.props)]
    lines = [f"Bible of {project.title}"]
    lines += [wrapped(f"aesthetic: {bible.aesthetic}", "   ")] if bible.aesthetic else []
    lines += [wrapped(f"law: {rule}", "   ") for rule in bible.rules]
    page: list[object] = [el("div", el("strong", lines[0]))]
    page += [el("div", bible.aesthetic)] if bible.aesthetic else []
    page += [el("ul", *(el("li", rule) for rule in bible.rules), style="margin:4px 0;padding-left:18px")] if bible.rules else []
    for title, owners in groups:
        if owners:
            lines += ["", title, *(_line(owner) for owner in owners)]
            page += [_heading(title), el("ul", *(_card(owner, pictures) for owner in owners), style=_GRID)]
    if bible.assets:
        lines += ["", "Pictures", *(line for one in bible.assets for line in _picture_lines(one))]
        page += [_heading("Pictures"), el("ul", *(_picture(one, pictures) for one in bible.assets), style=_GRID)]
    if len(lines) == 1:
        hint = "It is empty: `director bible add character NAME` adds somebody, `director bible add FILE` a reference picture."
        lines.append(hint)
        page.append(el("div", spelled(hint), style=f"color:{QUIET}"))
    return Shown("\n".join(lines), box(*page), bible.wire())


_GRID = "list-style:none;margin:4px 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px"


def _heading(title: str) -> Safe:
    return el("div", el("strong", title), style=f"margin-top:12px;border-top:1px solid {RULE};padding-top:6px")


def _line(owner: Owner) -> str:
    mark = " [locked]" if owner.locked else ""
    count = f" ({len(owner.assets)} pictures)" if len(owner.assets) > 1 else " (1 picture)" if owner.assets else ""
    return wrapped(f"{owner.id}  {owner.name}{mark}{count}: {about(owner)}", "   ")


def _card(owner: Owner, pictures: Mapping[str, str]) -> Safe:
    first = next((pictures[one] for one in owner.assets if one in pictures), "")
    lock = el("span", "  🔒 locked", style=f"color:{WARN}") if owner.locked else None
    return el(
        "li",
        _image(first, f"{owner.name}: {about(owner)}") if first else None,
        el("div", el("strong", owner.name), el("code", f" {owner.id}", style=f"color:{QUIET}"), lock),
        el("div", about(owner), style=f"color:{QUIET}"),
    )


def _image(source: str, words: str) -> Safe:
    return el(
        "img", src=source, alt=words, style=f"width:100%;max-height:160px;object-fit:contain;border-radius:4px;border:1px solid {RULE}"
    )


def read_by(picture: VisualAsset) -> str:
    """Who read it, for people."""
    return "not read yet" if not picture.read_by else "read offline" if picture.read_by == "offline" else f"read by {picture.read_by}"


def _picture_lines(picture: VisualAsset) -> Iterator[str]:
    of = f" of {picture.of}" if picture.of else ""
    yield wrapped(f"{picture.id}  {picture.category.replace('_', ' ')}{of}, {read_by(picture)}: {picture.phrase or _FALLBACK}", "   ")
    if picture.palette:
        yield wrapped(f"colours: {', '.join(picture.palette)}", "      ")
    words = [*picture.mood, *picture.tags]
    if words:
        yield wrapped(f"tags: {', '.join(words)}", "      ")


def _picture(picture: VisualAsset, pictures: Mapping[str, str]) -> Safe:
    source = pictures.get(picture.asset, "")
    of = f" of {picture.of}" if picture.of else ""
    return el(
        "li",
        _image(source, f"{picture.name or picture.id}: {picture.phrase}") if source else None,
        swatches(picture.palette),
        el("div", el("strong", picture.name or picture.id), el("code", f" {picture.id}", style=f"color:{QUIET}")),
        el("div", f"{picture.category.replace('_', ' ')}{of}, {read_by(picture)}", style=f"color:{QUIET}"),
        el("div", picture.phrase),
        el("div", ", ".join((*picture.mood, *picture.tags)), style=f"color:{QUIET};font-size:12px"),
    )


def swatches(palette: Sequence[str]) -> Safe | None:
    """The colours of a palette ("teal #1f7a7d") side by side, each with its name for ear and pointer."""
    found = [(words.rpartition(" ")[0] or words, words.rpartition(" ")[2]) for words in palette]
    shown = [(name, colour) for name, colour in found if len(colour) == 7 and colour[0] == "#" and _is_hex(colour[1:])]
    cell = "display:inline-block;flex:1;height:16px"
    blocks = join(
        el("span", style=f"{cell};background:{colour}", title=f"{name} {colour}", role="img", aria_label=f"{name} {colour}")
        for name, colour in shown
    )
    return (
        el("div", blocks, style=f"display:flex;border-radius:3px;overflow:hidden;border:1px solid {RULE};margin:4px 0") if shown else None
    )


def _is_hex(text: str) -> bool:
    return all(letter in "0123456789abcdefABCDEF" for letter in text)


def picture_view(picture: VisualAsset, source: str, title: str) -> Shown:
    """One reference and what was read off it."""
    return Shown(
        "\n".join([title, *_picture_lines(picture)]),
        box(el("div", title), el("ul", _picture(picture, {picture.asset: source} if source else {}), style=_GRID)),
        picture.wire(),
    )
