# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about reports."""

from datetime import date, datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount, Renewal


class Cash(Model, frozen=True, kw_only=True):
    """What a gateway received and sent back in a month."""

    month: str
    gateway: str
    received: Amount
    sent_back: Amount
    net: Amount


class CashReport(Model, frozen=True, kw_only=True):
    """CashReport."""

    name: str
    since: str
    until: str
    data: list[Cash] = []
    has_more: bool


class Coming(Model, frozen=True, kw_only=True):
    """What comes in the next ninety days; `cut_at` is when the first is due that is not here."""

    name: str
    data: list[Renewal] = []
    cut_at: datetime | None = None


class Invitations(Model, frozen=True, kw_only=True):
    """How far the invitations came that were first sent in a month."""

    month: str
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


class InvitationsReport(Model, frozen=True, kw_only=True):
    """InvitationsReport."""

    name: str
    since: str
    until: str
    data: list[Invitations] = []
    has_more: bool


class Receivable(Model, frozen=True, kw_only=True):
    """What was open on an invoice at the end of the last day; `age` is how late that is."""

    account: str
    invoice: str
    number: str
    issued_at: datetime
    due_on: date
    age: str
    open: Amount


class ReceivableReport(Model, frozen=True, kw_only=True):
    """ReceivableReport."""

    name: str
    since: str
    until: str
    data: list[Receivable] = []
    has_more: bool


class Recurring(Model, frozen=True, kw_only=True):
    """What customers pay a month at its beginning and its end, and what moved it."""

    month: str
    opening: Amount
    new: Amount
    expansion: Amount
    reactivation: Amount
    contraction: Amount
    churn: Amount
    closing: Amount
    customers: int


class RecurringReport(Model, frozen=True, kw_only=True):
    """RecurringReport."""

    name: str
    since: str
    until: str
    data: list[Recurring] = []
    has_more: bool


class Revenue(Model, frozen=True, kw_only=True):
    """What a plan earned in a month, credit notes set off."""

    month: str
    product: str
    plan: str
    amount: Amount


class RevenueReport(Model, frozen=True, kw_only=True):
    """RevenueReport."""

    name: str
    since: str
    until: str
    data: list[Revenue] = []
    has_more: bool


class SeatMonth(Model, frozen=True, kw_only=True):
    """The seats of a customer at the end of a month, or now; use is told for now alone."""

    month: str
    account: str
    product: str
    plan: str
    bought: int
    given: int
    held: int
    free: int
    used: int | None = None
    idle: int | None = None
    unknown: int | None = None


class SeatMonthReport(Model, frozen=True, kw_only=True):
    """SeatMonthReport."""

    name: str
    since: str
    until: str
    data: list[SeatMonth] = []
    has_more: bool


class Tax(Model, frozen=True, kw_only=True):
    """What was taxed so by documents, and what credit notes took back; no `rate` is no tax."""

    country: str
    treatment: str
    rate: str | None = None
    invoiced: Amount
    credited: Amount
    net: Amount
    tax_invoiced: Amount
    tax_credited: Amount
    tax: Amount


class TaxReport(Model, frozen=True, kw_only=True):
    """TaxReport."""

    name: str
    since: str
    until: str
    data: list[Tax] = []
    has_more: bool
