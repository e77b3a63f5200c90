"""What a job cost: its billable units, as fal counted them, times the endpoint's unit price, as its pricing API says."""

import json
import time
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from director_kernel.providers.fal_hosts import Hosts
from director_kernel.providers.keys import Key
from director_kernel.providers.lanes import Lanes
from director_kernel.schema.money import micros

if TYPE_CHECKING:
    import httpx

UNITS = "x-fal-billable-units"
KEPT = 3600.0
"""Seconds a price is believed."""
AGAIN = 30.0
"""Seconds until a price that could not be had is asked for again."""


@dataclass
class Prices:
    """Unit prices by endpoint, in USD, asked for once an hour."""

    lanes: Lanes
    hosts: Hosts
    _known: dict[str, tuple[Decimal | None, float]] = field(default_factory=dict)

    async def actual(self, response: "httpx.Response", endpoint: str, key: Key) -> int | None:
        """What the job behind this result cost, in micro-USD, rounded up; None where fal doesn't say."""
        units = decimal(response.headers.get(UNITS))
        if units is None or units == 0:
            return None if units is None else 0
        price = await self.unit_price(endpoint, key)
        try:
            return None if price is None else micros(units * price)
        except ValueError:
            return None

    async def unit_price(self, endpoint: str, key: Key) -> Decimal | None:
        """USD for one unit of the endpoint; None where it can't be had now."""
        known = self._known.get(endpoint)
        if known is None or known[1] < time.monotonic():
            price = await self._ask(endpoint, key)
            # Of two that asked at once the one that knows is believed.
            if price is not None or known is None or known[0] is None:
                known = (price, time.monotonic() + (AGAIN if price is None else KEPT))
            self._known[endpoint] = known
        return known[0]

    async def _ask(self, endpoint: str, key: Key) -> Decimal | None:
        import httpx

        url = f"{self.hosts.api}/models/pricing"
        try:
            response = await self.lanes.request(
                "GET", url, params={"endpoint_id": endpoint}, headers={"Authorization": f"Key {key.secret}"}
            )
            # Numbers as they are written: 0.1 is a tenth, not the double next to it.
            body = json.loads(response.content, parse_float=Decimal) if response.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            return None
        for each in (body.get("prices") if isinstance(body, dict) else None) or ():
            if isinstance(each, dict) and each.get("endpoint_id") == endpoint and str(each.get("currency", "USD")).upper() == "USD":
                return decimal(each.get("unit_price"))
        return None


def decimal(value: object) -> Decimal | None:
    """A finite amount of 0 or more, out of "7.5", "8.439999999999998" or a number; None for anything else."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found < 10**9 else None
