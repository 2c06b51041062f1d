"""People sign in to the vendor's product with Curule, and it learns whether they have a seat."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client as OidcClient
from allauth.idp.oidc.models import Token
from django.test import Client

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services import sign_in_clients
from curule.services.tokens import signing_keys
from tests.oidc.conftest import BACK, Product, make_client
from tests.support.factories import VENDOR, World, give, make_person

PASSWORD = "walnut river nine"


def test_a_person_with_a_seat_signs_in_and_the_product_learns_of_it(product: Product) -> None:
    admin = product.world.people["admin"]
    give(product.world, admin, now=utc_now())
    product.browser.force_login(admin)

    answer = product.exchange(product.code())

    assert answer.status_code == 200, answer.content
    assert answer["Cache-Control"] == "no-store"
    said = product.claims(answer.json()["id_token"])
    assert said["sub"] == public_id("usr", admin.id)
    assert said["nonce"] == "n-1"
    assert (said["email"], said["email_verified"]) == (admin.email, True)
    assert said["name"] == admin.email
    seat = said["curule_seat"]
    assert seat["product"] == product.key
    assert seat["plan"] == product.world.terms.plan_key
    assert (seat["allowed"], seat["reason"]) == (True, None)
    assert seat["seat_types"] == [product.world.seat_type]
    assert seat["livemode"] is True
    head = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    more = product.server.get("/oidc/userinfo", headers=head).json()
    assert more["curule_seat"] == seat
    assert more["sub"] == said["sub"]


def test_who_has_no_seat_signs_in_and_the_product_learns_why_not(product: Product) -> None:
    product.browser.force_login(make_person("stranger@y.test"))
    said = product.claims(product.exchange(product.code()).json()["id_token"])
    assert said["curule_seat"] == {
        "product": product.key,
        "plan": None,
        "allowed": False,
        "until": None,
        "seat_types": [],
        "reason": "no_seat",
        "livemode": True,
    }


def test_nothing_is_said_that_was_not_asked_for(product: Product) -> None:
    product.browser.force_login(product.world.people["admin"])
    answer = product.exchange(product.code(scope="openid"))
    said = product.claims(answer.json()["id_token"])
    assert {"email", "name", "curule_seat"}.isdisjoint(said)


def test_a_stranger_signs_in_first_and_comes_back_by_a_page_of_ours(product: Product) -> None:
    person = make_person("ann@y.test")
    person.set_password(PASSWORD)
    person.save()
    led = product.authorize()
    assert led.status_code == 302
    there = urlsplit(led["Location"])
    assert there.path == "/auth/login/"
    (then,) = parse_qs(there.query)["next"]
    form = {"login": person.email, "password": PASSWORD, "next": then}
    back = product.browser.post("/auth/login/", form)
    assert back["Location"] == then
    page = product.browser.get(then)
    assert page.status_code == 200
    (onward,) = [
        part for part in page.content.decode().split('"') if part.startswith("0; url=/oidc/")
    ]
    url = onward.removeprefix("0; url=").replace("&amp;", "&")
    answer = product.browser.get(url)
    assert answer["Location"].startswith(f"{BACK}?")


def test_going_on_leads_to_authorize_and_nowhere_else(product: Product) -> None:
    for given in ("https://evil.test", "//evil.test/", '"><script>alert(1)</script>'):
        shown = product.browser.get("/oidc/go-on", {"to": given}).content.decode()
        assert 'content="0; url=/oidc/authorize?' in shown
        assert "<script>alert" not in shown


@pytest.mark.threat("TH27")
@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.test/back"},
        {"redirect_uri": f"{BACK}/more"},
        {"redirect_uri": f"{BACK}?a=b"},
        {"redirect_uri": "https://product.example.evil.test/back"},
        {"redirect_uri": "javascript:alert(1)"},
        {"client_id": "nobody"},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
    ],
)
def test_nobody_is_sent_to_a_foreign_host_or_without_a_challenge(
    product: Product, changed: dict[str, str | None]
) -> None:
    product.browser.force_login(product.world.people["admin"])
    answer = product.authorize(**changed)
    assert answer.status_code == 400
    assert "This product cannot sign you in" in answer.content.decode()
    assert "<script" not in answer.content.decode().replace("<script src=", "")
    assert not answer.has_header("Location")


@pytest.mark.threat("TH27")
@pytest.mark.parametrize("kind", ["token", "id_token", "id_token token", "code token", "none"])
def test_only_a_code_leaves_by_the_browser(product: Product, kind: str) -> None:
    product.browser.force_login(product.world.people["admin"])
    answer = product.authorize(response_type=kind)
    assert "access_token" not in answer.get("Location", "")
    assert "id_token=" not in answer.get("Location", "")
    assert "code=" not in answer.get("Location", "")


@pytest.mark.threat("TH27")
def test_a_code_is_exchanged_once_by_who_asked_for_it(product: Product) -> None:
    product.browser.force_login(product.world.people["admin"])
    code = product.code()
    assert product.exchange(code).status_code == 200
    assert product.exchange(code).status_code == 400
    for changed in (
        {"code_verifier": "x" * 64},
        {"redirect_uri": "https://evil.test/"},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
    ):
        stolen = product.code()
        assert product.exchange(stolen, **changed).status_code >= 400
    other = Product(product.world, make_client(product.world), product.browser)
    other.verifier = product.verifier
    assert other.exchange(product.code()).status_code >= 400
    no_secret = product.server.post("/oidc/token", {
        "grant_type": "authorization_code", "code": product.code(), "redirect_uri": BACK,
        "code_verifier": product.verifier, "client_id": product.made.client_id,
    })  # fmt: skip
    assert no_secret.status_code >= 400


def test_a_public_client_has_no_secret(world: World, client: Client) -> None:
    app = Product(world, make_client(world, is_public=True), client)
    assert app.made.secret == ""
    client.force_login(world.people["admin"])
    assert app.exchange(app.code()).status_code == 200


def test_test_data_is_asked_about_by_a_client_of_the_test_mode(
    world: World, client: Client
) -> None:
    give(world, world.people["admin"], now=utc_now())
    tested = Product(world, make_client(world, is_live=False), client)
    client.force_login(world.people["admin"])
    said = tested.claims(tested.exchange(tested.code()).json()["id_token"])["curule_seat"]
    assert (said["allowed"], said["livemode"]) == (False, False)


def test_a_company_s_demand_holds_for_products_too(product: Product) -> None:
    admin = product.world.people["admin"]
    models.SignInDemand.objects.create(
        account=product.world.account, rule="second_factor", demanded_at=utc_now(), demanded_by="x"
    )
    product.browser.force_login(admin)
    led = product.authorize()
    assert led["Location"].startswith("/my/second-factor?")


def test_keys_are_rolled_and_old_tokens_still_checked(product: Product) -> None:
    product.browser.force_login(product.world.people["admin"])
    old = product.exchange(product.code()).json()["id_token"]
    fresh = signing_keys.roll(actor=VENDOR, use=signing_keys.SIGN_IN, now=utc_now())
    assert product.claims(old)["email"] == "admin@x.test"
    shown = product.server.get("/oidc/jwks.json").json()["keys"]
    assert fresh in {key["kid"] for key in shown}
    assert len(shown) == 2
    assert {"d", "p", "q"}.isdisjoint(shown[0])
    offline = product.server.get("/.well-known/jwks.json").json()["keys"]
    assert not {key["kid"] for key in offline} & {key["kid"] for key in shown}
    product.claims(product.exchange(product.code()).json()["id_token"])
    row = models.SigningKey.objects.get(kid=fresh)
    assert b"PRIVATE" not in bytes(row.sealed)


@pytest.mark.threat("TH4")
def test_no_secret_of_a_client_and_no_token_is_kept(product: Product) -> None:
    product.browser.force_login(product.world.people["admin"])
    token = product.exchange(product.code()).json()["access_token"]
    (row,) = OidcClient.objects.all()
    assert product.made.secret not in row.secret
    assert product.made.secret not in str(row.data)
    assert token not in str(list(Token.objects.values()))


def test_an_ended_client_signs_nobody_in(product: Product) -> None:
    product.browser.force_login(product.world.people["admin"])
    token = product.exchange(product.code()).json()["access_token"]
    sign_in_clients.end(actor=VENDOR, client_id=product.made.client_id)
    assert product.authorize().status_code == 400
    head = {"Authorization": f"Bearer {token}"}
    assert product.server.get("/oidc/userinfo", headers=head).status_code == 401
    with pytest.raises(Refused) as refused:
        sign_in_clients.end(actor=VENDOR, client_id=product.made.client_id)
    assert refused.value.refusal.code is RefusalCode.NOT_FOUND


def test_what_is_no_client_is_refused(world: World) -> None:
    wrong: tuple[dict[str, object], ...] = (
        {"name": ""},
        {"product": "nothing"},
        {"redirect_uris": []},
        {"redirect_uris": ["http://product.example/back"]},
        {"redirect_uris": ["https://*.example/back"]},
        {"redirect_uris": ["https://product.example/back#x"]},
        {"redirect_uris": ["https://user@product.example/"]},
        {"redirect_uris": ["product.example"]},
        {"actor": Actor.staff(name="x", role=StaffRole.SUPPORT)},
    )
    for how in wrong:
        with pytest.raises(Refused):
            make_client(world, **how)
    assert not OidcClient.objects.exists()


@pytest.mark.threat("TH11")
def test_a_made_up_host_changes_no_address(product: Product) -> None:
    found = product.server.get("/oidc/.well-known/openid-configuration").json()
    assert found["issuer"].endswith("/oidc")
    base = found["issuer"]
    for name, value in found.items():
        if name.endswith(("_endpoint", "_uri")):
            assert value.startswith(f"{base}/"), name


def test_a_token_of_a_sign_in_is_no_offline_token(product: Product) -> None:
    """Each kind has keys of its own, so that neither is taken for the other."""
    product.browser.force_login(product.world.people["admin"])
    answer = product.exchange(product.code()).json()
    said = product.claims(answer["id_token"])
    assert said["exp"] - said["iat"] == timedelta(minutes=5).total_seconds()
    assert "refresh_token" not in answer
