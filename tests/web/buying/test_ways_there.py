"""How somebody gets from the sign-in to where seats are bought, and who does not."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.factories import World
from tests.web.buying.pages import text_of
from tests.web.buying.worlds import bought_world

pytestmark = pytest.mark.django_db

PASSWORD = "walnut river nine"


def signed_in(world: World, who: str, *, password: str = PASSWORD) -> Client:
    """Send the form of the sign-in as somebody with a password of their own, who reads French."""
    person = world.people[who]
    person.language = "fr"
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    client.post("/auth/login/", {"login": person.email, "password": password})
    return client


@pytest.mark.requirement("A4", "A5", "A6", "A7", "A15", "A16", "A17")
def test_autodesk_from_the_sign_in_to_the_contract() -> None:
    world = bought_world("autodesk", {"seat": 5})
    account = f"/a/{world.account.id}"
    contract = f"{account}/subscriptions/{world.subscription.id}"

    client = signed_in(world, "contract_manager")
    home = client.get("/", follow=True)
    assert home.redirect_chain[-1][0] == f"{account}/"
    assert f'href="{account}/subscriptions"' in home.content.decode()
    listed = client.get(f"{account}/subscriptions")
    assert "Abonnements et contrats" in text_of(listed)
    assert f'href="{contract}"' in listed.content.decode()
    shown = client.get(contract)
    for page in ("add-seats", "reduce"):
        assert f'href="{contract}/{page}"' in shown.content.decode()
    under = text_of(shown).partition("5 postes")[2]  # both stand under the number
    assert "Ajouter des postes" in under
    assert "Supprimer des postes" in under


@pytest.mark.requirement("A4")
def test_autodesk_administration_is_for_admins() -> None:
    world = bought_world("autodesk", {"seat": 5})
    account = f"/a/{world.account.id}"

    for who in ("owner", "contract_manager", "admin"):
        client = signed_in(world, who)
        assert f'href="{account}/subscriptions"' in client.get(f"{account}/").content.decode()
        assert client.get(f"{account}/subscriptions").status_code == 200

    member = signed_in(world, "member")
    assert f'href="{account}/subscriptions"' not in member.get(f"{account}/").content.decode()
    assert member.get(f"{account}/subscriptions").status_code == 403


@pytest.mark.requirement("G7", "G8")
def test_goto_from_the_sign_in_to_the_button_of_each_product() -> None:
    world = bought_world("gotoassist", {"organizer": 3, "agent": 2})
    account = f"/a/{world.account.id}"
    contract = f"{account}/subscriptions/{world.subscription.id}"

    guessing = signed_in(world, "billing_contact", password="a guess")
    assert guessing.get(contract).headers["Location"].startswith("/auth/login/")

    client = signed_in(world, "billing_contact")
    home = client.get("/", follow=True)
    assert home.redirect_chain[-1][0] == f"{account}/"
    assert f'href="{contract}"' in client.get(f"{account}/subscriptions").content.decode()
    shown = client.get(contract)
    assert "Ajouter des organisateurs" in text_of(shown)
    assert "Ajouter des agents" in text_of(shown)
    assert f"{account}/cart/{world.subscription.id}" in shown.content.decode()
    cart = client.get(f"{account}/cart/{world.subscription.id}")
    assert cart.status_code == 200


@pytest.mark.requirement("G7")
def test_goto_who_does_not_pay_is_told_who_does() -> None:
    world = bought_world("gotoassist", {"organizer": 3})
    account = f"/a/{world.account.id}"

    shown = signed_in(world, "admin").get(f"{account}/subscriptions/{world.subscription.id}")

    assert f"{account}/cart/{world.subscription.id}" not in shown.content.decode()
    assert world.people["billing_contact"].email in text_of(shown)


@pytest.mark.requirement("G7")
def test_goto_s_owner_is_led_to_who_may_change_numbers_and_not_to_a_seat_for_oneself() -> None:
    world = bought_world("gotoassist", {"organizer": 3})

    shown = signed_in(world, "owner").get(f"/a/{world.account.id}/cart/{world.subscription.id}")
    page = shown.content.decode()

    assert 'data-code="role_not_allowed"' in page
    assert f'href="mailto:{world.people["billing_contact"].email}"' in page
    assert "members/ask" not in page
