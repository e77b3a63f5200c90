"""Loose language made exact: what a note like "way punchier, but keep the lens" changes in the slots of a shot, and how to take it back.

What several wishes do to an ordered list or a scale is summed, then held at its ends, so "slower" and "faster" cancel out and the order
of the words does not matter there. What a shot is about (subject, action, people, dialogue, text in the picture) is never touched.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pydantic import ValidationError

from director_kernel.errors import CatalogError
from director_kernel.prompts.ladders import MOVABLE, nearest, step, steps_there_are
from director_kernel.prompts.loose import Heard, Wish, hear, plain_values
from director_kernel.prompts.places import clashes
from director_kernel.schema.direction import Delta, Manner
from director_kernel.schema.slots import Slots

_EMPTY: tuple[Any, ...] = (None, "", ())
_ORDER = tuple(Slots.model_fields)


@dataclass(frozen=True)
class SlotChange:
    """One slot, before and after. `why` is the manner or the words that did it; `guessed`: what stood there was inferred."""

    slot: str
    before: Any
    after: Any
    why: str
    guessed: bool = False

    def told(self) -> str:
        """In words: "movement speed: slow → fast (more kinetic)"."""
        return f"{named(self.slot)}: {in_words(self.before)} → {in_words(self.after)} ({self.why})"


@dataclass(frozen=True)
class Revised:
    """A shot after a note. `unread` are the words nobody understood, `notes` what was left alone and why, `pace` the factor on its length
    (already in `duration` where the shot says one), `wishes` the manners that were heard."""

    slots: Slots
    changes: tuple[SlotChange, ...]
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pace: float = 1.0
    wishes: tuple[Wish, ...] = ()

    def told(self) -> str:
        """Everything that was done, left alone and not understood, a line each."""
        lines = [change.told() for change in self.changes] or ["nothing was changed"]
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines + [f"not understood: {words!r}" for words in self.unread])


def revise(slots: Slots, words: str, *, locked: Collection[str] = (), manners: Mapping[str, Manner] | None = None) -> Revised:
    """`slots` as the note wants them. Slots in `locked`, and those the note itself says to keep, stay as they are.

    `manners` are a workspace's own (default: the shipped ones). Any text is read; what isn't understood changes nothing and is named.
    Raises CatalogError for a manner that puts a value no slot has.
    """
    return carry_out(slots, hear(words, manners), locked=locked)


def carry_out(slots: Slots, heard: Heard, *, locked: Collection[str] = ()) -> Revised:
    """What was heard, done to one shot."""
    total = _Sum()
    for wish in _each_once(heard.wishes):
        total.wish(wish)
    for slot, value in plain_values(heard):
        total.put_plain(slot, value)
    for one in heard.values:
        if one.never:
            total.never(one.slot, one.value)
    if heard.unwanted:
        total.more("negatives", tuple(heard.unwanted), "unwanted")
    kept = frozenset(locked) | heard.kept | ((MOVABLE - heard.only) if heard.only else frozenset())
    aside = {slot: "is locked" for slot in locked} | {slot: "is kept" for slot in heard.kept}
    done = total.apply(slots, kept, aside)
    notes = tuple(dict.fromkeys((*done.notes, *(w.manner.note for w in heard.wishes if w.manner.note and w.degree > 0))))
    return Revised(done.slots, done.changes, tuple(heard.unread), notes, done.pace, tuple(heard.wishes))


def _each_once(wishes: Collection[Wish]) -> Collection[Wish]:
    """ "Energetic, dynamic, kinetic" is one manner, as strongly as it was said at most; said and unsaid, both count."""
    found: dict[tuple[str, bool], Wish] = {}
    for wish in wishes:
        key = (wish.manner.id, wish.degree > 0)
        found[key] = max(found.get(key, wish), wish, key=lambda one: abs(one.degree))
    return tuple(found.values())


def change(slots: Slots, delta: Delta, *, why: str, locked: Collection[str] = ()) -> Revised:
    """`slots` with one delta (of a style variant, say) made in full."""
    total = _Sum()
    total.add_delta(delta, 1.0, why)
    return total.apply(slots, frozenset(locked), dict.fromkeys(locked, "is locked"))


def undo(revised: Revised, now: Slots | None = None) -> Slots:
    """The slots before the note: exactly those where nothing came after it. Of `now`, a later state, only what still stands as the note
    left it goes back."""
    slots = revised.slots if now is None else now
    back = [one for one in revised.changes if getattr(slots, one.slot) == one.after]
    guessed = {one.slot for one in back if one.guessed}
    return slots.with_(**{one.slot: one.before for one in back}, inferred=(*slots.inferred, *guessed)) if back else slots


def named(slot: str) -> str:
    """A slot as people say it."""
    return {"motion_strength": "motion", "bpm": "tempo", "negatives": "unwanted"}.get(slot, slot.replace("_", " "))


def in_words(value: Any) -> str:
    """A slot's value as people say it."""
    if value in _EMPTY:
        return "open"
    if isinstance(value, tuple):
        return ", ".join(map(in_words, value))
    if isinstance(value, Enum):
        return str(value.value)
    return (
        f"{value:+d}" if isinstance(value, int) and abs(value) <= 2 and value else f"{value:g}" if isinstance(value, float) else str(value)
    )


@dataclass
class _Put:
    value: Any
    plain: bool = False
    """Said outright: taken as it is, whatever stands there."""
    soft: bool = False
    """Only where nothing was said."""


@dataclass
class _Sum:
    """What all wishes together do, before it is done."""

    steps: dict[str, int] = field(default_factory=dict)
    put: dict[str, _Put] = field(default_factory=dict)
    clear: dict[str, list[Any]] = field(default_factory=dict)
    plus: dict[str, list[str]] = field(default_factory=dict)
    minus: dict[str, list[str]] = field(default_factory=dict)
    pace: float = 1.0
    why: dict[str, list[str]] = field(default_factory=dict)

    def wish(self, wish: Wish) -> None:
        title = wish.manner.title
        if wish.degree > 0:
            amount = {0.5: f"a bit {title}", 1.5: f"much {title}", 2.0: f"extremely {title}"}.get(wish.degree, title)
            self.add_delta(wish.manner.delta, wish.degree, amount)
        else:
            self._turn_round(wish.manner.delta, -wish.degree, f"{'less' if wish.degree else 'not'} {wish.said.removeprefix('more ')}")

    def add_delta(self, delta: Delta, degree: float, why: str) -> None:
        """A delta in full, or so much of it. Less than all of it moves scales and fills what is open; it replaces nothing."""
        self._move(delta.steps, degree, why)
        for slot, value in delta.put.items():
            if degree >= 1 or slot not in self.put:
                self.put[slot] = _Put(value, soft=degree < 1)
                self._because(slot, why)
        for slot, words in delta.add.items():
            self.more(slot, words, why)
        for slot, words in delta.remove.items():
            self._fewer(slot, words, why)
        self._pace(delta.pace**degree, why)

    def _turn_round(self, delta: Delta, degree: float, why: str) -> None:
        """The opposite on scales and in length; what it would have brought is taken out where it stands."""
        if degree:
            self._move({slot: -steps for slot, steps in delta.steps.items()}, degree, why)
            self._pace(delta.pace**-degree, why)
        for slot, words in delta.add.items():
            self._fewer(slot, words, why)
        for slot, value in delta.put.items():
            if slot != "key_side":  # The side of the light is the scene's geography, not a manner.
                self.never(slot, value[0] if isinstance(value, (list, tuple)) and value else value, why)

    def put_plain(self, slot: str, value: Any) -> None:
        self.put[slot] = _Put(value, plain=True)
        self.why[slot] = ["as said"]

    def never(self, slot: str, value: Any, why: str = "not wanted") -> None:
        if isinstance(Slots.model_fields[slot].default, tuple) and isinstance(value, str):
            self._fewer(slot, (value,), why)
        else:
            self.clear.setdefault(slot, []).append(value)
            self._because(slot, why)

    def more(self, slot: str, words: Collection[str], why: str) -> None:
        self.plus.setdefault(slot, []).extend(words)
        self._because(slot, why)

    def _fewer(self, slot: str, words: Collection[str], why: str) -> None:
        self.minus.setdefault(slot, []).extend(words)
        self._because(slot, why)

    def _move(self, steps: Mapping[str, int], degree: float, why: str) -> None:
        for slot, count in steps.items():
            if not count:
                continue
            size = max(1, int(abs(count) * degree + 0.5))
            self.steps[slot] = self.steps.get(slot, 0) + (size if count > 0 else -size)
            self._because(slot, why)

    def _pace(self, factor: float, why: str) -> None:
        self.pace *= factor
        if factor != 1:
            self._because("duration", why)

    def _because(self, slot: str, why: str) -> None:
        reasons = self.why.setdefault(slot, [])
        if why not in reasons:
            reasons.append(why)

    # Doing it

    def apply(self, slots: Slots, kept: frozenset[str], aside: Mapping[str, str]) -> Revised:
        notes: list[str] = []
        after: dict[str, Any] = {}
        pace = 1.0 if "duration" in kept else max(0.1, min(10.0, round(self.pace, 6)))
        for slot in sorted(self.why, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER)):
            if slot not in MOVABLE:
                notes.append(f"{named(slot)} is never changed by a manner")
            elif slot in kept:
                notes += [f"{named(slot)} {aside[slot]}: {in_words(getattr(slots, slot))}"] if slot in aside else []
            else:
                after[slot] = self._slot(slots, slot, pace, notes)
        self._settle(slots, after, kept, notes)
        changed = {slot: value for slot, value in after.items() if value != getattr(slots, slot)}
        try:
            new = slots.with_(**changed, inferred=tuple(name for name in slots.inferred if name not in changed)) if changed else slots
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            slot = str(first["loc"][0]) if first["loc"] else "a slot"
            raise CatalogError(
                f"{', '.join(self.why.get(slot, ['a manner']))} puts {first['input']!r} into {slot}: {first['msg'].lower()}; "
                "mend it in catalog/manners.yaml or catalog/variants.yaml."
            ) from None
        made = tuple(self._told(slots, new, slot) for slot in changed)
        return Revised(new, tuple(one for one in made if one.before != one.after), (), tuple(notes), pace)

    def _settle(self, slots: Slots, after: dict[str, Any], kept: frozenset[str], notes: list[str]) -> None:
        """Night and daylight are not both said: what is said now stands, what was there before is left out, unless it is kept."""
        now = {slot: after.get(slot, getattr(slots, slot)) for slot in ("time_of_day", "light_source")}
        new = [slot for slot in now if slot in after and slot in self.put]
        if not new or not clashes(now["time_of_day"], now["light_source"]):
            return
        stays, goes = ("time_of_day", "light_source") if "time_of_day" in new else ("light_source", "time_of_day")
        if goes in kept:
            stays, goes = goes, stays
        why = f"{in_words(now[stays])} and {in_words(now[goes])} are not there at once"
        notes.append(f"{named(goes)} {in_words(now[goes])} is left out: {named(stays)} is {in_words(now[stays])}")
        before = getattr(slots, goes)
        empty = None if goes == "time_of_day" else ""
        after[goes] = empty if clashes(*((before, now[stays]) if goes == "time_of_day" else (now[stays], before))) else before
        self.why.setdefault(goes, []).append(why)

    def _told(self, old: Slots, new: Slots, slot: str) -> SlotChange:
        return SlotChange(slot, getattr(old, slot), getattr(new, slot), ", ".join(self.why[slot]), slot in old.inferred)

    def _slot(self, slots: Slots, slot: str, pace: float, notes: list[str]) -> Any:
        """What the slot says in the end."""
        value = getattr(slots, slot)
        if isinstance(value, tuple):
            value = self._words(slot, value)
        elif any(unwanted is None or unwanted == value for unwanted in self.clear.get(slot, ())):
            value = None if Slots.model_fields[slot].default is None else ""
        put = self.put.get(slot)
        if put is not None:
            value = self._put(slots, slot, value, put, notes)
        if self.steps.get(slot) and steps_there_are(slot):
            stepped = step(slot, value, self.steps[slot])
            if stepped.why:
                notes.append(stepped.why)
            elif stepped.left and stepped.value == value:
                notes.append(f"{named(slot)} is at its end already: {in_words(value)}")
            value = stepped.value
        if slot == "duration" and value is not None and pace != 1:
            value = min(3600.0, max(0.1, round(value * pace, 2)))
        return value

    def _words(self, slot: str, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if None in self.clear.get(slot, ()):
            return ()
        plus = self.plus.get(slot, [])
        kept = [word for word in value if word not in self.minus.get(slot, ()) or word in plus]
        return tuple(dict.fromkeys((*kept, *plus)))

    def _put(self, slots: Slots, slot: str, value: Any, put: _Put, notes: list[str]) -> Any:
        several = isinstance(Slots.model_fields[slot].default, tuple)
        if put.plain:
            return put.value
        if put.soft and value not in _EMPTY and slot not in slots.inferred:
            return value
        if slot == "shot_size" and slots.coverage is not None and value is not None:
            notes.append(f"shot size stays {in_words(value)}: it is the {slots.coverage.value} of its beat")
            return value
        if several:
            return tuple(put.value)
        if isinstance(put.value, (list, tuple)):
            return nearest(slot, value, _typed(slot, put.value))
        return put.value


def _typed(slot: str, choices: Collection[Any]) -> tuple[Any, ...]:
    """Choices of a catalog file as the values of the slot; one no slot has stays as it is and is refused when it is put."""
    return tuple(_typed_values(slot, choices))


def _typed_values(slot: str, choices: Collection[Any]) -> Iterator[Any]:
    for choice in choices:
        try:
            yield getattr(Slots.model_validate({slot: choice}), slot)
        except ValidationError:
            yield choice
