"""System prompts: Markdown files with a version at the head, shipped in `briefings/`, each of which a workspace may replace by its own."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from director_kernel.catalog.files import BadFile, catalog_error, read_bytes
from director_kernel.errors import UsageError
from director_kernel.schema.catalog import CatalogFault

FOLDER = "briefings"
BRIEFINGS = (
    "brain",
    "add_scene",
    "edit_scene",
    "code_generation",
    "code_edit_surgical",
    "code_edit_creative",
    "code_edit_structural",
    "vision",
    "research",
    "judge",
    "writing",
)
ALIASES = {
    "brain_orchestrator": "brain",
    "director": "brain",
    "chat": "brain",
    "plan": "brain",
    "structure": "edit_scene",
    "outline": "edit_scene",
    "delete_scene": "edit_scene",
    "code_generator": "code_generation",
    "site": "code_generation",
    "scene_builder": "code_generation",
    "layout_generator": "code_generation",
    "code_edit": "code_edit_surgical",
    "direct_code_editor": "code_edit_surgical",
    "direct_code_editor_surgical": "code_edit_surgical",
    "direct_code_editor_creative": "code_edit_creative",
    "direct_code_editor_structural": "code_edit_structural",
    "fix": "code_edit_surgical",
    "fix_broken_scene": "code_edit_surgical",
    "vision_analysis": "vision",
    "analyze_image": "vision",
    "image_description": "vision",
    "create_scene_from_image": "add_scene",
    "edit_scene_with_image": "edit_scene",
}
"""Names of the source documents and of roles that share a briefing."""
LONGEST = 60_000
_VERSION = re.compile(r"version:[ \t]*([A-Za-z0-9][A-Za-z0-9._-]{0,31})[ \t]*")


@dataclass(frozen=True)
class SystemPrompt:
    """One briefing as it lies in its file. `label` is name@version#hash: the hash tells versions apart that nobody numbered."""

    name: str
    version: str
    text: str

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}#{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"


def briefing_name(role: str) -> str:
    """The name of the briefing for a role, by any of its names. Raises UsageError for a role without one."""
    plain = re.sub(r"[.\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", role.strip()).lower())
    name = ALIASES.get(plain, plain)
    if name not in BRIEFINGS:
        raise UsageError(f"there is no briefing {role[:40]!r}; there are {', '.join(BRIEFINGS)}.")
    return name


def read_system_prompt(role: str, root: Path, overlay: Path | None = None) -> SystemPrompt:
    """The briefing for `role`: the workspace's own where `overlay` (its catalog folder) has one, else the shipped one.

    Raises UsageError for a role without a briefing, CatalogError for a file that is wrong.
    """
    name = briefing_name(role)
    own = overlay / FOLDER / f"{name}.md" if overlay is not None else None
    path = own if own is not None and own.is_file() else root / FOLDER / f"{name}.md"
    try:
        version, text = _parsed(read_bytes(path))
    except BadFile as fault:
        raise catalog_error(path, fault) from None
    return SystemPrompt(name, version, text)


def briefing_faults(root: Path) -> Iterator[CatalogFault]:
    """Every fault of the briefings in a catalog folder."""
    folder = root / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        file = f"{FOLDER}/{path.name}"
        if path.suffix != ".md":
            yield CatalogFault(file=file, line=1, message="is never read: a briefing is a file NAME.md")
        elif path.stem not in BRIEFINGS:
            yield CatalogFault(file=file, line=1, message=f"is no briefing; there are {', '.join(BRIEFINGS)}")
        else:
            try:
                _parsed(read_bytes(path))
            except BadFile as fault:
                yield CatalogFault(file=file, line=fault.line, message=fault.message)


def _parsed(raw: bytes) -> tuple[str, str]:
    """(version, text) of a file. Raises BadFile."""
    try:
        first, _, text = raw.decode("utf-8-sig").replace("\r\n", "\n").partition("\n")
    except UnicodeDecodeError as error:
        raise BadFile(raw[: error.start].count(b"\n") + 1, "is not UTF-8 text") from None
    version = _VERSION.fullmatch(first)
    if version is None:
        raise BadFile(1, "must begin with a line like 'version: 1'")
    if not text.strip():
        raise BadFile(2, "has no text below its version")
    if len(text) > LONGEST:
        raise BadFile(2, f"is longer than {LONGEST} letters; a model would read little else")
    return version.group(1), text.strip() + "\n"
