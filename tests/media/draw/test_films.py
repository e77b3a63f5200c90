"""What makes single frames one film: lettering that stays, colours that were said, things that are shown, light that changes."""

import re

import numpy as np
import pytest

from director_kernel.media.draw import compose, rasterise
from director_kernel.media.draw.typography import SERIF, display_face, fit
from director_kernel.schema.slots import Character, Prop, ShotSize, Slots, TimeOfDay

WIDE, TALL = (640, 360), (360, 640)


def pixels(slots: Slots, size: tuple[int, int] = WIDE, seed: int = 5) -> np.ndarray:
    return rasterise(compose(slots, width=size[0], height=size[1], seed=seed).svg, *size)[..., :3].astype(float)


@pytest.mark.parametrize("words", ["THE LIGHTHOUSE KEEPER", "COFFEE ROASTER KALDI", "Bike-sharing app", "Extraordinarily"])
def test_a_headline_breaks_between_words_only(words: str) -> None:
    for width in (180, 260, 400, 620):
        block = fit(words, SERIF, width, 400, largest=90, lines=3, spacing=0.22)
        assert " ".join(block.lines) == words


def test_one_brand_has_one_lettering_whatever_happens_in_the_shot() -> None:
    look = Slots(subject="Lumen logo", style=("glossy",), palette=("gold", "black"), setting="studio")
    faces = set()
    for action in ("the logo snaps into place", "the logo rests, the last sparks fading", "the logo in a clean dark space"):
        frame = compose(look.with_(action=action, on_screen_text=("Lumen",)), width=640, height=360, seed=len(action))
        faces.add(re.search(r'font-family="([^"]+)" font-weight="(\d+)"[^>]*>Lumen<', frame.svg).groups())  # type: ignore[union-attr]
    assert len(faces) == 1
    assert display_face(look, "a bold sneaker") == display_face(look.with_(mood=("calm",)), "x") or look.mood == ()


def test_gold_on_black_is_gold_on_black() -> None:
    shown = pixels(Slots(subject="Lumen logo", palette=("gold", "black"), setting="studio", on_screen_text=("Lumen",)))
    red, green, blue = (shown[..., channel] for channel in range(3))
    golden = (red > 150) & (red > blue * 1.5) & (green > blue * 1.2)
    assert golden.mean() > 0.01
    assert np.median(shown.sum(axis=2)) < 200


def test_the_smallest_type_of_a_slate_can_be_read_on_a_phone() -> None:
    slots = Slots(subject="a walk", setting="street", action="she walks", shot_size=ShotSize.MS, time_of_day=TimeOfDay.DAY)
    for width, height in (WIDE, TALL):
        frame = compose(slots, width=width, height=height, seed=3, slate={"number": "2", "timecode": "00:01"})
        overlay = next(layer.svg for layer in frame.layers if layer.name == "overlay")
        assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', overlay)) >= 0.02 * 720


@pytest.mark.parametrize("name", ["paper", "lantern", "candle", "key", "photograph", "dragon", "fox"])
def test_an_insert_shows_its_thing_large(name: str) -> None:
    place = Slots(setting="sea", shot_size=ShotSize.INSERT, time_of_day=TimeOfDay.DUSK, action="")
    bare, shown = pixels(place.with_(shot_size=ShotSize.WS)), pixels(place.with_(props=(Prop(name=name),)))
    assert (np.abs(bare - shown).sum(axis=2) > 60).mean() > 0.08


def test_a_close_shot_of_what_nobody_can_draw_says_it_in_words() -> None:
    frame = compose(Slots(setting="sea", shot_size=ShotSize.ECU, action="a promise is broken"), width=640, height=360, seed=2)
    assert "A promise is broken" in frame.svg


def test_lamplight_warms_a_room_and_leaves_the_sky_alone() -> None:
    room = Slots(setting="log cabin", shot_size=ShotSize.WS, time_of_day=TimeOfDay.NIGHT)
    cold, warm = pixels(room).mean(axis=(0, 1)), pixels(room.with_(light_source="lamplight")).mean(axis=(0, 1))
    assert warm[0] - warm[2] > cold[0] - cold[2] + 20
    assert warm.sum() > cold.sum()


def test_a_palette_guessed_from_the_hour_does_not_paint_over_the_hour() -> None:
    said = Slots(setting="sea", time_of_day=TimeOfDay.DUSK)
    guessed = said.with_(palette=("violet", "slate blue"), inferred=("palette",))
    assert np.abs(pixels(said) - pixels(guessed)).mean() < 2
    assert np.abs(pixels(said) - pixels(guessed.with_(inferred=()))).mean() > 2


def test_what_lies_beneath_the_subject_moves_with_it() -> None:
    frame = compose(Slots(setting="sea", props=(Prop(name="door"),), time_of_day=TimeOfDay.DUSK), width=320, height=180, seed=1)
    layers = {layer.name: rasterise(layer.svg, 416, 234)[..., 3] for layer in frame.layers}
    assert (layers["hero"] > 8).mean() > (layers["hero"] > 250).mean() * 1.5


def test_creatures_face_whoever_stands_before_them_and_giants_are_framed_by_the_head() -> None:
    knight = Character(name="knight", gender="m")
    both = compose(
        Slots(setting="mountains", shot_size=ShotSize.WS, characters=(knight,), props=(Prop(name="dragon"),)), width=320, height=180, seed=4
    )
    assert not both.missing_glyphs
    assert "dragon" not in "".join(re.findall(r">([^<>]+)</text>", both.svg))
    close = pixels(Slots(setting="mountains", shot_size=ShotSize.CU, props=(Prop(name="dragon"),)))
    eye = (close[..., 0] > 200) & (close[..., 1] > 140) & (close[..., 2] < 110)
    assert eye.sum() > 40


def test_a_title_card_is_letters_on_darkness() -> None:
    card = Slots(
        subject="title card",
        action="the title burns in over black",
        setting="studio",
        on_screen_text=("The Keeper",),
        palette=("black", "white"),
    )
    shown = pixels(card)
    assert np.median(shown) < 40
    assert shown.max() > 200
