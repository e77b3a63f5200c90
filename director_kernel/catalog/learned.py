"""What was learned, as it bears on a choice between models: whom a person prefers, who fails, who is taken; always with the counts."""

from typing import TYPE_CHECKING

from director_kernel.schema.catalog import Model
from director_kernel.schema.evidence import Evidence, Failing
from director_kernel.schema.plan import Kind
from director_kernel.schema.words import counted

if TYPE_CHECKING:
    from director_kernel.catalog.book import Catalog


def preferred(catalog: "Catalog", kind: Kind) -> Model | None:
    """The model a person prefers for what `kind` makes, as it is called today; None where none is, or it can't be planned as that."""
    name = catalog.evidence.preferred.get(kind.media)
    told = catalog.resolve(name, kind=kind).model if name else None
    return told if told is not None and catalog.ready(told, kind) else None


def prefers(model: Model, kind: Kind) -> str:
    """The reason of a preferred model."""
    return f"You prefer {model.short_name} for {kind.media}"


def failing(evidence: Evidence, model: str) -> Failing | None:
    """What is known against it."""
    return next((each for each in evidence.failing if each.model == model), None)


def failures(found: Failing) -> str:
    """
    >>> failures(Failing(model="m", failures=4, tries=6))
    'failed 4 of 6 times in the last 7 days'
    """
    return f"failed {found.failures} of {counted(found.tries, 'time')} in the last 7 days"


def picks(evidence: Evidence, model: str, kinds: tuple[Kind, ...], use_case: str | None) -> int:
    """How often it was taken to make one of `kinds` (any for none) for a use case; for None, for any of them."""
    return sum(
        each.picks
        for each in evidence.trends
        if each.model == model and (not kinds or each.kind in kinds) and use_case in (None, each.use_case)
    )


def notes(catalog: "Catalog", model: str, kinds: tuple[Kind, ...], use_case: str | None) -> list[str]:
    """What was learned of a model, in words: how often it was taken, and how often it failed."""
    taken = picks(catalog.evidence, model, kinds, use_case)
    case = catalog.use_cases.get(use_case or "")
    for_what = f" for {inline(case.title)}" if case is not None and case.id != "general" else ""
    found = failing(catalog.evidence, model)
    return ([f"taken {counted(taken, 'time')}{for_what} in the last 30 days"] if taken else []) + ([failures(found)] if found else [])


def inline(title: str) -> str:
    """A title inside a sentence: "Camera moves" → "camera moves", but "UGC with sound" stays."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
