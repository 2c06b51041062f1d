"""Keys of the API, which developers make, and what was asked with them (V22)."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from curule.core.api_keys import Scope, digest
from curule.core.permissions import Actor, StaffRole
from curule.data.ids import new_id
from curule.data.models import ApiKey, OutboxMessage, Person, VendorEvent
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.selectors.api_keys import find_key_by_id
from curule.services.api_keys import make_key
from curule.services.asked_requests import Asked, note
from curule.services.people import staff
from tests.support.factories import VENDOR, make_account

pytestmark = pytest.mark.django_db
REQUESTS = "/console/keys/requests"


def _key(name: str = "shop", *, is_live: bool = True) -> UUID:
    return make_key(actor=VENDOR, name=name, is_live=is_live, now=utc_now()).id


def _ask(key_id: UUID, **changed: object) -> UUID:
    row_id = new_id()
    usual: dict[str, object] = {
        "method": "GET",
        "route": "/v1/accounts",
        "status": 200,
        "milliseconds": 7,
        "code": "",
        "at": utc_now(),
        "is_live": True,
        "address": "/v1/accounts",
    }
    note(Asked(id=row_id, key_id=key_id, **{**usual, **changed}))  # type: ignore[arg-type]
    return row_id


def _shown(page: str) -> list[str]:
    return re.findall(r"/console/keys/requests/([0-9a-f-]{36})", page)


@pytest.mark.threat("TH4")
def test_a_developer_makes_rolls_and_ends_a_key(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.DEVELOPER])
    made = client.post(
        "/console/keys/new",
        {"name": "shop", "mode": "live", "may": "chosen", "scopes": ["seats:read"]},
    )
    (text,) = re.findall(r"rk_live_\w+", made.content.decode())
    row = ApiKey.objects.get()
    assert bytes(row.digest) == digest(text)
    assert (row.name, row.is_live, row.scopes) == ("shop", True, ["seats:read"])
    assert made.headers["Cache-Control"] == "no-store"
    page = f"/console/keys/{row.id}"
    assert text not in client.get(page).content.decode()
    assert text not in client.get("/console/keys").content.decode()

    rolled = client.post(f"{page}/roll", {"overlap": "1"}).content.decode()
    assert re.search(r"rk_live_\w+", rolled)
    newest = ApiKey.objects.exclude(id=row.id).get()
    row.refresh_from_db()
    assert row.ends_at is not None
    assert timedelta() < row.ends_at - utc_now() <= timedelta(hours=1)

    end = f"/console/keys/{newest.id}/end"
    assert client.post(end, {"name": "Shop"}).status_code == 422
    assert ApiKey.objects.get(id=newest.id).ends_at is None
    assert client.post(end, {"name": "shop"}).status_code == 303
    assert "ended" in client.get(f"/console/keys/{newest.id}").content.decode()


@pytest.mark.threat("TH8")
@pytest.mark.invariant("I34")
def test_no_key_may_what_its_maker_may_not(client: Client, team: dict[StaffRole, Person]) -> None:
    client.force_login(team[StaffRole.DEVELOPER])
    wished = {"name": "shop", "mode": "live", "may": "chosen", "scopes": ["billing:write"]}

    for asked in (wished, {**wished, "may": "everything"}):
        refused = client.post("/console/keys/new", asked)
        assert refused.status_code == 422
        said = refused.content.decode()
        assert "You may not give this to a key." in said
        assert "billing:write" in said
        assert team[StaffRole.ADMIN].email in said
    assert not ApiKey.objects.exists()

    made = client.post("/console/keys/new", {**wished, "mode": "test", "may": "everything"})
    assert re.search(r"sk_test_\w+", made.content.decode())


@pytest.mark.threat("TH8")
@pytest.mark.invariant("I34")
def test_nobody_rolls_a_key_into_more_than_they_may(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    everything = _key()
    client.force_login(team[StaffRole.DEVELOPER])
    for act in ("roll", "answer"):
        refused = client.post(f"/console/keys/{everything}/{act}", {"overlap": "0"})
        assert refused.status_code == 403
        assert team[StaffRole.ADMIN].email in refused.content.decode()
    assert "/answer" not in client.get(f"/console/keys/{everything}").content.decode()
    assert ApiKey.objects.get().ends_at is None


@pytest.mark.threat("TH8")
@pytest.mark.invariant("I34")
def test_a_key_loses_what_its_maker_loses_unless_somebody_else_answers_for_it(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    maker, admin = team[StaffRole.DEVELOPER], team[StaffRole.ADMIN]
    client.force_login(maker)
    wished = {"name": "shop", "mode": "live", "may": "chosen"}
    client.post("/console/keys/new", {**wished, "scopes": ["seats:read", "webhooks:write"]})
    key_id = ApiKey.objects.get().id
    page = f"/console/keys/{key_id}"

    def scopes() -> frozenset[Scope]:
        row = find_key_by_id(key_id)
        assert row is not None
        return row.scopes

    client.force_login(admin)
    assert "shop" in client.get("/console/staff").content.decode()
    system = Actor.system("tests")
    staff.grant(actor=system, person_id=maker.id, role=StaffRole.SUPPORT, now=utc_now())
    assert scopes() == {Scope.SEATS_READ}
    shown = client.get(page).content.decode()
    assert "may less than before" in shown
    assert "webhooks:write" in shown
    staff.revoke(actor=system, person_id=maker.id, now=utc_now())
    assert scopes() == frozenset()
    assert "Nothing any more" in client.get("/console/keys").content.decode()

    assert client.post(f"{page}/answer").status_code == 303
    assert scopes() == {Scope.SEATS_READ, Scope.WEBHOOKS_WRITE}
    assert "/answer" not in client.get(page).content.decode()
    assert [row.type for row in VendorEvent.objects.order_by("id")] == [
        "api_key.made",
        "api_key.answered_for",
    ]


def test_who_looks_after_keys_hears_of_a_new_one_and_of_a_leak(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    maker, admin = team[StaffRole.DEVELOPER], team[StaffRole.ADMIN]
    client.force_login(maker)
    wished = {"name": "shop", "mode": "live", "may": "chosen", "scopes": ["seats:read"]}
    client.post("/console/keys/new", wished)

    def told(template: str) -> set[str]:
        return {row.recipient for row in OutboxMessage.objects.filter(template=template)}

    assert told("key_created") == {maker.email, admin.email}
    key = ApiKey.objects.get()
    client.post(f"/console/keys/{key.id}/end", {"name": "shop", "leaked": "on"})
    assert told("key_leaked") == {maker.email, admin.email}
    key.refresh_from_db()
    assert key.ends_at is not None
    client.post(f"/console/keys/{key.id}/end", {"name": "shop", "leaked": "on"})
    assert OutboxMessage.objects.filter(template="key_leaked").count() == 2

    mails = client.get("/console/mails").content.decode()
    assert "Key leaked" in mails
    assert "your own" in mails
    mail = OutboxMessage.objects.filter(template="key_leaked").first()
    assert mail is not None
    words = client.get(f"/console/mails/{mail.id}").content.decode()
    assert "A key of the API has leaked: shop" in words
    assert "/console/keys" in words


def test_a_key_that_may_nothing_is_said_beside_its_field(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    answer = client.post("/console/keys/new", {"name": "shop", "mode": "test", "may": "chosen"})
    assert answer.status_code == 422
    assert "Choose at least one" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_a_key_that_nobody_used_for_long_is_marked(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.READ_ONLY])
    made_at = utc_now() - timedelta(days=90)
    old = make_key(actor=VENDOR, name="old", is_live=True, now=made_at).id
    assert "unused for 90 days" in client.get("/console/keys").content.decode()
    ApiKey.objects.filter(id=old).update(used_at=utc_now())
    shown = client.get("/console/keys").content.decode()
    assert "unused for 90 days" not in shown
    assert "/console/keys/new" not in shown
    assert client.post(f"/console/keys/{old}/roll").status_code == 403


def test_requests_are_narrowed_by_key_answer_code_mode_and_id(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.READ_ONLY])
    assert "No program has asked" in client.get(REQUESTS).content.decode()
    shop, test = _key(), _key("trial", is_live=False)
    read = _ask(shop)
    refused = _ask(shop, status=409, code="no_free_seat")
    failed = _ask(shop, status=500, code="failed")
    tried = _ask(test, is_live=False)

    def found(**query: str) -> list[str]:
        page = client.get(REQUESTS, query).content.decode()
        assert page.count("UTC") >= len(_shown(page))
        return _shown(page)

    newest_first = [str(each) for each in (tried, failed, refused, read)]
    assert found() == newest_first
    assert found(key=str(shop)) == newest_first[1:]
    assert found(status="2xx") == [str(tried), str(read)]
    assert found(status="4xx") == [str(refused)]
    assert found(status="5xx") == [str(failed)]
    assert found(code="no_free_seat") == [str(refused)]
    assert found(mode="test") == [str(tried)]
    assert found(q=public_id("req", read)) == [str(read)]
    assert found(q="req_none") == []
    assert found(key="x", status="x", mode="x", after="x", before="x") == newest_first
    assert f"{REQUESTS}?key={shop}" in client.get(f"/console/keys/{shop}").content.decode()


def test_pages_are_turned_beside_a_row_while_more_come(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    key_id = _key()
    ids = [str(_ask(key_id)) for _ in range(120)][::-1]

    first = client.get(REQUESTS).content.decode()
    assert _shown(first) == ids[:50]
    assert 'rel="prev"' not in first
    _ask(key_id)
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(f"{REQUESTS}{older}").content.decode()
    assert _shown(second) == ids[50:100]
    (older,) = re.findall(r'rel="next" href="([^"]+)"', second)
    last = client.get(f"{REQUESTS}{older}").content.decode()
    assert _shown(last) == ids[100:]
    assert 'rel="next"' not in last
    (newer,) = re.findall(r'rel="prev" href="([^"]+)"', last)
    assert _shown(client.get(f"{REQUESTS}{newer}").content.decode()) == ids[50:100]


@pytest.mark.threat("TH4")
def test_a_request_shows_why_it_was_refused_and_is_copied_without_a_secret(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.DEVELOPER])
    account = make_account()
    address = f"/v1/accounts/{public_id('acc', account.id)}"
    row_id = _ask(
        _key(),
        method="PATCH",
        route="/v1/accounts/{account}",
        address=address,
        status=400,
        code="field_unknown",
        field="colour",
        sent={"colour": "…", "seats": 3},
        ways_out=("correct_value",),
    )

    page = client.get(f"{REQUESTS}/{row_id}").content.decode()

    assert "colour" in page
    assert f'href="/console/accounts/{account.id}"' in page
    assert public_id("req", row_id) in page
    (command,) = re.findall(r"<pre>(curl .*?)</pre>", page, re.DOTALL)
    assert "curl -X PATCH http" in command
    assert address in command
    assert "$CURULE_API_KEY" in command
    assert not re.search("sk_(live|test)", page)
    assert client.get(f"{REQUESTS}/{new_id()}").status_code == 404


def test_a_request_of_before_is_shown_by_its_route(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.DEVELOPER])
    row_id = _ask(_key(), route="/v1/accounts/{account}", address="", status=500, code="failed")
    page = client.get(f"{REQUESTS}/{row_id}").content.decode()
    assert "GET /v1/accounts/{account}" in page
    assert "Nothing was sent" in page
