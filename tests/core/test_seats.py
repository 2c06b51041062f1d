"""Seats as intervals, and who leaves when there are fewer."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.policy import DecreaseOccupied, SeatTypeTerms
from curule.core.refusals import RefusalCode
from curule.core.seats import (
    Hold,
    Occupant,
    SeatCounts,
    SeatTerm,
    TooManyPeople,
    capacity_at,
    refuse_without_base,
    standing_on,
    totals_over_time,
    who_leaves,
)
from tests.core.subscriptions import utc

START = utc(2026, 1, 1)


def _day(number: int) -> datetime:
    return START + timedelta(days=number)


days = st.integers(0, 40)
terms = st.lists(
    st.builds(
        lambda first, last: SeatTerm(_day(first), None if last is None else _day(last)),
        days,
        st.one_of(st.none(), days),
    ),
    max_size=12,
)


steps = st.lists(st.tuples(st.integers(0, 5), st.integers(-6, 6)), max_size=8)


@given(steps=steps, people=st.integers(0, 30))
def test_capacity_is_what_was_bought_less_what_ended_and_seats_whoever_stays(
    steps: list[tuple[int, int]], people: int
) -> None:
    """Over a history of seats bought and given back, at every instant of it.

    Seats that end are those that began first; whoever they no longer hold has left before.
    """
    seats: list[SeatTerm] = []
    total, seated, now = 0, 0, 0
    totals: dict[int, int] = {}
    for after, difference in steps:
        now += after
        total = max(total + difference, 0)
        in_force = [number for number, seat in enumerate(seats) if seat.in_force(_day(now))]
        for number in in_force[: max(len(in_force) - total, 0)]:
            seats[number] = SeatTerm(seats[number].starts_at, _day(now))
        seats += [SeatTerm(_day(now))] * (total - len(in_force))
        capacity = capacity_at(seats, _day(now))
        seated = min(max(seated, people), total)
        assert capacity == total >= seated
        totals[now] = total
    for at in range(now + 2):
        known = [instant for instant in totals if instant <= at]
        assert capacity_at(seats, _day(at)) == (totals[max(known)] if known else 0)
    assert capacity_at([SeatTerm(_day(3), _day(1))], _day(2)) == 0


@given(terms=terms, after=days)
def test_the_totals_over_time_are_the_capacity_at_each_change(
    terms: list[SeatTerm], after: int
) -> None:
    changes = totals_over_time(terms, after=_day(after))
    assert [instant for instant, _ in changes] == sorted({instant for instant, _ in changes})
    known = dict(changes)
    total = capacity_at(terms, _day(after))
    for number in range(after + 1, 50):
        total = known.get(_day(number), total)
        assert total == capacity_at(terms, _day(number)) >= 0
    steps = [capacity_at(terms, _day(after)), *(total for _, total in changes)]
    assert all(earlier != later for earlier, later in pairwise(steps))


def test_a_seat_is_in_force_from_its_start_to_before_its_end() -> None:
    seat = SeatTerm(_day(1), _day(3))
    assert [seat.in_force(_day(number)) for number in range(5)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert SeatTerm(_day(1)).in_force(_day(9999))


@given(occupied=st.integers(0, 99), held=st.integers(0, 99), free=st.integers(0, 99))
def test_the_four_numbers_add_up(occupied: int, held: int, free: int) -> None:
    counts = SeatCounts(total=occupied + held + free, occupied=occupied, held=held)
    assert counts.free == free


# --- who leaves


def _person(key: str, since: int, active: int | None = None) -> Occupant:
    seen = None if active is None else _day(active)
    return Occupant(key=key, hold=Hold.ACTIVE, since=_day(since), last_active_at=seen)


def _invited(key: str, since: int) -> Occupant:
    return Occupant(key=key, hold=Hold.HELD, since=_day(since))


PEOPLE = (
    _person("ann", 1, 30),
    _person("bob", 2, 10),
    _person("cyd", 9, 10),
    _person("dan", 5),
    _invited("eve", 3),
    _invited("fay", 20),
)


@pytest.mark.parametrize(
    ("seats", "left"),
    [
        (6, []),
        (5, ["fay"]),
        (4, ["fay", "eve"]),
        (3, ["fay", "eve", "dan"]),
        (2, ["fay", "eve", "dan", "cyd"]),
        (1, ["fay", "eve", "dan", "cyd", "bob"]),
        (0, ["fay", "eve", "dan", "cyd", "bob", "ann"]),
    ],
)
def test_invitations_leave_first_then_the_longest_inactive_then_the_newest(
    seats: int, left: list[str]
) -> None:
    leaving = who_leaves(PEOPLE, seats, DecreaseOccupied.AUTOMATIC)
    assert not isinstance(leaving, TooManyPeople)
    assert [person.key for person in leaving] == left


def test_too_many_people_are_counted_where_nobody_says_who_leaves() -> None:
    assert who_leaves(PEOPLE, 4, DecreaseOccupied.REFUSE) == TooManyPeople(staying=6, seats=4)
    assert who_leaves(PEOPLE, 4, DecreaseOccupied.REFUSE, ["ann"]) == TooManyPeople(
        staying=5, seats=4
    )


occupants = st.lists(
    st.builds(
        Occupant,
        key=st.integers(0, 99).map(str),
        hold=st.sampled_from(Hold),
        since=days.map(_day),
        last_active_at=st.one_of(st.none(), days.map(_day)),
    ),
    max_size=10,
    unique_by=lambda occupant: occupant.key,
)


@given(
    people=occupants,
    seats=st.integers(0, 12),
    rule=st.sampled_from(DecreaseOccupied),
    chosen=st.sets(st.integers(0, 99).map(str), max_size=40),
)
def test_who_leaves(
    people: list[Occupant], seats: int, rule: DecreaseOccupied, chosen: set[str]
) -> None:
    """The chosen in any case, nobody twice, and under `automatic` exactly as many as must."""
    named = [person for person in people if person.key in chosen]
    excess = len(people) - len(named) - seats
    leaving = who_leaves(people, seats, rule, chosen)
    if isinstance(leaving, TooManyPeople):
        assert rule is DecreaseOccupied.REFUSE
        assert leaving.staying - leaving.seats == excess > 0
        return
    assert [person for person in leaving if person.key in chosen] == named
    assert len({person.key for person in leaving}) == len(leaving)
    forced = max(excess, 0) if rule is DecreaseOccupied.AUTOMATIC else 0
    assert len(leaving) == len(named) + forced
    assert who_leaves(list(reversed(people)), seats, rule, chosen) is not None


@given(people=occupants, seats=st.integers(0, 12), order=st.randoms())
def test_who_leaves_does_not_hang_on_the_order_of_rows(
    people: list[Occupant], seats: int, order: object
) -> None:
    shuffled = list(people)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    first = who_leaves(people, seats, DecreaseOccupied.AUTOMATIC)
    assert who_leaves(shuffled, seats, DecreaseOccupied.AUTOMATIC) == first


# --- add-ons


def _type(name: str, base: str | None = None) -> SeatTypeTerms:
    return SeatTypeTerms(name=name, min=0, max=None, step=1, base=base)


TYPES = (_type("licensed"), _type("webinar", "licensed"), _type("large", "webinar"), _type("room"))


def test_an_add_on_needs_its_base() -> None:
    refusal = refuse_without_base(TYPES[1], {"room"})
    assert refusal is not None
    assert refusal.code is RefusalCode.BASE_SEAT_REQUIRED
    assert (refusal.options, refusal.values) == (("assign_base",), {"base": "licensed"})
    assert refuse_without_base(TYPES[1], {"licensed"}) is None
    assert refuse_without_base(TYPES[0], ()) is None


def test_with_a_base_go_the_add_ons_that_stand_on_it() -> None:
    assert standing_on(TYPES, "licensed") == ("webinar", "large")
    assert standing_on(TYPES, "webinar") == ("large",)
    assert standing_on(TYPES, "room") == ()
    assert standing_on((_type("a", "b"), _type("b", "a")), "a") == ("b",)
