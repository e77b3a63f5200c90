"""What is heard: one room tone and one music through all cuts of a scene, lines in the film's language, and time to say them."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from director_kernel.film.rules.seen import SeenFilm, SeenScene, SeenShot, Unchecked, finding, shots_named
from director_kernel.film.rules.words import plain
from director_kernel.schema.project import Change, Cue, Finding

PACE = 2.5
"""Words a second that are spoken calmly (rule of thumb)."""
PER_WORD = 1.6
"""Signs of Chinese or Japanese that take the time of a word."""
LONGEST = 600.0
"""Seconds a shot may last."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SCRIPTS = {
    "CYRILLIC": ["ru", "uk", "bg", "sr", "be", "mk", "kk"],
    "GREEK": ["el"],
    "HEBREW": ["he", "yi"],
    "ARABIC": ["ar", "fa", "ur"],
    "DEVANAGARI": ["hi", "mr", "ne"],
    "THAI": ["th"],
    "HANGUL": ["ko"],
    "CJK": ["zh", "ja", "yue"],
    "HIRAGANA": ["ja"],
    "KATAKANA": ["ja"],
}
NOT_LATIN = frozenset(language for languages in SCRIPTS.values() for language in languages) - {"sr", "kk"}


def audio(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Room tone and music go on over the cuts; lines are in the film's language."""
    if len(scene.shots) > 1:
        yield from _room_tone(film, scene)
        yield from _music(film, scene)
    for shot in scene.shots:
        yield from _language(film, shot)


def _laid(scene: SeenScene, kind: str) -> bool:
    """Whether something of this kind lies under the whole scene."""
    return any(cue.kind == kind and not cue.off for cue in scene.scene.cues)


def _room_tone(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    heard = [shot for shot in scene.shots if shot.slots.sound or any(cue.kind == "effects" and not cue.off for cue in shot.shot.cues)]
    if _laid(scene, "effects"):
        return
    if not heard:
        yield Unchecked("audio", "no sound given", len(scene.shots))
        return
    silent = [shot for shot in scene.shots if shot not in heard]
    tone = Counter(one for shot in scene.shots for one in dict.fromkeys(shot.slots.sound)).most_common(1)
    if not silent or not tone:
        return
    cue = Cue(id=film.fresh(f"{scene.scene.id}-room"), kind="effects", text=f"room tone: {tone[0][0]}", seconds=_length(scene), level=-12.0)
    yield finding(
        "audio",
        "warn",
        (scene.path, *(shot.path for shot in silent[:6])),
        f"the sound of scene {scene.number} stops and starts again at its cuts",
        evidence=f"{shots_named(heard[:6])} say{'s' if len(heard) == 1 else ''} what is heard ({tone[0][0]}), {shots_named(silent[:6])} "
        f"say{'s' if len(silent) == 1 else ''} nothing; no room tone lies under the scene",
        remedy=f"lay room tone under the whole scene: {tone[0][0]}",
        fix=[Change(op="add", path=f"{scene.path}/cues", value=cue.wire())],
        held=[scene.held],
        ground=("room", tone[0][0], tuple(shot.shot.id for shot in silent)),
    )


def _music(film: SeenFilm, scene: SeenScene) -> Iterator[Finding]:
    """Music told shot by shot is made shot by shot, and begins again at every cut."""
    playing = [shot for shot in scene.shots if shot.slots.music or _music_cues(shot)]
    under = _laid(scene, "music")
    if len(playing) < (1 if under else 2):
        return
    told = Counter(one for shot in playing for one in (shot.slots.music, *(cue.text for cue in _music_cues(shot))) if one)
    music = told.most_common(1)[0][0] if told else ""
    mine = any(cue.asset for shot in playing for cue in _music_cues(shot))
    cue = Cue(id=film.fresh(f"{scene.scene.id}-score"), kind="music", text=music, seconds=_length(scene))
    fix = [Change(op="add", path=f"{scene.path}/cues", value=cue.wire())] if not under else []
    fix += [shot.put("slots/music", "") for shot in playing if shot.slots.music]
    fix += [Change(op="remove", path=f"{shot.path}/cues/{one.id}") for shot in playing for one in _music_cues(shot)]
    yield finding(
        "audio",
        "warn",
        (scene.path, *(shot.path for shot in playing[:6])),
        f"the music of scene {scene.number} begins again at its cuts",
        evidence=f"music told in {shots_named(playing[:6])}"
        + (f", {len({plain(one) for one in told})} different" if len({plain(one) for one in told}) > 1 else "")
        + (" and under the whole scene" if under else "")
        + "; each clip would bring its own",
        remedy="choose one recording and lay it under the scene" if mine or not music else f"lay one music under the whole scene: {music}",
        fix=() if mine or not music else fix,
        held=[] if mine or not music else [scene.held, *(shot.holds("slots/music") for shot in playing)],
        ground=("music", under, tuple((shot.shot.id, shot.slots.music) for shot in playing)),
    )


def _music_cues(shot: SeenShot) -> list[Cue]:
    return [cue for cue in shot.shot.cues if cue.kind == "music" and not cue.off]


def _length(scene: SeenScene) -> float:
    return round(sum(shot.shot.seconds for shot in scene.shots), 3)


def _language(film: SeenFilm, shot: SeenShot) -> Iterator[Finding]:
    language = film.project.language.lower().partition("-")[0]
    for line in shot.slots.dialogue:
        script = _script(line.text)
        expected = language in SCRIPTS.get(script, ()) if script not in ("", "LATIN") else language not in NOT_LATIN
        if not script or expected:
            continue
        yield finding(
            "audio",
            "warn",
            (shot.path,),
            f"a line of {shot.label} is not in the film's language",
            evidence=f"{line.text[:60]!r} is written in {script.title()} letters; the film's language is {film.project.language}",
            remedy="say it in the film's language, or set the project's language",
            ground=("language", line.text, language),
        )


def _script(text: str) -> str:
    """The script most letters of a line are in; "" for fewer than three letters."""
    if text.isascii():
        return "LATIN" if sum(map(str.isalpha, text)) >= 3 else ""
    counted = Counter(unicodedata.name(char, "?").partition(" ")[0] for char in text[:400] if char.isalpha())
    found = counted.most_common(1)
    return found[0][0] if found and found[0][1] >= 3 else ""


def spoken_seconds(text: str) -> float:
    """How long a line takes.

    >>> spoken_seconds("I have waited for you here."), spoken_seconds("")
    (2.4, 0.0)
    """
    signs = sum(_is_sign(char) for char in text) if not text.isascii() else 0
    words = len(_WORD.findall("".join(" " if _is_sign(char) else char for char in text) if signs else text))
    return (words + signs / PER_WORD) / PACE


def _is_sign(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def needed(shot: SeenShot) -> float:
    """Seconds that everything said in a shot takes."""
    lines = [line.text for line in shot.slots.dialogue]
    lines += [cue.text for cue in shot.shot.cues if cue.kind == "voice" and not cue.off and cue.text not in lines]
    return sum(map(spoken_seconds, lines))


def duration_budget(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Lines fit the shots they are spoken in, at two and a half words a second."""
    for shot in scene.shots:
        if not shot.slots.dialogue and not shot.shot.cues:
            continue
        time = needed(shot)
        there = min(shot.shot.seconds, shot.slots.duration or LONGEST)
        if time <= there + 1e-6:
            continue
        longer = math.ceil(time * 2) / 2
        fix = [shot.put("seconds", longer)] if shot.shot.seconds < time else []
        fix += [shot.put("slots/duration", longer)] if shot.slots.duration is not None and shot.slots.duration < time else []
        yield finding(
            "duration_budget",
            "warn",
            (shot.path,),
            f"what is said in {shot.label} doesn't fit its time",
            evidence=f"{round(time * PACE)} words need {time:.1f} s at {PACE:g} words a second; the shot lasts {there:g} s",
            remedy=f"let {shot.label} last {longer:g} s, or cut the line"
            if longer <= LONGEST
            else "cut the line, or spread it over several shots",
            fix=fix if longer <= LONGEST else (),
            held=[shot.holds(one.path.removeprefix(shot.path + "/")) for one in fix] if longer <= LONGEST else (),
            ground=(round(time, 2), there),
        )
    yield from _voice_over(scene)


def _voice_over(scene: SeenScene) -> Iterator[Finding]:
    """A voice laid under the scene ends with it."""
    for cue in scene.scene.cues:
        if cue.kind != "voice" or cue.off or not scene.shots:
            continue
        end, there = cue.start + max(cue.seconds, spoken_seconds(cue.text)), _length(scene)
        if end <= there + 1e-6:
            continue
        yield finding(
            "duration_budget",
            "warn",
            (f"{scene.path}/cues/{cue.id}", scene.path),
            f"a voice under scene {scene.number} goes on after its end",
            evidence=f"it ends at {end:.1f} s, the scene after {there:g} s",
            remedy="start it earlier, shorten it, or let the scene last longer",
            ground=(round(end, 2), there),
        )
