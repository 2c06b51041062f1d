"""Who signs in afterwards, and with what: a user account is a person's own, whoever pays."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from curule.core.refusals import Refused
from curule.data.database_url import DatabaseUrl
from curule.data.models import Invitation, Person
from curule.selectors.entitlements import entitlement
from curule.services.invitations import invitations
from tests.scenarios.staging import Played, link_in, mail_of

TUTKIT = """\
policy: {preset: tutkit}
prices: [{seat_type: participant, currency: EUR, interval: year, unit_amount: 12000}]
account: {country: DE, time_zone: Europe/Berlin}
steps:
- {at: 2026-01-01, do: subscribe, seats: {participant: 3}}
"""
ZOOM = """\
policy: {preset: zoom}
seat_types: [{name: licensed, min: 1}]
prices: [{seat_type: licensed, currency: EUR, interval: year, unit_amount: 14990}]
account: {country: FR, time_zone: Europe/Paris}
steps:
- {at: 2026-01-01, do: subscribe, seats: {licensed: 2}}
"""
PORTAL = """\
policy: {preset: licence_portal}
prices: [{seat_type: licence, currency: RUB, interval: year, unit_amount: 900000}]
account: {country: RU, tax_id: "7700000009", time_zone: Europe/Moscow}
people: [{email: admin@firma.test, roles: [owner]}]
steps:
- {at: 2026-03-10, do: subscribe, seats: {licence: 1}, pay: true}
"""
CODE = re.compile(r"^[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}$", re.MULTILINE)


@pytest.fixture
def folder(fresh_database: DatabaseUrl, tmp_path: Path) -> Path:
    del fresh_database
    return tmp_path


@pytest.fixture
def page_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let it be that time on the pages, as it is in the scenario."""

    def set_time(now: datetime) -> None:
        monkeypatch.setattr("curule.web.middleware.utc_now", lambda: now)

    return set_time


def _accept_by_link(email: str, first: str, last: str, password: str) -> None:
    """Open the link of the mail, fill the page in with a password of one's own, and say yes."""
    client = Client()
    page = client.get(link_in(mail_of("invitation", email))).headers["Location"]
    assert 'name="password"' in client.get(page).content.decode()
    said = {"first_name": first, "last_name": last, "password": password, "time_zone": "UTC"}
    answer = client.post(page, {"action": "accept", **said})
    assert answer.headers["Location"].endswith("/welcome")


def _register(email: str, password: str) -> None:
    """Sign up by the form, and prove the address by the code of the mail."""
    client = Client()
    mail.outbox.clear()
    client.post("/auth/signup/", {"email": email, "password1": password, "time_zone": "UTC"})
    [letter] = mail.outbox
    assert letter.to == [email]
    client.post("/auth/confirm-email/", {"code": CODE.findall(str(letter.body))[0]})
    assert _signed_in(client)


def _opens(email: str, password: str) -> bool:
    """Tell whether the form of the sign-in lets somebody in with a password."""
    client = Client()
    client.post("/auth/login/", {"login": email, "password": password})
    return _signed_in(client)


def _signed_in(client: Client) -> bool:
    return client.get("/my").status_code == 200


def _may_use(played: Played, email: str) -> bool:
    product = played.stage.product_id
    return entitlement(email=email, product_id=product, now=played.now).allowed


@pytest.mark.requirement("T18")
def test_a_participant_signs_in_with_an_address_and_a_password_of_their_own(
    folder: Path, page_time: Callable[[datetime], None]
) -> None:
    played = Played.of(
        TUTKIT,
        "{do: invite, people: [{email: bo@x.test, first_name: Bo, last_name: Li}, "
        "{email: di@x.test, first_name: Di, last_name: Paz}]}",
        folder=folder,
    )
    page_time(played.now)
    assert not _opens("bo@x.test", "tangerine kettle seven")

    _accept_by_link("bo@x.test", "Bo", "Li", "tangerine kettle seven")
    _accept_by_link("di@x.test", "Di", "Paz", "walnut river nine")

    assert _opens("bo@x.test", "tangerine kettle seven")
    assert _opens("di@x.test", "walnut river nine")
    assert not _opens("di@x.test", "tangerine kettle seven")
    assert not _opens("owner@example.test", "tangerine kettle seven")
    assert _may_use(played, "bo@x.test")


@pytest.mark.requirement("Z18")
@pytest.mark.parametrize("join", ["refund", "transfer"])
def test_who_joins_with_an_own_plan_signs_in_as_before(join: str, folder: Path) -> None:
    played = Played.of(ZOOM, folder=folder)
    _register("bo@x.test", "the old password")
    before = Person.objects.get(email="bo@x.test")

    played.then(
        "{do: own_plan, person: bo@x.test, unit_amount: 14990, interval: year}",
        "{do: invite, person: bo@x.test}",
        f"{{do: accept, person: bo@x.test, join: {join}}}",
    )

    assert Person.objects.get(email="bo@x.test").id == before.id
    assert _opens("bo@x.test", "the old password")
    assert _may_use(played, "bo@x.test")


@pytest.mark.requirement("R2")
def test_the_password_of_the_registration_opens_what_is_bound(folder: Path) -> None:
    played = Played.of(PORTAL, folder=folder)
    _register("a@firma.test", "chosen when registering")
    assert not _may_use(played, "a@firma.test")

    played.then("{do: bind, person: a@firma.test}")

    assert _opens("A@firma.test", "chosen when registering")
    assert not _opens("a@firma.test", "another one")
    assert _may_use(played, "a@firma.test")


@pytest.mark.requirement("Z14")
def test_the_link_works_when_it_is_copied_out_of_the_mail(folder: Path) -> None:
    played = Played.of(ZOOM, "{do: invite, person: bo@x.test}", folder=folder)
    _empty, _invitations, invitation, token = link_in(mail_of("invitation", "bo@x.test")).split("/")

    opened = invitations.open_link(invitation_id=UUID(invitation), token=token, now=played.now)
    assert (opened.email, opened.must_prove_address) == ("bo@x.test", False)
    assert Invitation.objects.get().status == "open"  # looking changes nothing

    def accept(with_token: str) -> None:
        invitations.accept(
            actor=None,
            account_id=played.stage.account_id,
            invitation_id=UUID(invitation),
            token=with_token,
            now=played.now,
        )

    with pytest.raises(Refused):
        accept(token[:-1] + ("A" if token[-1] != "A" else "B"))
    accept(token)
    assert _may_use(played, "bo@x.test")
