"""What a character looks like, resolved from its words; what nobody said is drawn from a hash of the name, never from the shot."""

import hashlib
import re
from dataclasses import dataclass

from director_kernel.media.draw.colour import colour_of, luma, mix
from director_kernel.media.draw.figures import words
from director_kernel.media.draw.figures.wardrobe import Garment, dress
from director_kernel.schema.slots import Character


@dataclass(frozen=True)
class Look:
    """Everything that stays the same from frame to frame."""

    gender: str
    age: str
    build: float
    skin: str
    hair: str
    hair_colour: str
    brow: str
    eye: str
    lips: str
    beard: str
    glasses: str
    hat: str
    hat_colour: str
    extras: frozenset[str]
    wardrobe: tuple[Garment, ...]
    face: tuple[float, float, float]
    """Three personal variations, -1 … 1: face width, nose length, eye size."""

    @property
    def feminine(self) -> float:
        """How far the body leans to the feminine set of proportions, 0 … 1."""
        return {"f": 1.0, "m": 0.0}.get(self.gender, 0.5) if self.age != "child" else 0.35

    @property
    def heads(self) -> float:
        """Body height in heads: 8 for adults, 6 for children."""
        return {"child": 6.0, "toddler": 5.0, "teen": 7.4}.get(self.age, 8.0)


class Dice:
    """Choices that the same name always makes, each on its own so that saying one thing never changes another."""

    def __init__(self, name: str) -> None:
        self.name = name

    def roll(self, what: str) -> float:
        digest = hashlib.sha256(f"{self.name.strip().lower()}\x1f{what}".encode("utf-8", "replace")).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def pick(self, what: str, choices: tuple[str, ...]) -> str:
        return choices[int(self.roll(what) * len(choices))]


def resolve(character: Character) -> Look:
    """The look of `character`; equal words give an equal look."""
    dice = Dice(character.name)
    said = (character.name, character.age, character.gender, character.hair, character.skin, character.wardrobe, *character.features)
    told = ", ".join(filter(None, (text[:400] for text in said[:40]))).lower()
    gender, age = _gender(character, told, dice), _age(character, told)
    skin = _skin(character, told, dice)
    style, colour = _hair(character, told, gender, age, skin, dice)
    hat, hat_colour = _hat(character, told)
    brow = mix(colour, "#2a1a12", 0.45) if luma(colour) < 0.62 or age != "elder" else mix(colour, "#6b655e", 0.5)
    return Look(
        gender=gender,
        age=age,
        build=_build(told, dice),
        skin=skin,
        hair=style,
        hair_colour=colour,
        brow=brow,
        eye=_eye(told, skin, dice),
        lips=_lips(told, skin, gender, age),
        beard=_beard(told, gender, age, dice),
        glasses=words.first(words.GLASSES, told),
        hat=hat,
        hat_colour=hat_colour,
        extras=frozenset(words.every(words.EXTRAS, told)),
        wardrobe=dress(character, told, gender, age, dice.pick, hat),
        face=(dice.roll("width") * 2 - 1, dice.roll("nose") * 2 - 1, dice.roll("eyes") * 2 - 1),
    )


def _gender(character: Character, told: str, dice: Dice) -> str:
    for text in (character.gender.lower(), told):
        found = words.first(words.GENDERS, text)
        if found:
            return found
    first = re.split(r"\W+", character.name.strip().lower())[0] if character.name.strip() else ""
    if first in words.FEMININE or first in words.MASCULINE:
        return "f" if first in words.FEMININE else "m"
    return (
        "f"
        if first.endswith(("a", "ie", "elle", "ine"))
        else "m"
        if first.endswith(("o", "us", "rd", "ck"))
        else dice.pick("gender", ("f", "m"))
    )


def _age(character: Character, told: str) -> str:
    years = re.search(r"\b(\d{1,3})\b", character.age) or re.search(r"\b(\d{1,3})[- ]?(?:year|yo\b|s\b)", told)
    if years:
        n = int(years.group(1))
        return "toddler" if n < 4 else "child" if n < 12 else "teen" if n < 18 else "adult" if n < 45 else "middle" if n < 62 else "elder"
    return words.first(words.AGES, character.age.lower()) or words.first(words.AGES, told) or "adult"


def _skin(character: Character, told: str, dice: Dice) -> str:
    return (
        words.first(words.SKINS, character.skin.lower())
        or colour_of(character.skin)
        or words.first(words.HERITAGE, told)
        or dice.pick(
            "skin", words.SKIN_RAMP[:3] if words.compiled(words.FAIR).search(f"{character.hair} {told}".lower()) else words.SKIN_RAMP
        )
    )


def _hair(character: Character, told: str, gender: str, age: str, skin: str, dice: Dice) -> tuple[str, str]:
    said = " ".join((character.hair, *(f for f in character.features if "hair" in f.lower()))).lower()
    phrase = re.search(r"((?:[\w-]+ ){0,4})(?:hair|haired)\b", told)
    said = said if said.strip() else (phrase.group(0) if phrase else "")
    style = words.first(words.HAIR_STYLES, said) or words.first(words.HAIR_STYLES_ANYWHERE, told)
    if not style:
        choices = {"f": ("long", "wavy", "bob", "ponytail", "bun", "curly"), "m": ("short", "side", "crop", "quiff", "curly_short")}.get(
            gender, ("bob", "short", "crop")
        )
        style = dice.pick(
            "hair",
            ("bun", "bob", "curly_short") if age == "elder" and gender == "f" else ("short", "crop", "side") if age == "elder" else choices,
        )
    colour = words.first(words.HAIR_COLOURS, said) or colour_of(said) or words.first(words.HAIR_COLOURS_ANYWHERE, told)
    if not colour:
        colour = "#d4d0ca" if age == "elder" else dice.pick("hair colour", words.HAIR_DICE[:3] if luma(skin) < 0.5 else words.HAIR_DICE)
    return style, colour


def _hat(character: Character, told: str) -> tuple[str, str]:
    found = words.search(words.HATS, told)
    if not found:
        return "", ""
    hat, match = found
    before = told[max(0, match.start() - 22) : match.end()]
    before = re.split(r"[,;]| and | with ", before)[-1]
    return hat, colour_of(before, words.HAT_COLOURS.get(hat, "#3a3f4a"))


def _build(told: str, dice: Dice) -> float:
    said = words.first(words.BUILDS, told)
    return float(said) if said else (dice.roll("build") - 0.5) * 0.3


def _eye(told: str, skin: str, dice: Dice) -> str:
    phrase = re.search(r"([\w-]+) (?:[\w-]+ )?eye[sd]", told)
    said = words.first(words.EYES, phrase.group(0)) if phrase else ""
    return said or dice.pick(
        "eye", ("#5b3a22", "#4a2f1c", "#6b4a2a") if luma(skin) < 0.55 else ("#5b3a22", "#6d5632", "#4f7a5a", "#4a7aa0")
    )


def _lips(told: str, skin: str, gender: str, age: str) -> str:
    if "lipstick" in told or "red lips" in told:
        return "#b3202f"
    natural = mix(mix(skin, "#9c2f38", 0.42), "#5a1a1c", 0.12)
    return mix(natural, "#b8434b", 0.35) if gender == "f" and age in {"adult", "middle", "teen"} else mix(natural, skin, 0.3)


def _beard(told: str, gender: str, age: str, dice: Dice) -> str:
    found = words.first(words.BEARDS, told)
    if found:
        return "" if found == "none" else found
    if gender != "m" or age in {"child", "toddler", "teen"}:
        return ""
    return dice.pick("beard", ("", "", "", "stubble", "stubble", "short"))
