"""Account credit: what of it may be paid out, by which payments; goodwill within bounds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from curule.core.bounds import Limits
from curule.core.credit_kinds import CreditMadeOf
from curule.core.money import Money
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import Refused
from curule.data import models
from curule.selectors.credit import credit_made_of, payable_out
from curule.services import closing, refunds
from curule.services.credits import crediting, goodwill, paying_out
from curule.services.credits.paying_out import PaidOut
from curule.services.payments import using_credit
from tests.support.factories import VENDOR
from tests.support.shop import Shop, day

pytestmark = pytest.mark.django_db

BY_INVOICE: dict[str, Any] = {"unit_amount": 3000, "card": None, "payment__method": "invoice"}


def _out(shop: Shop, amount: int | None = None, *, reason: str = "asked for it") -> PaidOut:
    return paying_out.pay_out(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=amount,
        currency="EUR",
        reason=reason,
        now=shop.now,
    ).value


def _give(shop: Shop, amount: int, *, currency: str = "EUR", reason: str = "sorry") -> None:
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=amount,
        currency=currency,
        reason=reason,
        now=shop.now,
    )


def _take(shop: Shop, amount: int | None = None, *, reason: str = "a mistake") -> int:
    return goodwill.take_back(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=amount,
        currency="EUR",
        reason=reason,
        now=shop.now,
    ).value


def _refunds(shop: Shop) -> list[tuple[int, str]]:
    rows = models.Refund.objects.filter(account_id=shop.account.id).order_by("id")
    return [(row.amount_minor, row.status) for row in rows]


def _payable(shop: Shop) -> int:
    return payable_out(shop.account.id, "EUR")


def test_what_was_paid_too_much_is_paid_out_at_the_bank() -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    shop.transfer(10000)
    assert (shop.credit, _payable(shop)) == (4000, 4000)

    paid = _out(shop, 1500)

    assert (paid.amount.amount_minor, shop.credit) == (1500, 2500)
    assert _refunds(shop) == [(1500, "failed")]
    shop.check()
    refunds.mark_paid(
        actor=VENDOR, account_id=shop.account.id, refund_id=paid.refunds[0], now=shop.now
    )
    assert _refunds(shop) == [(1500, "succeeded")]
    _out(shop)
    assert (shop.credit, _payable(shop)) == (0, 0)
    shop.check()


def test_what_a_card_paid_goes_back_to_the_card() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    invoice = models.Invoice.objects.get(account_id=shop.account.id)
    charge = models.Charge.objects.get(account_id=shop.account.id)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=invoice.id,
        amounts={charge.id: 2000},
        refunds_money=False,
        reason="bad",
        now=shop.now,
    )

    _out(shop)

    assert (shop.credit, _refunds(shop)) == (0, [(2000, "succeeded")])
    event = models.Event.objects.get(account_id=shop.account.id, type="credit.paid_out")
    assert event.payload["reason"] == "asked for it"
    shop.check()


def test_goodwill_is_used_first_and_never_paid_out() -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    shop.transfer(10000)
    _give(shop, 1000)
    assert (shop.credit, _payable(shop)) == (5000, 4000)

    with pytest.raises(Refused) as refused:
        _out(shop, 4001)

    assert refused.value.refusal.code == "above_what_is_left"
    assert refused.value.refusal.values == {"amount": Money(4000, "EUR")}
    _out(shop)
    assert credit_made_of(shop.account.id, "EUR") == CreditMadeOf(goodwill=1000)
    with pytest.raises(Refused):
        _out(shop)
    shop.check()


def test_goodwill_that_paid_what_is_credited_comes_back_as_goodwill() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(1)
    _give(shop, 3000)
    shop.add_seats(1)
    newest = models.Invoice.objects.filter(account_id=shop.account.id).order_by("-id")[0]
    charge = models.Charge.objects.get(account_id=shop.account.id, invoice_id=newest.id)
    assert (newest.status, shop.credit) == ("paid", 0)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=newest.id,
        amounts={charge.id: 3000},
        refunds_money=False,
        reason="bad",
        now=shop.now,
    )

    assert credit_made_of(shop.account.id, "EUR") == CreditMadeOf(goodwill=3000)
    assert _payable(shop) == 0


def test_a_payment_in_dispute_is_left_alone() -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    payment_id = shop.transfer(10000).value.payment_id
    assert isinstance(payment_id, UUID)
    models.Dispute.objects.create(
        account_id=shop.account.id,
        payment_id=payment_id,
        gateway="bank_transfer",
        reference="dp",
        currency="EUR",
        amount_minor=10000,
        status="needs_response",
        opened_at=shop.now,
    )

    assert (shop.credit, _payable(shop)) == (4000, 0)


def test_paying_out_is_finance_with_a_reason() -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    shop.transfer(10000)
    for actor, reason, code in (
        (shop.actor, "mine", "role_not_allowed"),
        (Actor.staff(name="sam", role=StaffRole.SUPPORT), "theirs", "role_not_allowed"),
        (VENDOR, " ", "field_invalid"),
    ):
        with pytest.raises(Refused) as refused:
            paying_out.pay_out(
                actor=actor,
                account_id=shop.account.id,
                currency="EUR",
                reason=reason,
                now=shop.now,
            )
        assert refused.value.refusal.code == code
    with pytest.raises(Refused):
        _out(shop, 0)
    assert shop.credit == 4000


def test_it_is_shown_before_and_nothing_of_that_stays() -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    shop.transfer(10000)

    goes = paying_out.rehearse(
        actor=VENDOR, account_id=shop.account.id, amount=None, currency="EUR", now=shop.now
    )

    assert [(each.gateway, each.amount.amount_minor) for each in goes] == [("bank_transfer", 4000)]
    assert (shop.credit, _refunds(shop)) == (4000, [])


def test_goodwill_has_a_reason_a_bound_and_a_currency_that_is_used(
    settings: Settings,
) -> None:
    settings.CURULE_BOUNDS = Limits(goodwill=50)
    shop = Shop.open("zoom", unit_amount=3000)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"reason": ""}, "field_invalid"),
        ({"currency": "KWD"}, "field_invalid"),
        ({"amount": 5001}, "goodwill_too_large"),
        ({"amount": 0}, "amount_invalid"),
    )
    for asked, code in cases:
        with pytest.raises(Refused) as refused:
            _give(shop, **{"amount": 5000, **asked})
        assert refused.value.refusal.code == code
    assert shop.credit == 0

    _give(shop, 5000)
    shop.subscribe(1)
    with pytest.raises(Refused) as refused:
        _give(shop, 1, currency="USD")
    assert refused.value.refusal.values == {"field": "currency"}


def test_goodwill_is_taken_back_as_far_as_it_is_there() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    _give(shop, 5000)
    shop.subscribe(1)
    assert shop.credit == 2000
    with pytest.raises(Refused) as refused:
        _take(shop, 2001)
    assert refused.value.refusal.code == "above_what_is_left"
    with pytest.raises(Refused):
        _take(shop, 1, reason="")

    assert _take(shop, 500) == 500
    shop.check()
    assert _take(shop) == 1500

    assert shop.credit == 0
    shop.check()
    with pytest.raises(Refused):
        _take(shop)
    events = models.Event.objects.filter(account_id=shop.account.id, type="credit.taken_back")
    assert [event.payload["amount"] for event in events.order_by("id")] == [500, 1500]


def test_money_beside_goodwill_is_not_taken_back() -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    shop.transfer(10000)
    shop.to(day(2026, 4, 2))
    _give(shop, 100)
    with pytest.raises(Refused):
        _take(shop, 101)
    assert _take(shop) == 100
    assert shop.credit == 4000
    shop.check()


def test_a_closing_account_gets_its_own_money_back() -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    shop.transfer(10000)
    _give(shop, 700)
    closing.ask_to_close(
        actor=VENDOR, account_id=shop.account.id, name=shop.account.name, now=shop.now
    )

    shop.to(day(2026, 4, 20))

    shop.account.refresh_from_db()
    assert shop.account.closed_at is not None
    assert (shop.credit, _refunds(shop)) == (700, [(4000, "failed")])
    shop.check()


def test_credit_alone_pays_a_part_where_nothing_can_be_charged() -> None:
    shop = Shop.open("licence_portal", unit_amount=3000, card=None)
    shop.subscribe(2)
    with pytest.raises(Refused):
        shop.pay()
    _give(shop, 1000)
    owed, credit = shop.owed, shop.credit

    paid = shop.pay().value

    assert (paid.status, paid.amount) == ("succeeded", 1000)
    assert (owed, credit, shop.owed, shop.credit) == (6000, 1000, 5000, 0)
    shop.check()


def test_a_customer_uses_credit_on_the_oldest_invoices() -> None:
    shop = Shop.open("licence_portal", unit_amount=3000, card=None)
    shop.subscribe(1)
    shop.transfer(3000)
    shop.add_seats(1)
    shop.add_seats(1)
    _give(shop, 4000)
    asked: dict[str, Any] = {"account_id": shop.account.id, "currency": "EUR", "now": shop.now}

    used = using_credit.use_credit(actor=shop.actor, **asked).value

    assert (used, shop.owed, shop.credit) == (4000, 2000, 0)
    invoices = models.Invoice.objects.filter(account_id=shop.account.id).order_by("id")
    assert [row.status for row in invoices] == ["paid", "paid", "open"]
    with pytest.raises(Refused) as refused:
        using_credit.use_credit(actor=shop.actor, **asked)
    assert refused.value.refusal.code == "nothing_to_pay"
    shop.check()
