"""How an invoice stands for whoever has to pay it: one word, derived from what was written down."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum, unique


@unique
class InvoiceState(StrEnum):
    """The word for an invoice. Of several that would be true, the most pressing one holds."""

    OPEN = "open"
    PART_PAID = "part_paid"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"
    CANCELED = "canceled"
    UNCOLLECTIBLE = "uncollectible"


def invoice_state(
    *,
    status: str,
    total: int,
    paid: int,
    credited: int,
    due_at: datetime,
    is_granted: bool,
    now: datetime,
) -> InvoiceState:
    """Return the state of an issued invoice at `now`; amounts in minor units.

    `credited` is everything that credit notes took back, whether it was open or paid. What was
    never granted is an order that waits for its payment: it is never overdue, and void it is an
    order that was canceled.
    """
    match status:
        case "paid":
            return InvoiceState.CREDITED if credited >= total else InvoiceState.PAID
        case "void":
            return InvoiceState.CREDITED if is_granted else InvoiceState.CANCELED
        case "uncollectible":
            return InvoiceState.UNCOLLECTIBLE
        case _:
            if is_granted and due_at <= now:
                return InvoiceState.OVERDUE
            return InvoiceState.PART_PAID if paid else InvoiceState.OPEN
