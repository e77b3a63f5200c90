"""Ids, references, cycles and order: every step has a stable id, every reference names a step, and the steps can be run as listed.

All of it is linear in steps and references.
"""

import re
from heapq import heapify, heappop, heappush

from director_kernel.engine.planner.working import Need, Sheet, Work
from director_kernel.schema.plan import Kind

_ID = re.compile(r"^[a-z][a-z0-9_-]{0,63}$")
_NUMBERED = re.compile(r"^(?:step|shot|#|s)?[\s_#-]*(\d{1,6})$", re.IGNORECASE)
_WORDS = {
    Kind.TEXT_TO_IMAGE: "frame",
    Kind.IMAGE_EDIT: "edit",
    Kind.UPSCALE: "upscale",
    Kind.TEXT_TO_VIDEO: "shot",
    Kind.IMAGE_TO_VIDEO: "shot",
    Kind.EXTEND: "extend",
    Kind.VIDEO_EDIT: "recut",
    Kind.SPEECH: "voice",
    Kind.MUSIC: "music",
    Kind.SOUND_EFFECT: "effect",
    Kind.TEXT: "text",
    Kind.ASSEMBLE: "reel",
    Kind.MANUAL: "manual",
}
_TYPE_WORDS = {"image": "frame", "video": "shot", "audio": "sound", "chat": "text"}


class Ids:
    """Gives out ids that are free, in constant time each."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self._next: dict[str, int] = {}

    def free(self, wish: str) -> str:
        """`wish` itself when free, else `wish-2`, `wish-3` …"""
        wish = wish[:56].rstrip("-_") or "step"
        if wish not in self.taken:
            self.taken.add(wish)
            return wish
        count = self._next.get(wish, 2)
        while f"{wish}-{count}" in self.taken:
            count += 1
        self._next[wish] = count + 1
        self.taken.add(f"{wish}-{count}")
        return f"{wish}-{count}"


def connect(sheet: Sheet) -> Ids:
    """Name the steps, resolve what they refer to, break cycles, and put the steps in an order that can be run."""
    written = [step.id for step in sheet.steps]
    ids = _name(sheet)
    book = _Book(sheet, written)
    for step in sheet.steps:
        book.resolve(step)
    _break_cycles(sheet)
    arrange(sheet)
    return ids


def _name(sheet: Sheet) -> Ids:
    """Valid ids stay; the first of two equal ones keeps it; the rest are made from what the step is and its order."""
    ids = Ids(set())
    unnamed: list[tuple[int, Work]] = []
    for at, step in enumerate(sheet.steps):
        if _ID.match(step.id) and step.id not in ids.taken:
            ids.taken.add(step.id)
        else:
            unnamed.append((at, step))
    for at, step in unnamed:
        said = step.id
        slug = re.sub(r"[^a-z0-9_-]+", "-", said.lower()).strip("-_0123456789")
        step.id = ids.free(slug if said and slug else f"{_word(step)}-{step.order if step.order and step.order > 0 else at + 1}")
        if said:
            why = "is taken" if _ID.match(said) else "is no id"
            sheet.mended(step, "id", "bad_id", f"The id {said[:64]!r} {why}.", f"The step is called {step.id!r} now.")
    return ids


def _word(step: Work) -> str:
    return _WORDS[step.kind] if step.kind else _TYPE_WORDS.get(step.type, "step")


class _Book:
    """Finds a step by its id, by its order as written, or by its place."""

    def __init__(self, sheet: Sheet, written: list[str]) -> None:
        self.sheet = sheet
        self.ids: dict[str, str] = {}
        self.numbers: dict[int, str] = {}
        for step, said in zip(sheet.steps, written, strict=True):
            self.ids.setdefault(step.id, step.id)
            if said:
                self.ids.setdefault(said, step.id)
        self._number()

    def _number(self) -> None:
        for step in self.sheet.steps:
            if step.order is None:
                continue
            if step.order in self.numbers:
                message = f"Order {step.order} is given twice."
                self.sheet.mended(step, "order", "duplicate_order", message, "References to it mean the first; the steps are counted anew.")
            self.numbers.setdefault(step.order, step.id)
        for at, step in enumerate(self.sheet.steps):
            if step.order is None:
                self.numbers.setdefault(at + 1, step.id)

    def find(self, said: str) -> str | None:
        if said in self.ids:
            return self.ids[said]
        numbered = _NUMBERED.match(said)
        return self.numbers.get(int(numbered[1])) if numbered else None

    def resolve(self, step: Work) -> None:
        """Ids in place of what was written; what names nothing, or the step itself, is dropped and reported."""
        depends: dict[str, None] = {}
        for said in step.depends_on:
            if found := self._checked(step, said, "dependsOn"):
                depends[found] = None
        needs: dict[tuple[object, ...], Need] = {}
        for need in step.needs:
            if need.step is not None:
                need.step = self._checked(step, need.step, "inputs")
                if need.step is None:
                    continue
                depends[need.step] = None
            needs[need.role, need.step, need.asset] = need
        step.depends_on, step.needs = list(depends), list(needs.values())

    def _checked(self, step: Work, said: str, at: str) -> str | None:
        found = self.find(said)
        if found is None:
            self.sheet.mended(step, at, "bad_reference", f"There is no step {said[:64]!r}.", "The reference was dropped.")
        elif found == step.id:
            self.sheet.mended(step, at, "self_dependence", "The step depends on itself.", "The reference was dropped.")
            return None
        return found


def _break_cycles(sheet: Sheet) -> None:
    """Drop the reference that closes each cycle; searched from the last step, so that later steps keep what they take from earlier ones."""
    steps = {step.id: step for step in sheet.steps}
    cuts: dict[str, set[str]] = {}
    state: dict[str, int] = {}
    for root in reversed(sheet.steps):
        if root.id in state:
            continue
        state[root.id] = 1
        stack = [(root, iter(root.depends_on))]
        while stack:
            step, rest = stack[-1]
            above = next(rest, None)
            if above is None:
                state[step.id] = 2
                stack.pop()
            elif state.get(above) == 1:
                cuts.setdefault(step.id, set()).add(above)
            elif above not in state:
                state[above] = 1
                stack.append((steps[above], iter(steps[above].depends_on)))
    for step in sheet.steps:
        if step.id in cuts:
            _cut(sheet, step, cuts[step.id], steps)


def _cut(sheet: Sheet, step: Work, cuts: set[str], steps: dict[str, Work]) -> None:
    for above in (above for above in step.depends_on if above in cuts):
        message = f"Step {step.label} and step {steps[above].label} wait for each other."
        sheet.mended(step, "dependsOn", "cycle", message, f"Step {step.label} no longer waits for step {steps[above].label}.")
    step.depends_on = [above for above in step.depends_on if above not in cuts]
    step.needs = [need for need in step.needs if need.step not in cuts]


def arrange(sheet: Sheet) -> None:
    """The steps in an order that can be run, as near to the written one as can be."""
    place = {step.id: at for at, step in enumerate(sheet.steps)}
    waiting = [len(step.depends_on) for step in sheet.steps]
    followers: list[list[int]] = [[] for _ in sheet.steps]
    for at, step in enumerate(sheet.steps):
        for above in step.depends_on:
            followers[place[above]].append(at)
    ready = [at for at, count in enumerate(waiting) if count == 0]
    heapify(ready)
    arranged: list[Work] = []
    while ready:
        at = heappop(ready)
        arranged.append(sheet.steps[at])
        for follower in followers[at]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heappush(ready, follower)
    sheet.steps = arranged
