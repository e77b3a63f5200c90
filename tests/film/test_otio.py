"""The edit goes to another editing room and comes back: nothing is different when nothing was done, and all that was done is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.otio import edit_of
from director_kernel.film.otio_in import brought
from director_kernel.media.otio_file import Edit, Piece, read, write
from director_kernel.schema.project import Project
from tests.film.cutting_room import film, films, shot


def there_and_back(project: Project) -> Edit:
    return read(write(edit_of(project)).encode())


def laid(edit: Edit, pieces: list[Piece]) -> Edit:
    """The edit with other pictures, each where it comes to lie."""
    at, row = 0, []
    for piece in pieces:
        row.append(replace(piece, at=at))
        at += piece.frames
    return replace(edit, pieces=tuple(row))


def order(project: Project) -> list[str]:
    return [one.id for one in project.shots()]


@given(films())
@settings(max_examples=25, deadline=None)
def test_nothing_done_is_no_change(project: Project) -> None:
    back = brought(project, there_and_back(project))
    assert back.changes == ()
    assert back.unknown == ()


@given(films(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_any_order_and_any_cut_come_back(project: Project, chance: object) -> None:
    edit = replace(there_and_back(project), sounds=())
    pieces = list(edit.pieces)
    if not pieces:
        return
    chance.shuffle(pieces)  # type: ignore[attr-defined]
    pieces = pieces[: chance.randint(1, len(pieces))]  # type: ignore[attr-defined]
    pieces = [replace(piece, frames=piece.frames + 5, first=piece.first + 3) for piece in pieces]
    back = brought(project, laid(edit, pieces))
    after = apply(project, back.changes).project
    assert order(after) == [piece.said["shot"] for piece in pieces]
    fps = project.fps
    assert [round(one.seconds * fps) for one in after.shots()] == [piece.frames for piece in pieces]
    assert [round(one.trim * fps) for one in after.shots()] == [piece.first for piece in pieces]


def test_a_shot_moved_between_beats_moves_alone() -> None:
    project = film()
    edit = there_and_back(project)
    k1, k2, k3, k4, k5 = edit.pieces
    changes = brought(project, laid(replace(edit, sounds=()), [k1, k2, k3, k5, k4])).changes
    assert [(one.op, one.path, one.at) for one in changes] in (
        [("move", "scenes/s2/beats/b3/shots/k5", 0)],
        [("move", "scenes/s2/beats/b3/shots/k4", 1)],
    )


def test_transitions_and_deletions_come_back() -> None:
    project = film()
    edit = there_and_back(project)
    k1, k2, _, k4, k5 = edit.pieces
    back = brought(project, laid(replace(edit, sounds=()), [replace(k1, ends=""), replace(k2, ends="wipe"), k4, k5]))
    after = apply(project, back.changes).project
    assert order(after) == ["k1", "k2", "k4", "k5"]
    assert [one.slots.transition for one in after.shots()][:2] == ["cut", "wipe"]


def test_a_shot_that_stands_twice_becomes_two() -> None:
    project = film()
    edit = there_and_back(project)
    k1, *rest = edit.pieces
    halves = [replace(k1, frames=20), replace(k1, first=20, frames=28)]
    after = apply(project, brought(project, laid(replace(edit, sounds=()), [*halves, *rest])).changes).project
    first, second = after.shots()[:2]
    assert (first.id, second.id, second.slots.dialogue, second.cues) == ("k1", "k1-b", (), ())
    assert round(second.trim * 24) == 20


def test_strangers_are_named_and_left_out() -> None:
    project = film()
    edit = there_and_back(project)
    back = brought(project, laid(edit, [*edit.pieces, Piece("drone.mov", 48)]))
    assert back.unknown == ("drone.mov at 11.00 s",)
    assert back.changes == ()


def test_what_changed_in_the_project_meanwhile_stays() -> None:
    written = there_and_back(film())
    scene = film().scenes[1]
    beat = scene.beats[0]
    later = beat.with_(shots=(beat.shots[0].with_(seconds=4.0), *beat.shots[1:], shot("k9")))
    now = film().with_(scenes=(film().scenes[0], scene.with_(beats=(later,))))
    assert brought(now, written).changes == ()


def test_locked_shots_stay_and_it_is_said() -> None:
    project = film()
    beat = project.scenes[1].beats[0]
    held = project.with_(
        scenes=(project.scenes[0], project.scenes[1].with_(beats=(beat.with_(shots=(beat.shots[0].with_(locked=True), beat.shots[1])),)))
    )
    edit = replace(there_and_back(held), sounds=())
    k1, k2, k3, _, k5 = edit.pieces
    back = brought(held, laid(edit, [k1, k2, k3, k5]))
    assert back.changes == ()
    assert any("k4 is locked" in note for note in back.notes)


def test_a_sound_that_was_moved_shortened_or_taken_out() -> None:
    project = film()
    edit = there_and_back(project)
    kept = [one for one in edit.sounds if one.said["kind"] != "effects"]
    moved = [replace(one, at=one.at + 12, frames=one.frames - 4) if one.said["kind"] == "voice" else one for one in kept]
    after = apply(project, brought(project, replace(edit, sounds=tuple(moved))).changes).project
    cues = {cue.id: cue for one in after.shots() for cue in one.cues}
    assert cues["k1-sound"].off
    assert round(cues["k3-line-1"].start * 24) == round(0.3 * 24) + 12
    assert after.scenes[0].cues == project.scenes[0].cues


def test_the_sound_of_a_shot_taken_out_goes_on_under_another() -> None:
    project = film()
    edit = there_and_back(project)
    rest = [piece for piece in edit.pieces if piece.said["shot"] != "k3"]
    after = apply(project, brought(project, laid(edit, rest)).changes).project
    assert any(cue.text == "Who is there?" for one in after.shots() for cue in one.cues)


def test_the_timeline_of_another_project_is_refused() -> None:
    with pytest.raises(UsageError, match="film-1"):
        brought(film().model_copy(update={"id": "film-2"}), there_and_back(film()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"nope",
        b'{"OTIO_SCHEMA":"Clip.2"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"OTIO_SCHEMA":"Timeline.1"}',
        b'{"OTIO_SCHEMA":"No.1"}',
    ],
)
def test_what_is_no_timeline_is_refused_in_a_line(data: bytes) -> None:
    with pytest.raises(UsageError, match="otio"):
        read(data, "cut.otio")
