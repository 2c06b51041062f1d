"""A program sees to the mail domains of an account, and accepts an offer for its customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from curule.core.api_keys import Scope
from curule.data.models import Domain, DomainClaim, Event
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.services.money.test_offers import _corporate, _offer
from tests.support.factories import World, make_world
from tests.support.fake_dns import FakeDns, running_fake_dns

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
KEYED = {"Idempotency-Key": "one"}


@pytest.fixture
def dns(settings: Settings) -> Iterator[FakeDns]:
    """Everybody's DNS, which knows no name yet."""
    with running_fake_dns() as running:
        settings.CURULE_NAME_SERVERS = (("127.0.0.1", running.port),)
        yield running


@pytest.fixture
def world() -> World:
    """A customer who is an hour old."""
    return make_world("gotoassist", seats=4, now=utc_now() - timedelta(hours=1))


@pytest.mark.threat("TH26")
def test_a_domain_is_claimed_proved_and_given_up(
    program: Programs, world: World, dns: FakeDns
) -> None:
    ours = program(scopes=[Scope.ACCOUNTS_READ, Scope.ACCOUNTS_WRITE])
    path = f"/accounts/{public_id('acc', world.account.id)}/domains"
    name = {"name": "Firm.test"}

    claimed, again = (ours.post(path, name, **KEYED) for _ in range(2))
    told = claimed.json()
    assert claimed.status_code == 200, claimed.content
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (told, "true")
    assert (told["name"], told["is_verified"], told["proof"]) == ("firm.test", False, None)
    assert ours.post(f"{path}/check", name).json()["proof"] == "missing"
    dns.texts[told["record"]["name"]] = [told["record"]["value"]]
    proved = ours.post(f"{path}/check", name).json()
    assert (proved["is_verified"], proved["proof"]) == (True, "found")
    assert ours.get(path).json()["data"] == [proved]

    assert ours.post(f"{path}/remove", name).json()["data"] == []
    assert not Domain.objects.filter(removed_at=None).exists()
    assert not DomainClaim.objects.filter(withdrawn_at=None).exists()
    assert ours.post(f"{path}/check", name).status_code == 404


@pytest.mark.threat("TH26")
def test_the_vendor_confirms_a_domain_and_takes_it_or_a_bare_claim_away(
    program: Programs, world: World, dns: FakeDns
) -> None:
    del dns
    ours = program()
    path = f"/accounts/{public_id('acc', world.account.id)}/domains"
    confirmed = ours.post(f"{path}/confirm", {"name": "firm.test"}).json()
    assert (confirmed["is_verified"], confirmed["record"]) == (True, None)
    assert ours.post(path, {"name": "firm.test"}).json()["code"] == "already_exists"
    assert ours.post(f"{path}/check", {"name": "firm.test"}).status_code == 404
    assert ours.post(path, {"name": "no domain"}).json()["code"] == "field_invalid"
    ours.post(path, {"name": "other.test"})
    for name in ("firm.test", "other.test", "other.test"):
        left = ours.post(f"{path}/remove", {"name": name})
        assert left.status_code == 200
    assert left.json()["data"] == []


@pytest.mark.threat("TH22")
def test_domains_of_the_other_mode_and_without_the_scope_are_not_there(
    program: Programs, world: World
) -> None:
    path = f"/accounts/{public_id('acc', world.account.id)}/domains"
    assert program(is_live=False).get(path).status_code == 404
    reader = program(scopes=[Scope.ACCOUNTS_READ])
    assert reader.get(path).status_code == 200
    assert reader.post(path, {"name": "firm.test"}).json()["code"] == "scope_missing"


def test_an_offer_is_accepted_for_a_customer_who_said_yes(program: Programs) -> None:
    offer = _offer(_corporate(is_live=True, now=utc_now() - timedelta(hours=1)), 20).id
    ours, path = program(), f"/quotes/{public_id('qt', offer)}/accept_for_customer"
    yes = {"said_by": "Ana Roy", "note": "By phone"}

    assert ours.post(path, yes).json()["code"] == "idempotency_key_missing"
    assert ours.post(path, {"said_by": " "}, **KEYED).json()["code"] == "field_invalid"
    late = ours.post(path, {**yes, "said_on": "2020-01-01"}, **{"Idempotency-Key": "late"})
    assert late.json()["code"] == "date_invalid"
    placed, again = (ours.post(path, yes, **KEYED) for _ in range(2))
    assert placed.status_code == 200, placed.content
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (placed.json(), "true")
    event = Event.objects.get(type="quote.accepted_for_customer")
    assert event.payload["said_by"] == "Ana Roy"
    assert event.payload["reason"] == "By phone"


@pytest.mark.parametrize("act", ["", "/check", "/confirm", "/remove"])
def test_what_no_address_ends_in_is_pointed_at(program: Programs, world: World, act: str) -> None:
    ours = program(scopes=[Scope.ACCOUNTS_READ, Scope.ACCOUNTS_WRITE])
    path = f"/accounts/{public_id('acc', world.account.id)}/domains"

    refused = ours.post(f"{path}{act}", {"name": "prod"}, **KEYED)

    assert (refused.status_code, refused.json()["values"]) == (400, {"field": "name"})
    assert refused.json()["errors"][0]["pointer"] == "#/name"
