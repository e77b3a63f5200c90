"""Where the cameras of a scene stand: far enough for their size and lens, on their side of the line, out of each other's way.

A camera sees 2·atan(18 mm / focal length) across: a sensor 36 mm wide. What a shot says (side, azimuth, lens) is kept.
"""

import math
import re
from collections.abc import Mapping, Sequence

from director_kernel.film.shots import Placed, full
from director_kernel.film.standing import Axis, axis_of, bearing, mean_of, side_of, spot_of, towards
from director_kernel.schema.project import Project
from director_kernel.schema.slots import Coverage, Movement, ShotSize
from director_kernel.schema.staging import Camera, Ground, Point, Stand

SENSOR = 36.0
"""Millimetres across."""
ADULT = 1.7
_FRAME: dict[ShotSize, float] = {
    ShotSize.EWS: 0.16,
    ShotSize.VWS: 0.36,
    ShotSize.WS: 0.6,
    ShotSize.MWS: 1.05,
    ShotSize.MS: 1.7,
    ShotSize.MCU: 2.5,
    ShotSize.CU: 3.8,
    ShotSize.BCU: 5.8,
    ShotSize.ECU: 10.5,
    ShotSize.INSERT: 3.2,
}
"""Height of a standing adult as a share of the frame's."""
_LENS: dict[ShotSize, float] = {ShotSize.EWS: 24, ShotSize.VWS: 28, ShotSize.WS: 35, ShotSize.MWS: 40, ShotSize.MS: 50}
_SIZE: dict[Coverage, ShotSize] = {
    Coverage.ESTABLISHING: ShotSize.EWS,
    Coverage.MASTER: ShotSize.WS,
    Coverage.WIDE: ShotSize.WS,
    Coverage.TWO_SHOT: ShotSize.MS,
    Coverage.OVER_SHOULDER: ShotSize.MCU,
    Coverage.MEDIUM: ShotSize.MS,
    Coverage.CLOSE: ShotSize.CU,
    Coverage.REACTION: ShotSize.CU,
    Coverage.INSERT: ShotSize.INSERT,
    Coverage.CUTAWAY: ShotSize.MCU,
    Coverage.POV: ShotSize.MCU,
}
_ROOM_MOST = 8.0
"""Metres a camera gets away from its subject indoors."""


def angle_of(lens: float) -> float:
    """How wide a focal length (mm) sees, in degrees across.

    >>> round(angle_of(50), 1), round(angle_of(18))
    (39.6, 90)
    """
    return math.degrees(2 * math.atan(SENSOR / 2 / lens))


def lens_of(told: str, size: ShotSize) -> float:
    """The focal length in mm: as told, else what the size is usually filmed with.

    >>> lens_of("85mm portrait", ShotSize.CU), lens_of("", ShotSize.WS), lens_of("anamorphic 2x", ShotSize.MS)
    (85.0, 35.0, 50.0)
    """
    found = re.search(r"(\d{1,4}(?:\.\d+)?)\s*(?:-\s*\d+\s*)?mm", told.lower())
    lens = float(found[1]) if found else float(_LENS.get(size, 85))
    return min(600.0, max(6.0, lens))


def camera_of(
    project: Project,
    at: Placed,
    number: int,
    spots: Mapping[str, Stand],
    pair: tuple[str, ...],
    line: tuple[Point, Point] | None,
    ground: Ground,
    others: Sequence[Camera],
) -> Camera:
    """The camera of a shot; `others` are those placed before it, `pair` and `line` the two the scene is about."""
    slots = full(project, at)
    size = slots.shot_size or _SIZE.get(slots.coverage or Coverage.MEDIUM, ShotSize.MS)
    lens = lens_of(slots.lens, size)
    sees = _subjects(at, spots, size, slots.coverage)
    target = (
        mean_of([spot_of(spots[who]) for who in sees])
        if sees
        else (mean_of([spot_of(one) for one in spots.values()]) if spots else (0.0, 0.0))
    )
    side = at.shot.side if at.shot.side in ("A", "B", "neutral") else "A"
    reach = _reach(size, lens, project.aspect, [spot_of(spots[who]) for who in sees], ground)
    over = _over(sees, pair) if slots.coverage in (Coverage.OVER_SHOULDER, Coverage.POV) and line else None
    if over is not None and line:
        sees = tuple(who for who in sees if who != over)
        spot = _behind(axis_of(*line), spot_of(spots[over]), target, side, 0.0 if slots.coverage is Coverage.POV else 0.75)
        if at.shot.azimuth is not None:
            spot = towards(target, at.shot.azimuth, math.dist(spot, target))
    else:
        azimuth = at.shot.azimuth if at.shot.azimuth is not None else _azimuth(sees, spots, pair, line, side, size)
        reach, lens = _from_its_side(target, azimuth, reach, lens, line, side, told="mm" in slots.lens.lower())
        free = at.shot.azimuth is None
        spot = _clear(target, azimuth, reach, line, side, others, spots) if free else towards(target, azimuth, reach)
    look = bearing(spot, target)
    told = side_of(line, spot) if line else "neutral"
    path, move = _path(spot, look, slots.movement, math.dist(spot, target))
    label = " · ".join(str(part) for part in (size.value, f"{lens:g} mm") if part)
    return Camera(
        shot=at.shot.id,
        number=number,
        x=round(spot[0], 3),
        y=round(spot[1], 3),
        direction=round(look, 2),
        angle=round(angle_of(lens), 2),
        reach=round(math.dist(spot, target), 3),
        lens=lens,
        side="A" if told == "A" else "B" if told == "B" else "neutral",
        azimuth=round(bearing(target, spot), 2),
        sees=sees,
        label=label,
        path=path,
        move=move,
    )


def _subjects(at: Placed, spots: Mapping[str, Stand], size: ShotSize, coverage: Coverage | None) -> tuple[str, ...]:
    """Whom the camera looks at: those in the shot; an over-the-shoulder looks at the last of them; a wide with nobody named at all."""
    names = {one.name.lower(): who for who, one in spots.items()}
    told = (*at.shot.characters, *(names.get(one.name.lower(), "") for one in at.shot.slots.characters))
    seen = tuple(dict.fromkeys(who for who in told if who in spots))
    if coverage in (Coverage.OVER_SHOULDER, Coverage.POV) and len(seen) > 1:
        return (seen[0],)
    if not seen and size in (ShotSize.EWS, ShotSize.VWS, ShotSize.WS):
        return tuple(spots)
    return seen


def _over(sees: Sequence[str], pair: tuple[str, ...]) -> str | None:
    """Over whose shoulder: the other of the two."""
    if len(pair) != 2 or not sees:
        return None
    return pair[1] if sees[0] == pair[0] else pair[0]


def _behind(axis: Axis, shoulder: Point, target: Point, side: str, back: float) -> Point:
    """Behind a shoulder and a little to the wanted side of the line, looking past the head; for `back` 0, at the eyes."""
    away = math.radians(bearing(target, shoulder))
    lean = {"A": 0.42, "B": -0.42}.get(side, 0.0) if back else {"A": 0.12, "B": -0.12}.get(side, 0.0)
    out = (math.sin(away) * back, math.cos(away) * back)
    return shoulder[0] + out[0] + axis.to_a[0] * lean, shoulder[1] + out[1] + axis.to_a[1] * lean


def _reach(size: ShotSize, lens: float, aspect: str, sees: Sequence[Point], ground: Ground) -> float:
    """How far away the camera must be for this size with this lens, and for everybody to be in the frame."""
    try:
        wide, high = (float(part) for part in aspect.split(":"))
        ratio = wide / high
    except (ValueError, ZeroDivisionError):
        ratio = 16 / 9
    across = ADULT / _FRAME[size] * ratio
    if len(sees) > 1:
        across = max(across, max(math.dist(a, b) for a in sees for b in sees) + 1.1)
    most = _ROOM_MOST if ground in ("room", "vehicle") else 16.0
    return min(most, max(0.7, across * lens / SENSOR))


def _from_its_side(
    target: Point, azimuth: float, reach: float, lens: float, line: tuple[Point, Point] | None, side: str, *, told: bool
) -> tuple[float, float]:
    """Who stands beyond the line is filmed across it, from further away with a longer lens, unless somebody chose the lens."""
    if line is None or side == "neutral" or told or side_of(line, towards(target, azimuth, reach)) == side:
        return reach, lens
    for step in range(1, 41):
        longer = reach * (1 + step * 0.1)
        if side_of(line, towards(target, azimuth, longer + 0.3)) == side:
            return longer + 0.3, round(lens * (longer + 0.3) / reach)
    return reach, lens


def _azimuth(
    sees: Sequence[str], spots: Mapping[str, Stand], pair: tuple[str, ...], line: tuple[Point, Point] | None, side: str, size: ShotSize
) -> float:
    """Where around its subject the camera stands: before the face, a third off towards its side of the line."""
    if len(sees) == 1:
        who = spots[sees[0]]
        if line is None or side == "neutral":
            return who.facing
        axis = axis_of(*line)
        turn = 38.0 if size in (ShotSize.CU, ShotSize.BCU, ShotSize.ECU, ShotSize.MCU) else 52.0
        ways = [(who.facing + sign * turn) % 360 for sign in (-1, 1)]
        to_side = bearing((0.0, 0.0), axis.to_a if side == "A" else (-axis.to_a[0], -axis.to_a[1]))
        return min(ways, key=lambda way: abs((way - to_side + 180) % 360 - 180))
    if line is None:
        return 180.0
    axis = axis_of(*line)
    if side == "neutral":
        return bearing(axis.a, axis.b)
    return bearing((0.0, 0.0), axis.to_a if side == "A" else (-axis.to_a[0], -axis.to_a[1]))


def _clear(
    target: Point,
    azimuth: float,
    reach: float,
    line: tuple[Point, Point] | None,
    side: str,
    others: Sequence[Camera],
    spots: Mapping[str, Stand],
) -> Point:
    """The spot at this azimuth, moved around the subject until no other camera and nobody is in the way, on its side of the line."""
    first, free = towards(target, azimuth, reach), None
    for step in range(75):
        turn = (step % 25 + 1) // 2 * (9 if step % 2 else -9)
        spot = towards(target, azimuth + turn, reach * (1 + 0.2 * (step // 25)))
        clear = all(math.dist(spot, (one.x, one.y)) >= 0.55 for one in others) and all(
            math.dist(spot, spot_of(one)) >= 0.5 for one in spots.values()
        )
        if clear and (line is None or side == "neutral" or side_of(line, spot) == side):
            return spot
        if clear and free is None:
            free = spot
    return free or first


def _path(spot: Point, look: float, movement: Movement | None, reach: float) -> tuple[tuple[Point, ...], str]:
    """Where a camera move leads, and what it is called; () for one that stays."""
    if movement is None or movement is Movement.STATIC:
        return (), ""
    step = min(1.4, max(0.5, reach * 0.45))
    name = movement.value
    lines = {
        Movement.PUSH_IN: look,
        Movement.TRACKING: look + 90,
        Movement.PULL_OUT: look + 180,
        Movement.TRUCK_LEFT: look - 90,
        Movement.TRUCK_RIGHT: look + 90,
        Movement.DOLLY_ZOOM: look,
        Movement.DRONE: look,
    }
    if movement in lines:
        return (spot, _rounded(towards(spot, lines[movement], step))), name
    if movement in (Movement.ORBIT_LEFT, Movement.ORBIT_RIGHT):
        centre, sign = towards(spot, look, reach), -1 if movement is Movement.ORBIT_LEFT else 1
        begin = bearing(centre, spot)
        return tuple(_rounded(towards(centre, begin - sign * turn, reach)) for turn in range(0, 46, 9)), name
    return (), name


def _rounded(point: Point) -> Point:
    return round(point[0], 3), round(point[1], 3)
