"""What a customer says about an invoice: nothing moves, reminders wait, finance answers once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from curule.core.invoice_requests import RequestKind
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.selectors.entitlements import entitlement
from curule.selectors.invoice_requests import list_of_invoice
from curule.services import invoice_requests
from curule.services.credits import crediting
from curule.services.invoice_requests import Said
from curule.services.mails import deliveries
from tests.services.money.test_documents import REFUNDED
from tests.support.factories import VENDOR, actor_of
from tests.support.shop import Asked, Shop, day

SUPPORT = Actor.staff(name="sam@vendor.test", role=StaffRole.SUPPORT)
BY_INVOICE: Asked = {"payment__method": "invoice", "payment__due_days": 14}


def _shop(**asked: Any) -> Shop:  # noqa: ANN401 - fields of a policy
    """An account that pays by transfer: its invoice of 15 April is for something granted."""
    shop = Shop.open("zoom", unit_amount=3000, **{**BY_INVOICE, **asked})
    shop.subscribe(2)
    return shop


def _invoice(shop: Shop, number: int = 0) -> models.Invoice:
    return models.Invoice.objects.get(id=shop.invoices[number].id)


def _ask(shop: Shop, kind: RequestKind, number: int = 0, **said: Any) -> models.InvoiceRequest:  # noqa: ANN401 - fields
    given: dict[str, Any] = {"paid_on": shop.now.date()}
    if kind is not RequestKind.PAID:
        given = {"reason": "Two too many"}
    done = invoice_requests.ask(
        actor=said.pop("actor", shop.payer),
        account_id=shop.account.id,
        invoice_id=shop.invoices[number].id,
        said=Said(kind=kind, **{**given, **said}),
        now=shop.now,
    )
    return models.InvoiceRequest.objects.get(id=done.value)


def _decline(shop: Shop, row: models.InvoiceRequest, **asked: Any) -> None:  # noqa: ANN401 - arguments
    invoice_requests.decline(
        **{
            "actor": VENDOR,
            "account_id": shop.account.id,
            "request_id": row.id,
            "reason": "All seats were used",
            "now": shop.now,
            **asked,
        }
    )


def _code(act: Any, *args: Any, **asked: Any) -> RefusalCode:  # noqa: ANN401 - whatever is called
    with pytest.raises(Refused) as caught:
        act(*args, **asked)
    return caught.value.refusal.code


def _statuses(shop: Shop, *days: datetime) -> list[str]:
    return [(shop.to(at), shop.status)[1] for at in days]


def test_a_transfer_that_is_said_to_come_moves_nothing_and_reminders_wait_a_week() -> None:
    shop = _shop()
    shop.to(day(2026, 4, 14, 12))
    row = _ask(shop, RequestKind.PAID, reference="RF18", amount=5000)

    assert (shop.owed, row.amount_minor, row.reference) == (6000, 5000, "RF18")
    assert _statuses(shop, day(2026, 4, 16), day(2026, 4, 21, 11)) == ["active", "active"]
    assert not shop.mails("invoice_overdue")
    assert _statuses(shop, day(2026, 4, 21, 12)) == ["past_due"]
    assert shop.mails("invoice_overdue")


def test_the_same_again_is_the_first_and_puts_nothing_off_further() -> None:
    shop = _shop()
    shop.to(day(2026, 4, 14, 12))
    first = _ask(shop, RequestKind.PAID)
    shop.to(day(2026, 4, 18))
    assert _ask(shop, RequestKind.PAID).id == first.id
    _decline(shop, first, reason="No transfer came")
    second = _ask(shop, RequestKind.PAID)
    assert second.id != first.id
    assert _invoice(shop).grace_from_at == day(2026, 4, 21, 12)


def test_who_is_past_due_and_says_so_has_the_week_too_with_access() -> None:
    shop = _shop()
    ann = shop.seat("ann").email
    shop.to(day(2026, 4, 20))
    assert shop.status == "past_due"
    _ask(shop, RequestKind.DISPUTE)
    assert shop.status == "active"
    assert _statuses(shop, day(2026, 5, 3), day(2026, 5, 4)) == ["active", "past_due"]
    shop.to(day(2026, 5, 18, 12))
    assert entitlement(product_id=shop.terms.product_id, email=ann, now=shop.now).allowed
    assert _statuses(shop, day(2026, 5, 19)) == ["suspended"]


def test_once_access_has_ended_nothing_but_money_brings_it_back() -> None:
    shop = _shop()
    shop.to(day(2026, 5, 5))
    assert shop.status == "suspended"
    _ask(shop, RequestKind.DISPUTE)
    assert shop.status == "suspended"
    assert _invoice(shop).grace_from_at is None


def test_money_that_comes_ends_the_wait() -> None:
    shop = _shop()
    row = _ask(shop, RequestKind.PAID)
    shop.transfer(6000)
    assert (shop.owed, shop.status) == (0, "active")
    assert _code(_decline, shop, row) is RefusalCode.REQUEST_NOT_OPEN


def test_a_dispute_is_answered_by_a_credit_note() -> None:
    shop = _shop()
    row = _ask(shop, RequestKind.DISPUTE, reason="One seat too many")
    (charge,) = models.Charge.objects.filter(invoice_id=_invoice(shop).id)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=_invoice(shop).id,
        amounts={charge.id: 3000},
        refunds_money=False,
        reason="One seat was too many",
        now=shop.now,
    )
    row.refresh_from_db()
    assert (row.status, row.answered_by, shop.owed) == ("granted", VENDOR.name, 3000)
    assert shop.mails("credit_note")
    assert _code(_decline, shop, row) is RefusalCode.REQUEST_NOT_OPEN


def test_a_reason_may_be_as_long_as_the_form_says_and_no_longer() -> None:
    shop = _shop()
    longest = "x" * invoice_requests.LONGEST_REASON

    assert _code(_ask, shop, RequestKind.DISPUTE, reason=f"{longest}x") is RefusalCode.FIELD_INVALID
    assert _ask(shop, RequestKind.DISPUTE, reason=longest).reason == longest


def test_a_dispute_is_answered_by_a_sentence_that_is_mailed() -> None:
    shop = _shop()
    row = _ask(shop, RequestKind.DISPUTE)
    _decline(shop, row)
    row.refresh_from_db()
    assert (row.status, row.answer, shop.owed) == ("declined", "All seats were used", 6000)
    (message,) = shop.mails("invoice_answered")
    said = deliveries.readable(message_id=message.id, language="en").text
    assert "All seats were used" in said
    assert "€60.00" in said
    events = models.Event.objects.filter(type__in=["invoice.disputed", "invoice.answered"])
    assert events.count() == 2


def test_what_is_in_dispute_is_not_charged_by_itself_until_it_is_answered() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.add_card("decline", name="empty")
    shop.to(day(2026, 5, 1, 12))
    assert _invoice(shop, 1).next_attempt_at == day(2026, 5, 2)
    row = _ask(shop, RequestKind.DISPUTE, 1)
    shop.to(day(2026, 5, 5))
    assert (_invoice(shop, 1).attempts, _invoice(shop, 1).next_attempt_at) == (1, None)
    _decline(shop, row)
    assert _invoice(shop, 1).next_attempt_at == day(2026, 5, 6)


def test_money_is_asked_back_within_what_came() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(2)
    assert _code(_ask, shop, RequestKind.REFUND, amount=6001) is RefusalCode.ABOVE_WHAT_IS_LEFT
    row = _ask(shop, RequestKind.REFUND, amount=3000)
    (charge,) = models.Charge.objects.filter(invoice_id=_invoice(shop).id)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=_invoice(shop).id,
        amounts={charge.id: 6000},
        refunds_money=True,
        reason="As asked",
        now=shop.now,
    )
    row.refresh_from_db()
    assert row.status == "granted"
    assert _code(_ask, shop, RequestKind.REFUND) is RefusalCode.NOTHING_TO_REFUND


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        (RequestKind.PAID, {"amount": 0}, RefusalCode.AMOUNT_INVALID),
        (RequestKind.PAID, {"paid_on": None}, RefusalCode.DATE_INVALID),
        (RequestKind.PAID, {"paid_on": date(2024, 1, 1)}, RefusalCode.DATE_INVALID),
        (RequestKind.PAID, {"paid_on": date(2026, 6, 1)}, RefusalCode.DATE_INVALID),
        (RequestKind.DISPUTE, {"reason": " "}, RefusalCode.FIELD_INVALID),
        (RequestKind.DISPUTE, {"reason": "x" * 501}, RefusalCode.FIELD_INVALID),
        (RequestKind.DISPUTE, {"amount": 6001}, RefusalCode.ABOVE_WHAT_IS_LEFT),
        (RequestKind.REFUND, {}, RefusalCode.NOTHING_TO_REFUND),
    ],
)
def test_what_cannot_be_is_refused(
    kind: RequestKind, said: dict[str, Any], code: RefusalCode
) -> None:
    shop = _shop()
    assert _code(_ask, shop, kind, **said) is code
    assert not models.InvoiceRequest.objects.exists()


def test_what_is_paid_has_nothing_to_announce_or_dispute() -> None:
    shop = _shop()
    shop.transfer(6000)
    for kind in (RequestKind.PAID, RequestKind.DISPUTE):
        assert _code(_ask, shop, kind) is RefusalCode.NOTHING_TO_PAY


def test_who_has_no_business_with_money_neither_asks_nor_answers() -> None:
    shop = _shop()
    member = actor_of(shop.seat("ann"))
    assert _code(_ask, shop, RequestKind.DISPUTE, actor=member) is RefusalCode.ROLE_NOT_ALLOWED
    row = _ask(shop, RequestKind.DISPUTE)
    assert _code(_decline, shop, row, actor=SUPPORT) is RefusalCode.ROLE_NOT_ALLOWED
    assert _code(_decline, shop, row, reason=" ") is RefusalCode.FIELD_INVALID
    other = Shop.open("zoom", unit_amount=3000)
    foreign = {"account_id": other.account.id}
    assert _code(_decline, shop, row, **foreign) is RefusalCode.NOT_FOUND


def _cancel(shop: Shop, row: models.InvoiceRequest, **asked: Any) -> None:  # noqa: ANN401 - arguments
    own: dict[str, Any] = {"actor": shop.payer, "account_id": shop.account.id, "now": shop.now}
    invoice_requests.cancel(**{**own, "request_id": row.id, **asked})


def test_what_is_taken_back_is_closed_told_and_wins_no_second_week() -> None:
    shop = _shop()
    shop.to(day(2026, 4, 14, 12))
    row = _ask(shop, RequestKind.PAID)

    _cancel(shop, row)
    _cancel(shop, row)
    shop.to(day(2026, 4, 18))
    again = _ask(shop, RequestKind.PAID)

    row.refresh_from_db()
    assert (row.status, row.answered_by, row.answer) == ("canceled", shop.payer.name, "")
    events = models.Event.objects.filter(account=shop.account, type="invoice.taken_back")
    assert [event.payload["kind"] for event in events] == ["paid"]
    assert not shop.mails("invoice_answered")
    assert again.id != row.id
    assert _invoice(shop).grace_from_at == day(2026, 4, 21, 12)


def test_what_was_answered_is_taken_back_no_more_and_nor_is_a_strangers() -> None:
    shop = _shop()
    row = _ask(shop, RequestKind.DISPUTE)
    member = actor_of(shop.seat("ann"))
    assert _code(_cancel, shop, row, actor=member) is RefusalCode.ROLE_NOT_ALLOWED
    other = _shop()
    assert (
        _code(_cancel, shop, row, actor=other.payer, account_id=other.account.id)
        is RefusalCode.NOT_FOUND
    )
    _decline(shop, row)
    assert _code(_cancel, shop, row) is RefusalCode.REQUEST_NOT_OPEN


def test_a_transfer_that_has_come_is_not_taken_back() -> None:
    shop = _shop()
    row = _ask(shop, RequestKind.PAID)
    shop.transfer(6000)
    assert _code(_cancel, shop, row) is RefusalCode.REQUEST_NOT_OPEN


def test_until_when_reminders_wait_is_said_while_nobody_has_answered() -> None:
    shop = _shop()
    shop.to(day(2026, 4, 14, 12))
    row = _ask(shop, RequestKind.DISPUTE)
    (open_row,) = list_of_invoice(shop.account.id, _invoice(shop).id)
    _cancel(shop, row)
    (closed,) = list_of_invoice(shop.account.id, _invoice(shop).id)

    assert open_row.waits_until == _invoice(shop).grace_from_at is not None
    assert closed.waits_until is None
