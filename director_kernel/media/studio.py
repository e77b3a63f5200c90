"""The offline studio's one door: an order in, files out. Pure, package-level and picklable, so it runs on any executor.

image steps   PNG (its layers inside) + SVG          speech, music, effects   WAV
video steps   MP4 + poster                           text                     Markdown
    manual        a picture, or a clip where it has a length
"""

from director_kernel.errors import JobFailed
from director_kernel.media.clips import clip
from director_kernel.media.draw import RENDERER as DRAWING
from director_kernel.media.meter import Meter
from director_kernel.media.move import MOVE_VERSION
from director_kernel.media.order import Order, Piece
from director_kernel.media.pictures import PREVIS, picture
from director_kernel.media.sounds import SOUND_VERSION, clip_sound, sound_piece
from director_kernel.schema.plan import Kind

RENDERER = f"{DRAWING}+{MOVE_VERSION}+{SOUND_VERSION}"
"""The version of everything that decides a picture, a film or a sound: part of a previs request."""


def render(order: Order) -> tuple[Piece, ...]:
    """The files of one step, the main one first. Raises DirectorError for what it can't make, Stopped when asked to stop."""
    Meter(order.meter).tick(0, 1)
    if order.kind in (Kind.TEXT_TO_IMAGE, Kind.IMAGE_EDIT, Kind.UPSCALE) or (order.kind is Kind.MANUAL and not order.seconds):
        return picture(order)
    if order.kind.media == "audio":
        return sound_piece(order)
    if order.kind is Kind.TEXT:
        return (text(order),)
    if order.kind is Kind.MANUAL or (order.kind.media == "video" and order.kind is not Kind.ASSEMBLE):
        return clip(order, clip_sound(order))
    raise JobFailed(f"the offline studio has nothing to draw for a step of kind {order.kind.value}.", provider="previs")


def text(order: Order) -> Piece:
    """What a writing step would be given, as a Markdown note that says it is previs."""
    told = [(name.replace("_", " "), getattr(order.slots, name)) for name in ("subject", "action", "setting", "mood", "style", "music")]
    rows = [f"- **{name}**: {', '.join(value) if isinstance(value, tuple) else value}" for name, value in told if value]
    lines = [f"- {line.speaker or 'voice-over'}: “{line.text}”" for line in order.slots.dialogue]
    parts = ["# Previs: what this step is asked to write", order.prompt.strip() or "(no prompt)", "\n".join(rows), "\n".join(lines)]
    note = "\n\n".join(part for part in parts if part) + "\n"
    return Piece(note.encode(), "text/markdown", ".md", meta=dict(PREVIS))
