"""Films small enough to be made many times: real plans, drawn small and at few frames a second."""

from director_kernel import Director
from director_kernel.schema.plan import Plan

QUICKSTART = "An ad for Lumen, a vitamin C serum, in soft morning light. Budget $3."
"""The brief of notebooks/00_quickstart.ipynb; a test there keeps the two the same."""


def quickstart_plan(director: Director) -> Plan:
    """The quickstart's plan, answered as the notebook answers."""
    director.say(QUICKSTART)
    director.answer(["1a", "2a"])
    plan = director.choose("balanced").plan
    assert plan is not None
    return plan


def smaller(director: Director, plan: Plan, *, by: int = 4, fps: int = 8, shots: int = 0) -> Plan:
    """`plan` as a plan of its own, `by` times smaller, and with its first `shots` shots only (0: all), their voices and the reel."""
    gone = {f"{kind}-{number}{part}" for kind in ("shot", "voice") for number in range(shots + 1, 99) for part in ("", "-frame", "-clip")}
    steps = [step for step in plan.steps if not shots or step.id not in gone]
    kept = {step.id for step in steps}
    fewer = [
        step.with_(
            inputs=tuple(each for each in step.inputs if each.step is None or each.step in kept),
            depends_on=tuple(each for each in step.depends_on if each in kept),
        )
        for step in steps
    ]
    return director.workspace.plans.save(drawn_small(plan.with_(id="", steps=tuple(fewer)), by=by, fps=fps))


def drawn_small(plan: Plan, *, by: int = 4, fps: int = 8) -> Plan:
    """`plan` with every frame `by` times smaller, and at `fps`."""
    steps = [
        step.with_(width=step.width // by // 2 * 2, height=step.height // by // 2 * 2, fps=fps if step.fps else 0) for step in plan.steps
    ]
    return plan.with_(steps=tuple(steps))
