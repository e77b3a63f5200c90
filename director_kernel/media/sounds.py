"""Audio steps of the offline studio: a scratch voice, a music bed, an effect bed; and the sound a clip brings along."""

import re
from typing import Any

import numpy as np

from director_kernel.media.effects import effects
from director_kernel.media.encode import SAMPLE_RATE, Sound
from director_kernel.media.mix import Part, levelled, mix, wav
from director_kernel.media.order import Order, Piece
from director_kernel.media.pictures import PREVIS
from director_kernel.media.synth import samples
from director_kernel.media.tones import music
from director_kernel.media.voice import manner_for, speak
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Line, Slots

SOUND_VERSION = "sound-1"
_PAUSE = 0.35
_QUOTED = re.compile(r"[\"“«„]([^\"”»“]{2,})[\"”»“]")
_AUDIO_OPTIONS = ("generate_audio", "audio", "with_audio", "enable_audio", "sound")


def lines_of(order: Order) -> tuple[Line, ...]:
    """What is said in a speech step: its dialogue, else its text option, else what its prompt quotes, else the prompt."""
    if order.slots.dialogue:
        return order.slots.dialogue
    told = next((str(order.options[name]) for name in ("text", "input", "script") if order.options.get(name)), "")
    quoted = _QUOTED.findall(order.prompt)
    texts = [told] if told else quoted or [re.sub(r"^[^:\n]{0,60}:\s*", "", order.prompt)]
    return tuple(Line(text=text) for text in texts if text.strip())


def spoken(lines: tuple[Line, ...], slots: Slots, options: dict[str, Any], seed: int, words: str = "") -> Sound:
    """The lines one after the other, each by its speaker's voice."""
    people = {person.name.lower(): f"{person.gender} {person.age}" for person in slots.characters}
    gap = np.zeros((2, samples(_PAUSE)), np.float32)
    parts: list[Sound] = []
    for line in lines:
        voice = options.get("voice")
        about = f"{people.get(line.speaker.lower(), '')} {voice if isinstance(voice, str) else ''} {words}"
        number = seed + sum(map(ord, line.speaker))
        manner = manner_for(line.text, words=about, tone=line.tone, language=str(options.get("language") or ""), seed=number)
        said = speak(line.text, manner)
        parts += [gap, said] if parts else [said]
    return np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), np.float32)


def speech(order: Order) -> Sound:
    """A speech step's sound; as long as the words take."""
    about = "" if order.slots.dialogue else _QUOTED.sub("", order.prompt) if _QUOTED.search(order.prompt) else ""
    return levelled(spoken(lines_of(order), order.slots, order.options, order.drawing_seed, about), -18.0)


def bed(order: Order) -> Sound:
    """A music or effect step's sound, exactly as long as asked."""
    seconds = order.seconds or 5.0
    if order.kind is Kind.MUSIC:
        return music(f"{order.prompt} {order.slots.music} {' '.join(order.slots.mood)}", seconds, order.drawing_seed)
    return effects(f"{order.prompt} {' '.join(order.slots.sound)}", seconds, order.drawing_seed)


def sound_piece(order: Order) -> tuple[Piece, ...]:
    """The WAV of an audio step."""
    made = speech(order) if order.kind is Kind.SPEECH else bed(order)
    if made.shape[1] == 0:  # nothing in it can be spoken: a breath of room, so that the film's timing still shows
        made = effects("room tone", max(0.5, order.seconds), order.drawing_seed)
    meta = {**PREVIS, "renderer": SOUND_VERSION, "seed": order.drawing_seed}
    return (Piece(wav(made), "audio/wav", ".wav", duration=made.shape[1] / SAMPLE_RATE, meta=meta),)


def clip_sound(order: Order) -> Sound | None:
    """What a clip brings along when its model is asked for sound: dialogue and effects of the shot; None otherwise."""
    if not any(order.options.get(name) is True for name in _AUDIO_OPTIONS):
        return None
    parts = [Part("effects", effects(" ".join(order.slots.sound) or order.slots.setting or "room tone", order.seconds, order.drawing_seed))]
    if order.slots.dialogue:
        said = spoken(order.slots.dialogue, order.slots, order.options, order.drawing_seed)
        parts.append(Part("voice", said, min(0.4, order.seconds / 8)))
    return mix(parts, order.seconds)
