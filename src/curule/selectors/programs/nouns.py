"""Whose a row is: every noun that belongs to a customer, found by its id alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final
from uuid import UUID

from curule.data import models
from curule.data.models._base import AccountRow


@unique
class Noun(StrEnum):
    """What belongs to a customer, as a refusal names it."""

    ACCOUNT = "account"
    SUBSCRIPTION = "subscription"
    MEMBER = "member"
    INVITATION = "invitation"
    LEASE = "lease"
    LICENSE = "license"
    LICENSE_BATCH = "license_batch"
    SEAT_REQUEST = "seat_request"
    PRICE_CHANGE = "price_change"
    QUOTE = "quote"
    ORDER = "order"
    INVOICE = "invoice"
    INVOICE_REQUEST = "invoice_request"
    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    BALANCE_ENTRY = "balance_entry"
    REFUND = "refund"
    DISPUTE = "dispute"
    CONTRADICTION = "contradiction"
    PAYMENT_METHOD = "payment_method"
    PAYMENT_METHOD_SETUP = "payment_method_setup"


_ROWS: Final[Mapping[Noun, type[AccountRow]]] = MappingProxyType(
    {
        Noun.SUBSCRIPTION: models.Subscription,
        Noun.MEMBER: models.Member,
        Noun.INVITATION: models.Invitation,
        Noun.LEASE: models.Assignment,
        Noun.LICENSE: models.Seat,
        Noun.LICENSE_BATCH: models.Batch,
        Noun.SEAT_REQUEST: models.SeatRequest,
        Noun.PRICE_CHANGE: models.PriceChange,
        Noun.QUOTE: models.Quote,
        Noun.ORDER: models.Order,
        Noun.INVOICE: models.Invoice,
        Noun.INVOICE_REQUEST: models.InvoiceRequest,
        Noun.PAYMENT: models.Payment,
        Noun.CREDIT_NOTE: models.CreditNote,
        Noun.BALANCE_ENTRY: models.CreditEntry,
        Noun.REFUND: models.Refund,
        Noun.DISPUTE: models.Dispute,
        Noun.CONTRADICTION: models.Contradiction,
        Noun.PAYMENT_METHOD: models.PaymentMethod,
        Noun.PAYMENT_METHOD_SETUP: models.MethodSetup,
    }
)


def find_account_of(noun: Noun, row_id: UUID, *, is_live: bool) -> UUID | None:
    """Return the account that a row belongs to; None for one of the other mode, as for none."""
    if noun is Noun.ACCOUNT:
        accounts = models.Account.objects.filter(id=row_id, clock__isnull=is_live)
        return accounts.values_list("id", flat=True).first()
    rows = _ROWS[noun]._default_manager.filter(id=row_id, account__clock__isnull=is_live)  # noqa: SLF001  (Django's name of it)
    return rows.values_list("account_id", flat=True).first()
