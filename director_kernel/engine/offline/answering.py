"""Read answers to open questions: `1b 2a "free text"`, `1="free text"`, "b", "you decide", "1) the second one", a choice's own words."""

import re
from collections.abc import Mapping, Sequence

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.numbers import read_aspect, read_duration
from director_kernel.engine.offline.questions import YOU_DECIDE
from director_kernel.prompts.matching import words_of
from director_kernel.schema.brief import Choice, Question

_PAIR = re.compile(r"(?<![\w\"“])(\d)\s*[).:=-]?\s*([a-h])(?![\w'’])", re.IGNORECASE)
_ADDRESSED = re.compile(r"(?<![\w\"“])(\d)\s*[=:]\s*\"([^\"]{1,2000})\"")
_QUOTED = re.compile(r"[\"“]([^\"“”]{1,300})[\"”]")
_NUMBERED = re.compile(r"(?:^|[\n,;]\s*|\s)(\d)\s*[).:=]\s*(.+?)(?=(?:[\n,;]\s*|\s)\d\s*[).:=]|$)", re.DOTALL)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "1st": 0, "2nd": 1, "3rd": 2, "4th": 3}
_FILLER = frozenset(
    [
        "the",
        "one",
        "option",
        "choice",
        "answer",
        "please",
        "i",
        "think",
        "go",
        "with",
        "take",
        "let's",
        "maybe",
        "for",
        "a",
        "an",
        "and",
        "it's",
        "is",
        "want",
    ]
)


def read_answers(message: str, questions: Sequence[Question]) -> dict[str, str]:
    """What the message answers: question id → value (`YOU_DECIDE` or a choice's value or free words); {} when it is no answer."""
    text = " ".join(message.split())
    if not text or not questions:
        return {}
    if is_decide(text):
        return {q.id: YOU_DECIDE for q in questions}
    lettered = _lettered(text, questions)
    if lettered:
        return lettered
    numbered = _numbered(text, questions)
    if numbered:
        return numbered
    return _in_words(text, questions)


def is_decide(text: str) -> bool:
    """True for "you decide" and its like."""
    return words_of(text) in {words_of(phrase) for phrase in load_lexicon("talk")["decide"]}


def _lettered(text: str, questions: Sequence[Question]) -> dict[str, str]:
    """`1b 2a "words"`: quoted words go to the first question no letter answers; a bare letter to the first question.

    `2="words"` says which question it answers. Nothing inside quotes is read as a letter.
    """
    answers = {number: words.strip() for number, words in _ADDRESSED.findall(text) if any(q.id == number for q in questions)}
    text = _ADDRESSED.sub(" ", text).strip()
    pairs = {number: letter.lower() for number, letter in _PAIR.findall(_QUOTED.sub(" ", text))}
    rest = _PAIR.sub(" ", _QUOTED.sub(" ", text)).strip(" ,;.")
    bare = re.fullmatch(r"\(?([a-h])\)?[.)]?", rest, re.IGNORECASE)
    for question in questions:
        choice = next((c for c in question.choices if c.id == pairs.get(question.id)), None)
        if choice:
            answers[question.id] = choice.value
    if bare and not pairs and not answers:
        choice = next((c for c in questions[0].choices if c.id == bare.group(1).lower()), None)
        return {questions[0].id: choice.value} if choice else {}
    letters = re.findall(r"(?<!\w)([a-h])(?!\w)", rest, re.IGNORECASE)
    if not pairs and not answers and letters and re.fullmatch(r"[a-h](?:[\s,;]+[a-h])*", rest, re.IGNORECASE):
        return {q.id: c.value for q, letter in zip(questions, letters, strict=False) for c in q.choices if c.id == letter.lower()}
    free = [q for q in questions if q.id not in answers]
    if answers or (not rest and not pairs):
        for words, question in zip(_QUOTED.findall(text), free, strict=False):
            answers[question.id] = words.strip()
    return answers if not rest or (answers and len(rest.split()) <= 3) else _with_rest(answers, rest, questions)


def _with_rest(answers: dict[str, str], rest: str, questions: Sequence[Question]) -> dict[str, str]:
    """`1b, and about 20 seconds`: the words left over answer what they fit."""
    if not answers:
        return {}
    left = [q for q in questions if q.id not in answers]
    return {**answers, **_in_words(rest, left)}


def _numbered(text: str, questions: Sequence[Question]) -> dict[str, str]:
    """ "1) second one 2) for phones"."""
    by_id = {q.id: q for q in questions}
    found = {number: words.strip(" ,;.") for number, words in _NUMBERED.findall(text) if number in by_id}
    return {number: _value(words, by_id[number]) or words for number, words in found.items() if words}


def _in_words(text: str, questions: Sequence[Question]) -> dict[str, str]:
    """Each question the words fit: a choice's own words, an ordinal, a length, a format; what is left over names the subject."""
    answers: dict[str, str] = {}
    left: list[str] = []
    for part in re.split(r"\s*(?:[,;\n]|\band\b)\s*", text):
        fits = next(((q, value) for q in questions if q.id not in answers and (value := _value(part, q))), None)
        if fits:
            answers[fits[0].id] = fits[1]
        elif part:
            left.append(part)
    subject = next((q for q in questions if q.field == "subject" and q.id not in answers), None)
    if answers and left and subject:
        answers[subject.id] = ", ".join(left)
    return answers or {q.id: value for q in questions if (value := _value(text, q))}


def _value(words: str, question: Question) -> str:
    """The value of `question` that `words` mean, "" when none."""
    if is_decide(words):
        return YOU_DECIDE
    plain = [w for w in words_of(words) if w not in _FILLER]
    if len(plain) == 1 and plain[0] in _ORDINALS:
        real = [c for c in question.choices if c.value != YOU_DECIDE]
        at = _ORDINALS[plain[0]]
        return real[at].value if at < len(real) else ""
    if len(plain) == 1 and len(plain[0]) == 1 and plain[0] in "abcdefgh":
        return next((c.value for c in question.choices if c.id == plain[0]), "")
    return _by_field(words, question) or _by_words(plain, question.choices)


def _by_field(words: str, question: Question) -> str:
    if question.field == "duration":
        bare = re.fullmatch(r"\s*(?:about |around |~)?(\d{1,3})\s*", words)
        seconds = float(bare.group(1)) if bare else read_duration(words)
        return f"{seconds:g}" if seconds else ""
    if question.field == "aspect":
        return read_aspect(words) or {
            "phone": "9:16",
            "phones": "9:16",
            "mobile": "9:16",
            "tv": "16:9",
            "wide": "16:9",
            "desktop": "16:9",
            "feed": "1:1",
        }.get(words.strip().lower(), "")
    return ""


def _by_words(plain: Sequence[str], choices: Sequence[Choice]) -> str:
    """The choice that holds all the words said, when only one does."""
    if not plain:
        return ""
    fits = [c for c in choices if c.value != YOU_DECIDE and set(plain) <= set(words_of(f"{c.text} {c.value}"))]
    return fits[0].value if len(fits) == 1 else ""


def settled(answers: Mapping[str, str], questions: Sequence[Question]) -> dict[str, str]:
    """field → value, with 'you decide' replaced by each question's default."""
    values: dict[str, str] = {}
    for question in questions:
        if question.id in answers:
            default = next(c.value for c in question.choices if c.id == question.default)
            values[question.field] = default if answers[question.id] == YOU_DECIDE else answers[question.id]
    return values
