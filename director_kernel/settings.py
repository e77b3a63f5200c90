"""Where things are, and what the environment says. Read when asked, never at import."""

import os
from functools import cache
from pathlib import Path

WORKSPACE_FOLDER = "director"


@cache
def assets_root() -> Path:
    """The folder holding `catalog/`, `widgets/` and `notebooks/`: beside the package in a wheel, the checkout otherwise."""
    package = Path(__file__).resolve().parent
    shipped = package / "_assets"
    return shipped if shipped.is_dir() else package.parent


def workspace_path(start: Path | None = None) -> Path:
    """The workspace folder to use: `DIRECTOR_WORKSPACE`, else `director/` in `start` (default: the current folder)."""
    named = os.environ.get("DIRECTOR_WORKSPACE")
    return Path(named).expanduser().resolve() if named else (start or Path.cwd()).resolve() / WORKSPACE_FOLDER


def plain_progress() -> bool:
    """True under `DIRECTOR_PROGRESS=plain`: progress is one carriage-return line on stdout (notebook tests, papermill)."""
    return os.environ.get("DIRECTOR_PROGRESS", "") == "plain"
