"""What the drawing tests share: a few shots, pixels of a frame and of one layer, and SSIM."""

import re

import cv2
import numpy as np
from numpy.typing import NDArray

from director_kernel.media.draw import Frame, Layer, compose, rasterise
from director_kernel.schema.slots import Character, KeySide, Prop, ShotSize, Slots, TimeOfDay

Pixels = NDArray[np.uint8]

LEO = Character(name="Leo", age="20s", gender="male", hair="short black", skin="dark", wardrobe="red hoodie, blue jeans")
ANA = Character(name="Ana", age="30s", gender="female", hair="long brown", wardrobe="white shirt, green trousers")
SERUM = Prop(name="serum bottle", material="amber glass", label="VITA C", hero=True)

SHOTS: dict[str, Slots] = {
    "walk": Slots(shot_size=ShotSize.WS, time_of_day=TimeOfDay.DUSK, setting="a calm sea", characters=(LEO,)),
    "talk": Slots(shot_size=ShotSize.MS, time_of_day=TimeOfDay.MORNING, setting="kitchen", characters=(ANA, LEO), action="they talk"),
    "close": Slots(shot_size=ShotSize.CU, time_of_day=TimeOfDay.NIGHT, setting="neon street", weather="rain", characters=(LEO,)),
    "place": Slots(shot_size=ShotSize.EWS, time_of_day=TimeOfDay.GOLDEN_HOUR, setting="desert"),
    "product": Slots(shot_size=ShotSize.CU, setting="bathroom", time_of_day=TimeOfDay.MORNING, props=(SERUM,), key_side=KeySide.LEFT),
    "advert": Slots(shot_size=ShotSize.MS, setting="studio", props=(SERUM,), on_screen_text=("Two drops.", "That is all")),
    "logo": Slots(subject="Lumen Studio logo", on_screen_text=("Lumen Studio", "Light, made simple"), palette=("gold", "black")),
    "title": Slots(on_screen_text=("Nothing stays buried",), style=("trailer",), mood=("horror",)),
    "card": Slots(subject="a thought that eats its own tail", action="it unravels in golden silence"),
}


def draw(slots: Slots, *, width: int = 320, height: int = 180, seed: int = 1, **more: object) -> Frame:
    return compose(slots, width=width, height=height, seed=seed, **more)  # type: ignore[arg-type]


def pixels(frame: Frame, width: int = 320, height: int = 180) -> Pixels:
    return rasterise(frame.svg, width, height)


def layer(frame: Frame, name: str) -> Layer:
    return next(found for found in frame.layers if found.name == name)


def seen(part: Layer, width: int, height: int) -> Pixels:
    """The part of a layer inside the frame, as pixels."""
    full = rasterise(part.svg, round(width * (1 + 2 * part.overscan)), round(height * (1 + 2 * part.overscan)))
    x, y = round(width * part.overscan), round(height * part.overscan)
    return full[y : y + height, x : x + width]


def through(part: Layer, box: tuple[float, float, float, float], width: int, height: int) -> Pixels:
    """The layer seen through another window (x, y, width, height in frame pixels)."""
    shown = " ".join(f"{value:g}" for value in box)
    svg = re.sub(r'viewBox="[^"]*" width="[^"]*" height="[^"]*"', f'viewBox="{shown}" width="{width}" height="{height}"', part.svg, count=1)
    return rasterise(svg, width, height)


def ssim(one: Pixels, other: Pixels) -> float:
    """Structural similarity of two pictures in grey: Wang et al. 2004, Gaussian window of 11 pixels, sigma 1.5."""
    a, b = (cv2.cvtColor(picture, cv2.COLOR_RGBA2GRAY).astype(np.float64) for picture in (one, other))
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5))

    ma, mb = mean(a), mean(b)
    va, vb, both = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    return float((((2 * ma * mb + c1) * (2 * both + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2))).mean())
