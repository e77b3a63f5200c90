"""The reel: an assemble step where several clips or a sound of its own ask for one, with everything in its place."""

from director_kernel.engine.planner.casting import REEL
from director_kernel.engine.planner.graph import Ids, arrange
from director_kernel.engine.planner.inputs import Media
from director_kernel.engine.planner.shaping import video_size
from director_kernel.engine.planner.values import shape
from director_kernel.engine.planner.working import Need, Sheet, Work
from director_kernel.schema.cut import cut_of
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.words import counted


def assemble(sheet: Sheet, media: Media, ids: Ids) -> None:
    """Put every loose clip and sound in a reel, once shots are split; the steps stay in an order that can be run."""
    clips, sounds = _loose(sheet, media)
    reels = [step for step in sheet.steps if step.kind is Kind.ASSEMBLE]
    if reels:
        _complete(sheet, reels, clips, sounds)
        arrange(sheet)
    elif len(clips) > 1 or (clips and sounds):
        _add(sheet, media, ids, clips, sounds)


def _add(sheet: Sheet, media: Media, ids: Ids, clips: list[Work], sounds: list[Work]) -> None:
    reel = _reel(sheet, ids)
    media.settled(reel)
    message = (
        f"{counted(len(clips), 'clip')} and {counted(len(sounds), 'sound')} have no reel."
        if sounds
        else f"{len(clips)} clips have no reel."
    )
    sheet.mended(reel, "", "assemble_added", message, f"The step {reel.id!r} puts them together.")
    _take(reel, clips, Role.CLIP)
    _take(reel, sounds, Role.AUDIO)


def _loose(sheet: Sheet, media: Media) -> tuple[list[Work], list[Work]]:
    """Clips and sounds that no step takes."""
    taken = {need.step for step in sheet.steps for need in step.needs if need.step}
    free = [step for step in sheet.steps if step.id not in taken and step.kind is not Kind.ASSEMBLE]
    return [step for step in free if step.media == "video"], [step for step in free if step.media == "audio"]


def _reel(sheet: Sheet, ids: Ids) -> Work:
    reel = Work(
        label="reel", id=ids.free("reel"), kind=Kind.ASSEMBLE, action="Assemble the reel", model=REEL, model_name="Reel (made here)"
    )
    reel.label, reel.takes = reel.id, 1
    sheet.steps.append(reel)
    return reel


def _complete(sheet: Sheet, reels: list[Work], clips: list[Work], sounds: list[Work]) -> None:
    """Clips for each reel that names none, and a place in the first that has clips for every sound that has none."""
    for reel in reels:
        if _has_clips(reel):
            continue
        below = _below(sheet, reel) if clips else set()
        free = [step for step in clips if step.id not in below]
        clips = [step for step in clips if step.id in below]
        if free:
            fix = f"It takes {', '.join(step.id for step in free)}."
            sheet.mended(reel, "inputs", "missing_input", "The reel names no clips.", fix)
            _take(reel, free, Role.CLIP)
        else:
            sheet.open(reel, "inputs", "missing_input", "The reel has no clips.", "Add a video step before it, or take the reel out.")
    if sounds:
        _place(sheet, next((reel for reel in reels if _has_clips(reel)), reels[0]), sounds)


def _has_clips(reel: Work) -> bool:
    return any(need.role is Role.CLIP for need in reel.needs)


def _place(sheet: Sheet, reel: Work, sounds: list[Work]) -> None:
    below = _below(sheet, reel)
    free = [step for step in sounds if step.id not in below]
    if free:
        names = ", ".join(step.id for step in free)
        sheet.mended(reel, "inputs", "audio_placed", f"Nothing takes the sound of {names}.", "It is mixed into the reel.")
        _take(reel, free, Role.AUDIO)


def _take(reel: Work, steps: list[Work], role: Role) -> None:
    waiting = set(reel.depends_on)
    for step in steps:
        reel.needs.append(Need(Role.VOICE if step.kind is Kind.SPEECH else role, step=step.id))
        if step.id not in waiting:
            reel.depends_on.append(step.id)


def _below(sheet: Sheet, reel: Work) -> set[str]:
    """The steps that wait for the reel, and those that wait for them."""
    found = {reel.id}
    for step in sheet.steps:
        if any(above in found for above in step.depends_on):
            found.add(step.id)
    return found


def measure(reel: Work, steps: dict[str, Work], sheet: Sheet) -> None:
    """How long a reel runs and how big it is, from its clips."""
    clips = [steps[need.step] for need in reel.needs if need.role is Role.CLIP and need.step]
    reel.duration = reel.use_seconds = sum(clip.use_seconds for clip in clips) + _stored_seconds(reel)
    reel.aspect, reel.fps = sheet.aspect, sheet.fps
    reel.width, reel.height = video_size(shape(sheet.aspect))
    first = next((clip for clip in clips if clip.aspect == sheet.aspect), clips[0] if clips else None)
    if first:
        reel.aspect, reel.width, reel.height = first.aspect, first.width, first.height


def _stored_seconds(reel: Work) -> float:
    """How long the stored clips of the reel run, as its cut says; a file nobody said anything of counts for nothing here."""
    cut = cut_of(reel.options)
    given = {need.asset for need in reel.needs if need.role is Role.CLIP and need.asset}
    return sum(clip.seconds for clip in cut.clips if not clip.step and clip.asset in given) if cut else 0.0
