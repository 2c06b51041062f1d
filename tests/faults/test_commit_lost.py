"""F13: the database commits, and nobody hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from curule.gateways.payments.sandbox import SandboxGateway
from tests.faults.canonical import canonical
from tests.faults.proxy import Manner, Mode, Proxy
from tests.support.faults import Say
from tests.support.shop import Shop

COMMIT = b"COMMIT\0"


def _bought(proxy: Proxy | None = None, manner: Manner | None = None) -> tuple[Shop, bool]:
    """Buy two seats as a client does that asks again until it has an answer; was it struck?"""
    shop = Shop.open("autodesk", unit_amount=10000, is_live=True)
    connection.close()
    answered = False
    if proxy and manner:
        with proxy.behaving(manner):
            try:
                shop.subscribe(2, key="order")
                answered = True
            except DatabaseError:
                connection.close()
    done = shop.subscribe(2, key="order")
    assert done.replayed or not answered
    shop.subscription_ids = [done.value.subscription_id]
    shop.to(shop.now + timedelta(minutes=10))
    return shop, manner is not None and manner.struck > 0


@pytest.mark.fault(
    "F13",
    injected="at every COMMIT of a purchase the line to the database breaks, once before it arrives"
    " and once before its answer does; the client asks again with its key",
    held="one order, one invoice, one charge, and every row as without the fault",
)
@pytest.mark.parametrize("mode", [Mode.LOSE_REQUEST, Mode.LOSE_ANSWER])
def test_a_purchase_whose_commit_nobody_hears_of_has_one_effect(
    database_proxy: Proxy, sandbox: SandboxGateway, mode: Mode, measured: Say
) -> None:
    quiet, _ = _bought()
    wanted = canonical(quiet.account.id)
    struck = 0
    while True:
        shop, was_struck = _bought(
            database_proxy, Manner(mode=mode, on=COMMIT, after=struck, times=1)
        )
        if not was_struck:
            break
        struck += 1
        assert canonical(shop.account.id) == wanted
        assert (shop.seats, shop.totals, shop.owed) == (2, [20000], 0)
        assert len(sandbox.list_charges()) == 1 + struck
    assert struck >= 2, "the order, and the gateway's answer"
    measured(f"{mode.name.lower()}: {struck} commits")
