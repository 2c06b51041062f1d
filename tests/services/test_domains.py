"""Seats for everybody of a verified domain (assignment.auto_assign)."""

from typing import Any

import pytest

from curule.core.refusals import Refused
from curule.data.models import (
    Assignment,
    DirectoryPerson,
    Domain,
    Event,
    Invitation,
    Person,
    SeatRequest,
)
from curule.services.seating import people
from curule.services.seats import domains
from curule.services.seats.seats import Outcome
from tests.services.test_seats import DI, code, counts, give, unassign
from tests.support.factories import NOW, VENDOR, World, make_person, make_world

DOMAIN = "firm.test"


def open_world(number: int = 1, preset: str = "autodesk", **overrides: object) -> World:
    rules = {name.replace("__", "."): value for name, value in overrides.items()}
    return make_world(
        preset,
        seats=number,
        overrides={"assignment.auto_assign": "verified_domain", **rules},
    )


def verify(world: World, name: str = DOMAIN, **how: Any) -> bool:  # noqa: ANN401
    arguments = {"actor": VENDOR, "now": world.at(hours=1), **how}
    return domains.verify(account_id=world.account.id, name=name, **arguments).value


def register(email: str) -> Person:
    person_id = people.register(email=email, first_name="F", last_name="L", verified=True, now=NOW)
    return Person.objects.get(id=person_id)


def come(email: str, world: World, hours: int = 2) -> tuple[Outcome, ...]:
    given = domains.welcome(person_id=register(email).id, now=world.at(hours=hours))
    return tuple(each.outcome for each in given)


def seated(world: World) -> set[str]:
    rows = Assignment.objects.filter(account=world.account, ended_at=None)
    return set(rows.values_list("email", flat=True))


def test_who_proves_an_address_of_the_domain_gets_a_free_seat() -> None:
    world = open_world()
    assert verify(world)
    assert not verify(world, "FIRM.test")
    assert come(f"bo@{DOMAIN}", world) == (Outcome.SEATED,)
    assert seated(world) == {f"bo@{DOMAIN}"}
    assert come(f"di@sub.{DOMAIN}", world) == ()
    assert come("di@elsewhere.test", world) == ()


def test_by_invitation_they_are_invited_and_accept_as_everybody_does() -> None:
    world = open_world(preset="tutkit")
    verify(world)
    assert come(f"bo@{DOMAIN}", world) == (Outcome.INVITED,)
    assert Invitation.objects.get().invited_by is None
    assert counts(world, hours=2) == (0, 1, 0)


def test_nobody_gets_a_seat_where_the_policy_is_off_or_the_domain_not_proved() -> None:
    off = make_world("autodesk", seats=1)
    verify(off)
    assert come(f"bo@{DOMAIN}", off) == ()
    unproved = make_person(f"cy@{DOMAIN}", verified=False)
    assert domains.welcome(person_id=unproved.id, now=off.at(hours=2)) == ()
    assert seated(off) == set()


def test_the_people_of_a_domain_that_is_verified_get_what_is_free_the_first_first() -> None:
    world = open_world(2)
    early = [register(f"p{number}@{DOMAIN}") for number in range(3)]
    verify(world)
    assert seated(world) == {person.email for person in early[:2]}
    unassign(world, early[0].email, actor=world.actor("admin"), now=world.at(hours=3))
    assert seated(world) == {person.email for person in early[1:]}


def test_who_was_taken_off_a_seat_does_not_get_one_by_themselves_again() -> None:
    world = open_world()
    verify(world)
    come(f"bo@{DOMAIN}", world)
    unassign(world, f"bo@{DOMAIN}", actor=world.actor("admin"), now=world.at(hours=3))
    assert come(f"bo@{DOMAIN}", world, 4) == ()
    assert seated(world) == set()


@pytest.mark.threat("TH25")
def test_whom_the_directory_holds_inactive_gets_no_seat_by_the_domain() -> None:
    world = open_world()
    DirectoryPerson.objects.create(
        account=world.account,
        user_name="bo",
        user_name_key="bo",
        address=f"bo@{DOMAIN}",
        active=False,
        created_at=NOW,
        changed_at=NOW,
    )
    verify(world)
    assert come(f"bo@{DOMAIN}", world) == ()
    assert come(f"cy@{DOMAIN}", world) == (Outcome.SEATED,)
    assert seated(world) == {f"cy@{DOMAIN}"}


def test_who_waits_comes_before_the_domain() -> None:
    world = open_world(quantity__when_full="waitlist")
    verify(world)
    come(f"bo@{DOMAIN}", world)
    make_person(DI.email)
    give(world, DI, now=world.at(hours=3))
    register(f"cy@{DOMAIN}")
    unassign(world, f"bo@{DOMAIN}", actor=world.actor("admin"), now=world.at(hours=4))
    assert seated(world) == {DI.email}


@pytest.mark.parametrize(
    ("when_full", "outcome"),
    [("refuse", ()), ("waitlist", (Outcome.WAITING,)), ("request", (Outcome.REQUESTED,))],
)
def test_where_no_seat_is_free_the_policy_says_what_is_done(
    when_full: str, outcome: tuple[Outcome, ...]
) -> None:
    world = open_world(0, quantity__when_full=when_full)
    verify(world)
    assert come(f"bo@{DOMAIN}", world) == outcome
    assert SeatRequest.objects.exists() == (when_full == "request")


def test_the_vendor_verifies_a_domain_and_it_belongs_to_one_account() -> None:
    world, other = open_world(), open_world()
    for refused, how in (
        ("role_not_allowed", {"actor": world.actor()}),
        ("field_invalid", {"name": "no domain"}),
        ("field_invalid", {"name": "x@y.test"}),
    ):
        with pytest.raises(Refused) as caught:
            verify(world, **how)
        assert caught.value.refusal.code == refused
    verify(world)
    with pytest.raises(Refused) as taken:
        verify(other)
    assert taken.value.refusal.code == "already_exists"
    of: dict[str, Any] = {"actor": VENDOR, "account_id": world.account.id, "name": DOMAIN}
    assert domains.remove(now=world.at(hours=2), **of).value
    assert not domains.remove(now=world.at(hours=2), **of).value
    assert verify(other)
    assert Domain.objects.filter(removed_at=None).count() == 1
    told = Event.objects.filter(account=world.account, type__startswith="account.domain")
    assert [event.type for event in told.order_by("id")] == [
        "account.domain_verified",
        "account.domain_removed",
    ]


def test_a_full_pool_stays_full() -> None:
    world = open_world(1)
    make_person(DI.email)
    give(world, DI)
    register(f"bo@{DOMAIN}")
    verify(world)
    assert seated(world) == {DI.email}
    assert code(world, DI.__class__(email="zo@x.test", first_name="Z", last_name="O")) == (
        "no_free_seat"
    )
