"""A character is the same person in every frame: its colours, measured in pixels, survive shot size, light, pose and seed."""

import colorsys

import pytest

from director_kernel.media.draw.colour import rgb
from director_kernel.media.draw.figures import figure
from director_kernel.media.draw.figures.look import resolve
from director_kernel.media.draw.light import Light
from director_kernel.schema.slots import Character, KeySide, ShotSize
from tests.media.figures.pixels import apart, drawn, hue, patch

MINA = Character(name="Mina", gender="woman", age="30s", hair="short ginger", skin="fair", wardrobe="teal sweater, jeans")
LIGHTS = {
    "morning": Light(key_side=KeySide.LEFT, warmth=0.6, intensity=0.9),
    "dusk": Light(key_side=KeySide.RIGHT, warmth=0.8, key="#ffb36b", rim="#ffb36b", shadow="#241a2e", intensity=0.5),
    "night": Light(key_side=KeySide.LEFT, warmth=-0.7, key="#b9cbff", shadow="#0e1530", intensity=0.4, night=True),
    "back": Light(key_side=KeySide.BACK, intensity=0.6),
    "hard": Light(key_side=KeySide.TOP, hard=True),
}
SIZES = (ShotSize.EWS, ShotSize.WS, ShotSize.MS, ShotSize.MCU, ShotSize.CU)


def true_hue(colour: str) -> float:
    return colorsys.rgb_to_hsv(*(c / 255 for c in rgb(colour)))[0] * 360


def drawing(character: Character, size: ShotSize, light: Light, pose: str = "", seed: int = 1):  # type: ignore[no-untyped-def]
    return figure(character, shot_size=size, pose=pose, gaze="camera", action="", light=light, seed=seed)


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)
@pytest.mark.parametrize("size", SIZES)
def test_wardrobe_and_hair_keep_their_hue(size: ShotSize, light: Light) -> None:
    look = resolve(MINA)
    art = drawing(MINA, size, light)
    for point, want in (
        ((0.0, art.anchors["chest"][1] + 40), look.wardrobe[-1].colour),
        ((0.0, art.anchors["eyes"][1] - 46), look.hair_colour),
    ):
        seen = hue(patch(drawn(art, scale=1.0, centre=point), point, point, scale=1.0, half=9))
        assert apart(seen, true_hue(want)) < 22, (point, want, seen)


@pytest.mark.parametrize("pose", ["walking", "sitting", "show", "back", "profile", "arms crossed", "running"])
def test_wardrobe_keeps_its_hue_in_every_pose(pose: str) -> None:
    art = drawing(MINA, ShotSize.WS, LIGHTS["morning"], pose)
    waist = art.anchors["waist"]
    assert apart(hue(patch(drawn(art, centre=waist), waist, waist, half=10)), true_hue(resolve(MINA).wardrobe[-1].colour)) < 25


def test_the_seed_of_a_shot_changes_nothing_of_the_look() -> None:
    one, two = (drawing(MINA, ShotSize.MCU, LIGHTS["morning"], seed=seed) for seed in (1, 2))
    assert (drawn(one, scale=1.5, centre=one.anchors["eyes"]) == drawn(two, scale=1.5, centre=two.anchors["eyes"])).all()


def test_what_is_said_about_one_thing_leaves_the_rest_as_it_was() -> None:
    plain, hatted = resolve(Character(name="Noor")), resolve(Character(name="Noor", features=("round glasses",)))
    assert (plain.hair, plain.hair_colour, plain.skin, plain.wardrobe) == (hatted.hair, hatted.hair_colour, hatted.skin, hatted.wardrobe)
    assert (plain.glasses, hatted.glasses) == ("", "round")


def test_names_alone_make_different_people() -> None:
    names = ("Ada", "Bo", "Cleo", "Dev", "Edda", "Finn", "Gus", "Hana")
    looks = {(look.skin, look.hair, look.hair_colour, look.wardrobe) for look in (resolve(Character(name=name)) for name in names)}
    assert len(looks) == len(names)
