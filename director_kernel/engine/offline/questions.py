"""What must be known before planning: at most three questions, only about what is missing, each with choices and 'you decide' last."""

from collections.abc import Mapping
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.naming import find_brand
from director_kernel.engine.offline.numbers import LONGEST
from director_kernel.engine.offline.premise import form_of
from director_kernel.engine.offline.read_brief import Reading, read_form, read_platform_form
from director_kernel.schema.brief import Brief, Choice, Question

YOU_DECIDE = "you decide"
_LETTERS = "abcdefgh"
_SUBJECTS = {
    "ad": "ad",
    "product": "ad",
    "vertical": "ad",
    "ecommerce": "ad",
    "trailer": "trailer",
    "logo": "logo",
    "ugc": "people",
    "talking-head": "people",
    "avatar": "people",
    "explainer": "explainer",
    "story": "story",
    "prototype": "story",
    "image": "image",
}


def questions_for(brief: Brief, reading: Reading, decided: tuple[str, ...] = ()) -> tuple[Question, ...]:
    """The questions this brief leaves open; () when a plan can be written. `decided`: fields that were asked about already."""
    missing = [name for name in _missing(brief, reading) if name not in decided]
    asked = [_ask(name, brief, reading) for name in missing[:3]]
    return tuple(q.with_(id=str(at)) for at, q in enumerate(asked, 1))


def _missing(brief: Brief, reading: Reading) -> list[str]:
    form = form_of(brief, reading)
    pictures = any(a.kind == "image" for a in brief.attachments)
    told = read_form(reading.doc) or read_platform_form(reading.doc)
    subject = (
        bool(brief.subject) or pictures or (form == "logo" and bool(find_brand(reading) or brief.on_screen_text)) or bool(brief.dialogue)
    )
    missing = []
    if not brief.use_case and not (subject and _describes(brief, reading)):
        missing.append("use_case")
    if not subject:
        missing.append("subject")
    if form != "image" and told != "image":
        if brief.duration is None or not 0.5 <= brief.duration <= LONGEST:
            missing.append("duration")
        if not brief.aspect and not brief.platform:
            missing.append("aspect")
    if not subject and brief.use_case and not brief.style and len(missing) < 3 and form != "image":
        missing.append("style")
    return missing


def _describes(brief: Brief, reading: Reading) -> bool:
    """True for a picture in words ("a red fox walks through snow at dawn"): a story can be told from it, its kind is plain."""
    slots = reading.slots
    told = sum(
        bool(x)
        for x in (
            slots.action,
            brief.setting,
            slots.time_of_day,
            slots.weather,
            brief.style,
            brief.mood,
            slots.movement,
            brief.duration,
            slots.shot_size,
        )
    )
    return told >= 2 or bool(slots.action and len(reading.plain.split()) >= 4)


def _ask(name: str, brief: Brief, reading: Reading) -> Question:
    entry = load_lexicon("talk")["questions"][name]
    form = form_of(brief, reading)
    if name == "subject":
        return _question(name, entry["text"], entry["default"][_SUBJECTS.get(form, "story")])
    if name == "duration":
        short = form in ("logo", "ecommerce", "prototype")
        choices = {str(k): v for k, v in entry["short" if short else "usual"].items()}
        default = {"logo": "5", "ecommerce": "10", "prototype": "10", "trailer": "30", "explainer": "60"}.get(form, "15")
        text = entry["text"]
        if brief.duration is not None and brief.duration > LONGEST:
            text = f"{brief.duration / 60:g} minutes is more than one plan holds (10 minutes). How long should this piece run?"
        elif brief.duration is not None:
            text = "A film needs at least half a second. How long should it run?"
        return _question(name, text, choices, default)
    if name == "aspect":
        default = "9:16" if form in ("ugc", "vertical") else "1:1" if form == "ecommerce" else "16:9"
        return _question(name, entry["text"], entry["choices"], default)
    return _question(name, entry["text"], entry["choices"], entry["default"])


def _question(name: str, text: str, choices: Mapping[str, Any], default: str = "") -> Question:
    """The question with lettered choices; `default` is the value 'you decide' stands for (the first when not given)."""
    values = [str(v) for v in choices]
    made = [Choice(id=_LETTERS[at], text=str(label), value=str(value)) for at, (value, label) in enumerate(choices.items())]
    pick = values.index(default) if default in values else 0
    made.append(Choice(id=_LETTERS[len(made)], text="You decide", value=YOU_DECIDE))
    return Question(id="1", field=name, text=text, choices=tuple(made), default=_LETTERS[pick])
