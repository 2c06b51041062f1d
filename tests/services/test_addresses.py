"""A person has another address: what held the old one follows."""

from uuid import uuid4

import pytest

from curule.core.refusals import Refused
from curule.data.models import Assignment, Event, Invitation, Person, WaitlistEntry
from curule.selectors.entitlements import entitlement
from curule.services.invitations import invitations
from curule.services.people import addresses
from tests.services.test_seats import BO, DI, counts, give, invitation_of, mails, unassign
from tests.support.factories import World, actor_of, make_person, make_world

NEW = "new@x.test"


def change(world: World, person: Person, email: str = NEW) -> bool:
    return addresses.change_address(person_id=person.id, email=email, now=world.at(hours=5))


def test_a_seat_is_still_the_person_s_and_they_are_found_by_the_new_address() -> None:
    world = make_world("autodesk", seats=2, overrides={"assignment.reassign": "cooldown_hours(24)"})
    bo = make_person(BO.email, first_name="Bo", last_name="Li")
    give(world, BO)
    assert change(world, bo)
    assert not change(world, bo, " NEW@x.test ")
    assert "new@x.test" in Person.objects.get(id=bo.id).search_key
    assert Assignment.objects.get(person_id=bo.id).email == NEW
    answer = entitlement(email=NEW, product_id=world.terms.product_id, now=world.at(hours=6))
    assert answer.allowed
    told = Event.objects.get(account=world.account, type="member.address_changed")
    assert (told.payload["before"], told.payload["after"]) == (BO.email, NEW)
    unassign(world, NEW, now=world.at(hours=6))
    give(world, BO.__class__(email=NEW), now=world.at(hours=7))


@pytest.mark.invariant("I8", "I11")
def test_an_invitation_to_the_old_address_is_written_anew_and_keeps_its_seat() -> None:
    world = make_world("tutkit", seats=1)
    (given,) = give(world, BO)
    old = invitation_of(given)
    bo = make_person(BO.email)
    change(world, bo)
    new = Invitation.objects.get(email=NEW)
    old.refresh_from_db()
    assert (old.status, new.status, new.expires_at) == ("canceled", "open", old.expires_at)
    assert counts(world, hours=6) == (0, 1, 0)
    assert mails(world)[-1] == ("invitation", NEW)
    bo.refresh_from_db()
    invitations.accept(
        actor=actor_of(bo),
        account_id=world.account.id,
        invitation_id=new.id,
        now=world.at(hours=6),
    )
    assert counts(world, hours=6) == (1, 0, 0)
    change(world, bo, "newer@x.test")


def test_two_invitations_become_one_and_a_second_hold_is_let_go() -> None:
    world = make_world("tutkit", seats=2)
    give(world, BO)
    give(world, BO.__class__(email=NEW, first_name="Bo", last_name="Li"))
    assert counts(world) == (0, 2, 0)
    change(world, make_person(BO.email))
    assert counts(world, hours=6) == (0, 1, 1)
    assert Invitation.objects.get(status="open").email == NEW


def test_a_place_on_the_waiting_list_follows() -> None:
    world = make_world("tutkit", seats=1, overrides={"quantity.when_full": "waitlist"})
    give(world, BO)
    give(world, DI, now=world.at(hours=2))
    change(world, make_person(DI.email))
    assert WaitlistEntry.objects.get(left_at=None).email == NEW
    unassign(world, BO.email, now=world.at(hours=6))
    assert mails(world)[-1] == ("waitlist_seat_ready", NEW)


def test_an_address_of_somebody_else_is_refused() -> None:
    world = make_world()
    bo, di = make_person(BO.email), make_person(DI.email)
    with pytest.raises(Refused) as taken:
        change(world, bo, di.email)
    assert taken.value.refusal.code == "already_exists"
    with pytest.raises(Refused) as nobody:
        addresses.change_address(person_id=uuid4(), email=NEW, now=world.at(hours=5))
    assert nobody.value.refusal.code == "not_found"
