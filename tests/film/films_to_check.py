"""Films for the guardian: a clean scene to spoil one way at a time, and random ones spoiled every way at once."""

from typing import Any

from hypothesis import strategies as st

from director_kernel.schema.project import Beat, Bible, BibleCharacter, BibleProp, Cue, Emotion, Location, Part, Project, Scene, Shot
from director_kernel.schema.slots import Character, Coverage, KeySide, Line, Prop, ShotSize, Slots, TimeOfDay

MIRA = BibleCharacter(id="mira", look=Character(name="Mira", hair="long brown", wardrobe="green coat"), part=Part.LEAD)
JONAS = BibleCharacter(id="jonas", look=Character(name="Jonas", hair="grey", wardrobe="dark suit"), part=Part.ANTAGONIST)
CUP = BibleProp(id="cup", prop=Prop(name="cup", colour="white"))
BAR = Location(id="bar", name="The bar", setting="a small bar", key=True)
LOOKS = {"mira": "looks right", "jonas": "looks left"}


def shot(name: str, who: str = "", **said: Any) -> Shot:
    """A shot; what `Slots` knows goes into the slots, `gaze`, `pose` and `wardrobe` to whom it shows."""
    person = {key: said.pop(key) for key in ("gaze", "pose", "wardrobe", "hair") if key in said}
    slots = {key: said.pop(key) for key in list(said) if key in Slots.model_fields and key not in Shot.model_fields}
    people = (Character(name=who.title()).with_(**person),) if who and person else ()
    return Shot(id=name, characters=(who,) if who else said.pop("characters", ()), slots=Slots(**{"characters": people, **slots}), **said)


def clean_shots() -> tuple[Shot, ...]:
    """A wide one, then two people cut against each other, right in every way."""
    same: dict[str, Any] = {"key_side": KeySide.LEFT, "sound": ("rain on the window",), "lens": "50mm"}
    return (
        shot("k1", side="neutral", characters=("mira", "jonas"), shot_size=ShotSize.WS, coverage=Coverage.MASTER, **same),
        shot("k2", "mira", side="A", azimuth=30.0, gaze="looks right", shot_size=ShotSize.CU, **same),
        shot("k3", "jonas", side="A", azimuth=80.0, gaze="looks left", shot_size=ShotSize.CU, **same),
        shot("k4", "mira", side="A", azimuth=30.0, gaze="looks right", shot_size=ShotSize.MS, **same),
    )


def film(*shots: Shot, scene: dict[str, Any] | None = None, **said: Any) -> Project:
    """A film of one scene of one beat."""
    beats = (scene or {}).pop("beats", None) or (Beat(id="b1", text="They talk.", shots=shots or clean_shots()),)
    one = Scene(id="s1", title="The bar", **{"location": "bar", "beats": beats, **(scene or {})})
    bible = said.pop("bible", Bible(characters=(MIRA, JONAS), locations=(BAR,), props=(CUP,)))
    return Project(**{"id": "p1", "title": "Two people", "bible": bible, "scenes": (one,), **said})


def but(name: str, shots: tuple[Shot, ...] = (), **changes: Any) -> tuple[Shot, ...]:
    """The clean shots (or these), one of them with other slots or fields; `things` are the props of its slots."""
    return tuple(_changed(one, changes) if one.id == name else one for one in shots or clean_shots())


def _changed(one: Shot, changes: dict[str, Any]) -> Shot:
    people = {key: changes[key] for key in ("gaze", "pose", "wardrobe", "hair") if key in changes}
    slots = {key: value for key, value in changes.items() if key in Slots.model_fields and key not in Shot.model_fields}
    if "things" in changes:
        slots["props"] = changes["things"]
    if people:
        slots["characters"] = tuple(each.with_(**people) for each in one.slots.characters)
    fields = {key: value for key, value in changes.items() if key in Shot.model_fields}
    return one.with_(slots=one.slots.with_(**slots), **fields)


# Random films

_SIZES = st.sampled_from([None, *ShotSize])
_WORDS = st.sampled_from(
    [
        "",
        "raises the cup with the left hand",
        "raises the cup with her right hand",
        "slowly raises the cup",
        "quickly raises the cup",
        "about to raise the cup",
        "has raised the cup",
        "turns around",
        "runs",
    ]
)


@st.composite
def people(draw: st.DrawFn, who: str) -> Character:
    """Someone as a shot has them."""
    return Character(
        name=who.title(),
        gaze=draw(st.sampled_from(["", "looks right", "Looks LEFT", "left and up", "down to the right", "at the sea"])),
        wardrobe=draw(st.sampled_from(["", "", "green coat", "Green  Coat.", "red dress", "shirt"])),
        hair=draw(st.sampled_from(["", "", "long brown", "short"])),
        pose=draw(st.sampled_from(["", "frame left", "on the right", "lifts the left arm"])),
    )


@st.composite
def shots(draw: st.DrawFn, name: str) -> Shot:
    """A shot with every fault a rule knows, and some locks."""
    there = draw(st.sampled_from([(), ("mira",), ("jonas",), ("mira", "jonas"), ("stranger",)]))
    told = tuple(draw(people(who)) for who in there if who == "stranger" or draw(st.booleans()))
    slots = Slots(
        shot_size=draw(_SIZES),
        coverage=draw(st.sampled_from([None, None, *Coverage])),
        lens=draw(st.sampled_from(["", "35mm", "85mm", "40mm anamorphic"])),
        composition=draw(st.sampled_from(["", "tight headroom", "generous headroom"])),
        key_side=draw(st.sampled_from([None, KeySide.LEFT, KeySide.RIGHT, KeySide.BACK])),
        warmth=draw(st.sampled_from([None, -2, 0, 1])),
        time_of_day=draw(st.sampled_from([None, TimeOfDay.NIGHT, TimeOfDay.DAY])),
        weather=draw(st.sampled_from(["", "rain", "light rain", "clear"])),
        action=draw(_WORDS),
        subject=draw(st.sampled_from(["", "a door"])),
        characters=told,
        props=(Prop(name="cup", colour=draw(st.sampled_from(["white", "blue"]))),) if draw(st.booleans()) else (),
        sound=draw(st.sampled_from([(), ("rain",)])),
        music=draw(st.sampled_from(["", "", "solo cello", "drums"])),
        dialogue=(Line(text=draw(st.sampled_from(["No.", "I have waited for you here for so very long, my dear", "Я ждала тебя"]))),)
        if draw(st.booleans())
        else (),
        duration=draw(st.sampled_from([None, 2.0])),
    )
    return Shot(
        id=name,
        slots=slots,
        seconds=draw(st.sampled_from([0.5, 2.0, 8.0])),
        characters=tuple(who for who in there if who != "stranger"),
        side=draw(st.sampled_from(["", "A", "A", "B", "neutral", "crossing"])),
        azimuth=draw(st.sampled_from([None, 0.0, 20.0, 350.0, 140.0])),
        enters=draw(st.sampled_from(["", "left", "right"])),
        exits=draw(st.sampled_from(["", "left", "right"])),
        event=draw(st.sampled_from(["", "", "", "takes off the coat", "the lights go out"])),
        cues=(Cue(id=f"{name}-m", kind="music", text="drums"),) if draw(st.integers(0, 5)) == 0 else (),
        locked=draw(st.integers(0, 7)) == 0,
        locked_slots=draw(st.sampled_from([(), (), (), ("characters",), ("shot_size",), ("key_side", "music")])),
    )


@st.composite
def films(draw: st.DrawFn) -> Project:
    """A film of a few scenes in which nearly everything is wrong."""
    scenes = []
    for number in range(draw(st.integers(1, 2))):
        beats = []
        for at in range(draw(st.integers(0, 2))):
            name = f"b{number}{at}"
            made = tuple(draw(shots(f"k{number}{at}{place}")) for place in range(draw(st.integers(0, 5))))
            feeling = draw(st.sampled_from([None, Emotion(tension=9), Emotion(wonder=8)]))
            text = draw(st.sampled_from(["They talk.", "Mira leaves.", "The bar burns."]))
            beats.append(
                Beat(id=name, text=text, emotion=feeling, large=draw(st.booleans()), shots=made, locked=draw(st.integers(0, 9)) == 0)
            )
        scenes.append(
            Scene(
                id=f"s{number}",
                title="A scene",
                location=draw(st.sampled_from(["", "bar"])),
                time_of_day=draw(st.sampled_from([None, TimeOfDay.NIGHT])),
                weather=draw(st.sampled_from(["", "rain"])),
                wardrobe=draw(st.sampled_from([{}, {"mira": "red dress"}])),
                line=draw(st.sampled_from([(), ("mira", "jonas")])),
                beats=tuple(beats),
                locked=draw(st.integers(0, 9)) == 0,
            )
        )
    bible = Bible(characters=(MIRA, JONAS), locations=(BAR,), props=(CUP,))
    return Project(id="p1", title="Everything wrong", bible=bible, scenes=tuple(scenes))
