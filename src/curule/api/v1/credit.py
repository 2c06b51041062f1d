"""Account credit: what a customer has of it, how it came and went, and what is given besides."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    AmountGiven,
    BalanceEntryId,
    Instant,
    Page,
    ReasonGiven,
)
from curule.core.api_keys import Scope
from curule.core.money import Money
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.credit import balances, credit_made_of, payable_out
from curule.selectors.programs.money import list_balance_entries
from curule.selectors.programs.nouns import Noun
from curule.services.credits import goodwill, paying_out
from curule.services.payments.transfers import LARGEST_AMOUNT

router = Router(tags=["credit"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


class InCurrencyOut(Schema):
    """What is owed on open invoices, and what is there in account credit.

    Of the credit `goodwill` is what you may take back, and `payable_out` what you may pay out.
    """

    owed: Amount
    credit: Amount
    goodwill: Amount
    payable_out: Amount


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


class CreditMoved(ReasonGiven):
    """Credit that is taken back or paid out, all that may be where no amount is said; and why."""

    amount: int | None = Field(None, ge=1, le=LARGEST_AMOUNT, description="By default all of it")
    currency: str = Field(pattern="^[A-Z]{3}$")


class CreditGiven(ReasonGiven):
    """Credit that nothing was charged for, and why it is given."""

    amount: AmountGiven


class EntriesAsked(DatedListing):
    """Which movements."""

    account: AccountId | None = Field(None, description="Of this account")


@router.get(
    "/accounts/{account}/balance",
    auth=_READ,
    response={200: BalanceOut, **READS},
    operation_id="get_balance",
    summary="What an account owes, and its credit",
)
def balance(request: HttpRequest, account: AccountId) -> dict[str, object]:
    """Return what is owed and what is there, by currency."""
    return _balance(id_of(caller_of(request), Noun.ACCOUNT, account))


@router.post(
    "/accounts/{account}/credit",
    auth=_WRITE,
    response={200: BalanceOut, **ACTS},
    operation_id="give_credit",
    summary="Give an account credit by goodwill",
    openapi_extra=PAYS,
)
def give(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: CreditGiven
) -> dict[str, object]:
    """Give credit that next invoices are paid with. Needs an `Idempotency-Key`."""
    at = asked(request, Noun.ACCOUNT, account)
    given = {**body.amount.model_dump(), "reason": body.reason}
    told(response, goodwill.issue_credit(**at.acts, **given))
    return _balance(at.id)


@router.post(
    "/accounts/{account}/credit/take_back",
    auth=_WRITE,
    response={200: BalanceOut, **ACTS},
    operation_id="take_credit_back",
    summary="Take credit by goodwill back",
    openapi_extra=PAYS,
)
def take_back(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: CreditMoved
) -> dict[str, object]:
    """Take goodwill back, as far as it is not used yet. Needs an `Idempotency-Key`."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, goodwill.take_back(**at.acts, **body.model_dump()))
    return _balance(at.id)


@router.post(
    "/accounts/{account}/credit/pay_out",
    auth=_WRITE,
    response={200: BalanceOut, **ACTS},
    operation_id="pay_credit_out",
    summary="Pay account credit out",
    openapi_extra=PAYS,
)
def pay_out(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: CreditMoved
) -> dict[str, object]:
    """Send credit back by the payments it came by, as refunds. Needs an `Idempotency-Key`.

    What no gateway can send waits as a refund until you have paid it at the bank. Goodwill is
    never paid out.
    """
    at = asked(request, Noun.ACCOUNT, account)
    told(response, paying_out.pay_out(**at.acts, **body.model_dump()))
    return _balance(at.id)


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


def _balance(account_id: UUID) -> dict[str, object]:
    both = [
        {
            "owed": Money(each.owed, each.currency),
            "credit": Money(each.credit, each.currency),
            "goodwill": Money(credit_made_of(account_id, each.currency).goodwill, each.currency),
            "payable_out": Money(payable_out(account_id, each.currency), each.currency),
        }
        for each in balances(account_id)
    ]
    return {"account": account_id, "currencies": both}
