"""What holds for any shot in any dialect: limits, protected slots, quoted words, the account of every slot, nothing forbidden."""

import re
from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from director_kernel.engine.planner.requests import check_payload
from director_kernel.prompts.compile import compile_prompt, compiler_of
from director_kernel.prompts.dialect import Compiled, Target
from director_kernel.prompts.dialects import find_target
from director_kernel.prompts.fitting import PROTECTED
from director_kernel.prompts.length import MEASURES
from director_kernel.providers.bodies import Asked, compose
from director_kernel.schema.compiled import Span
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Slots
from tests.prompts.random_shots import CATALOG, SHOTS

DIALECTS = sorted(CATALOG.dialects)
COMPILER = compiler_of(CATALOG)
QUOTED = {"on_screen_text", "dialogue", "lyrics", "typography", "props", "panels"}
FLAGGED = {"aspect", "seed", "negatives"}
WHOLE = {"dialect", "rewriter"}
# What fails is printed as it was found: shrinking forty dialects' worth of work would take minutes.
QUICK = {"phases": (Phase.explicit, Phase.generate), "suppress_health_check": list(HealthCheck)}


def base(slot: str) -> str:
    return slot.rpartition(".")[2]


def check(slots: Slots, target: Target) -> Compiled:
    """Everything that must hold, whatever was said."""
    made = COMPILER.compile(slots, target)
    dialect = CATALOG.dialects[target.dialect]
    assert made == COMPILER.compile(slots, target)
    check_spans(made)
    check_limit(made, target, dialect)
    check_account(made, slots)
    check_kept(made, slots, dialect)
    check_forbidden(made, dialect)
    return made


def check_spans(made: Compiled) -> None:
    for spans, text in ((made.source_map, made.prompt), (made.negative_map, made.negative)):
        assert all(0 <= span.start < span.end <= len(text) for span in spans), spans
        assert all(before.end <= after.start for before, after in pairwise(spans))


def check_limit(made: Compiled, target: Target, dialect: Dialect) -> None:
    limit = dialect.prompt_limit
    within = (not limit or MEASURES[limit.unit](made.prompt) <= limit.max) and (
        not target.max_chars or len(made.prompt) <= target.max_chars
    )
    assert made.fits == within
    if not made.fits and not target.max_chars:
        assert any(base(span.slot) in QUOTED or '"' in made.prompt[span.start : span.end] for span in made.source_map)
    over = {base(one.slot) for one in made.diagnostics if one.verdict == "dropped" and one.reason.startswith("over the limit")}
    assert not over & PROTECTED


def check_account(made: Compiled, slots: Slots) -> None:
    """Every value of every slot exactly once, in the panels too."""
    found: dict[str, int] = {}
    for one in made.diagnostics:
        if one.slot not in WHOLE:
            found[one.slot] = found.get(one.slot, 0) + 1
            assert one.verdict == "kept" or one.reason or one.to, one
    wanted = {name: count for name, count in said(slots)}
    for number, panel in enumerate(slots.panels, 1):
        if "panels" in {one.slot for one in made.diagnostics if one.verdict != "dropped"}:
            wanted |= {f"panels.{number}.{name}": count for name, count in said(panel.slots)}
    assert found == wanted, {name: (found.get(name), wanted.get(name)) for name in {*found, *wanted} if found.get(name) != wanted.get(name)}
    guessed = set(slots.inferred)
    assert all(one.inferred == (one.slot in guessed) for one in made.diagnostics if "." not in one.slot)


def said(slots: Slots) -> list[tuple[str, int]]:
    values = ((name, getattr(slots, name)) for name in Slots.model_fields if name != "inferred")
    return [(name, len(value) if isinstance(value, tuple) else 1) for name, value in values if value not in (None, "", ())]


def check_kept(made: Compiled, slots: Slots, dialect: Dialect) -> None:
    """Quoted words letter by letter; a protected slot is in the prompt unless there is a reason why it can't be."""
    lower = dialect.phrases.get("dialogue") is not None and dialect.phrases["dialogue"].lower
    for one in made.diagnostics:
        if one.slot in ("on_screen_text", "dialogue") and one.verdict == "kept":
            assert one.value in made.prompt or (lower and one.value.lower() in made.prompt.lower())
    there = {span.slot for span in made.source_map}
    for one in made.diagnostics:
        if base(one.slot) in PROTECTED and one.verdict in ("kept", "approximated"):
            # What the typography sets is said there.
            assert one.slot in there or (
                base(one.slot) == "on_screen_text" and one.slot.replace("on_screen_text", "typography") in there
            ), one


def unquoted(body: str, spans: tuple[Span, ...], words: list[Span]) -> str:
    """The prompt without what is read letter by letter; a lone mark in one fragment opens no quotation that another one closes."""
    blank = list(body)
    for span in spans:
        text = body[span.start : span.end]
        held = [(0, len(text))] if span in words else [found.span() for found in re.finditer(r'"[^"]*"|“[^”]*”', text)]
        for start, end in held:
            blank[span.start + start : span.start + end] = " " * (end - start)
    return "".join(blank)


def check_forbidden(made: Compiled, dialect: Dialect) -> None:
    # What stands at the end as a parameter is the dialect's own; the negatives in it are the person's and looked at by themselves.
    flags = [span.start for span in made.source_map if made.prompt.startswith("--", span.start) and span.slot in FLAGGED]
    body = made.prompt[: min(flags, default=len(made.prompt))]
    words = [span for span in made.source_map if base(span.slot) in QUOTED]
    outside = unquoted(body, made.source_map, words)
    for rule in dialect.forbid:
        if rule.repair is not None:
            text = body if rule.quotes else outside
            found = re.search(rule.pattern, text, re.IGNORECASE)
            assert not found or not found.group(), (rule.pattern, found, made.prompt)


@settings(max_examples=10, **QUICK)
@given(SHOTS, st.sampled_from([0, 0, 40, 300]), st.booleans(), st.integers(0, 99))
def test_any_shot_in_any_dialect(slots, limit, led, turn):
    for name in DIALECTS:
        kinds = CATALOG.dialects[name].kinds
        check(slots, Target(kinds[turn % len(kinds)], limit, image_led=led, dialect=name, literal=led))


@settings(max_examples=8, **QUICK)
@given(st.sampled_from(Kind), SHOTS)
def test_any_kind_even_where_the_dialect_is_not_made_for_it(kind, slots):
    for name in DIALECTS:
        check(slots, Target(kind, image_led=kind is Kind.IMAGE_TO_VIDEO, dialect=name))


ENDPOINTS = [
    (model.id, kind)
    for model in CATALOG.models.values()
    for kind in Kind
    if kind.media in ("image", "video", "audio") and kind not in (Kind.UPSCALE, Kind.ASSEMBLE, Kind.MANUAL)
    if (ref := CATALOG.endpoint_ref(model, kind)) is not None and CATALOG.endpoint(ref.id) is not None
]


@settings(max_examples=3, **QUICK)
@given(SHOTS)
def test_what_is_compiled_for_an_endpoint_satisfies_its_schema(slots):
    assert len(ENDPOINTS) > 60
    for model, kind in ENDPOINTS:
        target = find_target(model, CATALOG, kind, literal=True)
        made = compile_prompt(slots, target, CATALOG)
        assert target.endpoint is not None
        body = compose(Asked(made.prompt, made.negative, made.parameters), target.endpoint)
        wrong = [one for one in check_payload(body, target.endpoint) if one.message != "is missing"]
        assert not [one for one in wrong if made.fits], (model, kind, wrong)
