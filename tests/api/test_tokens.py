"""Offline tokens: given out as the entitlement answers, for so many devices, and taken back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from curule.core.api_keys import Scope
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import Refused
from curule.core.tokens import LONGEST
from curule.data.models import Account, Device, Event, Product, SigningKey, Subscription, TestClock
from curule.httpkit.clock import utc_now
from curule.services.seats import seats
from curule.services.tokens import signing_keys, tokens
from tests.api.conftest import Program
from tests.support.factories import World, make_world
from tests.web.people.conftest import give

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
STAFF = Actor.staff(name="dev@vendor.test", role=StaffRole.DEVELOPER)


class Sold:
    """A world that began an hour ago, its product, and a member with a seat."""

    def __init__(self) -> None:
        self.world: World = make_world("zoom", seats=2, now=utc_now() - timedelta(hours=1))
        self.member = self.world.people["member"]
        give(self.world, self.member)
        self.product = Product.objects.get(id=self.world.terms.product_id).key

    def asked(self, device: str = "laptop", **more: object) -> dict[str, object]:
        return {"user": self.member.email, "product": self.product, "device": device, **more}


@pytest.fixture
def sold() -> Sold:
    return Sold()


def _said(client: Client, answer: Any, sold: Sold, audience: str = "") -> dict[str, Any]:  # noqa: ANN401
    """What a token says to a stranger's library that knows our keys."""
    token = answer.json()["token"]
    keys = jwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    said: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=["EdDSA"],
        audience=audience or sold.product,
        issuer="http://localhost:8000",
        options={"require": ["exp", "iat", "nbf", "jti", "sub"]},
    )
    return said


@pytest.mark.threat("TH30")
def test_a_token_says_what_the_entitlement_answers(program: Programs, sold: Sold) -> None:
    ours = program(scopes=[Scope.ENTITLEMENTS_READ])

    answer = ours.post("/tokens", sold.asked(device_name="Ann's laptop"))

    said = _said(ours.client, answer, sold)
    assert (said["email"], said["product"], said["seat_types"]) == (
        sold.member.email,
        sold.product,
        ["licensed"],
    )
    assert (said["plan"], said["livemode"]) == (sold.world.terms.plan_key, True)
    assert said["sub"].startswith("usr_")
    assert said["exp"] - said["iat"] == timedelta(days=7).total_seconds()
    assert said["device_id"] == answer.json()["device"]
    assert "laptop" not in json.dumps(said)
    (row,) = Device.objects.all()
    assert b"laptop" not in bytes(row.digest)
    assert Event.objects.filter(type="device.added", payload__device="Ann's laptop").exists()


@pytest.mark.threat("TH30")
def test_a_token_ends_with_the_access_at_the_latest(program: Programs, sold: Sold) -> None:
    ours = program()
    ends_at = utc_now() + timedelta(hours=5)
    Subscription.objects.filter(id=sold.world.subscription.id).update(
        auto_renew=False, term_ends_at=ends_at
    )

    said = _said(ours.client, ours.post("/tokens", sold.asked()), sold)
    shorter = _said(ours.client, ours.post("/tokens", sold.asked(expires_in=60)), sold)

    assert ends_at.timestamp() - 2 <= said["exp"] <= ends_at.timestamp()
    assert shorter["exp"] - shorter["iat"] in {59, 60}
    for wrong in (59, int(LONGEST.total_seconds()) + 1, "60", 60.0, True):
        assert ours.post("/tokens", sold.asked(expires_in=wrong)).status_code == 400


def test_who_has_no_seat_gets_no_token_but_the_reason(program: Programs, sold: Sold) -> None:
    answer = program().post("/tokens", {**sold.asked(), "user": "bo@x.test"})

    told = answer.json()
    assert (answer.status_code, told["code"]) == (403, "no_access")
    assert (told["values"], told["options"]) == ({"why": "no_seat"}, ["ask_for_seat"])
    assert not Device.objects.exists()


@pytest.mark.threat("TH30")
def test_a_seat_has_so_many_devices_and_each_counts_once(
    program: Programs, sold: Sold, settings: Settings
) -> None:
    settings.CURULE_TOKEN_DEVICES = 2
    ours = program()
    for device in ("a", "b", "a"):
        assert ours.post("/tokens", sold.asked(device, device_name=device)).status_code == 200

    refused = ours.post("/tokens", sold.asked("c"))

    told = refused.json()
    assert (refused.status_code, told["code"], told["options"]) == (
        409,
        "device_limit",
        ["release_device"],
    )
    assert (told["values"]["limit"], sorted(told["values"]["devices"])) == (2, ["a", "b"])
    listed = ours.get("/devices", user=sold.member.email, product=sold.product).json()["data"]
    assert [each["name"] for each in listed] == ["b", "a"]
    released = ours.post(f"/devices/{listed[0]['id']}/release", {}).json()
    assert released["released_at"] is not None
    assert ours.post(f"/devices/{listed[0]['id']}/release", {}).json() == released
    assert ours.post("/tokens", sold.asked("c")).status_code == 200


@pytest.mark.threat("TH30")
def test_a_device_whose_last_token_ended_makes_room_for_another(
    program: Programs, sold: Sold, settings: Settings
) -> None:
    settings.CURULE_TOKEN_DEVICES = 2
    ours = program()
    tokens.grant(
        actor=Actor.system("tests"),
        product_id=sold.world.terms.product_id,
        product_key=sold.product,
        email=sold.member.email,
        person_id=None,
        device="b",
        device_name="b",
        lives=timedelta(minutes=5),
        is_live=True,
        now=utc_now() - timedelta(minutes=6),
    )
    assert ours.post("/tokens", sold.asked("a", device_name="a")).status_code == 200

    assert ours.post("/tokens", sold.asked("c", device_name="c")).status_code == 200

    there = Device.objects.filter(released_at=None).values_list("name", flat=True)
    assert set(there) == {"a", "c"}
    assert Event.objects.filter(type="device.released").count() == 1
    assert ours.post("/tokens", sold.asked("b")).status_code == 409


def _void(client: Client) -> set[str]:
    told = client.get("/.well-known/curule-void-devices.json").json()
    return {each["id"] for each in told["devices"]}


@pytest.mark.threat("TH30")
def test_a_token_is_void_when_it_is_revoked_or_its_seat_is_left(
    program: Programs, sold: Sold
) -> None:
    ours = program()
    first, second = (ours.post("/tokens", sold.asked(each)).json() for each in ("a", "b"))
    assert _void(ours.client) == set()

    revoked = ours.post("/tokens/revoke", {"token": first["token"]})

    assert (revoked.status_code, revoked.json()["id"]) == (200, first["device"])
    assert _void(ours.client) == {first["device"]}
    seats.unassign(
        actor=sold.world.actor(),
        account_id=sold.world.account.id,
        subscription_id=sold.world.subscription.id,
        email=sold.member.email,
        now=utc_now(),
    )
    assert _void(ours.client) == {first["device"], second["device"]}
    assert ours.post("/tokens", sold.asked("a")).json()["code"] == "no_access"


@pytest.mark.threat("TH30")
def test_what_is_no_token_of_ours_revokes_nothing(program: Programs, sold: Sold) -> None:
    ours = program()
    token = ours.post("/tokens", sold.asked()).json()["token"]
    head, body, signature = token.split(".")
    public = ours.client.get("/.well-known/jwks.json").json()["keys"][0]["x"]
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    by_public = jwt.encode({"device_id": "x"}, public, algorithm="HS256", headers={"kid": "x"})

    for forged in ("", "x", token[:-4], f"{head}.{body}.", f"{none}.{body}.", by_public):
        answer = ours.post("/tokens/revoke", {"token": forged})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert signature
    assert _void(ours.client) == set()


@pytest.mark.threat("TH22")
def test_a_test_key_gives_tokens_that_are_for_nobody_else(program: Programs, sold: Sold) -> None:
    live, testing = program(), program(is_live=False)
    device = live.post("/tokens", sold.asked()).json()["device"]
    hidden = testing.post(f"/devices/{device}/release", {})
    random = testing.post("/devices/dev_x/release", {})
    assert hidden.status_code == random.status_code == 404
    assert hidden.json()["values"] == random.json()["values"]
    listed = testing.get("/devices", user=sold.member.email, product=sold.product)
    assert listed.json()["data"] == []

    clock = TestClock.objects.create(name="theirs", now=utc_now() + timedelta(days=2))
    Account.objects.filter(id=sold.world.account.id).update(clock=clock)
    answer = testing.post("/tokens", sold.asked("b"))

    said = _said(testing.client, answer, sold, audience=f"test:{sold.product}")
    assert said["livemode"] is False
    assert abs(said["iat"] - utc_now().timestamp()) < 60
    with pytest.raises(jwt.InvalidAudienceError):
        _said(testing.client, answer, sold)


def test_both_lists_may_be_kept_and_are_not_sent_twice(program: Programs, sold: Sold) -> None:
    ours = program()
    ours.post("/tokens", sold.asked())
    for name, seconds in (("jwks.json", 300), ("curule-void-devices.json", 60)):
        answer = ours.client.get(f"/.well-known/{name}")
        assert answer.headers["Cache-Control"] == f"public, max-age={seconds}"
        again = ours.client.get(
            f"/.well-known/{name}", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert ours.client.post(f"/.well-known/{name}").status_code == 405


@pytest.mark.threat("TH30")
def test_a_rolled_key_is_shown_while_its_tokens_live_and_a_withdrawn_one_is_not(
    program: Programs, sold: Sold
) -> None:
    ours = program()
    old = ours.post("/tokens", sold.asked())
    now = utc_now()

    fresh = signing_keys.roll(actor=STAFF, now=now)

    new = ours.post("/tokens", sold.asked())
    assert jwt.get_unverified_header(new.json()["token"])["kid"] == fresh
    for token in (old, new):
        assert _said(ours.client, token, sold)["email"] == sold.member.email
    retired = SigningKey.objects.exclude(kid=fresh).get()
    assert bytes(retired.sealed) == b""
    assert retired.shown_until is not None
    assert retired.shown_until - now > LONGEST
    signing_keys.withdraw(actor=STAFF, kid=retired.kid, now=now)
    signing_keys.withdraw(actor=STAFF, kid=fresh, now=now)
    assert ours.client.get("/.well-known/jwks.json").json() == {"keys": []}
    assert _said(ours.client, ours.post("/tokens", sold.asked()), sold)
    with pytest.raises(Refused, match="not_found"):
        signing_keys.withdraw(actor=STAFF, kid="x", now=now)
    support = Actor.staff(name="s@vendor.test", role=StaffRole.SUPPORT)
    with pytest.raises(Refused, match="role_not_allowed"):
        signing_keys.roll(actor=support, now=now)


@pytest.mark.threat("TH30")
def test_the_private_half_is_nowhere_in_the_database(settings: Settings) -> None:
    signer = signing_keys.signer(now=utc_now())
    (row,) = SigningKey.objects.all()

    kept = b"".join(bytes(each) for each in (row.sealed, row.public)) + row.kid.encode()
    assert signer.private not in kept
    assert base64.urlsafe_b64encode(signer.private).rstrip(b"=") not in kept
    assert repr(signer).count("private") == 0
    settings.SECRET_KEY = "another-secret-key-that-nobody-has-seen"
    with pytest.raises(ImproperlyConfigured, match="CURULE_SECRET_KEY"):
        signing_keys.signer(now=utc_now())
