"""Accounts: the vendor's customers."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of
from curule.api.v1.shapes import READS, AccountId, ClockId, Instant, Page
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.accounts import AccountRow, find_accounts, list_accounts
from curule.selectors.programs.nouns import Noun

router = Router(tags=["accounts"])
_READ = ByKey(Scope.ACCOUNTS_READ)


class AccountOut(Schema):
    """A customer."""

    object: Literal["account"] = "account"
    id: AccountId
    livemode: bool
    name: str
    kind: str
    is_business: bool
    country: str
    language: str
    time_zone: str
    channel: str
    tax_id: str | None
    clock: ClockId | None
    created_at: Instant
    closed_at: Instant | None


class AccountsAsked(DatedListing):
    """Which accounts."""

    country: str | None = Field(None, description="Of this country (ISO 3166)")


@router.get(
    "/accounts",
    auth=_READ,
    response={200: Page[AccountOut], **READS},
    operation_id="list_accounts",
    summary="List accounts, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[AccountsAsked]) -> Any:  # noqa: ANN401
    """List the accounts that the key sees: real ones, or those on test clocks."""
    found = list_accounts(caller_of(request).sight, asked.window("acc"), country=asked.country)
    return listed(request, response, found, "acc")


@router.get(
    "/accounts/{account}",
    auth=_READ,
    response={200: AccountOut, **READS},
    operation_id="get_account",
    summary="Get an account",
)
def get(request: HttpRequest, account: str) -> AccountRow:
    """Return one account; one of the other mode is answered as none."""
    caller = caller_of(request)
    (row,) = find_accounts(caller.sight, [id_of(caller, Noun.ACCOUNT, account)])
    return row
