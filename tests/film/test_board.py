"""What a person does to a storyboard is typed changes: order, locks, words, alternates, feelings, and the lines of a proposal they keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.film import board
from director_kernel.film.changes import apply
from director_kernel.film.emotion import film_curve
from director_kernel.film.offers import find_offer, offers
from director_kernel.schema.project import Alternate, Board, BoardPanel, Change, Emotion, Project, Proposal
from director_kernel.schema.slots import Coverage, ShotSize, Slots
from tests.film.films import film


def panel(number: int, **more: object) -> BoardPanel:
    return BoardPanel.model_validate({"id": f"p{number}", "asset": f"{number:064x}", **more})


STACK = Board(
    id="stack",
    title="Stack",
    kind="shot_stack",
    scene="s1",
    beat="b1",
    shot="k1",
    panels=(
        panel(1, caption="master", coverage=Coverage.MASTER, slots=Slots(shot_size=ShotSize.WS, action="Mira waits")),
        panel(2, mark="deleted"),
        panel(3, caption="A close look"),
        panel(4, caption="+0.3 s", time_offset_ms=300, slots=Slots(action="Mira turns")),
    ),
)
TIDES = film(boards=(STACK,))


def ids(project: Project, what: str = "") -> list[str]:
    return [one.id for one in board.frames_of(project, what)]


def after(project: Project, changes: tuple[Change, ...]) -> Project:
    return apply(project, changes).project


def test_shots_are_frames_of_film_and_scene_and_panels_of_a_board() -> None:
    whole = board.frames_of(TIDES, "")
    assert [one.number for one in whole] == ["1.1", "1.2", "1.3", "2.1", "2.2"]
    assert whole[0].setup == "WS · 24mm" and whole[0].action == "Mira waits" and whole[2].action == "Tom comes"
    assert ids(TIDES, "s2") == ["k4", "k5"]
    stack = board.frames_of(TIDES, "stack")
    assert [(one.id, one.number, one.action) for one in stack] == [
        ("p1", "1", "Mira waits"),
        ("p3", "2", "A close look"),
        ("p4", "3", "Mira turns"),
    ]
    assert stack[2].offset == 300 and stack[0].coverage == "master" and stack[0].shot == "k1"
    assert board.frames_of(TIDES, "gone") == whole


def test_places_are_found_as_people_type_them() -> None:
    assert [board.place_of(TIDES, name) for name in ("", "2", "s2", "THE BOAT", "stack", "Stack")] == [
        "",
        "s2",
        "s2",
        "s2",
        "stack",
        "stack",
    ]
    with pytest.raises(UsageError, match=r"no scene or board '9'.*newest boards are stack"):
        board.place_of(TIDES, "9")


@given(what=st.sampled_from(["", "s1", "s2", "stack"]), data=st.data())
def test_a_frame_moves_to_exactly_the_place_it_was_put(what: str, data: st.DataObject) -> None:
    before = ids(TIDES, what)
    frame = data.draw(st.sampled_from(before))
    to = data.draw(st.integers(-2, len(before) + 2))
    now = ids(after(TIDES, board.moved(TIDES, what, frame, to)), what)
    wanted = [one for one in before if one != frame]
    wanted.insert(max(0, min(to, len(wanted))), frame)
    assert now == wanted


def test_a_shot_that_passes_into_another_scene_belongs_there() -> None:
    changes = board.moved(TIDES, "", "k3", 3)
    assert changes[0].to == "scenes/s2/beats/b3/shots"
    moved = after(TIDES, changes)
    assert [shot.id for shot in moved.scenes[1].beats[0].shots] == ["k4", "k3", "k5"] and not moved.scenes[0].beats[1].shots


def test_what_was_put_away_keeps_its_place_among_the_others() -> None:
    moved = after(TIDES, board.moved(TIDES, "stack", "p4", 0))
    assert [one.id for one in moved.boards[0].panels] == ["p4", "p1", "p2", "p3"]
    back = after(moved, board.brought_back(moved, "stack"))
    assert ids(back, "stack") == ["p4", "p1", "p2", "p3"] and board.brought_back(TIDES, "s1") == ()


def test_a_locked_frame_refuses_all_but_its_lock() -> None:
    held = after(TIDES, board.locked(TIDES, "s1", "k1", True))
    assert board.find_frame(held, "s1", "k1").locked
    for changes in (board.moved(held, "s1", "k1", 2), board.captioned(held, "s1", "k1", "Other words"), board.taken_out(held, "s1", "k1")):
        with pytest.raises(UsageError, match=r"k1.*locked"):
            apply(held, changes)
    assert not board.find_frame(after(held, board.locked(held, "s1", "k1", False)), "s1", "k1").locked
    scene = after(TIDES, (Change(op="set", path="scenes/s1/locked", value=True),))
    assert {one.held for one in board.frames_of(scene, "s1")} == {"scene"} and board.frames_of(scene, "s2")[0].held == ""


def test_words_go_where_the_frame_has_them() -> None:
    shot = after(TIDES, board.captioned(TIDES, "s1", "k1", "  Mira \n runs "))
    assert shot.scenes[0].beats[0].shots[0].slots.action == "Mira runs"
    framed = after(TIDES, board.captioned(TIDES, "stack", "p1", "The pier at dusk"))
    assert framed.boards[0].panels[0].caption == "The pier at dusk" == board.find_frame(framed, "stack", "p1").action


def test_an_alternate_and_the_picture_change_places() -> None:
    at = board.shot_of(TIDES, "k1").path
    alternates = [Alternate(asset=letter * 64, label=letter).wire() for letter in "cd"]
    ready = after(
        TIDES,
        (
            Change(op="set", path=f"{at}/frame", value="e" * 64),
            Change(op="set", path=f"{at}/made_of", value={"frame": "key", "take": "other"}),
            Change(op="set", path=f"{at}/alternates", value=alternates),
        ),
    )
    shot = board.shot_of(after(ready, board.used(ready, "k1", "d" * 64)), "k1").shot
    assert shot.frame == "d" * 64 and [one.asset[0] for one in shot.alternates] == ["c", "e"] and shot.made_of == {"take": "other"}
    with pytest.raises(UsageError, match="no alternate"):
        board.used(ready, "k1", "f" * 64)


def test_one_feeling_is_set_and_the_others_stay_as_they_were_read() -> None:
    read = next(one for one in board.feelings(TIDES, "s1") if one.id == "b2").emotion
    said = after(TIDES, board.felt(TIDES, "s1", "k3", "threat", 14)).scenes[0].beats[1].emotion
    assert said == read.with_(threat=10)
    framed = after(TIDES, board.felt(TIDES, "stack", "p3", "wonder", 7)).boards[0].panels[2].emotion
    assert isinstance(framed, Emotion) and framed.wonder == 7
    with pytest.raises(UsageError, match="no feeling 'joy'"):
        board.felt(TIDES, "s1", "k3", "joy", 3)


def test_a_person_keeps_some_lines_and_types_others() -> None:
    shot = "scenes/s1/beats/b1/shots/k1/slots"
    made = apply(
        TIDES,
        (
            Change(op="set", path=f"{shot}/shot_size", value="CU"),
            Change(op="set", path=f"{shot}/palette", value=["teal", "black"]),
            Change(op="set", path=f"{shot}/lens", value="85mm"),
        ),
    ).changes
    proposal = Proposal(id="proposal-1", changes=made)
    assert [board.plain_value(one) for one in made] == ["CU", "teal, black", "85mm"]
    kept = board.edited(TIDES, proposal, {0: None, 1: "rust, bone white"})
    slots = board.shot_of(after(TIDES, kept), "k1").shot.slots
    assert slots.shot_size is ShotSize.CU and slots.palette == ("rust", "bone white") and slots.lens == "24mm"
    with pytest.raises(UsageError):
        after(TIDES, board.edited(TIDES, proposal, {0: "enormous"}))


def test_offers_fit_what_is_chosen() -> None:
    assert [one.key for one in offers(TIDES, "s1", "k1")] == ["shot-stack", "time-stack", "variant-reel", "storyboard", "poster"]
    assert [one.title for one in offers(TIDES, "", "")] == ["Frames ×5", "Poster"]
    assert find_offer(TIDES, "stack", "p4", "time-stack").settings == {"board": "stack", "panel": "p4"}
    twice = film(boards=(STACK.with_(id="again", kind="variants"),))
    again = find_offer(twice, "again", "p1", "variant-reel")
    assert again.title == "Another batch" and again.settings == {"shot": "k1", "number": 4, "batch": 2}
    with pytest.raises(UsageError, match="can't be made"):
        find_offer(TIDES, "s1", "k1", "sculpture")


def test_a_frame_that_is_gone_is_said_so() -> None:
    with pytest.raises(UsageError, match="not here any more; undo"):
        board.find_frame(TIDES, "s1", "k5")
    with pytest.raises(UsageError, match="not in the film any more"):
        board.shot_of(TIDES, "k9")


def test_the_films_curve_is_that_of_its_scenes_read_once() -> None:
    memory: board.Remembered = {}
    assert board.feelings(TIDES, "", memory) == film_curve(TIDES) == board.feelings(TIDES, "")
    changed = after(TIDES, board.felt(TIDES, "s1", "k3", "threat", 9))
    before = len(memory)
    assert board.feelings(changed, "", memory) == film_curve(changed) and len(memory) == before + 1
