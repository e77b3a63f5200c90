"""Where we are: a place is shown before it is looked at closely, and left stays left; coverage that a story can't do without."""

from collections.abc import Iterator

from director_kernel.film.rules import added
from director_kernel.film.rules.seen import CLOSE, PLACING, TIGHT, WIDE, SeenFilm, SeenScene, SeenShot, Unchecked, finding
from director_kernel.film.rules.words import OTHER, Side, mirrored, placed_side
from director_kernel.schema.project import Finding, Location, Part
from director_kernel.schema.slots import Coverage


def places(shot: SeenShot) -> bool:
    """Whether it shows where we are."""
    return shot.slots.coverage in PLACING or shot.slots.shot_size in WIDE


def geography(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """A wide shot before tight ones, and people keep their sides of the frame."""
    silent = sum(shot.slots.shot_size is None and shot.slots.coverage is None for shot in scene.shots)
    if silent:
        yield Unchecked("geography", "no shot size given", silent)
    yield from _unplaced(film, scene)
    yield from _swapped(film, scene)


def _unplaced(film: SeenFilm, scene: SeenScene) -> Iterator[Finding]:
    tight = next((shot for shot in scene.shots if shot.slots.shot_size in TIGHT), None)
    if tight is None or any(places(shot) for shot in scene.shots[: tight.number]) or _known_place(scene):
        return
    later = next((shot for shot in scene.shots if places(shot)), None)
    yield finding(
        "geography",
        "warn",
        (tight.path, scene.path),
        f"{tight.label} is {tight.slots.shot_size} and nobody has seen yet where we are",
        evidence=f"no establishing, master or wide shot before it{f'; the first is {later.label}' if later else ' or after it'}",
        remedy=f"open scene {scene.number} with an establishing shot",
        fix=[added.establishing(film, scene)],
        held=[scene.holds(scene.scene.beats[0])],
        ground=str(tight.slots.shot_size),
    )


def _known_place(scene: SeenScene) -> bool:
    """Whether the scene goes on where the one before has shown us around."""
    before = scene.before
    return before is not None and scene.location is not None and before.location is scene.location and any(map(places, before.shots))


def _swapped(film: SeenFilm, scene: SeenScene) -> Iterator[Finding]:
    """Two people who change their sides of the frame, seen from the same side of the line."""
    seen: dict[tuple[str, str], tuple[SeenShot, Side]] = {}
    for shot in scene.shots:
        if shot.resets:
            seen.clear()
        sides: dict[str, Side] = {key: side for key, one in shot.told.items() if (side := placed_side(one.pose))}
        for first, second in [(a, b) for a in sides for b in sides if a < b and sides[a] != sides[b]]:
            like, side = seen.setdefault((first, second), (shot, sides[first]))
            if side == sides[first] or (like.shot.side and shot.shot.side and like.shot.side != shot.shot.side):
                continue
            fix = [
                shot.put(f"slots/characters/{at}/pose", mirrored(one.pose))
                for at, one in enumerate(shot.slots.characters)
                if film.key(one.name) in (first, second)
            ]
            names = f"{film.name(first)} and {film.name(second)}"
            yield finding(
                "geography",
                "warn",
                (shot.path, like.path),
                f"{names} change places between {like.label} and {shot.label}",
                evidence=f"{film.name(first)} stands {side} in {like.label}, {OTHER[side]} in {shot.label}; the camera stays on its side",
                remedy=f"put {film.name(first)} back on the {side} in {shot.label}",
                fix=fix,
                held=[shot.holds("slots/characters")],
                ground=("order", first, second, side),
            )


def coverage_gap(film: SeenFilm) -> Iterator[Finding | Unchecked]:
    """Pictures a story can't do without: key places established, leads seen close, large events answered by a face."""
    for location in film.project.bible.locations:
        if location.key:
            yield from _unestablished(film, location)
    yield from _never_close(film)
    for scene in film.scenes:
        yield from _unanswered(film, scene)


def _unestablished(film: SeenFilm, location: Location) -> Iterator[Finding]:
    there = [scene for scene in film.scenes if scene.location is location and scene.scene.beats]
    if not there or any(places(shot) for scene in there for shot in scene.shots):
        return
    scene = there[0]
    yield finding(
        "coverage_gap",
        "info",
        (scene.path, f"bible/locations/{location.id}"),
        f"{location.name} is a key place and is never established",
        evidence=f"no establishing, master or wide shot in scene{'s' if len(there) > 1 else ''} "
        + ", ".join(str(one.number) for one in there[:6]),
        remedy=f"open scene {scene.number} with an establishing shot",
        fix=[added.establishing(film, scene)],
        held=[scene.holds(scene.scene.beats[0])],
        ground="establishing",
    )


def _never_close(film: SeenFilm) -> Iterator[Finding]:
    first: dict[str, SeenShot] = {}
    close: set[str] = set()
    for scene in film.scenes:
        for shot in scene.shots:
            tight = shot.slots.shot_size in CLOSE or shot.slots.coverage in (Coverage.CLOSE, Coverage.REACTION)
            for key in shot.people:
                if not shot.held:
                    first.setdefault(key, shot)
                if tight:
                    close.add(key)
    for key, one in film.characters.items():
        if one.part not in (Part.LEAD, Part.ANTAGONIST) or key in close:
            continue
        near = first.get(key) or next((shot for scene in film.scenes for shot in scene.shots if key in shot.people), None)
        if near is None:
            continue  # whoever is never seen is a finding of its own (`unused_character`)
        yield finding(
            "coverage_gap",
            "info",
            (near.path, f"bible/characters/{key}"),
            f"{one.name} is the {one.part} and is never seen close",
            evidence="no close-up of them in the film",
            remedy=f"add a close-up after {near.label}",
            fix=[added.close_up(film, near, key)],
            held=[near.held if near.scene.locked or near.beat.locked else ""],
            ground=("close", key),
        )


def _unanswered(film: SeenFilm, scene: SeenScene) -> Iterator[Finding]:
    """Large beats after which no face says what they mean."""
    beats = scene.scene.beats
    for at, beat in enumerate(beats):
        shots = [shot for shot in scene.shots if shot.beat is beat]
        if not beat.large or not shots:
            continue
        after = next((shot for shot in scene.shots if shot.number > shots[-1].number), None)
        if any(_reacts(shot) for shot in (*shots[1:], *((after,) if after is not None else ()))):
            continue
        who = added.who_reacts(film, shots, scene)
        yield finding(
            "coverage_gap",
            "info",
            (shots[-1].path, f"{scene.path}/beats/{beat.id}"),
            f"something large happens in beat {scene.number}.{at + 1} and nobody is seen to react",
            evidence=f"{beat.text[:80]!r} ends with {shots[-1].label}; no reaction or close-up follows",
            remedy=f"add a reaction of {film.name(who)}" if who else "add a reaction of whoever it concerns",
            fix=[added.reaction(film, scene, beat, shots[-1], who)] if who else (),
            held=[scene.holds(beat)],
            ground=("reaction", beat.id),
        )


def _reacts(shot: SeenShot) -> bool:
    return bool(shot.people) and (shot.slots.coverage is Coverage.REACTION or shot.slots.shot_size in CLOSE)
