"""How healthy the story is: a score out of ten for each scene, with what took the points, and what the film as a whole lacks."""

from collections import defaultdict
from typing import NamedTuple

from director_kernel.film.guardian import Report, report, scene_of
from director_kernel.film.rules import RULES, SeenFilm, SeenScene
from director_kernel.film.rules.pace import longest_run
from director_kernel.film.rules.sound import needed
from director_kernel.schema.project import Finding, Project

BEST = 10.0
WEIGHTS = {"error": 2.0, "warn": 1.0, "info": 0.5}
"""Points a finding takes."""
MOST = 3.0
"""Points one rule takes at most in a scene: forty cuts across one line are one mistake made often."""


class Reason(NamedTuple):
    """What took points: the rule, how many, and the gravest thing it found."""

    rule: str
    points: float
    times: int
    message: str


class SceneHealth(NamedTuple):
    """One scene's health. `run` shots in a row have the size `size` at most; `spoken` are the seconds its lines take."""

    scene: str
    number: int
    title: str
    score: float
    reasons: tuple[Reason, ...]
    shots: int
    seconds: float
    spoken: float
    run: int
    size: str

    @property
    def pace(self) -> float:
        """Seconds a shot stands on average."""
        return self.seconds / self.shots if self.shots else 0.0


class Health(NamedTuple):
    """The film's health: `score` out of ten, its scenes, and what is about the whole of it."""

    score: float
    scenes: tuple[SceneHealth, ...]
    reasons: tuple[Reason, ...]


def health(project: Project, seen: Report | None = None) -> Health:
    """The story's health as it stands. What a person dismissed takes no points."""
    seen = seen or report(project)
    by_scene: dict[str, list[Finding]] = defaultdict(list)
    for one in seen.findings:
        by_scene[scene_of(one)].append(one)
    scenes = tuple(_scene(scene, by_scene[scene.scene.id]) for scene in SeenFilm(project).scenes)
    reasons = _reasons(by_scene[""])
    mean = sum(one.score for one in scenes) / len(scenes) if scenes else 0.0
    return Health(_score(mean, reasons), scenes, reasons)


def _scene(scene: SeenScene, found: list[Finding]) -> SceneHealth:
    reasons = _reasons(found)
    run, size = longest_run(scene)
    return SceneHealth(
        scene.scene.id,
        scene.number,
        scene.scene.title,
        # A scene in which nothing is to be seen has no health to lose.
        _score(BEST, reasons) if scene.shots else 0.0,
        reasons,
        len(scene.shots),
        round(sum(shot.shot.seconds for shot in scene.shots), 3),
        round(sum(needed(shot) for shot in scene.shots), 3),
        run,
        size,
    )


def _reasons(found: list[Finding]) -> tuple[Reason, ...]:
    """What took points, the most first; equals in the order of the rules."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        by_rule[one.rule].append(one)
    made = [
        Reason(rule, min(MOST, sum(WEIGHTS[one.severity] for one in there)), len(there), there[0].message)
        for rule, there in by_rule.items()
    ]
    order = list(RULES)
    return tuple(sorted(made, key=lambda one: (-one.points, order.index(one.rule))))


def _score(best: float, reasons: tuple[Reason, ...]) -> float:
    return round(max(0.0, best - sum(one.points for one in reasons)), 1)
