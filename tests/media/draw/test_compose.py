"""Frames: same in, same out; layers that cover a moving camera; takes that differ; the right picture for the slots."""

import itertools
from xml.etree import ElementTree

import numpy as np
import pytest

from director_kernel.media.draw import rasterise
from director_kernel.media.draw.settings import SETTINGS, recognise
from director_kernel.schema.slots import Angle, Character, Movement, ShotSize, Slots, TimeOfDay
from tests.media.draw.frames import ANA, LEO, SHOTS, draw, layer, pixels, seen, ssim

NAMES = ("bg", "mid", "hero", "fg", "overlay")


@pytest.mark.parametrize("name", SHOTS)
def test_same_arguments_give_the_same_bytes(name: str) -> None:
    one, other = draw(SHOTS[name], seed=5, slate={"number": "1 / 4"}), draw(SHOTS[name], seed=5, slate={"number": "1 / 4"})
    assert one == other
    assert np.array_equal(pixels(one), pixels(other))


def test_layers_come_in_order_from_far_to_near() -> None:
    frame = draw(SHOTS["walk"], slate={"number": "1"})
    assert tuple(part.name for part in frame.layers) == NAMES
    assert [part.depth for part in frame.layers] == sorted(part.depth for part in frame.layers)
    assert frame.layers[0].depth == 0.0 and frame.layers[-1].depth == 1.0


def test_ids_never_clash_when_layers_are_joined() -> None:
    for slots in SHOTS.values():
        found = [node.attrib["id"] for node in ElementTree.fromstring(draw(slots).svg).iter() if "id" in node.attrib]
        repeated = {name for name, group in itertools.groupby(sorted(found)) if len(list(group)) > 1}
        assert not repeated


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320), (240, 240), (240, 300), (420, 180)])
@pytest.mark.parametrize("name", ["walk", "close", "place", "product", "logo", "title", "card"])
def test_the_ground_layer_covers_the_overscanned_frame(name: str, width: int, height: int) -> None:
    part = layer(draw(SHOTS[name], width=width, height=height, seed=3), "bg")
    full = rasterise(part.svg, round(width * 1.3), round(height * 1.3))
    assert int(full[..., 3].min()) >= 250


def test_a_tilted_camera_shows_no_edge_either() -> None:
    part = layer(draw(SHOTS["walk"].with_(angle=Angle.DUTCH), width=180, height=320, seed=2), "bg")
    assert int(rasterise(part.svg, 234, 416)[..., 3].min()) >= 250


def test_joined_layers_look_like_the_whole_picture() -> None:
    frame = draw(SHOTS["talk"], seed=4, slate={"number": "2"})
    joined = np.zeros((180, 320, 3))
    for part in frame.layers:
        top = seen(part, 320, 180).astype(float)
        alpha = top[..., 3:] / 255
        joined = joined * (1 - alpha) + top[..., :3] * alpha
    assert float(np.abs(joined - pixels(frame)[..., :3]).mean()) < 3.0


@pytest.mark.parametrize("name", SHOTS)
def test_takes_differ_visibly(name: str) -> None:
    takes = [pixels(draw(SHOTS[name], seed=seed)) for seed in range(4)]
    assert max(ssim(one, other) for one, other in itertools.combinations(takes, 2)) < 0.9


def test_resolution_changes_sharpness_not_the_picture() -> None:
    small, large = draw(SHOTS["walk"], seed=2), draw(SHOTS["walk"], width=640, height=360, seed=2)
    shrunk = rasterise(large.svg, 320, 180)
    assert ssim(pixels(small), shrunk) > 0.97


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_place_draws_by_day_and_by_night(setting: object) -> None:
    name = setting.words[0]  # type: ignore[attr-defined]
    assert recognise(name) is setting
    by_day, by_night = (
        pixels(draw(Slots(shot_size=ShotSize.WS, setting=name, time_of_day=hour), width=160, height=90), 160, 90)
        for hour in (TimeOfDay.DAY, TimeOfDay.NIGHT)
    )
    for picture in (by_day, by_night):
        assert float(picture[..., :3].std()) > 6, "a picture, not a flat colour"
    if name not in ("void", "space", "stage"):
        assert by_day[..., :3].mean() > by_night[..., :3].mean()


def test_the_first_phrase_names_the_place_and_its_last_word_decides() -> None:
    def named(text: str) -> str:
        found = recognise(text)
        return found.name if found else ""

    assert named("a cafe by the sea") == "cafe"
    assert named("an empty desert highway at dusk") == "road"
    assert named("a room overlooking the city") == "skyline" or named("a room overlooking the city") == "room"
    assert named("a coffee shop on a busy street") == "cafe"
    assert named("train carriage") == "train"
    assert named("somewhere nobody ever was") == ""


def test_rain_falls_outside_and_not_in_a_train() -> None:
    def drawn(setting: str, weather: str) -> str:
        return layer(draw(Slots(setting=setting, weather=weather, time_of_day=TimeOfDay.DAY)), "fg").svg

    assert len(drawn("street", "rain")) > len(drawn("street", "")) + 500
    assert len(drawn("train carriage", "rain")) == len(drawn("train carriage", ""))


def test_the_arrow_is_drawn_only_for_a_moving_camera() -> None:
    moving = draw(SHOTS["walk"].with_(movement=Movement.PUSH_IN))
    still = draw(SHOTS["walk"].with_(movement=Movement.STATIC))
    assert "push in" in layer(moving, "overlay").svg
    assert layer(still, "overlay").svg == layer(draw(SHOTS["walk"]), "overlay").svg


def test_every_frame_says_that_it_is_previs() -> None:
    for slots in SHOTS.values():
        assert "PREVIS" in layer(draw(slots), "overlay").svg
        assert "PREVIS" in layer(draw(slots, slate={"number": "1"}), "overlay").svg


def test_the_slate_says_number_shot_time_and_sound() -> None:
    slots = SHOTS["walk"].with_(angle=Angle.LOW, lens="35 mm", action="he waits", sound=("surf",))
    overlay = layer(draw(slots, width=640, height=360, slate={"number": "1 / 4", "timecode": "00:00 – 00:06"}), "overlay").svg
    for words in ("1 / 4", "WS · low angle · 35 mm · He waits", "00:00 – 00:06", "dusk", "SFX: surf"):
        assert words in overlay


def test_a_character_keeps_the_colour_of_its_clothes_in_any_light() -> None:
    def hue(time: TimeOfDay, size: ShotSize) -> float:
        part = layer(draw(Slots(shot_size=size, time_of_day=time, setting="street", characters=(LEO,)), seed=1), "hero")
        shown = seen(part, 320, 180).astype(float)
        red, green, blue = (shown[..., index] for index in range(3))
        hoodie = (shown[..., 3] > 200) & (red > 1.8 * green) & (red > 1.8 * blue) & (red > 40)
        return float(hoodie.sum() / max(1, (shown[..., 3] > 200).sum()))

    for time in (TimeOfDay.DAY, TimeOfDay.SUNSET, TimeOfDay.NIGHT, TimeOfDay.BLUE_HOUR):
        for size in (ShotSize.WS, ShotSize.MS):
            assert hue(time, size) > 0.15, f"the red hoodie is red at {time} in {size}"


def test_over_the_shoulder_puts_somebody_in_the_foreground() -> None:
    plain = Slots(shot_size=ShotSize.MS, setting="bar", characters=(LEO, ANA))
    over = layer(draw(plain.with_(angle=Angle.OTS), seed=2), "fg")
    near, none = seen(over, 320, 180)[..., 3] > 160, seen(layer(draw(plain, seed=2), "fg"), 320, 180)[..., 3] > 160
    assert near.mean() > none.mean() + 0.06


def test_more_people_stand_apart_and_inside_the_frame() -> None:
    cast = tuple(Character(name=name, wardrobe="red coat") for name in ("A", "B", "C", "D"))
    shown = seen(layer(draw(Slots(shot_size=ShotSize.WS, setting="studio", characters=cast)), "hero"), 320, 180)[..., 3] > 128
    columns = shown.any(axis=0)
    assert not columns[:3].any() and not columns[-3:].any()
    assert int((np.diff(columns.astype(int)) == 1).sum()) >= 3
