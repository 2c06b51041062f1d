"""Leaving an account, handing it over, and the details that its people change."""

from typing import Any

import pytest

from curule.core.refusals import Refused
from curule.data import models
from curule.services.accounts import accounts
from curule.services.people import memberships
from curule.services.seating import people
from tests.support.factories import World, make_world


@pytest.fixture
def world() -> World:
    return make_world("licence_portal", seats=3)


def _held(world: World, name: str) -> set[str]:
    held = models.RoleGrant.objects.filter(
        account=world.account, person=world.people[name], revoked_at=None
    )
    return set(held.values_list("role", flat=True))


def test_who_leaves_frees_the_seat_and_holds_no_role(world: World) -> None:
    from curule.services.seats import seats

    seats.bind(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=world.people["admin"].email,
        now=world.at(days=1),
    )

    done = memberships.leave(
        actor=world.actor("admin"), account_id=world.account.id, now=world.at(days=2)
    )

    assert done.value is True
    assert _held(world, "admin") == set()
    open_seats = models.Assignment.objects.filter(account=world.account, ended_at=None)
    assert not open_seats.exists()
    types = models.Event.objects.filter(
        account=world.account, occurred_at=world.at(days=2)
    ).values_list("type", flat=True)
    assert {"seat.unassigned", "role.revoked", "member.left"} <= set(types)


def test_leaving_twice_has_no_second_effect(world: World) -> None:
    again = [
        memberships.leave(
            actor=world.actor("member"), account_id=world.account.id, now=world.at(days=2)
        ).value
        for _ in range(2)
    ]

    assert again == [True, False]


def test_the_last_owner_cannot_leave_and_can_hand_over(world: World) -> None:
    with pytest.raises(Refused) as refused:
        memberships.leave(actor=world.actor(), account_id=world.account.id, now=world.at(days=2))
    assert refused.value.refusal.code == "last_owner"

    memberships.transfer_ownership(
        actor=world.actor(),
        account_id=world.account.id,
        person_id=world.people["member"].id,
        now=world.at(days=2),
    )

    assert (_held(world, "owner"), _held(world, "member")) == (set(), {"owner"})


@pytest.mark.parametrize("name", ["admin", "billing_contact", "member"])
def test_only_the_owner_hands_over(world: World, name: str) -> None:
    with pytest.raises(Refused) as refused:
        memberships.transfer_ownership(
            actor=world.actor(name),
            account_id=world.account.id,
            person_id=world.people["member"].id,
            now=world.at(days=2),
        )

    assert refused.value.refusal.code == "role_not_allowed"


def test_details_that_are_the_same_are_no_event(world: World) -> None:
    same = accounts.set_details(
        actor=world.actor(), account_id=world.account.id, name="Acme", now=world.at(days=2)
    )

    assert same.value is False
    assert not models.Event.objects.filter(type="account.details_set").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"language": "klingon!"}, "language"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_details_that_cannot_be_are_refused_by_name(
    world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        accounts.set_details(
            actor=world.actor(), account_id=world.account.id, now=world.at(days=2), **given
        )

    assert refused.value.refusal.values == {"field": field}


def test_a_profile_is_found_by_its_new_name(world: World) -> None:
    person = world.people["member"]

    people.set_profile(
        person_id=person.id,
        first_name="Zoë",
        last_name="Roy",
        language="fr",
        time_zone="Europe/Paris",
    )

    person.refresh_from_db()
    assert "zo" in person.search_key
    with pytest.raises(Refused):
        people.set_profile(
            person_id=person.id, first_name="", last_name="", language="fr", time_zone="x/y"
        )
