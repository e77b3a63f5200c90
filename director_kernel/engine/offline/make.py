"""From a settled brief to a draft, in one call."""

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.premise import premise_of
from director_kernel.engine.offline.steps import draft_of, image_draft
from director_kernel.engine.offline.storyline import USUAL_SECONDS, tell
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Draft, Tier


def make_draft(brief: Brief, tier: Tier = "balanced") -> Draft:
    """The whole film (or pictures) a brief asks for, shot by shot; what it leaves open takes its usual value. Same brief, same draft."""
    premise = premise_of(brief)
    aspect = brief.aspect or usual_aspect(brief, premise.form)
    if premise.form == "image":
        return image_draft(premise, aspect=aspect, tier=tier)
    seconds = brief.duration or USUAL_SECONDS.get(premise.form, 15.0)
    return draft_of(premise, tell(premise, seconds), seconds=seconds, aspect=aspect, tier=tier)


def usual_aspect(brief: Brief, form: str) -> str:
    """The platform's format, else the form's."""
    by_platform = load_lexicon("brief")["platform_aspect"].get(brief.platform or "", "")
    if by_platform:
        return str(by_platform)
    if form == "image":
        return "2:3" if "poster" in brief.text.lower() else "1:1"
    return {"ugc": "9:16", "vertical": "9:16", "ecommerce": "1:1", "trailer": "16:9"}.get(form, "16:9")
