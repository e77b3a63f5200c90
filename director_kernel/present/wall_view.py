"""The wall of a film: scenes as rows of shots, the prompts of every target folded under each."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from director_kernel.present.html import PANEL, QUIET, RULE, WARN, Safe, box, el, folded, join
from director_kernel.present.shown import Shown
from director_kernel.present.text import cut
from director_kernel.schema.project import Project
from director_kernel.schema.slots import Slots

_CARD = f"border:1px solid {RULE};border-radius:6px;padding:8px 10px;background:{PANEL}"


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


def wall_view(project: Project, wall: Sequence[Hung]) -> Shown:
    """The wall: an outline with how many prompts for a shell, cards with prompts for a notebook, everything as JSON."""
    names = list(wall[0].prompts) if wall else []
    seconds = sum(one.at.shot.seconds for one in wall)
    head = f"{project.title} · {len(project.scenes)} scenes · {len(wall)} shots · {seconds:g} s · {project.aspect}"
    told = f"Prompts for {', '.join(names)}." if names else ""
    text = "\n".join([head, project.logline, told, *_lines(wall)])
    scenes = [_scene(project, scene, list(shots)) for scene, shots in groupby(wall, key=lambda one: one.at.scene.id)]
    html = box(
        el("div", el("strong", project.title), el("span", head.removeprefix(project.title), style=f"color:{QUIET}")),
        el("div", project.logline, style="margin:2px 0 4px"),
        el("div", told, style=f"color:{QUIET}"),
        *scenes,
    )
    return Shown(text, html, {"project": project.id, "title": project.title, "targets": names, "shots": [_data(one) for one in wall]})


def _lines(wall: Sequence[Hung]) -> Iterator[str]:
    """Scene by scene, each shot on a line, its first target's prompt below it."""
    scene = ""
    for one in wall:
        if one.at.scene.id != scene:
            scene = one.at.scene.id
            yield f"\n{one.at.scene.title}{_where(one)}"
        yield f"  {one.at.shot.id:<5}{one.at.shot.seconds:>4g} s  {_camera(one.slots):<32} {cut(one.slots.action or one.slots.subject, 90)}"
        for name, prompt in list(one.prompts.items())[:1]:
            yield f"       {name}: {cut(prompt.prompt, 150)}"


def _where(one: Hung) -> str:
    parts = (one.slots.setting, one.slots.time_of_day or "", one.slots.weather)
    told = ", ".join(str(part.value if hasattr(part, "value") else part) for part in parts if part)
    return f" — {told}" if told else ""


def _camera(slots: Slots) -> str:
    told = (slots.shot_size, slots.movement, slots.lens)
    return " · ".join(str(part.value if hasattr(part, "value") else part) for part in told if part)


def _scene(project: Project, key: str, shots: Sequence[Hung]) -> Safe:
    scene = shots[0].at.scene
    number = next((at for at, one in enumerate(project.scenes, 1) if one.id == key), 0)
    head = el(
        "div", el("strong", f"{number}  {scene.title}"), el("span", _where(shots[0]), style=f"color:{QUIET}"), style="margin:12px 0 6px"
    )
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:8px"
    return el("section", head, el("div", *(_card(one) for one in shots), style=grid), aria_label=f"Scene {number}: {scene.title}")


def _card(one: Hung) -> Safe:
    shot, slots = one.at.shot, one.slots
    spoken = join(el("div", f"“{line.text}”", style="font-style:italic") for line in slots.dialogue)
    return el(
        "div",
        el("div", el("strong", f"{one.at.number}"), el("span", f"  {_camera(slots)} · {shot.seconds:g} s", style=f"color:{QUIET}")),
        el("div", slots.action or slots.subject, style="margin:3px 0"),
        spoken,
        *(_prompt(name, prompt) for name, prompt in one.prompts.items()),
        style=_CARD,
    )


def _prompt(name: str, prompt: Prompt) -> Safe:
    """One target's prompt, folded; how much of the shot it can't say is in the fold's name."""
    lost = sum(1 for each in prompt.diagnostics if each.verdict == "dropped")
    note = el("span", f" · {lost} left out", style=f"color:{WARN}") if lost else Safe("")
    fields = ", ".join(f"{key}={value}" for key, value in prompt.parameters.items())
    quiet = f"color:{QUIET};overflow-wrap:anywhere"
    return folded(
        join((name, note)),
        el("div", prompt.prompt, style="white-space:pre-wrap;margin:4px 0"),
        el("div", f"not: {prompt.negative}", style=quiet) if prompt.negative else None,
        el("div", fields, style=quiet) if fields else None,
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
