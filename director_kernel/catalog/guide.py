"""The expert guide a director reads, written from the data, always in the same order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from director_kernel.catalog.prices import headline, spoken
from director_kernel.schema.catalog import Leaderboard, Model, Ranked, Task, TierModels, UseCase
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Kind

if TYPE_CHECKING:
    from director_kernel.catalog.book import Catalog

GUIDE_KINDS = tuple(kind for kind in Kind if kind not in (Kind.TEXT, Kind.ASSEMBLE, Kind.MANUAL))


def write_guide(catalog: "Catalog") -> str:
    """Markdown: platform, first choices, tasks, use cases, expert advice, tiers, boards, models, what is no longer so."""
    parts = [
        f"# Model guide\n\nFacts as of {catalog.as_of}; catalog {catalog.hash[:12]}. Prices are the providers' own, 1 credit = 1 USD.",
        _section("What you work in", _platform(catalog)),
        _section("Use these first", _first(catalog)),
        _section("Who does what best: pictures", _tasks(catalog, "image")),
        _section("Who does what best: film", _tasks(catalog, "video")),
        _section("Use cases", _use_cases(catalog)),
        _section("Advice from the field", _expert(catalog)),
        _section("Price tiers", _tiers(catalog)),
        _section("Leaderboards", _boards(catalog)),
        _section("Settings of a step", _settings(catalog)),
        _section("Models that can be planned", _models(catalog)),
        _section("No longer so", _history(catalog)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"## {title}", "", *lines])


def _platform(catalog: "Catalog") -> Iterator[str]:
    for topic in catalog.platform.values():
        yield f"- **{topic.title}.** {' '.join(topic.text.split())}"


def _first(catalog: "Catalog") -> Iterator[str]:
    for first in catalog.first.values():
        told = catalog.resolve(first.id)
        if told.model:
            newer = f" Newer: {catalog.models[told.newer].short_name}." if told.newer else ""
            yield f"- **{told.model.name}** (`{told.model.id}`): {first.why} {_price(told.model)}.{newer}"


def _tasks(catalog: "Catalog", media: str) -> Iterator[str]:
    for task in catalog.tasks.values():
        if task.media == media:
            yield from _task(catalog, task)


def _task(catalog: "Catalog", task: Task) -> Iterator[str]:
    ranked = catalog.ranked(task)
    best = ", ".join(_place(catalog, place) for place in ranked if not place.fallback)
    rest = ", ".join(_place(catalog, place) for place in ranked if place.fallback)
    yield f"- **{task.title}** (`{task.id}`): {best}." + (f" Else: {rest}." if rest else "")
    yield f"  {task.reason} {task.tips} ({task.source}, {task.as_of})"


def _place(catalog: "Catalog", place: Ranked) -> str:
    return f"`{place.model}`" if not place.reason else f"`{place.model}` (for {place.name})"


def _use_cases(catalog: "Catalog") -> Iterator[str]:
    for case in catalog.use_cases.values():
        image, video = _cast(catalog, case, case.image), _cast(catalog, case, case.video)
        yield f"- **{case.title}** (`{case.id}`): pictures {image}, film {video}. {case.reason}"
        yield f"  {_workflow(case)}"


def _workflow(case: UseCase) -> str:
    return "; ".join(f"{number}. {step.action} ({step.kind.value})" for number, step in enumerate(case.workflow, 1))


def _cast(catalog: "Catalog", case: UseCase, name: str) -> str:
    changed = next((entry for entry in case.history if entry.name == name), None)
    return f"`{changed.replacement}` (was `{name}`: {changed.reason})" if changed else _now(catalog, name)


def _now(catalog: "Catalog", name: str) -> str:
    told = catalog.resolve(name)
    if told.model is None or told.model.id == name:
        return f"`{name}`"
    return f"`{told.model.id}` (was `{name}`)"


def _expert(catalog: "Catalog") -> Iterator[str]:
    for expert in catalog.expert.values():
        others = ", ".join(_now(catalog, name) for name in expert.alternatives)
        told = catalog.resolve(expert.winner).model
        price = f" {_price(told)}." if told else ""
        yield f"- **{expert.title}**: {_now(catalog, expert.winner)}. {expert.reason}{price} Else {others}."
        yield f"  ({expert.source}, {expert.as_of})"


def _tiers(catalog: "Catalog") -> Iterator[str]:
    for tier in catalog.tiers.values():
        yield f"- **{tier.title}** ({tier.typical}; {usd(tier.low)}–{usd(tier.high)} a generation)"
        yield from _tier_lines(tier)


def _tier_lines(tier: TierModels) -> Iterator[str]:
    for kind, names in tier.models.items():
        yield f"  - {kind.value}: {', '.join(f'`{name}`' for name in names)}"


def _boards(catalog: "Catalog") -> Iterator[str]:
    for board in catalog.leaderboards.values():
        yield f"- **{board.title}**{f' ({board.note})' if board.note else ''}"
        yield from _board_lines(board)


def _board_lines(board: Leaderboard) -> Iterator[str]:
    for row in sorted(board.rows, key=lambda row: (row.arena, row.as_of, -row.score), reverse=False):
        best = f"; {row.best_for}" if row.best_for else ""
        yield f"  - {row.score} {row.name}{f' (`{row.model}`)' if row.model else ''}, {row.arena}, {row.as_of}{best}"


def _settings(catalog: "Catalog") -> Iterator[str]:
    for setting in catalog.step_settings.values():
        said = "; ".join(f"{name}: {', '.join(map(str, values))}" for name, values in setting.options.items())
        yield f"- **{setting.id}**: {said}. {setting.note}".rstrip()


def _models(catalog: "Catalog") -> Iterator[str]:
    for kind in GUIDE_KINDS:
        ready = [model for model in catalog.models.values() if model.makes(kind) and catalog.ready(model, kind)]
        if ready:
            yield f"- **{kind.value}**"
            yield from (f"  - {_model(catalog, model, kind)}" for model in sorted(ready, key=lambda model: model.id))


def _model(catalog: "Catalog", model: Model, kind: Kind) -> str:
    duration = catalog.duration(model, kind) if kind.media in ("video", "audio") else None
    lengths = duration.choices() if duration else ()
    said = [
        f"{lengths[0]:g}–{lengths[-1]:g} s" if lengths else "",
        "sound" if model.audio and model.audio.value else "",
        f"up to {model.references.value} references" if model.references and model.references.value else "",
        "; ".join(note.text for note in model.strengths[:2]),
        f"beware: {model.limits[0].text}" if model.limits else "",
    ]
    return f"`{model.id}` {model.name}: {_price(model)}. " + "; ".join(part for part in said if part)


def _price(model: Model) -> str:
    row = headline(model)
    return f"{spoken(row)} ({row.source.split(';')[0]}, {row.as_of})" if row else "no price known: never chosen by itself, refused live"


def _history(catalog: "Catalog") -> Iterator[str]:
    for model in catalog.models.values():
        told = catalog.resolve(model.id)
        if not model.active and told.model:
            yield f"- `{model.id}`: {told.reason}." if told.model.id == model.id else f"- `{model.id}` → `{told.model.id}`: {told.reason}."
    for task in catalog.tasks.values():
        for entry in task.history:
            yield f"- `{entry.name}` in {task.title.lower()} → `{entry.replacement}`: {entry.reason}."
