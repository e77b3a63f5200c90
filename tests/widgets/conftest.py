"""One loopback server and one browser for all plain-page tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab import CHROMIUM, chromium
from tests.widgets.plain import served

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def plain_base() -> Iterator[str]:
    """The checkout over loopback."""
    with served() as base:
        yield base


@pytest.fixture(scope="session")
def plain_browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Page]":
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install the package chromium to run the widgets' tests")
    with chromium(tmp_path_factory.mktemp("plain"), (1000, 800)) as opened:
        yield opened


@pytest.fixture
def plain(plain_browser: "Page") -> "Iterator[Page]":
    """The page; an error nobody caught fails the test that caused it."""
    errors: list[str] = []
    heard = lambda error: errors.append(str(error))  # noqa: E731 - the same object is taken off again
    plain_browser.on("pageerror", heard)
    yield plain_browser
    plain_browser.remove_listener("pageerror", heard)
    assert not errors, errors
