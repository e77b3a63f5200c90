"""The catalog: what is known about models, prices and how films are made, with sources; read when first asked for."""

from functools import lru_cache
from pathlib import Path

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.check import check_catalog
from director_kernel.catalog.shelf import Shelf
from director_kernel.settings import assets_root

__all__ = ["Catalog", "catalog_root", "check_catalog", "load_catalog"]


def catalog_root() -> Path:
    """The folder of the shipped catalog."""
    return assets_root() / "catalog"


def load_catalog(overlay: Path | None = None) -> Catalog:
    """The shipped catalog with a workspace's `overlay` folder over it; the same content gives the same object.

    Files are read and hashed at once, parsed when a section is first asked for. Raises CatalogError for files that can't be read.
    """
    return _parsed(Shelf(catalog_root(), overlay))


@lru_cache(maxsize=8)
def _parsed(shelf: Shelf) -> Catalog:
    """The catalog of these contents, kept with everything parsed so far."""
    return Catalog(shelf)
