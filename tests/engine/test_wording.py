"""A step without a prompt is written in its model's own dialect, into fields its endpoint has, and then stays as it is."""

from director_kernel.catalog import load_catalog
from director_kernel.engine.planner import finish
from director_kernel.engine.planner.requests import check_payload, payload
from director_kernel.schema.plan import Draft

CATALOG = load_catalog()
SLOTS = {"subject": "a fox", "action": "runs", "movement": "push in", "negatives": ["people"], "setting": "a snowy wood"}


def planned(model: str):
    step = {"order": 1, "kind": "text-to-video", "model": model, "slots": SLOTS, "duration": 6}
    return finish(Draft.model_validate({"title": "Fox", "steps": [step]}), CATALOG).plan


def test_the_prompt_is_in_the_dialect_of_the_model():
    assert planned("veo-3.1").steps[0].prompt.startswith("Dolly in. A fox runs")
    assert "[Push in]" in planned("hailuo-2.3").steps[0].prompt


def test_negatives_and_rewriters_go_where_the_endpoint_has_a_field():
    step = planned("veo-3.1").steps[0]
    assert step.negative_prompt == "people" and step.options["auto_fix"] is False
    assert not check_payload(payload(step, CATALOG), CATALOG.endpoint(step.endpoint))
    without = planned("hailuo-2.3").steps[0]
    assert not without.negative_prompt and "eserted" in without.prompt and without.options["prompt_optimizer"] is False


def test_finishing_what_is_finished_changes_nothing():
    plan = planned("veo-3.1")
    again = finish(Draft.model_validate(plan.wire()), CATALOG).plan
    assert again.steps == plan.steps
