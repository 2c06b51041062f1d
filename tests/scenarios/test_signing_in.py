"""Who signs in afterwards, and with what: a user account is a person's own, whoever pays."""

from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.contrib.auth import authenticate

from curule.core.refusals import Refused
from curule.data.database_url import DatabaseUrl
from curule.data.models import Invitation, OutboxMessage, Person
from curule.gateways.payments import registry
from curule.gateways.signing import LinkPurpose
from curule.playback.acting import act
from curule.playback.scenario import read_scenario
from curule.playback.stage import Stage, set_up
from curule.selectors.entitlements import entitlement
from curule.services import deliveries, invitations, people

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


@pytest.fixture
def folder(fresh_database: DatabaseUrl, tmp_path: Path) -> Path:
    del fresh_database
    return tmp_path


def _played(text: str, *steps: str, folder: Path) -> Stage:
    """Play a scenario in the database of the test, which is still there afterwards."""
    scenario = read_scenario(text + "".join(f"- {step}\n" for step in steps), file="test.yaml")
    stage = set_up(scenario, folder)
    with registry.replaced(sandbox=stage.sandbox):
        for step in scenario.all_steps:
            act(stage, step)
    return stage


def _choose_password(email: str, password: str) -> None:
    person = Person.objects.get(email=email)
    person.set_password(password)
    person.save(update_fields=["password"])


def _signed_in(email: str, password: str) -> bool:
    return authenticate(username=email, password=password) is not None


@pytest.mark.requirement("T18")
def test_a_participant_signs_in_with_an_address_and_a_password_of_their_own(folder: Path) -> None:
    _played(
        ZOOM,
        "{do: invite, people: [{email: bo@x.test}, {email: di@x.test}]}",
        "{do: accept, person: bo@x.test}",
        "{do: accept, person: di@x.test}",
        folder=folder,
    )
    for email in ("bo@x.test", "di@x.test"):
        assert not Person.objects.get(email=email).has_usable_password()  # nobody chose it for them
    _choose_password("bo@x.test", "bo's own words")
    _choose_password("di@x.test", "di's own words")
    assert _signed_in("bo@x.test", "bo's own words")
    assert not _signed_in("di@x.test", "bo's own words")
    assert not _signed_in("owner@example.test", "bo's own words")


@pytest.mark.requirement("Z18")
@pytest.mark.parametrize("join", ["refund", "transfer"])
def test_who_joins_with_an_own_plan_signs_in_as_before(join: str, folder: Path) -> None:
    stage = _played(
        ZOOM,
        "{do: own_plan, person: bo@x.test, unit_amount: 14990, interval: year}",
        "{do: invite, person: bo@x.test}",
        folder=folder,
    )
    _choose_password("bo@x.test", "the old password")
    before = Person.objects.get(email="bo@x.test")
    accept = read_scenario(
        f"{ZOOM}- {{do: accept, person: bo@x.test, join: {join}}}\n", file="test.yaml"
    ).all_steps[-1]
    act(stage, accept)
    after = Person.objects.get(email="bo@x.test")
    assert (after.id, after.password) == (before.id, before.password)
    assert _signed_in("bo@x.test", "the old password")
    answer = entitlement(email="bo@x.test", product_id=stage.product_id, now=accept.at)
    assert answer.allowed


@pytest.mark.requirement("R2")
def test_the_password_of_the_registration_opens_what_is_bound(folder: Path) -> None:
    stage = _played(PORTAL, "{do: register, person: a@firma.test}", folder=folder)
    _choose_password("a@firma.test", "chosen when registering")
    now = stage.scenario.all_steps[-1].at
    again = people.register(email="A@firma.test", verified=True, now=now)
    assert again == stage.people["a@firma.test"]  # registering twice is the same user account
    bind = read_scenario(
        f"{PORTAL}- {{do: register, person: a@firma.test}}\n- {{do: bind, person: a@firma.test}}\n",
        file="test.yaml",
    ).all_steps[-1]
    act(stage, bind)
    assert _signed_in("a@firma.test", "chosen when registering")
    assert not _signed_in("a@firma.test", "another one")
    assert entitlement(email="a@firma.test", product_id=stage.product_id, now=now).allowed


@pytest.mark.requirement("Z14")
def test_the_link_works_when_it_is_copied_out_of_the_mail(folder: Path) -> None:
    stage = _played(ZOOM, "{do: invite, person: bo@x.test}", folder=folder)
    now = stage.scenario.all_steps[-1].at
    message = OutboxMessage.objects.get(template="invitation")
    text = deliveries.readable(message_id=message.id, purpose=LinkPurpose.MAIL).text
    [line] = [line for line in text.splitlines() if "/invitations/" in line]
    pasted = urlsplit(line.strip())
    assert (pasted.query, pasted.fragment) == ("", "")  # nothing that a mail program may cut off
    _empty, _invitations, invitation, token = pasted.path.split("/")

    opened = invitations.open_link(invitation_id=UUID(invitation), token=token, now=now)
    assert (opened.email, opened.must_prove_address) == ("bo@x.test", False)
    assert Invitation.objects.get().status == "open"  # looking changes nothing

    def accept(with_token: str) -> None:
        invitations.accept(
            actor=None,
            account_id=stage.account_id,
            invitation_id=UUID(invitation),
            token=with_token,
            now=now,
        )

    with pytest.raises(Refused):
        accept(token[:-1] + ("A" if token[-1] != "A" else "B"))
    accept(token)
    assert entitlement(email="bo@x.test", product_id=stage.product_id, now=now).allowed
