"""Somebody comes by their company's provider: who they are, what they get, who stays outside."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from curule.core.permissions import Actor, StaffRole
from curule.core.roles import Role
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.people import leaving, staff
from curule.services.seats import domains
from curule.services.single_sign_on import connections
from tests.sso.conftest import Company, connect, own
from tests.support.factories import VENDOR, join, make_account, make_person, make_world
from tests.support.fake_identity import FakeIdentity

LINKED = ["sign_in.provider_connected", "sign_in.linked", "sign_in.by_provider"]


def _member(company: Company, email: str) -> bool:
    return models.Member.objects.filter(
        account=company.world.account, person__email=email, left_at=None
    ).exists()


def test_who_comes_for_the_first_time_becomes_a_member_with_a_proved_address(
    company: Company,
) -> None:
    answer = company.come_back()

    assert answer.status_code == 302
    assert company.signed_in() == "ann@x.test"
    assert _member(company, "ann@x.test")
    ann = models.Person.objects.get(email="ann@x.test")
    assert (ann.first_name, ann.last_name, ann.has_usable_password()) == ("Ann", "Li", False)
    assert ann.verified_at is not None
    assert not models.RoleGrant.objects.filter(person=ann).exists()
    assert company.events() == LINKED
    assert company.client.get("/my").status_code == 200


@pytest.mark.django_db
@pytest.mark.threat("TH13")
def test_the_policy_gives_a_seat_by_the_one_allocator(idp: FakeIdentity, client: Client) -> None:
    """Where the plan lets people of the domain in, whoever comes has a seat at once."""
    rules = {"assignment.auto_assign": "verified_domain"}
    world = make_world("tutkit", domain="x.test", seats=1, overrides=rules, now=utc_now())
    own(world.account, "x.test")
    connect(world, idp)
    company = Company(world, idp, client)
    seated = models.Assignment.objects.filter(account=world.account, ended_at=None)
    before = set(seated.values_list("email", flat=True))
    for name in ("ann", "bea"):
        idp.knows(f"subject-of-{name}", email=f"{name}@x.test", email_verified=True)
        company.come_back()
        assert _member(company, f"{name}@x.test")
        client.logout()
    now = set(seated.values_list("email", flat=True))
    assert len(now) == 1
    assert before <= now


def test_without_such_a_policy_nobody_gets_a_seat_by_coming(company: Company) -> None:
    company.come_back()
    assert not models.Assignment.objects.filter(email="ann@x.test").exists()


@pytest.mark.threat("TH26")
def test_a_known_subject_is_the_same_person_whatever_its_address_is_now(company: Company) -> None:
    company.come_back()
    company.client.logout()
    company.idp.knows("subject-of-ann", email="owner@x.test", email_verified=True)

    company.come_back()

    assert company.signed_in() == "ann@x.test"
    assert company.events() == [*LINKED, "sign_in.by_provider"]


@pytest.mark.threat("TH26")
@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": 1},
        {"email_verified": None},
        {"email": ""},
        {"email": "ann@elsewhere.test"},
        {"email": "ann@sub.x.test"},
        {"email": "ann@x.test.evil.test"},
        {"email": "ann@x.test, owner@x.test"},
        {"email": ["ann@x.test"]},
    ],
)
def test_an_address_counts_only_if_it_is_proved_and_of_a_domain_of_the_company(
    company: Company, claims: dict[str, object]
) -> None:
    company.idp.claims.update(claims)
    before = models.Person.objects.count()

    answer = company.come_back()

    assert answer.status_code == 403
    assert "could not vouch for your address" in answer.content.decode()
    assert company.signed_in() == ""
    assert models.Person.objects.count() == before
    assert company.events() == LINKED[:1]


@pytest.mark.threat("TH26")
def test_a_provider_that_names_an_owner_s_address_takes_nobody_over_twice(
    company: Company,
) -> None:
    """A new subject with the address of somebody whom the provider knows is somebody else."""
    company.come_back()
    company.client.logout()
    company.idp.knows("a-new-hire", email="ann@x.test", email_verified=True)

    answer = company.come_back()

    assert answer.status_code == 403
    assert "another user" in answer.content.decode()
    assert company.signed_in() == ""
    identity = models.SsoIdentity.objects.get()
    connections.unlink(
        actor=company.world.actor("owner"),
        account_id=company.world.account.id,
        identity_id=identity.id,
        now=utc_now(),
    )
    company.come_back()
    assert company.signed_in() == "ann@x.test"


@pytest.mark.threat("TH26", "TH27")
def test_the_same_subject_of_another_issuer_is_somebody_else(
    company: Company, other_idp: FakeIdentity
) -> None:
    company.come_back()
    company.client.logout()
    owner, account_id = company.world.actor("owner"), company.world.account.id
    connections.disconnect(actor=owner, account_id=account_id, now=utc_now())
    connections.connect(
        actor=owner,
        account_id=account_id,
        issuer=other_idp.url,
        client_id=other_idp.client_id,
        secret=other_idp.secret,
        now=utc_now(),
    )
    other_idp.knows("subject-of-ann", email="bea@x.test", email_verified=True)
    company.idp = other_idp

    company.come_back()

    assert company.signed_in() == "bea@x.test"


@pytest.mark.threat("TH2")
def test_what_was_set_up_before_the_proof_is_dropped(company: Company) -> None:
    squatter = make_person("ann@x.test", verified=False)
    squatter.set_password("walnut river nine")
    squatter.save()
    EmailAddress.objects.create(user=squatter, email="squatter@evil.test", verified=True)
    Authenticator.objects.create(user=squatter, type="totp", data={"secret": "x"})

    company.come_back()

    assert company.signed_in() == "ann@x.test"
    assert not models.Person.objects.get(email="ann@x.test").has_usable_password()
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["ann@x.test"]
    assert not Authenticator.objects.exists()


@pytest.mark.threat("TH25")
@pytest.mark.parametrize("knows_the_subject", [True, False])
def test_who_was_taken_out_does_not_come_back_by_this_door(
    company: Company, knows_the_subject: bool
) -> None:
    if knows_the_subject:
        company.come_back()
        company.client.logout()
        ann = models.Person.objects.get(email="ann@x.test")
    else:
        ann = join(company.world.account, make_person("ann@x.test"))
    leaving.remove_member(
        actor=company.world.actor("owner"),
        account_id=company.world.account.id,
        person_id=ann.id,
        now=utc_now(),
    )

    answer = company.come_back()

    assert answer.status_code == 403
    assert not _member(company, "ann@x.test")
    assert company.signed_in() == ""


@pytest.mark.threat("TH25")
def test_whom_the_directory_holds_inactive_stays_outside(company: Company) -> None:
    now = utc_now()
    models.DirectoryPerson.objects.create(
        account=company.world.account,
        user_name="ann",
        user_name_key="ann",
        sent_address="ann@x.test",
        address="ann@x.test",
        active=False,
        created_at=now,
        changed_at=now,
    )
    assert company.come_back().status_code == 403
    assert not models.Person.objects.filter(email="ann@x.test").exists()


@pytest.mark.threat("TH8")
def test_a_customer_s_provider_speaks_for_no_staff_of_the_vendor(company: Company) -> None:
    ann = join(company.world.account, make_person("ann@x.test"))
    staff.grant(actor=Actor.system("cli"), person_id=ann.id, role=StaffRole.SUPPORT, now=utc_now())
    assert company.come_back().status_code == 403
    assert company.signed_in() == ""


@pytest.mark.threat("TH26")
def test_who_has_an_address_elsewhere_by_now_is_not_the_provider_s_to_sign_in(
    company: Company,
) -> None:
    company.come_back()
    company.client.logout()
    models.Person.objects.filter(email="ann@x.test").update(email="ann@private.test")
    assert company.come_back().status_code == 403
    assert company.signed_in() == ""


@pytest.mark.threat("TH22", "TH26")
def test_a_provider_speaks_for_no_address_of_another_company_s_domain(company: Company) -> None:
    other = make_account(name="Other")
    own(other, "other.test")
    victim = join(other, make_person("boss@other.test"), Role.OWNER)
    company.idp.knows("attacker", email=victim.email, email_verified=True)
    assert company.come_back().status_code == 403
    assert company.signed_in() == ""


def test_a_domain_that_was_given_up_lets_nobody_in(company: Company) -> None:
    domains.remove(actor=VENDOR, account_id=company.world.account.id, name="x.test", now=utc_now())
    assert company.come_back().status_code == 403


def test_a_closed_account_s_provider_signs_nobody_in(company: Company) -> None:
    url = company.go()
    models.Account.objects.filter(id=company.world.account.id).update(closed_at=utc_now())
    assert company.back_from(url).status_code == 404
    assert company.client.get(company.start).status_code == 404


def test_userinfo_tells_the_address_where_the_token_does_not(company: Company) -> None:
    company.idp.knows("subject-of-ann")
    company.idp.userinfo = {"sub": "subject-of-ann", "email": "ann@x.test", "email_verified": True}
    company.come_back()
    assert company.signed_in() == "ann@x.test"


@pytest.mark.threat("TH27")
def test_userinfo_about_somebody_else_is_refused(company: Company) -> None:
    company.idp.knows("subject-of-ann")
    company.idp.userinfo = {"sub": "owner", "email": "ann@x.test", "email_verified": True}
    assert company.come_back().status_code == 400
    assert company.signed_in() == ""


def test_a_public_client_needs_no_secret_and_one_may_be_posted(company: Company) -> None:
    owner, account_id = company.world.actor("owner"), company.world.account.id
    company.idp.secret = ""
    connections.change_client(
        actor=owner, account_id=account_id, client_id="curule", secret="", now=utc_now()
    )
    company.come_back()
    assert company.signed_in() == "ann@x.test"
    assert company.idp.forms[-1]["client_id"] == "curule"
    company.client.logout()
    company.idp.secret = "another"
    company.idp.document["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    connections.change_client(
        actor=owner, account_id=account_id, client_id="curule", secret="another", now=utc_now()
    )
    company.come_back()
    assert company.signed_in() == "ann@x.test"
    assert company.idp.forms[-1]["client_secret"] == "another"


def test_the_page_that_was_wanted_is_opened_and_no_foreign_one(company: Company) -> None:
    assert company.back_from(company.go(next="/my/security"))["Location"] == "/my/security"
    for foreign in ("https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"):
        company.client.logout()
        assert company.back_from(company.go(next=foreign))["Location"] == "/"


def test_somebody_else_who_is_signed_in_is_signed_out_first(company: Company) -> None:
    company.client.force_login(company.world.people["owner"])
    company.come_back()
    assert company.signed_in() == "ann@x.test"
    company.client.get("/my")
    assert company.signed_in() == "ann@x.test"
