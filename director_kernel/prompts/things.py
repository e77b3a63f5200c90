"""The things of a shot: where the action names one, and what is still to be said of it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from director_kernel.prompts.articles import article, bare, is_proper
from director_kernel.prompts.forms import quoted, spoiled
from director_kernel.prompts.mentions import find, names_of_thing, same
from director_kernel.prompts.noun_phrases import MARKED
from director_kernel.prompts.people import thing
from director_kernel.schema.slots import Prop

_END = ".,;: "
_ARTICLE_BEFORE = re.compile(r"\b(an?)\s+$", re.IGNORECASE)


class Thing(NamedTuple):
    """A prop: its words in a list, its words by itself, whether the action says all of it, and else where it names it (start and end of
    the noun) with what belongs before and behind that noun."""

    value: str
    text: str
    quoted: bool
    reason: str
    said: bool = False
    spot: tuple[int, int] | None = None
    before: str = ""
    behind: str = ""


def thing_in(action: str, heard: str, one: Prop, known: Sequence[str], quote: str) -> Thing:
    """A prop as the action has it. `action` is what is woven, `heard` what is said of the action anywhere; `known` are the names in the
    shot: what one of them holds needs no holder."""
    words, label = thing(one), quoted(one.label, quote) if one.label else ""
    holder = one.held_by.strip(_END)
    text = f"{words} labelled {label}" if label else words
    text += f" held by {holder if is_proper(holder) else f'the {bare(holder)}'}" if holder else ""
    text = " ".join(text.split())
    told = Thing(" ".join(f"{words} {one.label}".split()), text if label else text.rstrip(_END), bool(label), _reason(one, quote))
    alone = not holder or any(same(name, holder) for name in known) or holder.lower() in heard.lower()
    if not heard or not alone:
        return told
    looks = " ".join(word for word in (one.colour, one.material) if word)
    if not looks and not label:
        return told._replace(said=find(heard, *names_of_thing(one.name.strip(_END))) is not None)
    return _noticed(action, one.name.strip(_END), " ".join(looks.split()), label, told)


def _reason(one: Prop, quote: str) -> str:
    return MARKED if one.label and spoiled(one.label, quote) else ""


def _noticed(action: str, name: str, looks: str, label: str, told: Thing) -> Thing:
    """With colour, material and label where the action names it, if the words there allow it."""
    found = find(action, name) if action else None
    if found is None:
        return told
    start = found.end - len(name)
    before = action[:start]
    already = not looks or before.rstrip().lower().endswith(looks.lower())
    if already and not label:
        return told._replace(said=True)
    lead = _ARTICLE_BEFORE.search(before)
    if not already and lead is not None and lead[1].lower() != article(looks):
        return told
    return told._replace(
        spot=(start, found.end), before="" if already else looks, behind=f"labelled {label}" if label else "", quoted=bool(label)
    )
