"""What a person makes of a frame: the change, the mark, and the verdict on its trace; and frames that come back after a kill."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.reel import current_frame
from director_kernel.film.shots import find_shot, full
from director_kernel.film.verdicts import decide, delete, keep_as_alternate, pin, promote
from director_kernel.schema.project import Board, BoardPanel, Project, Trace
from director_kernel.schema.slots import Character, Coverage, Slots
from director_kernel.store.works import add_traces
from tests.film.framed import LIGHT
from tests.films import drawn_small


def with_board(kind: str, *, shot: str = "", frame: str | None = None) -> Project:
    """The film with a board of three frames; the shot has a picture already."""
    base = full(LIGHT, find_shot(LIGHT, "k1"))
    panels = tuple(
        BoardPanel(
            id=f"p{at}",
            asset=letter * 64,
            caption=f"frame {at}",
            coverage=Coverage.CLOSE,
            time_offset_ms=offset if kind == "time_stack" else None,
            slots=base.with_(lens="85mm", time_offset_ms=offset, characters=(base.characters[0].with_(emotion="afraid"),)),
        )
        for at, (letter, offset) in enumerate((("a", -300), ("b", 0), ("c", 300)), 1)
    )
    board = Board(id="board", title="Board", kind=kind, scene="s1", beat="b1", shot=shot, panels=panels)  # type: ignore[arg-type]
    scene = LIGHT.scenes[0]
    made_of = {"frame": "old key", "take": "x y"}
    first = scene.beats[0].with_(shots=(scene.beats[0].shots[0].with_(frame=frame, made_of=made_of if frame else {}),))
    return LIGHT.with_(boards=(board,), scenes=(scene.with_(beats=(first, *scene.beats[1:])),))


def test_a_promoted_frame_is_a_shot_that_says_only_what_is_its_own() -> None:
    project = with_board("shot_stack")
    decided = promote(project, "board", "frame 3")
    after = apply(project, decided.changes).project
    shot = after.scenes[0].beats[0].shots[-1]
    assert (shot.frame, shot.characters, shot.props) == ("c" * 64, ("mira",), ("lantern",))
    assert shot.slots == Slots(
        shot_size=shot.slots.shot_size,
        action="Mira raises the lantern",
        lens="85mm",
        characters=(Character(name="Mira", emotion="afraid"),),
    )
    assert full(after, find_shot(after, shot.id)).characters[0].wardrobe == "yellow raincoat"
    assert (after.boards[0].panels[2].mark, after.boards[0].panels[2].shot) == ("canonical", shot.id)
    assert current_frame(after, find_shot(after, shot.id)) == "c" * 64, "a picture a person chose stays"
    assert decided.verdict == "promoted" and decided.where == "boards/board/panels/p3"


def test_a_variant_takes_the_place_of_its_shots_picture_which_stays_beside_it() -> None:
    project = with_board("variants", shot="k1", frame="f" * 64)
    after = apply(project, promote(project, "board", "2").changes).project
    shot = find_shot(after, "k1").shot
    assert shot.frame == "b" * 64 and [one.asset for one in shot.alternates] == ["f" * 64]
    assert shot.made_of == {"take": "x y"} and len(after.scenes[0].beats[0].shots) == 1
    assert apply(after, promote(after, "board", "2").changes).changes == (), "twice changes nothing"


def test_moments_become_shots_before_and_after_their_own() -> None:
    project = with_board("time_stack", shot="k1")
    for name in ("1", "2", "3"):
        project = apply(project, promote(project, "board", name).changes).project
    frames = [shot.frame for shot in project.scenes[0].beats[0].shots]
    assert frames == ["a" * 64, "b" * 64, "c" * 64]


def test_alternates_pins_and_deletions_are_marked() -> None:
    project = with_board("shot_stack", shot="k1")
    project = apply(project, keep_as_alternate(project, "board", "1").changes).project
    project = apply(project, keep_as_alternate(project, "board", "1").changes).project
    project = apply(project, pin(project, "", "2").changes).project
    project = apply(project, delete(project, "board", "3").changes).project
    assert [panel.mark for panel in project.boards[0].panels] == ["alternate", "pinned", "deleted"]
    assert [one.asset for one in find_shot(project, "k1").shot.alternates] == ["a" * 64]


def test_a_frame_of_no_beat_is_no_shot() -> None:
    project = LIGHT.with_(boards=(Board(id="board", title="Sheet", panels=(BoardPanel(id="p1", asset="a" * 64),)),))
    with pytest.raises(UsageError, match="belongs to no beat"):
        promote(project, "board", "1")
    with pytest.raises(UsageError, match="its frames are 1 to 1"):
        pin(project, "board", "2")


def test_verdicts_are_written_with_the_version(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        projects, books = director.film.projects, director.workspace.works
        kept = projects.add(with_board("shot_stack").with_(id=""))
        traces = tuple(
            Trace(project=kept.id, workflow="shot-stack", where=f"boards/board/panels/p{at}", asset="a" * 64) for at in (1, 2, 3)
        )
        director.workspace.projects.run(lambda connection: add_traces(connection, traces))
        for number, decision in enumerate((promote, pin, delete), 1):
            decide(projects, decision(projects.require(), "board", str(number)))
        assert [trace.verdict for trace in books.traces(kept.id)] == ["promoted", "pinned", "deleted"]
        assert books.traces(kept.id, "storyboard") == []
        locked = projects.require().scenes[0].beats[0]
        assert len(locked.shots) == 2


@pytest.mark.crash
@pytest.mark.parametrize("at", ["after the run", "within the take-in"])
def test_a_kill_between_run_and_take_in_loses_nothing(workspace_folder: Path, at: str) -> None:
    """kill -9 once everything is drawn: the next process takes it in, once, with every frame stored."""
    code = "import sys; from tests.film.test_verdicts import die; die(sys.argv[1], sys.argv[2])"
    ended = subprocess.run([sys.executable, "-c", code, str(workspace_folder), at], cwd=Path(__file__).parents[2], timeout=300)
    assert ended.returncode == -signal.SIGKILL
    with Director(workspace_folder) as director:
        works = director.film.works
        assert director.film.projects.require().boards == ()
        (taken,) = works.collect()
        assert len(taken.project.boards) == 1 and len(taken.project.boards[0].panels) == 4
        assert works.collect() == [] and len(director.film.projects.require().boards) == 1
        assert all(director.workspace.assets.get(panel.asset) for panel in taken.project.boards[0].panels)
        assert len(director.workspace.works.traces(taken.project.id)) == 4


def die(folder: str, at: str) -> None:
    """The life of a process that is killed."""
    director = Director(folder)
    director.film.projects.add(LIGHT.with_(id=""))
    works, books = director.film.works, director.workspace
    project = director.film.projects.require()
    settings, plan = works.plan("time-stack", {"shot": "k1"}, project)
    kept = books.plans.save(drawn_small(plan, by=14))
    work = books.works.begin(project.id, project.version, "time-stack", settings.wire(), kept.id)
    director.runs.start(kept, studio="previs").wait(lambda event: None)
    if at == "after the run":
        os.kill(os.getpid(), signal.SIGKILL)
    # The frames are cut and stored; the moment the version is to be written, the light goes out.
    books.projects.run = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign, assignment]
    works.collect(work.id)
