"""Rules: what no constraint can say. Each is broken by plain statements, committed for real."""

import pytest

from curule.data import models as models_of
from curule.data.rules import unchanging
from tests.data.attempts import ATTEMPTS, seats
from tests.data.breaking import models, named, refusal_before_undoing, refusal_of
from tests.data.papers import papers
from tests.support.world import World

INVARIANTS = {
    "assignment_closed": "I3",
    "assignment_in_its_seat": "I1",
    "charge_credit_stays": "I24",
    "coupon_redemption_counts_up": "I22",
    "credit_entry_continues": "I20",
    "credit_entry_on_its_invoice": "I15",
    "credit_note_as_issued": "I13",
    "credit_note_has_a_number": "I23",
    "credit_note_is_its_lines": "I14",
    "credit_note_issued": "I13",
    "credit_note_keeps_its_number": "I23",
    "credit_note_line_of_its_note": "I14",
    "credit_note_number_follows_on": "I23",
    "credit_note_on_its_invoice": "I15",
    "credit_note_within_its_invoice": "I21",
    "gateway_event_as_received": "I31",
    "invitation_closed": "I7",
    "invitation_same_address": "I8",
    "invoice_as_issued": "I13",
    "invoice_has_a_number": "I23",
    "invoice_is_its_lines": "I14",
    "invoice_issued": "I13",
    "invoice_keeps_its_number": "I23",
    "invoice_line_of_its_invoice": "I14",
    "invoice_not_while_parked": "I26",
    "invoice_number_follows_on": "I23",
    "invoice_paid_by_what_came_in": "I15",
    "invoice_series_as_far_as_issued": "I23",
    "invoice_series_goes_up": "I23",
    "ledger_entry_balanced": "I12",
    "ledger_transaction_balanced": "I12",
    "next_term_as_asked": "I6",
    "next_term_closed": "I6",
    "payment_as_intended": "I19",
    "dispute_counted_by_its_payment": "I21",
    "payment_counts_its_disputes": "I21",
    "payment_counts_its_refunds": "I21",
    "payment_on_its_invoice": "I15",
    "payment_rest_is_credit": "I15",
    "payment_status_one_way": "I19",
    "price_change_as_announced": "I6",
    "price_change_closed": "I6",
    "quote_as_shown": "I25",
    "refund_as_intended": "I19",
    "refund_of_its_payment": "I21",
    "refund_within_its_note": "I21",
    "scheduled_plan_change_as_asked": "I6",
    "scheduled_plan_change_closed": "I6",
    "scheduled_reduction_as_asked": "I6",
    "scheduled_reduction_closed": "I6",
    "seat_names_its_assignment": "I1",
    "seat_stays_within_maximum": "I6",
    "seat_still_names_its_assignment": "I1",
    "seat_within_maximum": "I6",
    "seat_within_maximum_of_plan": "I6",
}
_GENERAL = ("_kept", "_append_only", "_not_emptied")
RULES = [
    (model._meta.db_table, rule.name)
    for model in models()
    for rule in getattr(model._meta, "triggers", ())
]
_TELLING = "_tells"  # they refuse nothing (test_tells)
OWN = [rule for rule in RULES if not rule[1].endswith((*_GENERAL, _TELLING))]
GENERAL = [rule for rule in RULES if rule[1].endswith(_GENERAL)]


@pytest.mark.parametrize(("table", "rule"), named(OWN, INVARIANTS))
def test_what_breaks_a_rule_is_refused(table: str, rule: str, world: World) -> None:
    del table
    documents = papers(world)
    refused = [
        refusal_of(*(world.filled(documents.get(each, each)) for each in attempt))
        for attempt in ATTEMPTS[rule]
    ]

    assert refused == [rule] * len(ATTEMPTS[rule])


@pytest.mark.invariant("I13")
@pytest.mark.threat("TH35")
@pytest.mark.parametrize(("table", "rule"), named(GENERAL, {}))
def test_rows_that_are_kept_do_not_go(
    table: str,
    rule: str,
    world: World,  # noqa: ARG001
) -> None:
    attempts = {
        "_kept": [f"DELETE FROM {table}"],  # noqa: S608
        "_append_only": [f"DELETE FROM {table}", f"UPDATE {table} SET id = id"],  # noqa: S608
        "_not_emptied": [f"TRUNCATE {table} CASCADE"],
    }[next(ending for ending in _GENERAL if rule.endswith(ending))]

    assert [refusal_of(attempt) for attempt in attempts] == [rule] * len(attempts)


def test_every_rule_is_tried() -> None:
    assert set(ATTEMPTS) == {rule for _, rule in OWN}
    assert set(INVARIANTS) <= set(ATTEMPTS)


def test_a_rule_names_no_column_that_there_is_not() -> None:
    rule = unchanging("nonsense", but=("nothing",))

    with pytest.raises(ValueError, match="nothing"):
        rule.compile(models_of.Seat)  # type: ignore[arg-type]


@pytest.mark.invariant("I6")
def test_as_many_seats_as_agreed_are_let_be(world: World) -> None:
    """Neither the last one is refused, nor one in another's place, nor one that was never there."""
    blink = seats(1, "2026-04-30 23:59:59.999999", "'2026-05-01'")
    again = "UPDATE curule_seat SET ends_at = '2026-05-01' WHERE starts_at = '2026-03-01'"

    let_be = [seats(18), blink, again, seats(18, "2026-05-01")]
    assert refusal_before_undoing(*map(world.filled, let_be)) == ""


@pytest.mark.invariant("I6")
def test_what_was_promised_before_a_lower_maximum_stays(world: World) -> None:
    lower = "UPDATE curule_seat_maximum SET maximum = 1, promised = 5"

    for number, refused in ((3, ""), (4, "seat_within_maximum")):
        statements = lower, world.filled(seats(number))
        assert refusal_before_undoing(*statements) == refused
