"""What a brief says about a person is what is drawn."""

import pytest

from director_kernel.media.draw.colour import NAMES, luma
from director_kernel.media.draw.figures.look import resolve
from director_kernel.schema.slots import Character


def wardrobe(words: str, **more: str) -> dict[str, str]:
    return {garment.name: garment.colour for garment in resolve(Character(name="X", wardrobe=words, **more)).wardrobe}


@pytest.mark.parametrize(
    ("words", "garment", "colour"),
    [
        ("a yellow raincoat and boots", "raincoat", NAMES["yellow"]),
        ("navy blue suit with a red tie", "suit", NAMES["navy blue"]),
        ("white bathrobe", "bathrobe", NAMES["white"]),
        ("long emerald evening gown", "gown", NAMES["emerald"]),
        ("black leather jacket over a white t-shirt, blue jeans", "leather jacket", NAMES["black"]),
        ("black leather jacket over a white t-shirt, blue jeans", "t-shirt", NAMES["white"]),
        ("black leather jacket over a white t-shirt, blue jeans", "jeans", NAMES["blue"]),
        ("striped pyjamas in lavender", "pyjamas", NAMES["lavender"]),
    ],
)
def test_garments_take_the_colour_said_before_them(words: str, garment: str, colour: str) -> None:
    assert wardrobe(words)[garment] == colour


@pytest.mark.parametrize(
    ("role", "garment"),
    [
        ("astronaut", "space suit"),
        ("knight", "armour"),
        ("scientist", "lab coat"),
        ("detective", "trench coat"),
        ("chef", "chef jacket"),
        ("superhero", "bodysuit"),
    ],
)
def test_a_role_brings_its_clothes(role: str, garment: str) -> None:
    assert garment in {g.name for g in resolve(Character(name=role)).wardrobe}


def test_nobody_stands_half_dressed() -> None:
    for words in ("", "jeans", "a hat", "lab coat", "sunglasses", "red dress", "apron", "suit"):
        look = resolve(Character(name="Ivo", wardrobe=words))
        slots = {g.slot for g in look.wardrobe}
        assert {"top", "feet"} <= slots
        assert "bottom" in slots or next(g for g in look.wardrobe if g.slot == "top").hem < 340


@pytest.mark.parametrize(
    ("age", "name", "heads"),
    [("8", "Tim", 6.0), ("70s", "Tim", 8.0), ("", "little girl", 6.0), ("16", "Ana", 7.4), ("30s", "boy band singer", 8.0)],
)
def test_age_sets_the_proportions(age: str, name: str, heads: float) -> None:
    assert resolve(Character(name=name, age=age)).heads == heads


def test_hair_beard_hat_and_skin_are_read() -> None:
    look = resolve(
        Character(name="Old sailor", gender="man", hair="long white", skin="dark", features=("full beard", "red beanie", "sunglasses"))
    )
    assert (look.hair, look.beard, look.hat, look.hat_colour, look.glasses) == ("long", "full", "beanie", NAMES["red"], "sun")
    assert luma(look.hair_colour) > 0.8
    assert luma(look.skin) < 0.4


def test_a_hat_does_not_take_the_dress_colour() -> None:
    look = resolve(Character(name="Fatima", wardrobe="blue dress", features=("hijab",)))
    assert look.hat_colour != NAMES["blue"]
