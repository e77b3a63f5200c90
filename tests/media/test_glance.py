"""Thumbnails, strips and waves: small, true to the file, and never a crash."""

import io
import struct
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from director_kernel.errors import AssetError
from director_kernel.media.encode import SAMPLE_RATE, encode
from director_kernel.media.glimpse import glimpses
from director_kernel.media.mix import wav
from director_kernel.media.order import Order
from director_kernel.media.strip import WIDEST, cell_size, strip
from director_kernel.media.studio import render
from director_kernel.media.thumbnail import thumbnail
from director_kernel.media.wave import peaks
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Slots


def grey_film(levels: list[int], width: int = 160, height: int = 90, fps: int = 24, sound: np.ndarray | None = None) -> bytes:
    """A film whose n-th frame is one grey."""

    def frames() -> object:
        for level in levels:
            yield av.VideoFrame.from_ndarray(np.full((height, width, 3), level, np.uint8), format="rgb24").reformat(format="yuv420p")

    return encode(frames(), width=width, height=height, fps=fps, sound=sound)  # type: ignore[arg-type]


def tone(*amplitudes: float, seconds: float = 0.5) -> np.ndarray:
    """A 440 Hz tone, each amplitude for `seconds`."""
    wave = np.sin(np.arange(int(seconds * SAMPLE_RATE)) * 2 * np.pi * 440 / SAMPLE_RATE)
    return np.stack([np.concatenate([wave * amplitude for amplitude in amplitudes])] * 2).astype(np.float32)


def decoded(jpeg: bytes) -> np.ndarray:
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels


def png(pixels: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1])


@pytest.fixture(scope="module")
def clip() -> bytes:
    return render(Order(Kind.TEXT_TO_VIDEO, 320, 180, fps=12, seconds=2.0, slots=Slots(setting="sea")))[0].data


# Strips


def test_a_strip_shows_the_film_evenly_from_left_to_right() -> None:
    film = grey_film(list(range(0, 240, 2)))  # 120 frames, 5 s
    picture, frames, width, height = strip(film, "video/mp4", frames=8, height=60)
    pixels = decoded(picture)
    assert (frames, pixels.shape[:2]) == (8, (height, 8 * width))
    middles = [pixels[height // 2, index * width + width // 2, 0] for index in range(8)]
    wanted = [int((index + 0.5) / 8 * 120) * 2 for index in range(8)]
    assert np.abs(np.array(middles, float) - wanted).max() < 14


def test_a_key_frame_nearby_stands_for_the_frame_asked_for() -> None:
    film = grey_film([index // 4 for index in range(960)], width=64, height=36)  # 40 s, a key frame every 2 s
    exact, near = (glimpses(film, [0.122, 0.518, 0.914], (64, 36), near=share) for share in (0.0, 0.1))
    levels = [[float(each.mean()) for each in found] for found in (exact, near)]
    assert np.abs(np.array(levels[0]) - (29, 124, 219)).max() < 6
    assert np.abs(np.array(levels[1]) - levels[0]).max() <= 13 and levels[0] != levels[1]


def test_the_exact_frame_is_found_where_no_neighbour_will_do() -> None:
    film = grey_film([10] * 70 + [240] + [10] * 49)
    found = glimpses(film, [70.5 / 120, 71.5 / 120], (160, 90))
    assert found[0].mean() > 180 and found[1].mean() < 60


def test_a_film_of_one_frame_has_a_strip_too() -> None:
    picture, frames, width, height = strip(grey_film([120]), "video/mp4")
    assert frames == 12 and decoded(picture).shape == (height, 12 * width, 3)
    assert cell_size(picture) == (width, height)


@settings(max_examples=12, deadline=None)
@given(st.integers(8, 300), st.integers(8, 300), st.integers(1, 30), st.integers(1, 16), st.integers(16, 160))
def test_a_strip_is_never_larger_than_it_may_be(width: int, height: int, count: int, frames: int, tall: int) -> None:
    film = grey_film([90] * count, width=width * 2, height=height * 2)
    picture, number, wide, high = strip(film, "video/mp4", frames=frames, height=tall)
    assert number == frames and 1 <= high <= tall and 1 <= wide <= WIDEST * tall
    assert decoded(picture).shape == (high, frames * wide, 3)


def test_a_film_cut_short_or_none_at_all_is_said(clip: bytes) -> None:
    for broken in (b"", b"no film", clip[:200], clip[: len(clip) // 20], bytes(4000), wav(tone(0.5))):
        with pytest.raises(AssetError, match="film"):
            strip(broken, "video/mp4")
        with pytest.raises(AssetError):
            thumbnail(broken, "video/mp4")
    half = bytearray(clip)
    half[len(clip) // 2 :] = bytes(len(half) - len(clip) // 2)  # its second half was never written
    with pytest.raises(AssetError, match="director retry"):
        strip(bytes(half), "video/mp4")


def test_a_strip_cut_short_is_noticed(clip: bytes) -> None:
    picture = strip(clip, "video/mp4")[0]
    for cut in (b"", picture[:-1], picture[: len(picture) // 2]):
        with pytest.raises(AssetError):
            cell_size(cut)


# Waves


def test_peaks_follow_the_loudness() -> None:
    levels = peaks(wav(tone(0.0, 0.01, 0.1, 1.0)), count=8)
    assert levels[0] == 0 and levels[1] <= 5
    assert levels[2] < levels[4] < levels[6] and levels[7] >= 93


def test_a_films_sound_track_has_peaks_and_a_silent_film_none() -> None:
    film = grey_film([50] * 48, sound=tone(0.0, 0.0, 0.8, 0.8))
    levels = peaks(film)
    assert len(levels) == 96 and max(levels[:40]) < 20 and min(levels[56:88]) > 80
    assert peaks(grey_film([50] * 4)) == [0] * 96


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000), st.integers(1, 200), st.floats(0, 40))
def test_peaks_are_as_many_as_asked_for_and_within_their_range(samples: int, count: int, gain: float) -> None:
    noise = np.random.default_rng(samples).uniform(-1, 1, (2, samples)).astype(np.float32) * np.float32(gain)
    levels = peaks(wav(noise), count)
    assert len(levels) == count and all(0 <= level <= 100 for level in levels)


def test_samples_that_are_no_numbers_are_drawn_all_the_same(tmp_path: Path) -> None:
    samples = np.array([np.nan, np.inf, -np.inf, 1e30, 0.5] * 400, "<f4").tobytes()
    head = b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 3, 1, 48000, 192000, 4, 32)
    path = tmp_path / "odd.wav"
    path.write_bytes(head + b"data" + struct.pack("<I", len(samples)) + samples)
    assert all(0 <= level <= 100 for level in peaks(path))


def test_what_cannot_be_heard_is_said() -> None:
    for broken in (b"", b"no sound", bytes(4000), png(np.zeros((9, 9, 3), np.uint8))):
        with pytest.raises(AssetError):
            peaks(broken)


# Thumbnails


@pytest.mark.parametrize("size", [160, 320, 640])
def test_thumbnails_fit_and_are_never_enlarged(size: int, clip: bytes) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 500, 3), np.uint8)
    assert max(decoded(thumbnail(png(noise), "image/png", size)).shape[:2]) == min(size, 500)
    assert max(decoded(thumbnail(clip, "video/mp4", size)).shape[:2]) == min(size, 320)
    assert decoded(thumbnail(wav(tone(0.5)), "audio/wav", size)).shape[1] == size


def test_a_storyboard_frame_is_small() -> None:
    board = render(Order(Kind.TEXT_TO_IMAGE, 1280, 720, slots=Slots(setting="harbour at dawn", subject="a fishing boat")))[0]
    assert len(thumbnail(board.data, board.mime, 320)) < 24_000


def test_what_lets_light_through_lies_on_grey() -> None:
    clear = np.zeros((40, 40, 4), np.uint8)
    clear[:, 20:] = (255, 255, 255, 255)
    pixels = decoded(thumbnail(png(clear), "image/png"))
    assert 200 < pixels[20, 5].mean() < 240 and pixels[20, 35].mean() > 250


def test_a_photo_stands_as_it_was_taken() -> None:
    target = io.BytesIO()
    picture = Image.new("RGB", (80, 40), (200, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    picture.save(target, "JPEG", exif=exif)
    assert decoded(thumbnail(target.getvalue(), "image/jpeg")).shape[:2] == (80, 40)


def test_sixteen_bits_grey_gif_and_webp_are_pictures() -> None:
    deep = png(np.full((20, 20, 3), 40_000, np.uint16))
    assert 140 < decoded(thumbnail(deep, "image/png")).mean() < 170
    assert decoded(thumbnail(png(np.full((20, 20), 99, np.uint8)), "image/png")).shape == (20, 20, 3)
    for form in ("GIF", "WEBP"):
        target = io.BytesIO()
        Image.new("RGB", (30, 20), (0, 120, 0)).save(target, form)
        assert decoded(thumbnail(target.getvalue(), f"image/{form.lower()}")).shape[:2] == (20, 30)


def test_a_broken_picture_and_one_that_claims_too_much_are_said() -> None:
    whole = png(np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8))
    claims = bytearray(png(np.zeros((8, 8, 3), np.uint8)))
    claims[16:24] = struct.pack(">II", 60_000, 60_000)
    for broken in (b"", b"no picture", whole[:40], bytes(claims), b"GIF89a" + bytes(30)):
        with pytest.raises(AssetError, match=r"(again|copy)\.$"):
            thumbnail(broken, "image/png")
