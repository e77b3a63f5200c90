"""Where people look and go: eyelines, screen direction, and movements that a cut goes through."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from director_kernel.film.rules.seen import SeenFilm, SeenScene, SeenShot, Unchecked, finding, stretches
from director_kernel.film.rules.words import (
    OTHER,
    Side,
    gaze_height,
    gaze_side,
    hand,
    mirrored,
    phase,
    same_movement,
    speed,
    turns,
    with_hand,
    with_speed,
)
from director_kernel.schema.project import Change, Finding
from director_kernel.schema.slots import Angle, Coverage

PHASES = ("about to", "in the middle", "done")


def eyeline_match(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Two people cut against each other look to opposite sides; heights agree."""
    pair = set(scene.scene.line[:2]) if len(scene.scene.line) >= 2 else set(scene.cast) if len(scene.cast) == 2 else set()
    if not pair and len(scene.cast) > 2:
        yield Unchecked("eyeline_match", "more than two people and no line of action given", 1)
    way = _right_way(scene, pair)
    blind = 0
    for chain in _chains(scene, pair):
        blind += sum(not gaze_side(_gaze(shot)) for shot in chain)
        for part in _unbroken(chain):
            yield from _mismatched(film, part, way)
        yield from _heights(film, chain)
    if blind:
        yield Unchecked("eyeline_match", "no gaze to the left or right given", blind)


def _right_way(scene: SeenScene, pair: set[str]) -> dict[str, Side]:
    """By shot id, where its looker should look: in a stretch between two shots that free the eye, each of the two always looks the
    same way, as the locked ones do, else most of them, else the first."""
    found: dict[str, Side] = {}
    first = min(pair, default="")
    for stretch in stretches(scene.shots):
        looks = [(shot, _looker(shot) == first, gaze_side(_gaze(shot))) for shot in stretch if _looker(shot) in pair]
        said = [(shot, (side == "left") == mine) for shot, mine, side in looks if side]
        if not said:
            continue
        held = {way for shot, way in said if shot.holds("slots/characters")}
        votes = sum(way for _, way in said)
        way = held.pop() if len(held) == 1 else votes * 2 > len(said) if votes * 2 != len(said) else said[0][1]
        found.update({shot.shot.id: "left" if mine == way else "right" for shot, mine, _ in looks})
    return found


def _chains(scene: SeenScene, pair: set[str]) -> Iterator[list[SeenShot]]:
    """Shots that follow each other, each looking at one of the two, each at the other than the one before."""
    chain: list[SeenShot] = []
    for shot in scene.shots:
        looker = _looker(shot)
        if not looker or looker not in pair or shot.resets:
            looker = ""
        if not looker or (chain and _looker(chain[-1]) == looker):
            if len(chain) > 1:
                yield chain
            chain = []
        if looker:
            chain.append(shot)
    if len(chain) > 1:
        yield chain


def _looker(shot: SeenShot) -> str:
    """Whose look the shot shows: the only one in it, or the one told first of a shot over a shoulder; "" where that can't be said."""
    if len(shot.people) == 1:
        return shot.people[0]
    gazing = [key for key, one in shot.told.items() if gaze_side(one.gaze)]
    shoulder = shot.slots.coverage is Coverage.OVER_SHOULDER or shot.slots.angle is Angle.OTS
    return gazing[0] if shoulder and len(gazing) == 1 else ""


def _gaze(shot: SeenShot) -> str:
    told = shot.told.get(_looker(shot))
    return told.gaze if told else ""


def _unbroken(chain: Sequence[SeenShot]) -> Iterator[list[SeenShot]]:
    """The parts of a chain in which every look has a side."""
    part: list[SeenShot] = []
    for shot in chain:
        if gaze_side(_gaze(shot)):
            part.append(shot)
            continue
        if len(part) > 1:
            yield part
        part = []
    if len(part) > 1:
        yield part


def _mismatched(film: SeenFilm, chain: Sequence[SeenShot], way: dict[str, Side]) -> Iterator[Finding]:
    """Looks that go the wrong way, where the two are cut against each other."""
    for at, shot in enumerate(chain):
        now, right = gaze_side(_gaze(shot)), way[shot.shot.id]
        if now == right:
            continue
        near = chain[at - 1] if at else chain[at + 1]
        there = gaze_side(_gaze(near))
        against = f"{near.label} looks {there} ({_gaze(near)})"
        yield finding(
            "eyeline_match",
            "error",
            (shot.path, near.path),
            f"{film.name(_looker(shot))} and {film.name(_looker(near))} don't look at each other in {near.label} and {shot.label}"
            if there == now
            else f"{film.name(_looker(shot))} looks the other way in {shot.label} than before",
            evidence=f"{shot.label} looks {now} ({_gaze(shot)}), {against}; most looks of the scene go the other way"
            if there != now
            else f"{shot.label} looks {now} ({_gaze(shot)}), {against}",
            remedy=f"turn the look of {film.name(_looker(shot))} in {shot.label} to the {right}",
            fix=[_look(film, shot, mirrored(_gaze(shot)))],
            held=[shot.holds("slots/characters")],
            ground=(_gaze(shot), right),
        )


def _heights(film: SeenFilm, chain: Sequence[SeenShot]) -> Iterator[Finding]:
    """Who is looked down at looks up: two that both look up, or both down, look past each other."""
    for first, second in pairwise(chain):
        height = gaze_height(_gaze(first))
        if not height or gaze_height(_gaze(second)) != height:
            continue
        yield finding(
            "eyeline_match",
            "error",
            (second.path, first.path),
            f"{film.name(_looker(first))} and {film.name(_looker(second))} both look {height} in {first.label} and {second.label}",
            evidence=f"{first.label}: {_gaze(first)}; {second.label}: {_gaze(second)}",
            remedy="decide who stands higher, and let that one look down",
            ground=("height", height),
        )


def _look(film: SeenFilm, shot: SeenShot, gaze: str) -> Change:
    """Another gaze of the one a shot looks at."""
    looker = _looker(shot)
    at = next(at for at, one in enumerate(shot.slots.characters) if film.key(one.name) == looker)
    return shot.put(f"slots/characters/{at}/gaze", gaze)


def screen_direction(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Who leaves the frame on the right comes into the next one from the left, unless a turn or a neutral shot is shown."""
    left: dict[str, SeenShot] = {}
    for shot in scene.shots:
        if shot.resets or turns(shot.shot.event, shot.slots.action):
            left = {}
        movers = shot.people or ((f"\0{shot.slots.subject.lower()}",) if shot.slots.subject else ())
        wrong = [key for key in movers if key in left and shot.shot.enters and left[key].shot.exits == shot.shot.enters]
        if wrong:
            yield _turned(film, shot, left[wrong[0]], wrong[0], _stays_right(shot, movers, left))
        for key in movers:
            left.pop(key, None)
            if shot.shot.exits and not turns(shot.shot.event, shot.slots.action):
                left[key] = shot


def _stays_right(shot: SeenShot, movers: Sequence[str], left: dict[str, SeenShot]) -> bool:
    """Whether everyone who left before may come in from the other side."""
    return len({left[key].shot.exits for key in movers if key in left}) == 1


def _turned(film: SeenFilm, shot: SeenShot, before: SeenShot, key: str, mendable: bool) -> Finding:
    side = before.shot.exits
    who = key.removeprefix("\0") if key.startswith("\0") else film.name(key)
    return finding(
        "screen_direction",
        "error",
        (shot.path, before.path),
        f"{who} goes out {side} in {before.label} and comes in {side} again in {shot.label}: it reads as turning back",
        evidence=f"exits {side} in {before.label}, enters {shot.shot.enters} in {shot.label}",
        remedy=f"let {shot.label} be entered from the {OTHER[side]}" if mendable else "show the turn, or lay a neutral shot in between",
        fix=[shot.put("enters", OTHER[side])] if mendable else (),
        held=[shot.holds("enters")] if mendable else (),
        ground=(side, shot.shot.enters),
    )


def match_on_action(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """A cut inside a movement keeps its hand, its speed and its phase."""
    for first, second in scene.cuts:
        shared = [key for key in first.people if key in second.people]
        if not first.slots.action or not second.slots.action or (not shared and (first.people or second.people)):
            continue
        names = [film.name(key) for key in (*first.people, *second.people)]
        if not same_movement(first.slots.action, second.slots.action, names):
            continue
        yield from _hands(first, second, shared)
        yield from _speeds(first, second)
        yield from _phases(first, second)


def _told(shot: SeenShot, shared: Sequence[str]) -> str:
    """What is said of how the movement is made: the action, then the pose of whom both shots show."""
    return " ".join((shot.slots.action, *(shot.told[key].pose for key in shared if key in shot.told)))


def _hands(first: SeenShot, second: SeenShot, shared: Sequence[str]) -> Iterator[Finding]:
    a, b = hand(_told(first, shared)), hand(_told(second, shared))
    if not a or not b or a == b:
        return
    change, keep, side = (first, second, b) if _held(second) and not _held(first) else (second, first, a)
    fix: list[Change] = []
    if hand(change.slots.action):
        fix.append(change.put("slots/action", with_hand(change.slots.action, side)))
    for at, one in enumerate(change.slots.characters):
        if hand(one.pose):
            fix.append(change.put(f"slots/characters/{at}/pose", with_hand(one.pose, side)))
    yield _broken("hand", first, second, change, f"{a} in {first.label}, {b} in {second.label}", f"the {side} hand", keep, fix)


def _held(shot: SeenShot) -> str:
    return shot.holds("slots/action") or shot.holds("slots/characters")


def _speeds(first: SeenShot, second: SeenShot) -> Iterator[Finding]:
    a, b = speed(first.slots.action), speed(second.slots.action)
    if not a or not b or a == b:
        return
    held = second.holds("slots/action") and not first.holds("slots/action")
    change, keep = (first, second) if held else (second, first)
    fix = [change.put("slots/action", with_speed(change.slots.action, keep.slots.action))]
    yield _broken(
        "speed", first, second, change, f"{a} in {first.label}, {b} in {second.label}", f"as {speed(keep.slots.action)}", keep, fix
    )


def _phases(first: SeenShot, second: SeenShot) -> Iterator[Finding]:
    """A movement that is done can't begin again, and one that only begins isn't done a frame later."""
    a, b = phase(first.slots.action), phase(second.slots.action)
    if 0 <= b - a < 2:
        return
    told = f"{PHASES[a]} in {first.label} ({first.slots.action}), {PHASES[b]} in {second.label} ({second.slots.action})"
    yield _broken("phase", first, second, second, told, "the phase the cut is made in", first, ())


def _broken(what: str, first: SeenShot, second: SeenShot, change: SeenShot, told: str, to: str, keep: SeenShot, fix: Any) -> Finding:
    return finding(
        "match_on_action",
        "warn",
        (second.path, first.path),
        f"the cut from {first.label} to {second.label} goes through a movement and its {what} changes",
        evidence=f"{what}: {told}",
        remedy=f"let {change.label} have {to}, like {keep.label}",
        fix=fix,
        held=[change.holds(one.path.removeprefix(change.path + "/")) for one in fix],
        ground=(what, first.slots.action, second.slots.action, told),
    )
