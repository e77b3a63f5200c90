"""Changes of length, format, budget, tier and models."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from director_kernel.engine.offline.changes import Change
from director_kernel.engine.offline.editor import Editor, named
from director_kernel.engine.offline.film import Film, FilmShot, uncast
from director_kernel.engine.offline.options import TIERS
from director_kernel.engine.offline.words import price
from director_kernel.schema.plan import Draft, Kind, Plan
from director_kernel.schema.slots import Slots

LONGEST_SHOT, SHORTEST_SHOT = 8.0, 1.5
"""Seconds: beyond these a film is re-cut with more or fewer shots instead of stretched or squeezed."""


def duration(ed: Editor, change: Change) -> None:
    if change.shots:
        for one in ed.film.at(change.shots):
            one.last(change.value)
        ed.say(f"{named(change.shots)} runs {change.value:g} s; the film is {ed.film.seconds:g} s long")
        ed.brief = ed.brief.with_(duration=ed.film.seconds)
        return
    run(ed, float(change.value))


def length(ed: Editor, change: Change) -> None:
    factor = 1.5 if change.value == "longer" else 2 / 3
    shots = ed.film.at(change.shots)
    if change.shots:
        for one in shots:
            one.last(max(1.0, round(one.seconds * factor * 2) / 2))
        ed.say(f"{named(change.shots)} is {change.value}")
        return
    run(ed, max(2.0, float(round(ed.film.seconds * factor))))


def run(ed: Editor, seconds: float) -> None:
    """The film runs `seconds`: lengths scale; what gets too short loses shots, what gets too long is told anew."""
    ed.brief = ed.brief.with_(duration=seconds)
    ed.say(f"runs {seconds:g} s")
    if not ed.film.shots:
        return
    while len(ed.film.shots) > 2 and seconds / len(ed.film.shots) < SHORTEST_SHOT:
        ed.film.shots.remove(least_needed(ed.film.shots))
    if seconds / len(ed.film.shots) > LONGEST_SHOT:
        ed.retell = True
        return
    stretch(ed.film.shots, seconds)
    follow(ed)


def follow(ed: Editor) -> None:
    """Music and effects run as long as the film."""
    for sound in ed.film.sounds:
        if sound["kind"] == Kind.MUSIC.value:
            sound["useSeconds"] = sound["duration"] = ed.film.seconds
            sound["options"] = {}
        if sound["kind"] == Kind.SPEECH.value:
            fit_voice(ed, sound)


def fit_voice(ed: Editor, sound: dict[str, Any]) -> None:
    """The script without its last but one lines until it fits its shot, or the film, at 2.5 words a second."""
    slots = Slots.model_validate(sound.get("slots", {}))
    own = next((s.seconds for s in ed.film.shots if s.clip["id"] in sound.get("dependsOn", ())), ed.film.seconds)
    lines, room = list(slots.dialogue), int(max(own, 1.0) * 2.5)
    while len(lines) > 1 and sum(len(line.text.split()) for line in lines) > room:
        lines.pop(-2)
    if tuple(lines) != slots.dialogue:
        sound["slots"] = slots.with_(dialogue=tuple(lines)).model_dump(mode="json", by_alias=True)
        sound["prompt"] = " ".join(line.text for line in lines)
        sound["action"] = f"Voice: {sound['prompt']}"


def aspect(ed: Editor, change: Change) -> None:
    ed.brief = ed.brief.with_(aspect=change.value)
    ed.film.head["aspect"] = change.value
    for step in [x for s in ed.film.shots for x in s.steps] + ed.film.other:
        step["aspect"] = change.value
        step.pop("width", None)
        step.pop("height", None)
        step["options"] = {
            k: v for k, v in step.get("options", {}).items() if k not in ("aspect_ratio", "aspectRatio", "image_size", "video_size", "size")
        }
    ed.say(f"format {change.value}")


def platform(ed: Editor, change: Change) -> None:
    ed.brief = ed.brief.with_(platform=change.value)


def budget(ed: Editor, change: Change) -> None:
    ed.brief = ed.brief.with_(budget=change.value)
    ed.reoffer = True
    ed.say(f"budget {price(change.value)}")


def tier(ed: Editor, change: Change) -> None:
    at = TIERS.index(ed.tier) + (1 if change.value == "+" else -1)
    if not 0 <= at < len(TIERS):
        way = "cheapest" if change.value == "-" else "best"
        hint = "cut shots or shorten it" if change.value == "-" else "name a model, for example “use Veo”"
        ed.failed.append(f"this is the {way} tier already; {hint}")
        return
    ed.tier = TIERS[at]
    ed.brief = ed.brief.with_(tier=ed.tier, models=())
    ed.film = recast_film(ed.film)
    ed.say(f"{ed.tier} tier")


def models(ed: Editor, change: Change) -> None:
    done = []
    for name in change.value:
        model = ed.catalog.models[name]
        steps = [s for shot in ed.film.at(change.shots) for s in shot.steps]
        steps += [] if change.shots else ed.film.sounds + ed.film.other
        fits = [s for s in steps if any(k.value == s["kind"] for k in model.kinds)]
        for step in fits:
            kept = uncast(step)
            step.clear()
            step.update(kept, model=model.id, modelName=model.name)
        if fits:
            done.append(f"{model.short_name} makes {named(change.shots) if change.shots else _counted(fits)}")
            ed.brief = ed.brief.with_(models=(*(m for m in ed.brief.models if m != name), name)) if not change.shots else ed.brief
        else:
            made = ", ".join(k.value for k in model.kinds[:2])
            ed.failed.append(f"{model.short_name} makes {made}, and no step here is that")
    for text in done:
        ed.say(text)


def recast_film(film: Film) -> Film:
    """Every model left for the planner to choose."""
    shots = [FilmShot(uncast(s.clip), uncast(s.frame) if s.frame else None) for s in film.shots]
    return replace(film, shots=shots, sounds=[uncast(s) for s in film.sounds], other=[uncast(s) for s in film.other])


def recast(plan: Plan, tier: str) -> Draft:
    """The plan as it stands, its models chosen anew for `tier`."""
    return recast_film(Film.of(plan)).draft().model_copy(update={"tier": tier})


def stretch(shots: Sequence[FilmShot], seconds: float) -> None:
    """The shots scaled to `seconds` on half seconds, the last taking what is left."""
    total = sum(s.seconds for s in shots) or float(len(shots))
    lengths = [max(0.5, round((s.seconds or 1.0) * seconds / total * 2) / 2) for s in shots]
    lengths[-1] = round(seconds - sum(lengths[:-1]), 3)
    while lengths[-1] < 0.5 and any(x > 0.5 for x in lengths[:-1]):
        at = max(range(len(lengths) - 1), key=lambda n: lengths[n])
        lengths[at] -= 0.5
        lengths[-1] = round(lengths[-1] + 0.5, 3)
    for one, length in zip(shots, lengths, strict=True):
        one.last(max(0.1, length))


def least_needed(shots: Sequence[FilmShot]) -> FilmShot:
    """The shot a film misses least: montage moments, then texture, hook, use, benefit … never the hero, rarely the card."""
    order = (
        "moment",
        "escalation",
        "added",
        "texture",
        "detail",
        "gathering",
        "proof",
        "problem",
        "hook",
        "benefit",
        "establishing",
        "character",
        "use",
        "end",
        "title",
    )
    for name in order:
        found = [s for s in shots if re.match(rf"^Shot[^,]*, {name}\b", str(s.clip.get("action", "")))]
        if found:
            return found[-1]
    return shots[-2] if len(shots) > 1 else shots[-1]


def _counted(steps: Sequence[dict[str, Any]]) -> str:
    videos = sum(1 for s in steps if Kind(s["kind"]).media == "video")
    images = sum(1 for s in steps if Kind(s["kind"]).media == "image")
    sounds = len(steps) - videos - images
    parts = [f"{n} {word if n == 1 else word + 's'}" for n, word in ((images, "frame"), (videos, "clip"), (sounds, "sound")) if n]
    return " and ".join(parts)
