"""Monthly quotas: how much a workspace may use of what, how much it has used, and when the count begins anew."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field

from director_kernel.schema.endpoint import Sourced
from director_kernel.schema.noun import Noun

Counted = Literal["tokens", "images", "videos", "projects", "scenes"]
COUNTED: tuple[Counted, ...] = get_args(Counted)
"""What is counted, in the order it is shown."""
Amount = Annotated[int, Field(ge=0, le=10**12)]


class Quota(Noun):
    """The quota of a workspace. What is not in `limits` is not limited; without limits everything is counted and nothing held back.

    `hard`: what would pass a limit is refused before it is sent; otherwise passing one is said. `blocks` is what one block beyond the
    limits holds, `added` how many more a month was given.
    """

    name: str = "none"
    pack: str = ""
    hard: bool = True
    limits: Mapping[Counted, Amount] = {}
    blocks: Mapping[Counted, Amount] = {}
    added: Mapping[str, Mapping[Counted, Amount]] = {}

    def limit(self, what: Counted, month: str) -> int | None:
        """How much of it there is in that month; None where it is not limited."""
        own = self.limits.get(what)
        return None if own is None else own + self.added.get(month, {}).get(what, 0)


class Used(Noun):
    """How much of one thing was used in a month."""

    what: Counted
    used: int
    limit: int | None = None

    @property
    def over(self) -> int:
        return 0 if self.limit is None else max(0, self.used - self.limit)


class QuotaTier(Sourced):
    """An account tier: what it may use in a month, and the pack that goes with it. `blocks` is what one block beyond it holds."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
    title: str
    summary: str = ""
    pack: str
    hard: bool = True
    limits: Mapping[Counted, Amount] = {}
    blocks: Mapping[Counted, Amount] = {}

    def quota(self) -> Quota:
        """The tier as a workspace is held to it."""
        return Quota(name=self.id, pack=self.pack, hard=self.hard, limits=self.limits, blocks=self.blocks)
