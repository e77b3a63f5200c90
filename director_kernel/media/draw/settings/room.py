"""The shell every interior shares: walls, floor, ceiling, windows with their light, lamps, pictures, shelves."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from director_kernel.media.draw.atmosphere import beam
from director_kernel.media.draw.colour import colour_of, darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.svg import Canvas, num

_MATERIALS = {
    "marble": "#e9e5df",
    "brick": "#9c5a44",
    "concrete": "#a5a4a0",
    "wooden": "#a9794f",
    "wood": "#a9794f",
    "tile": "#e3e8e6",
    "stone": "#b0a697",
    "velvet": "#6b1f33",
    "steel": "#9aa4ad",
}


class Room(Space):
    """An interior `depth` metres deep behind the subject, `width` metres wide, `tall` high."""

    def __init__(self, scene: Scene, *, wall: str, floor: str, depth: float = 3.0, width: float = 7.4, tall: float = 2.9) -> None:
        super().__init__(scene, air=26.0)
        self.depth, self.width, self.tall = depth, width, tall
        words = scene.words
        said = colour_of(scene.slots.setting[:200]) or next((colour for word, colour in _MATERIALS.items() if word in words), "")
        self.wall = mix(wall, said, 0.75) if said else mix(wall, scene.palette.second, 0.12)
        self.floor_colour = floor
        self.rng: Random = scene.rng("room")
        self.key = scene.shot.key or (1 if self.rng.random() < 0.5 else -1)

    def shell(self, *, boards: bool = True, skirting: bool = True) -> None:
        """Floor, ceiling, side walls and back wall, the key's side brighter."""
        shot, bg, half, z = self.shot, self.scene.bg, self.width / 2, self.depth
        wall = self.scene.tone(self.wall, 0.06)
        bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, wall)
        near = -shot.distance * 0.82
        self.quad(bg, [(-40, 0, near), (40, 0, near), (half, 0, z), (-half, 0, z)], self._floor_paint())
        if boards:
            self._boards(near)
        self.quad(
            bg,
            [(-40, self.tall, near), (40, self.tall, near), (half, self.tall, z), (-half, self.tall, z)],
            darken(lighten(wall, 0.2), 0.12),
        )
        for side in (-1, 1):
            shade = darken(wall, 0.26) if side == self.key else darken(wall, 0.12)
            corners = [(side * half, 0.0, z), (side * half, self.tall, z), (side * half, self.tall, near), (side * half, 0.0, near)]
            self.quad(bg, corners, shade)
        (x1, y1), (x2, y2) = self.at(-half, self.tall, z), self.at(half, 0, z)
        left, right = (lighten(wall, 0.12), darken(wall, 0.24)) if self.key < 0 else (darken(wall, 0.24), lighten(wall, 0.12))
        bg.rect(x1, y1, x2 - x1, y2 - y1, bg.linear((0, left), (0.5, wall), (1, right), x2=1, y2=0.2))
        if skirting:
            self.panel(bg, 0, 0, z, self.width, 0.12, lighten(wall, 0.25))
            self.panel(bg, 0, 0.11, z, self.width, 0.012, darken(wall, 0.3))

    def _floor_paint(self) -> str:
        base = self.scene.tone(self.floor_colour)
        return self.scene.bg.linear((0, lighten(base, 0.1)), (0.3, base), (1, darken(base, 0.42)))

    def _boards(self, near: float) -> None:
        lines = []
        for index in range(-12, 13):
            (x1, y1), (x2, y2) = self.at(index * 0.45, 0, self.depth), self.at(index * 0.45, 0, near)
            lines.append(f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}")
        self.scene.bg.path(
            "".join(lines), "none", stroke=darken(self.scene.tone(self.floor_colour), 0.4), stroke_opacity=0.35, stroke_width=1.6
        )

    def tiles(self, *, top: float = 0.0, size: float = 0.24, opacity: float = 0.4) -> None:
        """A tiled back wall up to `top` metres (0: all of it)."""
        high = top or self.tall
        colour, lines = lighten(self.scene.tone(self.wall), 0.5), []
        half = min(self.width / 2, self.reach(self.depth) + 1)
        for row in range(int(high / size) + 1):
            (x1, y), (x2, _) = self.at(-half, row * size, self.depth), self.at(half, row * size, self.depth)
            lines.append(f"M{num(x1)} {num(y)}H{num(x2)}")
        for column in range(-int(half / size), int(half / size) + 1):
            (x, y1), (_, y2) = self.at(column * size, 0, self.depth), self.at(0, high, self.depth)
            lines.append(f"M{num(x)} {num(y1)}V{num(y2)}")
        self.scene.bg.path("".join(lines), "none", stroke=colour, stroke_opacity=opacity, stroke_width=1.6)

    def spot(self, share: float) -> float:
        """Metres across the back wall of a place `share` of the frame's width from its left edge."""
        return self.metre_x(self.shot.width * share, self.depth)

    def window(
        self, *, width: float = 1.5, height: float = 1.7, sill: float = 0.85, panes: int = 2, at: float | None = None, light: bool = True
    ) -> float:
        """A window on the key's side with the hour outside, its light across the room; gives its x in metres."""
        scene, bg, z = self.scene, self.scene.bg, self.depth
        palette = scene.palette
        x = at if at is not None else self.spot(0.5 + self.key * self.rng.uniform(0.27, 0.36))
        frame = scene.tone("#efe6da") if not palette.night else scene.tone("#6d6a66")
        (x1, y1), (x2, y2) = self.at(x - width / 2, sill + height, z), self.at(x + width / 2, sill, z)
        if palette.night:
            pane = bg.linear((0, palette.drained(palette.top)), (1, palette.drained(lighten(palette.mid, 0.12))))
        else:
            pane = bg.linear((0, lighten(palette.mid, 0.55)), (0.7, lighten(palette.sun, 0.45)), (1, palette.sun))
        thick = 0.07 * self.shot.metres(z)
        bg.rect(x1 - thick, y1 - thick, x2 - x1 + 2 * thick, y2 - y1 + 2 * thick, frame, rx=thick * 0.3)
        bg.rect(x1, y1, x2 - x1, y2 - y1, palette.drained("#ffffff") if not palette.night else pane)
        bg.rect(x1, y1, x2 - x1, y2 - y1, pane)
        self._outside(x1, y1, x2, y2)
        for index in range(1, panes):
            bg.rect(x1 + (x2 - x1) * index / panes - thick * 0.3, y1, thick * 0.6, y2 - y1, frame)
        bg.rect(x1, (y1 + y2) / 2 - thick * 0.3, x2 - x1, thick * 0.6, frame)
        bg.rect(x1 - thick * 2, y2 + thick * 0.6, x2 - x1 + 4 * thick, thick * 0.9, lighten(frame, 0.1))
        if light and not palette.night:
            self._shaft(x1, y1, x2, y2)
        return x

    def _outside(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A hint of the world in the lower half: rooftops by night, foliage by day."""
        rng, palette, bg = self.rng, self.scene.palette, self.scene.bg
        wide, high = x2 - x1, y2 - y1
        if palette.night:
            for _ in range(14):
                bg.circle(
                    x1 + wide * rng.random(),
                    y1 + high * rng.uniform(0.5, 0.96),
                    rng.uniform(1.5, 5) * wide / 160,
                    palette.drained(palette.glow),
                    fill_opacity=rng.uniform(0.3, 0.8),
                )
            return
        green = mix(self.scene.tone("#6d9a5e"), palette.sun, 0.55)
        with bg.group(clip_path=bg.clip(f"M{num(x1)} {num(y1)}H{num(x2)}V{num(y2)}H{num(x1)}Z")):
            for index in range(4):
                growth.shrub(bg, x1 + wide * (index + 0.4) / 4, y2 + high * 0.06, wide * rng.uniform(0.16, 0.26), green, rng)

    def _shaft(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Light falls in slanting: a shaft in the air and its pool on the floor, crossed by the frame's shadow."""
        shot, palette, mid = self.shot, self.scene.palette, self.scene.mid
        sun = palette.drained(palette.sun)
        strength = 0.36 if self.scene.light.hard or palette.exposure < 0.9 else 0.26
        inner, wide, high = (x1 if self.key > 0 else x2), x2 - x1, y2 - y1
        reach = -self.key * wide * 1.9
        floor = self.shot.floor(self.depth * 0.35)
        far, near = (inner + reach, floor), (inner + reach * 0.42, floor + high * 0.2)
        beam(mid, ((inner, y1), (inner + self.key * wide * 0.5, y2)), (far, near), sun, strength)
        for index in range(2):
            left, right = inner + reach * (0.45 + 0.34 * index), inner + reach * (0.74 + 0.34 * index)
            drop = shot.height * 0.11
            slide = reach * 0.22
            mid.poly(
                [(left, floor), (right, floor), (right + slide, floor + drop), (left + slide, floor + drop)],
                sun,
                fill_opacity=strength * 0.8,
            )
        self.scene.bg.glow((x1 + x2) / 2, (y1 + y2) / 2, wide * 1.5, high * 1.1, sun, 0.6)

    def lamp(self, x: float, z: float, *, tall: float = 1.5, table: float = 0.0) -> None:
        """A lamp with a shade: on the floor, or on a surface `table` metres high. It is lit when the hour or the words want it."""
        scene, mid, metre = self.scene, self.scene.mid, self.shot.metres(z)
        lit = scene.palette.night or scene.has("lamp", "candle", "firelight", "practical", "cosy", "cozy", "warm light")
        cx, cy = self.at(x, table + tall, z)
        foot = self.at(x, table, z)[1]
        mid.rect(cx - 0.015 * metre, cy, 0.03 * metre, foot - cy, scene.tone("#3d342c"))
        mid.ellipse(cx, foot, 0.13 * metre, 0.03 * metre, scene.tone("#3d342c"))
        high, wide = 0.26 * metre, 0.19 * metre
        shade = scene.palette.drained(mix("#fff1cf", scene.palette.glow, 0.45)) if lit else scene.tone("#e9dcc4")
        paint = mid.linear((0, darken(shade, 0.12)), (0.6, lighten(shade, 0.3)), (1, shade)) if lit else shade
        if lit:
            mid.glow(cx, cy, metre * 1.5, metre * 1.3, scene.palette.drained(scene.palette.glow), 0.62)
        mid.path(
            f"M{num(cx - wide * 0.62)} {num(cy - high)}H{num(cx + wide * 0.62)}L{num(cx + wide)} {num(cy + high * 0.2)}H{num(cx - wide)}Z",
            paint,
        )

    def pendant(self, x: float, z: float, *, drop: float = 0.8) -> None:
        """A lamp hanging from the ceiling."""
        scene, mid, metre = self.scene, self.scene.mid, self.shot.metres(z)
        cx, cy = self.at(x, self.tall - drop, z)
        mid.rect(cx - 1, self.at(x, self.tall + 2, z)[1], 2, cy - self.at(x, self.tall + 2, z)[1], scene.tone("#2b2622"))
        wide = 0.2 * metre
        mid.glow(cx, cy + wide * 0.5, metre * 1.05, metre * 0.95, scene.palette.drained(scene.palette.glow), 0.5)
        mid.path(
            f"M{num(cx - wide)} {num(cy + wide * 0.4)}Q{num(cx - wide * 0.9)} {num(cy - wide * 0.7)}"
            f" {num(cx)} {num(cy - wide * 0.8)}Q{num(cx + wide * 0.9)} {num(cy - wide * 0.7)} {num(cx + wide)}"
            f" {num(cy + wide * 0.4)}Z",
            scene.tone("#3a332d"),
        )
        mid.ellipse(cx, cy + wide * 0.4, wide * 0.92, wide * 0.16, lighten(scene.palette.drained(scene.palette.glow), 0.5))

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        """A framed abstract on the back wall."""
        scene, bg, z, rng = self.scene, self.scene.bg, self.depth, self.rng
        self.panel(bg, x, y, z, width, height, scene.tone("#5a4636"))
        self.panel(bg, x, y + 0.03, z, width - 0.06, height - 0.06, scene.tone("#f2ece1"))
        (x1, y1), (x2, y2) = self.at(x - width * 0.34, y + height * 0.84, z), self.at(x + width * 0.34, y + height * 0.16, z)
        accent = scene.tone(scene.palette.accent)
        bg.rect(x1, y1, x2 - x1, y2 - y1, bg.linear((0, scene.tone(scene.palette.second)), (1, lighten(accent, 0.3))))
        bg.circle(x1 + (x2 - x1) * rng.uniform(0.3, 0.7), y1 + (y2 - y1) * 0.42, (x2 - x1) * 0.2, lighten(accent, 0.35))

    def shelf(self, x: float, y: float, width: float, *, books: bool = True) -> None:
        """A shelf on the back wall with books, a vase and a small plant."""
        scene, bg, z, rng = self.scene, self.scene.bg, self.depth, self.rng
        at = x - width / 2 + 0.05
        while at < x + width / 2 - 0.12:
            kind = rng.random()
            if not books:
                kind = 0.7 if kind < 0.22 else 0.9
            if kind < 0.62:
                tall, thick = rng.uniform(0.16, 0.27), rng.uniform(0.03, 0.055)
                shade = rng.choice(("#8c4a3c", "#3f5a6b", "#c9a86a", "#5e6b4a", "#d9d0c0", "#6b4a5e"))
                self.panel(bg, at + thick / 2, y, z, thick, tall, scene.tone(mix(shade, scene.palette.accent, 0.15), 0.05))
                at += thick + 0.004
            elif kind < 0.8:
                px, py = self.at(at + 0.08, y, z)
                growth.pot_plant(bg, px, py, 0.34 * self.shot.metres(z), scene.tone("#5f8a5a"), scene.tone("#d8c4ae"), rng)
                at += 0.2
            else:
                px, py = self.at(at + 0.07, y, z)
                size = 0.13 * self.shot.metres(z)
                bg.path(
                    f"M{num(px - size * 0.3)} {num(py)}C{num(px - size * 0.9)} {num(py - size)} {num(px - size * 0.2)}"
                    f" {num(py - size * 1.2)} {num(px - size * 0.22)} {num(py - size * 1.7)}H{num(px + size * 0.22)}"
                    f"C{num(px + size * 0.2)} {num(py - size * 1.2)} {num(px + size * 0.9)} {num(py - size)}"
                    f" {num(px + size * 0.3)} {num(py)}Z",
                    scene.tone(rng.choice(("#cfa58a", "#7f97a3", "#e6dccb"))),
                )
                at += 0.2
        self.panel(bg, x, y - 0.04, z, width, 0.04, scene.tone("#8d6a4c"))
        self.panel(bg, x, y - 0.075, z, width * 0.98, 0.035, "#0c0a08", fill_opacity=0.22)

    def plant(self, x: float, z: float, tall: float = 1.1, canvas: Canvas | None = None) -> None:
        px, py = self.at(x, 0, z)
        drawn = canvas or self.scene.mid
        self.shadow(drawn, x, z, 0.7, 0.3)
        growth.pot_plant(drawn, px, py, tall * self.shot.metres(z), self.scene.tone("#547f52", 0.04), self.scene.tone("#c7a98d"), self.rng)

    def curtains(self, x: float, width: float) -> None:
        """Two falls of cloth beside a window."""
        scene, bg, z = self.scene, self.scene.bg, self.depth
        cloth = scene.tone(mix("#e6dccc", scene.palette.second, 0.25))
        for side in (-1, 1):
            (x1, y1), (x2, y2) = self.at(x + side * width * 0.52 - 0.2, self.tall - 0.15, z), self.at(x + side * width * 0.52 + 0.2, 0.1, z)
            stops = [(index / 6, lighten(cloth, 0.14) if index % 2 else darken(cloth, 0.16)) for index in range(7)]
            bg.rect(x1, y1, x2 - x1, y2 - y1, bg.linear(*stops, x2=1, y2=0))

    @contextmanager
    def foreground(self, opacity: float = 1.0) -> Iterator[Canvas]:
        """The near canvas, for out-of-focus things at the edge of the frame."""
        with self.scene.fg.group(filter=self.scene.fg.blur(7), opacity=opacity):
            yield self.scene.fg


def blurred_leaves(scene: Scene, side: int) -> None:
    """Leaves out of focus at one lower corner: depth for nothing."""
    shot, rng = scene.shot, scene.rng("leaves")
    if not scene.slots.characters and scene.slots.props:
        return
    edge = shot.left if side < 0 else shot.right
    leaf, size = scene.tone("#3f5f43"), min(shot.width, shot.height)
    with scene.fg.group(filter=scene.fg.blur(8)):
        for index in range(5):
            y = shot.bottom - size * (0.02 + 0.08 * index)
            reach = size * rng.uniform(0.2, 0.32)
            tip = (edge - side * reach * 1.1, y - reach * 0.5)
            scene.fg.path(
                f"M{num(edge)} {num(y + 26)}Q{num(edge - side * reach * 0.5)} {num(y - reach * 0.6)} {num(tip[0])} {num(tip[1])}"
                f"Q{num(edge - side * reach * 0.4)} {num(y + reach * 0.1)} {num(edge)} {num(y + 60)}Z",
                darken(leaf, 0.15 * (index % 3)),
            )
