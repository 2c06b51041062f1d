"""What of the shop is about money: customers who paid by card and by transfer, and the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.contradictions import ContradictionKind
from curule.core.money import Money
from curule.core.permissions import Actor
from curule.data import models
from curule.gateways.payments.base import DisputeNews
from curule.services import refunds
from curule.services.credits import crediting, goodwill
from curule.services.payments import contradictions, disputes
from curule.services.sweeps import renewing_now
from tests.support.factories import World, make_method
from tests.support.shop import Shop

ACTOR: Final = Actor.system("tests")
BEFORE: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""When nothing was due yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The ids of rows by prefix, for all operations or for one."""

    of_all: dict[str, UUID]
    of_one: dict[str, dict[str, UUID]]


def open_books(world: World, *, now: datetime) -> Ids:
    """Make one thing to do for each command about money that the shop alone has not."""
    by_card = _sold(now, card="succeed")
    by_transfer, waiting = _sold(now), _sold(now)
    transfer = by_transfer.transfer().value.payment_id
    waiting.transfer()
    refund = models.Refund.objects.get(credit_note_id=_note(waiting, refunds_money=True))
    refunds.send(account_id=refund.account_id, refund_id=refund.id, now=now)
    note = _note(by_card, refunds_money=False)
    in_credit = {"acc": _credited(now)}
    invoice, charge = _charge(by_card)
    assert transfer is not None
    lines = _bank(world, returned=models.Payment.objects.get(id=transfer).amount_minor, now=now)
    default = models.PaymentMethod.objects.get(account_id=world.account.id)
    models.PaymentMethod.objects.filter(id=default.id).update(is_default=False)
    other = make_method(world.account, now=now)
    renewing_now.renew_due(now=BEFORE)
    run = renewing_now.progress()
    assert run is not None
    lost = _dispute(by_card, lost=3000)
    paper = {"cn": note}
    creditable = {"in": invoice, "chg": charge}
    return Ids(
        of_all={
            "re": refund.id,
            "dp": _dispute(by_card),
            "ctr": _contradiction(by_card),
            "pm": default.id,
            "imp": lines["came"].statement_id,
            "bsl": lines["came"].id,
            "chg": charge,
            "job": run.id,
        },
        of_one={
            "make_default_payment_method": {"pm": other.id},
            "get_credit_note_pdf": paper,
            "take_credit_back": in_credit,
            "pay_credit_out": in_credit,
            "get_credit_note_xml": paper,
            "create_credit_note": creditable,
            "preview_credit_note": creditable,
            "get_creditable": creditable,
            "preview_dispute_booking": {"dp": lost},
            "book_dispute": {"dp": lost},
            "reverse_payment": {"pay": transfer},
            "reverse_by_bank_line": {"pay": transfer, "bsl": lines["went"].id},
            "link_bank_line": {"pay": transfer, "bsl": lines["known"].id},
            "open_bank_line_again": {"bsl": lines["fee"].id},
            "record_bank_line": {"bsl": lines["waits"].id},
        },
    )


def _sold(now: datetime, *, card: str | None = None) -> Shop:
    """Sell three seats at 30.00 to a new customer."""
    pays = "on_file" if card else "invoice"
    shop = Shop.open("zoom", is_live=True, card=card, tax_rate="20", now=now, payment__method=pays)
    shop.subscribe(3)
    return shop


def _credited(now: datetime) -> UUID:
    """Let a customer pay too much, and be given credit besides."""
    shop = _sold(now)
    shop.transfer(12000)
    goodwill.issue_credit(
        actor=ACTOR,
        account_id=shop.account.id,
        amount=500,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )
    return shop.account.id


def _charge(shop: Shop) -> tuple[UUID, UUID]:
    found = models.Charge.objects.get(account_id=shop.account.id, amount_minor__gt=0)
    assert found.invoice_id is not None
    return found.invoice_id, found.id


def _dispute(shop: Shop, *, lost: int = 0) -> UUID:
    """Let the customer's bank ask for its payment back, or take a part of it."""
    payment = models.Payment.objects.get(account_id=shop.account.id)
    reference = f"dp_{'2' if lost else '1'}"
    news = DisputeNews(
        reference=reference,
        charge_key=payment.key,
        amount=Money(lost or payment.amount_minor, payment.currency),
        reason="fraudulent",
        status="lost" if lost else "needs_response",
        answer_by=None if lost else shop.now + timedelta(days=7),
        is_closed=bool(lost),
        is_lost=bool(lost),
    )
    disputes.record(payment=payment, news=news, now=shop.now)
    return models.Dispute.objects.get(account_id=shop.account.id, reference=reference).id


def _contradiction(shop: Shop) -> UUID:
    """Let the gateway give a part of a payment back that nobody gave back here."""
    payment = models.Payment.objects.get(account_id=shop.account.id)
    contradictions.record(
        payment=payment,
        kind=ContradictionKind.REFUNDED,
        reference="re_1",
        amount=Money(300, payment.currency),
        now=shop.now,
    )
    return models.Contradiction.objects.get(account_id=shop.account.id).id


def _note(shop: Shop, *, refunds_money: bool) -> UUID:
    invoice, charge = _charge(shop)
    return crediting.credit_lines(
        actor=ACTOR,
        account_id=shop.account.id,
        invoice_id=invoice,
        amounts={charge: 1000},
        refunds_money=refunds_money,
        reason="outage",
        now=shop.now,
    ).value


def _bank(world: World, *, returned: int, now: datetime) -> dict[str, models.BankEntry]:
    """A statement: money that came, a transfer that went back, a fee, and a part to be recorded."""
    statement = models.BankStatement.objects.create(
        format="camt053", currency="EUR", imported_at=now
    )

    def entry(name: str, amount: int, **decided: object) -> models.BankEntry:
        return models.BankEntry.objects.create(
            statement=statement,
            number=len(name),
            fingerprint=f"shop-{name}",
            booked_on=now.date(),
            currency="EUR",
            amount_minor=amount,
            **decided,
        )

    with transaction.atomic():
        waits = entry("waits", 700, status="assigned", decided_at=now)
        models.BankEntryPart.objects.create(
            account=world.account, entry_id=waits.id, number=1, amount_minor=700
        )
    return {
        "waits": waits,
        "came": entry("came", 1000),
        "known": entry("byhand", returned),
        "went": entry("went", -returned),
        "fee": entry("fee", -250, status="set_aside", decided_at=now, comment="fee"),
    }
