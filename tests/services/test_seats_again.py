"""Seats that are given again: undone, stacked on each other, and passed from hand to hand."""

from datetime import timedelta

import pytest

from curule.core.policy import SeatTypeTerms
from curule.core.refusals import Refused
from curule.data.models import Assignment, Invitation, Seat
from curule.selectors.entitlements import entitlement
from curule.services.seats import seats
from curule.services.seats.seats import Outcome
from tests.services.test_seats import (
    BO,
    CY,
    DI,
    code,
    counts,
    give,
    refused,
    seated_world,
    unassign,
)
from tests.support.factories import World, make_person, make_world

# --- undo -----------------------------------------------------------------------------------------


def restore(world: World, unassigned: seats.Unassigned, **how: object) -> tuple[seats.Given, ...]:
    arguments: dict[str, object] = {
        "actor": world.actor(),
        "now": world.at(hours=2, minutes=5),
        **how,
    }
    return seats.restore(
        account_id=world.account.id,
        assignment_id=unassigned.assignment_ids[0],
        **arguments,  # type: ignore[arg-type]
    ).value


def test_an_unassignment_is_undone_in_place() -> None:
    world, email = seated_world(seats=3)
    seat_id = Assignment.objects.get(email=email).seat_id
    (given,) = restore(world, unassign(world, email))
    assert (given.outcome, given.seat_id) == (Outcome.SEATED, seat_id)
    answer = entitlement(email=email, product_id=world.terms.product_id, now=world.at(hours=3))
    assert answer.allowed


def test_undo_is_over_after_ten_minutes_and_when_the_seat_is_taken() -> None:
    world, email = seated_world(seats=1)
    unassigned = unassign(world, email)
    with pytest.raises(Refused) as late:
        restore(world, unassigned, now=world.at(hours=2, minutes=10, seconds=1))
    assert late.value.refusal.code == "undo_window_closed"
    give(world, DI, now=world.at(hours=2, minutes=1))
    with pytest.raises(Refused) as taken:
        restore(world, unassigned)
    assert taken.value.refusal.code == "seat_occupied"


# --- seat types that stand on each other ----------------------------------------------------------

BASE = SeatTypeTerms(name="base", min=0, max=None, step=1)
WEBINAR = SeatTypeTerms(name="webinar", min=0, max=None, step=1, base="base")
RECORDING = SeatTypeTerms(name="recording", min=0, max=None, step=1, base="webinar")


def stacked_world() -> World:
    return make_world(
        "autodesk",
        seats={"base": 2, "webinar": 2, "recording": 2},
        seat_types=[BASE, WEBINAR, RECORDING],
    )


def test_an_add_on_needs_its_base() -> None:
    world = stacked_world()
    make_person("bo@x.test")
    caught = refused(world, BO, seat_type="webinar").refusal
    assert (caught.code, caught.values["base"]) == ("base_seat_required", "base")
    give(world, BO, seat_type="base")
    assert give(world, BO, seat_type="webinar")[0].outcome is Outcome.SEATED


def test_freeing_a_base_frees_what_stands_on_it_and_undo_brings_it_back() -> None:
    world = stacked_world()
    make_person("bo@x.test")
    for seat_type in ("base", "webinar", "recording"):
        give(world, BO, seat_type=seat_type)
    unassigned = unassign(world, "bo@x.test")
    assert len(unassigned.assignment_ids) == 3
    assert [counts(world, name, 2)[0] for name in ("base", "webinar", "recording")] == [0, 0, 0]
    assert len(restore(world, unassigned)) == 3
    assert [counts(world, name, 3)[0] for name in ("base", "webinar", "recording")] == [1, 1, 1]


def test_a_kept_base_is_enough_to_keep_an_add_on_and_goes_with_it() -> None:
    world = stacked_world()
    give(world, BO, seat_type="base")
    give(world, BO, seat_type="webinar")
    assert counts(world, "webinar") == (0, 1, 1)
    unassign(world, "bo@x.test")
    assert counts(world, "webinar", 2) == (0, 0, 2)
    assert set(Invitation.objects.values_list("status", flat=True)) == {"canceled"}


def test_which_of_two_independent_seats_is_meant_must_be_said() -> None:
    types = [BASE, SeatTypeTerms(name="other", min=0, max=None, step=1)]
    world = make_world("autodesk", seats={"base": 1, "other": 1}, seat_types=types)
    make_person("bo@x.test")
    give(world, BO, seat_type="base")
    give(world, BO, seat_type="other")
    with pytest.raises(Refused) as caught:
        unassign(world, "bo@x.test")
    assert caught.value.refusal.code == "seat_type_missing"
    unassign(world, "bo@x.test", seat_type="other")
    assert (counts(world, "base", 2)[0], counts(world, "other", 2)[0]) == (1, 0)


def test_an_unlimited_type_makes_its_row_and_uses_a_freed_one_again() -> None:
    world = make_world("zoom", seats={"licensed": 1})
    for person in (BO, DI):
        assert give(world, person, seat_type="basic")[0].outcome is Outcome.INVITED
    assert counts(world, "basic") == (0, 2, 0)
    basic = world.terms.id_of("basic")
    unassign(world, "bo@x.test", seat_type="basic")
    give(world, CY, seat_type="basic", now=world.at(hours=3))
    assert Seat.objects.filter(account=world.account, seat_type_id=basic).count() == 2


# --- how often a seat may change hands ------------------------------------------------------------


def test_a_freed_seat_rests_but_not_for_the_same_person() -> None:
    world, email = seated_world(seats=1, overrides={"assignment.reassign": "cooldown_hours(24)"})
    unassign(world, email)
    make_person("di@x.test")
    caught = refused(world, DI, now=world.at(hours=3)).refusal
    assert (caught.code, caught.values["free_at"]) == ("reassign_too_soon", world.at(hours=26))
    assert give(world, BO, now=world.at(hours=3))[0].outcome is Outcome.SEATED
    unassign(world, email, now=world.at(hours=4))
    assert code(world, DI, now=world.at(hours=28) - timedelta(seconds=1)) == "reassign_too_soon"
    assert give(world, DI, now=world.at(hours=28))[0].outcome is Outcome.SEATED


def test_a_seat_that_was_only_kept_for_somebody_need_not_rest() -> None:
    world = make_world("autodesk", seats=1, overrides={"assignment.reassign": "cooldown_hours(24)"})
    give(world, BO)
    unassign(world, "bo@x.test")
    assert give(world, DI, now=world.at(hours=3))[0].outcome is Outcome.INVITED


def test_a_seat_changes_hands_so_many_times_a_term() -> None:
    world, email = seated_world(seats=1, overrides={"assignment.reassign": "per_term(1)"})
    for person in (DI, CY):
        make_person(person.email)
    restore(world, unassign(world, email))
    unassign(world, email, now=world.at(hours=3))
    assert give(world, DI, now=world.at(hours=4))[0].outcome is Outcome.SEATED
    unassign(world, "di@x.test", now=world.at(hours=5))
    caught = refused(world, CY, now=world.at(hours=6)).refusal
    assert (caught.code, caught.values["limit"]) == ("reassign_limit", 1)
    assert give(world, DI, now=world.at(hours=7))[0].outcome is Outcome.SEATED
