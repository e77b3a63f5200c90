"""Seeds, prices, ceilings and times of settled steps."""

import hashlib

from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.working import Sheet, Work
from director_kernel.engine.speakers import PICTURE_TOKENS
from director_kernel.providers.writing import longest
from director_kernel.schema.catalog import Model, Price
from director_kernel.schema.plan import Kind

_FREE = frozenset((Kind.ASSEMBLE, Kind.MANUAL))
_MOST_TAKES = 16
_BIGGEST_SEED = 2**31 - 1
_TOKENS_OUT = 1000
"""What a text step is reckoned to write; it is billed by what it writes, and may write as much as it is allowed."""


def settle_takes(step: Work, sheet: Sheet) -> None:
    """One to sixteen takes."""
    asked = step.takes or 1
    step.takes = min(max(asked, 1), _MOST_TAKES)
    if step.takes != asked:
        sheet.mended(step, "takes", "takes_unsupported", f"{asked} takes can't be made.", f"{step.takes} will be.")


def settle_seed(step: Work, sheet: Sheet) -> None:
    """An explicit seed for every step, so that the same plan asks for the same pictures; made from the brief's seed and the step's id."""
    if step.seed is not None and 0 < step.seed <= _BIGGEST_SEED:
        return
    asked, step.seed = step.seed, derived_seed(step.id, sheet.brief.seed if sheet.brief else 0)
    if asked not in (None, 0, -1):
        message = f"The seed {asked} does not lie between 1 and {_BIGGEST_SEED}."
        sheet.mended(step, "seed", "seed_unsupported", message, f"{step.seed} is used.")


def derived_seed(step: str, base: int) -> int:
    """A seed from 1 to 2³¹−1 that is the same for the same step of the same brief."""
    digest = hashlib.sha256(f"{base}:{step}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % _BIGGEST_SEED + 1


def settle_price(step: Work, facts: Facts, sheet: Sheet) -> None:
    """Estimate and ceiling in micro-USD for all takes, and the time one take needs."""
    step.price = step.ceiling = 0
    step.seconds_to_make = 0.0
    if step.kind is None:
        return
    model = facts.models.get(step.model)
    step.seconds_to_make = facts.catalog.estimated_seconds(step.model, step.kind, seconds=step.duration)
    if model is None or not step.endpoint or step.kind in _FREE:
        return
    if step.kind is Kind.TEXT:
        _settle_writing(step, model, facts, sheet)
        return
    price = facts.catalog.price(
        model,
        step.kind,
        endpoint=step.endpoint,
        options=step.options,
        resolution=step.resolution or None,
        audio=step.audio,
        seconds=step.duration,
        images=1,
        characters=len(step.prompt),
        width=step.width,
        height=step.height,
    )
    _take(step, price, model, facts, sheet)


def _settle_writing(step: Work, model: Model, facts: Facts, sheet: Sheet) -> None:
    """What a text of ordinary length costs; its ceiling is that of the longest it may become, and of pictures at their dearest."""
    most = longest(step.options)
    pictures, letters = len(step.needs) * PICTURE_TOKENS, len(step.prompt.encode()) + len(step.negative_prompt.encode())
    usual = facts.catalog.price(model, Kind.TEXT, tokens_in=len(step.prompt) // 3 + 200 + pictures // 10, tokens_out=min(_TOKENS_OUT, most))
    dearest = facts.catalog.price(model, Kind.TEXT, tokens_in=letters + 1000 + pictures, tokens_out=most)
    _take(step, usual.with_(ceiling=dearest.ceiling) if usual and dearest else None, model, facts, sheet)


def _take(step: Work, price: Price | None, model: Model, facts: Facts, sheet: Sheet) -> None:
    if price is not None:
        step.price, step.ceiling = price.estimate * step.takes, price.ceiling * step.takes
    elif facts.live:
        message = f"No price of {model.name} is known, so a live run refuses it."
        sheet.open(step, "model", "no_price", message, "Name a priced model (`director models`), or run it in previs.")
