"""The plan on the desk: which one is current, changes to it, undo and redo, and what an edit would render again."""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from director_kernel.catalog.book import Catalog
from director_kernel.engine.editing import Change, apply_changes, checked, read_change
from director_kernel.engine.letters import missing_letters
from director_kernel.engine.locks import held, reason, staying
from director_kernel.engine.planner import Finished, finish
from director_kernel.errors import PlanFaults, UsageError
from director_kernel.events import ChatEvent, ChatPlan
from director_kernel.schema.brief import Brief
from director_kernel.schema.conversation import Conversation
from director_kernel.schema.journal import Studio
from director_kernel.schema.noun import storable
from director_kernel.schema.plan import Fault, Plan, Weighed
from director_kernel.store import Connection, conversations, plans
from director_kernel.store.workspace import Workspace


class Forecast(Protocol):
    """Says by step id whether all its takes are stored, so that running it costs nothing."""

    def __call__(self, plan: Plan, studio: Studio = "previs") -> Mapping[str, bool]: ...


class Desk:
    """The plans of a workspace as one conversation sees them; safe from any thread.

    `here` gives the current conversation (None before there is one), `at` the desk of another. `locked` gives the ids of a plan's
    steps whose take a person locked. `emit` is told of every version that becomes current.
    """

    def __init__(
        self,
        workspace: Workspace,
        catalog: Callable[[], Catalog],
        here: Callable[[], Conversation | None],
        forecast: Forecast,
        *,
        emit: Callable[[ChatEvent], None] = lambda event: None,
        locked: Callable[[str], Collection[str]] = lambda plan: (),
        lock: "threading.RLock | None" = None,
    ) -> None:
        self._workspace = workspace
        self._catalog = catalog
        self._here = here
        self.forecast = forecast
        self._emit = emit
        self._locked = locked
        # Held from reading a plan to saying its new version: two changes at once are made one after the other, and said in that order.
        self._lock = lock or threading.RLock()

    def at(self, conversation: str) -> "Desk":
        """The desk as that conversation sees it, whichever is current."""
        return Desk(
            self._workspace,
            self._catalog,
            lambda: self._workspace.conversations.get(conversation),
            self.forecast,
            emit=self._emit,
            locked=self._locked,
            lock=self._lock,
        )

    def current(self, conversation: str | None = None) -> Plan | None:
        """The plan of the current conversation (or of the one named), None before there is one. Raises UsageError."""
        if conversation is not None:
            return self.at(conversation).current()
        here = self._here()
        return self._workspace.plans.get(here.plan) if here is not None and here.plan else None

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

    def keep(
        self,
        draft: Any,
        *,
        brief: Brief | None = None,
        note: str = "",
        plan: str = "",
        made_from: int | None = None,
        along: Callable[[Connection], None] = lambda connection: None,
    ) -> tuple[Plan, Finished]:
        """A draft from anyone, finished and saved as the next version of `plan` (a new plan for ""), with its faults.

        Locked steps stay as they are. `made_from` is the version the draft was made from: a fault says so where it was changed
        since. `along` is written with the version or not at all.
        """
        with self._lock:
            finished = self._finished(draft, plan, brief)
            if made_from is not None and (now := self._workspace.plans.get(plan).version) != made_from:
                finished = replace(finished, faults=(*finished.faults, _overtaken(now)))
            conversation = self._here()

            def write(connection: Connection) -> Plan:
                identity = conversation.id if conversation is not None else ""
                saved = plans.save(connection, finished.plan.with_(id=plan), conversation=identity, note=note)
                if conversation is not None and conversation.plan != saved.id:
                    conversations.change(connection, conversation.id, plan=saved.id)
                along(connection)
                return saved

            saved = self._workspace.writer.run(write)
            self._tell(saved, finished.faults)
            return saved, finished

    def read(self, draft: bytes) -> Finished:
        """The plan in a file, whoever wrote it, checked and mended but not kept. Raises PlanFaults where there is none in it."""
        finished = finish(draft, self._catalog())
        if not finished.plan.steps:
            refuse(finished.open)
        return finished

    def set(self, changes: Iterable[str]) -> tuple[Plan, Finished]:
        """The current plan with changes like `2.prompt=slower` made, as a new version. Raises UsageError and changes nothing."""
        texts = [storable(change) for change in changes]
        return self._changed(texts, ", ".join(texts))

    def change(self, changes: Iterable[Change], note: str = "") -> tuple[Plan, Finished]:
        """The same for changes that are no text: their values are taken to the letter."""
        made = list(changes)
        return self._changed(made, note or ", ".join(".".join([each.step, *each.path]).lstrip(".") for each in made))

    def weigh(self, changes: Iterable[str | Change], studio: Studio = "previs") -> Weighed:
        """What these changes would mean, before they are made; nothing is kept. Raises UsageError where `set` would.

        `studio` says whose stored takes count: a live run is not spared what was drawn as a preview.
        """
        plan = self.require()
        finished = self._finished(self._draft(plan, changes), plan.id)
        stored, before = self.forecast(finished.plan, studio), self.forecast(plan, studio)
        renders = [step for step in finished.plan.steps if not stored.get(step.id, False)]
        return Weighed(
            plan=finished.plan,
            renders=tuple(step.order for step in renders),
            again=tuple(step.order for step in renders if before.get(step.id, False)),
            price=sum(step.price for step in renders),
            ceiling=sum(step.ceiling for step in renders),
            faults=finished.faults,
        )

    def undo(self) -> int:
        """The version before this one, now current. Raises UsageError at the first."""
        return self._went(self._workspace.plans.undo)

    def redo(self) -> int:
        """The version taken back, current again. Raises UsageError where there is none."""
        return self._went(self._workspace.plans.redo)

    def can_undo(self) -> bool:
        """Whether `undo` has somewhere to go."""
        return self._neighbours()[0]

    def can_redo(self) -> bool:
        """Whether `redo` has somewhere to go."""
        return self._neighbours()[1]

    def _neighbours(self) -> tuple[bool, bool]:
        conversation = self._here()
        plan = conversation.plan if conversation is not None else ""
        return self._workspace.plans.neighbours(plan) if plan else (False, False)

    def _went(self, move: Callable[[str], Plan]) -> int:
        with self._lock:
            plan = move(self.require().id)
            self._tell(plan, self.faults())
            return plan.version

    def _changed(self, changes: Iterable[str | Change], note: str) -> tuple[Plan, Finished]:
        with self._lock:
            plan = self.require()
            return self.keep(self._draft(plan, changes), note=note[:200], plan=plan.id)

    def _draft(self, plan: Plan, changes: Iterable[str | Change]) -> dict[str, Any]:
        """`plan` with the changes made. Raises UsageError, also where all they are aimed at is locked."""
        made = [read_change(storable(each), plan) if isinstance(each, str) else checked(each, plan) for each in changes]
        stays = staying(plan, self._locked(plan.id))
        # Where a step stands is not what it asks for: a locked shot may be moved.
        aimed = [plan.step(each.step) if each.step and each.path != ("order",) else None for each in made]
        if aimed and (first := aimed[0]) is not None and all(step is not None and step.id in stays for step in aimed):
            raise UsageError(reason(first, plan.step(stays[first.id])))
        return apply_changes(plan, made)

    def _finished(self, draft: Any, plan: str, brief: Brief | None = None) -> Finished:
        """The draft checked and priced as the next version of `plan`, what is locked in it left as it is."""
        catalog = self._catalog()
        finished = finish(draft, catalog, brief=brief)
        locked = self._locked(plan) if plan else ()
        if locked:
            before = self._workspace.plans.get(plan)
            finished = held(before, finished, staying(before, locked), lambda draft: finish(draft, catalog, brief=brief))
        return replace(finished, faults=(*finished.faults, *missing_letters(finished.plan)))

    def _tell(self, plan: Plan, faults: tuple[Fault, ...]) -> None:
        conversation = self._here()
        if conversation is not None:
            self._emit(ChatPlan(conversation=conversation.id, plan=plan, faults=faults, at=time.time()))


def _overtaken(version: int) -> Fault:
    return Fault(
        code="overtaken",
        message="The plan was changed by hand while this version was written, which was made without that change.",
        fix=f"`director undo` goes back to version {version}.",
        mended=True,
    )


def refuse(faults: Iterable[Fault]) -> None:
    """Raises PlanFaults naming every fault and its way out; does nothing for none."""
    lines = [f"{f'step {f.step}: ' if f.step else ''}{f.message} {f.fix}" for f in faults if not f.mended]
    if lines:
        raise PlanFaults("; ".join(lines))
