"""Prices: which row, what it costs, and a ceiling that is never below it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.catalog import Catalog, load_catalog
from director_kernel.catalog.prices import Order, headline, price_of, spoken
from director_kernel.schema.catalog import Model, PriceRow
from director_kernel.schema.plan import Kind
from tests.catalog.conftest import Write, model, models

MARGIN = Decimal("1.25")
SECOND = "unit: second, micros: %d, provider: %s, as_of: %s"


def priced(write: Write, rows: str) -> Model:
    return load_catalog(write("models/p.yaml", models(model("p", kinds="[text-to-video, text-to-image, speech]", prices=rows)))).models["p"]


def test_the_endpoints_own_provider_wins_then_the_newest_and_the_dearest_is_the_ceiling(write: Write) -> None:
    rows = [
        SECOND % (100, "fal", "2026-01"),
        SECOND % (70, "other", "2026-11-21"),
        SECOND % (300, "other", "2025"),
        SECOND % (90, "fal", "2026-05-02"),
    ]
    found = price_of(priced(write, "[{" + "}, {".join(rows) + "}]"), Order(Kind.TEXT_TO_VIDEO, provider="fal", seconds=3), MARGIN)
    assert found is not None
    assert (found.estimate, found.row.as_of, found.ceiling) == (270, "2026-05-02", 1125)
    elsewhere = price_of(priced(write, "[{" + "}, {".join(rows) + "}]"), Order(Kind.TEXT_TO_VIDEO, provider="luma", seconds=3), MARGIN)
    assert elsewhere is not None and elsewhere.row.micros == 70 and "no price of luma is known" in elsewhere.note


@pytest.mark.parametrize(
    ("row", "order", "cost"),
    [
        ("{unit: minute, micros: 1000000}", Order(Kind.TEXT_TO_VIDEO, seconds=7), 116_667),
        ("{unit: 1k_chars, micros: 80000}", Order(Kind.SPEECH, characters=1), 80),
        ("{unit: 1k_chars, micros: 80001}", Order(Kind.SPEECH, characters=1), 81),
        ("{unit: megapixel, micros: 30000, further: 15000}", Order(Kind.TEXT_TO_IMAGE, width=2000, height=1000), 45_000),
        ("{unit: megapixel, micros: 30000, further: 15000}", Order(Kind.TEXT_TO_IMAGE, width=1000, height=500, images=2), 60_000),
        ("{unit: megapixel, micros: 114000, per: 8}", Order(Kind.TEXT_TO_IMAGE, width=4000, height=3000), 228_000),
        ("{unit: image, micros: 40000}", Order(Kind.TEXT_TO_IMAGE, images=4), 160_000),
        ("{unit: clip, micros: 350000, when: {duration: 5}}", Order(Kind.TEXT_TO_VIDEO, seconds=5), 350_000),
    ],
)
def test_units(write: Write, row: str, order: Order, cost: int) -> None:
    found = price_of(priced(write, f"[{row}]"), order, MARGIN)
    assert found is not None and found.estimate == cost


@pytest.mark.parametrize(
    ("row", "order"),
    [
        ("{unit: second, micros: 1, when: {audio: true}}", Order(Kind.TEXT_TO_VIDEO, seconds=5, audio=False)),
        ("{unit: second, micros: 1, when: {resolution: 4k}}", Order(Kind.TEXT_TO_VIDEO, seconds=5, resolution="720p")),
        ("{unit: clip, micros: 1, when: {duration: 5}}", Order(Kind.TEXT_TO_VIDEO, seconds=10)),
        ("{unit: second, micros: 1, when: {variant: fast}}", Order(Kind.TEXT_TO_VIDEO, seconds=5)),
        ("{unit: second, micros: 1, kinds: [speech]}", Order(Kind.TEXT_TO_VIDEO, seconds=5)),
        ("{unit: second, micros: 1}", Order(Kind.TEXT_TO_VIDEO)),
        ("{unit: 1m_image_tokens, micros: 1}", Order(Kind.TEXT_TO_IMAGE)),
    ],
)
def test_rows_that_do_not_fit_price_nothing(write: Write, row: str, order: Order) -> None:
    assert price_of(priced(write, f"[{row}]"), order, MARGIN) is None


def test_one_note_becomes_two_rows(catalog: Catalog) -> None:
    small = catalog.price("nano-banana-pro", Kind.TEXT_TO_IMAGE, resolution="2K")
    large = catalog.price("nano-banana-pro", Kind.TEXT_TO_IMAGE, resolution="4K")
    assert small is not None and large is not None
    assert (small.estimate, large.estimate) == (150_000, 300_000)


@pytest.mark.parametrize(
    ("id", "kind", "asked", "micros"),
    [
        ("kling-2.6-pro", Kind.IMAGE_TO_VIDEO, {"seconds": 5, "audio": False}, 350_000),
        ("kling-2.6-pro", Kind.IMAGE_TO_VIDEO, {"seconds": 5, "options": {"generate_audio": True}}, 700_000),
        ("kling-2.5-turbo", Kind.TEXT_TO_VIDEO, {"seconds": 5}, 350_000),
        ("kling-2.5-turbo", Kind.TEXT_TO_VIDEO, {"seconds": 10}, 700_000),
        ("seedance-1.5-pro", Kind.TEXT_TO_VIDEO, {"seconds": 60, "audio": False}, 1_555_200),
        ("veo-3.1", Kind.TEXT_TO_VIDEO, {"seconds": 8, "resolution": "1080p"}, 3_200_000),
        ("veo-3.1", Kind.TEXT_TO_VIDEO, {"seconds": 8, "audio": False}, 1_600_000),
        ("wan-2.6", Kind.TEXT_TO_VIDEO, {"seconds": 5, "resolution": "720p"}, 500_000),
        ("gpt-image-2", Kind.TEXT_TO_IMAGE, {"options": {"quality": "low"}}, 6_000),
        ("gpt-image-2", Kind.TEXT_TO_IMAGE, {}, 211_000),
        ("flux-2-pro", Kind.TEXT_TO_IMAGE, {"width": 1920, "height": 1080}, 46_104),
        ("elevenlabs-v3", Kind.SPEECH, {"characters": 250}, 20_000),
        ("claude-sonnet-5.5", Kind.TEXT, {"tokens_in": 1_000_000, "tokens_out": 100_000}, 3_000_000),
    ],
)
def test_prices_of_the_catalog(catalog: Catalog, id: str, kind: Kind, asked: dict[str, object], micros: int) -> None:
    found = catalog.price(id, kind, **asked)  # type: ignore[arg-type]
    assert found is not None and found.estimate == micros
    assert found.ceiling >= found.estimate * Decimal("1.25")


def test_a_model_without_a_price_has_none(catalog: Catalog) -> None:
    assert catalog.price("z-image-turbo", Kind.TEXT_TO_IMAGE) is None
    assert not catalog.ready(catalog.models["z-image-turbo"])


@given(
    seconds=st.integers(1, 600),
    audio=st.sampled_from([None, True, False]),
    resolution=st.sampled_from([None, "480p", "720p", "1080p", "4k"]),
)
def test_longer_is_never_cheaper_and_the_ceiling_never_below(seconds: int, audio: bool | None, resolution: str | None) -> None:
    catalog = load_catalog()
    for id in ("kling-2.6-pro", "veo-3.1", "seedance-1.5-pro", "seedance-2.0"):
        one = catalog.price(id, Kind.TEXT_TO_VIDEO, seconds=seconds, audio=audio, resolution=resolution)
        two = catalog.price(id, Kind.TEXT_TO_VIDEO, seconds=seconds + 1, audio=audio, resolution=resolution)
        if one is None or two is None:
            assert one is two is None
            continue
        assert 0 < one.estimate < two.estimate
        assert one.estimate < one.ceiling < two.ceiling


def test_prices_for_people(catalog: Catalog) -> None:
    row = headline(catalog.models["seedance-1.5-pro"])
    assert row is not None and spoken(row) == "$0.02592 per second ($1.56 a minute), 720p, no sound"
    assert spoken(PriceRow(unit="megapixel", micros=114_000, per=8, source="s", as_of="2026")) == "$0.114 per 8 megapixels"  # type: ignore[arg-type]


def test_the_margin_comes_from_the_catalog(write: Write) -> None:
    root = write("settings.yaml", 'source: us\nas_of: 2026\nsettings:\n  - id: margin\n    value: "2"\n')
    found = load_catalog(root).price("flux-1.1-pro-ultra", Kind.TEXT_TO_IMAGE)
    assert found is not None and (found.estimate, found.ceiling) == (60_000, 120_000)
