"""Accounts: the vendor's customers."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.shapes import Instant, Page, Problem
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id, public_id
from curule.selectors.accounts import AccountRow, find_account, page_accounts

router = Router(tags=["accounts"])
_READ = ByKey(Scope.ACCOUNTS_READ)


class AccountOut(Schema):
    """A customer."""

    object: Literal["account"] = "account"
    id: str
    livemode: bool
    name: str
    is_business: bool
    country: str
    language: str
    time_zone: str
    channel: str
    tax_id: str | None
    clock: str | None
    created_at: Instant
    closed_at: Instant | None


@router.get(
    "/accounts",
    auth=_READ,
    response={200: Page[AccountOut], 400: Problem, 401: Problem, 403: Problem},
    operation_id="list_accounts",
    summary="List accounts, the newest first",
)
def list_accounts(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    starting_after: Annotated[str | None, Query()] = None,
) -> Page[AccountOut]:
    """List the accounts that the key sees: real ones, or those on test clocks."""
    caller = caller_of(request)
    before = None if starting_after is None else internal_id("acc", starting_after)
    if starting_after is not None and before is None:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="starting_after"))
    rows = page_accounts(is_live=caller.is_live, before=before, limit=limit + 1)
    return Page[AccountOut](
        data=[_out(row) for row in rows[:limit]], has_more=len(rows) > limit, url=request.path
    )


@router.get(
    "/accounts/{account}",
    auth=_READ,
    response={200: AccountOut, 401: Problem, 403: Problem, 404: Problem},
    operation_id="get_account",
    summary="Get an account",
)
def get_account(request: HttpRequest, account: str) -> AccountOut:
    """Return one account; one of the other mode is answered as none."""
    account_id = internal_id("acc", account)
    found = account_id and find_account(account_id, is_live=caller_of(request).is_live)
    if not found:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="account"))
    return _out(found)


def _out(row: AccountRow) -> AccountOut:
    return AccountOut(
        id=public_id("acc", row.id),
        livemode=row.is_live,
        name=row.name,
        is_business=row.is_business,
        country=row.country,
        language=row.language,
        time_zone=row.time_zone,
        channel=row.channel.value,
        tax_id=row.tax_id or None,
        clock=public_id("clock", row.clock_id) if row.clock_id else None,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )
