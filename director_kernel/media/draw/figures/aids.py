"""What a pose needs to make sense: a stool to sit on, a steering wheel, a desk."""

from director_kernel.media.draw.figures.body import Body
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import num

WOOD, DARK = "#6d4a30", "#23242a"


def draw_behind(ink: Ink, body: Body) -> None:
    """The seat, behind a sitting body."""
    if body.pose.aid not in {"stool", "desk"}:
        return
    s, (x, y) = body.scale, body["pelvis"]
    top = y + 24 * s
    wide = body.hips * 2 + 26 * s
    x -= wide / 2
    for dx in (0.12, 0.88):
        ink.path(
            f"M{num(x + wide * dx - 5 * s)} {num(top)}L{num(x + wide * dx + 5 * s)} {num(top)}"
            f"L{num(x + wide * (dx * 1.1 - 0.05) + 4 * s)} -2L{num(x + wide * (dx * 1.1 - 0.05) - 4 * s)} -2Z",
            ink.across(WOOD),
        )
    ink.rect(x, top - 4 * s, wide, 18 * s, ink.across(WOOD), 7 * s)


def draw_front(ink: Ink, body: Body) -> None:
    """Wheel or desk, before the body and behind its hands."""
    s = body.scale
    lx, ly = body["wrist_left"]
    rx, ry = body["wrist_right"]
    cx, cy = (lx + rx) / 2, (ly + ry) / 2
    if body.pose.aid == "wheel":
        r = (rx - lx) / 2 + 14 * s
        ink.ellipse(cx, cy + 24 * s, r, r * 0.86, "none", stroke=ink.across(DARK), stroke_width=13 * s)
        ink.line(
            f"M{num(cx - r)} {num(cy + 22 * s)}Q{num(cx)} {num(cy + 34 * s)} {num(cx + r)} {num(cy + 22 * s)}", ink.tones(DARK).base, 12 * s
        )
        ink.ellipse(cx, cy + 30 * s, 17 * s, 14 * s, ink.across("#3a3c44"))
    if body.pose.aid == "desk":
        top = max(ly, ry) + 22 * s
        ink.rect(cx - 230 * s, top, 460 * s, 20 * s, ink.across("#8a5f3d"), 4 * s)
        ink.rect(cx - 214 * s, top + 20 * s, 428 * s, 26 * s, ink.across("#5b3d26"), 2)
        for dx in (-205, 191):
            ink.rect(cx + dx * s, top + 44 * s, 14 * s, max(4.0, -top - 44 * s), ink.across("#5b3d26"), 2)
