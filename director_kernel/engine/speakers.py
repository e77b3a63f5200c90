"""Chat models as the director asks them: which service, called what there, how much it can read, and what an answer may cost at most."""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError
from director_kernel.providers.chat import MAX_TOKENS, ChatModel
from director_kernel.schema.money import Micros
from director_kernel.schema.pack import RoleModel
from director_kernel.schema.plan import Kind

LOCAL = "local/"
"""What the id of a model on a server of one's own begins with."""
MODEL_VARIABLE, TOKENS_VARIABLE = "AI_DIRECTOR_MODEL", "AI_DIRECTOR_MAX_TOKENS"
TEMPERATURE = 0.3
UNKNOWN_CONTEXT, LOCAL_CONTEXT = 32_000, 8_192
"""Tokens a model is taken to read where nobody knows. Servers of one's own are started with little as a rule."""
PICTURE_TOKENS = 37_000
"""What one picture may count: 36 861 were billed for a photo on gpt-4o-mini."""
VISION = "vision"


@dataclass(frozen=True)
class Speaker:
    """One chat model of a chain. `id` is its name here: the catalog's, or local/NAME; `context` the tokens it can read and write."""

    id: str
    model: ChatModel
    context: int


def speaker(catalog: Catalog, service: str, name: str, *, temperature: float = TEMPERATURE, max_tokens: int = MAX_TOKENS) -> Speaker:
    """The model called `name` at a service. Raises UsageError for one that nobody knows."""
    if service == "local":
        plain = name.removeprefix(LOCAL)
        model = ChatModel("local", plain, temperature, min(max_tokens, LOCAL_CONTEXT // 4), name=plain)
        return Speaker(LOCAL + plain, model, LOCAL_CONTEXT)
    known = catalog.resolve(name, kind=Kind.TEXT).model
    if known is None:
        raise UsageError(f"there is no chat model {name[:60]!r}; `director brain` lists those there are.")
    there = known.endpoint_for(Kind.TEXT, provider=service)
    limit = known.prompt.tokens if known.prompt is not None and known.prompt.tokens else UNKNOWN_CONTEXT
    model = ChatModel(
        service, there.id if there is not None else name, temperature, max_tokens, vision=VISION in known.modality, name=known.short_name
    )
    return Speaker(known.id, model, limit)


def chain(catalog: Catalog, brain: str, role: Sequence[RoleModel] = (), services: Collection[str] = ()) -> tuple[Speaker, ...]:
    """The director model `brain` and who stands in for it: the others of its pack's role, where it has that role; each once.

    The pack says how the role is played; `AI_DIRECTOR_MAX_TOKENS` says how long an answer may be. A model is asked where its pack says,
    or at another of its services where only that one is among `services`, which have a key. Raises UsageError.
    """
    lead = next((one for one in role if id_of(catalog, one) == brain), None)
    longest = most_tokens()
    if lead is None:
        service = service_of(catalog, brain, services)
        return (speaker(catalog, service, brain, max_tokens=longest or MAX_TOKENS),)
    found = {
        one.id: one
        for player in sorted(role, key=lambda player: player is not lead)
        for one in _played(catalog, player, longest or player.max_tokens, services)
    }
    return tuple(found.values())


def id_of(catalog: Catalog, player: RoleModel) -> str:
    """The id by which the player of a role is known as a director model."""
    if player.provider == "local":
        return LOCAL + player.model.removeprefix(LOCAL)
    found = catalog.resolve(player.model, kind=Kind.TEXT).model
    return found.id if found is not None else player.model


def service_of(catalog: Catalog, brain: str, services: Collection[str] = ()) -> str:
    """Where a director model is reached: the first of its services that is one of `services`, else the first there is.

    Raises UsageError for one that can't be reached at all.
    """
    if brain.startswith(LOCAL):
        return "local"
    there = catalog.models[brain].services(Kind.TEXT) if brain in catalog.models else ()
    if not there:
        raise UsageError(f"there is no chat model {brain[:60]!r}; `director brain` lists those there are.")
    return next((service for service in there if service in services), there[0])


def most_tokens() -> int | None:
    """`AI_DIRECTOR_MAX_TOKENS`: the longest answer, in tokens; None where it isn't set. Raises UsageError for anything but a number."""
    said = os.environ.get(TOKENS_VARIABLE, "").strip()
    if not said:
        return None
    if not said.isascii() or not said.isdecimal() or not 64 <= int(said[:9]) <= 1_000_000:
        raise UsageError(f"{TOKENS_VARIABLE}={said[:20]!r} is no number of tokens; set one from 64 to 1000000, for example 4096.")
    return int(said)


def cost(catalog: Catalog, one: Speaker, tokens_in: int, tokens_out: int) -> tuple[Micros, Micros]:
    """(estimate, ceiling) in micro-USD. Raises UsageError for a model nobody knows a price of: nothing could be held for it."""
    if one.model.service == "local":
        return 0, 0
    price = catalog.price(one.id, Kind.TEXT, tokens_in=tokens_in, tokens_out=tokens_out) if one.id in catalog.models else None
    if price is None:
        raise UsageError(f"no price is known for {one.model.shown}, so nothing can be held for it; choose another with `director brain`.")
    return price.estimate, price.ceiling


def _played(catalog: Catalog, player: RoleModel, longest: int, services: Collection[str]) -> Iterable[Speaker]:
    """The player as a speaker; one that left the catalog stands in for nobody."""
    try:
        there = player.provider
        if there != "local" and services and there not in services:
            there = service_of(catalog, id_of(catalog, player), services)
        yield speaker(catalog, there, player.model, temperature=player.temperature, max_tokens=longest)
    except UsageError:
        return
