"""A scene for people: where it stands on its way, its beats and shots with what was said and what was guessed, and what is heard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from director_kernel.present.html import ACCENT, GOOD, QUIET, RULE, WARN, Safe, box, dot, el, spelled, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, cut, wrapped
from director_kernel.schema.project import Beat, Cue, Scene, Shot, Stage
from director_kernel.schema.slots import Slots
from director_kernel.schema.words import counted

_SHOWN = ("shot_size", "angle", "movement", "movement_speed", "lens", "light_source", "key_side", "time_of_day", "grade", "composition")
_LEVEL = "+g"
_EMPTY = "min-height:60px;display:flex;align-items:center;justify-content:center;font-size:11px"


@dataclass(frozen=True)
class Row:
    """A shot as it is shown: `number` as it is typed ("2.3"), `start` in the scene, everything that holds for it, and how it is heard.

    `making`: what a run would make of it anew ("picture and clip", "clip", "" nothing).
    """

    number: str
    shot: Shot
    start: float
    full: Slots
    cues: tuple[Cue, ...]
    making: str = ""
    picture: str = ""
    """A data URI of its picture, "" without one."""


def stage_name(stage: Stage) -> str:
    """The stage as people say it."""
    return stage.value.replace("_", " ")


def scenes_view(scenes: Sequence[Scene], note: str = "") -> Shown:
    """All scenes in a table: stage, beats, shots, length, what they wait for."""
    rows = [
        (str(number), scene.title + (" [locked]" if scene.locked else ""), stage_name(scene.stage), *_counts(scene))
        for number, scene in enumerate(scenes, 1)
    ]
    head = ("scene", "title", "stage", "beats", "shots", "pictures", "clips", "seconds")
    data = [
        {"id": scene.id, "number": number, "title": scene.title, "stage": scene.stage.value, "shots": len(_shots(scene))}
        for number, scene in enumerate(scenes, 1)
    ]
    if not rows:
        return Shown("No scene yet; `director scene add TITLE` adds one, `director project import FILE` takes a script in.", data=data)
    text = "\n".join(part for part in (columns(rows, head=head, right=(3, 4, 5, 6, 7), stretch=1, fold=True), note) if part)
    quiet = el("div", spelled(note), style=f"color:{QUIET}") if note else None
    return Shown(text, box(table(head, rows, numbers=(3, 4, 5, 6, 7), caption="Scenes"), quiet), data)


def _shots(scene: Scene) -> list[Shot]:
    return [shot for beat in scene.beats for shot in beat.shots]


def _counts(scene: Scene) -> tuple[str, ...]:
    shots = _shots(scene)
    pictures, clips = sum(bool(shot.frame) for shot in shots), sum(bool(shot.take) for shot in shots)
    return str(len(scene.beats)), str(len(shots)), str(pictures), str(clips), f"{sum(shot.seconds for shot in shots):g}"


def scene_view(number: int, scene: Scene, rows: Sequence[Row], place: str, lacks: Sequence[str], kept: Sequence[str]) -> Shown:
    """One scene. `lacks` says what its next stage waits for, `kept` are the checkpoints one can go back to."""
    length = sum(row.shot.seconds for row in rows)
    about = " · ".join(part for part in (place, counted(len(rows), "shot"), f"{length:g} s" if rows else "") if part)
    title = f"{number}  {scene.title}{' [locked]' if scene.locked else ''}"
    lines = [title, f"   {about}", f"   {_way(scene.stage)}"]
    lines += [wrapped(f"before {_next(scene.stage)}: {one}", "   ") for one in lacks]
    lines += [f"   back to: {', '.join(kept)}"] if kept else []
    lines += list(_text(number, scene, rows))
    page = box(
        el("div", el("strong", title), el("span", f"  {about}", style=f"color:{QUIET}")),
        _steps(scene.stage),
        *(el("div", dot(WARN, f"before {_next(scene.stage)}"), " ", spelled(one)) for one in lacks),
        el("div", f"back to: {', '.join(kept)}", style=f"color:{QUIET}") if kept else None,
        *_html(number, scene, rows),
    )
    data = {
        **scene.wire(),
        "number": number,
        "missing": list(lacks),
        "full": {row.shot.id: row.full.wire() for row in rows},
        "making": {row.shot.id: row.making for row in rows if row.making},
        "heard": {row.shot.id: [cue.wire() for cue in row.cues] for row in rows if row.cues},
    }
    return Shown("\n".join(lines), page, data)


def _next(stage: Stage) -> str:
    order = tuple(Stage)
    return stage_name(order[min(len(order) - 1, order.index(stage) + 1)])


def _way(stage: Stage) -> str:
    return " → ".join(f"[{stage_name(one)}]" if one is stage else stage_name(one) for one in Stage)


def _steps(stage: Stage) -> Safe:
    """The way through the stages, the one it is in marked for eye and ear."""
    order = tuple(Stage)
    items = [
        el(
            "li",
            stage_name(one),
            style=f"display:inline-block;margin-right:6px;padding:1px 8px;border-radius:9px;border:1px solid "
            f"{ACCENT if one is stage else RULE};{'font-weight:600' if one is stage else f'color:{QUIET}'}",
            **({"aria_current": "step"} if one is stage else {}),
        )
        for one in order
    ]
    return el("ol", *items, aria_label="Stages", style="list-style:none;margin:6px 0;padding:0")


def told(slots: Slots) -> list[tuple[str, bool]]:
    """Each set-up slot in words, and whether it was guessed."""
    found = []
    for name in _SHOWN:
        value = getattr(slots, name)
        if value not in (None, "", ()):
            word = value.value if hasattr(value, "value") else str(value)
            found.append((f"{name.replace('_', ' ')} {word}" if name in ("key_side", "grade") else word, name in slots.inferred))
    return found


def _happens(shot: Shot) -> str:
    said = " ".join(f"{line.speaker + ': ' if line.speaker else ''}“{line.text}”" for line in shot.slots.dialogue)
    return " — ".join(part for part in (shot.slots.action or shot.slots.subject, said) if part)


def _state(row: Row) -> list[str]:
    shot = row.shot
    found = [f"trim {shot.trim:g} s"] if shot.trim else []
    found += [f"clip sound {shot.level:{_LEVEL}} dB"] if shot.level else []
    found += [f"then {shot.slots.transition}"] if shot.slots.transition not in ("", "cut") else []
    found += [counted(len(shot.alternates), "alternate")] if shot.alternates else []
    found += ["locked"] if shot.locked else []
    return [*found, f"to make: {row.making}" if row.making else "made"]


def heard(cue: Cue) -> str:
    """A cue in a line."""
    who = f"{cue.speaker}: " if cue.kind == "voice" and cue.speaker else ""
    parts = [f"{cue.kind} {cue.id}: {who}{cut(cue.text, 60) if cue.text else 'a file'}"]
    parts += [f"at {cue.start:g} s"] if cue.start else []
    parts += [f"{cue.level:{_LEVEL}} dB"] if cue.level else []
    parts += ["from a file"] if cue.asset and cue.text else []
    return ", ".join([*parts, *(["silent"] if cue.off else [])])


def _text(number: int, scene: Scene, rows: Sequence[Row]) -> Iterator[str]:
    known = {row.shot.id: row for row in rows}
    for place, beat in enumerate(scene.beats, 1):
        yield ""
        yield wrapped(f"beat {number}.{place}  {_beat(beat)}{' [locked]' if beat.locked else ''}", "   ").rstrip()
        for shot in beat.shots:
            row = known[shot.id]
            setup = " · ".join(f"({word})" if guessed else word for word, guessed in told(row.full))
            yield wrapped(f"{row.number}  {row.start:g}–{row.start + shot.seconds:g} s  {_happens(shot)}", "     ")
            yield wrapped(" · ".join(part for part in (setup, *_state(row)) if part), "         ")
            yield from (wrapped(f"♪ {heard(cue)}", "         ") for cue in row.cues)
    if scene.cues:
        yield ""
        yield from (wrapped(f"♪ {heard(cue)}", "   ") for cue in scene.cues)
    if any(guessed for row in rows for _, guessed in told(row.full)):
        yield "   (in brackets: guessed, not said)"


def _beat(beat: Beat) -> str:
    """What a beat says beside what its shots say."""
    plain = " ".join(beat.text.casefold().split()).strip(" .")
    said = any(
        plain == " ".join(text.casefold().split()).strip(" .") for shot in beat.shots for text in (shot.slots.action, _happens(shot))
    )
    return "" if said else beat.text


def _html(number: int, scene: Scene, rows: Sequence[Row]) -> Iterator[Safe]:
    known = {row.shot.id: row for row in rows}
    for place, beat in enumerate(scene.beats, 1):
        yield el(
            "div",
            el("strong", f"beat {number}.{place} "),
            _beat(beat),
            style=f"margin:10px 0 2px;border-top:1px solid {RULE};padding-top:6px",
        )
        yield el("ul", *(_shot(known[shot.id]) for shot in beat.shots), style="list-style:none;margin:0;padding:0")
    if any(guessed for row in rows for _, guessed in told(row.full)):
        yield el("div", "in italics: guessed, not said", style=f"color:{QUIET};font-size:12px")
    if scene.cues:
        yield el("div", el("strong", "Under the whole scene"), style=f"margin:10px 0 2px;border-top:1px solid {RULE};padding-top:6px")
        yield el("ul", *(el("li", heard(cue)) for cue in scene.cues), style="margin:2px 0;padding-left:18px")


def _shot(row: Row) -> Safe:
    shot = row.shot
    frame = f"width:128px;border-radius:4px;border:1px solid {RULE};flex:none"
    about = f"picture of shot {row.number}: {_happens(shot)}"
    picture = (
        el("img", src=row.picture, alt=about, style=frame)
        if row.picture
        else el("div", "no picture yet", style=f"{frame};{_EMPTY};color:{QUIET}")
    )
    words = [
        el("span", word, title="guessed, not said" if guessed else None, style=f"color:{QUIET};font-style:italic" if guessed else "")
        for word, guessed in told(row.full)
    ]
    pieces: list[object] = []
    for word in words:
        pieces += [" · ", word] if pieces else [word]
    state = _state(row)
    mark = dot(GOOD if not row.making else WARN, state[-1])
    body = el(
        "div",
        el("div", el("strong", row.number), f"  {row.start:g}–{row.start + shot.seconds:g} s  ", _happens(shot)),
        el("div", *pieces) if pieces else None,
        el("div", *([f"{' · '.join(state[:-1])} · "] if state[:-1] else []), mark, style=f"color:{QUIET}"),
        *(el("div", f"♪ {heard(cue)}", style=f"color:{QUIET}") for cue in row.cues),
        style="min-width:0",
    )
    return el("li", picture, body, style="display:flex;gap:10px;padding:6px 0")


def checkpoints(found: Mapping[Stage, int]) -> list[str]:
    """Stages one can go back to, each with its version."""
    return [f"{stage_name(stage)} (version {version})" for stage, version in found.items()]
