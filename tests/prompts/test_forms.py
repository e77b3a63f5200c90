"""Forms, units and fields: the small pieces the compiler is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.prompts.fields import sender
from director_kernel.prompts.forms import quoted, read_form, split_form
from director_kernel.prompts.length import cut_at_word, safe_tokens, utf16_units
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.plan import Kind
from tests.prompts.random_shots import CATALOG


@pytest.mark.parametrize(
    ("form", "fields", "said"),
    [
        ("{name}{look| (%)}", {"name": "Mira", "look": "in a coat"}, "Mira (in a coat)"),
        ("{name}{look| (%)}", {"name": "Mira"}, "Mira"),
        ("{speaker!a voice-over} says", {}, "a voice-over says"),
        ("{{}}", {"": "words"}, "{words}"),
        ("no fields", {}, "no fields"),
    ],
)
def test_a_form_says_its_fields(form, fields, said):
    assert read_form(form).say(fields) == said


def test_a_form_is_split_at_a_field():
    assert split_form("[{start}-{end}] {text}", "text") == ("[{start}-{end}]", " ", "")
    assert split_form("panel {n}{text|: %}.", "text") == ("panel {n}", ": ", ".")


@given(st.text(max_size=60), st.sampled_from(['"{}"', "'{}'", "{{}}", "【{}】", "<{}>"]))
def test_a_quotation_ends_only_where_its_form_ends(words, form):
    before, _, after = form.partition("{}")
    inside = quoted(words, form)[len(before) : -len(after)]
    assert after not in inside and before not in inside and len(inside) == len(words)


@given(st.text(st.characters(codec="utf-16"), max_size=80), st.integers(0, 40))
def test_a_cut_is_a_beginning_of_at_most_so_many_units(text, units):
    for measure in (len, utf16_units, safe_tokens):
        cut = cut_at_word(text, units, measure)
        assert text.startswith(cut) and measure(cut) <= units


def test_tokens_are_rather_too_many():
    # CLIP's own count for this is 12 (without start and end), T5's 13.
    assert safe_tokens("a photo of an astronaut riding a horse on mars, 8k") >= 13
    assert utf16_units("a🌧️") == 4


@pytest.mark.parametrize(
    ("dialect", "slot", "value", "field", "sent"),
    [
        ("veo-3", "duration", 5, "duration", "6s"),
        ("veo-3", "duration", 30, "duration", "8s"),
        ("veo-3", "aspect", "2.39:1", "aspect_ratio", "16:9"),
        ("veo-3", "seed", 7, "seed", 7),
    ],
)
def test_a_field_takes_the_nearest_value_that_is_not_shorter(dialect, slot, value, field, sent):
    send = sender(slot, CATALOG.dialects[dialect], Kind.TEXT_TO_VIDEO, None)
    assert send is not None
    found = send(value)
    assert (found.field, found.value) == (field, sent)


def test_a_shape_that_is_none_is_not_sent():
    dialect: Dialect = CATALOG.dialects["veo-3"]
    send = sender("aspect", dialect, Kind.TEXT_TO_VIDEO, None)
    assert send is not None and send("banana").field == "" and "16:9" in send("banana").reason
