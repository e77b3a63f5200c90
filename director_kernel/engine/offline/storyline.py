"""From premise to shots: an ad, a trailer, a logo, a creator's video … each told the way its kind is told."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.beats import asked_shots, story_shots, trailer_shots, with_scenes
from director_kernel.engine.offline.naming import short_noun, title_case
from director_kernel.engine.offline.people_shots import explainer_shots, talking_shots, ugc_shots
from director_kernel.engine.offline.premise import Premise
from director_kernel.engine.offline.shots import Camera, Shot, shot, timed
from director_kernel.engine.offline.tour import is_tour, tour_shots
from director_kernel.schema.slots import Angle, KeySide, Movement, ShotSize, Speed

Size, Move = ShotSize, Movement
USUAL_SECONDS = {
    "ad": 15.0,
    "product": 15.0,
    "vertical": 15.0,
    "ugc": 20.0,
    "ecommerce": 10.0,
    "logo": 5.0,
    "trailer": 30.0,
    "story": 20.0,
    "explainer": 45.0,
    "talking-head": 20.0,
    "avatar": 15.0,
    "prototype": 8.0,
    "image": 0.0,
}
"""Seconds a piece of this form usually runs."""
_PACE = {
    "trailer": 2.6,
    "ad": 2.6,
    "vertical": 2.5,
    "ugc": 4.0,
    "ecommerce": 2.5,
    "logo": 1.7,
    "story": 4.0,
    "explainer": 5.0,
    "talking-head": 6.0,
    "avatar": 5.0,
    "prototype": 4.0,
    "product": 2.8,
}


def tell(premise: Premise, seconds: float) -> tuple[Shot, ...]:
    """The shots of the film, their lengths adding up to `seconds`."""
    count = shot_count(premise, seconds)
    written = asked_shots(premise)
    shots = written or (tour_shots(premise, count) if is_tour(premise) else with_scenes(premise, _TELLERS[premise.form](premise, count)))
    return timed(_varied(shots), seconds)


def shot_count(premise: Premise, seconds: float) -> int:
    """How many cuts the length holds at this form's pace, or as many as were asked for; fast moods cut faster, calm ones slower."""
    if premise.brief.shots:
        return min(premise.brief.shots, max(1, int(seconds / 0.5)), 60)
    pace = _PACE.get(premise.form, 3.0) * (1.35 if seconds > 45 and premise.form in ("story", "explainer") else 1.0)
    pace *= 0.75 if "energetic" in premise.look.mood else 1.3 if {"calm", "dreamy", "luxurious"} & set(premise.look.mood) else 1.0
    return max(1, min(60, round(seconds / pace)))


def ad_shots(premise: Premise, count: int) -> list[Shot]:
    """Hook and problem, texture, product, use, benefit, end card."""
    copy, energetic = premise.copy, "energetic" in premise.look.mood
    speed = Speed.FAST if energetic else Speed.SLOW
    people = bool(premise.cast)
    kept = {name: copy[name] for name in ("problem", "texture", "hero", "use", "benefit")}
    kept = kept if people else {n: e for n, e in kept.items() if "{who}" not in e["do"] and "{their}" not in e["do"]}
    told = [c for c in premise.claims]
    benefit = [*told[:1], *kept["benefit"]["vo"]] if told and "benefit" in kept else None
    used = _said_action(premise)
    beats: list[Shot] = []
    if "problem" in kept:
        beats.append(
            shot(
                premise,
                "hook",
                Camera(Size.MCU, Move.HANDHELD if energetic else Move.PUSH_IN, speed, lens="50mm"),
                kept["problem"],
                weight=1.0,
            )
        )
    beats.append(
        shot(
            premise,
            "texture",
            Camera(Size.INSERT, Move.PUSH_IN, Speed.ULTRA_SLOW, lens="100mm macro"),
            kept["texture"],
            weight=0.8,
            product=True,
        )
    )
    beats.append(
        shot(
            premise,
            "hero",
            Camera(Size.CU, Move.ORBIT_RIGHT, speed, Angle.LOW, "85mm"),
            kept["hero"],
            weight=1.1,
            people=False,
            product=True,
            attached="product",
        )
    )
    if "use" in kept or used:
        beats.append(
            shot(
                premise,
                "use",
                Camera(Size.MS, Move.TRACKING if energetic else Move.TRUCK_RIGHT, speed, lens="35mm"),
                _use(kept, used),
                weight=1.1,
                people=people,
                product=True,
                attached="product",
            )
        )
    if "benefit" in kept:
        beats.append(
            shot(premise, "benefit", Camera(Size.MWS, Move.PULL_OUT, speed, lens="85mm"), kept["benefit"], weight=1.0, lines=benefit)
        )
    return _fit([*beats, end_card(premise)], count, premise)


def _use(kept: Mapping[str, Any], used: str) -> Mapping[str, Any]:
    """The use beat, with what the brief says happens in it."""
    entry = kept.get("use", {"vo": ()})
    return {**entry, "do": _brace(used)} if used else entry


def _said_action(premise: Premise) -> str:
    """The action the brief gives its person ("a runner ties her shoes" → "the runner ties her shoes"), in the third person."""
    slots = premise.reading.slots
    if not slots.characters or "characters" in slots.inferred or not slots.action or "action" in slots.inferred:
        return ""
    return f"{premise.words['who']} {third_person(slots.action)}"


def third_person(action: str) -> str:
    """ "reviewing earbuds" → "is reviewing earbuds"; a finite verb stays."""
    first = action.split(" ", 1)[0]
    return f"is {action}" if first.endswith("ing") else action


def _brace(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def end_card(premise: Premise) -> Shot:
    """Brand, tagline and call to action on a clean field; texts the brief quotes come first."""
    quoted = premise.brief.on_screen_text
    words = quoted[:3] or tuple(w for w in (premise.brand or title_case(short_noun(premise.product)), premise.copy["tagline"]) if w)
    call = () if quoted or premise.form in ("story", "trailer") else (premise.copy["cta"],)
    entry = {
        "do": "{the_product} rest{s} at the centre of a clean field of colour"
        if premise.prop
        else "a clean field of colour holds the words",
        "vo": [premise.copy["tagline"]],
    }
    card = shot(
        premise,
        "end",
        Camera(Size.CU, Move.STATIC, lens="85mm"),
        entry,
        weight=1.0,
        people=False,
        product=True,
        text=(*words, *call),
        setting="studio",
        attached="logo",
    )
    return replace(card, slots=card.slots.with_(composition="centred", shot_size=ShotSize.CU))


def _fit(beats: list[Shot], count: int, premise: Premise) -> list[Shot]:
    """Exactly `count` shots: the least needed go first, extra moments of the category come before the end card."""
    for name in ("texture", "hook", "use", "benefit"):
        if len(beats) <= max(2, count) or len(beats) <= 2:
            break
        beats = [b for b in beats if b.beat != name]
    if count == 1:
        return [next((b for b in beats if b.beat == "hero"), beats[-1])]
    more = load_lexicon("copy")["more_thing" if premise.prop else "more_place"]
    spare = [e for e in (*premise.copy["extra"], *more) if premise.cast or not re.search(r"\{(?:who|Who|their|them)\}", e["do"])]
    cameras = (
        Camera(Size.INSERT, Move.TRUCK_LEFT, lens="100mm macro"),
        Camera(Size.WS, Move.CRANE_UP, lens="24mm wide"),
        Camera(Size.CU, Move.HANDHELD, Speed.MEDIUM, lens="50mm"),
        Camera(Size.MS, Move.ORBIT_LEFT, lens="35mm"),
        Camera(Size.MWS, Move.TRACKING, Speed.MEDIUM, lens="35mm"),
        Camera(Size.ECU, Move.PUSH_IN, Speed.ULTRA_SLOW, lens="100mm macro"),
    )
    at = 0
    while len(beats) < count:
        entry = spare[at % len(spare)]
        variant = dict(entry) if at < len(spare) else {**entry, "vo": ()}
        beats.insert(len(beats) - (2 if at % 2 else 1), shot(premise, f"moment {at + 1}", cameras[at % len(cameras)], variant, weight=0.8))
        at += 1
    return beats


def product_shots(premise: Premise, count: int) -> list[Shot]:
    """A product film: the thing itself leads, people only where they use it."""
    beats = ad_shots(premise, max(count, 2) + (1 if premise.cast else 0))
    lead = [b for b in beats if b.beat == "hero"]
    rest = [b for b in beats if b.beat not in ("hero", "hook")]
    return _fit([*lead, *rest] if lead else rest, count, premise)


def shop_shots(premise: Premise, count: int) -> list[Shot]:
    """A listing: hero on white, full turn, detail, scale, room for the price."""
    shop = load_lexicon("tales")["shop"]
    white = premise.brief.setting or "studio"
    names = [n for n in ("hero", "turn", "detail", "scale", "end") if n != "scale" or premise.brief.subject]
    cameras = {
        "hero": Camera(Size.CU, Move.PUSH_IN, lens="85mm"),
        "turn": Camera(Size.CU, Move.ORBIT_RIGHT, Speed.MEDIUM, lens="85mm"),
        "detail": Camera(Size.ECU, Move.TRUCK_RIGHT, lens="100mm macro"),
        "scale": Camera(Size.MCU, Move.STATIC, lens="50mm"),
        "end": Camera(Size.MS, Move.PULL_OUT, lens="85mm"),
        "extra 1": Camera(Size.CU, Move.STATIC, angle=Angle.OVERHEAD),
        "extra 2": Camera(Size.CU, Move.TRUCK_LEFT),
    }
    order = {1: ["turn"], 2: ["hero", "turn"], 3: ["hero", "turn", "detail"], 4: ["hero", "turn", "detail", "end"]}.get(count, names)
    entries = {**{n: shop[n] for n in names}, "extra 1": shop["extra"][0], "extra 2": shop["extra"][1]}
    while len(order) < count:
        order = [*order[:-1], ("extra 1", "extra 2", "turn", "detail")[(len(order) - 1) % 4], order[-1]]
    text = premise.brief.on_screen_text
    shots = [
        shot(
            premise,
            n,
            cameras[n],
            entries[n],
            people=False,
            product=True,
            setting=white,
            text=text if n == order[-1] else (),
            attached="product",
        )
        for n in order
    ]
    return [
        replace(
            s,
            slots=s.slots.with_(
                light_setup="high key", palette=s.slots.palette if "palette" in premise.said else ("pure white", "soft grey")
            ),
        )
        for s in shots
    ]


def logo_shots(premise: Premise, count: int) -> list[Shot]:
    """Build-up, reveal, resolve with the tagline."""
    dark = {
        n: v
        for n, v in (
            ("light_source", "studio"),
            ("light_quality", "glowing"),
            ("key_side", KeySide.BACK),
            ("weather", ""),
            ("style", ("glossy",)),
        )
        if n not in premise.said
    }
    premise = replace(
        premise, look=premise.look.with_(**dark, time_of_day=premise.look.time_of_day if "time_of_day" in premise.said else None)
    )
    logo = load_lexicon("tales")["logo"]
    elements = logo["elements"].get(premise.category, logo["elements"]["default"])
    name = logo_name(premise)
    words = {"elements": elements, "name": name}

    def say(template: str) -> dict[str, Any]:
        text = _brace(template.format_map(words))
        return {"do": text, "vo": ()}

    tagline = [t for t in premise.brief.on_screen_text if t != name][:2]
    stage = premise.brief.setting or "studio"
    quick = Speed.FAST if "energetic" in premise.look.mood else Speed.MEDIUM
    reveal = shot(
        premise,
        "reveal",
        Camera(Size.MS, Move.PUSH_IN, quick),
        say(logo["reveal"]),
        weight=1.0,
        people=False,
        product=False,
        text=[name],
        setting=stage,
        attached="logo",
    )
    resolve = shot(
        premise,
        "resolve",
        Camera(Size.MS, Move.STATIC),
        say(logo["resolve"]),
        weight=1.2,
        people=False,
        product=False,
        text=[name, *tagline],
        setting=stage,
        attached="logo",
    )
    build = shot(
        premise,
        "build-up",
        Camera(Size.WS, Move.ORBIT_RIGHT, quick),
        say(logo["build"][premise.brief.seed % 2]),
        weight=1.0,
        people=False,
        product=False,
        setting=stage,
    )
    gather = shot(
        premise,
        "gathering",
        Camera(Size.CU, Move.TRACKING, Speed.FAST),
        say(logo["gather"]),
        weight=0.8,
        people=False,
        product=False,
        setting=stage,
    )
    shots = {1: [reveal], 2: [build, resolve], 3: [build, reveal, resolve]}.get(count, [build, gather, reveal, resolve])
    return [
        replace(
            s,
            slots=s.slots.with_(
                subject=f"{name} logo",
                composition="centred",
                palette=s.slots.palette if "palette" in premise.said else ("black", "white", "one accent"),
            ),
        )
        for s in shots
    ]


def logo_name(premise: Premise) -> str:
    """The words of the mark: quoted, called, or the subject itself."""
    quoted = next((t for t in premise.brief.on_screen_text), "")
    bare = re.sub(r"\b(?:logo|reveal|animation|animated|sting|intro)\b", " ", premise.product, flags=re.IGNORECASE)
    bare = re.sub(r"^\s*(?:for|of)\s+(?:an?\s+|the\s+|my\s+|our\s+)?", "", " ".join(bare.split()))
    return premise.brand or quoted or " ".join(w[:1].upper() + w[1:] for w in bare.split()) or "Your logo"


def prototype_shots(premise: Premise, count: int) -> list[Shot]:
    """The idea in the fewest shots."""
    return product_shots(premise, count) if premise.sells else story_shots(premise, count)


def vertical_shots(premise: Premise, count: int) -> list[Shot]:
    """A social clip: an ad for a product, else a story; the first second has the hook either way."""
    return ad_shots(premise, count) if premise.sells else story_shots(premise, count)


def _varied(shots: Sequence[Shot]) -> list[Shot]:
    """No two neighbours in the same size: the second steps one size closer or wider (a cut needs a reason)."""
    ladder = list(ShotSize)
    kept: list[Shot] = []
    for one in shots:
        size = one.slots.shot_size
        if (
            kept
            and size is not None
            and size == kept[-1].slots.shot_size
            and not one.beat.startswith("room")
            and one.beat not in ("end", "title", "asked", "hero beat", "establishing", "resolve")
            and "shot_size" in one.slots.inferred
        ):
            at = ladder.index(size)
            one = replace(one, slots=one.slots.with_(shot_size=ladder[at - 1 if at > 4 else at + 1]))
        kept.append(one)
    return kept


_TELLERS: dict[str, Callable[[Premise, int], list[Shot]]] = {
    "ad": ad_shots,
    "product": product_shots,
    "vertical": vertical_shots,
    "ecommerce": shop_shots,
    "logo": logo_shots,
    "trailer": trailer_shots,
    "story": story_shots,
    "prototype": prototype_shots,
    "ugc": ugc_shots,
    "explainer": explainer_shots,
    "talking-head": talking_shots,
    "avatar": talking_shots,
}
