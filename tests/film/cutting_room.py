"""A small film to cut: two scenes, three beats, five shots, a voice, effects and a score; and random ones like it."""

from hypothesis import strategies as st

from director_kernel.schema.project import Beat, Bible, BibleCharacter, Cue, Location, Project, Scene, Shot
from director_kernel.schema.slots import Character, Line, Movement, ShotSize, Slots

MIRA = BibleCharacter(id="mira", look=Character(name="Mira", hair="short red"), voice="Rachel")


def shot(name: str, seconds: float = 2.0, **said: object) -> Shot:
    """A shot in which Mira does something."""
    slots = {"action": f"does {name}", "shot_size": ShotSize.MS, "movement": Movement.PUSH_IN, **said}
    return Shot(id=name, seconds=seconds, characters=("mira",), slots=Slots.model_validate(slots))


def film() -> Project:
    """The film."""
    pier = Scene(
        id="s1",
        title="Pier",
        location="pier",
        cues=(Cue(id="s1-music", kind="music", text="slow cello", level=-3),),
        beats=(
            Beat(id="b1", text="she waits", shots=(shot("k1", 2, transition="dissolve", sound=("waves",)), shot("k2", 2.5))),
            Beat(id="b2", text="a voice", shots=(shot("k3", 1.5, dialogue=(Line(text="Who is there?", speaker="Mira"),)),)),
        ),
    )
    tower = Scene(id="s2", title="Tower", beats=(Beat(id="b3", text="the light", shots=(shot("k4"), shot("k5", 3))),))
    bible = Bible(characters=(MIRA,), locations=(Location(id="pier", name="the pier"),))
    return Project(id="film-1", title="The Lighthouse", seed=7, bible=bible, scenes=(pier, tower))


TRANSITIONS = ("", "cut", "dissolve", "wipe", "fade to black", "fade from black", "match cut", "fade from black, dissolve")


@st.composite
def films(draw: st.DrawFn) -> Project:
    """Random films: lengths to the millisecond, trims, transitions, cues with any start and level."""
    count = 0
    scenes = []
    for number in range(draw(st.integers(1, 3))):
        beats = []
        for place in range(draw(st.integers(1, 3))):
            shots = []
            for _ in range(draw(st.integers(0, 3))):
                count += 1
                shots.append(draw(_shots(f"k{count}")))
            beats.append(Beat(id=f"b{number}-{place}", text="x", shots=tuple(shots)))
        cues = (Cue(id=f"s{number}-music", kind="music", text="cello"),) if draw(st.booleans()) else ()
        scenes.append(Scene(id=f"s{number}", title=f"S{number}", beats=tuple(beats), cues=cues))
    return film().with_(scenes=tuple(scenes), fps=draw(st.sampled_from((24, 25, 30))))


@st.composite
def _shots(draw: st.DrawFn, name: str) -> Shot:
    seconds = draw(st.floats(0.1, 20).map(lambda value: round(value, 3)))
    trim = draw(st.floats(0, 5).map(lambda value: round(value, 3)))
    lines = tuple(
        Line(text=text, speaker="Mira") for text in draw(st.lists(st.sampled_from(("Yes.", "Who is there, and why?")), max_size=2))
    )
    made = shot(
        name, seconds, transition=draw(st.sampled_from(TRANSITIONS)), dialogue=lines, sound=("wind",) if draw(st.booleans()) else ()
    )
    start = draw(st.floats(-1, 3).map(lambda value: round(value, 2)))
    cues = (Cue(id=f"{name}-voice", kind="voice", text="hm", start=start, level=-4),) if draw(st.booleans()) else ()
    return made.with_(trim=trim, cues=cues)
