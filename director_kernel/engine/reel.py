"""The edit of a plan: which stored takes make the film, in what order, with which sounds, and where each of them begins.

Nothing here touches pixels: `film_of` turns a plan and its takes into a `Film`, `media.reel` makes the files, in a worker.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path

from director_kernel.engine.cutting import PAUSE, VOICE_AFTER, Laid, Stored, clip_of, laid, sounds_of
from director_kernel.engine.local import Assemble, Assembly
from director_kernel.media import remote
from director_kernel.media.cut import Caption, Clip, Cue, Film, Reel
from director_kernel.media.pool import Pool
from director_kernel.media.size import frame_size, within
from director_kernel.providers.protocol import Output
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Kind, Plan, Role, Step
from director_kernel.schema.slots import Slots

OTIO_MIME = "application/vnd.pixar.opentimelineio+json"
HOLD_SECONDS = 3.0
"""How long a picture without a clip is held when nobody says."""
_WORDS_PER_SECOND = 2.6
_SOUNDS = {Kind.SPEECH: "voice", Kind.MUSIC: "music", Kind.SOUND_EFFECT: "effects"}


__all__ = ["Stored", "assemble", "assembler", "film_of"]


def film_of(
    plan: Plan,
    takes: Mapping[str, Stored],
    folder: Path,
    *,
    studio: str = "previs",
    captions: bool | None = None,
    step: Step | None = None,
) -> Film:
    """The film of a plan from its stored takes (by step id, stored assets by hash; what has none is left out), to be written into `folder`.

    `step` is the assemble step that asks, if one does: its inputs say which clips, in which order. `captions`: spoken words are
    written into the picture (default: in previs they are; every spoken line is a timeline marker anyway).
    """
    asking = step or next((one for one in plan.steps if one.kind is Kind.ASSEMBLE), None)
    told = laid(plan, takes, asking)
    shots = shots_of(plan, takes, asking) if told is None else tuple(one.step for one in told if one.step is not None)
    if told is None or asking is None:
        clips = tuple(_clip(shot, takes[shot.id], plan, studio) for shot in shots)
        cues = cues_of(plan, takes, shots, clips)
    else:
        spoken = any(one.kind is Kind.SPEECH for one in plan.steps)
        clips = tuple(
            clip_of(one, takes[one.said.key], facts=facts_of(one.said.slots), cost=_cost(one.step, studio), spoken=spoken) for one in told
        )
        cues = sounds_of(plan, takes, asking, told, clips)
    width, height = _size(plan, asking, shots)
    return Film(
        folder=folder,
        title=plan.title,
        width=width,
        height=height,
        fps=float((asking.fps if asking and asking.fps else 0) or plan.fps or 24),
        clips=clips,
        cues=cues,
        captions=spoken_captions(cues, takes) if (studio == "previs" if captions is None else captions) else (),
        mood=" ".join((plan.summary, *(word for slots in _told(shots, told) for word in (*slots.mood, slots.music)))),
        studio=studio,
        note=_note(plan, studio),
        silent=bool(plan.brief and "none" in plan.brief.audio),
        seed=int(hashlib.sha256(plan.title.encode()).hexdigest()[:6], 16),
    )


def _told(shots: tuple[Step, ...], told: tuple[Laid, ...] | None) -> list[Slots]:
    return [shot.slots for shot in shots] if told is None else [one.said.slots for one in told]


def _cost(step: Step | None, studio: str) -> str:
    return usd(0) if studio == "previs" else usd(step.price) if step is not None else "stored"


def _note(plan: Plan, studio: str) -> str:
    return f"previs, nothing spent (live about {usd(plan.price)})" if studio == "previs" else f"about {usd(plan.price)}"


def shots_of(plan: Plan, takes: Mapping[str, Stored], asking: Step | None = None) -> tuple[Step, ...]:
    """The steps whose takes are the film's pictures, in order: what the assemble step names, else every clip and every picture that
    no other step is made from."""
    if asking is not None:
        named = [each.step for each in asking.inputs if each.role is Role.CLIP and each.step]
        found = tuple(plan.step(key) for key in named if key in takes and takes[key].mime.startswith(("video/", "image/")))
        if found:
            return found
    used = {
        each.step
        for one in plan.steps
        if one.kind is not Kind.ASSEMBLE
        for each in one.inputs
        if each.role is not Role.REFERENCE or one.id in takes
    }
    extended = {each.step for one in plan.steps if one.kind is Kind.EXTEND for each in one.inputs if each.role is Role.SOURCE}
    return tuple(one for one in plan.steps if _is_shot(one, takes, used - extended))


def _is_shot(step: Step, takes: Mapping[str, Stored], used: set[str | None]) -> bool:
    take = takes.get(step.id)
    if take is None or step.kind is Kind.ASSEMBLE or step.id in used:
        return False
    return take.mime.startswith(("video/", "image/")) and take.mime != "image/svg+xml"


def _clip(step: Step, take: Stored, plan: Plan, studio: str) -> Clip:
    seconds = step.use_seconds or step.duration or take.seconds or HOLD_SECONDS
    own_voice = any(one.kind is Kind.SPEECH for one in plan.steps)
    return Clip(
        step=step.id,
        path=take.path,
        mime=take.mime,
        seconds=seconds,
        action=step.slots.action or step.action,
        movement=step.slots.movement,
        transition=step.slots.transition,
        words=step.slots.on_screen_text,
        facts=facts_of(step.slots),
        cost=usd(0) if studio == "previs" else usd(step.price),
        keep_sound=not (own_voice and step.slots.dialogue),
    )


def facts_of(slots: Slots) -> str:
    """Size, angle, move and lens in short ("WS · low angle · push in")."""
    told = (slots.shot_size, slots.angle, slots.movement, slots.lens)
    return " · ".join(str(part.value if hasattr(part, "value") else part) for part in told if part)


def _size(plan: Plan, asking: Step | None, shots: tuple[Step, ...]) -> tuple[int, int]:
    """The film's frame: the assemble step's, else the first shot's, else the plan's aspect; at most 1280 pixels long in either way."""
    for step in (*([asking] if asking else []), *shots):
        if step.width > 0 and step.height > 0:
            return within(step.width, step.height)
    return frame_size(plan.aspect)


def starts_of(shots: tuple[Step, ...], clips: tuple[Clip, ...]) -> dict[str, float]:
    """The second each shot begins at, by step."""
    at, found = 0.0, {}
    for shot, clip in zip(shots, clips, strict=True):
        found[shot.id] = at
        at += clip.seconds
    return found


def cues_of(plan: Plan, takes: Mapping[str, Stored], shots: tuple[Step, ...], clips: tuple[Clip, ...]) -> tuple[Cue, ...]:
    """Every stored sound and where it begins: where it says (`options["start"]`), with the shot it belongs to, else in turn."""
    starts, total = starts_of(shots, clips), sum(clip.seconds for clip in clips)
    sounds = [step for step in plan.steps if step.kind in _SOUNDS and step.id in takes]
    turns = _turns([step for step in sounds if step.kind is Kind.SPEECH], takes, shots, starts, total)
    cues = []
    for step in sounds:
        kind, said = _SOUNDS[step.kind], step.options.get("start")
        begin = float(said) if isinstance(said, int | float) else turns.get(step.id, _with_shot(step, starts, kind))
        length = takes[step.id].seconds
        if step.use_seconds and kind != "voice":
            length = min(length or step.use_seconds, step.use_seconds)
        begin = min(max(0.0, begin), max(0.0, total - 0.1))
        text = " ".join(line.text for line in step.slots.dialogue) if kind == "voice" else ""
        cues.append(Cue(step.id, takes[step.id].path, kind, begin, length, step.slots.music or step.action, text))
    return tuple(cues)


def _with_shot(step: Step, starts: Mapping[str, float], kind: str) -> float:
    """The start of the first shot the sound waits for; the beginning of the film for music and for sounds that wait for none."""
    waits = [starts[key] for key in step.depends_on if key in starts]
    return min(waits) if waits and kind != "music" else 0.0


def _turns(
    voices: list[Step], takes: Mapping[str, Stored], shots: tuple[Step, ...], starts: Mapping[str, float], total: float
) -> dict[str, float]:
    """When each voice begins: with its own shot, one to a shot if there are as many, else one after the other, spread over the film."""
    if all(any(key in starts for key in step.depends_on) for step in voices):
        wished = [_with_shot(step, starts, "voice") + VOICE_AFTER for step in voices]
    elif len(voices) == len(shots) > 1:
        wished = [starts[shot.id] + VOICE_AFTER for shot in shots]
    else:
        spoken = sum(takes[step.id].seconds for step in voices)
        spare = max(0.0, total - spoken - 2 * VOICE_AFTER) / max(1, len(voices))
        wished, at = [], VOICE_AFTER
        for step in voices:
            wished.append(at)
            at += takes[step.id].seconds + min(1.5, max(PAUSE, spare))
    begins: dict[str, float] = {}
    free = 0.0
    for step, wish in zip(voices, wished, strict=True):
        begins[step.id] = max(wish, free)
        free = begins[step.id] + takes[step.id].seconds + PAUSE
    return begins


def spoken_captions(cues: tuple[Cue, ...], takes: Mapping[str, Stored]) -> tuple[Caption, ...]:
    """What the voices say, in pieces short enough to read, timed by their share of the words."""
    found = []
    for cue in cues:
        if cue.kind != "voice" or not cue.text:
            continue
        pieces = _pieces(cue.text)
        length = takes[cue.step].seconds or len(cue.text.split()) / _WORDS_PER_SECOND
        letters, at = sum(map(len, pieces)), cue.start
        for piece in pieces:
            lasts = length * len(piece) / max(1, letters)
            found.append(Caption(piece, at, lasts))
            at += lasts
    return tuple(found)


def _pieces(text: str, longest: int = 64) -> list[str]:
    """The text in pieces of about `longest` letters, cut between words."""
    rows: list[str] = []
    for word in text.split():
        if rows and len(rows[-1]) + len(word) < longest and not rows[-1].endswith((".", "!", "?")):
            rows[-1] += " " + word
        else:
            rows.append(word)
    return rows


async def assemble(film: Film, pool: Pool) -> Reel:
    """Makes the film's files in a worker. Raises what `media.reel.assemble` raises."""
    return await pool.run(remote.assemble, film)


def assembler(reels: Path, *, executor: Executor | None = None, pool: Pool | None = None) -> Assemble:
    """What the executor calls for an assemble step: writes `reels/<plan>/` and hands the film and its contact sheet over as outputs."""
    workers = pool or Pool(executor, workers=1)

    async def join(assembly: Assembly) -> tuple[Output, ...]:
        takes = {
            step.id if step is not None else file.asset.sha256: Stored(file.path, file.asset.mime, file.asset.duration)
            for file, step in assembly.files
        }
        target = reels / (assembly.plan.id or "plan")
        film = film_of(assembly.plan, takes, target, studio=assembly.studio, step=assembly.step)
        return await asyncio.to_thread(_outputs, await assemble(film, workers), assembly.folder, assembly.studio)

    return join


def _outputs(reel: Reel, folder: Path, studio: str) -> tuple[Output, ...]:
    """Copies of the reel's files for the asset store; `reels/<plan>/` can be laid out again from there.

    An asset's folder lies as deep as `reels/<plan>/`, so the timeline's relative paths hold in both.
    """
    kinds = ((reel.mp4, "video/mp4", "main"), (reel.contact, "image/png", "contact"), (reel.otio, OTIO_MIME, "otio"))
    found = []
    for path, mime, role in kinds:
        copy = folder / path.name
        copy.write_bytes(path.read_bytes())
        film = role == "main"
        found.append(
            Output(
                path=copy,
                mime=mime,
                role=role,
                width=reel.width if film else 0,
                height=reel.height if film else 0,
                duration=reel.seconds if film else 0.0,
                fps=reel.fps if film else 0.0,
                meta={"studio": studio, "reel": str(reel.mp4.name), "peak_dbfs": round(reel.peak, 2)} if film else {"studio": studio},
            )
        )
    return tuple(found)
