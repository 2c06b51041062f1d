"""The scene: forty people who want the five free seats of a subscription, round after round."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from threading import Event as Signal
from time import sleep
from typing import Any

from django.db.models import QuerySet

from curule.core.policy import SeatTypeTerms
from curule.core.refusals import Refused
from curule.data.models import Assignment, Event, Invitation, Member, Person, Seat
from curule.selectors.invariants import verify
from curule.services.seats.seats import Invitee
from tests.support.factories import NOW, World, add_seats, make_subscription, make_world

PEOPLE, SEATS = 40, 5
ROUNDS = 50
"""Six in `make test`, fifty in `make test-long`: the fixture `each_round` sets it."""
CROWD = 12
"""So many come where each comes again and again."""

Commands = list[Callable[[], object]]
Overrides = Mapping[str, object]


def make(preset: str, overrides: Overrides | None = None, number: int = SEATS) -> World:
    """An account with so many seats of one type that has no maximum."""
    return make_world(
        preset,
        seats={"seat": number},
        seat_types=[SeatTypeTerms(name="seat", min=0, max=None, step=1)],
        overrides={"quantity.max_seats": None, "quantity.at_max": ["contact"], **(overrides or {})},
    )


def rounds(preset: str, overrides: Overrides | None = None, number: int = SEATS) -> Iterator[World]:
    """The same account and people, each time with a new subscription; then everything holds."""
    world = make(preset, overrides, number)
    for _ in range(ROUNDS):
        yield world
        assert list(verify(world.account.id)) == []
        world = anew(world, number)


def anew(world: World, number: int = SEATS) -> World:
    """Another subscription with as many seats, all of them free."""
    fresh = make_subscription(world.account, world.terms, {"seat": number})
    return replace(world, subscription=fresh)


def five_more(world: World) -> World:
    """The same subscription with five more seats."""
    add_seats(world.subscription, world.terms, "seat", SEATS)
    return world


def people_of(world: World) -> list[Person]:
    """Forty members with proved addresses who have no seat of the subscription, made if need be."""
    domain = f"@{world.account.id}.test"
    known = Person.objects.filter(email__endswith=domain)
    seated = set(taken(world).values_list("email", flat=True))
    free = [person for person in known.order_by("id") if person.email not in seated]
    missing = PEOPLE - len(free)
    if missing <= 0:
        return free[:PEOPLE]
    first = known.count()
    made = Person.objects.bulk_create(
        Person(
            email=f"p{number}{domain}",
            first_name="P",
            last_name="N",
            verified_at=NOW,
            created_at=NOW,
            password="!",
        )
        for number in range(first, first + missing)
    )
    Member.objects.bulk_create(
        Member(account=world.account, person=person, joined_at=NOW) for person in made
    )
    return [*free, *made]


def on(world: World) -> dict[str, Any]:
    """The arguments of a command on the subscription, one hour after it began."""
    return {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
        "now": world.at(hours=1),
    }


def named(person: Person) -> Invitee:
    """A person as somebody who is to have a seat."""
    return Invitee(email=person.email, first_name="P", last_name="N")


def taken(world: World) -> QuerySet[Assignment]:
    """The seats of the subscription that somebody has or is kept."""
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


def beside(opening: Callable[[], object], others: Commands) -> Commands:
    """An act that opens a door, and others who come again and again until it has."""
    over = Signal()

    def opened() -> object:
        try:
            return opening()
        finally:
            over.set()

    def insisting(command: Callable[[], object]) -> object:
        while True:
            is_last = over.is_set()
            try:
                return command()
            except Refused:
                if is_last:
                    raise
            sleep(0.02)

    return [opened, *(partial(insisting, command) for command in others)]
