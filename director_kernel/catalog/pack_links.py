"""What a pack must hold to be used: roles that exist, a brain, models that are known and have a price."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from director_kernel.catalog.names import loose
from director_kernel.schema.catalog import Model, Pack, PackRole, RoleModel

CHAT_SERVICES = ("openrouter", "openai", "anthropic", "moonshot", "yunwu", "local", "offline")
"""Where a role's model may be reached; `local` is a server of one's own, whose models no catalog knows."""
UNLISTED = frozenset({"local"})
BRAIN = "brain"
"""The role everything else falls back to in the end."""

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Cast:
    """What a pack may name: `names` gives the model of each id and alias."""

    names: Mapping[str, Model]
    roles: Mapping[str, PackRole]

    def role(self, name: str) -> str:
        """The role called `name`, by any of its names; "" if there is none. Case and marks between words don't matter."""
        wanted = loose(name)
        return next((role.id for role in self.roles.values() if wanted in map(loose, (role.id, *role.aliases))), "")

    def nearest(self, name: str) -> str:
        """What may have been meant, as a hint."""
        near = difflib.get_close_matches(name, self.roles, n=1)
        return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(self.roles)}"


def split(fallback: str, provider: str) -> tuple[str, str]:
    """(service, model) of a fallback, which is reached where the model it stands in for is unless it says otherwise."""
    service, mark, model = fallback.partition(":")
    return (service, model) if mark and service in CHAT_SERVICES else (provider, fallback)


def pack_faults(pack: Pack, cast: Cast) -> Iterator[tuple[Where, str]]:
    """Everything wrong with a pack, each with where it stands."""
    found: dict[str, str] = {}
    for name, player in pack.roles.items():
        role = cast.role(name)
        if not role:
            yield ("roles", name), f"{name!r} is no role{cast.nearest(name)}"
        found.setdefault(role, name)
        yield from _player(name, player, cast)
    if BRAIN not in found:
        yield ("roles",), f"must name a model for {BRAIN!r}, which every other role falls back to"


def _player(name: str, player: RoleModel, cast: Cast) -> Iterator[tuple[Where, str]]:
    at: Where = ("roles", name)
    yield from ((at, message) for message in _model(player.provider, player.model, cast))
    seen = {(player.provider, player.model)}
    for place, fallback in enumerate(player.fallbacks):
        where: Where = (*at, "fallbacks", place)
        one = split(fallback, player.provider)
        if one in seen:
            yield where, f"{fallback!r} is asked before already"
        seen.add(one)
        yield from ((where, message) for message in _model(*one, cast))


def _model(provider: str, model: str, cast: Cast) -> Iterator[str]:
    if provider not in CHAT_SERVICES:
        yield f"{provider!r} is no service for chat models; there are {', '.join(CHAT_SERVICES)}"
    elif provider not in UNLISTED:
        known = cast.names.get(model)
        if known is None:
            yield f"{model!r} is no model of the catalog"
        elif not known.prices:
            yield f"{model!r} has no price, so that nobody could say what a call may cost"
