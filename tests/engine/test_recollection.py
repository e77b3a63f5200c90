"""What a chat model is reminded of: the last turns whole, the earlier ones in their own sentences, always within its tokens."""

import random

from director_kernel.engine.recollection import LEAST, MOST, recollect
from director_kernel.prompts.cutting import tokens_of
from director_kernel.schema.conversation import Message


def message(position: int, text: str, *, director: bool = False, **data: object) -> Message:
    return Message(conversation="chat-1", position=position, role="director" if director else "user", text=text, data=data)


def talk(turns: int) -> list[Message]:
    return [message(n, f"Message {n} says this. And then a second thing.", director=n % 2 == 0) for n in range(1, turns + 1)]


def test_a_short_talk_is_told_as_it_was() -> None:
    found = recollect(talk(4), 6_000)
    assert found.turns[0] == ("user", "Message 1 says this. And then a second thing.") and found.turns[1][0] == "director"
    assert (len(found.turns), found.summary, found.upto) == (4, "", 0)


def test_older_turns_become_their_own_first_sentences() -> None:
    first = [
        message(1, "A 15-second ad for a serum. " + "It smells of oranges. " * 40, attachments=[{"name": "bottle.png"}]),
        message(2, "Two things.", director=True, questions=[{"text": "How long?"}], options=[]),
        message(3, "1b 2a", shown="15 seconds · Vertical"),
        message(4, "Here.", director=True, questions=[], options=[{"id": "budget", "price": 1_200_000}]),
        message(5, "Changed.", director=True, questions=[], options=[], changed="prompt of step 2"),
    ]
    found = recollect([*first, *[m.with_(position=m.position + 5) for m in talk(MOST)]], 6_000)
    lines = found.summary.splitlines()
    assert lines[0].startswith("They said: A 15-second ad for a serum. It smells of oranges.") and len(lines[0]) < 280
    assert lines[1:5] == [
        "You asked: How long?",
        "They said: 15 seconds · Vertical",
        "You offered: budget $1.20",
        "You changed: prompt of step 2",
    ]
    assert len(found.turns) == LEAST and found.upto == 5 + MOST - LEAST


def test_the_same_talk_gives_the_same_summary_told_at_once_or_bit_by_bit() -> None:
    whole, summary, upto = talk(200), "", 0
    for count in range(1, 201):
        found = recollect(whole[:count], 2_000, summary, upto)
        again = recollect(whole[:count], 2_000, summary, upto)
        assert found == again
        summary, upto = found.summary, found.upto
        assert found.turns and found.turns[-1][1].startswith(f"Message {count} "), "the last is always there"
        told = sum(tokens_of(text) for _, text in found.turns) + tokens_of(found.summary)
        assert told <= 2_000 and len(found.turns) <= MOST
    assert summary.startswith("They said: Message 1 says this.") and "\n…\n" in summary, "how it began is never forgotten"


def test_what_broke_off_is_told_as_far_as_it_came() -> None:
    found = recollect([message(1, "hello"), message(2, "A fox", director=True, broken="it dropped; say it again")], 1_000)
    assert found.turns[1] == ("director", "A fox\n[this answer broke off here: it dropped; say it again]")


def test_hostile_talk_stays_within_bounds() -> None:
    luck = random.Random(7)
    words = ["", " ", "x" * 20_000, "\ud83d\udcff", "漢字" * 3_000, "a.\n" * 2_000, "“quoted”", "\x00"]
    for _ in range(50):
        messages = [
            message(
                n,
                luck.choice(words),
                director=luck.random() < 0.5,
                attachments=luck.choice([None, [], [{}], ["x"], "x"]),
                questions=luck.choice([None, [{"text": luck.choice(words)}], [3]]),
                options=luck.choice([None, [{"id": "budget"}], [{"price": None}]]),
                shown=luck.choice([None, "", "15 s", {"a": 1}]),
            )
            for n in range(1, luck.randint(2, 40))
        ]
        found = recollect(messages, 1_500)
        assert sum(tokens_of(text) for _, text in found.turns) + tokens_of(found.summary) <= 1_700
        assert all(text.strip() for _, text in found.turns)
        "".join(text for _, text in found.turns).encode()
