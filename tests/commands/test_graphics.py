"""`director graphics` as a person uses it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from director_kernel import Director
from tests.film.framed import LIGHT


@pytest.fixture
def lit(director: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """A workspace with a film of one scene."""
    with Director(tmp_path / "director", memory="shell") as opened:
        opened.film.projects.add(LIGHT)
    return director


def test_a_lower_third_is_drawn_once_and_kept(lit: Callable[..., Any], tmp_path: Path) -> None:
    first = lit("graphics", "lower-third", "mira", "keeper of the light", "--out", "mira.png", "--json")
    assert first.code == 0
    assert (tmp_path / "mira.png").read_bytes().startswith(b"\x89PNG")
    assert "already" in lit("graphics", "lower-third", "mira", "keeper of the light").out
    with Director(tmp_path / "director", memory="shell") as opened:
        (kept,) = opened.film.projects.require().marketing
    assert (kept.kind, kept.title, kept.asset) == ("lower_third", "Mira", first.json["asset"])


def test_pages_plans_and_curves(lit: Callable[..., Any], tmp_path: Path) -> None:
    page = lit("graphics", "page", "1", "--out", "board.svg")
    assert "Storm, storyboard: 1684×1190" in page.out
    assert "no picture yet" in (tmp_path / "board.svg").read_text()
    plan = lit("graphics", "blocking", "1", "--plan-only", "--json").json
    assert [one["name"] for one in plan["people"]] == ["Mira", "Jonas"]
    assert plan["cameras"][0]["side"] == "A"
    curve = lit("graphics", "curve", "1", "--json").json
    assert curve["points"][0]["label"].startswith("Mira raises")
    assert set(curve["points"][0]["why"]) == {"tension", "intimacy", "threat", "wonder"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("page", "nowhere"), "there is no scene or board"),
        (("page", "1", "--page", "4"), "no page 4"),
        (("page", "1", "--keep"), "--out board.png"),
        (("page", "1", "--out", "board.gif"), "neither .png nor .svg"),
        (("blocking", "7"), "there is no scene"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(lit: Callable[..., Any], words: tuple[str, ...], said: str) -> None:
    answer = lit("graphics", *words)
    assert answer.code != 0
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
