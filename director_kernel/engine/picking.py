"""Answers picked with a click: what they say as a message, and which pill a message took."""

from collections.abc import Mapping, Sequence

from director_kernel.engine.offline.answering import read_answers
from director_kernel.engine.offline.questions import YOU_DECIDE as DECIDE
from director_kernel.errors import UsageError
from director_kernel.schema.brief import Choice, Question

__all__ = ["DECIDE", "YOU_DECIDE", "decided", "message_of", "picked_in", "shown_of"]

YOU_DECIDE = "You decide"


def message_of(picks: Mapping[str, str], questions: Sequence[Question]) -> str:
    """`1b 2a, 3="free text"` for picks by question. Raises UsageError for none, for what isn't asked, and for an empty answer."""
    if not questions:
        raise UsageError('no question is open; say what you want instead, for example: director say "make it warmer".')
    if not picks:
        raise UsageError(f"nothing was picked; answer {_ids(questions)}, or let the director decide.")
    letters, words = [], []
    for question, pick in picks.items():
        asked = next((one for one in questions if one.id == question), None)
        if asked is None:
            raise UsageError(f"there is no open question {question[:40]!r}; open: {_ids(questions)}.")
        if _choice(asked, pick) is not None:
            letters.append(f"{question}{pick}")
        elif pick.strip():
            # A double quote would end the answer early.
            words.append(f'{question}="{" ".join(pick.split()).translate(_PLAIN_QUOTES)[:2000]}"')
        else:
            raise UsageError(f"the answer to question {question} is empty; pick a choice or write one.")
    return ", ".join([" ".join(letters)] * bool(letters) + words)


def shown_of(picks: Mapping[str, str], questions: Sequence[Question]) -> str:
    """The picked choices' own words, joined by " · ", in the order they are asked."""
    shown = []
    for question in questions:
        if question.id in picks:
            choice = _choice(question, picks[question.id])
            shown.append(choice.text if choice is not None else picks[question.id].strip())
    return " · ".join(shown)


def picked_in(message: str, questions: Sequence[Question]) -> dict[str, str]:
    """Which choice of each question a message takes, by id, or the words it gives instead; {} where that can't be told."""
    found = read_answers(message, questions)
    return {one.id: _id_of(one, found[one.id]) for one in questions if one.id in found}


def decided(questions: Sequence[Question]) -> dict[str, str]:
    """Every question left to the director."""
    return {one.id: _id_of(one, DECIDE) for one in questions}


_PLAIN_QUOTES = str.maketrans('"“”„', "''''")


def _ids(questions: Sequence[Question]) -> str:
    return ", ".join(one.id for one in questions)


def _choice(question: Question, pick: str) -> Choice | None:
    return next((choice for choice in question.choices if choice.id == pick), None)


def _id_of(question: Question, value: str) -> str:
    return next((choice.id for choice in question.choices if choice.value == value), value)
