"""How many prompts a core compiles in a second, beside Jinja2 rendering the same text from a template made of the same dialect.

The template has the dialect's conditionals, forms and words and nothing else: it keeps no account of the slots, draws no source map,
knows no limit and looks for nothing forbidden. Who does what, where and when can't be woven into a sentence by a template, which doesn't
look for words in a text: it is given the stretches our weave made and puts them together, while our rate holds the weaving too. Both give
the same bytes, which is checked first. The shots are many and different.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence

from director_kernel.catalog import load_catalog
from director_kernel.prompts.compile import compiler_of
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.people import look_of, thing
from director_kernel.prompts.program import MOVING
from director_kernel.prompts.weaving import Manner, Woven, weave
from director_kernel.schema.dialect import Dialect, Phrase
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Angle, Character, KeySide, Line, Movement, Prop, ShotSize, Slots, Speed, TimeOfDay

TARGETS = ("plain", "veo-3", "flux", "seedance", "runway")
SHOTS = 60
ROUNDS = 7
_WOVEN = (
    "{% for piece in w['SLOT'].pieces %}{% if p and piece.glue is not none %}{% do p.append(p.pop() ~ piece.glue ~ piece.text) %}"
    "{% else %}{% do p.append(piece.text) %}{% endif %}{% endfor %}"
)
_TOGETHER = ("style", "mood", "palette", "sound")


def run() -> list[dict[str, object]]:
    """One row: compiles a second and core, all targets together."""
    catalog = load_catalog()
    compiler, shots = compiler_of(catalog), deck()
    pairs: list[tuple[Callable[[Slots], str], Callable[[Slots], str]]] = []
    for name in TARGETS:
        dialect = catalog.dialects[name]
        target = Target(dialect.kinds[0], dialect=name)
        render = _renderer(dialect, catalog.dialects["plain"], target.kind, compiler.program(target).manner)
        pairs.append((lambda slots, target=target: compiler.compile(slots, target).prompt, render))  # type: ignore[misc]
        for shot in shots:
            ours, theirs = (call(shot) for call in pairs[-1])
            assert ours == theirs, f"{name}:\n{ours}\n{theirs}"
    rates = [(_rate([a for a, _ in pairs], shots), _rate([b for _, b in pairs], shots)) for _ in range(ROUNDS)]
    mine, peer = statistics.median(a for a, _ in rates), statistics.median(b for _, b in rates)
    return [
        {
            "what": f"compiles a second and core, {len(TARGETS)} targets, with diagnostics and source map",
            "ours": f"{mine:.0f}/s",
            "peer": f"Jinja2, the text alone {peer:.0f}/s",
            "ratio": statistics.median(a / b for a, b in rates),
            "aim": ">= 0.5",
        }
    ]


def _rate(calls: list[Callable[[Slots], str]], shots: list[Slots]) -> float:
    started = time.thread_time()
    for call in calls:
        for shot in shots:
            call(shot)
    return len(calls) * len(shots) / (time.thread_time() - started)


def deck() -> list[Slots]:
    """Shots as directors write them: some slots always, the others now and then."""
    dice = random.Random(5)

    def some(value: object, chance: float = 0.5) -> object:
        return value if dice.random() < chance else None

    shots = []
    for number in range(SHOTS):
        said = {
            "subject": f"old keeper number {number}",
            "action": "climbs the stairs",
            "setting": some("in a lighthouse", 0.8),
            "characters": some((Character(name="Mira", age="20s", gender="f", hair="long brown", wardrobe="red coat"),)),
            "props": some((Prop(name="lantern", colour="brass"),)),
            "shot_size": dice.choice(list(ShotSize)),
            "angle": some(dice.choice(list(Angle))),
            "movement": some(dice.choice(list(Movement)), 0.6),
            "lens": some("35mm"),
            "focus": some("shallow"),
            "time_of_day": some(dice.choice(list(TimeOfDay)), 0.7),
            "weather": some("rain", 0.3),
            "light_source": some("moonlight"),
            "key_side": some(dice.choice(list(KeySide)), 0.4),
            "style": some(("cinematic", "1970s")),
            "mood": some(("lonely",), 0.6),
            "palette": some(("teal", "amber")),
            "grade": some("bleach bypass", 0.3),
            "on_screen_text": some(("Part One",), 0.2),
            "dialogue": some((Line(text="It is late", speaker="Mira", tone="softly"),), 0.4),
            "sound": some(("rain on glass",), 0.4),
            "music": some("slow piano", 0.4),
        }
        if said["movement"] and said["movement"] is not Movement.STATIC:
            said["movement_speed"] = some(dice.choice(list(Speed)))
        shots.append(Slots(**{slot: value for slot, value in said.items() if value is not None}))
    return shots


# The same dialect as a template


def _renderer(dialect: Dialect, common: Dialect, kind: Kind, manner: Manner | None) -> Callable[[Slots], str]:
    from jinja2 import Environment

    environment = Environment(autoescape=False, extensions=["jinja2.ext.do"])
    environment.filters.update(look=look_of, thing=thing, raised=lambda text: text[:1].upper() + text[1:], row=_row)
    for slot in Slots.model_fields:
        environment.globals[f"words_{slot}"] = _phrase(slot, dialect, common).values
    template = environment.from_string("".join(_sentences(dialect, common, kind, manner)))
    if manner is None:
        return lambda slots: template.render(s=slots)
    known: dict[int, Woven] = {}

    def render(slots: Slots) -> str:
        if id(slots) not in known:
            known[id(slots)] = weave(slots.__dict__, manner)
        return template.render(s=slots, w=known[id(slots)])

    return render


def _row(values: Sequence[str], last: str) -> str:
    return ", ".join(values[:-1]) + last + values[-1] if len(values) > 1 else "".join(values)


def _sentences(dialect: Dialect, common: Dialect, kind: Kind, manner: Manner | None) -> Iterator[str]:
    yield "{% set out = [] %}"
    media, woven = kind.media, frozenset((*manner.scene, *manner.place)) if manner else frozenset()
    for one in dialect.sentences:
        if (one.kinds and kind not in one.kinds) or (one.media and media not in one.media):
            continue
        yield "{% set p = [] %}"
        before = ""
        for slot in one.slots:
            if slot in Slots.model_fields and not (media == "image" and slot in MOVING):
                phrase = _phrase(slot, dialect, common)
                if "*" not in phrase.drop:
                    if slot in woven:
                        yield f"{{% if '{slot}' in w %}}{_WOVEN.replace('SLOT', slot)}{{% else %}}"
                    yield from _slot(slot, phrase, before, dialect, common)
                    yield "{% endif %}" if slot in woven else ""
                    before = slot
        raised = "|raised" if one.capital else ""
        end = one.end.rstrip()
        lead = one.lead + one.label
        body = f"(p|join('{one.join}')).rstrip(','){raised}" if manner else f"p|join('{one.join}'){raised}"
        yield f"{{% if p %}}{{% do out.append('{lead}' ~ {body} ~ '{one.trail + end}') %}}{{% endif %}}"
    yield "{{ out|join(' ') }}"


def _phrase(slot: str, dialect: Dialect, common: Dialect) -> Phrase:
    base, own = common.phrases.get(slot, Phrase()), dialect.phrases.get(slot)
    over = common.woven.get(slot) if dialect.weave == "sentences" else None
    if over is not None:
        base = base.model_copy(update={name: getattr(over, name) for name in over.model_fields_set})
    if own is None:
        return base
    given = {name: getattr(own, name) for name in own.model_fields_set}
    return base.model_copy(update={**given, **{k: {**getattr(base, k), **given[k]} for k in ("values", "drop") if k in given}})


def _slot(slot: str, phrase: Phrase, before: str, dialect: Dialect, common: Dialect) -> Iterator[str]:
    """One slot's conditional."""
    if slot == "characters":
        yield "{% for c in s.characters %}{% set l = c|look %}{% do p.append(c.name ~ (' (' ~ l ~ ')' if l else '')) %}{% endfor %}"
        return
    if slot == "props":
        yield "{% for c in s.props %}{% do p.append(c|thing) %}{% endfor %}"
        return
    if slot == "dialogue":
        said = "c.speaker ~ (', ' ~ c.tone ~ ',' if c.tone else '') ~ ' says: \"' ~ c.text ~ '\"'"
        yield f"{{% for c in s.dialogue %}}{{% do p.append({said}) %}}{{% endfor %}}"
        return
    if slot == "on_screen_text":
        head, _, tail = phrase.form.replace("{quoted}", '"{text}"').partition("{text}")
        yield f"{{% for c in s.on_screen_text %}}{{% do p.append('{head}' ~ c ~ '{tail}') %}}{{% endfor %}}"
        return
    several = f"(s.{slot}|row('{phrase.last}'))" if phrase.last else f"(s.{slot}|join(', '))"
    value = several if slot in _TOGETHER else _worded(slot, phrase)
    head, _, tail = (phrase.form or "{}").partition("{}")
    words = f"'{head}' ~ {value} ~ '{tail}'" if head or tail else value
    if phrase.unless or phrase.unless_first:
        says = " or ".join(f"'{word}' in {value}" for word in phrase.unless) or f"{value}.split(' ')[0] in {list(phrase.unless_first)!r}"
        words = f"({value} if {says} else {words})"
    put = f"{{% do p.append({words}) %}}"
    if phrase.glue and phrase.glue == before:
        loose = "" if slot in ("movement", "movement_speed") else " and ',' not in s.subject"
        put = _glued(f"s.{phrase.glue} and {_worded(phrase.glue, _phrase(phrase.glue, dialect, common))}{loose}", words, put)
    elif phrase.glue == "subject":
        glued = "s.subject and not s.characters and ',' not in s.subject"
        put = _glued(f"{glued} and p", words, put)
    yield f"{{% if s.{slot} and {value} %}}{put}{{% endif %}}"


def _worded(slot: str, phrase: Phrase) -> str:
    """The value in the dialect's words, from a table that is made once."""
    return f"(words_{slot}.get(s.{slot}|string, s.{slot}))" if phrase.values else f"s.{slot}"


def _glued(when: str, words: str, put: str) -> str:
    return f"{{% if {when} %}}{{% do p.append(p.pop() ~ ' ' ~ {words}) %}}{{% else %}}{put}{{% endif %}}"
