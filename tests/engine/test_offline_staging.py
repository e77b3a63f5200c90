"""Beats on their feet: what happens fits where it happens, the story's thing comes back, lamps burn in rooms."""

import pytest

from director_kernel.engine.offline.make import make_draft
from director_kernel.engine.offline.read_brief import read, read_brief
from director_kernel.schema.plan import Draft, DraftStep

KEEPER = "A 20-second cinematic trailer: an old lighthouse keeper finds a glowing door standing in the sea at dusk"


def draft(text: str) -> Draft:
    return make_draft(read_brief(read(text)))


def frames(text: str) -> list[DraftStep]:
    return [step for step in draft(text).steps or [] if step.kind == "text-to-image"]


def test_the_storys_key_thing_comes_back() -> None:
    shown = [step for step in frames(KEEPER) if step.slots and any(prop.name == "door" for prop in step.slots.props)]
    assert len(shown) >= 3


def test_drawers_are_opened_in_rooms_and_never_at_sea() -> None:
    for step in frames(KEEPER):
        assert step.slots is not None
        if "drawer" in step.slots.action or "stair" in step.slots.action or "paper" in step.slots.action:
            assert step.slots.setting == "lighthouse interior"
            assert step.slots.light_source == "lamplight"


@pytest.mark.parametrize("text", ["a horror trailer in a forest cabin at night", "a mystery trailer about a detective in the city", KEEPER])
def test_no_insert_is_empty(text: str) -> None:
    for step in frames(text):
        assert step.slots is not None
        if step.slots.shot_size in ("insert", "ECU", "BCU", "CU"):
            assert step.slots.props or step.slots.characters, step.slots.action


def test_nobody_wades_where_there_is_no_water() -> None:
    assert not any("wades" in (step.action or "") for step in frames("a 40-second mystery trailer about a letter in a desert"))


def test_light_changes_from_shot_to_shot() -> None:
    assert len({(step.slots.setting, step.slots.light_source, step.slots.weather) for step in frames(KEEPER) if step.slots}) >= 4


def test_a_film_is_called_what_its_card_says() -> None:
    told = draft(KEEPER)
    cards = [step.slots.on_screen_text for step in told.steps or [] if step.slots and step.slots.subject == "title card"]
    assert told.title in cards[0]


def test_a_logo_film_is_called_by_its_brand_and_keeps_its_colours() -> None:
    told = draft('A 6-second logo animation for Lumen, gold on black, tagline "Wake up your skin"')
    assert told.title == "Lumen"
    assert all(step.slots.palette == ("gold", "black") for step in told.steps or [] if step.kind == "text-to-image" and step.slots)


def test_a_home_is_toured_room_by_room() -> None:
    places = [step.slots.setting for step in frames("A real-estate tour of a bright modern house with a pool, 20 seconds") if step.slots]
    assert places[0] == "house front"
    assert places[-1] == "pool"
    assert len(set(places)) >= 4


def test_goods_are_sold_and_the_dog_is_not() -> None:
    told = frames("A dog food ad for Barkly, a golden retriever running in a field, warm")
    heroes = {prop.name for step in told if step.slots for prop in step.slots.props if prop.hero}
    assert heroes == {"dog bowl"}
    assert any(prop.name == "golden retriever" for step in told if step.slots for prop in step.slots.props)
