"""Pictures and clips that hold several frames: every panel is a sentence of its own, with its label, what it is for and when it is.

The slots of a panel are told apart as `panels.2.action`. What holds for the whole (length, shape, seed) is not said again in a panel.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from director_kernel.prompts.articles import is_plural, is_proper
from director_kernel.prompts.forms import quoted, read_form, split_form, tidy
from director_kernel.prompts.joining import Fragment, Line
from director_kernel.prompts.noun_phrases import offset_words
from director_kernel.prompts.weaving import Manner, weave
from director_kernel.prompts.wording import Said, Step, Wording
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.slots import Character, Panel

_PANEL_SECONDS = 2.0


def panels_step(wording: Wording, steps: Sequence[tuple[str, Step]], manner: Manner | None = None) -> Step:
    """Says every panel with `steps`, which know one panel's slots, woven in their own manner."""
    head, opener, trail = split_form(wording.phrase.form, "text")
    form = read_form(head)
    line = wording.line._replace(opener=opener, trail=trail + wording.line.trail, end=wording.line.join if trail else wording.line.end)
    line = line._replace(join=", ", closing=wording.line.closing)

    def say(panels: tuple[Panel, ...], said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        clock, met = _clock(panels, said), {one.name.lower(): one for one in said["characters"]}
        for number, panel in enumerate(panels, 1):
            own = line._replace(lead=line.lead if number == 1 else "")
            fields = {**_fields(panel, number, len(panels)), "start": clock[number - 1], "end": clock[number]}
            head_said = {"label", *(name for name in ("coverage", "offset") if name in form.names)}
            text = tidy(form.say(fields)) or f"{number}"
            out.append(Fragment("panels", text, own, True, "", len(diagnostics), 1, "panels"))
            diagnostics.append(_headed(panel.label, text, number, bool(form.names & {"label", "quoted"})))
            _inside(number, panel, head_said, steps, own, manner, met, out, diagnostics)

    return say


def _headed(label: str, text: str, number: int, labelled: bool) -> Diagnostic:
    """What became of a panel's label; some families tell panels apart by number or time only."""
    if labelled or not label or label in text:
        return Diagnostic("panels", label or str(number), "kept")
    return Diagnostic("panels", label, "approximated", "this family has no labels for panels", False, text)


def _inside(
    number: int,
    panel: Panel,
    head_said: set[str],
    steps: Sequence[tuple[str, Step]],
    line: Line,
    manner: Manner | None,
    met: dict[str, Character],
    out: list[Fragment],
    diagnostics: list[Diagnostic],
) -> None:
    """The panel's own slots, each under the panel's name."""
    inner: Mapping[str, Any] = panel.slots.__dict__
    if manner is not None:
        inner = {**inner, "characters": tuple(_met(one, met, manner) for one in inner["characters"])}
        inner["woven"] = weave(inner, manner)
    start, first = len(out), len(diagnostics)
    at_head = {"coverage": "coverage", "time_offset_ms": "offset"}
    for slot, step in steps:
        value = inner[slot]
        if not value and value != 0:
            continue
        if at_head.get(slot) in head_said:
            words = offset_words(value) if slot == "time_offset_ms" else str(value)
            diagnostics.append(Diagnostic(slot, words, "kept", "in the panel's label"))
        else:
            at = len(out)
            step(value, inner, out, diagnostics)
            if manner is not None and slot in _IN_LABELS and len(out) == at + 1 and _labelled(panel, out[at].text, value):
                diagnostics[out.pop().first] = Diagnostic(slot, str(value), "kept", "in the panel's label")
    for at in range(start, len(out)):
        out[at] = out[at]._replace(slot=f"panels.{number}.{out[at].slot}", line=line, after=_inner_name(number, out[at].after))
    guessed = frozenset(panel.slots.inferred)
    for at in range(first, len(diagnostics)):
        one = diagnostics[at]
        diagnostics[at] = one._replace(slot=f"panels.{number}.{one.slot}", inferred=one.slot in guessed)


def _labelled(panel: Panel, text: str, value: Any) -> bool:
    """Whether the panel's label says it."""
    label = panel.label.lower()
    return text.lower() in label or str(value).lower() in label


_IN_LABELS = frozenset(("shot_size", "coverage"))


def _met(one: Character, met: dict[str, Character], manner: Manner) -> Character:
    """Somebody described before, in the whole or in an earlier panel, is called by name from then on; what they do there is said."""
    before = met.get(one.name.lower())
    if before is None:
        met[one.name.lower()] = one
        return one
    bare = Character(name=one.name, pose=one.pose, gaze=one.gaze, emotion=one.emotion)
    if before.with_(pose="", gaze="", emotion="") != one.with_(pose="", gaze="", emotion=""):
        return one
    known = "characters" in manner.scene and not manner.tags and not is_proper(one.name) and not is_plural(one.name)
    return bare.with_(name=f"the {one.name}") if known else bare


def _inner_name(number: int, slot: str) -> str:
    return f"panels.{number}.{slot}" if slot else ""


def _fields(panel: Panel, number: int, count: int) -> dict[str, str]:
    slots, label = panel.slots, tidy(panel.label)
    coverage = str(slots.coverage) if slots.coverage and str(slots.coverage) not in label.lower() else ""
    offset = offset_words(slots.time_offset_ms) if slots.time_offset_ms is not None else ""
    return {
        "n": str(number),
        "count": str(count),
        "label": label,
        "quoted": quoted(label, '"{}"'),
        "coverage": coverage,
        "offset": "" if offset and offset in label else offset,
    }


def _clock(panels: Sequence[Panel], said: Said) -> list[str]:
    """When each panel begins and the last one ends, as a clock: from their offsets, else shared out evenly."""
    each = (said["duration"] or _PANEL_SECONDS * len(panels)) / max(1, len(panels))
    offsets = [panel.slots.time_offset_ms for panel in panels]
    known = [offset for offset in offsets if offset is not None]
    if len(known) == len(panels) and known == sorted(set(known)):
        starts = [(offset - known[0]) / 1000 for offset in known]
        return [_time(start) for start in (*starts, max(starts[-1] + each, said["duration"] or 0.0))]
    return [_time(at * each) for at in range(len(panels) + 1)]


def _time(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60:02d}:{whole % 60:02d}"
