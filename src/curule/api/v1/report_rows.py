"""What stands in a line of each report, with amounts in whole minor units of their currency."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from curule.api.v1.shapes import AccountId, Amount, Instant, InvoiceId, SubscriptionId
from curule.core.money import Money
from curule.selectors.reports.cash import CashRow
from curule.selectors.reports.invitations import InvitationRow
from curule.selectors.reports.receivables import ReceivableRow
from curule.selectors.reports.recurring import RecurringRow
from curule.selectors.reports.revenue import RevenueRow
from curule.selectors.reports.seats import SeatRow
from curule.selectors.reports.taxes import TaxRow
from curule.services.renewal_dry_run import Foreseen


class _OfMonth(Schema):
    month: str = Field(description="As 2026-04")


class RevenueOut(_OfMonth):
    """What a plan earned in a month, credit notes set off."""

    object: Literal["revenue"] = "revenue"
    product: str
    plan: str
    amount: Amount


class RecurringOut(_OfMonth):
    """What customers pay a month at its beginning and its end, and what moved it."""

    object: Literal["recurring"] = "recurring"
    opening: Amount
    new: Amount
    expansion: Amount
    reactivation: Amount
    contraction: Amount
    churn: Amount
    closing: Amount
    customers: int


class ReceivableOut(Schema):
    """What was open on an invoice at the end of the last day; `age` is how late that is."""

    object: Literal["receivable"] = "receivable"
    account: AccountId
    invoice: InvoiceId
    number: str
    issued_at: Instant
    due_on: date
    age: str
    open: Amount


class TaxOut(Schema):
    """What was taxed so by documents, and what credit notes took back; no `rate` is no tax."""

    object: Literal["tax"] = "tax"
    country: str
    treatment: str
    rate: str | None
    invoiced: Amount
    credited: Amount
    net: Amount
    tax_invoiced: Amount
    tax_credited: Amount
    tax: Amount


class CashOut(_OfMonth):
    """What a gateway received and sent back in a month."""

    object: Literal["cash"] = "cash"
    gateway: str
    received: Amount
    sent_back: Amount
    net: Amount


class SeatMonthOut(_OfMonth):
    """The seats of a customer at the end of a month, or now; use is told for now alone."""

    object: Literal["seats"] = "seats"
    account: AccountId
    product: str
    plan: str
    bought: int
    given: int
    held: int
    free: int
    used: int | None
    idle: int | None
    unknown: int | None


class InvitationsOut(_OfMonth):
    """How far the invitations came that were first sent in a month."""

    object: Literal["invitations"] = "invitations"
    product: str
    plan: str
    invited: int
    taken: int
    failed: int
    queued: int
    kept: int
    unmailed: int
    joined: int
    declined: int
    expired: int
    canceled: int
    still_open: int


class RenewalOut(Schema):
    """What happens to a subscription at its next boundary, and what is invoiced then.

    `refusal` is the code of what blocks it.
    """

    object: Literal["renewal"] = "renewal"
    subscription: SubscriptionId
    account: AccountId
    plan: str
    due_at: Instant
    due_on: date
    time_zone: str
    outcome: str
    overdue: bool
    total: Amount | None
    refusal: str | None


def revenue(row: RevenueRow) -> dict[str, object]:
    """Return a line of the revenue."""
    amount = Money(row.amount, row.currency)
    return {"month": str(row.month), "product": row.product, "plan": row.plan, "amount": amount}


def recurring(row: RecurringRow) -> dict[str, object]:
    """Return a month of the recurring revenue."""
    names = ("opening", "new", "expansion", "reactivation", "contraction", "churn", "closing")
    moved = {name: Money(getattr(row.movements, name), row.currency) for name in names}
    return {"month": str(row.month), **moved, "customers": row.customers}


def receivable(row: ReceivableRow) -> dict[str, object]:
    """Return an invoice that was open."""
    return {
        "account": row.account_id,
        "invoice": row.invoice_id,
        "number": row.number,
        "issued_at": row.issued_at,
        "due_on": row.due_on,
        "age": row.band.value,
        "open": Money(row.open, row.currency),
    }


def tax(row: TaxRow) -> dict[str, object]:
    """Return a rate of a country."""
    names = ("invoiced", "credited", "net", "tax_invoiced", "tax_credited", "tax")
    return {
        "country": row.country,
        "treatment": row.treatment,
        "rate": None if row.rate is None else f"{row.rate.normalize():f}",
        **{name: Money(getattr(row, name), row.currency) for name in names},
    }


def cash(row: CashRow) -> dict[str, object]:
    """Return a month of a gateway."""
    amounts = {
        name: Money(getattr(row, name), row.currency) for name in ("received", "sent_back", "net")
    }
    return {"month": str(row.month), "gateway": row.gateway, **amounts}


def seats(row: SeatRow) -> dict[str, object]:
    """Return the seats of a customer."""
    use = row.in_use
    return {
        "month": str(row.month),
        "account": row.account_id,
        **{name: getattr(row, name) for name in ("product", "plan", "bought", "given", "held")},
        "free": row.free,
        **{name: use and getattr(use, name) for name in ("used", "idle", "unknown")},
    }


def invitations(row: InvitationRow) -> dict[str, object]:
    """Return the invitations of a month to a plan."""
    names = InvitationsOut.model_fields.keys() - {"object", "month", "product", "plan"}
    numbers = {name: getattr(row.way, name) for name in names}
    return {"month": str(row.month), "product": row.product, "plan": row.plan, **numbers}


def renewal(row: Foreseen) -> dict[str, object]:
    """Return what is foreseen for a subscription."""
    return {
        "subscription": row.subscription_id,
        "account": row.account_id,
        "plan": row.plan,
        "due_at": row.at,
        "due_on": row.on,
        "time_zone": row.zone,
        "outcome": row.outcome.value,
        "overdue": row.is_overdue,
        "total": row.total,
        "refusal": None if row.refusal is None else row.refusal.code.value,
    }
