"""Seat types: their limits, their defaults, their written form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.policy import (
    NamedNoun,
    SeatTypeTerms,
    Unreadable,
    default_seat_type,
    read_seat_type,
    write_seat_type,
)
from curule.core.presets import PRESETS

TEN = PRESETS["tutkit"].quantity
STEPS = st.integers(1, 20)


@given(
    step=STEPS,
    lowest=st.integers(0, 5),
    more=st.integers(0, 5),
    limited=st.booleans(),
    wanted=st.integers(-10, 300),
)
def test_the_nearest_allowed_numbers_are_allowed_and_nothing_lies_between(
    *, step: int, lowest: int, more: int, limited: bool, wanted: int
) -> None:
    maximum = (lowest + more) * step if limited and lowest + more else None
    terms = SeatTypeTerms(name="seat", min=lowest * step, max=maximum, step=step)
    nearest = terms.nearest_allowed(wanted)
    assert all(terms.allows(number) for number in nearest)
    closest = min(abs(number - wanted) for number in nearest)
    assert not any(terms.allows(n) for n in range(wanted - closest + 1, wanted + closest))
    assert (nearest == (wanted,)) is terms.allows(wanted)


def test_limits_that_are_not_given_are_the_policy_s() -> None:
    assert read_seat_type({"name": "agent"}, TEN) == default_seat_type("agent", TEN)
    terms = read_seat_type({"name": "agent", "min": 5, "max": None, "step": 5}, TEN)
    assert (terms.min, terms.max, terms.step) == (5, None, 5)


def test_of_an_unlimited_type_none_must_be_bought() -> None:
    terms = read_seat_type({"name": "basic", "unlimited": True}, TEN)
    assert (terms.min, terms.max, terms.step, terms.unlimited) == (0, None, 1, True)


@pytest.mark.parametrize(
    "written",
    [
        {"name": "agent"},
        {"name": "basic", "unlimited": True},
        {"name": "large_meeting", "base": "agent", "min": 0, "max": 4, "step": 2},
        {"name": "agent", "noun": "agent"},
    ],
)
def test_a_seat_type_reads_back_from_its_written_form(written: dict[str, object]) -> None:
    terms = read_seat_type(written, TEN)
    assert read_seat_type(write_seat_type(terms), TEN) == terms
    assert (terms.noun is NamedNoun.AGENT) is ("noun" in written)


@pytest.mark.parametrize(
    ("written", "message", "nearest"),
    [
        ({}, "needs a name", None),
        ({"name": None}, "needs a name", None),
        ({"name": ""}, "is not a name", None),
        ({"name": 5}, "is not a name", None),
        ({"name": "agent", "maximum": 4}, "has no maximum", "max"),
        ({"name": "agent", "min": -1}, "is not between", None),
        ({"name": "agent", "min": None}, "is not a whole number", None),
        ({"name": "agent", "unlimited": "yes"}, "neither true nor false", None),
    ],
)
def test_what_a_seat_type_does_not_know_is_refused(
    written: dict[str, object], message: str, nearest: str | None
) -> None:
    with pytest.raises(Unreadable, match=message) as refused:
        read_seat_type(written, TEN)
    assert refused.value.nearest == nearest
