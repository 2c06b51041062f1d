"""A customer asks for credit: nothing moves, finance pays it or says no, once."""

from __future__ import annotations

from typing import Any

import pytest

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.selectors.credit import payable_out
from curule.selectors.invoice_requests import list_for_credit, open_requests
from curule.services import closing, invoice_requests
from curule.services.credits import asking_out, goodwill, paying_out
from curule.services.mails import deliveries
from tests.support.factories import VENDOR, actor_of
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db

SUPPORT = Actor.staff(name="sam@vendor.test", role=StaffRole.SUPPORT)


def _shop() -> Shop:
    """An account with 40.00 in credit that came in as money, and 10.00 of goodwill."""
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(2)
    shop.transfer(10000)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=1000,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )
    return shop


def _ask(shop: Shop, **said: Any) -> models.InvoiceRequest:  # noqa: ANN401 - arguments
    own: dict[str, Any] = {"actor": shop.payer, "account_id": shop.account.id, "now": shop.now}
    done = asking_out.ask(**{**own, "currency": "EUR", **said})
    return models.InvoiceRequest.objects.get(id=done.value)


def _pay(shop: Shop, amount: int | None = None) -> None:
    paying_out.pay_out(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=amount,
        currency="EUR",
        reason="asked for it",
        now=shop.now,
    )


def _answer(command: Any, shop: Shop, row: models.InvoiceRequest, **asked: Any) -> None:  # noqa: ANN401 - whatever is called
    command(account_id=shop.account.id, request_id=row.id, now=shop.now, **asked)


def _code(act: Any, *args: Any, **asked: Any) -> RefusalCode:  # noqa: ANN401 - whatever is called
    with pytest.raises(Refused) as caught:
        act(*args, **asked)
    return caught.value.refusal.code


def _events(shop: Shop) -> list[str]:
    rows = models.Event.objects.filter(account=shop.account, type__startswith="credit.payout")
    return list(rows.order_by("id").values_list("type", flat=True))


def test_asked_twice_is_once_moves_nothing_and_paying_out_answers_it() -> None:
    shop = _shop()

    row = _ask(shop)
    again = _ask(shop, amount=100)

    assert (row.id, row.amount_minor, row.invoice_id) == (again.id, 4000, None)
    assert shop.credit == 5000
    _pay(shop, 1500)
    row.refresh_from_db()
    assert (row.status, row.answered_by, shop.credit) == ("granted", VENDOR.name, 3500)
    assert _events(shop) == ["credit.payout_asked", "credit.payout_answered"]
    assert _ask(shop).amount_minor == 2500
    shop.check()


def test_a_look_at_paying_out_answers_nobody() -> None:
    shop = _shop()
    row = _ask(shop)
    paying_out.rehearse(
        actor=VENDOR, account_id=shop.account.id, amount=None, currency="EUR", now=shop.now
    )
    row.refresh_from_db()
    assert row.status == "open"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount": 4001}, RefusalCode.ABOVE_WHAT_IS_LEFT),
        ({"amount": 0}, RefusalCode.AMOUNT_INVALID),
        ({"currency": "USD"}, RefusalCode.ABOVE_WHAT_IS_LEFT),
        ({"currency": "ZZZ"}, RefusalCode.FIELD_INVALID),
        ({"reason": "x" * 501}, RefusalCode.FIELD_INVALID),
    ],
)
def test_what_cannot_be_paid_out_is_not_asked_for(said: dict[str, Any], code: RefusalCode) -> None:
    shop = _shop()
    assert _code(_ask, shop, **said) is code
    assert not models.InvoiceRequest.objects.exists()


def test_no_is_a_sentence_that_is_mailed() -> None:
    shop = _shop()
    row = _ask(shop, amount=3000, reason="We move")
    said = {"actor": VENDOR, "reason": "It pays your next invoice"}

    _answer(invoice_requests.decline, shop, row, **said)

    row.refresh_from_db()
    assert (row.status, row.answer, shop.credit) == ("declined", said["reason"], 5000)
    (message,) = shop.mails("credit_answered")
    text = deliveries.readable(message_id=message.id, language="en").text
    assert "It pays your next invoice" in text
    assert "€30.00" in text
    assert f"/a/{shop.account.id}/balance" in text
    assert _code(_answer, invoice_requests.decline, shop, row, **said) is (
        RefusalCode.REQUEST_NOT_OPEN
    )


def test_it_is_taken_back_and_may_be_asked_anew() -> None:
    shop = _shop()
    row = _ask(shop)
    _answer(invoice_requests.cancel, shop, row, actor=shop.payer)
    _answer(invoice_requests.cancel, shop, row, actor=shop.payer)

    assert _ask(shop).id != row.id
    assert _events(shop)[1:] == ["credit.payout_canceled", "credit.payout_asked"]
    assert not shop.mails("credit_answered")


def test_credit_that_is_used_meanwhile_leaves_less_to_go_and_nothing_broken() -> None:
    shop = _shop()
    row = _ask(shop)
    shop.add_seats(1)
    left = payable_out(shop.account.id, "EUR")
    assert 0 < left < row.amount_minor

    assert _code(_pay, shop, row.amount_minor) is RefusalCode.ABOVE_WHAT_IS_LEFT
    _pay(shop)

    assert [each.status for each in list_for_credit(shop.account.id, limit=5)] == ["granted"]
    assert _code(_ask, shop) is RefusalCode.ABOVE_WHAT_IS_LEFT
    shop.check()


def test_credit_that_is_spent_is_asked_for_no_more() -> None:
    shop = _shop()
    row = _ask(shop)
    shop.add_seats(4)

    row.refresh_from_db()
    assert (shop.credit, row.status, row.answer) == (0, "canceled", "")
    assert _events(shop) == ["credit.payout_asked", "credit.payout_canceled"]
    assert not open_requests().exists()
    assert not shop.mails("credit_answered")
    shop.check()


def test_goodwill_that_pays_first_leaves_the_request_open() -> None:
    shop = _shop()
    row = _ask(shop)
    goodwill.take_back(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=1000,
        currency="EUR",
        reason="by mistake",
        now=shop.now,
    )
    row.refresh_from_db()
    assert (shop.credit, row.status) == (4000, "open")


def test_who_neither_pays_nor_refunds_neither_asks_nor_answers() -> None:
    shop = _shop()
    member = actor_of(shop.seat("ann"))
    assert _code(_ask, shop, actor=member) is RefusalCode.ROLE_NOT_ALLOWED
    row = _ask(shop)
    for command, said in (
        (invoice_requests.decline, {"actor": SUPPORT, "reason": "No"}),
        (invoice_requests.cancel, {"actor": member}),
    ):
        assert _code(_answer, command, shop, row, **said) is RefusalCode.ROLE_NOT_ALLOWED
    other = _shop()
    assert _code(_answer, invoice_requests.cancel, other, row, actor=other.payer) is (
        RefusalCode.NOT_FOUND
    )


def test_an_account_that_closes_leaves_nobody_waiting() -> None:
    shop = _shop()
    row = _ask(shop, amount=100)
    closing.ask_to_close(
        actor=actor_of(shop.people["owner"]),
        account_id=shop.account.id,
        name=shop.account.name,
        now=shop.now,
    )
    running = models.AccountClosing.objects.get(account_id=shop.account.id)
    shop.to(running.closes_at)
    closing.close_due(account_id=shop.account.id, closing_id=running.id, now=shop.now)
    row.refresh_from_db()
    assert row.status == "granted"
    assert not open_requests().exists()
