"""The pictures handed over with an order: how the prompt speaks of them, and by which tag it calls what they show."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from director_kernel.prompts.forms import read_form, tidy
from director_kernel.prompts.joining import Fragment, Line
from director_kernel.prompts.wording import Said, Step
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.dialect import References
from director_kernel.schema.slots import Reference

_FRAMES = frozenset(("start", "end"))
_SLUG = re.compile(r"[^A-Za-z0-9]+")


def references_step(known: References | None, form: str, line: Line | None) -> Step:
    """A line for each picture, in the order they are handed over; without a `line` the file alone goes along."""
    say = read_form((known.form if known else "") or form).say

    def step(references: tuple[Reference, ...], said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        number = 0
        for one in references:
            name = tidy(one.name) or one.role
            taken = known is not None and (not known.roles or one.role in known.roles) and one.role not in _FRAMES
            number += 1 if taken else 0
            if taken and known is not None and known.most and number > known.most:
                diagnostics.append(Diagnostic("references", name, "dropped", f"it takes {known.most} pictures"))
            elif line is None or one.role in _FRAMES or not (known is None or (taken and known.most)):
                diagnostics.append(Diagnostic("references", name, "moved", "the file goes along with the order", False, "inputs"))
            else:
                number += 0 if taken else 1
                text = tidy(say(_fields(known, number, one)))
                out.append(Fragment("references", text, line, False, "", len(diagnostics), 1, "references"))
                diagnostics.append(Diagnostic("references", name, "kept"))

    return step


def _fields(known: References | None, number: int, one: Reference) -> dict[str, str]:
    name = tidy(one.name)
    slug = (_SLUG.sub("", name) or one.role)[:16]
    fields = {"n": str(number), "name": name or f"the {one.role}", "role": one.role, "slug": slug if len(slug) > 2 else slug + "ref"}
    return {**fields, "tag": read_form(known.tag).say(fields) if known and known.tag else ""}


def tagger(known: References | None) -> Callable[[Mapping[str, Any]], Mapping[str, Any]] | None:
    """Calls by their tags, in subject, action, setting, people and speakers, what the pictures show; None where there are no tags."""
    if known is None or not known.tag:
        return None

    def tag(said: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = _tags(known, said["references"])
        if not tags:
            return said
        names = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(tags, key=len, reverse=True)))

        def named(text: str) -> str:
            return names.sub(lambda match: tags[match[0]], text)

        return {
            **said,
            **{slot: named(said[slot]) for slot in ("subject", "action", "setting")},
            "characters": tuple(one.model_copy(update={"name": named(one.name)}) for one in said["characters"]),
            "props": tuple(one.model_copy(update={"name": named(one.name), "held_by": named(one.held_by)}) for one in said["props"]),
            "dialogue": tuple(one.model_copy(update={"speaker": named(one.speaker)}) for one in said["dialogue"]),
        }

    return tag


def _tags(known: References, references: tuple[Reference, ...]) -> dict[str, str]:
    taken = [one for one in references if one.role not in _FRAMES and (not known.roles or one.role in known.roles)]
    chosen = taken[: known.most] if known.most else taken
    return {tidy(one.name): _fields(known, number, one)["tag"] for number, one in enumerate(chosen, 1) if tidy(one.name)}
