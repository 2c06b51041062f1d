"""Forty people want five seats at the same moment, through every door, fifty rounds in a row.

An ordinary test cannot tell a lock that works from a lock that is never contended; here every
command has a connection of its own, commits for real, and starts when all the others do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet

from curule.core.policy import SeatTypeTerms
from curule.data.database_url import DatabaseUrl
from curule.data.models import (
    Assignment,
    Event,
    Invitation,
    Member,
    Person,
    Seat,
    SeatRequest,
)
from curule.gateways.signing import LinkPurpose, invitation_token
from curule.selectors.invariants import verify
from curule.services import invitations, requests, seats, waiting_list
from curule.services.seats import Invitee
from tests.support.factories import NOW, World, add_seats, make_subscription, make_world
from tests.support.together import Together, refusals, together

PEOPLE, SEATS, ROUNDS = 40, 5, 50

Commands = list[Callable[[], object]]


@pytest.fixture
def threads(fresh_database: DatabaseUrl) -> Iterator[Together[object]]:  # noqa: ARG001
    """Forty threads on a database of their own."""
    with together(PEOPLE) as made:
        yield made


def people_of(world: World) -> list[Person]:
    """Forty members with proved addresses, made once for all rounds."""
    found = list(Person.objects.filter(email__endswith=f"@{world.account.id}.test").order_by("id"))
    if found:
        return found
    made = Person.objects.bulk_create(
        Person(
            email=f"p{number}@{world.account.id}.test",
            first_name="P",
            last_name=str(number),
            verified_at=NOW,
            created_at=NOW,
            password="!",
        )
        for number in range(PEOPLE)
    )
    Member.objects.bulk_create(
        Member(account=world.account, person=person, joined_at=NOW) for person in made
    )
    return made


def make(preset: str, overrides: Mapping[str, object] | None = None, number: int = SEATS) -> World:
    types = [SeatTypeTerms(name="seat", min=0, max=None, step=1)]
    return make_world(
        preset,
        seats={"seat": number},
        seat_types=types,
        overrides={"quantity.max_seats": None, "quantity.at_max": ["contact"], **(overrides or {})},
    )


def rounds(
    preset: str, overrides: Mapping[str, object] | None = None, number: int = SEATS
) -> Iterator[World]:
    """The same account and people, each time with a new subscription."""
    world = make(preset, overrides, number)
    for _ in range(ROUNDS):
        yield world
        assert list(verify(world.account.id)) == []
        fresh = make_subscription(world.account, world.terms, {"seat": number})
        world = replace(world, subscription=fresh)


def on(world: World) -> dict[str, Any]:
    return {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
        "now": world.at(hours=1),
    }


def named(person: Person) -> Invitee:
    return Invitee(email=person.email, first_name="P", last_name="N")


def invite(world: World) -> Commands:
    """Invitations that keep a seat."""
    return [
        partial(
            seats.assign,
            actor=world.actor(),
            people=[Invitee(email=f"p{n}@x.test", first_name="P", last_name=str(n))],
            **on(world),
        )
        for n in range(PEOPLE)
    ]


def direct(world: World) -> Commands:
    """Seats given at once to registered people."""
    return [
        partial(seats.assign, actor=world.actor(), people=[named(person)], **on(world))
        for person in people_of(world)
    ]


def bind(world: World) -> Commands:
    """Licences bound to registered people."""
    return [
        partial(seats.bind, actor=world.actor(), email=person.email, **on(world))
        for person in people_of(world)
    ]


def accept(world: World) -> Commands:
    """Invitations that keep no seat are accepted."""
    invited = Invitation.objects.bulk_create(
        Invitation(
            account=world.account,
            subscription_id=world.subscription.id,
            pool_id=world.subscription.id,
            seat_type_id=world.seat_type_id,
            email=person.email,
            holds_seat=False,
            invited_at=NOW,
            expires_at=world.at(days=14),
        )
        for person in people_of(world)
    )
    return [
        partial(
            invitations.accept,
            actor=None,
            account_id=world.account.id,
            invitation_id=each.id,
            token=mailed(each),
            now=world.at(hours=1),
        )
        for each in invited
    ]


def mailed(invitation: Invitation) -> str:
    return invitation_token(
        settings.SECRET_KEY,
        invitation_id=invitation.id,
        generation=1,
        purpose=LinkPurpose.MAIL,
    )


def approve(world: World) -> Commands:
    """Requests are approved by somebody who may not buy."""
    people = people_of(world)
    SeatRequest.objects.bulk_create(
        SeatRequest(
            account=world.account,
            subscription_id=world.subscription.id,
            seat_type_id=world.seat_type_id,
            person_id=person.id,
            asked_at=NOW,
        )
        for person in people
    )
    return [
        partial(requests.approve, actor=world.actor("admin"), email=person.email, **on(world))
        for person in people
    ]


DOORS: Mapping[str, tuple[Callable[[World], Commands], str, Mapping[str, object]]] = {
    "invite": (invite, "tutkit", {}),
    "direct": (direct, "gotoassist", {}),
    "bind": (bind, "licence_portal", {}),
    "accept": (accept, "tutkit", {"assignment.holds_seat": False}),
    "approve": (
        approve,
        "autodesk",
        {"assignment.duplicate": "refuse", "quantity.when_full": "request"},
    ),
}


@pytest.mark.threat("TH13")
@pytest.mark.invariant("I1", "I2")
@pytest.mark.parametrize("door", DOORS)
def test_five_of_forty_get_a_seat(threads: Together[object], door: str) -> None:
    commands_of, preset, overrides = DOORS[door]
    for world in rounds(preset, overrides):
        refused = refusals(threads.run(commands_of(world)))
        assert len(refused) == PEOPLE - SEATS
        assert set(refused) <= {"no_free_seat", "role_not_allowed"}
        assert_exactly_taken(world, SEATS)


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
def test_five_of_forty_who_wait_are_seated_however_many_look(threads: Together[object]) -> None:
    for world in rounds("gotoassist", number=0):
        people = people_of(world)
        seats.assign(
            actor=world.actor(),
            people=[named(person) for person in people],
            if_full="wait",
            **{**on(world), "now": NOW},
        )
        add_seats(world.subscription, world.terms, "seat", SEATS)
        look = partial(waiting_list.invite_from_waitlist, **on(world))
        assert refusals(threads.run([look] * PEOPLE)) == []
        assert_exactly_taken(world, SEATS)
        seated = taken(world).values_list("email", flat=True)
        assert sorted(seated) == sorted(person.email for person in people[:SEATS])


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


def taken(world: World) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        account=world.account, subscription_id=world.subscription.id, ended_at=None
    )


def assert_exactly_taken(world: World, number: int) -> None:
    """As many seats as there are, each told of and each with its invitation, if it is only kept."""
    rows = list(taken(world))
    assert len(rows) == number
    of = {"account": world.account, "subscription_id": world.subscription.id}
    assert Seat.objects.filter(**of).exclude(assignment_id=None).count() == number
    told = Event.objects.filter(**of, type__in=["seat.held", "seat.assigned"])
    assert {row.seat_id for row in rows} <= set(told.values_list("subject_id", flat=True))
    kept = [row.invitation_id for row in rows if row.state == "held"]
    assert Invitation.objects.filter(**of, id__in=kept, status="open").count() == len(kept)
