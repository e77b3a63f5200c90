"""Bodies: what is compiled for any step is what its endpoint takes; what it would refuse is refused here, by name."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.engine import keys
from director_kernel.engine.planner import finish
from director_kernel.engine.planner.requests import payload
from director_kernel.errors import Refused
from director_kernel.providers.bodies import alike, body
from director_kernel.providers.protocol import InputFile, Request
from director_kernel.schema.asset import Asset
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind, Plan, Role, Step
from tests.engine.planner_drafts import drafts
from tests.providers.fal_orders import clip, image, picture, schema

CATALOG = load_catalog()
FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "fal_endpoints.json"
ONLY_A_PERSON = {"missing_input", "option_missing", "prompt_missing"}
"""Faults that leave a step incomplete."""
many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
MIMES = {"image": "image/png", "video": "video/mp4", "audio": "audio/mpeg"}


def files_of(step: Step, plan: Plan) -> tuple[InputFile, ...]:
    """The step's inputs as files, of the medium its steps make."""
    found = []
    for number, item in enumerate(step.inputs):
        medium = (
            plan.step(item.step).kind.media
            if item.step
            else {Role.CLIP: "video", Role.VOICE: "audio", Role.AUDIO: "audio"}.get(item.role, "image")
        )
        if item.step:
            medium = plan.step(item.step).options.get("media", medium)
        asset = Asset(sha256=f"{number:064x}", mime=MIMES.get(medium, "image/png"), bytes=1, suffix=".png")
        found.append(InputFile(role=item.role, asset=asset, path=Path("/nowhere")))
    return tuple(found)


def request_of(step: Step, plan: Plan) -> Request:
    request = keys.request_of(step, 1, "live", provider="fal", plan=plan)
    return keys.with_inputs(request, files_of(step, plan))


def urls(request: Request) -> list[str]:
    return [f"https://v3.fal.media/files/{number}" for number in range(len(request.inputs))]


def sendable(plan: Plan) -> int:
    """Each of the plan's fal steps gives a body its endpoint takes; how many there were."""
    sent = 0
    for step in plan.steps:
        known = CATALOG.endpoint(step.endpoint) if step.endpoint else None
        if known is None or known.provider != "fal":
            continue
        request = request_of(step, plan)
        made = body(request, known, urls(request))
        sent += 1
        assert known.faults(made) == () and json.loads(json.dumps(made)) == made
        placed = [url for value in made.values() for url in (value if isinstance(value, list) else [value]) if url in urls(request)]
        assert sorted(placed) == sorted(urls(request)), "every file has its place, once"
        assert {name for name in made if name not in known.fields} == set()
        if "seed" in known.fields and step.seed:
            assert isinstance(made["seed"], int)
    return sent


@settings(many, max_examples=70)
@given(drafts(sorted(CATALOG.models)))
def test_any_step_of_any_plan_gives_a_body_its_endpoint_takes(draft: Any) -> None:
    done = finish(draft, CATALOG, studio="live")
    if not {fault.code for fault in done.open} & ONLY_A_PERSON:
        sendable(done.plan)


ENDPOINTS = sorted(
    {
        (model.id, kind)
        for model in CATALOG.models.values()
        if model.active
        for kind in model.kinds
        if (ref := model.endpoint_for(kind)) and ref.provider == "fal"
    }
)


@pytest.mark.parametrize(("model", "kind"), ENDPOINTS, ids=lambda each: str(each))
def test_every_endpoint_of_every_model(model: str, kind: Kind) -> None:
    """Planned from the least and from a lot of nonsense, with every input it might want."""
    if kind in (Kind.MANUAL, Kind.ASSEMBLE, Kind.TEXT):
        return
    before = [
        {"id": "still", "kind": "text-to-image", "prompt": "a fox"},
        {"id": "shot", "kind": "text-to-video", "prompt": "a fox runs", "duration": 5},
        {"id": "voice", "kind": "speech", "prompt": "Good evening."},
    ]
    for options in (
        {},
        {"duration": 7, "aspectRatio": "9:16", "resolution": "1080p", "seed": 2**40, "audio": True, "colour": "red", "fps": 30},
    ):
        step = {"id": "it", "kind": kind.value, "model": model, "prompt": "the fox sleeps", "options": options, "negativePrompt": "blur"}
        done = finish({"steps": [*before, {**step, "dependsOn": ["still"] if kind.media != "audio" else []}]}, CATALOG, studio="live")
        if not {fault.code for fault in done.open} & ONLY_A_PERSON:
            assert sendable(done.plan) >= 1


def facts() -> list[dict[str, Any]]:
    if not FACTS.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(FACTS.read_text())
    return found


@pytest.mark.skipif(not FACTS.is_file(), reason="the collected endpoint facts are not here")
def test_every_endpoint_of_the_facts_is_known() -> None:
    missing = [each["endpoint_id"] for each in facts() if CATALOG.endpoint(each["endpoint_id"]) is None]
    assert missing == []


@pytest.mark.skipif(not FACTS.is_file(), reason="the collected endpoint facts are not here")
@many
@given(st.data())
def test_a_body_for_every_endpoint_of_the_facts(data: st.DataObject) -> None:
    """Random values inside each field's facts are taken as they are; one outside is refused by its name."""
    fact = data.draw(st.sampled_from(facts()))
    known = CATALOG.endpoint(fact["endpoint_id"])
    assert known is not None
    skipped = {known.prompt_field, known.count_field, "seed", "negative_prompt", *known.file_inputs}
    options = {}
    for name, field in known.fields.items():
        if name in skipped or not (field.required or data.draw(st.booleans())):
            continue
        options[name] = data.draw(value_of(field))
    request = Request(
        kind=Kind.IMAGE_EDIT, model="m", provider="fal", endpoint=known.id, prompt="a fox", seed=5, options=options, inputs=()
    )
    needs = [name for name in known.required if name in known.file_inputs]
    if needs:
        with pytest.raises(Refused, match=f"`{needs[0]}` is missing"):
            body(request, known, [])
        # Files go where the endpoint takes them; given by hand they are options like any other.
        given_files = {name: ["https://x.example/f"] if known.fields[name].many else "https://x.example/f" for name in needs}
        request = request.model_copy(update={"options": {**options, **given_files}})
    made = body(request, known, [])
    assert known.faults(made) == () and set(options) <= set(made)
    enums = [name for name, field in known.fields.items() if field.enum and name not in skipped]
    for name in enums[:1]:
        broken = request.model_copy(update={"options": {**request.options, name: "no such value"}})
        with pytest.raises(Refused, match=f"`{name}` must be one of"):
            body(broken, known, [])


def value_of(field: Any) -> st.SearchStrategy[Any]:
    """A value the field takes."""
    if field.many:
        return st.just([])
    if field.enum:
        return st.sampled_from(field.enum)
    if field.suggested and field.type == "object":
        return st.sampled_from(field.suggested)
    low = 1 if field.low is None else field.low
    by_type = {"string": st.just("words"), "boolean": st.booleans(), "object": st.just({}), "array": st.just([])}
    return by_type.get(field.type, st.just(low))


# What is refused, and how it is said.


def test_a_field_the_endpoint_does_not_have_is_named() -> None:
    known = schema("fal-ai/nano-banana-pro")
    assert known is not None
    with pytest.raises(Refused, match=r"`colour` is not a field of this endpoint.*director set STEP") as caught:
        body(image(options={"colour": "red"}), known, [])
    assert caught.value.billed is False and not caught.value.policy


def test_all_faults_are_told_at_once_and_not_without_end() -> None:
    known = schema("fal-ai/nano-banana-pro")
    assert known is not None
    with pytest.raises(Refused, match=r"aspect_ratio.*resolution") as caught:
        body(image(options={"aspect_ratio": "1:99", "resolution": "9K"}), known, [])
    assert "director" in caught.value.message
    with pytest.raises(Refused, match="and 15 more"):
        body(image(options={f"x{n}": n for n in range(20)}), known, [])


def test_files_go_by_their_role(tmp_path: Path) -> None:
    known = schema("fal-ai/veo3.1/first-last-frame-to-video")
    assert known is not None
    first, last = picture(tmp_path, role=Role.START_IMAGE), picture(tmp_path, role=Role.END_IMAGE, name="last")
    made = body(clip("x", last, first, endpoint=known.id, options={}), known, ["https://x/last", "https://x/first"])
    assert (made["first_frame_url"], made["last_frame_url"]) == ("https://x/first", "https://x/last")
    with pytest.raises(Refused, match="there is no place for the image that is its reference"):
        extra = picture(tmp_path, role=Role.REFERENCE, name="more")
        body(clip("x", first, last, extra, endpoint=known.id, options={}), known, ["a", "b", "c"])


def test_numbers_are_numbers_where_the_facts_only_quote_them(tmp_path: Path) -> None:
    sora, wan = schema("fal-ai/sora-2/text-to-video"), schema("wan/v2.6/text-to-video")
    assert sora is not None and wan is not None
    assert body(image(kind=Kind.TEXT_TO_VIDEO, endpoint=sora.id, options={"duration": "4"}), sora, [])["duration"] == 4, "recorded"
    assert body(image(kind=Kind.TEXT_TO_VIDEO, endpoint=wan.id, options={"duration": "5"}), wan, [])["duration"] == "5"
    for known in CATALOG.endpoints().values():
        for name, field in known.fields.items():
            assert not (field.numeric_enum and name == "safety_tolerance"), f"{known.id}: recorded as a string"


def test_a_seed_is_kept_within_its_range() -> None:
    narrow = EndpointSchema.model_validate(
        {
            "id": "a/b",
            "kind": "text-to-image",
            "source": "s",
            "as_of": "2026",
            "fields": {"prompt": {"type": "string"}, "seed": {"type": "number", "high": 100}},
        }
    )
    assert body(image(seed=12345), narrow, [])["seed"] == 46 and body(image(seed=99), narrow, [])["seed"] == 99


def test_two_bodies_ask_for_the_same() -> None:
    known = schema("fal-ai/nano-banana-pro")
    assert known is not None
    default = known.fields["output_format"].default
    one = {"prompt": "x", "seed": 1}
    assert alike(one, {"seed": 1, "prompt": "x", "aspect_ratio": None, "output_format": default}, known)
    assert not alike(one, {**one, "output_format": "webp"}, known) and not alike(one, {**one, "seed": 2}, known)
    assert not alike(one, {**one, "other": 0}, known) and not alike(one, {"prompt": "x"}, known)


def test_the_plan_is_checked_with_the_code_that_sends() -> None:
    done = finish(
        {"steps": [{"kind": "text-to-image", "prompt": "a fox", "model": "nano-banana-pro", "options": {"aspectRatio": "9:16"}}]}, CATALOG
    )
    (step,) = [step for step in done.plan.steps if step.endpoint]
    known = CATALOG.endpoint(step.endpoint)
    assert known is not None
    assert payload(step, CATALOG) == body(request_of(step, done.plan), known, [])
