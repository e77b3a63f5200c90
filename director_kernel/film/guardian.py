"""The continuity guardian: what a careful eye would stop at in a film, in its order, and the film with it mended.

Findings say what was seen where; what can be mended carries the changes that do it. A dismissed finding stays away as long as what it is
about is the same. Nothing is found where nothing was said: what a rule could not look at is told beside the findings.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.rules import FILM_RULES, RULES, SCENE_RULES, SeenFilm, Unchecked
from director_kernel.schema.project import Change, Finding, Project

SEVERITIES = ("error", "warn", "info")
PER_SCENE = 200
"""Fixes of one scene made in one go; what is mended so often in one place goes round in circles."""
_ORDER = {rule: at for at, rule in enumerate(RULES)}

Looking = Callable[[SeenFilm], Iterable[Finding | Unchecked]]
"""A further look at the film, the one at its pictures."""


@dataclass(frozen=True)
class Report:
    """What was found (without what was dismissed), what a person dismissed, and what could not be looked at."""

    findings: tuple[Finding, ...]
    dismissed: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...]
    shots: int

    def count(self, severity: str) -> int:
        return sum(one.severity == severity for one in self.findings)


@dataclass(frozen=True)
class Mended:
    """A film with findings mended: what was done in which order, and what was left, with the reason."""

    project: Project
    changes: tuple[Change, ...]
    fixed: tuple[Finding, ...]
    left: tuple[tuple[Finding, str], ...]


Memory = dict[tuple[object, ...], tuple[object, tuple[Finding | Unchecked, ...]]]
"""What was found in scenes that are as they were; with each stands what its key names, so that no other thing gets its identity."""


def report(project: Project, *, looking: Looking | None = None, memory: Memory | None = None) -> Report:
    """Everything there is to say about the film, in its order, the gravest of a scene first. With a `memory`, scenes that have not
    changed since are not looked at again."""
    film = SeenFilm(project)
    found: list[Finding] = []
    blind: Counter[tuple[str, str]] = Counter()
    for one in _looks(film, looking, {} if memory is None else memory):
        if isinstance(one, Finding):
            found.append(one)
        else:
            blind[one.rule, one.why] += one.times
    place = _places(film)
    found.sort(key=lambda one: (*place(one)[:1], SEVERITIES.index(one.severity), *place(one)[1:], _ORDER.get(one.rule, 99), one.id))
    unique = list({one.id: one for one in found}.values())
    gone = frozenset(project.dismissed)
    unchecked = sorted((Unchecked(*key, count) for key, count in blind.items()), key=lambda one: (_ORDER.get(one.rule, 99), one.why))
    return Report(
        tuple(one for one in unique if one.id not in gone),
        tuple(one for one in unique if one.id in gone),
        tuple(unchecked),
        sum(len(scene.shots) for scene in film.scenes),
    )


def findings(project: Project) -> tuple[Finding, ...]:
    """What there is to find in the film, in its order, without what was dismissed."""
    return report(project).findings


def _looks(film: SeenFilm, looking: Looking | None, memory: Memory) -> Iterator[Finding | Unchecked]:
    for scene in film.scenes:
        before = scene.before.scene if scene.before is not None else None
        key = (id(scene.scene), id(before), scene.number, id(film.project.bible), film.project.language)
        if key not in memory:
            seen = tuple(one for rule in SCENE_RULES for one in rule(film, scene))
            memory[key] = ((scene.scene, before, film.project.bible), seen)
        yield from memory[key][1]
    for whole in FILM_RULES:
        yield from whole(film)
    if looking is not None:
        yield from looking(film)


def _places(film: SeenFilm) -> Callable[[Finding], tuple[int, int]]:
    """Where in the film a finding is: its scene and shot; what is about no scene comes last."""
    scenes = {scene.scene.id: scene.number for scene in film.scenes}
    shots = {shot.path: shot.number for scene in film.scenes for shot in scene.shots}

    def place(found: Finding) -> tuple[int, int]:
        parts = found.where[0].split("/") if found.where else [""]
        scene = scenes.get(parts[1], 0) if parts[0] == "scenes" and len(parts) > 1 else len(scenes) + 1
        return scene, shots.get(found.where[0], 0)

    return place


def scene_of(found: Finding) -> str:
    """The id of the scene a finding is about; "" for one about the whole film."""
    parts = found.where[0].split("/") if found.where else []
    return parts[1] if len(parts) > 1 and parts[0] == "scenes" else ""


def chosen(found: Iterable[Finding], names: Collection[str]) -> tuple[Finding, ...]:
    """The findings named by id, by its beginning, or by a rule. Raises UsageError for a name that fits none."""
    all_ = list(found)
    picked: dict[str, Finding] = {}
    for name in names:
        fits = [one for one in all_ if one.id == name or one.rule == name] or [
            one for one in all_ if len(name) > 2 and one.id.startswith(name)
        ]
        if not fits:
            raise UsageError(f"there is no finding {name[:60]!r}; `director continuity` lists them.")
        picked.update({one.id: one for one in fits})
    return tuple(one for one in all_ if one.id in picked)


def mended(project: Project, wanted: Collection[str] | None = None, *, looking: Looking | None = None) -> Mended:
    """The film with what can be mended mended: all of it, or the findings with these ids (what they become on the way included).

    One fix at a time in each scene, and the film is looked at again: a fix never rests on a film that another one changed. One that
    would bring a new error with it is left, and so is what is locked.
    """
    work = _Mending(project, wanted, looking)
    while work.round():
        pass
    return work.result()


class _Mending:
    """Rounds of fixes until none is left."""

    def __init__(self, project: Project, wanted: Collection[str] | None, looking: Looking | None) -> None:
        self.project, self.wanted, self.looking = project, wanted, looking
        self.memory: Memory = {}
        self.now = report(project, looking=looking, memory=self.memory)
        self.changes: list[Change] = []
        self.fixed: dict[str, Finding] = {}
        self.refused: dict[str, str] = {}
        self.often: Counter[str] = Counter()

    def round(self) -> bool:
        """One fix in each scene (of those about the whole film one); False when nothing was left to do."""
        batch: dict[str, Finding] = {}
        for one in self.now.findings:
            if self._open(one):
                batch.setdefault(scene_of(one), one)
        done = False
        for group in self._groups(list(batch.values())):
            done = self._make(group) or done
        return done

    def _open(self, one: Finding) -> bool:
        mine = self.wanted is None or one.id in self.wanted
        return mine and bool(one.fix) and one.id not in self.refused and one.id not in self.fixed and self.often[scene_of(one)] < PER_SCENE

    def _groups(self, batch: list[Finding]) -> Iterator[list[Finding]]:
        """Fixes of different scenes can't touch each other, so they are made together; those that fail are tried alone."""
        if not batch:
            return
        yield batch
        yield from ([one] for one in batch if len(batch) > 1 and one.id not in self.fixed and one.id not in self.refused)

    def _make(self, group: list[Finding]) -> bool:
        group = [one for one in group if one.id in {each.id for each in self.now.findings}]
        if not group:
            return False
        try:
            applied = apply(self.project, [change for one in group for change in one.fix])
        except UsageError as error:
            return self._refuse(group, error.message)
        after = report(applied.project, looking=self.looking, memory=self.memory)
        still = {one.id for one in after.findings} & {one.id for one in group}
        if still:
            return self._refuse(group, "it would still be found after the fix")
        if worse(self.now, after):
            return self._refuse(group, "the fix would bring another error with it")
        self.project, self.now = applied.project, after
        self.changes += applied.changes
        for one in group:
            self.fixed[one.id] = one
            self.often[scene_of(one)] += 1
        return True

    def _refuse(self, group: list[Finding], why: str) -> bool:
        if len(group) == 1:
            self.refused[group[0].id] = why
        return False

    def result(self) -> Mended:
        left = [(one, self._why(one)) for one in self.now.findings if self.wanted is None or one.id in self.wanted]
        return Mended(self.project, tuple(self.changes), tuple(self.fixed.values()), tuple(left))

    def _why(self, one: Finding) -> str:
        if one.id in self.refused:
            return self.refused[one.id]
        return "it came back after its fix" if one.fix else one.remedy or "only a person can decide this"


def worse(before: Report, after: Report) -> bool:
    """Whether `after` has an error that was not there before."""
    known = {one.id for one in before.findings} | {one.id for one in before.dismissed}
    return any(one.severity == "error" and one.id not in known for one in after.findings)
