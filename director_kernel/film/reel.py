"""A project as a plan: a picture and a clip for every shot that has none, sounds, and the reel that joins them with what is stored.

Prompts stay empty: the planner writes each in the dialect of the model it casts, from the slots. Step ids, seeds and prompts follow from
the shot's id and what is said of it, never from its place, so moving a shot renders nothing again. A take is kept as long as its shot
says what it said when the take was made; a picture or clip a person chose is kept always.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from director_kernel.errors import UsageError
from director_kernel.film.shots import Placed, find_scene, find_shot, full, placed
from director_kernel.film.soundtrack import named, seed_of, soundtrack
from director_kernel.schema.brief import Brief
from director_kernel.schema.cut import CUT, Cut, CutClip, CutSound
from director_kernel.schema.plan import Draft, DraftStep, Input, Kind, Role, Tier
from director_kernel.schema.project import Project, Scene, Shot
from director_kernel.schema.slots import Slots

REEL = "reel"
_SOUND_SLOTS: dict[str, Any] = {"dialogue": (), "sound": (), "music": "", "lyrics": "", "bpm": None}
_TIME_SLOTS: dict[str, Any] = {"duration": None, "fps": None, "transition": ""}
_PICTURE_ROLES = frozenset(("character", "location", "prop", "style", "layout"))
_ATTACHED = {"location": "backdrop", "prop": "product", "character": "character"}
"""What previs does with a picture that isn't its own: it stands for whom or what it shows."""
_MOVES = ("movement", "movement_speed", "motion_strength")
_STILL_FITS = 0.25
"""Seconds a take may be short before it is made again."""

Remake = Literal["", "take", "picture"]


@dataclass
class Made:
    """The draft as it grows."""

    steps: list[DraftStep] = field(default_factory=list)
    clips: list[CutClip] = field(default_factory=list)


def film_draft(
    project: Project,
    scene: str | None = None,
    shots: Sequence[str] | None = None,
    *,
    tier: Tier | None = None,
    remake: Remake = "",
    score: str = "",
) -> Draft:
    """The steps that make the film, one scene, or some shots alone (by id, or "2.3").

    `remake` makes clips (or pictures too) again, another take each, though they are
    there; `score` is music under a film that has none. Raises UsageError where there is nothing to make.
    """
    chosen = _chosen(project, scene, shots)
    made = Made()
    for at in chosen:
        _add_shot(project, at, made, remake)
    alone = shots is not None
    sounds: list[CutSound] = []
    if not alone:
        heard, sounds = soundtrack(project, _by_scene(chosen))
        heard, sounds = _with_score(project, chosen, score, heard, sounds)
        made.steps += heard
    if not alone or len(made.clips) > 1:
        made.steps.append(_reel(project, made.clips, sounds))
    if not made.steps:
        raise UsageError(f"shot {chosen[0].shot.id} is locked and keeps its take; `director project unlock {chosen[0].shot.id}` first.")
    return _draft(project, _title(project, scene, chosen if alone else []), made.steps, chosen, tier)


def _chosen(project: Project, scene: str | None, shots: Sequence[str] | None) -> list[Placed]:
    if shots is not None:
        found = [find_shot(project, name) for name in dict.fromkeys(shots)]
        return [at for at in placed(project) if at.shot.id in {one.shot.id for one in found}]
    wanted: Scene | None = find_scene(project, scene) if scene is not None else None
    chosen = [at for at in placed(project) if wanted is None or at.scene.id == wanted.id]
    if not chosen:
        what = f"scene {wanted.title!r}" if wanted else f"{project.title!r}"
        raise UsageError(
            f"{what} has no shots yet; `director scene add` adds them, `director recipe apply` lays a shot grammar over a beat."
        )
    return chosen


def _by_scene(shots: Sequence[Placed]) -> list[list[Placed]]:
    found: dict[str, list[Placed]] = {}
    for at in shots:
        found.setdefault(at.scene.id, []).append(at)
    return list(found.values())


# Shots


def frame_slots(project: Project, at: Placed) -> Slots:
    """What the picture of a shot is made of: everything seen, nothing heard, only references whose picture is handed over."""
    said = full(project, at)
    kept = tuple(one for one in said.references if one.asset and one.role in _PICTURE_ROLES)
    return said.with_(**_SOUND_SLOTS, **_TIME_SLOTS, references=kept)


def clip_slots(project: Project, at: Placed) -> Slots:
    """What the clip of a shot is made of; it starts from the shot's picture, which carries the references already."""
    said = full(project, at)
    ends = tuple(one for one in said.references if one.asset and one.role == "end")
    return said.with_(transition="", references=ends)


def key_of(slots: Slots, *files: str | None) -> str:
    """What a picture or clip is made of, as a short hash; its length is not part of it."""
    said = slots.with_(**_TIME_SLOTS).wire()
    text = json.dumps([said, *files], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def frame_key(slots: Slots) -> str:
    """The key of a picture: how the camera moves afterwards is not part of it."""
    return key_of(slots.with_(**dict.fromkeys(_MOVES)), *(one.asset for one in slots.references))


def made_of(asset: str, key: str) -> str:
    """What `Shot.made_of` says of a picture or clip."""
    return f"{asset[:16]} {key}"


def is_stale(shot: Shot, what: Literal["frame", "take"], *keys: str) -> bool:
    """Whether the shot's picture or clip was made by a run, and the shot is said otherwise now than any of the keys."""
    asset = getattr(shot, what)
    told = shot.made_of.get(what, "").split(" ")
    return bool(asset) and len(told) == 2 and told[0] == asset[:16] and told[1] not in keys


def current_frame(project: Project, at: Placed) -> str | None:
    """The shot's picture, None where it has none or an old one."""
    shot, slots = at.shot, frame_slots(project, at)
    # One made without references stays good when references come: making all of a film again is a person's wish, not a sheet's.
    bare = slots.with_(references=())
    stale = not _locked(at) and is_stale(shot, "frame", frame_key(slots), frame_key(bare))
    return None if stale else shot.frame


def current_take(project: Project, at: Placed) -> str | None:
    """The shot's clip, None where it has none, an old one, or one that is too short by now. A locked shot keeps what it has."""
    shot = at.shot
    if shot.take is None or _locked(at):
        return shot.take
    ours = shot.made_of.get("take", "").startswith(shot.take[:16])
    frame = current_frame(project, at)
    slots = clip_slots(project, at)
    bare = slots.with_(references=())
    if is_stale(shot, "take", key_of(slots, frame), key_of(bare, frame)) or (ours and frame is None):
        return None
    lasts = float(shot.made_of.get("seconds") or 0)
    return None if ours and lasts and shot.trim + shot.seconds > lasts + _STILL_FITS else shot.take


def _locked(at: Placed) -> bool:
    return at.shot.locked or at.beat.locked or at.scene.locked


def _add_shot(project: Project, at: Placed, made: Made, remake: Remake) -> None:
    again = bool(remake) and not _locked(at)
    take = None if again else current_take(project, at)
    if take is not None:
        made.clips.append(_cut(at, asset=take))
        return
    frame = None if again and remake == "picture" else current_frame(project, at)
    if frame is None:
        made.steps.append(_frame(project, at, remake))
    clip = _clip(project, at, frame, remake)
    made.steps.append(clip)
    made.clips.append(_cut(at, step=clip.id or ""))


def frame_id(shot: str) -> str:
    """The id of the step that makes a shot's picture."""
    return named(shot, "frame")


def clip_id(shot: str) -> str:
    """The id of the step that makes a shot's clip."""
    return named(shot, "clip")


def _seed(project: Project, at: Placed, what: str, remake: Remake) -> int:
    """The seed of a shot's picture or clip: the shot's own, else made from its id; another one when it is made again."""
    if at.shot.slots.seed and not remake:
        return at.shot.slots.seed
    number = len(at.shot.alternates) + 1 if remake else 0
    return seed_of(project, at.shot.id, what, *([number] if number else []))


def _action(at: Placed) -> str:
    said = at.shot.slots
    return said.action or said.subject or at.beat.text or at.scene.title


def _frame(project: Project, at: Placed, remake: Remake) -> DraftStep:
    slots = frame_slots(project, at)
    inputs = [Input(role=Role.REFERENCE, asset=one.asset) for one in slots.references]
    return DraftStep.model_validate(
        {
            "id": frame_id(at.shot.id),
            "kind": (Kind.IMAGE_EDIT if inputs else Kind.TEXT_TO_IMAGE).value,
            "type": "image",
            "action": f"Picture: {_action(at)}",
            "slots": slots,
            "aspect": slots.aspect,
            "seed": _seed(project, at, "frame", "take" if remake == "picture" else ""),
            "inputs": inputs,
            "depends_on": [],
            "output_description": f"Picture of {at.shot.id}",
            **({"attachedRole": _ATTACHED.get(slots.references[0].role, "reference")} if inputs else {}),
        }
    )


def _clip(project: Project, at: Placed, frame: str | None, remake: Remake) -> DraftStep:
    slots, before = clip_slots(project, at), frame_id(at.shot.id)
    start = Input(role=Role.START_IMAGE, asset=frame) if frame else Input(role=Role.START_IMAGE, step=before)
    ends = [Input(role=Role.END_IMAGE, asset=one.asset) for one in slots.references[:1]]
    move = slots.movement.value if slots.movement else "static"
    return DraftStep.model_validate(
        {
            "id": clip_id(at.shot.id),
            "kind": Kind.IMAGE_TO_VIDEO.value,
            "type": "video",
            "action": _action(at),
            "slots": slots,
            "aspect": slots.aspect,
            "duration": at.shot.seconds,
            "use_seconds": at.shot.seconds,
            "seed": _seed(project, at, "clip", remake),
            "inputs": [start, *ends],
            "depends_on": [] if frame else [before],
            "output_description": f"{move}, {at.shot.seconds:g} s",
        }
    )


def _cut(at: Placed, *, step: str = "", asset: str = "") -> CutClip:
    """The shot's place in the cut. A trim is of the take it was said of: a new one begins at its beginning."""
    shot, said = at.shot, at.shot.slots
    seen = Slots(
        action=_action(at),
        shot_size=said.shot_size,
        angle=said.angle,
        movement=said.movement,
        lens=said.lens,
        on_screen_text=said.on_screen_text,
        dialogue=said.dialogue,
        mood=said.mood,
    )
    return CutClip(
        shot=shot.id,
        step=step,
        asset=asset,
        seconds=shot.seconds,
        trim=shot.trim if asset else 0.0,
        transition=said.transition,
        level=shot.level,
        slots=seen,
    )


# The whole


def _with_score(
    project: Project, shots: Sequence[Placed], score: str, steps: list[DraftStep], sounds: list[CutSound]
) -> tuple[list[DraftStep], list[CutSound]]:
    """One piece of music under everything, where there is none yet and one is asked for."""
    if not score or any(sound.kind == "music" for sound in sounds):
        return steps, sounds
    whole = sum(at.shot.seconds for at in shots)
    slots = Slots(music=score, mood=project.style.mood)
    step = DraftStep.model_validate(
        {
            "id": "score",
            "kind": Kind.MUSIC.value,
            "type": "audio",
            "action": f"Music: {score}",
            "slots": slots,
            "duration": whole,
            "use_seconds": whole,
            "seed": seed_of(project, "score"),
            "inputs": [],
            "depends_on": [],
        }
    )
    return [*steps, step], [*sounds, CutSound(cue="score", kind="music", step="score", start=0.0, seconds=whole, label=score)]


def _reel(project: Project, clips: Sequence[CutClip], sounds: Sequence[CutSound]) -> DraftStep:
    inputs = [_input(Role.CLIP, one.step, one.asset) for one in clips]
    inputs += [_input(Role.VOICE if one.kind == "voice" else Role.AUDIO, one.step, one.asset) for one in sounds]
    unique = list({(each.role, each.step, each.asset): each for each in inputs}.values())
    whole = sum(one.seconds for one in clips)
    return DraftStep.model_validate(
        {
            "id": REEL,
            "kind": Kind.ASSEMBLE.value,
            "type": "video",
            "action": "Assemble the reel",
            "aspect": project.aspect,
            "use_seconds": whole,
            "inputs": unique,
            "depends_on": list(dict.fromkeys(each.step for each in unique if each.step)),
            "options": {CUT: Cut(clips=tuple(clips), sounds=tuple(sounds)).wire()},
            "output_description": f"{project.title}, {whole:g} s",
        }
    )


def _input(role: Role, step: str, asset: str) -> Input:
    return Input(role=role, step=step) if step else Input(role=role, asset=asset)


def _title(project: Project, scene: str | None, alone: Sequence[Placed]) -> str:
    if alone:
        return f"{project.title}: {', '.join(at.shot.id for at in alone[:6])}"
    return f"{project.title}: {find_scene(project, scene).title}" if scene is not None else project.title


def _draft(project: Project, title: str, steps: Sequence[DraftStep], shots: Sequence[Placed], tier: Tier | None) -> Draft:
    whole = sum(at.shot.seconds for at in shots)
    new = sum(1 for step in steps if step.kind == Kind.IMAGE_TO_VIDEO.value)
    told: dict[str, Any] = {"tier": tier} if tier else {}
    return Draft(
        title=title,
        summary=f"{len(shots)} {'shot' if len(shots) == 1 else 'shots'} in {whole:g} s, {project.aspect}; {new} made anew.",
        brief=Brief(text=project.logline or title, aspect=project.aspect, seed=project.seed, language=project.language),
        use_case="general",
        aspect=project.aspect,
        fps=project.fps,
        steps=[step.model_copy(update={"order": at}) for at, step in enumerate(steps, 1)],
        final_outputs=[f"{title}, {whole:g} s, {project.aspect}"],
        finals=[REEL] if steps and steps[-1].id == REEL else [step.id or "" for step in steps[-1:]],
        **told,
    )
