"""The reel: as long as planned, in order, heard, never frozen or black; its timeline and contact sheet."""

import math
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import opentimelineio as otio
import pytest

from director_kernel.errors import AssetError, UsageError, WorkspaceError
from director_kernel.media import disk
from director_kernel.media.cut import Caption, Clip, Cue, Film
from director_kernel.media.encode import SAMPLE_RATE, encode
from director_kernel.media.mix import wav
from director_kernel.media.move import Raster, animate
from director_kernel.media.pictures import png, read_picture
from director_kernel.media.probe import gray, loudness, probe, sound, video_frames
from director_kernel.media.reel import assemble
from director_kernel.media.sheet import columns_for, timecode
from director_kernel.media.synth import noise, random, stereo
from director_kernel.schema.slots import Movement, Speed

WIDTH, HEIGHT, FPS = 160, 90, 12.0
RED, GREEN, BLUE = (200, 30, 30), (30, 180, 30), (40, 40, 210)
MakeClip = Callable[..., Clip]


def painted(colour: tuple[int, int, int], width: int = WIDTH, height: int = HEIGHT) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A colour with dark boxes on it, so that movement shows."""
    rgba = np.full((height, width, 4), (*colour, 255), np.uint8)
    for x in range(5, width, 23):
        rgba[10 : height - 10 : 7, x : x + 9, :3] //= 3
    return rgba


@pytest.fixture
def make(tmp_path: Path) -> MakeClip:
    store = tmp_path / "assets"
    store.mkdir()

    def made(name: str, colour: tuple[int, int, int], seconds: float, *, length: float = 0.0, fps: float = FPS,
             size: tuple[int, int] = (WIDTH, HEIGHT), heard: bool = False, **more: object) -> Clip:  # fmt: skip
        path = store / f"{name}.mp4"
        move = animate([Raster("bg", painted(colour, *size), 0.3)], movement=Movement.PUSH_IN, speed=Speed.FAST,
                       seconds=length or seconds, fps=fps, width=size[0], height=size[1])  # fmt: skip
        tone = stereo(noise(round((length or seconds) * SAMPLE_RATE), random(3), 300, 2000) * np.float32(0.2)) if heard else None
        path.write_bytes(encode(move, width=size[0], height=size[1], fps=fps, sound=tone))
        return Clip(name, path, "video/mp4", seconds, action=f"the {name} one", **more)  # type: ignore[arg-type]

    return made


def voice(tmp_path: Path, seconds: float = 0.8) -> Path:
    path = tmp_path / "assets" / "voice.wav"
    path.write_bytes(wav(stereo(noise(round(seconds * SAMPLE_RATE), random(1), 200, 900) * np.float32(0.3))))
    return path


def film(tmp_path: Path, *clips: Clip, **more: object) -> Film:
    fields = {"title": "Three", "width": WIDTH, "height": HEIGHT, "fps": FPS, "folder": tmp_path / "reels" / "p1"} | more
    return Film(clips=clips, **fields)  # type: ignore[arg-type]


def colours(path: Path) -> list[str]:
    """The dominant channel of every frame."""
    return ["RGB"[int(np.argmax(frame.to_ndarray(format="rgb24").reshape(-1, 3).mean(axis=0)))] for frame in video_frames(path)]


def test_the_reel_is_the_sum_of_its_clips_in_order_with_timeline_and_sheet(tmp_path: Path, make: MakeClip) -> None:
    clips = (make("red", RED, 0.7, length=1.0), make("green", GREEN, 0.55, length=1.5), make("blue", BLUE, 0.8))
    cues = (Cue("v", voice(tmp_path), "voice", 0.4, text="Hello there"),)
    wanted = film(tmp_path, *clips, cues=cues)
    reel = assemble(wanted)
    facts = probe(reel.mp4)
    assert abs(facts.frames - 2.05 * FPS) <= 1
    assert colours(reel.mp4) == ["R"] * 8 + ["G"] * 7 + ["B"] * 10
    timeline = otio.adapters.read_from_file(str(reel.otio))
    assert abs(timeline.duration().to_seconds() - facts.duration) < 1 / FPS
    assert abs(timeline.duration().to_seconds() - wanted.seconds) <= 1 / FPS
    assert [track.name for track in timeline.tracks] == ["V1", "A1 voice"]
    for each in timeline.find_clips():
        assert (reel.otio.parent / each.media_reference.target_url).resolve().is_file()
        assert not Path(each.media_reference.target_url).is_absolute()
        assert each.source_range.duration <= each.available_range().duration
    assert read_picture(reel.contact.read_bytes()).shape[1] == 1600
    assert {path.name for path in reel.mp4.parent.iterdir()} == {"reel.mp4", "reel.otio", "contact.png"}


def test_sound_is_neither_silent_nor_too_loud(tmp_path: Path, make: MakeClip) -> None:
    def heard(**more: object) -> tuple[float, float]:
        made = assemble(film(tmp_path, make("red", RED, 1.2, heard=bool(more.pop("clip", False))), **more))
        track = loudness(sound(made.mp4))
        assert (made.peak, made.rms) == pytest.approx((track.peak, track.rms))
        return track.peak, track.rms

    loud = tmp_path / "assets" / "loud.wav"
    square = np.sign(np.sin(np.arange(SAMPLE_RATE * 2) * 0.05)).astype(np.float32)
    loud.write_bytes(wav(stereo(square)))
    for case in ({}, {"clip": True}, {"cues": (Cue("m", loud, "music"),)}, {"cues": (Cue("v", loud, "voice"), Cue("m", loud, "music"))}):
        peak, rms = heard(**case)
        assert rms > -40
        assert peak < -1


def test_a_film_that_wants_no_sound_has_none(tmp_path: Path, make: MakeClip) -> None:
    made = assemble(film(tmp_path, make("red", RED, 0.5), silent=True))
    assert probe(made.mp4).audio_codec == ""
    assert made.peak == -math.inf


def test_no_frame_is_frozen_or_black_and_short_clips_play_slower(tmp_path: Path, make: MakeClip) -> None:
    clips = (make("red", RED, 1.5, length=0.5), make("green", GREEN, 0.5))
    frames = gray(assemble(film(tmp_path, *clips)).mp4).astype(float)
    assert len(frames) == 24
    second = [np.abs(frames[index + 4] - frames[index]).mean() for index in range(len(frames) - 4)]
    assert min(second) > 0.15
    assert min(frame.mean() for frame in frames) > 25


def test_a_picture_without_a_clip_is_held_and_moves(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    path.write_bytes(png(painted(BLUE)))
    made = assemble(film(tmp_path, Clip("still", path, "image/png", 1.0)))
    frames = gray(made.mp4).astype(float)
    assert len(frames) == 12
    assert np.abs(frames[-1] - frames[0]).mean() > 1


def test_a_dissolve_mixes_and_a_wipe_slides_without_changing_the_length(tmp_path: Path, make: MakeClip) -> None:
    for name in ("dissolve", "wipe"):
        first = make("red", RED, 1.0, length=2.0, transition=name)
        made = assemble(film(tmp_path, first, make("blue", BLUE, 1.5)))
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in video_frames(made.mp4)]
        assert len(frames) == 30
        middle = frames[14]
        left, right = middle[:, :30].reshape(-1, 3).mean(axis=0), middle[:, -30:].reshape(-1, 3).mean(axis=0)
        if name == "wipe":
            assert left[2] > left[0] + 60
            assert right[0] > right[2] + 60
        else:
            assert min(left[0], left[2]) > 60
        assert frames[25].reshape(-1, 3).mean(axis=0)[2] > frames[25].reshape(-1, 3).mean(axis=0)[0] + 60
        timeline = otio.adapters.read_from_file(str(made.otio))
        assert timeline.duration().to_seconds() == pytest.approx(2.5)


def test_fades_begin_and_end_in_black_but_only_briefly(tmp_path: Path, make: MakeClip) -> None:
    made = assemble(film(tmp_path, make("red", RED, 2.0, transition="fade to black")))
    light = gray(made.mp4).reshape(24, -1).mean(axis=1)
    assert light[-1] < 0.35 * light[10]
    assert light[-8] > 0.9 * light[10]


def test_captions_are_written_while_they_are_said_and_marked_in_the_timeline(tmp_path: Path, make: MakeClip) -> None:
    clip = make("red", RED, 2.0)
    said = (Caption("Look at the sea", 0.5, 1.0),)
    with_words, without = (gray(assemble(film(tmp_path, clip, captions=shown)).mp4).astype(int) for shown in (said, ()))
    change = np.abs(with_words - without)[:, 55:85, 20:140].mean(axis=(1, 2))
    assert change[2] < 3
    assert change[10] > 12
    assert change[21] < 3
    timeline = otio.adapters.read_from_file(str(assemble(film(tmp_path, clip, captions=said)).otio))
    (marker,) = timeline.tracks[0].markers
    assert (marker.name, marker.marked_range.start_time.to_seconds()) == ("Look at the sea", 0.5)


def test_clips_of_another_size_and_rate_fit_in_whole(tmp_path: Path, make: MakeClip) -> None:
    made = assemble(film(tmp_path, make("tall", GREEN, 1.0, size=(60, 120), fps=30.0), make("red", RED, 0.5)))
    facts = probe(made.mp4)
    assert (facts.width, facts.height, facts.fps, facts.frames) == (WIDTH, HEIGHT, FPS, 18)
    frame = next(video_frames(made.mp4)).to_ndarray(format="rgb24")
    assert frame[45, 80, 1] > 100
    assert frame[45, 5].max() < 30


def test_sounds_that_overlap_get_tracks_of_their_own(tmp_path: Path, make: MakeClip) -> None:
    path = voice(tmp_path, 1.0)
    cues = tuple(Cue(f"e{number}", path, "effects", start) for number, start in enumerate((0.0, 0.5, 1.2)))
    made = assemble(film(tmp_path, make("red", RED, 2.5, heard=True), cues=cues))
    timeline = otio.adapters.read_from_file(str(made.otio))
    assert [track.name for track in timeline.tracks] == ["V1", "A3 effects", "A3 effects 2", "A4 clip sound"]
    starts = [clip.range_in_parent().start_time.to_seconds() for track in timeline.tracks[1:3] for clip in track.find_clips()]
    assert starts == pytest.approx([0.0, 1.2, 0.5], abs=1 / FPS)


def test_the_same_film_is_the_same_files(tmp_path: Path, make: MakeClip) -> None:
    wanted = film(tmp_path, make("red", RED, 0.5), make("blue", BLUE, 0.5))

    def files() -> list[bytes]:
        made = assemble(wanted)
        return [path.read_bytes() for path in (made.mp4, made.otio, made.contact)]

    assert files() == files()


def test_what_cannot_be_made_says_what_to_do(tmp_path: Path, make: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="assemble again"):
        assemble(film(tmp_path))
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film")
    with pytest.raises(AssetError, match="director doctor"):
        assemble(film(tmp_path, Clip("x", broken, "video/mp4", 1.0)))
    wanted = film(tmp_path, make("red", RED, 0.5))
    before = assemble(wanted).mp4.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "replace", full)
    with pytest.raises(WorkspaceError, match="full"):
        assemble(wanted)
    assert (wanted.folder / "reel.mp4").read_bytes() == before
    assert {path.name for path in wanted.folder.iterdir()} == {"reel.mp4", "reel.otio", "contact.png"}


@pytest.mark.parametrize(("aspect", "count", "columns"), [(16 / 9, 9, 3), (9 / 16, 12, 6), (1.0, 8, 4), (16 / 9, 1, 2), (9 / 16, 5, 5)])
def test_the_sheet_has_as_many_columns_as_read_well(aspect: float, count: int, columns: int) -> None:
    assert columns_for(aspect, count) == columns


def test_the_sheet_shows_each_clips_picture_in_its_place(tmp_path: Path, make: MakeClip) -> None:
    made = assemble(film(tmp_path, make("red", RED, 0.5), make("green", GREEN, 0.5), make("blue", BLUE, 0.5), title="日本 Ünïcode <&>"))
    sheet = read_picture(made.contact.read_bytes())[..., :3]
    row = cv2.resize(sheet[200:380], (16, 1), interpolation=cv2.INTER_AREA)[0].astype(int)
    dominant = "".join("RGB"[int(np.argmax(pixel))] for pixel in row if pixel.max() > pixel.min() + 40)
    assert dominant.replace("RR", "R").startswith("R")
    assert "R" in dominant
    assert dominant.index("R") < dominant.index("G") < dominant.index("B")
    assert timecode(65.5, 24) == "01:05:12"
