"""Grace, renewal, reminders and retries: what time does to a subscription."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.lifecycle import (
    GraceAt,
    Status,
    days_later,
    grace_at,
    grace_ends,
    last_access_ends,
)
from curule.core.policy import GraceStep
from curule.core.presets import PRESETS
from curule.core.renewal import (
    Turn,
    next_attempt,
    next_question,
    offer_reminder,
    price_renewal,
    reduction_reminder,
    reminders,
    turn_at,
)
from tests.core.strategies import flat, instants, zones
from tests.core.subscriptions import PARIS, customer_of, offer_of, paris, policy_of, pool_of, utc

DUE = paris(2026, 3, 20, 9)
AUTODESK = PRESETS["autodesk"].unpaid.grace


# --- grace


@pytest.mark.parametrize(
    ("days", "status", "ends", "access"),
    [
        (0, Status.PAST_DUE, 15, True),
        (14, Status.PAST_DUE, 15, True),
        (15, Status.SUSPENDED, 45, False),
        (44, Status.SUSPENDED, 45, False),
        (45, Status.ENDED, None, False),
    ],
)
def test_grace_counts_its_steps_from_the_due_date(
    days: int, status: Status, ends: int | None, *, access: bool
) -> None:
    grace = grace_at(DUE, AUTODESK, days_later(DUE, days, PARIS), PARIS)
    assert (grace.status, grace.access) == (status, access)
    assert grace.next_at == (None if ends is None else days_later(DUE, ends, PARIS))
    assert grace.access_ends_at == days_later(DUE, 15, PARIS)


def test_an_invoice_that_is_not_due_changes_nothing() -> None:
    grace = grace_at(DUE, AUTODESK, DUE - timedelta(seconds=1), PARIS)
    assert grace == GraceAt(Status.ACTIVE, DUE)
    assert grace.access


def test_without_steps_it_ends_when_it_is_due() -> None:
    assert grace_at(DUE, (), DUE, PARIS) == GraceAt(Status.ENDED, None, DUE)


def test_without_access_it_ends_at_the_due_date() -> None:
    steps = PRESETS["tutkit"].unpaid.grace
    assert last_access_ends(DUE, steps, PARIS) == DUE
    assert grace_ends(DUE, steps, PARIS) == days_later(DUE, 30, PARIS)
    assert grace_at(DUE, steps, DUE, PARIS).status is Status.SUSPENDED


def test_a_day_later_is_the_same_local_time() -> None:
    assert days_later(paris(2026, 3, 28, 9), 1, PARIS) == utc(2026, 3, 29, 7)
    assert days_later(paris(2026, 3, 30, 9), -2, PARIS) == utc(2026, 3, 28, 8)


grace_steps = st.lists(st.integers(1, 40), min_size=1, max_size=4).flatmap(
    lambda lengths: st.integers(0, len(lengths)).map(
        lambda with_access: tuple(
            GraceStep(days=days, access=place < with_access) for place, days in enumerate(lengths)
        )
    )
)


@given(due_at=instants, steps=grace_steps, zone=zones, hours=st.integers(-48, 24 * 170))
def test_grace_goes_one_way(
    due_at: datetime, steps: tuple[GraceStep, ...], zone: str, hours: int
) -> None:
    """Access is never given back while the invoice stays unpaid, and every step is announced."""
    order = [Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED, Status.ENDED]
    now = due_at + timedelta(hours=hours)
    here, later = (grace_at(due_at, steps, at, zone) for at in (now, now + timedelta(hours=1)))
    assert order.index(later.status) >= order.index(here.status)
    assert (here.next_at is None) is (here.status is Status.ENDED)
    if here.next_at is not None:
        assert here.next_at > now
        assert here.next_at <= grace_ends(due_at, steps, zone)
    if now >= due_at:
        assert here.access is (now < last_access_ends(due_at, steps, zone))
        assert (here.status is Status.ENDED) is (now >= grace_ends(due_at, steps, zone))


# --- renewal


@pytest.mark.parametrize(
    ("days", "auto_renew", "ordered", "turn"),
    [
        (-1, True, False, Turn.NEXT_PERIOD),
        (-1, False, True, Turn.NEXT_PERIOD),
        (0, True, False, Turn.NEXT_TERM),
        (0, True, True, Turn.ORDERED_TERM),
        (0, False, True, Turn.ORDERED_TERM),
        (0, False, False, Turn.END),
    ],
)
def test_what_follows_a_period(days: int, turn: Turn, *, auto_renew: bool, ordered: bool) -> None:
    term_ends_at = utc(2026, 6, 1)
    assert (
        turn_at(
            boundary=term_ends_at + timedelta(days=days),
            term_ends_at=term_ends_at,
            auto_renew=auto_renew,
            next_term_ordered=ordered,
        )
        is turn
    )


def test_a_renewal_is_priced_whole_for_the_totals_it_begins_with() -> None:
    customer = customer_of(offer_of(policy_of("autodesk")), {"seat": 7}, paris(2026, 2, 1))
    customer.renew()
    priced = price_renewal(customer.standing, {"seat": 5}, customer.standing.period)
    assert [(line.quantity, line.amount) for line in priced.lines] == [(5, 15000)]
    assert [(c.part.numerator, c.part.denominator) for c in priced.charges] == [(31, 31)]


def test_a_renewal_of_nothing_has_no_line() -> None:
    customer = customer_of(
        offer_of(policy_of("autodesk"), pool_of(flat(0))), {"seat": 7}, paris(2026, 2, 1)
    )
    assert price_renewal(customer.standing, {"seat": 7}, customer.standing.period).lines == ()
    nothing = price_renewal(customer.standing, {"seat": 0}, customer.standing.period)
    assert nothing.charges == ()


# --- reminders, retries


def test_reminders_come_in_order_and_those_before_the_term_are_left_out() -> None:
    planned = reminders(
        term_starts_at=paris(2026, 4, 11),
        term_ends_at=paris(2026, 5, 11),
        days_before=(7, 60, 30, 1),
        zone=PARIS,
    )
    assert [(reminder.days, reminder.at) for reminder in planned] == [
        (30, paris(2026, 4, 11)),
        (7, paris(2026, 5, 4)),
        (1, paris(2026, 5, 10)),
    ]


@given(
    starts_at=instants,
    length=st.integers(1, 800),
    days=st.sets(st.integers(1, 400), max_size=8),
    zone=zones,
)
def test_every_reminder_lies_in_its_term(
    starts_at: datetime, length: int, days: set[int], zone: str
) -> None:
    ends_at = days_later(starts_at, length, zone)
    planned = reminders(term_starts_at=starts_at, term_ends_at=ends_at, days_before=days, zone=zone)
    assert [r.at for r in planned] == sorted(r.at for r in planned)
    assert all(starts_at <= r.at < ends_at for r in planned)
    assert {r.days for r in planned} >= {day for day in days if day < length}


@pytest.mark.parametrize(
    ("asked_at", "days_before", "reminded_at"),
    [
        (paris(2026, 4, 1), (30, 7), paris(2026, 5, 4)),
        (paris(2026, 4, 1), (30, 1), paris(2026, 5, 10)),
        (paris(2026, 4, 1), (), paris(2026, 5, 4)),
        (paris(2026, 5, 4), (7,), paris(2026, 5, 4)),
        (paris(2026, 5, 6), (7,), paris(2026, 5, 6)),
    ],
)
def test_fewer_seats_are_reminded_of_with_the_last_reminder_of_the_term(
    asked_at: datetime, days_before: tuple[int, ...], reminded_at: datetime
) -> None:
    planned = reduction_reminder(
        requested_at=asked_at,
        effective_at=paris(2026, 5, 11),
        days_before=days_before,
        zone=PARIS,
    )
    assert planned == reminded_at


@given(made_at=instants, days=st.integers(1, 366), zone=zones)
def test_an_offer_is_recalled_a_day_before_it_expires_and_a_day_after_it_was_made(
    made_at: datetime, days: int, zone: str
) -> None:
    expires_at = days_later(made_at, days, zone)
    at = offer_reminder(made_at=made_at, expires_at=expires_at, zone=zone)
    assert at is not None or days < 3
    if at is not None:
        assert days_later(made_at, 1, zone) <= at <= expires_at
        assert at == days_later(expires_at, -1, zone)


def test_an_offer_that_stands_for_a_day_is_not_recalled() -> None:
    made_at = paris(2026, 5, 11)
    for days, at in ((1, None), (2, paris(2026, 5, 12)), (30, paris(2026, 6, 9))):
        expires_at = days_later(made_at, days, PARIS)
        assert offer_reminder(made_at=made_at, expires_at=expires_at, zone=PARIS) == at


def test_a_declined_method_is_tried_again_after_1_3_5_and_7_days() -> None:
    issued_at = utc(2026, 4, 1)
    declined_at, attempts = issued_at, []
    while (at := next_attempt(issued_at, declined_at)) is not None:
        attempts.append(at)
        declined_at = at
    assert attempts == [issued_at + timedelta(days=days) for days in (1, 3, 5, 7)]


def test_an_unknown_payment_is_asked_about_for_five_days() -> None:
    made_at = utc(2026, 4, 1)
    questions = [next_question(made_at, asked) for asked in range(8)]
    assert questions[:2] == [made_at + timedelta(minutes=5), made_at + timedelta(hours=1)]
    assert questions[2:7] == [made_at + timedelta(days=days) for days in (1, 2, 3, 4, 5)]
    assert questions[7] is None
