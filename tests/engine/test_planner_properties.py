"""What holds for every draft: `finish()` never raises, finishing twice changes nothing, the plan can be run and sent."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.engine.planner import Finished, finish
from director_kernel.engine.planner.codes import CODES
from director_kernel.engine.planner.requests import check_payload, payload
from director_kernel.schema.plan import Plan
from tests.engine.planner_drafts import ANY_JSON, drafts

CATALOG = load_catalog()
ONLY_A_PERSON = {"missing_input", "option_missing", "prompt_missing"}
"""Faults that leave a request incomplete."""
many = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def hold(draft: Any, studio: str = "previs") -> Finished:
    """Everything that must hold for any draft at all."""
    done = finish(draft, CATALOG, studio=studio)
    again = finish(done.plan, CATALOG, studio=studio)
    assert again.plan == done.plan
    assert again.mended == ()
    assert not done.plan.steps or [(f.field, f.code) for f in again.open] == [(f.field, f.code) for f in done.open]
    from_wire = json.loads(json.dumps(done.plan.wire()))
    assert Plan.model_validate(from_wire) == done.plan
    assert finish(from_wire, CATALOG, studio=studio).plan == done.plan
    runnable(done.plan)
    for fault in done.faults:
        assert fault.code in CODES and fault.message and fault.fix
    return done


def runnable(plan: Plan) -> None:
    """Ids are unique, everything a step waits for comes before it, what it takes it waits for, and clips are long enough."""
    seen: set[str] = set()
    for at, step in enumerate(plan.steps):
        assert step.order == at + 1 and step.id not in seen
        assert set(step.depends_on) <= seen
        assert {item.step for item in step.inputs if item.step} <= set(step.depends_on)
        assert step.use_seconds <= step.duration + 1e-9 or step.duration == 0
        assert step.price <= step.ceiling
        seen.add(step.id)
    assert set(plan.finals) == seen - {above for step in plan.steps for above in step.depends_on}


def sendable(done: Finished) -> None:
    """Each media step's request is what its endpoint takes."""
    if {fault.code for fault in done.open} & ONLY_A_PERSON:
        return
    for step in done.plan.steps:
        schema = CATALOG.endpoint(step.endpoint) if step.endpoint else None
        if schema is not None:
            assert check_payload(payload(step, CATALOG), schema) == [], step


@many
@given(ANY_JSON)
def test_any_json(draft):
    hold(draft)


@many
@given(st.binary() | st.text() | ANY_JSON.map(json.dumps))
def test_any_text_or_bytes(draft):
    hold(draft)


@settings(many, max_examples=250)
@given(drafts(sorted(CATALOG.models)), st.sampled_from(["previs", "live"]))
def test_any_draft(draft, studio):
    sendable(hold(draft, studio))


@many
@given(
    st.floats(0.5, 600), st.sampled_from([model.id for model in CATALOG.models.values() if model.active and "text-to-video" in model.kinds])
)
def test_shots_of_a_long_piece_add_up_exactly(seconds, model):
    done = hold({"steps": [{"kind": "text-to-video", "model": model, "prompt": "waves", "duration": seconds}]})
    shots = [step for step in done.plan.steps if step.kind == "text-to-video"]
    assert sum(step.use_seconds for step in shots) == seconds
    assert all(step.use_seconds <= step.duration for step in shots)
