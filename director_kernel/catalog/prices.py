"""What a step costs: the row that fits best gives the estimate, the dearest that fits gives the ceiling."""

import math
import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from director_kernel.schema.catalog import EndpointRef, EndpointSchema, Model, Price, PriceRow, Unit
from director_kernel.schema.money import rate, usd
from director_kernel.schema.plan import Kind

SPOKEN = {
    Unit.IMAGE: "per image",
    Unit.RUN: "per run",
    Unit.CLIP: "per clip",
    Unit.SECOND: "per second",
    Unit.MINUTE: "per minute",
    Unit.MEGAPIXEL: "per megapixel",
    Unit.CHARS_1K: "per 1 000 characters",
    Unit.TOKENS_IN_1M: "per million tokens in",
    Unit.TOKENS_OUT_1M: "per million tokens out",
    Unit.IMAGE_TOKENS_1M: "per million image tokens",
    Unit.IMAGE_TOKENS_IN_1M: "per million image tokens in",
}


class Order(NamedTuple):
    """What is bought: sizes in pixels, `seconds` billed, `characters` of text, `tokens` in and out; None: not said."""

    kind: Kind
    provider: str = ""
    variant: str = ""
    resolution: str | None = None
    audio: bool | None = None
    quality: str | None = None
    seconds: float = 0.0
    images: int = 1
    characters: int = 0
    width: int = 0
    height: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


def order_for(kind: Kind, endpoint: EndpointRef | None, schema: EndpointSchema | None, options: Mapping[str, Any], **said: Any) -> Order:
    """The order that `options` (the provider's own fields) and what was said make; the endpoint's defaults fill the gaps."""
    written = {name: field.default for name, field in schema.fields.items()} if schema else {}
    written = {**{key: value for key, value in written.items() if value is not None}, **options}
    given = {name: value for name, value in said.items() if value is not None}
    audio = next(
        (written[name] for name in ("generate_audio", "generate_audio_switch", "audio") if isinstance(written.get(name), bool)), None
    )
    guess: dict[str, Any] = {
        "resolution": _resolution(kind, written, given),
        "audio": audio,
        "quality": str(written[name]) if (name := _quality(written)) else None,
        "images": written["num_images"] if isinstance(written.get("num_images"), int) else 1,
    }
    return Order(
        kind=kind,
        provider=endpoint.provider if endpoint else "",
        variant=endpoint.variant if endpoint else "",
        **{**guess, **given},
    )


def _resolution(kind: Kind, written: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    """The resolution a price may ask for; pictures without one are named by their size, 1K where nothing is said."""
    if isinstance(written.get("resolution"), str | int):
        return str(written["resolution"])
    if kind not in (Kind.TEXT_TO_IMAGE, Kind.IMAGE_EDIT):
        return None
    size = written.get("image_size")
    sides = size if isinstance(size, dict) else given
    long = max((side for side in (sides.get("width"), sides.get("height")) if isinstance(side, int)), default=0)
    named = re.search(r"[1-4]K", size) if isinstance(size, str) else None
    return named[0] if named else "4K" if long > 2880 else "2K" if long > 1536 else "1K"


def _quality(written: Mapping[str, Any]) -> str:
    return next((name for name in ("quality", "rendering_speed") if isinstance(written.get(name), str)), "")


def price_of(model: Model, order: Order, margin: Decimal) -> Price | None:
    """Estimate and ceiling in micro-USD; None when no row of the model can price this order.

    Rows fit when nothing they ask for contradicts the order. The endpoint's own provider wins, then the newest, then the row
    that says most about this order, then the dearest; the ceiling is the dearest that fits × `margin`, rounded up.
    """
    if order.kind is Kind.TEXT:
        return _talk(model, order, margin)
    rows = _shortest([row for row in model.prices if fits(row, order)])
    fitting = [(row, cost) for row in rows if (cost := cost_of(row, order)) is not None]
    if not fitting:
        return None
    row, estimate = min(fitting, key=lambda pair: _preference(pair[0], pair[1], order))
    dearest = max(cost for _, cost in fitting)
    ceiling = int((Decimal(dearest) * margin).to_integral_value(ROUND_CEILING))
    return Price(estimate=estimate, ceiling=ceiling, row=row, amount=float(amount_of(row, order) or 0), note=_note(row, order))


def _talk(model: Model, order: Order, margin: Decimal) -> Price | None:
    """The price of words: those that go in and those that come out are paid apart."""
    rows = {unit: next((row for row in model.prices if row.unit is unit), None) for unit in (Unit.TOKENS_IN_1M, Unit.TOKENS_OUT_1M)}
    into, out = rows[Unit.TOKENS_IN_1M], rows[Unit.TOKENS_OUT_1M]
    if into is None or out is None:
        return None
    cost = (cost_of(into, order) or 0) + (cost_of(out, order) or 0)
    ceiling = int((Decimal(cost) * margin).to_integral_value(ROUND_CEILING))
    note = f"{rate(into.micros)} in and {rate(out.micros)} out per million tokens; {into.source}, {into.as_of}"
    return Price(estimate=cost, ceiling=ceiling, row=into, amount=(order.tokens_in + order.tokens_out) / 1_000_000, note=note)


def _shortest(rows: list[PriceRow]) -> list[PriceRow]:
    """Of rows for clips of fixed lengths only those for the shortest that holds the order."""
    shortest = min((row.when.duration for row in rows if row.when.duration is not None), default=None)
    return [row for row in rows if row.when.duration in (None, shortest)]


def _preference(row: PriceRow, cost: int, order: Order) -> tuple[bool, int, int, int]:
    return (not (row.provider and row.provider == order.provider), _late(row), -_said(row, order), -cost)


def _said(row: PriceRow, order: Order) -> int:
    """How many of the row's conditions the order meets outright."""
    asked = row.when
    met = (
        asked.resolution is not None and order.resolution is not None,
        asked.audio is not None and order.audio is not None,
        asked.duration is not None,
        asked.quality is not None and order.quality is not None,
        asked.variant is not None,
        bool(row.kinds),
    )
    return sum(met)


def fits(row: PriceRow, order: Order) -> bool:
    """True when nothing the row asks for contradicts the order; what the order leaves open contradicts nothing."""
    asked = row.when
    return (
        (not row.kinds or order.kind in row.kinds)
        and (asked.resolution is None or order.resolution is None or _same(asked.resolution, order.resolution))
        and (asked.audio is None or order.audio is None or asked.audio == order.audio)
        and (asked.quality is None or order.quality is None or _same(asked.quality, order.quality))
        and (asked.variant is None or asked.variant == order.variant)
        and (asked.duration is None or not order.seconds or order.seconds <= asked.duration + 1e-6)
    )


def _same(one: str, other: str) -> bool:
    return any(part.strip().casefold() == other.casefold() for part in one.split(","))


def amount_of(row: PriceRow, order: Order) -> Fraction | None:
    """How many of the row's units the order takes, exactly; None when that can't be known."""
    pixels = order.width * order.height or 1_000_000
    seconds = Fraction(str(order.seconds))
    amounts: dict[Unit, Fraction | None] = {
        Unit.IMAGE: Fraction(order.images),
        Unit.RUN: Fraction(order.images),
        Unit.CLIP: Fraction(order.images),
        Unit.SECOND: seconds or None,
        Unit.MINUTE: seconds / 60 or None,
        Unit.MEGAPIXEL: Fraction(pixels * order.images, 1_000_000),
        Unit.CHARS_1K: Fraction(order.characters, 1000) or None,
        Unit.TOKENS_IN_1M: Fraction(order.tokens_in, 1_000_000) or None,
        Unit.TOKENS_OUT_1M: Fraction(order.tokens_out, 1_000_000) or None,
    }
    return amounts.get(row.unit)


def cost_of(row: PriceRow, order: Order) -> int | None:
    """micro-USD by this row alone, rounded up; None when it can't be computed. Fractions, so that no cent is lost to a float."""
    amount = amount_of(row, order)
    if amount is None:
        return None
    if row.per != 1.0:
        amount = Fraction(math.ceil(amount / Fraction(str(row.per))))
    if row.further is not None:
        return math.ceil(row.micros * order.images + row.further * max(Fraction(0), amount - order.images))
    return math.ceil(row.micros * amount)


def _note(row: PriceRow, order: Order) -> str:
    parts = [f"{rate(row.micros)} {SPOKEN[row.unit]}", f"by {row.provider}" if row.provider else "", row.note, f"{row.source}, {row.as_of}"]
    if row.provider and order.provider and row.provider != order.provider:
        parts.insert(2, f"no price of {order.provider} is known")
    return "; ".join(part for part in parts if part)


def spoken(row: PriceRow) -> str:
    """A price for people: "$0.07 per second ($4.20 a minute), no sound"."""
    asked = row.when
    sound = {True: "with sound", False: "no sound", None: ""}[asked.audio]
    length = f"up to {asked.duration:g} s" if asked.duration else ""
    said = (asked.resolution, asked.quality, asked.variant, length, sound)
    return ", ".join([_rate(row), *(part.replace(",", "/") for part in said if part)])


def _rate(row: PriceRow) -> str:
    if row.per != 1.0:
        return f"{rate(row.micros)} per {row.per:g} {row.unit.value}s"
    minute = f" ({usd(round(row.micros * 60, -4))} a minute)" if row.unit is Unit.SECOND else ""
    return f"{rate(row.micros)} {SPOKEN[row.unit]}{minute}"


def headline(model: Model) -> PriceRow | None:
    """The row to show for a model: the first that can be computed, as its record lists them; None without one."""
    return next((row for row in model.prices if row.unit not in (Unit.IMAGE_TOKENS_1M, Unit.IMAGE_TOKENS_IN_1M)), None)


def _late(row: PriceRow) -> int:
    return -int(row.as_of.replace("-", "").ljust(8, "0"))
