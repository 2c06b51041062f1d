"""What a customer types into their bank's form to pay an invoice."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from curule.core.creditor_references import creditor_reference, printed


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferData:
    """Holder, IBAN and reference in groups of four; the first three are empty if none is set."""

    holder: str
    iban: str
    bic: str
    reference: str


def transfer_data(invoice_number: str = "") -> TransferData:
    """Return where to transfer to, with the reference of an invoice if one is given."""
    account = settings.CURULE_BANK_ACCOUNT
    return TransferData(
        holder=account.holder if account else "",
        iban=printed(account.iban) if account else "",
        bic=account.bic if account else "",
        reference=printed(creditor_reference(invoice_number)) if invoice_number else "",
    )
