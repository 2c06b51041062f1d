"""The sums of what comes, for any number: as counted by the database and as looked at each."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest
from benchmarks.renewal_rows import CUSTOMERS
from django.db import connection

from curule.services import renewal_dry_run, subscriptions
from curule.services.renewal_dry_run import (
    Ahead,
    Outlook,
    PlanOutlook,
    expect,
    foresee,
    look_ahead,
    survey,
)
from curule.services.renewals.due_renewals import find_place
from tests.services.renewal_run.test_dry_run import NEXT, leave_the_tax_undecided, open_shop
from tests.services.renewal_run.twins import twin_of
from tests.support.shop import Shop, day, later

pytestmark = pytest.mark.usefixtures("sandbox")
LATER = later(NEXT, days=40)


def _customers() -> list[Shop]:
    """Alike ones, one with fewer seats to come, one that ends, one without a tax, one on trial."""
    plain, fewer, ending, blocked = (open_shop() for _number in range(4))
    for _number in range(3):
        twin = twin_of(plain)
        twin.add_card("succeed")
        twin.subscribe(3)
    fewer.set_seats(2)
    subscriptions.set_auto_renew(**ending.on, value=False)
    leave_the_tax_undecided(blocked)
    trial = Shop.open("zoom", unit_amount=1000, is_live=True, term__trial_days=14)
    trial.subscribe(3)
    coming = Shop.open("zoom", unit_amount=700, is_live=True, now=day(2026, 4, 20))
    coming.subscribe(2)
    return [plain, fewer, ending, blocked, trial, coming]


def _one_by_one(*, due_only: bool = False) -> Outlook:
    outlook = Outlook.empty()
    for each in foresee(until=LATER, now=NEXT):
        if not due_only or each.at <= NEXT:
            outlook.add(each)
    return outlook


def _others(outlook: Outlook) -> int:
    return sum(each.others for each in outlook.currencies)


def test_what_is_counted_is_what_looking_at_each_tells() -> None:
    _customers()
    everything, due = survey(until=LATER, now=NEXT)

    assert (everything.plans, everything.currencies) == (
        _one_by_one().plans,
        _one_by_one().currencies,
    )
    assert (due.plans, due.currencies) == (
        _one_by_one(due_only=True).plans,
        _one_by_one(due_only=True).currencies,
    )
    assert _others(everything) == 0


def test_what_is_not_looked_at_is_counted_and_in_no_total(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal_dry_run, "MOST_REHEARSED", 0)
    _customers()
    everything, due = survey(until=LATER, now=NEXT)

    # With a reduction, and on trial: both have to be carried out to see.
    assert (_others(everything), _others(due)) == (2, 2)
    [exact], [counted] = _one_by_one().currencies, everything.currencies
    assert counted.carried_out + counted.blocked == exact.carried_out + exact.blocked
    assert counted.total_minor < exact.total_minor


def test_it_is_counted_alike_however_little_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal_dry_run, "MOST_CASES", 1)
    _customers()

    assert survey(until=LATER, now=NEXT)[0].plans == _one_by_one().plans


@pytest.mark.parametrize("most_at_once", [0, 300])
def test_pages_follow_each_other_and_each_has_the_sums_of_all(
    monkeypatch: pytest.MonkeyPatch, most_at_once: int
) -> None:
    monkeypatch.setattr(renewal_dry_run, "MOST_AT_ONCE", most_at_once)
    _customers()
    pages: list[Ahead] = []
    after = None
    while not pages or pages[-1].has_more:
        pages.append(look_ahead(until=LATER, now=NEXT, most=2, after=after))
        after = find_place(pages[-1].rows[-1].subscription_id)
    seen = [each.subscription_id for page in pages for each in page.rows]

    assert seen == [each.subscription_id for each in foresee(until=LATER, now=NEXT)]
    assert [len(page.rows) for page in pages] == [2, 2, 2, 2, 1]
    assert {page.is_counted for page in pages} == {most_at_once == 0}
    for page in pages:
        assert page.all.plans == _one_by_one().plans
        assert page.due.plans == _one_by_one(due_only=True).plans


@pytest.mark.parametrize("most_at_once", [0, 300])
def test_what_is_expected_of_a_run_is_what_the_page_says_is_due(
    monkeypatch: pytest.MonkeyPatch, most_at_once: int
) -> None:
    monkeypatch.setattr(renewal_dry_run, "MOST_AT_ONCE", most_at_once)
    _customers()

    assert expect(now=NEXT).currencies == look_ahead(until=LATER, now=NEXT, most=1).due.currencies
    [together] = expect(now=NEXT).currencies
    assert isinstance(together, PlanOutlook)
    assert together.blocked == 1


@pytest.mark.long
def test_a_hundred_thousand_are_counted_at_once_and_never_held_together() -> None:
    shop = Shop.open("zoom", unit_amount=1000, is_live=True, tax_rate="20")
    [sold], [price] = shop.terms.seat_types, shop.terms.prices
    until = datetime(2026, 5, 2, tzinfo=UTC)
    asked: dict[str, Any] = {
        "group": "many",
        "count": 100_000,
        "until": until,
        "from": datetime(2026, 4, 2, tzinfo=UTC),
        "books": datetime(2027, 1, 1, tzinfo=UTC),
        "product": shop.terms.product_id,
        "version": shop.terms.version_id,
        "seat_type": sold.id,
        "price": price.id,
    }
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, asked)
        cursor.execute("ANALYZE")
    tracemalloc.start()
    begun = monotonic()
    ahead = look_ahead(until=until, now=until, most=100)
    seconds, (_now, most) = monotonic() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    [together] = ahead.due.currencies

    assert (together.renew, together.total_minor) == (100_000, 100_000 * 6000)
    assert (len(ahead.rows), ahead.has_more) == (100, True)
    assert seconds < 30
    assert most < 20_000_000
