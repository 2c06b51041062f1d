"""Workers and customers at the same moment: everything due is done once, every order stands."""

from collections.abc import Iterator
from functools import partial

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.invariants import verify
from curule.services.orders import canceling
from curule.services.sweeps.due import run_due
from tests.concurrency import forty
from tests.support.shop import APRIL, Shop, day, row_counts
from tests.support.together import together

pytestmark = pytest.mark.usefixtures("each_round")


@pytest.fixture(autouse=True)
def _everything_holds(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Iterator[None]:
    """A gateway and a database of the test's own; afterwards everything must hold."""
    yield
    assert not verify()


@pytest.mark.fault(
    "F3",
    injected="four workers sweep at once, then once more",
    held="each invoice and each charge once, nothing the second time",
)
@pytest.mark.invariant("I36")
def test_workers_that_sweep_at_once_do_everything_once(sandbox: SandboxGateway) -> None:
    shops = [Shop.open("zoom", unit_amount=3000, is_live=True) for _number in range(4)]
    for shop in shops:
        shop.subscribe(3)
        shop.set_seats(2)
    shops[0].add_card("decline", name="empty")
    at = day(2026, 6, 10)
    with together(4) as workers:
        reports = workers.run([lambda: run_due(now=at)] * 4)
    assert not [report for report in reports if isinstance(report, Refused)]
    for shop in shops:
        shop.now = at
        assert shop.totals == [9000, 6000, 6000]
    assert [shop.status for shop in shops] == ["suspended", "active", "active", "active"]
    assert len(sandbox.list_charges()) == 4 + 3 * 2
    before = [row_counts(shop.account.id) for shop in shops]
    run_due(now=at)
    assert [row_counts(shop.account.id) for shop in shops] == before


def shops(preset: str, number: int) -> Iterator[Shop]:
    """Shops that have sold so many seats; after each everything must hold there."""
    for _ in range(forty.ROUNDS):
        shop = Shop.open(preset, unit_amount=3000, is_live=True)
        shop.subscribe(number)
        yield shop
        shop.check()


def test_of_orders_at_once_each_is_granted_or_refused_whole() -> None:
    with together(4) as people:
        for shop in shops("zoom", 2):
            done = people.run([partial(shop.add_seats, 1)] * 4)
            refused = [each.refusal.code for each in done if isinstance(each, Refused)]
            granted = len(done) - len(refused)
            # Whoever comes while the card of another order is being charged is asked to wait.
            assert set(refused) <= {RefusalCode.PAYMENT_PENDING}
            assert granted >= 1
            assert shop.seats == 2 + granted
            assert shop.totals == [6000] + [3000] * granted


def test_one_quote_is_ordered_once() -> None:
    with together(4) as people:
        for shop in shops("zoom", 2):
            quote = shop.price(4)
            done = people.run([partial(shop.accept, quote.id)] * 4)
            refused = [each.refusal.code for each in done if isinstance(each, Refused)]
            assert refused == [RefusalCode.QUOTE_NOT_OPEN] * 3
            assert (shop.seats, shop.totals) == (4, [6000, 6000])


def test_one_key_has_one_effect_however_often_it_comes_at_once(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(2)
    with together(4) as people:
        done = people.run([lambda: shop.add_seats(1, key="once")] * 4)
    assert not [each for each in done if isinstance(each, Refused)]
    assert (shop.seats, shop.totals) == (3, [6000, 3000])
    assert len(sandbox.list_charges()) == 2


def test_one_invoice_is_paid_once(sandbox: SandboxGateway) -> None:
    shop = Shop.open("tutkit", unit_amount=3000, is_live=True)
    shop.subscribe(2, pays="later")
    with together(4) as people:
        done = people.run([shop.pay] * 4)
    codes = {each.refusal.code for each in done if isinstance(each, Refused)}
    assert codes <= {RefusalCode.PAYMENT_PENDING, RefusalCode.NOTHING_TO_PAY}
    assert (shop.status, shop.owed) == ("active", 0)
    assert len(sandbox.list_charges()) == 1


def test_money_and_a_withdrawal_at_once_find_the_order_granted_or_canceled() -> None:
    with together(2) as both:
        for shop in shops("tutkit", 2):
            shop.add_seats(3, pays="later")
            order = models.Order.objects.get(account_id=shop.account.id, status="awaiting_payment")
            withdraw = partial(
                canceling.cancel,
                actor=shop.actor,
                account_id=shop.account.id,
                order_id=order.id,
                now=shop.now,
            )
            withdrawn, paid = both.run([withdraw, partial(shop.transfer, 9000, currency="EUR")])
            assert not isinstance(paid, Refused)
            order.refresh_from_db()
            found = (order.status, shop.seats, shop.credit, shop.owed)
            if isinstance(withdrawn, Refused):
                assert withdrawn.refusal.code is RefusalCode.ORDER_NOT_WAITING
                assert found == ("completed", 5, 0, 0)
            else:
                assert found == ("canceled", 2, 9000, 0)


def test_an_order_and_the_worker_at_the_boundary() -> None:
    shop = Shop.open("zoom", unit_amount=3100, is_live=True)
    shop.subscribe(2)
    shop.now = day(2026, 5, 2)
    with together(2) as both:
        done = both.run([lambda: shop.add_seats(1), lambda: run_due(now=day(2026, 5, 2))])
    assert not [each for each in done if isinstance(each, Refused)]
    assert sorted(shop.totals) == [3000, 6200, 6200]


@pytest.mark.invariant("I23")
def test_numbers_have_no_gap_when_many_buy_at_once() -> None:
    shops = [Shop.open("zoom", is_live=True) for _number in range(6)]
    with together(6) as people:
        people.run([partial(shop.subscribe, 1) for shop in shops])
    numbers = sorted(
        int(number[-6:])
        for number in models.Invoice.objects.values_list("number", flat=True)
        if number
    )
    assert numbers == list(range(1, 7))
    assert {invoice.issued_at for shop in shops for invoice in shop.invoices} == {APRIL}
