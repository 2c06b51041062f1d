"""The page of an invitation: opening changes nothing, each reader finds the way on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import escape

from curule.data.models import (
    Event,
    Invitation,
    Member,
    OutboxMessage,
    Person,
    Subscription,
    WaitlistEntry,
)
from curule.gateways.signing import LinkPurpose
from curule.httpkit.clock import utc_now
from tests.support.factories import make_person, make_plan, make_world
from tests.web.invitations.scene import BO, PASSWORD, Scene, arrive, invited, is_seated

pytestmark = pytest.mark.django_db

NEW_PERSON = {
    "action": "accept",
    "first_name": "Bo",
    "last_name": "Li",
    "password": PASSWORD,
    "time_zone": "Europe/Berlin",
}


@pytest.fixture
def scene() -> Scene:
    return invited()


def test_the_page_says_who_invites_to_what_and_who_pays(client: Client, scene: Scene) -> None:
    arrive(client, scene)

    page = client.get(scene.page)

    shown = page.content.decode()
    assert page.status_code == 200
    assert "owner@" in shown
    assert scene.world.terms.product_name in shown
    assert BO.email in shown
    assert scene.row().expires_at.strftime("%Y") in shown


@pytest.mark.requirement("T16", "T17", "T18")
def test_somebody_new_chooses_a_password_and_is_in(client: Client, scene: Scene) -> None:
    arrive(client, scene)
    client.get(scene.page)
    assert not is_seated(scene)  # opening the link of the mail changes nothing

    answer = client.post(scene.page, NEW_PERSON)

    assert answer.headers["Location"] == f"/a/{scene.world.account.id}/welcome"
    assert is_seated(scene)
    person = Person.objects.get(email=BO.email)
    assert (person.first_name, person.time_zone) == ("Bo", "Europe/Berlin")
    assert client.session["_auth_user_id"] == str(person.pk)
    welcome = client.get(answer.headers["Location"]).content.decode()
    assert scene.world.terms.product_name in welcome
    assert "owner@" in welcome
    again = Client()
    signed_in = again.post("/auth/login/", {"login": BO.email, "password": PASSWORD})
    assert signed_in.headers["Location"] == "/"


@pytest.mark.parametrize("password", ["", "short", "12345678901", "password", "bo@x.test"])
def test_a_weak_password_is_refused_beside_its_field(
    client: Client, scene: Scene, password: str
) -> None:
    arrive(client, scene)

    answer = client.post(scene.page, {**NEW_PERSON, "password": password, "first_name": "Böo"})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'id="id_password-error"' in shown
    assert 'value="Böo"' in shown
    assert not is_seated(scene)
    assert not Person.objects.filter(email=BO.email).exists()


@pytest.mark.requirement("Z18", "Z19")
def test_somebody_known_signs_in_and_comes_back(client: Client, scene: Scene) -> None:
    person = make_person(BO.email)
    person.set_password(PASSWORD)
    person.save()
    arrive(client, scene)

    page = client.get(scene.page)
    assert f"/auth/login/?next={scene.page}" in page.content.decode()
    assert b'name="password"' not in page.content
    signed_in = client.post(
        f"/auth/login/?next={scene.page}", {"login": BO.email, "password": PASSWORD}
    )
    assert signed_in.headers["Location"] == scene.page
    assert (
        f"/a/{scene.world.account.id}/welcome"
        in client.post(scene.page, {"action": "accept"}).headers["Location"]
    )
    assert is_seated(scene)
    assert Member.objects.filter(person=person, account=scene.world.account).exists()
    as_before = Client().post("/auth/login/", {"login": BO.email, "password": PASSWORD})
    assert as_before.headers["Location"] == "/"


def test_the_invited_may_come_signed_in_without_any_link(client: Client, scene: Scene) -> None:
    client.force_login(make_person(BO.email))

    assert client.get(scene.page).status_code == 200
    client.post(scene.page, {"action": "accept"})

    assert is_seated(scene)


def test_declining_frees_the_seat_and_offers_a_way_back(client: Client, scene: Scene) -> None:
    arrive(client, scene)

    answer = client.post(scene.page, {"action": "decline"}, follow=True)

    assert answer.status_code == 410
    assert scene.row().status == "declined"
    assert b'value="ask_again"' in answer.content


@pytest.mark.parametrize("how", ["expired", "canceled", "superseded"])
def test_what_is_over_has_a_page_that_asks_for_a_new_one(
    client: Client, scene: Scene, how: str
) -> None:
    link = scene.link()
    if how == "expired":
        Invitation.objects.update(expires_at=utc_now() - timedelta(days=1))
    elif how == "canceled":
        scene.cancel()
    else:
        Invitation.objects.update(generation=2)
    client.get(link)

    page = client.get(scene.page)
    assert page.status_code == 410
    assert b'value="ask_again"' in page.content
    for _ in range(3):
        assert client.post(scene.page, {"action": "ask_again"}, follow=True).status_code == 410

    asked = OutboxMessage.objects.filter(template="invitation_wanted")
    assert [each.recipient for each in asked] == [scene.world.people["owner"].email]
    assert not is_seated(scene)


def test_an_open_invitation_asks_nobody_for_another(client: Client, scene: Scene) -> None:
    arrive(client, scene)

    assert client.post(scene.page, {"action": "ask_again"}).status_code == 409

    assert not OutboxMessage.objects.filter(template="invitation_wanted").exists()


def test_accepting_again_leads_to_what_one_has(client: Client, scene: Scene) -> None:
    arrive(client, scene)
    client.post(scene.page, NEW_PERSON)
    before = Event.objects.count()

    page = client.get(scene.page)
    again = client.post(scene.page, {"action": "accept"})

    assert f"/a/{scene.world.account.id}/welcome" in page.content.decode()
    assert again.status_code == 200
    assert Event.objects.count() == before


def test_an_accepted_link_opened_elsewhere_leads_to_the_sign_in(
    client: Client, scene: Scene
) -> None:
    arrive(client, scene)
    client.post(scene.page, NEW_PERSON)
    other = Client()
    arrive(other, scene)

    page = other.get(scene.page)

    assert page.status_code == 200
    assert f"/auth/login/?next={scene.page}" in page.content.decode()


def test_a_copied_link_asks_for_a_code_from_the_mailbox(client: Client, scene: Scene) -> None:
    arrive(client, scene, LinkPurpose.COPIED)
    page = client.get(scene.page)
    assert b'name="password"' not in page.content

    client.post(scene.page, {"action": "send_code"})
    (letter,) = mail.outbox
    assert letter.to == [BO.email]
    code = next(line for line in letter.body.split("\n\n") if "-" in line and " " not in line)
    wrong = client.post(scene.page, {"action": "confirm_code", "code": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert not is_seated(scene)
    client.post(scene.page, {"action": "confirm_code", "code": code.lower()})
    client.post(scene.page, NEW_PERSON)

    assert is_seated(scene)


def test_a_code_is_void_after_five_wrong_ones(client: Client, scene: Scene) -> None:
    arrive(client, scene, LinkPurpose.COPIED)
    client.post(scene.page, {"action": "send_code"})
    code = next(
        line for line in mail.outbox[0].body.split("\n\n") if "-" in line and " " not in line
    )
    for _ in range(5):
        client.post(scene.page, {"action": "confirm_code", "code": "AAAA-AAAA"})

    assert client.post(scene.page, {"action": "confirm_code", "code": code}).status_code == 422
    assert b'name="password"' not in client.get(scene.page).content


def test_who_finds_no_seat_waits_in_the_queue(client: Client) -> None:
    scene = invited(seats_bought=1, overrides={"quantity.when_full": "waitlist"})
    _lose_the_seat(scene)
    client.force_login(make_person(BO.email))
    client.get(scene.page)

    full = client.post(scene.page, {"action": "accept"})

    assert full.status_code == 409
    assert b'value="wait"' in full.content
    client.post(scene.page, {"action": "wait"}, follow=True)
    assert WaitlistEntry.objects.filter(email=BO.email, left_at=None).exists()


def test_who_finds_no_seat_where_nobody_waits_asks(client: Client) -> None:
    scene = invited(seats_bought=1, overrides={"quantity.when_full": "refuse"})
    _lose_the_seat(scene)
    client.force_login(make_person(BO.email))

    full = client.post(scene.page, {"action": "accept"})

    assert full.status_code == 409
    assert b'value="ask_again"' in full.content
    assert client.post(scene.page, {"action": "ask_again"}, follow=True).status_code == 200
    assert OutboxMessage.objects.filter(template="invitation_wanted").count() == 1


def _lose_the_seat(scene: Scene) -> None:
    """End the only seat, as a reduction does, so that none is kept for the invited."""
    from curule.data.models import Assignment, Seat

    now = utc_now()
    held = Assignment.objects.get(invitation_id=scene.invitation_id)
    Seat.objects.filter(id=held.seat_id).update(assignment_id=None, ends_at=now)
    Assignment.objects.filter(id=held.id).update(ended_at=now, end_reason="canceled")


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_the_page_is_in_every_language(client: Client, scene: Scene, language: str) -> None:
    client.cookies["curule-language"] = language
    arrive(client, scene)

    page = client.get(scene.page)

    assert f'<html lang="{language}"' in page.content.decode()


def test_names_are_escaped(client: Client) -> None:
    scene = invited()
    scene.world.account.name = "<b>Acme</b>"
    scene.world.account.save()
    arrive(client, scene)

    shown = client.get(scene.page).content.decode()

    assert "<b>Acme</b>" not in shown
    assert escape("<b>Acme</b>") in shown


def test_a_stranger_without_a_link_is_asked_to_sign_in(client: Client, scene: Scene) -> None:
    other = "/invitations/01a20088-14ef-776a-a581-8b71c88c5f69"

    answers = [client.get(each) for each in (scene.page, other)]

    assert [each.status_code for each in answers] == [302, 302]
    client.force_login(make_world().people["owner"])
    assert [client.get(each).status_code for each in (scene.page, other)] == [404, 404]


def test_an_invitation_to_a_plan_that_was_left_since_is_still_shown(
    client: Client, scene: Scene
) -> None:
    link = scene.link()
    scene.cancel()
    another = make_plan("zoom", unit_amount=2000, product_id=scene.world.terms.product_id)
    Subscription.objects.update(plan_version_id=another.version_id)
    client.get(link)

    assert client.get(scene.page).status_code == 410


def test_until_is_the_last_day_and_not_the_first_of_the_next_term(
    client: Client, scene: Scene
) -> None:
    zone = ZoneInfo(scene.world.account.time_zone)
    rows = Subscription.objects.filter(id=scene.world.subscription.id)
    rows.update(term_ends_at=datetime(2027, 12, 1, tzinfo=zone), auto_renew=True)
    arrive(client, scene)

    shown = client.get(scene.page).content.decode()

    assert "until 30 November 2027, then it renews" in shown
