"""The wall of a film: scenes as rows of shots, the prompts of every target folded under each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from director_kernel.present.html import PANEL, QUIET, RULE, WARN, Safe, box, el, folded, join, spelled
from director_kernel.present.shown import Shown
from director_kernel.present.text import clip, cut, hanging, screen_width, wrapped
from director_kernel.schema.project import Project
from director_kernel.schema.slots import Slots
from director_kernel.schema.words import counted

_PICTURE = "box-sizing:border-box;display:block;width:calc(100% + 20px);margin:-8px -10px 6px;border-radius:6px 6px 0 0"
_GAP = f"display:flex;align-items:center;justify-content:center;color:{QUIET};font-size:11px;border-bottom:1px dashed {RULE}"
_EMPTY = "There are no shots yet: `director scene add` adds a scene with shots, `director film LOGLINE` tells a story."
_CARD = f"overflow:hidden;border:1px solid {RULE};border-radius:6px;padding:8px 10px;background:{PANEL}"


class Prompt(Protocol):
    """A compiled prompt as far as it is shown."""

    @property
    def prompt(self) -> str: ...

    @property
    def negative(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, Any]: ...

    @property
    def diagnostics(self) -> Sequence[Any]: ...


class Hung(Protocol):
    """A shot on the wall."""

    @property
    def at(self) -> Any: ...

    @property
    def slots(self) -> Slots: ...

    @property
    def prompts(self) -> Mapping[str, Prompt]: ...


def wall_view(project: Project, wall: Sequence[Hung], pictures: Mapping[str, str] | None = None, why: str = "") -> Shown:
    """The wall: an outline with the first target's prompts for a shell, cards with all of them for a notebook, everything as JSON.

    `pictures` are data URIs of the shots' small pictures, by shot id; `why` says how the targets were chosen where nobody named them.
    """
    names = list(wall[0].prompts) if wall else []
    seconds = sum(one.at.shot.seconds for one in wall)
    facts = (counted(len(project.scenes), "scene"), counted(len(wall), "shot"), f"{seconds:g} s" if wall else "", project.aspect)
    about = " · ".join(part for part in facts if part)
    told = f"Prompts for {', '.join(names)}{f' ({why})' if why else ''}." if names else _EMPTY
    text = "\n".join(part for part in [f"{project.title} · {about}", project.logline, wrapped(told), *_lines(project, wall)] if part)
    scenes = [_scene(project, scene, list(shots), pictures or {}) for scene, shots in groupby(wall, key=lambda one: one.at.scene.id)]
    html = box(
        el("div", el("strong", project.title), el("span", f" · {about}", style=f"color:{QUIET}")),
        el("div", project.logline, style="margin:2px 0 4px"),
        el("div", spelled(told), style=f"color:{QUIET}"),
        *scenes,
    )
    return Shown(text, html, {"project": project.id, "title": project.title, "targets": names, "shots": [_data(one) for one in wall]})


def _lines(project: Project, wall: Sequence[Hung]) -> Iterator[str]:
    """Scene by scene, each shot with what happens in it, its first target's prompt below."""
    for key, shots in groupby(wall, key=lambda one: one.at.scene.id):
        number, hung = _number(project, key), list(shots)
        yield f"\n{number}  {clip(hung[0].at.scene.title + _where(hung[0]), screen_width() - 4)}"
        for one in hung:
            happens = one.slots.action or one.slots.subject
            words = " — ".join(part for part in (_camera(one.slots), happens, *(f"“{line.text}”" for line in one.slots.dialogue)) if part)
            yield hanging(f"   {f'{number}.{one.at.number}':<6}{one.at.shot.seconds:>4g} s  ", cut(words, 240))
            for name, prompt in list(one.prompts.items())[:1]:
                yield " " * 17 + clip(f"{name}: {prompt.prompt}", screen_width() - 17)


def _number(project: Project, scene: str) -> int:
    return next((at for at, one in enumerate(project.scenes, 1) if one.id == scene), 0)


def _where(one: Hung) -> str:
    parts = (one.slots.setting, one.slots.time_of_day or "", one.slots.weather)
    told = ", ".join(str(part.value if hasattr(part, "value") else part) for part in parts if part)
    return f" — {told}" if told else ""


def _camera(slots: Slots) -> str:
    told = (slots.shot_size, slots.movement, slots.lens)
    return " · ".join(str(part.value if hasattr(part, "value") else part) for part in told if part)


def _scene(project: Project, key: str, shots: Sequence[Hung], pictures: Mapping[str, str]) -> Safe:
    scene, number = shots[0].at.scene, _number(project, key)
    head = el(
        "div", el("strong", f"{number}  {scene.title}"), el("span", _where(shots[0]), style=f"color:{QUIET}"), style="margin:12px 0 6px"
    )
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:8px"
    # Where some shots have their picture the others keep its place.
    gap = el("div", "no picture yet", style=f"{_PICTURE};{_GAP};aspect-ratio:{_ratio(project.aspect)}") if pictures else None
    cards = (_card(f"{number}.{one.at.number}", one, pictures.get(one.at.shot.id, ""), gap) for one in shots)
    return el("section", head, el("div", *cards, style=grid), aria_label=f"Scene {number}: {scene.title}")


def _ratio(aspect: str) -> str:
    """The film's shape as CSS has it, 16 by 9 where it is written otherwise."""
    return aspect.replace(":", "/") if re.fullmatch(r"\d{1,3}(\.\d{1,3})?:\d{1,3}(\.\d{1,3})?", aspect) else "16/9"


def _card(name: str, one: Hung, picture: str, gap: Safe | None) -> Safe:
    shot, slots = one.at.shot, one.slots
    happens = slots.action or slots.subject
    spoken = join(el("div", f"“{line.text}”", style="font-style:italic") for line in slots.dialogue)
    image = el("img", src=picture, alt=f"picture of shot {name}: {happens}", style=_PICTURE) if picture else gap
    facts = " · ".join(part for part in (_camera(slots), f"{shot.seconds:g}\u00a0s") if part)
    return el(
        "div",
        image,
        el("div", el("strong", name), el("span", f"  {facts}", style=f"color:{QUIET}")),
        el("div", happens, style="margin:3px 0"),
        spoken,
        *(_prompt(name, prompt) for name, prompt in one.prompts.items()),
        style=_CARD,
    )


def _prompt(name: str, prompt: Prompt) -> Safe:
    """One target's prompt, folded; how much of the shot it can't say is in the fold's name."""
    lost = [each.slot.replace("_", " ") for each in prompt.diagnostics if each.verdict == "dropped"]
    note = el("span", f" · {len(lost)} left out", style=f"color:{WARN}") if lost else Safe("")
    fields = ", ".join(f"{key}={value}" for key, value in prompt.parameters.items())
    quiet = f"color:{QUIET};overflow-wrap:anywhere"
    return folded(
        join((name, note)),
        el("div", prompt.prompt, style="white-space:pre-wrap;margin:4px 0"),
        el("div", f"not: {prompt.negative}", style=quiet) if prompt.negative else None,
        el("div", fields, style=quiet) if fields else None,
        el("div", f"left out: {', '.join(dict.fromkeys(lost))}", style=f"color:{WARN}") if lost else None,
    )


def _data(one: Hung) -> dict[str, Any]:
    prompts = {
        name: {
            "prompt": prompt.prompt,
            "negative": prompt.negative,
            "parameters": dict(prompt.parameters),
            "dropped": [
                {"slot": each.slot, "value": each.value, "why": each.reason} for each in prompt.diagnostics if each.verdict == "dropped"
            ],
        }
        for name, prompt in one.prompts.items()
    }
    return {"scene": one.at.scene.id, "shot": one.at.shot.id, "seconds": one.at.shot.seconds, "slots": one.slots.wire(), "prompts": prompts}
