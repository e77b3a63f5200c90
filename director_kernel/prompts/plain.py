"""The plain dialect: natural sentences that every model reads, one idea a sentence.

Order: subject, action, setting; light; camera and lens; style, mood, palette; on-screen text; dialogue; sound. A prompt that goes
with a start image leaves out what the image shows (appearance, setting, framing) and keeps what moves, the change of light and what is
heard, as every vendor of image-to-video advises. What a still or a sound cannot hold is left out and listed.
"""

from collections.abc import Callable, Iterator
from functools import partial

from director_kernel.prompts.dialect import Fragment, Note, Target, Wording
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Character, Line, Movement, Prop, ShotSize, Slots

_SIZES = {
    ShotSize.EWS: "extreme wide shot",
    ShotSize.VWS: "very wide shot",
    ShotSize.WS: "wide shot",
    ShotSize.MWS: "medium wide shot",
    ShotSize.MS: "medium shot",
    ShotSize.MCU: "medium close-up",
    ShotSize.CU: "close-up",
    ShotSize.BCU: "big close-up",
    ShotSize.ECU: "extreme close-up",
    ShotSize.INSERT: "insert shot of a detail",
}
_MOTION = {-2: "barely any motion", -1: "gentle motion", 1: "lively motion", 2: "intense motion"}
_POSITIVE = {
    "people": "deserted",
    "crowd": "deserted",
    "text": "free of lettering",
    "captions": "free of lettering",
    "subtitles": "free of lettering",
    "blur": "in sharp focus",
    "camera shake": "held steady",
    "noise": "clean and noise-free",
    "clutter": "uncluttered",
    "music": "only natural sound",
}

_SEEN = frozenset(
    ("characters", "props", "setting", "shot_size", "angle", "lens", "focus", "composition", "style", "palette", "light_setup", "key_side")
)
"""What a start image shows already."""
_MOVING = frozenset(("movement", "movement_speed", "motion_strength", "dialogue", "sound", "music"))
"""What a still can't hold."""
_HEARD = {
    Kind.SPEECH: frozenset(("dialogue",)),
    Kind.MUSIC: frozenset(("music", "mood", "style")),
    Kind.SOUND_EFFECT: frozenset(("sound", "action", "subject")),
}
"""What each kind of sound can hold."""


class Plain:
    """Natural sentences, subject first."""

    name = "plain"
    drop_order = (
        "style",
        "mood",
        "palette",
        "composition",
        "weather",
        "light_setup",
        "light_quality",
        "key_side",
        "focus",
        "lens",
        "music",
        "sound",
        "props",
        "negatives",
        "motion_strength",
        "movement_speed",
        "light_source",
        "time_of_day",
        "angle",
        "keep",
        "shot_size",
        "movement",
        "setting",
        "characters",
    )

    def word(self, slots: Slots, target: Target) -> Wording:
        """Sentences for `target`, and everything it can't say."""
        kept: list[Fragment] = []
        notes: list[Note] = []
        for fragment in _fragments(slots, target):
            reason = _unfit(fragment, target)
            if reason:
                notes.append(Note(fragment.slot, fragment.text, reason))
            else:
                kept.append(fragment)
        if slots.transition:
            notes.append(Note("transition", slots.transition, "the cut is made in the edit, not in the shot"))
        negative, positive, said = _negatives(slots, target)
        if target.image_led and target.kind.media == "video":
            kept, told = _follow_image(kept)
            notes += told
        return Wording((*kept, *positive), negative, (*notes, *said))


def _fragments(slots: Slots, target: Target) -> Iterator[Fragment]:
    for group in (_scene, _light, _camera, _look, _words, _sound):
        yield from group(slots, target)


def _scene(slots: Slots, target: Target) -> Iterator[Fragment]:
    yield from _said("subject", slots.subject, "scene")
    for character in slots.characters:
        yield from _said("characters", _character(character), "scene")
    alone = bool(slots.subject) and not slots.characters and "," not in slots.subject
    yield from _said("action", slots.action, "scene", after="subject" if alone else "")
    for prop in slots.props:
        yield from _said("props", _prop(prop), "scene", quoted=bool(prop.label))
    yield from _said("setting", slots.setting, "scene", lambda text: text if _placed(text) else f"in {text}")


def _light(slots: Slots, target: Target) -> Iterator[Fragment]:
    yield from _said("time_of_day", slots.time_of_day or "", "light")
    yield from _said("weather", slots.weather, "light")
    yield from _said("light_source", slots.light_source, "light")
    yield from _said("light_quality", slots.light_quality, "light", lambda text: text if "light" in text else f"{text} light")
    yield from _said("key_side", slots.key_side or "", "light", lambda side: f"key light from the {side}")
    yield from _said("light_setup", slots.light_setup, "light")


def _camera(slots: Slots, target: Target) -> Iterator[Fragment]:
    yield from _said("shot_size", _SIZES[slots.shot_size] if slots.shot_size else "", "camera")
    yield from _said("angle", slots.angle or "", "camera")
    still = slots.movement is Movement.STATIC
    speed = "" if still else slots.movement_speed or ""
    yield from _said("movement_speed", speed, "camera", str if slots.movement else lambda pace: f"{pace} camera movement")
    yield from _said("movement", slots.movement or "", "camera", lambda move: "static camera" if still else move, after="movement_speed")
    yield from _said("motion_strength", _MOTION.get(slots.motion_strength or 0, ""), "camera")
    yield from _said("lens", slots.lens, "camera", lambda text: text if "lens" in text else f"{text} lens")
    yield from _said("focus", slots.focus, "camera", lambda text: text if "focus" in text else f"{text} focus")
    yield from _said("composition", slots.composition, "camera", lambda text: text if "compos" in text else f"{text} composition")


def _look(slots: Slots, target: Target) -> Iterator[Fragment]:
    yield from _said("style", ", ".join(slots.style), "look", lambda text: text if "style" in text else f"{text} style")
    yield from _said("mood", ", ".join(slots.mood), "look", lambda text: f"{text} mood")
    yield from _said("palette", ", ".join(slots.palette), "look", lambda text: f"palette of {text}")


def _words(slots: Slots, target: Target) -> Iterator[Fragment]:
    for text in slots.on_screen_text:
        yield from _said("on_screen_text", text, "text", lambda words: f"the words {_quote(words)}", quoted=True)
    for line in slots.dialogue:
        if target.kind is Kind.SPEECH:
            yield from _said("dialogue", line.text, "dialogue", quoted=True)
            continue
        yield from _said("dialogue", line.text, "dialogue", partial(_spoken, line), quoted=True)


def _spoken(line: Line, words: str) -> str:
    tone = f", {line.tone}," if line.tone else ""
    return f"{line.speaker or 'a voice-over'}{tone} says: {_quote(words)}"


def _sound(slots: Slots, target: Target) -> Iterator[Fragment]:
    bare = target.kind.media == "audio"
    yield from _said("sound", ", ".join(slots.sound), "sound", lambda text: text if bare else f"sound of {text}")
    yield from _said("music", slots.music, "sound", lambda text: text if bare or "music" in text else f"music: {text}")


def _said(
    slot: str, value: str, sentence: str, phrase: Callable[[str], str] = str, *, quoted: bool = False, after: str = ""
) -> Iterator[Fragment]:
    text = " ".join(str(value).split())
    text = text if quoted else text.rstrip(".,;: ")
    if text:
        yield Fragment(slot, phrase(text), sentence, quoted or '"' in text, after)


def _quote(words: str) -> str:
    return '"' + words.replace('"', "'") + '"'


def _placed(text: str) -> bool:
    return text.split(" ", 1)[0].lower() in {
        "in",
        "on",
        "at",
        "under",
        "inside",
        "outside",
        "by",
        "near",
        "over",
        "above",
        "behind",
        "through",
    }


PRONOUNS = {"f": "her", "m": "his", "female": "her", "male": "his", "woman": "her", "man": "his"}


def _age(character: Character) -> str:
    """`in her 20s`; an age that is no decade stands as it is, with the gender where the name doesn't say it."""
    whose = PRONOUNS.get(character.gender.lower(), "their")
    if character.age.rstrip("s").isdigit() and character.age.endswith("s"):
        return f"in {whose} {character.age}"
    said = {"f": "woman", "m": "man"}.get(character.gender.lower(), character.gender)
    known = any(word in character.name.lower().split() for word in (said, "woman", "man", "girl", "boy"))
    return " ".join(word for word in (character.age, "" if known else said) if word)


def _gaze(gaze: str) -> str:
    return gaze if "eyes" in gaze or not gaze else f"looking {gaze}"


def _character(character: Character) -> str:
    looks = (
        _age(character),
        f"{character.hair} hair" if character.hair and "hair" not in character.hair else character.hair,
        f"{character.skin} skin" if character.skin and "skin" not in character.skin else character.skin,
        f"wearing {character.wardrobe}" if character.wardrobe else "",
        *character.features,
        character.pose,
        _gaze(character.gaze),
        character.emotion,
    )
    said = [look for look in looks if look]
    return f"{character.name} ({', '.join(said)})" if said else character.name


def _prop(prop: Prop) -> str:
    words = " ".join(word for word in (prop.colour, prop.material, prop.name) if word)
    label = f" labelled {_quote(prop.label)}" if prop.label else ""
    return words + label + (f" held by {prop.held_by}" if prop.held_by else "")


def _unfit(fragment: Fragment, target: Target) -> str:
    """Why this target can't use the fragment, "" when it can."""
    if target.kind in _HEARD:
        return "" if fragment.slot in _HEARD[target.kind] else "it can't be heard"
    if target.kind.media == "image" and fragment.slot in _MOVING:
        return "a still image can't hold it"
    if target.image_led and target.kind.media == "video" and fragment.slot in _SEEN and not fragment.quoted:
        return "the start image shows it"
    return ""


def _follow_image(fragments: list[Fragment]) -> tuple[list[Fragment], list[Note]]:
    """The subject by its plain name (the image shows the rest), and the request to keep its look."""
    notes = [
        Note("subject", fragment.text, f"the start image shows it; called {_plain_name(fragment.text)!r} here")
        for fragment in fragments
        if fragment.slot == "subject" and not fragment.quoted and _plain_name(fragment.text) != fragment.text
    ]
    named = [Fragment(f.slot, _plain_name(f.text), f.sentence) if f.slot == "subject" and not f.quoted else f for f in fragments]
    return [*named, Fragment("keep", "keep the look of the start image", "keep")], notes


def _plain_name(subject: str) -> str:
    words = subject.replace(",", " , ").split()
    for at, word in enumerate(words):
        if at and word.lower() in {",", "with", "wearing", "in", "on", "at", "who", "that", "dressed"}:
            return " ".join(words[:at])
    return subject


def _negatives(slots: Slots, target: Target) -> tuple[str, tuple[Fragment, ...], tuple[Note, ...]]:
    """The negative field, or positive wording where there is no field, and what was said differently."""
    nouns = [_noun(text) for text in slots.negatives if _noun(text)]
    if target.negative or not nouns or target.kind.media == "audio":
        return ", ".join(dict.fromkeys(nouns)), (), ()
    words = positive(list(dict.fromkeys(nouns)))
    notes = tuple(
        Note("negatives", noun, f"no negative field: said as {word!r}") for noun, word in zip(dict.fromkeys(nouns), words, strict=True)
    )
    return "", tuple(Fragment("negatives", word, "negatives") for word in dict.fromkeys(words)), notes


def positive(nouns: list[str]) -> list[str]:
    """What is to be seen instead of each unwanted thing: "people" → "deserted"."""
    return [_POSITIVE.get(noun.lower(), f"free of {noun}") for noun in nouns]


def _noun(text: str) -> str:
    words = text.strip(" .,;").split()
    while words and words[0].lower() in {"no", "not", "without", "don't", "avoid", "any", "never"}:
        words = words[1:]
    return " ".join(words)
