"""Catalog files: our small YAML, and a line for everything that is wrong with one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.catalog.files import BadFile, line_of, parse, parse_with_lines


def test_ratios_dates_and_words_stay_what_they_are() -> None:
    text = b"a: [16:9, 9:16, no, on, 2026-11-21, 1e5, 0x10, 012]\nb: [1, -2, 0.5, true, false, null, ~]\nc:\nd: '5'\n"
    assert parse(text) == {
        "a": ["16:9", "9:16", "no", "on", "2026-11-21", "1e5", "0x10", "012"],
        "b": [1, -2, 0.5, True, False, None, None],
        "c": None,
        "d": "5",
    }


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b"a: 1\nb: [", 2, "not readable YAML"),
        (b"a: 1\n\tb: 2", 2, "not readable YAML"),
        (b"\xff\xfe\x00", 1, "not readable YAML"),
        (b"a: \x00", 1, "not readable YAML"),
        (b"a: &x 1\nb: *x", 2, "alias"),
        (b"x: 1\na: !!python/object/apply:os.system [true]", 2, "tag"),
        (b"? [a, b]\n: c", 1, "key"),
        (b"a: 1\n---\nb: 2", 2, "another document"),
        (b"[" * 100_000, 1, "deep"),
        (b"- " * 100_000, 1, "deep"),
        (b"{a: " * 100_000, 1, "deep"),
    ],
)
def test_what_is_no_catalog_file_is_said_with_its_line(raw: bytes, line: int, said: str) -> None:
    with pytest.raises(BadFile) as caught:
        parse(raw)
    assert caught.value.line == line
    assert said in caught.value.message


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        parse(raw)
    except BadFile as fault:
        assert fault.line >= 1 and fault.message


@given(st.text(alphabet="[]{}:,-?&*!|>'\"%@`# \n\tab01~", max_size=80))
def test_any_near_yaml_is_read_or_refused_the_same_way_with_lines(text: str) -> None:
    raw = text.encode()
    try:
        plain = parse(raw)
    except BadFile:
        with pytest.raises(BadFile):
            parse_with_lines(raw)
        return
    data, lines, _ = parse_with_lines(raw)
    assert data == plain
    assert all(line >= 1 for line in lines.values())


def test_lines_are_those_of_the_values() -> None:
    data, lines, faults = parse_with_lines(b"models:\n  - id: a\n    kinds:\n      - x\n  - id: b\n    id: c\n")
    assert lines[("models", 0, "id")] == 2
    assert lines[("models", 0, "kinds", 0)] == 4
    assert line_of(lines, ("models", 1, "prices", 3)) == 5
    assert [(fault.line, "twice" in fault.message) for fault in faults] == [(6, True)]
    assert data["models"][1]["id"] == "c"
