"""The plan on the desk: which one is current, changes to it, undo and redo, and what an edit would render again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.engine.editing import apply_changes, read_change
from director_kernel.engine.letters import missing_letters
from director_kernel.engine.planner import Finished, finish
from director_kernel.errors import PlanFaults, UsageError
from director_kernel.schema.brief import Brief
from director_kernel.schema.conversation import Conversation
from director_kernel.schema.noun import storable
from director_kernel.schema.plan import Fault, Plan
from director_kernel.store.workspace import Workspace


class Desk:
    """The plans of a workspace as one conversation sees them.

    `here` gives the current conversation (None before there is one); `forecast` says by step id whether its takes are stored.
    """

    def __init__(
        self,
        workspace: Workspace,
        catalog: Callable[[], Catalog],
        here: Callable[[], Conversation | None],
        forecast: Callable[[Plan], Mapping[str, bool]],
    ) -> None:
        self._workspace = workspace
        self._catalog = catalog
        self._here = here
        self.forecast = forecast

    def current(self) -> Plan | None:
        """The plan of the current conversation, None before there is one."""
        conversation = self._here()
        return self._workspace.plans.get(conversation.plan) if conversation is not None and conversation.plan else None

    def require(self) -> Plan:
        """The current plan. Raises UsageError saying how to get one."""
        plan = self.current()
        if plan is None:
            raise UsageError('there is no plan yet; say what you want to make, for example: director plan "A 15-second ad for …"')
        return plan

    def ready(self) -> Plan:
        """The current plan, checked against today's catalog. Raises PlanFaults with everything only a person can mend."""
        plan = self.require()
        refuse(finish(plan, self._catalog()).open)
        return plan

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the current plan for today's catalog."""
        plan = self.current()
        return (*finish(plan, self._catalog()).faults, *missing_letters(plan)) if plan is not None else ()

    def keep(self, draft: Any, *, brief: Brief | None = None, note: str = "", plan: str = "") -> tuple[Plan, Finished]:
        """A draft from anyone, finished and saved as the next version of `plan` (a new plan for ""), with its faults."""
        finished = finish(draft, self._catalog(), brief=brief)
        finished = replace(finished, faults=(*finished.faults, *missing_letters(finished.plan)))
        conversation = self._here()
        saved = self._workspace.plans.save(
            finished.plan.with_(id=plan), conversation=conversation.id if conversation is not None else "", note=note
        )
        if conversation is not None and conversation.plan != saved.id:
            self._workspace.conversations.change(conversation.id, plan=saved.id)
        return saved, finished

    def read(self, draft: bytes) -> Finished:
        """The plan in a file, whoever wrote it, checked and mended but not kept. Raises PlanFaults where there is none in it."""
        finished = finish(draft, self._catalog())
        if not finished.plan.steps:
            refuse(finished.open)
        return finished

    def set(self, changes: Iterable[str]) -> tuple[Plan, Finished]:
        """The current plan with changes like `2.prompt=slower` made, as a new version. Raises UsageError and changes nothing."""
        plan = self.require()
        texts = [storable(change) for change in changes]
        draft = apply_changes(plan, [read_change(text, plan) for text in texts])
        return self.keep(draft, note=", ".join(texts)[:200], plan=plan.id)

    def undo(self) -> int:
        """The version before this one, now current. Raises UsageError at the first."""
        return self._workspace.plans.undo(self.require().id).version

    def redo(self) -> int:
        """The version taken back, current again. Raises UsageError where there is none."""
        return self._workspace.plans.redo(self.require().id).version


def refuse(faults: Iterable[Fault]) -> None:
    """Raises PlanFaults naming every fault and its way out; does nothing for none."""
    lines = [f"{f'step {f.step}: ' if f.step else ''}{f.message} {f.fix}" for f in faults if not f.mended]
    if lines:
        raise PlanFaults("; ".join(lines))
