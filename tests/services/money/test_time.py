"""Clocks that change, zones that change, days that do not exist."""

import pytest

from curule.data import models
from curule.selectors.subscriptions import get_subscription
from tests.support.shop import Shop, day, later


def _zone(shop: Shop, zone: str) -> None:
    models.Account.objects.filter(id=shop.account.id).update(time_zone=zone)


@pytest.mark.fault(
    "F17",
    injected="48 months from a 31 January at 02:30 in Paris, over eight changes of the clock and a"
    " 29 February",
    held="31 Jan, 29 Feb, 31 Mar: one renewal a period, each of the full price",
)
@pytest.mark.parametrize(
    "unit",
    ["day", *(pytest.param(each, marks=pytest.mark.long) for each in ("second", "thirty_360"))],
)
def test_forty_eight_months_over_both_changes_of_the_clock(unit: str) -> None:
    shop = Shop.open("zoom", unit_amount=3000, proration__unit=unit, now=day(2024, 1, 31, 2, 30))
    shop.subscribe(1)
    shop.to(day(2028, 1, 31, 2, 30))
    hour, minute = (2, 30) if unit == "second" else (0, 0)
    starts = [
        row.starts_at
        for row in models.Period.objects.filter(account_id=shop.account.id).order_by("starts_at")
    ]
    assert len(starts) == 49
    assert starts[1] == day(2024, 2, 29, hour, minute)
    assert starts[2] == day(2024, 3, 31, hour or 0, minute) or unit == "second"
    assert starts[-1] == day(2028, 1, 31, hour, minute)
    assert set(shop.totals) == {3000}


@pytest.mark.fault(
    "F17", injected="a month with a gap of an hour", held="its share is of an hour less"
)
def test_a_month_with_a_change_of_the_clock_is_an_hour_longer_or_shorter() -> None:
    shop = Shop.open(
        "zoom",
        unit_amount=3000,
        proration__unit="second",
        proration__lines="net",
        now=day(2026, 3, 15, 12),
    )
    shop.subscribe(1)
    shop.to(day(2026, 3, 30, 12))
    shop.add_seats(1)
    line = shop.invoices[1].lines[0]
    assert (line.numerator, line.denominator) == (16 * 86400, 31 * 86400 - 3600)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
)
@pytest.mark.parametrize("unit", ["day", "thirty_360", "second"])
def test_a_new_time_zone_acts_from_the_next_period(zone: str, unit: str) -> None:
    from datetime import date, datetime, time
    from zoneinfo import ZoneInfo

    shop = Shop.open("zoom", unit_amount=3000, proration__unit=unit, proration__lines="net")
    shop.subscribe(2)
    shop.to(day(2026, 4, 10))
    _zone(shop, zone)
    shop.add_seats(1)
    assert shop.subscription.period_ends_at == day(2026, 5, 1)
    shop.to(day(2026, 5, 3))
    there = [datetime.combine(date(2026, month, 1), time(), ZoneInfo(zone)) for month in (6, 7)]
    assert shop.subscription.period_starts_at == day(2026, 5, 1)
    assert shop.subscription.period_ends_at == there[0]
    shop.add_seats(1)
    shop.to(later(there[0], hours=1))
    assert shop.subscription.time_zone == zone
    assert shop.subscription.period_ends_at == there[1]
    line = shop.invoices[-1].lines[0]
    if unit != "second":
        assert (line.numerator, line.denominator) == (30, 30)
    assert line.amount == 4 * 3000


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_long_term_moves_with_the_zone_and_so_does_what_waits_for_it(zone: str) -> None:
    from datetime import date, datetime, time
    from zoneinfo import ZoneInfo

    shop = Shop.open("zoom", unit_amount=3000, term__length="months(3)")
    shop.subscribe(5)
    shop.set_seats(3)
    _zone(shop, zone)
    shop.to(day(2026, 5, 2))
    end = datetime.combine(date(2026, 7, 1), time(), ZoneInfo(zone))
    assert shop.subscription.term_ends_at == end
    row = models.ScheduledReduction.objects.get(account_id=shop.account.id)
    assert row.effective_at == end
    shop.to(later(end, hours=1))
    assert (shop.seats, shop.totals) == (3, [15000, 15000, 15000, 9000])


def test_a_zone_that_changes_while_a_term_is_ordered() -> None:
    shop = Shop.open("zoom", unit_amount=3000, renewal__mode="manual")
    shop.subscribe(2)
    _zone(shop, "America/New_York")
    shop.renew(1)
    shop.to(day(2026, 5, 2))
    assert (shop.status, shop.seats) == ("active", 1)
    shop.to(day(2026, 6, 2))
    assert shop.status == "ended"


def test_a_reader_judges_the_end_by_time() -> None:
    from curule.services import subscriptions

    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(2)
    subscriptions.set_auto_renew(**shop.on, value=False)
    row = get_subscription(shop.account.id, shop.subscription_id, day(2026, 5, 2))
    assert row.status == "ended"
    assert row.ends_at == day(2026, 5, 1)


def test_days_of_another_unit_price_have_no_thirty_360() -> None:
    from curule.core.intervals import Interval, IntervalUnit

    shop = Shop.open("zoom", unit_amount=100, interval=Interval(IntervalUnit.WEEK))
    shop.subscribe(1)
    shop.to(day(2026, 4, 29))
    assert shop.totals == [100] * 5
