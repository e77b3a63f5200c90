"""The words of a magic line arrive as they were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.magics.words import split


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('set 2.prompt="slower, warmer"', ["set", "2.prompt=slower, warmer"]),
        ('answer 1b 2a "free text"', ["answer", "1b", "2a", "free text"]),
        ("say don't make it blue", ["say", "don't", "make", "it", "blue"]),
        ("set 2.prompt=“curly words”", ["set", "2.prompt=curly words"]),
        (r"make a\nb {x} $y %z", ["make", r"a\nb", "{x}", "$y", "%z"]),
        ('say "left open', ["say", "left open"]),
        ("say # not a comment", ["say", "#", "not", "a", "comment"]),
        ("", []),
    ],
)
def test_split(line: str, words: list[str]) -> None:
    assert split(line) == words


@given(st.text())
def test_any_line_splits(line: str) -> None:
    assert all(isinstance(word, str) for word in split(line))
