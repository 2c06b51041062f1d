"""Threats on invitations' links, played over HTTP: who accepts, what opening does, what leaks."""

from __future__ import annotations

import logging
from functools import partial

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from curule.data.database_url import DatabaseUrl
from curule.data.models import (
    Assignment,
    Event,
    Invitation,
    Member,
    OutboxMessage,
    Person,
    RoleGrant,
    Seat,
)
from curule.gateways.signing import LinkPurpose
from curule.httpkit.clock import utc_now
from curule.selectors.invariants import verify
from curule.services.orders import orders
from curule.services.seating.seating import Invitee
from tests.support.factories import make_person
from tests.support.together import together
from tests.web.invitations.scene import (
    BO,
    PASSWORD,
    Scene,
    arrive,
    invite,
    invited,
    is_seated,
)

ACCEPT = {"action": "accept", "first_name": "Bo", "last_name": "Li", "password": PASSWORD}


def status(answer: object) -> int:
    """Return the status of an answer that a thread got."""
    return int(getattr(answer, "status_code", 0))


@pytest.fixture
def scene(db: None) -> Scene:
    del db
    return invited()


@pytest.mark.threat("TH1")
def test_another_account_s_session_accepts_nothing_with_the_mailed_link(
    client: Client, scene: Scene
) -> None:
    eve = make_person("eve@x.test")
    client.force_login(eve)
    arrive(client, scene)

    page = client.get(scene.page)
    answers = [client.post(scene.page, {**ACCEPT, "action": act}) for act in ("accept", "decline")]

    assert page.status_code == 403
    assert BO.email in page.content.decode()
    assert "eve@x.test" in page.content.decode()
    assert [each.status_code for each in answers] == [403, 403]
    assert scene.row().status == "open"
    assert not is_seated(scene, "eve@x.test")
    assert not Member.objects.filter(person=eve).exists()


@pytest.mark.threat("TH1")
def test_the_wrong_person_switches_and_the_right_one_goes_on(client: Client, scene: Scene) -> None:
    client.force_login(make_person("eve@x.test"))
    arrive(client, scene)

    client.post(scene.page, {"action": "switch"})

    assert "_auth_user_id" not in client.session
    assert client.get(scene.page).status_code == 200
    client.post(scene.page, ACCEPT)
    assert is_seated(scene)


@pytest.mark.threat("TH1")
def test_a_copied_link_in_a_stranger_s_hands_opens_nothing(client: Client, scene: Scene) -> None:
    arrive(client, scene, LinkPurpose.COPIED)

    for act in ("accept", "decline", "wait"):
        client.post(scene.page, {**ACCEPT, "action": act})

    assert scene.row().status == "open"
    assert not Person.objects.filter(email=BO.email).exists()


@pytest.mark.threat("TH3")
def test_inviting_makes_no_user_that_a_sign_up_could_claim(client: Client, scene: Scene) -> None:
    assert not Person.objects.filter(email=BO.email).exists()

    client.post("/auth/signup/", {"email": BO.email, "password1": PASSWORD, "time_zone": "UTC"})

    assert client.get(scene.page).status_code == 302
    assert client.post(scene.page, ACCEPT).status_code == 302
    assert not is_seated(scene)
    assert scene.row().status == "open"


@pytest.mark.threat("TH4")
def test_the_token_leaves_the_address_at_once_and_is_kept_nowhere(
    client: Client, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    link = scene.link()
    token = link.rsplit("/", 1)[1]
    caplog.set_level(logging.DEBUG)

    first = client.get(link)
    page = client.get(first.headers["Location"])
    client.post(scene.page, ACCEPT)
    client.force_login(scene.world.people["owner"])
    lists = [
        client.get(f"/a/{scene.world.account.id}/{each}")
        for each in ("members", "members/invited", "activity")
    ]

    assert token not in first.headers["Location"]
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert first.headers["Cache-Control"] == page.headers["Cache-Control"] == "no-store"
    for each in (page, *lists):
        assert token not in each.content.decode()
    assert token not in caplog.text
    assert token not in _everything_stored()


def _everything_stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename LIKE 'curule%'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        stored = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608 - a name
            stored += [text for (text,) in cursor.fetchall()]
    return "\n".join(stored)


@pytest.mark.threat("TH4")
def test_a_forged_link_is_no_page_and_takes_no_place_in_the_session(
    client: Client, scene: Scene
) -> None:
    other = invited()

    for forged in (f"{scene.page}/{'x' * 43}", other.link().replace(other.page, scene.page)):
        assert client.get(forged).status_code == 404

    assert "invitations" not in client.session
    assert client.get(scene.page).status_code == 302


@pytest.mark.threat("TH5")
def test_a_mail_scanner_that_opens_everything_changes_nothing(scene: Scene) -> None:
    before = (Invitation.objects.values().get(id=scene.invitation_id), Event.objects.count())
    for headers in ({}, {"Sec-Purpose": "prefetch"}, {"User-Agent": "Mail-Scanner/1.0"}):
        for _ in range(3):
            scanner = Client(headers=headers)
            assert scanner.head(scene.link()).status_code == 302
            page = scanner.get(scene.link(), follow=True)
            assert page.status_code == 200
            assert b"<script" not in page.content.replace(b"/curule.js", b"").split(b"</head>")[1]
    after = (Invitation.objects.values().get(id=scene.invitation_id), Event.objects.count())

    assert after == before
    assert "sessionid" not in Client().head(scene.link()).cookies


@pytest.mark.threat("TH5")
def test_a_button_pressed_from_elsewhere_is_no_button(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    arrive(strict, scene)

    assert strict.post(scene.page, ACCEPT).status_code == 403

    assert scene.row().status == "open"


@pytest.mark.threat("TH6")
def test_two_browsers_accept_the_same_link_at_once(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    scene = invited()
    clients = [Client(), Client()]
    for each in clients:
        arrive(each, scene)

    with together(2) as pair:
        answers = pair.run([partial(each.post, scene.page, ACCEPT) for each in clients])

    assert {status(each) for each in answers} <= {200, 302}
    assert Person.objects.filter(email=BO.email).count() == 1
    assert Member.objects.filter(account=scene.world.account, person__email=BO.email).count() == 1
    assert Assignment.objects.filter(email=BO.email, state="active", ended_at=None).count() == 1
    assert Event.objects.filter(type="invitation.accepted").count() == 1
    assert Person.objects.get(email=BO.email).check_password(PASSWORD)
    assert list(verify(scene.world.account.id)) == []


@pytest.mark.threat("TH8")
def test_no_field_of_a_form_raises_the_invited(client: Client, scene: Scene) -> None:
    arrive(client, scene)

    client.post(
        scene.page,
        {
            **ACCEPT,
            "role": "owner",
            "roles": ["owner", "admin"],
            "is_staff": "1",
            "is_superuser": "1",
            "email": "eve@x.test",
            "account_id": str(scene.world.account.id),
        },
    )

    person = Person.objects.get(email=BO.email)
    assert not RoleGrant.objects.filter(person=person).exists()
    assert not Person.objects.filter(email="eve@x.test").exists()
    client.force_login(person)
    assert client.get(f"/a/{scene.world.account.id}/").status_code == 403
    assert client.get("/console/").status_code == 404


@pytest.mark.threat("TH8")
def test_an_admin_makes_nobody_an_owner(client: Client, scene: Scene) -> None:
    member = scene.world.people["member"]
    client.force_login(scene.world.people["admin"])
    page = f"/a/{scene.world.account.id}/members/{member.id}"

    for fields in ({"role": "owner"}, {"roles": ["owner"]}, {"action": "give", "role": "owner"}):
        client.post(page, fields)
        client.post(f"{page}/roles", fields)

    assert not RoleGrant.objects.filter(person=member).exists()


@pytest.mark.threat("TH9")
def test_a_second_address_in_a_form_gets_no_mail(client: Client, scene: Scene) -> None:
    arrive(client, scene, LinkPurpose.COPIED)

    client.post(
        scene.page,
        {"action": "send_code", "email": ["eve@x.test", BO.email], "to": "eve@x.test"},
    )
    arrive(client, scene)
    client.post(scene.page, {**ACCEPT, "email": "eve@x.test"})

    assert [each.to for each in mail.outbox] == [[BO.email]]
    assert not OutboxMessage.objects.filter(recipient__contains="eve").exists()


@pytest.mark.threat("TH13")
def test_the_last_seat_goes_to_one_of_two_browsers(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    first = invited(seats_bought=2, overrides={"quantity.when_full": "refuse"})
    second = Scene(
        world=first.world,
        invitation_id=invite(
            first.world, Invitee(email="cy@x.test", first_name="C", last_name="Y")
        ),
    )
    clients = [Client(), Client()]
    for client, scene in zip(clients, (first, second), strict=True):
        arrive(client, scene)
    now = utc_now()
    seats = list(Seat.objects.order_by("id"))
    with transaction.atomic():
        Assignment.objects.update(ended_at=now, end_reason="canceled")
        Seat.objects.update(assignment_id=None)
        Seat.objects.filter(id=seats[0].id).update(ends_at=now)

    with together(2) as pair:
        answers = pair.run(
            [
                lambda: clients[0].post(first.page, ACCEPT),
                lambda: clients[1].post(second.page, ACCEPT),
            ]
        )

    assert sorted(status(each) for each in answers) == [302, 409]
    assert sorted([is_seated(first), is_seated(second, "cy@x.test")]) == [False, True]


@pytest.mark.threat("TH14")
def test_a_reduction_against_an_acceptance_leaves_no_person_without_a_seat(
    fresh_database: DatabaseUrl,
) -> None:
    del fresh_database
    scene = invited(
        "autodesk",
        seats_bought=2,
        overrides={"assignment.mode": "invitation", "decrease.effective": "now"},
    )
    client = Client()
    arrive(client, scene)
    world = scene.world

    with together(2) as pair:
        pair.run(
            [
                lambda: client.post(scene.page, ACCEPT),
                lambda: orders.change_seats(
                    actor=world.actor("owner"),
                    account_id=world.account.id,
                    subscription_id=world.subscription.id,
                    totals={world.seat_type: 1},
                    now=utc_now(),
                ),
            ]
        )

    in_force = Seat.objects.filter(subscription_id=world.subscription.id, ends_at=None)
    taken = Assignment.objects.filter(subscription_id=world.subscription.id, ended_at=None)
    assert taken.count() <= in_force.count()
    assert list(verify(world.account.id)) == []
