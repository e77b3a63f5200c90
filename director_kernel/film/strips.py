"""Mini-beats around one moment, and what a still picture shows: the ground of storyboards from a still or a logline."""

import re
from typing import Any, NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.coverage import mentions
from director_kernel.film.frames import Framed, Home
from director_kernel.film.moments import moment
from director_kernel.film.reel import frame_slots
from director_kernel.film.shots import find_shot
from director_kernel.prompts.read import read_slots
from director_kernel.schema.project import Beat, Change, Project, Scene, Shot, VisualAsset
from director_kernel.schema.slots import Character, Coverage, Panel, Slots

_SHA = re.compile(r"[0-9a-f]{8,64}")


class Still(NamedTuple):
    """A picture and what is in it; `asset` is None for a moment only words tell of."""

    slots: Slots
    asset: str | None
    home: Home
    title: str


def still_of(project: Project, *, still: str = "", board: str = "", panel: str = "", shot: str = "", words: str = "") -> Still:
    """The still that is meant: a reference of the bible (id, name or hash), a frame of a board, a shot's picture, or words alone.

    Raises UsageError where there is none.
    """
    if still:
        return _reference(project, still, words)
    if panel or board:
        found = frames.find_board(project, board)
        frame = frames.find_panel(found, panel or "1")
        home = Home(frame.scene, frame.beat, frame.shot or found.shot, frame.id)
        return Still(_told(frame.slots, words), frame.asset, home, frame.caption or found.title)
    if shot:
        at = find_shot(project, shot)
        slots = frame_slots(project, at)
        slots = slots if slots.action or slots.subject else slots.with_(action=at.beat.text)
        return Still(_told(slots, words), at.shot.frame, Home(at.scene.id, at.beat.id, at.shot.id), slots.action or at.shot.id)
    if words.strip():
        return Still(_cast(project, words), None, frames.NOWHERE, " ".join(words.split())[:70])
    raise UsageError(
        "nothing to go by: name a still (still=ID), a frame (board=…, panel=…), a shot (shot=2.3), or say it in words (words=…)."
    )


def _reference(project: Project, name: str, words: str) -> Still:
    wanted = name.lower()
    for one in project.bible.assets:
        if wanted in (one.id, one.name.lower()) or (_SHA.fullmatch(wanted) and one.asset.startswith(wanted)):
            return Still(_told(_seen(project, one), words), one.asset, Home(of=one.id), one.name or one.id)
    for board in project.boards:
        for panel in board.panels:
            if wanted == panel.id or (_SHA.fullmatch(wanted) and panel.asset.startswith(wanted)):
                return Still(_told(panel.slots, words), panel.asset, Home(panel.scene, panel.beat, panel.shot, panel.id), panel.caption)
    if re.fullmatch(r"[0-9a-f]{64}", wanted):
        slots = _cast(project, words) if words.strip() else Slots(subject="what the picture shows")
        return Still(slots, wanted, Home(of=wanted[:16]), words[:70] or "a still")
    raise UsageError(f"no picture {name[:40]!r} is in the bible or on a board; `director bible add` takes one in.")


def _seen(project: Project, one: VisualAsset) -> Slots:
    """What was read from a reference: its phrase, else its name and tags; palette and mood as they were seen."""
    said = _cast(project, one.phrase or ", ".join(part for part in (one.name, *one.tags) if part))
    who = next((each.look for each in project.bible.characters if each.id == one.of), None)
    if who is not None and who.name not in {each.name for each in said.characters}:
        said = said.with_(characters=(who, *said.characters))
    return said.with_(palette=one.palette or said.palette, mood=one.mood or said.mood)


def _told(slots: Slots, words: str) -> Slots:
    """The slots with a person's words over them."""
    if not words.strip():
        return slots
    read = read_slots(words)
    said = {
        name: getattr(read, name)
        for name in Slots.model_fields
        if name not in ("inferred", *read.inferred) and getattr(read, name) not in (None, "", ())
    }
    return slots.with_(**said)


def _cast(project: Project, words: str) -> Slots:
    """What the words say, with whoever and whatever they name as the bible knows them."""
    slots = read_slots(words)
    known = {one.name.lower(): one.look for one in project.bible.characters if mentions(words, one.name)}
    props = {one.name.lower(): one.prop for one in project.bible.props if mentions(words, one.name)}
    others = (one for one in slots.characters if one.name.lower() not in known)
    things = (one for one in slots.props if one.name.lower() not in props)
    return slots.with_(characters=(*known.values(), *others), props=(*props.values(), *things))


# Mini-beats


def strip(still: Slots, count: int, step: int, aspect: str) -> list[Panel]:
    """`count` mini-beats, 3 to 6, in the order of time: the place, what announces it, the moment, what follows."""
    table = load_lexicon("strips")
    return [_beat(still, table["beats"][name], step, aspect) for name in table["of"][min(6, max(3, count))]]


def _beat(still: Slots, row: dict[str, Any], step: int, aspect: str) -> Panel:
    camera = {"shot_size": row["size"], "coverage": row["coverage"], "lens": row["lens"], "aspect": aspect}
    if "when" in row:
        when = moment(still, row["when"] * step, step).with_(time_offset_ms=row["when"] * step)
        return Panel(label=row["label"], slots=Slots.model_validate({**when.wire(), **camera}))
    lone = load_lexicon("strips")["nobody"]
    first = still.characters[0].name if still.characters else lone["A"]
    action = row["say"].format(A=first, place=still.setting or lone["place"])
    people = tuple(_as(one, row) for one in still.characters)
    shown = people[:1] if row["coverage"] == Coverage.REACTION else people
    return Panel(
        label=row["label"], slots=Slots.model_validate({**camera, "action": f"{action[:1].upper()}{action[1:]}", "characters": shown})
    )


def _as(one: Character, row: dict[str, Any]) -> Character:
    return Character(name=one.name, pose=row.get("pose", one.pose), gaze=one.gaze, emotion=row.get("emotion", one.emotion))


def scene_of(project: Project, board: str, title: str, cut: list[Framed]) -> tuple[Change, Scene]:
    """The frames as a new scene: a beat and a shot for each, its picture the frame. Ids follow from the board's."""
    known = {one.name.lower(): one.id for one in project.bible.characters}
    beats = []
    for number, one in enumerate(cut, 1):
        people = tuple(known[who.name.lower()] for who in one.slots.characters if who.name.lower() in known)
        own = one.slots.with_(frame_index=None, time_offset_ms=None, aspect="", references=(), coverage=one.slots.coverage)
        told = tuple(
            Character(name=who.name, pose=who.pose, gaze=who.gaze, emotion=who.emotion) if who.name.lower() in known else who
            for who in own.characters
        )
        shot = Shot(id=f"{board}-shot{number}", slots=own.with_(characters=told), characters=people, frame=one.asset.sha256)
        beats.append(Beat(id=f"{board}-beat{number}", text=own.action or own.subject or one.label, shots=(shot,)))
    scene = Scene(id=f"{board}-scene", title=title[:120], beats=tuple(beats))
    return Change(op="add", path="scenes", value=scene.wire()), scene


def homes_of(scene: Scene) -> list[Home]:
    """Where each frame of the scene stands."""
    return [Home(scene.id, beat.id, shot.id) for beat in scene.beats for shot in beat.shots]
