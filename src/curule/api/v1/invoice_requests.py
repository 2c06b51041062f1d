"""What customers say about invoices: a transfer is under way, one is wrong, money back; credit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field, model_validator

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    Amount,
    Given,
    Instant,
    InvoiceId,
    InvoiceRequestId,
    Page,
)
from curule.core.api_keys import Scope
from curule.core.invoice_requests import RequestKind
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Line
from curule.selectors.programs.invoice_requests import (
    InvoiceRequestSeen,
    find_invoice_requests,
    list_invoice_requests,
)
from curule.selectors.programs.nouns import Noun
from curule.services import invoice_requests
from curule.services.credits import asking_out
from curule.services.invoice_requests import Said

router = Router(tags=["invoice_requests"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
Kind = Literal["paid", "dispute", "refund", "credit"]
Sentence = Annotated[Line, Field(max_length=500)]


class InvoiceRequestOut(Schema):
    """What a customer says of an invoice; nothing of it has moved money.

    `paid` says that a transfer of `amount` is under way, and is granted once the invoice is paid;
    `dispute` that the invoice is wrong, and `refund` asks `amount` back: a credit note on the
    invoice grants both. `credit` asks that `amount` of the account's credit be paid out; it is
    about no invoice, and paying credit in that currency out grants it.
    """

    object: Literal["invoice_request"] = "invoice_request"
    id: InvoiceRequestId
    account: AccountId
    invoice: InvoiceId | None
    kind: Kind
    status: Literal["open", "granted", "declined", "canceled"]
    amount: Amount
    paid_on: date | None
    reference: str
    reason: str
    asked_by: str
    created_at: Instant
    answer: str
    answered_at: Instant | None


class InvoiceRequestsAsked(DatedListing):
    """Which of them."""

    account: AccountId | None = Field(None, description="Of this account")
    invoice: InvoiceId | None = Field(None, description="About this invoice")
    kind: Kind | None = None
    status: Literal["open", "granted", "declined", "canceled"] | None = None


def _of_either(schema: dict[str, Any]) -> None:
    """Say in the document that credit is asked for of an account, all else is of an invoice."""
    fields = schema.pop("properties")
    for name in ("type", "required", "additionalProperties"):
        del schema[name]
    plain = {name: {**fields[name]["anyOf"][0], "title": fields[name]["title"]} for name in _ABOUT}
    others = {name: field for name, field in fields.items() if name not in {"kind", *_ABOUT}}
    of_invoice = {name: field for name, field in others.items() if name != "invoice"}
    of_credit = {name: others[name] for name in ("amount", "reason")}
    kind = {"title": "Kind", "type": "string"}
    schema["anyOf"] = [
        {
            "type": "object",
            "properties": {
                "invoice": plain["invoice"],
                "kind": {**kind, "enum": ["paid", "dispute", "refund"]},
                **of_invoice,
            },
            "required": ["invoice", "kind"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {
                "account": plain["account"],
                "currency": plain["currency"],
                "kind": {**kind, "enum": ["credit"]},
                **of_credit,
            },
            "required": ["account", "currency", "kind"],
            "additionalProperties": False,
        },
    ]


_ABOUT: Final = ("invoice", "account", "currency")
_OF_CREDIT: Final = frozenset({"kind", "account", "currency", "amount", "reason"})


class InvoiceRequestAsked(Given):
    """What is said: of a transfer its day, else the reason; the amount in minor units.

    It names its `invoice`, but for `credit`, which names the `account` and the `currency`.
    """

    model_config = ConfigDict(json_schema_extra=_of_either)

    invoice: InvoiceId | None = None
    account: AccountId | None = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    kind: Kind
    amount: int | None = Field(None, ge=1, le=10**12, description="All that there is, if left out")
    paid_on: Annotated[date, Field(strict=False)] | None = None
    reference: Annotated[Line, Field(max_length=60)] = ""
    reason: Sentence = ""

    @model_validator(mode="after")
    def _of_one(self) -> InvoiceRequestAsked:
        if self.kind == "credit":
            if self.account is None or self.currency is None:
                raise ValueError("credit is asked for of an account and in a currency")
            if not self.model_fields_set <= _OF_CREDIT:
                raise ValueError("credit is asked for with an amount and a reason")
        elif self.invoice is None or self.model_fields_set & {"account", "currency"}:
            raise ValueError("name the invoice, and no account or currency")
        return self


class AnswerAsked(Given):
    """What the customer is told."""

    reason: Sentence


@router.get(
    "/invoice_requests",
    auth=_READ,
    response={200: Page[InvoiceRequestOut], **READS},
    operation_id="list_invoice_requests",
    summary="List what customers say about invoices, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[InvoiceRequestsAsked]) -> Any:  # noqa: ANN401
    """List what was said in all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_invoice_requests(
        caller.sight,
        asked.window("ireq"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        invoice=maybe_id_of(caller, Noun.INVOICE, asked.invoice),
        kind=asked.kind,
        status=asked.status,
    )
    return listed(request, response, found, "ireq")


@router.post(
    "/invoice_requests",
    auth=_WRITE,
    response={200: InvoiceRequestOut, **ACTS},
    operation_id="create_invoice_request",
    summary="Keep what a customer says about an invoice, or asks of their credit",
)
def create(
    request: HttpRequest, response: HttpResponse, body: InvoiceRequestAsked
) -> InvoiceRequestSeen:
    """Keep it, for a portal of your own; the same kind again is the first until it is answered.

    `credit` asks that credit be paid out: all that may be in the currency, or an amount of it.
    """
    if body.account is not None and body.currency is not None:
        at = asked(request, Noun.ACCOUNT, body.account)
        said_of_credit = asking_out.ask(
            **at.acts, currency=body.currency, amount=body.amount, reason=body.reason
        )
        (row,) = find_invoice_requests(at.caller.sight, [told(response, said_of_credit)])
        return row
    at = asked(request, Noun.INVOICE, body.invoice or "")
    said = Said(
        kind=RequestKind(body.kind),
        amount=body.amount,
        paid_on=body.paid_on,
        reference=body.reference,
        reason=body.reason,
    )
    row_id = told(response, invoice_requests.ask(**at.acts, invoice_id=at.id, said=said))
    (row,) = find_invoice_requests(at.caller.sight, [row_id])
    return row


@router.get(
    "/invoice_requests/{invoice_request}",
    auth=_READ,
    response={200: InvoiceRequestOut, **READS},
    operation_id="get_invoice_request",
    summary="Get what a customer says about an invoice",
)
def get(request: HttpRequest, invoice_request: InvoiceRequestId) -> InvoiceRequestSeen:
    """Return one."""
    caller = caller_of(request)
    row_id = id_of(caller, Noun.INVOICE_REQUEST, invoice_request)
    (row,) = find_invoice_requests(caller.sight, [row_id])
    return row


@router.post(
    "/invoice_requests/{invoice_request}/decline",
    auth=_WRITE,
    response={200: InvoiceRequestOut, **ACTS},
    operation_id="decline_invoice_request",
    summary="Say no to what a customer says about an invoice",
)
def decline(
    request: HttpRequest,
    response: HttpResponse,
    invoice_request: InvoiceRequestId,
    body: AnswerAsked,
) -> InvoiceRequestSeen:
    """Say no with a sentence, which the customer is mailed; the invoice stays as it is."""
    at = asked(request, Noun.INVOICE_REQUEST, invoice_request)
    done = invoice_requests.decline(**at.acts, request_id=at.id, reason=body.reason)
    told(response, done)
    return _now(at)


@router.post(
    "/invoice_requests/{invoice_request}/cancel",
    auth=_WRITE,
    response={200: InvoiceRequestOut, **ACTS},
    operation_id="cancel_invoice_request",
    summary="Take back what a customer says about an invoice",
)
def cancel(
    request: HttpRequest, response: HttpResponse, invoice_request: InvoiceRequestId
) -> InvoiceRequestSeen:
    """Take it back for the customer; what reminders were put off by stays."""
    at = asked(request, Noun.INVOICE_REQUEST, invoice_request)
    told(response, invoice_requests.cancel(**at.acts, request_id=at.id))
    return _now(at)


def _now(at: Asked) -> InvoiceRequestSeen:
    (row,) = find_invoice_requests(at.caller.sight, [at.id])
    return row
