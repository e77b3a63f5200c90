"""`director continuity` as a person uses it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from director_kernel import Director
from director_kernel.present.findings_view import Listed, findings_view
from director_kernel.schema.project import Finding
from director_kernel.schema.slots import Line
from tests.film.films_to_check import but, film


@pytest.fixture
def spoiled(director: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """A workspace with a film in which three things are wrong."""
    with Director(tmp_path / "director", memory="shell") as opened:
        opened.film.projects.add(film(*but("k3", but("k2", wardrobe="red dress"), side="B", dialogue=(Line(text="word " * 20),))))
    return director


def test_findings_are_listed_mended_and_gone(spoiled: Callable[..., Any]) -> None:
    listed = spoiled("continuity")
    assert listed.code == 0
    assert "2 errors, 1 warning found in 4 shots; 3 can be fixed at once." in listed.out
    assert "Scene 1: The bar" in listed.out and "side B in 1.3, side A in 1.2" in listed.out
    assert "director continuity fix axis_180-" in listed.out
    data = spoiled("continuity", "--json").json
    assert [one["severity"] for one in data["findings"]] == ["error", "error", "warn"]
    assert spoiled("continuity", "fix", data["findings"][0]["id"]).out.startswith("1 finding mended.")
    rest = spoiled("continuity", "fix", "--all")
    assert "2 findings mended." in rest.out and "side B → A" in rest.out and "seconds 3 → 8" in rest.out
    assert "nothing found in 4 shots." in spoiled("continuity").out
    assert spoiled("continuity", "fix", "--all").out.startswith("Nothing was mended.")


def test_dismissed_ones_stay_away_and_come_back(spoiled: Callable[..., Any]) -> None:
    assert spoiled("continuity", "dismiss", "axis_180").out.startswith("Dismissed: shot 1.3 crosses the line")
    assert "1 dismissed" in spoiled("continuity").out
    assert "director continuity reopen axis_180-" in spoiled("continuity", "--dismissed").out
    assert spoiled("continuity", "reopen", "axis_180").code == 0
    assert "2 errors" in spoiled("continuity").out


def test_health_and_proposals(spoiled: Callable[..., Any]) -> None:
    health = spoiled("continuity", "health", "--json").json
    assert health["score"] == 5.0 and [one["points"] for one in health["scenes"][0]["reasons"]] == [2.0, 2.0, 1.0]
    proposal = spoiled("continuity", "propose", "--json").json
    assert proposal["who"] == "guardian" and len(proposal["changes"]) == 3
    assert spoiled("project", "accept", proposal["id"]).code == 0
    assert spoiled("continuity", "health", "--json").json["score"] == 10.0


def test_wrong_words_say_what_to_do(director: Callable[..., Any], spoiled: Callable[..., Any]) -> None:
    for words, said in (
        (("continuity", "fix", "nonsense"), "no finding 'nonsense'"),
        (("continuity", "fix"), "--all"),
        (("continuity", "--scene", "9"), "no scene '9'"),
        (("continuity", "dismiss"), "--help"),
    ):
        answer = spoiled(*words)
        assert answer.code == 2 and said in answer.err, words


def test_without_a_project_it_says_how_to_get_one(director: Callable[..., Any]) -> None:
    answer = director("continuity")
    assert answer.code == 2 and "director" in answer.err and "project" in answer.err


def test_what_films_say_is_escaped() -> None:
    bad = Finding(
        id="axis_180-1",
        rule="axis_180",
        severity="error",
        where=("scenes/s1",),
        message="<script>alert(1)</script>",
        evidence="<img src=x onerror=alert(1)>",
        remedy="`<b>`",
    )
    shown = findings_view(
        [Listed(bad, "Scene 1: <i>", "180° line", (("1.1", b"jpeg"),))],
        title="<u>",
        summary="one",
        unchecked=["<s>"],
        dismissed=0,
        prefix="director",
        more={},
    )
    for tag in ("<script", "<img src=x", "<i>", "<u>", "<s>", "<b>"):
        assert tag not in shown.html
    assert 'alt="frame of shot 1.1"' in shown.html and "error</span>" in shown.html
