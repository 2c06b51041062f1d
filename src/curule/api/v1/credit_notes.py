"""Credit notes: a part of an invoice that is given back, by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, field_validator

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import account_of, id_of, maybe_id_of, not_found
from curule.api.v1.papers import paper, shows
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    AmountGiven,
    ChargeId,
    CreditNoteId,
    Given,
    Instant,
    InvoiceId,
    Page,
    Reason,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.money import Money
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import public_id
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.console.crediting import Creditable, creditable
from curule.selectors.programs.money import (
    CreditNoteSeen,
    find_credit_notes,
    find_invoices,
    list_credit_notes,
)
from curule.selectors.programs.nouns import Noun
from curule.services.credits import crediting
from curule.services.credits.crediting import Credited
from curule.services.invoices import documents

router = Router(tags=["credit_notes"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


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


class CreditableLineOut(Schema):
    """A charge of an invoice: what it cost and what is left to give back, as the prices say it."""

    object: Literal["creditable_line"] = "creditable_line"
    id: ChargeId
    seat_type: str | None
    quantity: int
    starts_at: Instant
    ends_at: Instant
    amount: Amount
    left: Amount


class CreditableOut(Schema):
    """What of an invoice may still be given back: line by line, and in all.

    `tax_included` is whether tax is in these amounts; else it is given back besides.
    """

    object: Literal["creditable"] = "creditable"
    invoice: InvoiceId
    left: Amount
    tax_included: bool
    data: list[CreditableLineOut]


class CreditLineGiven(Given):
    """How much of a line is given back, before tax where the prices are without."""

    charge: ChargeId
    amount: AmountGiven


class CreditAsked(Given):
    """What of an invoice is given back: off what is open first, of what was paid to credit.

    With `refund` what was paid goes back the way it came. A line is named once.
    """

    invoice: InvoiceId
    lines: list[CreditLineGiven] = Field(min_length=1, max_length=200)
    to: Literal["credit", "refund"] = "credit"

    @field_validator("lines")
    @classmethod
    def _each_once(cls, lines: list[CreditLineGiven]) -> list[CreditLineGiven]:
        if len({line.charge for line in lines}) < len(lines):
            raise ValueError("a line is named once")
        return lines


class CreditNoteGiven(CreditAsked):
    """A credit note to be issued, and why."""

    reason: Reason


class MailOut(Schema):
    """A mail that would be sent."""

    template: str
    to: str


class CreditPreviewOut(Schema):
    """What a credit note would be, and the mails that would tell of it; nothing of it stays."""

    object: Literal["credit_note_preview"] = "credit_note_preview"
    invoice: InvoiceId
    subtotal: Amount
    tax: Amount
    total: Amount
    to_open: Amount
    to_credit: Amount
    to_refund: Amount
    mails: list[MailOut]


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


@router.post(
    "/credit_notes",
    auth=_WRITE,
    response={200: CreditNoteOut, **ACTS},
    operation_id="create_credit_note",
    summary="Give back a part of an invoice",
    openapi_extra=PAYS,
)
def create(request: HttpRequest, response: HttpResponse, body: CreditNoteGiven) -> CreditNoteSeen:
    """Issue a credit note: so much of each line that is named. Needs an `Idempotency-Key`."""
    at = asked(request, Noun.INVOICE, body.invoice)
    done = crediting.credit_lines(
        **at.acts,
        invoice_id=at.id,
        amounts=_amounts(at, body.lines),
        refunds_money=body.to == "refund",
        reason=body.reason,
    )
    (row,) = find_credit_notes(at.caller.sight, [told(response, done)])
    return row


@router.post(
    "/credit_notes/preview",
    auth=_WRITE,
    response={200: CreditPreviewOut, **ACTS},
    operation_id="preview_credit_note",
    summary="What a credit note would be",
)
def preview(request: HttpRequest, body: CreditAsked) -> dict[str, object]:
    """Return what would be issued now, with its tax; nothing is."""
    at = asked(request, Noun.INVOICE, body.invoice)
    found = crediting.rehearse_credit(
        actor=at.caller.actor,
        account_id=at.account_id,
        now=at.now,
        invoice_id=at.id,
        amounts=_amounts(at, body.lines),
        refunds_money=body.to == "refund",
    )
    return {"invoice": at.id, **_previewed(found)}


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
    "/credit_notes/{credit_note}/pdf",
    auth=_READ,
    response={200: None, **READS},
    operation_id="get_credit_note_pdf",
    summary="Get a credit note as a PDF",
    openapi_extra=shows("pdf"),
)
def pdf(request: HttpRequest, credit_note: CreditNoteId) -> HttpResponse:
    """Return the paper, the same bytes each time; none while nobody has said who sells."""
    found = account_of(caller_of(request), Noun.CREDIT_NOTE, credit_note)
    return paper(request, documents.find_credit_note, *found, "pdf")


@router.get(
    "/credit_notes/{credit_note}/xml",
    auth=_READ,
    response={200: None, **READS},
    operation_id="get_credit_note_xml",
    summary="Get a credit note as an electronic invoice",
    openapi_extra=shows("xml"),
)
def xml(request: HttpRequest, credit_note: CreditNoteId) -> HttpResponse:
    """Return the credit note as EN 16931 has it, where its currency can be written so."""
    found = account_of(caller_of(request), Noun.CREDIT_NOTE, credit_note)
    return paper(request, documents.find_credit_note, *found, "xml")


@router.get(
    "/invoices/{invoice}/creditable",
    auth=_READ,
    response={200: CreditableOut, **READS},
    operation_id="get_creditable",
    summary="What of an invoice may still be given back",
)
def left(request: HttpRequest, invoice: InvoiceId) -> dict[str, object]:
    """Return its lines with what is left of each; none where no credit note can be issued."""
    caller = caller_of(request)
    account_id, invoice_id = account_of(caller, Noun.INVOICE, invoice)
    (row,) = find_invoices(caller.sight, [invoice_id])
    nothing = Creditable(lines=(), room=Money(0, row.total.currency), has_tax_in_lines=False)
    found = creditable(account_id, invoice_id) or nothing
    return {
        "invoice": invoice_id,
        "left": found.room,
        "tax_included": found.has_tax_in_lines,
        "data": found.lines,
    }


def _amounts(at: Asked, lines: Sequence[CreditLineGiven]) -> dict[UUID, int]:
    """Return how much is given back of which charge.

    Refuses `not_found` for a line that the invoice has not, and `currency_mismatch`.
    """
    found = creditable(at.account_id, at.id, was_sent=True)
    if found is None:
        raise not_found(Noun.INVOICE)
    known = {public_id("chg", line.id): line for line in found.lines}
    if any(each.charge not in known for each in lines):
        raise not_found("charge")
    for each in lines:
        expected, got = known[each.charge].amount.currency, each.amount.currency
        if got != expected:
            raise Refused(refuse(RefusalCode.CURRENCY_MISMATCH, expected=expected, got=got))
    return {known[each.charge].id: each.amount.amount for each in lines}


def _previewed(found: Credited) -> dict[str, object]:
    return {
        "subtotal": found.net,
        "tax": found.tax,
        "total": found.total,
        "to_open": found.to_open,
        "to_credit": found.to_credit,
        "to_refund": found.to_refund,
        "mails": [{"template": template, "to": to} for template, to in found.mails],
    }
