"""Money: integer micro-USD inside, `Decimal` at the edges, never float. 1 credit = 1 USD = 1 000 000 micro-USD."""

from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Annotated

from pydantic import Field

MICRO = 1_000_000
Micros = Annotated[int, Field(ge=0, strict=True, description="micro-USD")]


def micros(usd: Decimal | str | int) -> int:
    """`usd` dollars as micro-USD, rounded up so that a price is never understated.

    >>> micros("0.134"), micros("$3"), micros(2)
    (134000, 3000000, 2000000)

    Raises ValueError for floats (their cents are not what they look like), negatives and anything that is not a number.
    """
    if isinstance(usd, float):
        raise ValueError(f"money is never a float: give {usd!r} as a string or Decimal")
    try:
        amount = Decimal(str(usd).strip().lstrip("$").replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"{usd!r} is not an amount in USD, for example 2.50") from None
    if not amount.is_finite() or amount < 0 or amount > 10**9:
        raise ValueError(f"{usd!r} is not an amount between 0 and 1 000 000 000 USD")
    return int((amount * MICRO).to_integral_value(ROUND_CEILING))


def usd(amount: int) -> str:
    """A sum of `amount` micro-USD for people: whole cents, rounded up; below ten cents as many digits as it takes, four at most.

    >>> usd(1_200_000), usd(0), usd(3_500), usd(2_038_160)
    ('$1.20', '$0.00', '$0.0035', '$2.04')
    """
    step = 10_000 if amount >= 100_000 or amount % 10_000 == 0 else 100
    return rate(-(-amount // step) * step)


def rate(amount: int) -> str:
    """A unit price to the last digit: rounding it would change what a hundred of them cost.

    >>> rate(25_920), rate(400_000)
    ('$0.02592', '$0.40')
    """
    value = Decimal(amount) / MICRO
    return f"${value:,.2f}" if amount % 10_000 == 0 else "$" + f"{value:,.6f}".rstrip("0")
