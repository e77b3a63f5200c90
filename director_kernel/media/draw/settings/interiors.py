"""Rooms people live, work and eat in."""

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings.room import Room, blurred_leaves
from director_kernel.media.draw.svg import num


def _sides(room: Room) -> tuple[int, float, float]:
    """The key's side, and metres at the back wall of a place on that side and on the other."""
    return room.key, room.spot(0.5 + 0.33 * room.key), room.spot(0.5 - 0.33 * room.key)


def living_room(scene: Scene) -> None:
    room = Room(scene, wall="#d9cbb8", floor="#a47c56")
    room.shell()
    key, lit, dim = _sides(room)
    x = room.window(at=lit, width=1.7, height=1.9, sill=0.6)
    room.curtains(x, 1.9)
    room.picture(room.spot(0.5 - 0.12 * key), 1.45, 0.8, 0.6)
    room.shelf(dim, 1.7, 1.5)
    room.rug(scene.bg, room.spot(0.5), 0.3, 3.4, 1.6, scene.tone(mix("#c9b7a0", scene.palette.accent, 0.35)))
    sofa = mix("#8a9a92", scene.palette.second, 0.4)
    at = room.spot(0.5 - 0.2 * key)
    room.shadow(scene.mid, at, 1.2, 2.8)
    room.box(scene.mid, at, 1.9, 2.2, 0.86, 0.25, darken(sofa, 0.1), round_=0.08)
    room.box(scene.mid, at, 1.3, 2.2, 0.42, 0.7, sofa, round_=0.06)
    for side in (-1, 1):
        room.box(scene.mid, at + side * 1.06, 1.25, 0.22, 0.6, 0.8, sofa, round_=0.08)
        room.panel(
            scene.mid,
            at + side * 0.5,
            0.44,
            1.6,
            0.5,
            0.38,
            scene.tone(mix("#e9d9c0", scene.palette.accent, 0.5 if side > 0 else 0.1)),
            rx=8,
        )
    room.lamp(dim + key * 0.1, 2.0, tall=1.55)
    room.plant(lit + key * 0.8, 1.6, 1.3)
    blurred_leaves(scene, -key)


def bedroom(scene: Scene) -> None:
    room = Room(scene, wall="#cfc4c0", floor="#9d7a5c")
    room.shell()
    key, lit, dim = _sides(room)
    x = room.window(at=lit, width=1.5, height=1.8, sill=0.7)
    room.curtains(x, 1.7)
    at = dim
    room.box(scene.mid, at, 2.7, 2.0, 1.15, 0.12, "#7a5f4a", round_=0.06)
    room.box(scene.mid, at, 0.9, 1.9, 0.5, 1.8, "#efe9e2", round_=0.08)
    room.quad(
        scene.mid,
        [(at - 0.96, 0.52, 0.9), (at + 0.96, 0.52, 0.9), (at + 0.96, 0.52, 1.9), (at - 0.96, 0.52, 1.9)],
        scene.tone(mix("#b8a9a0", scene.palette.accent, 0.4)),
    )
    for side in (-1, 1):
        room.panel(scene.mid, at + side * 0.45, 0.5, 2.4, 0.7, 0.34, scene.tone("#f6f2ec"), rx=12)
    room.box(scene.mid, at - key * -1.4, 2.2, 0.45, 0.5, 0.4, "#8a6a50")
    room.lamp(at + key * 1.4, 2.2, tall=0.34, table=0.5)
    room.picture(at, 1.6, 1.0, 0.6)


def bathroom(scene: Scene) -> None:
    room = Room(scene, wall="#ead9cb", floor="#c9bfb4", depth=2.2, width=5.0)
    room.shell(boards=False)
    room.tiles(top=1.9 if scene.rng("tiles").random() < 0.5 else 0.0)
    key, lit, dim = _sides(room)
    room.window(at=lit, width=1.1, height=1.3, sill=1.05)
    mirror = room.spot(0.5 - 0.1 * key)
    (x1, y1), (x2, y2) = room.at(mirror - 0.45, 2.2, 2.2), room.at(mirror + 0.45, 1.1, 2.2)
    glass = scene.bg.linear(
        (0, lighten(scene.tone("#cfdadd"), 0.3)), (0.5, scene.tone("#aebfc4")), (1, lighten(scene.tone("#cfdadd"), 0.15)), x2=1, y2=1
    )
    scene.bg.rect(x1 - 5, y1 - 5, x2 - x1 + 10, y2 - y1 + 10, scene.tone("#c9a673"), rx=(x2 - x1) / 2 + 5)
    scene.bg.rect(x1, y1, x2 - x1, y2 - y1, glass, rx=(x2 - x1) / 2)
    room.box(scene.mid, mirror, 1.75, 1.7, 0.1, 0.45, "#f4efe9", y=0.8)
    room.box(scene.mid, mirror, 1.85, 1.6, 0.8, 0.35, "#b58f6a")
    room.shelf(dim, 1.62, 1.1, books=False)
    room.shelf(dim, 1.1, 1.1, books=False)
    _bottles(room, mirror, 0.9, 1.8)
    room.box(scene.mid, dim - key * 0.3, 0.9, 1.5, 0.55, 0.8, "#f6f3ee", round_=0.14) if scene.has("bath", "tub") and not scene.has(
        "bathroom"
    ) else None
    blurred_leaves(scene, -key)


def _bottles(room: Room, x: float, y: float, z: float) -> None:
    """Small bottles and a tap on a washstand."""
    scene, metre = room.scene, room.shot.metres(z)
    for index, shade in enumerate(("#e8dccb", "#b9c7b8", "#caa07c", "#f3efe8")):
        px, py = room.at(x + (index - 2.6) * 0.16, y, z)
        tall = metre * (0.13 + 0.05 * (index % 3))
        scene.mid.rect(px, py - tall, metre * 0.07, tall, scene.tone(shade), rx=metre * 0.015)
        scene.mid.rect(px + metre * 0.02, py - tall * 1.2, metre * 0.03, tall * 0.22, scene.tone("#8f8276"))
    px, py = room.at(x + 0.35, y, z)
    scene.mid.path(
        f"M{num(px)} {num(py)}v{num(-metre * 0.2)}q0 {num(-metre * 0.07)} {num(metre * 0.07)}"
        f" {num(-metre * 0.07)}t{num(metre * 0.07)} {num(metre * 0.08)}",
        "none",
        stroke=scene.tone("#c9a673"),
        stroke_width=metre * 0.028,
        stroke_linecap="round",
    )


def kitchen(scene: Scene) -> None:
    room = Room(scene, wall="#e4ddd0", floor="#b08c66", depth=2.8)
    room.shell()
    room.tiles(top=1.7, size=0.16, opacity=0.3)
    key, lit, dim = _sides(room)
    front = mix("#6f8a7f", scene.palette.second, 0.35)
    room.window(at=lit, width=1.4, height=1.15, sill=1.12)
    for index in range(-6, 7):
        room.box(scene.mid, index * 0.62, 2.2, 0.6, 0.86, 0.55, front)
        room.panel(scene.mid, index * 0.62, 0.66, 2.19, 0.26, 0.02, scene.tone("#d9b98a"))
    room.box(scene.mid, 0, 2.16, 8.2, 0.05, 0.62, "#e9e2d6", y=0.86)
    for index in (-1, 0, 1, 2):
        at = dim - key * 0.0 + (index - 0.5) * 0.62
        room.box(scene.mid, at, 2.45, 0.6, 0.68, 0.33, front, y=1.75)
    room.shelf(room.spot(0.5), 1.62, 1.3, books=False)
    for share in (-0.12, 0.14):
        room.pendant(room.spot(0.5 + share), 1.4)
    _bottles(room, dim, 0.91, 2.3)
    room.box(scene.mid, dim + key * 0.5, 2.2, 0.5, 0.5, 0.3, "#3a3f44", y=0.92, round_=0.03)


def office(scene: Scene) -> None:
    room = Room(scene, wall="#cdd2d4", floor="#8f8a84", depth=4.0, width=10.0)
    room.shell(boards=False)
    key, _, dim = _sides(room)
    for index in (-1.5, -0.5, 0.5, 1.5):
        room.window(at=index * 2.1, width=1.9, height=2.1, sill=0.5, panes=1, light=index == 0.5 * key)
    for index, z in ((-1.9, 2.6), (1.9, 2.4), (key * -0.2, 3.2)):
        room.shadow(scene.mid, index, z, 2.0)
        room.box(scene.mid, index, z, 1.6, 0.05, 0.7, "#d9cbb5", y=0.72)
        for side in (-0.74, 0.74):
            room.box(scene.mid, index + side, z + 0.05, 0.05, 0.72, 0.05, "#4a4d52")
        room.box(scene.mid, index, z + 0.3, 0.62, 0.38, 0.03, "#20242a", y=0.9)
        room.panel(scene.mid, index, 0.92, z + 0.29, 0.57, 0.32, mix(scene.palette.second, "#cfe8ff", 0.5), opacity=0.9)
        room.box(scene.mid, index + 0.1, z - 0.5, 0.5, 0.5, 0.06, "#3d4248", y=0.48, round_=0.08)
    room.plant(dim - key * 0.4, 2.2, 1.4)
    for share in (0.2, 0.5, 0.8):
        room.pendant(room.spot(share), 2.0, drop=0.55)
    blurred_leaves(scene, -key)


def classroom(scene: Scene) -> None:
    room = Room(scene, wall="#d9d2bd", floor="#a98760", depth=3.6, width=8.0)
    room.shell()
    key, lit, _ = _sides(room)
    board = scene.tone("#2f4a40")
    at = room.spot(0.5 - 0.1 * key)
    room.panel(scene.bg, at, 0.95, 3.6, 3.5, 1.35, scene.tone("#8a6545"))
    room.panel(scene.bg, at, 1.0, 3.6, 3.4, 1.25, board)
    marks = []
    for index in range(5):
        px, py = room.at(at - 1.5, 2.05 - index * 0.2, 3.6)
        marks.append(f"M{num(px)} {num(py)}q20 -6 40 0t40 0t{num(40 + 30 * (index % 3))} 0")
    scene.bg.path("".join(marks), "none", stroke="#e9efe9", stroke_opacity=0.5, stroke_width=2.5, stroke_linecap="round")
    room.window(at=lit + key * 0.5, width=1.4, height=1.7, sill=0.9)
    for z in (2.4, 1.2):
        for x in (-2.4, -0.9, 0.9, 2.4):
            room.box(scene.mid, x, z, 0.9, 0.05, 0.5, "#c99f6b", y=0.68)
            for side in (-0.4, 0.4):
                room.box(scene.mid, x + side, z + 0.02, 0.04, 0.68, 0.04, "#5c6268")


def laboratory(scene: Scene) -> None:
    room = Room(scene, wall="#dfe8ea", floor="#b9c4c8", depth=3.2, width=8.0)
    room.shell(boards=False)
    key, lit, _ = _sides(room)
    for index in range(-5, 6):
        room.box(scene.mid, index * 0.8, 2.6, 0.78, 0.86, 0.5, "#eef2f3")
    room.box(scene.mid, 0, 2.55, 9, 0.05, 0.6, "#6f7f88", y=0.86)
    for y in (1.5, 1.95):
        room.panel(scene.bg, 0, y, 3.2, 7.0, 0.04, scene.tone("#b5c2c8"))
    rng, glow = scene.rng("flasks"), scene.palette.drained(scene.palette.second)
    for index in range(16):
        x, y, z = room.spot(0.06 + index * 0.058), (0.91, 1.54, 1.99)[index % 3], 2.7
        px, py = room.at(x, y, z)
        size = room.shot.metres(z) * rng.uniform(0.11, 0.17)
        liquid = mix(glow, scene.palette.drained(scene.palette.accent), rng.random())
        scene.mid.path(
            f"M{num(px - size * 0.14)} {num(py - size * 1.5)}v{num(size * 0.6)}L{num(px - size * 0.5)}"
            f" {num(py)}H{num(px + size * 0.5)}L{num(px + size * 0.14)} {num(py - size * 0.9)}v{num(-size * 0.6)}"
            "Z",
            "#ffffff",
            fill_opacity=0.4,
        )
        scene.mid.path(
            f"M{num(px - size * 0.36)} {num(py - size * 0.36)}L{num(px - size * 0.5)} {num(py)}"
            f"H{num(px + size * 0.5)}L{num(px + size * 0.36)} {num(py - size * 0.36)}Z",
            liquid,
            fill_opacity=0.85,
        )
    for share in (0.25, 0.5, 0.75):
        cx, cy = room.at(room.spot(share), 2.86, 2.0)
        scene.bg.rect(cx - 90, cy, 180, 10, "#ffffff")
        scene.bg.glow(cx, cy + 20, 260, 120, "#eaf6ff", 0.5)
    room.window(at=lit + key * 1.2, width=1.4, height=1.2, sill=1.4)


def gym(scene: Scene) -> None:
    room = Room(scene, wall="#4a4e55", floor="#33363b", depth=4.0, width=9.0, tall=3.6)
    room.shell(boards=False)
    key, lit, dim = _sides(room)
    for index in (-1, 0, 1):
        room.window(at=index * 2.8 + key * 0.6, width=2.0, height=1.6, sill=1.5, panes=3, light=index == 0)
    accent = scene.palette.drained(scene.palette.accent)
    room.panel(scene.bg, 0, 1.2, 4.0, 9.0, 0.14, scene.tone(accent))
    for z, y in ((3.0, 0.35), (3.0, 0.75)):
        room.box(scene.mid, dim, z, 2.6, 0.06, 0.4, "#23262b", y=y)
        for index in range(7):
            px, py = room.at(dim - 1.1 + index * 0.37, y + 0.16, z)
            size = room.shot.metres(z) * (0.1 - 0.006 * index)
            scene.mid.rect(px - size * 1.5, py - size, size, size * 2, scene.tone("#16181b"), rx=size * 0.3)
            scene.mid.rect(px + size * 0.5, py - size, size, size * 2, scene.tone("#16181b"), rx=size * 0.3)
            scene.mid.rect(px - size * 0.6, py - size * 0.24, size * 1.3, size * 0.48, scene.tone("#9aa3ab"))
    for side in (-1.0, 1.0):
        room.box(scene.mid, lit + side * 0.75, 2.6, 0.1, 2.4, 0.1, "#17191c")
    px, py = room.at(lit, 1.45, 2.55)
    metre = room.shot.metres(2.55)
    scene.mid.rect(px - metre * 1.15, py - 3, metre * 2.3, 6, scene.tone("#c9ced3"), rx=3)
    for side in (-1, 1):
        scene.mid.rect(px + side * metre * 1.0 - metre * 0.07, py - metre * 0.26, metre * 0.14, metre * 0.52, scene.tone("#101214"), rx=6)
        scene.mid.rect(px + side * metre * 0.88 - metre * 0.03, py - metre * 0.2, metre * 0.06, metre * 0.4, scene.tone(accent), rx=4)
    room.rug(scene.bg, room.spot(0.5), 0.2, 3.0, 1.6, scene.tone("#26282c"))


def cafe(scene: Scene) -> None:
    room = Room(scene, wall="#b78f6d", floor="#7a5a42", depth=3.4, width=8.0, tall=3.2)
    room.shell()
    key, lit, dim = _sides(room)
    room.window(at=lit, width=2.2, height=2.0, sill=0.7, panes=3)
    room.box(scene.mid, dim, 2.3, 3.4, 1.05, 0.6, mix("#5a4334", scene.palette.second, 0.2))
    room.box(scene.mid, dim, 2.25, 3.6, 0.06, 0.7, "#d9b98f", y=1.05)
    for y in (1.75, 2.2):
        room.shelf(dim, y, 2.4, books=False)
    metre = room.shot.metres(2.5)
    px, py = room.at(dim - key * 0.7, 1.11, 2.5)
    scene.mid.rect(
        px - metre * 0.3,
        py - metre * 0.42,
        metre * 0.6,
        metre * 0.42,
        scene.mid.linear((0, scene.tone("#d5d9dc")), (1, scene.tone("#6f767c"))),
        rx=6,
    )
    scene.mid.rect(px - metre * 0.24, py - metre * 0.2, metre * 0.48, metre * 0.14, scene.tone("#22262a"), rx=3)
    for index in range(3):
        room.pendant(room.spot(0.24 + 0.26 * index), 1.6, drop=0.9)
    for x, z in ((lit + key * 0.2, 1.2), (lit - key * 1.5, 2.2)):
        room.shadow(scene.mid, x, z, 1.1)
        room.box(scene.mid, x, z + 0.2, 0.06, 0.72, 0.06, "#2a2420")
        cx, cy = room.at(x, 0.74, z + 0.2)
        wide = 0.42 * room.shot.metres(z)
        scene.mid.ellipse(cx, cy, wide, wide * 0.2, scene.tone("#a97f58"))
        scene.mid.ellipse(cx, cy - 3, wide, wide * 0.2, lighten(scene.tone("#b98d63"), 0.08))
        scene.mid.rect(cx - wide * 0.14, cy - wide * 0.26, wide * 0.24, wide * 0.22, scene.tone("#f4efe6"), rx=3)
    blurred_leaves(scene, -key)


def shop(scene: Scene) -> None:
    room = Room(scene, wall="#e6dfd6", floor="#c4b5a2", depth=3.6, width=9.0, tall=3.2)
    room.shell(boards=False)
    key, _, dim = _sides(room)
    for x in (room.spot(0.12), room.spot(0.5), room.spot(0.88)):
        room.box(scene.mid, x, 3.2, 1.9, 2.4, 0.3, "#b6946e")
        for y in (0.4, 1.0, 1.6):
            room.panel(scene.mid, x, y, 3.19, 1.76, 0.5, lighten(scene.tone("#f4e9d6"), 0.1))
            _goods(room, x, y, 3.1)
    for share in (0.3, 0.5, 0.7):
        room.pendant(room.spot(share), 2.0, drop=0.5)
    room.box(scene.mid, dim, 1.2, 1.4, 0.75, 0.7, mix("#efe6da", scene.palette.accent, 0.25))
    blurred_leaves(scene, key)


def _goods(room: Room, x: float, y: float, z: float) -> None:
    scene, rng, metre = room.scene, room.rng, room.shot.metres(z)
    for index in range(7):
        px, py = room.at(x - 0.72 + index * 0.24, y + 0.03, z)
        shade = rng.choice((scene.palette.accent, scene.palette.second, "#e8dccb", "#7f8f86", "#c98a6a"))
        tall = metre * rng.uniform(0.2, 0.36)
        scene.mid.rect(px - metre * 0.07, py - tall, metre * 0.14, tall, scene.tone(shade), rx=metre * 0.03)


def corridor(scene: Scene) -> None:
    room = Room(scene, wall="#b9bcc0", floor="#8b8f94", depth=16.0, width=3.2, tall=2.8)
    room.shell(boards=False, skirting=False)
    for index in range(7):
        z = -2 + index * 2.4
        for side in (-1, 1):
            x = side * 1.6
            shade = darken(scene.tone("#7c8288", index * 0.08), 0.2)
            room.quad(scene.bg, [(x, 0, z), (x, 2.1, z), (x, 2.1, z + 0.95), (x, 0, z + 0.95)], shade)
        room.quad(scene.bg, [(-0.35, 2.79, z), (0.35, 2.79, z), (0.35, 2.79, z + 0.7), (-0.35, 2.79, z + 0.7)], "#ffffff", fill_opacity=0.9)
        room.quad(scene.bg, [(-0.5, 0, z), (0.5, 0, z), (0.4, 0, z + 0.8), (-0.4, 0, z + 0.8)], "#ffffff", fill_opacity=0.16)
    cx, cy = room.at(0, 1.4, 16)
    scene.bg.glow(cx, cy, 170, 150, lighten(scene.palette.sun, 0.4), 0.8)


def plain_room(scene: Scene) -> None:
    """A room nobody described: window, picture, plant, lamp."""
    room = Room(scene, wall="#d4c8ba", floor="#9c7c5c")
    room.shell()
    key, lit, dim = _sides(room)
    x = room.window(at=lit)
    room.curtains(x, 1.7)
    room.picture(dim, 1.4, 0.7, 0.9)
    room.box(scene.mid, dim - key * 0.2, 2.3, 1.5, 0.75, 0.4, "#8c6a4a")
    room.lamp(dim - key * 0.6, 2.4, tall=0.36, table=0.75)
    room.plant(lit - key * 1.3, 2.2, 1.2)
    blurred_leaves(scene, -key)
