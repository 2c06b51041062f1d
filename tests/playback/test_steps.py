"""Steps: every operation with its keys, time that goes forward, and what each mistake says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from curule.core.intervals import IntervalUnit
from curule.core.policy import Channel, OpenReduction
from curule.core.refusals import RefusalCode
from curule.core.roles import Role
from curule.core.settlement import Choice
from curule.playback import operations as op
from curule.playback.forms import FORMS
from curule.playback.operations import Operation
from curule.playback.problems import ScenarioError
from curule.playback.steps import Step, Together
from tests.playback.scenes import HEAD, paris, problem_of, with_steps

P = "person: a@x.test"

READ: list[tuple[str, Operation]] = [
    ("do: subscribe, seats: {agent: 0}", op.Subscribe(seats={"agent": 0}, plan="main")),
    (
        (
            "do: subscribe, seats: {agent: 1000000}, plan: main, trial_days: 14, auto_renew: false,"
            " pay: unknown, method: card B, subscription: other"
        ),
        op.Subscribe(
            seats={"agent": 1_000_000},
            plan="main",
            trial_days=14,
            auto_renew=False,
            pay=op.Pay.UNKNOWN,
            method="card B",
        ),
    ),
    (
        "do: quote, set_seats: {agent: 8}, leave: [a@x.test]",
        op.Quote(change=op.SetSeats(seats={"agent": 8}, leave=("a@x.test",))),
    ),
    (
        "do: quote, add_seats: {agent: 8}, reduction: shift_target",
        op.Quote(change=op.AddSeats(seats={"agent": 8}, reduction=OpenReduction.SHIFT_TARGET)),
    ),
    ("do: quote, plan: main", op.Quote(change=op.ChangePlan(plan="main"))),
    (
        "do: quote, plan: main, seats: {agent: 3}",
        op.Quote(change=op.ChangePlan(plan="main", seats={"agent": 3})),
    ),
    (
        (
            "do: set_seats, seats: {agent: 12}, pay: true, method: card, leave: [], "
            "reduction: keep_target"
        ),
        op.SetSeats(
            seats={"agent": 12},
            pay=op.Pay.YES,
            method="card",
            leave=(),
            reduction=OpenReduction.KEEP_TARGET,
        ),
    ),
    (
        "do: add_seats, seats: {agent: 2}, pay: false, reduction: drop_target",
        op.AddSeats(seats={"agent": 2}, pay=op.Pay.NO, reduction=OpenReduction.DROP_TARGET),
    ),
    ("do: keep_seats", op.KeepSeats()),
    (
        "do: change_plan, plan: main, seats: {agent: 2}, pay: true, method: card",
        op.ChangePlan(plan="main", seats={"agent": 2}, pay=op.Pay.YES, method="card"),
    ),
    ("do: set_auto_renew, value: false", op.SetAutoRenew(value=False)),
    ("do: renew", op.Renew()),
    (
        "do: renew, seats: {agent: 3}, leave: [a@x.test], pay: true",
        op.Renew(seats={"agent": 3}, leave=("a@x.test",), pay=op.Pay.YES),
    ),
    ("do: cancel", op.Cancel()),
    ("do: cancel, now: true, by: vendor", op.Cancel(now=True)),
    (
        "do: payment_method, name: card A, save: true",
        op.PaymentMethod(name="card A", save=True, answers=op.GatewayAnswer.SUCCEED, default=True),
    ),
    (
        "do: payment_method, name: x, save: false, answers: lose_answer, default: false",
        op.PaymentMethod(name="x", save=False, answers=op.GatewayAnswer.LOSE_ANSWER, default=False),
    ),
    ("do: pay", op.PayInvoice()),
    (
        f"do: pay, invoice: 2, method: card, {P}",
        op.PayInvoice(invoice=2, method="card", person="a@x.test"),
    ),
    ("do: fail_payment", op.FailPayment()),
    (f"do: fail_payment, {P}", op.FailPayment(person="a@x.test")),
    ("do: record_payment", op.RecordPayment()),
    (
        "do: record_payment, amount: 500, reference: RF18",
        op.RecordPayment(amount=500, reference="RF18"),
    ),
    ("do: issue_credit, amount: 500, reason: sorry", op.IssueCredit(amount=500, reason="sorry")),
    (
        "do: change_price, unit_amount: 1200, notice: 30",
        op.ChangePrice(unit_amount=1200, notice=30),
    ),
    (
        "do: make_coupon, code: TEN, amount: 500, times: 3",
        op.MakeCoupon(code="TEN", amount=500, times=3),
    ),
    (f"do: register, {P}", op.Register(person="a@x.test")),
    (f"do: invite, {P}", op.Invite(people=(op.Invitee(email="a@x.test"),))),
    (
        (
            'do: invite, people: [{email: a@x.test, first_name: Ö, last_name: "O\'Neil, Jr."}], '
            "seat_type: agent, if_full: wait"
        ),
        op.Invite(
            people=(op.Invitee(email="a@x.test", first_name="Ö", last_name="O'Neil, Jr."),),
            seat_type="agent",
            if_full=op.IfFull.WAIT,
        ),
    ),
    (f"do: resend, {P}", op.Resend(person="a@x.test")),
    (f"do: cancel_invitation, {P}", op.CancelInvitation(person="a@x.test")),
    (f"do: decline, {P}", op.Decline(person="a@x.test")),
    (f"do: accept, {P}", op.Accept(person="a@x.test")),
    (f"do: accept, {P}, join: transfer", op.Accept(person="a@x.test", join=Choice.TRANSFER)),
    (f"do: undo_join, {P}", op.UndoJoin(person="a@x.test")),
    (
        f"do: bind, {P}, seat_type: agent, seat: 2",
        op.Bind(person="a@x.test", seat_type="agent", seat=2),
    ),
    (f"do: unassign, {P}, seat: 1", op.Unassign(person="a@x.test", seat=1)),
    (
        f"do: own_plan, {P}, unit_amount: 14990, interval: year",
        op.OwnPlan(person="a@x.test", unit_amount=14990, interval=IntervalUnit.YEAR, members=1),
    ),
    (
        f"do: own_plan, {P}, unit_amount: 1, interval: day, plan: main, pay: false, members: 2",
        op.OwnPlan(
            person="a@x.test",
            unit_amount=1,
            interval=IntervalUnit.DAY,
            plan="main",
            pay=op.Pay.NO,
            members=2,
        ),
    ),
    (f"do: ask_for_seat, {P}", op.AskForSeat(person="a@x.test")),
    (f"do: approve_request, {P}", op.ApproveRequest(person="a@x.test")),
    (f"do: decline_request, {P}", op.DeclineRequest(person="a@x.test")),
    ("do: ask_for_quote, seats: {agent: 20}", op.AskForQuote(seats={"agent": 20})),
    ("do: offer_quote, seats: {agent: 20}, days: 30", op.OfferQuote(seats={"agent": 20}, days=30)),
    ("do: accept_quote", op.AcceptQuote()),
    ("do: decline_quote", op.DeclineQuote()),
    (f"do: grant_role, {P}, role: admin", op.GrantRole(person="a@x.test", role=Role.ADMIN)),
    (f"do: revoke_role, {P}, role: owner", op.RevokeRole(person="a@x.test", role=Role.OWNER)),
    ("do: set_maximum, seats: {agent: 15}", op.SetMaximum(seats={"agent": 15})),
    ("do: set_channel, channel: corporate", op.SetChannel(channel=Channel.CORPORATE)),
    ("do: set_tax_id, tax_id: FR40303265045", op.SetTaxId(tax_id="FR40303265045")),
    ("do: advance", op.Advance()),
]


@pytest.mark.parametrize(("written", "operation"), READ)
def test_every_operation_is_read_with_its_keys(written: str, operation: Operation) -> None:
    step = with_steps(f"{{{written}}}").steps[-1]
    assert isinstance(step, Step)
    assert step.operation == operation
    assert step.do in written


def test_the_table_above_has_every_operation() -> None:
    assert {operation.do for _, operation in READ} == set(FORMS)


def test_null_is_as_absent() -> None:
    step = with_steps("{do: renew, seats: null, pay: null, by: null, at: null}").steps[-1]
    assert isinstance(step, Step)
    assert (step.operation, step.by, step.at) == (op.Renew(), None, paris(2026, 4, 1))


def test_what_every_step_may_have() -> None:
    scenario = with_steps(
        "{at: 2026-04-02T09:30:00+02:00, do: subscribe, seats: {agent: 1}, subscription: second, "
        "by: admin, key: op-1, covers: [T1, G17]}",
        "{do: keep_seats, subscription: second, by: bo@x.test}",
        "{do: keep_seats, by: member}",
    )
    first, second, third, fourth = scenario.all_steps
    assert (first.number, first.by, first.key, first.subscription) == (1, None, None, None)
    assert second.at == datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
    assert (second.number, second.by, second.key) == (2, "admin", "op-1")
    assert (second.subscription, second.covers) == ("second", ("T1", "G17"))
    assert (third.subscription, third.by, third.at) == ("second", "bo@x.test", second.at)
    assert fourth.by == "member"


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "written", "instant"),
    [
        ("Europe/Paris", "2026-04-01", "2026-03-31T22:00:00+00:00"),
        ("Europe/Paris", "2026-01-01", "2025-12-31T23:00:00+00:00"),
        ("Pacific/Kiritimati", "2026-04-01", "2026-03-31T10:00:00+00:00"),
        # 00:00 does not exist here on this day: the first time that does is 01:00.
        ("America/Asuncion", "2023-10-01", "2023-10-01T04:00:00+00:00"),
        # 00:00 exists twice here on this day: the first.
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00+00:00"),
        ("Europe/Paris", "2026-04-01T09:00:00Z", "2026-04-01T09:00:00+00:00"),
        ("Europe/Paris", "2026-04-01T09:00-03:30", "2026-04-01T12:30:00+00:00"),
        ("Europe/Paris", "2026-04-01T09:00:00.25Z", "2026-04-01T09:00:00.250000+00:00"),
        ("Europe/Paris", "1970-01-02", "1970-01-01T23:00:00+00:00"),
        ("Europe/Paris", "2199-12-31", "2199-12-30T23:00:00+00:00"),
    ],
)
def test_a_date_is_midnight_in_the_accounts_zone(zone: str, written: str, instant: str) -> None:
    text = HEAD.replace("Europe/Paris", zone).replace("2026-04-01", written)
    from curule.playback.scenario import read_scenario

    assert read_scenario(text, file="x.yaml").steps[0].at.isoformat() == instant


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2026-02-31", "there is no day 2026-02-31"),
        ("0000-01-01", "there is no day 0000-01-01"),
        ("9999-12-31", "the year of 9999-12-31 is not between 1970 and 2199"),
        ("1969-12-31", "not between 1970 and 2199"),
        ("2026-04-01T23:59:60Z", "is no time of a day"),
        ("2026-04-01T24:00:00Z", "is no time of a day"),
        ("2026-02-31T10:00:00Z", "there is no day 2026-02-31"),
        ("2026-04-01T10:00:00", "has no offset from UTC"),
        ("2026-04-01T10:00:00+25:00", "is no time of a day"),
        ('"2026-04-01 10:00"', "is no time; write a date"),
        ("2026-4-1", "is no time; write a date"),
        ("01.04.2026", "is no time; write a date"),
        ("２０２６-04-01", "is no time; write a date"),
        ("today", "is no time; write a date"),
        ("20260401", "got the number 20260401"),
        ("true", "expected a text, got true"),
        ("2026-03-31", "lies before the step above (2026-04-01T00:00:00+02:00)"),
        ("2026-03-31T21:59:59Z", "lies before the step above"),
    ],
)
def test_a_wrong_time_is_told_at_its_place(written: str, sentence: str) -> None:
    assert sentence in problem_of(HEAD + f"- {{at: §{written}, do: advance}}\n")


def test_time_goes_forward_also_past_steps_without_a_time() -> None:
    steps = "- {at: 2026-05-01, do: advance}\n- {do: advance}\n- {at: §2026-04-30, do: advance}\n"
    assert "lies before the step above" in problem_of(HEAD + steps)


def test_the_first_step_needs_a_time() -> None:
    text = HEAD.replace("{at: 2026-04-01, do", "§{do")
    assert problem_of(text) == "the first step needs `at`"


# --- mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("§just words", "expected a step, got the text `just words`"),
        ("§[]", "expected a step, got a list"),
        ("§{}", "a step needs `do`, or `together`"),
        (
            "{do: §suscribe, seats: {agent: 1}}",
            "unknown operation `suscribe`; did you mean `subscribe`?",
        ),
        ("{do: §frobnicate}", "unknown operation `frobnicate`; known here: subscribe, quote, "),
        ("{do: §7}", "expected a text, got the number 7"),
        ("{do: §together}", "write `together: [step, …]` in place of `do`"),
        ("{do: advance, §seats: {agent: 1}}", "unknown key `seats`; "),
        ("{do: set_seats, §seat: {agent: 1}}", "unknown key `seat`; did you mean `seats`?"),
        ("{do: set_seats, seats: {agent: 1}, §expects: {}}", "did you mean `expect`?"),
        ("§{do: set_seats}", "set_seats needs `seats`"),
        ("{do: set_seats, §seats: null}", "set_seats needs `seats`"),
        ("{do: set_seats, seats: §{}}", "at least one seat type"),
        ("{do: set_seats, seats: §[]}", "expected a map of seat types to numbers, got a list"),
        ("{do: set_seats, seats: §5}", "got the number 5"),
        (
            "{do: set_seats, seats: {§agnet: 5}}",
            "`agnet` is not a seat type of this file; did you mean",
        ),
        ("{do: set_seats, seats: {agent: §-1}}", "a number of seats from 0 to 1000000, got -1"),
        ("{do: set_seats, seats: {agent: §1000001}}", "from 0 to 1000000, got 1000001"),
        ("{do: set_seats, seats: {agent: §9223372036854775808}}", "from 0 to 1000000"),
        ("{do: set_seats, seats: {agent: §1.5}}", "decimal number"),
        ("{do: set_seats, seats: {agent: §1e3}}", "decimal number"),
        ("{do: set_seats, seats: {agent: §１２}}", "got the text `１２`"),
        ("{do: set_seats, seats: {agent: §NaN}}", "got the text `NaN`"),
        ("{do: set_seats, seats: {agent: §null}}", "got null"),
        ("{do: set_seats, seats: {agent: §[]}}", "got a list"),
        ("{do: set_seats, seats: {agent: §true}}", "got true"),
        ('{do: set_seats, seats: {agent: §" 5"}}', "got the text ` 5`"),
        ('{do: set_seats, seats: {agent: §"5\\0"}}', "got the text `5\\x00`"),
        ("{do: set_seats, seats: {agent: 5}, pay: §maybe}", "expected true, false or unknown"),
        ("{do: set_seats, seats: {agent: 5}, pay: §1}", "expected true, false or unknown"),
        (
            "{do: set_seats, seats: {agent: 5}, reduction: §ask}",
            "an answer to a scheduled reduction",
        ),
        ("{do: set_seats, seats: {agent: 5}, reduction: §keep}", "did you mean `keep_target`?"),
        (
            "{do: set_seats, seats: {agent: 5}, leave: §a@x.test}",
            "expected a list of e-mail addresses",
        ),
        ("{do: set_seats, seats: {agent: 5}, leave: §[a@x.test, a@x.test]}", "in this list twice"),
        ('{do: set_seats, seats: {agent: 5}, method: §" card"}', "without outer blanks"),
        ("{do: subscribe, seats: {agent: 5}, trial_days: §-1}", "a number of days from 0"),
        ("{do: subscribe, seats: {agent: 5}, plan: §team}", "`team` is not a plan of this file"),
        ("{do: change_plan, plan: §mian}", "did you mean `main`?"),
        ("§{do: quote}", "a quote needs exactly one of set_seats, add_seats, plan"),
        ("§{do: quote, set_seats: {agent: 1}, plan: main}", "a quote needs exactly one of"),
        (
            "{do: quote, set_seats: {agent: 1}, §seats: {agent: 1}}",
            "the numbers stand under set_seats",
        ),
        ("{do: quote, plan: main, §leave: []}", "a quote of a plan takes no `leave`"),
        ("{do: quote, set_seats: {agent: 1}, §pay: true}", "unknown key `pay`"),
        ("{do: set_auto_renew, value: §on}", "expected true or false, got the text `on`"),
        (
            "{do: payment_method, name: card, save: true, answers: §declines}",
            "did you mean `decline`?",
        ),
        ("§{do: payment_method, name: card}", "payment_method needs `save`"),
        ("{do: pay, invoice: §0}", "counted from 1"),
        ("{do: record_payment, amount: §0}", "from 1 to"),
        ("{do: record_payment, amount: §-500}", "from 1 to"),
        ("{do: record_payment, amount: §12.50}", "decimal number"),
        (f"{{do: record_payment, reference: §{'x' * 141}}}", "at most 140 characters"),
        ("{do: issue_credit, amount: §10000000000000000}", "to 1000000000000000"),
        ("§{do: register}", "register needs `person`"),
        ("{do: register, person: §a@@x.test}", "is not an e-mail address"),
        ("{do: register, person: §mıke@x.test}", "may be taken for another one"),
        ("{do: register, person: §[a@x.test]}", "expected a text, got a list"),
        ("§{do: invite}", "invite needs `person` or `people`"),
        ("§{do: invite, person: a@x.test, people: [{email: b@x.test}]}", "only one of them"),
        ("{do: invite, people: §[]}", "expected a list of people, got an empty one"),
        ("{do: invite, people: [§a@x.test]}", "expected a person, got the text"),
        ("{do: invite, people: [{email: a@x.test, §name: A}]}", "unknown key `name`"),
        ("{do: invite, person: a@x.test, if_full: §waits}", "did you mean `wait`?"),
        ("{do: invite, person: a@x.test, seat_type: §agents}", "did you mean `agent`?"),
        ("{do: accept, person: a@x.test, join: §credit}", "`credit` is not a way to join"),
        ("{do: bind, person: a@x.test, seat: §0}", "counted from 1"),
        (
            "{do: own_plan, person: a@x.test, unit_amount: 1, interval: §months}",
            "did you mean `month`?",
        ),
        ("{do: own_plan, person: a@x.test, unit_amount: 1, interval: year, members: §0}", "from 1"),
        ("§{do: ask_for_quote}", "ask_for_quote needs `seats`"),
        ("{do: accept_quote, §seats: {agent: 1}}", "unknown key `seats`"),
        ("{do: grant_role, person: a@x.test, role: §member}", "`member` is not a role"),
        ("{do: set_channel, channel: §shop}", "`shop` is not a channel"),
        ("{do: set_tax_id, tax_id: §7700000009}", "in quotes"),
        ("{do: advance, by: §boss}", "`boss` is not a role or an e-mail address"),
        ("{do: advance, by: §boss@}", "is not an e-mail address"),
        ('{do: advance, key: §""}', "got an empty one"),
        (f"{{do: advance, key: §{'k' * 256}}}", "at most 255 characters"),
        ("{do: advance, key: §1}", 'write "1" in quotes'),
        ("{do: advance, subscription: §second}", "`second` is not a subscription of a step above"),
        ("{do: advance, covers: §T1}", "expected a list of requirement ids"),
        ("{do: advance, covers: [§t1]}", "the id of a requirement"),
        ("{do: advance, covers: §[T1, T1]}", "T1 stands in this list twice"),
    ],
)
def test_a_wrong_step_is_told_at_its_place(step: str, sentence: str) -> None:
    assert sentence in problem_of(HEAD + f"- {step}\n")


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (
            "{do: §apply_coupon, percent: 20}",
            (
                "not available yet: coupons on running subscriptions (`apply_coupon`) will come "
                "with a later version of Curule"
            ),
        ),
        (
            "{do: §refund, amount: 500}",
            (
                "not available yet: refunds by the vendor (`refund`) will come with a later "
                "version of Curule"
            ),
        ),
    ],
)
def test_what_comes_later_is_refused_with_a_sentence_of_its_own(step: str, sentence: str) -> None:
    assert problem_of(HEAD + f"- {step}\n") == sentence


# --- together -----------------------------------------------------------------------------------


def test_steps_that_run_at_once() -> None:
    scenario = with_steps(
        "{at: 2026-05-01, together: [{do: invite, person: a@x.test, expect: {ok: true}}, "
        "{do: invite, person: b@x.test, by: admin}], covers: [G1], "
        "expect: {ok: 1, refused: {no_free_seat: 1}}}",
        "{do: advance}",
    )
    together = scenario.steps[1]
    assert isinstance(together, Together)
    assert together.at == paris(2026, 5, 1)
    assert together.covers == ("G1",)
    assert [step.at for step in together.steps] == [together.at, together.at]
    assert [step.number for step in scenario.all_steps] == [1, 2, 3, 4]
    assert together.expect is not None
    assert together.expect.ok is not None
    assert together.expect.ok.value == 1
    assert together.expect.refused is not None
    assert together.expect.refused["no_free_seat"].value == 1


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("{together: §[]}", "expected a list of steps, got an empty one"),
        ("{together: §{do: advance}}", "expected a list of steps, got a map"),
        ("{together: [§{do: advance}]}", "`advance` cannot run together with other steps"),
        ("{together: [{§at: 2026-05-01, do: pay}]}", "happen at its instant"),
        ("{together: [{§together: []}]}", "a `together` cannot hold another one"),
        ("{together: [§7]}", "expected a step, got the number 7"),
        ("{together: [{do: pay}], §by: admin}", "unknown key `by`"),
        ("{§do: pay, together: [{do: pay}]}", "unknown key `do`"),
        ("{together: [{do: pay}], expect: {§oks: 1}}", "did you mean `ok`?"),
        ("{together: [{do: pay}], expect: {ok: §-1}}", "a number of steps from 0"),
        ("{together: [{do: pay}], expect: {refused: {§no_free_seats: 1}}}", "mean `no_free_seat`?"),
        ("{together: [{do: pay}], expect: {refused: §no_free_seat}}", "a map of codes to numbers"),
        ("{together: §[" + ", ".join(["{do: pay}"] * 101) + "]}", "at most 100 steps run at once"),
    ],
)
def test_a_wrong_together_is_told_at_its_place(step: str, sentence: str) -> None:
    assert sentence in problem_of(HEAD + f"- {step}\n")


# --- expectations as they are written -----------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ("§5", "expected what a step expects, got the number 5"),
        ("{§duenow: 5}", "unknown key `duenow`; did you mean `due_now`?"),
        ('{due_now: §"5"}', "expected a whole number, got the text `5`"),
        ("{due_now: §5.0}", "decimal number"),
        ("{due_now: §true}", "got true"),
        ("{due_now: §10000000000000000}", "to 1000000000000000"),
        ("{ok: §1}", "expected true or false"),
        ("{refused: §below_minumum}", "did you mean `below_minimum`?"),
        (
            "{refused: §no_seats_for_you}",
            f"is not a code of a refusal; the nearest of the {len(RefusalCode)} that are known",
        ),
        ("{refused: §true}", "expected a code of a refusal, got true"),
        ("{options: §contact}", "expected a list of words"),
        ("{options: [§1]}", 'write "1" in quotes'),
        ("{asks: [§tax]}", "did you mean `tax_id`?"),
        ("{lines: [{§amout: 1}]}", "did you mean `amount`?"),
        ("{lines: §{}}", "expected a list of lines, got a map"),
        ("{lines: §null}", "expected a list of lines, got null"),
        ("{lines: [{period_start: §2026-02-30}]}", "there is no day"),
        ("{quote: §[]}", "expected a quote, got a list"),
        ("{quote: {§due: 1}}", "did you mean `due_now`?"),
        ("{usable: §later}", "expected a time or on_payment"),
        ("{invoices: [{status: §payed}]}", "did you mean `paid`?"),
        ("{payments: [{status: §success}]}", "did you mean `succeeded`?"),
        ("{mails: [{template: invitation, to: §bo}]}", "is not an e-mail address"),
        ("{seats: {§agents: {total: 1}}}", "did you mean `agent`?"),
        ("{seats: {agent: §5}}", "expected numbers of seats, got the number 5"),
        ("{seats: {agent: {§used: 5}}}", "unknown key `used`"),
        ("{seats: {agent: {scheduled: [{§on: 2026-04-01}]}}}", "unknown key `on`"),
        ("{renews_at: §soon}", "is no time; write a date"),
        ("{renews_at: §2026-04-01T00:00:00}", "has no offset from UTC"),
        ("{status: §canceled}", "`canceled` is not a status of a subscription"),
        ("{balance: {§debt: 0}}", "unknown key `debt`"),
        ("{access: {§bo: {allowed: true}}}", "`bo` is not an e-mail address"),
        ("{access: {bo@x.test: {reason: §no_seats}}}", "did you mean `no_seat`?"),
        ("{invitations: {bo@x.test: §pending}}", "`pending` is not a status of an invitation"),
        ("{own: {bo@x.test: {plan: §gone}}}", "`gone` is not a status of a subscription"),
        ("{settlements: [{choice: §cash}]}", "`cash` is not a way to join"),
    ],
)
def test_a_wrong_expectation_is_told_at_its_place(expect: str, sentence: str) -> None:
    assert sentence in problem_of(HEAD + f"- {{do: advance, expect: {expect}}}\n")


def test_a_step_is_a_value_that_can_be_changed_for_a_try() -> None:
    step = with_steps("{do: advance, expect: {ok: true}}").all_steps[-1]
    assert replace(step, expect=None).expect is None
    with pytest.raises(AttributeError):
        step.expect = None  # type: ignore[misc]


def test_labels_are_known_only_after_they_were_given() -> None:
    with pytest.raises(ScenarioError, match="`b` is not a subscription of a step above"):
        with_steps(
            "{do: keep_seats, subscription: b}",
            "{do: subscribe, seats: {agent: 1}, subscription: b}",
        )
