"""What running a plan would make anew, and what is there already; known before anything runs."""

from collections.abc import Callable

from director_kernel.engine import orders
from director_kernel.providers.protocol import Provider
from director_kernel.schema.journal import Studio
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Plan, Step


class StepForecast(Noun):
    """One step: `renders` takes of `takes` would be made, at most for `ceiling` micro-USD; 0 renders: all stored."""

    step: str
    takes: int
    renders: int
    ceiling: Micros = 0

    @property
    def cached(self) -> bool:
        return self.renders == 0


def forecast(
    plan: Plan, studio: Studio, provider_of: Callable[[Step], Provider], stored: Callable[[str], bool]
) -> tuple[StepForecast, ...]:
    """The forecast of every step, in order. `stored` says whether a take with this plan key is there.

    It is careful: an ancestor that renders again makes its descendants render too, though equal bytes may spare them.
    """
    keys: dict[str, str] = {}
    found = []
    for step in plan.steps:
        made = [
            orders.make(step, take, plan=plan, studio=studio, provider=provider_of(step), inputs=(), plan_keys=keys)
            for take in range(1, step.takes + 1)
        ]
        keys[step.id] = made[0].order.plan_key
        missing = [each for each in made if not stored(each.order.plan_key)]
        found.append(
            StepForecast(step=step.id, takes=step.takes, renders=len(missing), ceiling=sum(each.order.ceiling for each in missing))
        )
    return tuple(found)
