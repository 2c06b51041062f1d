"""Renewals due: what the dry run foresees, in its own days, narrowed before it is looked at."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curule.core.intervals import Interval, IntervalUnit
from curule.core.money import Money
from curule.data.models import Invoice, Plan
from curule.selectors.reports.reach import Reach
from curule.services.renewal_dry_run import Foreseen, Outcome, foresee
from curule.services.reports import DAYS_AHEAD, REPORTS, renewals, renewals_at_once
from tests.services.renewal_run.twins import twin_of, written
from tests.support.shop import APRIL, Asked, Shop, day

pytestmark = pytest.mark.usefixtures("sandbox")

QUARTER = Interval(IntervalUnit.MONTH, 3)


def reach(now: datetime = APRIL + timedelta(hours=1), **more: Asked) -> Reach:
    return Reach(since=date(2026, 4, 1), until=date(2026, 5, 1), now=now, **more)


def open_shop(seats: int = 3, **asked: Asked) -> Shop:
    shop = Shop.open("zoom", unit_amount=1000, **{"is_live": True, "tax_rate": "20", **asked})
    shop.subscribe(seats)
    return shop


def found(asked: Reach) -> dict[object, Foreseen]:
    return {each.subscription_id: each for each in renewals(asked)}


def plan_of(shop: Shop) -> Plan:
    return Plan.objects.get(name=shop.terms.plan_name)


def test_what_is_due_is_what_is_then_invoiced() -> None:
    shop, far = open_shop(), open_shop(interval=Interval(IntervalUnit.YEAR))
    before = written(shop.account.id)
    told = found(reach())[shop.subscription_id]
    assert written(shop.account.id) == before
    assert far.subscription_id not in found(reach())
    assert (told.on, told.zone, told.outcome) == (date(2026, 5, 1), "Europe/Paris", Outcome.RENEW)
    assert not told.is_rehearsed
    shop.to(day(2026, 5, 1))
    issued = Invoice.objects.get(account_id=shop.account.id, kind="renewal")
    assert told.total == Money(issued.total_minor, issued.currency)


def test_a_day_is_that_of_the_subscription() -> None:
    shop = open_shop(time_zone="Pacific/Auckland")
    told = found(reach())[shop.subscription_id]
    assert told.at.date() != told.on
    (row,) = REPORTS["renewals"].rows(reach())
    assert row[:2] == (told.on, "Pacific/Auckland")


def test_ninety_days_and_no_more() -> None:
    shop = open_shop(interval=QUARTER)
    boundary = shop.subscription.period_ends_at
    assert boundary is not None
    at_the_edge = boundary - timedelta(days=DAYS_AHEAD)
    assert found(reach(at_the_edge))
    assert not found(reach(at_the_edge - timedelta(seconds=1)))


def test_the_overdue_is_told_as_such() -> None:
    shop = open_shop()
    told = found(reach(day(2026, 5, 3)))[shop.subscription_id]
    assert told.is_overdue
    assert not found(reach())[shop.subscription_id].is_overdue


def test_a_plan_and_a_currency_narrow() -> None:
    shop, other = open_shop(), open_shop()
    assert set(found(reach(plan_id=plan_of(shop).id))) == {shop.subscription_id}
    assert set(found(reach(currency="EUR"))) == {shop.subscription_id, other.subscription_id}
    assert not found(reach(currency="USD"))


def test_clocks_are_looked_ahead_of_from_their_own_time() -> None:
    live = open_shop()
    shop = open_shop(is_live=False)
    long_after = day(2030, 1, 1)
    told = found(reach(long_after, on_clocks=True))
    assert set(told) == {shop.subscription_id}
    assert not told[shop.subscription_id].is_overdue
    assert told[shop.subscription_id].there == shop.now
    assert set(found(reach())) == {live.subscription_id}


@pytest.mark.parametrize("is_live", [True, False])
def test_what_is_not_plain_is_rehearsed_and_taken_back(is_live: bool) -> None:
    shop = open_shop(is_live=is_live)
    shop.set_seats(2)
    before = written(shop.account.id)
    told = found(reach(on_clocks=not is_live))[shop.subscription_id]
    assert (told.outcome, told.total) == (Outcome.REDUCE, Money(2400, "EUR"))
    assert told.is_rehearsed
    assert written(shop.account.id) == before
    if not is_live:
        shop.to(shop.now + timedelta(hours=1))
        assert shop.seats == 3


def test_a_page_looks_at_so_many_and_says_where_it_stopped() -> None:
    for _ in range(3):
        open_shop()
    listed = list(renewals(reach()))
    assert renewals_at_once(reach()).rows == tuple(listed)
    assert renewals_at_once(reach()).cut_at is None
    cut = renewals_at_once(reach(), most=2)
    assert (cut.rows, cut.cut_at) == (tuple(listed[:2]), listed[2].at)


def test_a_page_rehearses_so_many() -> None:
    for _ in range(3):
        open_shop().set_seats(2)
    cut = renewals_at_once(reach(), most_rehearsed=2)
    assert len(cut.rows) == 2
    assert cut.cut_at is not None


def test_more_customers_need_no_more_statements() -> None:
    shop = open_shop()
    asked = reach(plan_id=plan_of(shop).id)
    list(renewals(asked))
    numbers: list[int] = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as caught:
            assert list(renewals(asked))
        numbers.append(len(caught))
        twin = twin_of(shop)
        twin.add_card("succeed")
        twin.subscribe(2)
    assert len(set(numbers)) == 1


def test_without_a_time_nothing_is_narrowed() -> None:
    shop = open_shop()
    (told,) = foresee(until=day(2026, 5, 1))
    assert told.subscription_id == shop.subscription_id
