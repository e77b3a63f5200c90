"""The way of a scene: script review, scene generation, timeline, audio. To a neighbour only, forward only when nothing is missing.

Whenever a scene enters a stage, a checkpoint is kept; coming back to one brings the scene as it was then, as a new version of the
project: what it was until now stays in the versions before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from director_kernel.errors import UsageError
from director_kernel.film.differing import diff
from director_kernel.film.ids import fresh
from director_kernel.film.projects import Projects
from director_kernel.film.shots import find_scene
from director_kernel.schema.project import Beat, Change, Project, Scene, Shot, Stage
from director_kernel.schema.words import counted
from director_kernel.store import Connection, Workspace, checkpoints
from director_kernel.store.checkpoints import Checkpoint, Checkpoints

ORDER = tuple(Stage)
_NAMES = {stage: stage.value.replace("_", " ") for stage in Stage}
_WORDS = {"script": Stage.SCRIPT_REVIEW, "review": Stage.SCRIPT_REVIEW, "generation": Stage.SCENE_GENERATION, "edit": Stage.TIMELINE}
_WORDS |= {"sound": Stage.AUDIO, "scenes": Stage.SCENE_GENERATION}
_MOST_NAMED = 8


def title(stage: Stage) -> str:
    """The stage as people say it."""
    return _NAMES[stage]


def read_stage(words: str) -> Stage:
    """The stage meant. Raises UsageError with those there are.

    >>> read_stage("Script Review").value, read_stage("audio").value
    ('script_review', 'audio')
    """
    wanted = words.strip().lower().replace("_", " ").replace("-", " ")
    found = next((stage for stage, name in _NAMES.items() if name == wanted), None) or _WORDS.get(wanted)
    if found is None:
        raise UsageError(f"there is no stage {words[:40]!r}; a scene goes through {', '.join(_NAMES.values())}.")
    return found


def after(stage: Stage) -> Stage | None:
    """The next stage, None after the last."""
    at = ORDER.index(stage) + 1
    return ORDER[at] if at < len(ORDER) else None


def before(stage: Stage) -> Stage | None:
    """The stage before, None before the first."""
    at = ORDER.index(stage) - 1
    return ORDER[at] if at >= 0 else None


def shots_of(scene: Scene) -> list[Shot]:
    """The scene's shots in order."""
    return [shot for beat in scene.beats for shot in beat.shots]


def missing(scene: Scene) -> tuple[str, ...]:
    """What the scene lacks for its next stage, in words with what to do; () when it may go on, or stands in the last."""
    shots = shots_of(scene)
    if scene.stage is Stage.SCRIPT_REVIEW:
        empty = [beat.id for beat in scene.beats if not beat.text.strip() and not beat.shots]
        lacks = [] if scene.beats else ["it has no beats (`director scene add` or `director project import`)"]
        lacks += [f"nothing happens in {_some(empty)}"] if empty else []
        return (
            *lacks,
            *([] if shots or not scene.beats else ["it has no shots (`director recipe apply` lays a shot grammar over a beat)"]),
        )
    if scene.stage is Stage.SCENE_GENERATION:
        bare = [shot.id for shot in shots if not shot.frame]
        return _lack(shots, bare, "no canonical picture", "`director scene run` makes them, `director board` picks them")
    if scene.stage is Stage.TIMELINE:
        return _lack(shots, [shot.id for shot in shots if not shot.take], "no clip", "`director scene run` makes them")
    return ()


def _lack(shots: Sequence[Shot], bare: Sequence[str], what: str, way: str) -> tuple[str, ...]:
    if not shots:
        return ("it has no shots (`director recipe apply` lays a shot grammar over a beat)",)
    return (f"{counted(len(bare), 'shot')} {'has' if len(bare) == 1 else 'have'} {what}: {_some(bare)} ({way})",) if bare else ()


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + ("…" if len(names) > _MOST_NAMED else "")


def step(scene: Scene, to: Stage) -> Change:
    """The change that brings the scene to a neighbouring stage. Raises UsageError for any other, and with what is missing on the way on."""
    if to not in (after(scene.stage), before(scene.stage)):
        ways = " or ".join(title(stage) for stage in (before(scene.stage), after(scene.stage)) if stage)
        raise UsageError(
            f"scene {scene.id} is in {title(scene.stage)}; from there it goes to {ways}"
            f"{'' if to is scene.stage else f', not to {title(to)}'}."
        )
    lacks = missing(scene) if to is after(scene.stage) else ()
    if lacks:
        raise UsageError(f"scene {scene.id} can't go on to {title(to)}: {'; '.join(lacks)}.")
    return Change(op="set", path=f"scenes/{scene.id}/stage", value=to.value)


def brought_back(project: Project, old: Scene) -> Project:
    """The project with one scene as it was; who is no longer in the bible is taken out of it, and what lives elsewhere by now comes back
    under an id of its own."""
    bible = project.bible
    known = ({one.id for one in bible.characters}, {one.id for one in bible.props}, {one.id for one in bible.locations})
    others = [scene for scene in project.scenes if scene.id != old.id]
    beats = {beat.id for scene in others for beat in scene.beats}
    shots = {shot.id for scene in others for shot in shots_of(scene)}
    scene = old.with_(
        beats=tuple(_beat(beat, beats, shots, known) for beat in old.beats),
        location=old.location if old.location in known[2] else "",
        wardrobe={who: worn for who, worn in old.wardrobe.items() if who in known[0]},
        line=tuple(who for who in old.line if who in known[0]),
        blocking=tuple(place for place in old.blocking if place.who in known[0] | known[1]),
    )
    return project.model_copy(update={"scenes": tuple(scene if one.id == old.id else one for one in project.scenes)})


def _beat(beat: Beat, beats: set[str], shots: set[str], known: tuple[set[str], set[str], set[str]]) -> Beat:
    name = fresh(beats, beat.id)
    beats.add(name)
    return beat.with_(id=name, shots=tuple(_shot(shot, shots, known) for shot in beat.shots))


def _shot(shot: Shot, shots: set[str], known: tuple[set[str], set[str], set[str]]) -> Shot:
    name = fresh(shots, shot.id)
    shots.add(name)
    people, things = (tuple(one for one in ids if one in there) for ids, there in ((shot.characters, known[0]), (shot.props, known[1])))
    return shot.with_(id=name, characters=people, props=things)


@dataclass(frozen=True)
class Stages:
    """The scenes' ways through their stages, with their checkpoints."""

    workspace: Workspace
    projects: Projects
    checkpoints: Checkpoints = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "checkpoints", Checkpoints(self.workspace.readers))

    def kept(self, scene: str) -> list[Checkpoint]:
        """The checkpoints of a scene, oldest first. Raises UsageError for a scene that isn't there."""
        project = self.projects.require()
        return self.checkpoints.of(project.id, find_scene(project, scene).id)

    def on(self, scene: str) -> Project:
        """The project with the scene in its next stage. Raises UsageError with what is missing, and after the last."""
        project = self.projects.require()
        found = find_scene(project, scene)
        to = after(found.stage)
        if to is None:
            raise UsageError(f"scene {found.id} is in {title(found.stage)}, the last stage; `director scene back {found.id}` goes back.")
        return self._go(project, found, (step(found, to),), to, f"{found.id} to {title(to)}")

    def back(self, scene: str, to: Stage | None = None, version: int | None = None) -> Project:
        """The project with the scene one stage back as it is; with `to`, as it was when it last entered that stage, or in that `version`.

        Raises UsageError where it never was there, and for a locked scene.
        """
        project = self.projects.require()
        found = find_scene(project, scene)
        if to is None and version is None:
            last = before(found.stage)
            if last is None:
                raise UsageError(f"scene {found.id} is in {title(found.stage)}, the first stage; there is nothing before it.")
            return self._go(project, found, (step(found, last),), last, f"{found.id} back to {title(last)}")
        checkpoint = self._checkpoint(project, found, to, version)
        old = find_scene(self.projects.get(project.id, checkpoint.version), found.id)
        changes = diff(project, brought_back(project, old))
        note = f"{found.id} as it was in {title(old.stage)}, version {checkpoint.version}"
        return self._go(project, found, changes, old.stage, note)

    def _checkpoint(self, project: Project, scene: Scene, to: Stage | None, version: int | None) -> Checkpoint:
        """The newest checkpoint meant; having entered a stage counts before having left it."""
        kept = self.checkpoints.of(project.id, scene.id)
        fits = [one for one in kept if (to is None or one.stage is to) and (version is None or one.version == version)]
        if not fits:
            there = ", ".join(f"{title(one.stage)} (version {one.version})" for one in kept)
            told = f"; it can go back to {there}" if there else "; a checkpoint is kept whenever it goes on (`director scene next`)"
            raise UsageError(f"scene {scene.id} has no such checkpoint{told}.")
        return next((one for one in reversed(fits) if one.note == "entered"), fits[-1])

    def _go(self, project: Project, scene: Scene, changes: Sequence[Change], to: Stage, note: str) -> Project:
        if not changes:
            raise UsageError(f"scene {scene.id} is so already: nothing has changed since that checkpoint.")

        def along(connection: Connection) -> bool:
            checkpoints.keep(connection, project.id, scene.id, (scene.stage, project.version), to)
            return True

        return self.projects.change(changes, project=project.id, note=note, along=along)
