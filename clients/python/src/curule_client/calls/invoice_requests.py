# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what customers say of invoices (paid, wrong, money back) and credit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import InvoiceRequest


def list_invoice_requests(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    invoice: str | None = None,
    kind: Literal["paid", "dispute", "refund", "credit"] | None = None,
    status: Literal["open", "granted", "declined", "canceled"] | None = None,
) -> Listing[InvoiceRequest]:
    """List what customers say about invoices, the newest first.

    List what was said in all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/invoice_requests",
        item=InvoiceRequest,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "invoice": invoice,
                "kind": kind,
                "status": status,
            }
        ),
    )


def create_invoice_request(
    *,
    invoice: str,
    kind: Literal["paid", "dispute", "refund"],
    amount: int | None = None,
    paid_on: date | None = None,
    reference: str | None = None,
    reason: str | None = None,
    idempotency_key: str | None = None,
) -> Call[InvoiceRequest]:
    """Keep what a customer says about an invoice, or asks of their credit.

    Keep it, for a portal of your own; the same kind again is the first until it is answered.

    `credit` asks that credit be paid out: all that may be in the currency, or an amount of it.

    What is said: of a transfer its day, else the reason; the amount in minor units.

    It names its `invoice`, but for `credit`, which names the `account` and the `currency`.
    """
    return ask(
        "POST",
        "/invoice_requests",
        InvoiceRequest,
        body={
            "invoice": invoice,
            "kind": kind,
            **given(
                {"amount": amount, "paid_on": paid_on, "reference": reference, "reason": reason}
            ),
        },
        idempotency_key=idempotency_key,
    )


def ask_for_credit(
    *,
    account: str,
    currency: str,
    kind: Literal["credit"],
    amount: int | None = None,
    reason: str | None = None,
    idempotency_key: str | None = None,
) -> Call[InvoiceRequest]:
    """Keep what a customer says about an invoice, or asks of their credit.

    Keep it, for a portal of your own; the same kind again is the first until it is answered.

    `credit` asks that credit be paid out: all that may be in the currency, or an amount of it.

    What is said: of a transfer its day, else the reason; the amount in minor units.

    It names its `invoice`, but for `credit`, which names the `account` and the `currency`.
    """
    return ask(
        "POST",
        "/invoice_requests",
        InvoiceRequest,
        body={
            "account": account,
            "currency": currency,
            "kind": kind,
            **given({"amount": amount, "reason": reason}),
        },
        idempotency_key=idempotency_key,
    )


def get_invoice_request(invoice_request: str) -> Call[InvoiceRequest]:
    """Get what a customer says about an invoice.

    Return one.
    """
    return ask("GET", f"/invoice_requests/{in_path(invoice_request)}", InvoiceRequest)


def decline_invoice_request(
    invoice_request: str, *, reason: str, idempotency_key: str | None = None
) -> Call[InvoiceRequest]:
    """Say no to what a customer says about an invoice.

    Say no with a sentence, which the customer is mailed; the invoice stays as it is.

    What the customer is told.
    """
    return ask(
        "POST",
        f"/invoice_requests/{in_path(invoice_request)}/decline",
        InvoiceRequest,
        body={"reason": reason},
        idempotency_key=idempotency_key,
    )


def cancel_invoice_request(
    invoice_request: str, *, idempotency_key: str | None = None
) -> Call[InvoiceRequest]:
    """Take back what a customer says about an invoice.

    Take it back for the customer; what reminders were put off by stays.
    """
    return ask(
        "POST",
        f"/invoice_requests/{in_path(invoice_request)}/cancel",
        InvoiceRequest,
        idempotency_key=idempotency_key,
    )
