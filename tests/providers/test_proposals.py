"""Answers of models read as proposals: mended where no doubt is left, named where there is."""

import json
from typing import Any

import pytest

from director_kernel.providers.proposals import SCHEMA, WITH_FILM, Unreadable, proposal_in, proposal_of, salvaged
from director_kernel.schema.plan import Draft, DraftStep
from director_kernel.schema.proposal import FilmChange, Proposal, ProposedChange, ProposedOption, ProposedQuestion

STEP = {"order": 1, "action": "A still", "model": "nano-banana-2", "prompt": "a fox"}
PLAN = {"title": "Fox", "steps": [STEP]}


def names(model: Any) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_what_models_are_told_is_what_we_read() -> None:
    told = WITH_FILM["properties"]
    assert set(told) == names(Proposal) == {*SCHEMA["properties"], "film"}
    assert set(told["film"]["items"]["properties"]) == names(FilmChange)
    assert set(told["questions"]["items"]["properties"]) == names(ProposedQuestion)
    assert set(told["options"]["items"]["properties"]) == names(ProposedOption)
    assert set(told["changes"]["items"]["properties"]) == names(ProposedChange)
    assert set(told["plan"]["properties"]) <= names(Draft)
    assert set(told["plan"]["properties"]["steps"]["items"]["properties"]) <= names(DraftStep)


def test_every_property_has_a_type() -> None:
    """Moonshot refuses a schema in which one has none."""

    def walk(schema: dict[str, Any]) -> None:
        assert "type" in schema
        for one in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
            walk(one)

    walk(WITH_FILM)


def test_slips_that_leave_no_doubt_are_mended() -> None:
    found = proposal_of(
        {
            "reply": ["One.", "Two."],
            "intent": "make a film",
            "questions": ["Who?", {"question": "Where?", "options": 1, "choices": [{"label": "Here"}, 7]}, "", "c?", "d?", "e?"],
            "options": ["Premium", {"tier": "BUDGET", "price": 3, "why": "x" * 900}, "cheapest", None],
            "plan": json.dumps(
                {**PLAN, "totalCost": 0.01, "id": "p1", "tier": "lux", "steps": [{**STEP, "estimatedCost": 9, "options": "{}"}]}
            ),
            "changes": {"2.prompt": "a hare", "aspect": None},
            "approve": True,
        }
    )
    assert found.reply == "One.\n\nTwo."
    assert found.intent == "brief"
    assert [question.text for question in found.questions] == ["Who?", "Where?", "c?", "d?"]
    assert found.questions[1].choices == ("Here", "7")
    assert [option.tier for option in found.options] == ["premium", "budget"]
    assert found.plan is not None
    assert found.plan.wire() == {"title": "Fox", "steps": [{**STEP, "options": {}}]}, "ids and prices are ours"
    assert [(change.path, change.value) for change in found.changes] == [("2.prompt", "a hare"), ("aspect", None)]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ('{"reply": "x", "plan": {"title": ', "no valid JSON"),
        ("[1, 2]", "no JSON object"),
        ({"plan": {"steps": []}}, "plan.steps: there is none"),
        ({"plan": {"steps": [1]}}, "steps.0"),
        ({"plan": {"steps": [{"order": "first"}]}}, "steps.0.order"),
        ({"plan": {"steps": [STEP] * 301}}, "at most 300"),
        ('{"reply": NaN}', "NaN is no number"),
        ('{"a":' * 5_000, "no valid JSON"),
        ({"plan": {"title": 1e400, "steps": [STEP]}}, "title"),
        ({"changes": [{"path": "x" * 200, "value": 1}]}, "changes.0.path"),
        ({"plan": {"title": "t", "steps": [{**STEP, "seed": 10**30}]}}, "too large"),
    ],
)
def test_what_can_not_be_read_is_named(given: Any, fault: str) -> None:
    with pytest.raises(Unreadable) as error:
        proposal_of(given)
    assert fault in str(error.value)


def test_deep_data_is_refused() -> None:
    deep: Any = {}
    for _ in range(100):
        deep = {"a": deep}
    with pytest.raises(Unreadable):
        proposal_of({"plan": {**PLAN, "extra": deep}})


def test_text_that_can_not_be_stored_becomes_storable() -> None:
    found = proposal_of('{"reply": "a\\ud800b\\u0000c"}')
    assert found.reply == "a?bc"


def test_plans_in_plain_words() -> None:
    block = json.dumps(PLAN)
    assert proposal_in("Just words.") == Proposal(reply="Just words.")
    for text in (f"Here.\n<plan>{block}</plan>", f"Here.\n```json\n{block}\n```", f"Here.\n<plan>\n{block}\n"):
        found = proposal_in(text)
        assert found.reply == "Here." and found.plan is not None and found.plan.title == "Fox"
    whole = proposal_in(json.dumps({"reply": "Here.", "plan": PLAN, "questions": ["Who?"]}))
    assert whole.reply == "Here." and whole.plan is not None and len(whole.questions) == 1
    corrected = proposal_in(f"A <plan>{block}</plan> no: <plan>{block.replace('Fox', 'Hare')}</plan>")
    assert corrected.plan is not None and corrected.plan.title == "Hare"
    with pytest.raises(Unreadable):
        proposal_in('Here <plan>{"title": "x"}</plan>')


def test_what_is_right_by_itself_is_salvaged() -> None:
    kept = salvaged({"reply": "Here.", "plan": {"steps": [1]}, "questions": ["Who?"], "changes": [5]})
    assert kept == Proposal(reply="Here.", questions=(ProposedQuestion(text="Who?"),))
    assert salvaged("{nothing") == Proposal() == salvaged(None) == salvaged([1])
