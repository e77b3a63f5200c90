"""A figure's size, anchors and SVG are what the composer relies on."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.media.draw.figures import figure
from director_kernel.media.draw.figures.poses import POSES, choose
from director_kernel.media.draw.light import Light
from director_kernel.schema.slots import Character, KeySide, Prop, ShotSize
from tests.media.figures.pixels import SCALE, bounds, drawn, ids, references

LIGHT = Light(key_side=KeySide.LEFT)
MAN = Character(name="Jon", gender="man", hair="short brown", wardrobe="grey suit")


def art(
    character: Character = MAN,
    size: ShotSize = ShotSize.WS,
    pose: str = "",
    action: str = "",
    gaze: str = "",
    light: Light = LIGHT,
    holding: Prop | None = None,
):  # type: ignore[no-untyped-def]
    return figure(character, shot_size=size, pose=pose, gaze=gaze, action=action, light=light, seed=3, holding=holding)


def test_an_adult_stands_800_units_and_a_child_six_of_its_heads() -> None:
    for character, low, high in ((MAN, 780, 830), (Character(name="Leo", age="8", hair="short brown"), 520, 590)):
        figure_ = art(character)
        _, top, _, bottom = bounds(drawn(figure_))
        assert low <= (bottom - top) / SCALE <= high
        assert figure_.height == pytest.approx((bottom - top) / SCALE, abs=25)


def test_the_eyes_and_hands_are_where_the_anchors_say() -> None:
    figure_ = art(size=ShotSize.CU, gaze="camera")
    x, y = figure_.anchors["eyes"]
    pixels = drawn(figure_, scale=8.0, centre=(x + 15.6, y))
    middle = pixels[200:280, 160:240, :3].astype(int)
    assert middle.sum(axis=2).min() < 120, "no pupil near the eyes anchor"
    for side, sign in (("hand_left", -1), ("hand_right", 1)):
        hx, _ = figure_.anchors[side]
        assert hx * sign > 40


def test_facing_left_is_facing_right_mirrored_with_the_light_still_from_its_side() -> None:
    right, left = art(pose="profile", gaze="right"), art(pose="profile left")
    assert left.anchors["eyes"][0] < 0 < right.anchors["eyes"][0]
    a, b = (bounds(drawn(figure_, scale=2.0, centre=figure_.anchors["head"])) for figure_ in (right, left))
    assert a != b


@pytest.mark.parametrize("pose", POSES)
def test_every_pose_draws_a_body_on_the_ground(pose: str) -> None:
    figure_ = art(pose=pose)
    left, top, right, bottom = bounds(drawn(figure_, scale=0.4))
    ground = 240 + 400 * 0.4
    assert right - left > 30
    if not POSES[pose].lie:
        assert abs(bottom - ground) < 12
        assert top < ground - 120


@pytest.mark.parametrize(
    ("action", "pose"),
    [
        ("she walks along the beach", "walking"),
        ("he runs from the explosion", "running"),
        ("sips her morning coffee", "drinking"),
        ("holds the serum up to camera", "show"),
        ("she applies two drops to her cheek", "applying"),
        ("checks his phone", "phone"),
        ("dances in the rain", "dancing"),
        ("stands with arms crossed", "crossed"),
        ("seen from behind, looking at the sea", "back"),
        ("kneels by the grave", "kneeling"),
        ("points at the horizon", "pointing"),
        ("drives through the city", "driving"),
        ("raises a lantern", "lift"),
        ("", "standing"),
    ],
)
def test_actions_become_poses(action: str, pose: str) -> None:
    assert choose("", action, "")[0].name == pose


def test_a_held_thing_is_drawn_in_the_hand_with_fingers_over_it() -> None:
    bottle = Prop(name="serum bottle", colour="amber", label="VITA C")
    empty, full = art(size=ShotSize.MCU, pose="show"), art(size=ShotSize.MCU, pose="show", holding=bottle)
    hand = full.anchors["grip"]
    a, b = (drawn(figure_, scale=3.0, centre=hand) for figure_ in (empty, full))
    assert np.abs(a.astype(int) - b.astype(int)).sum(axis=2).astype(bool).mean() > 0.05
    assert "VITA" in full.svg


def test_ids_differ_between_figures_and_every_reference_has_one() -> None:
    one, two = art(size=ShotSize.CU), art(Character(name="Mia"), size=ShotSize.CU)
    assert not set(ids(one.svg)) & set(ids(two.svg))
    assert len(ids(one.svg)) == len(set(ids(one.svg)))
    assert references(one.svg) <= set(ids(one.svg))
    assert art(size=ShotSize.CU).svg == one.svg


@pytest.mark.parametrize(
    "name", ["a golden retriever dog", "black cat", "horse", "an eagle", "goldfish", "friendly robot", "crowd of people", "a couple"]
)
def test_animals_robots_and_crowds_are_drawn_with_the_same_anchors(name: str) -> None:
    figure_ = art(Character(name=name))
    assert {"head", "eyes", "chin", "feet", "hand_left", "hand_right"} <= set(figure_.anchors)
    _, top, _, bottom = bounds(drawn(figure_, scale=0.4, centre=(0, -figure_.height / 2)))
    assert (bottom - top) / 0.4 == pytest.approx(figure_.height, rel=0.16)


@settings(max_examples=40, deadline=None)
@given(
    st.builds(
        Character,
        name=st.text(max_size=20),
        age=st.text(max_size=8),
        hair=st.text(max_size=12),
        wardrobe=st.text(max_size=30),
        emotion=st.text(max_size=8),
        features=st.lists(st.text(max_size=12), max_size=3).map(tuple),
    ),
    st.sampled_from(ShotSize),
    st.text(max_size=24),
    st.sampled_from(KeySide),
)
def test_any_words_give_well_formed_svg(character: Character, size: ShotSize, action: str, side: KeySide) -> None:
    figure_ = figure(character, shot_size=size, pose="", gaze=action, action=action, light=Light(key_side=side), seed=0)
    ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{figure_.svg}</svg>')
    assert "nan" not in figure_.svg and "inf" not in figure_.svg.replace("info", "")


@pytest.mark.parametrize("pose", ["lying", "flying"])
def test_a_tipped_body_keeps_its_anchors(pose: str) -> None:
    figure_ = art(size=ShotSize.CU, pose=pose)
    x, y = figure_.anchors["eyes"]
    assert abs(x) > 150
    assert (drawn(figure_, scale=2.0, centre=(x, y))[230:250, 190:210, 3] > 200).all()
    assert figure_.height < 760


def test_an_action_puts_its_thing_in_the_hand() -> None:
    asleep, calling = art(pose="standing"), art(action="she scrolls on her phone")
    assert "grip" in calling.anchors and "grip" not in asleep.anchors
