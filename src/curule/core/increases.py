"""What an increase costs: one formula for each choice of `increase.charge`.

| choice | q seats become q+n at t, in the period [s, e) at the unit price u |
|---|---|
| prorated | R(n·u·(e−t)/(e−s)) |
| full_price | n·u, whatever is left |
| none_until_renewal | nothing |
| own_term | n·u for a term of their own |
| new_period | (q+n)·u for a new period from t, nothing credited |
| new_period_minus_unused | (q+n)·u for a new period from t, less what of [t, e) was charged |

Instead of n·u a price with tiers or packages says what the seats cost. All amounts are minor units
of the price's currency, without the base fee, which a change of seats does not touch.
"""

from curule.core.pricing import Price, amount_for, increment
from curule.core.proration import Part, prorate


def prorated(price: Price, *, held: int, added: int, rest: Part) -> int:
    """The added seats for the rest of the period, rounded once.

    With a volume price it is the exact difference for all seats, and may be negative. Two seats
    more at 100.00 a year, from day 100 of 365 on, cost 145.21:

    >>> from curule.core.intervals import Interval, IntervalUnit
    >>> year = Price(currency="EUR", interval=Interval(IntervalUnit.YEAR), unit_amount=10000)
    >>> prorated(year, held=5, added=2, rest=Part(265, 365))
    14521
    """
    return prorate(increment(price, held, added), rest)


def full_price(price: Price, *, held: int, added: int) -> int:
    """The added seats for a whole period, whatever is left of it.

    What comes back for them later is worth P·rest/D all the same.
    """
    return increment(price, held, added)


def none_until_renewal() -> int:
    """Nothing: the added seats are part of the next period's price."""
    return 0


def own_term(price: Price, *, added: int) -> int:
    """The added seats for a term of their own, as if no other were held."""
    return amount_for(price, added)


def new_period(price: Price, *, total: int) -> int:
    """All seats for a whole new period that starts with the change; nothing is credited."""
    return amount_for(price, total)


def new_period_minus_unused(price: Price, *, total: int, unused: int) -> int:
    """All seats for a whole new period, less the `unused` value of what was charged before.

    Ten seats at 30.00 with 10 of 30 days gone leave 200.00 unused. With twelve seats 160.00 are
    due, and with eight it still costs money:

    >>> from curule.core.intervals import Interval, IntervalUnit
    >>> month = Price(currency="EUR", interval=Interval(IntervalUnit.MONTH), unit_amount=3000)
    >>> unused = prorate(amount_for(month, 10), Part(20, 30))
    >>> for total in (12, 8):
    ...     print(new_period_minus_unused(month, total=total, unused=unused))
    16000
    4000
    """
    return amount_for(price, total) - unused
