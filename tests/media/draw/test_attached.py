"""An attached picture is in the frame: as the product, the place, a mark, a reference."""

import cv2
import numpy as np
import pytest

from director_kernel.errors import UsageError
from director_kernel.media.draw.attached import read_picture
from director_kernel.schema.slots import Character, Slots
from tests.media.draw.frames import draw, pixels

MAGENTA = (214, 20, 190)


def _png(picture: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".png", picture)[1])


def _pack(ground: tuple[int, int, int] = (255, 255, 255)) -> bytes:
    """A magenta pack on a plain ground, 200 × 300."""
    picture = np.full((300, 200, 3), ground, np.uint8)
    picture[40:270, 55:145] = MAGENTA[::-1]
    return _png(picture)


def _magenta(slots: Slots, data: bytes, role: str, width: int = 320, height: int = 180) -> float:
    shown = pixels(draw(slots, width=width, height=height, seed=2, attached=data, attached_role=role), width, height).astype(int)
    near = np.abs(shown[..., :3] - MAGENTA).max(axis=2) < 46
    return float(near.mean())


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320), (240, 240)])
def test_a_product_photo_stands_in_the_frame(width: int, height: int) -> None:
    assert _magenta(Slots(setting="bathroom", subject="the pack"), _pack(), "product", width, height) > 0.03


def test_a_product_on_a_plain_ground_is_cut_out_of_it() -> None:
    picture = read_picture(_pack(), cut_out=True)
    assert picture.cut and picture.href.startswith("data:image/png")
    assert abs(picture.width - 90) < 8 and abs(picture.height - 230) < 8


def test_a_photo_without_a_plain_ground_is_left_whole() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (200, 200, 3), np.uint8)
    picture = read_picture(_png(noise), cut_out=True)
    assert not picture.cut and picture.href.startswith("data:image/jpeg")


def test_a_backdrop_fills_the_frame_and_a_mark_takes_the_logo_s_place() -> None:
    flat = _png(np.full((90, 160, 3), MAGENTA[::-1], np.uint8))
    assert _magenta(Slots(shot_size=None, subject="a place"), flat, "backdrop") > 0.3
    assert _magenta(Slots(subject="our logo", on_screen_text=("Acme",)), _pack(), "logo") > 0.008


def test_people_get_the_product_before_them_and_a_reference_pinned_up() -> None:
    slots = Slots(setting="kitchen", characters=(Character(name="Ana", wardrobe="green dress"),))
    assert _magenta(slots, _pack(), "product") > 0.01
    assert _magenta(slots, _pack(), "character") > 0.01


def test_what_is_no_picture_is_refused_with_the_way_out() -> None:
    for data in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"<svg/>"):
        if data:
            with pytest.raises(UsageError, match="attach"):
                draw(Slots(), attached=data)
