"""Chunks of a run: whole or not at all, one at fault stops no other, and none is done twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curule.data.models import Account, Invoice, InvoiceSeries, RoleGrant, Subscription
from curule.selectors.invariants import verify
from curule.services.renewals import renewal_run
from curule.services.renewals._renewal_rows import Rows
from curule.services.renewals.renewal_decisions import Decisions
from curule.services.sweeps.due import run_due
from tests.services.renewal_run.twins import twin_of
from tests.support.shop import Shop, day

pytestmark = pytest.mark.usefixtures("sandbox")

NEXT = day(2026, 5, 1)


def shops(number: int) -> list[Shop]:
    """Open so many customers who renew at the same time, all of them plain."""
    first = Shop.open("zoom", is_live=True, people=("owner",), payment__method="invoice", card=None)
    listed = [first, *(twin_of(first) for _ in range(number - 1))]
    for shop in listed:
        shop.subscribe(3)
        shop.transfer()
    run_due(now=day(2026, 4, 30))  # what is reminded of has been by then
    return listed


def renewed(listed: list[Shop]) -> list[bool]:
    """Whose next period has begun, in the order in which they were due."""
    ids = sorted(shop.subscription_id for shop in listed)
    later = Subscription.objects.filter(period_ends_at__gt=NEXT).values_list("id", flat=True)
    return [each in set(later) for each in ids]


def numbers() -> list[str]:
    """Return the numbers of all invoices in their order."""
    return sorted(number or "" for number in Invoice.objects.values_list("number", flat=True))


@pytest.fixture
def at_fault() -> Iterator[set[UUID]]:
    """Subscriptions whose renewal fails as soon as it is decided."""
    found: set[UUID] = set()
    decide = Decisions.decide

    def failing(self: Decisions, due: Any) -> Any:  # noqa: ANN401 - as it is
        if due.id in found:
            raise ValueError(due.id)
        return decide(self, due)

    with patch.object(Decisions, "decide", failing):
        yield found


@pytest.mark.invariant("I23")
def test_chunks_take_their_numbers_as_a_block_and_leave_no_gap() -> None:
    listed = shops(5)

    assert renewal_run.renew_plain(now=NEXT, chunk=2) == 5
    assert renewed(listed) == [True] * 5
    assert numbers() == [f"INV-2026-{place:06d}" for place in range(1, 11)]
    for shop in listed:
        shop.check()


def test_one_at_fault_stops_no_other_and_takes_no_number(at_fault: set[UUID]) -> None:
    listed = shops(5)
    third = sorted(shop.subscription_id for shop in listed)[2]
    at_fault.add(third)

    assert renewal_run.renew_plain(now=NEXT) == 4
    assert renewed(listed) == [True, True, False, True, True]
    assert numbers() == [f"INV-2026-{place:06d}" for place in range(1, 10)]
    assert run_due(now=NEXT).done["renewal"] == 1, "the sweep carries it out by itself"
    assert renewed(listed) == [True] * 5
    for shop in listed:
        shop.check()


@pytest.mark.fault("F16")
def test_it_stops_between_chunks_and_goes_on_where_it_was() -> None:
    listed = shops(5)
    asked = iter([False, False, True, True])

    assert renewal_run.renew_plain(now=NEXT, chunk=2, stopping=lambda: next(asked)) == 2
    assert sum(renewed(listed)) == 2
    assert renewal_run.renew_plain(now=NEXT, chunk=2) == 3
    assert renewed(listed) == [True] * 5
    assert renewal_run.renew_plain(now=NEXT, chunk=2) == 0


@pytest.mark.invariant("I17")
def test_a_chunk_that_fails_at_its_end_leaves_nothing() -> None:
    listed = shops(2)
    before = InvoiceSeries.objects.get().last_number
    with patch.object(Rows, "write", side_effect=ValueError("the disk is full")):
        assert renewal_run.renew_plain(now=NEXT) == 0
    assert renewed(listed) == [False, False]
    assert InvoiceSeries.objects.get().last_number == before


def test_periods_are_caught_up_one_by_one_while_nothing_is_owed() -> None:
    [shop] = shops(1)
    late: datetime = day(2026, 5, 10)

    assert renewal_run.renew_plain(now=late) == 1
    assert [row.issued_at for row in shop.invoices] == [day(2026, 4, 1), NEXT]
    assert not verify(shop.account.id)


def test_no_french_business_is_asked_for_its_address_by_itself() -> None:
    listed = shops(5)
    Account.objects.update(
        country="FR", is_business=True, tax_id="", registration_number="", tax_rate=20
    )

    with CaptureQueriesContext(connection) as caught:
        assert renewal_run.renew_plain(now=NEXT) == 5

    asked = [query["sql"] for query in caught if '"curule_role_grant"' in query["sql"]]
    assert asked == [], "all that a chunk needs is read by one statement"
    for shop in listed:
        account = shop.account.id
        issued = Invoice.objects.filter(account_id=account, issued_at=NEXT).get()
        owner = RoleGrant.objects.get(account_id=account, role="owner").person.email
        assert json.loads(issued.as_issued)["buyer"]["email"] == owner
