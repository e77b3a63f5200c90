"""Stories and trailers: establishing, character, what happens, what it leads to; and shot lists the brief spells out itself."""

import re
from dataclasses import replace
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.looks import genre_of
from director_kernel.engine.offline.naming import is_plural, title_case
from director_kernel.engine.offline.premise import Premise
from director_kernel.engine.offline.read_brief import read_form
from director_kernel.engine.offline.shots import Camera, Shot, shot
from director_kernel.engine.offline.staging import Key, beat, ground_of, inside_of, key_of, outside_of, rising
from director_kernel.prompts.matching import Doc
from director_kernel.prompts.places import in_place
from director_kernel.prompts.read import read_slots
from director_kernel.schema.slots import Angle, Character, Movement, Prop, ShotSize, Speed

Size, Move = ShotSize, Movement
_NUMBERED = re.compile(
    r"(?:^|[\n.;,]\s*|\s)(?:(?:shot|scene|frame|clip|beat)\s*#?\s*(\d{1,2})\s*[:.)–-]+|(?<=\n)(\d{1,2})[.)]\s+|^(\d{1,2})[.)]\s+)",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"[,.;]?\s*\b(?:and then|then|after that|next|finally|cut to|we see|ends? (?:on|with)|ending (?:on|with))\b[,:]?\s*", re.IGNORECASE
)


def asked_shots(premise: Premise) -> list[Shot]:
    """The shots of a brief that lists them ("Shot 1: … Shot 2: …", numbered lines, or "…, then …, finally …"); [] when it doesn't."""
    parts = _numbered(premise.reading.plain) or _sequence(premise.reading.plain)
    cameras = (
        Camera(Size.WS, Move.CRANE_DOWN, lens="24mm wide"),
        Camera(Size.MS, Move.TRACKING, lens="35mm"),
        Camera(Size.CU, Move.PUSH_IN, lens="85mm"),
        Camera(Size.MWS, Move.TRUCK_RIGHT, lens="35mm"),
        Camera(Size.MCU, Move.ORBIT_LEFT, lens="50mm"),
        Camera(Size.WS, Move.PULL_OUT, lens="24mm wide"),
    )
    return [_asked(premise, part, cameras[at % len(cameras)]) for at, part in enumerate(parts[:40])]


def _asked(premise: Premise, text: str, camera: Camera) -> Shot:
    slots = read_slots(text, base=premise.look)
    people = tuple(_same(premise, c) for c in slots.characters) or (
        premise.cast[:1] if re.search(r"\b(?:she|he|they|her|his|him)\b", text, re.I) else ()
    )
    props = tuple(_same_thing(premise, p) for p in slots.props)
    told = slots.with_(
        shot_size=slots.shot_size if "shot_size" not in slots.inferred and slots.shot_size else camera.size,
        angle=slots.angle or Angle.EYE,
        movement=slots.movement or camera.move,
        movement_speed=slots.movement_speed or Speed.SLOW,
        lens=slots.lens or camera.lens,
        action=text.strip(" ,.").strip(),
        characters=people,
        props=props,
        setting=slots.setting or premise.setting,
        subject=slots.subject or premise.product,
        inferred=(*slots.inferred, *(n for n in ("movement", "lens", "angle", "movement_speed") if getattr(slots, n) in (None, ""))),
    )
    return Shot("asked", 1.0, told)


def _same(premise: Premise, person: Character) -> Character:
    """The cast's own description where the shot names someone of the cast."""
    known = next((c for c in premise.cast if c.name == person.name), None)
    return known.with_(pose=person.pose, gaze=person.gaze, emotion=person.emotion) if known else person


def _same_thing(premise: Premise, prop: Prop) -> Prop:
    return premise.prop.with_(held_by=prop.held_by) if premise.prop and prop.name == premise.prop.name else prop


def _numbered(text: str) -> list[str]:
    marks = list(_NUMBERED.finditer("\n" + text))
    if len(marks) < 2:
        return []
    ends = [m.start() for m in marks[1:]] + [len(text) + 1]
    parts = [("\n" + text)[m.end() : end].strip(" \n,.;") for m, end in zip(marks, ends, strict=True)]
    return [" ".join(p.split()) for p in parts if len(p.split()) >= 2]


def _sequence(text: str) -> list[str]:
    """The steps of a brief told in order; two or more "then" or one "then" and a "finally" make an order."""
    if len(_THEN.findall(text)) < 2:
        return []
    body = text.split(":", 1)[1] if ":" in text[:80] else text
    parts = [" ".join(p.split()) for p in _THEN.split(body)]
    lead = (
        re.sub(r"^.*?\b(?:where|in which|of|about|showing|with)\b\s+(?=an?\b|the\b)", "", parts[0], count=1, flags=re.IGNORECASE)
        if parts
        else ""
    )
    return [p for p in (lead, *parts[1:]) if len(p.split()) >= 3]


_TECHNICAL = re.compile(
    r"\b(?:\d+|seconds?|minutes?|budget|text|title|tagline|music|score|soundtrack|voice|audio|style|format|vertical|square|widescreen"
    r"|landscape|portrait|mood|light|lighting|lens|camera|grain|palette|colou?rs?|tones?|logo|cta|caption|subtitles?|drums?|piano|aimed"
    r"|targeting|tiktok|instagram|youtube|ending|ends?|please|make|create|need|want|no|shots?|cuts?)\b",
    re.IGNORECASE,
)


def said_scenes(premise: Premise) -> tuple[str, ...]:
    """Moments the brief itself describes beside its subject ("golden retriever running through a wheat field"), at most four."""
    scenes = []
    subject = (premise.brief.subject or "").lower()
    for part in re.split(r"[,.;:!?\n]|\bthen\b", premise.reading.plain):
        words = part.split()
        if (
            not 3 <= len(words) <= 16
            or _TECHNICAL.search(part)
            or read_form(Doc(part)) is not None
            or (subject and subject in part.lower())
        ):
            continue
        slots = read_slots(part)
        moves = slots.action or re.search(r"\b(?:in|on|at|with|through|over|under|across|along)\b", part)
        if moves and (slots.props or slots.characters) and "characters" not in slots.inferred:
            scenes.append(" ".join(words))
    return tuple(dict.fromkeys(scenes))[:4]


_GIVEN_UP = ("use", "moment", "detail", "escalation", "benefit", "texture")


def with_scenes(premise: Premise, shots: list[Shot]) -> list[Shot]:
    """The shots with the brief's own scenes in place of the ones that are needed least."""
    if premise.form in ("logo", "talking-head", "avatar", "explainer", "ugc", "ecommerce") or len(shots) < 3:
        return shots
    told = list(shots)
    free = [at for at, s in enumerate(told) if s.beat.split()[0] in _GIVEN_UP]
    order = sorted(free, key=lambda at: (_GIVEN_UP.index(told[at].beat.split()[0]), at))
    shown = " ".join(s.slots.action.lower() for s in shots)
    scenes = [s for s in said_scenes(premise) if (read_slots(s).action or s).lower() not in shown]
    for scene, at in zip(scenes, order[: max(1, len(shots) - 3)], strict=False):
        old = told[at]
        camera = Camera(old.slots.shot_size or Size.MS, old.slots.movement or Move.PUSH_IN, old.slots.movement_speed or Speed.SLOW)
        made = _asked(premise, scene, camera)
        told[at] = replace(made, beat=old.beat, weight=max(old.weight, 1.0), lines=old.lines, slots=made.slots.with_(on_screen_text=()))
    return told


def trailer_shots(premise: Premise, count: int) -> list[Shot]:
    """Establishing, character, inciting moment, escalation in quick cuts, hero beat, title card."""
    tale = tale_of(premise)
    genre, fill = tale["genre"], tale["fill"]
    key: Key | None = tale["key"]
    fast = Speed.FAST
    head = [
        beat(premise, tale, "establishing", Camera(Size.EWS, Move.DRONE, Speed.SLOW), genre["establish"], 1.3, people=False),
        beat(premise, tale, "character", Camera(Size.MCU, Move.PUSH_IN), genre["meet"], 1.1),
        beat(
            premise,
            tale,
            "inciting moment",
            Camera(Size.WS if key and key.kind != "small" else Size.MS, Move.PUSH_IN),
            tale["deed"] or genre["turn"],
            1.1,
            people=bool(tale["deed"]) or None,
        ),
    ]
    quick = [
        Camera(Size.ECU, Move.STATIC),
        Camera(Size.WS, Move.TRACKING, fast),
        Camera(Size.CU, Move.HANDHELD, fast, Angle.DUTCH),
        Camera(Size.MS, Move.WHIP_RIGHT, Speed.SNAP),
    ]
    cuts = rising(premise, genre, key)
    rise = [beat(premise, tale, f"escalation {n + 1}", quick[n % 4], cuts[n % len(cuts)], 0.6) for n in range(max(0, count - 5))]
    peak = beat(
        premise,
        tale,
        "hero beat",
        Camera(Size.WS if count > 4 else Size.MS, Move.CRANE_UP, Speed.MEDIUM, Angle.LOW),
        load_lexicon("tales")[f"key_{key.kind}"]["peak"] if key else genre["peak"],
        1.2,
    )
    title = _title_card(premise, tale)
    shots = [*head, *rise, peak, title]
    lines = [fill(line) for line in genre["vo"]]
    voiced = {0: lines[0], 2: lines[1], len(shots) - 2: lines[2]}
    spoken = [replace(s, lines=(voiced[at],) if at in voiced else ()) for at, s in enumerate(shots)]
    return _shortened(spoken, count)


def _shortened(shots: list[Shot], count: int) -> list[Shot]:
    for name in ("escalation", "character", "hero beat", "establishing"):
        while len(shots) > max(1, count) and any(s.beat.startswith(name) for s in shots):
            shots = [s for at, s in enumerate(shots) if at != max(i for i, x in enumerate(shots) if x.beat.startswith(name))]
    return shots[:-1] + shots[-1:] if len(shots) <= count else shots[: max(1, count)]


def story_shots(premise: Premise, count: int) -> list[Shot]:
    """Where, who, what happens, the detail that matters, how it leaves us."""
    tale = tale_of(premise)
    cover = load_lexicon("tales")["life" if tale["alive"] else "things"]
    deed = tale["deed"] or cover[0]
    beats = [
        beat(
            premise, tale, "establishing", Camera(Size.EWS, Move.PULL_OUT, lens="24mm wide"), establishing(premise, tale), 1.2, people=False
        ),
        beat(premise, tale, "first sight", Camera(Size.MS, Move.TRACKING, lens="35mm"), tale["meet"], 1.0),
        beat(premise, tale, "what happens", Camera(Size.MCU, Move.PUSH_IN, lens="50mm"), deed, 1.3),
        beat(premise, tale, "detail", Camera(Size.INSERT, Move.STATIC, lens="100mm macro"), tale["detail"], 0.8),
        beat(premise, tale, "last look", Camera(Size.WS, Move.CRANE_UP, lens="24mm wide"), tale["leave"], 1.2),
    ]
    if count == 1:
        return _texted([replace(beats[2], slots=beats[2].slots.with_(shot_size=ShotSize.MS))], premise)
    cameras = [
        Camera(Size.CU, Move.HANDHELD, Speed.MEDIUM),
        Camera(Size.MWS, Move.TRUCK_LEFT),
        Camera(Size.WS, Move.PAN_RIGHT),
        Camera(Size.MCU, Move.ORBIT_RIGHT),
    ]
    for n in range(max(0, count - 5)):
        beats.insert(-1, beat(premise, tale, f"moment {n + 1}", cameras[n % 4], cover[(n + 1) % len(cover)], 0.9))
    for name in ("detail", "first sight", "establishing"):
        if len(beats) > max(2, count):
            beats = [b for b in beats if b.beat != name]
    return _texted(beats, premise)


def _texted(beats: list[Shot], premise: Premise) -> list[Shot]:
    """Quoted on-screen text on the last shot."""
    last = beats[-1]
    texts = premise.brief.on_screen_text[:3]
    return [*beats[:-1], replace(last, slots=last.slots.with_(on_screen_text=texts))] if texts else beats


_LIGHT_OF = {"day": "daylight", "noon": "hard noon light", "sunset": "the last of the sun", "night": "night"}


def establishing(premise: Premise, tale: dict[str, Any]) -> str:
    """What the first view of the place shows."""
    weather = {"rain": "rain falls", "snow": "snow falls", "storm": "a storm breaks", "fog": "fog lies", "wind": "wind moves"}.get(
        premise.look.weather, ""
    )
    hour = premise.look.time_of_day
    opening = weather or (
        f"{'the ' if hour == 'blue hour' else ''}{_LIGHT_OF.get(hour, f'{hour} light')} spreads" if hour else "the light changes"
    )
    return f"{opening} {in_place(premise.setting)}"


def tale_of(premise: Premise) -> dict[str, Any]:
    """Who it is about, where, what happens, in words that agree."""
    genre = load_lexicon("tales")["genres"][genre_of(premise.brief.text)]
    hero, deed = hero_and_deed(premise)
    place = in_place(premise.setting)
    key = key_of(premise, hero)
    words = {
        **premise.words,
        "hero": hero,
        "Hero": hero[:1].upper() + hero[1:],
        "in_place": place,
        "key": key.called if key else "it",
        "beacon": "lighthouse on a headland" if ground_of(premise.setting) == "water" else "",
    }
    alive = bool(premise.cast) or bool(_creatures(premise))

    def fill(template: str) -> str:
        return " ".join(template.format_map(words).split())

    detail = f"a close look at the {premise.prop.name}" if premise.prop and premise.prop.name not in hero else f"a close look at {hero}"
    return {
        "genre": genre,
        "hero": hero,
        "deed": deed,
        "fill": fill,
        "alive": alive,
        "words": words,
        "detail": detail,
        "key": key,
        "inside": inside_of(premise, genre),
        "outside": outside_of(premise, genre),
        "meet": f"{hero} come{_s(hero)} into view {place}",
        "leave": f"{hero} grow{_s(hero)} small {place}",
    }


def _s(hero: str) -> str:
    return "" if is_plural(hero) else "s"


def _creatures(premise: Premise) -> list[str]:
    entries = load_lexicon("world")["props"]
    animals = {n for key, e in entries.items() if e.get("category") == "creature" for n in (key, *e["say"])}
    return [p.name for p in premise.reading.slots.props if p.name in animals]


_SCENERY = re.compile(r"\s+(?:all\s+)?(?:alone|stranded|trapped|lost|aboard|in|on|at|inside|near|by|under|across)\b", re.IGNORECASE)


def hero_and_deed(premise: Premise) -> tuple[str, str]:
    """ "keeper who finds a message" → ("the keeper", "the keeper finds a message"); the deed is "" when none is told."""
    subject = premise.brief.subject or premise.product or "the day"
    words = subject.split()
    at = next((n for n in range(1, len(words)) if _acts(words, n)), None)
    split = re.match(r"(.+?)\s+(?:who|that|which)\s+(.+)$", subject)
    # "a keeper who finds …", but not "a violinist befriends a dog that …": what comes first is the verb of whom it is about.
    if split and (at is None or len(split.group(1).split()) <= at):
        hero = _definite(split.group(1))
        return hero, _clause(hero, split.group(2))
    if at is not None:
        hero = _definite(_SCENERY.split(" ".join(words[:at]), maxsplit=1)[0])
        return hero, _clause(hero, " ".join(words[at:]))
    living = (premise.cast[0].name if premise.cast else "") or next(iter(_creatures(premise)), "")
    place = re.split(r"\s+(?:in|on|at|under|across|through|over|from|inside|near|by|with|for)\s+", subject, maxsplit=1)[0]
    place = _SCENERY.split(place, maxsplit=1)[0]
    named = not living or re.search(rf"\b{re.escape(living.split()[-1])}", place, re.IGNORECASE)
    hero = _definite(place if named else living)
    slots = premise.reading.slots
    acts = slots.action and "action" not in slots.inferred and (living or _does(hero, slots.action, premise.reading.plain))
    # "the wrong painting" is a thing: one word after an article is nobody's doing.
    noun = " " not in slots.action and re.search(
        rf"\b(?:the|an?)\s+(?:\w+\s+)?{re.escape(slots.action)}\b", premise.reading.plain, re.IGNORECASE
    )
    return hero, _clause(hero, slots.action) if acts and not noun else _plural_deed(hero, premise.reading.plain)


def _plural_deed(hero: str, text: str) -> str:
    """What several people do ("two sisters race a storm"), which no list of verbs in the third person finds; "" where they do nothing."""
    told = re.search(rf"\b{re.escape(hero.removeprefix('the '))}\s+([^.;:!?\n]+)", " ".join(text.split()), re.IGNORECASE)
    words = [hero.split()[-1], *told.group(1).split()] if told else []
    return f"{hero} {' '.join(words[1:])}" if len(words) > 1 and _acts(words, 1) else ""


def _acts(words: list[str], at: int) -> bool:
    """Whether the word is what the ones before it do: "keeper finds", "two sisters race"."""
    verbs, word = load_lexicon("world")["verbs"], words[at].lower()
    return word in verbs or word == "being" or (is_plural(words[at - 1]) and f"{word}s" in verbs)


def _does(hero: str, action: str, text: str) -> bool:
    """True where the text says that this thing does that."""
    return bool(re.search(rf"\b{re.escape(hero.split()[-1])}\W+{re.escape(action)}", " ".join(text.split()), re.IGNORECASE))


def _clause(hero: str, action: str) -> str:
    """The hero doing it, in the present tense."""
    first = action.split(" ", 1)[0].lower()
    helper = ("are " if is_plural(hero) else "is ") if first.endswith("ing") else ""
    return f"{hero} {helper}{action}"


def _definite(noun: str) -> str:
    bare = re.sub(r"^(?:an?|the|our|my)\s+", "", noun.strip(), flags=re.IGNORECASE)
    return bare if bare[:1].isupper() and not bare.isupper() else f"the {bare}"


def _title_card(premise: Premise, tale: dict[str, Any]) -> Shot:
    words = premise.brief.on_screen_text[:2] or (film_title(premise, tale),)
    card = shot(
        premise,
        "title",
        Camera(Size.MS, Move.STATIC),
        "the title burns in over black",
        weight=1.1,
        people=False,
        product=False,
        text=words,
        setting="studio",
        lines=(),
    )
    return replace(card, slots=card.slots.with_(subject="title card", composition="centred", palette=("black", "white"), props=()))


def film_title(premise: Premise, tale: dict[str, Any]) -> str:
    """The title said, else one made of the story's own nouns."""
    if premise.brand:
        return premise.brand
    return title_case(re.sub(r"^(?:the )?(?:an? )?(?:young|old|lonely|brave|little)?\s*", "The ", tale["hero"], count=1))
