"""Attacks on a sign-in by single sign-on: nothing is believed, nobody comes in, nothing is done."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from curule.core.languages import Language
from curule.data import models
from curule.gateways import identity_http
from curule.gateways.identity_http import Errand, ProviderAway, Reach
from curule.gateways.identity_providers import Start, discover
from curule.httpkit.clock import utc_now
from tests.sso.conftest import Company
from tests.support.fake_identity import Forged, Manner

pytestmark = pytest.mark.threat("TH27")


def _nothing_was_done(company: Company) -> bool:
    return (
        company.signed_in() == ""
        and company.events() == ["sign_in.provider_connected"]
        and not models.SsoIdentity.objects.exists()
        and not models.Person.objects.filter(email="ann@x.test").exists()
    )


def test_another_state_than_the_browser_has_begun_is_over(company: Company) -> None:
    company.go()
    asked = len(company.idp.asked)
    for given in ({"code": "x", "state": "made-up"}, {"code": "x"}, {}):
        answer = company.client.get("/sso/callback", given)
        assert answer.status_code == 400
        assert "This sign-in is over." in answer.content.decode()
    assert len(company.idp.asked) == asked
    assert _nothing_was_done(company)


def test_another_browser_cannot_end_what_this_one_began(company: Company) -> None:
    """Whoever is given somebody else's link does not end up in that person's account."""
    given = company.idp.authorize(company.go())
    victim = Client()
    assert victim.get("/sso/callback", given).status_code == 400
    assert "_auth_user_id" not in victim.session
    assert company.client.get("/sso/callback", given).status_code == 302


def test_a_code_comes_back_once(company: Company) -> None:
    given = company.idp.authorize(company.go())
    assert company.client.get("/sso/callback", given).status_code == 302
    asked = len(company.idp.asked)
    assert company.client.get("/sso/callback", given).status_code == 400
    company.client.logout()
    assert company.client.get("/sso/callback", given).status_code == 400
    assert len(company.idp.asked) == asked


def test_a_state_is_taken_once_whichever_session_says_that_it_was_begun(company: Company) -> None:
    """Two requests at once read the same session; the cache that all share lets one through."""
    given = company.idp.authorize(company.go())
    begun = company.client.session["sso_begun"]
    assert company.client.get("/sso/callback", given).status_code == 302
    twin = Client()
    session = twin.session
    session["sso_begun"] = begun
    session.save()
    asked = company.idp.authorize(
        f"{company.idp.url}/authorize?response_type=code"
        f"&code_challenge_method=S256&state={given['state']}"
    )
    assert twin.get("/sso/callback", asked).status_code == 400
    assert "_auth_user_id" not in twin.session


def test_what_takes_too_long_is_over(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    url = company.go()
    later = utc_now() + timedelta(minutes=11)
    monkeypatch.setattr("curule.web.middleware.utc_now", lambda: later)
    assert company.back_from(url).status_code == 400
    assert _nothing_was_done(company)


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["another"]},
        {"iss": "https://evil.test"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": ["another-client"]},
        {"aud": ["curule", "another-client"]},
        {"aud": ["curule", "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
        {"exp": 1_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"exp": float("nan")},
        {"iat": 9_999_999_999},
        {"nbf": 9_999_999_999},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_a_token_that_does_not_say_what_it_should_is_refused(
    company: Company, said: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    company.idp.said = said
    with caplog.at_level(logging.WARNING):
        answer = company.come_back()
    assert answer.status_code == 400
    assert "cannot be trusted" in answer.content.decode()
    assert _nothing_was_done(company)
    assert "single sign-on failed" in caplog.text
    assert "ann@x.test" not in caplog.text.lower()


def test_several_audiences_are_one_if_the_token_says_who_asked(company: Company) -> None:
    company.idp.said = {"aud": ["curule", "another-client"], "azp": "curule"}
    assert company.come_back().status_code == 302


@pytest.mark.parametrize("forged", Forged)
def test_a_token_that_the_provider_s_key_has_not_signed_is_refused(
    company: Company, forged: Forged
) -> None:
    company.idp.forged = forged
    company.idp.document["id_token_signing_alg_values_supported"] = ["none", "HS256", "RS256"]
    assert company.come_back().status_code == 400
    assert _nothing_was_done(company)


def test_a_code_that_was_made_for_another_start_is_refused(company: Company) -> None:
    """A stolen code is worth nothing without the verifier of the browser that began (PKCE)."""
    stolen = company.idp.authorize(company.go())["code"]
    assert company.back_from(company.go(), code=stolen).status_code == 400
    assert _nothing_was_done(company)


def test_an_answer_that_names_another_issuer_is_refused(company: Company) -> None:
    """Mix-up: the answer of one provider is not taken to another (RFC 9207)."""
    assert company.come_back(iss="https://evil.test").status_code == 400
    company.idp.document["authorization_response_iss_parameter_supported"] = True
    assert company.come_back().status_code == 400
    assert "token" not in company.idp.asked
    assert _nothing_was_done(company)
    assert company.come_back(iss=company.idp.url).status_code == 302


def test_a_parameter_that_comes_twice_is_none(company: Company) -> None:
    given = company.idp.authorize(company.go())
    query = f"code={given['code']}&code=x&state={given['state']}"
    assert company.client.get(f"/sso/callback?{query}").status_code == 400
    assert _nothing_was_done(company)


def test_nonce_and_verifier_are_not_to_be_had_from_the_state(company: Company) -> None:
    one, other = (Start.of("s", secret_key=key) for key in ("a", "b"))
    assert one.nonce != other.nonce
    assert len({one.nonce, one.verifier, one.state}) == 3
    url = company.go()
    assert one.verifier not in url
    kept = str(dict(company.client.session))
    assert "state=" not in kept
    state = url.partition("state=")[2].partition("&")[0]
    assert state
    assert state not in kept


@pytest.mark.parametrize("place", ["discovery", "token", "keys"])
@pytest.mark.parametrize("manner", Manner)
def test_a_provider_that_is_away_leaves_nothing_half_done(
    company: Company, place: str, manner: Manner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_http, "SECONDS", 0.6)
    url = company.go()
    company.idp.next(place, manner)

    answer = company.back_from(url)

    assert answer.status_code == 502
    assert "cannot be reached" in answer.content.decode()
    assert "maintenance" not in answer.content.decode()
    assert _nothing_was_done(company)
    assert company.come_back().status_code == 302


def test_a_person_who_says_no_there_comes_back_to_a_page_that_says_so(company: Company) -> None:
    state = company.idp.authorize(company.go())["state"]
    given = {"error": "access_denied", "error_description": "<b>no</b>", "state": state}
    answer = company.client.get("/sso/callback", given)
    assert answer.status_code == 400
    assert "did not sign you in" in answer.content.decode()
    assert "<b>no</b>" not in answer.content.decode()
    assert company.client.get("/sso/callback", given).status_code == 400


@pytest.mark.parametrize("language", Language)
def test_what_went_wrong_is_said_in_every_language(company: Company, language: Language) -> None:
    company.client.cookies["curule-language"] = language.value
    company.idp.next("discovery", Manner.BROKEN)
    answer = company.client.get(company.start)
    assert answer.status_code == 502
    shown = answer.content.decode()
    assert f'<html lang="{language.value}"' in shown
    assert f'href="{company.start}"' in shown
    assert 'href="/auth/login/"' in shown


@pytest.mark.threat("TH28")
@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.test"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"token_endpoint": "ftp://x.test/"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_cannot_send_us_or_a_browser_anywhere(
    company: Company, document: dict[str, object]
) -> None:
    company.idp.document = document
    assert company.client.get(company.start).status_code == 502


@pytest.mark.threat("TH28")
@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "http://example.com/",
        "https://user@example.com/",
        "https://example.com:22/",
    ],
)
def test_no_address_within_is_asked_in_production(url: str) -> None:
    with pytest.raises(ProviderAway):
        discover(url, Errand(Reach()))
    with pytest.raises(ProviderAway):
        Errand(Reach()).ask(url)


@pytest.mark.threat("TH28")
def test_loopback_is_off_unless_it_is_said(settings: Settings) -> None:
    assert settings.CURULE_SSO_LOOPBACK is False
    assert frozenset({443}) == settings.CURULE_SSO_PORTS


@pytest.mark.threat("TH31")
def test_nobody_lets_us_ask_a_provider_all_day(company: Company, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"single_sign_on": "3/m/ip"}
    answered = [company.client.get(company.start).status_code for _ in range(4)]
    assert answered == [200, 200, 200, 429]
