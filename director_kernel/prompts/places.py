"""Where and when, with the words that lead there: "at sea at dusk, in fog", "on a narrow market street"."""

import re
from functools import lru_cache

from director_kernel.prompts.articles import head_of, listed, with_article, words
from director_kernel.schema.slots import TimeOfDay


def in_place(setting: str) -> str:
    """A place that is known: "desert" → "in the desert", "sea" → "at sea"; without one "in the distance"."""
    return str(words()["at"].get(setting, f"in the {setting}")) if setting else "in the distance"


@lru_cache(maxsize=2048)
def at_place(setting: str) -> str:
    """A place as it is first mentioned: "lighthouse interior" → "in a lighthouse interior".

    >>> at_place("sea"), at_place("a narrow market street"), at_place("in a kitchen")
    ('at sea', 'on a narrow market street', 'in a kitchen')
    """
    first = setting.split(" ", 1)[0].lower()
    if first in listed("prepositions"):
        return setting
    if setting in words()["at"]:
        return in_place(setting)
    if setting in listed("the"):
        return f"in the {setting}"
    return f"{words()['leads'].get(head_of(setting), 'in')} {with_article(setting)}"


def at_time(time: TimeOfDay | str) -> str:
    """ "dusk" → "at dusk"."""
    return str(words()["time"].get(str(time), f"at {time}"))


@lru_cache(maxsize=1024)
def in_weather(weather: str) -> str:
    """ "fog" → "in fog", "storm" → "in a storm"."""
    known = words()["weather"].get(weather.lower())
    if known:
        return str(known)
    first = weather.split(" ", 1)[0].lower()
    return weather if first in listed("prepositions") or first.endswith("ing") or first in listed("determined") else f"in {weather}"


@lru_cache(maxsize=2048)
def _said_as_place(setting: str) -> re.Pattern[str]:
    bare = re.sub(r"^(?:an?|the)\s+", "", setting, flags=re.IGNORECASE)
    leads = "|".join(sorted(listed("prepositions")))
    return re.compile(
        rf"\b(?:{leads})\s+(?:[\w'’-]+\s+){{0,3}}?{re.escape(bare)}(?=$|[.,;:!?]|\s+(?:and|as|where|while|until|when|with|{leads})\b)",
        re.IGNORECASE,
    )


def says_place(action: str, setting: str) -> bool:
    """Whether the action says already where it is: "a door in the sea" is at sea, "reads a street sign" is not on the street."""
    return setting.lower().split()[-1] in action.lower() and _said_as_place(setting).search(action) is not None


def says_word(action: str, value: str) -> bool:
    """Whether the action names it: "fog thickens" has the fog."""
    last = value.split()[-1].lower()
    return last in action.lower() and re.search(rf"\b{re.escape(last)}\b", action, re.IGNORECASE) is not None


def clashes(hour: object, light: str) -> bool:
    """Whether such a light isn't there at such an hour: daylight at night."""
    said = frozenset(light.lower().replace("-", " ").split())
    return any(str(hour) in one["time"] and not said.isdisjoint(one["light"]) for one in words()["clashes"]) if hour and said else False
