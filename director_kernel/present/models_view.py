"""Models as people compare them: why, what it costs, and when that was true."""

from collections.abc import Sequence
from typing import Any

from director_kernel.present.html import QUIET, box, el, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, wrapped
from director_kernel.schema.catalog import Model, PriceRow, Recommendation, Resolution
from director_kernel.schema.money import rate


def models_view(found: Sequence[Recommendation], asked: str) -> Shown:
    """A ranked list of models for what was `asked`."""
    if not found:
        return Shown(f'Nothing in the catalog answers {asked!r}. Ask by what it should do well: director models "camera moves"', data=[])
    lines = [
        columns(
            ((n, r.model_id, r.price, r.date) for n, r in enumerate(found, 1)), head=("#", "model", "price", "as of"), right=(0,), stretch=2
        )
    ]
    lines += ["", *(wrapped(f"{n}. {r.reason} [{r.source}]" + (f" Newer: {r.newer}." if r.newer else "")) for n, r in enumerate(found, 1))]
    rows = [
        (n, el("div", el("strong", r.name), el("div", r.model_id, style=f"color:{QUIET}")), r.reason, r.price or "no price known", r.date)
        for n, r in enumerate(found, 1)
    ]
    html = box(table(("#", "Model", "Why", "Price", "As of"), rows, numbers=(0,), caption=f"Models for {asked}" if asked else "Models"))
    data = [_entry(r) for r in found]
    return Shown("\n".join(lines), html, data)


def _entry(found: Recommendation) -> dict[str, Any]:
    """One recommendation as JSON; `priceMicros` is for `unit`, in micro-USD, null where no price is known."""
    row = found.row
    return {
        "id": found.model_id,
        "name": found.name,
        "reason": found.reason,
        "price": found.price,
        "priceMicros": row.micros if row else None,
        "unit": row.unit.value if row else None,
        "date": found.date,
        "source": found.source,
        "score": found.score,
    }


def model_view(model: Model, resolution: Resolution) -> Shown:
    """Everything known about one model, with what became of it."""
    facts = [(label, text) for label, text in _facts(model, resolution) if text]
    text = "\n".join([f"{model.name}  ({model.id}, {model.vendor})", *(wrapped(f"{label}: {text}", "  ") for label, text in facts)])
    rows = ((el("span", label, style=f"color:{QUIET}"), text) for label, text in facts)
    return Shown(text, box(el("strong", f"{model.name} ({model.id}, {model.vendor})"), table(("", ""), rows)), model.wire())


def _facts(model: Model, resolution: Resolution) -> list[tuple[str, str]]:
    today = resolution.model
    became = f"{' → '.join((*resolution.followed, today.id))}: {resolution.reason}" if today is not None and today.id != model.id else ""
    duration = model.duration
    return [
        ("status", " ".join(part for part in (model.status.value, model.status_reason) if part)),
        ("today", became or resolution.newer),
        ("makes", ", ".join(model.kinds)),
        ("price", "; ".join(_price(row) for row in model.prices)),
        ("durations", "" if duration is None else ", ".join(f"{value:g} s" for value in duration.choices())),
        ("aspects", ", ".join(model.aspects.values) if model.aspects else ""),
        ("resolutions", ", ".join(model.resolutions.values) if model.resolutions else ""),
        ("sound", "" if model.audio is None else "makes its own sound" if model.audio.value else "silent"),
        ("good at", "; ".join(note.text for note in model.strengths)),
        ("limits", "; ".join(note.text for note in model.limits)),
        ("recommended for", "; ".join(note.text for note in model.recommended_for)),
        ("not for", "; ".join(note.text for note in model.not_recommended_for)),
        ("scores", "; ".join(f"{s.value} {s.arena} ({s.as_of})" for s in model.scores)),
        ("endpoints", ", ".join(f"{ref.provider}:{ref.id}" for ref in model.endpoints)),
        ("source", f"{model.source} ({model.as_of})"),
    ]


def _price(row: PriceRow) -> str:
    when = ", ".join(f"{name} {value}" for name, value in row.when.wire().items())
    return (
        f"{rate(row.micros)} per {row.unit.value}{f' ({when})' if when else ''}{f' at {row.provider}' if row.provider else ''}, {row.as_of}"
    )
