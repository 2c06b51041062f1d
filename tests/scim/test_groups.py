"""Groups of a directory: the seats that they give and take."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from curule.core.permissions import Actor
from curule.core.refusals import Refused
from curule.data.models import Assignment, DirectoryMember, Event, WaitlistEntry
from curule.httpkit.clock import utc_now
from curule.selectors.directory import list_group_seats
from curule.services.directory import giving, groups
from curule.services.seats import seats
from tests.scim.conftest import GROUP, Directory, connect
from tests.scim.test_people import events, fill, map_group, mapped, person, seated
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db


def test_being_put_into_a_group_gives_a_seat_and_leaving_it_takes_it(
    directory: Directory, world: World
) -> None:
    ann, bo = (directory.add(person(world, name).email) for name in ("ann", "bo"))
    group = mapped(directory, world, ann)

    entra = directory.patch(
        f"/Groups/{group}", {"op": "Add", "path": "members", "value": [{"value": bo}]}
    )

    assert entra.status_code == 204, entra.content
    assert seated(world) == {"ann@x.test", "bo@x.test"}
    assert [each["display"] for each in directory.get(f"/Users/{bo}")["groups"]] == ["Designers"]

    okta = directory.patch(
        f"/Groups/{group}", {"op": "remove", "path": f'members[value eq "{ann}"]'}
    )
    assert okta.status_code == 204, okta.content
    assert seated(world) == {"bo@x.test"}

    entra = directory.patch(
        f"/Groups/{group}", {"op": "Remove", "path": "members", "value": [{"value": bo}]}
    )
    assert entra.status_code == 204, entra.content
    assert seated(world) == set()
    assert directory.send("DELETE", f"/Groups/{group}").status_code == 204


def test_the_same_group_sent_again_changes_nothing(directory: Directory, world: World) -> None:
    ann = directory.add(person(world, "ann").email)
    group = mapped(directory, world, ann)
    put = {
        "schemas": [GROUP],
        "id": group,
        "displayName": "Designers",
        "members": [{"value": ann, "display": "ann@x.test"}],
    }
    before = events(world)
    versions = {directory.send("PUT", f"/Groups/{group}", put).headers["ETag"] for _ in range(3)}
    okta = directory.patch(
        f"/Groups/{group}", {"op": "replace", "value": {"id": group, "displayName": "Designers"}}
    )
    assert okta.status_code == 204, okta.content
    assert (len(versions), events(world)) == (1, before)


def test_a_group_that_is_not_mapped_only_keeps_its_people(
    directory: Directory, world: World
) -> None:
    ann = directory.add(person(world, "ann").email)
    group = directory.group("Everybody", ann)
    assert seated(world) == set()
    map_group(world, group)
    assert seated(world) == {"ann@x.test"}
    groups.map_to_seats(
        actor=world.actor(),
        account_id=world.account.id,
        group_id=UUID(group),
        subscription_id=None,
        now=utc_now(),
    )
    assert seated(world) == set()
    assert len(directory.get(f"/Groups/{group}")["members"]) == 1
    light = directory.get(f"/Groups/{group}?excludedAttributes=members")
    assert "members" not in light


def test_a_seat_that_two_groups_give_goes_with_the_last(directory: Directory, world: World) -> None:
    ann = directory.add(person(world, "ann").email)
    first = mapped(directory, world, ann)
    second = mapped(directory, world, ann, name="Leads")
    directory.send("DELETE", f"/Groups/{first}")
    assert seated(world) == {"ann@x.test"}
    directory.send("DELETE", f"/Groups/{second}")
    assert seated(world) == set()


@pytest.mark.threat("TH13", "TH25")
def test_whom_no_seat_is_free_for_stays_in_the_group_with_the_reason(client: Client) -> None:
    world = make_world(
        "gotoassist", seats=1, overrides={"quantity.when_full": "refuse"}, now=utc_now()
    )
    directory = connect(client, world)
    ann, bo = (directory.add(person(world, name).email) for name in ("ann", "bo"))
    group = mapped(directory, world, ann)

    full = directory.patch(
        f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": bo}]}
    )

    assert full.status_code == 204
    assert seated(world) == {"ann@x.test"}
    assert len(directory.get(f"/Groups/{group}")["members"]) == 2
    (shown,) = list_group_seats(world.account.id)
    assert (shown.given, shown.refused) == (1, (("bo@x.test", "no_free_seat"),))
    told = Event.objects.get(account=world.account, type="directory.seat_refused")
    assert (told.payload["email"], told.payload["refusal"]) == ("bo@x.test", "no_free_seat")

    directory.patch(f"/Users/{ann}", {"op": "replace", "path": "active", "value": False})
    again = groups.try_again(
        actor=world.actor(), account_id=world.account.id, group_id=UUID(group), now=utc_now()
    )
    giving.run_waiting(now=utc_now())
    assert again == 1
    assert seated(world) == {"bo@x.test"}


def test_the_policy_says_what_a_full_pool_means(client: Client) -> None:
    world = make_world(
        "gotoassist", seats=1, overrides={"quantity.when_full": "waitlist"}, now=utc_now()
    )
    directory = connect(client, world)
    ann, bo, eve = (directory.add(person(world, name).email) for name in ("ann", "bo", "eve"))
    group = mapped(directory, world, ann, bo, eve)
    assert len(seated(world)) == 1
    assert WaitlistEntry.objects.filter(account=world.account, left_at=None).count() == 2

    directory.patch(f"/Groups/{group}", {"op": "remove", "path": f'members[value eq "{eve}"]'})
    assert WaitlistEntry.objects.filter(account=world.account, left_at=None).count() == 1
    directory.patch(f"/Groups/{group}", {"op": "remove", "path": f'members[value eq "{ann}"]'})
    assert seated(world) == {"bo@x.test"}


def test_whoever_must_accept_is_invited_and_taken_back(client: Client) -> None:
    world = make_world("tutkit", seats=2, now=utc_now())
    directory = connect(client, world)
    ann = directory.add("ann@x.test", name={"givenName": "Ann", "familyName": "Li"})
    group = mapped(directory, world, ann)
    held = Assignment.objects.filter(account=world.account, ended_at=None)
    assert [row.state for row in held] == ["held"]
    gone = directory.send("DELETE", f"/Users/{ann}")
    assert gone.status_code == 204, gone.content
    assert not held.all()
    assert "members" not in directory.get(f"/Groups/{group}")


def test_one_without_an_address_keeps_nobody_else_from_a_seat(
    directory: Directory, world: World
) -> None:
    robot, ann = directory.add("robot"), directory.add(person(world, "ann").email)
    mapped(directory, world, robot, ann)
    assert seated(world) == {"ann@x.test"}
    (shown,) = list_group_seats(world.account.id)
    assert shown.refused == (("robot", "address_invalid"),)


def test_the_worker_gives_what_a_crash_left(directory: Directory, world: World) -> None:
    ann = directory.add(person(world, "ann").email)
    mapped(directory, world, ann)
    seats.unassign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email="ann@x.test",
        now=utc_now(),
    )
    DirectoryMember.objects.update(state="pending", settled_at=None)
    assert giving.run_waiting(now=utc_now()) == 1
    assert giving.run_waiting(now=utc_now()) == 0
    assert seated(world) == {"ann@x.test"}


def test_a_fault_with_one_keeps_nobody_else_from_a_seat(directory: Directory, world: World) -> None:
    with connection.cursor() as sql:
        sql.execute(
            "CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE 'a fault'; END $$;"
            " CREATE TRIGGER breaks BEFORE INSERT ON curule_assignment FOR EACH ROW"
            " WHEN (NEW.email = 'ann@x.test') EXECUTE FUNCTION breaks()"
        )
    people = [directory.add(person(world, name).email) for name in ("ann", "bob")]
    mapped(directory, world, *people)
    assert seated(world) == {"bob@x.test"}

    assert giving.run_waiting(now=utc_now()) == 1
    assert seated(world) == {"bob@x.test"}
    with connection.cursor() as sql:
        sql.execute("DROP TRIGGER breaks ON curule_assignment")
    assert giving.run_waiting(now=utc_now()) == 1
    assert seated(world) == {"ann@x.test", "bob@x.test"}


@pytest.mark.threat("TH22")
def test_nobody_of_another_account_gets_into_a_group(client: Client, directory: Directory) -> None:
    theirs = connect(client, make_world("gotoassist", now=utc_now()))
    foreign = theirs.add("ann@x.test")
    answers = [
        directory.send(
            "POST", "/Groups", {"schemas": [GROUP], "displayName": "x", "members": [{"value": who}]}
        )
        for who in (foreign, str(UUID(int=7)), "nobody")
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.threat("TH8")
def test_only_who_gives_seats_says_what_a_group_gives(directory: Directory, world: World) -> None:
    group = UUID(directory.group("Designers"))
    stranger = make_world("gotoassist", now=utc_now())
    for actor, subscription, code in (
        (world.actor("member"), world.subscription.id, "role_not_allowed"),
        (world.actor("billing_contact"), world.subscription.id, "role_not_allowed"),
        (stranger.actor(), world.subscription.id, "role_not_allowed"),
        (world.actor(), stranger.subscription.id, "not_found"),
        (
            Actor.directory(name="x", account_id=str(world.account.id), rights=frozenset()),
            world.subscription.id,
            "role_not_allowed",
        ),
    ):
        with pytest.raises(Refused, match=code):
            groups.map_to_seats(
                actor=actor,
                account_id=world.account.id,
                group_id=group,
                subscription_id=subscription,
                now=utc_now(),
            )


@pytest.mark.threat("TH8")
def test_only_who_takes_seats_lets_a_group_give_none_any_more(client: Client) -> None:
    world = make_world("gotoassist", overrides={"who.assign_roles": ["owner"]}, now=utc_now())
    ours = connect(client, world)
    group = mapped(ours, world, ours.add(person(world, "ann").email))
    with pytest.raises(Refused, match="role_not_allowed"):
        groups.map_to_seats(
            actor=world.actor("admin"),
            account_id=world.account.id,
            group_id=UUID(group),
            subscription_id=None,
            now=utc_now(),
        )
    assert seated(world) == {"ann@x.test"}


def test_a_full_account_gives_nobody_s_seat_away(directory: Directory, world: World) -> None:
    fill(world)
    before = seated(world)
    ann = directory.add(person(world, "ann").email)
    mapped(directory, world, ann)
    assert seated(world) == before
