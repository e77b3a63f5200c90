"""The film project in a conversation: what a chat model is told of it, and what becomes of the changes it proposes.

A model's changes are a stranger's data. They are read leniently, checked like anybody's, kept as a proposal, and made by a person only.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.ids import ids_of, numbered
from director_kernel.film.naming import path_of, value_of
from director_kernel.film.projects import Projects
from director_kernel.film.revise import revise_film
from director_kernel.film.telling import told
from director_kernel.prompts.cutting import fitting
from director_kernel.schema.direction import Manner
from director_kernel.schema.project import Change, Project, Scene, Shot
from director_kernel.schema.proposal import FilmChange

MOST_TOLD = 12
"""Changes that are said in the reply; `director project proposals` has all."""
_MARKS = ("#", "---", "===", "```", "<", ">")
"""What begins a line that is more than words."""
_CHILDREN = {"scenes": ("s", "beats"), "beats": ("b", "shots"), "shots": ("k", "")}


_OF_FILM = re.compile(r"\b(?:shot|beat)\s+\d{1,3}\.\d{1,3}\b|^\s*(?:in )?(?:the )?film\s*[:,]", re.IGNORECASE)
_SCENE = re.compile(r"\bscene\s+\d{1,3}\b", re.IGNORECASE)
_LEAD = re.compile(r"^\s*(?:in )?(?:the )?film\s*[:,]\s*", re.IGNORECASE)


class Said:
    """What is said of the current project, and what is proposed for it."""

    def __init__(self, projects: Projects, manners: Callable[[], Mapping[str, Manner]]) -> None:
        self.projects = projects
        self._manners = manners

    def words(self) -> tuple[str, str]:
        """The bible's words and the style's; "" where there is nothing."""
        project = self.projects.current()
        return ("", "") if project is None else (_lines_of(_bible(project)), _lines_of(_style(project)))

    def outline(self, tokens: int) -> str:
        """The scenes by their ids, as much as fits in so many tokens; "" where there is no project."""
        project = self.projects.current()
        return "" if project is None else _outline(project, tokens)

    def heard(self, message: str, alone: bool) -> str:
        """What becomes of a note about the film ("scene 2: moodier, but keep the lens"), in Markdown; "" where it isn't about the film.

        `alone`: nothing else is talked about, so that "scene 2" can mean nothing but the film's. Else a part is named as only a film has
        parts: "shot 2.3", "beat 1.2", "film: …".
        """
        project = self.projects.current()
        if project is None or not (_OF_FILM.search(message) or (alone and _SCENE.search(message))):
            return ""
        try:
            found = revise_film(project, _LEAD.sub("", message), manners=self._manners())
        except UsageError as error:
            return error.message
        if not found.changes:
            return " ".join(["That changes nothing in the film.", *found.notes, *(f"Not understood: “{words}”." for words in found.unread)])
        kept = self.projects.propose(found.changes, who="chat", why=f"asked: {' '.join(message.split())[:200]}", project=project.id)
        lines = [f"Proposed for the film ({kept.id}):", "", *(f"- {_flat(line)}" for line in found.told[:MOST_TOLD])]
        if len(found.told) > MOST_TOLD:
            lines.append(f"- and {len(found.told) - MOST_TOLD} more")
        lines += [f"- *{_flat(note)}*" for note in found.notes[:MOST_TOLD]]
        lines += ["", *(f"Not understood: “{_flat(words)}”." for words in found.unread)]
        return "\n".join([*lines, "", _way(kept.id)])

    def propose(self, changes: Sequence[FilmChange], who: str, why: str) -> str:
        """What came of the changes, in Markdown: the readable difference and how to accept it, and why the rest can't be."""
        project = self.projects.current()
        if project is None:
            return "There is no film project to change yet; `director project new TITLE` begins one."
        good, failed = read_changes(project, changes)
        try:
            kept = self.projects.propose(good, who=who, why=f"asked: {' '.join(why.split())[:200]}", project=project.id) if good else None
        except UsageError as error:
            kept, failed = None, [*failed, error.message]
        lines = []
        if kept is not None:
            lines = [f"Proposed for the film ({kept.id}):", "", *(f"- {_flat(line)}" for line in _lines(project, kept.changes)), ""]
            lines.append(_way(kept.id))
        if failed:
            reasons = " ".join(f"{_flat(why).rstrip('.')}." for why in dict.fromkeys(failed[:3]))
            lines += ["", f"{'Left out' if kept else 'Nothing was proposed'}: {reasons}"]
        return "\n".join(lines).strip()


def _way(proposal: str) -> str:
    accept, refuse = f"`director project accept {proposal}` makes it", f"`director project refuse {proposal}` puts it away"
    return f"{accept}, {refuse}; nothing is changed until then."


def read_changes(project: Project, proposed: Sequence[FilmChange]) -> tuple[list[Change], list[str]]:
    """As many of the changes as can be made, in the project's own names, and why the others can't."""
    taken, good, failed = ids_of(project), [], []  # type: set[str], list[Change], list[str]
    now = project
    for one in proposed:
        try:
            change = _read(now, one, taken)
            # What is named may be added by a later change: references are looked at when all are made.
            now = apply(now, [change], exact=True).project
            good.append(change)
        except UsageError as error:
            failed.append(error.message)
    try:
        apply(project, good)
    except UsageError:
        return _one_by_one(project, good, failed)
    return good, failed


def _one_by_one(project: Project, changes: Sequence[Change], failed: list[str]) -> tuple[list[Change], list[str]]:
    good: list[Change] = []
    now = project
    for change in changes:
        try:
            now = apply(now, [change]).project
            good.append(change)
        except UsageError as error:
            failed.append(error.message)
    return good, failed


def _read(project: Project, one: FilmChange, taken: set[str]) -> Change:
    path = path_of(project, one.path)
    value = one.value
    if isinstance(value, str) and one.op == "set":
        value = value_of(project, path, value)
    elif isinstance(value, str) and one.op == "add" and value.lstrip()[:1] in ("{", "["):
        value = _json(value, path)
    if one.op == "add" and isinstance(value, dict):
        value = _with_ids(value, path.rsplit("/", 1)[-1], taken)
    return Change(op=one.op, path=path, value=value if one.op in ("set", "add") else None, at=one.at, to=one.to)


def _json(text: str, path: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(f"{path}: what should be added is no JSON; give it as an object.") from None


def _with_ids(value: dict[str, Any], kind: str, taken: set[str]) -> dict[str, Any]:
    """A new thing with ids where it came without."""
    letter, inside = _CHILDREN.get(kind, ("", ""))
    if letter and not value.get("id"):
        value = {**value, "id": numbered(taken, letter)}
    if isinstance(value.get("id"), str):
        taken.add(value["id"])
    if inside and isinstance(value.get(inside), list):
        value = {**value, inside: [_with_ids(each, inside, taken) if isinstance(each, dict) else each for each in value[inside]]}
    return value


def _lines(project: Project, changes: Sequence[Change]) -> Iterator[str]:
    yield from (told(change, project, made=True) for change in changes[:MOST_TOLD])
    if len(changes) > MOST_TOLD:
        yield f"and {len(changes) - MOST_TOLD} more (`director project proposals`)"


# What a model is told


def _lines_of(told: Iterator[str]) -> str:
    """Each thing on a line of its own: a text from a stranger's screenplay must not look like a heading or a rule of ours."""
    return "\n".join(f"- {line}" if line.startswith(_MARKS) else line for line in (" ".join(each.split()) for each in told) if line)


def _bible(project: Project) -> Iterator[str]:
    yield f"{project.title}. {project.logline}".strip()
    bible = project.bible
    for one in bible.characters:
        look = ", ".join(part for part in (one.look.age, one.look.gender, one.look.hair, one.look.wardrobe, *one.look.features) if part)
        yield f"- character {one.id}: {one.name} ({one.part}){f': {one.anchor or look}' if one.anchor or look else ''}{_mark(one.locked)}"
    for place in bible.locations:
        yield f"- location {place.id}: {place.setting or place.name}{_mark(place.locked)}"
    for thing in bible.props:
        yield f"- prop {thing.id}: {thing.name}{_mark(thing.locked)}"
    yield from (f"- rule: {rule}" for rule in bible.rules)
    if bible.aesthetic:
        yield bible.aesthetic


def _style(project: Project) -> Iterator[str]:
    style = project.style
    said = {"palette": style.palette, "influences": style.influences, "mood": style.mood, "style": style.style, "never": style.negatives}
    words = {"era": style.era, "grade": style.grade, "typography": style.typography, "lens": style.lens}
    yield from (f"- {name}: {', '.join(value)}" for name, value in said.items() if value)
    yield from (f"- {name}: {value}" for name, value in words.items() if value)


def _outline(project: Project, tokens: int) -> str:
    """Scenes with beats and shots while they fit; the titles of all scenes first where they don't."""
    head = f"{_flat(project.title)} ({project.id}, version {project.version})"
    whole = "\n\n".join([head, *("\n".join(_scene(scene)) for scene in project.scenes)])
    fits = fitting(whole, tokens)
    if fits == whole:
        return whole
    titles = "\n\n".join([head, *(next(_scene(scene)) for scene in project.scenes), "(only the titles: the film is long)"])
    return fitting(titles, tokens) or head[: tokens * 2]


def _scene(scene: Scene) -> Iterator[str]:
    about = ", ".join(str(part) for part in (scene.location, scene.time_of_day, scene.weather) if part)
    yield f"scene {scene.id} “{_flat(scene.title)}”{f' ({about})' if about else ''}{_mark(scene.locked)}"
    for beat in scene.beats:
        yield f"  beat {beat.id}: {_flat(beat.text)}{_mark(beat.locked)}"
        yield from (f"    shot {shot.id}: {_shot(shot)}{_mark(shot.locked, shot.locked_slots)}" for shot in beat.shots)


def _shot(shot: Shot) -> str:
    slots = shot.slots
    said = [f"{shot.seconds:g} s", slots.shot_size, slots.angle, slots.movement, slots.lens, " ".join(shot.characters), slots.action]
    said += [f"{line.speaker}: “{line.text}”" for line in slots.dialogue]
    return _flat(", ".join(str(part) for part in said if part))


def _mark(locked: bool, slots: Sequence[str] = ()) -> str:
    return " [locked]" if locked else f" [locked: {', '.join(slots)}]" if slots else ""


def _flat(text: str) -> str:
    return " ".join(text.split())[:400]
