"""Camera moves, measured: which way the picture goes, how far, and how much more the near layers do."""

import itertools

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from director_kernel.media.camera import SPEED, Path
from director_kernel.media.move import Move, Raster, animate, planes
from director_kernel.schema.slots import Movement, Speed

WIDTH, HEIGHT, FPS = 320, 180, 24
MARGIN = 0.15
Luma = NDArray[np.float32]


def texture(seed: int, width: int, height: int) -> NDArray[np.uint8]:
    """Opaque boxes, different at every place: phase correlation finds them."""
    random = np.random.default_rng(seed)
    picture = np.full((height, width), 128, np.uint8)
    for _ in range(420):
        x, y = int(random.integers(0, width)), int(random.integers(0, height))
        across, down = (int(size) for size in random.integers(4, 26, 2))
        cv2.rectangle(picture, (x, y), (x + across, y + down), int(random.integers(40, 220)), -1)
    return np.dstack([picture] * 3 + [np.full_like(picture, 255)])


def layer(depth: float, name: str = "bg") -> Raster:
    return Raster(name, texture(3, round(WIDTH * (1 + 2 * MARGIN)), round(HEIGHT * (1 + 2 * MARGIN))), depth, MARGIN)


def shot(movement: Movement | None, *, depth: float = 0.65, seconds: float = 1.0, speed: Speed = Speed.MEDIUM, name: str = "bg") -> Move:
    return animate([layer(depth, name)], movement=movement, speed=speed, seconds=seconds, fps=FPS, width=WIDTH, height=HEIGHT, seed=5)


def luma(move: Move, index: int) -> Luma:
    return planes(move.frame(index))[0].astype(np.float32)


def shift(before: Luma, after: Luma) -> tuple[float, float]:
    """How far the picture slid, in pixels: right and down are positive."""
    (x, y), _ = cv2.phaseCorrelate(before, after, cv2.createHanningWindow((before.shape[1], before.shape[0]), cv2.CV_32F))
    return x, y


def slide(move: Move) -> tuple[float, float]:
    """The whole move's slide as fractions of the frame."""
    x, y = shift(luma(move, 0), luma(move, move.count - 1))
    return x / WIDTH, y / HEIGHT


def growth(before: Luma, after: Luma) -> float:
    """How much the picture grew, from how far its left and right halves went apart."""
    half = WIDTH // 2
    left, right = shift(before[:, :half], after[:, :half])[0], shift(before[:, half:], after[:, half:])[0]
    return (right - left) / half


SLIDES = {
    Movement.PAN_LEFT: (0.06, 0),
    Movement.PAN_RIGHT: (-0.06, 0),
    Movement.TILT_UP: (0, 0.06),
    Movement.TILT_DOWN: (0, -0.06),
    Movement.TRUCK_LEFT: (0.06, 0),
    Movement.TRUCK_RIGHT: (-0.06, 0),
    Movement.PEDESTAL_UP: (0, 0.05),
    Movement.PEDESTAL_DOWN: (0, -0.05),
    Movement.CRANE_UP: (0, 0.045),
    Movement.CRANE_DOWN: (0, -0.045),
    Movement.TRACKING: (-0.12, 0),
    Movement.STATIC: (0, 0),
}


@pytest.mark.parametrize("movement", SLIDES, ids=str)
def test_the_picture_slides_as_documented_per_second(movement: Movement) -> None:
    x, y = slide(shot(movement))
    assert (x, y) == pytest.approx(SLIDES[movement], abs=0.007)


@pytest.mark.parametrize(
    ("movement", "grows"),
    [
        (Movement.PUSH_IN, 0.04),
        (Movement.PULL_OUT, -0.04),
        (Movement.ZOOM_IN, 0.04),
        (Movement.ZOOM_OUT, -0.04),
        (Movement.DRONE, 0.03),
        (Movement.DOLLY_ZOOM, 0.0),
    ],
    ids=str,
)
def test_the_heros_plane_grows_as_documented(movement: Movement, grows: float) -> None:
    move = shot(movement)
    assert growth(luma(move, 0), luma(move, move.count - 1)) == pytest.approx(grows, abs=0.008)


def test_a_roll_turns_the_picture_clockwise() -> None:
    move = shot(Movement.ROLL)
    before, after = luma(move, 0), luma(move, move.count - 1)
    half = HEIGHT // 2
    top, bottom = shift(before[:half], after[:half])[0], shift(before[half:], after[half:])[0]
    assert np.degrees((top - bottom) / half) == pytest.approx(3.0, abs=0.6)


@pytest.mark.parametrize("movement", [Movement.TRUCK_LEFT, Movement.TRUCK_RIGHT, Movement.PEDESTAL_UP, Movement.TRACKING])
def test_near_layers_travel_farther_than_far_ones(movement: Movement) -> None:
    far, near = np.hypot(*slide(shot(movement, depth=0.0))), np.hypot(*slide(shot(movement, depth=1.0)))
    assert near > 2.5 * far > 0.02


def test_a_pan_has_next_to_no_parallax() -> None:
    far, near = slide(shot(Movement.PAN_LEFT, depth=0.0))[0], slide(shot(Movement.PAN_LEFT, depth=1.0))[0]
    assert far < near < 1.2 * far


@pytest.mark.parametrize(("movement", "sign"), [(Movement.ORBIT_LEFT, -1), (Movement.ORBIT_RIGHT, 1)])
def test_an_orbit_turns_far_and_near_about_the_hero(movement: Movement, sign: int) -> None:
    far, hero, near = (slide(shot(movement, depth=depth))[0] for depth in (0.0, 0.65, 1.0))
    assert far * sign == pytest.approx(0.039, abs=0.006)
    assert abs(hero) < 0.006
    assert near * sign < -0.012


def test_tracking_keeps_the_hero_in_place() -> None:
    assert abs(slide(shot(Movement.TRACKING, name="hero"))[0]) < 0.006


def test_a_push_in_brings_near_layers_up_faster_and_a_zoom_does_not() -> None:
    def grown(movement: Movement, depth: float) -> float:
        move = shot(movement, depth=depth, seconds=2.0)
        return growth(luma(move, 0), luma(move, move.count - 1))

    assert grown(Movement.PUSH_IN, 1.0) > 2.5 * grown(Movement.PUSH_IN, 0.0) > 0.02
    assert grown(Movement.ZOOM_IN, 1.0) == pytest.approx(grown(Movement.ZOOM_IN, 0.0), abs=0.01)


def test_a_dolly_zoom_shrinks_the_far_and_grows_the_near() -> None:
    def grown(depth: float) -> float:
        move = shot(Movement.DOLLY_ZOOM, depth=depth, seconds=2.0)
        return growth(luma(move, 0), luma(move, move.count - 1))

    assert grown(0.0) < -0.03
    assert grown(1.0) > 0.015


@pytest.mark.parametrize(("movement", "sign"), [(Movement.WHIP_LEFT, 1), (Movement.WHIP_RIGHT, -1)])
def test_a_whip_arrives_fast_and_then_rests(movement: Movement, sign: int) -> None:
    path = Path(movement, Speed.MEDIUM, 2.0)
    assert (path.pose(0).pan - path.pose(0.5).pan) * sign > 0.8
    assert path.blur(0.1) > 0.01 > path.blur(1.0)
    move = shot(movement, seconds=2.0)
    assert abs(shift(luma(move, 20), luma(move, 40))[0]) < 0.01 * WIDTH


def test_handheld_wanders_without_going_anywhere() -> None:
    poses = [Path(Movement.HANDHELD, Speed.MEDIUM, 4, seed=2).pose(t / FPS) for t in range(96)]
    xs = np.array([pose.x for pose in poses])
    assert 0.004 < np.ptp(xs) < 0.025
    assert np.count_nonzero(np.diff(np.sign(np.diff(xs)))) > 8


def test_speeds_multiply_the_way() -> None:
    ways = {speed: abs(slide(shot(Movement.TRUCK_RIGHT, speed=speed, seconds=0.75))[0]) for speed in SPEED}
    for speed, way in ways.items():
        assert way == pytest.approx(0.045 * SPEED[speed], rel=0.12, abs=0.004)


def test_no_move_looks_past_the_drawn_margin() -> None:
    """A layer painted white to its margin's end stays white in every corner: nothing of the ground behind shows."""
    rgba = np.full((round(HEIGHT * 1.3), round(WIDTH * 1.3), 4), 255, np.uint8)
    for movement in Movement:
        if movement in (Movement.WHIP_LEFT, Movement.WHIP_RIGHT):
            continue
        for depth in (0.0, 0.35):
            ground = Raster("bg", np.dstack([np.zeros((2, 2, 3), np.uint8), np.full((2, 2), 255, np.uint8)]), -0.35)
            white = Raster("mid", rgba, depth, MARGIN)
            move = animate([ground, white], movement=movement, speed=Speed.SNAP, seconds=6, fps=4, width=WIDTH, height=HEIGHT)
            darkest = min(int(planes(frame)[0].min()) for frame in move)
            assert darkest > 215, (movement, depth)


def test_even_a_static_shot_lives_and_no_frame_is_black() -> None:
    move = shot(None, seconds=2)
    frames = [luma(move, index) for index in range(move.count)]
    changes = [np.abs(after - before).mean() for before, after in itertools.pairwise(frames)]
    assert min(changes) > 0.3
    assert min(frame.mean() for frame in frames) > 60


def test_the_overlay_never_moves() -> None:
    mark = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    mark[20:40, 30:90] = 255
    move = animate(
        [layer(0.0), Raster("overlay", mark, 1.0)],
        movement=Movement.TRUCK_LEFT,
        speed=Speed.FAST,
        seconds=1,
        fps=8,
        width=WIDTH,
        height=HEIGHT,
    )
    for frame in move:
        assert int(planes(frame)[0][22:38, 32:88].min()) > 230


def test_layers_cover_each_other_by_their_alpha() -> None:
    red, half = np.zeros((HEIGHT, WIDTH, 4), np.uint8), np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    red[:] = (200, 0, 0, 255)
    half[60:120, 100:220] = (0, 0, 200, 128)
    move = animate(
        [Raster("bg", red, 0.0), Raster("hero", half, 0.65)], movement=None, speed=None, seconds=1, fps=4, width=WIDTH, height=HEIGHT
    )
    rgb = move.frame(0).to_ndarray(format="rgb24")[75:105, 130:190].reshape(-1, 3).mean(axis=0)
    assert rgb == pytest.approx((100, 0, 100), abs=6)
