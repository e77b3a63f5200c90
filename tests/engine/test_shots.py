"""The shots of a film, timed as it was really cut."""

from collections.abc import Iterator
from pathlib import Path

import opentimelineio as otio
import pytest

from director_kernel import Director
from director_kernel.engine.reels import Shot, shots
from director_kernel.errors import UsageError
from director_kernel.media.probe import probe
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import Take
from director_kernel.schema.plan import Input, Kind, Plan, Role, Step
from director_kernel.schema.slots import Slots
from tests.films import quickstart_plan, smaller

CLIP = "video/mp4"


def take(step: str, number: int = 1, mime: str = CLIP, seconds: float = 5.0) -> Take:
    asset = Asset(sha256=f"{sum(map(ord, step)) * 16 + number:064x}", mime=mime, bytes=1, suffix=".bin", duration=seconds)
    return Take(execution="run-1", step=step, take=number, attempt=1, asset=asset, fingerprint="f", plan_key="k")


def clip(name: str, order: int, seconds: float, **slots: str) -> Step:
    return Step(
        id=name, order=order, kind=Kind.TEXT_TO_VIDEO, action=f"make {name}", model="m", model_name="M", use_seconds=seconds,
        slots=Slots(**slots),  # type: ignore[arg-type]
    )  # fmt: skip


def joined(*names: str, order: int = 9) -> Step:
    inputs = tuple(Input(role=Role.CLIP, step=name) for name in names)
    return Step(id="reel", order=order, kind=Kind.ASSEMBLE, action="join", model="m", model_name="M", inputs=inputs, fps=24)


def test_shots_come_as_the_assemble_step_names_them_and_last_what_the_edit_uses() -> None:
    plan = Plan(title="A film", steps=(clip("a", 1, 1.3, action="she runs"), clip("b", 2, 2.0), clip("c", 3, 1.0), joined("c", "a", "b")))
    found = shots(plan, [take("a"), take("b"), take("c")])
    assert [(shot.step, shot.order, shot.title) for shot in found] == [("c", 3, "make c"), ("a", 1, "she runs"), ("b", 2, "make b")]
    assert [round(shot.start * 24) for shot in found] == [0, 24, 55]  # 1.0 and 2.3 s, to the frame
    assert sum(shot.seconds for shot in found) == pytest.approx(103 / 24)


def test_transitions_move_no_start_and_what_is_missing_is_left_out() -> None:
    plan = Plan(
        title="A film",
        steps=(clip("a", 1, 2, transition="dissolve"), clip("b", 2, 2, transition="wipe"), clip("c", 3, 2), joined("a", "b", "c")),
    )
    assert [shot.start for shot in shots(plan, [take("a"), take("b"), take("c")])] == [0, 2, 4]
    assert [(shot.step, shot.start) for shot in shots(plan, [take("c"), take("a")])] == [("a", 0), ("c", 2)]
    assert shots(plan, []) == ()


def test_the_first_take_is_the_one_that_was_joined() -> None:
    plan = Plan(title="A film", steps=(clip("a", 1, 2), joined("a")))
    for order in ([1, 2, 3], [3, 2, 1], [2, 3]):
        (shot,) = shots(plan, [take("a", number) for number in order])
        assert shot.asset == take("a", min(order)).asset


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Director, str]]:
    with Director(tmp_path_factory.mktemp("shots") / "director") as director:
        plan = smaller(director, quickstart_plan(director), by=8, shots=3)
        run = director.runs.start(plan, studio="previs")
        assert run.wait().status == "completed"
        yield director, run.execution


def test_the_shots_of_a_real_film_are_where_its_timeline_and_its_frames_have_them(made: tuple[Director, str]) -> None:
    director, execution = made
    reel, found = director.reels.latest(execution), director.reels.shots(execution)
    assert reel is not None and len(found) >= 3 and all(isinstance(shot, Shot) for shot in found)
    cut = otio.adapters.read_from_file(str(reel.files["otio"]))
    track = next(each for each in cut.tracks if each.name == "V1")
    clips = [each for each in track if isinstance(each, otio.schema.Clip)]
    assert [shot.step for shot in found] == [each.metadata["director"]["step"] for each in clips]
    starts = [track.range_of_child(each).start_time.to_seconds() for each in clips]
    assert [shot.start for shot in found] == pytest.approx(starts)
    facts = probe(reel.files["reel"])
    assert found[-1].start + found[-1].seconds == pytest.approx(facts.frames / facts.fps) == pytest.approx(reel.seconds)
    for shot in found:
        assert shot.asset is not None and director.workspace.assets.here(shot.asset)
        assert shot.order == reel.plan.step(shot.step).order and shot.title


def test_a_film_and_its_shots_can_be_looked_at(made: tuple[Director, str]) -> None:
    director, execution = made
    found = [shot.asset.sha256 for shot in director.reels.shots(execution) if shot.asset is not None]
    thumbs = director.looks.thumbs(found, 160)
    assert [look.sha256 for look in thumbs] == found and all((director.folder / look.path).is_file() for look in thumbs)
    film = next(take for take in director.workspace.runs.takes(execution) if "otio" in take.others)
    strip = director.looks.strip(film.asset.sha256)
    assert strip.frames * strip.width > strip.height and strip.read()
    assert max(director.looks.wave(film.asset.sha256)) > 0


def test_what_was_sent_in_pieces_can_be_said(made: tuple[Director, str], tmp_path: Path) -> None:
    director, execution = made
    picture = next(t for t in director.workspace.runs.takes(execution) if t.asset.mime == "image/png")
    data = director.workspace.assets.read(picture.asset)
    half = len(data) // 2 + 1
    assert director.uploads.add("u", "look.png", 1, 2, data[half:]) is None
    sent = director.uploads.add("u", "look.png", 0, 2, data[:half])
    assert sent is not None
    director.say("Use this picture.", [director.uploads.take("u")])
    chat = director.chats.current()
    assert chat is not None
    said = [message for message in director.workspace.conversations.messages(chat.id) if message.role == "user"][-1]
    assert said.data["attachments"] == [sent.wire()]


def test_a_run_that_is_not_there_is_said(made: tuple[Director, str]) -> None:
    with pytest.raises(UsageError, match="no execution"):
        made[0].reels.shots("run-99")
