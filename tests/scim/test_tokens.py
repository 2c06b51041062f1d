"""Who is a directory: tokens that hold, of the right account."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import Refused
from curule.data.models import DirectoryToken, Event, RoleGrant
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.scim import door
from curule.selectors.directory import find_token
from curule.services.directory import tokens
from tests.scim.conftest import USER, Directory, connect
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.mark.threat("TH22", "TH24", "TH34")
@pytest.mark.parametrize("path", ["/Users", "/ServiceProviderConfig", "/nothing", ""])
def test_a_token_opens_its_own_account_only(
    client: Client, directory: Directory, path: str
) -> None:
    other = make_world("gotoassist", now=utc_now())
    accounts = (public_id("acc", other.account.id), public_id("acc", uuid4()), "acc_x", "x")
    answers = [Directory(client, name, directory.token).send("GET", path) for name in accounts]
    answers.append(Directory(client, directory.account, "").send("GET", path))
    answers.append(Directory(client, directory.account, "scim_" + "1" * 50).send("GET", path))

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["WWW-Authenticate"] == 'Bearer realm="SCIM"'


@pytest.mark.threat("TH4")
def test_nothing_of_a_token_is_kept_but_its_digest(directory: Directory) -> None:
    (row,) = DirectoryToken.objects.all()
    assert len(bytes(row.digest)) == 32
    kept = " ".join(str(getattr(row, field.name)) for field in DirectoryToken._meta.fields)
    secret = directory.token.removeprefix("scim_")
    assert not any(secret[at : at + 8] in kept for at in range(len(secret) - 8))


def test_a_rolled_token_holds_on_and_an_ended_one_does_not(
    directory: Directory, world: World
) -> None:
    row = DirectoryToken.objects.get()
    owner, account_id = world.actor(), world.account.id
    made = tokens.roll_token(
        actor=owner,
        account_id=account_id,
        token_id=row.id,
        overlap=timedelta(hours=1),
        now=utc_now(),
    )
    newer = Directory(directory.client, directory.account, made.text)
    assert {each.send("GET", "/Users").status_code for each in (directory, newer)} == {200}
    tokens.end_token(actor=owner, account_id=account_id, token_id=row.id, now=utc_now())
    assert directory.send("GET", "/Users").status_code == 401
    assert newer.send("GET", "/Users").status_code == 200
    assert DirectoryToken.objects.get(id=made.id).used_at is not None


@pytest.mark.invariant("I34")
def test_a_token_may_no_more_than_its_maker_may_now(directory: Directory, world: World) -> None:
    row = DirectoryToken.objects.get()
    token = directory.token
    connected = Event.objects.get(type="directory.connected", subject_id=row.id)
    found = find_token(world.account.id, token)
    assert found is not None
    assert connected.actor_id == world.people["owner"].id
    assert found.by_owner
    RoleGrant.objects.filter(account=world.account, role="owner").update(
        person_id=world.people["admin"].id
    )
    found = find_token(world.account.id, token)
    assert found is not None
    assert not found.by_owner


def test_who_may_not_change_settings_connects_nothing(world: World) -> None:
    developer = Actor.staff(name="d@vendor.test", role=StaffRole.DEVELOPER)
    stranger = make_world("gotoassist", now=utc_now()).actor()
    for actor in (world.actor("member"), world.actor("billing_contact"), developer, stranger):
        with pytest.raises(Refused, match="role_not_allowed"):
            tokens.make_token(actor=actor, account_id=world.account.id, name="x", now=utc_now())
    for name in ("", "  ", "x" * 81, "a\0b"):
        with pytest.raises(Refused, match="field_invalid"):
            tokens.make_token(
                actor=world.actor(), account_id=world.account.id, name=name, now=utc_now()
            )


@pytest.mark.usefixtures("directory")
def test_a_token_of_another_account_is_answered_as_none() -> None:
    row = DirectoryToken.objects.get()
    other = make_world("gotoassist", now=utc_now())
    for token_id in (row.id, uuid4()):
        with pytest.raises(Refused, match="not_found"):
            tokens.end_token(
                actor=other.actor(), account_id=other.account.id, token_id=token_id, now=utc_now()
            )


@pytest.mark.threat("TH31")
def test_who_asks_too_often_or_sends_too_much_is_told(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"schemas": [USER], "userName": "x" * door.LARGEST}
    assert directory.send("POST", "/Users", body).status_code == 413
    monkeypatch.setattr(door, "PER_MINUTE", 2)
    answers = [directory.send("GET", "/Users") for _ in range(4)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "60"


def test_a_closed_account_takes_nobody_in(client: Client, world: World) -> None:
    directory = connect(client, world)
    world.account.closed_at = utc_now()
    world.account.save(update_fields=["closed_at"])
    body = {"schemas": [USER], "userName": "a"}
    assert directory.send("POST", "/Users", body).status_code == 409
