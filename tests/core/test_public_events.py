"""What events are called outside: every promised type exists, or is known not to."""

from __future__ import annotations

import pytest

from curule.core.events import EventType
from curule.core.public_events import (
    NOT_YET,
    PUBLIC_TYPES,
    heard,
    public_type,
    subject_prefix,
)

PROMISED = [
    "account.created",
    "account.joined",
    "account.join_reverted",
    "member.invited",
    "member.joined",
    "member.removed",
    "member.role_changed",
    "invitation.bounced",
    "invitation.expired",
    "seat.assigned",
    "seat.unassigned",
    "seat.type_changed",
    "seat_request.created",
    "seat_request.approved",
    "subscription.created",
    "subscription.seats_increased",
    "subscription.seats_decrease_scheduled",
    "subscription.renewal_due",
    "subscription.renewed",
    "subscription.plan_changed",
    "subscription.ended",
    "license_batch.issued",
    "license_batch.expiring",
    "license_batch.expired",
    "license.bound",
    "license.unbound",
    "license.revoked",
    "quote.created",
    "quote.accepted",
    "order.placed",
    "invoice.issued",
    "invoice.overdue",
    "invoice.paid",
    "invoice.voided",
    "payment.recorded",
    "payment.unmatched",
    "payment.reversed",
    "credit_note.issued",
    "refund.queued",
    "refund.paid",
    "import.completed",
    "test_clock.ready",
    "webhook_endpoint.disabled",
]


@pytest.mark.parametrize("name", PROMISED)
def test_every_promised_type_exists_or_is_known_not_to(name: str) -> None:
    assert (name in PUBLIC_TYPES) != (name in NOT_YET)


def test_nothing_is_missing_that_nobody_promised() -> None:
    assert set(NOT_YET) <= set(PROMISED)


@pytest.mark.parametrize("event", EventType)
def test_what_is_asked_for_by_name_is_heard(event: EventType) -> None:
    events = heard([public_type(event)])
    assert event in events
    assert {public_type(each) for each in events} == {public_type(event)}


def test_types_are_written_as_two_words_with_a_full_stop_in_the_past() -> None:
    assert all(name.count(".") == 1 and name == name.lower() for name in PUBLIC_TYPES)


def test_a_type_that_there_is_not_is_named() -> None:
    with pytest.raises(KeyError, match=r"seat\.sold"):
        heard(["seat.assigned", "seat.sold"])


def test_a_subject_has_the_prefix_of_its_noun() -> None:
    assert subject_prefix(EventType.SEAT_ASSIGNED) == "seat"
    assert subject_prefix(EventType.SEAT_REQUESTED) == "sreq"
    assert subject_prefix(EventType.REDUCTION_SCHEDULED) == "sub"
    assert subject_prefix(EventType.ACCOUNT_OPENED) == "acc"
    assert subject_prefix(EventType.ACCOUNT_DOMAIN_VERIFIED) is None
    assert subject_prefix(EventType.PRICE_CHANGE_ANNOUNCED) is None
