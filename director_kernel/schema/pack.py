"""Packs: which chat model plays which role of the director, reached where, how it is asked, and who stands in for it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from director_kernel.schema.endpoint import Sourced
from director_kernel.schema.noun import Noun

PACK_ID = r"^[a-z0-9][a-z0-9-]{0,47}$"
ROLE_ID = r"^[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31})?$"
SERVICE = r"^[a-z][a-z0-9_-]{0,31}$"


class PackRole(Sourced):
    """A job a chat model does for the director. `aliases` are its names elsewhere, the source documents' included."""

    id: Annotated[str, Field(pattern=ROLE_ID)]
    title: str
    does: str
    instead: str = ""
    """The role whose models do it where a pack names none for it."""
    pictures: bool = False
    """It must be able to look at pictures."""
    aliases: tuple[str, ...] = ()


class RoleModel(Sourced):
    """Who plays a role. `provider` is the service it is reached at, `local` for a server of one's own; `was` is the model the source
    document named.

    `fallbacks` are asked in this order where the service certainly did not accept the request: model ids, or `service:model`.
    """

    provider: Annotated[str, Field(pattern=SERVICE)]
    model: Annotated[str, Field(min_length=1, max_length=200)]
    temperature: Annotated[float, Field(ge=0, le=2)]
    max_tokens: Annotated[int, Field(ge=1, le=1_000_000)] = 4_000
    fallbacks: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    was: str = ""
    reason: str = ""


class Pack(Sourced):
    """Which model does which job of the director. Roles it doesn't name are played by those they fall back to."""

    id: Annotated[str, Field(pattern=PACK_ID)]
    title: str
    summary: str = ""
    aliases: tuple[str, ...] = ()
    roles: Mapping[str, RoleModel]


class RoleChange(Noun):
    """Something two packs say differently of a role: `what` is model, service, temperature, tokens or stand-ins, each side in words."""

    role: str
    what: str
    before: str
    after: str
