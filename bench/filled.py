"""Workspaces full of takes: every one a picture of its own, written by the journal as a run writes them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import cv2
import numpy as np

from director_kernel.schema.journal import ExecutionStatus
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.store import Workspace, journal
from director_kernel.store.assets import Prepared

STEPS = 10
"""Steps of one plan, each with one take."""
WIDTH, HEIGHT = 640, 360
_TOGETHER = 100
"""Plans written in one transaction."""


def fill(folder: Path, takes: int) -> None:
    """A workspace in `folder` with `takes` takes, a multiple of STEPS."""
    with Workspace.open(folder) as workspace:
        plans = [workspace.plans.save(_plan(number)) for number in range(takes // STEPS)]
        pictures = _pictures(workspace, folder)
        for first in range(0, len(plans), _TOGETHER):
            some = plans[first : first + _TOGETHER]
            made = [[next(pictures) for _ in plan.steps] for plan in some]
            # Nothing here has to outlive a power cut: thousands of fsyncs would only take their time.
            landings = [replace(picture.landing, synced=True) for row in made for picture in row]
            workspace.writer.run(partial(_write, plans=some, made=made), landings)


def _write(connection: sqlite3.Connection, plans: list[Plan], made: list[list[Prepared]]) -> None:
    for plan, pictures in zip(plans, made, strict=True):
        steps = [step.id for step in plan.steps]
        facts = {"plan": plan.id, "version": plan.version, "conversation": "", "studio": "previs", "mode": "auto", "tier": ""}
        execution = journal.create_execution(connection, time_limit=60, cap=None, steps=steps, **facts)
        epoch = journal.claim(connection, execution, 0, "bench")
        for step, picture in zip(plan.steps, pictures, strict=True):
            known_by = picture.asset.sha256
            order = journal.Order(execution, step.id, 1, epoch, "", known_by, known_by, "previs", step.model, "{}", 0)
            begun = journal.begin(connection, order, here=lambda asset: True)
            stored = journal.Stored(begun.attempt, epoch, "", known_by, known_by, picture.asset, (), 0, False)
            journal.store(connection, stored)
        journal.finish(connection, execution, epoch, ExecutionStatus.COMPLETED)


def _plan(number: int) -> Plan:
    facts = {"kind": Kind.TEXT_TO_IMAGE, "model": "m", "model_name": "M"}
    steps = [
        {"id": f"s{order}", "order": order, "action": f"Frame {order} of film {number}", "prompt": f"A harbour at dawn, {number}", **facts}
        for order in range(1, STEPS + 1)
    ]
    return Plan(title=f"Film {number}", steps=tuple(Step.model_validate(step) for step in steps))


def _pictures(workspace: Workspace, folder: Path) -> Iterator[Prepared]:
    """JPEGs of some 30 kB, no two alike."""
    draw = np.random.default_rng(5)
    across, down = np.linspace(0, 1, WIDTH)[None, :, None], np.linspace(0, 1, HEIGHT)[:, None, None]
    grounds = [(across * draw.uniform(0, 127, 3) + down * draw.uniform(0, 127, 3)).astype(np.uint8) for _ in range(16)]
    for number in count(1):
        canvas = grounds[number % len(grounds)].copy()
        for x, y, radius, *colour in draw.integers(0, (WIDTH, HEIGHT, 70, 255, 255, 255), (12, 6)).tolist():
            cv2.circle(canvas, (x, y), radius + 4, colour, -1, cv2.LINE_AA)
        cv2.putText(canvas, str(number), (30, 200), cv2.FONT_HERSHEY_SIMPLEX, 3, (255, 255, 255), 6, cv2.LINE_AA)
        path = folder / f"picture-{number}.jpg"
        path.write_bytes(cv2.imencode(".jpg", canvas)[1].tobytes())
        yield workspace.assets.prepare(path, "image/jpeg", width=WIDTH, height=HEIGHT)
