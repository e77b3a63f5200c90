"""What a person pastes for a step made by hand: its prompt with the model's parameters, written as the catalog says."""

from fractions import Fraction

from director_kernel.engine.planner import values
from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.wording import write
from director_kernel.engine.planner.working import Sheet, Work
from director_kernel.schema.model import Paste
from director_kernel.schema.plan import PASTE, Kind

_STOPS = " ,;:.!"


def settle_paste(step: Work, facts: Facts, sheet: Sheet) -> None:
    """`extra.paste` of a step whose model a person serves: {prompt, where}. Any other step has none, whatever it came with."""
    step.extra.pop(PASTE, None)
    model = facts.models.get(step.model) if step.kind is Kind.MANUAL else None
    if model is None or model.paste is None:
        return
    if not step.prompt:
        write(step, facts, sheet)
    step.extra[PASTE] = {"prompt": pasted(step, model.paste), "where": model.paste.at}


def pasted(step: Work, paste: Paste) -> str:
    """One line: the words, then the parameters, nothing after them. A parameter that is in the words already is not said twice."""
    words = " ".join(step.prompt.split())
    parts = []
    for template, value in (
        (paste.aspect, whole_ratio(step.aspect)),
        (paste.negative, ", ".join(noun.strip() for noun in step.negative_prompt.split(",") if noun.strip())),
        (paste.seed, str(step.seed) if step.seed else ""),
        (paste.always, "always"),
    ):
        flag = template.partition(" ")[0]
        if template and value and f"{flag} " not in f"{words} ":
            parts.append(template.replace("{}", value))
    own, dashes, typed = words.partition(" --")
    # Midjourney reads a full stop behind the words as words; its parameters want one space before them and nothing behind.
    return " ".join(part for part in (own.rstrip(_STOPS), f"--{typed}" if dashes else "", *parts) if part)


def whole_ratio(aspect: str) -> str:
    """The aspect in whole numbers, "1.85:1" as "37:20"; "" for none."""
    found = values.aspect(aspect)
    if found is None:
        return ""
    width, _, height = found.partition(":")
    if width.isdecimal() and height.isdecimal():
        return found
    ratio = Fraction(width) / Fraction(height)
    return f"{ratio.numerator}:{ratio.denominator}"
