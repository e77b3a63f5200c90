"""The shipped catalog, and small ones written into a folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from director_kernel.catalog import Catalog, load_catalog

Write = Callable[..., Path]
PROVENANCE = "{fit_score: 0.5, dedupe_status: distinct, last_checked_at: 2026-01-01, last_updated_at: 2026-01-01}"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write("models/a.yaml", text)` puts a file into a catalog folder and gives the folder."""
    root = tmp_path / "catalog"

    def put(name: str, text: str | bytes) -> Path:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return put


def model(id: str, *, status: str = "active", kinds: str = "[text-to-video]", **more: str) -> str:
    """One model record as YAML; further fields are written as given."""
    lines = [
        f"  - id: {id}",
        f"    name: {id}",
        "    vendor: V",
        f"    kinds: {kinds}",
        f"    status: {status}",
        f"    provenance: {PROVENANCE}",
    ]
    return "\n".join(lines + [f"    {name}: {value}" for name, value in more.items()]) + "\n"


def models(*records: str) -> str:
    return "source: a test\nas_of: 2026-01-01\nmodels:\n" + "".join(records)
