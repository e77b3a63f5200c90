"""Style variants: each looks different and keeps what the shot is about."""

from director_kernel.catalog import load_catalog
from director_kernel.prompts.deltas import change, undo
from director_kernel.prompts.ladders import CONTENT, MOVABLE
from director_kernel.schema.slots import Character, Line, Movement, ShotSize, Slots

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
