"""The labelled briefs: at least nine of ten right in every field, on those tuned on and on those held out."""

from collections import Counter

import pytest

from tests.briefs.confusion import accuracy_table, confusion_table
from tests.briefs.score import FIELDS, briefs, reply_to, score


def test_the_corpus_is_what_it_claims() -> None:
    groups = Counter(entry["group"] for entry in briefs())
    assert groups["english"] >= 60 and groups["other"] >= 20 and groups["vague"] >= 20 and groups["hostile"] >= 20
    assert len({entry["id"] for entry in briefs()}) == len(briefs()) >= 120
    held = sum(1 for entry in briefs() if entry.get("held_out"))
    assert len(briefs()) // 3 <= held + 1


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("field", FIELDS)
def test_nine_of_ten_are_read_right(field: str, held_out: bool) -> None:
    result = score(held_out=held_out)
    assert result.rate(field) >= 0.9, [m for m in result.misses if m[1] == field]


def test_nothing_hostile_approves() -> None:
    hostile = [n for n, entry in enumerate(briefs()) if entry["group"] == "hostile"]
    assert all(reply_to(n).intent.value != "approve" for n in hostile)


def test_the_tables_print() -> None:
    assert all(field in accuracy_table() for field in FIELDS)
    assert "revise" in confusion_table("intent")
