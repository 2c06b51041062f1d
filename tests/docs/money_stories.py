"""Two customers whose money the page tells: played through the services, read in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from curule.core.localtime import local_date
from curule.core.money import Money
from curule.data.models import LedgerEntry, LedgerTransaction, Payment
from curule.gateways.payments.base import DisputeNews
from curule.services.credits import goodwill, writing_off
from curule.services.payments import disputes
from tests.support.factories import VENDOR
from tests.support.shop import ZONE, Shop, day

Told = dict[str, str]
"""A row as the page tells it: the day, the event, what is debited and what is credited."""


def by_transfer() -> Shop:
    """Play a customer who pays by bank transfer: in parts, too much, too late."""
    shop = Shop.open(
        "zoom",
        tax_rate="20",
        card=None,
        payment__method="invoice",
        decrease__effective="now",
        decrease__money="account_credit",
    )
    shop.subscribe(5)
    shop.to(day(2026, 4, 10, 9))
    shop.transfer(8000)
    shop.to(day(2026, 4, 14, 9))
    shop.transfer(13000)
    shop.to(day(2026, 4, 16, 9))
    shop.set_seats(4)
    shop.to(day(2026, 5, 20, 9))
    late = _invoice(shop, 1)
    writing_off.write_off(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=late,
        reason="wound up",
        now=shop.now,
    )
    shop.to(day(2026, 5, 28, 9))
    shop.transfer(invoice_id=late)
    return shop


def by_card() -> Shop:
    """Play a customer who pays by card: at once, refunded, disputed."""
    shop = Shop.open(
        "zoom", tax_rate="20", decrease__effective="now", decrease__money="refund_to_method"
    )
    shop.subscribe(5)
    shop.to(day(2026, 4, 16, 9))
    shop.set_seats(4)
    shop.to(day(2026, 4, 20, 9))
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=1000,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )
    shop.to(day(2026, 5, 8, 9))
    payment = Payment.objects.filter(account_id=shop.account.id).latest("id")
    disputes.record(
        payment=payment,
        news=DisputeNews(
            reference="dp_1",
            charge_key=payment.key,
            amount=Money(payment.amount_minor, payment.currency),
            reason="fraudulent",
            status="lost",
            answer_by=None,
            is_closed=True,
            is_lost=True,
        ),
        now=shop.now,
    )
    return shop


def _invoice(shop: Shop, place: int) -> UUID:
    return shop.invoices[place].id


def told(shop: Shop) -> Iterator[Told]:
    """Tell the ledger of a customer as the page does, in the order in which it was written."""
    for posting in LedgerTransaction.objects.filter(account_id=shop.account.id).order_by("number"):
        entries = list(
            LedgerEntry.objects.filter(
                account_id=shop.account.id, transaction_id=posting.id
            ).order_by("id")
        )
        yield {
            "day": local_date(posting.occurred_at, ZONE).isoformat(),
            "event": posting.kind,
            "debit": _side(entries, 1),
            "credit": _side(entries, -1),
        }


def _side(entries: list[LedgerEntry], sign: int) -> str:
    """Write one side of a posting: `deferred_revenue 15000, tax_payable 3000`."""
    return ", ".join(
        f"{entry.ledger_account} {entry.amount_minor * sign}"
        for entry in entries
        if entry.amount_minor * sign > 0
    )


def balances(shop: Shop) -> dict[str, int]:
    """Add up the ledger of a customer, by account; the cash of all gateways is one number."""
    summed: dict[str, int] = {}
    for entry in LedgerEntry.objects.filter(account_id=shop.account.id):
        account = entry.ledger_account.partition(":")[0]
        summed[account] = summed.get(account, 0) + entry.amount_minor
    return summed
