"""People of a directory: as Entra ID and Okta send them, and what their access becomes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from curule.core.roles import Role
from curule.data.models import Assignment, DirectoryPerson, Event, Member, Person
from curule.httpkit.clock import utc_now
from curule.services.directory import giving, groups
from curule.services.people import addresses, roles
from curule.services.seats import seats
from curule.services.seats.seats import Invitee
from tests.scim.conftest import USER, Directory, connect
from tests.support.factories import World, join, make_person, make_world

pytestmark = pytest.mark.django_db
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def seated(world: World) -> set[str]:
    """Who has a seat, by address."""
    held = Assignment.objects.filter(account=world.account, ended_at=None, state="active")
    return set(held.values_list("email", flat=True))


def person(world: World, name: str, *, is_member: bool = False) -> Person:
    """Somebody who proved an address."""
    made = make_person(f"{name}@x.test", now=utc_now())
    return join(world.account, made, now=utc_now()) if is_member else made


def mapped(directory: Directory, world: World, *people: str, name: str = "Designers") -> str:
    """A group that gives seats of the world's subscription."""
    made = directory.group(name, *people)
    map_group(world, made)
    return made


def map_group(world: World, group: str) -> None:
    """Let a group give seats of the world's subscription."""
    groups.map_to_seats(
        actor=world.actor(),
        account_id=world.account.id,
        group_id=UUID(group),
        subscription_id=world.subscription.id,
        now=utc_now(),
    )
    giving.give_waiting(account_id=world.account.id, now=utc_now())


def events(world: World) -> int:
    """How many things happened."""
    return Event.objects.filter(account=world.account).count()


def fill(world: World) -> None:
    """Give every seat to somebody."""
    free = 5 - len(seated(world))
    seats.assign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[Invitee(email=person(world, f"filler{n}").email) for n in range(free)],
        now=utc_now(),
    )


# --- as Entra ID does it --------------------------------------------------------------------------


def test_entra_provisions_somebody_and_finds_them_again(directory: Directory) -> None:
    made = directory.send(
        "POST",
        "/Users",
        {
            "schemas": [USER, ENTERPRISE],
            "externalId": "0a21f0f2",
            "userName": "Ann@X.test",
            "active": True,
            "displayName": "Ann Li",
            "emails": [{"primary": True, "type": "work", "value": "Ann@x.test"}],
            "meta": {"resourceType": "User"},
            "name": {"formatted": "Ann Li", "familyName": "Li", "givenName": "Ann"},
            "phoneNumbers": [{"type": "work", "value": "+33 1"}],
            "roles": [],
            ENTERPRISE: {"department": "Design"},
        },
    )

    assert made.status_code == 201, made.content
    assert made.headers["Location"].endswith(f"/Users/{made.json()['id']}")
    assert made.headers["ETag"] == 'W/"1"'
    for wanted in ('userName eq "ann@x.test"', 'externalId eq "0a21f0f2"'):
        found = directory.get(f"/Users?filter={wanted.replace(' ', '%20')}")
        assert (found["totalResults"], found["Resources"][0]["id"]) == (1, made.json()["id"])
    kept = DirectoryPerson.objects.get()
    assert (kept.address, kept.first_name) == ("ann@x.test", "Ann")
    assert "+33" not in str(kept.attributes)


@pytest.mark.threat("TH25")
def test_entra_disables_with_a_word_and_the_seat_is_free_at_once(
    directory: Directory, world: World
) -> None:
    ann = directory.add(person(world, "ann").email)
    mapped(directory, world, ann)
    assert seated(world) == {"ann@x.test"}

    off = directory.patch(f"/Users/{ann}", {"op": "Replace", "path": "active", "value": "False"})

    assert off.status_code == 204, off.content
    assert directory.get(f"/Users/{ann}")["active"] is False
    assert seated(world) == set()
    assert not Member.objects.filter(
        account=world.account, person__email="ann@x.test", left_at=None
    ).exists()
    told = Event.objects.filter(account=world.account, type="seat.unassigned").get()
    assert (told.actor_kind, told.actor_id) == ("directory", None)

    on = directory.patch(f"/Users/{ann}", {"op": "Replace", "value": {"active": "True"}})
    assert on.status_code == 204, on.content
    assert seated(world) == {"ann@x.test"}


@pytest.mark.threat("TH13", "TH25")
def test_who_comes_back_passes_the_one_allocator_or_stays_away(
    directory: Directory, world: World
) -> None:
    ann = directory.add(person(world, "ann").email)
    mapped(directory, world, ann)
    directory.patch(f"/Users/{ann}", {"op": "replace", "path": "active", "value": False})
    fill(world)
    before = events(world)

    refused = directory.patch(f"/Users/{ann}", {"op": "replace", "path": "active", "value": True})

    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("There are not enough free ")
    assert refused.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert directory.get(f"/Users/{ann}")["active"] is False
    assert events(world) == before


def test_entra_adds_what_a_path_with_a_filter_describes(directory: Directory) -> None:
    ann = directory.add("ann", displayName="Ann")

    changed = directory.patch(
        f"/Users/{ann}",
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "ann@x.test"},
        {"op": "Replace", "path": "name.givenName", "value": "Ann"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Sales"},
    )

    assert changed.status_code == 204, changed.content
    assert directory.get(f"/Users/{ann}")["emails"] == [{"value": "ann@x.test", "type": "work"}]
    assert DirectoryPerson.objects.get().address == "ann@x.test"


# --- as Okta does it ------------------------------------------------------------------------------


def test_okta_looks_first_then_replaces_and_the_same_again_does_nothing(
    directory: Directory, world: World
) -> None:
    nobody = directory.get('/Users?filter=userName%20eq%20"bo@x.test"&startIndex=1&count=100')
    assert (nobody["totalResults"], nobody.get("Resources", [])) == (0, [])
    bo = directory.add(person(world, "bo").email, password="hunter2")
    mapped(directory, world, bo)
    put = {
        "schemas": [USER],
        "id": bo,
        "userName": "bo@x.test",
        "name": {"givenName": "Bo", "familyName": "Li"},
        "emails": [{"primary": True, "value": "bo@x.test", "type": "work"}],
        "active": True,
        "groups": [],
    }
    first = directory.send("PUT", f"/Users/{bo}", put)
    before = events(world)

    again = directory.send("PUT", f"/Users/{bo}", put)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.headers["ETag"] == again.headers["ETag"] == 'W/"2"'
    assert events(world) == before
    assert seated(world) == {"bo@x.test"}
    assert "hunter2" not in str(DirectoryPerson.objects.values())


def test_okta_deactivates_without_a_path(directory: Directory, world: World) -> None:
    bo = directory.add(person(world, "bo").email)
    mapped(directory, world, bo)
    off = directory.patch(f"/Users/{bo}", {"op": "replace", "value": {"active": False}})
    assert off.status_code == 204, off.content
    assert seated(world) == set()


# --- what a directory can and cannot do -----------------------------------------------------------


def test_whoever_is_deleted_has_nothing_left(directory: Directory, world: World) -> None:
    ann = directory.add(person(world, "ann", is_member=True).email)
    mapped(directory, world, ann)

    assert directory.send("DELETE", f"/Users/{ann}").status_code == 204

    assert seated(world) == set()
    assert directory.send("GET", f"/Users/{ann}").status_code == 404
    assert directory.send("DELETE", f"/Users/{ann}").status_code == 404
    assert not Member.objects.filter(person__email="ann@x.test", left_at=None).exists()


@pytest.mark.threat("TH40")
def test_the_last_owner_stays(directory: Directory, world: World) -> None:
    owner = directory.add(world.people["owner"].email)

    off = directory.patch(f"/Users/{owner}", {"op": "replace", "path": "active", "value": False})
    gone = directory.send("DELETE", f"/Users/{owner}")

    assert (off.status_code, gone.status_code) == (409, 409)
    assert "owner" in off.json()["detail"]
    assert Member.objects.filter(person=world.people["owner"], left_at=None).exists()


@pytest.mark.threat("TH8")
def test_what_an_admin_connected_takes_no_owner_away(client: Client, world: World) -> None:
    second = join(world.account, make_person("second@x.test", now=utc_now()), now=utc_now())
    roles.grant(
        actor=world.actor(),
        account_id=world.account.id,
        person_id=second.id,
        role=Role.OWNER,
        now=utc_now(),
    )
    of_admin = connect(client, world, role="admin")
    listed = of_admin.add(second.email)

    refused = of_admin.send("DELETE", f"/Users/{listed}")
    of_owner = connect(client, world)

    assert refused.status_code == 403
    assert of_owner.send("DELETE", f"/Users/{listed}").status_code == 204


@pytest.mark.threat("TH24")
def test_another_address_is_another_mailbox_and_never_somebody_s_login(
    directory: Directory, world: World
) -> None:
    ann = person(world, "ann")
    listed = directory.add(ann.email)
    mapped(directory, world, listed)
    person(world, "victim")

    moved = directory.patch(
        f"/Users/{listed}", {"op": "replace", "path": "userName", "value": "victim@x.test"}
    )

    assert moved.status_code == 204, moved.content
    ann.refresh_from_db()
    assert ann.email == "ann@x.test"
    assert seated(world) == {"victim@x.test"}
    assert not Member.objects.filter(person=ann, left_at=None).exists()


@pytest.mark.threat("TH3", "TH24")
def test_a_directory_makes_no_user_and_no_member(directory: Directory, world: World) -> None:
    before = Person.objects.count(), Member.objects.count()
    directory.add("new@x.test")
    directory.add(person(world, "ann").email)
    assert (Person.objects.count() - 1, Member.objects.count()) == before


def test_whoever_changes_their_address_stays_in_the_hands_of_the_directory(
    directory: Directory, world: World
) -> None:
    ann = person(world, "ann")
    listed = directory.add(ann.email)
    mapped(directory, world, listed)
    addresses.change_address(person_id=ann.id, email="ann.li@x.test", now=utc_now())
    assert seated(world) == {"ann.li@x.test"}

    off = directory.patch(f"/Users/{listed}", {"op": "replace", "path": "active", "value": False})

    assert off.status_code == 204
    assert seated(world) == set()


def test_two_of_one_name_or_one_address_are_refused(directory: Directory) -> None:
    directory.add("ann@x.test")
    same = {"schemas": [USER], "userName": "ANN@x.test"}
    mail = {"schemas": [USER], "userName": "ann2", "emails": [{"value": "ann@x.test"}]}
    for body in (same, mail):
        refused = directory.send("POST", "/Users", body)
        assert (refused.status_code, refused.json()["scimType"]) == (409, "uniqueness")


def test_a_version_that_is_not_the_newest_changes_nothing(directory: Directory) -> None:
    ann = directory.add("ann@x.test")
    rename = {"op": "replace", "path": "displayName", "value": "Ann"}
    stale = directory.patch(f"/Users/{ann}", rename, **{"If-Match": 'W/"7"'})
    fresh = directory.patch(f"/Users/{ann}", rename, **{"If-Match": 'W/"1"'})
    assert (stale.status_code, fresh.status_code) == (412, 204)
    unchanged = directory.send("GET", f"/Users/{ann}", **{"If-None-Match": 'W/"2"'})
    assert unchanged.status_code == 304


@pytest.mark.threat("TH9", "TH10", "TH23")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        ({"schemas": [USER]}, 400),
        ({"schemas": [USER], "userName": ""}, 400),
        ({"schemas": [USER], "userName": ["a@x.test", "b@x.test"]}, 400),
        ({"schemas": [USER], "userName": "a\u0000b"}, 400),
        ({"schemas": [USER], "userName": "x" * 255}, 400),
        ({"schemas": [USER], "userName": "a", "displayName": "a\u0000b"}, 400),
        ({"schemas": [USER], "userName": "a", "name": {"givenName": "\ud800"}}, 400),
        ({"schemas": [USER], "userName": "a", "emails": [{"value": "a@x.test,b@x.test"}]}, 400),
        ({"schemas": [USER], "userName": "a", "emails": [{"value": "m\u0131ke@x.test"}]}, 400),
        ({"schemas": [USER], "userName": "a", "emails": [{"value": "a@[127.0.0.1]"}]}, 400),
        ({"schemas": [USER], "userName": "a", "active": "perhaps"}, 400),
    ],
)
def test_bad_input_is_refused_as_the_protocol_has_it(
    directory: Directory, body: object, status: int
) -> None:
    if isinstance(body, bytes):
        answer: Any = directory.client.generic(
            "POST",
            f"/scim/v2/{directory.account}/Users",
            body,
            "application/scim+json",
            headers={"Authorization": f"Bearer {directory.token}"},
        )
    else:
        answer = directory.send("POST", "/Users", body)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"].startswith("application/scim+json")
    assert answer.json()["status"] == str(status)
    assert not DirectoryPerson.objects.exists()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("filter=userName", 400),
        ("filter=" + "(" * 900 + "active pr" + ")" * 900, 200),
        ("filter=" + "x" * 3000, 400),
        ('filter=userName eq "a%00b"', 400),
        (r'filter=userName eq "a\u0000b"', 200),
        (r'filter=displayName ne "\ud800"', 200),
        ("filter=nothing eq 1", 400),
        ("startIndex=" + "9" * 30, 200),
        ("startIndex=-4&count=-1", 200),
        ("count=x", 400),
        ("sortBy=userName", 501),
        ("cursor=x", 501),
    ],
)
def test_odd_questions_have_an_answer(directory: Directory, asked: str, status: int) -> None:
    directory.add("ann@x.test")
    answer = directory.send("GET", f"/Users?{asked}")
    assert answer.status_code == status, answer.content


def test_a_large_directory_comes_page_by_page(directory: Directory, world: World) -> None:
    DirectoryPerson.objects.bulk_create(
        DirectoryPerson(
            account=world.account,
            user_name=f"p{n:03}",
            user_name_key=f"p{n:03}",
            created_at=utc_now(),
            changed_at=utc_now(),
        )
        for n in range(205)
    )
    all_of_them = directory.get("/Users")
    last = directory.get("/Users?startIndex=201&count=50")
    none = directory.get("/Users?count=0")
    assert (all_of_them["totalResults"], len(all_of_them["Resources"])) == (205, 200)
    assert [each["userName"] for each in last["Resources"]] == [f"p{n}" for n in range(200, 205)]
    assert (none["totalResults"], none.get("Resources", [])) == (205, [])


@pytest.mark.threat("TH22")
def test_what_belongs_to_another_account_is_answered_like_nothing(
    client: Client, directory: Directory
) -> None:
    theirs = connect(client, make_world("gotoassist", now=utc_now()))
    foreign, random = theirs.add("ann@x.test"), str(UUID(int=7))

    def shape(answer: Any, used: str) -> tuple[int, str]:  # noqa: ANN401
        return answer.status_code, answer.content.decode().replace(used, "…")

    for method in ("GET", "DELETE", "PATCH", "PUT"):
        body: dict[str, Any] | None = None
        if method == "PUT":
            body = {"schemas": [USER], "userName": "x"}
        if method == "PATCH":
            body = {
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": "active", "value": False}],
            }
        told = {
            shape(directory.send(method, f"/Users/{each}", body), each)
            for each in (foreign, random)
        }
        assert {status for status, _ in told} == {404}
        assert len(told) == 1
    assert directory.get("/Users")["totalResults"] == 0
    assert theirs.get(f"/Users/{foreign}")["active"] is True


def test_what_is_said_twice_is_refused(directory: Directory) -> None:
    body = b'{"schemas": ["%s"], "userName": "a@x.test", "userName": "b@x.test"}' % USER.encode()
    path = f"/scim/v2/{directory.account}/Users"
    shown = {"Authorization": f"Bearer {directory.token}"}

    twice = directory.client.post(path, body, "application/scim+json", headers=shown)
    asked = directory.send("GET", "/Users?count=1&count=2")

    for answer, kind, name in (
        (twice, "invalidSyntax", "userName"),
        (asked, "invalidValue", "count"),
    ):
        told = answer.json()
        assert (answer.status_code, told["scimType"]) == (400, kind)
        assert told["detail"] == f"{name} is given more than once."
    assert directory.get("/Users")["totalResults"] == 0


@pytest.mark.parametrize("length", ["abc", "-1", "1_0", "9" * 5000])
def test_a_length_that_is_no_number_is_refused(directory: Directory, length: str) -> None:
    answer = directory.client.post(
        f"/scim/v2/{directory.account}/Users",
        b"{}",
        "application/scim+json",
        headers={"Authorization": f"Bearer {directory.token}"},
        CONTENT_LENGTH=length,
    )
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidSyntax")
