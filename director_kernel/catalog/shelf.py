"""What lies on disk: the shipped catalog and a workspace's overlay, read file by file when a section is asked for."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from director_kernel.catalog.faults import spell
from director_kernel.catalog.files import BadFile, catalog_error, parse, parse_with_lines, read_bytes
from director_kernel.catalog.sections import FREE_FOLDERS, SECTIONS, Dates, common_of, inherit, items_of, section_of
from director_kernel.errors import CatalogError
from director_kernel.schema.catalog import Sourced


class Shelf:
    """The files of one catalog: `root` is shipped, `overlay` is a workspace's own and wins by id, key by key."""

    def __init__(self, root: Path, overlay: Path | None) -> None:
        self.root = root
        self.overlay = overlay
        self._raw = {**self._collect(root, trusted=True), **(self._collect(overlay, trusted=False) if overlay else {})}

    def __eq__(self, other: object) -> bool:
        """Shelves with the same contents are the same."""
        return isinstance(other, Shelf) and other.hash == self.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over names and bytes of all files: the same content, the same hash."""
        digest = hashlib.sha256()
        for (layer, name), (_, raw) in sorted(self._raw.items()):
            digest.update(f"{layer}:{name}:{len(raw)}\n".encode())
            digest.update(raw)
        return digest.hexdigest()

    def names(self, section: str) -> list[tuple[int, str]]:
        """(layer, file) of a section's files, shipped ones first."""
        return sorted(key for key in self._raw if section_of(PurePosixPath(key[1])) == section)

    def data(self, key: tuple[int, str]) -> Any:
        """The plain values of one file. Raises CatalogError with file and line."""
        path, raw = self._raw[key]
        try:
            return parse(raw, trusted=key[0] == 0)
        except BadFile as fault:
            raise catalog_error(path, fault) from None

    def raw(self, key: tuple[int, str]) -> bytes:
        return self._raw[key][1]

    def path(self, key: tuple[int, str]) -> Path:
        return self._raw[key][0]

    def records(self, section: str, keys: list[tuple[int, str]] | None = None) -> dict[str, Sourced]:
        """The section's nouns by id, in file order. Raises CatalogError with file and line for the first that is wrong."""
        merged: dict[str, tuple[dict[str, Any], tuple[int, str], int]] = {}
        for key in self.names(section) if keys is None else keys:
            data = self.data(key)
            common = common_of(data)
            for index, item in enumerate(items_of(data, section)):
                name = str(item.get("id", "")) if isinstance(item, dict) else ""
                before = merged[name][0] if name in merged else {}
                filled = inherit(item, SECTIONS[section], common, self.dates)
                merged[name] = ({**before, **filled} if isinstance(filled, dict) else {}, key, index)
        return {name: self._noun(section, *found) for name, found in merged.items()}

    def _noun(self, section: str, value: dict[str, Any], key: tuple[int, str], index: int) -> Sourced:
        noun = SECTIONS[section]
        try:
            return noun.model_validate(value)
        except ValidationError as error:
            raise self._wrong(section, key, index, error) from None

    def _wrong(self, section: str, key: tuple[int, str], index: int, error: ValidationError) -> CatalogError:
        path, raw = self._raw[key]
        _, lines, _ = parse_with_lines(raw)
        line, message = spell(error.errors(include_input=False, include_url=False)[0], (section, index), lines)
        return catalog_error(path, BadFile(line, message))

    @cached_property
    def dates(self) -> Dates:
        """When each source was true, read first because every other section leans on it."""
        found: dict[str, str] = {}
        for key in self.names("sources"):
            data = self.data(key)
            for item in items_of(data, "sources"):
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    found[item["id"]] = str(item.get("as_of") or common_of(data).get("as_of", ""))
        return Dates(found)

    def free(self, folder: str, name: str) -> Any:
        """A file of a free-form folder (`lexicon/name.yaml`), overlay keys over shipped ones; {} if there is none."""
        found: dict[str, Any] = {}
        for layer in (0, 1):
            if (layer, f"{folder}/{name}.yaml") in self._raw:
                data = self.data((layer, f"{folder}/{name}.yaml"))
                found = {**found, **data} if isinstance(data, dict) else data
        return found

    @staticmethod
    def _collect(root: Path, *, trusted: bool) -> Mapping[tuple[int, str], tuple[Path, bytes]]:
        layer = 0 if trusted else 1
        found = {}
        for path in sorted(root.rglob("*.yaml")) if root.is_dir() else ():
            relative = PurePosixPath(path.relative_to(root).as_posix())
            if trusted or section_of(relative) in SECTIONS or relative.parts[0] in FREE_FOLDERS:
                try:
                    found[(layer, str(relative))] = (path, read_bytes(path))
                except BadFile as fault:
                    raise catalog_error(path, fault) from None
        return found
