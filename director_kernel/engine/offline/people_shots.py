"""Films in which a person talks to us: creator videos, talking heads, avatars, explainers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.premise import Premise
from director_kernel.engine.offline.shots import Camera, Shot, shot, words_in
from director_kernel.schema.slots import Character, Movement, ShotSize, Speed

Size, Move = ShotSize, Movement


def ugc_shots(premise: Premise, count: int) -> list[Shot]:
    """A creator's video: hook, problem, the thing up close, first try, proof, sign-off; all handheld, all spoken."""
    ugc = load_lexicon("tales")["ugc"]
    said = list(premise.brief.dialogue)
    plan = [("hook", Size.MCU), ("problem", Size.MS), ("show", Size.CU), ("use", Size.MS), ("proof", Size.CU), ("close", Size.MWS)]
    order = {
        1: ["show"],
        2: ["hook", "use"],
        3: ["hook", "show", "use"],
        4: ["hook", "show", "use", "close"],
        5: ["hook", "problem", "show", "use", "close"],
    }
    names = order.get(count, [n for n, _ in plan])
    entries: list[tuple[str, ShotSize, Any]] = [(n, s, ugc[n]) for n, s in plan if n in names]
    for extra in range(max(0, count - len(plan))):
        entries.insert(-2, (f"moment {extra + 1}", Size.MCU if extra % 2 else Size.MS, ugc["extra"][extra % len(ugc["extra"])]))
    claims = [*premise.claims]
    shots = []
    for at, (name, size, entry) in enumerate(entries):
        lines = said[at : at + 1] if said else ([claims[0], *entry["vo"]] if name == "proof" and claims else None)
        if said and not lines:
            lines = [""]
        made = shot(
            premise,
            name,
            Camera(size, Move.HANDHELD, Speed.SLOW, lens="28mm phone"),
            _ugc_entry(premise, name, entry),
            lines=lines,
            product=name != "hook" and name != "problem",
            attached="product" if name in ("show", "use", "proof", "close") else "",
        )
        shots.append(_speaking(made, premise))
    return _with_text(shots, premise)


def _ugc_entry(premise: Premise, name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The category's own use where the product has one."""
    if name == "use" and premise.category != "general" and premise.cast and "{who}" in premise.copy["use"]["do"]:
        return {**entry, "do": premise.copy["use"]["do"]}
    return entry


def talking_shots(premise: Premise, count: int) -> list[Shot]:
    """One person to camera: the script cut into breaths, framed a size apart so that the cuts work."""
    tale = load_lexicon("tales")["talking"]
    script = script_of(premise, tale["script"])
    parts = _parted(script, max(1, count))
    sizes = (Size.MS, Size.MCU, Size.CU, Size.MCU)
    shots = []
    for at, part in enumerate(parts):
        action = tale["main"][at % len(tale["main"])]
        camera = Camera(sizes[at % 4], Move.STATIC if at % 2 else Move.PUSH_IN, Speed.ULTRA_SLOW, lens="85mm")
        made = shot(
            premise,
            "opening" if at == 0 else "close" if at == len(parts) - 1 else f"point {at}",
            camera,
            {"do": action},
            people=True,
            product=False,
            lines=[part],
            weight=max(1, words_in(part)),
            setting=premise.setting or "studio",
        )
        shots.append(_speaking(made, premise))
    return _with_text(shots, premise)


def script_of(premise: Premise, usual: Sequence[str]) -> str:
    """The quoted lines, word for word; else a short script about the subject."""
    if premise.brief.dialogue:
        return " ".join(premise.brief.dialogue)
    claims = " ".join(premise.claims)
    lines = [usual[0].format_map({"name": premise.name if premise.brand else premise.words["the_product"]}), claims or usual[1], *usual[2:]]
    return " ".join(line for line in lines if line)


def _parted(script: str, count: int) -> list[str]:
    """`script` in at most `count` parts of whole sentences, as even as can be."""
    sentences: list[str] = []
    for sentence in re.findall(r"[^.!?…]+[.!?…]*", script) or [script]:
        if sentences and words_in(sentences[-1]) < 3:
            sentences[-1] += sentence
        else:
            sentences.append(sentence)
    count = min(count, len(sentences))
    per, parts = len(sentences) / count, []
    for at in range(count):
        parts.append("".join(sentences[round(at * per) : round((at + 1) * per)]).strip())
    return [p for p in parts if p]


def _speaking(made: Shot, premise: Premise) -> Shot:
    """The shot with its person talking to camera."""
    people = made.slots.characters or premise.cast[:1]
    if not people:
        return made
    first = people[0]
    talking: tuple[Character, ...] = (
        first.with_(gaze="to camera", pose=first.pose if first.pose not in ("", "standing") else "talking"),
        *people[1:],
    )
    return replace(made, slots=made.slots.with_(characters=talking), speaker=first.name)


def explainer_shots(premise: Premise, count: int) -> list[Shot]:
    """Question, the parts, how they work one after the other, the result, end card."""
    tale = load_lexicon("tales")["explainer"]
    topic = premise.brief.subject or premise.product
    words = {
        "topic": topic,
        "topic_question": topic
        if re.match(r"(?:how|why|what|where|when|who)\b", topic, re.I)
        else f"how {'they' if topic.endswith('s') else 'it'} work{'' if topic.endswith('s') else 's'}",
    }
    lines = [line.format_map(words) for line in tale["hook"]["vo"]]
    if premise.brief.dialogue:
        lines = [premise.brief.dialogue[0]]
    shots = [shot(premise, "question", Camera(Size.MS, Move.PUSH_IN, lens="35mm"), {**tale["hook"], "vo": ()}, lines=lines, product=True)]
    shots.append(shot(premise, "the parts", Camera(Size.CU, Move.ORBIT_RIGHT, lens="50mm"), tale["parts"], product=True, people=False))
    cameras = (
        Camera(Size.INSERT, Move.PUSH_IN, lens="100mm macro"),
        Camera(Size.CU, Move.TRUCK_RIGHT),
        Camera(Size.MS, Move.PULL_OUT),
        Camera(Size.WS, Move.STATIC),
    )
    others = tuple(p for p in premise.reading.slots.props if premise.prop and p.name != premise.prop.name)
    for n in range(max(1, count - 3)):
        at = n % len(tale["step"])
        vo = [tale["step_vo"][at]] if n < len(tale["step"]) else []
        made = shot(premise, f"step {n + 1}", cameras[n % 4], {"do": tale["step"][at]}, lines=vo, people=False, product=True)
        shots.append(replace(made, slots=made.slots.with_(props=(others[n // 2 % len(others)],))) if others and n % 2 else made)
    shots.append(shot(premise, "result", Camera(Size.MCU, Move.PULL_OUT, lens="50mm"), tale["result"], product=True))
    title = premise.brief.on_screen_text[:2] or (topic[:1].upper() + topic[1:],)
    last = shots[-1]
    shots[-1] = replace(last, slots=last.slots.with_(on_screen_text=title))
    return shots if count >= len(shots) else [*shots[: max(1, count - 1)], shots[-1]][: max(1, count)]


def _with_text(shots: list[Shot], premise: Premise) -> list[Shot]:
    """Quoted on-screen text on the last shot."""
    if premise.brief.on_screen_text and shots:
        last = shots[-1]
        shots[-1] = replace(last, slots=last.slots.with_(on_screen_text=premise.brief.on_screen_text[:3]))
    return shots
