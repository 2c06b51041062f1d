"""A claim that finance gives up: not owed any more, kept in the books, owed again when paid."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from curule.core.events import EventType
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services._command import Done
from curule.services.credits import writing_off
from tests.support.shop import Asked, Shop, day, row_counts

FINANCE = Actor.staff(name="finance@example.test", role=StaffRole.FINANCE)

pytestmark = pytest.mark.django_db


def owing(**more: Asked) -> Shop:
    """A customer with one invoice of 90.00, due and not paid."""
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice", **more)
    shop.subscribe(3)
    shop.to(day(2026, 4, 20))
    return shop


def give_up(
    shop: Shop, *, by: Actor = FINANCE, reason: str = "insolvent", **more: Asked
) -> Done[int]:
    invoice_id = more.pop("invoice_id", shop.invoices[0].id)
    return writing_off.write_off(
        actor=by,
        account_id=shop.account.id,
        invoice_id=invoice_id,
        reason=reason,
        now=shop.now,
        **more,
    )


def balance(shop: Shop, name: str) -> int:
    entries = models.LedgerEntry.objects.filter(account_id=shop.account.id, ledger_account=name)
    return entries.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def test_what_was_owed_is_a_loss_and_not_owed_any_more() -> None:
    shop = owing()
    assert give_up(shop).value == 9000
    assert (shop.owed, shop.invoices[0].status) == (0, "uncollectible")
    assert (balance(shop, "receivable"), balance(shop, "write_off")) == (0, 9000)
    event = models.Event.objects.get(type=EventType.INVOICE_UNCOLLECTIBLE)
    assert event.payload == {"amount": 9000, "currency": "EUR", "reason": "insolvent"}
    shop.check()


def test_what_was_given_stays_earned() -> None:
    shop = owing()
    give_up(shop)
    shop.to(day(2026, 5, 1))
    assert balance(shop, "revenue") == -9000


def test_a_part_that_was_paid_stays_paid() -> None:
    shop = owing()
    shop.transfer(4000)
    assert give_up(shop).value == 5000
    assert balance(shop, "write_off") == 5000


@pytest.mark.parametrize(
    ("amount", "status", "owed", "credit"),
    [
        (9000, "paid", 0, 0),
        (2500, "open", 6500, 0),
        (9900, "paid", 0, 900),
    ],
)
def test_money_that_comes_after_all_is_taken(
    amount: int, status: str, owed: int, credit: int
) -> None:
    shop = owing()
    give_up(shop)
    shop.transfer(amount, invoice_id=shop.invoices[0].id)
    assert (shop.invoices[0].status, shop.owed, shop.credit) == (status, owed, credit)
    assert (balance(shop, "write_off"), balance(shop, "receivable")) == (0, owed)


def test_money_for_no_invoice_in_particular_becomes_credit() -> None:
    shop = owing()
    give_up(shop)
    shop.transfer(9000)
    assert (shop.invoices[0].status, shop.credit) == ("uncollectible", 9000)


def test_the_same_key_gives_up_once() -> None:
    shop = owing()
    give_up(shop, key="once")
    assert give_up(shop, key="once").replayed
    assert balance(shop, "write_off") == 9000


def test_a_credit_note_lowers_what_was_given_up() -> None:
    shop = owing(decrease__effective="now", decrease__money="account_credit")
    give_up(shop)
    shop.set_seats(1)
    (note,) = shop.notes
    assert balance(shop, "write_off") == 9000 - note.total
    assert (shop.invoices[0].status, shop.owed, shop.credit) == ("uncollectible", 0, 0)


@pytest.mark.invariant("I29")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"by": Actor.staff(name="s", role=StaffRole.SUPPORT)}, RefusalCode.ROLE_NOT_ALLOWED),
        ({"reason": "  "}, RefusalCode.FIELD_INVALID),
        ({"invoice_id": "00000000-0000-0000-0000-000000000000"}, RefusalCode.NOTHING_TO_PAY),
    ],
)
def test_what_is_refused_changes_nothing(how: Asked, code: RefusalCode) -> None:
    shop = owing()
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        give_up(shop, **how)
    assert refused.value.refusal.code is code
    assert row_counts(shop.account.id) == before


def test_the_customer_may_not_and_what_is_not_granted_cannot() -> None:
    shop = Shop.open("licence_portal", card=None)
    shop.subscribe(1)
    with pytest.raises(Refused) as refused:
        give_up(shop, by=shop.payer)
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    with pytest.raises(Refused) as refused:
        give_up(shop)
    assert refused.value.refusal.code is RefusalCode.NOTHING_TO_PAY
