"""Which part of an answer is words for a person, however it is cut into pieces."""

import json
import random

import pytest

from director_kernel.providers.chat_words import Reply, Sieve, Speech

CASES = [
    ("Hello there.", "Hello there.", []),
    ('Here: <plan>{"title":"x <b> ```"}</plan> done', "Here:  done", ["plan"]),
    ('Here it is.\n\n<PLAN>\n{"title":"x"}\n</PLAN>\n', "Here it is.", ["plan"]),
    ('A ```json\n{"reply":"x"}\n``` B', "A  B", ["json"]),
    ("A ```python\nprint(1)\n``` B <plan>{}</plan>", "A ```python\nprint(1)\n``` B", ["plan"]),
    ("```\nplain\n```", "```\nplain\n```", []),
    ("<think>hm, a plan</think>\nYes", "Yes", ["think"]),
    ('{"reply":"Hé \\"q\\" \\ud83d\\ude00 \\n end","plan":{"reply":"no"}}', 'Hé "q" 😀 \n end', ["json"]),
    ('{"plan":{"reply":"inner"},"reply":"outer \\\\u"}', "outer \\u", ["json"]),
    ("{smile} hi", "{smile} hi", []),
    ("a < b and `x` and ```", "a < b and `x` and ```", []),
    ("1 <p 2 <plans> <plann", "1 <p 2 <plans> <plann", []),
    ('cut <plan>{"a":', "cut", ["plan"]),
    ("", "", []),
]


@pytest.mark.parametrize(("text", "words", "kinds"), CASES)
def test_words_are_told_from_what_is_kept_back(text: str, words: str, kinds: list[str]) -> None:
    for seed in range(40):
        chance, sieve, shown, at = random.Random(seed), Sieve(), "", 0
        while at < len(text):
            step = chance.randint(1, 1 + seed // 4)
            shown += sieve.feed(text[at : at + step])
            at += step
        shown += sieve.end()
        assert (shown, [block.kind for block in sieve.blocks]) == (words, kinds), seed


@pytest.mark.parametrize("reply", ['He said "no".\n\tThen \\ left 🦊 \u2028 end', "", "{}[],:", "\\u0041"])
def test_the_reply_in_arguments_comes_as_it_is_written(reply: str) -> None:
    told = {"plan": {"reply": "not this", "steps": [{"reply": "nor this"}]}, "reply": reply, "x": ['reply":"', {"reply": 1}]}
    for ascii_only in (True, False):
        text = json.dumps(told, ensure_ascii=ascii_only, indent=1)
        for size in (1, 2, 3, 11, 10_000):
            reader = Reply()
            assert "".join(reader.feed(text[at : at + size]) for at in range(0, len(text), size)) == reply


def test_a_hostile_argument_is_read_in_one_pass() -> None:
    reader = Reply()
    assert "".join(reader.feed('{"a":"' if number == 0 else "x\\" * 10) for number in range(20_000)) == ""


def said(*rounds: list[tuple[str, str]]) -> str:
    written: list[str] = []
    speech = Speech(written.append)
    for pieces in rounds:
        speech.begin()
        for kind, piece in pieces:
            speech.words(piece) if kind == "text" else speech.arguments(int(kind), piece)
        speech.end()
    assert "".join(written) == speech.text
    return speech.text


def test_nothing_is_said_twice() -> None:
    call = '{"reply":"A fox.","plan":1}'
    assert said([("text", "A fox."), ("0", call)]) == "A fox."
    assert said([("text", "Look: "), ("0", '{"reply":"A hare."}')]) == "Look:\n\nA hare."
    assert said([("0", call), ("1", '{"reply":"A fox."}')]) == "A fox."
    assert said([("0", call)], [("0", '{"reply":"Another fox."}')]) == "A fox."
    assert said([("0", call)], [("0", '{"reply":"A fox. And a hare."}')]) == "A fox. And a hare."
    assert said([("text", "<plan>{</plan>")], [("text", "Now it is right. <plan>{}</plan>")]) == "Now it is right."


def test_whoever_stops_it_is_heard() -> None:
    class Enough(Exception):
        pass

    def write(piece: str) -> None:
        raise Enough

    speech = Speech(write)
    speech.begin()
    with pytest.raises(Enough):
        speech.words("Hello")
    assert isinstance(speech.stopped, Enough) and speech.text == ""
