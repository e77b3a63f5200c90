"""One server and one browser for all browser tests: starting them costs more than using them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab import CHROMIUM, Lab, chromium, jupyter_lab

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def lab_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the server serves; tests put notebooks here."""
    return tmp_path_factory.mktemp("lab-root")


@pytest.fixture(scope="session")
def lab(lab_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install the package chromium to run the browser tests")
    with jupyter_lab(lab_root, tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def page(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Page]":
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened
