"""The director models there are, as cards to choose from: what each costs, whether it can be used here, and what it would need."""

from collections.abc import Iterator, Mapping

from director_kernel.catalog.book import Catalog
from director_kernel.schema.catalog import Model
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind

OFFLINE = "offline-director"
"""The director that needs no key; its model in the catalog."""
NAMED_BY_THE_SPECIFICATION = "S0 6"
"""The part of the source documents that lists the director models; models carry it in `named_in`."""
TOKENS_IN, TOKENS_OUT = 2_000, 500
"""A message of ordinary length: what the director is told (the brief, the plan, what was said last) and what it answers."""


class BrainCard(Noun):
    """One director model. `per_message` is what a message of ordinary length costs, in micro-USD: 2 000 tokens in, 500 out.

    `why` says what it is good at, or why it can't be used and what to do.
    """

    id: str
    name: str
    per_message: Micros
    recommended: bool
    available: bool
    why: str


def cards(catalog: Catalog, here: Mapping[str, str]) -> tuple[BrainCard, ...]:
    """A card for every director model: the offline director, those that are `here` (id → name), the brains of the packs, those the
    specification lists.

    Retired ones are followed to what replaced them; models without a price or an endpoint have no card unless they are here.
    """
    known = {model.id: model for model in _models(catalog)}
    recommended = _recommended(catalog)
    return tuple(
        _card(catalog, one, known.get(one) or catalog.models.get(one), here, recommended) for one in {OFFLINE: "", **here, **known}
    )


def _models(catalog: Catalog) -> Iterator[Model]:
    named = [OFFLINE, *(pack.roles["brain"].model for pack in catalog.packs.values() if "brain" in pack.roles)]
    named += [model.id for model in catalog.models.values() if NAMED_BY_THE_SPECIFICATION in model.named_in]
    found = (model for name in named if (model := catalog.resolve(name).model) is not None)
    return (model for model in found if model.id == OFFLINE or catalog.ready(model, Kind.TEXT))


def _card(catalog: Catalog, id: str, model: Model | None, here: Mapping[str, str], recommended: str) -> BrainCard:
    price = catalog.price(model, Kind.TEXT, tokens_in=TOKENS_IN, tokens_out=TOKENS_OUT) if model is not None else None
    return BrainCard(
        id=id,
        name=here.get(id) or (model.name if model is not None else id),
        per_message=price.estimate if price is not None else 0,
        recommended=id == recommended,
        available=id in here,
        why=_strength(model, priced=price is not None) if id in here else _needs(model),
    )


def _strength(model: Model | None, *, priced: bool) -> str:
    """What it is good at; a brain of one's own that the catalog can't price says so."""
    if not priced:
        return "The catalog knows no price for it."
    return next((f"{note.text.rstrip('.')}." for note in model.strengths), "") if model is not None else ""


def _needs(model: Model | None) -> str:
    reached = model.endpoint_for(Kind.TEXT) if model is not None else None
    key = f"{reached.provider.upper()}_API_KEY" if reached else "a key"
    return f"needs {key} and a chat provider; this version directs offline"


def _recommended(catalog: Catalog) -> str:
    """The model the catalog recommends to direct, "" where it names none."""
    setting = catalog.settings.get("brain")
    model = catalog.resolve(setting.value).model if setting is not None else None
    return model.id if model is not None else ""
