"""Joining with an own paid plan: what it is worth, where that goes, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from curule.core.intervals import Interval, IntervalUnit
from curule.core.roles import Role
from curule.data.models import Member, Person, Settlement, Subscription
from curule.httpkit.clock import utc_now
from curule.services.orders import orders
from tests.support.factories import (
    World,
    actor_of,
    join,
    make_account,
    make_method,
    make_person,
    make_plan,
    make_world,
)
from tests.web.invitations.scene import BO, invite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]
YEAR = Interval(IntervalUnit.YEAR)
NOTHING_TO_SETTLE: dict[str, object] = {"joining.requires": [], "joining.undo_hours": 0}


@dataclass(frozen=True, kw_only=True)
class Joiner:
    """Somebody with a plan of their own, signed in, and the invitation's page."""

    world: World
    person: Person
    own_account: UUID
    plan: UUID
    page: str


def joiner(
    client: Client, *, pays: str = "now", overrides: dict[str, object] | None = None
) -> Joiner:
    now = utc_now()
    began = now - timedelta(days=100)
    world = make_world("zoom", seats={"licensed": 3}, overrides=overrides, interval=YEAR, now=began)
    terms = make_plan(
        "zoom", unit_amount=14990, interval=YEAR, product_id=world.terms.product_id, now=began
    )
    person = make_person(BO.email, now=began)
    account = make_account(name="Bo alone", kind="individual", now=began)
    join(account, person, Role.OWNER, now=began)
    make_method(account, now=began)
    bought = orders.subscribe(
        actor=actor_of(person),
        account_id=account.id,
        plan_version_id=terms.version_id,
        seats={"licensed": 1},
        currency="EUR",
        interval=("year", 1),
        pays=pays,  # type: ignore[arg-type]
        now=began,
    ).value
    client.force_login(person)
    return Joiner(
        world=world,
        person=person,
        own_account=account.id,
        plan=bought.subscription_id,
        page=f"/invitations/{invite(world)}",
    )


@pytest.mark.requirement("Z15", "Z16")
def test_the_choice_stands_there_with_its_amount_and_none_is_made_beforehand(
    client: Client,
) -> None:
    who = joiner(client)

    shown = client.get(who.page).content.decode()

    assert shown.count("€108.") + shown.count("€109.") >= 3
    assert "This is credit, not what you owe: nothing is charged here." in shown
    assert 'value="refund"' in shown
    assert 'value="transfer"' in shown
    assert "checked" not in shown
    answer = client.post(who.page, {"action": "accept"})
    assert answer.status_code == 422
    assert 'id="join-error"' in answer.content.decode()
    assert Subscription.objects.get(id=who.plan).status == "active"


@pytest.mark.requirement("Z3", "Z15", "Z19")
@pytest.mark.parametrize("choice", ["refund", "transfer"])
def test_joining_ends_the_own_plan_and_can_be_taken_back(client: Client, choice: str) -> None:
    who = joiner(client)

    answer = client.post(who.page, {"action": "accept", "join": choice})

    account = who.world.account.id
    assert answer.headers["Location"] == f"/a/{account}/welcome"
    assert Subscription.objects.get(id=who.plan).status == "ended"
    coming = Settlement.objects.get(person_id=who.person.id)
    assert coming.choice == choice
    assert coming.amount_minor in range(10800, 11000)  # what is left, as the page has said
    member = Member.objects.filter(person=who.person, account=who.world.account, left_at=None)
    assert member.exists()
    welcome = client.get(f"/a/{account}/welcome").content.decode()
    assert f"/a/{account}/undo-join" in welcome
    undo = client.get(f"/a/{account}/undo-join")
    assert undo.status_code == 200
    assert Settlement.objects.get(person_id=who.person.id).status == "pending"
    client.post(f"/a/{account}/undo-join")
    assert Settlement.objects.get(person_id=who.person.id).status == "undone"
    assert Subscription.objects.get(id=who.plan).status == "active"
    assert not member.exists()
    assert client.get(f"/a/{account}/welcome").status_code == 404

    again = client.get(f"/a/{account}/undo-join", follow=True)
    assert again.redirect_chain == [(f"/a/{who.own_account}/", 303)]
    assert "taken back joining" in again.content.decode()


def test_after_its_time_joining_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    who = joiner(client)
    client.post(who.page, {"action": "accept", "join": "refund"})
    later = utc_now() + timedelta(hours=73)
    monkeypatch.setattr("curule.web.middleware.utc_now", lambda: later)

    page = client.get(f"/a/{who.world.account.id}/undo-join")
    answer = client.post(f"/a/{who.world.account.id}/undo-join")

    assert b"btn-danger" not in page.content
    assert answer.status_code == 409
    assert Settlement.objects.get(person_id=who.person.id).status == "pending"


@pytest.mark.requirement("Z17")
def test_an_unpaid_invoice_blocks_and_can_be_paid_on_the_spot(client: Client) -> None:
    who = joiner(client, pays="later")

    shown = client.get(who.page).content.decode()
    answer = client.post(who.page, {"action": "accept", "join": "refund"})

    assert f"/a/{who.own_account}/invoices/" in shown
    assert 'value="refund"' not in shown
    assert answer.status_code == 409
    assert Subscription.objects.get(id=who.plan).status != "ended"


def test_other_people_on_the_own_account_block(client: Client) -> None:
    who = joiner(client)
    from curule.data.models import Account

    join(Account.objects.get(id=who.own_account), make_person("cy@x.test"))

    shown = client.get(who.page).content.decode()

    assert f"/a/{who.own_account}/members" in shown
    assert client.post(who.page, {"action": "accept", "join": "refund"}).status_code == 409


def test_where_nobody_with_an_own_plan_may_join_the_page_says_so(client: Client) -> None:
    who = joiner(client, overrides={**NOTHING_TO_SETTLE, "joining.own_plan": "refuse"})

    shown = client.get(who.page).content.decode()

    assert 'id="blocked"' in shown
    assert 'value="refund"' not in shown


def test_where_both_are_kept_nothing_is_asked(client: Client) -> None:
    who = joiner(client, overrides={**NOTHING_TO_SETTLE, "joining.own_plan": "keep_both"})

    assert b'name="join"' not in client.get(who.page).content
    client.post(who.page, {"action": "accept"})

    assert Subscription.objects.get(id=who.plan).status == "active"
    assert Member.objects.filter(person=who.person, account=who.world.account).exists()


def test_nobody_undoes_what_they_did_not_do(client: Client) -> None:
    who = joiner(client)
    client.post(who.page, {"action": "accept", "join": "refund"})
    client.force_login(who.world.people["owner"])

    assert client.post(f"/a/{who.world.account.id}/undo-join").status_code == 404

    assert Settlement.objects.get(person_id=who.person.id).status == "pending"
