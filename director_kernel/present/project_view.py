"""A film project as people read it: an outline of scenes, beats and shots with what is locked, and what waits for a decision."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from director_kernel.present.html import ACCENT, GOOD, QUIET, RULE, WARN, Safe, box, dot, el, join, spelled, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import clip, columns, cut, hanging, screen_width, wrapped
from director_kernel.schema.plan import spoken_time
from director_kernel.schema.project import Beat, Project, Scene, Shot
from director_kernel.schema.slots import Angle
from director_kernel.schema.words import counted

LONGEST = 240
"""Letters of what happens in a beat or shot."""
NOTHING = "nothing said yet"
MOST_SHOWN = 40
"""Scenes of a long film that are shown with their shots; the rest are a line each."""


@dataclass(frozen=True)
class Around:
    """What is shown beside the outline: how the film `stands` and what comes `next` (what it is about, what it says), the `proposals`
    that are open and the works that are `waiting` to be taken in, a line each."""

    stands: Sequence[tuple[str, str]] = ()
    proposals: Sequence[str] = ()
    waiting: Sequence[str] = ()
    next: Sequence[tuple[str, str]] = ()


def project_view(project: Project, around: Around | None = None, note: str = "") -> Shown:
    """`project` as text, HTML and JSON; `note` is said first."""
    around = around or Around()
    return Shown(
        text="\n".join(_text(project, around, note)),
        html=box(*_html(project, around, note)),
        data={"project": project.wire(), "proposals": list(around.proposals), "waiting": list(around.waiting)},
    )


def headline(project: Project) -> str:
    """What there is of a project in a line."""
    shots = project.shots()
    length = spoken_time(sum(shot.seconds for shot in shots))
    parts = [
        counted(len(project.scenes), "scene"),
        counted(len(shots), "shot"),
        length if shots else "",
        project.aspect,
        f"{project.fps} fps",
    ]
    people = project.bible
    parts += [counted(len(people.characters), "character")] if people.characters else []
    parts += [counted(len(people.locations), "location")] if people.locations else []
    if project.series:
        parts.insert(0, f"{project.series}, episode {project.episode}" if project.episode else project.series)
    return " · ".join(part for part in parts if part)


def shot_words(shot: Shot) -> str:
    """What a shot shows, in a line: its set-up, who is in it, what happens and what is said."""
    slots = shot.slots
    # Every camera stands at eye level unless somebody says otherwise.
    angle = "" if slots.angle == Angle.EYE else slots.angle or ""
    setup = " · ".join(str(part) for part in (slots.shot_size or "", angle, slots.movement or "", slots.lens) if part)
    happens = slots.action or slots.subject
    said = " ".join(f"{line.speaker + ': ' if line.speaker else ''}“{line.text}”" for line in slots.dialogue)
    return " — ".join(part for part in (setup, happens, said) if part) or NOTHING


# Text


def _text(project: Project, around: Around, note: str) -> Iterator[str]:
    if note:
        yield from (wrapped(note), "")
    yield f"{cut(project.title)}  ({project.id}, version {project.version})"
    yield wrapped(headline(project))
    if project.logline:
        yield wrapped(cut(project.logline, 600))
    if style := _style(project):
        yield wrapped(style)
    if project.targets:
        yield wrapped(f"for {', '.join(project.targets)}")
    for number, scene in enumerate(project.scenes, 1):
        yield ""
        yield f"{number}  " + clip(f"{cut(scene.title)}{_about(project, scene)}{_mark(scene)}", screen_width() - 4)
        if number <= MOST_SHOWN:
            yield from _scene_text(number, scene)
    if not project.scenes:
        yield from ("", "No scene yet.")
    if around.stands:
        yield from ("", *(hanging(f"{label:<10}", text) for label, text in around.stands))
    if around.waiting:
        yield from ("", "Made, but not in the project yet:", *(wrapped(line, "  ") for line in around.waiting))
    if around.proposals:
        yield from ("", "Waits for you (`director project accept ID`, `refuse ID`):")
        yield from (wrapped(line, "  ") for line in around.proposals)
    if around.next:
        width = max(len(command) for command, _ in around.next)
        yield from ("", "Next:", *(f"  director {command:<{width}}  {why}" for command, why in around.next))


def _scene_text(number: int, scene: Scene) -> Iterator[str]:
    place = 0
    for beat in scene.beats:
        if _says_more(beat):
            yield "   " + clip(f"{cut(beat.text, LONGEST)}{_mark(beat)}", screen_width() - 3)
        for shot in beat.shots:
            place += 1
            name = f"{number}.{place}"
            yield hanging(f"   {name:<6}{shot.seconds:>4g} s  ", f"{cut(shot_words(shot), LONGEST)}{_mark(shot)}")


def _says_more(beat: Beat) -> bool:
    """Whether a beat says anything its shots don't say."""
    if beat.locked or not beat.shots:
        return True
    said = {_plain(shot.slots.action) for shot in beat.shots} | {_plain(shot.slots.subject) for shot in beat.shots}
    return _plain(beat.text) not in said


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!…")


def _about(project: Project, scene: Scene) -> str:
    where = next((one.name for one in project.bible.locations if one.id == scene.location), "")
    # A heading says its place already.
    parts = [where if where and where.lower() not in scene.title.lower() else "", str(scene.time_of_day or "")]
    said = ", ".join(part for part in parts if part and part.lower() not in scene.title.lower())
    return f"  ({said})" if said else ""


def _style(project: Project) -> str:
    style = project.style
    parts = [", ".join(style.style), style.era, ", ".join(style.palette), style.grade, style.lens, ", ".join(style.mood)]
    said = " · ".join(part for part in parts if part)
    return f"style: {said}{_mark(style)}" if said or style.locked else ""


def _mark(thing: Any) -> str:
    """What is locked, in words."""
    if thing.locked:
        return "  [locked]"
    slots = thing.locked_slots if isinstance(thing, Shot) else ()
    return f"  [locked: {', '.join(slots)}]" if slots else ""


# HTML


def _html(project: Project, around: Around, note: str) -> Iterator[object]:
    if note:
        yield el("div", spelled(note), style="margin-bottom:6px")
    yield el(
        "div",
        el("strong", cut(project.title), style="font-size:15px;unicode-bidi:isolate"),
        el("span", f"  {project.id}, version {project.version}", style=f"color:{QUIET}"),
    )
    yield el("div", headline(project), style=f"color:{QUIET};margin:2px 0 4px")
    if project.logline:
        yield el("div", cut(project.logline, 600), style="font-style:italic;max-width:60em;margin:2px 0 4px")
    if style := _style(project):
        yield el("div", style, " ", _swatches(project.style.palette))
    if project.targets:
        yield el("div", f"for {', '.join(project.targets)}", style=f"color:{QUIET}")
    scenes = [_scene_html(project, number, scene) for number, scene in enumerate(project.scenes, 1)]
    yield (
        el("ol", *scenes, aria_label="Scenes", style="list-style:none;margin:8px 0 0;padding:0")
        if scenes
        else el("div", "No scene yet.", style=f"color:{QUIET};margin-top:6px")
    )
    if around.stands:
        rows = (join((el("dt", name, style=f"color:{QUIET}"), el("dd", text, style="margin:0"))) for name, text in around.stands)
        yield el("dl", *rows, style="display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:8px 0 0")
    for title, lines in (("Made, but not in the project yet", around.waiting), ("Waits for you", around.proposals)):
        if lines:
            yield el("div", el("strong", title), style="margin-top:10px")
            yield el(
                "ul", *(el("li", dot(WARN, "open"), " ", spelled(line)) for line in lines), style="list-style:none;margin:4px 0;padding:0"
            )
    if around.next:
        yield el("div", "Next", style=f"color:{QUIET};margin-top:8px")
        steps = (el("li", el("code", f"%director {command}"), f"  {why}") for command, why in around.next)
        yield el("ul", *steps, style="margin:4px 0;padding-left:18px")


def _swatches(palette: Sequence[str]) -> Safe:
    """Colours that have a CSS value beside their names; a name alone is no colour everywhere."""
    shown = [one for one in palette if re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", one)]
    square = "display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:3px;vertical-align:-2px"
    return join(el("span", style=f"{square};background:{colour}", title=colour, role="img", aria_label=colour) for colour in shown)


def _scene_html(project: Project, number: int, scene: Scene) -> Safe:
    length = sum(shot.seconds for beat in scene.beats for shot in beat.shots)
    count = sum(len(beat.shots) for beat in scene.beats)
    title = el(
        "span",
        el("strong", f"{number} ", cut(scene.title)),
        el("span", f"{_about(project, scene)}  {counted(count, 'shot')}, {length:g} s", style=f"color:{QUIET}"),
        _lock(scene),
    )
    style = f"border-left:3px solid {ACCENT};padding:2px 0 2px 10px;margin:6px 0"
    if number > MOST_SHOWN:
        return el("li", title, style=style)
    beats = el("ol", *_beats_html(number, scene), style="list-style:none;margin:4px 0 0;padding:0")
    # Short films are read at a glance, long ones scene by scene.
    opened = {"open": "open"} if len(project.scenes) <= 6 else {}
    inner = el("details", el("summary", title, style="cursor:pointer"), beats, **opened) if scene.beats else title
    return el("li", inner, style=style)


def _beats_html(number: int, scene: Scene) -> Iterator[Safe]:
    place = 0
    for beat in scene.beats:
        rows = []
        for shot in beat.shots:
            place += 1
            rows.append(_shot_html(f"{number}.{place}", shot))
        words = el("div", cut(beat.text, LONGEST), _lock(beat), style="max-width:60em") if _says_more(beat) else None
        yield el(
            "li",
            words,
            el("ul", *rows, style="list-style:none;margin:2px 0 0;padding:0") if rows else None,
            style=f"border-top:1px solid {RULE};padding:4px 0",
        )


def _shot_html(name: str, shot: Shot) -> Safe:
    made = "clip" if shot.take else "picture" if shot.frame else ""
    return el(
        "li",
        el("code", name, style="margin-right:8px"),
        el("span", f"{shot.seconds:g} s  ", style=f"color:{QUIET};font-variant-numeric:tabular-nums"),
        cut(shot_words(shot), LONGEST),
        el("span", "  ", dot(GOOD, made)) if made else None,
        _lock(shot),
        style="padding:1px 0 1px 12px",
    )


def _lock(thing: Scene | Beat | Shot) -> Safe | None:
    said = _mark(thing).strip(" []")
    return el("span", "  ", dot(WARN, said)) if said else None


# What was changed, and by whom


def changes_view(title: str, lines: Sequence[str], data: Any) -> Shown:
    """Changes as lines a person reads."""
    shown = lines or ["nothing is different"]
    items = el("ul", *(el("li", line, style="overflow-wrap:anywhere") for line in shown), style="margin:4px 0;padding-left:18px")
    return Shown("\n".join([title, *(wrapped(line, "  ") for line in shown)]), box(el("strong", title), items), data)


def rows_view(caption: str, head: Sequence[str], rows: Sequence[Sequence[object]], data: Any, note: str = "") -> Shown:
    """A list of projects, versions or proposals; the last column takes what room there is."""
    text = columns(rows, head=head, stretch=len(head) - 1, fold=True)
    quiet = el("div", spelled(note), style=f"color:{QUIET}") if note else None
    return Shown("\n".join(part for part in (text, note) if part), box(table(head, rows, caption=caption), quiet), data)
