"""What a rule looks at: the shots of a scene as they follow each other, who is in them, and what of them is locked.

Made once for all rules of a check, so that five hundred scenes are read in one pass.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from director_kernel.schema.project import Beat, BibleCharacter, Change, Finding, Location, Project, Scene, Shot
from director_kernel.schema.slots import Character, Coverage, ShotSize, Slots

Severity = Literal["error", "warn", "info"]
LADDER = tuple(ShotSize)
WIDE = frozenset(LADDER[: LADDER.index(ShotSize.MWS)])
"""Sizes that show the place."""
TIGHT = frozenset(LADDER[LADDER.index(ShotSize.MCU) :])
"""Sizes that show no place."""
CLOSE = frozenset({ShotSize.CU, ShotSize.BCU, ShotSize.ECU})
PLACING = frozenset({Coverage.ESTABLISHING, Coverage.MASTER, Coverage.WIDE})


class Unchecked(NamedTuple):
    """A rule that could not look at some shots (or cuts, or scenes), and what was missing."""

    rule: str
    why: str
    times: int


@dataclass(frozen=True, eq=False)
class SeenShot:
    """A shot where it stands. `number` counts from 1 over all beats of its scene, `label` is how people call it ("2.3")."""

    scene: Scene
    beat: Beat
    shot: Shot
    number: int
    label: str
    told: dict[str, Character]
    """What the shot itself says of people, by `key`."""
    people: tuple[str, ...]
    """Everyone in it, by `key`."""

    @cached_property
    def path(self) -> str:
        return f"scenes/{self.scene.id}/beats/{self.beat.id}/shots/{self.shot.id}"

    @property
    def slots(self) -> Slots:
        return self.shot.slots

    @property
    def held(self) -> str:
        """What locks the whole shot, in words; "" when nothing does."""
        if self.scene.locked:
            return locked(f"scene {self.label.partition('.')[0]}", self.scene.id)
        if self.beat.locked:
            return locked(f"beat {self.beat.id}", self.beat.id)
        return locked(f"shot {self.label}", self.shot.id) if self.shot.locked else ""

    def holds(self, field: str) -> str:
        """What locks this field of the shot ("side", "slots/lens"); "" when nothing does."""
        slot = field.removeprefix("slots/").partition("/")[0]
        if not self.held and field.startswith("slots/") and slot in self.shot.locked_slots:
            return locked(f"{slot.replace('_', ' ')} of shot {self.label}", f"{self.shot.id}.{slot}")
        return self.held

    def put(self, field: str, value: Any) -> Change:
        """The change that says `value` there."""
        return Change(op="set", path=f"{self.path}/{field}", value=value)

    @property
    def resets(self) -> bool:
        """Whether it frees the eye of where left and right were."""
        return self.shot.side in ("neutral", "crossing")


@dataclass(frozen=True, eq=False)
class SeenScene:
    """A scene as it is cut; `number` counts from 1."""

    scene: Scene
    number: int
    shots: tuple[SeenShot, ...]
    location: Location | None
    before: "SeenScene | None"

    @property
    def path(self) -> str:
        return f"scenes/{self.scene.id}"

    @property
    def held(self) -> str:
        return locked(f"scene {self.number}", self.scene.id) if self.scene.locked else ""

    def holds(self, beat: Beat) -> str:
        """What locks a beat of it; "" when nothing does."""
        return self.held or (locked(f"beat {beat.id}", beat.id) if beat.locked else "")

    @cached_property
    def cast(self) -> tuple[str, ...]:
        """Everyone in it, as they come."""
        return tuple(dict.fromkeys(key for shot in self.shots for key in shot.people))

    @property
    def cuts(self) -> Iterable[tuple[SeenShot, SeenShot]]:
        """Each two shots that follow each other."""
        return pairwise(self.shots)


class SeenFilm:
    """A project, read for its rules."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.characters: dict[str, BibleCharacter] = {one.id: one for one in project.bible.characters}
        self._keys = {one.name.lower(): one.id for one in project.bible.characters}
        places = {one.id: one for one in project.bible.locations}
        scenes: list[SeenScene] = []
        for number, scene in enumerate(project.scenes, 1):
            before = scenes[-1] if scenes else None
            scenes.append(SeenScene(scene, number, self._shots(scene, number), places.get(scene.location), before))
        self.scenes = tuple(scenes)

    def key(self, name: str) -> str:
        """How someone is called in rules: the bible's id, for others the name in small letters."""
        return self._keys.get(name.lower(), name.lower())

    def name(self, key: str) -> str:
        """How people call them."""
        known = self.characters.get(key)
        return known.name if known else key.title()

    def _shots(self, scene: Scene, number: int) -> tuple[SeenShot, ...]:
        found: list[SeenShot] = []
        for beat in scene.beats:
            for shot in beat.shots:
                told = {self.key(one.name): one for one in shot.slots.characters}
                people = tuple(dict.fromkeys((*shot.characters, *told))) if told else shot.characters
                place = len(found) + 1
                found.append(SeenShot(scene, beat, shot, place, f"{number}.{place}", told, people))
        return tuple(found)

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id there is."""
        project, bible = self.project, self.project.bible
        found = [one.id for one in bible.characters] + [one.id for one in bible.locations]
        found += [one.id for one in bible.props] + [one.id for one in bible.assets]
        for scene in project.scenes:
            found += [scene.id, *(cue.id for cue in scene.cues)]
            for beat in scene.beats:
                found.append(beat.id)
                for shot in beat.shots:
                    found += [shot.id, *(cue.id for cue in shot.cues)]
        for board in project.boards:
            found += [board.id, *(panel.id for panel in board.panels)]
        found += [one.id for one in project.marketing]
        return frozenset(found)

    def fresh(self, stem: str) -> str:
        """An id nothing has yet: `stem`, numbered where it is taken."""
        stem = stem[:56]
        number, wanted = 1, stem
        while wanted in self.ids:
            number += 1
            wanted = f"{stem}-{number}"
        return wanted


def finding(
    rule: str,
    severity: Severity,
    where: Sequence[str],
    message: str,
    *,
    evidence: str = "",
    remedy: str = "",
    fix: Sequence[Change] = (),
    held: Iterable[str] = (),
    ground: object = "",
) -> Finding:
    """A finding. `ground` is what it is about: dismissed, it stays away as long as rule, first place and ground are the same.

    Where something in `held` says what is locked, nothing is fixed, and the remedy says what to unlock.
    """
    locks = list(dict.fromkeys(one for one in held if one))
    about = "\x1f".join((rule, where[0], repr(ground)))
    name = f"{rule}-{hashlib.sha256(about.encode('utf-8', 'replace')).hexdigest()[:8]}"
    if locks:
        fix, remedy = (), f"{remedy}; {' and '.join(locks[:3])}"
    return Finding(
        id=name,
        rule=rule,
        severity=severity,
        where=tuple(where),
        message=message,
        evidence=evidence,
        remedy=remedy,
        fix=tuple(fix),
    )


def locked(what: str, name: str) -> str:
    """That something is locked, and how it is unlocked."""
    return f"{what} is locked (`director project unlock {name}` first)"


def listed(labels: Sequence[str]) -> str:
    """Labels of shots as one reads them: "2.3", "2.3 and 2.4", "2.3, 2.4 and 2.6"."""
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def shots_named(shots: Sequence[SeenShot]) -> str:
    """ "shot 2.3", "shots 2.3 and 2.4"."""
    return f"shot{'s' if len(shots) > 1 else ''} {listed([one.label for one in shots])}"


def stretches(shots: Iterable[SeenShot]) -> Iterator[list[SeenShot]]:
    """Shots between two that free the eye."""
    stretch: list[SeenShot] = []
    for shot in shots:
        if shot.resets:
            yield stretch
            stretch = []
        else:
            stretch.append(shot)
    yield stretch
