"""Workflows of frames run for tests: drafts finished by the planner, drawn small by the offline studio, and handed back as made."""

import hashlib
from collections.abc import Mapping
from typing import Any

from director_kernel.catalog import load_catalog
from director_kernel.engine.planner import finish
from director_kernel.film.casting import cast
from director_kernel.film.changes import apply
from director_kernel.film.registry import find_workflow
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.media.order import Order
from director_kernel.media.pictures import picture
from director_kernel.schema.asset import Asset
from director_kernel.schema.plan import Draft, Plan
from director_kernel.schema.project import (
    Beat,
    Bible,
    BibleCharacter,
    BibleProp,
    GlobalStyle,
    Location,
    Project,
    Scene,
    Shot,
)
from director_kernel.schema.slots import Character, Prop, ShotSize, Slots, TimeOfDay

MIRA = BibleCharacter(id="mira", look=Character(name="Mira", age="30s", hair="long brown", wardrobe="yellow raincoat"))
JONAS = BibleCharacter(id="jonas", look=Character(name="Jonas", age="60s", gender="male", hair="grey"))
LIGHT = Project(
    id="project-1",
    title="The Light",
    seed=7,
    bible=Bible(
        characters=(MIRA, JONAS),
        locations=(Location(id="lamp", name="Lamp room", setting="lighthouse lamp room"),),
        props=(BibleProp(id="lantern", prop=Prop(name="lantern", material="brass", hero=True)),),
    ),
    style=GlobalStyle(palette=("teal", "amber")),
    scenes=(
        Scene(
            id="s1",
            title="Storm",
            location="lamp",
            time_of_day=TimeOfDay.NIGHT,
            line=("mira", "jonas"),
            beats=(
                Beat(
                    id="b1",
                    text="Mira raises the lantern while Jonas watches",
                    shots=(
                        Shot(
                            id="k1",
                            slots=Slots(shot_size=ShotSize.MS, action="Mira raises the lantern"),
                            characters=("mira",),
                            props=("lantern",),
                        ),
                    ),
                ),
                Beat(id="b2", text="Mira runs along the gallery"),
            ),
        ),
    ),
)


class Studio:
    """The offline studio at the size of a stamp; `files` are what is stored, by hash."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.plans = 0

    def plan(self, project: Project, name: str, settings: Mapping[str, Any]) -> tuple[Any, Plan]:
        """The plan of a workflow; raises what the workflow raises."""
        workflow = find_workflow(name)
        checked = workflow.Settings.model_validate(dict(settings))
        draft: Draft = cast(workflow.draft(project, checked), project, getattr(checked, "target", ""), load_catalog())
        found = finish(draft, load_catalog())
        assert not found.open, found.open
        self.plans += 1
        return checked, found.plan.with_(id=f"plan-{self.plans}")

    def make(self, plan: Plan, *, by: int = 8) -> Made:
        """Everything drawn."""
        takes = {}
        for step in plan.steps:
            wide, high = max(200, step.width // by), max(160, step.height // by)
            order = Order(kind=step.kind, width=wide, height=high, seed=step.seed, slots=step.slots)
            data = picture(order)[0].data
            takes[step.id] = self.store(data, "image/png", {"width": wide, "height": high, "meta": {"studio": "previs", "label": "previs"}})
        return Made(plan, takes, lambda step: self.files[takes[step].sha256], self.store)

    def store(self, data: bytes, mime: str, facts: dict[str, Any]) -> Asset:
        sha = hashlib.sha256(data).hexdigest()
        self.files[sha] = data
        return Asset(sha256=sha, mime=mime, bytes=len(data), suffix=".png", **facts)

    def work(self, project: Project, name: str, settings: Mapping[str, Any]) -> tuple[Project, TakenIn, Made]:
        """The workflow drafted, drawn and taken in."""
        checked, plan = self.plan(project, name, settings)
        made = self.make(plan)
        found = find_workflow(name).take_in(project, checked, made)
        return apply(project, found.changes).project, found, made
