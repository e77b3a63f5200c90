"""Films as bytes: what is in them, that they are the same twice, and what a full disk says."""

import errno
import hashlib
import os
from pathlib import Path

import av
import numpy as np
import pytest

from director_kernel.errors import WorkspaceError
from director_kernel.media import disk
from director_kernel.media.encode import SAMPLE_RATE, encode, encode_sound, rate, write
from director_kernel.media.move import Move, Raster, animate
from director_kernel.media.probe import gray, loudness, probe, sound
from director_kernel.schema.slots import Movement, Speed

SIZE = {"width": 96, "height": 64, "fps": 24.0}


def film(seconds: float = 0.5, seed: int = 1) -> Move:
    picture = np.random.default_rng(seed).integers(0, 255, (64, 96, 4)).astype(np.uint8)
    return animate([Raster("bg", picture, 0.0)], movement=Movement.PUSH_IN, speed=Speed.MEDIUM, seconds=seconds, seed=seed, **SIZE)


def hum(seconds: float, level: float = 0.4) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    wave = level * np.sin(np.arange(round(seconds * SAMPLE_RATE)) * 2 * np.pi * 220 / SAMPLE_RATE)
    return np.stack([wave, wave]).astype(np.float32)


def test_a_film_is_h264_in_mp4_with_its_index_first() -> None:
    data = encode(film(), **SIZE)
    facts = probe(data)
    assert (facts.video_codec, facts.pixel_format, facts.width, facts.height, facts.fps, facts.frames) == (
        "h264",
        "yuv420p",
        96,
        64,
        24,
        12,
    )
    assert facts.duration == pytest.approx(0.5)
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_same_film_is_the_same_bytes_and_another_seed_is_not() -> None:
    def digest(seed: int) -> str:
        return hashlib.sha256(encode(film(seed=seed), sound=hum(0.5), **SIZE)).hexdigest()

    assert digest(1) == digest(1) != digest(2)


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (98, 66)])
def test_the_bytes_do_not_depend_on_what_lies_in_memory(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(3).integers(0, 255, (9, 16, 4)).astype(np.uint8)
    shape = {"width": size[0], "height": size[1], "fps": 12.0}
    made = set()
    for dirt in range(4):
        for length in (100_000, 300_000, 1_500_000):
            np.full(length, 37 * dirt % 251, np.uint8)
        move = animate([Raster("bg", picture, 0.0)], movement=Movement.PAN_LEFT, speed=Speed.FAST, seconds=0.75, **shape)
        made.add(encode(move, **shape))
    assert len(made) == 1


def test_sound_comes_along_as_loud_as_it_was() -> None:
    data = encode(film(1.0), sound=hum(1.0), **SIZE)
    facts = probe(data)
    assert (facts.audio_codec, facts.sample_rate, facts.channels) == ("aac", 48_000, 2)
    assert loudness(sound(data)).peak == pytest.approx(20 * np.log10(0.4), abs=0.5)
    assert loudness(sound(encode_sound(hum(1.0)))).peak == pytest.approx(loudness(sound(data)).peak, abs=0.05)


def test_frames_come_back_as_they_went_in() -> None:
    move = film()
    drawn = np.stack([frame.to_ndarray()[:64] for frame in move]).astype(float)
    error = np.mean((gray(encode(film(), **SIZE)).astype(float) - (drawn - 16) * 255 / 219) ** 2)
    assert 10 * np.log10(255**2 / error) > 25


@pytest.mark.parametrize(("fps", "exact"), [(24, "24"), (23.976, "24000/1001"), (29.97, "30000/1001"), (12.5, "25/2")])
def test_frame_rates_are_exact(fps: float, exact: str) -> None:
    assert str(rate(fps)) == exact


def test_ticks_are_heard_and_may_stop_the_work(tmp_path: Path) -> None:
    heard: list[int] = []

    def tick(done: int) -> None:
        heard.append(done)
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a.mp4", film(2.0), tick=tick, **SIZE)
    assert heard == [1, 2, 3, 4]


def test_an_error_while_drawing_is_raised_and_not_swallowed(tmp_path: Path) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield from film(0.2)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        write(tmp_path / "a.mp4", broken(), **SIZE)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EROFS, errno.EACCES])
def test_a_full_or_barred_disk_is_one_clear_error(number: int, tmp_path: Path) -> None:
    for error in (OSError(number, os.strerror(number)), av.error.FFmpegError(number, os.strerror(number))):
        with pytest.raises(WorkspaceError, match=r"`director resume`\.$"), disk.disk_errors("Writing the film", tmp_path):
            raise error
    with pytest.raises(FileNotFoundError), disk.disk_errors("Writing the film", tmp_path):
        raise FileNotFoundError(errno.ENOENT, "gone")


def test_a_disk_that_fills_up_while_writing_is_a_workspace_error() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.fail("this test needs /dev/full")
    with pytest.raises(WorkspaceError, match="full"), disk.disk_errors("Saving", full):
        full.write_bytes(b"x" * 100_000)


def test_replace_leaves_the_old_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.txt"
    disk.replace(target, b"old")

    def no_sync(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", no_sync)
    with pytest.raises(OSError, match="full"):
        disk.replace(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
