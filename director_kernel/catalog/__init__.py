"""The catalog: what is known about models, prices and how films are made, with sources; read when first asked for."""

from pathlib import Path

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.check import check_catalog
from director_kernel.catalog.shelf import Shelf
from director_kernel.settings import assets_root

__all__ = ["Catalog", "catalog_root", "check_catalog", "load_catalog"]

_loaded: dict[str, Catalog] = {}


def catalog_root() -> Path:
    """The folder of the shipped catalog."""
    return assets_root() / "catalog"


def load_catalog(overlay: Path | None = None) -> Catalog:
    """The shipped catalog with a workspace's `overlay` folder over it; the same content gives the same object.

    Files are read and hashed at once, parsed when a section is first asked for. Raises CatalogError for files that can't be read.
    """
    shelf = Shelf(catalog_root(), overlay)
    if len(_loaded) > 8:
        _loaded.clear()
    return _loaded.setdefault(shelf.hash, Catalog(shelf))
