"""Seat use over the months says what was so then, however much has changed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curule.core.months import Month
from curule.core.seat_use import UseBand
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.console.accounts import plan_choices
from curule.selectors.console.home import accounts_by_use
from curule.selectors.console.plans import find_plans
from curule.selectors.console.seat_numbers import seats_by_account
from curule.selectors.reports.reach import Reach
from curule.selectors.reports.seats import (
    InUse,
    SeatRow,
    accounts_by_band,
    seats,
    seats_by_month,
)
from curule.services.seats import usage
from curule.services.seats.seats import Invitee, assign, unassign
from tests.support.factories import VENDOR
from tests.support.shop import Asked, Shop, day

pytestmark = pytest.mark.django_db

LONG = day(2027, 1, 1)


@pytest.fixture(autouse=True)
def _own_sandbox(sandbox: SandboxGateway) -> None:
    """Cards answer as each test says."""


def reach(since: str = "2026-04", until: date = date(2026, 8, 1), **more: Asked) -> Reach:
    first = Month.parse(since).first
    return Reach(since=first, until=until, now=more.pop("now", LONG), on_clocks=True, **more)


def invite(shop: Shop, name: str) -> None:
    assign(
        **shop.on,
        people=[Invitee(email=f"{name}@elsewhere.test", first_name="F", last_name="L")],
    )


@pytest.fixture
def shop() -> Shop:
    """Four seats in April, seven from 11 May, five from July; two people, one of them leaves."""
    found = Shop.open("zoom", unit_amount=3100, decrease__effective="now")
    found.subscribe(4)
    found.seat("ana")
    found.to(day(2026, 5, 11))
    found.add_seats(3)
    found.seat("bo")
    found.to(day(2026, 6, 30, 23))
    leaving = models.Assignment.objects.get(email__startswith="ana@").email
    unassign(**found.on, email=leaving)
    found.to(day(2026, 7, 2))
    found.set_seats(5)
    found.to(day(2026, 7, 10))
    return found


def by_month(rows: tuple[SeatRow, ...]) -> dict[str, tuple[int, int]]:
    return {str(row.month): (row.bought, row.given) for row in rows}


def test_past_months_stay_what_they_were(shop: Shop) -> None:
    told = {"2026-04": (4, 1), "2026-05": (7, 2), "2026-06": (7, 1), "2026-07": (5, 1)}
    assert by_month(seats(reach())) == told
    assert {str(m.month): (m.bought, m.given) for m in seats_by_month(reach())} == told
    shop.to(day(2026, 11, 5))
    shop.add_seats(20)
    later = by_month(seats(reach()))
    assert later == told


def test_a_month_is_told_as_it_was_told_on_its_last_moment() -> None:
    shop = Shop.open("zoom", unit_amount=3100, decrease__effective="now")
    shop.subscribe(4)
    shop.seat("ana")
    told: dict[str, tuple[int, int]] = {}
    for month, change in ((5, 6), (6, 9), (7, 5), (8, 5)):
        shop.to(day(2026, month, 1) - timedelta(seconds=1))
        (now,) = seats(reach(f"2026-{month - 1:02d}", date(2026, month, 1)))
        assert now.bought == shop.seats
        assert now.in_use is not None
        told[str(now.month)] = (now.bought, now.given)
        shop.to(day(2026, month, 1, 1))
        if change != shop.seats:
            shop.set_seats(change)
        shop.seat(f"p{month}")
    assert by_month(seats(reach())) == told


def test_what_runs_is_what_the_console_counts(shop: Shop) -> None:
    invite(shop, "cy")
    (row,) = seats(reach("2026-07"))
    numbers = seats_by_account([shop.account.id], LONG)[shop.account.id]
    assert (row.bought, row.given) == (numbers.sold, numbers.used)
    assert (row.held, row.free) == (1, 3)
    assert sum(accounts_by_band([row]).values()) == 1
    assert dict(accounts_by_use(LONG)) == {
        band.value: number for band, number in accounts_by_band([row]).items()
    }
    assert accounts_by_band([row])[UseBand.UNDER_40] == 1


def test_a_kept_seat_whose_invitation_has_run_out_is_free(shop: Shop) -> None:
    invite(shop, "cy")
    assert shop.clock_id is not None
    models.TestClock.objects.filter(id=shop.clock_id).update(now=shop.now + timedelta(days=90))
    (row,) = seats(reach("2026-10", date(2026, 11, 1)))
    assert (row.held, row.free) == (0, 4)


def use(shop: Shop, name: str, at: datetime) -> None:
    email = models.Assignment.objects.get(email__startswith=f"{name}@", ended_at=None).email
    usage.report_use(
        actor=VENDOR,
        account_id=shop.account.id,
        product_id=shop.terms.product_id,
        used={email: at},
        now=shop.now,
    )


def test_use_is_what_the_product_reported_and_else_not_known(shop: Shop) -> None:
    for name in ("cy", "di"):
        shop.seat(name)
    shop.to(day(2026, 9, 20))
    use(shop, "bo", day(2026, 9, 1))
    use(shop, "cy", day(2026, 8, 1))
    *past, now = seats(reach(until=date(2026, 10, 1)))
    assert now.in_use == InUse(used=1, idle=1, unknown=1)
    assert all(row.in_use is None for row in past)


def test_another_plan_is_left_out_and_each_plan_is_found_by_its_key(shop: Shop) -> None:
    other = Shop.open("zoom", unit_amount=1000)
    other.subscribe(2)
    other.to(day(2026, 7, 10))
    plan = {str(key): models.Plan.objects.get(id=key) for key, _ in plan_choices()}
    mine = next(key for key, row in plan.items() if row.name == shop.terms.plan_name)
    (name,) = found = find_plans(plan[mine].key)
    assert find_plans(name) == found
    assert {str(key) for key in found.values()} == {mine}
    assert find_plans("nothing") == {}
    (row,) = seats(reach("2026-07", plan_id=found[name]))
    assert (row.account_id, row.bought) == (shop.account.id, 5)
    assert seats_by_month(reach("2026-07", plan_id=found[name]))[0].bought == 5
    assert seats_by_month(reach("2026-07"))[0].bought == 7


def test_one_account_is_read_alone(shop: Shop) -> None:
    other = Shop.open("zoom", unit_amount=1000)
    other.subscribe(2)
    mine = reach("2026-04", account_id=shop.account.id)
    assert {row.account_id for row in seats(mine)} == {shop.account.id}
    assert [month.bought for month in seats_by_month(mine)] == [4, 7, 7, 5]


@pytest.mark.usefixtures("shop")
def test_live_accounts_and_test_clocks_are_never_read_together() -> None:
    live = replace(reach(), on_clocks=False)
    assert seats(live) == ()
    assert all(month.bought == month.given == 0 for month in seats_by_month(live))


@pytest.mark.parametrize("report", [seats, seats_by_month])
def test_more_customers_need_no_more_statements(report: Asked) -> None:
    numbers: list[int] = []
    for _ in range(2):
        shop = Shop.open("zoom", unit_amount=1000)
        shop.subscribe(1)
        with CaptureQueriesContext(connection) as caught:
            report(reach())
        numbers.append(len(caught))
    assert max(numbers) <= 1
