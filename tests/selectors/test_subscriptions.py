"""Subscriptions as they are read: as the core counts, and by as many statements for many as few."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from curule.core.seats import SeatTerm, totals_over_time
from curule.data import models
from curule.selectors.overview import endings, next_invoices
from curule.selectors.subscriptions import get_subscription, list_subscriptions
from tests.support.counting import Counted
from tests.support.factories import NOW, World, add_seats, make_subscription, make_world

pytestmark = pytest.mark.django_db


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def drawn(random: Random) -> tuple[datetime, datetime | None]:
    """When a seat begins and ends, among few dates so that several fall together."""
    starts_at = days(random.choice((-3, 0, 4, 8)))
    lasts = random.choice((None, 1, 4, 8))
    return starts_at, None if lasts is None else starts_at + timedelta(days=lasts)


@pytest.mark.parametrize("seed", range(20))
def test_totals_from_dates_on_are_what_the_core_counts(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    world = make_world("autodesk", seats=2)
    terms = [SeatTerm(NOW, None)] * 2
    for _ in range(12):
        starts_at, ends_at = drawn(random)
        add_seats(
            world.subscription,
            world.terms,
            world.seat_type,
            1,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        terms.append(SeatTerm(starts_at, ends_at))

    for at in (NOW, days(4), days(5), days(20)):
        row = get_subscription(world.account.id, world.subscription.id, at)
        assert row.seats["seat"].scheduled == totals_over_time(terms, after=at)


def buy_more(world: World, number: int) -> None:
    """Give the account so many subscriptions more, each with a reduction that was asked for."""
    for _ in range(number):
        subscription = make_subscription(world.account, world.terms, {world.seat_type: 2})
        assert subscription.term_ends_at is not None
        models.ScheduledReduction.objects.create(
            account=world.account,
            subscription_id=subscription.id,
            seat_type_id=world.seat_type_id,
            target=1,
            effective_at=subscription.term_ends_at,
            requested_at=NOW,
        )


def test_fifty_subscriptions_take_as_many_statements_as_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make_world("autodesk", seats=2)
    counted, account_id = Counted(monkeypatch), world.account.id
    found = []
    for number in (1, 48):
        buy_more(world, number)
        list_subscriptions(account_id, NOW)  # the plan is read once per process
        found.append(
            [
                counted.of(lambda: list_subscriptions(account_id, NOW)),
                counted.of(lambda: next_invoices(account_id, NOW)),
                counted.of(lambda: endings(account_id, days(350))),
            ]
        )

    assert found[0] == found[1]
    assert len(list_subscriptions(account_id, NOW)) == 50
    rows = list_subscriptions(account_id, NOW)
    assert [len(row.seats["seat"].scheduled) for row in rows[1:]] == [1] * 49


def test_of_many_seats_as_few_rows_are_read_as_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, rows = Counted(monkeypatch), []
    for number in (3, 3000):
        world = make_world("autodesk", seats=number)
        add_seats(
            world.subscription, world.terms, "seat", number, starts_at=days(3), ends_at=days(9)
        )
        counted.of(lambda: get_subscription(world.account.id, world.subscription.id, NOW))  # noqa: B023 - called at once
        rows.append(counted.rows)
        shown = get_subscription(world.account.id, world.subscription.id, NOW).seats["seat"]
        assert shown.scheduled == ((days(3), 2 * number), (days(9), number))

    assert rows[0] == rows[1]
