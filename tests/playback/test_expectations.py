"""Comparing what happened with what was expected."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from curule.core.refusals import RefusalCode
from curule.playback.document import as_plain, read_document
from curule.playback.expectations import NOTHING, Json, Mismatch, compare, judge, judge_together
from curule.playback.expected import read_expected
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
    StepReport,
)
from curule.playback.steps import Step, Together
from curule.playback.vocabulary import Vocabulary
from tests.playback.scenes import paris, step_report, with_steps

LINES = (
    LineReport(
        description="unused time",
        seat_type="agent",
        quantity=-10,
        unit_amount=3000,
        period_start=paris(2026, 4, 11),
        period_end=paris(2026, 5, 1),
        numerator=20,
        denominator=30,
        amount=-20000,
    ),
    LineReport(
        description="12 agents",
        seat_type="agent",
        quantity=12,
        unit_amount=3000,
        period_start=paris(2026, 4, 11),
        period_end=paris(2026, 5, 11),
        numerator=30,
        denominator=30,
        amount=36000,
    ),
)
INVOICE = InvoiceReport(
    number="TEST-1-INV-2026-000002",
    status="paid",
    issued_at=paris(2026, 4, 11),
    due_at=paris(2026, 4, 25),
    lines=LINES,
    subtotal=16000,
    tax=3200,
    total=19200,
    paid=19200,
    open=0,
)
FULL = step_report(
    at=paris(2026, 4, 11, 10),
    do="set_seats",
    quote=QuoteReport(
        lines=LINES,
        subtotal=16000,
        tax=3200,
        total=19200,
        credit=0,
        due_now=19200,
        at_renewal=43200,
        usable=paris(2026, 4, 11, 10),
        asks=("payment_method", "tax_id"),
        scheduled=(ScheduledInQuote(seat_type="agent", at=paris(2026, 5, 11), total=9),),
    ),
    invoices=(INVOICE,),
    credit_notes=(),
    payments=(PaymentReport(method="card A", amount=19200, status="succeeded"),),
    refunds=(RefundReport(amount=500, to="card A", status="pending"),),
    settlements=(
        SettlementReport(
            person="bo@x.test",
            choice="transfer",
            amount=4107,
            moves_at=paris(2026, 4, 14, 10),
            status="pending",
        ),
    ),
    mails=(
        MailReport(template="order_placed", to="owner@example.test"),
        MailReport(template="invoice_issued", to="owner@example.test"),
        MailReport(template="order_placed", to="billing_contact@example.test"),
    ),
    seats={
        "agent": SeatsReport(
            total=12,
            occupied=3,
            held=2,
            free=7,
            scheduled=(ScheduledReport(at=paris(2026, 5, 11), total=9),),
        )
    },
    renews_at=paris(2026, 5, 11),
    balance=BalanceReport(owed=0, credit=4107),
    own={"bo@x.test": OwnReport(owed=0, credit=4107, plan="ended")},
    invitations={"di@x.test": "open"},
    access={
        "bo@x.test": AccessReport(allowed=True, until=paris(2026, 5, 11)),
        "di@x.test": AccessReport(allowed=False, reason="invitation_open"),
    },
)

HOLDS = """
ok: true
replayed: false
refused: null
due_now: 19200
at_renewal: 43200
asks: [payment_method, tax_id]
scheduled: [{at: 2026-05-11, total: 9}]
usable: 2026-04-11
lines: [{amount: -20000, quantity: -10, numerator: 20}, {amount: 36000, period_end: 2026-05-11}]
quote:
  {subtotal: 16000, tax: 3200, total: 19200, lines: [{denominator: 30}, {unit_amount: 3000}]}
credit: 0
invoices:
- {total: 19200, paid: 19200, open: 0, status: paid, due_at: 2026-04-25, lines: [{}, {}]}
credit_notes: []
payments: [{amount: 19200, method: card A, status: succeeded, reference: null}]
refunds: [{amount: 500, to: card A}]
settlements: [{person: bo@x.test, choice: transfer, amount: 4107, moves_at: 2026-04-14}]
mails: [{template: order_placed, to: owner@example.test}, {to: billing_contact@example.test}]
seats: {agent: {total: 12, occupied: 3, held: 2, free: 7, scheduled: [{at: 2026-05-11, total: 9}]}}
renews_at: 2026-05-11
ends_at: null
status: active
balance: {owed: 0, credit: 4107}
own: {bo@x.test: {owed: 0, credit: 4107, plan: ended}}
invitations: {di@x.test: open}
access:
  bo@x.test: {allowed: true, until: 2026-05-11T00:00:00+02:00, reason: null}
  di@x.test: {allowed: false}
"""


def mismatches(
    expect: str, report: StepReport = FULL, *, zone: str = "Europe/Paris"
) -> list[Mismatch]:
    names = Vocabulary(zone=zone, plans=("main",), seat_types=("agent", "expert"))
    expected = read_expected(read_document(expect, file="x.yaml"), names)
    return list(compare(expected, report.as_json(), zone=zone))


def paths(expect: str, report: StepReport = FULL) -> list[str]:
    return [mismatch.path for mismatch in mismatches(expect, report)]


def test_an_expectation_that_holds_in_every_part() -> None:
    assert mismatches(HOLDS) == []


def _leaves(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(part, (*path, index))
    else:
        yield path


def _changed(value: object) -> object:
    """Return another value of the same kind, one that a result could have too."""
    others = {
        "card A": "card B",
        "succeeded": "failed",
        "transfer": "refund",
        "paid": "open",
        "open": "expired",
        "active": "ended",
        "ended": "active",
        "payment_method": "tax_id",
        "tax_id": "payment_method",
        "order_placed": "order_place",
        "2026-05-11T00:00:00+02:00": "2026-05-11T00:00:01+02:00",
    }
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value in others:
            return others[value]
        case str() if "@" in value:
            return f"other.{value}"
        case str():  # a date
            return value[:-1] + ("2" if value[-1] != "2" else "3")
        case _:
            return None


_PLAIN = as_plain(read_document(HOLDS, file="x.yaml"))
_LEAVES = [path for path in _leaves(_PLAIN) if path not in {("refused",), ("ends_at",)}]


@pytest.mark.parametrize("path", _LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_changing_any_expected_value_is_noticed(path: tuple[Any, ...]) -> None:
    changed: Any = copy.deepcopy(_PLAIN)
    *way, last = path
    place = changed
    for key in way:
        place = place[key]
    if place[last] is None:
        place[last] = "something" if last == "reference" else "no_seat"
    else:
        place[last] = _changed(place[last])
    assert len(mismatches(json.dumps(changed))) == 1


def test_a_mismatch_names_path_both_sides_and_place() -> None:
    (found,) = mismatches("seats:\n  agent: {total: 12, free: 8}\n")
    assert (found.path, found.expected, found.got) == ("seats.agent.free", 8, 7)
    assert str(found.place) == "x.yaml:2:28"


# --- maps, lists, mails -------------------------------------------------------------------------


def test_a_map_is_compared_by_the_keys_it_gives() -> None:
    assert paths("{seats: {agent: {}}}") == []
    assert paths("{seats: {expert: {total: 0}}}") == ["seats.expert"]
    (found,) = mismatches("{seats: {expert: {total: 0}}}")
    assert (found.expected, found.got) == ({"total": 0}, NOTHING)


def test_nothing_is_expected_with_null() -> None:
    refused = step_report(quote=None, refused=RefusalCode.NO_FREE_SEAT)
    assert paths("{quote: null, access: {no@x.test: null}}", refused) == []
    assert paths("{quote: null, renews_at: null}") == ["quote", "renews_at"]
    assert paths("{quote: {}}", refused) == ["quote"]


def test_a_list_is_compared_by_length_order_and_the_keys_of_each_element() -> None:
    assert paths("{lines: [{quantity: -10}]}") == ["lines.length"]
    assert paths("{lines: []}") == ["lines.length"]
    assert paths("{lines: [{quantity: 12}, {quantity: -10}]}") == [
        "lines[0].quantity",
        "lines[1].quantity",
    ]
    assert paths("{lines: [{}, {}, {}]}") == ["lines.length"]
    assert paths("{asks: [tax_id, payment_method]}") == ["asks[0]", "asks[1]"]
    assert paths("{options: [contact]}") == ["options.length"]


def test_the_length_of_a_list_is_told_beside_its_first_difference() -> None:
    length, amount = mismatches("{lines: [{amount: 1}]}")
    assert (length.path, length.expected, length.got) == ("lines.length", 1, 2)
    assert (amount.path, amount.expected, amount.got) == ("lines[0].amount", 1, -20000)


def test_only_mails_may_hold_more_but_in_their_order() -> None:
    assert paths("{mails: []}") == []
    assert paths("{mails: [{template: invoice_issued}]}") == []
    assert paths("{mails: [{template: order_placed}, {template: order_placed}]}") == []
    assert paths("{mails: [{template: order_placed}, {template: order_placed}, {}]}") == [
        "mails[2]"
    ]
    assert paths("{mails: [{to: billing_contact@example.test}, {to: owner@example.test}]}") == [
        "mails[1]"
    ]
    (found,) = mismatches("{mails: [{template: farewell}]}")
    assert found.expected == {"template": "farewell"}
    assert isinstance(found.got, list)
    assert len(found.got) == 3


def test_a_number_is_no_boolean_and_no_text() -> None:
    result: dict[str, Json] = {"balance": {"owed": False, "credit": "4107"}}
    names = Vocabulary(zone="UTC", plans=("main",), seat_types=())
    expected = read_expected(read_document("{balance: {owed: 0, credit: 4107}}", file="x"), names)
    assert [each.path for each in compare(expected, result, zone="UTC")] == [
        "balance.owed",
        "balance.credit",
    ]


def test_parts_of_the_quote_may_be_named_directly_but_only_at_the_top() -> None:
    assert paths("{due_now: 0}", step_report(quote=None)) == ["due_now"]
    assert paths("{quote: {due_now: 19200}, due_now: 19200}") == []
    assert paths("{invoices: [{lines: [{amount: 1}, {}]}]}") == ["invoices[0].lines[0].amount"]


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "expected", "same"),
    [
        ("Europe/Paris", "2026-05-11", True),
        ("Europe/Paris", "2026-05-10", False),
        ("UTC", "2026-05-10", True),
        ("America/Los_Angeles", "2026-05-10", True),
        ("Europe/Paris", "2026-05-10T22:00:00Z", True),
        ("Europe/Paris", "2026-05-11T01:00:00+03:00", True),
        ("UTC", "2026-05-11T00:00:00+02:00", True),
        ("Europe/Paris", "2026-05-11T00:00:00Z", False),
    ],
)
def test_a_date_equals_every_instant_of_that_date_in_the_accounts_zone(
    zone: str, expected: str, same: bool
) -> None:
    assert (mismatches(f"{{renews_at: {expected}}}", zone=zone) == []) is same


def test_any_time_of_the_day_equals_the_date() -> None:
    for hour in (0, 13, 23):
        report = step_report(renews_at=paris(2026, 5, 11, hour, 59))
        assert paths("{renews_at: 2026-05-11}", report) == []


def test_what_is_no_moment_equals_none() -> None:
    quote = QuoteReport(
        subtotal=0, tax=0, total=0, credit=0, due_now=0, at_renewal=0, usable="on_payment"
    )
    assert paths("{usable: 2026-04-01T00:00:00Z}", step_report(quote=quote)) == ["usable"]
    assert paths("{ends_at: 2026-04-01}") == ["ends_at"]


def test_a_part_that_is_not_there_is_told_whole() -> None:
    refused = step_report(refused=RefusalCode.NO_FREE_SEAT)
    lines, asks = mismatches("{lines: [{amount: 1}], asks: [tax_id]}", refused)
    assert (lines.path, lines.expected, lines.got) == ("lines", [{"amount": 1}], NOTHING)
    assert (asks.path, asks.expected, asks.got) == ("asks", ["tax_id"], NOTHING)
    (access,) = mismatches("{access: {no@x.test: {allowed: false}}}")
    assert (access.path, access.expected) == ("access.no@x.test", {"allowed": False})


def test_mails_are_looked_for_in_a_list_only() -> None:
    names = Vocabulary(zone="UTC", plans=("main",), seat_types=())
    expected = read_expected(read_document("{mails: [{template: a}]}", file="x"), names)
    found = list(compare(expected, {"mails": None}, zone="UTC"))
    assert [(each.path, each.expected, each.got) for each in found] == [
        ("mails", [{"template": "a"}], None)
    ]


def test_a_date_is_told_as_it_was_written() -> None:
    (date,) = mismatches("{renews_at: 2026-05-12}")
    assert (date.expected, date.got) == ("2026-05-12", "2026-05-10T22:00:00Z")
    (instant,) = mismatches("{renews_at: 2026-05-12T00:00:00+02:00}")
    assert instant.expected == "2026-05-11T22:00:00Z"


def test_seats_may_be_usable_on_payment() -> None:
    quote = QuoteReport(
        subtotal=0, tax=0, total=0, credit=0, due_now=0, at_renewal=0, usable="on_payment"
    )
    assert paths("{usable: on_payment}", step_report(quote=quote)) == []
    assert paths("{usable: 2026-04-01}", step_report(quote=quote)) == ["usable"]
    assert paths("{usable: on_payment}") == ["usable"]


# --- refusals -----------------------------------------------------------------------------------

REFUSED = step_report(
    refused=RefusalCode.BELOW_MINIMUM, sentence="At least 1 seat.", options=("1", "2")
)


def judged(step: str, report: StepReport) -> list[str]:
    read = with_steps(step).steps[-1]
    assert isinstance(read, Step)
    return [each.path for each in judge(read, report.as_json(), zone="Europe/Paris")]


def test_a_step_that_is_refused_without_expecting_it_fails() -> None:
    assert judged("{do: advance}", REFUSED) == ["refused"]
    assert judged("{do: advance, expect: {status: active}}", REFUSED) == ["refused"]
    assert judged("{do: advance, expect: {refused: null}}", REFUSED) == ["refused"]
    assert judged("{do: advance, expect: {}}", REFUSED) == ["refused"]


def test_a_step_that_is_not_refused_though_expected_fails() -> None:
    assert judged("{do: advance, expect: {refused: below_minimum}}", FULL) == ["refused"]
    assert judged("{do: advance, expect: {ok: false}}", FULL) == ["ok"]


def test_a_refusal_is_compared_by_code_and_ways_out() -> None:
    assert judged("{do: advance, expect: {refused: below_minimum}}", REFUSED) == []
    assert judged("{do: advance, expect: {ok: false}}", REFUSED) == []
    assert judged("{do: advance, expect: {refused: no_free_seat}}", REFUSED) == ["refused"]
    expect = "{do: advance, expect: {refused: below_minimum, options: ['1', '2']}}"
    assert judged(expect, REFUSED) == []
    expect = "{do: advance, expect: {refused: below_minimum, options: ['2', '1']}}"
    assert judged(expect, REFUSED) == ["options[0]", "options[1]"]
    expect = "{do: advance, expect: {refused: below_minimum, sentence: At least 1 seat.}}"
    assert judged(expect, REFUSED) == []
    # what is expected beside the refusal is compared too
    expect = "{do: advance, expect: {refused: below_minimum, seats: {agent: {total: 9}}}}"
    assert judged(expect, REFUSED) == ["seats.agent.total"]


def test_a_step_without_expectation_that_goes_through_is_fine() -> None:
    assert judged("{do: advance}", FULL) == []


# --- together -----------------------------------------------------------------------------------

NO_SEAT = step_report(refused=RefusalCode.NO_FREE_SEAT)


@pytest.mark.parametrize(
    ("expect", "reports", "found"),
    [
        ("", (FULL, FULL), []),
        ("", (FULL, NO_SEAT), ["refused.no_free_seat"]),
        ("expect: {ok: 2}", (FULL, FULL), []),
        ("expect: {ok: 2}", (FULL, NO_SEAT), ["ok", "refused.no_free_seat"]),
        ("expect: {ok: 1}", (FULL, NO_SEAT), ["refused.no_free_seat"]),
        ("expect: {ok: 1, refused: {no_free_seat: 1}}", (FULL, NO_SEAT), []),
        ("expect: {ok: 1, refused: {no_free_seat: 1}}", (NO_SEAT, FULL), []),
        (
            "expect: {ok: 1, refused: {no_free_seat: 1}}",
            (FULL, FULL),
            ["ok", "refused.no_free_seat"],
        ),
        ("expect: {refused: {no_free_seat: 2}}", (NO_SEAT, NO_SEAT), []),
        ("expect: {refused: {no_free_seat: 1}}", (NO_SEAT, NO_SEAT), ["refused.no_free_seat"]),
        ("expect: {refused: {no_free_seat: 0}}", (FULL, NO_SEAT), ["refused.no_free_seat"]),
        (
            "expect: {ok: 1, refused: {no_free_seat: 1}}",
            (FULL, REFUSED),
            ["refused.no_free_seat", "refused.below_minimum"],
        ),
        ("expect: {}", (FULL, NO_SEAT), ["refused.no_free_seat"]),
    ],
)
def test_steps_at_once_are_counted(
    expect: str, reports: tuple[StepReport, ...], found: list[str]
) -> None:
    two = "[{do: invite, person: a@x.test}, {do: invite, person: b@x.test}]"
    together = with_steps(f"{{together: {two}, {expect}}}").steps[-1]
    assert isinstance(together, Together)
    results = [report.as_json() for report in reports]
    judged = judge_together(together, results, zone="Europe/Paris")
    assert [each.path for each in judged] == found


def test_a_step_at_once_may_have_an_expectation_of_its_own() -> None:
    together = with_steps(
        "{together: [{do: invite, person: a@x.test, expect: {refused: no_free_seat}}, "
        "{do: invite, person: b@x.test, expect: {status: ended}}], expect: {ok: 1}}"
    ).steps[-1]
    assert isinstance(together, Together)
    results = [NO_SEAT.as_json(), FULL.as_json()]
    judged = judge_together(together, results, zone="Europe/Paris")
    assert [each.path for each in judged] == ["status"]
    results = [FULL.as_json(), NO_SEAT.as_json()]
    judged = judge_together(together, results, zone="Europe/Paris")
    assert [each.path for each in judged] == ["refused", "refused"]
