"""Each invariant finds what is planted against it, past all rules, and nothing in a whole world."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from curule.selectors.invariants import BOUNDS, INVARIANTS, Scope, Violation, unusual, verify
from tests.support.world import NOW, World

BOOKS = "UPDATE curule_revenue_schedule SET next_at = '2026-01-02' WHERE account_id = '{account}'"

# Invariant, function → what is planted. Constraints go for the while where they stand in the way.
PLANTED = {
    "I1 more_taken_than_there_are": [
        "UPDATE curule_seat SET starts_at = '2026-02-10' WHERE assignment_id = '{alices}'"
    ],
    "I1 seats_and_assignments_disagree": [
        "UPDATE curule_seat SET assignment_id = NULL WHERE assignment_id = '{alices}'"
    ],
    "I2 two_seats_for_one": [
        "DROP INDEX assignment_one_per_known_person",
        "UPDATE curule_assignment SET person_id = '{alice}' WHERE id = '{bobs}'",
    ],
    "I3 histories_overlap": [
        "DROP INDEX assignment_one_per_seat",
        (
            "UPDATE curule_assignment SET seat_id = (SELECT seat_id FROM curule_assignment"
            " WHERE id = '{alices}'), started_at = '2026-01-05' WHERE id = '{bobs}'"
        ),
    ],
    "I3 events_tell_another_history": [
        (
            "DELETE FROM curule_event WHERE payload->>'assignment' = '{alices}'"
            " OR payload->>'assignment' = '{bobs}' AND type = 'seat.held'"
        )
    ],
    "I4 events_tell_other_seats": [
        "UPDATE curule_seat SET ends_at = '2026-09-01' WHERE id = '{free_seat}'"
    ],
    "I6 numbers_leave_their_limits": [
        "UPDATE curule_seat_maximum SET maximum = 1 WHERE account_id = '{account}'"
    ],
    "I6 reductions_are_overdue": [
        (
            "UPDATE curule_scheduled_reduction SET effective_at = '2026-01-05'"
            " WHERE account_id = '{account}'"
        )
    ],
    "I6 prices_come_before_their_date": [
        "ALTER TABLE curule_price_change DROP CONSTRAINT price_change_other_version",
        (
            "UPDATE curule_price_change SET plan_version_id = from_version_id,"
            " announced_at = '2026-01-01', not_before = '2026-12-01', renews_at = '2026-12-01'"
        ),
    ],
    "I7 accepted_wrongly": [
        "DROP INDEX assignment_one_per_known_person",
        "UPDATE curule_assignment SET person_id = '{alice}', email = 'x' WHERE id = '{bobs}'",
    ],
    "I8 accepted_by_another_address": [
        "UPDATE curule_person SET email = 'somebody-else@example.com' WHERE id = '{bob}'"
    ],
    "I11 seats_held_for_nobody": [
        (
            "UPDATE curule_invitation SET status = 'declined', closed_at = invited_at"
            " WHERE id = '{carols_invitation}'"
        )
    ],
    "I11 open_past_their_end": [
        "UPDATE curule_invitation SET expires_at = '2026-01-20' WHERE id = '{carols_invitation}'"
    ],
    "I12 postings_out_of_balance": [
        (
            "UPDATE curule_ledger_entry SET amount_minor = amount_minor + 1 WHERE id IN"
            " (SELECT id FROM curule_ledger_entry WHERE account_id = '{account}' LIMIT 1)"
        )
    ],
    "I12 postings_are_missing": [
        "DELETE FROM curule_ledger_transaction WHERE account_id = '{account}' AND number = 2"
    ],
    "I12 transfers_do_not_arrive": [
        (
            "UPDATE curule_ledger_entry SET ledger_account = 'transfer'"
            " WHERE ledger_account = 'customer_credit' AND amount_minor = 1300"
        )
    ],
    "I12 balances_differ_from_documents": [
        (
            "UPDATE curule_ledger_entry SET ledger_account = 'cash:sandbox'"
            " WHERE account_id = '{account}' AND ledger_account = 'cash:bank_transfer'"
        )
    ],
    "I12 revenue_is_not_what_was_earned": [
        BOOKS,
        (
            "INSERT INTO curule_ledger_transaction (id, account_id, number, kind, currency,"
            " source_id, occurred_at, recognized_until) SELECT gen_random_uuid(), account_id,"
            " 1 + MAX(number), 'recognized', 'EUR', account_id, '2026-02-01', '2026-02-01'"
            " FROM curule_ledger_transaction WHERE account_id = '{account}' GROUP BY account_id"
        ),
    ],
    "I12 revenue_is_overdue": [BOOKS],
    "I13 rules_are_missing": ["ALTER TABLE curule_event DISABLE TRIGGER USER"],
    "I14 totals_are_not_the_lines": [
        (
            "UPDATE curule_invoice_line SET amount_minor = amount_minor + 1"
            " WHERE invoice_id = '{invoice}'"
        )
    ],
    "I14 lines_are_not_their_formula": [
        "UPDATE curule_invoice_line SET quantity = quantity + 1 WHERE invoice_id = '{invoice}'"
    ],
    "I14 tax_is_not_its_rate": [
        "UPDATE curule_invoice SET tax_rate = 19 WHERE id = '{invoice}'",
    ],
    "I15 open_is_not_what_is_due": [
        "UPDATE curule_invoice SET status = 'void' WHERE id = '{renewal}'"
    ],
    "I15 paid_is_not_what_came_in": [
        "UPDATE curule_invoice SET paid_minor = paid_minor + 1 WHERE id = '{renewal}'"
    ],
    "I16 periods_overlap_or_leave_gaps": [
        (
            "UPDATE curule_period SET ends_at = ends_at - interval '1 day'"
            " WHERE account_id = '{account}' AND starts_at = '2026-01-01'"
        )
    ],
    "I16 time_without_a_period": [
        (
            "UPDATE curule_period SET ends_at = '2026-01-20' WHERE account_id = '{account}'"
            " AND starts_at = '2026-01-01'"
        ),
        "DELETE FROM curule_period WHERE account_id = '{account}' AND starts_at = '2026-02-01'",
    ],
    "I17 renewed_twice": [
        "DROP INDEX invoice_one_per_renewal",
        (
            "UPDATE curule_invoice SET kind = 'renewal', period_starts_at = '2026-02-01'"
            " WHERE id = '{invoice}'"
        ),
    ],
    "I19 keys_are_missing": [
        "ALTER TABLE curule_payment DROP CONSTRAINT payment_has_a_key",
        "UPDATE curule_payment SET key = '' WHERE id = '{pending}'",
    ],
    "I20 credit_does_not_add_up": [
        (
            "UPDATE curule_credit_entry SET balance_after_minor = balance_after_minor + 1"
            " WHERE account_id = '{account}' AND number = 2"
        )
    ],
    "I20 credit_without_a_source": [
        (
            "UPDATE curule_credit_entry SET source_id = gen_random_uuid()"
            " WHERE account_id = '{account}' AND source = 'overpayment'"
        )
    ],
    "I20 credit_lies_beside_debt": [
        "DELETE FROM curule_credit_entry WHERE account_id = '{account}' AND number = 3",
        (
            "UPDATE curule_invoice SET grace_from_at = NULL, is_granted = true, status = 'open',"
            " closed_at = NULL, next_attempt_at = NULL WHERE id = '{invoice}'"
        ),
    ],
    "I21 refunds_exceed_payments": [
        "UPDATE curule_payment SET refunded_minor = 0 WHERE id = '{payment}'"
    ],
    "I21 disputes_exceed_payments": [
        "UPDATE curule_payment SET taken_back_minor = 1 WHERE id = '{payment}'"
    ],
    "I21 refunds_exceed_notes": [
        "UPDATE curule_refund SET credit_note_id = '{note}' WHERE account_id = '{account}'"
    ],
    "I23 documents_without_a_number": [
        "UPDATE curule_invoice SET number = 'INV-2099-000001' WHERE id = '{invoice}'"
    ],
    "I22 redeemed_beyond_their_limits": [
        "ALTER TABLE curule_coupon DROP CONSTRAINT coupon_account_limit_some",
        "UPDATE curule_coupon SET limit_per_account = 0",
    ],
    "I22 redemptions_are_not_counted": ["UPDATE curule_coupon SET redeemed = 2 WHERE redeemed = 1"],
    "I22 shares_are_not_the_amount": [
        (
            "UPDATE curule_charge SET coupon_code = 'NONE', amount_off_minor = 5"
            " WHERE closed_at IS NULL"
        )
    ],
    "I23 series_with_holes": ["UPDATE curule_invoice_series SET last_number = last_number + 1"],
    "I24 more_given_back_than_charged": [
        "ALTER TABLE curule_charge DROP CONSTRAINT charge_credit_within",
        "UPDATE curule_charge SET credited_minor = amount_minor + 1 WHERE id = '{charge}'",
    ],
    "I24 credits_not_in_the_books": [
        "UPDATE curule_charge SET credited_minor = 1000 WHERE id = '{charge}'"
    ],
    "I24 books_not_in_the_documents": [
        "UPDATE curule_charge SET credited_minor = 3000 WHERE id = '{charge}'"
    ],
    "I24 more_credited_than_invoiced": [
        (
            "UPDATE curule_credit_note SET subtotal_minor = 4100, total_minor = 4300,"
            " to_credit_minor = 4300 WHERE id = '{note}'"
        )
    ],
    "I25 invoices_differ_from_quotes": [
        (
            'UPDATE curule_quote SET change = \'{"lines": [{"amount": 3999}, {"amount": 1}]}\''
            " WHERE id = (SELECT quote_id FROM curule_order WHERE id = '{order}')"
        )
    ],
    "I32 rows_of_other_accounts": [
        "UPDATE curule_charge SET account_id = '{own_account}' WHERE id = '{charge}'"
    ],
    "I32 pools_of_others": ["UPDATE curule_charge SET pool_id = '{batch}' WHERE id = '{charge}'"],
    "I38 rows_ahead_of_their_clock": [
        "UPDATE curule_subscription SET created_at = '2026-02-16' WHERE account_id = '{clocked}'"
    ],
    "I5 leases_past_their_end": [
        (
            "UPDATE curule_assignment SET lapses_at = '2026-01-20'"
            " WHERE account_id = '{account}' AND person_id = '{alice}' AND ended_at IS NULL"
        )
    ],
    "I5 inactive_people_with_access": [
        (
            "UPDATE curule_directory_person SET active = false, address = (SELECT email FROM"
            " curule_assignment WHERE id = '{alices}') WHERE id = (SELECT id FROM"
            " curule_directory_person WHERE account_id = '{account}' LIMIT 1)"
        ),
        (
            "INSERT INTO curule_event (id, account_id, type, occurred_at, actor_kind, subject_id,"
            " payload) SELECT gen_random_uuid(), account_id, 'directory.person_changed',"
            " '2026-03-01', 'directory', id, '{\"active\": false}' FROM"
            " curule_directory_person WHERE account_id = '{account}' AND NOT active"
        ),
    ],
    "I35 tokens_beyond_their_rule": [
        (
            "INSERT INTO curule_device SELECT (JSONB_POPULATE_RECORD(d, JSONB_BUILD_OBJECT("
            "'id', GEN_RANDOM_UUID(), 'place', n, 'digest', '\\x' || MD5(n::text)))).*"
            " FROM curule_device d, GENERATE_SERIES(2, 9) n WHERE d.account_id = '{account}'"
        )
    ],
    "I27 changes_without_a_record": [
        "DELETE FROM curule_event WHERE type = 'invoice.issued' AND subject_id = '{invoice}'"
    ],
    "I27 records_without_a_change": [
        (
            "UPDATE curule_event SET subject_id = gen_random_uuid() WHERE type = 'order.placed'"
            " AND subject_id = '{order}'"
        )
    ],
    "I27 parkings_without_a_record": [
        "DELETE FROM curule_event WHERE type = 'account.released' AND account_id = '{account}'"
    ],
    "I27 bank_lines_without_a_record": [
        "DELETE FROM curule_vendor_event WHERE type = 'bank_line.set_aside'"
    ],
    "I30 events_nobody_is_told": [
        (
            "UPDATE curule_webhook_endpoint SET disabled_at = NULL, disabled_because = '',"
            " created_at = '2025-12-01', changed_at = NULL, changed_by = '',"
            " events = ARRAY['invoice.issued']"
        )
    ],
    "I30 messages_told_without_a_try": [
        (
            "UPDATE curule_webhook_delivery SET status = 'delivered', done_at = '2026-02-15'"
            " WHERE account_id = '{account}'"
        )
    ],
    "I31 gateway_events_not_judged": [
        "UPDATE curule_gateway_event SET look_again_at = NULL, outcome = ''"
    ],
    "I31 charges_taken_twice": [
        (
            "UPDATE curule_payment SET gateway = 'stripe', reference = 'pi_1',"
            " status = 'succeeded', settled_at = created_at WHERE account_id = '{account}'"
        )
    ],
    "I41 closed_months_changed": ["UPDATE curule_month_closing SET postings = postings + 1"],
    "I40 attempts_wait_for_nobody": [
        "UPDATE curule_payment SET ask_again_at = NULL WHERE id = '{pending}'"
    ],
    "I40 mails_nobody_sees_to": [
        "UPDATE curule_outbox_message SET status = 'failed' WHERE account_id = '{account}'"
    ],
}
OF_NO_ACCOUNT = {
    "bank_lines_without_a_record",
    "closed_months_changed",
    "gateway_events_not_judged",
    "rules_are_missing",
    "series_with_holes",
    "transfers_do_not_arrive",
}
CASES = [
    pytest.param(*name.split(), id=name, marks=pytest.mark.invariant(name.split()[0]))
    for name in PLANTED
]


@contextmanager
def planted(world: World, *statements: str) -> Iterator[None]:
    """Write past all rules, and take it back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for statement in statements:
                cursor.execute(world.filled(statement))
        yield
        transaction.set_rollback(True)


def _found(function: str, scope: Scope) -> list[Violation]:
    (find,) = [each for each in INVARIANTS if each.__name__ == function]
    return list(find(scope))


@pytest.mark.parametrize(("invariant", "function"), CASES)
def test_what_is_planted_is_found(invariant: str, function: str, world: World) -> None:
    assert _found(function, Scope()) == []

    with planted(world, *PLANTED[f"{invariant} {function}"]):
        found = _found(function, Scope())
        everything = verify()

    assert {violation.invariant for violation in found} == {invariant}
    assert set(found) <= set(everything)


@pytest.mark.parametrize(("invariant", "function"), CASES)
def test_it_is_found_in_its_account_alone(invariant: str, function: str, world: World) -> None:
    with planted(world, *PLANTED[f"{invariant} {function}"]):
        everywhere = _found(function, Scope())
        accounts = {violation.account_id for violation in everywhere}
        by_account = [
            violation
            for account in accounts - {None}
            for violation in _found(function, Scope(account_id=account))
        ]
        elsewhere = _found(function, Scope(account_id=world.alice.id))

    assert elsewhere == []
    if function in OF_NO_ACCOUNT:
        assert accounts == {None}
    else:
        assert sorted(map(str, by_account)) == sorted(map(str, everywhere))


def test_every_invariant_has_something_planted_against_it() -> None:
    assert {find.__name__ for find in INVARIANTS} == {name.split()[1] for name in PLANTED}


def test_a_whole_world_has_no_violation(world: World) -> None:
    assert verify() == ()
    assert verify(world.account.id) == ()
    assert verify(now=NOW + timedelta(minutes=30)) == ()
    assert unusual() == ()


@pytest.mark.invariant("I5", "I11", "I40")
def test_time_tells_for_accounts_without_a_clock(world: World) -> None:
    in_april = NOW + timedelta(days=60)

    late = {violation.invariant for violation in verify(world.account.id, now=in_april)}

    assert late == {"I5", "I6", "I11", "I16", "I40"}


@pytest.mark.invariant("I13")
def test_switched_off_keys_are_found(world: World) -> None:
    with planted(world, "ALTER TABLE curule_seat DISABLE TRIGGER ALL"):
        found = _found("rules_are_missing", Scope())

    assert "the foreign keys are switched off" in {violation.what for violation in found}


@pytest.mark.invariant("I13")
def test_a_constraint_that_was_dropped_is_found(world: World) -> None:
    with planted(world, "ALTER TABLE curule_seat DROP CONSTRAINT seat_not_empty"):
        (found,) = _found("rules_are_missing", Scope())

    assert found.numbers == {"table": "curule_seat", "name": "seat_not_empty"}


@pytest.mark.invariant("I26")
def test_what_no_customer_does_is_told_but_breaks_nothing(world: World) -> None:
    many = (
        "INSERT INTO curule_invoice SELECT (JSONB_POPULATE_RECORD(i, JSONB_BUILD_OBJECT("
        "'id', GEN_RANDOM_UUID(), 'number', 'M-' || n, 'kind', 'plan'))).*"
        " FROM curule_invoice i, GENERATE_SERIES(1, 25) n WHERE i.id = '{invoice}'"
    )
    lines = (
        "INSERT INTO curule_invoice_line SELECT (JSONB_POPULATE_RECORD(l, JSONB_BUILD_OBJECT("
        "'id', GEN_RANDOM_UUID(), 'position', n))).*"
        " FROM curule_invoice_line l, GENERATE_SERIES(2, 20) n WHERE l.invoice_id = '{renewal}'"
    )
    orders = (
        "INSERT INTO curule_order SELECT (JSONB_POPULATE_RECORD(o, JSONB_BUILD_OBJECT("
        "'id', GEN_RANDOM_UUID(), 'quote_id', GEN_RANDOM_UUID()))).*"
        " FROM curule_order o, GENERATE_SERIES(1, 250) n WHERE o.id = '{order}'"
    )

    with planted(world, many, lines, orders):
        found = unusual()

    assert {violation.what: violation.numbers["number"] for violation in found} == {
        "many recurring lines of a subscription within 1 day": 20,
        "many invoices within 1 minute": 26,
        "many invoices within 1 day": 26,
        "many changes of a subscription within 1 hour": 251,
    }
    assert len(BOUNDS) == 4  # the last is planted beside the bounds themselves


def test_it_reads_one_state_and_writes_nothing(world: World) -> None:
    seen: list[tuple[str, str]] = []

    def watch(scope: Scope) -> list[Violation]:
        del scope
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('transaction_read_only'),"
                " current_setting('transaction_isolation')"
            )
            seen.append(cursor.fetchone())
        return []

    from curule.selectors import invariants

    assert invariants._run([watch], Scope(account_id=world.account.id)) == ()
    assert seen == [("on", "repeatable read")]
