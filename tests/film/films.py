"""Films for tests: a small one with everything in it, a large one, and random ones with random changes to them."""

from typing import Any

from hypothesis import strategies as st

from director_kernel.schema.project import (
    Beat,
    Bible,
    BibleCharacter,
    BibleProp,
    Board,
    BoardPanel,
    BrandGuide,
    Change,
    Cue,
    Emotion,
    GlobalStyle,
    Location,
    Place,
    Project,
    Scene,
    Shot,
)
from director_kernel.schema.slots import Angle, Character, Line, Prop, ShotSize, Slots, TimeOfDay

MIRA = BibleCharacter(id="mira", look=Character(name="Mira", hair="short black", wardrobe="yellow coat"), assets=("a" * 64,))
TOM = BibleCharacter(id="tom", look=Character(name="Tom"))


def film(**changes: Any) -> Project:
    """Two scenes, three beats, five shots, and one of everything else."""
    return Project(
        **{
            "title": "Tides",
            "logline": "A tide that never turns.",
            "style": GlobalStyle(palette=("teal", "rust"), lens="35mm"),
            "bible": Bible(
                characters=(MIRA, TOM),
                locations=(Location(id="pier", name="The pier", setting="a wooden pier"), Location(id="boat", name="The boat")),
                props=(BibleProp(id="lamp", prop=Prop(name="lamp")),),
                rules=("nobody swims",),
            ),
            "scenes": (
                Scene(
                    id="s1",
                    title="The pier",
                    location="pier",
                    time_of_day=TimeOfDay.DUSK,
                    wardrobe={"mira": "yellow coat"},
                    line=("mira", "tom"),
                    blocking=(Place(who="mira", x=1.0, y=2.0),),
                    beats=(
                        Beat(
                            id="b1",
                            text="Mira waits",
                            emotion=Emotion(tension=3),
                            shots=(
                                Shot(id="k1", slots=Slots(shot_size=ShotSize.WS, lens="24mm", action="Mira waits"), characters=("mira",)),
                                Shot(id="k2", slots=Slots(dialogue=(Line(text="Tom?", speaker="Mira"),)), characters=("mira",)),
                            ),
                        ),
                        Beat(id="b2", text="Tom comes", shots=(Shot(id="k3", characters=("tom",), props=("lamp",)),)),
                    ),
                ),
                Scene(
                    id="s2",
                    title="The boat",
                    location="boat",
                    beats=(Beat(id="b3", text="They leave", shots=(Shot(id="k4"), Shot(id="k5", cues=(Cue(id="c1", kind="effects"),)))),),
                ),
            ),
            "boards": (Board(id="board", title="Board", panels=(BoardPanel(id="p1", asset="b" * 64, shot="k1"),)),),
            "brand": BrandGuide(name="Acme"),
            "targets": ("veo-3.1",),
            **changes,
        }
    )


def long_film(scenes: int = 500, beats: int = 2, shots: int = 3) -> Project:
    """A film of so many scenes."""

    def shot(key: str) -> Shot:
        return Shot(id=f"{key}", slots=Slots(shot_size=ShotSize.MS, lens="35mm", action=f"{key} walks on"), characters=("mira",))

    made = tuple(
        Scene(
            id=f"s{s}",
            title=f"Scene {s}",
            location="pier",
            beats=tuple(Beat(id=f"s{s}b{b}", text="On", shots=tuple(shot(f"s{s}b{b}k{k}") for k in range(shots))) for b in range(beats)),
        )
        for s in range(scenes)
    )
    return Project(title="Long", bible=Bible(characters=(MIRA,), locations=(Location(id="pier", name="Pier"),)), scenes=made)


# Random changes

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
SHOT = st.builds(
    Slots,
    lens=WORDS,
    action=WORDS,
    shot_size=st.none() | st.sampled_from(ShotSize),
    angle=st.none() | st.sampled_from(Angle),
    mood=st.lists(WORDS, max_size=3).map(tuple),
    dialogue=st.lists(st.builds(Line, text=WORDS, speaker=WORDS), max_size=2).map(tuple),
)


@st.composite
def changes(draw: st.DrawFn, project: Project) -> Change:
    """A change to a project that may or may not be possible."""
    shots = [(scene.id, beat.id, shot.id) for scene in project.scenes for beat in scene.beats for shot in beat.shots]
    beats = [(scene.id, beat.id) for scene in project.scenes for beat in scene.beats]
    kind = draw(st.integers(0, 11))
    number = draw(st.integers(0, 10**6))
    at = draw(st.none() | st.integers(-1, 6))
    if kind <= 2 and shots:
        s, b, k = draw(st.sampled_from(shots))
        base = f"scenes/{s}/beats/{b}/shots/{k}"
        field, value = draw(
            st.sampled_from(
                [
                    ("slots/lens", "85mm"),
                    ("slots/mood", ["calm", "cold"]),
                    ("seconds", 4.5),
                    ("slots", {"action": "sits"}),
                    ("note", "again"),
                    ("characters", ["tom"]),
                    ("slots/typography/headline", "TIDES"),
                ]
            )
        )
        return Change(op="set", path=f"{base}/{field}", value=value)
    if kind == 3 and shots:
        s, b, k = draw(st.sampled_from(shots))
        return Change(op="remove", path=f"scenes/{s}/beats/{b}/shots/{k}")
    if kind == 4 and shots and beats:
        s, b, k = draw(st.sampled_from(shots))
        s2, b2 = draw(st.sampled_from(beats))
        return Change(op="move", path=f"scenes/{s}/beats/{b}/shots/{k}", to=f"scenes/{s2}/beats/{b2}/shots", at=at)
    if kind == 5 and beats:
        s, b = draw(st.sampled_from(beats))
        to = draw(st.sampled_from([scene.id for scene in project.scenes]))
        return Change(op="move", path=f"scenes/{s}/beats/{b}", to=f"scenes/{to}/beats", at=at)
    if kind == 6 and project.scenes:
        return Change(op="move", path=f"scenes/{draw(st.sampled_from(project.scenes)).id}", at=at)
    if kind == 7:
        beat = {"id": f"nb{number}", "text": draw(WORDS), "shots": [{"id": f"nk{number}", "slots": draw(SHOT).wire()}]}
        return Change(op="add", path="scenes", value={"id": f"ns{number}", "title": draw(WORDS), "beats": [beat]}, at=at)
    if kind == 8 and project.scenes:
        scene = draw(st.sampled_from(project.scenes)).id
        return draw(
            st.sampled_from(
                [
                    Change(op="set", path=f"scenes/{scene}/wardrobe/tom", value="oilskin"),
                    Change(op="remove", path=f"scenes/{scene}/wardrobe/mira"),
                    Change(op="remove", path=f"scenes/{scene}"),
                    Change(op="set", path=f"scenes/{scene}/locked", value=True),
                    Change(op="add", path=f"scenes/{scene}/line", value="tom"),
                ]
            )
        )
    if kind == 9:
        return Change(op="add", path="style/palette", value=draw(WORDS), at=at)
    if kind == 10:
        return draw(
            st.sampled_from(
                [
                    Change(op="remove", path="style/palette/0"),
                    Change(op="set", path="bible/characters/mira/look/hair", value="grey"),
                    Change(op="add", path="bible/characters", value={"id": f"new{number}", "look": {"name": "New"}}),
                    Change(op="remove", path="bible/characters/tom"),
                    Change(op="set", path="brand", value=None),
                    Change(op="set", path="brand/tagline", value="Always"),
                    Change(op="move", path="bible/characters/tom", at=0),
                ]
            )
        )
    return Change(op="set", path=draw(st.sampled_from(["title", "logline", "style/era"])), value=draw(WORDS))
