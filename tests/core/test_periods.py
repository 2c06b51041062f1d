import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.anchors import Anchor, AnchorRule
from curule.core.intervals import Duration, Interval, IntervalUnit, ProrationUnit
from curule.core.localtime import local, local_date
from curule.core.periods import (
    BillingPeriod,
    OutsideCalendar,
    anchor_for,
    boundary,
    boundary_date,
    end_of,
    first_paid_at,
    period,
    period_at,
)
from curule.core.proration import Part, rest_from
from tests.core.strategies import (
    MONTH,
    YEAR,
    anchored_on,
    anchors,
    instants,
    intervals,
    midnight,
    month_intervals,
    times,
    zones,
)

SECOND = timedelta(seconds=1)
DAILY = Interval(IntervalUnit.DAY)
indices = st.integers(-60, 60)
FOUR_YEARS = range(49)


# --- laws ----------------------------------------------------------------------------------------


@given(anchors(), intervals, indices)
def test_adjacent_periods_touch(anchor: Anchor, interval: Interval, index: int) -> None:
    before, after = (period(anchor, interval, k) for k in (index, index + 1))
    assert before.ends_at == after.starts_at


@given(anchors(), intervals, instants)
def test_every_instant_lies_in_one_period(
    anchor: Anchor, interval: Interval, instant: datetime
) -> None:
    index, found = period_at(anchor, interval, instant)
    assert found == period(anchor, interval, index)
    assert found.contains(instant)
    assert not period(anchor, interval, index - 1).contains(instant)
    assert not period(anchor, interval, index + 1).contains(instant)


@given(anchors(), intervals, indices)
def test_a_boundary_begins_the_period_of_its_index(
    anchor: Anchor, interval: Interval, index: int
) -> None:
    begins_at = boundary(anchor, interval, index)
    assert period_at(anchor, interval, begins_at)[0] == index
    assert period_at(anchor, interval, begins_at - SECOND)[0] == index - 1


@given(anchors(), intervals, indices, indices)
def test_boundaries_follow_their_index(
    anchor: Anchor, interval: Interval, one: int, other: int
) -> None:
    assert (boundary(anchor, interval, one) < boundary(anchor, interval, other)) is (one < other)


@given(anchors(), intervals, indices)
def test_a_boundary_keeps_the_local_time_of_day_or_takes_the_first_that_exists(
    anchor: Anchor, interval: Interval, index: int
) -> None:
    begins_at = boundary(anchor, interval, index)
    wanted = datetime.combine(boundary_date(anchor, interval, index), anchor.at)
    assert local(begins_at, anchor.zone) >= wanted
    assert local(begins_at - SECOND, anchor.zone) < wanted


@given(anchors(at=st.just(time(0))), intervals, indices)
def test_counted_in_days_a_period_begins_with_its_day(
    anchor: Anchor, interval: Interval, index: int
) -> None:
    begins_at = boundary(anchor, interval, index)
    assert local_date(begins_at, anchor.zone) == boundary_date(anchor, interval, index)
    assert local_date(begins_at - SECOND, anchor.zone) < boundary_date(anchor, interval, index)


@given(st.integers(1, 31), st.integers(1, 12), zones, times)
def test_monthly_periods_return_to_their_anchor_for_48_months(
    day: int, month: int, zone: str, at: time
) -> None:
    """29 February is in every such span, and eight changes of the clock in most zones."""
    anchor = anchored_on(day, zone=zone, at=at)
    for index in range(month, month + 49):
        on = boundary_date(anchor, MONTH, index)
        last = (date(on.year + on.month // 12, on.month % 12 + 1, 1) - timedelta(days=1)).day
        assert on.day == min(day, last)
    assert boundary_date(anchor, MONTH, 48) == anchor.on.replace(year=2028)


@given(anchors(), month_intervals)
def test_counting_on_from_a_later_boundary_is_the_same(anchor: Anchor, interval: Interval) -> None:
    """The wanted day is never lost, so a stored anchor may be moved along."""
    for index in (1, 7, 25):
        on = boundary_date(anchor, interval, index)
        moved = Anchor(on=on, day=anchor.day, at=anchor.at, zone=anchor.zone)
        assert boundary(moved, interval, 5) == boundary(anchor, interval, index + 5)


# --- by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (28, ["2024-02-28", "2024-03-28", "2025-02-28"]),
        (29, ["2024-02-29", "2024-03-29", "2025-02-28"]),
        (30, ["2024-02-29", "2024-03-30", "2025-02-28"]),
        (31, ["2024-02-29", "2024-03-31", "2025-02-28"]),
    ],
)
def test_the_end_of_february(day: int, expected: list[str]) -> None:
    anchor = anchored_on(day)
    assert [boundary_date(anchor, MONTH, k).isoformat() for k in (1, 2, 13)] == expected


def test_a_year_from_29_february_comes_back_after_four() -> None:
    anchor = Anchor(on=date(2024, 2, 29), day=29, at=time(0), zone="UTC")
    found = [boundary_date(anchor, YEAR, k).isoformat() for k in range(5)]
    assert found == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


@pytest.mark.parametrize(
    ("zone", "longer", "shorter"),
    [
        ("Europe/Paris", 8, 8),
        ("America/New_York", 8, 8),
        ("Australia/Lord_Howe", 8, 8),
        ("UTC", 0, 0),
    ],
)
def test_a_month_with_a_change_of_clock_is_longer_or_shorter(
    zone: str, longer: int, shorter: int
) -> None:
    """Over 96 months there are eight of each, and together they cancel out."""
    anchor = anchored_on(1, zone=zone, at=time(12))
    lengths = [
        (found.ends_at - found.starts_at)
        - (local(found.ends_at, zone) - local(found.starts_at, zone))
        for found in (period(anchor, MONTH, k) for k in range(96))
    ]
    assert sum(length > timedelta(0) for length in lengths) == longer
    assert sum(length < timedelta(0) for length in lengths) == shorter
    assert sum(lengths, timedelta(0)) == timedelta(0)


@pytest.mark.parametrize(
    ("zone", "on", "local_start"),
    [
        ("America/Sao_Paulo", date(2018, 10, 4), "2018-11-04T01:00"),
        ("Asia/Beirut", date(2024, 2, 29), "2024-03-31T01:00"),
        ("Asia/Gaza", date(2019, 2, 28), "2019-03-29T01:00"),
        ("Africa/Cairo", date(2026, 3, 24), "2026-04-24T01:00"),
        ("America/Havana", date(2026, 2, 8), "2026-03-08T01:00"),
    ],
)
def test_where_midnight_does_not_exist_the_day_begins_an_hour_later(
    zone: str, on: date, local_start: str
) -> None:
    wanted = datetime.fromisoformat(local_start)
    anchor = Anchor(on=on, day=max(on.day, wanted.day), at=time(0), zone=zone)
    begins_at = boundary(anchor, MONTH, 1)
    assert local(begins_at, zone) == wanted
    assert local_date(begins_at - SECOND, zone) == wanted.date() - timedelta(days=1)


def test_a_date_that_its_zone_has_skipped_has_no_daily_period() -> None:
    anchor = Anchor(on=date(2011, 12, 29), day=29, at=time(0), zone="Pacific/Apia")
    with pytest.raises(ValueError, match="cannot end at"):
        period(anchor, DAILY, 1)
    _, found = period_at(anchor, DAILY, datetime(2011, 12, 30, 10, tzinfo=UTC))
    assert local_date(found.starts_at, "Pacific/Apia") == date(2011, 12, 31)
    assert period(anchor, DAILY, 0).ends_at == found.starts_at


def test_a_clock_that_goes_back_over_midnight_does_not_return_to_the_day_before() -> None:
    """In Goose Bay the clock once went back at 00:01, to 23:01."""
    anchor = Anchor(on=date(2010, 11, 1), day=1, at=time(0), zone="America/Goose_Bay")
    half_past_eleven_again = datetime(2010, 11, 7, 3, 30, tzinfo=UTC)
    assert local_date(half_past_eleven_again, anchor.zone) == date(2010, 11, 6)
    index, found = period_at(anchor, DAILY, half_past_eleven_again)
    assert (index, found.starts_at) == (6, datetime(2010, 11, 7, 3, tzinfo=UTC))
    assert rest_from(ProrationUnit.DAY, found, half_past_eleven_again, anchor) == Part(1, 1)


def test_a_period_is_half_open() -> None:
    march = BillingPeriod(midnight(2026, 3, 1), midnight(2026, 4, 1))
    assert march.contains(march.starts_at)
    assert march.contains(march.ends_at - SECOND)
    assert not march.contains(march.ends_at)
    assert not march.contains(march.starts_at - SECOND)


@pytest.mark.parametrize("ends_at", [midnight(2026, 3, 1), midnight(2026, 2, 1)])
def test_a_period_ends_after_it_starts(ends_at: datetime) -> None:
    with pytest.raises(ValueError, match="cannot end at"):
        BillingPeriod(midnight(2026, 3, 1), ends_at)


def test_a_period_is_of_utc_instants() -> None:
    with pytest.raises(ValueError, match="in UTC"):
        BillingPeriod(datetime(2026, 3, 1), midnight(2026, 4, 1))  # noqa: DTZ001  (naive on purpose)


# --- terms and trials ----------------------------------------------------------------------------


@given(anchors(), month_intervals, st.integers(1, 24), instants)
def test_a_term_is_as_many_periods_as_it_says(
    anchor: Anchor, interval: Interval, periods: int, at: datetime
) -> None:
    assert interval.months is not None
    term = Duration(months=periods * interval.months)
    index, running = period_at(anchor, interval, at)
    assert end_of(term, anchor, interval, at) == boundary(anchor, interval, index + periods)
    assert end_of(None, anchor, interval, at) == running.ends_at


@given(anchors(), st.integers(1, 12))
def test_terms_one_after_the_other_end_where_one_long_term_ends(anchor: Anchor, terms: int) -> None:
    year = Duration(months=12)
    starts_at = boundary(anchor, MONTH, 0)
    ends = list(
        itertools.accumulate(
            range(terms), lambda at, _: end_of(year, anchor, MONTH, at), initial=starts_at
        )
    )
    assert ends[-1] == end_of(Duration(months=12 * terms), anchor, MONTH, starts_at)


def test_a_term_with_a_stub_counts_it_as_its_first_period() -> None:
    bought = midnight(2026, 2, 10)
    anchor = anchor_for(AnchorRule.day_of_month(1), MONTH, bought, "UTC", ProrationUnit.DAY)
    assert end_of(None, anchor, MONTH, bought) == midnight(2026, 3, 1)
    assert end_of(Duration(months=12), anchor, MONTH, bought) == midnight(2027, 2, 1)


def test_a_term_of_days() -> None:
    anchor = Anchor(on=date(2026, 3, 10), day=10, at=time(0), zone="Europe/Paris")
    interval = Interval(IntervalUnit.DAY, 30)
    starts_at = boundary(anchor, interval, 0)
    ends_at = end_of(Duration(days=90), anchor, interval, starts_at)
    assert local(ends_at, "Europe/Paris") == datetime(2026, 6, 8)  # noqa: DTZ001  (naive on purpose)
    with pytest.raises(ValueError, match="no whole number of periods"):
        end_of(Duration(days=45), anchor, interval, starts_at)


@given(instants, zones, st.integers(1, 60), st.sampled_from(ProrationUnit))
def test_the_first_paid_day_comes_after_the_days_of_trial(
    signed_up_at: datetime, zone: str, trial_days: int, unit: ProrationUnit
) -> None:
    paid_at = first_paid_at(signed_up_at, trial_days=trial_days, zone=zone, unit=unit)
    assert local_date(paid_at, zone) == local_date(signed_up_at, zone) + timedelta(days=trial_days)


@given(instants, zones, st.sampled_from(ProrationUnit))
def test_without_a_trial_it_is_the_sign_up(
    signed_up_at: datetime, zone: str, unit: ProrationUnit
) -> None:
    assert first_paid_at(signed_up_at, trial_days=0, zone=zone, unit=unit) == signed_up_at


def test_a_trial_is_not_negative_nor_endless() -> None:
    at, unit = midnight(2026, 1, 1), ProrationUnit.DAY
    with pytest.raises(ValueError, match="a trial cannot last -1 days"):
        first_paid_at(at, trial_days=-1, zone="UTC", unit=unit)
    with pytest.raises(OutsideCalendar):
        first_paid_at(at, trial_days=10**9, zone="UTC", unit=unit)
