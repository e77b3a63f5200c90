"""costs, feedback and prefer, as a shell and a notebook have them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from director_kernel.commands.tree import completions, invoke
from director_kernel.director import Director
from director_kernel.magics import DirectorMagics
from director_kernel.present.charts import MIME
from director_kernel.store import Workspace
from tests.learning.books import ended, film, started

Call = Callable[..., Any]


@pytest.fixture
def books(tmp_path: Path) -> None:
    """A workspace where something was learned and spent."""
    now = time.time()
    with Workspace.open(tmp_path / "director") as workspace:
        for number in range(2):
            execution = started(workspace, film(workspace, "flux-1.1-pro", use_case="product-video"), at=now - 60)
            for tries in range(1, 4):
                ended(workspace, execution, state="failed", number=tries, at=now - 50, message="no more GPUs")
            ended(workspace, execution, number=4, actual=110_000 + number, at=now - 40, booked=True)
        workspace.ratings.mark("run-1/s1/1", "keep")
        call = workspace.calls.begin(role="brain", provider="openrouter", model="claude", ceiling=5_000)
        workspace.calls.end(call, "done", price=1_200, tokens_in=900, tokens_out=80, seconds=2.0)


def test_nothing_spent_and_nothing_learned(director: Call) -> None:
    for command, said in (("costs", "Nothing was spent"), ("feedback", "Nothing was learned"), ("prefer", "No model is preferred")):
        answer = director(command)
        assert answer.code == 0 and said in answer.out


def test_costs(director: Call, books: None) -> None:
    answer = director("costs", "--json")
    assert answer.code == 0
    assert [(row["model"], row["role"], row["jobs"], row["spent"]) for row in answer.json["spent"]] == [
        ("flux-1.1-pro", "text-to-image", 2, 220_001),
        ("claude", "brain", 1, 1_200),
    ]
    assert answer.json["estimates"] == [{"model": "flux-1.1-pro", "n": 2, "estimate": 200_000, "actual": 220_001, "error": 0.1}]
    (call,) = answer.json["calls"]
    assert (call["tokensIn"], call["tokensOut"], call["price"], call["p50"], call["p95"]) == (900, 80, 1_200, 2.0, 2.0)
    assert "+10.0%" in director("costs").out


def test_feedback(director: Call, books: None) -> None:
    found = director("feedback", "--json").json
    assert [(row["model"], row["useCase"], row["picks"]) for row in found["trends"]] == [("flux-1.1-pro", "product-video", 2)]
    assert [(row["tries"], row["made"]) for row in found["successes"]] == [(8, 2)]
    assert found["failing"] == [{"model": "flux-1.1-pro", "failures": 6, "tries": 8, "why": "no more GPUs"}]
    assert found["reactions"] == [{"model": "flux-1.1-pro", "kind": "accept", "count": 1}]
    text = director("feedback").out
    assert "Product film" in text and "6 of 8" in text and "no more GPUs" in text


def test_prefer(director: Call) -> None:
    assert director("prefer", "video=kling 2.6", "image=flux", "--json").json == {"image": "flux-1.1-pro", "video": "kling-2.6-pro"}
    assert "Kling 2.6 Pro" in director("prefer").out
    assert "kling-2.6-pro" in director("feedback").out
    plan = director(
        "plan", "An ad for Lumen, a vitamin C serum, in soft morning light. Budget $9.", "--decide", "--tier", "balanced", "--json"
    )
    assert "You prefer Kling 2.6 Pro for video" in plan.out
    assert director("prefer", "image=none", "video=none", "--json").json == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["video"], "says no preference"),
        (["video="], "says no preference"),
        (["=veo-3.1"], "there is no medium"),
        (["video=veo-3.1", "video=veo-3"], "there twice"),
        (["video=veoo-3.11"], "did you mean"),
        (["self=veo-3.1"], "there is no medium"),
    ],
)
def test_preferences_that_are_none(director: Call, words: list[str], said: str) -> None:
    answer = director("prefer", *words)
    assert answer.code == 2 and said in answer.err and director("prefer", "--json").json == {}


def test_preferences_complete(director: Call) -> None:
    assert completions(["prefer"], "vi") == ["video="]
    found = completions(["prefer"], "audio=eleven")
    assert found and all(name.startswith("audio=elevenlabs") for name in found) and "audio=none" in completions(["prefer"], "audio=n")


def test_a_notebook_shows_the_table_and_the_charts(tmp_path: Path, books: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython.display

    shown: list[tuple[Any, dict[str, Any]]] = []
    monkeypatch.setattr(IPython.display, "display", lambda what, **how: shown.append((what, how)))
    magics = DirectorMagics()
    with Director(tmp_path / "director") as director:
        magics.session = _Session(director)  # type: ignore[assignment]
        magics._show(invoke(["costs"], magics.session))
        magics.session.surface.json = True
        magics._show(invoke(["costs"], magics.session))
    (table, _), *charts, (as_json, _) = shown
    assert "<table" in table._repr_mimebundle_()["text/html"]
    assert len(charts) == 2 and all(how == {"raw": True} and MIME in chart and "text/plain" in chart for chart, how in charts)
    assert as_json.text.startswith("{") and len(shown) == 4, "with --json there is nothing else"


class _Surface:
    name = "notebook"
    json = False
    live = False


class _Session:
    def __init__(self, director: Director) -> None:
        self.director = director
        self.surface = _Surface()
