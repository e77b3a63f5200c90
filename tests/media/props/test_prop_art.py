"""Props are drawn whole, in their colour and material, with their words on them."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.media.draw.art import Art
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.props import prop
from director_kernel.media.draw.props.bench import Bench, broken
from director_kernel.media.draw.props.make import drawer
from director_kernel.media.draw.props.table import KINDS
from director_kernel.schema.slots import KeySide, Prop
from tests.media.figures.pixels import apart, bounds, drawn, hue, ids, references

LEFT, RIGHT = Light(key_side=KeySide.LEFT), Light(key_side=KeySide.RIGHT)
HEROES = (
    "serum bottle",
    "cream jar",
    "hand cream tube",
    "soda can",
    "sneaker",
    "phone",
    "perfume",
    "watch",
    "headphones",
    "coffee cup",
    "burger",
)


def made(name: str, light: Light = LEFT, seed: int = 1, **more: str) -> Art:
    art = prop(Prop(name=name, **more), light=light, seed=seed)
    assert art is not None
    return art


def shown(art: Art) -> np.ndarray:
    scale = min(360 / art.width, 430 / art.height)
    return drawn(art, scale=scale, centre=(0, -art.height / 2))


@pytest.mark.parametrize("drawing", sorted({kind.drawing for kind in KINDS}))
def test_every_drawing_fills_the_size_it_states(drawing: str) -> None:
    ink = Ink(LEFT, drawing)
    bench = Bench(ink, colour="#c6302c", said=True, material="plastic", label="", roll=0.3)
    size = drawer(drawing)(bench)
    art = Art(ink.group(), size.width, size.height)
    scale = min(300 / size.width, 360 / size.height)
    pixels = drawn(art, scale=scale, centre=(0, -size.height / 2))
    left, top, right, bottom = bounds(pixels)
    assert (bottom - top) / scale == pytest.approx(size.height, rel=0.3)
    assert (right - left) / scale == pytest.approx(size.width, rel=0.45)
    ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{art.svg}</svg>')


@pytest.mark.parametrize("name", HEROES)
def test_heroes_turn_with_the_light(name: str) -> None:
    a, b = shown(made(name, LEFT)).astype(int), shown(made(name, RIGHT)).astype(int)
    assert np.abs(a - b).mean() > 1.0


@pytest.mark.parametrize(
    ("name", "colour", "want"),
    [("mug", "teal", 182), ("sneaker", "red", 2), ("perfume", "purple", 273), ("car", "blue", 215), ("soda can", "green", 131)],
)
def test_the_colour_said_is_the_colour_seen(name: str, colour: str, want: float) -> None:
    pixels = shown(made(name, colour=colour)).reshape(-1, 4)
    solid = pixels[pixels[:, 3] > 240].astype(int)
    vivid = solid[(solid[:, :3].max(axis=1) - solid[:, :3].min(axis=1)) > 45].astype(np.uint8)
    assert len(vivid) > 0.15 * len(solid)
    assert apart(hue(vivid), want) < 25


@pytest.mark.parametrize("name", ["serum bottle", "soda can", "coffee cup", "perfume", "billboard", "book", "box", "logo"])
def test_a_label_is_printed_and_stays_inside(name: str) -> None:
    plain, printed = made(name), made(name, label="LUMINA")
    assert "LUMINA" in printed.svg
    lx, ly = printed.anchors["label"]
    assert -printed.width / 2 <= lx <= printed.width / 2 and -printed.height - 40 <= ly <= 0
    assert np.abs(shown(plain).astype(int) - shown(printed).astype(int)).sum() > 0


def test_long_and_hostile_labels_are_fitted_and_escaped() -> None:
    hostile = '</text><script>alert("x")</script> & more words than any label of this size can carry in comfort \x00\x07'
    art = made("serum bottle", label=hostile)
    root = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{art.svg}</svg>')
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    left, _, right, _ = bounds(shown(art))
    bare_left, _, bare_right, _ = bounds(shown(made("serum bottle")))
    assert abs(left - bare_left) <= 3 and abs(right - bare_right) <= 3


def test_lines_are_broken_to_set_large() -> None:
    assert broken("VITA C", 4.0) == ["VITA C"]
    assert broken("GLOW DAILY SERUM", 0.9) == ["GLOW", "DAILY", "SERUM"]


def test_a_product_is_the_same_in_every_frame() -> None:
    one, two = made("logo", seed=1, label="Aura"), made("logo", seed=2, label="Aura")
    assert (shown(one) == shown(two)).all()
    assert not set(ids(one.svg)) & set(ids(two.svg))
    assert references(one.svg) <= set(ids(one.svg))
    assert made("logo", seed=1, label="Aura").svg == one.svg


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(HEROES), st.text(max_size=40), st.text(max_size=12), st.text(max_size=12), st.sampled_from(KeySide))
def test_any_words_give_well_formed_svg(name: str, label: str, colour: str, material: str, side: KeySide) -> None:
    art = prop(Prop(name=name, label=label, colour=colour, material=material), light=Light(key_side=side), seed=0)
    assert art is not None
    ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{art.svg}</svg>')
