"""What is read off pictures whose colours, light and build are known."""

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from director_kernel.errors import AssetError
from director_kernel.media.analysis import analyse, colour_name, distance
from director_kernel.schema.slots import KeySide

WIDE, TALL = 320, 180
PALETTE = ("#1f7a7d", "#f2b84b", "#c6302c", "#1d1d21", "#f7f4ef")


def png(pixels: NDArray[np.float64]) -> bytes:
    return bytes(cv2.imencode(".png", cv2.cvtColor(np.clip(pixels, 0, 255).astype(np.uint8), cv2.COLOR_RGB2BGR))[1])


def rgb(value: str) -> list[int]:
    return [int(value[at : at + 2], 16) for at in (1, 3, 5)]


def ground(colour: str = "#e6e6e6") -> NDArray[np.float64]:
    return np.full((TALL, WIDE, 3), rgb(colour), dtype=np.float64)


def stripes(widths: tuple[int, ...]) -> NDArray[np.float64]:
    return np.concatenate(
        [np.full((TALL, width, 3), rgb(colour), dtype=np.float64) for width, colour in zip(widths, PALETTE, strict=True)], 1
    )


@pytest.mark.parametrize("widths", [(64, 64, 64, 64, 64), (200, 60, 30, 20, 10)])
def test_the_anchors_are_the_colours_it_was_drawn_with(widths: tuple[int, ...]) -> None:
    found = analyse(png(stripes(widths))).palette
    assert len(found) == 5
    for colour, width in zip(PALETTE, widths, strict=True):
        near = min(found, key=lambda one: distance(one.hex, colour))
        assert distance(near.hex, colour) < 0.02
        assert near.share == pytest.approx(width / sum(widths), abs=0.03)


def test_one_colour_is_one_anchor_and_noise_around_it_too() -> None:
    noise = np.random.default_rng(3).normal(0, 4, (TALL, WIDE, 3))
    assert len(analyse(png(ground())).palette) == 1
    assert distance(analyse(png(ground("#1f7a7d") + noise)).palette[0].hex, "#1f7a7d") < 0.02


def test_the_same_bytes_are_read_the_same() -> None:
    data = png(stripes((100, 100, 40, 40, 40)))
    assert analyse(data) == analyse(data)


@pytest.mark.parametrize(
    ("side", "across", "down"), [(KeySide.LEFT, -1, 0), (KeySide.RIGHT, 1, 0), (KeySide.TOP, 0, -1), (KeySide.UNDER, 0, 1), (None, 0, 0)]
)
@pytest.mark.parametrize("noise", [0, 12])
def test_the_key_side_is_the_lit_one(side: KeySide | None, across: int, down: int, noise: int) -> None:
    x, y = np.meshgrid(np.linspace(-1, 1, WIDE), np.linspace(-1, 1, TALL))
    light = 128 + 70 * (across * x + down * y) + np.random.default_rng(1).normal(0, noise or 1e-9, x.shape)
    assert analyse(png(np.stack([light] * 3, -1))).key is side


def test_a_dark_figure_before_light_is_backlit() -> None:
    picture = ground()
    cv2.ellipse(picture, (WIDE // 2, TALL // 2), (60, 60), 0, 0, 360, (15, 15, 20), -1)
    assert analyse(png(picture)).key is KeySide.BACK


@pytest.mark.parametrize(("x", "y"), [(80, 60), (240, 60), (160, 90), (250, 140)])
def test_the_subject_is_found_where_it_is(x: int, y: int) -> None:
    picture = ground()
    cv2.circle(picture, (x, y), 24, (200, 40, 40), -1)
    found = analyse(png(picture)).composition
    assert found.subject == (pytest.approx(x / WIDE, abs=0.03), pytest.approx(y / TALL, abs=0.03))
    assert found.empty > 0.6
    assert (found.symmetry > 0.9) is (x == WIDE // 2)


@pytest.mark.parametrize("row", [50, 90, 130])
def test_the_horizon_is_where_land_begins(row: int) -> None:
    picture = ground("#a8c8e8")
    picture[row:] = rgb("#3c5a32")
    assert analyse(png(picture)).composition.horizon == pytest.approx(row / TALL, abs=0.02)
    assert analyse(png(ground())).composition.horizon is None


@pytest.mark.parametrize(
    ("colour", "slot", "sign"),
    [
        ("#101014", "exposure", -1),
        ("#fafafa", "exposure", 1),
        ("#e0802a", "warmth", 1),
        ("#2a60e0", "warmth", -1),
        ("#808080", "saturation", -1),
    ],
)
def test_steps_have_the_sign_people_would_give(colour: str, slot: str, sign: int) -> None:
    assert getattr(analyse(png(ground(colour))), slot) * sign > 0


def test_colours_are_called_what_people_call_them() -> None:
    assert [colour_name(one) for one in ("#c6302c", "#1f7a7d", "#101012")] == ["red", "teal", "jet black"]


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b"<svg/>", b"\x00" * 100])
def test_what_is_no_picture_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(AssetError, match=r"still\.png"):
        analyse(data, "still.png")


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    with pytest.raises(AssetError, match="pixels"):
        analyse(target.getvalue(), "bomb.png")


def test_a_torn_file_is_refused() -> None:
    whole = png(np.random.default_rng(2).uniform(0, 255, (TALL, WIDE, 3)))
    with pytest.raises(AssetError, match="damaged"):
        analyse(whole[: len(whole) // 2], "torn.png")


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (7, 5)])
def test_tiny_and_thin_pictures_are_read(size: tuple[int, int]) -> None:
    target = io.BytesIO()
    Image.new("RGBA", size, (200, 30, 30, 255)).save(target, "PNG")
    found = analyse(target.getvalue())
    assert (found.width, found.height) == size
    assert distance(found.palette[0].hex, "#c81e1e") < 0.02
