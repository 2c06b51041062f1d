"""Who gets in: keys that hold, of the right mode, with the right scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from curule.core.api_keys import Scope
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import Refused
from curule.data.models import ApiKey, OutboxMessage
from curule.httpkit.clock import utc_now
from curule.services import api_keys
from curule.services.people import staff
from tests.api.conftest import Program
from tests.support.factories import make_person

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
STAFF = Actor.staff(name="ada@vendor.test", role=StaffRole.ADMIN)


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer sk_live_", "Basic abc", "Bearer é", "Bearer sk_live_x_y"],
)
def test_who_shows_no_key_is_told_how_to(client: Client, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = client.get("/v1/accounts", headers=headers)

    told = answer.json()
    assert (answer.status_code, told["code"], told["status"]) == (401, "key_invalid", 401)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Request-Id"] == told["request_id"]
    assert "Authorization" in told["detail"]


def test_a_key_that_nobody_made_opens_nothing(client: Client, program: Programs) -> None:
    program()
    key = "sk_live_" + "1" * 44
    forged = {"Authorization": f"Bearer {key}"}
    assert client.get("/v1/accounts", headers=forged).status_code == 401


@pytest.mark.threat("TH4")
def test_nothing_of_a_key_is_kept_but_its_digest(program: Programs) -> None:
    key = program().key
    (row,) = ApiKey.objects.all()

    assert len(bytes(row.digest)) == 32
    kept = " ".join(str(getattr(row, field.name)) for field in ApiKey._meta.fields)
    secret = key.rpartition("_")[2]
    assert not any(secret[at : at + 8] in kept for at in range(len(secret) - 8))


def test_a_scope_opens_its_operations_and_no_others(program: Programs) -> None:
    narrow = program(scopes=[Scope.ENTITLEMENTS_READ])

    refused = narrow.get("/accounts")

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert refused.json()["values"] == {"scope": "accounts:read"}
    assert narrow.get("/entitlements", user="a@x.test", product="none").status_code == 404


def test_the_sentences_are_in_the_language_that_is_asked_for(client: Client) -> None:
    headers = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    told = client.get("/v1/accounts", headers=headers).json()
    assert told["title"] == "Kein Schlüssel hat geöffnet."


def test_a_rolled_key_holds_on_for_its_overlap_and_then_ends(program: Programs) -> None:
    old = program()
    row = ApiKey.objects.get()
    now = utc_now()

    made = api_keys.roll_key(actor=STAFF, key_id=row.id, overlap=timedelta(hours=1), now=now)

    assert old.get("/accounts").status_code == 200
    assert Program(old.client, made.text).get("/accounts").status_code == 200
    api_keys.end_key(actor=STAFF, key_id=row.id, now=now)
    assert old.get("/accounts").status_code == 401
    with pytest.raises(IntegrityError, match="comes no later"), transaction.atomic():
        ApiKey.objects.filter(id=row.id).update(ends_at=None, ended_by="")


def test_who_may_not_make_keys_makes_none() -> None:
    support = Actor.staff(name="s@vendor.test", role=StaffRole.SUPPORT)
    with pytest.raises(Refused, match="role_not_allowed"):
        api_keys.make_key(actor=support, name="x", is_live=True, now=utc_now())
    for name in ("", " " * 3, "x" * 81):
        with pytest.raises(Refused, match="field_invalid"):
            api_keys.make_key(actor=STAFF, name=name, is_live=True, now=utc_now())


def test_the_use_of_a_key_is_noted(program: Programs) -> None:
    ours = program()
    assert ApiKey.objects.get().used_at is None
    ours.get("/accounts")
    assert ApiKey.objects.get().used_at is not None


@pytest.mark.threat("TH8")
@pytest.mark.invariant("I34")
def test_a_key_may_no_more_than_who_made_it_may_today(client: Client) -> None:
    now = utc_now()
    person = make_person("dev@vendor.test")
    system = Actor.system("tests")
    staff.grant(actor=system, person_id=person.id, role=StaffRole.DEVELOPER, now=now)
    maker = Actor.staff(name=person.email, role=StaffRole.DEVELOPER, person_id=str(person.id))
    wanted = [Scope.ACCOUNTS_READ, Scope.WEBHOOKS_READ]
    made = api_keys.make_key(actor=maker, name="ours", is_live=True, scopes=wanted, now=now)
    ours = Program(client, made.text)
    for role, statuses in (
        (StaffRole.DEVELOPER, (200, 200)),
        (StaffRole.SUPPORT, (200, 403)),
        (StaffRole.FINANCE, (403, 403)),
    ):
        staff.grant(actor=system, person_id=person.id, role=role, now=now)
        assert (
            ours.get("/accounts").status_code,
            ours.get("/webhook_endpoints").status_code,
        ) == statuses
    staff.revoke(actor=system, person_id=person.id, now=now)
    refused = ours.get("/accounts")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    api_keys.answer_for(actor=system, key_id=made.id, now=now)
    assert ours.get("/accounts").status_code == 200


@pytest.mark.threat("TH4")
def test_a_key_that_was_found_is_ended_and_told_of_once(program: Programs) -> None:
    ours, now = program(), utc_now()
    person = make_person("ada@vendor.test")
    staff.grant(actor=Actor.system("tests"), person_id=person.id, role=StaffRole.ADMIN, now=now)
    finder = Actor.system("cli")

    assert not api_keys.report_leak(actor=finder, text="sk_live_x", now=now)
    assert api_keys.report_leak(actor=finder, text=ours.key, now=now)
    assert not api_keys.report_leak(actor=finder, text=ours.key, now=now)

    assert ours.get("/accounts").status_code == 401
    (mail,) = OutboxMessage.objects.filter(template="key_leaked")
    assert (mail.recipient, mail.account) == (person.email, None)
    assert ours.key not in str(mail.context)
