# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what customers owe, and its papers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Creditable, Invoice, InvoiceLine, InvoiceSent, PaymentResult


def list_invoices(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    subscription: str | None = None,
    status: Literal["open", "overdue", "paid", "void", "uncollectible"] | None = None,
) -> Listing[Invoice]:
    """List invoices, the newest first.

    List the invoices of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/invoices",
        item=Invoice,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "subscription": subscription,
                "status": status,
            }
        ),
    )


def get_invoice(invoice: str) -> Call[Invoice]:
    """Get an invoice.

    Return one invoice.
    """
    return ask("GET", f"/invoices/{in_path(invoice)}", Invoice)


def list_invoice_lines(invoice: str) -> Listing[InvoiceLine]:
    """List the lines of an invoice, in their order.

    List all lines of an invoice at once.
    """
    return Listing(path=f"/invoices/{in_path(invoice)}/lines", item=InvoiceLine, query={})


def get_invoice_pdf(invoice: str) -> Call[bytes]:
    """Get an invoice as a PDF.

    Return the paper, the same bytes each time; none while nobody has said who sells.
    """
    return ask("GET", f"/invoices/{in_path(invoice)}/pdf", bytes)


def get_invoice_xml(invoice: str) -> Call[bytes]:
    """Get an invoice as an electronic invoice.

    Return the invoice as EN 16931 has it, where its currency can be written so.
    """
    return ask("GET", f"/invoices/{in_path(invoice)}/xml", bytes)


def pay_invoice(invoice: str, *, idempotency_key: str | None = None) -> Call[PaymentResult]:
    """Collect what is open on an invoice.

    Pay by account credit first, then by the stored method. Needs an `Idempotency-Key`.
    """
    return ask(
        "POST", f"/invoices/{in_path(invoice)}/pay", PaymentResult, idempotency_key=idempotency_key
    )


def write_off_invoice(
    invoice: str, *, reason: str, idempotency_key: str | None = None
) -> Call[Invoice]:
    """Give up what is open on an invoice.

    Give up a claim for what was granted. Needs an `Idempotency-Key`.

    Why it is done.
    """
    return ask(
        "POST",
        f"/invoices/{in_path(invoice)}/write_off",
        Invoice,
        body={"reason": reason},
        idempotency_key=idempotency_key,
    )


def send_invoice(invoice: str, *, idempotency_key: str | None = None) -> Call[InvoiceSent]:
    """Mail an invoice once more.

    Mail it to who gets the account's invoices.
    """
    return ask(
        "POST", f"/invoices/{in_path(invoice)}/send", InvoiceSent, idempotency_key=idempotency_key
    )


def send_invoice_copy(
    invoice: str, *, to: str, idempotency_key: str | None = None
) -> Call[InvoiceSent]:
    """Mail an invoice with its PDF to another address.

    Mail it to a bookkeeper, say; twenty copies of one account leave in a day.

    Where a copy goes.
    """
    return ask(
        "POST",
        f"/invoices/{in_path(invoice)}/send_copy",
        InvoiceSent,
        body={"to": to},
        idempotency_key=idempotency_key,
    )


def get_creditable(invoice: str) -> Call[Creditable]:
    """What of an invoice may still be given back.

    Return its lines with what is left of each; none where no credit note can be issued.
    """
    return ask("GET", f"/invoices/{in_path(invoice)}/creditable", Creditable)
