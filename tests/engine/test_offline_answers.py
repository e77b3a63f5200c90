"""Questions about models are answered from the catalog, with a reason, a price and its date."""

import re

import pytest

from director_kernel.catalog import load_catalog
from director_kernel.engine.offline import DirectorState, OfflineDirector
from director_kernel.schema.brief import Intent
from tests.engine.offline_talk import SERUM, planned


def answer(question: str) -> str:
    reply = OfflineDirector(load_catalog()).respond(DirectorState(), question)
    assert reply.intent is Intent.MODELS, reply.text
    assert reply.draft is None and not reply.questions
    return reply.text


@pytest.mark.parametrize(
    "question",
    [
        "best model for camera moves?",
        "what does Veo cost",
        "cheapest video model",
        "which image model is best for text rendering?",
        "how much is Kling 2.6 Pro?",
    ],
)
def test_every_answer_has_a_price_and_its_date(question: str) -> None:
    text = answer(question)
    assert re.search(r"\$\d", text) and re.search(r"as of 20\d\d-\d\d", text)


def test_the_best_for_camera_moves_is_what_the_catalog_ranks_first() -> None:
    first = load_catalog().recommend("best model for camera moves?", limit=1)[0]
    text = answer("best model for camera moves?")
    assert text.startswith(f"**{first.name}**") and first.reason in text


def test_the_cheapest_is_the_cheapest() -> None:
    assert "cheapest" in answer("what is the cheapest video model")


def test_two_models_are_compared() -> None:
    text = answer("kling vs veo")
    assert "Kling" in text and "Veo" in text and text.count("|") > 8


def test_a_retired_model_names_its_successor() -> None:
    assert "no longer offered" in answer("what does Sora 2 cost?")


def test_a_question_leaves_the_plan_alone() -> None:
    talk = planned(SERUM)
    before = talk.plan
    assert talk.say("which model is best for text?").draft is None
    assert talk.plan == before
