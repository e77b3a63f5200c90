"""What was spent and learned, as tables that say everything and charts that say it again."""

import json
from typing import Any

import altair
import pytest

from director_kernel.present.charts import MIME, MOST_BARS, bars
from director_kernel.present.learning_view import costs_view, feedback_view, preferences_view
from director_kernel.present.shown import Shown
from director_kernel.schema.costs import CallCost, Costs, EstimateError, Lessons, Reacted, Spent
from director_kernel.schema.evidence import Evidence, Failing, Success, Trend
from director_kernel.schema.plan import Kind

VIDEO = Kind.IMAGE_TO_VIDEO
HOSTILE = '<script>alert("x")</script> \x1b[31m'
COSTS = Costs(
    spent=(
        Spent(month="2026-12", provider="fal", model="kling-2.6-pro", role="image-to-video", jobs=3, spent=1_260_000, reserved=70_000),
        Spent(month="2026-11", provider="fal", model="kling-2.6-pro", role="text-to-video", jobs=1, spent=350_000),
        Spent(month="2026-12", provider="openrouter", model="claude", role="brain", jobs=2, spent=4_200),
    ),
    estimates=(EstimateError(model="kling-2.6-pro", n=3, estimate=1_200_000, actual=1_260_000),),
    calls=(CallCost(role="brain", model="claude", calls=2, failed=1, tokens_in=1234, tokens_out=56, price=4_200, p50=1.25, p95=4.0),),
)
LESSONS = Lessons(
    evidence=Evidence(
        trends=(Trend(use_case="product-video", kind=VIDEO, model="kling-2.6-pro", picks=5),),
        successes=(
            Success(use_case="product-video", kind=VIDEO, model="kling-2.6-pro", tries=6, made=2, stars=3.5),
            Success(use_case="general", kind=VIDEO, model="kling-2.6-pro", tries=4, made=3),
        ),
        failing=(Failing(model="kling-2.6-pro", failures=4, tries=6, why=HOSTILE),),
        preferred={"video": "kling-2.6-pro"},
    ),
    reactions=(Reacted(model="kling-2.6-pro", kind="accept", count=3), Reacted(model="kling-2.6-pro", kind="swap", count=1)),
    titles={"product-video": "Product film"},
)


def valid(chart: dict[str, Any]) -> dict[str, Any]:
    """The chart's specification, checked by the library's own schema."""
    spec = dict(chart[MIME])
    assert spec.pop("$schema").endswith("/vega-lite/v5.json")
    altair.Chart.from_dict({**spec, "$schema": altair.SCHEMA_URL})
    assert json.loads(json.dumps(spec)) == spec, "notebooks keep it as JSON"
    return spec


def figures(spec: dict[str, Any]) -> list[tuple[str, float, str]]:
    return [(row["label"], row["value"], row["group"]) for row in spec["data"]["values"]]


def test_costs_in_words_and_figures() -> None:
    shown = costs_view(COSTS)
    for said in ("$1.26", "$0.07", "$0.35", "$0.0042", "+5.0%", "1,234", "1.2 s", "4.0 s", "2026-11", "image-to-video", "$1.62"):
        assert said in shown.text and said in shown.html, said
    assert shown.data["estimates"][0]["error"] == 0.05 and shown.data["spent"][0]["spent"] == 1_260_000
    assert shown.html.count("<caption") == 3, "every table says what it shows"
    spent, estimates = (valid(chart) for chart in shown.charts)
    assert figures(spent) == [("2026-12", 1.26, "kling-2.6-pro"), ("2026-11", 0.35, "kling-2.6-pro"), ("2026-12", 0.0042, "claude")]
    assert figures(estimates) == [("kling-2.6-pro", 0.05, "")]


def test_feedback_in_words_and_figures() -> None:
    shown = feedback_view(LESSONS)
    for said in ("Product film", "5 times", "2 of 6", "33%", "3.5", "4 of 6", "Preferred", "kept", "left for another"):
        assert said in shown.text and said in shown.html, said
    assert "<script" not in shown.html and "\x1b" not in shown._repr_mimebundle_()["text/plain"]
    assert shown.data["failing"][0]["failures"] == 4 and shown.data["reactions"][0] == {
        "model": "kling-2.6-pro",
        "kind": "accept",
        "count": 3,
    }
    trends, rates = (valid(chart) for chart in shown.charts)
    assert figures(trends) == [("kling-2.6-pro", 5.0, "Product film")] and figures(rates) == [("kling-2.6-pro", 0.5, "")]


@pytest.mark.parametrize("shown", [costs_view(Costs()), feedback_view(Lessons()), preferences_view({}, {})])
def test_where_there_is_nothing_the_next_step_is_said(shown: Shown) -> None:
    assert "director " in shown.text and not shown.charts and not shown.html and shown.data is not None


def test_charts_say_in_words_where_the_figures_are() -> None:
    chart = bars([(f"m{n}", float(n), "") for n in range(50)], title="Many", value="USD")
    assert len(valid(chart)["data"]["values"]) == MOST_BARS
    assert "the table above" in chart["text/plain"] and "the table above" in chart[MIME]["description"]
    assert [row["label"] for row in chart[MIME]["data"]["values"]][:2] == ["m0", "m1"] and chart[MIME]["encoding"]["y"]["sort"] is None


def test_a_preference_is_shown_by_name() -> None:
    shown = preferences_view({"video": "kling-2.6-pro", "audio": "gone"}, {"kling-2.6-pro": "Kling 2.6 Pro"})
    assert "Kling 2.6 Pro" in shown.text and "gone" in shown.html and shown.data == {"video": "kling-2.6-pro", "audio": "gone"}
