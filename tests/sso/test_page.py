"""The pages of single sign-on: the settings of a company, and finding one's own company."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from curule.core.languages import Language
from curule.core.single_sign_on import SignInRule
from curule.data.models import Person, SignInDemand, SsoConnection, SsoIdentity
from tests.sso.conftest import Company
from tests.support.factories import World
from tests.support.fake_identity import FakeIdentity, Manner


def _path(world: World) -> str:
    return f"/a/{world.account.id}/settings/sign-in"


def _post(client: Client, world: World, **sent: str) -> Any:  # noqa: ANN401 - Django's test response
    return client.post(_path(world), sent)


@pytest.mark.django_db
def test_an_owner_connects_a_provider_and_demands_it(
    client: Client, world: World, idp: FakeIdentity
) -> None:
    client.force_login(world.people["owner"])
    shown = client.get(_path(world)).content.decode()
    assert "/sso/callback" in shown
    assert "x.test" in shown
    made = {"issuer": idp.url, "client_id": "curule", "client_secret": idp.secret}
    assert _post(client, world, do="connect", **made).status_code == 303
    assert _post(client, world, do="connect", **made).status_code == 409
    assert _post(client, world, do="demand", rule="single_sign_on").status_code == 303
    assert _post(client, world, do="demand", rule="second_factor").status_code == 303
    # What an owner demands holds for the owner too.
    assert client.get(_path(world))["Location"].startswith("/my/second-factor?")
    Authenticator.objects.create(user=world.people["owner"], type="totp", data={"secret": "x"})
    assert _post(client, world, do="lift", rule="second_factor").status_code == 303
    assert _post(client, world, do="change", client_id="other").status_code == 303
    shown = client.get(_path(world)).content.decode()
    assert idp.secret not in shown
    assert f"/sso/start/{world.account.id}" in shown
    (rule,) = SignInDemand.objects.filter(lifted_at=None).values_list("rule", flat=True)
    assert rule == SignInRule.SINGLE_SIGN_ON
    assert _post(client, world, do="disconnect").status_code == 303
    assert SsoConnection.objects.get().ended_at is not None
    history = client.get(f"/a/{world.account.id}/activity?family=sign_in").content.decode()
    assert "Identity provider connected" in history


def test_a_subject_is_shown_found_and_unlinked(company: Company) -> None:
    company.come_back()
    company.client.logout()
    company.client.force_login(company.world.people["owner"])
    assert "subject-of-ann" in company.client.get(_path(company.world)).content.decode()
    unfound = company.client.get(_path(company.world), {"person": "bob"}).content.decode()
    assert "subject-of-ann" not in unfound
    row = str(SsoIdentity.objects.get().id)
    assert _post(company.client, company.world, do="unlink", row=row).status_code == 303
    assert SsoIdentity.objects.get().unlinked_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "issuer", ["http://10.0.0.1", "https://x.test?a=b", "ftp://x.test", "nonsense", ""]
)
def test_an_issuer_that_is_none_is_refused(
    client: Client, world: World, idp: FakeIdentity, issuer: str
) -> None:
    client.force_login(world.people["owner"])
    answer = _post(client, world, do="connect", issuer=issuer, client_id="x")
    assert answer.status_code == 409
    assert not idp.asked


@pytest.mark.django_db
def test_a_provider_that_does_not_answer_is_not_connected(
    client: Client, world: World, idp: FakeIdentity
) -> None:
    client.force_login(world.people["owner"])
    idp.next("discovery", Manner.HTML)
    answer = _post(client, world, do="connect", issuer=idp.url, client_id="kept")
    assert answer.status_code == 409
    assert "cannot be reached" in answer.content.decode()
    assert 'value="kept"' in answer.content.decode()
    assert not SsoConnection.objects.exists()


@pytest.mark.threat("TH22")
def test_what_is_none_or_another_s_is_refused_alike(company: Company) -> None:
    company.client.force_login(company.world.people["owner"])
    for row in (str(uuid4()), "x", ""):
        assert _post(company.client, company.world, do="unlink", row=row).status_code == 404
    for sent in ({"do": "demand", "rule": "x"}, {"do": "nonsense"}, {}):
        assert _post(company.client, company.world, **sent).status_code == 409


def test_an_admin_reads_who_may_and_a_billing_contact_sees_nothing(company: Company) -> None:
    company.client.force_login(company.world.people["admin"])
    shown = company.client.get(_path(company.world)).content.decode()
    assert "owner@" in shown
    assert 'value="disconnect"' not in shown
    assert _post(company.client, company.world, do="disconnect").status_code == 403
    company.client.force_login(company.world.people["billing_contact"])
    assert company.client.get(_path(company.world)).status_code == 403


@pytest.mark.threat("TH31")
def test_a_domain_finds_its_provider_whoever_asks(company: Company) -> None:
    found = company.client.post("/sso", {"email": "nobody@X.test", "next": "/my"})
    assert found.status_code == 303
    assert found["Location"] == f"{company.start}?next=%2Fmy"
    led = company.client.get(found["Location"]).content.decode()
    assert re.search("login_hint=nobody%40X.test", led)
    for unknown in ("ann@elsewhere.test", "ann@sub.x.test", "ann", "", "@"):
        answer = company.client.post("/sso", {"email": unknown})
        assert answer.status_code == 422
        assert "No company signs people of this address in here" in answer.content.decode()


def test_the_sign_in_page_leads_to_it(client: Client, db: None) -> None:  # noqa: ARG001
    assert 'href="/sso?next=/my"' in client.get("/auth/login/?next=/my").content.decode()
    assert 'href="/sso"' in client.get("/auth/login/").content.decode()


@pytest.mark.parametrize("language", Language)
def test_the_pages_are_drawn_in_every_language(company: Company, language: Language) -> None:
    company.client.cookies["curule-language"] = language.value
    for path in ("/sso", company.start):
        assert company.client.get(path).status_code == 200
    owner = company.world.people["owner"]
    company.come_back()
    company.client.logout()
    Person.objects.filter(id=owner.id).update(language=language.value)
    company.client.force_login(owner)
    shown = company.client.get(_path(company.world))
    assert shown.status_code == 200
    assert "subject-of-ann" in shown.content.decode()
    told = company.client.get(f"/my/second-factor?account={company.world.account.id}&next=/my")
    assert told.status_code == 200
    assert "Acme" in told.content.decode()
    foreign = company.client.get("/my/second-factor?account=x&next=https://evil.test")
    assert 'href="https://evil' not in foreign.content.decode()
