"""The director models there are, as cards to choose from: what each costs, whether it can be used here, and what it would need."""

import difflib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence

from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError
from director_kernel.schema.catalog import Model
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind

OFFLINE = "offline-director"
"""The director that needs no key; its model in the catalog."""
LOCAL = "local/"
"""What the id of a model on a server of one's own begins with."""
MODEL_VARIABLE = "AI_DIRECTOR_MODEL"
SETTING = "brain"
"""What the choice is kept under, in a workspace's settings and in a person's."""
NAMED_BY_THE_SPECIFICATION = "S0 6"
"""The part of the source documents that lists the director models; models carry it in `named_in`."""
TOKENS_IN, TOKENS_OUT = 12_000, 500
"""A message of ordinary length: what the director is told (its briefing, the brief, the plan, what was said last) and what it answers."""


class BrainCard(Noun):
    """One director model. `per_message` is what a message of ordinary length costs, in micro-USD: 12 000 tokens in, 500 out.

    `sees`: it reads pictures. `why` says what it is good at, or why it can't be used and what to do.
    """

    id: str
    name: str
    per_message: Micros
    sees: bool = False
    recommended: bool
    available: bool
    why: str


def cards(catalog: Catalog, here: Mapping[str, str], services: Collection[str] = ()) -> tuple[BrainCard, ...]:
    """A card for every director model: the offline director, those that are `here` (id → name), the brains of the packs, those the
    specification lists. Chat models can be used where their service is one of `services`, which have a key.

    Retired ones are followed to what replaced them; models without a price or an endpoint have no card unless they are here.
    """
    known = {model.id: model for model in _models(catalog)}
    recommended = _recommended(catalog)
    wanted = {OFFLINE: "", **here, **known, **(dict.fromkeys(_local()) if "local" in services else {})}
    return tuple(_card(catalog, one, known.get(one) or catalog.models.get(one), here, services, recommended) for one in wanted)


def card(catalog: Catalog, name: str, here: Mapping[str, str], services: Collection[str] = ()) -> BrainCard:
    """The card of the director model called `name`: its id, a name of the catalog, or what a service calls it
    ("anthropic/claude-sonnet-4.5"). Raises UsageError for one that isn't there, with the nearest."""
    known = {one.id: one for one in cards(catalog, here, services)}
    id = _id(catalog, name.strip(), known)
    if id in known:
        return known[id]
    if id.startswith(LOCAL) and len(id) > len(LOCAL):
        return _card(catalog, id, None, here, services, "")
    model = catalog.models.get(id)
    if model is not None and catalog.ready(model, Kind.TEXT):
        return _card(catalog, id, model, here, services, "")
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}."
    raise UsageError(f"there is no director model {name[:60]!r}; {hint}")


def usable(catalog: Catalog, name: str, here: Mapping[str, str], services: Collection[str] = ()) -> BrainCard:
    """The same for a model that is to direct. Raises UsageError also for one that can't be used here, saying what it needs."""
    found = card(catalog, name, here, services)
    if not found.available:
        raise UsageError(f"{found.name} {found.why}; or go on with {OFFLINE}.")
    return found


def in_use(catalog: Catalog, choices: Sequence[object], here: Mapping[str, str], services: Collection[str] = ()) -> str:
    """The id of the director that answers: of `choices` (the workspace's, the person's, the pack's …) the first that can be used, else
    the one `AI_DIRECTOR_MODEL` names, else the offline director."""
    for name in (*choices, os.environ.get(MODEL_VARIABLE)):
        if not isinstance(name, str) or not name.strip():
            continue
        try:
            return usable(catalog, name, here, services).id
        except UsageError:
            continue
    return OFFLINE


def _id(catalog: Catalog, name: str, known: Collection[str]) -> str:
    """What a name means: itself where it is known, else the catalog's model behind it."""
    if name in known or name.startswith(LOCAL):
        return name
    for each in (name, name.removeprefix("openrouter/")):
        found = catalog.resolve(each, kind=Kind.TEXT).model if each else None
        if found is not None:
            return found.id
    return name


def _local() -> Iterator[str]:
    """The model of a server of one's own, by the name somebody gave it; most such servers serve one, whatever it is called."""
    named = os.environ.get(MODEL_VARIABLE, "")
    yield named if named.startswith(LOCAL) and len(named) > len(LOCAL) else f"{LOCAL}default"


def _models(catalog: Catalog) -> Iterator[Model]:
    named = [OFFLINE, *(pack.roles["brain"].model for pack in catalog.packs.values() if "brain" in pack.roles)]
    named += [model.id for model in catalog.models.values() if NAMED_BY_THE_SPECIFICATION in model.named_in]
    found = (model for name in named if (model := catalog.resolve(name).model) is not None)
    return (model for model in found if model.id == OFFLINE or catalog.ready(model, Kind.TEXT))


def _card(
    catalog: Catalog, id: str, model: Model | None, here: Mapping[str, str], services: Collection[str], recommended: str
) -> BrainCard:
    price = catalog.price(model, Kind.TEXT, tokens_in=TOKENS_IN, tokens_out=TOKENS_OUT) if model is not None else None
    there = ("local",) if id.startswith(LOCAL) else model.services(Kind.TEXT) if model is not None else ()
    available = id == OFFLINE or id in here or any(service in services for service in there)
    return BrainCard(
        id=id,
        name=here.get(id) or (model.name if model is not None else id),
        per_message=price.estimate if price is not None else 0,
        sees=model is not None and "vision" in model.modality,
        recommended=id == recommended,
        available=available,
        why=_strength(model, there, priced=price is not None) if available else _needs(there),
    )


def _strength(model: Model | None, there: Sequence[str], *, priced: bool) -> str:
    """What it is good at; a brain of one's own that the catalog can't price says so."""
    if "local" in there:
        return "Runs on a server of your own and costs nothing."
    if not priced:
        return "The catalog knows no price for it."
    return next((f"{note.text.rstrip('.')}." for note in model.strengths), "") if model is not None else ""


def _needs(there: Sequence[str]) -> str:
    """What is missing, by the names of the variables to set."""
    from director_kernel.providers.vault import VARIABLES

    if "local" in there:
        return "needs a server of your own; say where by DIRECTOR_LOCAL_BASE_URL"
    known = [service for service in there if service in VARIABLES]
    if not known:
        return "needs a chat service that is not here"
    return f"needs {' or '.join(VARIABLES[service] for service in known)}, or `director keys add {known[0]}`"


def _recommended(catalog: Catalog) -> str:
    """The model the catalog recommends to direct, "" where it names none."""
    setting = catalog.settings.get("brain")
    model = catalog.resolve(setting.value).model if setting is not None else None
    return model.id if model is not None else ""
