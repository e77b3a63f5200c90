"""A house shown from outside, room by room, and out again."""

import re
from dataclasses import replace
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.premise import Premise
from director_kernel.engine.offline.shots import Camera, Shot, shot
from director_kernel.schema.slots import Movement, Prop, ShotSize, Slots

_HOMES = r"(?:real[- ]estate|property|house|home|apartment|villa|flat|penthouse)"
_TOUR = re.compile(
    rf"\b{_HOMES}\b.{{0,40}}\b(?:tour|walk-?through|listing)\b|\btour of (?:an?|the|our) (?:\w+ ){{0,3}}{_HOMES}\b", re.IGNORECASE
)


def is_tour(premise: Premise) -> bool:
    """True for a home that is to be walked through."""
    return bool(_TOUR.search(premise.reading.plain))


def tour_shots(premise: Premise, count: int) -> list[Shot]:
    """Front, door, rooms, and the pool last, by day and bright where the brief says nothing else."""
    rooms: list[dict[str, Any]] = load_lexicon("tales")["tour"]
    kept = [*rooms[: max(0, count - 1)], rooms[-1]] if count < len(rooms) else rooms
    lines = ["Welcome home.", *premise.claims, "Light in every room.", "Room to breathe.", "Come and see it."]
    shots = [
        shot(
            premise,
            "end" if at and one is kept[-1] else f"room {at + 1}",
            Camera(ShotSize(one["size"]), Movement(one["move"]), lens="24mm wide"),
            one["do"],
            people=False,
            product=False,
            setting=one["at"],
            text=premise.brief.on_screen_text[:3] if one is kept[-1] else (),
            lines=lines[at : at + 1],
        )
        for at, one in enumerate(kept)
    ]
    return [replace(made, slots=_bright(made.slots, one, premise)) for made, one in zip(shots, kept, strict=True)]


def _bright(slots: Slots, one: dict[str, Any], premise: Premise) -> Slots:
    look: dict[str, Any] = {"time_of_day": "morning", "palette": ("warm white", "oak", "green"), "mood": ("fresh",)}
    guessed = {name: value for name, value in look.items() if name not in premise.said}
    props = tuple(Prop(name=name) for name in one.get("props", ()))
    return slots.with_(**guessed, props=props, subject="", inferred=(*slots.inferred, *guessed))
