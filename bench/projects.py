"""What a change, a comparison and an undo cost on a film of 500 scenes (3 000 shots), beside reading and checking its whole JSON once.

The peer is what a program that keeps whole documents does for each of them: pydantic's own reading of the same bytes, in the same run.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from director_kernel.film.changes import apply, diff
from director_kernel.film.projects import Projects
from director_kernel.schema.project import Beat, Bible, BibleCharacter, Change, Project, Scene, Shot
from director_kernel.schema.slots import Character, ShotSize, Slots
from director_kernel.store import Workspace

ROUNDS = 30


def film(scenes: int = 500) -> Project:
    """A film of so many scenes, each of two beats with three shots."""

    def shot(key: str) -> Shot:
        return Shot(id=key, slots=Slots(shot_size=ShotSize.MS, lens="35mm", action=f"{key} walks on"), characters=("mira",))

    def beat(key: str) -> Beat:
        return Beat(id=key, text="They walk on", shots=tuple(shot(f"{key}k{number}") for number in range(3)))

    made = tuple(
        Scene(id=f"s{number}", title=f"Scene {number}", beats=(beat(f"s{number}a"), beat(f"s{number}b"))) for number in range(scenes)
    )
    mira = BibleCharacter(id="mira", look=Character(name="Mira"))
    return Project(title="A long film", bible=Bible(characters=(mira,)), scenes=made)


def median(work: Callable[[int], Any], rounds: int = ROUNDS) -> float:
    """The usual time of a round, in milliseconds; `work` is told which round it is."""
    work(rounds)
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)


def run() -> list[dict[str, Any]]:
    """One row for each of them."""
    project = film()
    body = project.model_dump_json(by_alias=True, exclude_none=True)
    whole = median(lambda number: Project.model_validate_json(body), 5)
    loads = median(lambda number: json.loads(body), 5)

    def lens(number: int) -> Change:
        return Change(op="set", path=f"scenes/s{number * 7}/beats/s{number * 7}a/shots/s{number * 7}ak1/slots/lens", value="85mm")

    changed = median(lambda number: apply(project, [lens(number)]))
    other = apply(project, [lens(number) for number in range(20)]).project
    compared = median(lambda number: diff(project, other))
    moved = apply(project, [Change(op="move", path="scenes/s400", at=3), Change(op="remove", path="scenes/s20")]).project
    reordered = median(lambda number: diff(project, moved))
    cold = Project.model_validate_json(body)
    apart = median(lambda number: diff(project, cold), 5)
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        projects = Projects(workspace, "bench")
        projects.add(project)
        saved = median(lambda number: projects.change([Change(op="set", path="scenes/s9/title", value=f"Title {number}")]))
        undone = median(lambda number: projects.redo() if number % 2 else projects.undo())
    limit = f"{whole:.1f} ms: reading and checking {len(body) / 1e6:.1f} MB (json.loads alone {loads:.1f} ms)"
    rows = [
        ("project of 3 000 shots: one change", changed),
        ("project of 3 000 shots: difference of 20 changes", compared),
        ("project of 3 000 shots: difference, a scene moved and one gone", reordered),
        ("project of 3 000 shots: difference of two read apart", apart),
        ("project of 3 000 shots: one change kept on disk", saved),
        ("project of 3 000 shots: undo or redo, on disk", undone),
    ]
    return [{"what": what, "ours": f"{took:.2f} ms", "peer": limit, "ratio": took / whole, "aim": "<= 1"} for what, took in rows]
