"""Uniqueness: what there is once. Each time a row is written a second time, the rules off."""

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.models import UniqueConstraint

from tests.data.breaking import models, named, refusal_of, refusals_of_copy
from tests.support.world import World

# What else of the second row changes, so that nothing but the constraint stands against it.
COPIED_WITH = {
    "account_closing_once": {},
    "assignment_one_per_invitation": {
        "seat_id": "gen_random_uuid()",
        "email": "'x'",
        "person_id": "NULL",
        "state": "'held'",
        "activated_at": "NULL",
    },
    "assignment_one_per_known_person": {"seat_id": "gen_random_uuid()", "email": "'x'"},
    "assignment_one_per_person": {
        "seat_id": "gen_random_uuid()",
        "person_id": "gen_random_uuid()",
        "invitation_id": "NULL",
    },
    "assignment_one_per_seat": {
        "email": "'x'",
        "person_id": "gen_random_uuid()",
        "invitation_id": "NULL",
    },
    "auto_buy_limit_once": {},
    "bank_entry_part_once": {"payment_id": "NULL"},
    "bank_entry_part_one_payment": {"number": "9"},
    "batch_once_per_order": {},
    "coupon_plan_once": {},
    "coupon_redemption_one_runs": {"place": "2", "account_limit": "NULL"},
    "coupon_redemption_place": {"ended_at": "redeemed_at"},
    "credit_entry_number": {},
    "credit_note_line_position": {},
    "device_once": {"place": "9"},
    "device_place": {"digest": "'x'"},
    "directory_member_once": {},
    "directory_person_by_address": {"user_name_key": "'another'"},
    "directory_person_by_user_name": {"address": "''"},
    "directory_token_once": {},
    "sso_connection_once": {},
    "sso_identity_once": {},
    "sso_identity_one_per_person": {"subject": "'another'"},
    "sign_in_demand_once": {},
    "contradiction_once": {},
    "dispute_once": {},
    "domain_claim_once": {},
    "domain_once": {},
    "external_id_once": {},
    "keyed_request_once": {},
    "foreign_id_once": {},
    "gateway_event_once": {},
    "invitation_once": {},
    "invoice_cap_once": {},
    "invoice_line_position": {},
    "invoice_one_per_renewal": {"number": "NULL"},
    "ledger_transaction_number": {},
    "lost_numbers_once": {},
    "mail_choice_once": {},
    "report_mail_once": {},
    "member_once": {},
    "notice_once": {},
    "one_next_term": {},
    "one_open_plan_change": {},
    "one_open_price_change": {},
    "one_open_reduction": {},
    "operation_once": {},
    "order_once_per_quote": {},
    "parking_once": {},
    "payment_key_once": {},
    "payment_method_one_default": {},
    "payment_one_in_flight": {"key": "'another'"},
    "people_import_row_once": {},
    "period_no_overlap": {"starts_at": "ends_at - interval '1 second'"},
    "plan_key_once": {},
    "plan_version_once": {},
    "price_once": {},
    "price_one_tax_behavior": {"interval_count": "7", "tax_behavior": "'inclusive'"},
    "invoice_request_once": {},
    "invoice_request_credit_once": {},
    "refund_key_once": {},
    "revenue_schedule_one_per_account": {},
    "role_grant_once": {},
    "seat_maximum_once": {},
    "seat_request_once": {},
    "seat_type_once": {},
    "seller_registration_no_overlap": {},
    "settlement_once": {},
    "signing_key_one_signs": {"kid": "'another'"},
    "staff_grant_once": {},
    "waitlist_once": {},
    "tax_id_check_one_waits": {},
    "webhook_attempt_once": {},
    "webhook_delivery_once": {},
}
INVARIANTS = {
    "assignment_one_per_invitation": "I7",
    "assignment_one_per_known_person": "I2",
    "assignment_one_per_person": "I2",
    "assignment_one_per_seat": "I1",
    "coupon_redemption_place": "I22",
    "credit_entry_number": "I20",
    "gateway_event_once": "I31",
    "invoice_one_per_renewal": "I17",
    "one_open_price_change": "I6",
    "one_open_reduction": "I6",
    "payment_key_once": "I19",
    "period_no_overlap": "I16",
    "refund_key_once": "I19",
}
# (account, id) beside the key (id) is what composite keys point to; it is tried with them.
ONLY_ONCE = [
    (model._meta.db_table, constraint.name)
    for model in models()
    for constraint in model._meta.constraints
    if isinstance(constraint, UniqueConstraint | ExclusionConstraint)
    and not (isinstance(constraint, UniqueConstraint) and constraint.fields[-1] == "id")
    and constraint.name != "ledger_transaction_recognized_once"  # tried below
]


@pytest.mark.parametrize(("table", "name"), named(ONLY_ONCE, INVARIANTS))
def test_there_is_no_second_one(
    table: str,
    name: str,
    world: World,  # noqa: ARG001
) -> None:
    assert name in refusals_of_copy(table, COPIED_WITH[name])


def test_revenue_is_recognized_up_to_an_instant_once(world: World) -> None:
    refused = refusal_of(
        "ALTER TABLE curule_ledger_transaction DISABLE TRIGGER USER",
        world.filled(
            "UPDATE curule_ledger_transaction SET recognized_until = '2026-02-01'"
            " WHERE account_id = '{account}'"
        ),
    )

    assert refused == "ledger_transaction_recognized_once"


@pytest.mark.invariant("I23")
@pytest.mark.parametrize("table", ["curule_invoice", "curule_credit_note"])
def test_a_number_is_given_once_over_all_accounts(table: str, world: World) -> None:
    taken = f"(SELECT number FROM {table} WHERE account_id <> '{world.account.id}' LIMIT 1)"  # noqa: S608

    refused = refusal_of(
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"UPDATE {table} SET number = {taken} WHERE account_id = '{world.account.id}'",  # noqa: S608
    )

    assert refused.startswith(f"{table}_number_")


def test_one_person_has_one_address(world: World) -> None:
    refused = refusal_of(
        f"UPDATE curule_person SET email = '{world.alice.email}' WHERE id = '{world.bob.id}'"  # noqa: S608
    )

    assert refused.startswith("curule_person_email_")


def test_no_constraint_is_named_that_there_is_not() -> None:
    assert set(COPIED_WITH) == {name for _, name in ONLY_ONCE}
