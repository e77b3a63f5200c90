"""A scratch voice: text to speech by eSpeak NG, the same samples for the same words.

The library comes as a PyPI wheel (`espeakng-loader`, GPL-3, called through ctypes). It keeps phase and flutter in globals that outlive
even its own terminate, so a lock guards it and each speech loads it afresh (9 ms): without that the second take of the same words differs.
It speaks 22 050 Hz mono; what comes back is 48 kHz stereo.
"""

import _ctypes
import ctypes
import hashlib
import os
import re
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import av
import espeakng_loader
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from director_kernel.errors import JobFailed
from director_kernel.media.encode import SAMPLE_RATE, Sound

_SYNCHRONOUS, _DONT_EXIT, _UTF8 = 2, 0x8000, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_LONGEST_PATH = 120
"""eSpeak copies its data path into a buffer of 160 bytes and silently cuts what is longer; longer ones go through a link."""
_LOCK = threading.Lock()
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\u4e00-\u9fff]"), "cmn"),
    (re.compile(r"[\uac00-\ud7af]"), "ko"),
    (re.compile(r"[\u0400-\u04ff]"), "ru"),
    (re.compile(r"[\u0600-\u06ff]"), "ar"),
    (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
)
_COMMON = {
    "de": {"und", "der", "die", "das", "ist", "nicht", "ein", "mit", "für", "ich"},
    "fr": {"le", "la", "les", "et", "est", "une", "pour", "dans", "vous", "des"},
    "es": {"el", "los", "las", "es", "una", "para", "con", "por", "que", "del"},
    "it": {"il", "di", "che", "una", "per", "con", "della", "non", "gli", "è"},
    "pt": {"o", "os", "uma", "para", "com", "não", "você", "em", "da", "do"},
    "nl": {"het", "een", "van", "niet", "met", "voor", "zijn", "en", "dat", "ik"},
}
_FEMALE = {"female", "woman", "girl", "she", "her", "feminine", "lady", "mother", "rachel", "bella", "aria", "sarah", "nova", "f"}
_MALE = {"male", "man", "boy", "he", "his", "masculine", "gentleman", "father", "adam", "josh", "brian", "george", "m"}


@dataclass(frozen=True)
class Manner:
    """Who speaks and how: `language` (BCP 47, lower case), `gender` "female" or "male", words a minute, pitch and its liveliness 0–99."""

    language: str = "en"
    gender: str = "female"
    pace: int = 158
    pitch: int = 48
    lively: int = 58


def language_of(text: str) -> str:
    """The language the text most likely is in, from its script and commonest words; English when nothing tells.

    >>> language_of("Das Licht ist nicht für mich"), language_of("Привет"), language_of("Hello there")
    ('de', 'ru', 'en')
    """
    for pattern, language in _SCRIPTS:
        if pattern.search(text):
            return language
    words = re.findall(r"\w+", text.lower())
    scores = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 2 and scores[best] / max(1, len(words)) >= 0.15 else "en"


def gender_of(words: str, seed: int = 0) -> str:
    """The gender the words ask for; when they don't say, the seed decides."""
    found = set(re.findall(r"[a-z]+", words.lower()))
    if found & _FEMALE:
        return "female"
    if found & _MALE:
        return "male"
    return "male" if seed % 2 else "female"


def manner_for(text: str, *, words: str = "", tone: str = "", language: str = "", seed: int = 0) -> Manner:
    """How `text` is to be spoken, given what is said about the voice (`words`) and its `tone`."""
    mood = f"{tone} {words}".lower()
    pace, lively = 158, 58
    if re.search(r"slow|calm|warm|soft|gentle|intimate|whisper|sad|solemn", mood):
        pace, lively = 138, 45
    elif re.search(r"fast|energetic|excited|upbeat|urgent|hype", mood):
        pace, lively = 182, 75
    gender = gender_of(mood, seed)
    pitch = (52 if gender == "female" else 36) + seed % 5 - 2
    return Manner(language.lower() or language_of(text), gender, pace, pitch, lively)


class _Speaker:
    """The library, freshly loaded; use it as a context."""

    def __init__(self) -> None:
        self._heard: list[NDArray[np.int16]] = []
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())

    def __enter__(self) -> "_Speaker":
        folder = _short(Path(espeakng_loader.get_data_path()))
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(folder).encode(), _DONT_EXIT) <= 0:
            raise JobFailed("the scratch voice can't find its data; reinstall `espeakng-loader`, then `director retry`.", provider="previs")
        self._library.espeak_ng_SetRandSeed(1)
        self._callback = _CALLBACK(self._hear)  # kept: the library holds only its address
        self._library.espeak_SetSynthCallback(self._callback)
        return self

    def __exit__(self, *_: object) -> None:
        self._library.espeak_Terminate()
        _ctypes.dlclose(self._library._handle)

    def _hear(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._heard.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def speak(self, text: str, manner: Manner) -> NDArray[np.int16]:
        """The samples of `text`, 22 050 Hz mono."""
        variant = {"female": "f3", "male": "m3"}[manner.gender]
        base = {"en": "en-us"}.get(manner.language, manner.language)
        for voice in (f"{base}+{variant}", f"{base.split('-')[0]}+{variant}", f"en-us+{variant}"):
            if self._library.espeak_SetVoiceByName(voice.encode()) == 0:
                break
        for parameter, value in ((_RATE, manner.pace), (_PITCH, manner.pitch), (_RANGE, manner.lively)):
            self._library.espeak_SetParameter(parameter, value, 0)
        data = text.encode()
        self._library.espeak_Synth(data, ctypes.c_size_t(len(data) + 1), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate(self._heard) if self._heard else np.zeros(0, np.int16)


def _short(folder: Path) -> Path:
    """`folder` by a path short enough for eSpeak's buffer."""
    if len(str(folder)) <= _LONGEST_PATH:
        return folder
    link = Path(tempfile.gettempdir(), f"espeak-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}-{os.getuid()}")
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    return link


def speak(text: str, manner: Manner | None = None) -> Sound:
    """`text` spoken: (2, n) floats at 48 kHz, silence trimmed, peak −3 dBFS; (2, 0) when nothing in it can be spoken."""
    readable = re.sub(r"[\x00-\x08\x0b-\x1f<>\[\]{}|\\^~`*_#]+", " ", text).strip()
    if not readable:
        return np.zeros((2, 0), np.float32)
    with _LOCK, _Speaker() as speaker:
        raw = speaker.speak(readable[:4000], manner or manner_for(readable))
    return _finished(raw)


def _finished(raw: NDArray[np.int16]) -> Sound:
    loud = np.flatnonzero(np.abs(raw) > 120)
    if not loud.size:
        return np.zeros((2, 0), np.float32)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(raw[loud[0] : loud[-1] + 1])[None, :], format="s16", layout="mono")
    frame.sample_rate = 22_050
    resampler = AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE)
    pieces = [piece.to_ndarray()[0] for piece in (*resampler.resample(frame), *resampler.resample(None))]
    mono = np.concatenate(pieces)
    edge = min(240, mono.size)
    mono[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    mono[-edge:] *= np.linspace(1, 0, edge, dtype=np.float32)
    mono *= 10 ** (-3 / 20) / max(1e-6, float(np.abs(mono).max()))
    return np.stack([mono, mono]).astype(np.float32)
