"""From a settled brief to a film project: scenes that set up, press and turn a story, with their beats, shots and bible.

The scenes are told with the genre's own moments (`beats`, `staging`); what several shots share is said once, in bible, style or scene.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.beats import establishing, film_title, tale_of
from director_kernel.engine.offline.looks import genre_of, lead_of
from director_kernel.engine.offline.premise import Premise, premise_of
from director_kernel.engine.offline.shots import Camera, Shot, timed
from director_kernel.engine.offline.staging import Entry, Key, beat, ground_of, rising
from director_kernel.schema.brief import Brief
from director_kernel.schema.project import (
    Beat,
    Bible,
    BibleCharacter,
    BibleProp,
    Cue,
    Emotion,
    GlobalStyle,
    Location,
    Part,
    Project,
    Scene,
)
from director_kernel.schema.project import Shot as ProjectShot
from director_kernel.schema.slots import Angle, Coverage, Line, Movement, ShotSize, Slots, Speed, TimeOfDay

Size, Move = ShotSize, Movement
SECONDS_A_SCENE = 14.0
_SHARED = ("palette", "mood", "style", "lens")
_COVERAGE = {
    Size.EWS: Coverage.ESTABLISHING,
    Size.VWS: Coverage.WIDE,
    Size.WS: Coverage.WIDE,
    Size.MWS: Coverage.MEDIUM,
    Size.MS: Coverage.MEDIUM,
    Size.MCU: Coverage.CLOSE,
    Size.CU: Coverage.CLOSE,
    Size.BCU: Coverage.CLOSE,
    Size.ECU: Coverage.INSERT,
    Size.INSERT: Coverage.INSERT,
}


_LENSES = {
    Size.EWS: "24mm wide",
    Size.VWS: "24mm wide",
    Size.WS: "35mm",
    Size.MWS: "35mm",
    Size.MS: "50mm",
    Size.MCU: "50mm",
    Size.CU: "85mm",
    Size.BCU: "85mm",
    Size.ECU: "100mm macro",
    Size.INSERT: "100mm macro",
}


class Moment(NamedTuple):
    """One thing that happens, told in one or two shots. `large`: its effect must be seen."""

    text: str
    shots: tuple[Shot, ...]
    emotion: Emotion
    large: bool = False


class Act(NamedTuple):
    """A scene before it has ids."""

    title: str
    moments: tuple[Moment, ...]


def write_project(brief: Brief, *, scenes: int = 3, seconds: float = 0.0, aspect: str = "", targets: Sequence[str] = ()) -> Project:
    """The project a brief asks for. `scenes` from 1 to 12; `seconds` 0: what so many scenes usually take. Same brief, same project."""
    told = brief.with_(use_case="cinematic-trailer", shots=None)
    premise = premise_of(told)
    premise = premise if premise.cast or premise.prop else replace(premise, cast=lead_of(premise.reading, premise.reading.slots))
    if "lens" in premise.look.inferred:
        # Each shot takes the lens of its size: one for all is a look somebody has to ask for.
        premise = replace(premise, look=premise.look.with_(lens=""))
    acts = _timed(tell_acts(premise, max(1, min(12, scenes))), seconds or brief.duration or SECONDS_A_SCENE * max(1, min(12, scenes)))
    writer = _Writer(premise)
    made = tuple(writer.scene(number, len(acts), act) for number, act in enumerate(acts, 1))
    return Project(
        title=film_title(premise, tale_of(premise)),
        logline=brief.text.strip()[:2000],
        genre=genre_of(brief.text),
        aspect=aspect or brief.aspect or "16:9",
        seed=brief.seed,
        language=brief.language,
        style=writer.style,
        bible=writer.bible(),
        scenes=made,
        targets=tuple(targets),
    )


# The story


def tell_acts(premise: Premise, count: int) -> tuple[Act, ...]:
    """The acts: what is, what presses (as many as there is room for), what turns. One scene holds all three."""
    tale = tale_of(premise)
    cuts = _grouped(rising(premise, tale["genre"], tale["key"]), max(1, count - 2))
    first, last = _setup(premise, tale), _turn(premise, tale)
    pressing = [Act(_titled(group[0], tale), _pressed(premise, tale, group, at)) for at, group in enumerate(cuts, 1)]
    if count == 1:
        return (Act(first.title, (*first.moments[:2], *pressing[0].moments[:1], *last.moments)),)
    if count == 2:
        return (first, Act(last.title, (*pressing[0].moments[:2], *last.moments)))
    return (first, *pressing[: count - 2], last)


def _setup(premise: Premise, tale: dict[str, Any]) -> Act:
    """Where we are, who it is about, and what happens to them; its effect is seen on a face."""
    key: Key | None = tale["key"]
    event = tale["deed"] or tale["genre"]["turn"]
    opening = tale["genre"]["establish"] if ground_of(premise.setting) != "inside" else establishing(premise, tale)
    place = beat(premise, tale, "establishing", Camera(Size.EWS, Move.DRONE), opening, 1.4, people=False)
    who = beat(premise, tale, "first sight", Camera(Size.MS, Move.TRACKING), tale["genre"]["meet"], 1.1)
    size = Size.WS if key and key.kind != "small" else Size.MS
    happens = beat(premise, tale, "what happens", Camera(size, Move.PUSH_IN), event, 1.3, people=bool(tale["deed"]) or None)
    moments = [
        Moment(_said(place), (_spoken(place, tale, 0),), Emotion(wonder=4, tension=1)),
        Moment(_said(who), (who,), Emotion(intimacy=4, tension=2)),
        Moment(_said(happens), (_spoken(happens, tale, 1), *_seen_on(premise, tale, "seen")), Emotion(wonder=7, tension=5), True),
    ]
    return Act(_named(tale["deed"], tale) or "What happens", tuple(moments))


def _pressed(premise: Premise, tale: dict[str, Any], entries: Sequence[str | Entry], act: int) -> tuple[Moment, ...]:
    """What it leads to, tighter and faster from moment to moment."""
    cameras = (
        Camera(Size.WS, Move.TRACKING, Speed.MEDIUM),
        Camera(Size.MCU, Move.HANDHELD, Speed.MEDIUM),
        Camera(Size.INSERT, Move.STATIC),
        Camera(Size.CU, Move.PUSH_IN, Speed.SLOW),
    )
    found = []
    for at, entry in enumerate(entries):
        made = beat(premise, tale, f"pressure {at + 1}", cameras[(at + act) % 4], entry, 0.9)
        found.append(Moment(_said(made), (made,), Emotion(tension=min(10, 4 + at + act), threat=min(10, 2 + at + act), intimacy=2)))
    return tuple(found)


def _turn(premise: Premise, tale: dict[str, Any]) -> Act:
    """The moment it was all for, its effect on a face, and how it leaves us."""
    key: Key | None = tale["key"]
    entry = load_lexicon("tales")[f"key_{key.kind}"]["peak"] if key else tale["genre"]["peak"]
    peak = beat(premise, tale, "turn", Camera(Size.WS, Move.CRANE_UP, Speed.MEDIUM, Angle.LOW), entry, 1.5)
    leave = beat(premise, tale, "last look", Camera(Size.EWS, Move.PULL_OUT), tale["leave"], 1.3)
    moments = (
        Moment(
            _said(peak),
            (peak, *_seen_on(premise, tale, "after")),
            Emotion(wonder=9, intimacy=6, tension=7),
            True,
        ),
        Moment(_said(leave), (_spoken(leave, tale, -1),), Emotion(wonder=6, intimacy=5)),
    )
    return Act(_named(peak.slots.action, tale) or "The turn", moments)


def _spoken(shot: Shot, tale: dict[str, Any], line: int) -> Shot:
    """The shot with one of the genre's lines over it."""
    return replace(shot, lines=(tale["fill"](str(tale["genre"]["vo"][line])),))


def _seen_on(premise: Premise, tale: dict[str, Any], which: str) -> tuple[Shot, ...]:
    """The lead's face after an event (`seen`) or after all of it (`after`); nothing where there is no one whose face it could be."""
    if not premise.cast:
        return ()
    entries = load_lexicon("tales")[which]
    entry = entries[(premise.brief.seed + len(premise.brief.text)) % len(entries)]
    return (beat(premise, tale, "reaction", Camera(Size.CU, Move.PUSH_IN, Speed.ULTRA_SLOW), entry, 0.8),)


def _grouped(entries: Sequence[str | Entry], count: int) -> list[Sequence[str | Entry]]:
    """The cuts in `count` groups of at most four; they begin again where there are too few."""
    wanted = min(4, max(3, len(entries) // count))
    return [[entries[(at * wanted + n) % len(entries)] for n in range(wanted)] for at in range(count)]


def _said(shot: Shot) -> str:
    return shot.slots.action[:1].upper() + shot.slots.action[1:]


def _titled(entry: str | Entry, tale: dict[str, Any]) -> str:
    text = entry if isinstance(entry, str) else str(entry["do"])
    return _named(tale["fill"](text), tale) or "What it leads to"


_ENDS = re.compile(r"[,;:.]|\s(?:that|who|which|as|until|while|when|where|so|but|because)\s")
_LOOSE = frozenset(
    ["the", "a", "an", "of", "to", "with", "and", "in", "at", "on", "no", "by", "from", "for", "into", "through", "each", "one", "own"]
)


def _named(action: str, tale: dict[str, Any]) -> str:
    """A scene's name out of what happens in it: its first clause, at most six words, without whom it happens to."""
    words = re.sub(rf"^{re.escape(tale['hero'])}\s+(?:and\s+)?", "", action, flags=re.IGNORECASE)
    short = _ENDS.split(f"{words} ", maxsplit=1)[0].split()[:6]
    while short and short[-1].lower() in _LOOSE:
        short.pop()
    return " ".join(short)[:1].upper() + " ".join(short)[1:]


def _timed(acts: tuple[Act, ...], seconds: float) -> tuple[Act, ...]:
    """The acts with lengths that add up to `seconds`."""
    lengths = iter(timed([shot for act in acts for moment in act.moments for shot in moment.shots], seconds))
    return tuple(
        act._replace(moments=tuple(moment._replace(shots=tuple(next(lengths) for _ in moment.shots)) for moment in act.moments))
        for act in acts
    )


# The project


@dataclass
class _Writer:
    """Gives acts their ids and takes out what bible, style and scene say for all."""

    premise: Premise
    shots: int = 0
    beats: int = 0

    def __post_init__(self) -> None:
        look = self.premise.look
        self.style = GlobalStyle(palette=look.palette, mood=look.mood, style=look.style, lens=look.lens)
        self.people = {person.name: f"c{at}" for at, person in enumerate(self.premise.cast, 1)}
        self.things: dict[str, BibleProp] = {}
        self.places: dict[str, Location] = {}

    def scene(self, number: int, of: int, act: Act) -> Scene:
        slots = [shot.slots for moment in act.moments for shot in moment.shots]
        place = self._place(_most(one.setting for one in slots))
        hour = self._hour(number, of)
        beats = tuple(self._beat(moment, place, hour) for moment in act.moments)
        music = self.premise.music if self.premise.music and self.premise.reading.slots.music else ""
        genre = load_lexicon("tales")["genres"][genre_of(self.premise.brief.text)]
        return Scene(
            id=f"s{number}",
            title=act.title,
            text=" ".join(f"{moment.text.rstrip('.')}." for moment in act.moments),
            location=place.id if place else "",
            time_of_day=hour,
            beats=beats,
            cues=(Cue(id=f"s{number}m", kind="music", text=music or str(genre["music"]), level=-4.0),),
        )

    def _hour(self, number: int, of: int) -> TimeOfDay | None:
        """The hour said; else the story begins in its genre's and time passes from scene to scene."""
        said = self.premise.look.time_of_day
        if "time_of_day" in self.premise.said:
            return said
        hours = load_lexicon("tales")["hours"][(said or TimeOfDay.DAY).value]
        return TimeOfDay(hours[0 if number == 1 else 2 if number == of else 1])

    def _beat(self, moment: Moment, place: Location | None, hour: Any) -> Beat:
        self.beats += 1
        shots = tuple(self._shot(shot, place, hour) for shot in moment.shots)
        return Beat(id=f"b{self.beats}", text=moment.text, emotion=moment.emotion, large=moment.large, shots=shots)

    def _shot(self, shot: Shot, place: Location | None, hour: Any) -> ProjectShot:
        self.shots += 1
        slots, who = shot.slots, tuple(self.people[one.name] for one in shot.slots.characters if one.name in self.people)
        things = tuple(self._thing(prop) for prop in slots.props)
        own: dict[str, Any] = {name: type(getattr(slots, name))() for name in _SHARED if getattr(slots, name) == getattr(self.style, name)}
        if place and slots.setting == place.setting:
            own["setting"] = ""
        else:
            self._place(slots.setting)
        if "lens" in slots.inferred:
            own["lens"] = _LENSES[slots.shot_size or Size.MS]
        if slots.time_of_day == hour or "time_of_day" in slots.inferred:
            own["time_of_day"] = None
        # The bible holds how they look; here stays what they do.
        own["characters"] = tuple(type(one)(name=one.name, pose=one.pose, gaze=one.gaze, emotion=one.emotion) for one in slots.characters)
        own["coverage"] = Coverage.REACTION if shot.beat == "reaction" else _COVERAGE.get(slots.shot_size or Size.MS)
        spoken = shot.spoken
        own["dialogue"] = (Line(text=spoken),) if spoken else ()
        said = Slots.model_validate({name: getattr(slots, name) for name in Slots.model_fields} | own)
        said = said.with_(inferred=tuple(name for name in (*said.inferred, "coverage") if getattr(said, name, None) not in (None, "", ())))
        return ProjectShot(id=f"k{self.shots}", slots=said, seconds=shot.seconds, characters=who, props=things, side="A" if who else "")

    def _thing(self, prop: Any) -> str:
        known = self.things.get(prop.name)
        if known is None:
            known = BibleProp(id=f"p{len(self.things) + 1}", prop=prop.with_(held_by=""))
            self.things[prop.name] = known
        return known.id

    def _place(self, setting: str) -> Location | None:
        if not setting:
            return None
        if setting not in self.places:
            name = setting[:1].upper() + setting[1:]
            key = setting == self.premise.setting
            self.places[setting] = Location(id=f"l{len(self.places) + 1}", name=name, setting=setting, key=key)
        return self.places[setting]

    def bible(self) -> Bible:
        """Everyone and everything the scenes show, the lead first."""
        cast = self.premise.cast
        characters = tuple(
            BibleCharacter(
                id=self.people[one.name],
                look=one.with_(pose="", gaze="", emotion=""),
                part=Part.LEAD if at == 0 else Part.SUPPORT,
            )
            for at, one in enumerate(cast)
        )
        return Bible(characters=characters, locations=tuple(self.places.values()), props=tuple(self.things.values()))


def _most(values: Iterable[Any]) -> Any:
    """The most frequent value, of several the first."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None
