"""May this person use it, until when, and if not, why not and what would help."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.entitlements import (
    HELP,
    Access,
    HeldSeat,
    Reason,
    access,
    holds_until,
    refusal_of,
)
from curule.core.lifecycle import GraceAt, Status, grace_at
from curule.core.policy import GraceStep
from curule.core.seats import Hold
from tests.core.subscriptions import utc

NOW = utc(2026, 4, 11)
TERM_END = utc(2027, 1, 1)
SEAT = HeldSeat(
    hold=Hold.ACTIVE,
    seat_type="agent",
    starts_at=utc(2026, 1, 1),
    ends_at=None,
    subscription=Status.ACTIVE,
    term_ends_at=TERM_END,
    renews=True,
)
PAST_DUE = GraceAt(Status.PAST_DUE, utc(2026, 4, 20), utc(2026, 4, 20))
SUSPENDED = GraceAt(Status.SUSPENDED, utc(2026, 5, 20), utc(2026, 4, 1))


@pytest.mark.parametrize(
    ("facts", "until"),
    [
        ({}, None),
        ({"renews": False}, TERM_END),
        ({"ends_at": utc(2026, 9, 1)}, utc(2026, 9, 1)),
        ({"ends_at": utc(2027, 9, 1), "renews": False}, TERM_END),
        ({"term_ends_at": None, "renews": False}, None),
        ({"subscription": Status.TRIALING}, None),
        ({"subscription": Status.PAST_DUE, "grace": PAST_DUE}, utc(2026, 4, 20)),
        ({"grace": GraceAt(Status.ACTIVE, utc(2026, 4, 20))}, None),
        ({"term_ends_at": utc(2026, 4, 1)}, None),
    ],
)
def test_allowed_until(facts: dict[str, object], until: object) -> None:
    """A term that renews by itself is no end, not even before the worker has renewed it."""
    seat = replace(SEAT, **facts)  # type: ignore[arg-type]
    assert access([seat], NOW) == Access(allowed=True, until=until, seat_types=("agent",))  # type: ignore[arg-type]


@pytest.mark.requirement("T17", "T22", "R18")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"hold": Hold.HELD}, Reason.INVITATION_OPEN),
        ({"hold": Hold.HELD, "hold_expires_at": NOW + timedelta(1)}, Reason.INVITATION_OPEN),
        ({"hold": Hold.HELD, "hold_expires_at": NOW}, Reason.NO_SEAT),
        ({"lent_until": NOW}, Reason.NO_SEAT),
        ({"subscription": Status.INCOMPLETE}, Reason.WAITING_FOR_PAYMENT),
        ({"subscription": Status.ENDED}, Reason.TERM_ENDED),
        ({"ends_at": NOW}, Reason.TERM_ENDED),
        ({"term_ends_at": NOW, "renews": False}, Reason.TERM_ENDED),
        ({"starts_at": NOW + timedelta(1)}, Reason.NOT_STARTED),
        ({"grace": SUSPENDED}, Reason.UNPAID),
        ({"grace": GraceAt(Status.ENDED, None, NOW)}, Reason.TERM_ENDED),
    ],
)
def test_not_allowed(facts: dict[str, object], reason: Reason) -> None:
    seat = replace(SEAT, **facts)  # type: ignore[arg-type]
    assert access([seat], NOW) == Access(allowed=False, reason=reason, options=HELP[reason])


def test_without_any_seat_one_can_be_asked_for() -> None:
    assert access([], NOW) == Access(
        allowed=False, reason=Reason.NO_SEAT, options=("ask_for_seat",)
    )


def test_every_reason_has_something_that_helps() -> None:
    assert set(HELP) == set(Reason)


def test_of_two_licenses_the_later_end_counts() -> None:
    first = replace(SEAT, ends_at=utc(2026, 6, 1))
    second = replace(SEAT, seat_type="expert", ends_at=utc(2026, 9, 1))
    both = access([second, first], NOW)
    assert (both.until, both.seat_types) == (utc(2026, 9, 1), ("expert", "agent"))
    assert access([first, SEAT], NOW).until is None


def test_of_several_reasons_the_one_that_helps_most_is_told() -> None:
    ended = replace(SEAT, ends_at=NOW)
    unpaid = replace(SEAT, grace=SUSPENDED)
    assert access([ended, unpaid], NOW).reason is Reason.UNPAID
    assert access([ended, replace(SEAT, lent_until=NOW)], NOW).reason is Reason.TERM_ENDED


instants = st.integers(-30, 30).map(lambda days: NOW + timedelta(days=days))
maybe = st.one_of(st.none(), instants)
seats = st.builds(
    HeldSeat,
    hold=st.sampled_from(Hold),
    seat_type=st.sampled_from(["agent", "expert"]),
    starts_at=instants,
    ends_at=maybe,
    subscription=st.sampled_from(Status),
    term_ends_at=maybe,
    renews=st.booleans(),
    grace=st.sampled_from([None, PAST_DUE, SUSPENDED]),
    hold_expires_at=maybe,
    lent_until=maybe,
)


@given(held=st.lists(seats, max_size=4))
def test_an_answer_is_either_access_with_its_end_or_a_reason_with_a_way_out(
    held: list[HeldSeat],
) -> None:
    answer = access(held, NOW)
    usable = [seat for seat in held if refusal_of(seat, NOW) is None]
    assert answer.allowed is bool(usable)
    if answer.allowed:
        assert answer.reason is None
        assert answer.until is None or answer.until > NOW
        assert set(answer.seat_types) == {seat.seat_type for seat in usable}
        assert all(seat.hold is Hold.ACTIVE for seat in usable)
        assert all(seat.lent_until is None or seat.lent_until > NOW for seat in usable)
    else:
        assert answer.options
        assert answer.until is None


@given(held=st.lists(seats, max_size=4), more=seats)
def test_one_more_seat_never_takes_access_away(held: list[HeldSeat], more: HeldSeat) -> None:
    before, after = access(held, NOW), access([*held, more], NOW)
    assert after.allowed or not before.allowed
    if before.allowed and before.until is not None and after.until is not None:
        assert after.until >= before.until


@given(
    held=st.lists(seats, max_size=3),
    dues=st.lists(st.none() | st.integers(-40, 40), min_size=3, max_size=3),
    steps=st.lists(st.builds(GraceStep, days=st.integers(1, 20), access=st.booleans()), max_size=3),
    later=st.integers(0, 400),
)
def test_until_it_holds_time_takes_nothing_away(
    held: list[HeldSeat], dues: list[int | None], steps: list[GraceStep], later: int
) -> None:
    def at(now: datetime) -> list[tuple[HeldSeat, datetime]]:
        since = [None if due is None else NOW + timedelta(days=due) for due in dues]
        graces = [None if due is None else grace_at(due, steps, now, "UTC") for due in since]
        return [
            (replace(seat, grace=grace), now) for seat, grace in zip(held, graces, strict=False)
        ]

    def types(now: datetime) -> set[str]:
        return {seat.seat_type for seat, _now in at(now) if refusal_of(seat, now) is None}

    end, then = holds_until(at(NOW)), NOW + timedelta(days=later)

    if end is None or then < end:
        assert types(then) >= types(NOW)
    else:
        assert end > NOW
