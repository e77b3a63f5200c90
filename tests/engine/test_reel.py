"""The edit of a plan: which takes, in which order, and where every sound begins."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from director_kernel.engine.local import Assembly
from director_kernel.engine.reel import Stored, assembler, film_of, spoken_captions
from director_kernel.media.order import Order
from director_kernel.media.probe import probe
from director_kernel.media.studio import render
from director_kernel.providers.protocol import InputFile
from director_kernel.schema.asset import Asset
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Input, Kind, Plan, Role, Step
from director_kernel.schema.slots import Line, Slots

CLIP, PICTURE, SOUND = "video/mp4", "image/png", "audio/wav"


def step(name: str, kind: Kind, order: int, *inputs: Input, **more: Any) -> Step:
    fields = {"action": f"make {name}", "model": "m", "model_name": "M", "use_seconds": 4.0 if kind.media == "video" else 0.0} | more
    return Step(id=name, kind=kind, order=order, inputs=inputs, **fields)


def of(name: str, role: Role) -> Input:
    return Input(role=role, step=name)


def stored(**seconds: float) -> dict[str, Stored]:
    mimes = {"a": PICTURE, "v": CLIP, "s": SOUND}
    return {name: Stored(Path(f"/w/{name}"), mimes[name[0]], length) for name, length in seconds.items()}


def plan(*steps: Step, **more: Any) -> Plan:
    return Plan(id="p1", title="The Keeper", steps=steps, **more)


def two_shots(*more: Step) -> Plan:
    return plan(
        step("a1", Kind.TEXT_TO_IMAGE, 1),
        step("v1", Kind.IMAGE_TO_VIDEO, 2, of("a1", Role.START_IMAGE), slots=Slots(transition="dissolve", on_screen_text=("GLOW",))),
        step("v2", Kind.TEXT_TO_VIDEO, 3, use_seconds=2.5),
        *more,
    )


def test_clips_come_in_order_and_pictures_that_became_clips_are_left_out() -> None:
    film = film_of(two_shots(), stored(a1=0, v1=5, v2=5), Path("/w/reels/p1"))
    assert [(clip.step, clip.seconds, clip.transition) for clip in film.clips] == [("v1", 4.0, "dissolve"), ("v2", 2.5, "")]
    assert film.seconds == 6.5
    assert film.bounds == (0, 96, 156)
    assert film.clips[0].words == ("GLOW",)
    assert film.title == "The Keeper"


def test_a_picture_nothing_is_made_of_is_held_and_a_step_without_a_take_is_left_out() -> None:
    film = film_of(two_shots(step("a2", Kind.TEXT_TO_IMAGE, 4)), stored(a1=0, v1=5, a2=0), Path("/w"))
    assert [(clip.step, clip.is_video, clip.seconds) for clip in film.clips] == [("v1", True, 4.0), ("a2", False, 3.0)]


def test_an_assemble_step_says_which_clips_and_in_what_order() -> None:
    reel = step("reel", Kind.ASSEMBLE, 9, of("v2", Role.CLIP), of("v1", Role.CLIP), width=1080, height=1920, fps=30)
    film = film_of(two_shots(reel), stored(a1=0, v1=5, v2=5), Path("/w"))
    assert [clip.step for clip in film.clips] == ["v2", "v1"]
    assert (film.width, film.height, film.fps) == (720, 1280, 30)


def test_an_edited_clip_replaces_its_source_and_an_extension_follows_it() -> None:
    made = plan(
        step("v1", Kind.TEXT_TO_VIDEO, 1),
        step("v2", Kind.EXTEND, 2, of("v1", Role.SOURCE)),
        step("v3", Kind.VIDEO_EDIT, 3, of("v2", Role.SOURCE)),
    )
    assert [clip.step for clip in film_of(made, stored(v1=4, v2=4, v3=4), Path("/w")).clips] == ["v1", "v3"]


def test_voices_go_one_to_a_shot_or_in_turn_and_never_over_each_other() -> None:
    def starts(count: int, seconds: float) -> list[float]:
        voices = tuple(step(f"s{number}", Kind.SPEECH, 10 + number) for number in range(count))
        takes = stored(a1=0, v1=5, v2=5, **{f"s{number}": seconds for number in range(count)})
        return [cue.start for cue in film_of(two_shots(*voices), takes, Path("/w")).cues]

    assert starts(2, 1.0) == pytest.approx([0.3, 4.3])
    assert starts(1, 1.0) == pytest.approx([0.3])
    three = starts(3, 1.0)
    assert all(later - earlier >= 1.35 - 1e-9 for earlier, later in itertools.pairwise(three))
    assert three[-1] + 1.0 <= 6.5


def test_a_sound_begins_with_the_shot_it_waits_for_or_where_it_says() -> None:
    made = two_shots(
        step("s1", Kind.SOUND_EFFECT, 5, depends_on=("v2",)),
        step("s2", Kind.SOUND_EFFECT, 6, options={"start": 1.5}),
        step("s3", Kind.MUSIC, 7, depends_on=("v2",), use_seconds=5.0),
        step("s4", Kind.SPEECH, 8, depends_on=("v2",), slots=Slots(dialogue=(Line(text="Look."),))),
    )
    film = film_of(made, stored(a1=0, v1=5, v2=5, s1=3, s2=3, s3=30, s4=1), Path("/w"))
    assert {cue.step: (cue.kind, cue.start) for cue in film.cues} == {
        "s1": ("effects", 4.0),
        "s2": ("effects", 1.5),
        "s3": ("music", 0.0),
        "s4": ("voice", 4.3),
    }
    assert {cue.step: cue.seconds for cue in film.cues}["s3"] == 5.0
    assert [caption.text for caption in film.captions] == ["Look."]
    assert film_of(made, stored(v1=5, v2=5, s4=1), Path("/w"), studio="live").captions == ()


def test_captions_are_short_and_share_the_voices_time() -> None:
    text = "The door was always there. You only had to look, and then to step through it without a lantern, into the light."
    made = two_shots(step("s1", Kind.SPEECH, 5, slots=Slots(dialogue=(Line(text=text),))))
    takes = stored(a1=0, v1=5, v2=5, s1=5)
    captions = spoken_captions(film_of(made, takes, Path("/w")).cues, takes)
    assert " ".join(caption.text for caption in captions) == text
    assert max(len(caption.text) for caption in captions) <= 64
    assert sum(caption.seconds for caption in captions) == pytest.approx(5)


def test_a_brief_without_sound_makes_a_silent_film() -> None:
    assert film_of(two_shots().with_(brief=Brief(text="x", audio=("none",))), stored(v1=5), Path("/w")).silent
    assert not film_of(two_shots(), stored(v1=5), Path("/w")).silent


def test_the_assembler_writes_the_reel_and_hands_over_copies(tmp_path: Path) -> None:
    clip = render(Order(Kind.TEXT_TO_VIDEO, 160, 90, fps=12, seconds=1.0, slots=Slots(setting="sea")))[0]
    path = tmp_path / "assets" / "v.mp4"
    path.parent.mkdir()
    path.write_bytes(clip.data)
    asset = Asset(sha256="0" * 64, mime=CLIP, bytes=len(clip.data), suffix=".mp4", duration=1.0)
    reel = step("reel", Kind.ASSEMBLE, 9, of("v1", Role.CLIP), width=160, height=90, fps=12)
    made = plan(step("v1", Kind.TEXT_TO_VIDEO, 1, use_seconds=0.75), reel)
    files = ((InputFile(role=Role.CLIP, asset=asset, path=path), made.step("v1")),)
    out = tmp_path / "out"
    out.mkdir()
    with ThreadPoolExecutor(1) as threads:
        join = assembler(tmp_path / "reels", executor=threads)
        film, contact, otio = asyncio.run(join(Assembly(made, reel, files, "previs", out)))  # type: ignore[misc, arg-type]
    assert (film.role, film.mime, contact.role, otio.role) == ("main", "video/mp4", "contact", "otio")
    assert film.duration == pytest.approx(0.75)
    assert probe(film.path).frames == 9
    assert {each.name for each in (tmp_path / "reels" / "p1").iterdir()} == {"reel.mp4", "reel.otio", "contact.png"}
