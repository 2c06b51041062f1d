"""A claim is paid on the day of the money, or on the first day on which there was one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from curule.core.claim_days import paid_on

FIRST = date(2026, 4, 1)
days = st.integers(0, 9).map(lambda number: FIRST + timedelta(number))
moves = st.lists(st.tuples(days, st.integers(-50, 80)), max_size=6)
amounts = st.integers(1, 80)


def standing(moved: list[tuple[date, int]], day: date) -> int:
    return sum(amount for on, amount in moved if on <= day)


def carries(moved: list[tuple[date, int]], amount: int, day: date) -> bool:
    """Whether the claim is never less than nothing from a day on, lowered by the amount."""
    return all(standing(moved, day + timedelta(later)) >= amount for later in range(20))


@given(moves, amounts, days)
def test_it_is_the_first_day_that_carries_the_payment(
    moved: list[tuple[date, int]], amount: int, came_on: date
) -> None:
    found = paid_on(moved, amount, came_on)

    if found is None:
        assert sum(each for _, each in moved) < amount
    else:
        assert found >= came_on
        assert carries(moved, amount, found)
        between = (found - came_on).days
        assert not any(carries(moved, amount, came_on + timedelta(n)) for n in range(between))


@given(moves, amounts, days)
def test_the_order_of_what_moved_it_does_not_matter(
    moved: list[tuple[date, int]], amount: int, came_on: date
) -> None:
    assert paid_on(moved[::-1], amount, came_on) == paid_on(moved, amount, came_on)
