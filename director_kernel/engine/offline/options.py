"""Three ways to make it, priced by the planner, and the one that fits the budget."""

from dataclasses import dataclass

from director_kernel.catalog.book import Catalog
from director_kernel.engine.offline.casting import cast_models
from director_kernel.engine.offline.make import make_draft
from director_kernel.engine.offline.premise import premise_of
from director_kernel.engine.offline.storyline import USUAL_SECONDS, shot_count
from director_kernel.engine.offline.words import price
from director_kernel.engine.planner import finish
from director_kernel.schema.brief import Brief, Option
from director_kernel.schema.plan import Draft, Kind, Plan, Tier

TIERS: tuple[Tier, ...] = ("budget", "balanced", "premium")
_TITLES = {"budget": "Budget", "balanced": "Balanced", "premium": "Premium"}


@dataclass(frozen=True)
class Offer:
    """The three options, the draft of the one taken, and what was done to stay within the budget ("" when nothing had to be)."""

    options: tuple[Option, ...]
    tier: Tier
    draft: Draft
    note: str = ""


def drafted(brief: Brief, tier: Tier, catalog: Catalog) -> Draft:
    """The draft of a brief with a model for every step."""
    return cast_models(make_draft(brief, tier), brief, tier, catalog)


def offer(brief: Brief, catalog: Catalog) -> Offer:
    """Budget, balanced and premium for this brief. Taken: the tier asked for, else the best the budget holds, balanced without one.

    Where the number of shots was not asked for, a shot or two are given up to keep the balanced way within the budget, and as many as it
    takes when not even the cheapest way fits.
    """
    usual = _plans(brief, catalog)
    if brief.budget is None or brief.shots or usual["balanced"][1].ceiling <= brief.budget or brief.tier in ("balanced", "premium"):
        return _offered(brief, usual, "")
    return _fitted(brief, catalog, usual)


Made = dict[Tier, tuple[Draft, Plan]]


def _plans(brief: Brief, catalog: Catalog, shots: int | None = None) -> Made:
    """Each tier's draft and plan, told in `shots` shots if given."""
    told = brief.with_(shots=shots) if shots else brief
    # The story is the same in every tier; only who makes it differs.
    story = make_draft(told).model_copy(update={"brief": brief})
    drafts = {tier: cast_models(story.model_copy(update={"tier": tier}), brief, tier, catalog) for tier in TIERS}
    return {tier: (draft, finish(draft, catalog, brief=brief).plan) for tier, draft in drafts.items()}


def _offered(brief: Brief, made: Made, note: str) -> Offer:
    options = tuple(priced(tier, made[tier][1]) for tier in TIERS)
    tier, over = _taken(brief, {t: plan for t, (_, plan) in made.items()})
    return Offer(options, tier, made[tier][0], note or over)


def _fitted(brief: Brief, catalog: Catalog, usual: Made) -> Offer:
    """The offer with as few shots given up as the budget asks for: up to a third for the balanced way, else whatever the cheapest needs."""
    premise = premise_of(brief)
    most = shot_count(premise, brief.duration or USUAL_SECONDS.get(premise.form, 15.0)) if premise.form != "image" else 1
    cap = brief.budget or 0
    cheapest_fits = usual["budget"][1].ceiling <= cap
    least = max(2, -(-most * 2 // 3)) if cheapest_fits else 1
    for count in range(most - 1, least - 1, -1):
        made = _plans(brief, catalog, count)
        if made["balanced" if cheapest_fits and brief.tier is None else "budget"][1].ceiling <= cap:
            return _offered(
                brief, made, f"To stay within {price(cap)} it is told in {count} {'shot' if count == 1 else 'shots'} instead of {most}."
            )
    return _offered(brief, usual, "")


def _taken(brief: Brief, plans: dict[Tier, Plan]) -> tuple[Tier, str]:
    if brief.budget is None:
        return brief.tier or "balanced", ""
    fits = [tier for tier in TIERS if plans[tier].ceiling <= brief.budget]
    asked = brief.tier
    if asked:
        most = f"reserves up to {price(plans[asked].ceiling)}, above your {price(brief.budget)}"
        over = f"The {asked} way {most}: raise it, cut shots, or take a cheaper way."
        return asked, "" if asked in fits else over
    if fits:
        return next(t for t in ("premium", "balanced", "budget") if t in fits), ""
    least = min(plans[t].ceiling for t in TIERS)
    return (
        "budget",
        f"The cheapest way reserves up to {price(least)}, above your {price(brief.budget)}: raise it, shorten it, or cut shots.",
    )


def priced(tier: Tier, plan: Plan) -> Option:
    """A finished plan as one of the three ways to make it."""
    makers = [s for s in plan.steps if s.kind not in (Kind.ASSEMBLE, Kind.MANUAL)]
    models = tuple(dict.fromkeys(s.model_name for s in makers))
    clips = sum(1 for s in makers if s.kind.media == "video")
    pictures = sum(1 for s in makers if s.kind.media == "image")
    return Option(
        id=tier,
        title=_TITLES[tier],
        price=plan.price,
        ceiling=plan.ceiling,
        seconds=plan.estimated_seconds,
        models=models,
        why=_why(tier, plan, clips, pictures),
    )


def _why(tier: Tier, plan: Plan, clips: int, pictures: int) -> str:
    """What this way is good for, from the model that carries it."""
    lead = next(
        (s for s in plan.steps if s.kind.media == "video" and s.kind is not Kind.ASSEMBLE),
        next((s for s in plan.steps if s.kind.media == "image"), None),
    )
    counted = " and ".join(
        part
        for part in (
            f"{pictures} frames" if pictures > 1 else "1 frame" if pictures else "",
            f"{clips} clips" if clips > 1 else "1 clip" if clips else "",
        )
        if part
    )
    role = {"budget": "The least it can cost", "balanced": "Good pictures at a fair price", "premium": "The best the catalog ranks"}[tier]
    return f"{role}: {counted}" + (f", carried by {lead.model_name}." if lead else ".")
