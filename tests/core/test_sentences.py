"""Policies that treat a buyer differently read differently."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.invoicing import due_at
from curule.core.policy import FIELDS, NamedNoun, PaymentMethodRule, SeatPolicy, SeatTypeTerms
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.core.pricing import PriceModel
from curule.core.sentences import (
    Count,
    Message,
    Topic,
    policy_paragraphs,
    policy_sentences,
    proration_matters,
)
from tests.core.policies import FIELD_NAMES, SEVERAL_TYPES, VALUES, policies
from tests.core.subscriptions import utc


def starts_anywhere(policy: SeatPolicy) -> bool:
    return policy.anchor.at.kind == "start"


def invites_nobody(policy: SeatPolicy) -> bool:
    return policy.assignment.mode == "registered_person"


def settles_nothing(policy: SeatPolicy) -> bool:
    return policy.joining.own_plan != "settle"


def needs_no_last_day(policy: SeatPolicy) -> bool:
    return policy.decrease.effective == "at_renewal" or policy.proration.unit == "second"


def prorates_nothing(policy: SeatPolicy) -> bool:
    return not proration_matters(policy)


def has_no_maximum(policy: SeatPolicy) -> bool:
    return policy.quantity.max_seats is None


# Fields that change nothing for a buyer as long as this holds of the rest of the policy.
WITHOUT_EFFECT: Final[Mapping[str, Callable[[SeatPolicy], bool]]] = {
    "anchor.first_period": starts_anywhere,
    "assignment.invitation_days": invites_nobody,
    "assignment.resend_resets": invites_nobody,
    "assignment.old_link_dies": invites_nobody,
    "assignment.holds_seat": invites_nobody,
    "joining.requires": settles_nothing,
    "joining.undo_hours": settles_nothing,
    "decrease.last_day": needs_no_last_day,
    "proration.unit": prorates_nothing,
    "proration.lines": prorates_nothing,
    "quantity.at_max": has_no_maximum,
}


def who_acts(policy: SeatPolicy, name: str) -> object:
    """Return a field's value as a buyer meets it: where no role may, the owner does."""
    value: object = policy
    for part in name.split("."):
        value = getattr(value, part)
    return value or {"owner"} if name.endswith("_roles") else value


@given(policies(), st.sampled_from(FIELD_NAMES), st.data())
def test_a_change_that_a_buyer_would_notice_changes_what_is_said(
    policy: SeatPolicy, name: str, data: st.DataObject
) -> None:
    changed = policy.override({name: data.draw(st.sampled_from(VALUES[name]))})
    no_effect = WITHOUT_EFFECT.get(name)
    same = who_acts(policy, name) == who_acts(changed, name)
    silent = same or (no_effect is not None and no_effect(policy) and no_effect(changed))
    # What seats are called stands in every sentence, put in by the catalogs.
    told = (policy.words, policy_sentences(policy))
    told_then = (changed.words, policy_sentences(changed))
    assert (told == told_then) is silent


@given(policies())
def test_topics_come_in_the_order_of_a_buyer_s_questions(policy: SeatPolicy) -> None:
    topics = [paragraph.topic for paragraph in policy_paragraphs(policy)]
    assert topics == list(Topic)
    assert all(paragraph.sentences for paragraph in policy_paragraphs(policy))


@given(policies())
def test_no_sentence_is_said_twice(policy: SeatPolicy) -> None:
    sentences = policy_sentences(policy)
    # Two steps of grace without access read alike; they follow each other.
    keys = [s.key for s in sentences if not s.key.startswith("policy.unpaid.grace")]
    channels = "policy.who.self_service"
    assert len(keys) == len(set(keys))
    assert 1 <= sum(key.startswith(channels) for key in keys) <= 3


def test_every_field_is_covered_by_the_law() -> None:
    assert set(FIELD_NAMES) == set(FIELDS)
    assert set(WITHOUT_EFFECT) < set(FIELDS)


def test_a_buyer_of_tutkit_reads_the_limits() -> None:
    told = {s.key: dict(s.values) for s in policy_sentences(PRESETS["tutkit"])}
    assert told["policy.quantity.max_seats"] == {"maximum": Count(10)}
    assert "policy.quantity.at_max.upgrade_plan_or_contact" in told
    assert "policy.decrease.allowed.never_in_term" in told


def test_a_buyer_of_the_licence_portal_reads_when_the_term_runs_and_what_follows() -> None:
    told = {s.key for s in policy_sentences(PRESETS["licence_portal"])}
    assert told >= {
        "policy.term.starts.on_payment",
        "policy.renewal.mode.manual",
        "policy.renewal.assignments.reissue",
        "policy.assignment.mode.registered_person",
        "policy.unpaid.grace.never_starts",
    }


def test_an_unpaid_renewal_without_grace_ends() -> None:
    policy = PRESETS["zoom"].override({"unpaid.grace": []})
    assert "policy.unpaid.grace.none" in {s.key for s in policy_sentences(policy)}


@pytest.mark.parametrize("method", PaymentMethodRule)
@pytest.mark.parametrize("due_days", [0, 1, 14])
def test_the_sentence_says_the_due_date_that_an_invoice_has(
    method: PaymentMethodRule, due_days: int
) -> None:
    policy = PRESETS["autodesk"].override({"payment.method": method, "payment.due_days": due_days})
    (said,) = (s for s in policy_sentences(policy) if s.key.startswith("policy.payment.due_days"))
    days = due_days if "count" in said.values else 0
    assert said.values.get("count", 0) == days
    told_at_once, told_by_transfer = {
        "policy.payment.due_days.none": (0, 0),
        "policy.payment.due_days.transfer": (0, days),
        "policy.payment.due_days": (days, days),
    }[said.key]
    issued_at = utc(2026, 6, 1)
    for pays_later, told in ((False, told_at_once), (True, told_by_transfer)):
        due = due_at(policy.payment, issued_at, "UTC", pays_later=pays_later)
        assert due - issued_at == timedelta(days=told)


@pytest.mark.parametrize("model", PriceModel)
def test_the_sentence_about_the_price_is_that_of_the_prices_sold(model: PriceModel) -> None:
    def told(*sold_by: PriceModel) -> list[str]:
        sentences = policy_sentences(PRESETS["zoom"], sold_by=sold_by)
        return [s.key for s in sentences if s.key.startswith("policy.price.model")]

    other = next(each for each in PriceModel if each is not model)
    assert told(model) == told(model, model) == [f"policy.price.model.{model}"]
    assert told(model, other) == ["policy.price.model.several"]
    assert told() == ["policy.price.model.flat"]


def messages_about_types(*types: SeatTypeTerms) -> list[Message]:
    told = policy_sentences(PRESETS["zoom"], types)
    return [sentence for sentence in told if sentence.key.startswith("policy.seat_type")]


def test_the_limits_of_seat_types_are_said_where_there_are_several() -> None:
    assert messages_about_types(*PRESET_SEAT_TYPES["autodesk"]) == []
    assert messages_about_types(*PRESET_SEAT_TYPES["zoom"]) == [
        Message("policy.seat_type.from", {"type": "Licensed", "minimum": 1}),
        Message("policy.seat_type.unlimited", {"type": "Basic"}),
    ]


def test_steps_and_bases_of_seat_types_are_said() -> None:
    assert messages_about_types(*SEVERAL_TYPES) == [
        Message("policy.seat_type.between", {"type": NamedNoun.AGENT, "minimum": 5, "maximum": 50}),
        Message("policy.seat_type.step", {"type": NamedNoun.AGENT, "step": 5}),
        Message("policy.seat_type.from", {"type": "Large", "minimum": 0}),
        Message("policy.seat_type.base", {"type": "Large", "base": NamedNoun.AGENT}),
        Message("policy.seat_type.from", {"type": "Stray", "minimum": 0}),
        Message("policy.seat_type.base", {"type": "Stray", "base": "gone"}),
    ]
