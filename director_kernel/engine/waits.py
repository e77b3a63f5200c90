"""Which steps of a run wait for which: who may start once a step is stored, and who can't be made when one fails."""

from collections.abc import Collection, Iterable

from director_kernel.schema.plan import Plan, Step


class Waits:
    """Who waits for whom in `plan`; a step that is `absent` is waited for by nobody, one that is `stored` no longer."""

    def __init__(self, plan: Plan, absent: Collection[str], stored: Collection[str]) -> None:
        here = {step.id for step in plan.steps} - set(absent)
        needs = {step.id: _needs(step) & here for step in plan.steps}
        self._feeds: dict[str, list[str]] = {step: [] for step in needs}
        for step, wanted in needs.items():
            for need in wanted:
                self._feeds[need].append(step)
        self._unmet = {step: len(wanted.difference(stored)) for step, wanted in needs.items()}

    def ready(self, step: str) -> bool:
        """Whether all that the step waits for is stored."""
        return self._unmet[step] == 0

    def after(self, step: str) -> list[str]:
        """The steps that wait for this one."""
        return self._feeds[step]

    def met(self, step: str) -> list[str]:
        """Notes that the step is stored; the steps that wait for nothing else."""
        freed = []
        for dependent in self._feeds[step]:
            self._unmet[dependent] -= 1
            if self._unmet[dependent] == 0:
                freed.append(dependent)
        return freed

    def needing(self, steps: Iterable[str]) -> list[str]:
        """Every step that needs one of `steps`, directly or not."""
        queue, found = list(steps), dict[str, None]()
        while queue:
            for dependent in self._feeds[queue.pop()]:
                if dependent not in found:
                    found[dependent] = None
                    queue.append(dependent)
        return list(found)


def _needs(step: Step) -> set[str]:
    return set(step.depends_on) | {each.step for each in step.inputs if each.step}
