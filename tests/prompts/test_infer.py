"""Guesses about a shot: from its neighbours, its place, its style; never over what was said, and always with a reason."""

from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.prompts.infer import infer
from director_kernel.schema.direction import Habit, Profile
from director_kernel.schema.project import GlobalStyle
from director_kernel.schema.slots import Angle, Character, Coverage, KeySide, Line, Movement, ShotSize, Slots, Speed, TimeOfDay

HARBOUR = Slots(
    shot_size=ShotSize.WS,
    lens="28mm",
    time_of_day=TimeOfDay.NIGHT,
    setting="a foggy harbour",
    weather="rain",
    key_side=KeySide.LEFT,
    palette=("teal",),
)
NOIR = Profile(
    id="noir",
    title="Noir",
    source="us",
    as_of="2026-11-28",
    grade="black and white",
    palette=("ink",),
    habits=(
        Habit(slot="shot_size", values={"CU": 0.6, "MS": 0.4}),
        Habit(slot="movement", values={"push in": 0.7, "static": 0.3, "flying": 0.1}),
    ),
)


def test_a_scene_shares_its_place_hour_and_light() -> None:
    found = infer(
        Slots(action="Mira walks", movement=Movement.TRACKING), [HARBOUR], style=GlobalStyle(grade="faded", mood=("quiet",)), seconds=6
    )
    shot = found.slots
    assert (shot.time_of_day, shot.key_side, shot.palette, shot.setting) == (TimeOfDay.NIGHT, KeySide.LEFT, ("teal",), "a foggy harbour")
    assert (shot.grade, shot.mood, shot.movement_speed) == ("faded", ("quiet",), Speed.SLOW)
    assert "gulls" in shot.sound and "rain" in shot.sound
    assert found.why("time_of_day") == "as in the other shots of the scene" and found.why("grade") == "the film's style"
    assert found.why("movement") == "" and set(found.reasons) == set(shot.inferred)


def test_what_was_said_outweighs_what_was_guessed() -> None:
    said = Slots(time_of_day=TimeOfDay.DAWN)
    guessed = Slots(time_of_day=TimeOfDay.NOON, inferred=("time_of_day",))
    assert infer(Slots(), [said, guessed]).slots.time_of_day is TimeOfDay.DAWN
    assert infer(Slots(), [said, guessed, guessed, guessed]).slots.time_of_day is TimeOfDay.NOON


def test_sizes_climb_the_ladder_and_never_repeat_a_neighbour() -> None:
    row: list[Slots] = []
    for _ in range(6):
        row.append(infer(Slots(), row).slots)
    assert [one.shot_size for one in row][:4] == [ShotSize.WS, ShotSize.MS, ShotSize.CU, ShotSize.MCU]
    between = infer(Slots(), [Slots(shot_size=ShotSize.WS)], [Slots(shot_size=ShotSize.MS)]).slots
    assert between.shot_size is ShotSize.CU


def test_what_a_shot_is_for_gives_its_size_angle_and_lens() -> None:
    over = infer(Slots(coverage=Coverage.OVER_SHOULDER), [Slots(coverage=Coverage.OVER_SHOULDER, lens="65mm")]).slots
    assert (over.shot_size, over.angle, over.lens) == (ShotSize.MCU, Angle.OTS, "65mm")
    two = infer(Slots(shot_size=ShotSize.MS, characters=(Character(name="A"), Character(name="B")))).slots
    assert two.coverage is Coverage.TWO_SHOT and two.lens == "50mm"
    spoken = infer(Slots(dialogue=(Line(text="No."),)), [HARBOUR]).slots
    assert (spoken.shot_size, spoken.movement, spoken.movement_speed) == (ShotSize.MCU, Movement.STATIC, None)


def test_a_profile_decides_where_the_scene_is_silent() -> None:
    shot = infer(Slots(), [], [], GlobalStyle(), NOIR, seconds=1.5)
    assert (shot.slots.shot_size, shot.slots.movement, shot.slots.grade, shot.slots.palette) == (
        ShotSize.CU,
        Movement.PUSH_IN,
        "black and white",
        ("ink",),
    )
    assert shot.why("movement") == "as Noir mostly does" and shot.slots.movement_speed is Speed.FAST
    assert infer(Slots(), [Slots(shot_size=ShotSize.CU)], profile=NOIR).slots.shot_size is ShotSize.MS


_SHOTS = st.builds(
    Slots,
    shot_size=st.none() | st.sampled_from(ShotSize),
    coverage=st.none() | st.sampled_from(Coverage),
    angle=st.none() | st.sampled_from(Angle),
    lens=st.sampled_from(["", "50mm"]),
    setting=st.sampled_from(["", "forest", "a kitchen"]),
    warmth=st.none() | st.integers(-2, 2),
    time_of_day=st.none() | st.sampled_from(TimeOfDay),
    movement=st.none() | st.sampled_from(Movement),
    style=st.sampled_from([(), ("anime",)]),
    inferred=st.sampled_from([(), ("lens",)]),
)


@settings(max_examples=100)
@given(shot=_SHOTS, before=st.lists(_SHOTS, max_size=4), after=st.lists(_SHOTS, max_size=3), profile=st.none() | st.just(NOIR))
def test_nothing_said_is_changed_and_it_is_done_after_once(
    shot: Slots, before: list[Slots], after: list[Slots], profile: Profile | None
) -> None:
    found = infer(shot, before, after, profile=profile, seconds=3)
    for name in Slots.model_fields:
        if name != "inferred" and getattr(shot, name) not in (None, "", ()):
            assert getattr(found.slots, name) == getattr(shot, name)
    assert set(found.slots.inferred) == set(shot.inferred) | set(found.reasons)
    assert infer(found.slots, before, after, profile=profile, seconds=3).reasons == {}
