"""A whole film, from a brief to its files, measured: length, timeline, sound, pictures, seeds, and that it says what it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import cv2
import numpy as np
import opentimelineio as otio
import pytest
from numpy.typing import NDArray

from director_kernel import Director
from director_kernel.media.draw import rasterise
from director_kernel.media.draw.typography import BOLD, text
from director_kernel.media.pictures import read_picture
from director_kernel.media.probe import gray, loudness, probe, sound, video_frames
from director_kernel.schema.plan import Kind, Plan, Role
from tests.films import smaller

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

AD = "A 6-second ad for Aurora, a sparkling water in a slim can, beach at noon, fresh and bright"
Frames = NDArray[np.uint8]


@dataclass(frozen=True)
class Made:
    """A film and where it lies."""

    folder: Path
    plan: Plan
    summary: dict[str, Any]
    takes: dict[str, str]

    def file(self, name: str) -> Path:
        return self.folder / self.summary["files"][name]

    def outputs(self, kind: Kind) -> list[Path]:
        return [self.folder / path for step in self.plan.steps if step.kind is kind for path in self.summary["outputs"][step.id]]


def finished(director: Director, summary: dict[str, Any]) -> Made:
    runs = director.workspace.runs
    plan = director.workspace.plans.get(summary["plan"], summary["version"])
    return Made(director.folder, plan, summary, {take.step: take.asset.sha256 for take in runs.takes(summary["execution"])})


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """One vertical ad as anyone gets it."""
    with Director(tmp_path_factory.mktemp("film") / "director") as director:
        made = finished(director, director.make(AD, aspect="9:16", seed=11))
    yield made  # closed: all that is written is written


def small_film(folder: Path, seed: int) -> Made:
    """The same ad drawn small."""
    with Director(folder / "director") as director:
        plan = director.brief(AD, decide=True, seed=seed).plan
        assert plan is not None
        run = director.runs.start(smaller(director, plan))
        assert run.wait().status == "completed"
        return finished(director, director.reels.summary(run.execution, director.runs))


def cut(film: Made) -> list[float]:
    """Seconds the reel uses of each clip, in order."""
    reel = next(step for step in film.plan.steps if step.kind is Kind.ASSEMBLE)
    return [film.plan.step(each.step).use_seconds for each in reel.inputs if each.role is Role.CLIP and each.step]


def test_plan_timeline_and_film_are_as_long(film: Made) -> None:
    facts = probe(film.file("reel"))
    timeline = otio.adapters.read_from_file(str(film.file("otio")))
    planned = sum(cut(film))
    assert len(cut(film)) >= 2 and planned == pytest.approx(6, abs=0.05)
    assert facts.height > facts.width > 0 and facts.fps == 24
    assert abs(facts.frames - planned * facts.fps) <= 1
    assert abs(timeline.duration().to_seconds() - planned) <= 1 / facts.fps
    assert film.summary["seconds"] == pytest.approx(planned, abs=1 / facts.fps)
    shots = [clip.source_range.duration.to_seconds() for clip in timeline.video_tracks()[0].find_clips()]
    assert shots == pytest.approx(cut(film), abs=1 / facts.fps)


def test_every_medium_of_the_timeline_is_there_and_long_enough(film: Made) -> None:
    timeline = otio.adapters.read_from_file(str(film.file("otio")))
    clips = list(timeline.find_clips())
    assert {clip.metadata["director"]["step"] for clip in clips} >= {step.id for step in film.plan.steps if step.kind.media == "video"} - {
        "reel"
    }
    for clip in clips:
        url = unquote(clip.media_reference.target_url)
        path = film.file("otio").parent / url
        assert not url.startswith("/") and "://" not in url and path.is_file(), url
        if path.suffix == ".mp4":
            assert probe(path).duration + 1 / 24 >= clip.source_range.duration.to_seconds()


def test_it_is_heard_and_never_too_loud(film: Made) -> None:
    heard = sound(film.file("reel"))
    level = loudness(heard)
    assert level.peak < -1 and level.rms > -50, level
    seconds = [loudness(heard[:, at : at + 48_000]).rms for at in range(0, heard.shape[1] - 48_000, 48_000)]
    assert min(seconds) > -60, f"a second of silence: {seconds}"


def test_no_frame_is_black_and_nothing_freezes(film: Made) -> None:
    frames = gray(film.file("reel"), every=1)
    dark = [index for index, frame in enumerate(frames) if frame.mean() < 8 or frame.std() < 4]
    assert not dark, f"black or empty frames: {dark}"
    still, longest = 0, 0
    for before, after in pairwise(frames):
        still = still + 1 if np.abs(after.astype(np.int16) - before).max() <= 1 else 0
        longest = max(longest, still)
    assert longest <= 12, f"{longest} frames without any change"


def test_it_cuts_where_it_was_planned_to(film: Made) -> None:
    frames = gray(film.file("reel"), every=1).astype(np.int16)
    change = np.abs(np.diff(frames[:, ::4, ::4], axis=0)).mean(axis=(1, 2))
    bounds = np.round(np.cumsum(cut(film)[:-1]) * 24).astype(int)
    within = np.median(change)
    assert all(change[bound - 1] > 3 * within for bound in bounds), (bounds, change[bounds - 1], within)


def previs_at(picture: Frames) -> float:
    """How surely the word PREVIS stands in the picture (1: as it is set), in its corner or on its slate, at any size it is set in."""
    height, width = picture.shape[:2]
    best = 0.0
    for size in np.linspace(0.014, 0.05, 25) * min(width, height):
        wide, tall = int(size * 4.2), int(size * 1.2)
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}">{{}}</svg>'
        word = rasterise(svg.format(text("PREVIS", wide / 2, tall * 0.85, size, BOLD, "#ffffff", "middle")), wide, tall)[..., 3]
        rows, columns = np.nonzero(word)
        word = np.ascontiguousarray(word[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])
        for part in (picture[: height // 8], picture[-height // 8 :]):
            right = np.ascontiguousarray(part[:, width // 2 :])
            best = max(best, float(cv2.matchTemplate(right, word, cv2.TM_CCOEFF_NORMED).max()))
    return best


def test_pictures_clips_and_film_say_previs(film: Made) -> None:
    pictures = [cv2.cvtColor(read_picture(path.read_bytes()), cv2.COLOR_RGBA2GRAY) for path in film.outputs(Kind.TEXT_TO_IMAGE)]
    clips = [next(video_frames(path)).to_ndarray(format="gray") for path in film.outputs(Kind.IMAGE_TO_VIDEO)]
    reel = gray(film.file("reel"), every=36)
    assert pictures and clips
    for name, frames in (("picture", pictures), ("clip", clips), ("reel", list(reel))):
        sure = [previs_at(np.asarray(frame, np.uint8)) for frame in frames]
        assert min(sure) > 0.7, (name, sure)
    # The measure tells: a picture whose marks are painted over has none.
    bare = pictures[0].copy()
    bare[: bare.shape[0] // 8] = bare[-bare.shape[0] // 8 :] = 60
    assert previs_at(np.asarray(bare, np.uint8)) < 0.5


def test_every_take_says_previs_beside_its_file(film: Made) -> None:
    for step in film.plan.steps:
        (output,) = film.summary["outputs"][step.id]
        path = film.folder / output
        said = json.loads(path.with_name(f"{path.name}.json").read_text())
        assert said["sha256"] == film.takes[step.id] == path.stem
        assert said["meta"]["studio"] == "previs", step.id
    assert film.plan.price > 0 and film.summary["spent"] == 0


def test_the_contact_sheet_shows_every_shot(film: Made) -> None:
    sheet = read_picture(film.file("contact").read_bytes())[..., :3]
    assert sheet.shape[1] >= 900
    small = cv2.resize(cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    found = []
    for path in film.outputs(Kind.IMAGE_TO_VIDEO):
        frames = gray(path, every=24)
        found.append(max(_inside(frame, small) for frame in frames))
    assert min(found) > 0.88, found  # a shot of another film comes to 0.78


def _inside(frame: Frames, sheet: Frames) -> float:
    """How surely the middle of the frame, at some size, is a part of the sheet."""
    height, width = frame.shape
    core = frame[height // 5 : height * 3 // 5, width // 6 : width * 5 // 6]
    best = 0.0
    for tall in np.linspace(0.15, 1.0, 35) * sheet.shape[0]:
        scale = tall / height
        patch = cv2.resize(core, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if min(patch.shape) > 24 and patch.shape[0] < sheet.shape[0] and patch.shape[1] < sheet.shape[1]:
            best = max(best, float(cv2.matchTemplate(sheet, patch, cv2.TM_CCOEFF_NORMED).max()))
    return best


def ssim(one: Frames, other: Frames) -> float:
    """Structural similarity of two gray pictures (Wang et al. 2004: 11 × 11 Gaussian window, sigma 1.5)."""
    a, b = one.astype(np.float64), other.astype(np.float64)

    def blur(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), np.float64)

    mean_a, mean_b = blur(a), blur(b)
    var_a, var_b, both = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2, blur(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float((((2 * mean_a * mean_b + c1) * (2 * both + c2)) / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))).mean())


def test_a_seed_gives_the_same_bytes_and_another_one_other_pictures(tmp_path: Path) -> None:
    one, again, other = (small_film(tmp_path / name, seed) for name, seed in (("one", 5), ("again", 5), ("other", 6)))
    assert one.takes == again.takes
    assert one.file("reel").read_bytes() == again.file("reel").read_bytes()
    assert one.file("otio").read_bytes() == again.file("otio").read_bytes()
    pairs = list(zip(one.outputs(Kind.TEXT_TO_IMAGE), other.outputs(Kind.TEXT_TO_IMAGE), strict=True))
    assert pairs
    for before, after in pairs:
        pictures = [cv2.cvtColor(read_picture(path.read_bytes()), cv2.COLOR_RGBA2GRAY) for path in (before, after)]
        like = ssim(*(np.asarray(picture, np.uint8) for picture in pictures))
        assert like < 0.9, (before.name, like)
    assert ssim(gray(one.file("reel"))[0], gray(one.file("reel"))[0]) == pytest.approx(1)
