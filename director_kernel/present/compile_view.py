"""A compiled prompt with the slot behind every phrase, its fields, and what became of everything that was said."""

from collections.abc import Mapping, Sequence
from typing import Any

from director_kernel.present.html import BAD, GOOD, INK, PANEL, QUIET, RULE, WARN, Safe, box, dot, el, folded, join, table
from director_kernel.present.text import columns
from director_kernel.schema.compiled import UNIT_NAMES, Compiled, Diagnostic, Lint, Span
from director_kernel.schema.dialect import Dialect

_GROUPS: Mapping[str, tuple[str, str]] = {
    "who and what": ("subject characters props action setting references panels", "var(--jp-brand-color1, #1976d2)"),
    "camera": (
        "shot_size angle movement movement_speed motion_strength lens aperture focus composition coverage",
        "var(--jp-success-color1, #2e7d32)",
    ),
    "light and look": (
        "time_of_day weather light_source light_quality key_side light_setup palette grade contrast saturation exposure warmth mood style",
        "var(--jp-warn-color1, #ef6c00)",
    ),
    "words": ("on_screen_text typography dialogue lyrics", "var(--jp-error-color1, #d32f2f)"),
    "sound": ("sound music bpm", "var(--jp-info-color1, #0097a7)"),
    "other": ("", "var(--jp-content-font-color3, #757575)"),
}
_GROUP_OF = {slot: name for name, (slots, _) in _GROUPS.items() for slot in slots.split()}
_ORDER = {"dropped": 0, "approximated": 1, "moved": 2, "kept": 3}
_COLOURS = {"dropped": BAD, "approximated": WARN, "moved": GOOD, "kept": GOOD}
MOST_KEYED = 6
"""Prompts in one answer whose every phrase can be reached by keyboard; of more a saved notebook would grow too large."""
_STANDING = {
    "vendor": "the vendor's own facts",
    "third-party": "third parties' facts only",
    "provisional": "provisional: the model is younger than any guide to it",
}


def compiled_text(compiled: Compiled, dialect: Dialect, name: str) -> str:
    """The same in plain text, complete on its own."""
    lines = [f"{name} · {standing_of(dialect)}", "", compiled.prompt or "(no words)"]
    if compiled.negative:
        lines += ["", f"negative: {compiled.negative}"]
    if compiled.parameters:
        lines += ["", *(f"{key} = {value}" for key, value in compiled.parameters.items())]
    lines += ["", length_of(compiled)]
    rows = [(one.verdict, one.slot, _marked(one), _why(one)) for one in in_order(compiled.diagnostics) if one.verdict != "kept"]
    kept = sum(one.verdict == "kept" for one in compiled.diagnostics)
    if rows:
        lines += ["", columns(rows, head=("", "slot", "value", "why"), stretch=3, fold=True)]
    lines += ["", f"{kept} said as they are.", *(_lint(one) for one in compiled.lint)]
    return "\n".join(lines)


def compiled_html(compiled: Compiled, dialect: Dialect, name: str) -> Safe:
    """Every phrase tells its slot when pointed at or focused; below it fields, diagnostics and where the dialect's facts are from."""
    return box(
        el("div", el("strong", name), el("span", f" · {standing_of(dialect)}", style=f"color:{QUIET}")),
        _marked_up(compiled.prompt, compiled.source_map, "Prompt"),
        _legend(compiled.source_map),
        _negative(compiled),
        _fields(compiled),
        el("div", length_of(compiled), style=f"color:{QUIET if compiled.fits else BAD};margin:6px 0"),
        *(el("div", dot(GOOD if one.repaired else WARN, _lint(one))) for one in compiled.lint),
        _verdicts(compiled.diagnostics),
        folded("What else is known of this dialect", el("ul", *(el("li", note) for note in dialect.notes))) if dialect.notes else None,
    )


def length_of(compiled: Compiled) -> str:
    """ "412 of 1000 UTF-16 units"."""
    used, most, unit = compiled.length
    of = f" of {most}" if most else ""
    over = "" if compiled.fits else ": what may never be given up is too long; shorten the quoted words"
    return f"{used}{of} {UNIT_NAMES[unit]}{over}"


def standing_of(dialect: Dialect) -> str:
    """How sure its facts are, with source and date."""
    return f"{_STANDING[dialect.standing.value]} ({dialect.source}, {dialect.as_of})"


def in_order(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What was lost first."""
    return sorted(diagnostics, key=lambda one: _ORDER[one.verdict])


def compiled_wire(compiled: Compiled, dialect: Dialect, name: str) -> dict[str, Any]:
    """For scripts."""
    return {
        "target": name,
        "dialect": compiled.dialect,
        "standing": dialect.standing.value,
        "source": dialect.source,
        "asOf": dialect.as_of,
        "prompt": compiled.prompt,
        "negative": compiled.negative,
        "parameters": dict(compiled.parameters),
        "fits": compiled.fits,
        "length": {"used": compiled.length.used, "most": compiled.length.most or None, "unit": compiled.length.unit.value},
        "diagnostics": [one._asdict() for one in compiled.diagnostics],
        "lint": [one._asdict() for one in compiled.lint],
        "sourceMap": [one._asdict() for one in compiled.source_map],
        "negativeMap": [one._asdict() for one in compiled.negative_map],
    }


def compared(rows: Sequence[tuple[str, Compiled, Dialect]]) -> Safe:
    """Targets side by side: the prompt, its fields, and what each could not take."""
    small = len(rows) > MOST_KEYED
    sides = "display:flex;flex-wrap:wrap;gap:4px 20px"
    items = [
        el(
            "li",
            el("div", el("strong", name), el("span", f" · {_STANDING[dialect.standing.value]}", style=f"color:{QUIET}")),
            el(
                "div",
                el(
                    "div",
                    _marked_up(one.prompt, one.source_map, f"Prompt for {name}", small=small),
                    _negative(one),
                    _fields(one),
                    el("div", length_of(one), style=f"color:{QUIET}"),
                    style="flex:3 1 340px;min-width:0",
                ),
                _losses(one),
                style=sides,
            ),
            style=f"border-top:1px solid {RULE};padding:8px 0",
        )
        for name, one, dialect in rows
    ]
    spans = [span for _, one, _ in rows for span in one.source_map]
    return box(_legend(spans), el("ul", *items, aria_label="One shot, every target", style="list-style:none;margin:6px 0 0;padding:0"))


def _losses(one: Compiled) -> Safe:
    lost = [_loss(each) for each in one.diagnostics if _told(each)]
    head = "lost or said differently" if lost else "nothing is lost"
    return el("div", el("div", head, style=f"color:{QUIET};margin:8px 0 2px"), *lost, style="flex:2 1 220px;min-width:0;font-size:12px")


def _loss(one: Diagnostic) -> Safe:
    return el("div", el("code", one.slot), f" {_short(one.value)}: ", el("span", one.reason, style=f"color:{QUIET}"))


def _told(one: Diagnostic) -> bool:
    return one.verdict in ("dropped", "approximated")


def compared_text(rows: Sequence[tuple[str, Compiled, Dialect]]) -> str:
    return "\n\n".join(
        f"{name} ({length_of(one)}; {_counts(one)})\n{one.prompt}" + (f"\nnegative: {one.negative}" if one.negative else "")
        for name, one, _ in rows
    )


def _counts(one: Compiled) -> str:
    found = [(word, sum(d.verdict == word for d in one.diagnostics)) for word in ("kept", "moved", "approximated", "dropped")]
    return ", ".join(f"{count} {word}" for word, count in found if count)


# Pieces


def _group(slot: str) -> str:
    return _GROUP_OF.get(slot.rpartition(".")[2], "other")


def _phrase(text: str, slot: str, *, small: bool = False) -> Safe:
    """A phrase with its slot for pointer, keyboard and ear; `small` where there are very many."""
    colour = _GROUPS[_group(slot)][1]
    if small:
        return el("span", text, title=slot, style=f"background:color-mix(in srgb,{colour} 16%,transparent)")
    style = (
        f"background:color-mix(in srgb, {colour} 14%, transparent);box-shadow:inset 0 -2px 0 color-mix(in srgb, {colour} 55%, transparent);"
        "border-radius:2px;padding:1px 0"
    )
    return el("span", text, title=slot, tabindex="0", role="note", aria_label=f"{slot}: {text}", style=style)


def _marked_up(prompt: str, spans: Sequence[Span], label: str, *, small: bool = False) -> Safe:
    pieces: list[object] = []
    at = 0
    for start, end, slot in spans:
        pieces += [prompt[at:start], _phrase(prompt[start:end], slot, small=small)]
        at = end
    pieces.append(prompt[at:])
    style = f"background:{PANEL};color:{INK};border:1px solid {RULE};padding:10px 12px;margin:8px 0;white-space:pre-wrap;line-height:1.9"
    return el("div", *pieces, role="group", aria_label=label, style=style)


def _legend(spans: Sequence[Span]) -> Safe:
    there = {_group(span.slot) for span in spans}
    names = (el("span", dot(colour, name), style="margin-right:14px") for name, (_, colour) in _GROUPS.items() if name in there)
    return el("div", *names, style=f"color:{QUIET};font-size:12px")


def _negative(compiled: Compiled) -> Safe | None:
    return el("div", el("strong", "Negative: "), compiled.negative, style="margin:6px 0") if compiled.negative else None


def _fields(compiled: Compiled) -> Safe | None:
    if not compiled.parameters:
        return None
    pairs = (el("code", f"{key} = {value}", style="margin-right:12px;white-space:nowrap") for key, value in compiled.parameters.items())
    return el("div", el("strong", "Fields: "), *pairs, style="margin:6px 0")


def _verdicts(diagnostics: Sequence[Diagnostic]) -> Safe:
    """What was lost or moved first and in sight; what stands in the prompt as it was said is folded away."""
    told = [one for one in in_order(diagnostics) if one.verdict != "kept"]
    kept = [one for one in diagnostics if one.verdict == "kept"]
    head = ("", "slot", "value", "what became of it")
    shown = table(head, map(_row, told), caption="Every slot, accounted for") if told else None
    return join(part for part in (shown, folded(f"{len(kept)} said as they are", table(head, map(_row, kept)))) if part is not None)


def _row(one: Diagnostic) -> tuple[object, ...]:
    slot = el("code", one.slot, style="white-space:nowrap")
    return dot(_COLOURS[one.verdict], one.verdict), slot, _marked(one), _why(one)


def _marked(one: Diagnostic) -> str:
    return f"{_short(one.value)} (inferred)" if one.inferred else _short(one.value)


def _why(one: Diagnostic) -> str:
    # "the edit" is no field's name.
    to = (
        {"moved": one.to if " " in one.to else f"field {one.to}", "approximated": f"→ {_short(one.to)}"}.get(one.verdict, "")
        if one.to
        else ""
    )
    return ": ".join(part for part in (to, one.reason) if part)


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119].rstrip() + "…"


def _lint(one: Lint) -> str:
    done = "mended" if one.repaired else "note"
    fix = f"; {one.fix}" if one.fix and not one.repaired else ""
    where = f" (in {one.slot})" if one.slot else ""
    return f"{done}: {_short(one.found)!r}{where}: {one.why}{fix}."
