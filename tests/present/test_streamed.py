"""A reply while it is written: what was shown adds up, nothing is lost, and a long one costs no more than its length."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.present import streamed
from director_kernel.present.markdown import blocks_end, said_html, to_html
from director_kernel.present.streamed import LONG, Patch, Streamed

SAMPLE = """# A film

Three **shots**, each _short_:

- one
- two

  still two
- three

```python
x = 1

y = 2
```

> A quote
> of two lines

| a | b |
|---|---|
| 1 | 2 |

The end, with a [link](https://example.com) and <script>alert(1)</script>.
"""


class View:
    """What a page has after the patches it was given."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.tail = ""

    def take(self, patch: Patch) -> None:
        assert patch.start == len(self.blocks)
        self.blocks += patch.blocks
        if patch.html is not None:
            self.tail = patch.html
        self.tail += patch.text

    @property
    def html(self) -> str:
        return "".join([*self.blocks, self.tail])


def pieces(text: str, sizes: list[int]) -> Iterator[str]:
    at = 0
    while at < len(text):
        for size in sizes or [1]:
            yield text[at : at + size]
            at += size


def words(html: str) -> str:
    return "".join(re.sub(r"<[^>]*>", "", html).split())


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 5))
def test_what_was_shown_is_what_was_written(sizes: list[int], every: int) -> None:
    reply, view = Streamed(), View()
    for number, piece in enumerate(pieces(SAMPLE, sizes)):
        reply.write(piece)
        if number % every == 0:
            view.take(reply.patch())
    view.take(reply.patch())
    assert view.html == str(to_html(SAMPLE))
    late = View()
    late.take(reply.whole())
    assert late.html == view.html


@given(st.text(alphabet="ab \n-*#>`|<&1.\r\x0b", max_size=200), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_no_word_is_lost_whatever_is_written(text: str, sizes: list[int]) -> None:
    reply, view = Streamed(), View()
    for piece in pieces(text, sizes):
        reply.write(piece)
        view.take(reply.patch())
    assert words(view.html).count("a") == words(str(to_html(text))).count("a")
    assert "<script" not in view.html


def test_a_long_listing_is_added_to_as_text_and_rendered_when_it_ends() -> None:
    reply, view = Streamed(), View()
    reply.write("Before.\n\n```\n")
    for number in range(600):
        reply.write(f"<b>line {number}</b>\n")
        patch = reply.patch()
        view.take(patch)
    assert reply.patch() == Patch(1) and "line 599" in view.tail and view.tail.startswith("```")
    reply.write("```\n\n" + "After. " * 600)
    view.take(reply.patch())
    assert "<pre><code>" in view.blocks[-1] and "&lt;b&gt;line 599" in view.blocks[-1] and view.tail.startswith("After. ")


def test_the_cost_grows_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters read by the Markdown reader for each letter written: bounded, however long the reply is."""
    read = 0

    def counting(text: str) -> str:
        nonlocal read
        read += len(text)
        return str(to_html(text))

    def ends(text: str) -> int:
        nonlocal read
        read += len(text)
        return blocks_end(text)

    monkeypatch.setattr(streamed, "to_html", counting)
    monkeypatch.setattr(streamed, "blocks_end", ends)
    shares = []
    for length in (40_000, 160_000):
        for text in ("A paragraph of some words.\n\n" * (length // 28), "- an item of a list\n" * (length // 20), "x" * length):
            read, reply = 0, Streamed()
            for piece in pieces(text, [400]):
                reply.write(piece)
                reply.patch()
            shares.append(read / length)
    small, large = shares[:3], shares[3:]
    assert all(after < before * 1.5 + 1 for before, after in zip(small, large, strict=True)), shares


def test_patches_are_empty_when_nothing_was_written() -> None:
    reply = Streamed()
    assert not reply.patch()
    reply.write("x" * (LONG + 1))
    assert reply.patch() and not reply.patch()


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</p><svg onload=alert(1)>", "\u202eevil"]
)
def test_what_a_person_typed_is_text(hostile: str) -> None:
    html = str(said_html(f"one\ntwo\n\n{hostile}"))
    assert "<p>one<br>two</p>" in html and "<script" not in html and "<img" not in html and "<svg" not in html
    assert len(str(said_html("y" * 1_000_000))) < 21_000


def test_thousands_of_brackets_are_read_once() -> None:
    reply, view, sent = Streamed(), View(), 0
    text = "[" * 10_000
    for piece in pieces(text, [50]):
        reply.write(piece)
        patch = reply.patch()
        sent += len(patch.html or "") + len(patch.text)
        view.take(patch)
    assert view.html.count("[") == 10_000
    assert sent < 40_000, "not again at each look"
