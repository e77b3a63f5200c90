"""The blocking plan: a scene seen from above, drawn to scale. Walls, people with where they look, the line of action and its two sides,
cameras with what they see and where they go, a scale in metres and a legend."""

import math
from collections.abc import Sequence

from director_kernel.media.draw.colour import lighten
from director_kernel.media.draw.graphics.page import Page, Setter, on
from director_kernel.media.draw.svg import num
from director_kernel.media.draw.typography import BOLD, REGULAR, SERIF_BOLD, SERIF_ITALIC, measure
from director_kernel.schema.staging import Camera, Point, Staging, Stand

SIZE = (1600, 1100)
_PAPER, _INK, _QUIET, _RULE, _LINE = "#fbfaf6", "#1d2024", "#6b6a64", "#e6e2d8", "#c23a22"
_SIDE_A, _SIDE_B = "#2f6f8f", "#8a5a2b"
_WARM = ("#d9853b", "#3f7cac", "#5b9a6f", "#b4527a", "#8268b0", "#c9a227", "#4aa3a2")
_PEOPLE = (*_WARM, "#a0522d", "#6c8a3a", "#cc6677", "#44679f", "#9a7d5b", "#7a7f87", "#b36ae2")
_LEGEND, _EDGE, _HEAD = 430, 46, 96
_BODY = 0.27
"""Half the shoulders of a person, metres."""


class _Map:
    """Metres to page units: the room fits its box, y runs up."""

    def __init__(self, room: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> None:
        left, low, right, high = room
        x, y, width, height = box
        self.scale = min(width / (right - left), height / (high - low), 150.0)
        self.x = x + (width - (right - left) * self.scale) / 2 - left * self.scale
        self.y = y + (height - (high - low) * self.scale) / 2 + high * self.scale

    def __call__(self, point: Point) -> Point:
        return self.x + point[0] * self.scale, self.y - point[1] * self.scale


def towards(start: Point, direction: float, length: float) -> Point:
    """The point `length` away; 0 degrees is up."""
    turn = math.radians(direction)
    return start[0] + math.sin(turn) * length, start[1] + math.cos(turn) * length


def blocking(plan: Staging, note: str = "") -> Page:
    """The plan as a page of 1600 × 1100; the same plan gives the same bytes."""
    page = Setter(*SIZE, _PAPER)
    box = (_EDGE + 12, _HEAD + 16, SIZE[0] - _LEGEND - 2 * _EDGE - 24, SIZE[1] - _HEAD - 96)
    spot = _Map(plan.room, box)
    _header(page, plan)
    _floor(page, plan, spot)
    if plan.line:
        _line(page, plan, spot)
    colours = {one.who: _PEOPLE[at % len(_PEOPLE)] for at, one in enumerate(plan.people)}
    for camera in plan.cameras:
        _view(page, plan, camera, spot)
    taken: list[tuple[float, float, float, float]] = []
    for one in plan.people:
        x, y = spot((one.x, one.y))
        taken.append((x - _BODY * spot.scale, y - _BODY * spot.scale, 2 * _BODY * spot.scale, 2 * _BODY * spot.scale))
    for camera in plan.cameras:
        x, y = spot((camera.x, camera.y))
        taken.append((x - 17, y - 17, 34, 34))
    for one in plan.people:
        _person(page, one, colours[one.who], spot)
    for camera in plan.cameras:
        _path(page, camera, spot)
    for camera in plan.cameras:
        _camera(page, plan, camera, spot)
    for one in plan.people:
        _name(page, one, spot, taken)
    _scale(page, spot, sided=plan.line is not None)
    _legend(page, plan, colours)
    page.mark(note, _QUIET)
    return page.page(f"Blocking plan: {plan.title}")


def _header(page: Setter, plan: Staging) -> None:
    page.canvas.rect(_EDGE, 34, 40, 5, _LINE)
    page.line(plan.title, SERIF_BOLD, _EDGE, 74, 29, _INK, width=SIZE[0] * 0.62)
    page.line(f"Blocking  ·  {plan.place or plan.ground}", REGULAR, SIZE[0] - _EDGE, 72, 16, _QUIET, width=SIZE[0] * 0.3, anchor="end")
    page.canvas.line((_EDGE, 88), (SIZE[0] - _EDGE, 88), _RULE, 1.4)


def _floor(page: Setter, plan: Staging, spot: _Map) -> None:
    """The floor with a line for every metre, and walls, kerbs or a soft edge by the kind of place."""
    left, low, right, high = plan.room
    (x0, y0), (x1, y1) = spot((left, high)), spot((right, low))
    canvas = page.canvas
    canvas.rect(x0, y0, x1 - x0, y1 - y0, {"room": "#ffffff", "vehicle": "#ffffff", "street": "#f3f3f1", "open": "#f3f6ee"}[plan.ground])
    for metre in range(math.ceil(left), math.floor(right) + 1):
        x = spot((metre, 0))[0]
        canvas.line((x, y0), (x, y1), _RULE, 1)
    for metre in range(math.ceil(low), math.floor(high) + 1):
        y = spot((0, metre))[1]
        canvas.line((x0, y), (x1, y), _RULE, 1)
    if plan.ground == "room":
        _walls(page, x0, y0, x1, y1, spot.scale)
    elif plan.ground == "vehicle":
        canvas.rect(x0, y0, x1 - x0, y1 - y0, "none", rx=spot.scale * 0.5, stroke=_INK, stroke_width=7)
    elif plan.ground == "street":
        for y in (y0, y1):
            canvas.line((x0, y), (x1, y), _INK, 5)
            canvas.line((x0, y + (14 if y == y0 else -14)), (x1, y + (14 if y == y0 else -14)), _QUIET, 1.2)
    else:
        canvas.rect(
            x0, y0, x1 - x0, y1 - y0, "none", rx=26, stroke="#8fa57c", stroke_width=2.4, stroke_dasharray="3 9", stroke_linecap="round"
        )


def _walls(page: Setter, x0: float, y0: float, x1: float, y1: float, scale: float) -> None:
    """Four walls, a window in the far one and a door with its swing on the left: what a floor plan reads as a room by."""
    canvas, door = page.canvas, 0.9 * scale
    canvas.rect(x0, y0, x1 - x0, y1 - y0, "none", stroke=_INK, stroke_width=9)
    middle = (x0 + x1) / 2
    canvas.rect(middle - scale * 0.9, y0 - 6, scale * 1.8, 12, "#ffffff", stroke=_INK, stroke_width=1.6)
    canvas.line((middle - scale * 0.9, y0), (middle + scale * 0.9, y0), _INK, 1.6)
    top = y0 + (y1 - y0) * 0.14
    canvas.rect(x0 - 6, top, 12, door, "#ffffff")
    canvas.path(
        f"M{num(x0)} {num(top)}L{num(x0 + door)} {num(top)}A{num(door)} {num(door)} 0 0 1 {num(x0)} {num(top + door)}",
        "none",
        stroke=_QUIET,
        stroke_width=1.6,
    )


def _line(page: Setter, plan: Staging, spot: _Map) -> None:
    """The line of action through both people to the edges of the plan; side A is tinted, both are named."""
    if plan.line is None:
        return
    (ax, ay), (bx, by) = plan.line
    length = math.dist((ax, ay), (bx, by)) or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    left, low, right, high = plan.room
    far = math.hypot(right - left, high - low)
    middle = ((ax + bx) / 2, (ay + by) / 2)
    start, end = (middle[0] - ux * far, middle[1] - uy * far), (middle[0] + ux * far, middle[1] + uy * far)
    across = (uy, -ux)
    if across[1] > 1e-9 or (abs(across[1]) <= 1e-9 and across[0] < 0):
        across = (-across[0], -across[1])
    (x0, y0), (x1, y1) = spot((left, high)), spot((right, low))
    clip = page.canvas.clip(f"M{num(x0)} {num(y0)}H{num(x1)}V{num(y1)}H{num(x0)}Z")
    with page.canvas.group(clip_path=clip):
        shore = [start, end, (end[0] + across[0] * far, end[1] + across[1] * far), (start[0] + across[0] * far, start[1] + across[1] * far)]
        page.canvas.poly([spot(point) for point in shore], _SIDE_A, fill_opacity=0.055)
        page.canvas.line(spot(start), spot(end), _LINE, 2.6, stroke_dasharray="13 8")
    _side(page, spot, plan, middle, (ux, uy), across, "SIDE A", _SIDE_A)
    _side(page, spot, plan, middle, (ux, uy), (-across[0], -across[1]), "SIDE B", _SIDE_B)


def _side(page: Setter, spot: _Map, plan: Staging, middle: Point, along: Point, across: Point, name: str, colour: str) -> None:
    """The side's name beside the line, near the edge it runs to, inside the room."""
    left, low, right, high = plan.room
    reach = 0.0
    while reach < 30:
        at = (middle[0] + along[0] * (reach + 0.7), middle[1] + along[1] * (reach + 0.7))
        if not (left + 0.5 < at[0] < right - 0.5 and low + 0.3 < at[1] < high - 0.3):
            break
        reach += 0.1
    x, y = spot((middle[0] + along[0] * reach + across[0] * 0.24, middle[1] + along[1] * reach + across[1] * 0.24))
    page.line(name, BOLD, x, y + 5, 14, colour, anchor="middle", spacing=0.1, note=False)


def _tint(camera: Camera) -> str:
    return {"A": _SIDE_A, "B": _SIDE_B}.get(camera.side, "#5d6066")


def _view(page: Setter, plan: Staging, camera: Camera, spot: _Map) -> None:
    """What the camera sees: a wedge as wide as its lens, a little past its subject, inside the room."""
    reach = min(camera.reach + 0.7, 12.0)
    left, low, right, high = plan.room
    (x0, y0), (x1, y1) = spot((left, high)), spot((right, low))
    clip = page.canvas.clip(f"M{num(x0)} {num(y0)}H{num(x1)}V{num(y1)}H{num(x0)}Z")
    start = (camera.x, camera.y)
    rim = [towards(start, camera.direction + camera.angle * (at / 12 - 0.5), reach) for at in range(13)]
    with page.canvas.group(clip_path=clip):
        page.canvas.poly(
            [spot(point) for point in (start, *rim)],
            _tint(camera),
            fill_opacity=0.1,
            stroke=_tint(camera),
            stroke_opacity=0.4,
            stroke_width=1.2,
        )


def _person(page: Setter, one: Stand, colour: str, spot: _Map) -> None:
    """Shoulders, head and a nose: where somebody stands and where they look."""
    x, y = spot((one.x, one.y))
    body = _BODY * spot.scale
    with page.canvas.group(transform=f"translate({num(x)} {num(y)}) rotate({num(one.facing)})"):
        page.canvas.ellipse(0, 0, body, body * 0.62, colour, stroke="#ffffff", stroke_width=2)
        page.canvas.poly([(-body * 0.24, -body * 0.45), (0, -body * 1.12), (body * 0.24, -body * 0.45)], colour)
        page.canvas.circle(0, -body * 0.05, body * 0.46, lighten(colour, 0.35), stroke="#ffffff", stroke_width=1.6)


def _name(page: Setter, one: Stand, spot: _Map, taken: list[tuple[float, float, float, float]]) -> None:
    """The name beside its person, where nothing else stands."""
    x, y = spot((one.x, one.y))
    body, size = _BODY * spot.scale, 15.0
    wide = min(150.0, measure(one.name, BOLD, size)) + 10
    spots = [
        (x - wide / 2, y + body + 5),
        (x - wide / 2, y - body * 1.15 - 24),
        (x + body + 8, y - 10),
        (x - body - wide - 8, y - 10),
        (x - wide / 2, y + body + 28),
        (x - wide / 2, y - body - 50),
    ]
    place = min(spots, key=lambda at: (_covered((at[0], at[1], wide, 20), taken), spots.index(at)))
    taken.append((place[0], place[1], wide, 20))
    page.canvas.rect(place[0], place[1], wide, 20, "#ffffff", rx=4, fill_opacity=0.86)
    page.line(one.name, BOLD, place[0] + wide / 2, place[1] + 15, size, _INK, width=wide - 6, anchor="middle")


def _covered(box: tuple[float, float, float, float], taken: Sequence[tuple[float, float, float, float]]) -> float:
    shared = 0.0
    for x, y, wide, high in taken:
        shared += max(0.0, min(box[0] + box[2], x + wide) - max(box[0], x)) * max(0.0, min(box[1] + box[3], y + high) - max(box[1], y))
    return round(shared, 3)


def _path(page: Setter, camera: Camera, spot: _Map) -> None:
    """Where the camera goes, as an arrow."""
    if len(camera.path) < 2:
        return
    points = [spot(point) for point in camera.path]
    drawn = "L".join(f"{num(x)} {num(y)}" for x, y in points)
    page.canvas.path(f"M{drawn}", "none", stroke="#ffffff", stroke_width=6, stroke_linecap="round", stroke_linejoin="round")
    page.canvas.path(f"M{drawn}", "none", stroke=_tint(camera), stroke_width=3, stroke_linecap="round", stroke_linejoin="round")
    (bx, by), (ex, ey) = points[-2], points[-1]
    turn = math.atan2(ey - by, ex - bx)
    head = [(ex + 12 * math.cos(turn), ey + 12 * math.sin(turn))] + [
        (ex + 8 * math.cos(turn + way), ey + 8 * math.sin(turn + way)) for way in (2.2, -2.2)
    ]
    page.canvas.poly(head, _tint(camera))


def _camera(page: Setter, plan: Staging, camera: Camera, spot: _Map) -> None:
    """The camera's body with its lens, and the number of its shot, upright."""
    x, y = spot((camera.x, camera.y))
    colour = _tint(camera)
    with page.canvas.group(transform=f"translate({num(x)} {num(y)}) rotate({num(camera.direction)})"):
        page.canvas.poly([(-7, -12), (7, -12), (11, -24), (-11, -24)], colour, stroke="#ffffff", stroke_width=1.4)
        page.canvas.rect(-15, -14, 30, 28, colour, rx=5, stroke="#ffffff", stroke_width=1.8)
    page.line(str(camera.number), BOLD, x, y + 5.5, 16, on(colour), anchor="middle", note=False)


def _scale(page: Setter, spot: _Map, *, sided: bool) -> None:
    """A bar of whole metres under the plan."""
    metres = next((count for count in (1, 2, 5, 10) if count * spot.scale > 180), 10)
    x, y = _EDGE + 12.0, SIZE[1] - 46.0
    for at in range(metres):
        page.canvas.rect(x + at * spot.scale, y, spot.scale, 8, _INK if at % 2 == 0 else "#ffffff", stroke=_INK, stroke_width=1)
    page.line("0", REGULAR, x, y - 6, 13, _QUIET, anchor="middle", note=False)
    page.line(f"{metres} m", REGULAR, x + metres * spot.scale, y - 6, 13, _QUIET, anchor="middle", note=False)
    page.line(
        "the audience, side A" if sided else "the audience",
        SERIF_ITALIC,
        x + (SIZE[0] - _LEGEND - 2 * _EDGE) / 2,
        y + 9,
        15,
        _QUIET,
        anchor="middle",
        note=False,
    )


def _legend(page: Setter, plan: Staging, colours: dict[str, str]) -> None:
    """Cameras and people in a table beside the plan: nothing is said by colour alone."""
    x, y, wide = SIZE[0] - _LEGEND - _EDGE + 26.0, _HEAD + 18.0, _LEGEND - 26.0
    y = _heading(page, "Cameras", x, y, wide)
    names = {one.who: one.name for one in plan.people}
    people = _people_height(len(plan.people))
    room = int((SIZE[1] - 90 - y - people) / 44)
    for camera in plan.cameras[:room]:
        _camera_row(page, camera, names, x, y, wide, sided=plan.line is not None)
        y += 44
    if len(plan.cameras) > room:
        page.line(f"and {len(plan.cameras) - room} more cameras on the plan", SERIF_ITALIC, x, y + 12, 14, _QUIET)
        page.left_out.append(f"The legend has room for {room} of {len(plan.cameras)} cameras; all are drawn. Make the plan for one beat.")
        y += 24
    y = _heading(page, "People", x, y + 14, wide)
    half = -(-len(plan.people) // 2) if len(plan.people) > 5 else len(plan.people)
    for at, one in enumerate(plan.people):
        left, top = x + (at // max(1, half)) * wide / 2, y + at % max(1, half) * 25
        page.canvas.circle(left + 9, top + 7, 8, colours[one.who])
        page.line(one.name, REGULAR, left + 26, top + 12, 15, _INK, width=(wide / 2 if half < len(plan.people) else wide) - 34)
    y += half * 25 + 8
    if plan.line:
        page.canvas.line((x, y + 6), (x + 46, y + 6), _LINE, 2.6, stroke_dasharray="13 8")
        page.line("line of action, 180°", REGULAR, x + 58, y + 11, 15, _INK, width=wide - 60)
    for at, said in enumerate(plan.notes[:3]):
        page.line(said, SERIF_ITALIC, x, y + 34 + 20 * at, 15, _LINE, width=wide)


def _people_height(count: int) -> float:
    return 25.0 * (-(-count // 2) if count > 5 else count) + 120


def _heading(page: Setter, words: str, x: float, y: float, wide: float) -> float:
    page.line(words.upper(), BOLD, x, y + 10, 13, _QUIET, spacing=0.16, note=False)
    page.canvas.line((x, y + 20), (x + wide, y + 20), _RULE, 1.4)
    return y + 34


def _camera_row(page: Setter, camera: Camera, names: dict[str, str], x: float, y: float, wide: float, *, sided: bool) -> None:
    colour = _tint(camera)
    page.canvas.rect(x, y - 2, 28, 26, colour, rx=5)
    page.line(str(camera.number), BOLD, x + 14, y + 16.5, 15, on(colour), anchor="middle", note=False)
    page.line(f"{camera.label} · {camera.angle:.0f}°", BOLD, x + 40, y + 10, 15, _INK, width=wide - 120, note=False)
    side = f"side {camera.side}" if camera.side != "neutral" else "on the line" if sided else ""
    page.line(side, BOLD, x + wide, y + 10, 14, colour, anchor="end", note=False)
    seen = ", ".join(names.get(who, who) for who in camera.sees) or "the place"
    told = " · ".join(part for part in (seen, camera.move, f"{camera.reach:.1f} m") if part)
    page.line(told, REGULAR, x + 40, y + 28, 14, _QUIET, width=wide - 44, note=False)
