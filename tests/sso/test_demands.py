"""What an account demands of how its people sign in, at the sign-in and at its own door."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from curule.core.refusals import RefusalCode, Refused
from curule.core.single_sign_on import SignInRule
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.single_sign_on import connections, demands
from tests.sso.conftest import Company, own
from tests.support.factories import World, make_world

PASSWORD = "walnut river nine"


def _with_password(company: Company, name: str) -> models.Person:
    person = company.world.people[name]
    person.set_password(PASSWORD)
    person.save()
    return person


def _sign_in(client: Client, person: models.Person, **more: str) -> Any:  # noqa: ANN401 - Django's
    return client.post("/auth/login/", {"login": person.email, "password": PASSWORD, **more})


def _page(company: Company) -> str:
    return reverse("overview", args=[company.world.account.id])


def test_a_password_leads_a_member_to_the_provider(company: Company) -> None:
    admin = _with_password(company, "admin")
    company.demand(SignInRule.SINGLE_SIGN_ON)

    led = _sign_in(company.client, admin, next="/my/security")

    assert led.status_code == 303
    assert led["Location"] == f"{company.start}?next=%2Fmy%2Fsecurity"
    assert company.signed_in() == ""
    company.idp.knows("admin", email=admin.email, email_verified=True)
    answer = company.back_from(company.go(next="/my/security"))
    assert answer["Location"] == "/my/security"
    assert company.signed_in() == admin.email
    assert company.client.get(_page(company)).status_code == 200


def test_a_wrong_password_leads_nowhere(company: Company) -> None:
    admin = _with_password(company, "admin")
    company.demand(SignInRule.SINGLE_SIGN_ON)
    told = company.client.post("/auth/login/", {"login": admin.email, "password": "x"})
    assert told.status_code == 200


def test_a_code_by_mail_leads_there_too(company: Company) -> None:
    admin = company.world.people["admin"]
    company.demand(SignInRule.SINGLE_SIGN_ON)
    company.client.post("/auth/login/code/", {"email": admin.email})
    (sent,) = mail.outbox
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", str(sent.body))
    assert found, sent.body
    led = company.client.post("/auth/login/code/confirm/", {"code": found[0]})
    assert led["Location"].startswith(company.start)
    assert company.signed_in() == ""


def test_owners_keep_a_way_in(company: Company) -> None:
    owner = _with_password(company, "owner")
    company.demand(SignInRule.SINGLE_SIGN_ON)
    _sign_in(company.client, owner)
    assert company.signed_in() == owner.email
    assert company.client.get(_page(company)).status_code == 200


def test_who_has_an_address_of_no_domain_of_the_company_signs_in_as_before(
    company: Company,
) -> None:
    admin = _with_password(company, "admin")
    models.Person.objects.filter(id=admin.id).update(email="admin@private.test")
    admin.refresh_from_db()
    company.demand(SignInRule.SINGLE_SIGN_ON)
    _sign_in(company.client, admin)
    assert company.signed_in() == admin.email
    assert company.client.get(_page(company)).status_code == 200


def test_a_session_from_before_is_led_there_at_the_company_s_door(company: Company) -> None:
    company.client.force_login(company.world.people["admin"])
    assert company.client.get(_page(company)).status_code == 200
    company.demand(SignInRule.SINGLE_SIGN_ON)
    led = company.client.get(_page(company))
    assert (led.status_code, led["Location"].split("?")[0]) == (303, company.start)
    assert company.client.get("/my").status_code == 200


def test_coming_by_one_company_s_provider_does_not_open_another_one_s_door(
    company: Company,
) -> None:
    company.come_back()
    other = make_world("gotoassist", domain="y.test", now=utc_now())
    ann = models.Person.objects.get(email="ann@x.test")
    models.Member.objects.create(account=other.account, person=ann, joined_at=utc_now())
    models.RoleGrant.objects.create(
        account=other.account, person=ann, role="admin", granted_at=utc_now()
    )
    models.SignInDemand.objects.create(
        account=other.account, rule="second_factor", demanded_at=utc_now(), demanded_by="x"
    )
    led = company.client.get(reverse("overview", args=[other.account.id]))
    assert led["Location"].startswith("/my/second-factor?")


def test_a_second_factor_is_demanded_of_who_does_not_come_by_the_provider(
    company: Company,
) -> None:
    admin = _with_password(company, "admin")
    company.demand(SignInRule.SECOND_FACTOR)
    _sign_in(company.client, admin)

    led = company.client.get(_page(company))
    assert led["Location"].startswith("/my/second-factor?")
    told = company.client.get(led["Location"]).content.decode()
    assert "Acme asks everybody" in told
    assert 'href="/auth/2fa/"' in told

    Authenticator.objects.create(user=admin, type="totp", data={"secret": "x"})
    assert company.client.get(_page(company)).status_code == 200
    company.client.logout()
    assert _sign_in(company.client, admin)["Location"].startswith("/auth/2fa/authenticate/")
    Authenticator.objects.all().delete()
    company.client.logout()
    company.idp.knows("admin", email=admin.email, email_verified=True)
    company.come_back()
    assert company.client.get(_page(company)).status_code == 200


def test_who_has_a_second_factor_of_their_own_is_asked_for_it_after_the_provider(
    company: Company,
) -> None:
    """The provider of one company does not take away what guards a person's other companies."""
    admin = company.world.people["admin"]
    Authenticator.objects.create(user=admin, type="totp", data={"secret": "x"})
    company.idp.knows("admin", email=admin.email, email_verified=True)
    assert company.come_back()["Location"].startswith("/auth/2fa/authenticate/")
    assert company.signed_in() == ""


@pytest.mark.django_db
def test_single_sign_on_cannot_be_demanded_where_nobody_could_come_by_it(world: World) -> None:
    with pytest.raises(Refused) as refused:
        demands.demand(
            actor=world.actor("owner"),
            account_id=world.account.id,
            rule=SignInRule.SINGLE_SIGN_ON,
            now=utc_now(),
        )
    assert refused.value.refusal.code is RefusalCode.SSO_NOT_CONNECTED


def test_disconnecting_lifts_the_demand_and_drops_the_secret(company: Company) -> None:
    admin = _with_password(company, "admin")
    company.demand(SignInRule.SINGLE_SIGN_ON)
    connections.disconnect(
        actor=company.world.actor("owner"), account_id=company.world.account.id, now=utc_now()
    )
    _sign_in(company.client, admin)
    assert company.signed_in() == admin.email
    assert bytes(models.SsoConnection.objects.get().sealed) == b""
    assert company.events()[-2:] == ["sign_in.provider_disconnected", "sign_in.lifted"]


@pytest.mark.threat("TH8")
@pytest.mark.parametrize("role", ["admin", "billing_contact", "contract_manager", "member"])
def test_only_an_owner_chooses_who_says_who_somebody_is(company: Company, role: str) -> None:
    actor, account_id = company.world.actor(role), company.world.account.id
    for act in (
        lambda: connections.connect(
            actor=actor,
            account_id=account_id,
            issuer=company.idp.url,
            client_id="x",
            secret="",
            now=utc_now(),
        ),
        lambda: connections.change_client(
            actor=actor, account_id=account_id, client_id="x", secret="", now=utc_now()
        ),
        lambda: connections.disconnect(actor=actor, account_id=account_id, now=utc_now()),
        lambda: demands.demand(
            actor=actor, account_id=account_id, rule=SignInRule.SECOND_FACTOR, now=utc_now()
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED


@pytest.mark.threat("TH4")
def test_the_secret_is_sealed_and_shown_nowhere(company: Company) -> None:
    row = models.SsoConnection.objects.get()
    assert company.idp.secret.encode() not in bytes(row.sealed)
    assert company.idp.secret not in str(connections.client_of(row))
    assert connections.client_of(row).secret == company.idp.secret
    for event in models.Event.objects.filter(account=company.world.account):
        assert company.idp.secret not in str(event.payload)


def test_another_company_s_people_are_bound_to_nothing_here(company: Company) -> None:
    company.demand(SignInRule.SINGLE_SIGN_ON)
    other = make_world("gotoassist", domain="z.test", now=utc_now())
    own(other.account, "z.test")
    company.client.force_login(other.people["admin"])
    assert company.client.get(reverse("overview", args=[other.account.id])).status_code == 200
