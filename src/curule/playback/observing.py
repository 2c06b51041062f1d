"""What a step brought about, and how things stand after it, read from the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from curule.core.changes import Change, Usable
from curule.core.lines import Line
from curule.playback.report import (
    AccessReport,
    BalanceReport,
    InvoiceReport,
    LineReport,
    MailReport,
    OwnReport,
    PaymentReport,
    QuoteReport,
    RefundReport,
    ScheduledInQuote,
    ScheduledReport,
    SeatsReport,
    SettlementReport,
)
from curule.playback.stage import OwnAccount, Stage
from curule.selectors import documents, invitations, outbox, quotes, subscriptions
from curule.selectors.documents import DocumentRow, LineRow
from curule.selectors.entitlements import entitlement
from curule.selectors.joining import pending_for
from curule.selectors.money import balance_of


class _Identified(Protocol):
    @property
    def id(self) -> UUID: ...


R = TypeVar("R", bound=_Identified)


@dataclass(frozen=True, slots=True)
class Happened:
    """Everything that the accounts of a stage have so far; two of them tell what a step did."""

    invoices: tuple[DocumentRow, ...] = ()
    credit_notes: tuple[DocumentRow, ...] = ()
    payments: tuple[documents.PaymentRow, ...] = ()
    refunds: tuple[documents.RefundRow, ...] = ()
    settlements: tuple[documents.SettlementRow, ...] = ()
    mails: tuple[outbox.MailRow, ...] = ()

    def since(self, before: Happened) -> Happened:
        """Return documents and mails that are new, and money whose state is new."""
        return Happened(
            invoices=_new(self.invoices, before.invoices),
            credit_notes=_new(self.credit_notes, before.credit_notes),
            payments=_changed(self.payments, before.payments),
            refunds=_changed(self.refunds, before.refunds),
            settlements=_changed(self.settlements, before.settlements),
            mails=_new(self.mails, before.mails),
        )


def _new(after: Sequence[R], before: Sequence[R]) -> tuple[R, ...]:
    known = {row.id for row in before}
    return tuple(row for row in after if row.id not in known)


def _changed(after: Sequence[R], before: Sequence[R]) -> tuple[R, ...]:
    known = set(before)
    return tuple(row for row in after if row not in known)


def happened(stage: Stage) -> Happened:
    """Read what there is so far."""
    ids = stage.account_ids
    return Happened(
        invoices=documents.list_invoices(ids),
        credit_notes=documents.list_credit_notes(ids),
        payments=documents.list_payments(ids),
        refunds=documents.list_refunds(ids),
        settlements=documents.list_settlements(ids),
        mails=outbox.list_mails(ids),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand after a step."""

    seats: dict[str, SeatsReport] = field(default_factory=dict)
    renews_at: datetime | None = None
    ends_at: datetime | None = None
    status: str | None = None
    balance: BalanceReport = field(default_factory=BalanceReport)
    own: dict[str, OwnReport] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)
    access: dict[str, AccessReport] = field(default_factory=dict)


def standing(stage: Stage, label: str | None, now: datetime) -> Standing:
    """Read how things stand, of the subscription with that label where it is one of several."""
    currency = stage.scenario.plan.currency
    balance = balance_of(stage.account_id, currency)
    common = Standing(
        balance=BalanceReport(owed=balance.owed, credit=balance.credit),
        own={email: _own(stage, own, now) for email, own in stage.own.items()},
        invitations=invitations.newest_by_email(stage.account_id, now),
        access=_access(stage, now),
    )
    if not stage.subscriptions:
        return common
    row = subscriptions.get_subscription(stage.account_id, stage.subscription(label), now)
    return Standing(
        seats={
            name: SeatsReport(
                total=each.counts.total,
                occupied=each.counts.occupied,
                held=each.counts.held,
                free=each.counts.free,
                scheduled=tuple(ScheduledReport(at=at, total=n) for at, n in each.scheduled),
            )
            for name, each in row.seats.items()
        },
        renews_at=row.renews_at,
        ends_at=row.ends_at,
        status=row.status.value,
        balance=common.balance,
        own=common.own,
        invitations=common.invitations,
        access=common.access,
    )


def _own(stage: Stage, own: OwnAccount, now: datetime) -> OwnReport:
    currency = stage.scenario.plan.currency
    balance = balance_of(own.account_id, currency)
    row = subscriptions.get_subscription(own.account_id, own.subscription_id, now)
    coming = pending_for(own.account_id)
    return OwnReport(owed=balance.owed, credit=balance.credit + coming, plan=row.status.value)


def _access(stage: Stage, now: datetime) -> dict[str, AccessReport]:
    answers: dict[str, AccessReport] = {}
    for email in stage.scenario.addresses:
        answer = entitlement(email=email, product_id=stage.product_id, now=now)
        reason = answer.reason.value if answer.reason else None
        answers[email] = AccessReport(allowed=answer.allowed, until=answer.until, reason=reason)
    return answers


def quote_report(account_id: UUID, quote_id: UUID) -> QuoteReport:
    """Return a stored quote in the shape of the report."""
    row = quotes.get_quote(account_id, quote_id)
    return QuoteReport(
        lines=tuple(_line_of_quote(line) for line in row.change.lines),
        subtotal=row.subtotal,
        tax=row.tax,
        total=row.total,
        credit=row.credit,
        due_now=row.due_now,
        given_back=row.given_back,
        at_renewal=row.at_renewal,
        usable=_usable(row.change, row.created_at),
        asks=tuple(ask.value for ask in row.change.asks),
        scheduled=tuple(
            ScheduledInQuote(seat_type=each.seat_type, at=each.at, total=each.total)
            for each in row.change.scheduled
        ),
    )


def _usable(change: Change, now: datetime) -> datetime | str | None:
    if change.usable is Usable.ON_PAYMENT:
        return "on_payment"
    return change.usable_at or now


def _line_of_quote(line: Line) -> LineReport:
    return LineReport(
        description=_description(line.kind.value, line.seat_type),
        seat_type=line.seat_type,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        period_start=line.covers.starts_at,
        period_end=line.covers.ends_at,
        numerator=line.part.numerator,
        denominator=line.part.denominator,
        discount=line.discount,
        amount=line.amount,
    )


def invoice_report(row: DocumentRow) -> InvoiceReport:
    """Return an invoice or credit note in the shape of the report."""
    return InvoiceReport(
        number=row.number,
        status=row.status,
        issued_at=row.issued_at,
        due_at=row.due_at,
        lines=tuple(_line_of_document(line) for line in row.lines),
        subtotal=row.subtotal,
        tax=row.tax,
        total=row.total,
        paid=row.paid,
        open=row.open,
    )


def _line_of_document(line: LineRow) -> LineReport:
    return LineReport(
        description=_description(line.kind, line.seat_type),
        seat_type=line.seat_type,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        period_start=line.starts_at,
        period_end=line.ends_at,
        numerator=line.numerator,
        denominator=line.denominator,
        discount=line.discount,
        amount=line.amount,
    )


_DESCRIPTIONS = {
    "seats": "seats",
    "base_fee": "base fee",
    "unused": "unused time",
    "difference": "difference",
    "goodwill": "goodwill",
}


def _description(kind: str, seat_type: str | None) -> str:
    """Say what a line is for, in English; documents say it in the account's language."""
    words = _DESCRIPTIONS[kind]
    return words if seat_type is None else f"{seat_type}: {words}"


def payment_reports(rows: Iterable[documents.PaymentRow]) -> tuple[PaymentReport, ...]:
    """Return payments in the shape of the report."""
    return tuple(
        PaymentReport(
            method=row.method, amount=row.amount, status=row.status, reference=row.reference or None
        )
        for row in rows
    )


def refund_reports(rows: Iterable[documents.RefundRow]) -> tuple[RefundReport, ...]:
    """Return refunds in the shape of the report."""
    return tuple(RefundReport(amount=row.amount, to=row.to, status=row.status) for row in rows)


def settlement_reports(rows: Iterable[documents.SettlementRow]) -> tuple[SettlementReport, ...]:
    """Return settlements in the shape of the report."""
    return tuple(
        SettlementReport(
            person=row.person,
            choice=row.choice,
            amount=row.amount,
            moves_at=row.moves_at,
            status=row.status,
        )
        for row in rows
    )


def mail_reports(rows: Iterable[outbox.MailRow]) -> tuple[MailReport, ...]:
    """Return mails in the shape of the report."""
    return tuple(MailReport(template=row.template, to=row.to) for row in rows)
