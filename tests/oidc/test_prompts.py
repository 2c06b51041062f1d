"""A product asks silently, for a new sign-in or a recent one: no duty is left out for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from curule.core.single_sign_on import SignInRule
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.single_sign_on import demands
from tests.oidc.conftest import BACK, Product, make_client
from tests.sso.conftest import connect, idp, own
from tests.support.factories import World
from tests.support.fake_identity import FakeIdentity

__all__ = ["idp"]
PASSWORD = "walnut river nine"


def _said(answer: Any) -> dict[str, str]:  # noqa: ANN401 - Django's test response
    """Return what the browser brings back to the product, and nothing if it goes elsewhere."""
    where = answer.get("Location", "")
    assert answer.status_code in {302, 303}, answer.content
    if not where.startswith(f"{BACK}?"):
        return {}
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


@pytest.fixture
def demanding(product: Product, idp: FakeIdentity) -> Product:
    """A company with a provider that knows its admin, who signed in before anything was asked."""
    own(product.world.account, "x.test")
    connect(product.world, idp)
    product.browser.force_login(product.world.people["admin"])
    assert product.exchange(product.code()).status_code == 200
    return product


def _demand(world: World, rule: SignInRule) -> None:
    if rule is SignInRule.SECOND_FACTOR:
        # Its own people are asked for it by `demand` only once one of them has it.
        models.SignInDemand.objects.create(
            account=world.account, rule=rule.value, demanded_at=utc_now(), demanded_by="x"
        )
        return
    demands.demand(
        actor=world.actor("owner"), account_id=world.account.id, rule=rule, now=utc_now()
    )


@pytest.mark.threat("TH27")
@pytest.mark.parametrize("rule", list(SignInRule))
def test_a_silent_question_leaves_no_duty_out(demanding: Product, rule: SignInRule) -> None:
    """A token of a minute ago does not stand for it."""
    _demand(demanding.world, rule)
    said = _said(demanding.authorize(prompt="none"))
    assert said == {"error": "interaction_required", "state": "s-1"}


@pytest.mark.threat("TH27")
@pytest.mark.parametrize("rule", list(SignInRule))
@pytest.mark.parametrize(
    "prompt", ["nonefoo", "foo", "None", "none none2", "none login", "login none", "none\tlogin"]
)
def test_no_made_up_question_leaves_a_duty_out(
    demanding: Product, rule: SignInRule, prompt: str
) -> None:
    _demand(demanding.world, rule)
    assert _said(demanding.authorize(prompt=prompt)) == {"error": "invalid_request", "state": "s-1"}


@pytest.mark.parametrize("rule", list(SignInRule))
@pytest.mark.parametrize("prompt", [None, "", "consent"])
def test_who_asks_with_pages_gets_the_duty_s_page(
    demanding: Product, rule: SignInRule, prompt: str | None
) -> None:
    _demand(demanding.world, rule)
    led = demanding.authorize(prompt=prompt)
    there = "/my/second-factor?" if rule is SignInRule.SECOND_FACTOR else "/sso/start/"
    assert led["Location"].startswith(there)


def test_a_question_that_is_asked_twice_is_none(product: Product) -> None:
    product.browser.force_login(product.world.people["admin"])
    twice = {**product.asked(), "prompt": ["login", "none"]}
    assert _said(product.browser.get("/oidc/authorize", twice))["error"] == "invalid_request"
    for wrong in ("-1", "x", "1.5", "٣", "1" * 10):
        assert _said(product.authorize(max_age=wrong))["error"] == "invalid_request"


def test_what_is_wrong_is_told_to_no_foreign_address(product: Product) -> None:
    product.browser.force_login(product.world.people["admin"])
    answer = product.authorize(prompt="none login", redirect_uri="https://evil.test/")
    assert answer.status_code == 400
    assert not answer.has_header("Location")


def test_a_silent_question_is_answered_with_a_code_or_with_what_is_missing(
    product: Product,
) -> None:
    assert _said(product.authorize(prompt="none")) == {"error": "login_required", "state": "s-1"}
    product.browser.force_login(product.world.people["admin"])
    assert product.exchange(product.code(prompt="none")).status_code == 200


def _signing_in(product: Product, led: Any) -> Any:  # noqa: ANN401 - Django's test response
    """Sign in with a password where somebody was led, and go on to the product."""
    there = urlsplit(led["Location"])
    assert there.path == "/auth/login/", led["Location"]
    (then,) = parse_qs(there.query)["next"]
    form = {"login": product.world.people["admin"].email, "password": PASSWORD, "next": then}
    assert product.browser.post("/auth/login/", form)["Location"] == then
    shown = product.browser.get(then).content.decode()
    (onward,) = [part for part in shown.split('"') if part.startswith("0; url=/oidc/")]
    return product.browser.get(onward.removeprefix("0; url=").replace("&amp;", "&"))


@pytest.fixture
def signed_in(world: World, client: Client) -> Product:
    """A product whose person has a password and is signed in."""
    admin = world.people["admin"]
    admin.set_password(PASSWORD)
    admin.save()
    made = Product(world, make_client(world), client)
    client.force_login(admin)
    return made


@pytest.mark.parametrize("prompt", ["login", "select_account", "consent login"])
def test_who_is_to_sign_in_again_does(signed_in: Product, prompt: str) -> None:
    before = utc_now()
    led = signed_in.authorize(prompt=prompt)
    assert "_auth_user_id" not in signed_in.browser.session
    assert signed_in.authorize(prompt=prompt)["Location"] == led["Location"]
    said = _said(_signing_in(signed_in, led))
    assert said["state"] == "s-1"
    token = signed_in.exchange(said["code"]).json()["id_token"]
    assert signed_in.claims(token)["auth_time"] >= int(before.timestamp())


def test_one_new_sign_in_answers_one_question(signed_in: Product) -> None:
    assert "code" in _said(_signing_in(signed_in, signed_in.authorize(prompt="login")))
    assert signed_in.authorize(prompt="login")["Location"].startswith("/auth/login/")


def test_a_new_sign_in_for_one_product_is_none_for_another(signed_in: Product) -> None:
    other = Product(signed_in.world, make_client(signed_in.world), signed_in.browser)
    signed_in.authorize(prompt="login")
    signed_in.browser.force_login(signed_in.world.people["admin"])
    assert other.authorize(prompt="login")["Location"].startswith("/auth/login/")


def test_a_sign_in_is_old_after_the_time_that_a_product_names(
    signed_in: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = utc_now()
    code = signed_in.code(max_age="600")
    said = signed_in.claims(signed_in.exchange(code).json()["id_token"])
    assert abs(said["auth_time"] - now.timestamp()) <= 5
    for module in ("provider_views", "prompts"):
        monkeypatch.setattr(
            f"curule.web.single_sign_on.{module}.utc_now", lambda: now + timedelta(seconds=700)
        )
    assert "code" in _said(signed_in.authorize(max_age="6000"))
    silent = _said(signed_in.authorize(max_age="600", prompt="none"))
    assert silent == {"error": "login_required", "state": "s-1"}
    assert "code" in _said(_signing_in(signed_in, signed_in.authorize(max_age="600")))
    assert "code" in _said(signed_in.authorize(max_age="600"))
    assert signed_in.authorize(max_age="0")["Location"].startswith("/auth/login/")
