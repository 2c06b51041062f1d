"""Lines of bank statements: whose money each is, what it may be for, and what is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field, field_validator, model_validator

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller
from curule.api.v1.finding import account_of, id_of, not_found, require_live
from curule.api.v1.imports import Status, TouchOut, import_of
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    AmountGiven,
    BankLineId,
    Given,
    ImportId,
    Instant,
    InvoiceId,
    Page,
    PaymentId,
    Reason,
    TakenBack,
)
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import Listing, listed
from curule.selectors.programs.bank import BankLineSeen, find_bank_line, list_bank_lines
from curule.selectors.programs.nouns import Noun
from curule.services.payments import bank_statements
from curule.services.payments.bank_statements import Part, Recorded

router = Router(tags=["bank"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
_PAYEES = ("account", "invoice")


class PartOut(Schema):
    """What of a line is one customer's, and the payment that it became."""

    object: Literal["bank_line_part"] = "bank_line_part"
    account: AccountId
    invoice: InvoiceId | None
    amount: Amount
    payment: PaymentId | None


class BankLineOut(Schema):
    """A movement on the bank's account; money that went out is negative."""

    object: Literal["bank_line"] = "bank_line"
    id: BankLineId
    import_id: ImportId = Field(serialization_alias="import")
    number: int
    booked_on: date
    amount: Amount
    payer: str | None
    payer_iban: str | None
    remittance: str | None
    reference: str | None
    end_to_end: str | None
    is_reversal: bool
    status: str
    comment: str | None
    decided_at: Instant | None
    parts: list[PartOut]


class SuggestionOut(Schema):
    """An invoice that a line may be for, and why it may be.

    `sure` is one that the line names and pays exactly, and that no other line may be for.
    """

    object: Literal["suggestion"] = "suggestion"
    invoice: InvoiceId
    account: AccountId
    number: str
    open: Amount
    reasons: list[str]
    sure: bool = Field(validation_alias="is_sure")
    written_off: bool = Field(validation_alias="is_written_off")


class LookedAtOut(BankLineOut):
    """A line with what it may be for, the likeliest first.

    `transfers` are those of its amount: that money which went out may take back, and that money
    which came in may be, recorded by hand. `history` is what was done with it, the last first.
    """

    suggestions: list[SuggestionOut]
    transfers: list[PaymentId]
    history: list[TouchOut]


class BankLinesAsked(Listing):
    """Which lines."""

    of_import: ImportId | None = Field(None, alias="import", description="Of this statement")
    status: Status | None = None


def _of_one(schema: dict[str, Any]) -> None:
    """Say in the document that a part names an invoice, or an account."""
    fields = schema["properties"]
    for name in _PAYEES:
        kept = {key: value for key, value in fields[name].items() if key == "title"}
        fields[name] = {**fields[name]["anyOf"][0], **kept}
    schema["oneOf"] = [{"required": [name]} for name in _PAYEES]


class PartGiven(Given):
    """What of a line is for an invoice, or is kept as an account's credit."""

    model_config = ConfigDict(json_schema_extra=_of_one)

    account: AccountId | None = None
    invoice: InvoiceId | None = None
    amount: AmountGiven

    @model_validator(mode="after")
    def _for_one(self) -> PartGiven:
        named = [name for name in _PAYEES if name in self.model_fields_set]
        if len(named) != 1 or getattr(self, named[0]) is None:
            raise ValueError("name an invoice or an account")
        return self


class MatchAsked(Given):
    """Whose a line is: in parts that add up to all that came in."""

    parts: list[PartGiven] = Field(min_length=1, max_length=bank_statements.MOST_PARTS)

    @field_validator("parts")
    @classmethod
    def _each_once(cls, parts: list[PartGiven]) -> list[PartGiven]:
        invoices = [part.invoice for part in parts if part.invoice]
        if len(set(invoices)) < len(invoices):
            raise ValueError("an invoice is named once")
        return parts


class LinkAsked(Given):
    """Which payments a line is, that were recorded by hand."""

    payments: list[PaymentId] = Field(min_length=1, max_length=bank_statements.MOST_PARTS)


class AsideAsked(Given):
    """Why a line is no payment."""

    comment: Reason


class ReturnAsked(TakenBack):
    """Which transfer a line takes back, and why."""

    payment: PaymentId


@router.get(
    "/bank_lines",
    auth=_READ,
    response={200: Page[BankLineOut], **READS},
    operation_id="list_bank_lines",
    summary="List lines of bank statements, the newest first",
    by_alias=True,
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[BankLinesAsked]) -> Any:  # noqa: ANN401
    """List the lines of all statements, or some of them; there are none in test mode."""
    require_live(request)
    found = list_bank_lines(
        asked.window("bsl"), import_id=import_of(asked.of_import), status=asked.status
    )
    return listed(request, response, found, "bsl")


@router.get(
    "/bank_lines/{bank_line}",
    auth=_READ,
    response={200: LookedAtOut, **READS},
    operation_id="get_bank_line",
    summary="Get a line of a bank statement",
    by_alias=True,
)
def get(request: HttpRequest, bank_line: BankLineId) -> BankLineSeen:
    """Return one line with the invoices that it may be for, each with the reasons."""
    require_live(request)
    return _found(bank_line)


@router.post(
    "/bank_lines/{bank_line}/match",
    auth=_WRITE,
    response={200: LookedAtOut, **ACTS},
    operation_id="match_bank_line",
    summary="Say whose money a line is, and record it",
    openapi_extra=PAYS,
    by_alias=True,
)
def match(
    request: HttpRequest, response: HttpResponse, bank_line: BankLineId, body: MatchAsked
) -> BankLineSeen:
    """Write down whose it is, in one, and record each part as a bank transfer of its account.

    What cannot be recorded now is tried again by the worker. Needs an `Idempotency-Key`.
    """
    caller, row = require_live(request), _found(bank_line)
    parts = [_part(caller, row, each) for each in body.parts]

    def decided(entry_id: UUID) -> None:
        bank_statements.decide(actor=caller.actor, entry_id=entry_id, parts=parts, now=caller.now)

    _done(request, response, bank_line, decided, parts=body.model_dump()["parts"])
    return _recorded(caller, bank_line)


@router.post(
    "/bank_lines/{bank_line}/link",
    auth=_WRITE,
    response={200: LookedAtOut, **ACTS},
    operation_id="link_bank_line",
    summary="Say that a line is payments recorded by hand",
    by_alias=True,
)
def link(
    request: HttpRequest, response: HttpResponse, bank_line: BankLineId, body: LinkAsked
) -> BankLineSeen:
    """Tie a line to bank transfers that add up to it: nothing is paid once more."""
    caller = require_live(request)
    found = [account_of(caller, Noun.PAYMENT, each) for each in body.payments]
    payments = [Recorded(account_id=account, payment_id=payment) for account, payment in found]

    def linked(entry_id: UUID) -> None:
        bank_statements.link(
            actor=caller.actor, entry_id=entry_id, payments=payments, now=caller.now
        )

    return _done(request, response, bank_line, linked, payments=body.payments)


@router.post(
    "/bank_lines/{bank_line}/record",
    auth=_WRITE,
    response={200: LookedAtOut, **ACTS},
    operation_id="record_bank_line",
    summary="Record what was matched and could not be recorded then",
    openapi_extra=PAYS,
    by_alias=True,
)
def record(request: HttpRequest, response: HttpResponse, bank_line: BankLineId) -> BankLineSeen:
    """Try again what the worker tries again by itself. Needs an `Idempotency-Key`."""
    caller = require_live(request)
    _done(request, response, bank_line, lambda _entry_id: None)
    return _recorded(caller, bank_line)


@router.post(
    "/bank_lines/{bank_line}/set_aside",
    auth=_WRITE,
    response={200: LookedAtOut, **ACTS},
    operation_id="set_bank_line_aside",
    summary="Set a line aside that pays nothing here",
    by_alias=True,
)
def set_aside(
    request: HttpRequest, response: HttpResponse, bank_line: BankLineId, body: AsideAsked
) -> BankLineSeen:
    """Set a line aside, such as a fee; the comment says why."""
    caller = require_live(request)

    def aside(entry_id: UUID) -> None:
        bank_statements.set_aside(
            actor=caller.actor, entry_id=entry_id, comment=body.comment, now=caller.now
        )

    return _done(request, response, bank_line, aside, comment=body.comment)


@router.post(
    "/bank_lines/{bank_line}/open_again",
    auth=_WRITE,
    response={200: LookedAtOut, **ACTS},
    operation_id="open_bank_line_again",
    summary="Open a line again of which nothing is recorded",
    by_alias=True,
)
def open_again(request: HttpRequest, response: HttpResponse, bank_line: BankLineId) -> BankLineSeen:
    """Open a line again that was set aside, or matched and not recorded yet."""
    caller = require_live(request)

    def opened(entry_id: UUID) -> None:
        bank_statements.take_back(actor=caller.actor, entry_id=entry_id, now=caller.now)

    return _done(request, response, bank_line, opened)


@router.post(
    "/bank_lines/{bank_line}/reverse",
    auth=_WRITE,
    response={200: LookedAtOut, **ACTS},
    operation_id="reverse_by_bank_line",
    summary="Take a transfer back by the line that returned it",
    openapi_extra=PAYS,
    by_alias=True,
)
def reverse(
    request: HttpRequest, response: HttpResponse, bank_line: BankLineId, body: ReturnAsked
) -> BankLineSeen:
    """Take a transfer back that went out again, and set the line aside, as one.

    Needs an `Idempotency-Key`.
    """
    caller = require_live(request)
    account_id, payment_id = account_of(caller, Noun.PAYMENT, body.payment)

    def reversed_by(entry_id: UUID) -> None:
        bank_statements.reverse_by_line(
            actor=caller.actor,
            entry_id=entry_id,
            account_id=account_id,
            payment_id=payment_id,
            reason=body.reason,
            unpaid=body.unpaid,
            now=caller.now,
        )

    return _done(request, response, bank_line, reversed_by, **body.model_dump())


def _found(written: str) -> BankLineSeen:
    line_id = internal_id("bsl", written)
    found = find_bank_line(line_id) if line_id else None
    if found is None:
        raise not_found("bank_line")
    return found


def _done(
    request: HttpRequest,
    response: HttpResponse,
    bank_line: str,
    act: Callable[[UUID], None],
    **asked: object,
) -> BankLineSeen:
    """Do something about a line, once only; return it as it is then."""
    line_id = _found(bank_line).id
    once_only(
        request,
        response,
        lambda: act(line_id),
        result=type(None),
        bank_line=bank_line,
        **asked,
    )
    return _found(bank_line)


def _recorded(caller: Caller, bank_line: str) -> BankLineSeen:
    """Record what was decided: each part under its account's lock and its own key, so once only.

    Not within the transaction of the request's key: that would hold the locks of all its accounts.
    """
    bank_statements.record(entry_id=_found(bank_line).id, actor=caller.actor, now=caller.now)
    return _found(bank_line)


def _part(caller: Caller, row: BankLineSeen, given: PartGiven) -> Part:
    """Return a part as it is recorded. Refuses `not_found` and `currency_mismatch`."""
    expected, got = row.amount.currency, given.amount.currency
    if got != expected:
        raise Refused(refuse(RefusalCode.CURRENCY_MISMATCH, expected=expected, got=got))
    if given.invoice is not None:
        account_id, invoice_id = account_of(caller, Noun.INVOICE, given.invoice)
        return Part(account_id=account_id, amount=given.amount.amount, invoice_id=invoice_id)
    account_id = id_of(caller, Noun.ACCOUNT, given.account or "")
    return Part(account_id=account_id, amount=given.amount.amount)
