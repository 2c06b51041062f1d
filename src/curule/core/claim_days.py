"""On which day a claim is paid: that of the money, where the claim was there, else a later one.

A payment is often recorded days after the bank booked it. Its invoice may have been issued in
between, or paid by another payment that was taken back since; then the money came before the claim,
and lay with the vendor until there was one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def paid_on(moves: Iterable[tuple[date, int]], amount: int, came_on: date) -> date | None:
    """Return the first day from `came_on` on which a claim can be lowered by `amount` for good.

    `moves` are what raised the claim (positive) and lowered it, each on its day, in any order; both
    in minor units. From that day on the claim is never less than nothing. None where the whole
    claim is less than the amount.

    >>> april = [date(2026, 4, day) for day in range(1, 31)]
    >>> paid_on([(april[2], 500)], 500, april[0]).isoformat()
    '2026-04-03'
    >>> paid_on([(april[0], 500), (april[1], -500), (april[9], 500)], 500, april[4]).isoformat()
    '2026-04-10'
    """
    sums: dict[date, int] = {}
    for day, moved in moves:
        sums[day] = sums.get(day, 0) + moved
    balance = sum(sums.values())
    if balance < amount:
        return None
    for day in sorted(sums, reverse=True):
        if day <= came_on:
            break
        if balance - sums[day] < amount:
            return day
        balance -= sums[day]
    return came_on
