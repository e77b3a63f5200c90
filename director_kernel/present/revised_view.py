"""What a director's note makes of the film, with the reason for every change."""

from collections.abc import Sequence

from director_kernel.present.html import QUIET, WARN, Safe, box, dot, el, spelled
from director_kernel.present.shown import Shown
from director_kernel.present.text import wrapped


def revised_view(title: str, told: Sequence[str], notes: Sequence[str], unread: Sequence[str], data: object) -> Shown:
    """What a note makes of the film: by shot, each slot with what it was, what it becomes and why; then what was kept and what nobody
    understood."""
    groups = _grouped(told)
    kept = _merged(notes)
    strange = [f"not understood: “{one}”" for one in unread]
    lines = [title]
    for where, what in groups.items():
        lines += ["", where, *(wrapped(line, "  ") for line in what)] if where else [wrapped(line, "  ") for line in what]
    lines += ["", *(wrapped(line) for line in [*kept, *strange])] if kept or strange else []
    items = (
        el(
            "li",
            el("strong", where),
            el("ul", *(_slot(line) for line in what), style="margin:0 0 6px;padding-left:18px"),
            style="break-inside:avoid",
        )
        for where, what in groups.items()
    )
    page = box(
        el("div", el("strong", spelled(title))),
        el("ul", *items, style="list-style:none;margin:6px 0;padding:0;columns:2 320px") if groups else None,
        *(el("div", line, style=f"color:{QUIET}") for line in kept),
        *(el("div", dot(WARN, line)) for line in strange),
    )
    return Shown("\n".join(lines), page, data)


def _grouped(told: Sequence[str]) -> dict[str, list[str]]:
    """The lines by where they happen; what happens in every one of several shots is said once."""
    groups: dict[str, list[str]] = {}
    for line in told:
        where, _, what = line.partition(": ")
        groups.setdefault(where if what else "", []).append(what or where)
    shots = [lines for where, lines in groups.items() if where.startswith("shot ")]
    same = [line for line in shots[0] if all(line in lines for lines in shots)] if len(shots) > 1 else []
    if not same:
        return groups
    first = {f"all {len(shots)} shots": same}
    rest = {where: [line for line in lines if not where.startswith("shot ") or line not in same] for where, lines in groups.items()}
    return first | {where: lines for where, lines in rest.items() if lines}


def _slot(line: str) -> Safe:
    """A slot's change, its reason quiet."""
    what, opened, why = line.rpartition(" (")
    quiet = el("span", f" ({why}", style=f"color:{QUIET}") if opened and line.endswith(")") else None
    return el("li", what if quiet else line, quiet)


def _merged(notes: Sequence[str]) -> list[str]:
    """Notes that differ only in their last word on one line: "lens is kept: 35mm, 85mm"."""
    groups: dict[str, list[str]] = {}
    for note in notes:
        head, _, tail = note.partition(": ")
        groups.setdefault(head, []).append(tail)
    return [": ".join(part for part in (head, ", ".join(dict.fromkeys(filter(None, tails)))) if part) for head, tails in groups.items()]
