"""Prompts that are there and fit: written from the slots when empty, trimmed at a sentence or fragment when too long.

Words in quotes must arrive letter by letter: a trim takes everything else first.
"""

import re

from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.handed import handed_over
from director_kernel.engine.planner.working import Sheet, Work
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.dialects import PLAIN
from director_kernel.prompts.fields import NATIVE
from director_kernel.prompts.negatives import positive
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Slots

_WORDLESS = frozenset((Kind.ASSEMBLE, Kind.UPSCALE, Kind.MANUAL))
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|(?<!\w)'[^']+'(?!\w)")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
_FRAGMENT = re.compile(r"(?<=[,;:—–])\s+")


def settle_words(step: Work, facts: Facts, sheet: Sheet) -> None:
    """A prompt within the model's limit, and a negative prompt only where there is a field for it."""
    schema = facts.schema(step.endpoint)
    if not step.prompt and step.kind not in _WORDLESS:
        write(step, facts, sheet)
    if step.negative_prompt and schema is not None and "negative_prompt" not in schema.fields:
        _say_positively(step, sheet)
    limit, negative_limit = limits(step, schema, facts)
    step.prompt = _within(step, "prompt", step.prompt, limit, sheet)
    step.negative_prompt = _within(step, "negativePrompt", step.negative_prompt, negative_limit, sheet)


def limits(step: Work, schema: EndpointSchema | None, facts: Facts) -> tuple[int, int]:
    """Characters the prompt and the negative prompt may have; 0 where no limit is known."""
    model = facts.models.get(step.model)
    known = model.prompt if model else None
    named = {name: field.max_chars for name, field in schema.fields.items()} if schema else {}
    said = [limit for limit in (named.get(schema.prompt_field or "") if schema else None, known.chars if known else None) if limit]
    negative = [limit for limit in (named.get("negative_prompt"), known.negative_chars if known else None) if limit]
    return min(said, default=0), min(negative, default=0)


def write(step: Work, facts: Facts, sheet: Sheet) -> None:
    """A prompt out of the slots, in the model's own dialect, else out of what the step and the brief say."""
    if step.slots != Slots() and step.kind:
        _compile(step, step.kind, facts)
    if step.prompt:
        return
    words = step.action or step.output_description or (sheet.brief.text if sheet.brief else "") or sheet.summary or sheet.title
    if words:
        step.prompt = words.strip()
        sheet.mended(step, "prompt", "prompt_missing", "The step has no prompt.", "Its action is used as the prompt.")
    else:
        sheet.open(step, "prompt", "prompt_missing", "The step says nothing to make.", "Write its prompt.")


def _compile(step: Work, kind: Kind, facts: Facts) -> None:
    """Prompt, negative prompt and the options nobody set. Length, shape and seed are the step's own and settled elsewhere."""
    led = any(need.role in (Role.START_IMAGE, Role.SOURCE) for need in step.needs)
    schema = facts.schema(step.endpoint)
    if kind is Kind.IMAGE_EDIT and not led:
        # The pictures are only gone by: nothing is kept as it is, a new picture is made.
        kind = Kind.TEXT_TO_IMAGE
    target = Target(kind, image_led=led, dialect="" if step.model else PLAIN, model=step.model, endpoint=schema, literal=True)
    compiled = compile_prompt(handed_over(step), target, facts.catalog)
    step.prompt = compiled.prompt
    step.negative_prompt = step.negative_prompt or compiled.negative
    if schema is not None:
        settled = {one.to for one in compiled.diagnostics if one.slot in (*NATIVE, "negatives")}
        step.options |= {name: value for name, value in compiled.parameters.items() if name not in settled and name not in step.options}


def _say_positively(step: Work, sheet: Sheet) -> None:
    nouns = [noun.strip() for noun in step.negative_prompt.split(",") if noun.strip()]
    step.negative_prompt = ""
    words = ", ".join(positive(nouns))
    if not words:
        return
    step.prompt = f"{step.prompt.rstrip()} {words[:1].upper()}{words[1:]}.".lstrip()
    message = f"{step.model_name} has no negative prompt."
    sheet.mended(step, "negativePrompt", "negative_unsupported", message, "It is said in the prompt as what is to be seen.")


def _within(step: Work, at: str, text: str, limit: int, sheet: Sheet) -> str:
    if not limit or len(text) <= limit:
        return text
    shorter = trimmed(text, limit)
    message = f"{len(text)} characters; {step.model_name} takes {limit}."
    sheet.mended(step, at, "prompt_too_long", message, f"Trimmed to {len(shorter)}; say it shorter to choose what goes.")
    return shorter


def trimmed(text: str, limit: int) -> str:
    """`text` in at most `limit` characters: whole sentences go first, from the end, then fragments, then words; quotes go last.

    >>> trimmed('A cup on a table. Steam rises. The sign says "Open now". Soft light.', 50)
    'A cup on a table. The sign says "Open now".'
    """
    for pattern in (_SENTENCE, _FRAGMENT, re.compile(r"\s+")):
        if len(text) <= limit:
            return text
        text = _thinned(text, pattern, limit)
    return text if len(text) <= limit else text[:limit].rstrip()


def _thinned(text: str, pattern: re.Pattern[str], limit: int) -> str:
    """`text` without pieces from the end until it fits; the first piece and those that hold quotes stay."""
    pieces = _pieces(text, pattern)
    length = sum(len(piece) + 1 for piece, _ in pieces) - 1
    keep = [True] * len(pieces)
    for at in range(len(pieces) - 1, 0, -1):
        if length <= limit:
            break
        if not pieces[at][1]:
            keep[at] = False
            length -= len(pieces[at][0]) + 1
    return " ".join(piece for (piece, _), kept in zip(pieces, keep, strict=True) if kept).rstrip(" ,;:—–")


def _pieces(text: str, pattern: re.Pattern[str]) -> list[tuple[str, bool]]:
    """The pieces between matches of `pattern`, cut outside quotes only, each with whether it holds a quote."""
    quotes = [match.span() for match in _QUOTED.finditer(text)]
    pieces: list[tuple[str, bool]] = []
    start = at = 0
    for match in pattern.finditer(text):
        while at < len(quotes) and quotes[at][1] <= match.start():
            at += 1
        if at < len(quotes) and quotes[at][0] < match.end() <= quotes[at][1]:
            continue
        pieces.append((text[start : match.start()], False))
        start = match.end()
    pieces.append((text[start:], False))
    return [(piece, _QUOTED.search(piece) is not None) for piece, _ in pieces if piece]
