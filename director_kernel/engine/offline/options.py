"""Three ways to make it, priced by the planner, and the one that fits the budget."""

from dataclasses import dataclass

from director_kernel.catalog.book import Catalog
from director_kernel.engine.offline.make import make_draft
from director_kernel.engine.offline.premise import premise_of
from director_kernel.engine.offline.storyline import USUAL_SECONDS, shot_count
from director_kernel.engine.planner import finish
from director_kernel.schema.brief import Brief, Option
from director_kernel.schema.money import usd
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


def cast_models(draft: Draft, brief: Brief, catalog: Catalog) -> Draft:
    """The draft with the models the brief names, where they make that kind of step."""
    named = [catalog.models[name] for name in brief.models if name in catalog.models]
    if not named:
        return draft
    steps = []
    for step in draft.steps:
        model = next((m for m in named if step.kind and any(k.value == step.kind for k in m.kinds)), None)
        steps.append(step.model_copy(update={"model": model.id, "model_name": model.name}) if model else step)
    return draft.model_copy(update={"steps": steps})


def drafted(brief: Brief, tier: Tier, catalog: Catalog) -> Draft:
    return cast_models(make_draft(brief, tier), brief, catalog)


def offer(brief: Brief, catalog: Catalog) -> Offer:
    """Budget, balanced and premium for this brief. Taken: the tier asked for, else the best whose ceiling fits the budget, else balanced.

    When not even the cheapest fits, and the number of shots was not asked for, shots are given up until it does.
    """
    drafts = {tier: drafted(brief, tier, catalog) for tier in TIERS}
    plans = {tier: finish(drafts[tier], catalog, brief=brief).plan for tier in TIERS}
    options = tuple(_option(tier, plans[tier]) for tier in TIERS)
    tier, note = _taken(brief, plans)
    if brief.budget is None or plans[tier].ceiling <= brief.budget or brief.shots or brief.tier in ("balanced", "premium"):
        return Offer(options, tier, drafts[tier], note)
    return _trimmed(brief, catalog, options, drafts[tier], note)


def _taken(brief: Brief, plans: dict[Tier, Plan]) -> tuple[Tier, str]:
    if brief.budget is None:
        return brief.tier or "balanced", ""
    fits = [tier for tier in TIERS if plans[tier].ceiling <= (brief.budget or 0)]
    asked = brief.tier
    if asked and asked in fits:
        return asked, ""
    if asked:
        return (
            asked,
            f"The {asked} way reserves up to {usd(plans[asked].ceiling)}, above your {usd(brief.budget)}: raise it, cut shots, or take a cheaper way.",
        )
    if fits:
        return max(fits, key=lambda t: (plans[t].ceiling, TIERS.index(t))) if "balanced" not in fits else (
            "premium" if "premium" in fits else "balanced"
        ), ""
    least = min(plans[t].ceiling for t in TIERS)
    return "budget", f"The cheapest way reserves up to {usd(least)}, above your {usd(brief.budget)}: raise it, shorten it, or cut shots."


def _trimmed(brief: Brief, catalog: Catalog, options: tuple[Option, ...], draft: Draft, note: str) -> Offer:
    """The budget way with fewer, longer shots, if that brings it under the cap."""
    premise = premise_of(brief)
    seconds = brief.duration or USUAL_SECONDS.get(premise.form, 15.0)
    most = shot_count(premise, seconds) if premise.form != "image" else 1
    for count in range(most - 1, 0, -1):
        fewer = drafted(brief.with_(shots=count), "budget", catalog)
        plan = finish(fewer, catalog, brief=brief).plan
        if plan.ceiling <= (brief.budget or 0):
            kept = fewer.model_copy(update={"brief": brief})
            word = "shot" if count == 1 else "shots"
            return Offer(
                options, "budget", kept, f"To stay within {usd(brief.budget or 0)} it is told in {count} {word} instead of {most}."
            )
    return Offer(options, "budget", draft, note)


def _option(tier: Tier, plan: Plan) -> Option:
    makers = [s for s in plan.steps if s.kind not in (Kind.ASSEMBLE, Kind.MANUAL)]
    models = tuple(dict.fromkeys(s.model_name for s in makers))
    clips = sum(1 for s in makers if s.kind.media == "video")
    pictures = sum(1 for s in makers if s.kind.media == "image")
    return Option(
        id=tier, title=_TITLES[tier], price=plan.price, ceiling=plan.ceiling, seconds=plan.estimated_seconds, models=models, why=_why(tier, plan, clips, pictures)
    )  # fmt: skip


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
