"""Answer questions about models from the catalog: which, why, what it costs and when that was read."""

import re

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.prices import headline, spoken
from director_kernel.schema.catalog import Model, Recommendation
from director_kernel.schema.plan import Kind, Tier

_KINDS = (
    (Kind.UPSCALE, r"upscal\w*|enhance"),
    (Kind.IMAGE_TO_VIDEO, r"image[- ]to[- ]video|i2v|animat\w+"),
    (Kind.SPEECH, r"voice\w*|speech|narration|tts|text[- ]to[- ]speech"),
    (Kind.MUSIC, r"music|songs?|soundtrack"),
    (Kind.SOUND_EFFECT, r"sound effects?|sfx"),
    (Kind.IMAGE_EDIT, r"(?:image|photo) edit\w*|retouch\w*"),
    (Kind.TEXT_TO_VIDEO, r"videos?|clips?|films?|footage"),
    (Kind.TEXT_TO_IMAGE, r"images?|pictures?|photos?|stills|posters?|logos?"),
)
_CHEAP = re.compile(r"\b(?:cheap(?:est|er)?|budget|least expensive|low[- ]cost|affordable|lowest price)\b", re.IGNORECASE)


def answer_models(text: str, catalog: Catalog) -> tuple[str, tuple[str, ...]]:
    """Markdown that answers the question, and the ids of the models it names."""
    named = tuple(dict.fromkeys(model.id for _, _, model in catalog.mentions(text)))
    if len(named) >= 2:
        return _compare([catalog.models[n] for n in named[:4]], catalog)
    if named:
        return _about(catalog.models[named[0]], catalog)
    if _CHEAP.search(text):
        return _cheapest(text, catalog)
    return _best(text, catalog)


def kind_of(text: str) -> Kind | None:
    """The kind of step a question is about."""
    return next((kind for kind, words in _KINDS if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)), None)


def _best(text: str, catalog: Catalog) -> tuple[str, tuple[str, ...]]:
    tier: Tier | None = "premium" if re.search(r"\b(?:premium|highest quality|top)\b", text, re.IGNORECASE) else None
    found = catalog.recommend(text, tier=tier, limit=3) or catalog.recommend(text, kind=kind_of(text), limit=3)
    if not found:
        return (
            "The catalog ranks nothing for that. Ask for a task, for example “best model for camera moves?” or `models text-rendering`.",
            (),
        )
    first, *others = found
    lines = [f"**{first.name}**: {first.reason}{_priced(first)}"]
    if first.newer:
        lines.append(f"Newer: {first.newer}.")
    if others:
        lines.append("Then " + "; ".join(f"{o.name}{_priced(o)}" for o in others) + ".")
    return "\n\n".join(_ended(line) for line in lines), tuple(f.model_id for f in found)


def _ended(line: str) -> str:
    return line if line.endswith((".", "!", "?")) else line + "."


def _priced(found: Recommendation) -> str:
    return f" ({found.price}, as of {found.date})" if found.price else " (no price known)"


def _cheapest(text: str, catalog: Catalog) -> tuple[str, tuple[str, ...]]:
    kind = kind_of(text) or Kind.TEXT_TO_VIDEO
    rows = []
    for model in catalog.models.values():
        if not catalog.ready(model, kind):
            continue
        price = catalog.price(model, kind, seconds=5, characters=100)
        if price:
            rows.append((price.estimate, model.id, model, price))
    rows.sort(key=lambda row: row[:2])
    if not rows:
        return "No model of that kind has a price in the catalog. See `models` for the list.", ()
    _, _, first, price = rows[0]
    per = (
        "for 5 s"
        if kind.media == "video"
        else "for 100 characters"
        if kind is Kind.SPEECH
        else "for one"
        if kind.media == "image"
        else "for 5 s"
    )
    others = "; ".join(f"{m.short_name} ({spoken(p.row)}, as of {p.row.as_of})" for _, _, m, p in rows[1:3])
    strengths = f" It is good at {', '.join(n.text for n in first.strengths[:2])}." if first.strengths else ""
    text = f"**{first.short_name}** is the cheapest priced one {per}: {spoken(price.row)}, as of {price.row.as_of}.{strengths}"
    return text + (f"\n\nThen {others}." if others else ""), (first.id, *(m.id for _, _, m, _ in rows[1:3]))


def _about(model: Model, catalog: Catalog) -> tuple[str, tuple[str, ...]]:
    told = catalog.resolve(model.id)
    row = headline(model)
    parts = [f"**{model.short_name}** by {model.vendor}: {f'{spoken(row)}, as of {row.as_of}' if row else 'no price known'}."]
    if told.model and told.model.id != model.id:
        newer = headline(told.model)
        parts.append(
            f"It is no longer offered: {told.reason}. Use **{told.model.short_name}**"
            + (f" ({spoken(newer)}, as of {newer.as_of})." if newer else ".")
        )
    if model.strengths:
        parts.append(f"Good at {', '.join(n.text for n in model.strengths[:3])}.")
    if model.limits:
        parts.append(f"Mind: {', '.join(n.text for n in model.limits[:2])}.")
    return " ".join(parts), (model.id, *((told.model.id,) if told.model and told.model.id != model.id else ()))


def _compare(models: list[Model], catalog: Catalog) -> tuple[str, tuple[str, ...]]:
    lines = ["| | price | good at |", "|---|---|---|"]
    for model in models:
        row = headline(model)
        told = f"{spoken(row)} ({row.as_of})" if row else "no price known"
        lines.append(f"| **{model.short_name}** | {told} | {', '.join(n.text for n in model.strengths[:2]) or '–'} |")
    priced = [(headline(m), m) for m in models]
    return "\n".join(lines) + _verdict([(r, m) for r, m in priced if r], catalog), tuple(m.id for m in models)


def _verdict(priced: list[tuple[object, Model]], catalog: Catalog) -> str:
    costs = []
    for _, model in priced:
        kind = next((k for k in model.kinds), None)
        price = catalog.price(model, kind, seconds=5, characters=100) if kind else None
        if price:
            costs.append((price.estimate, model.short_name))
    if len(costs) < 2 or costs[0][0] == costs[1][0]:
        return ""
    least = min(costs)
    return (
        f"\n\n{least[1]} is the cheaper of them for the same 5 seconds." if len(costs) == 2 else f"\n\n{least[1]} is the cheapest of them."
    )
