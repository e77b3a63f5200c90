"""Rooms of stories: stone (a tower, a castle), timber (a cabin, a ship's hold). Dark walls, one small window, one lamp."""

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings.room import Room
from director_kernel.media.draw.svg import num


def stone_room(scene: Scene) -> None:
    """Courses of stone, an arched window on the weather outside, a stair along the wall, a lamp on a table."""
    room = Room(scene, wall="#8c8478", floor="#5e564c", depth=2.6, width=5.6, tall=3.4)
    room.wall = "#8c8478"
    room.shell(boards=False, skirting=False)
    key, lit, dim = room.key, room.spot(0.5 + 0.3 * room.key), room.spot(0.5 - 0.32 * room.key)
    _courses(room)
    _arch(room, lit)
    _stair(room, -key)
    _table(room, dim)


def _courses(room: Room) -> None:
    """Joints between the stones of the back wall, a few stones lighter or darker than the rest."""
    scene, rng, z, half = room.scene, room.rng, room.depth, 3.6
    wall = scene.tone("#8c8478", 0.06)
    joints = []
    for row in range(9):
        y = 0.4 * row
        (x1, level), (x2, _) = room.at(-half, y, z), room.at(half, y, z)
        joints.append(f"M{num(x1)} {num(level)}H{num(x2)}")
        at = -half + rng.uniform(0.0, 0.6)
        while at < half:
            wide = rng.uniform(0.5, 0.95)
            if rng.random() < 0.4:
                shade = lighten(wall, 0.1) if rng.random() < 0.5 else darken(wall, 0.16)
                room.panel(scene.bg, at + wide / 2, y + 0.02, z, wide - 0.03, 0.36, shade, rx=3, fill_opacity=0.7)
            x, low = room.at(at, y, z)
            joints.append(f"M{num(x)} {num(low)}V{num(room.at(at, y + 0.4, z)[1])}")
            at += wide
    scene.bg.path("".join(joints), "none", stroke=darken(wall, 0.45), stroke_opacity=0.55, stroke_width=2.2)


def _arch(room: Room, x: float) -> None:
    """A deep arched window: the sky outside, its bars, its sill, and what light it lets in."""
    scene, bg, z, palette = room.scene, room.scene.bg, room.depth, room.scene.palette
    (x1, top), (x2, foot) = room.at(x - 0.42, 2.35, z), room.at(x + 0.42, 1.05, z)
    wide = x2 - x1
    wall = scene.tone("#8c8478", 0.06)

    def arch(grow: float) -> str:
        return (
            f"M{num(x1 - grow)} {num(foot + grow)}V{num(top + wide * 0.4)}A{num(wide / 2 + grow)} {num(wide / 2 + grow)} 0 0 1"
            f" {num(x2 + grow)} {num(top + wide * 0.4)}V{num(foot + grow)}Z"
        )

    bg.path(arch(wide * 0.13), darken(wall, 0.35))
    bg.path(arch(0), bg.linear((0, palette.drained(palette.top)), (0.6, palette.drained(palette.mid)), (1, palette.drained(palette.low))))
    if scene.has("sea", "lighthouse", "ship", "harbour", "coast"):
        with bg.group(clip_path=bg.clip(arch(0))):
            bg.rect(x1, foot - (foot - top) * 0.3, wide, (foot - top) * 0.3, palette.drained(mix(palette.top, "#0a1a24", 0.5)))
    middle = (x1 + x2) / 2
    bars = f"M{num(middle)} {num(top - wide * 0.1)}V{num(foot)}M{num(x1)} {num((top + foot) / 2)}H{num(x2)}"
    bg.path(bars, "none", stroke=darken(wall, 0.6), stroke_width=wide * 0.05)
    bg.glow(middle, (top + foot) / 2, wide * 1.5, (foot - top) * 0.9, palette.drained(palette.low), 0.4)


def _stair(room: Room, side: int) -> None:
    """Steps that climb along one wall out of the frame."""
    colour = "#7d7468"
    for index in range(9):
        room.box(room.scene.mid if index < 2 else room.scene.bg, side * (1.2 + 0.34 * index), 2.1, 0.36, 0.24 * (index + 1), 0.7, colour)


def _table(room: Room, x: float) -> None:
    """A plain table with the lamp that lights the room."""
    scene = room.scene
    room.box(scene.mid, x, 1.7, 1.1, 0.08, 0.6, "#6a4b31", y=0.72)
    for side in (-1, 1):
        room.box(scene.mid, x + side * 0.46, 1.8, 0.08, 0.72, 0.08, "#4c3523")
    room.lamp(x, 1.7, tall=0.36, table=0.8)


def cabin(scene: Scene) -> None:
    """Walls of boards, beams under the roof, a small window on the dark, a shelf, a lamp."""
    room = Room(scene, wall="#7a583c", floor="#4f3826", depth=2.6, width=5.4, tall=2.6)
    room.wall = "#7a583c"
    room.shell(skirting=False)
    key, lit, dim = room.key, room.spot(0.5 + 0.28 * room.key), room.spot(0.5 - 0.3 * room.key)
    wall = scene.tone("#7a583c", 0.06)
    lines = []
    for row in range(1, 12):
        (x1, y), (x2, _) = room.at(-3.4, 0.24 * row, room.depth), room.at(3.4, 0.24 * row, room.depth)
        lines.append(f"M{num(x1)} {num(y)}H{num(x2)}")
    scene.bg.path("".join(lines), "none", stroke=darken(wall, 0.5), stroke_opacity=0.7, stroke_width=3)
    scene.bg.path("".join(lines), "none", stroke=lighten(wall, 0.2), stroke_opacity=0.25, stroke_width=1.2, transform="translate(0 3)")
    room.window(at=lit, width=1.0, height=1.0, sill=1.0)
    room.shelf(dim, 1.55, 1.2)
    for index in range(3):
        room.box(scene.bg, -1.8 + 1.8 * index, room.depth - 0.1, 0.2, 2.6, 0.1, "#5a3f29")
    _table(room, dim)
    for x in (-1.7, 0.0, 1.7):
        room.quad(
            scene.bg,
            [(x - 0.1, 2.58, room.depth), (x + 0.1, 2.58, room.depth), (x + 0.1, 2.58, -1.4), (x - 0.1, 2.58, -1.4)],
            darken(wall, 0.5),
        )
    scene.bg.glow(*room.at(dim + key * 0.2, 1.2, 2.2), scene.shot.width * 0.3, scene.shot.height * 0.36, scene.palette.glow, 0.24)
