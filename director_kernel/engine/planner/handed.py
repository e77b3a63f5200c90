"""The pictures a step hands over, as its prompt speaks of them: those and no others, in the order they arrive in."""

from director_kernel.engine.planner.working import Need, Work
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Reference, Slots

_STILLS = frozenset((Kind.TEXT_TO_IMAGE, Kind.IMAGE_EDIT))
_UNNAMED = {Role.SOURCE: "the picture to change", Role.REFERENCE: "the picture to go by"}
_FRAMES = frozenset(("start", "end"))


def handed_over(step: Work) -> Slots:
    """The slots with a reference for every picture that goes along, what is worked on first.

    "Image 1" of a prompt is the first picture of the order then. What the slots refer to but nobody hands over is not spoken of. Clips are
    left as they are: their first picture has a field of its own.
    """
    slots = step.slots
    if step.kind not in _STILLS or not (step.needs or any(one.asset for one in slots.references)):
        return slots
    rest = list(slots.references)
    told = tuple(_reference(need, rest) for need in sorted(step.needs, key=lambda need: need.role is not Role.SOURCE))
    return slots if told == slots.references else slots.with_(references=told)


def _reference(need: Need, rest: list[Reference]) -> Reference:
    """What the slots say of the picture, taken out of `rest`; where they say nothing, what it is for."""
    named = next((one for one in rest if one.asset == need.asset), None)
    if named is None:
        return Reference(role="layout", name=_UNNAMED.get(need.role or Role.REFERENCE, ""), asset=need.asset)
    rest.remove(named)
    # In a still there is no frame to start from: it is a picture among the others.
    return named.with_(role="layout") if named.role in _FRAMES else named
