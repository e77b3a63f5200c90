"""A softer wording asks for something milder, says what it changed, and leaves alone what is said or shown in the film."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.soften import soften

WORDS = [was for group in load_lexicon("soften")["soften"].values() for was in group]


@pytest.mark.parametrize(
    ("prompt", "softer"),
    [
        ("A knight covered in blood, low angle", "A knight dust-streaked, low angle"),
        ("A gun on a table", "A holstered prop on a table"),
        ("Guns on the wall", "Holstered props on the wall"),
        ("An iPhone on a table", "A modern smartphone on a table"),
        ("the ferraris race at dusk", "the red sports cars race at dusk"),
        ("a naked statue in rain", "a linen-clad statue in rain"),
        ("Elon Musk walks on stage", "A tech founder in a dark T-shirt walks on stage"),
        ("three children run across a field", "three adults run across a field"),
        ("A violent storm. Blood on the deck.", "An intense storm. Red light on the deck."),
    ],
)
def test_words_that_are_known(prompt: str, softer: str) -> None:
    found = soften(prompt)
    assert found is not None and found.text == softer
    assert all(was.lower() in prompt.lower() and now.lower() in softer.lower() for was, now in found.changed)


@pytest.mark.parametrize("quoted", ['"blood and guns"', "“blood and guns”", "«blood and guns»", "‘blood and guns’"])
def test_what_is_quoted_stays(quoted: str) -> None:
    found = soften(f"A bloody street; a sign reads {quoted}, a gun below")
    assert found is not None and quoted in found.text
    assert found.changed == (("bloody", "weathered"), ("gun", "holstered prop"))
    assert soften(f"A quiet street; a sign reads {quoted}") is None


@pytest.mark.parametrize(
    "prompt", ["", "A quiet sea at dawn", "a bloodhound in the guncotton field", "Gunther's nudelstand", "x" * 100_000]
)
def test_nothing_known_nothing_offered(prompt: str) -> None:
    assert soften(prompt) is None


def test_young_people_are_not_made_presentable() -> None:
    minors, never = load_lexicon("soften")["soften"]["minors"], load_lexicon("soften")["never_with_minors"]
    for young in minors:
        for word in never:
            assert soften(f"A {young}, {word}") is None, (young, word)


def test_every_entry_stands_and_none_leads_to_another() -> None:
    groups = load_lexicon("soften")["soften"]
    assert len(WORDS) == len(set(WORDS)), "a word stands in two groups"
    for group in groups.values():
        for was, now in group.items():
            found = soften(f"x {was} y")
            assert found is not None, was
            assert soften(found.text) is None, f"{was} → {now} is itself refused again"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(WORDS), st.text(max_size=60))
def test_any_text_is_taken_and_the_same_each_time(before: str, word: str, after: str) -> None:
    found = soften(f"{before} {word} {after}")
    assert found == soften(f"{before} {word} {after}")
    if found is not None:
        assert found.changed
