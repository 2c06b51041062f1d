"""The one list of refusals."""

from types import MappingProxyType

import pytest

from curule.core.refusals import (
    DEFAULT_OPTIONS,
    FACTS,
    Refusal,
    RefusalCode,
    Refused,
    WayOut,
    refuse,
)

# The codes that doors promise, with their ways out ("" where whoever refuses knows them).
PROMISED = {
    "no_free_seat": "buy_seats invite_fewer contact",
    "plan_seat_maximum": "upgrade_plan contact",
    "below_minimum": "",
    "wrong_step": "",
    "below_assigned": "unassign cancel_invitation",
    "decrease_not_allowed_in_term": "wait_until turn_off_auto_renew contact",
    "decrease_window_closed": "wait_until contact",
    "reduction_open": "keep_target shift_target",
    "nothing_to_change": "choose_other",
    "auto_renew_required": "turn_on_auto_renew",
    "auto_renew_not_offered": "renew",
    "role_not_allowed": "ask_for_seat contact_person",
    "managed_contract": "ask_for_quote contact",
    "quote_expired": "accept_new_quote",
    "quote_stale": "accept_new_quote",
    "payment_declined": "pay other_method",
    "payment_required": "pay other_method",
    "payment_pending": "pay other_method",
    "payment_method_required": "add_method",
    "payment_method_not_saved": "save_method",
    "tax_id_required": "add_tax_id",
    "outstanding_invoices": "pay",
    "own_plan_choice_required": "refund transfer",
    "own_plan_not_allowed": "keep_own_account",
    "not_sole_member": "remove_members",
    "user_not_registered": "send_registration_link correct_address",
    "names_required": "add_names",
    "address_invalid": "correct_address",
    "already_assigned": "resend",
    "base_seat_required": "assign_base",
    "seat_type_missing": "choose_other",
    "reassign_too_soon": "wait_until",
    "reassign_limit": "wait_until",
    "invitation_expired": "ask_for_new_invitation",
    "invitation_canceled": "ask_for_new_invitation",
    "invitation_superseded": "use_newest_link",
    "wrong_person": "switch_account",
    "last_owner": "transfer_ownership",
    "subscription_ended": "renew",
    "subscription_incomplete": "pay",
    "account_closed": "contact",
    "account_parked": "contact",
    "quantity_invalid": "correct_value",
    "amount_invalid": "correct_value",
    "statement_unreadable": "start_over",
    "entry_not_open": "look_again",
    "payment_not_reversible": "look_again",
    "dispute_not_to_book": "look_again",
    "credit_spent": "look_again",
    "payment_not_linkable": "look_again",
    "payment_already_recorded": "look_again",
    "above_what_is_left": "look_again",
    "credit_missing": "look_again",
    "goodwill_too_large": "correct_value",
    "gateway_away": "try_again",
    "month_not_over": "correct_value",
    "month_is_closed": "look_again",
    "month_is_open": "look_again",
    "date_invalid": "correct_value",
    "body_too_long": "correct_value",
    "media_type": "correct_value",
    "field_unknown": "correct_value",
    "version_conflict": "look_again",
    "idempotency_key_missing": "",
    "idempotency_key_reused": "start_over",
    "idempotency_in_progress": "try_again",
    "rate_limited": "wait_until",
    "live_key_required": "choose_other",
    "not_found": "correct_value switch_company",
    "leavers_invalid": "choose_other see_members",
    "seat_occupied": "choose_other unassign",
    "seat_not_in_force": "choose_other wait_until",
    "term_already_ordered": "wait_until see_subscriptions",
    "role_already_held": "see_members",
    "role_not_held": "see_members",
    "quote_not_open": "accept_new_quote see_subscriptions",
    "nothing_to_pay": "see_invoices",
    "not_assigned": "correct_address see_members",
    "invitation_not_open": "invite_again",
    "request_not_open": "see_requests",
    "already_exists": "choose_other",
    "field_invalid": "correct_value",
    "field_repeated": "correct_value",
}

# The few codes that tell no way out by themselves, and why.
WITHOUT = {
    RefusalCode.BELOW_MINIMUM: "whoever refuses gives the nearest allowed numbers",
    RefusalCode.WRONG_STEP: "whoever refuses gives the nearest allowed numbers",
    RefusalCode.PLAN_VERSION_PUBLISHED: "only the vendor meets it, and its reason is the next step",
    RefusalCode.IDEMPOTENCY_KEY_MISSING: "only a program meets it, and its reason is the next step",
}


@pytest.mark.parametrize("code", RefusalCode)
def test_every_code_has_a_way_out_but_for_a_few(code: RefusalCode) -> None:
    assert bool(refuse(code).options) is (code not in WITHOUT)


@pytest.mark.parametrize("code", PROMISED)
def test_a_promised_code_exists_with_its_ways_out(code: str) -> None:
    assert refuse(RefusalCode(code)).options == tuple(PROMISED[code].split())


def test_a_refusal_takes_the_usual_ways_out_unless_it_knows_better() -> None:
    usual = refuse(RefusalCode.NO_FREE_SEAT, needed=8, free=6)
    assert usual.options == ("buy_seats", "invite_fewer", "contact")
    assert usual.values == {"needed": 8, "free": 6}
    assert refuse(RefusalCode.NO_FREE_SEAT, options=(WayOut.JOIN_WAITLIST,)).options == (
        "join_waitlist",
    )
    assert refuse(RefusalCode.NO_FREE_SEAT, options=()).options == ()
    assert refuse(RefusalCode.BELOW_MINIMUM, options=("5",)).options == ("5",)


def test_a_refusal_is_a_value() -> None:
    assert refuse(RefusalCode.NOT_FOUND, options=(), name="x") == Refusal(
        RefusalCode.NOT_FOUND, values=MappingProxyType({"name": "x"})
    )
    assert refuse(RefusalCode.NOT_FOUND, name="x") != refuse(RefusalCode.NOT_FOUND, name="y")
    assert hash(refuse(RefusalCode.NOT_FOUND)) == hash(refuse(RefusalCode.NOT_FOUND))


def test_a_refusal_rolls_back_by_being_raised() -> None:
    refusal = refuse(RefusalCode.NO_FREE_SEAT)
    with pytest.raises(Refused, match="no_free_seat") as raised:
        raise Refused(refusal)
    assert raised.value.refusal is refusal


def test_every_way_out_is_one_of_some_code_or_given_by_a_rule() -> None:
    usual = {option for options in DEFAULT_OPTIONS.values() for option in options}
    by_when_full = {WayOut.JOIN_WAITLIST}
    of_the_one_who_has_it = {WayOut.SEE_ACCESS}
    assert usual | by_when_full | of_the_one_who_has_it == set(WayOut)


def test_no_fact_is_named_twice_in_a_code() -> None:
    for groups in FACTS.values():
        first = [group[0] for group in groups]
        assert len(first) == len(set(first))
