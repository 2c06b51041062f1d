"""Which line of a bank statement took a transfer back: the key of that reversal says it."""

from __future__ import annotations

from uuid import UUID

from curule.data.models import BankEntry, Operation, Payment


def reversal_key(entry_id: UUID) -> str:
    """Return the one-time key under which a line takes a transfer back."""
    return f"bank-entry:{entry_id}:reversal"


def takes_transfer_back(entry: BankEntry) -> bool:
    """Whether a transfer was taken back by this line; then it takes back no other."""
    if entry.amount_minor > 0:
        return False
    transfers_of_that_amount = Payment.objects.filter(
        gateway="bank_transfer", currency=entry.currency, amount_minor=-entry.amount_minor
    )
    return Operation.objects.filter(
        account_id__in=transfers_of_that_amount.values("account_id"), key=reversal_key(entry.id)
    ).exists()
