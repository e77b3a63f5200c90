"""Sounds as a comic letters them: "hinge creak" is said CREEEAK."""

import re

_WORDS: tuple[tuple[str, str], ...] = (
    ("thunder", "KRAKOOM"),
    ("explo", "BOOM"),
    ("blast", "BOOM"),
    ("gunshot", "BLAM"),
    ("shot", "BLAM"),
    ("slam", "SLAM"),
    ("crash", "CRASH"),
    ("smash", "SMASH"),
    ("shatter", "KRISH"),
    ("glass", "TINK"),
    ("creak", "CREEEAK"),
    ("hinge", "CREEEAK"),
    ("knock", "KNOCK KNOCK"),
    ("footstep", "TAP TAP"),
    ("step", "TAP TAP"),
    ("bell", "DING"),
    ("phone", "RRRING"),
    ("ring", "RRRING"),
    ("alarm", "WEEOO"),
    ("siren", "WEEOO"),
    ("horn", "HONK"),
    ("engine", "VROOM"),
    ("motor", "VROOM"),
    ("tyre", "SCREECH"),
    ("tire", "SCREECH"),
    ("brake", "SCREECH"),
    ("wind", "WHOOOSH"),
    ("whoosh", "WHOOOSH"),
    ("surf", "SHHHH"),
    ("wave", "SHHHH"),
    ("rain", "PITTER PATTER"),
    ("drip", "PLIP"),
    ("splash", "SPLASH"),
    ("water", "SPLOSH"),
    ("fire", "CRACKLE"),
    ("flame", "CRACKLE"),
    ("click", "CLICK"),
    ("clock", "TICK TOCK"),
    ("tick", "TICK TOCK"),
    ("heart", "THUMP THUMP"),
    ("thud", "THUD"),
    ("punch", "POW"),
    ("hit", "WHAM"),
    ("fall", "THUD"),
    ("bark", "WOOF"),
    ("meow", "MEOW"),
    ("applause", "CLAP CLAP"),
    ("clap", "CLAP CLAP"),
    ("hum", "HMMM"),
    ("buzz", "BZZZT"),
    ("beep", "BEEP"),
    ("hiss", "HSSSS"),
    ("steam", "HSSSS"),
    ("pour", "GLUG GLUG"),
    ("sizzle", "TSSSS"),
    ("scream", "AAAAH"),
    ("laugh", "HA HA HA"),
    ("whisper", "psst"),
    ("rumble", "RRRUMBLE"),
    ("train", "CHUG CHUG"),
    ("hoof", "CLOP CLOP"),
    ("hooves", "CLOP CLOP"),
)


def lettered(sound: str) -> str:
    """The sound as a word to draw; "" for one that nobody letters (room tone, silence, a word we don't know).

    >>> lettered("hinge creak"), lettered("distant thunder"), lettered("room tone")
    ('CREEEAK', 'KRAKOOM', '')
    """
    words = re.findall(r"[a-z]+", sound.lower()[:300])
    found = [(at, said) for at, word in enumerate(words) for begin, said in _WORDS if word.startswith(begin)]
    return max(found, key=lambda one: one[0])[1] if found else ""
