"""What a board artist writes on the frame: the slate strip, the move's arrow, safe areas, and the word PREVIS on every one."""

from collections.abc import Mapping

from director_kernel.media.draw.composition import slate_height
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import clean
from director_kernel.media.draw.typography import BOLD, REGULAR, Face, best_face, clipped, measure, settable, text
from director_kernel.schema.slots import Movement, Slots

MARK = "#f2b84b"
INK = "#0b0d10"


def slate_lines(slots: Slots, slate: Mapping[str, str], size: str) -> tuple[str, str, str, str]:
    """Number, how it is filmed, what happens, and light and sound.

    Keys: number, shot, description, timecode, light, sound; all but number and timecode have defaults.
    """

    def get(key: str, default: str = "") -> str:
        return clean(str(slate.get(key, "")), 240) or clean(default, 240)

    angle = slots.angle.value if slots.angle else "eye level"
    shot = get("shot", " · ".join(part for part in (size, angle, slots.lens) if part))
    about = get("description", slots.action or slots.subject)
    spoken = f"{'VO' if not slots.dialogue[0].speaker else slots.dialogue[0].speaker}: “{slots.dialogue[0].text}”" if slots.dialogue else ""
    sound = get("sound", spoken or ("SFX: " + ", ".join(slots.sound) if slots.sound else ""))
    lit = get("light", _light_words(slots))
    return (
        get("number"),
        shot,
        f"{about[:1].upper()}{about[1:]}",
        "   ".join(part for part in (get("timecode"), lit, sound) if part),
    )


def _light_words(slots: Slots) -> str:
    time = slots.time_of_day.value if slots.time_of_day else ""
    source = " ".join(part for part in (slots.light_quality, slots.light_source) if part)
    side = f"key {slots.key_side.value}" if slots.key_side else ""
    return ", ".join(part for part in (time, source, side) if part)


def _one_line(
    scene: Scene, words: str, x: float, y: float, size: float, face: Face, fill: str, width: float, anchor: str = "start"
) -> float:
    """Draws one fitted line and returns its width; letters without a glyph are reported."""
    chosen = best_face(words, face)
    shown, missing = settable(words, chosen)
    scene.missing.extend(missing)
    line = clipped(shown, chosen, size, width)
    if line:
        scene.type.add(text(line, x, y, size, chosen, fill, anchor))
    return measure(line, chosen, size)


def draw_slate(scene: Scene, slate: Mapping[str, str]) -> None:
    """The strip along the bottom edge: what the shot is and what happens, then its light and sound; tall frames give each its own line."""
    shot, canvas = scene.shot, scene.type
    tall = slate_height(shot.height, shot.width)
    top = shot.height - tall
    number, first, about, second = slate_lines(scene.slots, slate, shot.size.value)
    canvas.rect(0, top, shot.width, tall, INK, fill_opacity=0.84)
    canvas.rect(0, top, 7, tall, MARK)
    sizes = (24.0, 22.0, 17.0) if tall < 100 else (30.0, 25.0, 22.0)
    y = top + sizes[0] * 1.32
    x = 28.0
    if number:
        x += max(sizes[0] * 2.2, _one_line(scene, number, x, y, sizes[0], BOLD, "#ffffff", 150) + 26)
    room = shot.width - x - 24
    if tall < 100:
        _one_line(scene, " · ".join(part for part in (first, about) if part), x, y, sizes[1], REGULAR, "#e8e6e1", room)
    else:
        _one_line(scene, first, x, y, sizes[1], REGULAR, "#cfd3d6", room)
        _one_line(scene, about, 28, y + sizes[1] * 1.5, sizes[1], REGULAR, "#f3f0ea", shot.width - 52)
    foot = shot.height - sizes[2] * 0.85
    _one_line(scene, second, 28, foot, sizes[2], REGULAR, "#9aa3ad", shot.width - 60 - sizes[2] * 6)
    canvas.add(text("PREVIS", shot.width - 24, foot, sizes[2], BOLD, MARK, "end"))


def draw_mark(scene: Scene) -> None:
    """PREVIS in the corner, where there is no slate to carry it."""
    shot = scene.shot
    scene.type.rect(shot.width - 108, 16, 92, 30, INK, rx=5, fill_opacity=0.5)
    scene.type.add(text("PREVIS", shot.width - 62, 37, 17, BOLD, MARK, "middle"))


def safe_area(scene: Scene) -> None:
    """Title-safe frame: 5 % in on every side; tall frames keep clear of an app's own buttons above and below."""
    shot = scene.shot
    side, top, bottom = 0.05 * shot.width, 0.05 * shot.height, 0.05 * shot.height
    if shot.tall and shot.height > shot.width * 1.5:
        top, bottom = 0.115 * shot.height, 0.2 * shot.height
    bottom = max(bottom, shot.height - shot.usable + 12)
    box = (side, top, shot.width - 2 * side, shot.height - top - bottom)
    scene.type.rect(*box, "none", stroke="#ffffff", stroke_opacity=0.26, stroke_width=1.4, stroke_dasharray="1.5 8", stroke_linecap="round")


_ARROWS: dict[Movement, str] = {
    Movement.PAN_LEFT: "left",
    Movement.TRUCK_LEFT: "left",
    Movement.WHIP_LEFT: "left",
    Movement.PAN_RIGHT: "right",
    Movement.TRUCK_RIGHT: "right",
    Movement.WHIP_RIGHT: "right",
    Movement.TRACKING: "right",
    Movement.TILT_UP: "up",
    Movement.PEDESTAL_UP: "up",
    Movement.CRANE_UP: "up",
    Movement.DRONE: "up",
    Movement.TILT_DOWN: "down",
    Movement.PEDESTAL_DOWN: "down",
    Movement.CRANE_DOWN: "down",
    Movement.PUSH_IN: "in",
    Movement.ZOOM_IN: "in",
    Movement.DOLLY_ZOOM: "in",
    Movement.PULL_OUT: "out",
    Movement.ZOOM_OUT: "out",
    Movement.ORBIT_LEFT: "orbit left",
    Movement.ORBIT_RIGHT: "orbit right",
    Movement.ROLL: "orbit right",
    Movement.HANDHELD: "shake",
}


def draw_arrow(scene: Scene) -> None:
    """The move's arrow with its name, in the upper part of the frame, on the side away from the subject."""
    movement = scene.slots.movement
    if movement is None or movement is Movement.STATIC:
        return
    shot, canvas = scene.shot, scene.type
    speed = f"{scene.slots.movement_speed.value} " if scene.slots.movement_speed else ""
    label = f"{speed}{movement.value}"
    grow = 1.45 if shot.tall else 1.2
    size = 16 * grow
    half = max(58.0 * grow, measure(label, REGULAR, size) / 2 + 22)
    x = shot.width * 0.06 + half if shot.tall else shot.width * (0.5 - 0.22 * shot.side)
    y = (84 if not shot.tall else 100) + 20 * (grow - 1)
    canvas.rect(x - half, y - 48 * grow, half * 2, 72 * grow, INK, rx=12, fill_opacity=0.62)
    canvas.add(text(label, x, y - 24 * grow, size, REGULAR, MARK, "middle"))
    with canvas.group(
        stroke=MARK,
        stroke_width=3,
        fill="none",
        stroke_linecap="round",
        stroke_linejoin="round",
        transform=f"translate({x:.1f} {y:.1f}) scale({grow})",
    ):
        canvas.add(_ARROW_SHAPES[_ARROWS.get(movement, "right")])


_ARROW_SHAPES = {
    "right": '<path d="M-44 0H44M30 -9L44 0L30 9"/>',
    "left": '<path d="M44 0H-44M-30 -9L-44 0L-30 9"/>',
    "up": '<path d="M0 14V-12M-10 -3L0 -13L10 -3"/>',
    "down": '<path d="M0 -13V12M-10 4L0 14L10 4"/>',
    "in": '<path d="M-46 -13L-14 -4M-26 -13L-14 -4L-28 1M46 -13L14 -4M26 -13L14 -4L28 1M-46 14L-16 7M46 14L16 7"/>',
    "out": '<path d="M-14 -3L-44 -12M-32 -14L-44 -12L-36 -2M14 -3L44 -12M32 -14L44 -12L36 -2M-14 5L-44 13M14 5L44 13"/>',
    "orbit right": '<path d="M-44 -6C-36 18 30 20 44 -2M32 0L44 -3L46 10"/>',
    "orbit left": '<path d="M44 -6C36 18 -30 20 -44 -2M-32 0L-44 -3L-46 10"/>',
    "shake": '<path d="M-44 0q7 -12 14 0t14 0t14 0t14 0t14 0t14 0"/>',
}
