"""Directors' habits: distilled, blended, laid under a film; nothing said or locked changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.errors import UsageError
from director_kernel.film.changes import apply as make
from director_kernel.film.named import find_named
from director_kernel.film.profiles import HABITS, apply, blend, distil, interleaved, shares
from director_kernel.prompts.infer import habit_value
from director_kernel.schema.direction import Habit, Profile
from director_kernel.schema.project import Beat, GlobalStyle, Project, Scene, Shot, Trace
from director_kernel.schema.slots import Movement, ShotSize, Slots
from tests.film.films_to_revise import film

FILM = film()
PROFILES = load_catalog().profiles
DAY = "2026-11-28"


def blank(shots: int) -> Project:
    """A film in which nobody has said how anything is filmed."""
    row = tuple(Shot(id=f"k{at}", slots=Slots(action="walks")) for at in range(1, shots + 1))
    return Project(title="Blank", scenes=(Scene(id="s1", title="One", beats=(Beat(id="b1", text="x", shots=row),)),))


def leading(profile: Profile) -> dict[str, str]:
    return {habit.slot: max(habit.values, key=lambda value: (habit.values[value], value)) for habit in profile.habits}


def test_shipped_profiles_are_sound() -> None:
    titles = {one.title for one in PROFILES.values()}
    assert {"Neo-Noir Product", "Retro Anime Commercial", "Film-school noir", "Keynote minimal", "Sports anthem"} <= titles and len(
        titles
    ) >= 8
    models = load_catalog().models
    for one in PROFILES.values():
        assert one.palette and one.grade and one.words and one.seconds and set(one.targets) <= set(models), one.id
        for habit in one.habits:
            assert habit.slot in HABITS and sum(habit.values.values()) == pytest.approx(1), (one.id, habit.slot)
            assert all(habit_value(habit.slot, value) is not None for value in habit.values if value), (one.id, habit.slot)


def test_a_film_is_distilled() -> None:
    traces = [
        Trace(project="p1", workflow="reel", target="veo-3.1", verdict="kept"),
        Trace(project="p1", workflow="reel", target="x", verdict="deleted"),
    ]
    found = distil(FILM, "ours", "Ours", as_of=DAY, traces=traces)
    sizes = next(habit.values for habit in found.habits if habit.slot == "shot_size")
    assert sizes["WS"] == sizes["insert"] == pytest.approx(1 / 6, abs=1e-3) and sizes[""] == pytest.approx(2 / 6, abs=1e-3)
    assert next(habit.values for habit in found.habits if habit.slot == "lens") == {"35mm": 0.8333, "50mm": 0.1667}
    assert (found.palette[:2], found.grade, found.era, found.seconds) == (("amber", "slate"), "faded", "1990s", 4.0)
    assert found.shots_per_beat == 2.0 and found.targets == ("veo-3.1",) and found.made_of == ("p1",)
    assert "drawer" in found.words and "mira" not in found.words
    assert "1990s" not in str(next((habit for habit in found.habits if habit.slot == "style"), ""))
    with pytest.raises(UsageError, match="without shots"):
        distil(Project(title="Empty"), "none", "None", as_of=DAY)


def test_it_fills_only_what_is_open_and_says_so() -> None:
    after = make(FILM, apply(FILM, PROFILES["film-school-noir"])).project
    assert after.profile == "film-school-noir" and after.style.palette == ("amber", "slate") and after.style.influences == ("film noir",)
    for old, new in zip(FILM.shots(), after.shots(), strict=True):
        if old.locked:
            assert new == old
        for name in Slots.model_fields:
            was = getattr(old.slots, name)
            if name != "inferred" and was not in (None, "", ()):
                assert getattr(new.slots, name) == was
            elif getattr(new.slots, name) != was and name != "inferred":
                assert name in new.slots.inferred and name not in old.locked_slots
    kept = FILM.with_(style=GlobalStyle(locked=True))
    assert make(kept, apply(kept, PROFILES["sports-anthem"])).project.style == kept.style
    assert apply(after, PROFILES["film-school-noir"]) == ()


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_what_was_applied_can_be_distilled_again(name: str) -> None:
    profile, empty = PROFILES[name], blank(20)
    again = distil(make(empty, apply(empty, profile)).project, "again", "Again", as_of=DAY)
    shares_of = {habit.slot: habit.values for habit in again.habits}
    for habit in profile.habits:
        best = max(habit.values.values())
        lead = max(shares_of[habit.slot], key=lambda value: shares_of[habit.slot][value])
        assert habit.values[lead] == pytest.approx(best), habit.slot
        assert all(abs(shares_of[habit.slot].get(value, 0) - share) <= 0.051 for value, share in habit.values.items()), habit.slot
    assert (again.palette, again.grade, again.targets) == (profile.palette, profile.grade, profile.targets)


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_blend_with_itself_is_itself(name: str) -> None:
    one = PROFILES[name]
    mixed = blend([(one, 3), (one, 5)], "same", one.title, as_of=DAY)
    keep = {"id": one.id, "about": one.about, "source": one.source, "as_of": one.as_of, "made_of": one.made_of}
    mixed = mixed.with_(**keep, habits=tuple(habit.with_(values=dict(sorted(habit.values.items()))) for habit in mixed.habits))
    assert mixed == one.with_(habits=tuple(habit.with_(values=dict(sorted(habit.values.items()))) for habit in one.habits))


def test_a_blend_goes_by_weight() -> None:
    noir, anthem = PROFILES["film-school-noir"], PROFILES["sports-anthem"]
    mixed = blend([(noir, 3), (anthem, 1)], "mix", "Mix", as_of=DAY)
    assert mixed.palette[:3] == ("black", "white", "silver grey") and mixed.grade == "black and white"
    assert mixed.seconds == pytest.approx(0.75 * 4.0 + 0.25 * 1.4)
    even = blend([(noir, 1), (anthem, 1)], "even", "Even", as_of=DAY)
    assert even.palette == ("black", "asphalt", "white")
    assert even.about == "A blend of Film-school noir 50%, Sports anthem 50%."
    for parts in ([], [(noir, 0.0)], [(noir, -1.0), (anthem, 2.0)], [(noir, float("nan"))]):
        with pytest.raises(UsageError, match="weights above 0"):
            blend(parts, "none", "None", as_of=DAY)


@settings(max_examples=60)
@given(counts=st.dictionaries(st.text(max_size=5), st.floats(0.01, 1e6), min_size=1, max_size=12))
def test_shares_add_up_to_one(counts: dict[str, float]) -> None:
    assert sum(shares(counts).values()) == pytest.approx(1)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(sorted(PROFILES)), st.floats(0.1, 10)), min_size=1, max_size=4))
def test_blends_are_profiles(parts: list[tuple[str, float]]) -> None:
    mixed = blend([(PROFILES[name], weight) for name, weight in parts], "mix", "Mix", as_of=DAY)
    assert all(sum(habit.values.values()) == pytest.approx(1) for habit in mixed.habits)
    assert mixed == blend([(PROFILES[name], weight) for name, weight in parts], "mix", "Mix", as_of=DAY)


def test_interleaving() -> None:
    assert interleaved([(("a", "b", "c"), 2.0), (("x", "a"), 1.0)]) == ("a", "b", "x", "c")


def test_a_habit_no_slot_has_is_passed_over() -> None:
    odd = Profile(id="odd", title="Odd", source="us", as_of=DAY, habits=(
        Habit(slot="movement", values={"flying": 0.9, "static": 0.1}), Habit(slot="subject", values={"a cat": 1.0})))  # fmt: skip
    after = make(blank(3), apply(blank(3), odd)).project
    assert {shot.slots.movement for shot in after.shots()} == {Movement.STATIC} and {shot.slots.subject for shot in after.shots()} == {""}
    assert all(shot.slots.shot_size is None for shot in after.shots()) and ShotSize.WS


def test_found_by_label() -> None:
    assert find_named(PROFILES, "Anthem", "profile").id == "sports-anthem"
    with pytest.raises(UsageError, match="did you mean 'keynote-minimal'"):
        find_named(PROFILES, "keynote-minimum", "director profile")
