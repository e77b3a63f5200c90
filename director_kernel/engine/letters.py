"""Letters the animatic can't set: said as a fault when the plan is made, instead of drawn as boxes when it runs."""

from director_kernel.schema.plan import Fault, Plan, Step

# What the shipped faces surely have; only plans that go beyond it load the fonts.
PLAIN = frozenset(map(chr, range(0x20, 0x180))) | frozenset("‘’“”–—…•€™")


def missing_letters(plan: Plan) -> tuple[Fault, ...]:
    """A fault for each step with words to be set that no shipped face has, naming the letters.

    Mended, in that the animatic leaves them out; prompts keep them, and a live model may well write them.
    """
    suspects = [step for step in plan.steps if not PLAIN.issuperset(_set_in(step))]
    if not suspects:
        return ()
    from director_kernel.media.draw.typography import REGULAR, best_face, settable

    faults = []
    for step in suspects:
        words = _set_in(step)
        lost = settable(words, best_face(words, REGULAR))[1]
        if lost:
            faults.append(_fault(step, "".join(lost)))
    return tuple(faults)


def _set_in(step: Step) -> str:
    """Everything of the step that is drawn as type."""
    return " ".join((*step.slots.on_screen_text, *(prop.label for prop in step.slots.props)))


def _fault(step: Step, letters: str) -> Fault:
    return Fault(
        step=step.id,
        field="slots.onScreenText",
        code="missing_glyph",
        message=f"The fonts here have no letters for “{letters[:24]}”.",
        fix="The animatic leaves them out; the prompt keeps them for a live model.",
        mended=True,
    )
