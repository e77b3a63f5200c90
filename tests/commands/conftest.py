"""The command tree called as a shell calls it, in this process."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from director_kernel.commands.shell import run


@dataclass(frozen=True)
class Answer:
    """What one call gave: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def director(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Answer]]:
    """`director("plan", "…")` in a fresh folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")  # tables are as wide as the terminal, which parallel workers say is narrower

    def call(*words: str) -> Answer:
        capfd.readouterr()
        code = run(list(words))
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    yield call
