"""The forty come through all doors at once, and people of a domain as others leave."""

from functools import partial

import pytest

from curule.selectors.invariants import verify
from curule.services.seats import seats
from tests.concurrency import doors, forty
from tests.concurrency.forty import (
    PEOPLE,
    SEATS,
    Commands,
    assert_exactly_taken,
    make,
    on,
    people_of,
    taken,
)
from tests.support.factories import World
from tests.support.together import Together, refusals

pytestmark = pytest.mark.usefixtures("each_round")

EACH = 4

ALL_OPEN = {
    "assignment.mode": "direct",
    "assignment.holds_seat": False,
    "assignment.auto_assign": "verified_domain",
}
"""Batches to be carried over, seats at once and by invitation, and a domain: nearly every door."""

THROUGH = frozenset(
    {
        "_giving._reserve",
        "seating.seat_now",
        "invitations._take_seat",
        "seats._put_back",
        "waitlist.wait_or_seat",
    }
)


def from_all_sides(world: World) -> Commands:
    """Four through each of ten doors; the domain is verified when nothing is freed any more."""
    people = people_of(world)
    groups = [people[first : first + EACH] for first in range(0, PEOPLE, EACH)]
    return [
        *doors.restore(world, groups[0]),
        *doors.rebind(world, groups[1]),
        *doors.direct(world, groups[2]),
        *doors.bind(world, groups[3]),
        *doors.wait(world, groups[4]),
        *doors.approve(world, groups[5]),
        *doors.accept(world, groups[6]),
        *doors.wish(world, [*groups[6], *groups[7]])[EACH:],
        *doors.import_lists(world, groups[8])[:EACH],
        *doors.by_domain(world, groups[9]),
    ]


@pytest.mark.threat("TH13")
@pytest.mark.invariant("I1", "I2")
def test_five_of_forty_get_a_seat_whichever_door_they_take(
    threads: Together[object], claimants: set[str]
) -> None:
    for _ in range(forty.ROUNDS):
        world = make("licence_portal", ALL_OPEN)
        commands = from_all_sides(world)
        before = taken(world).count()
        claimants.clear()
        refused = refusals(threads.run(commands))
        assert set(refused) <= {"no_free_seat", "seat_occupied"}
        assert_exactly_taken(world, before + SEATS)
        doors.lists_tell_what_happened(world)
        assert claimants >= THROUGH
        assert list(verify(world.account.id)) == []


@pytest.mark.threat("TH13")
def test_five_who_leave_make_room_for_five_of_a_domain(
    threads: Together[object], claimants: set[str]
) -> None:
    """Whoever leaves gives the seat on by themselves (`by_domain.serve`), while others ask."""
    world = make("autodesk", {"assignment.auto_assign": "verified_domain"})
    people = people_of(world)
    for command in doors.direct(world, people[:SEATS]):
        command()
    for _ in range(forty.ROUNDS):
        seated = set(taken(world).values_list("email", flat=True))
        leave: Commands = [
            partial(seats.unassign, actor=world.actor(), email=email, **on(world))
            for email in seated
        ]
        come = doors.by_domain(world, people[SEATS:])
        assert refusals(threads.run([*leave, *come])) == []
        assert_exactly_taken(world, SEATS)
        assert not seated & set(taken(world).values_list("email", flat=True))
        assert "by_domain.serve" in claimants
        assert list(verify(world.account.id)) == []
