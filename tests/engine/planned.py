"""A workspace with the quickstart's plan in it, made once and copied: planning it anew for each test would take most of its time."""

import shutil
from pathlib import Path

import pytest

from director_kernel import Director
from tests.films import quickstart_plan

_made: dict[str, Path] = {}


def planned(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """`folder` as a workspace whose conversation chat-1 has the quickstart's plan, plan-1."""
    if "quickstart" not in _made:
        template = factory.mktemp("planned") / "director"
        with Director(template) as director:
            quickstart_plan(director)
        _made["quickstart"] = template
    shutil.copytree(_made["quickstart"], folder)
    return folder
