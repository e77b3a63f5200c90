"""A small film of two scenes with people, lines and locks, for the tests of directing."""

from director_kernel.schema.project import (
    Beat,
    Bible,
    BibleCharacter,
    BibleProp,
    GlobalStyle,
    Location,
    Part,
    Project,
    Scene,
    Shot,
)
from director_kernel.schema.slots import Character, Coverage, KeySide, Line, Movement, Prop, ShotSize, Slots, Speed


def shot(id: str, seconds: float = 4.0, *, characters: tuple[str, ...] = ("mira",), locked: bool = False, **slots: object) -> Shot:
    return Shot(id=id, slots=Slots.model_validate(slots), seconds=seconds, characters=characters, locked=locked)


def film() -> Project:
    """Two scenes: a talk in a kitchen, a walk on a pier."""
    return Project(
        id="p1",
        title="The Letter",
        seed=7,
        style=GlobalStyle(palette=("amber", "slate"), lens="35mm", grade="faded", mood=("quiet",), era="1990s"),
        bible=Bible(
            characters=(
                BibleCharacter(id="mira", look=Character(name="Mira", hair="red"), part=Part.LEAD),
                BibleCharacter(id="jonas", look=Character(name="Jonas", hair="grey"), part=Part.ANTAGONIST),
            ),
            locations=(
                Location(id="kitchen", name="Kitchen", setting="a small kitchen", light="window", key=True),
                Location(id="pier", name="Pier"),
            ),
            props=(BibleProp(id="letter", prop=Prop(name="letter", hero=True)), BibleProp(id="vase", prop=Prop(name="vase"))),
        ),
        scenes=(
            Scene(
                id="s1",
                title="Kitchen",
                location="kitchen",
                line=("mira", "jonas"),
                beats=(
                    Beat(
                        id="b1",
                        text="Mira finds the letter",
                        shots=(
                            shot(
                                "k1",
                                5.0,
                                shot_size=ShotSize.MS,
                                movement=Movement.STATIC,
                                action="Mira opens a drawer",
                                key_side=KeySide.LEFT,
                            ),
                            shot(
                                "k2",
                                3.0,
                                shot_size=ShotSize.MCU,
                                lens="50mm",
                                dialogue=(Line(text="Where did you get this old letter from", speaker="Mira"),),
                            ),
                        ),
                    ),
                    Beat(
                        id="b2",
                        text="Jonas answers",
                        shots=(shot("k3", 4.0, characters=("jonas",), locked=True, movement_speed=Speed.SLOW),),
                    ),
                ),
            ),
            Scene(
                id="s2",
                title="Pier",
                location="pier",
                beats=(
                    Beat(
                        id="b3",
                        text="She walks out to the end of the pier",
                        shots=(
                            shot("k4", 6.0, shot_size=ShotSize.WS, coverage=Coverage.WIDE, action="Mira walks"),
                            shot("k5", 2.0, coverage=Coverage.INSERT, shot_size=ShotSize.INSERT, subject="wet planks"),
                            Shot(id="k6", seconds=4.0, characters=("mira",), props=("letter", "vase"), locked_slots=("lens", "palette")),
                        ),
                    ),
                ),
            ),
        ),
    )
