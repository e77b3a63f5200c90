"""A storyline's shots before they become steps, and the lengths that add up to exactly what was asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from director_kernel.engine.offline.premise import Premise
from director_kernel.prompts.read_things import category_of
from director_kernel.schema.slots import Angle, Character, Line, Movement, Prop, ShotSize, Slots, Speed

WORDS_PER_SECOND = 2.5
"""Speech that can be followed (rule of thumb in the facts on continuity)."""
_GRID = 0.5
"""Seconds: cuts fall on half seconds."""


@dataclass(frozen=True)
class Camera:
    """How a beat is filmed."""

    size: ShotSize
    move: Movement
    speed: Speed = Speed.SLOW
    angle: Angle = Angle.EYE
    lens: str = ""


@dataclass(frozen=True)
class Shot:
    """One camera set-up: what it is for (`beat`), how long it should feel (`weight`), its slots and what is spoken over it."""

    beat: str
    weight: float
    slots: Slots
    lines: tuple[str, ...] = ()
    """The voice-over, longest wording first; the first that fits is taken."""
    speaker: str = ""
    seconds: float = 0.0
    attached: str = ""
    """What an attached picture is to this shot: "product", "character", "backdrop", "logo" or "" (not used)."""

    @property
    def spoken(self) -> str:
        """The line that fits this shot's length, "" when none does."""
        room = int(self.seconds * WORDS_PER_SECOND)
        return next((line for line in self.lines if line and words_in(line) <= room), "")


def words_in(line: str) -> int:
    return len(re.findall(r"[\w'’-]+", line))


def shot(
    premise: Premise,
    beat: str,
    camera: Camera,
    entry: Mapping[str, Any] | str,
    *,
    weight: float = 1.0,
    people: bool | None = None,
    product: bool | None = None,
    text: Sequence[str] = (),
    setting: str | None = None,
    lines: Sequence[str] | None = None,
    attached: str = "",
) -> Shot:
    """A shot from a lexicon entry ({do, vo, props …}) in the premise's words; `people`, `product`: by default, if the action names them."""
    template = entry if isinstance(entry, str) else str(entry["do"])
    action = premise.fill(template)
    seen = _seen(premise, template, people)
    props = _things(premise, template, entry, product, seen)
    vo = entry.get("vo", ()) if isinstance(entry, Mapping) and lines is None else lines or ()
    slots = premise.look.with_(
        shot_size=camera.size,
        angle=camera.angle,
        movement=camera.move,
        movement_speed=None if camera.move is Movement.STATIC else camera.speed,
        lens=premise.look.lens or camera.lens,
        subject=_subject(premise, seen, props, beat),
        action=action,
        setting=setting if setting is not None else _place(premise, entry),
        characters=tuple(_acting(c, action, first=at == 0) for at, c in enumerate(seen)),
        props=props,
        on_screen_text=tuple(text),
        inferred=(*premise.look.inferred, *_guessed(premise)),
    )
    return Shot(beat, weight, _directed(slots, entry), tuple(_sentence(premise.fill(line)) for line in vo if line), attached=attached)


def _directed(slots: Slots, entry: Mapping[str, Any] | str) -> Slots:
    """The slots with the entry's own framing: size, angle, and the pose of whoever is in it."""
    if not isinstance(entry, Mapping):
        return slots
    told: dict[str, Any] = {}
    if "size" in entry:
        told["shot_size"] = ShotSize(entry["size"])
    if "angle" in entry:
        told["angle"] = Angle(entry["angle"])
    if "pose" in entry and slots.characters:
        told["characters"] = (slots.characters[0].with_(pose=str(entry["pose"])), *slots.characters[1:])
    return slots.with_(**told) if told else slots


def _place(premise: Premise, entry: Mapping[str, Any] | str) -> str:
    """Where the beat plays: its own place, unless the brief says where the film is set."""
    own = entry.get("at", "") if isinstance(entry, Mapping) else ""
    return str(own) if own and "setting" not in premise.said and not premise.brief.setting else premise.setting


def _sentence(line: str) -> str:
    return line[:1].upper() + line[1:] if line[:1].islower() and not re.match(r"[a-z]+[A-Z]", line) else line


def _guessed(premise: Premise) -> tuple[str, ...]:
    """The slots a director fills: all that the brief did not say."""
    names = ("shot_size", "angle", "movement", "movement_speed", "lens", "action", "subject", "setting", "characters", "props")
    return tuple(name for name in names if name not in premise.said)


def _seen(premise: Premise, template: str, people: bool | None) -> tuple[Character, ...]:
    named = people if people is not None else any(word in template for word in ("{who}", "{Who}", "{hero}", "{Hero}", "{their}"))
    return premise.cast[:2] if named else ()


def _things(
    premise: Premise, template: str, entry: Mapping[str, Any] | str, product: bool | None, seen: tuple[Character, ...]
) -> tuple[Prop, ...]:
    extra = tuple(_own(premise, name) for name in entry.get("props", ())) if isinstance(entry, Mapping) else ()
    if isinstance(entry, Mapping) and entry.get("prop") and premise.prop is None:
        extra = (Prop(name=entry["prop"], hero=True), *extra)
    shown = product if product is not None else any(w in template for w in ("product}", "{name}"))
    if not shown or premise.prop is None:
        return extra
    held = (
        seen[0].name
        if seen
        and re.search(
            r"\{who\} (?:holds|presses|applies|touches|fastens|lifts|tips|pours|takes|opens|pulls|hands|uses|reaches|waves|grabs)", template
        )
        else ""
    )
    return (premise.prop.with_(held_by=held), *(p for p in extra if p.name != premise.prop.name))


def _own(premise: Premise, name: str) -> Prop:
    """The brief's own animal where the entry wants one, else the thing it names."""
    mine = (p for p in premise.reading.slots.props if category_of(p.name) == "creature") if category_of(name) == "creature" else ()
    return next(iter(mine), Prop(name=name))


def _subject(premise: Premise, seen: tuple[Character, ...], props: tuple[Prop, ...], beat: str) -> str:
    if beat in ("hero", "texture", "turn", "detail", "end") and props:
        return premise.words["product"]
    return seen[0].name if seen else premise.words["product"] if props else ""


_POSES = (
    ("running", r"\b(?:runs?|sprints?|races?|chases?|leaps?|charge|bounds)\b"),
    ("walking", r"\b(?:walks?|steps out|crosses|passes|paces|strides)\b"),
    ("sitting", r"\b(?:sits?|slumps|sinks back|scrolls|sofa|bed)\b"),
    ("kneeling", r"\b(?:kneels?|drops to)\b"),
    ("lying", r"\b(?:lies|floats|asleep)\b"),
    ("leaning", r"\b(?:leans?)\b"),
    ("holding", r"\b(?:holds?|presses|applies|pours|takes|lifts|opens|slides|hands over|waves|grabs|tips|touches|wraps|pulls|fastens)\b"),
    ("reaching", r"\breach(?:es)?\b"),
    ("dancing", r"\bdances?\b"),
    ("standing", r"\b(?:stands?|waits|watches|looks|turns|stares|faces|stops)\b"),
)
_FEELS = (
    ("happy", r"\b(?:smiles?|laughs?|grins?|grinning|laughing|smile)\b"),
    ("tired", r"\b(?:tired|not ready|exhausted|asleep)\b"),
    ("calm", r"\b(?:eyes closed|quiet|breathes|breath)\b"),
    ("thoughtful", r"\b(?:stares|watches|waits|frowns|looks up|pauses)\b"),
    ("determined", r"\b(?:jaw set|focused|sprints|trains|leans in)\b"),
    ("afraid", r"\b(?:eyes wide|stops breathing)\b"),
)


def _acting(person: Character, action: str, *, first: bool) -> Character:
    """The same person, doing what this shot says; the look is untouched."""
    if not first:
        return person
    lower = action.lower()
    pose = next((p for p, pattern in _POSES if re.search(pattern, lower)), "standing")
    feels = next((e for e, pattern in _FEELS if re.search(pattern, lower)), "")
    gaze = (
        "to camera"
        if re.search(r"\b(?:to camera|the camera|the lens|at us|close up to)\b", lower)
        else "eyes closed"
        if "eyes closed" in lower or "eyes shut" in lower
        else ""
    )
    return person.with_(pose=pose, emotion=feels, gaze=gaze)


def timed(shots: Sequence[Shot], total: float) -> tuple[Shot, ...]:
    """The shots with lengths on half seconds that add up to exactly `total` seconds, by weight, none shorter than half a second."""
    if not shots:
        return ()
    units = max(len(shots), round(total / _GRID))
    weights = [max(0.1, s.weight) for s in shots]
    whole = sum(weights)
    exact = [w / whole * units for w in weights]
    given = [max(1, int(e)) for e in exact]
    order = sorted(range(len(shots)), key=lambda at: (given[at] - exact[at], at))
    at = 0
    while sum(given) != units:
        step = 1 if sum(given) < units else -1
        pick = order[at % len(order)] if step > 0 else max(range(len(given)), key=lambda i: (given[i], -i))
        if given[pick] + step >= 1:
            given[pick] += step
        at += 1
    lengths = [g * _GRID for g in given]
    lengths[-1] = round(lengths[-1] + total - sum(lengths), 3)
    return tuple(replace(s, seconds=length) for s, length in zip(shots, lengths, strict=True))


def spoken_lines(shots: Sequence[Shot], total: float) -> tuple[tuple[int, Line], ...]:
    """The voice-over that fits the film, as (shot number from 1, line): each fits its shot, all together 2.5 words a second."""
    room = int(total * WORDS_PER_SECOND)
    lines: list[tuple[int, Line]] = []
    for number, one in enumerate(shots, 1):
        text = one.spoken
        if text and words_in(text) <= room:
            lines.append((number, Line(text=text, speaker=one.speaker)))
            room -= words_in(text)
    return tuple(lines)
