"""The shape of --json, word by word."""

from __future__ import annotations

import json

import pytest

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
    rfc3339,
)
from tests.playback.scenes import paris, step_report, with_steps

LINE = LineReport(
    description="10 agents",
    seat_type="agent",
    quantity=10,
    unit_amount=3000,
    period_start=paris(2026, 4, 1),
    period_end=paris(2026, 5, 1),
    numerator=30,
    denominator=30,
    amount=30000,
)

LINE_JSON = {
    "description": "10 agents",
    "seat_type": "agent",
    "quantity": 10,
    "unit_amount": 3000,
    "period_start": "2026-03-31T22:00:00Z",
    "period_end": "2026-04-30T22:00:00Z",
    "numerator": 30,
    "denominator": 30,
    "amount": 30000,
}


def same(got: object, expected: object) -> None:
    """Compare also the order of keys, which readers of the output see."""
    assert json.dumps(got, indent=1) == json.dumps(expected, indent=1)


def test_a_step_with_every_part() -> None:
    invoice = InvoiceReport(
        number="TEST-1-INV-2026-000001",
        status="open",
        issued_at=paris(2026, 4, 1),
        due_at=paris(2026, 4, 15),
        lines=(LINE,),
        subtotal=30000,
        tax=6000,
        total=36000,
        paid=1000,
        open=35000,
    )
    note = InvoiceReport(
        number="TEST-1-CN-2026-000001",
        status="issued",
        issued_at=paris(2026, 4, 1),
        subtotal=-1,
        tax=0,
        total=-1,
    )
    report = StepReport(
        at=paris(2026, 4, 1, 9, 30),
        do="set_seats",
        by="owner@example.test",
        replayed=True,
        refused=RefusalCode.NO_FREE_SEAT,
        sentence="No seat is free.",
        options=("buy_seats", "contact"),
        quote=QuoteReport(
            lines=(LINE,),
            subtotal=30000,
            tax=6000,
            total=36000,
            credit=100,
            due_now=35900,
            at_renewal=36000,
            usable=paris(2026, 4, 1),
            asks=("tax_id",),
            scheduled=(ScheduledInQuote(seat_type="agent", at=paris(2026, 5, 1), total=8),),
        ),
        invoices=(invoice,),
        credit_notes=(note,),
        payments=(PaymentReport(method="card A", amount=1000, status="succeeded", reference="r"),),
        refunds=(RefundReport(amount=5, to="card A", status="pending"),),
        settlements=(
            SettlementReport(
                person="bo@x.test",
                choice="refund",
                amount=4107,
                moves_at=paris(2026, 4, 4),
                status="pending",
            ),
        ),
        mails=(MailReport(template="invitation", to="bo@x.test"),),
        seats={
            "agent": SeatsReport(
                total=10,
                occupied=1,
                held=2,
                free=7,
                scheduled=(ScheduledReport(at=paris(2026, 5, 1), total=8),),
            )
        },
        renews_at=paris(2026, 5, 1),
        ends_at=None,
        status="active",
        balance=BalanceReport(owed=35000, credit=0),
        own={"bo@x.test": OwnReport(owed=0, credit=5, plan="ended")},
        invitations={"bo@x.test": "open"},
        access={"bo@x.test": AccessReport(allowed=False, reason="invitation_open")},
    )
    document = {
        "status": "open",
        "issued_at": "2026-03-31T22:00:00Z",
        "due_at": "2026-04-14T22:00:00Z",
        "lines": [LINE_JSON],
        "subtotal": 30000,
        "tax": 6000,
        "total": 36000,
        "paid": 1000,
        "open": 35000,
    }
    same(
        report.as_json(),
        {
            "at": "2026-04-01T07:30:00Z",
            "do": "set_seats",
            "by": "owner@example.test",
            "ok": False,
            "replayed": True,
            "refused": "no_free_seat",
            "sentence": "No seat is free.",
            "options": ["buy_seats", "contact"],
            "quote": {
                "lines": [LINE_JSON],
                "subtotal": 30000,
                "tax": 6000,
                "total": 36000,
                "credit": 100,
                "due_now": 35900,
                "given_back": 0,
                "at_renewal": 36000,
                "usable": "2026-03-31T22:00:00Z",
                "asks": ["tax_id"],
                "scheduled": [{"seat_type": "agent", "at": "2026-04-30T22:00:00Z", "total": 8}],
            },
            "invoices": [{"number": "TEST-1-INV-2026-000001", **document}],
            "credit_notes": [
                {
                    "number": "TEST-1-CN-2026-000001",
                    "status": "issued",
                    "issued_at": "2026-03-31T22:00:00Z",
                    "due_at": None,
                    "lines": [],
                    "subtotal": -1,
                    "tax": 0,
                    "total": -1,
                    "paid": 0,
                    "open": 0,
                }
            ],
            "payments": [
                {"method": "card A", "amount": 1000, "status": "succeeded", "reference": "r"}
            ],
            "refunds": [{"amount": 5, "to": "card A", "status": "pending"}],
            "settlements": [
                {
                    "person": "bo@x.test",
                    "choice": "refund",
                    "amount": 4107,
                    "moves_at": "2026-04-03T22:00:00Z",
                    "status": "pending",
                }
            ],
            "mails": [{"template": "invitation", "to": "bo@x.test"}],
            "seats": {
                "agent": {
                    "total": 10,
                    "occupied": 1,
                    "held": 2,
                    "free": 7,
                    "scheduled": [{"at": "2026-04-30T22:00:00Z", "total": 8}],
                }
            },
            "renews_at": "2026-04-30T22:00:00Z",
            "ends_at": None,
            "status": "active",
            "balance": {"owed": 35000, "credit": 0},
            "own": {"bo@x.test": {"owed": 0, "credit": 5, "plan": "ended"}},
            "invitations": {"bo@x.test": "open"},
            "access": {"bo@x.test": {"allowed": False, "until": None, "reason": "invitation_open"}},
        },
    )


def test_a_step_that_brought_nothing_about_still_has_every_key() -> None:
    got = StepReport(at=paris(2026, 4, 1), do="advance").as_json()
    assert got["ok"] is True
    assert got["quote"] is None
    assert [key for key, value in got.items() if value == []] == [
        "options",
        "invoices",
        "credit_notes",
        "payments",
        "refunds",
        "settlements",
        "mails",
    ]
    assert [key for key, value in got.items() if value == {}] == [
        "seats",
        "own",
        "invitations",
        "access",
    ]


def test_a_together_prints_its_results() -> None:
    one = step_report()
    together = TogetherReport(at=paris(2026, 4, 1), results=(one, one))
    same(
        together.as_json(),
        {
            "at": "2026-03-31T22:00:00Z",
            "do": "together",
            "results": [one.as_json(), one.as_json()],
        },
    )


def test_instants_are_rfc_3339_in_utc() -> None:
    assert rfc3339(paris(2026, 10, 25, 12)) == "2026-10-25T11:00:00Z"
    assert rfc3339(paris(2026, 10, 25, 12, 0, 0, 250)) == "2026-10-25T11:00:00.000250Z"


def test_a_scenario_report_judges_its_steps() -> None:
    scenario = with_steps(
        "{do: advance, expect: {status: active}}",
        "{together: [{do: invite, person: a@x.test}], expect: {ok: 1}}",
    )
    together = TogetherReport(at=paris(2026, 4, 1), results=(step_report(),))
    report = ScenarioReport.of(scenario, [step_report(), step_report(), together])
    assert not report.failed
    assert len(report.as_json()) == 3
    report = ScenarioReport.of(scenario, [step_report(), step_report(status="ended"), together])
    assert report.failed
    assert [each.path for each in report.mismatches] == ["status"]


def test_a_report_is_needed_for_every_step_and_of_its_kind() -> None:
    scenario = with_steps("{together: [{do: invite, person: a@x.test}]}")
    with pytest.raises(ValueError, match="zip"):
        ScenarioReport.of(scenario, [step_report()])
    with pytest.raises(ValueError, match="has a report of another kind"):
        ScenarioReport.of(scenario, [step_report(), step_report()])
    together = TogetherReport(at=paris(2026, 4, 1), results=())
    with pytest.raises(ValueError, match="has a report of another kind"):
        ScenarioReport.of(scenario, [together, together])
