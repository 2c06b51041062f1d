from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.localtime import (
    OutsideCalendar,
    UnknownTimeZone,
    local,
    local_date,
    require_utc,
    resolve_local,
    time_zone,
    whole_second,
)
from tests.core.strategies import instants, times, zones

SECOND = timedelta(seconds=1)


@given(instants, zones)
def test_what_the_clock_shows_leads_back_to_the_instant(instant: datetime, zone: str) -> None:
    shown = local(instant, zone)
    assert resolve_local(shown.date(), shown.time(), zone, fold=shown.fold) == instant


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), times, zones)
def test_a_local_time_is_the_first_instant_that_shows_it_or_more(
    on: date, at: time, zone: str
) -> None:
    instant = resolve_local(on, at, zone)
    wall = datetime.combine(on, at)
    assert local(instant, zone) >= wall
    assert local(instant - SECOND, zone) < wall


@given(instants, instants, zones)
def test_of_two_local_times_the_later_is_no_earlier_instant(
    one: datetime, other: datetime, zone: str
) -> None:
    early, late = sorted(instant.replace(tzinfo=None) for instant in (one, other))
    assert resolve_local(early.date(), early.time(), zone) <= resolve_local(
        late.date(), late.time(), zone
    )


@pytest.mark.parametrize(
    ("zone", "on", "at", "instant", "why"),
    [
        ("Europe/Paris", "2026-03-29", "02:30", "2026-03-29T01:00", "an hour is left out"),
        ("Europe/Paris", "2026-03-29", "01:59:59", "2026-03-29T00:59:59", "just before it"),
        ("Europe/Paris", "2026-03-29", "02:59:59", "2026-03-29T01:00", "the end of that hour"),
        ("Europe/Paris", "2026-03-29", "02:00", "2026-03-29T01:00", "and its start"),
        ("Europe/Paris", "2026-03-29", "03:00", "2026-03-29T01:00", "just after it"),
        ("Europe/Paris", "2026-10-25", "02:30", "2026-10-25T00:30", "twice: summer time first"),
        ("America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00", "no midnight"),
        ("Asia/Beirut", "2024-03-31", "00:00", "2024-03-30T22:00", "no midnight"),
        ("Asia/Gaza", "2019-03-29", "00:00", "2019-03-28T22:00", "no midnight"),
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00", "no midnight"),
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00", "no midnight"),
        ("America/Havana", "2026-11-01", "00:00", "2026-11-01T04:00", "midnight twice"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30", "half an hour"),
        ("Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29T01:00", "two hours"),
        ("Pacific/Apia", "2011-12-30", "00:00", "2011-12-30T10:00", "a whole day is left out"),
        ("Pacific/Apia", "2011-12-30", "15:00", "2011-12-30T10:00", "a whole day is left out"),
    ],
)
def test_times_that_do_not_exist_or_exist_twice(
    zone: str, on: str, at: str, instant: str, why: str
) -> None:
    found = resolve_local(date.fromisoformat(on), time.fromisoformat(at), zone)
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC), why


def test_the_second_of_two_equal_times_can_be_asked_for() -> None:
    day, at = date(2026, 10, 25), time(2, 30)
    first, second = (resolve_local(day, at, "Europe/Paris", fold=fold) for fold in (0, 1))
    assert second - first == timedelta(hours=1)
    assert resolve_local(date(2026, 10, 24), at, "Europe/Paris", fold=1) == resolve_local(
        date(2026, 10, 24), at, "Europe/Paris"
    )


def test_the_date_belongs_to_the_zone() -> None:
    instant = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    assert local_date(instant, "Europe/Paris") == date(2026, 4, 1)
    assert local_date(instant, "UTC") == date(2026, 3, 31)


@pytest.mark.parametrize("name", ["", "Mars/Base", "Europe", "../zoneinfo/UTC", "/etc", "U\0TC"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(UnknownTimeZone, match="is no time zone of the IANA database"):
        time_zone(name)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001  (naive on purpose)
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_instants_are_in_utc(instant: datetime) -> None:
    with pytest.raises(ValueError, match="an instant is an aware datetime in UTC"):
        require_utc(instant)
    with pytest.raises(ValueError, match="an instant is an aware datetime in UTC"):
        local_date(instant, "UTC")


def test_the_ends_of_the_calendar_are_refused() -> None:
    with pytest.raises(OutsideCalendar, match="outside the years 1 to 9999"):
        resolve_local(date(9999, 12, 31), time(23), "America/Los_Angeles")
    with pytest.raises(OutsideCalendar):
        local_date(datetime(9999, 12, 31, 23, tzinfo=UTC), "Pacific/Kiritimati")


def test_fractions_of_a_second_do_not_count() -> None:
    instant = datetime(2026, 1, 1, 12, 0, 0, 999_999, tzinfo=UTC)
    assert whole_second(instant) == datetime(2026, 1, 1, 12, tzinfo=UTC)
