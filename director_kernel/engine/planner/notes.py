"""How the readers report what they could not take."""

from director_kernel.engine.planner.working import Json, Sheet, Work


def set_aside(sheet: Sheet, step: Work | None, name: str, value: Json) -> None:
    """Keep under `extra` what a field can't take, and say so."""
    (step.extra if step else sheet.extra)[name] = value
    fix = f"It was set aside under extra.{name}; write {name} anew if it matters."
    sheet.mended(step, name, "wrong_type", f"{name} can't be {shown(value)}.", fix)


def shown(value: Json) -> str:
    """A value short enough for a sentence."""
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
