"""How it moves and whether all of it is used: shot lengths against the feeling, sizes that change, beats, people and places."""

from collections.abc import Iterator

from director_kernel.film.rules import added
from director_kernel.film.rules.camera import over_shoulder, steps_from
from director_kernel.film.rules.place import places
from director_kernel.film.rules.seen import SeenFilm, SeenScene, SeenShot, Unchecked, finding, shots_named
from director_kernel.film.rules.sound import needed
from director_kernel.schema.project import Beat, Emotion, Finding, Part
from director_kernel.schema.slots import ShotSize

STRONG = 7
"""From here on a feeling rules the pace."""
HASTE = 4.0
"""Seconds a shot of a tense beat stands at most on average."""
CALM = 2.0
"""Seconds a shot of an intimate or wondering beat stands at least on average."""
ALIKE = 4
"""So many shots of one size in a row look like one."""


def pacing(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Tense beats are cut faster, quiet ones slower, and the size of the picture changes."""
    silent = sum(beat.emotion is None and bool(beat.shots) for beat in scene.scene.beats)
    if silent:
        yield Unchecked("pacing", "no feeling given for the beat", silent)
    for beat in scene.scene.beats:
        if beat.emotion is not None and beat.shots:
            yield from _against_feeling(scene, beat, beat.emotion)
    yield from _monotone(scene)


def _against_feeling(scene: SeenScene, beat: Beat, feeling: Emotion) -> Iterator[Finding]:
    shots = [shot for shot in scene.shots if shot.beat is beat]
    average = sum(shot.shot.seconds for shot in shots) / len(shots)
    hurried, quiet = max(feeling.tension, feeling.threat), max(feeling.intimacy, feeling.wonder)
    if hurried >= STRONG and hurried > quiet and average > HASTE:
        # Lines keep the time they need: only what stands longer than they take is cut.
        wanted = {shot: min(shot.shot.seconds, max(HASTE, needed(shot))) for shot in shots}
        feels, slow = f"tension or threat {hurried} of 10", "long"
    elif quiet >= STRONG and quiet > hurried and average < CALM:
        wanted = {shot: max(shot.shot.seconds, CALM) for shot in shots}
        feels, slow = f"intimacy or wonder {quiet} of 10", "short"
    else:
        return
    changed = {shot: round(seconds, 2) for shot, seconds in wanted.items() if abs(seconds - shot.shot.seconds) > 0.005}
    if not changed:
        return  # the lines need this long
    yield finding(
        "pacing",
        "info",
        (f"{scene.path}/beats/{beat.id}", *(shot.path for shot in changed)),
        f"the shots of beat {beat.id} are {slow} for what it should feel like",
        evidence=f"{feels}; {average:.1f} s a shot on average ({'at most' if slow == 'long' else 'at least'} "
        f"{HASTE if slow == 'long' else CALM:g} s would carry it)",
        remedy=f"{'shorten' if slow == 'long' else 'lengthen'} {shots_named(list(changed))}",
        fix=[shot.put("seconds", seconds) for shot, seconds in changed.items()],
        held=[shot.holds("seconds") for shot in changed],
        ground=(slow, hurried, quiet, round(average, 2)),
    )


def _monotone(scene: SeenScene) -> Iterator[Finding]:
    """Runs of one size; pairs over shoulders are alike on purpose."""
    run: list[SeenShot] = []
    for shot in (*scene.shots, None):
        if shot is not None and (not run or shot.slots.shot_size is run[-1].slots.shot_size):
            run.append(shot)
            continue
        if len(run) >= ALIKE and run[0].slots.shot_size is not None and not all(map(over_shoulder, run)):
            yield _same_size(scene, run)
        run = [shot] if shot is not None else []


def _same_size(scene: SeenScene, run: list[SeenShot]) -> Finding:
    size = run[0].slots.shot_size
    assert size is not None
    # Every third changes, so that what is left of the run is short enough; what is locked or mirrors its neighbour stays.
    chosen = run[2::3]
    tighter = steps_from(size)[0] if size is not ShotSize.INSERT else ShotSize.CU
    return finding(
        "pacing",
        "info",
        tuple(shot.path for shot in run),
        f"{len(run)} shots in a row are {size}: scene {scene.number} looks like one picture",
        evidence=f"{shots_named(run)} have the same size",
        remedy=f"make {shots_named(chosen)} {tighter}",
        fix=[shot.put("slots/shot_size", tighter.value) for shot in chosen],
        held=[
            shot.holds("slots/shot_size") or ("it looks over a shoulder and mirrors its pair" if over_shoulder(shot) else "")
            for shot in chosen
        ],
        ground=(str(size), len(run)),
    )


def longest_run(scene: SeenScene) -> tuple[int, str]:
    """How many shots in a row have one size at most, and which; (0, "") where no size is said."""
    best, count, last = (0, ""), 0, None
    for shot in scene.shots:
        size = shot.slots.shot_size
        count = count + 1 if size is last else 1
        last = size
        if size is not None and count > best[0]:
            best = count, str(size)
    return best


def beat_without_shots(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Beats nobody would see."""
    for at, beat in enumerate(scene.scene.beats, 1):
        if beat.shots:
            continue
        before = [shot for shot in scene.shots if any(one is shot.beat for one in scene.scene.beats[: at - 1])]
        yield finding(
            "beat_without_shots",
            "warn",
            (f"{scene.path}/beats/{beat.id}",),
            f"beat {scene.number}.{at} has no shots",
            evidence=f"{beat.text[:80]!r} is told and never shown",
            remedy="add a shot of what it tells",
            fix=[added.first_shot(film, scene, beat, before[-1] if before else None)],
            held=[scene.holds(beat)],
            ground=beat.text,
        )
    if not scene.scene.beats:
        yield finding(
            "beat_without_shots",
            "warn",
            (scene.path,),
            f"scene {scene.number} has no beats",
            evidence=f"{scene.scene.title!r} is empty",
            remedy="say what happens in it, or take it out",
        )


def unused_character(film: SeenFilm) -> Iterator[Finding | Unchecked]:
    """People the bible introduces and no shot shows."""
    if not any(scene.shots for scene in film.scenes):
        return
    seen = {key for scene in film.scenes for shot in scene.shots for key in shot.people}
    heard = {film.key(line.speaker) for scene in film.scenes for shot in scene.shots for line in shot.slots.dialogue if line.speaker}
    for key, one in film.characters.items():
        if key in seen or one.part is Part.EXTRA:
            continue
        important = one.part in (Part.LEAD, Part.ANTAGONIST)
        yield finding(
            "unused_character",
            "warn" if important else "info",
            (f"bible/characters/{key}",),
            f"{one.name} is in the bible ({one.part}) and in no shot",
            evidence="only heard" if key in heard else "neither seen nor heard",
            remedy=f"put {one.name} into a shot, or take them out of the bible",
            ground=str(one.part),
        )


def location_unused(film: SeenFilm) -> Iterator[Finding | Unchecked]:
    """Places the bible introduces and no scene plays in, and places that are played in and never shown."""
    for location in film.project.bible.locations:
        there = [scene for scene in film.scenes if scene.location is location]
        shots = [shot for scene in there for shot in scene.shots]
        if not there and film.scenes:
            yield finding(
                "location_established",
                "info",
                (f"bible/locations/{location.id}",),
                f"{location.name} is in the bible and no scene plays there",
                remedy="set a scene there, or take it out of the bible",
                ground="unused",
            )
        elif shots and not location.key and not any(map(places, shots)) and all(shot.slots.shot_size for shot in shots):
            scene = there[0]
            yield finding(
                "location_established",
                "info",
                (scene.path, f"bible/locations/{location.id}"),
                f"{location.name} is never seen as a whole",
                evidence=f"the widest of {len(shots)} shots is {min(shots, key=_width).slots.shot_size}",
                remedy=f"open scene {scene.number} with an establishing shot",
                fix=[added.establishing(film, scene)],
                held=[scene.holds(scene.scene.beats[0])],
                ground="never",
            )


def _width(shot: SeenShot) -> int:
    return list(ShotSize).index(shot.slots.shot_size) if shot.slots.shot_size else 99
