"""Credit: notes that take back a part of an invoice, and what a customer has in account credit."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    READS,
    AccountId,
    Amount,
    BalanceEntryId,
    CreditNoteId,
    Instant,
    InvoiceId,
    Page,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.money import Money
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.credit import balances
from curule.selectors.programs.money import (
    CreditNoteSeen,
    find_credit_notes,
    list_balance_entries,
    list_credit_notes,
)
from curule.selectors.programs.nouns import Noun

router = Router(tags=["credit"])
_READ = ByKey(Scope.BILLING_READ)


class CreditNoteOut(Schema):
    """Takes back a part of an invoice; where it went: off what was open, to credit, to a refund."""

    object: Literal["credit_note"] = "credit_note"
    id: CreditNoteId
    account: AccountId
    subscription: SubscriptionId | None
    invoice: InvoiceId | None
    number: str | None
    reason: str
    subtotal: Amount
    tax: Amount
    total: Amount
    to_open: Amount
    to_credit: Amount
    to_refund: Amount
    created_at: Instant


class CreditNotesAsked(DatedListing):
    """Which credit notes."""

    account: AccountId | None = Field(None, description="Of this account")
    invoice: InvoiceId | None = Field(None, description="On this invoice")


class InCurrencyOut(Schema):
    """What is owed on open invoices, and what is there in account credit."""

    owed: Amount
    credit: Amount


class BalanceOut(Schema):
    """Both numbers in each currency that an account has bought in or has credit in."""

    object: Literal["balance"] = "balance"
    account: AccountId
    currencies: list[InCurrencyOut]


class BalanceEntryOut(Schema):
    """A movement of account credit, and what is there after it."""

    object: Literal["balance_entry"] = "balance_entry"
    id: BalanceEntryId
    account: AccountId
    source: str
    amount: Amount
    after: Amount
    created_at: Instant


class EntriesAsked(DatedListing):
    """Which movements."""

    account: AccountId | None = Field(None, description="Of this account")


@router.get(
    "/credit_notes",
    auth=_READ,
    response={200: Page[CreditNoteOut], **READS},
    operation_id="list_credit_notes",
    summary="List credit notes, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[CreditNotesAsked]) -> Any:  # noqa: ANN401
    """List the credit notes of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_credit_notes(
        caller.sight,
        asked.window("cn"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        invoice=maybe_id_of(caller, Noun.INVOICE, asked.invoice),
    )
    return listed(request, response, found, "cn")


@router.get(
    "/credit_notes/{credit_note}",
    auth=_READ,
    response={200: CreditNoteOut, **READS},
    operation_id="get_credit_note",
    summary="Get a credit note",
)
def get(request: HttpRequest, credit_note: CreditNoteId) -> CreditNoteSeen:
    """Return one credit note."""
    caller = caller_of(request)
    (row,) = find_credit_notes(caller.sight, [id_of(caller, Noun.CREDIT_NOTE, credit_note)])
    return row


@router.get(
    "/accounts/{account}/balance",
    auth=_READ,
    response={200: BalanceOut, **READS},
    operation_id="get_balance",
    summary="What an account owes, and its credit",
)
def balance(request: HttpRequest, account: AccountId) -> dict[str, object]:
    """Return what is owed and what is there, by currency."""
    account_id = id_of(caller_of(request), Noun.ACCOUNT, account)
    both = [
        {"owed": Money(each.owed, each.currency), "credit": Money(each.credit, each.currency)}
        for each in balances(account_id)
    ]
    return {"account": account_id, "currencies": both}


@router.get(
    "/balance_entries",
    auth=_READ,
    response={200: Page[BalanceEntryOut], **READS},
    operation_id="list_balance_entries",
    summary="List movements of account credit, the newest first",
)
def entries(request: HttpRequest, response: HttpResponse, asked: Query[EntriesAsked]) -> Any:  # noqa: ANN401
    """List the movements of all accounts that the key sees, or of one."""
    caller = caller_of(request)
    account = maybe_id_of(caller, Noun.ACCOUNT, asked.account)
    found = list_balance_entries(caller.sight, asked.window("txn"), account=account)
    return listed(request, response, found, "txn")
