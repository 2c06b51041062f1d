"""Laws of webhooks: when a delivery is tried again, and what its answers mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.webhooks import (
    PAUSES,
    TRIES,
    Again,
    Delivered,
    Disabled,
    GivenUp,
    Outcome,
    next_step,
    without_what_is_too_long,
)

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
HALF = Fraction(1, 2)
FAILURES = [each for each in Outcome if each not in {Outcome.DELIVERED, Outcome.GONE}]
spreads = st.fractions(min_value=0, max_value=1).filter(lambda spread: spread < 1)


def test_ten_tries_take_seventy_five_hours_and_thirty_five_minutes() -> None:
    hours = (*accumulate(pause / timedelta(hours=1) for pause in PAUSES),)
    assert TRIES == 10
    assert sum(PAUSES, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert [round(hour, 1) for hour in hours[2:]] == [0.6, 2.6, 7.6, 17.6, 31.6, 51.6, 75.6]


@given(st.integers(200, 599))
def test_only_two_hundreds_are_taken(status: int) -> None:
    outcome = Outcome.of(status)
    assert (outcome is Outcome.DELIVERED) == (status < 300)
    assert (outcome is Outcome.REDIRECTED) == (300 <= status < 400)
    assert (outcome is Outcome.GONE) == (status == 410)


@given(st.integers(1, TRIES), spreads)
def test_what_is_taken_is_over_and_what_is_gone_disables(tries: int, spread: Fraction) -> None:
    assert next_step(Outcome.DELIVERED, tries=tries, at=NOON, spread=spread) == Delivered()
    gone = next_step(Outcome.GONE, tries=tries, at=NOON, spread=spread)
    assert gone == GivenUp(Disabled.GONE)


@given(st.sampled_from(FAILURES), st.integers(1, TRIES - 1), spreads)
def test_a_failure_is_tried_again_within_a_tenth_of_its_pause(
    outcome: Outcome, tries: int, spread: Fraction
) -> None:
    step = next_step(outcome, tries=tries, at=NOON, spread=spread)
    assert isinstance(step, Again)
    assert abs(step.at - NOON - PAUSES[tries - 1]) <= PAUSES[tries - 1] / 10


@given(st.sampled_from(FAILURES), st.integers(1, TRIES - 2), spreads, spreads)
def test_whatever_the_jitter_a_later_try_waits_no_shorter(
    outcome: Outcome, tries: int, one: Fraction, other: Fraction
) -> None:
    sooner = next_step(outcome, tries=tries, at=NOON, spread=one)
    later = next_step(outcome, tries=tries + 1, at=NOON, spread=other)
    assert isinstance(sooner, Again)
    assert isinstance(later, Again)
    assert sooner.at < later.at


@given(st.sampled_from(FAILURES), spreads)
def test_the_tenth_failure_is_the_last(outcome: Outcome, spread: Fraction) -> None:
    step = next_step(outcome, tries=TRIES, at=NOON, spread=spread)
    is_ours = outcome is Outcome.UNWRITABLE
    assert step == GivenUp(None if is_ours else Disabled.FAILING)
    takes = next_step(outcome, tries=TRIES, at=NOON, spread=spread, takes_others=True)
    assert takes == GivenUp(None)


@pytest.mark.parametrize(
    ("tries", "spread"), [(0, HALF), (TRIES + 1, HALF), (1, Fraction(1)), (1, Fraction(-1, 9))]
)
def test_what_cannot_be_is_refused(tries: int, spread: Fraction) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the numbers are all it says
        next_step(Outcome.REFUSED, tries=tries, at=NOON, spread=spread)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 50)), st.integers(0, 100))
def test_what_is_kept_fits_and_nothing_shorter_is_left_out(
    sizes: dict[str, int], room: int
) -> None:
    kept, is_cut = without_what_is_too_long(sizes, sizes=sizes, room=room)
    left = {name for name in sizes if name not in kept}
    assert sum(sizes[name] for name in kept) <= room
    assert is_cut == bool(left)
    assert list(kept) == [name for name in sizes if name in kept]
    assert all(sizes[out] >= sizes[name] for out in left for name in kept)
