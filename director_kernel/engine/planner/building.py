"""The finished nouns out of a settled sheet."""

from director_kernel.engine.planner.working import Need, Sheet, Work
from director_kernel.schema.money import MICRO
from director_kernel.schema.plan import Input, Kind, Plan, Role, Step

_ACTIONS = {
    Kind.TEXT_TO_IMAGE: "Make an image",
    Kind.IMAGE_EDIT: "Edit the image",
    Kind.UPSCALE: "Upscale",
    Kind.TEXT_TO_VIDEO: "Shoot a clip",
    Kind.IMAGE_TO_VIDEO: "Animate the image",
    Kind.EXTEND: "Extend the clip",
    Kind.VIDEO_EDIT: "Edit the clip",
    Kind.SPEECH: "Record the voice",
    Kind.MUSIC: "Compose the music",
    Kind.SOUND_EFFECT: "Make the sound effect",
    Kind.TEXT: "Write the text",
    Kind.ASSEMBLE: "Assemble the reel",
    Kind.MANUAL: "Make it by hand",
}


def build(sheet: Sheet, catalog_hash: str) -> Plan:
    """The plan; its steps are numbered from 1 in the order they can be run."""
    steps = tuple(_step(step, at + 1) for at, step in enumerate(sheet.steps))
    finals = _finals(steps)
    plan = Plan(
        id=sheet.id,
        version=sheet.version,
        title=sheet.title,
        summary=sheet.summary,
        brief=sheet.brief,
        use_case=sheet.use_case,
        tier=sheet.tier or "balanced",
        aspect=sheet.aspect,
        fps=sheet.fps,
        steps=steps,
        final_outputs=sheet.final_outputs or tuple(step.output_description or step.action for step in steps if step.id in finals),
        finals=tuple(step.id for step in steps if step.id in finals),
        catalog=catalog_hash,
        extra=sheet.extra,
    )
    _compare_cost(sheet, plan)
    return plan


def _step(step: Work, order: int) -> Step:
    assert step.kind is not None
    return Step(
        id=step.id,
        order=order,
        kind=step.kind,
        action=step.action or _ACTIONS[step.kind],
        model=step.model,
        model_name=step.model_name,
        provider=step.provider,
        endpoint=step.endpoint,
        prompt=step.prompt,
        negative_prompt=step.negative_prompt,
        options=step.options,
        aspect=step.aspect,
        width=step.width,
        height=step.height,
        fps=step.fps,
        duration=step.duration,
        use_seconds=step.use_seconds,
        seed=step.seed or 0,
        takes=step.takes,
        inputs=tuple(_input(need) for need in step.needs),
        depends_on=tuple(step.depends_on),
        slots=step.slots,
        price=step.price,
        ceiling=step.ceiling,
        estimated_seconds=step.seconds_to_make,
        output_description=step.output_description,
        reason=step.reason,
        extra=step.extra,
    )


def _input(need: Need) -> Input:
    return Input(role=need.role or Role.REFERENCE, step=need.step, asset=need.asset)


def _finals(steps: tuple[Step, ...]) -> set[str]:
    """The steps nobody waits for."""
    awaited = {above for step in steps for above in step.depends_on}
    return {step.id for step in steps} - awaited


def title_of(sheet: Sheet) -> str:
    """A title for a plan that has none: the first words of the brief, or of what is made first."""
    words = sheet.brief.text if sheet.brief else ""
    first = next((step.action or step.prompt for step in sheet.steps if step.action or step.prompt), "")
    return " ".join((words or first or "Untitled").split())[:60].strip() or "Untitled"


def _compare_cost(sheet: Sheet, plan: Plan) -> None:
    if sheet.total_cost is not None and abs(sheet.total_cost * MICRO - plan.price) > 5000:
        message = f"The draft says it costs {sheet.total_cost:g} USD."
        fix = f"By the catalog's prices it is about {plan.total_cost:g} USD."
        sheet.mended(None, "totalCost", "cost_corrected", message, fix)
