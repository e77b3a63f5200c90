"""Framing, measured on pixels: figure height by shot size, headroom, horizon by angle, the subject's side."""

import numpy as np
import pytest

from director_kernel.media.draw.composition import FIGURE_HEIGHT, HEADROOM, stage
from director_kernel.schema.slots import Angle, KeySide, ShotSize, Slots
from tests.media.draw.frames import LEO, draw, layer, seen, through

STANDING = LEO.with_(pose="standing")


def _hero(size: ShotSize, width: int, height: int) -> object:
    return layer(draw(Slots(shot_size=size, setting="studio", characters=(STANDING,)), width=width, height=height, seed=1), "hero")


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320), (200, 200)])
@pytest.mark.parametrize("size", [size for size in ShotSize if FIGURE_HEIGHT[size] < 2])
def test_a_figure_has_the_height_its_shot_size_promises(size: ShotSize, width: int, height: int) -> None:
    """The figure is measured whole, through a window tall enough for it, in frame heights."""
    reach = max(2.0, FIGURE_HEIGHT[size] * 1.3)
    box = (-width * reach, -height * 0.5, width * reach * 3, height * (reach + 1))
    scale = 700 / box[3]
    shown = through(_hero(size, width, height), box, round(box[2] * scale), 700)  # type: ignore[arg-type]
    rows = np.where((shown[..., 3] > 100).any(axis=1))[0]
    measured = (rows[-1] - rows[0] + 1) / scale / height
    assert measured == pytest.approx(FIGURE_HEIGHT[size], rel=0.08, abs=0.015)


@pytest.mark.parametrize("size", [ShotSize.MCU, ShotSize.CU, ShotSize.BCU])
def test_a_head_grows_with_the_shot_size(size: ShotSize) -> None:
    """Close sizes are measured by the head, which is all of the figure that is sure to be drawn."""

    def head(size: ShotSize) -> float:
        """Widest run of the topmost tenth of the figure, in frame heights."""
        shown = through(_hero(size, 320, 180), (-320, -180, 960, 540), 960, 540)[..., 3] > 100  # type: ignore[arg-type]
        top = int(np.where(shown.any(axis=1))[0][0])
        rows = shown[top : top + max(2, round(FIGURE_HEIGHT[size] * 180 * 0.08))]
        return float(rows.sum(axis=1).max()) / 180

    assert head(size) / head(ShotSize.MS) == pytest.approx(FIGURE_HEIGHT[size] / FIGURE_HEIGHT[ShotSize.MS], rel=0.12)


def test_sizes_climb_from_wide_to_close() -> None:
    ladder = [FIGURE_HEIGHT[size] for size in ShotSize if size is not ShotSize.INSERT]
    assert ladder == sorted(ladder)


@pytest.mark.parametrize("size", [ShotSize.EWS, ShotSize.VWS, ShotSize.WS])
def test_wide_sizes_show_the_figure_whole(size: ShotSize) -> None:
    shown = seen(_hero(size, 320, 180), 320, 180)[..., 3] > 100  # type: ignore[arg-type]
    rows = np.where(shown.any(axis=1))[0]
    assert rows[0] > 4 and rows[-1] < 176


@pytest.mark.parametrize("size", [ShotSize.MWS, ShotSize.MS, ShotSize.MCU, ShotSize.CU])
def test_close_sizes_keep_headroom_and_fill_the_frame_below(size: ShotSize) -> None:
    shown = seen(_hero(size, 320, 180), 320, 180)[..., 3] > 100  # type: ignore[arg-type]
    rows = np.where(shown.any(axis=1))[0]
    assert rows[0] / 180 == pytest.approx(HEADROOM[size], abs=0.06)
    assert rows[-1] == 179


def _horizon(angle: Angle) -> float:
    shot = stage(
        Slots(shot_size=ShotSize.WS, angle=angle, characters=(LEO,)),
        320,
        180,
        seed=1,
        slate=False,
        product=False,
        centred=False,
        key_side=KeySide.LEFT,
    )
    return shot.horizon / shot.height


def test_the_horizon_falls_as_the_camera_goes_down() -> None:
    heights = [_horizon(angle) for angle in (Angle.OVERHEAD, Angle.HIGH, Angle.EYE, Angle.LOW, Angle.WORM)]
    assert heights == sorted(heights)
    assert heights[1] < 0.25 and heights[3] > 0.48


def test_words_place_the_subject() -> None:
    for words, low, high in (("subject on the left third", 0.3, 0.38), ("right third", 0.62, 0.7), ("centered, symmetrical", 0.47, 0.53)):
        for seed in range(4):
            slots = Slots(shot_size=ShotSize.WS, composition=words, characters=(LEO,))
            shot = stage(slots, 320, 180, seed=seed, slate=True, product=False, centred=False, key_side=KeySide.LEFT)
            assert low <= shot.subject / shot.width <= high
