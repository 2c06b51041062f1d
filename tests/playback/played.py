"""A played scenario with something of everything, made up by hand: no database is needed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from curule.core.refusals import RefusalCode
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
    ScenarioReport,
    ScheduledInQuote,
    ScheduledReport,
    SeatsReport,
    SettlementReport,
    StepReport,
    TogetherReport,
)
from curule.playback.scenario import read_scenario

TEXT: Final = """\
policy: {preset: tutkit}
prices: [{seat_type: participant, currency: EUR, interval: year, unit_amount: 12000}]
account: {country: DE, time_zone: Europe/Berlin}
tax: "19"
steps:
- at: 2026-01-01
  do: subscribe
  seats: {participant: 5}
  pay: false
  covers: [T2, T11]
  expect: {due_now: 71400}
- do: invite
  people: [{email: bo@x.test}, {email: di@x.test}]
  expect:
    seats: {participant: {occupied: 1, held: 3}}
    mails: [{template: invitation, to: cy@x.test}]
- at: 2026-04-11T10:15:00+02:00
  do: add_seats
  seats: {participant: 6}
  expect: {refused: plan_seat_maximum}
- together: [{do: accept, person: bo@x.test}, {do: accept, person: di@x.test}]
  expect: {ok: 1, refused: {no_free_seat: 1}}
- {at: 2026-07-01, do: quote, set_seats: {participant: 4}, key: op-1}
- {at: 2027-01-01, do: advance, expect: {renews_at: 2028-01-02}}
"""


def berlin(year: int, month: int, day: int, *time: int) -> datetime:
    """Return a local time of Berlin as an instant."""
    hour, minute, second, microsecond = (*time, 0, 0, 0, 0)[:4]
    here = datetime(
        year, month, day, hour, minute, second, microsecond, tzinfo=ZoneInfo("Europe/Berlin")
    )
    return here.astimezone(UTC)


_YEAR: Final = LineReport(
    description="5 places",
    seat_type="participant",
    quantity=5,
    unit_amount=12000,
    period_start=berlin(2026, 1, 1),
    period_end=berlin(2027, 1, 1),
    numerator=365,
    denominator=365,
    amount=60000,
)
_UNUSED: Final = LineReport(
    description="unused time of 10 places",
    seat_type="participant",
    quantity=-10,
    unit_amount=3000,
    period_start=berlin(2026, 4, 11, 9, 30),
    period_end=berlin(2026, 5, 1),
    numerator=20,
    denominator=30,
    amount=-20000,
)
_TIERS: Final = LineReport(
    description="14 places in tiers", quantity=14, unit_amount=None, amount=13200
)
_PLANNED: Final = ScheduledReport(at=berlin(2027, 1, 1), total=3)


def _subscribed() -> StepReport:
    return StepReport(
        at=berlin(2026, 1, 1),
        do="subscribe",
        by="owner@example.test",
        quote=QuoteReport(
            lines=(_YEAR,),
            subtotal=60000,
            tax=11400,
            total=71400,
            credit=0,
            due_now=71400,
            at_renewal=71400,
            usable="on_payment",
            asks=("payment_method",),
        ),
        invoices=(
            InvoiceReport(
                number="TEST-1-INV-2026-000001",
                status="open",
                issued_at=berlin(2026, 1, 1),
                due_at=berlin(2026, 1, 15),
                lines=(_YEAR,),
                subtotal=60000,
                tax=11400,
                total=71400,
                open=71400,
            ),
        ),
        status="incomplete",
        seats={"participant": SeatsReport(total=0, occupied=0, held=0, free=0)},
        balance=BalanceReport(owed=71400),
        access={"bo@x.test": AccessReport(allowed=False, reason="no_seat")},
    )


_SEATS: Final = {
    "participant": SeatsReport(total=5, occupied=1, held=2, free=2, scheduled=(_PLANNED,))
}


def _invited() -> StepReport:
    return StepReport(
        at=berlin(2026, 1, 1),
        do="invite",
        by="owner@example.test",
        status="active",
        renews_at=berlin(2027, 1, 1),
        seats=_SEATS,
        mails=tuple(MailReport(template="invitation", to=f"p{n}@x.test") for n in range(8)),
        invitations={"bo@x.test": "open"},
        access={"bo@x.test": AccessReport(allowed=False, reason="invitation_open")},
        payments=(
            PaymentReport(method="card", amount=71400, status="succeeded"),
            PaymentReport(method="bank", amount=5, status="failed", reference="sandbox_ch_1"),
        ),
        settlements=(
            SettlementReport(
                person="bo@x.test",
                choice="transfer",
                amount=4107,
                moves_at=berlin(2026, 1, 4, 15),
                status="pending",
            ),
        ),
        own={"bo@x.test": OwnReport(owed=0, credit=4107, plan="ended")},
    )


def _refused(at: datetime, code: RefusalCode, sentence: str, *options: str) -> StepReport:
    return StepReport(
        at=at,
        do="add_seats",
        by="di@x.test",
        refused=code,
        sentence=sentence,
        options=options,
        status="active",
        renews_at=berlin(2027, 1, 1),
        seats=_SEATS,
    )


def _accepted() -> StepReport:
    return StepReport(
        at=berlin(2026, 4, 11, 10, 15),
        do="accept",
        by="bo@x.test",
        status="active",
        renews_at=berlin(2027, 1, 1),
        seats=_SEATS,
        invitations={"bo@x.test": "accepted"},
        access={"bo@x.test": AccessReport(allowed=True, until=berlin(2027, 1, 1))},
    )


def _quoted() -> StepReport:
    return StepReport(
        at=berlin(2026, 7, 1),
        do="quote",
        by="owner@example.test",
        replayed=True,
        quote=QuoteReport(
            lines=(_UNUSED, _TIERS),
            subtotal=-6800,
            tax=0,
            total=-6800,
            credit=500,
            due_now=0,
            at_renewal=None,
            usable=berlin(2026, 7, 2),
            scheduled=(ScheduledInQuote(seat_type="participant", at=berlin(2027, 1, 1), total=4),),
        ),
        status="active",
        renews_at=berlin(2027, 1, 1),
        seats=_SEATS,
    )


def _renewed() -> StepReport:
    invoice = InvoiceReport(
        number="TEST-1-INV-2027-000001",
        status="open",
        issued_at=berlin(2027, 1, 1),
        due_at=berlin(2027, 1, 15),
        lines=(_YEAR,),
        subtotal=60000,
        tax=0,
        total=60000,
        paid=10000,
        open=50000,
    )
    note = InvoiceReport(
        number="TEST-1-CN-2027-000001",
        status="issued",
        issued_at=berlin(2027, 1, 1),
        lines=(_UNUSED,),
        subtotal=-20000,
        tax=0,
        total=-20000,
    )
    return StepReport(
        at=berlin(2027, 1, 1),
        do="advance",
        invoices=(invoice,),
        credit_notes=(note,),
        status="past_due",
        renews_at=berlin(2028, 1, 1),
        ends_at=berlin(2028, 6, 1, 12),
        seats={"participant": SeatsReport(total=12345, occupied=12000, held=45, free=300)},
        balance=BalanceReport(owed=50000, credit=20000),
        refunds=(RefundReport(amount=14867, to="card A", status="succeeded"),),
    )


def played() -> ScenarioReport:
    """Return the whole, in which a few expectations do not hold."""
    at = berlin(2026, 4, 11, 10, 15)
    too_many = "This plan has at most 10 places, and you asked for 11. Choose a larger plan."
    together = TogetherReport(
        at=at,
        results=(_accepted(), _refused(at, RefusalCode.NO_FREE_SEAT, "No place is free.")),
    )
    reports: list[StepReport | TogetherReport] = [
        _subscribed(),
        _invited(),
        _refused(at, RefusalCode.PLAN_SEAT_MAXIMUM, too_many, "upgrade_plan", "contact"),
        together,
        _quoted(),
        _renewed(),
    ]
    return ScenarioReport.of(read_scenario(TEXT, file="scenarios/tutkit.yaml"), reports)
