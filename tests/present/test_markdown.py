"""Nothing a person or model writes becomes more than words on the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.present.html import el, table
from director_kernel.present.markdown import LONGEST, MOST_MARKS, blocks_end, is_tangled, to_html
from director_kernel.present.text import clean, clip, columns

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><math><mtext></mtext></math></svg>",
    "[click](javascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://example.org/track.png)",
    "<a href='https://example.org' style='position:fixed'>x</a>",
    "<iframe srcdoc='<script>1</script>'></iframe>",
    "\x1b[31mred\x1b[0m",
    "‮gnp.exe",
    "<style>*{display:none}</style>",
    "<form action=//evil><input></form>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_cannot_act(text: str) -> None:
    html = to_html(text).lower()
    for bad in ("<script", "<img", "<svg", "<math", "<iframe", "<style", "<form", "<input", 'href="javascript', 'href="data'):
        assert bad not in html, html


def test_markdown_keeps_its_meaning() -> None:
    html = to_html("**Bold** and `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[link](https://example.org)")
    assert "<strong>Bold</strong>" in html and "<code>code</code>" in html and "<td>1</td>" in html
    assert 'href="https://example.org"' in html and 'rel="noopener noreferrer"' in html


def test_an_endless_reply_is_cut_and_says_so() -> None:
    assert "too long to show" in to_html("word " * LONGEST)


@given(st.text())
def test_elements_escape_whatever_they_hold(text: str) -> None:
    html = el("p", text, title=text)
    inside = html.removeprefix("<p title=").removesuffix("</p>")
    assert "<" not in inside


@given(st.text())
def test_terminal_text_cannot_steer_the_terminal(text: str) -> None:
    assert not any(ch < " " or ch == "\x7f" or "\x80" <= ch <= "\x9f" for ch in clean(text))


def test_columns_line_up_and_cut() -> None:
    shown = columns([(1, "a" * 300, "$1.00"), (22, "b", "$0.10")], head=("#", "step", "price"), right=(0, 2), stretch=1)
    lines = shown.splitlines()
    assert len(lines) == 4 and max(map(len, lines)) <= 120
    assert lines[2].startswith(" 1  aaa") and "…" in lines[2] and lines[3].endswith("$0.10")


def test_clip_keeps_short_text_whole() -> None:
    assert clip("a  b\nc", 10) == "a b c" and clip("abcdefghij", 5) == "abcd…"


def test_tables_name_themselves() -> None:
    html = table(("A", "B"), [("<b>", 2)], numbers=(1,), caption="Things")
    assert "<caption" in html and "&lt;b&gt;" in html and "tabular-nums" in html


TANGLES = [
    ">" * 12_000,
    "[" * 200_000,
    "![a](" * 40_000,
    "*_~" * 60_000,
    "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|\n" * 30_000,
    "#\n" * 100_000,
    "[a]: https://example.com/" + "y" * 1_000 + "\n\n" + "[a] " * 9_000,
]


@pytest.mark.parametrize("text", TANGLES, ids=lambda text: text[:6])
def test_what_is_nothing_but_marks_is_shown_as_it_is_written(text: str) -> None:
    html = to_html(text)
    assert len(html) < 6 * len(text) + 1_000, "what is sent grows with what was written"
    assert is_tangled(text) == (sum(map(text.count, "[*|\n_~`&<")) > MOST_MARKS)


def test_an_ordinary_long_reply_is_still_markdown() -> None:
    text = "A **bold** word and a [link](https://example.com).\n\n" * 2_000
    assert not is_tangled(text) and to_html(text).count("<strong>") == 2_000
    assert blocks_end(text[:520]) == 468
