"""A film joined as a cut says: stored takes beside new ones, trims, transitions, levels, and sounds that begin with their shot.

What was done to the plan afterwards counts too: a clip the cut does not name stands after the one before it, one that is gone is left
out, and where the plan's order is another one, it wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from director_kernel.media.cut import Clip, Cue
from director_kernel.schema.cut import SILENT, Cut, CutClip, CutSound, cut_of
from director_kernel.schema.plan import Kind, Plan, Role, Step

VOICE_AFTER = 0.3
"""Seconds into its shot a line begins when nobody says when."""
PAUSE = 0.35
"""Seconds between two lines."""
_SOUNDS = {Kind.SPEECH: "voice", Kind.MUSIC: "music", Kind.SOUND_EFFECT: "effects"}


@dataclass(frozen=True)
class Stored:
    """A stored take: where its file lies and what it is. `seconds` is a sound's or film's real length, 0 for a picture."""

    path: Path
    mime: str
    seconds: float = 0.0


class Laid(NamedTuple):
    """A clip of the cut: what the cut says of it, and the step that made it (None for a stored asset)."""

    said: CutClip
    step: Step | None


def laid(plan: Plan, takes: Mapping[str, Stored], asking: Step | None) -> tuple[Laid, ...] | None:
    """The clips of the assemble step's cut, in the order of the film; None where it carries no cut.

    `takes` by step id, those of stored assets by their hash.
    """
    cut = cut_of(asking.options) if asking is not None else None
    if cut is None or asking is None or not cut.clips:
        return None
    steps = {step.id: step for step in plan.steps}
    inputs = [each.step or each.asset or "" for each in asking.inputs if each.role is Role.CLIP]
    return tuple(
        Laid(one, steps.get(one.step))
        for one in _ordered(cut, inputs, steps)
        if one.key in takes and takes[one.key].mime.startswith(("video/", "image/"))
    )


def _ordered(cut: Cut, inputs: list[str], steps: Mapping[str, Step]) -> list[CutClip]:
    """The cut's clips as far as they are still among the inputs, and the inputs it does not name."""
    place = {key: at for at, key in reversed(list(enumerate(inputs)))}
    named = [one for one in cut.clips if one.key in place]
    firsts = list(dict.fromkeys(one.key for one in named))
    if [place[key] for key in firsts] != sorted(place[key] for key in firsts):
        named.sort(key=lambda one: place[one.key])
    known = {one.key for one in named}
    found: list[CutClip] = []
    for one in named:
        before = place[one.key]
        found += [] if found else _unnamed(inputs[:before], known, steps, "")
        later = _unnamed(_until(inputs[before + 1 :], known), known, steps, one.transition)
        known |= {part.key for part in later}
        # How the shot ends is how its last part ends.
        found += [one.with_(transition=""), *later] if later else [one]
    return found or _unnamed(inputs, known, steps, "")


def _until(keys: list[str], known: set[str]) -> list[str]:
    stop = next((at for at, key in enumerate(keys) if key in known), len(keys))
    return keys[:stop]


def _unnamed(keys: list[str], known: set[str], steps: Mapping[str, Step], transition: str) -> list[CutClip]:
    made = [steps[key] for key in keys if key not in known and key in steps]
    return [
        CutClip(
            step=step.id,
            seconds=step.use_seconds or step.duration or 3.0,
            transition=transition if step is made[-1] else "",
            slots=step.slots,
        )
        for step in made
    ]


def clip_of(one: Laid, take: Stored, *, facts: str, cost: str, spoken: bool) -> Clip:
    """The clip as the reel maker takes it. `spoken`: lines are sounds of their own, so a clip that speaks is not heard."""
    said, step = one.said, one.step
    own_line = spoken and bool(said.slots.dialogue)
    return Clip(
        step=said.key,
        path=take.path,
        mime=take.mime,
        seconds=(step.use_seconds or step.duration) if step is not None and (step.use_seconds or step.duration) else said.seconds,
        action=said.slots.action or (step.action if step else ""),
        movement=said.slots.movement,
        transition=said.transition,
        words=said.slots.on_screen_text,
        facts=facts,
        cost=cost,
        keep_sound=said.level > SILENT and not own_line,
        trim=said.trim,
        level=said.level,
    )


def sounds_of(plan: Plan, takes: Mapping[str, Stored], asking: Step, clips: tuple[Laid, ...], cut: tuple[Clip, ...]) -> tuple[Cue, ...]:
    """The sounds of the cut where they begin, and those of the plan it does not name; what is silenced or missing is left out."""
    said = cut_of(asking.options) or Cut()
    heard = [one for one in said.sounds if one.key in takes and one.level > SILENT]
    known = {one.key for one in said.sounds}
    heard += [
        CutSound(kind="voice" if step.kind is Kind.SPEECH else "music" if step.kind is Kind.MUSIC else "effects", step=step.id,
                 seconds=step.use_seconds if step.kind is not Kind.SPEECH else 0.0, label=step.slots.music or step.action)
        for step in plan.steps
        if step.kind in _SOUNDS and step.id not in known and step.id in takes
    ]  # fmt: skip
    starts, total = _starts(clips, cut), sum(clip.seconds for clip in cut)
    free = 0.0
    found = []
    for one in sorted(heard, key=lambda one: starts.get(one.shot, 0.0)):
        base = starts.get(one.shot, 0.0)
        begin = base + one.start if one.start is not None else base
        if one.kind == "voice" and one.start is None:
            begin = max(base + VOICE_AFTER, free)
        begin = min(max(0.0, begin), max(0.0, total - 0.1))
        length = takes[one.key].seconds
        if one.seconds:
            length = min(length or one.seconds, one.seconds)
        free = begin + length + PAUSE if one.kind == "voice" else free
        found.append(Cue(one.cue or one.key, takes[one.key].path, one.kind, begin, length, one.label, one.text, level=one.level))
    return tuple(found)


def _starts(clips: tuple[Laid, ...], cut: tuple[Clip, ...]) -> dict[str, float]:
    """The second each shot begins at."""
    at = 0.0
    found: dict[str, float] = {}
    for one, clip in zip(clips, cut, strict=True):
        if one.said.shot:
            found.setdefault(one.said.shot, at)
        at += clip.seconds
    return found
