"""Accounts: the vendor's customers."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from curule.api.v1.asking import Asked, asked, key_of, told
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import id_of, not_found
from curule.api.v1.shapes import ACTS, CHANGES_ONE, READS, AccountId, ClockId, Given, Instant, Page
from curule.api.v1.tags import as_it_was_seen
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Address, Line
from curule.selectors.programs.accounts import AccountRow, find_accounts, list_accounts
from curule.selectors.programs.catalog import ClockSeen, find_clocks
from curule.selectors.programs.nouns import Noun
from curule.services import holding
from curule.services.accounts import accounts, opening

router = Router(tags=["accounts"])
_READ = ByKey(Scope.ACCOUNTS_READ)
_WRITE = ByKey(Scope.ACCOUNTS_WRITE)
_ADDRESS = ("street", "postcode", "city", "order_number", "registration_number")


class AccountOut(Schema):
    """A customer.

    `adviser` is whom a managed account asks, `tax_rate` a plain rate in per cent in the place of
    the rules, `closes_at` when it closes where somebody asked for that.
    """

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
    adviser: str
    street: str
    postcode: str
    city: str
    order_number: str
    tax_id: str | None
    registration_number: str | None
    tax_rate: str | None
    clock: ClockId | None
    created_at: Instant
    closes_at: Instant | None
    closed_at: Instant | None


class OwnerGiven(Given):
    """Who owns an account from the start; the vendor says that the address is theirs."""

    email: Address
    first_name: Annotated[Line, Field(max_length=100)] = ""
    last_name: Annotated[Line, Field(max_length=100)] = ""


class AccountGiven(Given):
    """A new customer. In test mode it hangs on a `clock`; in live mode there is none."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    country: str = Field(pattern="^[A-Z]{2}$", description="ISO 3166")
    kind: Literal["company", "individual"] = "company"
    language: Literal["en", "fr", "de", "ru"] = "en"
    time_zone: str = Field("UTC", max_length=64, description="As IANA names it")
    channel: Literal["online", "reseller", "corporate"] = "online"
    tax_id: str = Field("", max_length=40)
    registration_number: str = Field(
        "", max_length=20, description="SIREN of a French business, КПП of a Russian organisation"
    )
    owner: OwnerGiven | None = None
    clock: ClockId | None = None


class AccountChanged(Given):
    """What is not given stays as it is."""

    name: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    language: Literal["en", "fr", "de", "ru"] | None = None
    time_zone: str | None = Field(None, max_length=64, description="As IANA names it")
    street: Annotated[Line, Field(max_length=200)] | None = None
    postcode: Annotated[Line, Field(max_length=20)] | None = None
    city: Annotated[Line, Field(max_length=100)] | None = None
    order_number: Annotated[Line, Field(max_length=60)] | None = None
    tax_id: str | None = Field(None, max_length=40)
    registration_number: str | None = Field(
        None, max_length=20, description="SIREN of a French business, КПП of a Russian organisation"
    )
    channel: Literal["online", "reseller", "corporate"] | None = None
    adviser: Address | Literal[""] | None = Field(None, description="Whom a managed account asks")


class AccountsAsked(DatedListing):
    """Which accounts."""

    country: str | None = Field(None, description="Of this country (ISO 3166)")
    channel: Literal["online", "reseller", "corporate"] | None = Field(
        None, description="Who buy so"
    )
    parked: bool | None = Field(None, description="That are at a safety bound, or are not")


@router.get(
    "/accounts",
    auth=_READ,
    response={200: Page[AccountOut], **READS},
    operation_id="list_accounts",
    summary="List accounts, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[AccountsAsked]) -> Any:  # noqa: ANN401
    """List the accounts that the key sees: real ones, or those on test clocks."""
    found = list_accounts(
        caller_of(request).sight,
        asked.window("acc"),
        country=asked.country,
        channel=asked.channel,
        parked=asked.parked,
    )
    return listed(request, response, found, "acc")


@router.get(
    "/accounts/{account}",
    auth=_READ,
    response={200: AccountOut, **READS},
    operation_id="get_account",
    summary="Get an account",
)
def get(request: HttpRequest, account: AccountId) -> AccountRow:
    """Return one account; one of the other mode is answered as none."""
    caller = caller_of(request)
    return account_seen(caller, id_of(caller, Noun.ACCOUNT, account))


@router.post(
    "/accounts",
    auth=_WRITE,
    response={201: AccountOut, **ACTS},
    operation_id="create_account",
    summary="Make an account",
)
def create(request: HttpRequest, response: HttpResponse, body: AccountGiven) -> Status[AccountRow]:
    """Make a customer with its owner, as the vendor does in the console.

    With a test key it hangs on a `clock`, which rules its time; with a live key there is none.
    """
    caller = caller_of(request)
    clock = _clock(caller, body.clock)
    done = opening.open_with_owner(
        actor=caller.actor,
        owner=None if body.owner is None else opening.Owner(**body.owner.model_dump()),
        clock_id=clock.id if clock else None,
        now=clock.now if clock else caller.now,
        key=key_of(request),
        **body.model_dump(exclude={"owner", "clock"}),
    )
    return Status(201, account_seen(caller, told(response, done)))


@router.patch(
    "/accounts/{account}",
    auth=_WRITE,
    response={200: AccountOut, **ACTS},
    operation_id="change_account",
    summary="Change an account",
    openapi_extra=CHANGES_ONE,
)
def change(request: HttpRequest, account: AccountId, body: AccountChanged) -> AccountRow:
    """Change what is given: what its papers say, in which language, its time zone, how it buys."""
    at = asked(request, Noun.ACCOUNT, account)
    acts = {**at.acts, "key": None}
    given = body.model_dump(exclude_none=True)
    address = {name: given.pop(name) for name in _ADDRESS if name in given}
    tax_id = given.pop("tax_id", None)
    buys = {name: given.pop(name) for name in ("channel", "adviser") if name in given}
    with (
        as_it_was_seen(request, held=holding.account(at.id), shown=lambda: _shown(at)),
        transaction.atomic(),
    ):
        if given or address:
            accounts.set_details(**acts, **given, address=address)
        if tax_id is not None:
            accounts.set_tax_id(**acts, tax_id=tax_id)
        if buys:
            row = account_seen(at.caller, at.id)
            accounts.set_channel(**acts, **{"channel": row.channel, "adviser": row.adviser, **buys})
    return account_seen(at.caller, at.id)


def _shown(at: Asked) -> AccountOut:
    return AccountOut.model_validate(account_seen(at.caller, at.id))


def account_seen(caller: Caller, account_id: UUID) -> AccountRow:
    """Return an account that the key sees, as it is now."""
    (row,) = find_accounts(caller.sight, [account_id])
    return row


def _clock(caller: Caller, written: str | None) -> ClockSeen | None:
    """Return the clock that an account is to hang on.

    Refuses `field_invalid` where the mode has none or needs one, and `not_found`.
    """
    if caller.is_live is (written is not None):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="clock"))
    clock_id = written and internal_id("clock", written)
    found = find_clocks(caller.now, [clock_id]) if clock_id else ()
    if written is not None and not found:
        raise not_found("clock")
    return found[0] if found else None
