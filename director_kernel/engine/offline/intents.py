"""Tell what a message wants: a new brief, an answer, a choice, a change, a yes, to know about models or where things stand, to stop."""

import re
from collections.abc import Sequence
from functools import cache

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.answering import read_answers
from director_kernel.engine.offline.read_brief import Reading, read_form
from director_kernel.engine.offline.revise_words import is_change
from director_kernel.engine.offline.state import DirectorState
from director_kernel.engine.offline.subject import read_subject
from director_kernel.prompts.matching import words_of
from director_kernel.schema.brief import Intent

_MAKE = re.compile(
    r"^\s*(?:explain|promote|advertise|introduce|showcase|unbox|review|launch|tell)\b|\b(?:make|create|produce|generate"
    r"|shoot|design|build|animate|draw|write|render|film|visuali[sz]e|craft|i (?:want|need|would like|wanna)|i'd like"
    r"|we (?:want|need)|can you (?:make|create|do)|let's (?:make|do|shoot)"
    r"|give me|do me|turn this|looking for|put together)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:something|some kind|content|viral|marketing|stuff|need|want|surprise|idea|project|thing|masterpiece|campaign)\b", re.IGNORECASE
)
_NEW = re.compile(
    r"\b(?:new (?:brief|project|film|idea|one)|another (?:project|film|brief)|start (?:a )?new|different (?:project|film"
    r"|idea)|from scratch|instead make|now make (?:me )?an?|next project)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:what|which|who|how much|how good|how does|how do|best|cheapest|fastest|good|better|vs\.?|versus|compare"
    r"|comparison|difference between|price|prices|pricing|costs?|recommend|suggest|should i use|can .{1,20} do"
    r"|does .{1,30} (?:support|have|do|make)|is .{1,30} (?:better|good|cheaper)|tell me about|list|show me)\b",
    re.IGNORECASE,
)
_MODEL_WORD = re.compile(r"\b(?:models?|engines?|generators?|ai for|tools?)\b", re.IGNORECASE)
_TASKS = re.compile(
    r"\b(?:camera (?:moves?|control|movements?)|motion control|text rendering|lip ?sync|upscal\w*|image[- ]to[- ]video"
    r"|text[- ]to[- ]video|text[- ]to[- ]image|video models?|image models?|photorealis\w*|character consistency"
    r"|native audio|music models?|voice models?|speech|long videos?|vertical video)\b",
    re.IGNORECASE,
)


def read_intent(reading: Reading, state: DirectorState, catalog: Catalog, *, attached: bool = False) -> Intent:
    """What the message wants, given where the conversation stands. An approval is only ever a short, plain yes while a plan is there."""
    text = reading.text
    said = words_of(text)
    if not said:
        return Intent.BRIEF if attached else Intent.UNCLEAR
    if len(said) <= 6 and said in _phrases("cancel"):
        return Intent.CANCEL
    if len(said) <= 8 and said in _phrases("status"):
        return Intent.STATUS
    if state.questions and read_answers(text, state.questions):
        return Intent.ANSWER
    if state.options and _option(text):
        return Intent.CHOOSE
    if said in _phrases("approve") and len(said) <= 6:
        return Intent.APPROVE if state.plan is not None and not state.questions else Intent.UNCLEAR
    if asks_about_models(reading, catalog):
        return Intent.MODELS
    if state.brief is not None and not state.questions and not _NEW.search(text) and is_change(reading, state, catalog):
        return Intent.REVISE
    if said in _phrases("greetings") and not attached:
        return Intent.UNCLEAR
    return _brief_or_unclear(reading, state, attached)


def _brief_or_unclear(reading: Reading, state: DirectorState, attached: bool) -> Intent:
    """A message with something to make is a brief; with questions open, free words answer the first of them."""
    plain = reading.plain.strip()
    form, subject = read_form(reading.doc), read_subject(plain)
    if not words_of(plain):
        return Intent.BRIEF if attached else Intent.UNCLEAR
    wants = bool(_MAKE.search(plain)) or form is not None
    if state.questions and _only_yes(plain):
        return Intent.UNCLEAR
    if state.questions and not (wants and subject and len(words_of(plain)) > 4):
        return Intent.ANSWER if subject or len(words_of(plain)) >= 2 else Intent.UNCLEAR
    if wants or attached:
        return Intent.BRIEF
    if len(words_of(plain)) >= 2 and _WISH.search(plain):
        return Intent.BRIEF
    slots = reading.slots
    pictured = bool(slots.characters or slots.props or slots.setting) and "characters" not in slots.inferred
    known = bool(slots.action or slots.time_of_day or slots.shot_size or slots.movement or slots.style)
    return (
        Intent.BRIEF
        if (pictured and (known or len(words_of(plain)) >= 2)) or (pictured and len(words_of(plain)) == 1 and slots.props)
        else Intent.UNCLEAR
    )


def _only_yes(plain: str) -> bool:
    """True for words that agree and say nothing else ("yes, approve and run it")."""
    return set(words_of(plain)) <= _YES


_YES = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "sure",
        "ok",
        "okay",
        "go",
        "ahead",
        "approve",
        "approved",
        "approves",
        "run",
        "start",
        "execute",
        "it",
        "now",
        "please",
        "and",
        "do",
        "everything",
        "all",
        "the",
        "plan",
        "good",
        "looks",
        "great",
        "fine",
        "this",
        "that",
        "i",
        "to",
        "you",
        "can",
    ]
)


@cache
def _phrases(name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words_of(phrase) for phrase in load_lexicon("talk")[name])


def option_of(text: str) -> str:
    """The option a short message takes ("premium", "option 2", "the cheap one please"), "" when it takes none."""
    return _option(text)


def _option(text: str) -> str:
    lead = frozenset(
        [
            "i'll",
            "take",
            "i",
            "want",
            "choose",
            "pick",
            "go",
            "with",
            "let's",
            "use",
            "please",
            "tier",
            "version",
            "one",
            "the",
            "option",
            "for",
            "way",
            "ok",
            "okay",
            "give",
            "me",
            "lets",
        ]
    )
    said = words_of(text)
    if len(said) > 7:
        return ""
    for name, phrases in load_lexicon("talk")["options"].items():
        known = {words_of(p) for p in phrases}
        bare = tuple(w for w in said if w not in lead)
        if said in known or (bare and bare in {tuple(w for w in p if w not in lead) for p in known} - {()}):
            return str(name)
    return ""


def asks_about_models(reading: Reading, catalog: Catalog) -> bool:
    """True for a question about models ("best model for camera moves?", "what does Veo cost", "Kling vs Veo")."""
    plain = reading.plain
    named = named_models(plain, catalog)
    if _MAKE.search(plain) and not re.match(r"\s*(?:what|which|how much|should i|is|does|can)\b", plain, re.IGNORECASE):
        return False
    asks = bool(_ASKS.search(plain))
    if named and len(named) >= 2 and re.search(r"\b(?:vs\.?|versus|or|compare|compared|better)\b", plain, re.IGNORECASE):
        return True
    if named and asks and len(words_of(plain)) <= 14:
        return not re.match(r"\s*use\b", plain, re.IGNORECASE)
    return (
        asks
        and len(words_of(plain)) <= 16
        and bool(
            _MODEL_WORD.search(plain) or (_TASKS.search(plain) and re.search(r"\b(?:best|which|cheapest|fastest|recommend)\b", plain, re.I))
        )
    )


def named_models(text: str, catalog: Catalog) -> Sequence[str]:
    """Ids of the models named, each once, in order."""
    return tuple(dict.fromkeys(model.id for _, _, model in catalog.mentions(text)))
