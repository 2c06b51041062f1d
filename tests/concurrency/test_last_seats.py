"""Forty people want five seats at the same moment, through every door, many rounds in a row.

An ordinary test cannot tell a lock that works from a lock that is never contended; here every
command has a connection of its own, commits for real, and starts when all the others do.
"""

from functools import partial

import pytest

from curule.selectors.invariants import verify
from curule.services.seats import seats, waiting_list
from curule.services.seats.seats import Invitee
from tests.concurrency import forty
from tests.concurrency.doors import DOORS
from tests.concurrency.forty import (
    PEOPLE,
    SEATS,
    Commands,
    assert_exactly_taken,
    five_more,
    make,
    named,
    on,
    people_of,
    rounds,
    taken,
)
from tests.support.factories import NOW
from tests.support.together import Together, refusals

pytestmark = pytest.mark.usefixtures("each_round")


@pytest.mark.threat("TH13")
@pytest.mark.invariant("I1", "I2")
@pytest.mark.parametrize("name", DOORS)
def test_five_of_forty_get_a_seat(
    threads: Together[object], claimants: set[str], name: str
) -> None:
    door = DOORS[name]
    world = make(door.preset, door.overrides)
    for number in range(forty.ROUNDS):
        world = door.again(world) if number else world
        commands = door.commands(world, people_of(world))
        before = taken(world).count()
        claimants.clear()
        refused = refusals(threads.run(commands))
        assert len(refused) == (PEOPLE - SEATS if door.refused else 0)
        assert set(refused) <= door.refused
        assert_exactly_taken(world, before + SEATS)
        door.check(world)
        assert claimants >= door.through
        assert list(verify(world.account.id)) == []


@pytest.mark.threat("TH13")
def test_of_commands_for_two_only_whole_ones_go_through(threads: Together[object]) -> None:
    for world in rounds("gotoassist"):
        people = people_of(world)
        couples: Commands = [
            partial(
                seats.assign,
                actor=world.actor(),
                people=[named(person), Invitee(email=f"{n}@x.test", first_name="P", last_name="N")],
                **on(world),
            )
            for n, person in enumerate(people)
        ]
        assert len(refusals(threads.run(couples))) == PEOPLE - SEATS // 2
        assert_exactly_taken(world, SEATS // 2 * 2)


@pytest.mark.threat("TH13")
def test_five_of_forty_who_wait_are_seated_however_many_look(
    threads: Together[object], claimants: set[str]
) -> None:
    for world in rounds("gotoassist", number=0):
        people = people_of(world)
        seats.assign(
            actor=world.actor(),
            people=[named(person) for person in people],
            if_full="wait",
            **{**on(world), "now": NOW},
        )
        five_more(world)
        look = partial(waiting_list.invite_from_waitlist, **on(world))
        assert refusals(threads.run([look] * PEOPLE)) == []
        assert_exactly_taken(world, SEATS)
        seated = taken(world).values_list("email", flat=True)
        assert sorted(seated) == sorted(person.email for person in people[:SEATS])
        assert "waitlist._serve" in claimants


@pytest.mark.threat("TH13")
def test_nobody_waits_beside_a_seat_that_is_freed_at_that_moment(threads: Together[object]) -> None:
    half = PEOPLE // 2
    for world in rounds("gotoassist", {"quantity.when_full": "waitlist"}, number=half):
        people = people_of(world)
        seated, coming = people[:half], people[half:]
        seats.assign(
            actor=world.actor(),
            people=[named(person) for person in seated],
            **{**on(world), "now": NOW},
        )
        leave: Commands = [
            partial(seats.unassign, actor=world.actor(), email=person.email, **on(world))
            for person in seated
        ]
        come: Commands = [
            partial(seats.assign, actor=world.actor(), people=[named(person)], **on(world))
            for person in coming
        ]
        assert refusals(threads.run([*leave, *come])) == []
        assert_exactly_taken(world, half)


@pytest.mark.invariant("I2")
def test_one_person_gets_one_seat_through_forty_commands(threads: Together[object]) -> None:
    for world in rounds("autodesk"):
        person = people_of(world)[0]
        again = partial(seats.assign, actor=world.actor(), people=[named(person)], **on(world))
        assert refusals(threads.run([again] * PEOPLE)) == []
        assert_exactly_taken(world, 1)
