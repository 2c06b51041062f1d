"""What is due first is found by one question, whose text is kept; it answers what was asked."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from curule.services._sources import DueItem, Scope, earliest
from curule.services.sweeps.due import SOURCES
from tests.support.shop import Shop, day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]
NOW = day(2026, 5, 1)


def _asked_anew(scope: Scope, now: datetime, passed_over: Collection[UUID]) -> DueItem | None:
    """The same by a query for each source, built for this question alone."""
    found: list[DueItem] = []
    for source in SOURCES:
        if source.look_closer is None:
            found += [DueItem(*row) for row in source.first(scope, now, passed_over)]
        elif item := source.look_closer(scope, now, passed_over):
            found.append(item)
    return min(found, key=lambda item: (item.due_at, item.rank, item.id), default=None)


def _sold(number: int, *, is_live: bool = False) -> Shop:
    shop = Shop.open("zoom", tax_rate="20", is_live=is_live, now=day(2026, 3, number))
    shop.subscribe(1)
    return shop


def test_each_question_is_answered_for_its_own_clock_accounts_time_and_rows() -> None:
    shops = [_sold(3), _sold(2), _sold(5, is_live=True), _sold(4, is_live=True)]
    scopes = [
        *(Scope(clock_id=shop.clock_id) for shop in shops),
        *(
            Scope(clock_id=shop.clock_id, account_ids=frozenset({shop.account.id}))
            for shop in shops
        ),
        Scope(account_ids=frozenset(shop.account.id for shop in shops)),
    ]
    seen = set()
    for scope in scopes:
        for now in (day(2026, 3, 1), NOW, NOW + timedelta(days=90)):
            passed_over: set[UUID] = set()
            for _number in range(12):
                first = earliest(SOURCES, scope, now, passed_over)
                assert first == _asked_anew(scope, now, passed_over)
                if first is None:
                    break
                seen.add((first.account_id, first.source))
                passed_over.add(first.id)

    assert {account for account, _source in seen} == {shop.account.id for shop in shops}
    assert {"revenue", "reminder"} <= {source for _account, source in seen}
