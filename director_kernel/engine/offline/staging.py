"""A beat of a tale on its feet: its place, its things, its light, so that what happens fits where it happens."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.naming import is_plural
from director_kernel.engine.offline.premise import Premise
from director_kernel.engine.offline.shots import Camera, Shot, shot
from director_kernel.prompts.read_things import category_of, settings_in
from director_kernel.schema.slots import Angle, Movement, Prop, ShotSize

Entry = Mapping[str, Any]
_LARGE = frozenset(("vehicle", "auto", "place", "property"))
_TALL = frozenset(("door", "portal", "tree", "gate", "statue", "fountain", "tent"))


@dataclass(frozen=True)
class Key:
    """The thing a story turns on: what it is called in it ("the glowing door"), and whether it is large, small or alive."""

    called: str
    prop: Prop
    kind: str


def entry_of(entry: str | Entry) -> Entry:
    return {"do": entry} if isinstance(entry, str) else entry


def ground_of(place: str) -> str:
    """What kind of ground a place is: water, wild, town, space, or inside."""
    grounds: Mapping[str, list[str]] = load_lexicon("tales")["grounds"]
    return next((name for name, places in grounds.items() if place in places), "inside" if place else "")


def inside_of(premise: Premise, genre: Entry) -> str:
    """Where this story goes when it goes inside: its own place if that is one, else the rooms of its people, its place, its genre."""
    place, rooms = premise.setting, load_lexicon("tales")["interiors"]
    if ground_of(place) == "inside":
        return place
    if ground_of(place) == "space" and place not in rooms:
        return place
    nouns = [word for person in premise.cast for word in person.name.lower().split()]
    return str(next((rooms[word] for word in (*reversed(nouns), place) if word in rooms), "") or genre.get("home", "room"))


def outside_of(premise: Premise, genre: Entry) -> str:
    """The open place around the story: the first that the brief names, else the genre's."""
    found = (match.value for match in settings_in(premise.reading.doc))
    return next((place for place in found if ground_of(place) != "inside"), "") or str(genre.get("abroad", "street"))


def key_of(premise: Premise, hero: str) -> Key | None:
    """The first thing of the brief that is not its hero."""
    for prop in premise.reading.slots.props:
        if re.search(rf"\b{re.escape(prop.name)}\b", hero, re.IGNORECASE):
            continue
        said = re.search(rf"\b(?:an?|the|his|her|their)\s+((?:[\w-]+\s+){{0,2}}?{re.escape(prop.name)})\b", premise.reading.plain, re.I)
        category = category_of(prop.name)
        kind = "creature" if category == "creature" else "thing" if category in _LARGE or prop.name in _TALL else "small"
        return Key(f"the {said.group(1) if said else prop.name}", prop.with_(hero=False, held_by=""), kind)
    return None


def fits(premise: Premise, entry: str | Entry) -> bool:
    """Whether an entry can happen in this story: nothing wades where there is no water."""
    where = entry_of(entry).get("where")
    return not where or ground_of(premise.setting) in where


def rising(premise: Premise, genre: Entry, key: Key | None) -> list[str | Entry]:
    """The escalation: the genre's own cuts and, between them, those that come back to the story's key."""
    own = [entry for entry in genre["rise"] if fits(premise, entry)]
    about = list(load_lexicon("tales")[f"key_{key.kind}"]["rise"]) if key else []
    mixed: list[str | Entry] = []
    for at in range(max(len(own), len(about))):
        mixed += [*own[at : at + 1], *about[at : at + 1]]
    return [*mixed, *(entry for entry in load_lexicon("tales")["more"] if fits(premise, entry))]


def beat(
    premise: Premise, tale: Mapping[str, Any], name: str, camera: Camera, given: str | Entry, weight: float, *, people: bool | None = None
) -> Shot:
    """A shot of the tale from an entry of the lexicon: do, and at, props, hold, size, pose, light, weather, hour, subject, people."""
    entry = entry_of(given)
    template = str(entry["do"])
    about = "{hero}" in template or "{Hero}" in template or tale["hero"] in template
    action = (tale["fill"](template) if "{" in template else template).replace("{", "(").replace("}", ")")
    action = agreeing(action, tale["hero"])
    seen = bool(entry["people"]) if "people" in entry else people if people is not None else about
    place = _place(premise, tale, name, entry)
    made = shot(
        premise,
        name,
        _camera(camera, entry, indoors=ground_of(place) == "inside"),
        action,
        weight=weight,
        people=seen and bool(premise.cast),
        product=False,
        setting=place,
    )
    said = tale["fill"](str(entry["subject"])) if "subject" in entry else ""
    subject = said or made.slots.subject or (re.sub(r"^the ", "", tale["hero"]) if about else "")
    slots = made.slots.with_(props=_things(premise, tale, entry, action, about), subject=subject)
    return _lit(_posed(replace(made, slots=slots, lines=()), entry), entry, premise, place)


def agreeing(action: str, hero: str) -> str:
    """ "the thieves waits" → "the thieves wait": entries are written for one person."""
    if not is_plural(hero) or not action.lower().startswith(f"{hero.lower()} "):
        return action
    return action[: len(hero)] + _SINGLE.sub(_base, action[len(hero) :])


_SINGLE = re.compile(r"(^ | and (?:\w+ly )?|, then | then )([a-z]+s)\b")
_BASES = {"is": "are", "has": "have", "does": "do", "goes": "go"}


def _base(match: re.Match[str]) -> str:
    """The verb as several people do it."""
    lead, word = match.groups()
    short = re.sub(r"ies$", "y", word) if word.endswith("ies") else re.sub(r"(?<=ss|sh|ch)es$|(?<=x)es$|(?<!s)s$", "", word)
    return lead + _BASES.get(word, short)


def _camera(camera: Camera, entry: Entry, *, indoors: bool) -> Camera:
    """The entry's own framing over the beat's usual one; no room is seen from a mile away."""
    size = ShotSize(entry["size"]) if "size" in entry else camera.size
    size = ShotSize.VWS if size is ShotSize.EWS and indoors else size
    wide = size in (ShotSize.EWS, ShotSize.VWS, ShotSize.INSERT)
    angle = Angle.EYE if wide and camera.angle is Angle.DUTCH else camera.angle
    return replace(camera, size=size, angle=angle, move=Movement(entry["move"]) if "move" in entry else camera.move)


def _place(premise: Premise, tale: Mapping[str, Any], name: str, entry: Entry) -> str:
    """The beat's own place; where a story is set is kept for its first and its last great view, and for all of it but its rooms."""
    own = str(entry.get("at", ""))
    if own in ("inside", "{outside}"):
        return str(tale["inside" if own == "inside" else "outside"])
    fixed = "setting" in premise.said and (premise.form != "trailer" or name == "hero beat")
    return own if own and not fixed else premise.setting


def _things(premise: Premise, tale: Mapping[str, Any], entry: Entry, action: str, about: bool) -> tuple[Prop, ...]:
    """The beat's things and those of the brief that it names; a story about a creature or a thing shows it."""
    key: Key | None = tale["key"]
    told = premise.reading.slots.props
    told = told if about and not premise.cast else tuple(p for p in told if re.search(rf"\b{re.escape(p.name)}\b", action))
    wanted = [str(each) for each in entry.get("props", ())]
    held = str(entry.get("hold", ""))
    if "props" in entry or held or "light" in entry:
        told = tuple(p for p in told if key is None or p.name != key.prop.name)
    own = tuple(key.prop if key and each == "key" else Prop(name=each) for each in wanted)
    if held and premise.cast:
        thing = key.prop if key and held == "key" else Prop(name=held)
        own = (*own, thing.with_(held_by=premise.cast[0].name))
    return (*own, *(p for p in told if p.name not in {o.name for o in own}))


def _posed(made: Shot, entry: Entry) -> Shot:
    """The first person in the entry's own pose."""
    people = made.slots.characters
    if not people or "pose" not in entry:
        return made
    return replace(made, slots=made.slots.with_(characters=(people[0].with_(pose=str(entry["pose"])), *people[1:])))


def _lit(made: Shot, entry: Entry, premise: Premise, place: str) -> Shot:
    """The beat's own light, hour and weather where the brief left them open; a lamp in a room outweighs the hour outside."""
    changes: dict[str, Any] = {}
    if "light" in entry and (ground_of(place) == "inside" or "light_source" not in premise.said):
        changes["light_source"] = str(entry["light"])
    if "hour" in entry and "time_of_day" not in premise.said:
        changes["time_of_day"] = str(entry["hour"])
    if "weather" in entry and "weather" not in premise.said:
        changes["weather"] = str(entry["weather"])
    elif ground_of(place) in ("inside", "space") and place != premise.setting:
        changes["weather"] = ""
    if not changes:
        return made
    return replace(made, slots=made.slots.with_(**changes, inferred=(*made.slots.inferred, *(n for n in changes if changes[n]))))
