"""What people wear and carry: it stays as it was until something in the scene changes it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from director_kernel.film.rules.seen import SeenFilm, SeenScene, SeenShot, Unchecked, finding
from director_kernel.film.rules.words import plain
from director_kernel.schema.project import Change, Finding
from director_kernel.schema.slots import Character, Prop

ATTRIBUTES = ("wardrobe", "hair", "skin", "age")
PROP_ATTRIBUTES = ("colour", "material", "label")


class Worn(NamedTuple):
    """How someone looks in a shot: what the shot says (`said`), or what stands because it is silent."""

    shot: SeenShot
    value: str
    said: bool


def wardrobe_props_hair(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Clothes, hair and things are the same in all shots of a scene, unless an event changes them from then on."""
    silent = [film.name(key) for key in scene.cast if not _known(film, scene, key)]
    if silent:
        yield Unchecked("wardrobe_props_hair", f"nothing is said of what {', '.join(silent[:3])} wear{'s' if len(silent) == 1 else ''}", 1)
    for key in scene.cast:
        for attribute in ATTRIBUTES:
            yield from _changed(film, scene, key, attribute)
    yield from _things(film, scene)


def _known(film: SeenFilm, scene: SeenScene, key: str) -> bool:
    known = film.characters.get(key)
    worn = (known and known.look.wardrobe) or scene.scene.wardrobe.get(key)
    return bool(worn) or any(key in shot.told and shot.told[key].wardrobe for shot in scene.shots)


def _changed(film: SeenFilm, scene: SeenScene, key: str, attribute: str) -> Iterator[Finding]:
    base = _base(film, scene, key, attribute)
    if not any(key in shot.told and getattr(shot.told[key], attribute) for shot in scene.shots):
        return
    before = ""
    for part in _parts(scene, key):
        worn = [one for shot in part if (one := _worn(shot, key, attribute, base)).value]
        value = _constant(_telling(worn, before), before or base, changed=bool(before))
        changing = part[0].shot.event and before
        for one in worn:
            if plain(one.value) != plain(value) and not (changing and one.shot is part[0] and plain(one.value) == plain(before)):
                yield _finding(film, scene, key, attribute, one, value, [each for each in worn if plain(each.value) == plain(value)])
        before = value or before


def _parts(scene: SeenScene, key: str) -> Iterator[list[SeenShot]]:
    """The shots someone is in, from one event with them to the next; the event's own shot comes first of its part."""
    return _between_events([shot for shot in scene.shots if key in shot.people])


def _worn(shot: SeenShot, key: str, attribute: str, base: str) -> Worn:
    own = getattr(shot.told[key], attribute) if key in shot.told else ""
    return Worn(shot, own or base, bool(own))


def _telling(worn: Sequence[Worn], before: str) -> Sequence[Worn]:
    """What counts for the look after an event: its own shot still shows the one before it, or the new one already."""
    first = worn[0] if worn else None
    still = first is not None and bool(before) and bool(first.shot.shot.event) and plain(first.value) == plain(before)
    return worn[1:] if still else worn


def _constant(worn: Sequence[Worn], base: str, *, changed: bool) -> str:
    """What must be worn in these shots: what a locked one says, after an event what most that speak say, else what most wear."""
    held = [one.value for one in worn if one.said and one.shot.holds("slots/characters")]
    if held and len({plain(one) for one in held}) == 1:
        return held[0]
    counted = [one for one in worn if one.said] if changed else list(worn)
    if not counted:
        return base
    most = Counter(plain(one.value) for one in counted)
    top = max(most.values())
    leading = [one.value for one in counted if most[plain(one.value)] == top]
    return next((one for one in leading if plain(one) == plain(base)), leading[0]) if not changed else leading[0]


def look_at(film: SeenFilm, scene: SeenScene, key: str, number: int) -> dict[str, str]:
    """How someone should look in a new shot after shot `number`, as far as scene and bible don't say it."""
    found: dict[str, str] = {}
    known = film.characters.get(key)
    parts = list(_parts(scene, key))
    for attribute in ATTRIBUTES:
        base = _base(film, scene, key, attribute)
        value = ""
        for part in parts:
            if part[0].number > number:
                break
            worn = [one for shot in part if (one := _worn(shot, key, attribute, base)).value]
            value = _constant(_telling(worn, value), value or base, changed=bool(value)) or value
        if value and (known is None or plain(value) != plain(base)):
            found[attribute] = value
    return found


def _base(film: SeenFilm, scene: SeenScene, key: str, attribute: str) -> str:
    """What scene and bible say."""
    known = film.characters.get(key)
    return (scene.scene.wardrobe.get(key, "") if attribute == "wardrobe" else "") or (getattr(known.look, attribute) if known else "")


def _finding(film: SeenFilm, scene: SeenScene, key: str, attribute: str, one: Worn, value: str, others: Sequence[Worn]) -> Finding:
    shot, name = one.shot, film.name(key)
    near = others[0].shot.path if others else scene.path
    there = others[0].shot.label if others else f"scene {scene.number}"
    said = "" if one.said else " (the shot is silent, so it is what scene and bible say)"
    return finding(
        "wardrobe_props_hair",
        "error",
        (shot.path, near),
        f"{name}'s {attribute} changes in {shot.label} and no event says why",
        evidence=f"{attribute}: {one.value} in {shot.label}{said}, {value} in {there}",
        remedy=f"give {name} {value} in {shot.label}",
        fix=[_dressed(film, shot, key, attribute, value)],
        held=[shot.holds("slots/characters")],
        ground=(key, attribute, plain(one.value), plain(value)),
    )


def _dressed(film: SeenFilm, shot: SeenShot, key: str, attribute: str, value: str) -> Change:
    """Another look of someone in a shot."""
    for at, one in enumerate(shot.slots.characters):
        if film.key(one.name) == key:
            return shot.put(f"slots/characters/{at}/{attribute}", value)
    told = Character(name=film.name(key)).with_(**{attribute: value})
    return Change(op="add", path=f"{shot.path}/slots/characters", value=told.wire())


def _things(film: SeenFilm, scene: SeenScene) -> Iterator[Finding]:
    """Things of the scene that look otherwise in one shot; what the bible says of them holds until an event."""
    bible = {one.name.lower(): one.prop for one in film.project.bible.props}
    like = {(name, attribute): (value, "the bible") for name, prop in bible.items() for attribute, value in _said(prop)}
    for part in _between_events([shot for shot in scene.shots if shot.slots.props]):
        if part[0].shot.event:
            like = {}
        for shot in sorted(part, key=lambda shot: (not shot.holds("slots/props"), shot.number)):
            for prop in shot.slots.props:
                for attribute, value in _said(prop):
                    like.setdefault((prop.name.lower(), attribute), (value, shot.label))
        for shot in part:
            yield from _other(shot, like)


def _between_events(shots: Sequence[SeenShot]) -> Iterator[list[SeenShot]]:
    part: list[SeenShot] = []
    for shot in shots:
        if shot.shot.event and part:
            yield part
            part = []
        part.append(shot)
    if part:
        yield part


def _said(prop: Prop) -> Iterator[tuple[str, str]]:
    return ((attribute, value) for attribute in PROP_ATTRIBUTES if (value := getattr(prop, attribute)))


def _other(shot: SeenShot, like: dict[tuple[str, str], tuple[str, str]]) -> Iterator[Finding]:
    for at, prop in enumerate(shot.slots.props):
        for attribute, own in _said(prop):
            value, there = like[prop.name.lower(), attribute]
            if plain(own) == plain(value):
                continue
            yield finding(
                "wardrobe_props_hair",
                "error",
                (shot.path,),
                f"the {prop.name} has another {attribute} in {shot.label}",
                evidence=f"{attribute}: {own} in {shot.label}, {value} in {there}",
                remedy=f"give the {prop.name} {value} in {shot.label}",
                fix=[shot.put(f"slots/props/{at}/{attribute}", value)],
                held=[shot.holds("slots/props")],
                ground=(prop.name.lower(), attribute, plain(own), plain(value)),
            )
