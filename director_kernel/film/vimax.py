"""Projects from ViMax: what its pipelines leave in their folder, or one JSON with series and episodes of the same parts.

The shapes are those of https://github.com/HKUDS/ViMax (`interfaces/`): `script.json` (a text for each scene), `characters.json` (static and
dynamic features), `storyboard.json` (a shot's picture, sound and camera), `shots/N/shot_description.json` (first frame, last frame, motion)
and `scene_N/` with the same for each scene. What is unknown is left out; what is read is data: no path in it is opened.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.film.fountain import is_heading
from director_kernel.film.ids import fresh, slug
from director_kernel.film.screenplays import WORDS_PER_SECOND, place_of
from director_kernel.schema.project import Beat, Bible, BibleCharacter, GlobalStyle, Location, Part, Project, Scene, Shot
from director_kernel.schema.slots import Angle, Character, Line, Movement, ShotSize, Slots, TimeOfDay
from director_kernel.store.reading import read_file

MOST = 16_000_000
"""Bytes of all files together."""
FILES = ("script.json", "storyboard.json", "characters.json", "story.txt", "shot_descriptions.json")
_NAME = re.compile(r"<([^<>\n]{1,60})>")
_QUOTED = r"[\"“]([^\"“”]{1,800})[\"”]"
_SAYS = r"(?:says?|asks?|shouts?|whispers?|replies|answers|speaks|speaking|saying)"
_SPEECH = re.compile(
    # <Alice> (warm) turns and says: "…", as ViMax names people, or Alice says "…".
    rf"(?:<([^<>\n]{{1,60}})>\s*(?:\(([^()]{{0,300}})\))?[^<>\"“”\n]{{0,160}}?(?:{_SAYS}\s*:?|:)"
    rf"|\b([A-Z][\w.'-]{{0,30}})\s*(?:\(([^()]{{0,300}})\))?\s*(?:{_SAYS}\s*:?|:))\s*{_QUOTED}"
)
_SIZES = (
    ("extreme wide", ShotSize.EWS),
    ("extreme long", ShotSize.EWS),
    ("extreme close", ShotSize.ECU),
    ("medium close", ShotSize.MCU),
    ("close-up", ShotSize.CU),
    ("close up", ShotSize.CU),
    ("medium long", ShotSize.MWS),
    ("medium wide", ShotSize.MWS),
    ("medium shot", ShotSize.MS),
    ("medium", ShotSize.MS),
    ("long shot", ShotSize.WS),
    ("wide", ShotSize.WS),
)
_ANGLES = (
    ("over-the-shoulder", Angle.OTS),
    ("over the shoulder", Angle.OTS),
    ("low angle", Angle.LOW),
    ("low-angle", Angle.LOW),
    ("high angle", Angle.HIGH),
    ("high-angle", Angle.HIGH),
    ("bird's-eye", Angle.OVERHEAD),
    ("bird's eye", Angle.OVERHEAD),
    ("overhead", Angle.OVERHEAD),
    ("aerial", Angle.AERIAL),
    ("drone", Angle.AERIAL),
    ("point of view", Angle.POV),
    ("eye-level", Angle.EYE),
    ("eye level", Angle.EYE),
)
_MOVES = (
    ("static", Movement.STATIC),
    ("pans left", Movement.PAN_LEFT),
    ("pan left", Movement.PAN_LEFT),
    ("pans right", Movement.PAN_RIGHT),
    ("pan right", Movement.PAN_RIGHT),
    ("tilts up", Movement.TILT_UP),
    ("tilt up", Movement.TILT_UP),
    ("tilts down", Movement.TILT_DOWN),
    ("tilt down", Movement.TILT_DOWN),
    ("dolly in", Movement.PUSH_IN),
    ("dollies in", Movement.PUSH_IN),
    ("push in", Movement.PUSH_IN),
    ("pushes in", Movement.PUSH_IN),
    ("dolly out", Movement.PULL_OUT),
    ("pull back", Movement.PULL_OUT),
    ("pulls back", Movement.PULL_OUT),
    ("zoom in", Movement.ZOOM_IN),
    ("zooms in", Movement.ZOOM_IN),
    ("zoom out", Movement.ZOOM_OUT),
    ("zooms out", Movement.ZOOM_OUT),
    ("tracking", Movement.TRACKING),
    ("follows", Movement.TRACKING),
    ("handheld", Movement.HANDHELD),
    ("crane up", Movement.CRANE_UP),
    ("crane down", Movement.CRANE_DOWN),
)


def projects_of(data: Any, *, name: str) -> list[Project]:
    """The projects of what ViMax wrote, one for each episode. Raises UsageError where it holds neither scenes nor shots."""
    if isinstance(data, list):
        data = {"storyboard": data} if any(isinstance(one, Mapping) and "visual_desc" in one for one in data) else {"script": data}
    if not isinstance(data, Mapping):
        raise UsageError(f"{name} holds no scenes; it should be an object with episodes, scenes, storyboard or script.")
    series = data.get("series")
    titled = _text(series.get("title") or series.get("name")) if isinstance(series, Mapping) else _text(series)
    whole = {**series, **data} if isinstance(series, Mapping) else data
    episodes = _maps(whole.get("episodes"))
    if not episodes:
        return [_Episode(whole, name).project("", 0)]
    shared = {key: whole[key] for key in ("characters", "style", "genre", "user_requirement") if key in whole}
    series_title = titled or _text(whole.get("title") or whole.get("name")) or name
    return [
        _Episode({**shared, **episode}, f"{series_title}, episode {number}").project(series_title, number)
        for at, episode in enumerate(episodes, 1)
        for number in (_number(episode, at),)
    ]


def read_folder(folder: Path) -> dict[str, Any]:
    """What a pipeline left in its folder, as one object. Raises UsageError."""
    budget = [MOST]
    found = _folder(folder, budget)
    scenes = sorted((each for each in folder.glob("scene_*") if each.is_dir() and not each.is_symlink()), key=_order)
    if scenes:
        texts = found.pop("script", None)
        found["scenes"] = [
            {**({"script": texts[at]} if isinstance(texts, list) and at < len(texts) else {}), **_folder(scene, budget)}
            for at, scene in enumerate(scenes)
        ]
    if not found:
        raise UsageError(f"{folder.name} holds none of the files of ViMax ({', '.join(FILES)}); name its working folder.")
    return found


def is_folder(folder: Path) -> bool:
    """Whether a pipeline of ViMax worked there."""
    return any((folder / name).is_file() for name in FILES) or any(folder.glob("scene_*/storyboard.json"))


def looks_like(data: Any) -> bool:
    """Whether JSON has the shape of ViMax and not of a project of ours."""
    if isinstance(data, list):
        return any(isinstance(one, Mapping) and "visual_desc" in one for one in data) or (
            bool(data) and all(isinstance(x, str) for x in data)
        )
    known = {"episodes", "series", "storyboard", "shot_descriptions", "script", "scene_scripts"}
    if not isinstance(data, Mapping) or "bible" in data:
        return False
    scenes = _maps(data.get("scenes"))
    return bool(known & set(data) - ({"series"} if isinstance(data.get("series"), str) and "scenes" in data else set())) or any(
        {"storyboard", "script", "shots", "environment"} & set(scene) and "beats" not in scene for scene in scenes
    )


def _folder(folder: Path, budget: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in FILES:
        if (folder / name).is_file():
            text = _read(folder / name, budget)
            found["logline" if name == "story.txt" else name.removesuffix(".json")] = text if name == "story.txt" else _json(text, name)
    shots = sorted((each for each in folder.glob("shots/*/shot_description.json") if each.is_file()), key=lambda each: _order(each.parent))
    if shots and "shot_descriptions" not in found:
        found["shot_descriptions"] = [_json(_read(each, budget), str(each.relative_to(folder))) for each in shots]
    return found


def _read(path: Path, budget: list[int]) -> str:
    if path.is_symlink():
        raise UsageError(f"{path.name} is a link; take the folder in with its own files.")
    budget[0] -= path.stat().st_size
    if budget[0] < 0:
        raise UsageError(f"these files are larger than {MOST // 1_000_000} MB together; take them in by parts.")
    return read_file(path, MOST).decode("utf-8-sig", "replace")


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is no JSON ({str(error)[:120]}); write it anew, then import again.") from None


def _order(path: Path) -> tuple[int, str]:
    number = re.search(r"\d{1,9}", path.name)
    return (int(number[0]) if number else 0, path.name)


class _Episode:
    """Makes the project of one episode."""

    def __init__(self, data: Mapping[str, Any], name: str) -> None:
        self.data = data
        self.name = name
        self.people: dict[str, BibleCharacter] = {}
        self.order: list[str] = []
        self.wardrobe: dict[str, str] = {}
        self.places: dict[str, Location] = {}
        self.beats = self.shots = 0
        for one in _maps(data.get("characters")):
            self._person(one)

    def project(self, series: str, episode: int) -> Project:
        data = self.data
        scenes = [scene for number, part in enumerate(self._parts(), 1) if (scene := self._scene(number, part)) is not None]
        if not scenes:
            raise UsageError(f"{self.name} holds no scenes; it should have scenes, storyboard, shots or script.")
        style = _text(data.get("style"))
        title = _text(data.get("title") or data.get("name")) or self.name
        logline = _text(data.get("logline") or data.get("idea") or data.get("synopsis") or data.get("description"))
        return Project(
            title=title,
            logline=logline[:2000],
            genre=_text(data.get("genre")),
            series=series,
            episode=episode,
            style=GlobalStyle(style=(style,) if style else ()),
            bible=Bible(characters=tuple(self.people.values()), locations=tuple(self.places.values())),
            scenes=tuple(scenes),
        )

    def _parts(self) -> Iterator[Mapping[str, Any]]:
        """What each scene is made of."""
        data = self.data
        scripts = data.get("scene_scripts", data.get("script"))
        if scenes := data.get("scenes"):
            for scene in scenes if isinstance(scenes, list) else ():
                yield scene if isinstance(scene, Mapping) else {"script": _text(scene)}
        elif any(data.get(key) for key in ("storyboard", "shot_descriptions", "shots")):
            yield data
        elif isinstance(scripts, list):
            for text in scripts:
                yield text if isinstance(text, Mapping) else {"script": _text(text)}
        elif _text(scripts):
            yield data

    def _scene(self, number: int, part: Mapping[str, Any]) -> Scene | None:
        here = [key for one in _maps(part.get("characters")) if (key := self._person(one))] or self.order
        there = part.get("environment")
        environment: Mapping[str, Any] = there if isinstance(there, Mapping) else {}
        slugline = _text(environment.get("slugline") or part.get("slugline") or part.get("heading") or part.get("location"))
        text = _text(part.get("script") or part.get("text") or part.get("description"))
        headed = next((line.strip() for line in text.split("\n") if is_heading(line.strip())), "")
        slugline = slugline or headed
        location, time = self._place(slugline, _text(environment.get("description")))
        shots = list(self._shots(part, here))
        if not shots and not text:
            return None
        return Scene(
            id=f"s{number}",
            title=_text(part.get("title") or part.get("name")) or slugline or f"Scene {number}",
            text=text,
            location=location,
            time_of_day=time,
            beats=tuple(self._beats(shots, text)),
            wardrobe={key: worn for key in here if (worn := self.wardrobe.get(key))},
        )

    def _beats(self, shots: Sequence[Shot], text: str) -> Iterator[Beat]:
        """A beat for each shot: ViMax knows no beats, and each of its shots is something that happens. A scene that has only words has
        them as beats."""
        for shot in shots:
            self.beats += 1
            said = shot.slots.action or next((line.text for line in shot.slots.dialogue), "")
            yield Beat(id=f"b{self.beats}", text=said or "A shot", shots=(shot,))
        for paragraph in [] if shots else _told(text):
            self.beats += 1
            self.shots += 1
            shot = Shot(id=f"k{self.shots}", slots=Slots(action=paragraph), seconds=_seconds(paragraph, ()))
            yield Beat(id=f"b{self.beats}", text=paragraph, shots=(shot.with_(characters=tuple(self._named(paragraph))),))

    def _shots(self, part: Mapping[str, Any], here: Sequence[str]) -> Iterator[Shot]:
        told = {_number(one, at): one for at, one in enumerate(_maps(part.get("shot_descriptions")))}
        brief = {_number(one, at): one for at, one in enumerate(_maps(part.get("storyboard")) or _maps(part.get("shots")))}
        for index in sorted(set(told) | set(brief)):
            first = brief.get(index, {})
            yield self._shot({**first, **told.get(index, {})}, here, f"{_text(first.get('visual_desc'))} {_text(first.get('audio_desc'))}")

    def _shot(self, said: Mapping[str, Any], here: Sequence[str], brief: str) -> Shot:
        self.shots += 1
        picture = _text(said.get("visual_desc") or said.get("description") or said.get("visual") or said.get("action"))
        sound = _text(said.get("audio_desc") or said.get("audio"))
        first, last, motion = (_text(said.get(key)) for key in ("ff_desc", "lf_desc", "motion_desc"))
        lines = tuple(dict.fromkeys([*self._lines(said), *_spoken(picture), *_spoken(sound), *_spoken(brief)]))
        where = f"{picture} {first}".lower()
        who = dict.fromkeys([*_indexed(said.get("ff_vis_char_idxs"), here), *_indexed(said.get("lf_vis_char_idxs"), here)])
        who |= dict.fromkeys(self._named(picture))
        rest = _plain(_SPEECH.sub("", sound)).strip(" .")
        slots = Slots(
            action=_plain(picture or motion or first),
            shot_size=_first_word(where, _SIZES),
            angle=_first_word(where, _ANGLES),
            movement=_first_word(f"{motion} {picture}".lower(), _MOVES),
            dialogue=lines,
            sound=(rest,) if rest else (),
        )
        camera = said.get("cam_idx", said.get("camera"))
        notes = [f"camera {camera}" if isinstance(camera, int | str) and f"{camera}" else ""]
        notes += [f"{label}: {_plain(text)}" for label, text in (("first frame", first), ("last frame", last), ("motion", motion)) if text]
        seconds = said.get("duration", said.get("seconds"))
        length = float(seconds) if isinstance(seconds, int | float) and 0 < seconds <= 600 else _seconds(picture, lines)
        return Shot(id=f"k{self.shots}", slots=slots, characters=tuple(who), seconds=length, note="\n".join(filter(None, notes)))

    def _lines(self, said: Mapping[str, Any]) -> Iterator[Line]:
        """Dialogue that is said as such."""
        spoken = said.get("dialogue", said.get("dialogues"))
        for one in spoken if isinstance(spoken, list) else [spoken]:
            if isinstance(one, Mapping):
                text = _text(one.get("line") or one.get("text") or one.get("content"))
                who = _text(one.get("character") or one.get("speaker"))
                if text:
                    yield Line(text=text, speaker=who.strip("<>"), tone=_text(one.get("tone") or one.get("emotion")))
            elif _text(one):
                yield Line(text=_text(one))

    def _person(self, one: Mapping[str, Any]) -> str:
        """The id of a character, in the bible from now on; what they wear is kept for the scene."""
        name = _text(one.get("identifier_in_scene") or one.get("identifier_in_novel") or one.get("name")).strip("<>").strip()
        if not name:
            return ""
        key = next((each for each, known in self.people.items() if known.name.lower() == name.lower()), "")
        static, worn = _text(one.get("static_features") or one.get("description")), _text(one.get("dynamic_features"))
        if not key:
            key = fresh(self.people, slug(name, "person"))
            look = Character(name=name, features=(static,) if static else (), wardrobe=worn)
            self.people[key] = BibleCharacter(
                id=key, look=look, about=_text(one.get("role")), part=Part.SUPPORT if self.people else Part.LEAD
            )
            self.order.append(key)
        self.wardrobe[key] = worn
        return key

    def _named(self, text: str) -> Iterator[str]:
        """Who is named in angle brackets, as ViMax names people."""
        for name in _NAME.findall(text):
            yield from (key for key, known in self.people.items() if known.name.lower() == name.strip().lower())

    def _place(self, slugline: str, about: str) -> tuple[str, TimeOfDay | None]:
        if not slugline:
            return "", None
        place, time = place_of(slugline)
        known = self.places.setdefault(place.id, place)
        if about and not known.light and known.setting == place.setting:
            self.places[place.id] = known.with_(setting=about)
        return place.id, time if isinstance(time, TimeOfDay) else None


def _told(text: str) -> list[str]:
    """The paragraphs of a scene that are no heading."""
    body = "\n".join("" if is_heading(line.strip()) else line for line in text.split("\n"))
    return [each.strip() for each in re.split(r"\n\s*\n", body) if each.strip()]


def _spoken(text: str) -> Iterator[Line]:
    """Lines that stand in a description, in quotation marks behind who says them."""
    for match in _SPEECH.finditer(text):
        who, tone = match[1] or match[3], match[2] or match[4] or ""
        yield Line(text=match[5].strip(), speaker=who.strip(), tone=tone.strip())


def _indexed(indices: Any, here: Sequence[str]) -> Iterator[str]:
    for at in indices if isinstance(indices, list) else ():
        if isinstance(at, int) and 0 <= at < len(here):
            yield here[at]


def _first_word(text: str, table: Sequence[tuple[str, Any]]) -> Any:
    return next((value for words, value in table if words in text), None)


def _plain(text: str) -> str:
    return " ".join(_NAME.sub(r"\1", text).split())


def _seconds(text: str, lines: Sequence[Line]) -> float:
    words = sum(len(line.text.split()) for line in lines)
    return round(min(60.0, max(3.0, words / WORDS_PER_SECOND + 1.0)), 1)


def _maps(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        value = list(value.values())
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(one: Mapping[str, Any], otherwise: int) -> int:
    for key in ("episode", "number", "episode_number", "idx", "index"):
        value = one.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 100_000:
            return value
    return otherwise
