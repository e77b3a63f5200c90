"""This month's quota as a person sets it and looks at it: an account tier of the catalog, or limits of one's own."""

import time
from collections.abc import Mapping
from typing import Any

from director_kernel.catalog import Catalog
from director_kernel.errors import UsageError
from director_kernel.schema.quota import COUNTED, Counted, Quota, Used
from director_kernel.store import Workspace
from director_kernel.store.quotas import Quotas, month_of, resets

NONE = "none"
CUSTOM = "custom"


def quota_line(quotas: Quotas) -> str:
    """How this month stands, in one line; "" without a quota."""
    quota = quotas.current()
    if not quota.limits:
        return ""
    parts = [f"{used.used:,} of {used.limit:,} {used.what}" for used in quotas.used() if used.limit is not None]
    return f"{quota.name} ({'hard' if quota.hard else 'soft'}): {', '.join(parts)}; begins anew on {resets(month_of(time.time()))}"


class Allowance:
    """What a workspace may use in a calendar month (UTC) and what it has used; see `store.quotas` for what counts as what."""

    def __init__(self, workspace: Workspace, catalog: Catalog) -> None:
        self._quotas = workspace.quotas
        self._catalog = catalog

    def current(self) -> Quota:
        """The quota in force."""
        return self._quotas.current()

    def used(self) -> tuple[Used, ...]:
        """What was used this month."""
        return self._quotas.used()

    def notices(self) -> tuple[str, ...]:
        """What is to be said of limits that were passed."""
        return self._quotas.notices()

    def use(self, name: str) -> Quota:
        """Holds the workspace to an account tier of the catalog; "none" to no quota. Raises UsageError."""
        if name == NONE:
            self._quotas.use(None)
            return Quota()
        tier = self._catalog.quotas.get(name)
        if tier is None:
            raise UsageError(f"there is no quota {name[:40]!r}; there are {NONE}, {', '.join(self._catalog.quotas)}.")
        # What a month was given on top stays given.
        quota = tier.quota().with_(added=self.current().added)
        self._quotas.use(quota)
        return quota

    def set(self, limits: Mapping[str, int | None], *, hard: bool | None = None) -> Quota:
        """Changes limits (None lifts one) and whether they hold or only warn; the tier's other limits stay. Raises UsageError."""
        unknown = sorted(set(limits) - set(COUNTED))
        if unknown:
            raise UsageError(f"{unknown[0][:40]!r} is not counted; {', '.join(COUNTED)} are, for example `director quota set images=100`.")
        before = self.current()
        wanted: dict[str, int | None] = {what: before.limits.get(what) for what in COUNTED}
        wanted |= limits
        changed: dict[Counted, int] = {}
        for what in COUNTED:
            amount = wanted.get(what)
            if amount is not None:
                changed[what] = amount
        custom = self._catalog.quotas.get(CUSTOM)
        quota = before.with_(
            name=before.name if not limits and before.name != NONE else CUSTOM,
            pack=before.pack or (custom.pack if custom else ""),
            hard=before.hard if hard is None else hard,
            limits=changed,
        )
        self._quotas.use(quota)
        return quota

    def add(self, what: str, blocks: int = 1) -> Quota:
        """Gives this month more of something, in the blocks of the tier. Raises UsageError where it has none."""
        quota = self.current()
        for each in COUNTED:
            if each == what and quota.blocks.get(each):
                return self._quotas.add(each, quota.blocks[each] * blocks)
        has = ", ".join(each for each in COUNTED if quota.blocks.get(each)) or "nothing"
        raise UsageError(
            f"the quota {quota.name!r} has blocks of {has}, not of {what[:40]!r}; `director quota set {what[:40]}=…` changes a limit."
        )

    @property
    def resets(self) -> str:
        """When the count begins anew."""
        return resets(month_of(time.time()))

    def wire(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            **self.current().wire(),
            "month": month_of(time.time()),
            "resets": self.resets,
            "used": {used.what: used.used for used in self.used()},
            "left": {used.what: max(0, used.limit - used.used) for used in self.used() if used.limit is not None},
            "notices": list(self.notices()),
        }
