"""Packs that installed Python packages bring, by the entry points of the group `director_kernel.packs`."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from director_kernel.catalog.faults import spell
from director_kernel.catalog.files import BadFile, parse, read_bytes
from director_kernel.catalog.sections import Dates, common_of, inherit, items_of
from director_kernel.schema.catalog import Pack

GROUP = "director_kernel.packs"


def plugged() -> tuple[dict[str, Pack], tuple[str, ...]]:
    """The packs of every entry point by id, the first of a name winning, and in words what is wrong with those that could not be had.

    An entry point is a mapping (a pack, or a list of them under `packs`), the path of a YAML file with packs, or a function that
    returns one of these. Nothing it does wrong is raised.
    """
    from importlib.metadata import entry_points

    found: dict[str, Pack] = {}
    faults: list[str] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            for pack in _packs(point.load(), f"entry point {point.name}"):
                if found.setdefault(pack.id, pack) is not pack:
                    faults.append(f"entry point {point.name!r}: a pack {pack.id!r} came before it from another one; rename one of the two")
        except BadFile as bad:
            faults.append(f"entry point {point.name!r} ({point.value}): {bad.message}; ask whoever made it, or uninstall it")
        except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's code: whatever it does is reported
            why = f"{type(error).__name__}: {error}"[:300]
            faults.append(f"entry point {point.name!r} ({point.value}) gives no pack ({why}); ask whoever made it, or uninstall it")
    return found, tuple(faults)


def _packs(given: Any, source: str) -> Iterator[Pack]:
    if callable(given):
        given = given()
    if isinstance(given, str | Path):
        given = parse(read_bytes(Path(given)))
    if not isinstance(given, Mapping):
        raise BadFile(1, f"gives a {type(given).__name__}, not a pack, the path of a YAML file with packs, or a function that returns one")
    data = _plain(given)
    # What brings no source is known to come from there, as of now.
    common = {"source": source, "as_of": time.strftime("%Y-%m-%d"), **common_of(data)}
    items = items_of(data, "packs") if "packs" in data else [data]
    if not items:
        raise BadFile(1, "holds no pack")
    for item in items:
        try:
            yield Pack.model_validate(inherit(item, Pack, common, Dates({})))
        except ValidationError as error:
            _, message = spell(error.errors(include_input=False, include_url=False)[0], (), {})
            raise BadFile(1, message) from None


def _plain(value: Any) -> Any:
    """Mappings and sequences of any make as dicts and lists."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
