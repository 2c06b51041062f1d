"""A policy is read strictly, printed as it was written, and never changes."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.periods import AnchorKind, AnchorRule, Duration
from curule.core.policy import (
    FIELDS,
    Channel,
    DecreaseAllowed,
    DecreaseRule,
    GraceStep,
    NamedNoun,
    OwnNoun,
    PolicyError,
    SeatPolicy,
    SelfService,
    Unreadable,
    WhenFull,
    WhenFullRule,
    read_seat_noun,
)
from curule.core.presets import PRESETS
from tests.core.policies import FIELD_NAMES, OWN_NOUN, VALUES, policies

TUTKIT = PRESETS["tutkit"]


def problems_of(changes: dict[str, object]) -> dict[str, str | None]:
    """Return field → nearest known word of everything that is wrong."""
    with pytest.raises(PolicyError) as refused:
        TUTKIT.override(changes)
    return {problem.field: problem.nearest for problem in refused.value.problems}


def test_the_fields_are_those_of_the_vocabulary() -> None:
    assert tuple(FIELDS) == FIELD_NAMES


@given(policies())
def test_a_policy_reads_back_from_its_written_form(policy: SeatPolicy) -> None:
    read_back = SeatPolicy.from_mapping(policy.to_mapping())
    assert read_back == policy
    assert hash(read_back) == hash(policy)


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_every_value_of_a_field_is_printed_as_it_was_written(name: str) -> None:
    for written in VALUES[name]:
        printed: Any = TUTKIT.override({name: written}).to_mapping()
        for part in name.split("."):
            printed = printed[part]
        assert printed == written


def test_a_whole_policy_can_be_written_with_dotted_names() -> None:
    dotted = {name: values[0] for name, values in VALUES.items()}
    policy = SeatPolicy.from_mapping(dotted)
    assert policy == TUTKIT.override(dotted)
    assert policy.words.seat_noun is NamedNoun.SEAT


def test_groups_and_dotted_names_may_be_mixed() -> None:
    policy = TUTKIT.override(
        {
            "quantity": {"max_seats": 25},
            "quantity.min_seats": 5,
            "who": {"self_service": {"corporate": "quote_only"}},
            "who.self_service.online": "contact",
        },
    )
    assert (policy.quantity.min_seats, policy.quantity.max_seats) == (5, 25)
    assert policy.who.self_service.of(Channel.CORPORATE) is SelfService.QUOTE_ONLY
    assert policy.who.self_service.of(Channel.ONLINE) is SelfService.CONTACT
    assert policy.who.self_service.of(Channel.RESELLER) is SelfService.CONTACT
    assert policy.override({"quantity": {"max_seats": 10, "min_seats": 1}}).quantity == (
        TUTKIT.quantity
    )


def test_an_override_leaves_the_rest_alone() -> None:
    changed = TUTKIT.override({"quantity.max_seats": 12})
    assert changed != TUTKIT
    assert changed.override({"quantity.max_seats": 10}) == TUTKIT


def test_values_have_their_types() -> None:
    policy = TUTKIT.override(
        {
            "decrease.allowed": "days_after_purchase(14)",
            "quantity.when_full": "auto_buy_up_to(30)",
            "anchor.at": "day_of_year(04-01)",
            "term.length": "months(12)",
            "unpaid.grace": [{"days": 15, "access": True}],
            "words.seat_noun": OWN_NOUN,
        },
    )
    assert policy.decrease.allowed == DecreaseAllowed(DecreaseRule.DAYS_AFTER_PURCHASE, 14)
    assert str(policy.decrease.allowed) == "days_after_purchase(14)"
    assert policy.quantity.when_full == WhenFull(WhenFullRule.AUTO_BUY_UP_TO, 30)
    assert policy.anchor.at == AnchorRule(AnchorKind.DAY_OF_YEAR, month=4, day=1)
    assert policy.term.length == Duration(months=12)
    assert policy.unpaid.grace == (GraceStep(days=15, access=True),)
    assert isinstance(policy.words.seat_noun, OwnNoun)
    assert policy.words.seat_noun.ru.many == "столов"


def test_a_policy_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        TUTKIT.quantity.max_seats = 99  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        TUTKIT.quantity = PRESETS["zoom"].quantity  # type: ignore[misc]


@pytest.mark.parametrize(
    ("field", "nearest"),
    [
        ("quantity.max_seat", "quantity.max_seats"),
        ("quantty.max_seats", "quantity.max_seats"),
        ("increase.open_reductions", "increase.open_reduction"),
        ("renewals", "renewal"),
        ("who.self_service.on_line", "who.self_service.online"),
        ("qqqqqqqq", None),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest_known(field: str, nearest: str) -> None:
    assert problems_of({field: 1}) == {field: nearest}


@pytest.mark.parametrize(
    ("field", "written", "nearest"),
    [
        ("decrease.allowed", "never_in_terms", "never_in_term"),
        ("decrease.allowed", "days_after_purchase", None),
        ("decrease.allowed", "any_time(3)", None),
        ("decrease.allowed", "days_after_purchase(0)", None),
        ("decrease.allowed", "days_after_purchase(014)", None),
        ("decrease.allowed", "days_after_purchase(1.5)", None),
        ("decrease.allowed", "days_after_purchase(１４)", None),
        ("decrease.allowed", "days_after_purchase(99999)", None),
        ("decrease.allowed", 14, None),
        ("increase.charge", "proratet", "prorated"),
        ("increase.charge", None, None),
        ("increase.charge", True, None),
        ("who.change_roles", ["owners"], "owner"),
        ("who.change_roles", ["owner", "owner"], None),
        ("who.change_roles", "owner", None),
        ("who.self_service", "full", None),
        ("who.requires_auto_renew", "true", None),
        ("who.requires_auto_renew", 1, None),
        ("quantity.min_seats", -1, None),
        ("quantity.min_seats", None, None),
        ("quantity.min_seats", True, None),
        ("quantity.min_seats", "10", None),
        ("quantity.min_seats", 1.0, None),
        ("quantity.max_seats", 0, None),
        ("quantity.max_seats", 2**31, None),
        ("quantity.step", 0, None),
        ("anchor.at", "day_of_week(monday)", "mon"),
        ("anchor.at", "day_of_months(1)", "day_of_month"),
        ("anchor.at", "day_of_month", None),
        ("anchor.at", "day_of_month(32)", None),
        ("anchor.at", "day_of_month(0)", None),
        ("anchor.at", "day_of_year(02-30)", None),
        ("anchor.at", "day_of_year(13-01)", None),
        ("anchor.at", "day_of_year(4-1)", None),
        ("anchor.at", "start(1)", None),
        ("anchor.at", "start)", "start"),
        ("anchor.at", 1, None),
        ("term.length", "month(12)", "months(n)"),
        ("term.length", "months", "months(n)"),
        ("term.length", "months(0)", None),
        ("term.length", 12, None),
        ("term.trial_days", -1, None),
        ("renewal.reminder_days", [30, 30], None),
        ("renewal.reminder_days", [0], None),
        ("renewal.reminder_days", 30, None),
        ("unpaid.grace", [{"days": 15}], None),
        ("unpaid.grace", [{"days": 15, "acces": True, "access": True}], "access"),
        ("unpaid.grace", [{"days": "15", "access": True}], None),
        ("unpaid.grace", [{"days": 15, "access": 1}], None),
        ("unpaid.grace", [15], None),
        ("unpaid.grace", {"days": 15, "access": True}, None),
        ("words.seat_noun", "seats", "seat"),
        ("words.seat_noun", None, None),
        ("words.seat_noun", {**OWN_NOUN, "es": {}}, "en"),
        ("words.seat_noun", {"en": OWN_NOUN["en"]}, None),
        ("words.seat_noun", {**OWN_NOUN, "en": "desk"}, None),
        ("words.seat_noun", {**OWN_NOUN, "en": {"one": "desk"}}, None),
        ("words.seat_noun", {**OWN_NOUN, "en": {"one": "desk", "plurals": "desks"}}, "plural"),
        ("words.seat_noun", {**OWN_NOUN, "en": {"one": "", "plural": "desks"}}, None),
        ("words.seat_noun", {**OWN_NOUN, "en": {"one": 1, "plural": "desks"}}, None),
        ("words.seat_noun", {**OWN_NOUN, "en": {"one": "{link}", "plural": "desks"}}, None),
        ("words.seat_noun", {**OWN_NOUN, "en": {"one": "a\nb", "plural": "desks"}}, None),
        ("words.seat_noun", {**OWN_NOUN, "en": {"one": "d" * 61, "plural": "desks"}}, None),
        (
            "words.seat_noun",
            {**OWN_NOUN, "fr": {"gender": "male", "one": "bureau", "plural": "bureaux"}},
            "masculine",
        ),
    ],
)
def test_an_unknown_value_is_refused_with_its_field_and_the_nearest_word(
    field: str, written: object, nearest: str | None
) -> None:
    assert problems_of({field: written}) == {field: nearest}


def test_everything_wrong_is_said_at_once() -> None:
    found = problems_of(
        {
            "quantity.max_seat": 10,
            "decrease": {"allowed": "whenever", "effective": "know"},
            "quantity": 5,
            "increase.bill": "now",
            "increase": {"bill": "next_invoice"},
        },
    )
    assert found == {
        "quantity.max_seat": "quantity.max_seats",
        "decrease.allowed": None,
        "decrease.effective": "now",
        "quantity": None,
        "increase.bill": None,
    }


def test_a_missing_field_is_named() -> None:
    written = TUTKIT.to_mapping()
    del written["people"]
    written["term"]["length"] = "months(0)"  # type: ignore[call-overload,index]
    with pytest.raises(PolicyError) as refused:
        SeatPolicy.from_mapping(written)
    assert [problem.field for problem in refused.value.problems] == [
        "term.length",
        "people.inactive_after_days",
        "people.reclaim",
    ]
    assert "people.reclaim: is missing" in str(refused.value)


def test_an_error_says_what_was_written_and_what_would_do() -> None:
    with pytest.raises(PolicyError, match=r"increase\.bill: later is none of now, next_invoice"):
        TUTKIT.override({"increase.bill": "later"})
    with pytest.raises(PolicyError, match=r"nearest: never_in_term"):
        TUTKIT.override({"decrease.allowed": "never_in_terms"})
    with pytest.raises(PolicyError, match=r"x{59}… is none of"):
        TUTKIT.override({"increase.bill": "x" * 4_000})
    with pytest.raises(PolicyError, match="null is neither true nor false"):
        TUTKIT.override({"who.requires_auto_renew": None})
    with pytest.raises(PolicyError, match="false is not a whole number or null"):
        TUTKIT.override({"quantity.max_seats": False})


@given(st.dictionaries(st.text() | st.integers(), st.none() | st.text() | st.lists(st.text())))
def test_whatever_is_written_is_read_or_refused(written: dict[Any, Any]) -> None:
    if written:
        with pytest.raises(PolicyError) as refused:
            TUTKIT.override(written)
        assert len(refused.value.problems) == len(written)
    else:
        assert TUTKIT.override(written) == TUTKIT


def test_a_noun_kept_as_json_reads_back() -> None:
    noun = TUTKIT.override({"words.seat_noun": OWN_NOUN}).words.seat_noun
    assert isinstance(noun, OwnNoun)
    kept = {
        language: {
            name: getattr(getattr(noun, language), name)
            for name in ("gender", "one", "few", "many", "plural")
        }
        for language in ("en", "fr", "de", "ru")
    }
    assert read_seat_noun(kept) == noun
    assert read_seat_noun("place") is NamedNoun.PLACE
    with pytest.raises(Unreadable):
        read_seat_noun("places of work")
