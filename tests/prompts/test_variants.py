"""Style variants: each looks different, keeps what the shot is about, and batches come round fairly."""

from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.prompts.deltas import undo
from director_kernel.prompts.ladders import CONTENT, MOVABLE
from director_kernel.prompts.variants import batch, seen_as
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
    looks = {seen_as(SHOT, one).slots.style for one in VARIANTS.values()}
    assert len(looks) == len(VARIANTS)
    for one in VARIANTS.values():
        put = set(one.delta.put)
        assert {"style", "palette", "grade", "lens"} <= put and put & {"light_source", "light_quality"}, one.id
        assert put <= MOVABLE and "keeps" in one.about, one.id


def test_what_the_shot_is_about_stays() -> None:
    for one in VARIANTS.values():
        done = seen_as(SHOT, one, locked=frozenset({"lens"}))
        assert all(getattr(done.slots, slot) == getattr(SHOT, slot) for slot in CONTENT | {"shot_size", "lens"})
        assert undo(done) == SHOT and done.changes


@settings(max_examples=50)
@given(n=st.integers(1, 20), seed=st.integers(0, 10**9))
def test_no_variant_comes_back_before_all_were_seen(n: int, seed: int) -> None:
    batches = [batch(VARIANTS, n, number, seed) for number in range(1, 6)]
    size = min(n, len(VARIANTS))
    assert all(len({one.id for one in row}) == len(row) == size for row in batches)
    whole = [one.id for row in batches for one in row][: len(VARIANTS)]
    assert len(set(whole)) == len(whole)
    assert batches == [batch(VARIANTS, n, number, seed) for number in range(1, 6)]


def test_another_seed_is_another_order_and_none_is_none() -> None:
    assert len({tuple(one.id for one in batch(VARIANTS, 4, 1, seed)) for seed in range(5)}) > 1
    assert batch({}, 4) == () and batch(VARIANTS, 0) == ()
