"""Blocking plans: sides, wedges and distances are exact, nobody stands in anybody, and what was said is kept."""

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.film.blocking import Blocking, BlockingSettings, gaze_of, settled
from director_kernel.film.camera_plan import angle_of, lens_of
from director_kernel.film.changes import apply
from director_kernel.film.stage_plan import stage
from director_kernel.film.standing import BODY, bearing, side_of, towards
from director_kernel.media.draw.blocking import blocking
from director_kernel.schema.project import Beat, Bible, BibleCharacter, Location, Place, Project, Scene, Shot
from director_kernel.schema.slots import Character, Coverage, Movement, ShotSize, Slots

SHOTS = (
    (Coverage.MASTER, slice(None), {}),
    (Coverage.TWO_SHOT, slice(2), {"movement": Movement.TRUCK_RIGHT}),
    (Coverage.OVER_SHOULDER, slice(2), {}),
    (Coverage.CLOSE, slice(1), {"movement": Movement.PUSH_IN, "lens": "85mm"}),
    (Coverage.CLOSE, slice(1, 2), {}),
    (Coverage.REACTION, slice(-1, None), {}),
)


def film(count: int, place: str = "kitchen", **scene: object) -> Project:
    people = tuple(BibleCharacter(id=f"p{at}", look=Character(name=f"Person {at}")) for at in range(count))
    ids = tuple(one.id for one in people)
    shots = tuple(
        Shot(id=f"k{at}", slots=Slots(coverage=coverage, **more), characters=ids[part])
        for at, (coverage, part, more) in enumerate(SHOTS, 1)
    )
    one = Scene.model_validate(
        {"id": "s1", "title": "The wait", "location": "l", "beats": (Beat(id="b1", text="They wait", shots=shots),), **scene}
    )
    return Project(title="Lamp", bible=Bible(characters=people, locations=(Location(id="l", name=place, setting=place),)), scenes=(one,))


@pytest.mark.parametrize("count", range(2, 15))
def test_nobody_stands_in_anybody_and_all_cameras_keep_to_side_a(count: int) -> None:
    project = film(count)
    plan = stage(project, project.scenes[0])
    assert len(plan.people) == count
    assert all(math.dist((a.x, a.y), (b.x, b.y)) >= BODY - 1e-6 for a, b in combinations(plan.people, 2))
    assert plan.line is not None
    assert {camera.side for camera in plan.cameras} == {"A"}
    assert all(side_of(plan.line, (camera.x, camera.y)) == "A" for camera in plan.cameras)
    left, low, right, high = plan.room
    assert all(left < one.x < right and low < one.y < high for one in (*plan.people, *plan.cameras))
    assert all(math.dist((camera.x, camera.y), (one.x, one.y)) >= 0.3 for camera in plan.cameras for one in plan.people)


@given(st.floats(8, 400))
def test_a_wedge_is_as_wide_as_its_lens_on_a_sensor_of_36_mm(lens: float) -> None:
    half = math.radians(angle_of(lens) / 2)
    assert 2 * lens * math.tan(half) == pytest.approx(36)


def test_lenses_are_read_and_cameras_stand_as_far_as_they_need() -> None:
    assert lens_of("35mm f/2", ShotSize.MS) == 35
    assert lens_of("", ShotSize.CU) == 85
    project = film(2)
    close = stage(project, project.scenes[0]).cameras[3]
    assert close.angle == pytest.approx(angle_of(85), abs=0.01)
    # A close-up holds 1.7 m / 3.8 of height; 16:9 of it across at 85 mm on 36 mm.
    assert close.reach == pytest.approx(1.7 / 3.8 * 16 / 9 * 85 / 36, abs=0.02)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0, 359), st.floats(0.5, 6), st.floats(0.5, 4))
@settings(max_examples=100, deadline=None)
def test_the_sides_of_a_line_are_each_others_mirror(x: float, y: float, turn: float, length: float, off: float) -> None:
    a, b = (x, y), towards((x, y), turn, length)
    one, other = towards(a, turn + 90, off), towards(a, turn - 90, off)
    assert {side_of((a, b), one), side_of((a, b), other)} == {"A", "B"}
    assert side_of((a, b), one) == side_of((b, a), one)
    assert side_of((a, b), towards(a, turn, length / 2)) == "neutral"


def test_side_a_is_where_the_audience_is() -> None:
    assert side_of(((-1, 0), (1, 0)), (0, -2)) == "A"
    assert side_of(((0, -1), (0, 1)), (2, 0)) == "A"


def test_what_was_said_is_kept() -> None:
    spots = [Place(who="p0", x=-2, y=1, facing=45), Place(who="p1", x=2, y=-1, facing=200)]
    project = film(3, blocking=spots, line=("p1", "p0"))
    plan = stage(project, project.scenes[0])
    assert [(one.x, one.y, one.facing) for one in plan.people if one.given] == [(2, -1, 200), (-2, 1, 45)]
    assert plan.line == ((2, -1), (-2, 1))
    shots = project.scenes[0].beats[0].shots
    told = shots[3].with_(side="B", azimuth=None), shots[4].with_(azimuth=250.0)
    beat = project.scenes[0].beats[0].with_(shots=(*shots[:3], *told, shots[5]))
    again = stage(project, project.scenes[0].with_(beats=(beat,)))
    assert again.people == plan.people
    changed = project.with_(scenes=(project.scenes[0].with_(beats=(beat,)),))
    cameras = stage(changed, changed.scenes[0]).cameras
    assert cameras[3].side == "B"
    assert cameras[4].azimuth == pytest.approx(250, abs=0.1)


def test_more_than_fourteen_are_too_many() -> None:
    project = film(15)
    with pytest.raises(UsageError, match="15 people are more than the 14"):
        stage(project, project.scenes[0])


def test_settling_a_plan_changes_nothing_about_it() -> None:
    project = film(5)
    plan = stage(project, project.scenes[0])
    changes = settled(project, plan, "s1")
    assert {change.path.rpartition("/")[2] for change in changes} == {"blocking", "line", "side", "azimuth"}
    after = apply(project, changes).project
    again = stage(after, after.scenes[0])
    assert [(one.x, one.y) for one in again.people] == [(one.x, one.y) for one in plan.people]
    for one, other in zip(plan.cameras, again.cameras, strict=True):
        assert math.dist((one.x, one.y), (other.x, other.y)) < 0.02
        assert one.side == other.side
    assert settled(after, again, "s1") == ()


def test_the_drafts_key_frames_are_staged_as_the_camera_sees() -> None:
    project = film(2)
    draft = Blocking().draft(project, BlockingSettings(scene="1", frames=3, plan="a" * 64))
    assert len(draft.steps) == 3
    slots = draft.steps[0].slots
    assert slots is not None
    assert [one.name for one in slots.characters] == ["Person 0", "Person 1"]
    assert "Person 0 left third, Person 1 right third" in slots.composition
    assert [one.gaze for one in slots.characters] == ["looking to frame right", "looking to frame left"]
    assert [(one.role, one.asset) for one in slots.references] == [("layout", "a" * 64)]
    plan = stage(project, project.scenes[0])
    across_line = plan.cameras[0].with_(x=0.0, y=3.0, direction=180.0)
    assert gaze_of(across_line, plan.people[0]) == "looking to frame left"


def test_the_drawing_is_the_same_each_time_and_says_who_is_who() -> None:
    project = film(3, "village square")
    plan = stage(project, project.scenes[0])
    one, two = blocking(plan), blocking(plan)
    assert one.png == two.png
    for words in ("Person 0", "Person 2", "SIDE A", "SIDE B", "line of action", "54°"):
        assert words in one.svg
    assert bearing((0, 0), (-1, 0)) == 270
