"""Statements that break a rule of the tables: each rule by its name, in one or more ways."""

from tests.data.attempts_of_programs import OF_PROGRAMS

NEW_LINE = """
    INSERT INTO {table} (id, account_id, {parent}, position, kind, quantity, numerator,
        denominator, amount_minor, coupon_code, discount_minor, included_tax_minor)
    VALUES (gen_random_uuid(), '{account}', '{id}', 9, 'seats', 1, 1, 1, 1, '', 0, {included})
"""
NEW_TRANSACTION = """
    INSERT INTO curule_ledger_transaction
        (id, account_id, number, kind, currency, source_id, occurred_at)
    VALUES ('00000000-0000-7000-8000-000000000001', '{account}', 99, 'payment', 'EUR',
        gen_random_uuid(), now())
"""
NEW_ENTRY = """
    INSERT INTO curule_ledger_entry
        (id, account_id, transaction_id, ledger_account, currency, amount_minor)
    SELECT gen_random_uuid(), '{account}', id, 'revenue', '{currency}', {amount}
    FROM curule_ledger_transaction WHERE account_id = '{account}' AND number = 1
"""
NEW_CREDIT = """
    INSERT INTO curule_credit_entry (id, account_id, currency, number, amount_minor,
        balance_after_minor, source, source_id, occurred_at)
    VALUES (gen_random_uuid(), '{account}', 'EUR', {number}, 5, {after}, 'goodwill',
        gen_random_uuid(), now())
"""
NEW_ASSIGNMENT = """
    INSERT INTO curule_assignment (id, account_id, subscription_id, pool_id, seat_type_id, seat_id,
        person_id, email, state, started_at, activated_at, end_reason)
    VALUES ('00000000-0000-7000-8000-000000000002', '{account}', '{batch_subscription}',
        '{pool}', '{seat_type}', '{free_seat}', '{alice}', 'x@example.com', 'active',
        '{started_at}', '{started_at}', '')
"""
TAKE_FREE_SEAT = """
    UPDATE curule_seat SET assignment_id = '00000000-0000-7000-8000-000000000002'
    WHERE id = '{free_seat}'
"""
NEW_SEAT = """
    INSERT INTO curule_seat (id, account_id, subscription_id, pool_id, seat_type_id, starts_at,
        assignment_id, last_holder)
    VALUES (gen_random_uuid(), '{account}', '{subscription}', '{subscription}', '{seat_type}',
        now(), '{alices}', '')
"""


# The account agreed on 20 seats, of which two are there from March on.
MORE_SEATS = """
    INSERT INTO curule_seat (id, account_id, subscription_id, pool_id, seat_type_id, starts_at,
        ends_at, last_holder)
    SELECT gen_random_uuid(), '{account}', '{subscription}', '{subscription}', '{seat_type}',
        '{starts_at}', {ends_at}, ''
    FROM generate_series(1, {number})
"""
SMALLER_PLAN = """
    INSERT INTO curule_plan_version (id, plan_id, number, policy)
    SELECT '00000000-0000-7000-8000-000000000003', plan_id, 99, policy
    FROM curule_plan_version LIMIT 1
"""
SMALLER_TYPE = """
    INSERT INTO curule_seat_type
        (id, plan_version_id, name, position, min_seats, max_seats, step, is_unlimited)
    VALUES ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000003',
        'small', 0, 0, 1, 1, false)
"""

MOVE_SEATS = """
    UPDATE curule_seat SET seat_type_id = '00000000-0000-7000-8000-000000000004'
    WHERE starts_at = '2026-03-01'
"""


NEW_REFUND = """
    INSERT INTO curule_refund (id, account_id, payment_id, credit_note_id, key, status, currency,
        amount_minor, created_at)
    VALUES (gen_random_uuid(), '{account}', '{of}', {by}, 'another', 'pending', 'EUR', 1, now())
"""
NEW_PAYMENT = """
    INSERT INTO curule_payment (id, account_id, gateway, method_name, key, status, currency,
        amount_minor, applied_minor, refunded_minor, reference, failure, created_at, asked, paid_on)
    VALUES (gen_random_uuid(), '{account}', 'x', 'x', 'new', 'pending', 'EUR', 1, 0, 0, '', '',
        '2026-02-01', 0, '2026-02-03')
"""
BOOKED = (
    "UPDATE curule_dispute SET is_lost = true, closed_at = opened_at, booked_at = opened_at,"
    " booked_by = 'x'"
)
COUNTED = "UPDATE curule_payment SET refunded_minor = refunded_minor + 1 WHERE id = '{payment}'"


def _refund(payment: str = "{payment}", note: str = "NULL") -> str:
    return NEW_REFUND.replace("{of}", payment).replace("{by}", note)


def _closed_again(table: str, change: str) -> tuple[str, str]:
    """Close what waits for its date and then change it."""
    return (
        f"UPDATE curule_{table} SET status = 'withdrawn', closed_at = now()",  # noqa: S608
        f"UPDATE curule_{table} SET {change}",  # noqa: S608
    )


def seats(number: int, starts_at: str = "2026-03-01", ends_at: str = "NULL") -> str:
    values = {"number": str(number), "starts_at": starts_at, "ends_at": ends_at}
    statement = MORE_SEATS
    for name, value in values.items():
        statement = statement.replace(f"{{{name}}}", value)
    return statement


def _taking(pool: str = "{batch}", started_at: str = "2026-02-01") -> tuple[str, ...]:
    assignment = NEW_ASSIGNMENT.replace("{pool}", pool).replace("{started_at}", started_at)
    return assignment, TAKE_FREE_SEAT


def _entry(currency: str, amount: int) -> str:
    return NEW_ENTRY.replace("{currency}", currency).replace("{amount}", str(amount))


def _set(table: str, assignment: str, row: str) -> tuple[str]:
    return (f"UPDATE curule_{table} SET {assignment} WHERE id = '{row}'",)  # noqa: S608


# Rule → attempts to break it, each one transaction.
ATTEMPTS: dict[str, list[tuple[str, ...]]] = {
    "account_closing_decided": [
        (
            "UPDATE curule_account_closing SET withdrawn_at = now()",
            "UPDATE curule_account_closing SET withdrawn_at = NULL",
        )
    ],
    "invoice_request_answered": [
        (
            "UPDATE curule_invoice_request SET status = 'granted', answered_at = now(), "  # noqa: ISC004  (one statement)
            "answered_by = 'x'",
            "UPDATE curule_invoice_request SET answer = 'y'",
        )
    ],
    "invoice_request_as_asked": [
        ("UPDATE curule_invoice_request SET amount_minor = amount_minor + 1",),
        ("UPDATE curule_invoice_request SET reason = 'another'",),
    ],
    "assignment_closed": [
        ("UPDATE curule_assignment SET ended_at = NULL WHERE ended_at IS NOT NULL",),
        ("UPDATE curule_assignment SET started_at = now() WHERE ended_at IS NOT NULL",),
    ],
    "assignment_in_its_seat": [
        # Two people on one seat, one on a seat that names nobody, one on an ended seat.
        _set("assignment", "seat_id = '{ended_seat}'", "{alices}"),
        _taking()[:1],
        _set("assignment", "ended_at = now()", "{alices}"),
        _set("assignment", "pool_id = '{batch}'", "{alices}"),
        _taking(pool="{batch_subscription}"),
        _taking(started_at="2027-02-01"),
        _taking(started_at="2025-12-31"),
    ],
    "assignment_lent_no_shorter": [
        _set("assignment", "lapses_at = 'infinity'", "{alices}"),
        _set("assignment", "lapses_at = lapses_at - interval '1 second'", "{bobs}"),
    ],
    "assignment_same_holder": [
        _set("assignment", "person_id = '{bob}'", "{alices}"),
        _set("assignment", "person_id = NULL", "{alices}"),
        _set("assignment", "state = 'held'", "{bobs}"),
    ],
    "bank_entry_as_the_bank_says": [
        ("UPDATE curule_bank_entry SET amount_minor = amount_minor + 1",),
        ("UPDATE curule_bank_entry SET payer = 'x'",),
    ],
    "bank_entry_is_its_parts": [
        (
            (
                "UPDATE curule_bank_entry SET status = 'assigned', decided_at = booked_on"
                " WHERE status = 'open'"
            ),
        )
    ],
    "bank_entry_part_as_said": [
        ("UPDATE curule_bank_entry_part SET amount_minor = amount_minor + 1",),
        ("UPDATE curule_bank_entry_part SET invoice_id = NULL",),
    ],
    "bank_entry_part_paid_once": [("UPDATE curule_bank_entry_part SET payment_id = NULL",)],
    "bank_entry_recorded_whole": [
        (
            (
                "INSERT INTO curule_bank_entry_part"
                " (id, account_id, entry_id, number, amount_minor)"
                " SELECT gen_random_uuid(), '{account}', id, 1, amount_minor"
                " FROM curule_bank_entry WHERE status = 'open'"
            ),
            (
                "UPDATE curule_bank_entry SET status = 'assigned', decided_at = booked_on"
                " WHERE status = 'open'"
            ),
            "UPDATE curule_bank_entry SET status = 'recorded' WHERE status = 'assigned'",
        )
    ],
    "bank_entry_status_one_way": [
        (
            (
                "UPDATE curule_bank_entry SET status = 'open', decided_at = NULL"
                " WHERE status = 'recorded'"
            ),
        ),
        (
            (
                "UPDATE curule_bank_entry SET status = 'recorded', decided_at = booked_on"
                " WHERE status = 'open'"
            ),
        ),
    ],
    "batch_as_begun": [_set("batch", "starts_at = ends_at - interval '1 day'", "{batch}")],
    **OF_PROGRAMS,
    "coupon_as_made": [
        ("UPDATE curule_coupon SET percent = percent - 1",),
        ("UPDATE curule_coupon SET limit_in_all = NULL",),
    ],
    "coupon_stopped": [
        (
            "UPDATE curule_coupon SET stopped_at = now()",
            "UPDATE curule_coupon SET stopped_at = NULL",
        )
    ],
    "tax_id_check_as_asked": [("UPDATE curule_tax_id_check SET tax_id = 'x'",)],
    "tax_id_check_settled": [
        ("UPDATE curule_tax_id_check SET reason = 'x' WHERE state <> 'waiting'",)
    ],
    "coupon_redemption_as_made": [("UPDATE curule_coupon_redemption SET periods = NULL",)],
    "coupon_redemption_counts_up": [("UPDATE curule_coupon_redemption SET used = 1",)],
    "charge_as_charged": [
        _set("charge", "amount_minor = amount_minor + 1", "{charge}"),
        _set("charge", "charged_quantity = charged_quantity + 1", "{charge}"),
        _set("charge", "invoice_id = NULL", "{charge}"),
    ],
    "charge_credit_stays": [_set("charge", "credited_minor = 0", "{charge}")],
    "credit_entry_continues": [
        (NEW_CREDIT.replace("{number}", "4").replace("{after}", "6"),),
        (NEW_CREDIT.replace("{number}", "5").replace("{after}", "5"),),
        (NEW_CREDIT.replace("EUR", "USD").replace("{number}", "1").replace("{after}", "0"),),
    ],
    "credit_entry_on_its_invoice": [
        (
            NEW_CREDIT.replace("'goodwill',\n        gen_random_uuid()", "'invoice', '{renewal}'")
            .replace("{number}", "4")
            .replace("{after}", "5"),
        ),
    ],
    "credit_note_as_issued": [_set("credit_note", "as_issued = 'another'", "{note}")],
    "credit_note_has_a_number": [("{unnumbered_note}",)],
    "credit_note_is_its_lines": [("{bare_note}",)],
    "credit_note_issued": [_set("credit_note", "reason = 'another'", "{note}")],
    "credit_note_keeps_its_number": [
        _set("credit_note", "number = 'CN-0'", "{note}"),
        _set("credit_note", "number = NULL", "{note}"),
    ],
    "credit_note_line_of_its_note": [
        (
            NEW_LINE.replace("{table}", "curule_credit_note_line")
            .replace("{parent}", "credit_note_id")
            .replace("{id}", "{note}")
            .replace("{included}", included),
        )
        for included in ("0", "1")  # of the amount of 1, which is then all tax
    ],
    "credit_note_number_follows_on": [("{note_after_next}", "{notes_line}")],
    "credit_note_on_its_invoice": [("{notes_series}", "{open_note}", "{notes_line}")],
    "credit_note_within_its_invoice": [
        ("{notes_series}", "{large_note}", "{notes_large_line}"),
        ("{notes_series}", "{foreign_note}", "{notes_line}"),
    ],
    "domain_removed": [
        (
            "UPDATE curule_domain SET removed_at = now()",
            "UPDATE curule_domain SET removed_at = NULL",
        )
    ],
    "foreign_id_as_written": [("UPDATE curule_foreign_id SET written = 'another'",)],
    "gateway_event_as_received": [("UPDATE curule_gateway_event SET subject = 'x'",)],
    "invitation_closed": [
        ("UPDATE curule_invitation SET status = 'open', closed_at = NULL WHERE status <> 'open'",),
        ("UPDATE curule_invitation SET status = 'expired' WHERE status = 'accepted'",),
    ],
    "invitation_same_address": [
        _set("invitation", "email = 'mallory@example.com'", "{carols_invitation}")
    ],
    "invoice_as_issued": [_set("invoice", "as_issued = 'another'", "{renewal}")],
    "invoice_has_a_number": [("{unnumbered_invoice}",)],
    "invoice_is_its_lines": [("{bare_invoice}",)],
    "invoice_issued": [
        _set("invoice", "due_at = due_at + interval '1 day'", "{renewal}"),
        _set("invoice", "subtotal_minor = 1, tax_minor = total_minor - 1", "{renewal}"),
        _set("invoice", "subscription_id = NULL", "{invoice}"),
    ],
    "invoice_keeps_its_number": [
        _set("invoice", "number = 'INV-0'", "{invoice}"),
        _set("invoice", "number = NULL", "{invoice}"),
    ],
    "invoice_line_of_its_invoice": [
        (
            NEW_LINE.replace("{table}", "curule_invoice_line")
            .replace("{parent}", "invoice_id")
            .replace("{id}", "{invoice}")
            .replace("{included}", included),
        )
        for included in ("0", "1")  # of the amount of 1, which is then all tax
    ],
    "invoice_number_follows_on": [
        ("{invoice_after_next}", "{invoices_line}", "{invoices_series}"),
        ("{next_invoice}", "{invoices_line}"),
        ("{invoice_of_no_series}", "{invoices_line}"),
        ("{invoice_written_otherwise}", "{invoices_line}", "{invoices_series}"),
    ],
    "invoice_paid_by_what_came_in": [
        _set("invoice", "paid_minor = paid_minor - 1", "{renewal}"),
        _set("invoice", "paid_minor = paid_minor + 1", "{renewal}"),
        _set("invoice", "credited_minor = 1", "{renewal}"),
    ],
    "invoice_series_as_far_as_issued": [
        ("UPDATE curule_invoice_series SET last_number = last_number + 1",),
        ("INSERT INTO curule_invoice_series VALUES (gen_random_uuid(), 'INV-another', 1)",),
    ],
    "invoice_series_goes_up": [
        ("UPDATE curule_invoice_series SET last_number = last_number - 1",),
        ("UPDATE curule_invoice_series SET key = 'another'",),
    ],
    "invoice_status_one_way": [
        _set("invoice", "status = 'draft'", "{renewal}"),
        _set("invoice", "status = 'void'", "{invoice}"),
    ],
    "ledger_entry_balanced": [
        (_entry("EUR", 1),),
        (_entry("USD", 1), _entry("USD", -1)),
    ],
    "ledger_transaction_balanced": [(NEW_TRANSACTION,)],
    "member_left": [
        (
            "UPDATE curule_member SET left_at = now()",
            "UPDATE curule_member SET left_at = NULL",
        )
    ],
    "next_term_as_asked": [
        ("""UPDATE curule_next_term SET seats = '{"participant": 9}'""",),
        ("UPDATE curule_next_term SET order_id = gen_random_uuid()",),
    ],
    "next_term_closed": [
        _closed_again("next_term", "status = 'open', closed_at = NULL"),
        _closed_again("next_term", "status = 'applied', closed_at = starts_at"),
        _closed_again("next_term", "starts_at = starts_at + interval '1 day'"),
    ],
    "operation_as_given": [("UPDATE curule_operation SET fingerprint = ''",)],
    "operation_result_once": [("UPDATE curule_operation SET result = '[]'",)],
    "order_as_placed": [_set("order", "quote_id = gen_random_uuid()", "{order}")],
    "order_status_one_way": [
        _set("order", "status = 'awaiting_payment'", "{order}"),
        _set("order", "status = 'canceled'", "{order}"),
    ],
    "outbox_message_as_written": [("UPDATE curule_outbox_message SET recipient = 'x'",)],
    "outbox_message_status_one_way": [
        (
            "UPDATE curule_outbox_message SET status = 'sent', sent_at = now()",
            "UPDATE curule_outbox_message SET status = 'queued'",
        )
    ],
    "payment_paid_before_recorded": [(NEW_PAYMENT,)],
    "ledger_transaction_booked_before": [
        (
            NEW_TRANSACTION.replace("occurred_at)", "occurred_at, booked_on)").replace(
                "now())", "'2026-02-01', '2026-02-03')"
            ),
        )
    ],
    "payment_as_intended": [
        _set("payment", "key = 'another'", "{pending}"),
        _set("payment", "paid_on = '2026-01-01'", "{pending}"),
        _set("payment", "amount_minor = amount_minor + 1", "{pending}"),
    ],
    "dispute_as_booked": [
        (BOOKED, "UPDATE curule_dispute SET note = 'x'"),
        (BOOKED, "UPDATE curule_dispute SET booked_at = NULL"),
    ],
    "dispute_counted_by_its_payment": [
        (f"{BOOKED}, taken_minor = 100, reopened_minor = 100",),
        (f"{BOOKED}, taken_minor = 100, lost_minor = 100",),
    ],
    "payment_counts_its_disputes": [
        _set("payment", "taken_back_minor = 1", "{payment}"),
        _set("payment", "taken_back_minor = 1, lost_minor = 1", "{payment}"),
    ],
    "payment_counts_its_refunds": [
        _set("payment", "refunded_minor = 0", "{payment}"),
        (COUNTED,),
    ],
    "payment_on_its_invoice": [
        _set("payment", "status = 'reversed'", "{payment}"),
        _set(
            "payment",
            "status = 'succeeded', settled_at = now(), applied_minor = amount_minor",
            "{pending}",
        ),
    ],
    "payment_rest_is_credit": [
        _set("payment", "status = 'succeeded', settled_at = now()", "{pending}")
    ],
    "payment_status_one_way": [
        _set("payment", "status = 'pending'", "{payment}"),
        _set("payment", "status = 'failed'", "{payment}"),
    ],
    "contradiction_as_found": [("UPDATE curule_contradiction SET amount_minor = 1",)],
    "contradiction_closed_once": [
        (
            "UPDATE curule_contradiction SET closed_at = now(), closed_by = 'x', remedy = 'gone'",
            "UPDATE curule_contradiction SET closed_at = NULL, closed_by = '', remedy = ''",
        ),
    ],
    "pending_line_as_priced": [("UPDATE curule_pending_line SET amount_minor = 1",)],
    "period_as_begun": [("UPDATE curule_period SET starts_at = starts_at - interval '1 day'",)],
    "plan_version_published": [
        _set("plan_version", "policy = '{}'", "{version}"),
        _set("plan_version", "published_at = NULL", "{version}"),
    ],
    "plan_version_published_stays": [("DELETE FROM curule_plan_version",)],
    "price_published": [
        _set("price", "unit_amount_minor = 1", "{price}"),
        _set("price", "tax_behavior = 'inclusive'", "{price}"),
        ("DELETE FROM curule_price",),
        (
            (
                "INSERT INTO curule_price SELECT gen_random_uuid(), plan_version_id, seat_type_id,"
                " 'USD', interval_unit, interval_count, model, unit_amount_minor, tiers,"
                " package_size, base_fee_minor, tax_behavior FROM curule_price LIMIT 1"
            ),
        ),
    ],
    "quote_as_shown": [
        ("UPDATE curule_quote SET due_now_minor = due_now_minor + 1",),
        ("""UPDATE curule_quote SET change = '{"lines": []}'""",),
    ],
    "quote_status_one_way": [("UPDATE curule_quote SET status = 'open'",)],
    "refund_as_intended": [("UPDATE curule_refund SET amount_minor = 1",)],
    "refund_of_its_payment": [
        (_refund(),),
        (_refund(payment="{pending}"),),
        (COUNTED, _refund().replace("EUR", "USD")),
    ],
    "refund_within_its_note": [(COUNTED, _refund(note="'{note}'"))],
    "refund_status_one_way": [("UPDATE curule_refund SET status = 'pending'",)],
    "price_change_as_announced": [
        ("UPDATE curule_price_change SET not_before = announced_at",),
        ("UPDATE curule_price_change SET amount_after_minor = amount_after_minor + 1",),
    ],
    "price_change_closed": [
        _closed_again("price_change", "status = 'open', closed_at = NULL"),
        _closed_again("price_change", "status = 'applied', closed_at = not_before"),
    ],
    "role_grant_owner_left": [
        (
            (
                "UPDATE curule_role_grant SET revoked_at = now()"
                " WHERE account_id = '{account}' AND role = 'owner'"
            ),
        ),
        ("UPDATE curule_role_grant SET role = 'admin' WHERE account_id = '{account}'",),
    ],
    "role_grant_revoked": [
        (
            "UPDATE curule_role_grant SET revoked_at = now()",
            "UPDATE curule_role_grant SET revoked_at = NULL",
        )
    ],
    "scheduled_plan_change_as_asked": [
        ("""UPDATE curule_scheduled_plan_change SET seats = '{"participant": 9}'""",),
        ("UPDATE curule_scheduled_plan_change SET plan_version_id = gen_random_uuid()",),
    ],
    "scheduled_plan_change_closed": [
        _closed_again("scheduled_plan_change", "status = 'open', closed_at = NULL"),
        _closed_again("scheduled_plan_change", "status = 'applied', closed_at = effective_at"),
        _closed_again("scheduled_plan_change", "effective_at = now()"),
    ],
    "scheduled_reduction_as_asked": [
        ("UPDATE curule_scheduled_reduction SET target = target + 1",),
        ("UPDATE curule_scheduled_reduction SET seat_type_id = gen_random_uuid()",),
    ],
    "scheduled_reduction_closed": [
        _closed_again("scheduled_reduction", "status = 'open', closed_at = NULL"),
        _closed_again("scheduled_reduction", "status = 'applied', closed_at = effective_at"),
        _closed_again("scheduled_reduction", """leaves = '["x"]'"""),
    ],
    "seat_names_its_assignment": [(NEW_SEAT,)],
    "seat_of_its_subscription": [
        _set("seat", "subscription_id = '{subscription}'", "{free_seat}"),
    ],
    "seat_request_decided": [
        (
            "UPDATE curule_seat_request SET status = 'declined', decided_at = now()",
            "UPDATE curule_seat_request SET status = 'approved'",
        )
    ],
    "seat_stays_within_maximum": [
        # Those that were there before run on beside the two, or others come early.
        (
            seats(20, "2025-01-01", "'2025-02-01'"),
            "UPDATE curule_seat SET ends_at = NULL WHERE ends_at = '2025-02-01'",
        ),
        (
            seats(20, "2025-01-01", "'2025-02-01'"),
            "UPDATE curule_seat SET ends_at = '2026-06-01' WHERE ends_at = '2025-02-01'",
        ),
        (
            seats(18),
            seats(18, "2025-01-01", "'2025-02-01'"),
            "UPDATE curule_seat SET starts_at = '2025-01-15' WHERE starts_at = '2026-03-01'",
        ),
    ],
    "seat_still_names_its_assignment": [
        # A seat forgets its holder, names somebody of another seat, or leaves the pool.
        ("UPDATE curule_seat SET assignment_id = NULL WHERE assignment_id = '{alices}'",),
        _set("seat", "assignment_id = '{alices}'", "{free_seat}"),
        ("UPDATE curule_seat SET pool_id = '{batch}' WHERE assignment_id = '{alices}'",),
    ],
    "seat_type_published": [
        ("UPDATE curule_seat_type SET max_seats = 99",),
        ("DELETE FROM curule_seat_type",),
        (
            (
                "INSERT INTO curule_seat_type SELECT gen_random_uuid(), plan_version_id, 'another',"
                " 9, 0, NULL, 1, NULL, false, NULL FROM curule_seat_type LIMIT 1"
            ),
        ),
    ],
    "seat_within_maximum": [
        (seats(19),),
        (seats(10), seats(9, "2026-04-01")),
        # Those that come later count as well.
        (seats(18, "2027-01-01"), seats(1)),
    ],
    "seat_within_maximum_of_plan": [
        (
            seats(2),
            SMALLER_PLAN,
            SMALLER_TYPE,
            MOVE_SEATS,
        )
    ],
    "settlement_closed": [
        (
            "UPDATE curule_settlement SET status = 'moved', closed_at = now()",
            "UPDATE curule_settlement SET status = 'undone'",
        )
    ],
    "subscription_as_bought": [
        _set("subscription", "currency = 'USD'", "{subscription}"),
        _set("subscription", "version = version - 1", "{subscription}"),
        _set("subscription", "product_id = gen_random_uuid()", "{subscription}"),
    ],
    "subscription_status_one_way": [
        _set("subscription", "status = 'incomplete'", "{subscription}"),
        _set("subscription", "status = 'trialing'", "{subscription}"),
        ("UPDATE curule_subscription SET status = 'past_due' WHERE status = 'incomplete'",),
        (
            (
                "UPDATE curule_subscription SET status = 'incomplete', ended_at = NULL"
                " WHERE status = 'ended'"
            ),
        ),
    ],
    "seller_registration_as_recorded": [
        ("UPDATE curule_seller_registration SET number = 'FR1'",),
        ("UPDATE curule_seller_registration SET since = since + 1",),
    ],
    "seller_registration_ended": [
        (
            "UPDATE curule_seller_registration SET until = since + 30",
            "UPDATE curule_seller_registration SET until = NULL",
        )
    ],
    "staff_grant_revoked": [
        (
            "UPDATE curule_staff_grant SET revoked_at = now()",
            "UPDATE curule_staff_grant SET revoked_at = NULL",
        )
    ],
    "test_clock_follows_on": [
        (
            "UPDATE curule_test_clock SET follows_from = now()",
            "UPDATE curule_test_clock SET follows_from = NULL",
        )
    ],
    "test_clock_goes_on": [
        ("UPDATE curule_test_clock SET now = now - interval '1 second'",),
    ],
    "waitlist_entry_left": [
        (
            "UPDATE curule_waitlist_entry SET left_at = now()",
            "UPDATE curule_waitlist_entry SET left_at = NULL",
        )
    ],
}
