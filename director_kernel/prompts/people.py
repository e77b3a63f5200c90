"""People and things in words: the same description says the same person in every shot, word by word."""

import re
from collections.abc import Iterable, Set
from functools import lru_cache

from director_kernel.prompts.looks import after_name
from director_kernel.schema.slots import Character, Line, Prop

_OPENING = re.compile(r"(^|[.!?…]\s+)([A-Z][a-z']*)(?![A-Za-z])")
_ALWAYS_LARGE = frozenset(("I", "I'm", "I'll", "I've", "I'd"))
_PRONOUNS = {"f": "her", "m": "his", "female": "her", "male": "his", "woman": "her", "man": "his"}


@lru_cache(maxsize=2048)
def look_of(character: Character) -> str:
    """Everything about someone but the name: "in her 20s, long brown hair, wearing a coat"."""
    lasting = (after_name(character),) if character.anchor.strip() else _lasting(character)
    looks = (
        *lasting,
        character.pose,
        character.gaze if "eyes" in character.gaze or not character.gaze else f"looking {character.gaze}",
        character.emotion,
    )
    return ", ".join([look for look in looks if look])


def _lasting(character: Character) -> tuple[str, ...]:
    return (
        _age(character),
        f"{character.hair} hair" if character.hair and "hair" not in character.hair else character.hair,
        f"{character.skin} skin" if character.skin and "skin" not in character.skin else character.skin,
        f"wearing {character.wardrobe}" if character.wardrobe else "",
        *character.features,
    )


def _age(character: Character) -> str:
    """`in her 20s`; an age that is no decade stands as it is, with the gender where the name doesn't say it."""
    gender = character.gender.lower()
    if character.age.rstrip("s").isdigit() and character.age.endswith("s"):
        return f"in {_PRONOUNS.get(gender, 'their')} {character.age}"
    if not character.age and not gender:
        return ""
    said = {"f": "woman", "m": "man"}.get(gender, character.gender)
    known = any(word in character.name.lower().split() for word in (said, "woman", "man", "girl", "boy"))
    return " ".join(word for word in (character.age, "" if known else said) if word)


def thing(prop: Prop) -> str:
    """A thing without its label: "amber glass bottle"."""
    return " ".join([word for word in (prop.colour, prop.material, prop.name) if word])


def plain_name(subject: str) -> str:
    """A subject without its description: what a start image shows needs no more words.

    >>> plain_name("young woman with a red scarf")
    'young woman'
    """
    words = subject.replace(",", " , ").split()
    for at, word in enumerate(words):
        if at and word.lower() in {",", "with", "wearing", "in", "on", "at", "who", "that", "dressed"}:
            return " ".join(words[:at])
    return subject


def in_lower_case(words: str, names: Set[str] = frozenset()) -> str:
    """English speech as some voices want it: sentences begin small; names, "I" and acronyms keep their capitals.

    >>> in_lower_case("So did I. Mira, ask NASA.", {"Mira"})
    'so did I. Mira, ask NASA.'
    """
    large = _ALWAYS_LARGE | names
    return _OPENING.sub(lambda found: found[1] + (found[2] if found[2] in large else found[2].lower()), words)


def names_in(lines: Iterable[Line], characters: Iterable[Character]) -> Set[str]:
    """The words of everybody's names."""
    named = (*(one.speaker for one in lines), *(one.name for one in characters))
    return {word for name in named for word in name.split()}
