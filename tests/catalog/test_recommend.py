"""Questions about models, answered from the data with reason, price and date."""

import pytest

from director_kernel.catalog import Catalog
from director_kernel.schema.plan import Kind


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("best model for camera moves?", {"kling-2.6-pro"}),
        ("Which is the best model for motion control", {"kling-2.6-pro"}),
        ("motion-control", {"kling-2.6-pro"}),
        ("budget video options", {"seedance-1.5-pro"}),
        ("what is the cheapest way to make a video?", {"seedance-1.5-pro"}),
        ("UGC content with audio", {"wan-2.6", "veo-3.1"}),
        ("text in images", {"ideogram-v3"}),
        ("a logo with readable lettering", {"ideogram-v3"}),
        ("keeps the same face in every picture", {"nano-banana-pro"}),
        ("fast drafts of images", {"flux-schnell"}),
        ("quick video drafts", {"ltx-2"}),
        ("premium video quality", {"veo-3.1"}),
        ("vertical video for TikTok", {"veo-3.1"}),
        ("upscale a small image", {"clarity-upscaler"}),
        ("background music", {"lyria-3.5"}),
        ("narration voices", {"elevenlabs-v3"}),
        ("kling", {"kling-2.6-pro"}),
        ("is sora still there?", {"seedance-2.0"}),
    ],
)
def test_the_best_answer(catalog: Catalog, question: str, best: set[str]) -> None:
    answers = catalog.recommend(question)
    assert answers[0].model_id in best
    assert answers[0].reason and answers[0].price and answers[0].date and answers[0].source


def test_ugc_with_sound_names_both(catalog: Catalog) -> None:
    assert {"wan-2.6", "veo-3.1"} <= {answer.model_id for answer in catalog.recommend("UGC with audio")}


def test_the_budget_price_a_minute_is_said(catalog: Catalog) -> None:
    answer = catalog.recommend("budget video")[0]
    assert "$1.56 a minute" in answer.price


def test_answers_stay_inside_what_is_asked(catalog: Catalog) -> None:
    assert all(catalog.models[answer.model_id].makes(Kind.MUSIC) for answer in catalog.recommend("epic orchestral", kind=Kind.MUSIC))
    tall = catalog.recommend("camera moves", kind=Kind.TEXT_TO_VIDEO, needs={"aspect": "21:9"}, limit=20)
    assert "veo-3.1" not in {answer.model_id for answer in tall}
    assert len(catalog.recommend("video", limit=3)) == 3


def test_a_retired_model_is_answered_with_what_replaced_it(catalog: Catalog) -> None:
    answer = catalog.recommend("sora 2")[0]
    assert "2026-09-24" in answer.reason and answer.model_id != "sora-2"


def test_nonsense_has_no_answer_and_nothing_raises(catalog: Catalog) -> None:
    for text in ("", "   ", "asdf qwer", "?!", "\x00", "日本語の質問", "DROP TABLE models", "a" * 10_000):
        assert isinstance(catalog.recommend(text), tuple)
    assert catalog.recommend("asdf qwer") == ()


def test_the_same_question_has_the_same_answer(catalog: Catalog) -> None:
    assert catalog.recommend("best model for people talking?") == catalog.recommend("best model for people talking?")
