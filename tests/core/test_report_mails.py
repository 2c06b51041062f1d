"""When staff are mailed a report, and of which month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from curule.core.months import Month
from curule.core.report_mails import AT, Every, month_told, next_mail

instants = st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))
zones = st.sampled_from(["UTC", "Europe/Paris", "Pacific/Kiritimati", "America/St_Johns"])


@given(instants, st.sampled_from(Every), zones)
def test_the_next_one_comes_in_a_morning_and_none_before_it(
    after: datetime, every: Every, zone: str
) -> None:
    found = next_mail(every, after, zone)
    there = found.astimezone(ZoneInfo(zone))

    assert found > after
    assert there.time() == AT
    assert there.weekday() == 0 if every is Every.WEEK else there.day == 1
    longest = timedelta(days=8 if every is Every.WEEK else 32)
    assert found - after <= longest
    assert next_mail(every, found - timedelta(seconds=1), zone) == found
    assert next_mail(every, found, zone) > found


def test_on_the_first_it_is_about_the_month_that_ended() -> None:
    at = next_mail(Every.MONTH, datetime(2026, 10, 31, 23, 30, tzinfo=UTC), "Europe/Paris")

    assert at == datetime(2026, 11, 1, 6, tzinfo=ZoneInfo("Europe/Paris"))
    assert month_told(at, "Europe/Paris") == Month.parse("2026-10")
    assert month_told(at + timedelta(days=1), "Europe/Paris") == Month.parse("2026-11")
