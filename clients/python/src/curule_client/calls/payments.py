# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: money that came, or did not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import AmountGiven, Payment, PaymentResult


def list_payments(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    invoice: str | None = None,
    status: Literal["pending", "confirming", "succeeded", "failed", "unknown", "reversed"]
    | None = None,
) -> Listing[Payment]:
    """List payments, the newest first.

    List the payments of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/payments",
        item=Payment,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "invoice": invoice,
                "status": status,
            }
        ),
    )


def record_payment(
    *,
    account: str,
    amount: AmountGiven,
    invoice: str | None = None,
    reference: str | None = None,
    paid_on: date | None = None,
    on_account: bool | None = None,
    again: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[PaymentResult]:
    """Record a bank transfer.

    Write down money that came; what is over becomes account credit.

    The books go by the day `paid_on`; what the payment gives begins when it is written down. Needs
    an `Idempotency-Key`.

    A bank transfer that came: on the invoice that is named, else on the oldest open one.

    With `on_account` all of it becomes account credit.
    """
    return ask(
        "POST",
        "/payments",
        PaymentResult,
        body={
            "account": account,
            "amount": amount,
            **given(
                {
                    "invoice": invoice,
                    "reference": reference,
                    "paid_on": paid_on,
                    "on_account": on_account,
                    "again": again,
                }
            ),
        },
        idempotency_key=idempotency_key,
    )


def get_payment(payment: str) -> Call[Payment]:
    """Get a payment.

    Return one payment.
    """
    return ask("GET", f"/payments/{in_path(payment)}", Payment)


def reverse_payment(
    payment: str,
    *,
    reason: str,
    unpaid: Literal["owed", "written_off"] | None = None,
    idempotency_key: str | None = None,
) -> Call[Payment]:
    """Take a bank transfer back.

    Take back a transfer that was returned or recorded wrongly; its invoice is open again.

    Where that cannot be undone as if it had never come (its credit is spent, a part was refunded,
    its invoice was written off), say with `unpaid` what becomes of the invoice: the payment is
    booked as money that is gone, what nobody owes as your loss.

    Where a line of a bank statement returned it, `POST /v1/bank_lines/{bank_line}/reverse` does
    both. Needs an `Idempotency-Key`.

    Why a transfer is taken back, and what becomes of an invoice whose money is gone.
    """
    return ask(
        "POST",
        f"/payments/{in_path(payment)}/reverse",
        Payment,
        body={"reason": reason, **given({"unpaid": unpaid})},
        idempotency_key=idempotency_key,
    )
