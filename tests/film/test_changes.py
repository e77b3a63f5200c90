"""Changes to a project: all or nothing, reversible, locked things untouched; the difference of two states makes the one of the other."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply, check, diff, told
from director_kernel.schema.project import Change, Project
from tests.film.films import changes, film, long_film

K1 = "scenes/s1/beats/b1/shots/k1"


PARTS = "scenes s1 beats b1 shots k1 slots bible characters mira look style palette 0 1 99 wardrobe -1 ~ ~1 . id brand name"


def put(path: str, value: Any) -> Change:
    return Change(op="set", path=path, value=value)


# What is made


def test_a_change_says_what_stood_there_and_shares_the_rest() -> None:
    before = film()
    done = apply(before, [put(f"{K1}/slots/lens", "85mm")])
    assert done.project.shots()[0].slots.lens == "85mm" and before.shots()[0].slots.lens == "24mm"
    assert [(one.value, one.before) for one in done.changes] == [("85mm", "24mm")]
    assert done.project.scenes[1] is before.scenes[1] and done.project.bible is before.bible
    assert done.project.scenes[0].beats[1] is before.scenes[0].beats[1]
    assert apply(done.project, done.inverse).project == before


def test_values_are_kept_as_their_noun_has_them_and_what_changes_nothing_is_left_out() -> None:
    done = apply(film(), [put(f"{K1}/slots/shotSize", "CU"), put("title", "Tides"), put(f"{K1}/seconds", "4")])
    assert done.project.shots()[0].slots.shot_size == "CU" and done.project.shots()[0].seconds == 4.0
    assert [(one.path, one.value) for one in done.changes] == [(f"{K1}/slots/shotSize", "CU"), (f"{K1}/seconds", 4.0)]


def test_what_is_not_there_yet_begins_with_what_is_set_in_it() -> None:
    done = apply(film(brand=None), [put("brand/name", "Acme"), put("scenes/s1/beats/b2/emotion/threat", 7)])
    assert done.project.brand is not None and done.project.brand.name == "Acme"
    emotion = done.project.scenes[0].beats[1].emotion
    assert emotion is not None and emotion.threat == 7
    assert apply(done.project, done.inverse).project == film(brand=None)


def test_a_shot_goes_to_another_scene() -> None:
    done = apply(film(), [Change(op="move", path=K1, to="scenes/s2/beats/b3/shots", at=1)])
    assert [shot.id for shot in done.project.scenes[1].beats[0].shots] == ["k4", "k1", "k5"]
    assert [shot.id for shot in done.project.scenes[0].beats[0].shots] == ["k2"]
    assert apply(done.project, done.inverse).project == film()


def test_references_are_looked_at_when_all_is_made() -> None:
    late = [
        put("scenes/s1/beats/b1/shots/k1/characters", ["ada"]),
        Change(op="add", path="bible/characters", value={"id": "ada", "look": {"name": "Ada"}}),
    ]
    assert apply(film(), late).project.shots()[0].characters == ("ada",)
    with pytest.raises(UsageError, match="shot k1 names the character 'ada', which would not be in the bible"):
        apply(film(), late[:1])
    out = [Change(op="remove", path="bible/props/lamp"), put("scenes/s1/beats/b2/shots/k3/props", [])]
    assert apply(film(), out).project.bible.props == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put(f"{K1}/slots/lense", "x"), "there is no 'lense' in .*; did you mean lens"),
        (put("scenes/s3/title", "x"), "there is no 's3' in scenes; did you mean s"),
        (put("sceens", []), "did you mean scenes"),
        (put(f"{K1}/slots/shot_size", "closer"), "input should be 'EWS', 'VWS'.*not 'closer'"),
        (put(f"{K1}/seconds", 0), "greater than 0, not 0"),
        (put(f"{K1}/seconds", float("nan")), "nothing JSON can say"),
        (put(f"{K1}/seconds", object()), "nothing JSON can say"),
        (put("seed", 10**400), "nothing JSON can say"),
        (put("id", "x"), "ids never change"),
        (put("version", 9), "versions are counted"),
        (put(f"{K1}/id", "x"), "ids never change"),
        (put(K1, {"id": "other"}), "ids never change"),
        (put("title/x", "x"), "plain value"),
        (put("//", "x"), "is no path"),
        (put("style/palette/7", "x"), "there is no '7' in style/palette"),
        (Change(op="add", path="title", value="x"), "holds one value"),
        (Change(op="add", path="scenes/s1/wardrobe", value="x"), "holds one value"),
        (Change(op="add", path="scenes", value={"id": "s1", "title": "x"}), "has a 's1' already"),
        (Change(op="add", path="scenes/s2/beats", value={"id": "b1", "text": "x"}), "two beats 'b1'"),
        (Change(op="add", path="scenes/s2/beats", value={"id": "n", "text": "x", "shots": [{"id": "k1"}]}), "two shots 'k1'"),
        (Change(op="add", path=f"{K1}/cues", value={"id": "9", "kind": "voice"}), "should match pattern"),
        (put("scenes/s2/cues", [{"id": "c", "kind": "voice"}, {"id": "c", "kind": "music"}]), "two cues 'c'"),
        (Change(op="remove", path="title"), "always is"),
        (Change(op="remove", path="scenes/s1/wardrobe/tom"), "nothing to remove"),
        (Change(op="remove", path="bible/characters/mira"), "names the character 'mira'"),
        (Change(op="remove", path="bible/locations/pier"), "names the location 'pier'"),
        (Change(op="move", path="scenes/s1/beats/b1", to="scenes/s1/beats/b1/shots"), "into itself"),
        (Change(op="move", path="scenes/s1", to="scenes/s1/beats"), "into itself"),
        (Change(op="move", path="scenes/s1/beats/b1", to="scenes"), "other things stand there"),
        (Change(op="move", path="style/palette/0", to="style/mood"), "other things stand there"),
        (Change(op="move", path="title"), "no place among others"),
        (put("scenes/s1/location", "moon"), "names the location 'moon'"),
        (put("scenes/s1/wardrobe/ghost", "sheet"), "names the character 'ghost'"),
    ],
)
def test_what_can_not_be_made_says_why_and_what_there_is(change: Change, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        apply(film(), [put("title", "Other"), change])
    assert "\n" not in refused.value.message and len(refused.value.message) < 900


# Locks


@pytest.mark.parametrize(
    ("lock", "change"),
    [
        ("scenes/s1", put(f"{K1}/slots/lens", "x")),
        ("scenes/s1", put("scenes/s1/title", "x")),
        ("scenes/s1", Change(op="remove", path="scenes/s1")),
        ("scenes/s1", Change(op="move", path="scenes/s1", at=1)),
        ("scenes/s1", Change(op="move", path="scenes/s2/beats/b3", to="scenes/s1/beats")),
        ("scenes/s1", put("scenes/s1/beats/b1/locked", True)),
        ("scenes/s1/beats/b1", Change(op="add", path="scenes/s1/beats/b1/shots", value={"id": "n"})),
        ("scenes/s1/beats/b1", Change(op="remove", path="scenes/s1")),
        (K1, put(f"{K1}/seconds", 9)),
        (K1, put(f"{K1}/locked_slots", ["lens"])),
        (K1, Change(op="remove", path="scenes/s1/beats/b1")),
        (K1, put("scenes/s1/beats/b1/shots", [])),
        (K1, put("scenes", [])),
        (K1, put(K1, {"id": "k1"})),
        (K1, Change(op="move", path=K1, at=1)),
        ("bible/characters/mira", put("bible/characters/mira/look/hair", "x")),
        ("bible/characters/mira", put("bible/characters", [])),
        ("bible/locations/boat", Change(op="remove", path="bible/locations/boat")),
        ("bible/props/lamp", put("bible/props/lamp/about", "x")),
        ("style", put("style/palette", [])),
        ("style", Change(op="add", path="style/palette", value="x")),
        ("style", put("style", {})),
        ("boards/board/panels/p1", put("boards/board/panels/p1/mark", "pinned")),
    ],
)
def test_what_is_locked_refuses_all_but_its_lock(lock: str, change: Change) -> None:
    kept = apply(film(), [put(f"{lock}/locked", True)])
    with pytest.raises(UsageError, match=r"is locked.*`director project unlock"):
        apply(kept.project, [change])
    assert apply(kept.project, [put(f"{lock}/locked", False)]).project == film()


@pytest.mark.parametrize(
    "change",
    [put(f"{K1}/slots/lens", "x"), put(f"{K1}/slots", {}), put(K1, {"id": "k1"}), Change(op="remove", path="scenes/s1"), put("scenes", [])],
)
def test_a_locked_slot_stays_whatever_is_done_around_it(change: Change) -> None:
    kept = apply(film(), [put(f"{K1}/locked_slots", ["lens"])]).project
    with pytest.raises(UsageError, match=r"lens of shot k1 is locked; `director project unlock k1.lens`"):
        apply(kept, [change])
    assert apply(kept, [put(f"{K1}/slots", {"lens": "24mm", "action": "sits"})]).project.shots()[0].slots.action == "sits"
    assert apply(kept, [Change(op="move", path=K1, at=1)]).project.shots()[1].id == "k1", "where it stands is no slot"


def test_what_is_unlocked_changed_and_locked_again_is_one_list() -> None:
    kept = apply(film(), [put("scenes/s1/locked", True)]).project
    done = apply(kept, [put("scenes/s1/locked", False), put("scenes/s1/title", "x"), put("scenes/s1/locked", True)])
    assert done.project.scenes[0].title == "x" and apply(done.project, done.inverse).project == kept


# Over random changes


def made(project: Project, data: st.DataObject, most: int) -> tuple[Project, list[Change], list[Change]]:
    """A project after random changes, what was made, and the way back."""
    forward: list[Change] = []
    back: list[Change] = []
    for _ in range(data.draw(st.integers(1, most))):
        try:
            done = apply(project, [data.draw(changes(project))])
        except UsageError:
            continue
        project, forward, back = done.project, [*forward, *done.changes], [*done.inverse, *back]
    return project, forward, back


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_there_and_back_again(data: st.DataObject) -> None:
    before = film()
    after, forward, back = made(before, data, 6)
    check(after)
    assert apply(before, forward, exact=True).project == after
    returned = apply(after, back, exact=True)
    assert returned.project == before
    assert apply(before, returned.inverse, exact=True).project == after, "the inverse of the inverse goes forward"
    assert all(told(change, after) and told(change, before) for change in (*forward, *back))


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_the_difference_makes_the_one_of_the_other(data: st.DataObject) -> None:
    one, _, _ = made(film(), data, 5)
    other, _, _ = made(film(), data, 5)
    found = diff(one, other)
    assert apply(one, found, exact=True).project == other
    assert bool(found) == (one != other)
    assert all(told(change, one) for change in found)
    assert Project.model_validate(other.wire()) == other


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["set", "add", "remove", "move"]),
    st.lists(
        st.sampled_from(PARTS.split()) | st.text(max_size=6),
        min_size=1,
        max_size=9,
    ),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda s: st.lists(s, max_size=3) | st.dictionaries(st.text(max_size=4), s, max_size=3),
        max_leaves=6,
    ),
    st.none() | st.integers(-5, 99),
    st.text(max_size=8),
)
def test_no_change_ends_in_anything_but_a_project_or_a_sentence(op: Any, parts: list[str], value: Any, at: int | None, to: str) -> None:
    path = "/".join(parts).encode("utf-8", "replace").decode()[:300] or "x"
    change = Change(op=op, path=path, value=value, at=at, to=to.encode("utf-8", "replace").decode())
    assert told(change, film())
    try:
        done = apply(film(), [change])
    except UsageError as error:
        assert error.message.endswith((".", "?"))
        return
    check(done.project)
    assert Project.model_validate_json(done.project.model_dump_json(by_alias=True)) == done.project
    assert apply(done.project, done.inverse, exact=True).project == film()


# Told, and fast


def test_changes_are_told_as_a_person_would() -> None:
    now = film()
    given = [
        (put(f"{K1}/slots/lens", "85mm"), "scene 1, shot 1: lens 24mm → 85mm"),
        (put("scenes/s1/locked", True), "scene 1: locked"),
        (Change(op="add", path="scenes", value={"id": "s3", "title": "The sea"}), "new scene “The sea”"),
        (Change(op="remove", path="scenes/s2/beats/b3/shots/k4"), "scene 2, shot 1: taken out (k4)"),
        (Change(op="move", path="scenes/s2", at=0), "scene 2: moved to place 1"),
        (Change(op="move", path=K1, to="scenes/s2/beats/b3/shots", at=0), "scene 1, shot 1: moved in scene 2, beat 1 to place 1"),
        (put("bible/characters/mira/look/hair", "grey"), "character Mira: hair short black → grey"),
        (put("style/palette", ["teal"]), "style: palette teal, rust → teal"),
        (put("nowhere/at/all", 1), "nowhere, at: all nothing → 1"),
    ]
    for change, said in given:
        assert told(change, now) == said


def test_a_moved_scene_is_one_change() -> None:
    now = long_film(40)
    done = apply(now, [Change(op="move", path="scenes/s30", at=2)])
    assert [(one.op, one.path, one.at) for one in diff(now, done.project)] == [("move", "scenes/s30", 2)]


def test_five_hundred_scenes_are_changed_and_compared_in_no_time() -> None:
    now = long_film()
    assert len(now.shots()) == 3_000
    began = time.perf_counter()
    for at in range(20):
        after = apply(now, [put(f"scenes/s{at}/beats/s{at}b0/shots/s{at}b0k1/slots/lens", "85mm")]).project
        assert len(diff(now, after)) == 1
    each = (time.perf_counter() - began) / 20
    assert each < 0.1, f"{each * 1e3:.1f} ms"  # about 2 ms on an idle core
