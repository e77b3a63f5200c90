"""Where the camera stands: the line of action, the thirty degrees, and framing that belongs together."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from director_kernel.film.rules.seen import LADDER, SeenFilm, SeenScene, SeenShot, Unchecked, finding, listed, shots_named, stretches
from director_kernel.film.rules.words import alike
from director_kernel.schema.project import Change, Finding
from director_kernel.schema.slots import Angle, Coverage, ShotSize

JUMP = 30.0
"""Degrees a camera must move at least between two shots of one subject of one size."""
_MEANT = ("jump cut", "dissolve", "fade", "wipe", "match", "morph")
_HEADROOM = re.compile(r"\b(no|little|tight|normal|generous|ample|much|lots of) headroom\b", re.IGNORECASE)


def axis_180(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Two or more people: the camera stays on one side of the line between them, unless a shot on or across it is shown."""
    if len(scene.cast) < 2 and len(scene.scene.line) < 2:
        return
    blind = sum(not shot.shot.side for shot in scene.shots)
    if blind and len(scene.shots) > 1:
        yield Unchecked("axis_180", "no side of the line given", blind)
    for stretch in stretches(scene.shots):
        yield from _crossed(film, scene, [shot for shot in stretch if shot.shot.side])


def _crossed(film: SeenFilm, scene: SeenScene, stretch: list[SeenShot]) -> Iterator[Finding]:
    """Each run of shots on the other side than most; shots that are locked say which side is theirs."""
    if len({shot.shot.side for shot in stretch}) < 2:
        return
    held = [shot for shot in stretch if shot.holds("side")]
    kept = {shot.shot.side for shot in held}
    home = kept.pop() if len(kept) == 1 else _most(shot.shot.side for shot in stretch)
    line = " and ".join(film.name(key) for key in (scene.scene.line or scene.cast)[:2])
    for run in _runs(stretch, home):
        other = run[0].shot.side
        near = next(shot for shot in stretch if shot.shot.side == home)
        yield finding(
            "axis_180",
            "error",
            [*(shot.path for shot in run), near.path],
            f"{shots_named(run)} cross{'' if len(run) > 1 else 'es'} the line between {line}: left and right change places",
            evidence=f"side {other} in {listed([one.label for one in run])}, side {home} in {near.label}; "
            "no neutral or crossing shot in between",
            remedy=f"put the camera on side {home}"
            + (f" (or lay a neutral shot before {run[0].label})" if any(shot.holds("side") for shot in run) else ""),
            fix=[shot.put("side", home) for shot in run],
            held=(shot.holds("side") for shot in run),
            ground=(home, other),
        )


def _runs(stretch: Sequence[SeenShot], home: str) -> Iterator[list[SeenShot]]:
    run: list[SeenShot] = []
    for shot in stretch:
        if shot.shot.side != home:
            run.append(shot)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _most(values: Iterable[Any]) -> Any:
    """The most frequent value; of equals the first."""
    return Counter(values).most_common(1)[0][0]


def rule_30(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Two shots of one subject that follow each other differ by thirty degrees or a size, or the picture jumps."""
    blind = 0
    for at, (first, second) in enumerate(scene.cuts):
        if not _same_subject(first, second) or not _same_framing(first, second) or _meant(first, second):
            continue
        turned = angle_between(first.shot.azimuth, second.shot.azimuth)
        if turned is None:
            blind += 1
        elif turned < JUMP:
            after = scene.shots[at + 2] if at + 2 < len(scene.shots) else None
            yield _jump(film, first, second, after, turned)
    if blind:
        yield Unchecked("rule_30", "same size and subject, no direction of the camera given", blind)


def _same_subject(first: SeenShot, second: SeenShot) -> bool:
    if first.people or second.people:
        return set(first.people) == set(second.people)
    return bool(first.slots.subject) and alike(first.slots.subject, second.slots.subject)


def _same_framing(first: SeenShot, second: SeenShot) -> bool:
    """The same size and height of the camera; a size that isn't said is no size to compare."""
    a, b = first.slots, second.slots
    return a.shot_size is not None and a.shot_size is b.shot_size and (a.angle or Angle.EYE) is (b.angle or Angle.EYE)


def _meant(first: SeenShot, second: SeenShot) -> bool:
    told = f"{first.slots.transition} {second.slots.transition}".lower()
    return len(told) > 1 and any(word in told for word in _MEANT)


def angle_between(a: float | None, b: float | None) -> float | None:
    """Degrees between two directions, 0 to 180.

    >>> angle_between(350, 15), angle_between(0, 180), angle_between(None, 3)
    (25.0, 180.0, None)
    """
    return None if a is None or b is None else abs((b - a + 180.0) % 360.0 - 180.0)


def _jump(film: SeenFilm, first: SeenShot, second: SeenShot, after: SeenShot | None, turned: float) -> Finding:
    size = first.slots.shot_size
    who = " and ".join(film.name(key) for key in first.people) or first.slots.subject
    change, remedy = _moved(first, second, after)
    return finding(
        "rule_30",
        "warn",
        (second.path, first.path),
        f"the cut from {first.label} to {second.label} jumps: {who} in the same size from nearly the same place",
        evidence=f"both {size}, {turned:g}° apart (30° or a size would do)",
        remedy=remedy or "move the camera by 30° or change the size",
        fix=[change] if change else (),
        held=() if change else (second.held or second.holds("slots/shot_size"),),
        ground=(first.slots.shot_size, first.shot.azimuth, second.shot.azimuth),
    )


def _moved(first: SeenShot, second: SeenShot, after: SeenShot | None) -> tuple[Change | None, str]:
    """The camera thirty degrees further round, or the size a step tighter or wider: whichever makes no jump at the next cut."""
    start, now = first.shot.azimuth or 0.0, second.shot.azimuth or 0.0
    onward = 1.0 if (now - start) % 360.0 <= 180.0 else -1.0
    if not second.holds("azimuth"):
        for turn in (onward * JUMP, -onward * JUMP, onward * 2 * JUMP, onward * 90.0):
            azimuth = round((start + turn) % 360.0, 3)
            # Taken out of a sum of floats, thirty degrees may come out a hair less.
            if (angle_between(start, azimuth) or 0.0) >= JUMP and not _jumps_on(second, after, second.slots.shot_size, azimuth):
                return second.put("azimuth", azimuth), f"move the camera of {second.label} round to {azimuth:g}°"
    if not second.holds("slots/shot_size") and first.slots.shot_size is not None:
        for size in steps_from(first.slots.shot_size):
            if not _jumps_on(second, after, size, second.shot.azimuth):
                return second.put("slots/shot_size", size.value), f"make {second.label} {size}"
    return None, ""


def _jumps_on(shot: SeenShot, after: SeenShot | None, size: ShotSize | None, azimuth: float | None) -> bool:
    if after is None or not _same_subject(shot, after) or after.slots.shot_size is not size:
        return False
    turned = angle_between(azimuth, after.shot.azimuth)
    return turned is not None and turned < JUMP


def steps_from(size: ShotSize) -> list[ShotSize]:
    """The sizes one step away, the tighter one first; an insert is no step of the ladder."""
    ladder = LADDER[:-1]
    at = ladder.index(size) if size in ladder else len(ladder) - 1
    return [ladder[each] for each in (at + 1, at - 1) if 0 <= each < len(ladder)]


def screen_size(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Pairs over the shoulder mirror each other; headroom and the family of lenses stay."""
    yield from _pairs(scene)
    yield from _headroom(film, scene)
    yield from _lenses(scene)


def over_shoulder(shot: SeenShot) -> bool:
    """Whether it looks over somebody's shoulder."""
    return shot.slots.coverage is Coverage.OVER_SHOULDER or shot.slots.angle is Angle.OTS


def _pairs(scene: SeenScene) -> Iterator[Finding]:
    run: list[SeenShot] = []
    for shot in (*scene.shots, None):
        if shot is not None and over_shoulder(shot):
            run.append(shot)
            continue
        if len(run) > 1:
            for field, name in (("shot_size", "size"), ("lens", "lens"), ("angle", "height")):
                yield from _mirror(run, field, name)
        run = []


def _mirror(run: list[SeenShot], field: str, name: str) -> Iterator[Finding]:
    """Shots of a run over shoulders that differ in one field from the first that says it, or from the one that is locked."""
    said = [shot for shot in run if getattr(shot.slots, field) and getattr(shot.slots, field) is not Angle.OTS]
    if len(said) < 2:
        return
    like = next((shot for shot in said if shot.holds(f"slots/{field}")), said[0])
    value = getattr(like.slots, field)
    for shot in said:
        own = getattr(shot.slots, field)
        if alike(str(own), str(value)):
            continue
        yield finding(
            "screen_size",
            "info",
            (shot.path, like.path),
            f"{like.label} and {shot.label} look over shoulders at each other and don't mirror: another {name}",
            evidence=f"{name} {value} in {like.label}, {own} in {shot.label}",
            remedy=f"give {shot.label} {name} {value}",
            fix=[shot.put(f"slots/{field}", str(value))],
            held=[shot.holds(f"slots/{field}")],
            ground=(field, str(own), str(value)),
        )


def _headroom(film: SeenFilm, scene: SeenScene) -> Iterator[Finding]:
    """Singles of one size that follow each other leave the same room above the head."""
    for first, second in scene.cuts:
        if len(first.people) != 1 or len(second.people) != 1 or first.slots.shot_size is not second.slots.shot_size:
            continue
        a, b = _HEADROOM.search(first.slots.composition), _HEADROOM.search(second.slots.composition)
        if a is None or b is None or a.group(1).lower() == b.group(1).lower():
            continue
        keep, change = (second, first) if second.holds("slots/composition") and not first.holds("slots/composition") else (first, second)
        like = (b if keep is second else a).group()
        yield finding(
            "screen_size",
            "info",
            (change.path, keep.path),
            f"heads stand at other heights in {first.label} and {second.label}",
            evidence=f"{a.group().lower()} in {first.label}, {b.group().lower()} in {second.label}, both {first.slots.shot_size}",
            remedy=f"give {change.label} {like.lower()}",
            fix=[change.put("slots/composition", _HEADROOM.sub(like, change.slots.composition))],
            held=[change.holds("slots/composition")],
            ground=("headroom", a.group(1).lower(), b.group(1).lower()),
        )


FAMILIES = ("anamorphic", "fisheye", "vintage", "tilt-shift", "probe")


def lens_family(lens: str) -> str:
    """What kind of glass it is: one of FAMILIES, else "spherical"; "" where no lens is said."""
    told = lens.lower()
    return next((one for one in FAMILIES if one in told), "spherical") if told.strip() else ""


def _lenses(scene: SeenScene) -> Iterator[Finding]:
    """One family of lenses in a scene: an anamorphic shot among spherical ones is seen by its bokeh and its flares."""
    said = [
        (shot, family) for shot in scene.shots if (family := lens_family(shot.slots.lens)) and shot.slots.shot_size is not ShotSize.INSERT
    ]
    if len({family for _, family in said}) < 2:
        return
    home = _most(family for _, family in said)
    like = next(shot for shot, family in said if family == home)
    for shot, family in said:
        if family == home:
            continue
        yield finding(
            "screen_size",
            "info",
            (shot.path, like.path),
            f"{shot.label} is seen through another family of lenses than its scene",
            evidence=f"{family} ({shot.slots.lens}) in {shot.label}, {home} ({like.slots.lens}) in {like.label}",
            remedy=f"take {like.slots.lens} for {shot.label}",
            fix=[shot.put("slots/lens", like.slots.lens)],
            held=[shot.holds("slots/lens")],
            ground=("lens", family, home),
        )
