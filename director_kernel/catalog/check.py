"""Every fault of a catalog, each with file and line: unreadable files, wrong records, names that lead nowhere."""

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from pydantic import ValidationError

from director_kernel.catalog.briefings import FOLDER, briefing_faults
from director_kernel.catalog.faults import spell
from director_kernel.catalog.files import BadFile, Path_, line_of, parse_with_lines, read_bytes
from director_kernel.catalog.links import broken_links
from director_kernel.catalog.sections import FREE_FOLDERS, SECTIONS, Dates, common_of, inherit, section_of
from director_kernel.schema.catalog import CatalogFault, Sourced


class Page(NamedTuple):
    """A file that could be read."""

    name: str
    section: str
    data: Any
    lines: dict[Path_, int]


class Placed(NamedTuple):
    """A record and where it stands."""

    record: Sourced
    page: Page
    place: int

    def line(self, *path: str | int) -> int:
        return line_of(self.page.lines, (self.page.section, self.place, *path))


def check_catalog(root: Path, *, base: Path | None = None) -> list[CatalogFault]:
    """All faults of the catalog in `root`, in file and line order; [] when it is sound.

    An overlay is checked with `base`, the catalog it lies over: its records may be partial and may name what only the base has.
    """
    faults: list[CatalogFault] = [*briefing_faults(root)]
    below = _read(base, []) if base else []
    pages = _read(root, faults)
    dates = _dates(below + pages)
    under = {key: placed for key, placed in _records(below, dates, {}, []).items()}
    placed = _records(pages, dates, {key: one.record for key, one in under.items()}, faults)
    faults += broken_links({**under, **placed}, set(placed)) if not any(_fatal(fault) for fault in faults) else []
    return sorted(faults, key=lambda fault: (fault.file, fault.line, fault.message))


def _fatal(fault: CatalogFault) -> bool:
    return "is not readable YAML" in fault.message


def _read(root: Path, faults: list[CatalogFault]) -> list[Page]:
    pages = []
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        name = PurePosixPath(path.relative_to(root).as_posix())
        if path.suffix in (".yaml", ".yml") and not path.is_dir() and name.parts[0] != FOLDER:
            pages += _page(path, name, faults)
    return pages


def _page(path: Path, name: PurePosixPath, faults: list[CatalogFault]) -> list[Page]:
    section = section_of(name)
    try:
        data, lines, overlooked = parse_with_lines(read_bytes(path))
    except BadFile as bad:
        faults.append(CatalogFault(file=str(name), line=bad.line, message=bad.message))
        return []
    faults += [CatalogFault(file=str(name), line=bad.line, message=bad.message) for bad in overlooked]
    if name.parts[0] in FREE_FOLDERS and len(name.parts) > 1:
        return []
    page = Page(str(name), section, data, lines)
    shape = list(_shape(page, path.suffix))
    faults += shape
    return [] if shape else [page]


def _shape(page: Page, suffix: str) -> Iterator[CatalogFault]:
    if suffix != ".yaml":
        yield _fault(page, (), "is never read: name it .yaml")
    elif page.section not in SECTIONS:
        yield _fault(
            page, (), f"{page.section!r} is no section of a catalog; there are {', '.join(SECTIONS)} and {', '.join(FREE_FOLDERS)}"
        )
    elif not isinstance(page.data, dict) or not isinstance(page.data.get(page.section), list):
        yield _fault(page, (), f"must hold a list called {page.section!r}")
    else:
        for key in sorted(set(map(str, page.data)) - {page.section, "source", "as_of"}):
            yield _fault(page, (key,), f"{key!r} is not a field of a catalog file")


def _dates(pages: list[Page]) -> Dates:
    found = {}
    for page in pages:
        for item in page.data["sources"] if page.section == "sources" else ():
            if isinstance(item, dict):
                found[str(item.get("id"))] = str(item.get("as_of") or common_of(page.data).get("as_of", ""))
    return Dates(found)


def _records(
    pages: Iterable[Page], dates: Dates, below: dict[tuple[str, str], Sourced], faults: list[CatalogFault]
) -> dict[tuple[str, str], Placed]:
    """The sound records by (section, id); what is wrong goes to `faults`."""
    found: dict[tuple[str, str], Placed] = {}
    for page in pages:
        for index, item in enumerate(page.data[page.section]):
            if not isinstance(item, dict) or not isinstance(item.get("id"), str):
                faults.append(_fault(page, (page.section, index), "every record needs an id"))
                continue
            key = (page.section, item["id"])
            if key in found:
                first = found[key]
                faults.append(_fault(page, (page.section, index), f"{item['id']!r} is already in {first.page.name}:{first.line()}"))
            elif record := _record(page, index, item, dates, below.get(key), faults):
                found[key] = Placed(record, page, index)
    return found


def _record(
    page: Page, index: int, item: dict[str, Any], dates: Dates, under: Sourced | None, faults: list[CatalogFault]
) -> Sourced | None:
    noun = SECTIONS[page.section]
    value = inherit(item, noun, common_of(page.data), dates)
    if under is not None:
        value = {**{name: getattr(under, name) for name in noun.model_fields}, **value}
    try:
        return noun.model_validate(value)
    except ValidationError as error:
        for one in error.errors(include_input=False, include_url=False):
            line, message = spell(one, (page.section, index), page.lines)
            faults.append(CatalogFault(file=page.name, line=line, message=f"{item['id']}: {message}"))
        return None


def _fault(page: Page, path: Path_, message: str) -> CatalogFault:
    return CatalogFault(file=page.name, line=line_of(page.lines, path), message=message)
