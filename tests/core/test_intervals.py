import re

import pytest
from hypothesis import given

from curule.core.intervals import Duration, Interval, IntervalUnit, periods_in
from tests.core.strategies import intervals


@given(intervals)
def test_an_interval_has_months_or_days(interval: Interval) -> None:
    assert (interval.months is None) is not (interval.days is None)


@pytest.mark.parametrize(
    ("unit", "count", "written", "months", "days"),
    [
        (IntervalUnit.DAY, 1, "day", None, 1),
        (IntervalUnit.DAY, 30, "30 days", None, 30),
        (IntervalUnit.WEEK, 2, "2 weeks", None, 14),
        (IntervalUnit.MONTH, 1, "month", 1, None),
        (IntervalUnit.MONTH, 3, "3 months", 3, None),
        (IntervalUnit.YEAR, 1, "year", 12, None),
        (IntervalUnit.YEAR, 2, "2 years", 24, None),
    ],
)
def test_intervals_by_hand(
    unit: IntervalUnit, count: int, written: str, months: int | None, days: int | None
) -> None:
    interval = Interval(unit, count)
    assert str(interval) == written
    assert (interval.months, interval.days) == (months, days)


@pytest.mark.parametrize("count", [0, -1])
def test_an_interval_lasts(count: int) -> None:
    with pytest.raises(ValueError, match=f"a count of at least 1, not {count}"):
        Interval(IntervalUnit.MONTH, count)


@pytest.mark.parametrize(
    ("months", "days"), [(None, None), (1, 1), (0, None), (None, 0), (-1, None)]
)
def test_a_duration_is_months_or_days(months: int | None, days: int | None) -> None:
    with pytest.raises(ValueError, match=r"^a duration is either months or days, and at least 1$"):
        Duration(months=months, days=days)


@pytest.mark.parametrize(
    ("duration", "interval", "periods"),
    [
        (Duration(months=12), Interval(IntervalUnit.MONTH), 12),
        (Duration(months=36), Interval(IntervalUnit.YEAR), 3),
        (Duration(days=28), Interval(IntervalUnit.WEEK, 2), 2),
        (Duration(days=30), Interval(IntervalUnit.DAY, 30), 1),
    ],
)
def test_a_term_is_a_whole_number_of_periods(
    duration: Duration, interval: Interval, periods: int
) -> None:
    assert periods_in(duration, interval) == periods


@pytest.mark.parametrize(
    ("duration", "interval", "sentence"),
    [
        (
            Duration(months=10),
            Interval(IntervalUnit.MONTH, 3),
            "a term of months(10) is no whole number of periods of one 3 months",
        ),
        (
            Duration(days=30),
            Interval(IntervalUnit.MONTH),
            "a term of days(30) is no whole number of periods of one month",
        ),
        (
            Duration(months=1),
            Interval(IntervalUnit.WEEK),
            "a term of months(1) is no whole number of periods of one week",
        ),
    ],
)
def test_any_other_term_is_refused(duration: Duration, interval: Interval, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        periods_in(duration, interval)
