"""Style variants: each looks different and keeps what the shot is about."""

from director_kernel.catalog import load_catalog
from director_kernel.prompts.deltas import change, revise, undo
from director_kernel.prompts.ladders import CONTENT, MOVABLE
from director_kernel.schema.slots import Character, Line, Movement, ShotSize, Slots, TimeOfDay

VARIANTS = load_catalog().variants
SHOT = Slots(
    shot_size=ShotSize.MS,
    movement=Movement.PUSH_IN,
    style=("cinematic",),
    subject="a woman",
    action="reads",
    characters=(Character(name="Mira"),),
    dialogue=(Line(text="Noir?"),),
    setting="a library",
)


def test_the_named_ones_are_there_and_every_one_is_a_look_of_its_own() -> None:
    assert {"1980s VHS", "Noir", "Studio Sitcom", "Anime TV"} <= {one.title for one in VARIANTS.values()} and len(VARIANTS) >= 12
    looks = {change(SHOT, one.delta, why=one.title).slots.style for one in VARIANTS.values()}
    assert len(looks) == len(VARIANTS)
    for one in VARIANTS.values():
        put = set(one.delta.put)
        assert {"style", "palette", "grade", "lens"} <= put and put & {"light_source", "light_quality"}, one.id
        assert put <= MOVABLE and "keeps" in one.about, one.id


def test_what_the_shot_is_about_stays() -> None:
    for one in VARIANTS.values():
        done = change(SHOT, one.delta, why=one.title, locked={"lens"})
        assert all(getattr(done.slots, slot) == getattr(SHOT, slot) for slot in CONTENT | {"shot_size", "lens"})
        assert undo(done) == SHOT and done.changes


def test_what_is_said_later_of_the_hour_or_the_light_wins() -> None:
    night = SHOT.with_(time_of_day=TimeOfDay.NIGHT)
    day = change(night, VARIANTS["anime-tv"].delta, why="Anime")
    assert day.slots.light_source == "daylight" and day.slots.time_of_day is None and undo(day) == night
    assert any("time of day night is left out" in note for note in day.notes)
    held = change(night.with_(light_source="candle"), VARIANTS["anime-tv"].delta, why="Anime", locked={"time_of_day"})
    assert held.slots.time_of_day is TimeOfDay.NIGHT and held.slots.light_source == "candle" and "time of day" in held.told()
    dark = revise(SHOT.with_(light_source="daylight"), "make it night")
    assert dark.slots.time_of_day is TimeOfDay.NIGHT and dark.slots.light_source == ""
