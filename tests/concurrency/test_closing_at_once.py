"""A month is closed while others book into it: what is in by then counts, the rest comes later."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from curule.core.months import Month
from curule.data import models
from curule.selectors.closed_months import count_postings
from curule.selectors.invariants import verify
from curule.services import closed_months
from tests.support.factories import VENDOR
from tests.support.shop import Shop, day
from tests.support.together import Together


@pytest.mark.invariant("I41")
def test_money_of_a_month_that_is_closed_at_the_same_moment(crowd: Together[object]) -> None:
    shops = []
    for _ in range(11):
        shop = Shop.open(
            "zoom", unit_amount=3000, is_live=True, card=None, payment__method="invoice"
        )
        shop.subscribe(3)
        shop.now = day(2026, 5, 3)
        shops.append(shop)

    def close() -> None:
        closed_months.close_month(actor=VENDOR, month=Month.parse("2026-04"), now=day(2026, 5, 3))

    paid = [partial(shop.transfer, 9000, paid_on=date(2026, 4, 28)) for shop in shops]
    crowd.run([*paid[:5], close, *paid[5:]])

    booked = models.LedgerTransaction.objects.filter(kind="payment")
    days = set(booked.values_list("booked_on", "late_for"))
    assert booked.count() == len(shops)
    assert days <= {(date(2026, 4, 28), None), (date(2026, 5, 1), date(2026, 4, 28))}
    assert count_postings(date(2026, 4, 30)) == models.MonthClosing.objects.get().postings
    assert verify() == ()
