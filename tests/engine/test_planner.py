"""Drafts of every form, ids and references, requests, and the size of the work."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.planner import draft as long_draft
from director_kernel.catalog import load_catalog
from director_kernel.engine import planner
from director_kernel.engine.planner import finish
from director_kernel.engine.planner.codes import CODES
from director_kernel.engine.planner.plain_json import MAX_DEPTH, plain
from director_kernel.engine.planner.pricing import derived_seed
from director_kernel.engine.planner.requests import Problem, check_payload, payload
from director_kernel.engine.planner.wording import trimmed
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Draft, Kind, Plan
from tests.engine.planner_drafts import PUBLISHED

CATALOG = load_catalog()


def test_the_published_plan_becomes_a_valid_plan():
    done = finish(PUBLISHED, CATALOG)
    frame, shot = done.plan.steps
    assert done.open == ()
    assert {fault.code for fault in done.faults} == {"cost_corrected"}
    assert (frame.id, frame.kind, frame.endpoint) == ("frame-1", Kind.TEXT_TO_IMAGE, "fal-ai/nano-banana-pro")
    assert (shot.id, shot.kind, shot.endpoint) == ("shot-2", Kind.IMAGE_TO_VIDEO, "fal-ai/kling-video/v2.6/pro/image-to-video")
    assert payload(shot, CATALOG) == {
        "prompt": "She applies the product with gentle movements",
        "start_image_url": "step:frame-1",
        "duration": "5",
        "generate_audio": False,
    }
    assert done.plan.aspect == "9:16" and (shot.width, shot.height) == (720, 1280)
    assert done.plan.finals == ("shot-2",) and done.plan.final_outputs == ("A vertical skincare clip",)
    assert done.plan.catalog == CATALOG.hash


FORMS: dict[str, Any] = {
    "a draft": Draft.model_validate(PUBLISHED),
    "text": json.dumps(PUBLISHED),
    "bytes": json.dumps(PUBLISHED).encode(),
    "bytes with a mark": b"\xef\xbb\xbf" + json.dumps(PUBLISHED).encode(),
    "sixteen bits": json.dumps(PUBLISHED).encode("utf-16"),
    "prose and a fence": f"Here is the plan:\n```json\n{json.dumps(PUBLISHED)}\n```\nEnjoy!",
    "wrapped": {"plan": PUBLISHED, "reply": "Here it is."},
    "snake case": {
        **{key: value for key, value in PUBLISHED.items() if key != "steps"},
        "steps": [
            {{"dependsOn": "depends_on", "outputDescription": "output_description"}.get(key, key): value for key, value in step.items()}
            for step in PUBLISHED["steps"]
        ],
    },
    "steps by name": {**PUBLISHED, "steps": {"frame-1": PUBLISHED["steps"][0], "shot-2": PUBLISHED["steps"][1]}},
}


@pytest.mark.parametrize("form", FORMS, ids=list(FORMS))
def test_the_same_plan_in_every_form(form):
    assert finish(FORMS[form], CATALOG).plan == finish(PUBLISHED, CATALOG).plan


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        *((text, "not_json") for text in ("hello", b"\xff\xfe\x00", "[" * 100_000, "1" * 5000)),
        *((value, "not_a_plan") for value in (None, 7, "true")),
        *((value, "no_steps") for value in ({}, {"steps": []}, {"steps": 5}, [1, None])),
    ],
)
def test_what_is_no_plan_is_said_once(draft, code):
    done = finish(draft, CATALOG)
    assert [fault.code for fault in done.open] == [code]
    assert done.plan.steps == ()


def test_unknown_keys_are_kept():
    done = finish({"steps": [{"prompt": "x", "model": "flux-1.1-pro", "colour": {"a": [1]}}], "mood board": "b"}, CATALOG)
    assert done.plan.extra == {"mood board": "b"}
    assert done.plan.steps[0].extra == {"colour": {"a": [1]}}


def test_fields_of_another_type_are_set_aside():
    done = finish({"title": {"a": 1}, "steps": [{"prompt": {"x": 1}, "action": "A cup", "model": "flux-1.1-pro"}]}, CATALOG)
    assert done.plan.extra == {"title": {"a": 1}} and done.plan.steps[0].extra == {"prompt": {"x": 1}}
    assert done.plan.steps[0].prompt == "A cup"


def test_the_brief_given_wins_and_fills_what_is_open():
    brief = Brief(text="a square thing", aspect="1:1", tier="budget", use_case="logo-animation")
    plan = finish({"steps": [{"prompt": "x", "type": "image"}], "brief": {"text": "other"}}, CATALOG, brief=brief).plan
    assert (plan.brief, plan.aspect, plan.tier, plan.use_case) == (brief, "1:1", "budget", "logo-animation")
    assert plan.title == "a square thing"


def test_a_brief_half_wrong_is_read_half():
    plan = finish({"steps": [{"prompt": "x"}], "brief": {"text": "hi", "duration": "long", "shots": 3, "nonsense": 1}}, CATALOG).plan
    assert plan.brief == Brief(text="hi", shots=3)


def test_ids_stay_when_steps_move():
    steps = [{"id": "b", "prompt": "x"}, {"id": "a", "prompt": "y", "dependsOn": ["b"]}, {"prompt": "z"}]
    ids = [step.id for step in finish({"steps": steps}, CATALOG).plan.steps]
    turned = finish({"steps": [steps[2], *steps[:2]]}, CATALOG).plan.steps
    assert ids == ["b", "a", "step-3"]
    assert [step.id for step in turned] == ["step-1", "b", "a"]


@pytest.mark.parametrize("said", [2, "2", "two", "step 2", "Step-2", "#2", {"step": "two"}, 2.0])
def test_a_reference_may_be_written_many_ways(said):
    steps = [{"prompt": "x"}, {"id": "two", "prompt": "y"}, {"prompt": "z", "dependsOn": [said], "inputs": []}]
    done = finish({"steps": steps}, CATALOG)
    assert done.plan.steps[2].depends_on == ("two",)


def test_plain_values_survive_what_json_can_do():
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    found = plain({"a": float("nan"), 3: "\ud800", "big": 10**400, "b": b"x", "set": {1}, "deep": deep})
    assert found["a"] is None and found["3"] == "?" and found["big"] is None and found["b"] == "x" and found["set"] == "{1}"
    assert len(json.dumps(found["deep"])) <= 2 * MAX_DEPTH + 10


def test_the_same_draft_gives_the_same_plan():
    assert finish(PUBLISHED, CATALOG) == finish(json.loads(json.dumps(PUBLISHED)), CATALOG)


def test_seeds_differ_by_step_and_brief():
    assert len({derived_seed(step, base) for step in ("a", "b") for base in (0, 1)}) == 4
    assert all(0 < derived_seed(str(n), 0) < 2**31 for n in range(200))


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("One. Two. Three.", 10, "One. Two."),
        ("One cup, two spoons, three plates", 20, "One cup, two spoons"),
        ("abcdefghij", 4, "abcd"),
        ('Say "a b c d e". Then go.', 16, 'Say "a b c d e".'),
        ("Hé! Ça va. Très bien.", 11, "Hé! Ça va."),
        ("«Bonjour tout le monde». Il part. Elle reste.", 26, "«Bonjour tout le monde»."),
    ],
)
def test_trimming(text, limit, short):
    assert trimmed(text, limit) == short


def test_a_request_is_checked_completely():
    schema = CATALOG.endpoint("fal-ai/kling-video/v2.6/pro/image-to-video")
    assert schema is not None
    found = check_payload({"prompt": "x", "duration": 7, "sparkle": True, "generate_audio": "yes"}, schema)
    assert {problem.field for problem in found} == {"start_image_url", "duration", "sparkle", "generate_audio"}
    assert all(isinstance(problem, Problem) for problem in found)


MADE = [
    (model.id, ref.id, ref.kind, ref.variant)
    for model in CATALOG.models.values()
    for ref in model.endpoints
    if model.active and ref.known and ref.kind not in (None, Kind.TEXT)
]
FEEDS = {
    Kind.IMAGE_TO_VIDEO: [{"role": "start_image", "step": "pic"}],
    Kind.IMAGE_EDIT: [{"role": "source", "step": "pic"}],
    Kind.EXTEND: [{"role": "source", "step": "clip"}],
    Kind.VIDEO_EDIT: [{"role": "source", "step": "clip"}],
}
GROUND = [
    {"id": "pic", "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "a cup"},
    {"id": "clip", "kind": "text-to-video", "model": "kling-2.6-pro", "prompt": "a cup", "duration": 5},
]


@pytest.mark.parametrize(("model", "endpoint", "kind", "variant"), MADE, ids=[entry[1] for entry in MADE])
def test_every_endpoint_gets_what_it_takes(model, endpoint, kind, variant):
    source = [{"role": "source", "step": "clip" if variant == "video" else "pic"}]
    step = {
        "id": "it",
        "kind": kind.value,
        "model": model,
        "endpoint": endpoint,
        "prompt": "A red cup turns slowly. " * 500,
        "duration": 33,
    }
    step |= {"negativePrompt": "blur, people", "aspect": "2.39:1", "inputs": FEEDS.get(kind, source if kind is Kind.UPSCALE else [])}
    step["options"] = {"resolution": "1080p", "fps": 30, "generateAudio": True, "sparkle": 1}
    done = finish({"steps": [*GROUND, step]}, CATALOG)
    assert {fault.code for fault in done.open} <= {"option_missing"}
    missing = {fault.field.removeprefix("options.") for fault in done.open}
    for made in done.plan.steps:
        schema = CATALOG.endpoint(made.endpoint) if made.endpoint else None
        if schema is not None:
            assert {problem.field for problem in check_payload(payload(made, CATALOG), schema)} <= missing
    assert finish(done.plan, CATALOG).plan == done.plan


def calls(size: int) -> int:
    """Function calls it takes to finish a plan of this size: the work without the clock."""
    plan, count = long_draft(size), 0

    def tick(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        finish(plan, CATALOG)
    finally:
        sys.setprofile(None)
    return count


def test_the_work_grows_with_the_plan_and_no_faster():
    finish(long_draft(10), CATALOG)
    small, large = calls(100), calls(1000)
    assert large < 10.5 * small


def test_a_chain_of_a_thousand_and_a_star_of_a_thousand():
    chain = [{"id": f"s{at}", "prompt": "x", "dependsOn": [f"s{at - 1}"] if at else []} for at in range(1000)]
    star = [*({"id": f"s{at}", "kind": "text-to-video", "prompt": "x"} for at in range(1000)), {"kind": "assemble"}]
    assert len(finish({"steps": chain[::-1]}, CATALOG).plan.steps) == 1000
    assert len(finish({"steps": star}, CATALOG).plan.steps[-1].inputs) == 1000


def test_a_plan_is_its_own_draft():
    plan = finish(PUBLISHED, CATALOG).plan
    assert Plan.model_validate(plan.wire()) == plan
    assert finish(plan, CATALOG).faults == ()


def test_every_code_is_explained_and_used():
    source = "".join(path.read_text() for path in Path(planner.__file__).parent.glob("*.py") if path.name != "codes.py")
    assert all(f'"{code}"' in source for code in CODES)
