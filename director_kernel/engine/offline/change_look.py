"""Changes of look: loose words, film words, people."""

import re
from collections.abc import Callable
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.change_length import stretch
from director_kernel.engine.offline.changes import Change
from director_kernel.engine.offline.editor import Editor, named
from director_kernel.engine.offline.film import FilmShot, rewritten
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.read import read_slots
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Movement, ShotSize, Slots, Speed


def look(ed: Editor, change: Change) -> None:
    delta = load_lexicon("revise")["looks"][change.value]
    film_all(ed, change.shots, lambda s: delta_slots(s, delta))
    if delta.get("pace") and ed.film.shots and not change.shots and not ed.brief.duration:
        stretch(ed.film.shots, max(2.0, float(round(ed.film.seconds * delta["pace"]))))
    if delta.get("music") and not change.shots:
        for sound in ed.film.sounds:
            if sound["kind"] == Kind.MUSIC.value:
                restep(sound, lambda s: s.with_(music=delta["music"], mood=tuple(delta.get("mood", s.mood))))
    ed.say(f"{named(change.shots)} {'is' if len(change.shots) == 1 else 'are'} {change.value}" if change.shots else str(change.value))


def film_words(ed: Editor, change: Change) -> None:
    told = dict(change.more)
    film_all(ed, change.shots, lambda s: _set(s, told), cards=not {"setting", "shot_size"} & set(told))
    if not change.shots:
        ed.brief = ed.brief.with_(**{k: v for k, v in told.items() if k in ("setting", "style", "mood")})
    words = ", ".join(f"{k.replace('_', ' ')} {', '.join(v) if isinstance(v, tuple) else v}" for k, v in told.items())
    ed.say(f"{named(change.shots)}: {words}" if change.shots else words)


def person(ed: Editor, change: Change) -> None:
    told = dict(change.more)
    film_all(ed, change.shots, lambda s: s.with_(characters=tuple(c.with_(**told) if at == 0 else c for at, c in enumerate(s.characters))))
    ed.say(", ".join(f"{k} {v}" for k, v in told.items()) + " for the lead")


def no_people(ed: Editor, change: Change) -> None:
    def emptied(s: Slots) -> Slots:
        if not s.characters:
            return s
        thing = next((p.name for p in s.props), "") or ed.brief.subject or "the place"
        action = f"the {thing} alone, the light moving over it" if thing else "the place alone, the light moving through it"
        return s.with_(
            characters=(),
            action=action,
            subject=thing,
            dialogue=(),
            props=tuple(p.with_(held_by="") for p in s.props),
            negatives=(*s.negatives, "people"),
        )

    film_all(ed, change.shots, emptied)
    for one in ed.film.shots:
        _relabel(one)
    ed.say("no people in the picture")


def film_all(ed: Editor, shots: tuple[int, ...], how: Callable[[Slots], Slots], *, cards: bool = True) -> None:
    for one in ed.film.at(shots):
        if shots or cards or not one.is_card:
            one.film(how)
    for step in ed.film.other if not shots else []:
        if step["kind"] in (Kind.TEXT_TO_IMAGE.value, Kind.IMAGE_EDIT.value):
            restep(step, how)


def restep(step: dict[str, Any], how: Callable[[Slots], Slots]) -> None:
    """Changes the slots of one step that is not part of a shot."""
    old = Slots.model_validate(step.get("slots", {}))
    new = how(old)
    if new != old:
        step["prompt"] = (
            rewritten(step, old, new) if Kind(step["kind"]).media != "audio" else compile_prompt(new, Target(Kind(step["kind"]))).prompt
        )
        step["slots"] = new.model_dump(mode="json", by_alias=True)


def delta_slots(slots: Slots, delta: dict[str, Any]) -> Slots:
    """`slots` with a look from the lexicon on top: steps on ordered lists are clamped, the rest is set; cards keep their framing."""
    new: dict[str, Any] = {}
    card = slots.subject in ("end card", "title card") or (slots.movement is Movement.STATIC and bool(slots.on_screen_text))
    if delta.get("speed") and slots.movement not in (None, Movement.STATIC):
        new["movement_speed"] = _stepped(list(Speed), slots.movement_speed or Speed.MEDIUM, delta["speed"])
    if delta.get("size") and slots.shot_size and not card:
        new["shot_size"] = _stepped(list(ShotSize), slots.shot_size, -delta["size"] if delta["size"] else 0)
    if delta.get("motion"):
        new["motion_strength"] = max(-2, min(2, (slots.motion_strength or 0) + delta["motion"]))
    if delta.get("move") and not card:
        new["movement"] = Movement(delta["move"])
        new["movement_speed"] = (
            None if new["movement"] is Movement.STATIC else new.get("movement_speed", slots.movement_speed or Speed.MEDIUM)
        )
    for key, name in (
        ("lens", "lens"),
        ("focus", "focus"),
        ("quality", "light_quality"),
        ("setup", "light_setup"),
        ("source", "light_source"),
        ("side", "key_side"),
        ("angle", "angle"),
        ("composition", "composition"),
    ):
        if delta.get(key) and not (card and name in ("angle", "composition")):
            new[name] = delta[key]
    for key in ("palette", "mood", "style"):
        if delta.get(key):
            new[key] = tuple(dict.fromkeys(delta[key]))
    if delta.get("palette_add"):
        new["palette"] = tuple(dict.fromkeys((*slots.palette, *delta["palette_add"])))
    return slots.with_(**new)


def _stepped(ladder: list[Any], now: Any, steps: int) -> Any:
    return ladder[max(0, min(len(ladder) - 1, ladder.index(now) + steps))]


def _set(slots: Slots, told: dict[str, Any]) -> Slots:
    """`slots` with what was said; an hour or weather brings its own palette."""
    new = dict(told)
    if "time_of_day" in told and "palette" not in told:
        new["palette"] = read_slots(f"{told['time_of_day']}").palette or slots.palette
        if told["time_of_day"] in ("night", "dusk", "blue hour") and "light_source" not in told:
            new["light_source"] = "practical"
        if told["time_of_day"] in ("day", "morning", "noon", "dawn") and "light_source" not in told:
            new["light_source"] = "daylight"
    if new.get("movement") is Movement.STATIC:
        new["movement_speed"] = None
    return slots.with_(**new, inferred=tuple(n for n in slots.inferred if n not in told))


def _relabel(one: FilmShot) -> None:
    """The steps' names say what the shot shows now."""
    for step in one.steps:
        lead = re.match(r"^(?:Shot|Frame)[^:]*: ", str(step.get("action", "")))
        step["action"] = f"{lead.group() if lead else ''}{one.slots.action}"
