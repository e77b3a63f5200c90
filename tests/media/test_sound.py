"""Scratch voice, beds and mixes: never silent, never too loud, the same twice, as long as asked."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from director_kernel.media import voice
from director_kernel.media.effects import EFFECTS, effects, named, quiet_room
from director_kernel.media.encode import SAMPLE_RATE, Sound
from director_kernel.media.mix import CEILING, LEVELS, Part, active_rms, amplitude, envelope, levelled, limited, mix, wav
from director_kernel.media.order import Order
from director_kernel.media.probe import decibels, loudness, probe, sound
from director_kernel.media.sounds import clip_sound, lines_of, sound_piece
from director_kernel.media.synth import noise, random, stereo
from director_kernel.media.tones import _MOODS, chord, mood_for, music, tempo_for
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Character, Line, Slots

LINE = "The door was always there. You only had to look."


def centroid(made: Sound) -> float:
    power = np.abs(np.fft.rfft(made.mean(axis=0))) ** 2
    return float((power * np.fft.rfftfreq(made.shape[1], 1 / SAMPLE_RATE)).sum() / power.sum())


def test_the_voice_says_the_same_words_the_same_way_whatever_was_said_before() -> None:
    first = voice.speak(LINE)
    voice.speak("Das Licht ist nicht für mich", voice.Manner("de", "male"))
    assert np.array_equal(first, voice.speak(LINE))
    assert 2 < first.shape[1] / SAMPLE_RATE < 5
    assert loudness(first).peak == pytest.approx(-3, abs=0.1)


def test_longer_words_take_longer_and_nothing_is_no_sound() -> None:
    assert voice.speak("Look.").shape[1] < voice.speak(LINE).shape[1]
    assert voice.speak("").shape == voice.speak(" … [*] ").shape == (2, 0)


def test_a_woman_speaks_higher_than_a_man() -> None:
    def pitch(gender: str) -> float:
        mono = voice.speak(LINE, voice.Manner(gender=gender, pitch=50))[0][::4]
        rate, found = SAMPLE_RATE // 4, []
        for start in range(0, mono.size - 1024, 512):
            part = mono[start : start + 1024] - mono[start : start + 1024].mean()
            same = np.correlate(part, part, "full")[1023:]
            lag = int(np.argmax(same[rate // 320 : rate // 70])) + rate // 320
            if same[lag] > 0.5 * same[0] > 0.01:
                found.append(rate / lag)
        return float(np.median(found))

    assert pitch("female") > pitch("male") * 1.1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (LINE, "en"),
        ("Привет, мир", "ru"),
        ("光が見える", "ja"),
        ("Das Licht ist nicht für mich", "de"),
        ("La luz es para los que miran", "es"),
        ("", "en"),
    ],
)
def test_the_language_is_read_from_the_text(text: str, language: str) -> None:
    assert voice.language_of(text) == language
    if text:
        assert voice.speak(text).shape[1] > 0.3 * SAMPLE_RATE


def test_a_data_path_too_long_for_the_library_goes_through_a_link(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120) / ("y" * 80)
    deep.mkdir(parents=True)
    assert len(str(voice._short(deep))) <= 120
    assert voice._short(deep).resolve() == deep.resolve()
    voice._short(deep).unlink()


@pytest.mark.parametrize("mood", _MOODS, ids=lambda mood: mood.words.split()[0])
def test_a_bed_is_sane_in_every_mood(mood: object) -> None:
    words = mood.words.split()[0]  # type: ignore[attr-defined]
    made = music(words, 7.3, seed=2)
    heard = loudness(made)
    assert made.shape == (2, round(7.3 * SAMPLE_RATE))
    assert -22 < heard.rms < -16
    assert heard.peak <= CEILING + 0.01
    assert decibels(float(np.abs(made[:, -200:]).max())) < -50
    assert 120 < centroid(made) < 900, "soft: a bed stays below the voice's consonants"
    assert not np.array_equal(made[0], made[1])


def test_beds_are_the_same_twice_and_differ_by_seed_and_mood() -> None:
    assert np.array_equal(music("warm", 3, 1), music("warm", 3, 1))
    assert not np.array_equal(music("warm", 3, 1), music("warm", 3, 2))
    assert mood_for("a dark thriller cue") is not mood_for("a happy summer pop tune")
    assert tempo_for("at 128 bpm", mood_for("")) == 128
    assert tempo_for("slow and warm", mood_for("warm")) < mood_for("warm").tempo


def test_chords_stay_in_their_scale() -> None:
    for mood in _MOODS:
        for degree in mood.chords:
            assert {(note - 48) % 12 for note in chord(mood, degree, 48)} <= set(mood.scale)


@pytest.mark.parametrize(("pattern", "effect", "own"), EFFECTS, ids=lambda value: getattr(value, "__name__", None))
def test_every_effect_sounds_and_stays_finite(pattern: str, effect: object, own: float) -> None:
    made = levelled(np.asarray(effect(SAMPLE_RATE * 2, random(1, 2)), dtype=np.float32), -22)  # type: ignore[operator]
    assert made.shape == (2, 2 * SAMPLE_RATE)
    assert np.isfinite(made).all()
    assert -40 < loudness(made).rms < -15
    assert loudness(made).peak <= CEILING + 0.01


def test_effects_are_found_by_their_words_and_a_room_is_what_is_left() -> None:
    names = [effect.__name__ for effect, _ in named("hinge creak, then wind over the surf")]
    assert names == ["door", "wind", "surf"]
    assert named("zzz") == ((quiet_room, 0.0),)
    made = effects("a whoosh into rain", 3, 4)
    assert made.shape == (2, 3 * SAMPLE_RATE)
    assert np.array_equal(made, effects("a whoosh into rain", 3, 4))
    assert centroid(effects("rain", 2)) > 4 * centroid(effects("thunder", 2))


def tone(seconds: float, level: float, hertz: float = 220) -> Sound:
    return stereo((level * np.sin(np.arange(round(seconds * SAMPLE_RATE)) * 2 * np.pi * hertz / SAMPLE_RATE)).astype(np.float32))


def test_the_limiter_holds_the_ceiling_and_leaves_the_quiet_alone() -> None:
    loud = tone(1, 3.0)
    assert loudness(limited(loud)).peak == pytest.approx(CEILING, abs=0.05)
    quiet = tone(1, 0.2)
    assert limited(quiet) is quiet
    spike = tone(1, 0.1)
    spike[:, 24_000] = 4.0
    assert np.allclose(limited(spike)[:, :20_000], spike[:, :20_000])


def test_levels_count_what_sounds_and_not_the_pauses() -> None:
    paused = np.concatenate([tone(1, 0.5), np.zeros((2, 3 * SAMPLE_RATE), np.float32)], axis=1)
    assert active_rms(paused) == pytest.approx(0.5 / 2**0.5, rel=0.02)
    assert decibels(active_rms(levelled(paused, -20))) == pytest.approx(-20, abs=0.2)
    assert not levelled(np.zeros((2, 100), np.float32), -20).any()


def test_music_ducks_under_the_voice_and_comes_back() -> None:
    said = Part("voice", tone(1.0, 0.5, 180), 2.0)
    bed = Part("music", stereo(noise(6 * SAMPLE_RATE, random(1), 2000, 4000)))
    made = mix([said, bed], 6.0)

    def level(begin: float, end: float) -> float:
        part = made[:, round(begin * SAMPLE_RATE) : round(end * SAMPLE_RATE)].mean(axis=0)
        power = np.abs(np.fft.rfft(part)) ** 2
        high = np.fft.rfftfreq(part.size, 1 / SAMPLE_RATE) > 1500
        return 10 * float(np.log10(power[high].sum() / part.size**2))

    assert level(2.3, 2.8) < level(1.0, 1.5) - 6
    assert level(4.0, 4.5) == pytest.approx(level(1.0, 1.5), abs=1.0)
    assert loudness(made).peak <= CEILING + 0.01
    assert -21 < loudness(made).rms < -15
    assert 0 <= envelope(said.sound).min() <= envelope(said.sound).max() <= 1


def test_a_voice_leads_the_music_and_nothing_outlives_the_film() -> None:
    assert LEVELS["voice"] > LEVELS["music"]
    assert mix([Part("music", tone(9, 0.5))], 2.0).shape == (2, 2 * SAMPLE_RATE)
    assert not mix([], 1.0).any()
    late = mix([Part("effects", tone(2, 0.5), start=1.5)], 2.0)
    assert not late[:, :SAMPLE_RATE].any()


def test_a_wav_reads_back_as_it_was() -> None:
    made = tone(0.5, amplitude(-6))
    data = wav(made)
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes()) == (2, 2, 48_000, 24_000)
    assert np.abs(sound(data) - made).max() < 1e-4
    assert probe(data).duration == pytest.approx(0.5)


def test_a_speech_step_says_its_lines_in_its_speakers_voices() -> None:
    slots = Slots(
        characters=(Character(name="Ada", gender="female"), Character(name="Ben", gender="male")),
        dialogue=(Line(text="Who is there?", speaker="Ada"), Line(text="Only the sea.", speaker="Ben")),
    )
    order = Order(Kind.SPEECH, 0, 0, slots=slots)
    (piece,) = sound_piece(order)
    assert (piece.mime, piece.suffix) == ("audio/wav", ".wav")
    assert piece.duration > 1.5
    assert sound_piece(order)[0].data == piece.data
    assert loudness(sound(piece.data)).peak <= CEILING + 0.05


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Order(Kind.SPEECH, 0, 0, prompt='A warm voice says "Wake up slowly." and then "Glow."'), ["Wake up slowly.", "Glow."]),
        (Order(Kind.SPEECH, 0, 0, prompt="Voice over: wake up slowly"), ["wake up slowly"]),
        (Order(Kind.SPEECH, 0, 0, prompt="calm", options={"text": "Glow."}), ["Glow."]),
    ],
)
def test_what_is_said_is_the_quoted_or_given_text(order: Order, said: list[str]) -> None:
    assert [line.text for line in lines_of(order)] == said


def test_a_speech_step_without_words_is_still_heard_and_a_bed_is_as_long_as_asked() -> None:
    (piece,) = sound_piece(Order(Kind.SPEECH, 0, 0, prompt="…", seconds=1.5))
    assert piece.duration == pytest.approx(1.5)
    assert loudness(sound(piece.data)).rms > -40
    (piece,) = sound_piece(Order(Kind.MUSIC, 0, 0, prompt="epic", seconds=2.25))
    assert piece.duration == pytest.approx(2.25)


def test_a_clip_has_sound_only_when_its_model_is_asked_for_it() -> None:
    slots = Slots(dialogue=(Line(text="Look."),), sound=("surf",))
    assert clip_sound(Order(Kind.TEXT_TO_VIDEO, 64, 64, slots=slots, seconds=2.0)) is None
    made = clip_sound(Order(Kind.TEXT_TO_VIDEO, 64, 64, slots=slots, seconds=2.0, options={"generate_audio": True}))
    assert made is not None
    assert made.shape == (2, 2 * SAMPLE_RATE)
