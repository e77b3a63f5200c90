"""Finished films: where a run's reel lies, and what came of a run in one summary."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from director_kernel.engine.follow import Runs
from director_kernel.engine.reel import Stored, film_of
from director_kernel.errors import WorkspaceError
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import Execution, Take
from director_kernel.schema.plan import Plan, Role
from director_kernel.schema.words import counted
from director_kernel.store import Workspace

FILES = {"reel": ("main", "reel.mp4"), "otio": ("otio", "reel.otio"), "contact": ("contact", "contact.png")}


@dataclass(frozen=True)
class Reel:
    """A run's film. `files` maps reel, otio and contact to paths in `reels/<plan>/`; `rendered` of `takes` were made anew."""

    execution: str
    plan: Plan
    studio: str
    files: dict[str, Path]
    seconds: float
    takes: int
    rendered: int

    @property
    def sentence(self) -> str:
        """What was rendered, in words."""
        if not self.rendered:
            return "The take was stored already." if self.takes == 1 else f"All {self.takes} takes were stored already."
        kept = self.takes - self.rendered
        rendered = f"{counted(self.rendered, 'take')} rendered"
        return f"{rendered}, {kept} {'was' if kept == 1 else 'were'} stored already." if kept else f"{rendered}."


@dataclass(frozen=True)
class Shot:
    """One shot of a film: the step whose take is seen, and from when on for how long, in seconds of the film. `asset` is the take.

    A take of another run has no step here ("", 0).
    """

    step: str
    order: int
    title: str
    start: float
    seconds: float
    asset: Asset | None


def shots(plan: Plan, takes: Iterable[Take]) -> tuple[Shot, ...]:
    """The shots in the order of the film that is joined from these takes of the plan, timed to the frame.

    They are cut as the reel is, by the same code: a dissolve or wipe happens within the shot it leads to and changes no start. Where a
    step has several takes, the first is the one that was joined.
    """
    first = {take.step: take for take in sorted(takes, key=lambda take: take.take, reverse=True)}
    stored = {step: Stored(Path(take.asset.path), take.asset.mime, take.asset.duration) for step, take in first.items()}
    # Takes of another run that the film is joined with: they stand in the cut, whatever lies in their files.
    given = {each.asset for step in plan.steps for each in step.inputs if each.asset and each.role is Role.CLIP}
    film = film_of(plan, {**{asset: Stored(Path(), "video/mp4") for asset in given}, **stored}, Path())
    orders = {step.id: step.order for step in plan.steps}
    found = []
    for clip, begin, end in zip(film.clips, film.bounds, film.bounds[1:], strict=False):
        take = first.get(clip.step)
        step = clip.step if clip.step in orders else ""
        span = begin / film.fps, (end - begin) / film.fps
        found.append(Shot(step, orders.get(step, 0), clip.action, *span, take.asset if take else None))
    return tuple(found)


class Reels:
    """The reels of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def latest(self, execution: str | None = None) -> Reel | None:
        """That run's reel (default: the newest run that has one), its files put in place; None where there is none."""
        runs = [self._workspace.runs.get(execution)] if execution else self._workspace.runs.all()
        return next((reel for run in runs if (reel := self._of(run)) is not None), None)

    def shots(self, execution: str) -> tuple[Shot, ...]:
        """The shots of that run's film, as far as its takes are stored; steps the run does otherwise than its plan count as it does them.

        Raises UsageError for a run that isn't there.
        """
        run = self._workspace.runs.get(execution)
        plan = self._workspace.plans.get(run.plan, run.version)
        changed = self._workspace.runs.changed_steps(execution)
        if changed:
            plan = plan.with_(steps=tuple(changed.get(step.id, step) for step in plan.steps))
        return shots(plan, self._workspace.runs.takes(execution))

    def _of(self, run: Execution) -> Reel | None:
        takes = self._workspace.runs.takes(run.id)
        film = next((take for take in takes if "otio" in take.others), None)
        if film is None:
            return None
        plan = self._workspace.plans.get(run.plan, run.version)
        rendered = sum(not take.cached for take in takes if take is not film)
        return Reel(run.id, plan, run.studio, self._placed(plan.id, film), film.asset.duration, len(takes) - 1, rendered)

    def _placed(self, plan: str, film: Take) -> dict[str, Path]:
        """The take's files under the names people look for; the asset store stays the truth."""
        folder = self._workspace.reel_folder(plan)
        found = {}
        for key, (role, name) in FILES.items():
            asset = film.asset if role == "main" else film.others.get(role)
            if asset is not None:
                found[key] = self._place(asset, folder / name)
        return found

    def _place(self, asset: Asset, target: Path) -> Path:
        source = self._workspace.assets.check(asset)
        if target.is_file() and (target.samefile(source) or target.read_bytes() == source.read_bytes()):
            return target
        partial = target.with_name(target.name + ".part")
        try:
            partial.unlink(missing_ok=True)
            try:
                os.link(source, partial)
            except OSError:
                shutil.copyfile(source, partial)
            partial.replace(target)
        except OSError as error:
            raise WorkspaceError(
                f"{target} can't be written ({error.strerror}); free some space with `director gc`, then `director open`."
            ) from error
        return target

    @staticmethod
    def sheet(reel: Reel, longest: int = 1200) -> bytes | None:
        """The contact sheet as a JPEG small enough to live in a notebook."""
        from director_kernel.media.thumbnail import thumbnail

        return thumbnail(reel.files["contact"].read_bytes(), "image/png", longest) if "contact" in reel.files else None

    def summary(self, execution: str, runs: Runs) -> dict[str, Any]:
        """What came of a run, JSON-ready: status, files relative to the workspace, money, steps."""
        status = runs.status(execution)
        reel = self.latest(execution)
        folder = self._workspace.folder
        return {
            "execution": execution,
            "status": status["status"],
            "studio": status["studio"],
            "title": runs.plan(execution).title,
            "plan": status["plan"],
            "version": status["version"],
            "seconds": reel.seconds if reel else 0.0,
            "files": {key: path.relative_to(folder).as_posix() for key, path in reel.files.items()} if reel else {},
            "outputs": {result["step"]: result["outputs"] for result in status["stepResults"]},
            "spent": status["ledger"]["committed"] if "ledger" in status else 0,
            "rendered": reel.rendered if reel else 0,
            "takes": reel.takes if reel else 0,
            "error": status["error"],
        }
