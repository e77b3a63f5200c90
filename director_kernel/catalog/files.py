"""Catalog files: YAML without surprises, and the line of every value when a fault must be shown.

YAML 1.1 would read `16:9` as the number 969, `2026-11-21` as a date and `no` as false; here only true, false, null, decimal
numbers and text exist, and aliases are refused.
"""

import errno
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from director_kernel.errors import CatalogError
from director_kernel.store.reading import read_file

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+")
_FIRST_OF_NUMBER = frozenset("-+0123456789")

Path_ = tuple[str | int, ...]


class BadFile(Exception):
    """A catalog file can't be read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@cache
def _yaml() -> tuple[Any, Any]:
    """The yaml module and our loader; imported here, on first use, because it costs more than the rest of the package."""
    import yaml

    class Loader(yaml.CSafeLoader):  # type: ignore[misc, name-defined, unused-ignore]
        """Leaves plain scalars as text: YAML's own guesses are slow and wrong for ratios and dates."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
            return "plain" if implicit and implicit is not True and implicit[0] else "text"

    return yaml, Loader


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises BadFile for what can't be read or is too big to be a catalog file."""
    try:
        return read_file(path, MAX_BYTES)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise BadFile(1, f"is too big for a catalog file (at most {MAX_BYTES} bytes)") from None
        raise BadFile(1, f"can't be read: {error.strerror or error}") from None


def parse(raw: bytes, *, trusted: bool = False) -> Any:
    """The plain values of a YAML file. Raises BadFile with the line for anything that is not our YAML.

    `trusted` files (the ones we ship) skip the scan for nesting and aliases, which costs as much as reading them.
    """
    node = _compose(raw, trusted=trusted)
    return None if node is None else _value(node)


def parse_with_lines(raw: bytes) -> tuple[Any, dict[Path_, int], list[BadFile]]:
    """The plain values, the line of every value by its path, and faults the fast reader overlooks (keys given twice)."""
    node = _compose(raw, trusted=False)
    lines: dict[Path_, int] = {}
    faults: list[BadFile] = []
    if node is None:
        return None, lines, faults
    _walk(node, (), lines, faults)
    return _value(node), lines, faults


def _compose(raw: bytes, *, trusted: bool) -> Any:
    yaml, loader = _yaml()
    try:
        if not trusted:
            _scan(raw, yaml, loader)
        return yaml.compose(raw, Loader=loader)
    except yaml.YAMLError as error:
        raise _bad(error, raw) from None
    except (ValueError, UnicodeError) as error:
        raise BadFile(1, f"is not readable YAML: {error}") from None


def _value(node: Any) -> Any:
    """A node as plain Python. Only text, numbers, true, false, null, lists and mappings exist."""
    if node.tag not in ("plain", "text"):
        raise BadFile(node.start_mark.line + 1, f"uses the YAML tag {node.tag!r}; write the value plainly")
    if node.id == "mapping":
        return {_key(key): _value(value) for key, value in node.value}
    if node.id == "sequence":
        return [_value(value) for value in node.value]
    return _plain(node.value) if node.tag == "plain" else node.value


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _FIRST_OF_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    return text


def _key(node: Any) -> str:
    if node.id != "scalar":
        raise BadFile(node.start_mark.line + 1, "uses a list or mapping as a key; write a name")
    return str(node.value)


def line_of(lines: dict[Path_, int], path: Path_) -> int:
    """The line of `path`, or of the nearest value around it that is in the file."""
    for end in range(len(path), -1, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return 1


def catalog_error(path: Path, fault: BadFile) -> CatalogError:
    """The error a person sees for a file that can't be read."""
    what = "Mend the file or take it out, then try again (`director catalog check` lists every fault)."
    return CatalogError(f"{_near(path)}:{fault.line}: {fault.message}. {what}")


def _near(path: Path) -> Path:
    """The path as one would type it here: beside a notebook its own files need no machine's folders before them."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _bad(error: Any, raw: bytes) -> BadFile:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    last = max(1, raw.count(b"\n") + (not raw.endswith(b"\n")))
    return BadFile(min(mark.line + 1, last) if mark else 1, f"is not readable YAML: {said}")


def _scan(raw: bytes, yaml: Any, loader: Any) -> None:
    """Refuses what would hurt a reader: the C composer recurses (deep nesting takes the process down) and aliases multiply."""
    depth = 0
    for event in yaml.parse(raw, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise BadFile(event.start_mark.line + 1, f"is nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            raise BadFile(event.start_mark.line + 1, "uses a YAML alias; write the value out")


def _walk(node: Any, path: Path_, lines: dict[Path_, int], faults: list[BadFile]) -> None:
    lines[path] = node.start_mark.line + 1
    for key, child in _children(node, faults):
        _walk(child, (*path, key), lines, faults)


def _children(node: Any, faults: list[BadFile]) -> Iterator[tuple[str | int, Any]]:
    if node.id == "sequence":
        yield from enumerate(node.value)
    elif node.id == "mapping":
        names: set[str] = set()
        for key, child in node.value:
            name = _key(key)
            if name in names:
                faults.append(BadFile(key.start_mark.line + 1, f"{name!r} is given twice"))
            names.add(name)
            yield name, child
