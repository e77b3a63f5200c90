"""Screenplays as projects: scenes from headings, beats from action, a shot for each speech, everyone who speaks in the bible.

Each scene's `text` is the script as it was written, so nothing is lost where a shot says it shorter.
"""

import re
from collections.abc import Iterator, Sequence

from director_kernel.errors import UsageError
from director_kernel.film.fountain import Piece, Script, Speech, called, plain_words, read
from director_kernel.film.ids import fresh, slug
from director_kernel.schema.project import Beat, Bible, BibleCharacter, Location, Part, Project, Scene, Shot
from director_kernel.schema.slots import Character, Line, Slots, TimeOfDay

WORDS_PER_SECOND = 2.5
"""How fast people speak in films: 150 words in a minute."""

TIMES = {
    **{time.value: time for time in TimeOfDay},
    "afternoon": TimeOfDay.DAY,
    "evening": TimeOfDay.DUSK,
    "twilight": TimeOfDay.DUSK,
    "midnight": TimeOfDay.NIGHT,
    "sunrise": TimeOfDay.DAWN,
    "midday": TimeOfDay.NOON,
    "magic hour": TimeOfDay.GOLDEN_HOUR,
}
_SAME = ("continuous", "same", "later", "moments later", "same time", "the same")
_INSIDE = re.compile(r"^((?:INT|EXT|EST|I)\.?/(?:INT|EXT|E)|INT|EXT|EST|I/E)[. ]+", re.IGNORECASE)
_NUMBER = re.compile(r"\s*#([\w.\- ]{1,20})#\s*$")
_NOTE = re.compile(r"\[\[((?:(?!\[\[).)*?)\]\]", re.DOTALL)
_TRANSITIONS = (
    ("fade in", "fade from black"),
    ("fade out", "fade to black"),
    ("fade to black", "fade to black"),
    ("dissolve", "dissolve"),
    ("cross dissolve", "dissolve"),
    ("wipe", "wipe"),
    ("cut to black", "cut to black"),
    ("cut to", ""),
)


def project_of(text: str, *, name: str = "Screenplay") -> Project:
    """The project a screenplay means. Raises UsageError for what is no screenplay."""
    script = read(text)
    if not any(piece.kind == "heading" for piece in script.pieces):
        raise UsageError(f"{name} has no scene heading; a screenplay has lines like INT. KITCHEN - NIGHT (or .KITCHEN) above its scenes.")
    return _Maker(script).project(name)


class _Maker:
    """Makes the project of a script, scene by scene."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.counts: dict[str, int] = {}
        self.ids: dict[str, str] = {}
        for piece in script.pieces:
            if piece.speech is not None:
                self.counts[piece.speech.name] = self.counts.get(piece.speech.name, 0) + len(piece.speech.lines)
        for name in self.counts:
            self.ids[name] = fresh(set(self.ids.values()), slug(name, "person"))
        self.seen = self._names()
        self.places: dict[str, Location] = {}
        self.time: TimeOfDay | None = None
        self.beats = self.shots = 0
        self.ends = _ends(script.pieces)

    def _names(self) -> re.Pattern[str] | None:
        """Everyone who speaks, as action calls them: in capitals, or as a name."""
        ways = sorted({way for name in self.counts for way in (name, called(name)) if len(name) > 1}, key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ways)) + r")(?!\w)") if ways else None

    def project(self, name: str) -> Project:
        title = " ".join(plain_words(self.script.title.get("title", "")).split()) or name
        scenes = tuple(self._scene(number, pieces) for number, pieces in enumerate(_scenes(self.script.pieces), 1))
        most = max(self.counts.values(), default=0)
        people = tuple(
            BibleCharacter(id=self.ids[who], look=Character(name=called(who)), part=_part(count, most))
            for who, count in self.counts.items()
        )
        return Project(title=title, scenes=scenes, bible=Bible(characters=people, locations=tuple(self.places.values())))

    def _scene(self, number: int, pieces: Sequence[Piece]) -> Scene:
        heading = next((piece.text for piece in pieces if piece.kind == "heading"), "")
        mark = _NUMBER.search(heading)
        shown = _NUMBER.sub("", heading)
        shown = " ".join(_NOTE.sub("", shown).split())
        location = self._place(shown) if shown else ""
        notes = [note.strip() for piece in pieces for note in _NOTE.findall(piece.text)]
        notes = [f"Scene {mark[1].strip()}" if mark else "", *self._about(pieces), *notes]
        return Scene(
            id=f"s{number}",
            title=shown or "Before the first scene",
            text="\n\n".join(piece.text for piece in pieces if piece.kind in ("action", "speech", "transition")),
            location=location,
            time_of_day=self.time if shown else None,
            beats=tuple(self._beats(pieces)),
            note="\n".join(note for note in notes if note),
        )

    def _about(self, pieces: Sequence[Piece]) -> Iterator[str]:
        for piece in pieces:
            if piece.kind in ("section", "synopsis"):
                yield piece.text

    def _place(self, heading: str) -> str:
        """The id of a heading's place; the time it says holds until another is said."""
        place, time = place_of(heading)
        self.time = time if isinstance(time, TimeOfDay) else self.time
        return self.places.setdefault(place.id, place).id

    def _beats(self, pieces: Sequence[Piece]) -> Iterator[Beat]:
        text, shots = "", []  # type: str, list[Shot]
        for piece in pieces:
            if piece.kind == "action":
                if shots:
                    yield self._beat(text, shots)
                text = " ".join(plain_words(_NOTE.sub("", piece.text)).split())
                shots = [self._action(text, self.ends.get(id(piece), ""))] if text else []
            elif piece.speech is not None:
                if piece.speech.dual and shots and shots[-1].slots.dialogue:
                    shots[-1] = self._both(shots[-1], piece.speech)
                else:
                    shots.append(self._spoken(piece.speech, self.ends.get(id(piece), "")))
                text = text or f"{called(piece.speech.name)} speaks"
        if shots:
            yield self._beat(text, shots)

    def _beat(self, text: str, shots: Sequence[Shot]) -> Beat:
        self.beats += 1
        return Beat(id=f"b{self.beats}", text=text, shots=tuple(shots))

    def _action(self, text: str, transition: str) -> Shot:
        who = dict.fromkeys(self._id(name) for name in self.seen.findall(text)) if self.seen else {}
        seconds = min(8.0, max(2.0, len(text.split()) / 4))
        return self._shot(Slots(action=text, transition=transition), tuple(who), seconds)

    def _spoken(self, speech: Speech, transition: str) -> Shot:
        who = () if speech.unseen else (self._id(speech.name),)
        lines = tuple(line.with_(text=_NOTE.sub("", line.text).strip() or line.text) for line in speech.lines)
        return self._shot(Slots(dialogue=lines, transition=transition), who, _spoken_seconds(lines), speech.said)

    def _both(self, shot: Shot, speech: Speech) -> Shot:
        """Two who speak at once, in one shot."""
        who = shot.characters if speech.unseen else tuple(dict.fromkeys((*shot.characters, self._id(speech.name))))
        slots = shot.slots.with_(dialogue=(*shot.slots.dialogue, *speech.lines))
        return shot.with_(slots=slots, characters=who, note="; ".join(filter(None, (shot.note, "both speak at once"))))

    def _shot(self, slots: Slots, who: tuple[str, ...], seconds: float, note: str = "") -> Shot:
        self.shots += 1
        return Shot(id=f"k{self.shots}", slots=slots, characters=who, seconds=round(min(seconds, 600.0), 1), note=note)

    def _id(self, name: str) -> str:
        return self.ids.get(name) or next(key for each, key in self.ids.items() if called(each) == name)


def _scenes(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The paragraphs of each scene; what stands between scenes about the next one goes with it."""
    scene: list[Piece] = []
    waiting: list[Piece] = []
    for piece in pieces:
        if piece.kind == "heading":
            if scene:
                yield scene
            scene, waiting = [*waiting, piece], []
        elif piece.kind == "section" or (not scene and piece.kind in ("synopsis", "transition")):
            waiting.append(piece)
        else:
            scene, waiting = [*scene, *waiting, piece], []
    if scene or waiting:
        yield [*scene, *waiting]


def _ends(pieces: Sequence[Piece]) -> dict[int, str]:
    """The transition of a shot by the `id` of its paragraph: the one it ends with, else the fade from black it begins with."""
    found: dict[int, str] = {}
    last: Piece | None = None
    waiting = ""
    for piece in pieces:
        if piece.kind == "transition":
            words = piece.text.rstrip(":.").lower()
            named = next((name for start, name in _TRANSITIONS if words.startswith(start)), words)
            if named == "fade from black" or last is None:
                waiting = named
            else:
                found[id(last)] = named
        elif piece.kind in ("action", "speech"):
            last = piece
            if waiting:
                found[id(piece)], waiting = waiting, ""
    return found


def place_of(heading: str) -> tuple[Location, TimeOfDay | str | None]:
    """The place of a scene heading and its time: "" for the same as before, None where it says none."""
    inside = _INSIDE.match(heading)
    rest = heading[inside.end() :] if inside else heading
    parts = [part.strip() for part in re.split(r"\s+[-–—]+\s+|\s*[–—]\s*", rest) if part.strip()]
    time: TimeOfDay | str | None = None
    while len(parts) > 1 and (said := _time(parts[-1])) is not None:
        time = time or said
        parts.pop()
    name = called(" - ".join(parts) or rest or heading)
    kind = "" if inside is None else "exterior" if inside[1].upper().startswith("EXT") else "interior"
    setting = f"{name.lower()}, {kind}" if kind else name.lower()
    return Location(id=slug(name, "place"), name=name, setting=setting), time


def _time(words: str) -> TimeOfDay | str | None:
    """The time a heading ends with; "" where it is the same as before, None where it is no time."""
    plain = re.sub(r"\s*\(.*?\)", "", words).strip(" .").lower()
    if plain in _SAME:
        return ""
    return TIMES.get(plain) or next((TIMES[word] for word in plain.split()[-1:] if word in TIMES and len(plain.split()) <= 2), None)


def _part(count: int, most: int) -> Part:
    return Part.LEAD if count == most else Part.SUPPORT if count > 1 else Part.EXTRA


def _spoken_seconds(lines: Sequence[Line]) -> float:
    return max(1.5, sum(len(line.text.split()) for line in lines) / WORDS_PER_SECOND + 0.5)
