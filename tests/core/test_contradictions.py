"""A policy that cannot be kept is not published."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.policy import (
    FIELDS,
    ContradictionRule,
    SeatPolicy,
    SeatTypeTerms,
    contradictions,
    read_seat_type,
)
from curule.core.presets import PRESETS
from tests.core.policies import policies

R = ContradictionRule

EXAMPLES: list[tuple[str, Mapping[str, object], ContradictionRule, tuple[str, ...]]] = [
    (
        "tutkit",
        {"decrease.effective": "now"},
        R.DECREASE_NOW_NEVER_IN_TERM,
        ("decrease.effective", "decrease.allowed"),
    ),
    (
        "zoom",
        {"decrease.money": "account_credit"},
        R.MONEY_FOR_NO_UNUSED_TIME,
        ("decrease.money", "decrease.effective"),
    ),
    (
        "zoom",
        {"decrease.money": "refund_to_method"},
        R.MONEY_FOR_NO_UNUSED_TIME,
        ("decrease.money", "decrease.effective"),
    ),
    (
        "tutkit",
        {"increase.effective": "at_renewal"},
        R.INCREASE_AT_RENEWAL_COSTS_NOTHING_NOW,
        ("increase.effective", "increase.charge"),
    ),
    (
        "tutkit",
        {"increase.charge": "none_until_renewal"},
        R.INCREASE_AT_RENEWAL_COSTS_NOTHING_NOW,
        ("increase.effective", "increase.charge"),
    ),
    (
        "tutkit",
        {"increase.charge": "new_period"},
        R.NEW_PERIOD_RESETS_ANCHOR,
        ("increase.charge", "anchor.on_change"),
    ),
    (
        "gotoassist",
        {"anchor.on_change": "keep"},
        R.NEW_PERIOD_RESETS_ANCHOR,
        ("increase.charge", "anchor.on_change"),
    ),
    (
        "tutkit",
        {"anchor.on_change": "reset_to_change"},
        R.NEW_PERIOD_RESETS_ANCHOR,
        ("increase.charge", "anchor.on_change"),
    ),
    (
        "licence_portal",
        {"anchor.at": "day_of_month(1)"},
        R.OWN_TERM_STARTS_AT_ITS_START,
        ("increase.charge", "anchor.at"),
    ),
    (
        "licence_portal",
        {"decrease.effective": "now", "decrease.allowed": "any_time"},
        R.OWN_TERM_NEVER_DECREASES_NOW,
        ("increase.charge", "decrease.effective"),
    ),
    (
        "licence_portal",
        {"renewal.mode": "automatic"},
        R.OWN_TERM_RENEWS_BY_HAND,
        ("increase.charge", "renewal.mode"),
    ),
    (
        "zoom",
        {"increase.charge": "full_price"},
        R.TWO_LINES_NEED_PRORATION,
        ("proration.lines", "increase.charge"),
    ),
    (
        "licence_portal",
        {"proration.lines": "credit_and_charge"},
        R.TWO_LINES_NEED_PRORATION,
        ("proration.lines", "increase.charge"),
    ),
    (
        "zoom",
        {"increase.charge": "none_until_renewal", "increase.effective": "at_renewal"},
        R.TWO_LINES_NEED_PRORATION,
        ("proration.lines", "increase.charge"),
    ),
    (
        "autodesk",
        {"renewal.mode": "manual"},
        R.MANUAL_RENEWAL_CANNOT_BE_REQUIRED,
        ("renewal.mode", "who.requires_auto_renew"),
    ),
    (
        "tutkit",
        {"increase.effective": "on_order"},
        R.TERM_ON_PAYMENT_SEATS_ON_ORDER,
        ("term.starts", "increase.effective"),
    ),
    (
        "tutkit",
        {"term.trial_days": 14},
        R.TRIAL_BEFORE_PAYMENT,
        ("term.trial_days", "term.starts"),
    ),
    (
        "licence_portal",
        {"assignment.auto_assign": "verified_domain"},
        R.DOMAIN_KNOWS_NO_REGISTRATION,
        ("assignment.mode", "assignment.auto_assign"),
    ),
    (
        "zoom",
        {"assignment.mode": "direct"},
        R.SETTLEMENT_NEEDS_INVITATION,
        ("joining.own_plan", "assignment.mode"),
    ),
    (
        "tutkit",
        {"joining.requires": ["sole_member"]},
        R.SETTLEMENT_TERMS_WITHOUT_SETTLEMENT,
        ("joining.requires", "joining.own_plan"),
    ),
    (
        "tutkit",
        {"joining.undo_hours": 72},
        R.SETTLEMENT_TERMS_WITHOUT_SETTLEMENT,
        ("joining.undo_hours", "joining.own_plan"),
    ),
    (
        "autodesk",
        {"payment.method": "ask"},
        R.SAVED_FIRST_NEEDS_METHOD_ON_FILE,
        ("payment.other_method_saved_first", "payment.method"),
    ),
    (
        "zoom",
        {"quantity.when_full": "auto_buy_up_to(30)", "who.self_service.online": "contact"},
        R.AUTO_BUY_NEEDS_SELF_SERVICE,
        ("quantity.when_full", "who.self_service.online"),
    ),
    (
        "tutkit",
        {"quantity.when_full": "auto_buy_up_to(10)"},
        R.AUTO_BUY_CANNOT_WAIT_FOR_PAYMENT,
        ("quantity.when_full", "increase.effective"),
    ),
    (
        "tutkit",
        {"quantity.max_seats": None},
        R.AT_MAX_WITHOUT_MAX,
        ("quantity.at_max", "quantity.max_seats"),
    ),
    (
        "tutkit",
        {"quantity.min_seats": 11},
        R.MIN_ABOVE_MAX,
        ("quantity.min_seats", "quantity.max_seats"),
    ),
    (
        "zoom",
        {"quantity.step": 5},
        R.LIMIT_NO_MULTIPLE_OF_STEP,
        ("quantity.min_seats", "quantity.step"),
    ),
    (
        "tutkit",
        {"quantity.step": 3, "quantity.min_seats": 3},
        R.LIMIT_NO_MULTIPLE_OF_STEP,
        ("quantity.max_seats", "quantity.step"),
    ),
    (
        "tutkit",
        {"unpaid.grace": [{"days": 0, "access": False}]},
        R.GRACE_TOO_SHORT,
        ("unpaid.grace",),
    ),
    (
        "tutkit",
        {"unpaid.grace": [{"days": 5, "access": False}, {"days": 5, "access": True}]},
        R.GRACE_GIVES_ACCESS_BACK,
        ("unpaid.grace",),
    ),
    ("tutkit", {"who.change_roles": []}, R.NOBODY_MAY_CHANGE, ("who.change_roles",)),
]


@pytest.mark.parametrize(("preset", "changes", "rule", "named"), EXAMPLES)
def test_a_contradiction_is_found_and_names_its_fields(
    preset: str,
    changes: Mapping[str, object],
    rule: ContradictionRule,
    named: tuple[str, ...],
) -> None:
    found = contradictions(PRESETS[preset].override(changes))
    assert [(c.rule, c.fields) for c in found] == [(rule, named)]


def types(*written: Mapping[str, object]) -> tuple[SeatTypeTerms, ...]:
    return tuple(read_seat_type(one, PRESETS["zoom"].quantity) for one in written)


TYPE_EXAMPLES: list[tuple[tuple[SeatTypeTerms, ...], ContradictionRule, list[tuple[str, ...]]]] = [
    (
        types({"name": "a", "min": 5, "max": 4}),
        R.MIN_ABOVE_MAX,
        [("seat_types.a.min", "seat_types.a.max")],
    ),
    (
        types({"name": "a", "min": 5, "max": 15, "step": 10}),
        R.LIMIT_NO_MULTIPLE_OF_STEP,
        [("seat_types.a.min", "seat_types.a.step"), ("seat_types.a.max", "seat_types.a.step")],
    ),
    (types({"name": "a", "base": "b"}), R.BASE_MISSING, [("seat_types.a.base",)]),
    (types({"name": "a", "base": "a"}), R.BASE_IN_A_RING, [("seat_types.a.base",)]),
    (
        types({"name": "a", "base": "b"}, {"name": "b", "base": "a"}, {"name": "c", "base": "a"}),
        R.BASE_IN_A_RING,
        [("seat_types.a.base",), ("seat_types.b.base",)],
    ),
]


@pytest.mark.parametrize(("seat_types", "rule", "named"), TYPE_EXAMPLES)
def test_a_contradiction_between_seat_types_is_found(
    seat_types: tuple[SeatTypeTerms, ...],
    rule: ContradictionRule,
    named: list[tuple[str, ...]],
) -> None:
    found = contradictions(PRESETS["zoom"], seat_types)
    assert [(c.rule, c.fields) for c in found] == [(rule, fields) for fields in named]


def test_every_rule_has_its_example() -> None:
    shown = {rule for *_, rule, _ in EXAMPLES} | {rule for _, rule, _ in TYPE_EXAMPLES}
    assert shown == set(R)


def test_contact_alone_needs_no_maximum_and_a_type_may_set_one() -> None:
    zoom = PRESETS["zoom"]
    assert contradictions(zoom) == ()
    upgrading = zoom.override({"quantity.at_max": ["upgrade_plan"]})
    assert [c.rule for c in contradictions(upgrading)] == [R.AT_MAX_WITHOUT_MAX]
    assert contradictions(upgrading, types({"name": "a", "max": 9})) == ()


def test_an_unlimited_type_has_no_limits_to_contradict() -> None:
    odd = types({"name": "basic", "unlimited": True, "min": 5, "max": 4, "step": 3})
    assert contradictions(PRESETS["zoom"], odd) == ()


@given(policies(), policies())
def test_a_contradiction_depends_on_the_fields_it_names_and_on_no_other(
    policy: SeatPolicy, other: SeatPolicy
) -> None:
    for contradiction in contradictions(policy):
        assert set(contradiction.fields) <= set(FIELDS)
        moved = {name: written_at(policy, name) for name in contradiction.fields}
        assert contradiction in contradictions(other.override(moved))


@given(policies(), st.sampled_from(sorted(PRESETS)))
def test_the_named_fields_of_a_sound_policy_resolve_a_contradiction(
    policy: SeatPolicy, preset: str
) -> None:
    for contradiction in contradictions(policy):
        sound = {name: written_at(PRESETS[preset], name) for name in contradiction.fields}
        assert contradiction not in contradictions(policy.override(sound))


def written_at(policy: SeatPolicy, name: str) -> object:
    place: object = policy.to_mapping()
    for part in name.split("."):
        assert isinstance(place, dict)
        place = place[part]
    return place


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdef"]), max_size=6))
def test_exactly_the_types_on_a_ring_are_named(base_of: dict[str, str]) -> None:
    seat_types = types(*({"name": n, "base": b or None} for n, b in base_of.items()))
    found = {c.rule: set[str]() for c in contradictions(PRESETS["zoom"], seat_types)}
    for contradiction in contradictions(PRESETS["zoom"], seat_types):
        found[contradiction.rule] |= {contradiction.fields[0].split(".")[1]}

    def trail(name: str) -> list[str]:
        seen: list[str] = []
        while (name := base_of.get(name, "")) and name not in seen:
            seen.append(name)
        return seen

    rings = {name for name in base_of if name in trail(name)}
    missing = {name for name, base in base_of.items() if base and base not in base_of}
    assert found.get(R.BASE_IN_A_RING, set()) == rings
    assert found.get(R.BASE_MISSING, set()) == missing
