"""The dialects: every target is there, says where it comes from and how sure that is, and every model finds its own."""

import re
import time
from collections.abc import Iterator

import pytest

from director_kernel.catalog import load_catalog
from director_kernel.schema.dialect import Dialect, Standing
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Slots

CATALOG = load_catalog()
DIALECTS = CATALOG.dialects
TARGETS = (
    *(
        "veo-3",
        "sora",
        "kling",
        "kling-2.6",
        "kling-3",
        "runway",
        "runway-image",
        "luma",
        "hailuo",
        "minimax-h3",
        "wan",
        "wan-2.7",
        "wan-2.1",
    ),
    *("seedance", "seedance-2.5", "ltx", "ltx-video", "midjourney", "flux", "sd3.5", "sdxl", "ideogram", "imagen", "nano-banana"),
    *("gpt-image", "seedream", "eleven-speech", "eleven-sfx", "eleven-music", "suno", "minimax-speech", "minimax-music"),
)
PROVISIONAL = {"kling-3", "luma", "minimax-h3", "seedance-2.5"}
"""Younger than any guide to them, or the vendor's page was not found."""
VENDOR = {
    "veo-3",
    "sora",
    "runway",
    "runway-image",
    "wan",
    "wan-2.7",
    "wan-2.1",
    "ltx",
    "flux",
    "imagen",
    "eleven-speech",
    "eleven-sfx",
    "eleven-music",
}
PLAIN_MODELS = {
    *("elevenlabs-multilingual-v2", "lyria-2", "lyria-3.5", "stable-audio-2.5"),
    *("qwen-image-2512", "qwen-image-edit-multi-angle", "qwen-image-3", "grok-imagine-image", "recraft-v3", "recraft-v4"),
    *("z-image-turbo", "luma-photon", "veo-2", "gemini-omni-flash", "grok-imagine-video", "grok-imagine-video-1.5"),
    *("stable-video-diffusion", "happyhorse-1.1", "pixverse-v6", "vidu-q3", "hunyuan-video-1.5", "flux-3-video"),
}
"""Nobody has written how these like their prompt (v3's tags would be spoken by the older voices): plain sentences do."""
NOT_AT_FAL = {
    *("ratio", "concepts", "exclude_styles", "enhancePrompt"),
    *{("lyrics", "suno"), ("duration", "runway"), ("seed", "runway"), ("seed", "eleven-music"), ("seed", "minimax-h3")},
}
"""Fields of the vendor's own interface: (field, dialect) or the field alone."""
CLOSERS = {"keep"}


def dialect_of(model: str) -> Dialect | None:
    """The dialect whose longest name or beginning of a name fits."""
    fits = [(len(one), dialect.id) for dialect in DIALECTS.values() for one in dialect.models if _fits(one, model)]
    return DIALECTS[max(fits)[1]] if fits else None


def _fits(pattern: str, model: str) -> bool:
    return model.startswith(pattern[:-1]) if pattern.endswith("*") else model == pattern


def generating() -> Iterator[str]:
    """Models that make pictures, film or sound out of words."""
    for model in CATALOG.models.values():
        if {kind for kind in model.kinds if kind not in (Kind.TEXT, Kind.UPSCALE)}:
            yield model.id


def test_every_target_has_its_dialect():
    assert set(DIALECTS) == {"plain", *TARGETS}


@pytest.mark.parametrize("name", TARGETS)
def test_a_dialect_says_where_it_comes_from_and_how_sure_that_is(name):
    dialect = DIALECTS[name]
    assert set(re.split(r"[\s;:,()]+", dialect.source)) & set(CATALOG.sources), dialect.source
    for fact in (
        dialect,
        dialect.negatives,
        dialect.prompt_limit,
        dialect.advice,
        dialect.references,
        *dialect.parameters,
        *dialect.forbid,
    ):
        assert fact is None or (fact.source and fact.as_of)
    assert dialect.title and dialect.notes and dialect.version >= 1


def test_what_is_provisional_and_what_is_the_vendors_own_is_said():
    assert {name for name in TARGETS if DIALECTS[name].standing is Standing.PROVISIONAL} == PROVISIONAL
    assert {name for name in TARGETS if DIALECTS[name].standing is Standing.VENDOR} == VENDOR


def test_every_model_finds_its_dialect_but_those_nobody_wrote_of():
    assert {model for model in generating() if dialect_of(model) is None} == PLAIN_MODELS


def test_a_model_is_not_written_for_in_the_dialect_of_its_older_sister():
    found = {
        model: dialect_of(model) for model in ("kling-2.6-pro", "kling-2.5-turbo", "kling-o3-pro", "wan-2.7", "wan-2.1-14b", "seedance-2.5")
    }
    assert [dialect.id for dialect in found.values() if dialect] == ["kling-2.6", "kling", "kling-3", "wan-2.7", "wan-2.1", "seedance-2.5"]


@pytest.mark.parametrize("name", TARGETS)
def test_the_models_a_dialect_names_are_there_and_make_what_it_is_for(name):
    dialect = DIALECTS[name]
    for pattern in dialect.models:
        mine = [model for model in CATALOG.models.values() if _fits(pattern, model.id)]
        assert mine, f"{pattern} is no model of the catalog"
    kinds = {kind for model in generating() if dialect_of(model) is dialect for kind in CATALOG.models[model].kinds}
    assert kinds <= set(dialect.kinds)


@pytest.mark.parametrize("name", TARGETS)
def test_slots_are_slots_and_stand_in_one_sentence_of_a_kind(name):
    dialect = DIALECTS[name]
    known = set(Slots.model_fields) | CLOSERS
    for kind in dialect.kinds:
        said = [slot for one in dialect.sentences if _for(one, kind) for slot in one.slots]
        assert len(said) == len(set(said)) and set(said) <= known
    assert set(dialect.phrases) <= known
    assert {one.slot for one in dialect.parameters} <= known
    assert set(dialect.image_led.leave_out if dialect.image_led else ()) <= known


def _for(sentence, kind: Kind) -> bool:
    return (not sentence.kinds or kind in sentence.kinds) and (not sentence.media or kind.media in sentence.media)


@pytest.mark.parametrize("name", TARGETS)
def test_parameters_and_rewriters_are_fields_of_an_endpoint_of_the_family(name):
    dialect = DIALECTS[name]
    fields = {
        field
        for model in generating()
        if dialect_of(model) is dialect
        for endpoint in CATALOG.models[model].endpoints
        if (schema := CATALOG.endpoint(endpoint.id))
        for field in schema.fields
    }
    named = [one.name for one in dialect.parameters if one.name] + list(dialect.literal)
    if fields:
        assert [one for one in named if one not in fields | NOT_AT_FAL and (one, name) not in NOT_AT_FAL] == []
    if dialect.negatives.how == "field" and fields:
        assert dialect.negatives.field in fields


def test_rewriters_of_every_family_are_known():
    """Every switch of an endpoint that rewrites what it is sent is turned off by the dialect of a model that has it."""
    switches = ("prompt_optimizer", "enable_prompt_expansion", "expand_prompt", "prompt_expansion", "auto_fix", "enhance_prompt")
    missing = set()
    for model in generating():
        dialect = dialect_of(model)
        for endpoint in CATALOG.models[model].endpoints:
            schema = CATALOG.endpoint(endpoint.id)
            if dialect and schema:
                missing |= {(dialect.id, one) for one in switches if one in schema.fields and one not in dialect.literal}
    assert missing == set()


@pytest.mark.parametrize("name", [name for name in TARGETS if DIALECTS[name].forbid])
def test_no_text_is_so_long_that_looking_for_what_is_forbidden_takes_long(name):
    long = (" " * 8000, " , " * 2700, "no " * 2700, "[" * 8000, "]" * 8000, "(a:1" * 2000, "--a " * 2000, "12 " * 2700, "no x of " * 1000)
    began = time.process_time()
    for one in DIALECTS[name].forbid:
        pattern = re.compile(one.pattern, re.IGNORECASE)
        for text in long:
            pattern.sub("", text)
    assert time.process_time() - began < 1
