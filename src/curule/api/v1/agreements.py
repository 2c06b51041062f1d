"""What the vendor agrees with an account: maximums of seats, its tax, and its end."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from curule.api.v1.accounts import AccountOut, account_seen
from curule.api.v1.asking import asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, not_found
from curule.api.v1.shapes import ACTS, READS, AccountId, Given, Instant, ProductId
from curule.core.api_keys import Scope
from curule.core.names import LONGEST_REASON
from curule.core.quantities import LARGEST
from curule.httpkit.ids import internal_id
from curule.httpkit.values import Line
from curule.selectors.programs.accounts import AccountRow, MaximumSeen, list_maximums
from curule.selectors.programs.catalog import find_products
from curule.selectors.programs.nouns import Noun
from curule.selectors.tax_ids import list_number_checks, number_standing
from curule.services import closing
from curule.services.accounts import account_taxes, accounts, tax_id_checks

router = Router(tags=["accounts"])
_READ = ByKey(Scope.ACCOUNTS_READ)
_WRITE = ByKey(Scope.ACCOUNTS_WRITE)
_TAX = ByKey(Scope.BILLING_WRITE)
PER_CENT = r"^(?:100(?:\.0{1,3})?|(?:0|[1-9][0-9]?)(?:\.[0-9]{1,3})?)$"


class MaximumOut(Schema):
    """A maximum of seats of a type that is agreed with one customer, in place of the plans'."""

    object: Literal["seat_maximum"] = "seat_maximum"
    account: AccountId
    product: ProductId
    seat_type: str
    maximum: int
    agreed_at: Instant


class MaximumsOut(Schema):
    """Everything of this kind that is agreed with an account."""

    object: Literal["list"] = "list"
    data: list[MaximumOut]
    has_more: Literal[False] = False
    url: str


class MaximumGiven(Given):
    """How many seats of a type at most; those that are there already stay."""

    product: ProductId
    seat_type: Annotated[Line, Field(min_length=1, max_length=60)]
    maximum: int = Field(ge=0, le=LARGEST)


class TaxGiven(Given):
    """A plain rate in per cent from now on, or null for the rules; and why."""

    rate: Annotated[str, Field(pattern=PER_CENT)] | None
    reason: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_REASON,
            pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
        ),
    ]


class AccountTaxOut(Schema):
    """By which tax an account is charged: a plain rate in per cent, or null for the rules."""

    object: Literal["account_tax"] = "account_tax"
    account: AccountId
    rate: str | None


class NumberCheckOut(Schema):
    """A question about a number; `name`, `address` and `reference` are what its office answered."""

    tax_id: str
    state: str
    asked_at: Instant
    answered_at: Instant | None
    name: str
    address: str
    reference: str


class TaxIdOut(Schema):
    """The number of an account, what its office last said of it, and what was asked, newest first.

    `state` is null where nobody was asked.
    """

    object: Literal["tax_id"] = "tax_id"
    account: AccountId
    tax_id: str | None
    state: str | None
    is_asked: bool
    checks: list[NumberCheckOut]


class TaxIdCheckOut(Schema):
    """How the question about an account's number stands; what an office answered is read apart.

    `is_asked` is false where no office answers for the number, `state` null where nobody was asked.
    """

    object: Literal["tax_id_check"] = "tax_id_check"
    account: AccountId
    state: str | None
    is_asked: bool


class CloseAsked(Given):
    """The account's name, which says that this one is meant."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]


@router.get(
    "/accounts/{account}/maximums",
    auth=_READ,
    response={200: MaximumsOut, **READS},
    operation_id="list_maximums",
    summary="List the maximums that are agreed with an account",
)
def list_all(request: HttpRequest, account: AccountId) -> MaximumsOut:
    """List what holds in place of the maximums of plans."""
    rows = list_maximums(id_of(caller_of(request), Noun.ACCOUNT, account))
    return MaximumsOut(data=[MaximumOut.model_validate(row) for row in rows], url=request.path)


@router.post(
    "/accounts/{account}/maximums",
    auth=_WRITE,
    response={200: MaximumOut, **ACTS},
    operation_id="agree_maximum",
    summary="Agree a maximum of seats with an account",
)
def agree_maximum(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: MaximumGiven
) -> MaximumSeen:
    """Let another maximum hold than the plan's; the newest takes the place of an older one.

    Refused (`seat_type_missing`) where no plan of the product ever sold such seats.
    """
    at = asked(request, Noun.ACCOUNT, account)
    product_id = internal_id("prod", body.product)
    if product_id is None or not find_products([product_id]):
        raise not_found("product")
    done = accounts.set_maximum(
        **at.acts, product_id=product_id, seat_type=body.seat_type, maximum=body.maximum
    )
    told(response, done)
    return next(
        row
        for row in list_maximums(at.id)
        if (row.product, row.seat_type) == (product_id, body.seat_type)
    )


@router.post(
    "/accounts/{account}/tax",
    auth=_TAX,
    response={200: AccountTaxOut, **ACTS},
    operation_id="set_account_tax",
    summary="Say by which tax an account is charged",
)
def set_tax(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: TaxGiven
) -> dict[str, object]:
    """Tax it by the rules or at a plain rate, from now on; issued invoices stay."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, account_taxes.set_tax(**at.acts, rate=body.rate, reason=body.reason))
    return {"account": at.id, "rate": account_seen(at.caller, at.id).tax_rate}


@router.get(
    "/accounts/{account}/tax_id",
    auth=_READ,
    response={200: TaxIdOut, **READS},
    operation_id="get_tax_id",
    summary="Get what is known of an account's tax number",
)
def get_tax_id(request: HttpRequest, account: AccountId) -> TaxIdOut:
    """Return the number, what its office said, and the proof that it was asked."""
    caller = caller_of(request)
    return _tax_id(account_seen(caller, id_of(caller, Noun.ACCOUNT, account)))


@router.post(
    "/accounts/{account}/tax_id/check",
    auth=_TAX,
    response={200: TaxIdCheckOut, **ACTS},
    operation_id="check_tax_id",
    summary="Ask the office about an account's tax number again",
)
def check_tax_id(
    request: HttpRequest, response: HttpResponse, account: AccountId
) -> dict[str, object]:
    """Put the question once more; `is_asked` is false where no office answers for the number."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, tax_id_checks.ask_again(**at.acts))
    return {"account": at.id, **_standing(account_seen(at.caller, at.id))}


@router.post(
    "/accounts/{account}/close",
    auth=_WRITE,
    response={200: AccountOut, **ACTS},
    operation_id="close_account",
    summary="Ask to close an account",
)
def close(
    request: HttpRequest, response: HttpResponse, account: AccountId, body: CloseAsked
) -> AccountRow:
    """Let it close in two weeks; until then it can be kept open, and nothing renews."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, closing.ask_to_close(**at.acts, name=body.name))
    return account_seen(at.caller, at.id)


@router.post(
    "/accounts/{account}/keep_open",
    auth=_WRITE,
    response={200: AccountOut, **ACTS},
    operation_id="keep_account_open",
    summary="Let an account stay open after all",
)
def keep_open(request: HttpRequest, response: HttpResponse, account: AccountId) -> AccountRow:
    """Take back that it closes; automatic renewal stays off until somebody turns it on."""
    at = asked(request, Noun.ACCOUNT, account)
    told(response, closing.take_back(**at.acts))
    return account_seen(at.caller, at.id)


def _tax_id(row: AccountRow) -> TaxIdOut:
    return TaxIdOut.model_validate(
        {
            "account": row.id,
            "tax_id": row.tax_id,
            **_standing(row),
            "checks": [NumberCheckOut.model_validate(each) for each in list_number_checks(row.id)],
        }
    )


def _standing(row: AccountRow) -> dict[str, object]:
    """Return what is known of an account's number, and whether its office is asked."""
    standing = number_standing(row.id)
    return {
        "state": standing.state if row.tax_id and standing.state else None,
        "is_asked": standing.is_asked,
    }
