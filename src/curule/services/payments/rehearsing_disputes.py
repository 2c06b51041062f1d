"""What booking a lost dispute would bring about: it is booked, looked at, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from curule.core.money import Money
from curule.core.permissions import Actor
from curule.data.ids import new_id
from curule.data.models import Account, CreditEntry, Dispute, Invoice, LedgerEntry, Payment
from curule.selectors.money import credit_of, open_amount
from curule.services.payments.booking_disputes import book


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What booking a dispute brings about: its parts, the invoice, the credit, the ledger.

    `open` is owed on the invoice then, of what the dispute took; `given_up` is written off.
    `entries` are those of the ledger, a debit positive, each account once.
    """

    taken: Money
    for_refunds: Money
    from_credit: Money
    reopened: Money
    by_credit: Money
    lost: Money
    fee: Money
    invoice_id: UUID | None
    invoice_number: str
    invoice_status: str
    open: Money
    due_at: datetime | None
    given_up: Money
    credit: Money
    time_zone: str
    entries: tuple[tuple[str, Money], ...]


def rehearse_booking(
    *,
    actor: Actor,
    account_id: UUID,
    dispute_id: UUID,
    taken: int,
    currency: str,
    unpaid: str,
    fee: int = 0,
    now: datetime,
) -> Booked:
    """Return what `book` would bring about now. Refuses what it refuses."""
    with transaction.atomic():
        marker = new_id()
        book(
            actor=actor,
            account_id=account_id,
            dispute_id=dispute_id,
            taken=taken,
            currency=currency,
            unpaid=unpaid,
            note="-",
            fee=fee,
            now=now,
        )
        found = _brought_about(account_id, dispute_id, after=marker)
        transaction.set_rollback(True)
    return found


def _brought_about(account_id: UUID, dispute_id: UUID, *, after: UUID) -> Booked:
    dispute = Dispute.objects.get(account_id=account_id, id=dispute_id)
    payment = Payment.objects.get(account_id=account_id, id=dispute.payment_id)
    invoice = Invoice.objects.filter(account_id=account_id, id__in=[payment.invoice_id]).first()
    used = CreditEntry.objects.filter(account_id=account_id, id__gt=after, source="invoice")

    def money(minor: int) -> Money:
        return Money(minor, dispute.currency)

    is_open = invoice is not None and invoice.status == "open"
    entries = _entries(account_id, after, currency=dispute.currency)
    return Booked(
        taken=money(dispute.taken_minor),
        for_refunds=money(dispute.for_refunds_minor),
        from_credit=money(dispute.from_credit_minor),
        reopened=money(dispute.reopened_minor),
        by_credit=money(-sum(entry.amount_minor for entry in used)),
        lost=money(dispute.lost_minor),
        fee=money(dispute.fee_minor),
        invoice_id=invoice.id if invoice else None,
        invoice_number=(invoice.number or "") if invoice else "",
        invoice_status=invoice.status if invoice else "",
        open=money(open_amount(invoice) if invoice and is_open else 0),
        due_at=invoice.due_at if invoice and is_open else None,
        given_up=money(entries.get("write_off", 0) - dispute.lost_minor),
        credit=money(credit_of(account_id, dispute.currency)),
        time_zone=Account.objects.get(id=account_id).time_zone,
        entries=tuple((name, money(minor)) for name, minor in entries.items() if minor),
    )


def _entries(account_id: UUID, after: UUID, *, currency: str) -> dict[str, int]:
    """Return what each account of the ledger was debited (positive) or credited since."""
    sums: dict[str, int] = {}
    found = LedgerEntry.objects.filter(account_id=account_id, id__gt=after, currency=currency)
    for name, minor in found.order_by("id").values_list("ledger_account", "amount_minor"):
        sums[name] = sums.get(name, 0) + minor
    return sums
