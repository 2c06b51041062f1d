"""Disputes: a customer's bank wants a payment back. They are answered at the payment company.

One that was lost in part, or over a payment of which something is gone, is booked by somebody.
"""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    AmountGiven,
    DisputeId,
    Given,
    Instant,
    InvoiceId,
    Page,
    PaymentId,
    Reason,
)
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.disputes import DisputeSeen, find_disputes, list_disputes
from curule.selectors.programs.nouns import Noun
from curule.services.payments import booking_disputes
from curule.services.payments.rehearsing_disputes import Booked, rehearse_booking
from curule.services.payments.transfers import LARGEST_AMOUNT

router = Router(tags=["disputes"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
State = Literal["open", "won", "lost"]


class BookingOut(Schema):
    """What a lost dispute took, and where that went; the four after it add up to it.

    It settled refunds that waited, was taken from account credit, is missing on the invoice again
    (where it `gave_up`, that was written off), or was credit that is spent: `lost`.
    """

    object: Literal["dispute_booking"] = "dispute_booking"
    taken: Amount
    for_refunds: Amount
    from_credit: Amount
    reopened: Amount
    lost: Amount
    fee: Amount
    gave_up: bool
    note: str | None
    booked_at: Instant


class DisputeOut(Schema):
    """A dispute; `won` is won by you, and one that is lost took money back.

    That of a whole payment is in the books at once; else it waits `to_book`. `status` and `reason`
    are the payment company's own words, `reference` its id there.
    """

    object: Literal["dispute"] = "dispute"
    id: DisputeId
    account: AccountId
    payment: PaymentId
    gateway: str
    reference: str
    amount: Amount
    state: State
    status: str
    reason: str
    created_at: Instant
    answer_by: Instant | None
    closed_at: Instant | None
    to_book: bool
    booking: BookingOut | None


class EntryOut(Schema):
    """What an account of the ledger is debited, or credited where it is negative."""

    ledger_account: str
    amount: Amount


class BookingPreviewOut(Schema):
    """What booking a lost dispute would bring about: its invoice, the credit, the ledger.

    `open` would be owed on the invoice, `given_up` written off; `credit` would be left.
    """

    object: Literal["dispute_booking_preview"] = "dispute_booking_preview"
    dispute: DisputeId
    taken: Amount
    for_refunds: Amount
    from_credit: Amount
    reopened: Amount
    by_credit: Amount
    lost: Amount
    fee: Amount
    invoice: InvoiceId | None
    invoice_status: str | None
    open: Amount
    given_up: Amount
    credit: Amount
    entries: list[EntryOut]


class TakenGiven(AmountGiven):
    """Money that may be none: whole minor units of a currency (ISO 4217)."""

    amount: int = Field(ge=0, le=LARGEST_AMOUNT)


class BookingAsked(Given):
    """What the bank took of the payment, what the gateway keeps for it, and who bears the rest."""

    taken: TakenGiven
    fee: AmountGiven | None = None
    unpaid: Literal["owed", "written_off"] = Field(
        description="What becomes of what is missing on the invoice"
    )


class BookingGiven(BookingAsked):
    """The same, and why."""

    note: Reason


class DisputesAsked(DatedListing):
    """Which disputes."""

    account: AccountId | None = Field(None, description="Of this account")
    payment: PaymentId | None = Field(None, description="About this payment")
    state: State | None = None
    to_book: bool | None = Field(None, description="Lost, and not in the books yet")


@router.get(
    "/disputes",
    auth=_READ,
    response={200: Page[DisputeOut], **READS},
    operation_id="list_disputes",
    summary="List disputes, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[DisputesAsked]) -> Any:  # noqa: ANN401
    """List the disputes of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_disputes(
        caller.sight,
        asked.window("dp"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        payment=maybe_id_of(caller, Noun.PAYMENT, asked.payment),
        state=asked.state,
        to_book=asked.to_book,
    )
    return listed(request, response, found, "dp")


@router.get(
    "/disputes/{dispute}",
    auth=_READ,
    response={200: DisputeOut, **READS},
    operation_id="get_dispute",
    summary="Get a dispute",
)
def get(request: HttpRequest, dispute: DisputeId) -> DisputeSeen:
    """Return one dispute, as it stands."""
    return _seen(caller_of(request), dispute)


@router.post(
    "/disputes/{dispute}/preview",
    auth=_WRITE,
    response={200: BookingPreviewOut, **ACTS},
    operation_id="preview_dispute_booking",
    summary="What booking a lost dispute would bring about",
)
def preview(request: HttpRequest, dispute: DisputeId, body: BookingAsked) -> dict[str, object]:
    """Return what would be booked now; nothing is."""
    at = asked(request, Noun.DISPUTE, dispute)
    acts = {name: value for name, value in at.acts.items() if name != "key"}
    return _previewed(at, rehearse_booking(**acts, dispute_id=at.id, **_given(body)))


@router.post(
    "/disputes/{dispute}/book",
    auth=_WRITE,
    response={200: DisputeOut, **ACTS},
    operation_id="book_dispute",
    summary="Book what a lost dispute took",
    openapi_extra=PAYS,
)
def book(
    request: HttpRequest, response: HttpResponse, dispute: DisputeId, body: BookingGiven
) -> DisputeSeen:
    """Take what the bank took off the payment, once; what is missing is owed or written off.

    Account credit that came of the payment goes first, then what is on the invoice. Needs an
    `Idempotency-Key`.
    """
    at = asked(request, Noun.DISPUTE, dispute)
    made = booking_disputes.book(**at.acts, dispute_id=at.id, note=body.note, **_given(body))
    told(response, made)
    return _seen(at.caller, dispute)


def _given(body: BookingAsked) -> dict[str, Any]:
    """Return what a command takes of a body; its two amounts are of one currency."""
    if body.fee is not None and body.fee.currency != body.taken.currency:
        expected, got = body.taken.currency, body.fee.currency
        raise Refused(refuse(RefusalCode.CURRENCY_MISMATCH, expected=expected, got=got))
    return {
        "taken": body.taken.amount,
        "currency": body.taken.currency,
        "fee": body.fee.amount if body.fee else 0,
        "unpaid": body.unpaid,
    }


def _previewed(at: Asked, found: Booked) -> dict[str, object]:
    return {
        "dispute": at.id,
        "taken": found.taken,
        "for_refunds": found.for_refunds,
        "from_credit": found.from_credit,
        "reopened": found.reopened,
        "by_credit": found.by_credit,
        "lost": found.lost,
        "fee": found.fee,
        "invoice": found.invoice_id,
        "invoice_status": found.invoice_status or None,
        "open": found.open,
        "given_up": found.given_up,
        "credit": found.credit,
        "entries": [{"ledger_account": name, "amount": amount} for name, amount in found.entries],
    }


def _seen(caller: Caller, dispute: str) -> DisputeSeen:
    (row,) = find_disputes(caller.sight, [id_of(caller, Noun.DISPUTE, dispute)])
    return row
