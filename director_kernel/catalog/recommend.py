"""Which model for what: the advice in the catalog, searched by the meaning of words."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from director_kernel.catalog.learned import failing, inline, notes, picks, preferred, prefers
from director_kernel.catalog.needs import meets
from director_kernel.catalog.prices import headline, spoken
from director_kernel.catalog.words import Thesaurus
from director_kernel.schema.catalog import Model, Needs, Recommendation
from director_kernel.schema.evidence import Evidence
from director_kernel.schema.plan import Kind, Tier

if TYPE_CHECKING:
    from director_kernel.catalog.book import Catalog

# Meanings (groups of words.yaml) that say what is to be made rather than how.
MEDIA: dict[str, tuple[Kind, ...]] = {
    "=image": (Kind.TEXT_TO_IMAGE, Kind.IMAGE_EDIT, Kind.UPSCALE),
    "=video": (Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO, Kind.EXTEND, Kind.VIDEO_EDIT),
    "=speech": (Kind.SPEECH,),
    "=music": (Kind.MUSIC,),
    "=sound-effect": (Kind.SOUND_EFFECT,),
    "=upscale": (Kind.UPSCALE,),
    "=chat": (Kind.TEXT,),
}
TIER_WORDS: dict[str, Tier] = {"=budget": "budget", "=premium": "premium"}
PLACE = 0.88
"""What each further place of a ranked list is worth of the one before."""


WEAK = 2.0
"""Score under which an answer rests on a word or two in passing: no task, advice or use case speaks of what was asked."""
RANKS = 60


class Advice(NamedTuple):
    """One piece of advice: models best first, and the texts it is found by with their weights."""

    title: str
    models: tuple[str, ...]
    reason: str
    source: str
    texts: tuple[tuple[str, float], ...]
    weight: float = 1.0


class Vote(NamedTuple):
    score: float
    reason: str
    source: str


def recommend(
    catalog: "Catalog", query: str, *, kind: Kind | None, tier: Tier | None, limit: int, needs: Needs
) -> tuple[Recommendation, ...]:
    """See `Catalog.recommend`."""
    thesaurus = catalog.thesaurus
    meanings = thesaurus.meanings(query)
    kinds = (kind,) if kind else _kinds(meanings)
    votes = _votes(catalog, query, meanings - set(MEDIA), thesaurus)
    if not votes and meanings & set(MEDIA):
        votes = _plain_votes(catalog, kinds)
    asked_tier = tier or next((TIER_WORDS[meaning] for meaning in sorted(meanings) if meaning in TIER_WORDS), None)
    favoured = {model.id for one in kinds or tuple(Kind) for model in catalog.tier_models(asked_tier, one)} if asked_tier else set()
    found = [
        _answer(catalog, catalog.models[id], cast_votes, favoured)
        for id, cast_votes in votes.items()
        if _fits(catalog, catalog.models[id], kinds, needs)
    ]
    return tuple(_informed(catalog, sorted(found, key=_order), kinds, query)[:limit])


def also(catalog: "Catalog", query: str, found: tuple[Recommendation, ...], near: Sequence[str]) -> tuple[Recommendation, ...]:
    """See `Catalog.also`."""
    meanings = catalog.thesaurus.meanings(query)
    kinds = _kinds(meanings) or tuple(kind for kind in Kind if kind is not Kind.TEXT)
    known = {answer.model_id: answer for answer in found}
    models = [catalog.models[id] for id in near if id in catalog.models]
    fit = [model for model in models if model.active and any(model.makes(kind) for kind in kinds)]
    more = [known.get(model.id) or _answer(catalog, model, [Vote(0.0, _self_praise(model), model.source)], set()) for model in fit]
    # Who asks for nothing but a medium is answered by the tiers: nothing comes nearer to that.
    plain = not _votes(catalog, query, meanings - set(MEDIA), catalog.thesaurus)
    if found and (found[0].score >= WEAK or plain):
        return (*found, *(answer for answer in more if answer.model_id not in known))
    both = {answer.model_id: answer for answer in (*found, *more)}
    orders = [[answer.model_id for answer in order] for order in (found, more)]
    score = {id: sum(1 / (RANKS + order.index(id)) for order in orders if id in order) for id in both}
    return tuple(sorted(both.values(), key=lambda answer: (-score[answer.model_id], answer.model_id)))


def _informed(catalog: "Catalog", found: list[Recommendation], kinds: tuple[Kind, ...], query: str) -> list[Recommendation]:
    """The answers with what was learned: preferred models first, failing ones last, among those that answer alike the most taken first.

    Whoever asks for a model by its name is answered with it, whatever was learned.
    """
    if catalog.evidence == Evidence():
        return found
    case = exact if (exact := query.strip().casefold().replace("_", "-").replace(" ", "-")) in catalog.use_cases else None
    named = {model.id for _, _, model in catalog.mentions(query)}
    liked = {model.id: prefers(model, kind) for kind in kinds or tuple(Kind) if (model := preferred(catalog, kind))}

    def place(answer: Recommendation) -> tuple[bool, bool, bool, float, int]:
        against = failing(catalog.evidence, answer.model_id) is not None
        own = answer.model_id in named
        return (
            not own,
            answer.model_id not in liked,
            against and not own,
            -answer.score,
            -picks(catalog.evidence, answer.model_id, kinds, case),
        )

    def told(answer: Recommendation) -> Recommendation:
        known = notes(catalog, answer.model_id, kinds, case)
        reason = "; ".join([answer.reason.rstrip("."), *known]) if known else answer.reason
        return answer.with_(reason=f"{liked[answer.model_id]}. {reason}") if answer.model_id in liked else answer.with_(reason=reason)

    return [told(answer) for answer in sorted(found, key=place)]


def _kinds(meanings: frozenset[str]) -> tuple[Kind, ...]:
    """The kinds a query is about; empty when it doesn't say. "Sound for a video" is about video."""
    named = [meaning for meaning in MEDIA if meaning in meanings]
    if "=video" in named or "=image" in named:
        named = [meaning for meaning in named if meaning in ("=video", "=image")]
    return tuple(dict.fromkeys(kind for meaning in named for kind in MEDIA[meaning]))


def _votes(catalog: "Catalog", query: str, meanings: frozenset[str], thesaurus: Thesaurus) -> dict[str, list[Vote]]:
    votes: dict[str, list[Vote]] = {}
    exact = query.strip().casefold().replace("_", "-").replace(" ", "-")
    for id, advice in _advice(catalog):
        score = 100.0 if id == exact else thesaurus.likeness(meanings, advice.texts) * advice.weight
        for place, name in enumerate(advice.models if score > 0 else ()):
            reason = advice.reason if place == 0 else f"Also for {inline(advice.title)}: {_self_praise(catalog.models[name])}"
            votes.setdefault(name, []).append(Vote(score * PLACE**place, reason, advice.source))
    named = [model for _, _, model in catalog.mentions(query)] or [model for model in [catalog.find(query)] if model]
    for model in named:
        told = catalog.resolve(model.id)
        today = told.model or model
        votes.setdefault(today.id, []).append(Vote(50.0, told.reason or _self_praise(model), model.source))
    return votes


def _plain_votes(catalog: "Catalog", kinds: tuple[Kind, ...]) -> dict[str, list[Vote]]:
    """When a query says only what to make: the models of all tiers for it, balanced ones first."""
    tiers: tuple[Tier, ...] = ("balanced", "premium", "budget")
    models = {model.id: model for tier in tiers for kind in kinds for model in catalog.tier_models(tier, kind)}
    return {id: [Vote(PLACE**place, _self_praise(model), model.source)] for place, (id, model) in enumerate(models.items())}


def _advice(catalog: "Catalog") -> Iterator[tuple[str, Advice]]:
    for task in catalog.tasks.values():
        models = tuple(place.model for place in catalog.ranked(task))
        texts = ((" . ".join(task.words), 3.0), (task.title, 2.5), (f"{task.reason} {task.tips}", 1.0))
        yield task.id, Advice(task.title, models, task.reason, f"{task.source}, {task.as_of}", texts)
    for expert in catalog.expert.values():
        models = _resolved(catalog, (expert.winner, *expert.alternatives))
        texts = ((" . ".join(expert.words), 3.0), (expert.title, 2.5), (expert.reason, 1.0))
        yield expert.id, Advice(expert.title, models, expert.reason, f"{expert.source}, {expert.as_of}", texts, 1.2)
    for case in catalog.use_cases.values():
        texts = ((" . ".join(case.words), 3.0), (case.title, 2.5), (case.reason, 0.5))
        models = tuple(dict.fromkeys(reversed(catalog.case_models(case))))
        yield case.id, Advice(case.title, models, case.reason, f"{case.source}, {case.as_of}", texts, 0.7)
    for first in catalog.first.values():
        models = _resolved(catalog, (first.id,))
        yield f"first:{first.id}", Advice("", models, f"Use first for {first.why}", f"{first.source}, {first.as_of}", ((first.why, 1.2),))
    for model in catalog.models.values():
        if model.active:
            said = " . ".join(note.text for note in (*model.strengths, *model.recommended_for))
            yield model.id, Advice(model.name, (model.id,), _self_praise(model), model.source, ((said, 0.8), (model.name, 0.8)))


def _resolved(catalog: "Catalog", names: tuple[str, ...]) -> tuple[str, ...]:
    found = [catalog.resolve(name).model for name in names]
    return tuple(dict.fromkeys(model.id for model in found if model))


def _self_praise(model: Model) -> str:
    notes = [note.text for note in (*model.strengths, *model.recommended_for)]
    return "; ".join(notes[:2]) or f"{model.name} by {model.vendor}"


def _fits(catalog: "Catalog", model: Model, kinds: tuple[Kind, ...], needs: Needs) -> bool:
    if not kinds:
        return True
    wanted = [kind for kind in kinds if model.makes(kind)]
    return any(needs == Needs() or meets(catalog, model, kind, needs) for kind in wanted)


def _answer(catalog: "Catalog", model: Model, votes: list[Vote], favoured: set[str]) -> Recommendation:
    ordered = sorted(votes, key=lambda vote: (-vote.score, vote.reason))
    row = headline(model)
    score = (
        (ordered[0].score + 0.05 * sum(vote.score for vote in ordered[1:])) * (1.5 if model.id in favoured else 1.0) * (1.0 if row else 0.5)
    )
    newer = catalog.resolve(model.id).newer
    return Recommendation(
        model_id=model.id,
        name=model.short_name,
        reason=ordered[0].reason,
        price=spoken(row) if row else "",
        date=row.as_of if row else "",
        source="; ".join(dict.fromkeys(part for part in (ordered[0].source, row.source if row else "") if part)),
        score=round(score, 3),
        row=row,
        newer=catalog.models[newer].short_name if newer else "",
    )


def _order(answer: Recommendation) -> tuple[float, int, str]:
    return (-answer.score, answer.row.micros if answer.row else 0, answer.model_id)
