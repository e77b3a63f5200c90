"""Fill in what nobody said of a shot: from the shots around it, from the film's style, from a director's habits, and from what it is for.

What was said is never replaced. Every guess is named in `inferred` and can say why it was made; the same shot among the same shots is
always filled in alike.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.matching import Doc, table
from director_kernel.prompts.read import usual_palette
from director_kernel.schema.direction import Profile
from director_kernel.schema.project import GlobalStyle
from director_kernel.schema.slots import Angle, Coverage, Movement, ShotSize, Slots, Speed

_EMPTY: tuple[Any, ...] = (None, "", ())
_SHARED = (
    *("setting", "time_of_day", "weather", "light_source", "light_quality", "light_setup", "key_side"),
    *("warmth", "contrast", "saturation", "exposure", "palette", "grade", "style", "mood", "music", "aspect", "fps"),
)
"""What is the same all through a scene."""
SIZE_OF: Mapping[Coverage, ShotSize] = {
    Coverage.ESTABLISHING: ShotSize.EWS, Coverage.MASTER: ShotSize.WS, Coverage.WIDE: ShotSize.WS, Coverage.TWO_SHOT: ShotSize.MS,
    Coverage.OVER_SHOULDER: ShotSize.MCU, Coverage.MEDIUM: ShotSize.MS, Coverage.CLOSE: ShotSize.CU, Coverage.REACTION: ShotSize.CU,
    Coverage.INSERT: ShotSize.INSERT, Coverage.CUTAWAY: ShotSize.MS, Coverage.POV: ShotSize.MS,
}  # fmt: skip
_COVERAGE_OF: Mapping[ShotSize, Coverage] = {
    ShotSize.EWS: Coverage.ESTABLISHING, ShotSize.VWS: Coverage.WIDE, ShotSize.WS: Coverage.WIDE, ShotSize.MWS: Coverage.MEDIUM,
    ShotSize.MS: Coverage.MEDIUM, ShotSize.MCU: Coverage.CLOSE, ShotSize.CU: Coverage.CLOSE, ShotSize.BCU: Coverage.CLOSE,
    ShotSize.ECU: Coverage.INSERT, ShotSize.INSERT: Coverage.INSERT,
}  # fmt: skip
_LADDER = (ShotSize.WS, ShotSize.MS, ShotSize.CU, ShotSize.MCU)
"""The wide-medium-close ladder, and the step back from its end."""
_LENS_OF: Mapping[ShotSize, str] = {
    ShotSize.EWS: "24mm wide", ShotSize.VWS: "24mm wide", ShotSize.WS: "35mm", ShotSize.MWS: "35mm", ShotSize.MS: "50mm",
    ShotSize.MCU: "85mm", ShotSize.CU: "85mm", ShotSize.BCU: "85mm", ShotSize.ECU: "100mm macro", ShotSize.INSERT: "100mm macro",
}  # fmt: skip
_STILL = (Movement.STATIC, Movement.HANDHELD)


@dataclass(frozen=True)
class Inferred:
    """A shot with its gaps filled, and why each guess was made."""

    slots: Slots
    reasons: Mapping[str, str]

    def why(self, slot: str) -> str:
        """Why this slot says what it says; "" for one that was said or is still open."""
        return self.reasons.get(slot, "")


def infer(
    slots: Slots,
    before: Sequence[Slots] = (),
    after: Sequence[Slots] = (),
    style: GlobalStyle | None = None,
    profile: Profile | None = None,
    *,
    seconds: float | None = None,
) -> Inferred:
    """`slots` with what is open filled in. `before` and `after` are the scene's other shots in order, `seconds` how long the shot stands
    where it doesn't say so itself."""
    gaps = _Gaps(slots, tuple(before), tuple(after), style or GlobalStyle(), profile, slots.duration or seconds)
    found: dict[str, tuple[Any, str]] = {}
    for name, rule in _RULES.items():
        if getattr(slots, name) in _EMPTY:
            guess = rule(gaps, found)
            if guess is not None and guess[0] not in _EMPTY:
                found[name] = guess
    if not found:
        return Inferred(slots, {})
    values = {name: value for name, (value, _) in found.items()}
    return Inferred(slots.with_(**values, inferred=(*slots.inferred, *found)), {name: why for name, (_, why) in found.items()})


@dataclass(frozen=True)
class _Gaps:
    """What a guess may lean on."""

    slots: Slots
    before: tuple[Slots, ...]
    after: tuple[Slots, ...]
    style: GlobalStyle
    profile: Profile | None
    seconds: float | None

    def value(self, name: str, found: Mapping[str, tuple[Any, str]]) -> Any:
        """What the slot says or was just guessed to say."""
        return found[name][0] if name in found else getattr(self.slots, name)

    def around(self) -> Iterable[tuple[int, Slots]]:
        """The scene's other shots with their distance, nearest first, the earlier of two first."""
        near = [(at, one) for at, one in enumerate(reversed(self.before), 1)] + [(at, one) for at, one in enumerate(self.after, 1)]
        return sorted(near, key=lambda pair: pair[0])

    def shared(self, name: str) -> tuple[Any, str] | None:
        """What most of the scene says, what was said counting twice what was guessed; of equals the nearest."""
        votes: dict[Any, float] = {}
        for _, other in self.around():
            value = getattr(other, name)
            if value not in _EMPTY:
                votes[value] = votes.get(value, 0) + (1 if name in other.inferred else 2)
        if not votes:
            return None
        return max(votes, key=lambda value: votes[value]), "as in the other shots of the scene"

    def habit(self, name: str, taken: Container[Any] = ()) -> tuple[Any, str] | None:
        """What the profile does most often, of what isn't `taken`."""
        if self.profile is None:
            return None
        values = next((habit.values for habit in self.profile.habits if habit.slot == name), {})
        for _, said in sorted((-share, value) for value, share in values.items()):
            value = habit_value(name, said)
            if value not in _EMPTY and value not in taken:
                return value, f"as {self.profile.title} mostly does"
        return None


def habit_value(slot: str, said: str) -> Any:
    """What a habit of a profile means as a value of its slot; None where the slot has no such value."""
    several = isinstance(Slots.model_fields[slot].default, tuple)
    value: Any = int(said) if re.fullmatch(r"-?\d{1,4}", said) else said
    try:
        return getattr(Slots.model_validate({slot: (value,) if several else value}), slot)
    except ValidationError:
        return None


Found = Mapping[str, tuple[Any, str]]
Rule = Callable[[_Gaps, Found], tuple[Any, str] | None]


def _scene_wide(name: str) -> Rule:
    """The scene, then the film's style, then the profile."""

    def rule(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
        shared = gaps.shared(name)
        if shared is not None:
            return shared
        said = getattr(gaps.style, name, None)
        if said not in (*_EMPTY, None):
            return said, "the film's style"
        if gaps.profile is not None and name in ("palette", "grade") and getattr(gaps.profile, name) not in _EMPTY:
            return getattr(gaps.profile, name), f"the colours of {gaps.profile.title}"
        habit = gaps.habit(name)
        if habit is not None:
            return habit
        return _usual_colours(gaps, found) if name == "palette" else None

    return rule


def _usual_colours(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    colours = usual_palette(gaps.value("time_of_day", found), gaps.value("mood", found))
    return (colours, "the colours of that hour" if gaps.value("time_of_day", found) else "the colours of that mood") if colours else None


def _size(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    """By what the shot is for; else a step on the ladder that neither neighbour stands on."""
    if gaps.slots.coverage is not None:
        return SIZE_OF[gaps.slots.coverage], f"the usual size of a shot that is the {gaps.slots.coverage.value}"
    last: ShotSize | None = next((one.shot_size for one in reversed(gaps.before) if one.shot_size), None)
    following = next((one.shot_size for one in gaps.after if one.shot_size), None)
    taken = {last, following}
    habit = gaps.habit("shot_size", taken)
    if habit is not None:
        return habit[0], f"{habit[1]}, and not the size before"
    if gaps.slots.dialogue and ShotSize.MCU not in taken:
        return ShotSize.MCU, "someone speaks"
    if last is None:
        return (ShotSize.WS, "the first shot shows where we are") if following is not ShotSize.WS else (ShotSize.MS, "a wide shot follows")
    here = _LADDER.index(last) if last in _LADDER else (0 if tuple(ShotSize).index(last) < 2 else 2)
    size: ShotSize = next(_LADDER[(here + on) % 4] for on in (1, 2, 3, 4) if _LADDER[(here + on) % 4] not in taken)
    return size, f"a step on the ladder from {last}"


def _coverage(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    if gaps.slots.angle is Angle.OTS:
        return Coverage.OVER_SHOULDER, "it looks over a shoulder"
    if gaps.slots.angle is Angle.POV:
        return Coverage.POV, "it is what someone sees"
    size = gaps.value("shot_size", found)
    if len(gaps.slots.characters) == 2 and size in (ShotSize.MWS, ShotSize.MS):
        return Coverage.TWO_SHOT, "two people share the frame"
    if size is ShotSize.EWS and any(one.coverage is Coverage.ESTABLISHING for one in gaps.before):
        return Coverage.WIDE, "the place is established already"
    return (_COVERAGE_OF[size], "what such a size is usually for") if size else None


def _lens(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    """The scene's lens for such a size or such coverage (reverse angles mirror each other), the film's, the profile's, the usual one."""
    size, coverage = gaps.value("shot_size", found), gaps.value("coverage", found)
    for _, other in gaps.around():
        if other.lens and coverage is Coverage.OVER_SHOULDER and other.coverage is coverage:
            return other.lens, "as its reverse angle"
        if other.lens and size and other.shot_size is size:
            return other.lens, f"as the other {size} of the scene"
    if gaps.style.lens:
        return gaps.style.lens, "the film's lens"
    return gaps.habit("lens") or ((_LENS_OF[size], f"the usual lens for {size}") if size else None)


def _angle(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    coverage = gaps.value("coverage", found)
    if coverage is Coverage.OVER_SHOULDER:
        return Angle.OTS, "it is an over-the-shoulder"
    if coverage is Coverage.POV:
        return Angle.POV, "it is a point of view"
    return gaps.habit("angle", (Angle.OTS, Angle.POV)) or (Angle.EYE, "the usual height")


def _movement(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    habit = gaps.habit("movement")
    if habit is not None:
        return habit
    if gaps.slots.dialogue:
        return Movement.STATIC, "someone speaks"
    handheld = gaps.shared("movement")
    if handheld is not None and handheld[0] in _STILL:
        return handheld
    return Movement.STATIC, "no move was asked for"


def _speed(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    """By the pace of the cut: there is time for a slow move in a long shot only."""
    if gaps.value("movement", found) in (None, *_STILL):
        return None
    lengths = [one.duration for one in (*gaps.before, *gaps.after) if one.duration]
    seconds = gaps.seconds or (sum(lengths) / len(lengths) if lengths else None)
    if seconds is None:
        return None
    speed = Speed.FAST if seconds < 2 else Speed.MEDIUM if seconds < 4.5 else Speed.SLOW
    return speed, f"a shot of {seconds:g} s"


def _sound(gaps: _Gaps, found: Found) -> tuple[Any, str] | None:
    """What the place sounds like, with the weather and the night."""
    words = load_lexicon("ambience")
    setting = str(gaps.value("setting", found) or "")
    place = next(
        (match.value for match in table("world", "settings", plurals=True).find(Doc(setting)) if match.value in words["settings"]), ""
    )
    sounds = [*words["settings"].get(place, ())]
    sounds += [words["weather"][weather]] if (weather := gaps.value("weather", found)) in words["weather"] else []
    hour = gaps.value("time_of_day", found)
    if hour in words["time_of_day"] and place in ("forest", "field", "garden", "lake"):
        sounds.append(words["time_of_day"][hour])
    return (
        (tuple(dict.fromkeys(sounds)), f"what {'a ' if place else ''}{place or gaps.value('weather', found)} sounds like")
        if sounds
        else None
    )


_RULES: Mapping[str, Rule] = {
    **{name: _scene_wide(name) for name in _SHARED},
    "shot_size": _size,
    "coverage": _coverage,
    "angle": _angle,
    "lens": _lens,
    "movement": _movement,
    "movement_speed": _speed,
    "sound": _sound,
}
