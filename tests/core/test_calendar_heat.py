"""Weeks leave no day out, and shades follow the amounts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from curule.core.calendar_heat import SHADES, monday_of, shade, weeks

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
AMOUNTS = st.integers(min_value=0, max_value=10**12)


@given(first=DAYS, length=st.integers(min_value=0, max_value=200), inside=st.data())
def test_every_day_of_a_stretch_is_in_one_week(
    first: date, length: int, inside: st.DataObject
) -> None:
    on = first + timedelta(days=inside.draw(st.integers(min_value=0, max_value=length)))
    found = weeks([(first, first + timedelta(days=length))])
    assert [week for week in found if week <= on < week + timedelta(days=7)] == [monday_of(on)]
    assert all(week.weekday() == 0 for week in found)
    assert sorted(set(found)) == list(found)
    assert len(found) <= length // 7 + 2


@given(amount=AMOUNTS, more=AMOUNTS, most=AMOUNTS)
def test_more_is_never_lighter(amount: int, more: int, most: int) -> None:
    assert shade(amount, most) <= shade(amount + more, most) <= SHADES


@given(amount=st.integers(min_value=1, max_value=10**12), most=AMOUNTS)
def test_something_has_a_shade_and_the_most_the_darkest(amount: int, most: int) -> None:
    largest = max(amount, most)
    assert shade(amount, largest) >= 1
    assert shade(largest, largest) == SHADES
    assert shade(0, largest) == 0
