"""Credit pays what is due: nobody is dunned, or loses access, over money they have here."""

import pytest

from curule.data.models import Invoice, OutboxMessage, Payment
from curule.selectors.invariants import verify
from curule.services.credits.goodwill import issue_credit
from tests.support.factories import VENDOR
from tests.support.shop import Shop, day

pytestmark = pytest.mark.django_db
_DUNNING = {"invoice_overdue", "access_suspended", "subscription_ended"}


def _give(shop: Shop, amount: int) -> None:
    issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=amount,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )


def _dunned(shop: Shop) -> set[str]:
    mails = OutboxMessage.objects.filter(account_id=shop.account.id)
    return _DUNNING & set(mails.values_list("template", flat=True))


def test_one_transfer_pays_two_invoices() -> None:
    shop = Shop.open(
        "autodesk",
        unit_amount=3000,
        card=None,
        payment__method="invoice",
        payment__other_method_saved_first=False,
    )
    shop.subscribe(5)
    shop.add_seats(1)
    first, second = Invoice.objects.filter(account_id=shop.account.id).order_by("issued_at", "id")
    shop.transfer(first.total_minor + second.total_minor, invoice_id=first.id)
    assert (shop.owed, shop.credit) == (0, 0)

    shop.to(day(2026, 4, 30))

    assert shop.status == "active"
    assert not _dunned(shop)
    assert list(verify(shop.account.id)) == []


def test_credit_that_comes_late_brings_access_back_at_once() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(5)
    shop.to(day(2026, 4, 20))
    owed = shop.owed
    assert shop.status != "active"

    _give(shop, owed + 100)

    assert shop.status == "active"
    assert (shop.owed, shop.credit) == (0, 100)
    assert list(verify(shop.account.id)) == []


def test_what_credit_does_not_cover_is_dunned_for_the_rest() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(5)
    owed = shop.owed
    _give(shop, 1000)
    assert (shop.owed, shop.credit) == (owed - 1000, 0)

    shop.to(day(2026, 4, 20))

    assert (shop.owed, shop.credit) == (owed - 1000, 0)
    assert _dunned(shop)


def test_a_payment_under_way_is_not_paid_beside_it() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(5)
    shop.to(day(2026, 4, 20))
    invoice = Invoice.objects.get(account_id=shop.account.id)
    Payment.objects.create(
        account_id=shop.account.id,
        invoice_id=invoice.id,
        gateway="sandbox",
        amount_minor=shop.owed,
        currency="EUR",
        status="pending",
        key=f"inv-{invoice.id}-1",
        created_at=shop.now,
        ask_again_at=shop.now,
    )

    _give(shop, 1000)

    assert shop.credit == 1000
