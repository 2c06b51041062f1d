"""The list of members: finding, inviting in a free row, unassigning, undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from curule.data import models
from curule.services.seats import seats
from tests.support.factories import World, make_world
from tests.web.people.conftest import (
    NOW,
    at,
    give,
    invite,
    known,
    send,
    sign_in,
    taken,
    text_of,
    words_in,
)

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def row(email: str = "bo@x.test", first: str = "Bo", last: str = "Li") -> dict[str, str]:
    """What is typed into a free row."""
    return {"do": "invite", "row": "1", "email": email, "first_name": first, "last_name": last}


@pytest.mark.requirement("T4")
@pytest.mark.requirement("T8")
def test_the_way_there_and_the_button_have_the_vendors_words(client: Client, make: Make) -> None:
    world = make("tutkit", seats=2)
    sign_in(client, world, language="fr")

    shown = text_of(client.get(at(world, "members")))

    assert "Adhésion et paiement" in shown
    assert "<h1>Gestion des membres</h1>" in shown
    assert "Ajouter d’autres participants" in shown
    assert f"subscriptions/{world.subscription.id}/add-seats" in shown


@pytest.mark.requirement("T6")
@pytest.mark.requirement("T7")
@pytest.mark.requirement("T13")
def test_how_many_places_there_are_which_are_taken_and_by_whom(client: Client, make: Make) -> None:
    world = make("tutkit", seats=4)
    bo = known(world, "Bo Li")
    give(world, bo)
    invite(world, "di@x.test", first="Di", last="Paz")
    sign_in(client, world)

    shown = text_of(client.get(at(world, "members")))

    assert "1 used + 1 invited + 2 free = 4 in total" in words_in(shown)
    assert shown.count('class="free-row"') == 2
    row_of_bo = shown.partition(bo.email)[2].partition("</tr>")[0]
    assert f"members/{bo.id}/unassign" in row_of_bo
    assert "di@x.test" in text_of(client.get(at(world, "members/invited")))


@pytest.mark.requirement("T13")
@pytest.mark.parametrize(("free", "rows"), [(0, 0), (3, 3), (10, 10), (11, 1)])
def test_free_places_are_empty_rows(client: Client, make: Make, free: int, rows: int) -> None:
    world = make("tutkit", seats=free, overrides={"quantity.max_seats": 20})
    sign_in(client, world)

    shown = text_of(client.get(at(world, "members")))

    assert shown.count('class="free-row"') == rows
    assert ("All taken" in shown) is (free == 0)


@pytest.mark.requirement("T14")
@pytest.mark.requirement("T15")
def test_the_arrow_of_a_row_sends_the_invitation(client: Client, make: Make) -> None:
    world = make("tutkit", seats=2)
    sign_in(client, world)
    assert "#arrow-right" in text_of(client.get(at(world, "members")))

    answer = send(client, at(world, "members"), **row())

    assert answer.status_code == 303
    invited = models.Invitation.objects.get(account_id=world.account.id)
    assert (invited.email, invited.first_name, invited.last_name) == ("bo@x.test", "Bo", "Li")
    shown = text_of(client.get(answer.headers["Location"]))
    assert "bo@x.test is invited." in shown
    assert "0 used + 1 invited + 1 free = 2 in total" in words_in(shown)


def test_a_form_sent_twice_invites_once(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    key = uuid4().hex

    first, second = (send(client, at(world, "members"), key, **row()) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert models.Invitation.objects.filter(account_id=world.account.id).count() == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (row(email="no address"), "address_invalid"),
        (row(first="", last=""), "names_required"),
        (row(email="di@x.test"), "already_assigned"),
    ],
)
def test_a_refusal_stands_in_its_row_with_what_was_typed(
    client: Client, make: Make, typed: dict[str, str], code: str
) -> None:
    world = make("tutkit", seats=3)
    invite(world, "di@x.test")
    sign_in(client, world)

    answer = send(client, at(world, "members"), **typed)

    shown = text_of(answer)
    assert answer.status_code == 409
    assert f'data-code="{code}"' in shown
    assert f'value="{typed["email"]}"' in shown
    assert models.Invitation.objects.filter(account_id=world.account.id).count() == 1


@pytest.mark.requirement("T20")
@pytest.mark.requirement("T21")
@pytest.mark.requirement("T22")
@pytest.mark.requirement("T23")
def test_unassigning_asks_first_and_says_what_stays_paid(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world)
    path = at(world, f"members/{bo.id}/unassign")
    listed = text_of(client.get(at(world, "members")))
    cross = listed.partition(f'href="{path}')[2].partition("</a>")[0]
    assert "#x" in cross
    assert "Bo Li" in cross

    asked = text_of(client.get(path))
    assert "Unassign Bo Li?" in asked
    assert "Unchanged: you still pay for 3\N{NO-BREAK SPACE}places until" in asked
    assert taken(world) == 1

    answer = send(client, path)

    assert answer.status_code == 303
    assert taken(world) == 0
    shown = text_of(client.get(answer.headers["Location"]))
    assert "You still pay for 3\N{NO-BREAK SPACE}places until" in shown
    assert "Give it to somebody else" in shown
    assert "Reduce the number and the price" in shown
    assert "0 used + 0 invited + 3 free = 3 in total" in words_in(shown)


def test_unassigning_twice_is_harmless(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world)
    path = at(world, f"members/{bo.id}/unassign")

    answers = [send(client, path).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert models.Assignment.objects.filter(account_id=world.account.id).count() == 1


def test_a_seat_can_be_given_back_in_its_row(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world)
    send(client, at(world, f"members/{bo.id}/unassign"))
    freed = models.Assignment.objects.get(account_id=world.account.id)
    assert "Undo" in text_of(client.get(at(world, "members")))

    answer = send(client, at(world, "members"), do="undo", assignment=freed.id)

    assert answer.status_code == 303
    assert taken(world) == 1
    shown = text_of(client.get(at(world, "members")))
    assert "is-freed" not in shown
    assert "Undone: Bo Li is back." in shown


def test_who_has_no_name_is_called_by_the_address_when_undone(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    models.Person.objects.filter(id=bo.id).update(first_name="", last_name="")
    sign_in(client, world)
    send(client, at(world, f"members/{bo.id}/unassign"))
    freed = models.Assignment.objects.get(account_id=world.account.id)

    send(client, at(world, "members"), do="undo", assignment=freed.id)

    assert f"Undone: {bo.email} is back." in text_of(client.get(at(world, "members")))


def test_an_undo_too_late_says_so_and_changes_nothing(client: Client) -> None:
    world = make_world("tutkit", seats=3, now=NOW - timedelta(hours=1))
    bo = known(world, "Bo Li")
    give(world, bo)
    models.Assignment.objects.filter(account_id=world.account.id).update(
        started_at=NOW - timedelta(minutes=40), activated_at=NOW - timedelta(minutes=40)
    )
    ended = seats.unassign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=bo.email,
        now=NOW - timedelta(minutes=20),
    ).value
    sign_in(client, world)
    assert "is-freed" not in text_of(client.get(at(world, "members")))

    answer = send(client, at(world, "members"), do="undo", assignment=ended.assignment_ids[0])

    assert answer.status_code == 409
    assert 'data-code="undo_window_closed"' in text_of(answer)
    assert taken(world) == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=dubois", {"Clara"}),
        ("q=CLARA+lefevre", {"Clara"}),
        ("q=bo@", {"Bo"}),
        ("q=%25", set()),
        ("type=none", {"Clara"}),
        ("type=participant", {"Bo"}),
        ("role=member", {"Bo", "Clara"}),
        ("role=owner", set()),
    ],
)
def test_the_list_is_narrowed_on_the_server(
    client: Client, make: Make, query: str, found: set[str]
) -> None:
    world = make("tutkit", seats=3)
    give(world, known(world, "Bo Li"))
    known(world, "Clara Dubois-Lefèvre")
    sign_in(client, world)

    shown = text_of(client.get(at(world, f"members?{query}")))

    assert {name for name in ("Bo", "Clara") if f">{name} " in shown} == found
    assert "Clear" in shown


def test_nobody_matching_is_not_nobody_here(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)

    assert "Nobody matches." in text_of(client.get(at(world, "members?q=nobody")))


def test_somebody_without_a_seat_gets_one_from_the_list(client: Client, make: Make) -> None:
    world = make("autodesk", seats=3)
    bo = known(world, "Bo Li")
    sign_in(client, world)

    answer = send(client, at(world, "members"), do="seat", row=f"p{bo.id}", email=bo.email)

    assert answer.status_code == 303
    assert taken(world) == 1


def test_who_may_not_give_seats_is_told_who_may(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world, "billing_contact")

    page = text_of(client.get(at(world, "members")))
    refused = send(client, at(world, "members"), **row())
    unassigned = send(client, at(world, f"members/{bo.id}/unassign"))

    assert "You can look, but not change anything here." in page
    assert world.people["owner"].email in page
    assert 'class="free-row"' not in page
    assert (refused.status_code, unassigned.status_code) == (403, 403)
    assert taken(world) == 1
    assert not models.Invitation.objects.filter(account_id=world.account.id).exists()


def test_a_member_without_a_role_sees_no_list(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world, "member")

    assert client.get(at(world, "members")).status_code == 403
    assert client.get(at(world, "members/ask")).status_code == 200


@pytest.mark.parametrize(
    "page", ["members", "members/add", "members/invited", "members/removed", "members/requests"]
)
def test_foreign_companies_and_subscriptions_are_not_there(
    client: Client, make: Make, page: str
) -> None:
    world, other = make("tutkit"), make("zoom")
    sign_in(client, world)

    assert client.get(at(other, page)).status_code == 404
    for subscription in (other.subscription.id, uuid4(), "nonsense"):
        assert client.get(at(world, f"{page}?subscription={subscription}")).status_code == 404


@pytest.mark.parametrize("page", ["", "/unassign", "/remove"])
def test_foreign_people_are_nobody(client: Client, make: Make, page: str) -> None:
    world, other = make("tutkit"), make("tutkit")
    stranger = known(other, "Bo Li")
    give(other, stranger)
    sign_in(client, world)

    for person_id in (stranger.id, uuid4()):
        path = at(world, f"members/{person_id}{page}")
        assert client.get(path).status_code == 404
        assert send(client, path).status_code == 404
    assert taken(other) == 1


def test_the_list_is_downloaded_as_it_is_narrowed(
    client: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make("gotoassist", seats=3)
    for name in ("Ana Roy", "Bea Roy", "=Cleo Roy"):
        give(world, known(world, name))
    sign_in(client, world)
    monkeypatch.setattr("curule.web.portal.people.members._IN_FILE", 2)  # several pages of two

    answer = client.get(at(world, "members.csv"), {"q": "roy"})
    assert answer.status_code == 200
    lines = b"".join(answer).decode("utf-8-sig").splitlines()

    assert answer["Content-Disposition"] == 'attachment; filename="members.csv"'
    assert lines[0] == "Name,E-mail,Role,Seat,Member since,Last active"
    assert [line.split(",")[0] for line in lines[1:]] == ["'=Cleo Roy", "Ana Roy", "Bea Roy"]
    assert all(",,Organiser," in line for line in lines[1:])


@pytest.mark.requirement("T14")
def test_a_place_taken_meanwhile_is_said_on_top_with_what_was_typed(
    client: Client, make: Make
) -> None:
    world = make("tutkit", seats=2)
    sign_in(client, world)
    give(world, known(world, "Di Paz"))
    give(world, known(world, "Al Roy"))  # in another tab, of the place that this one shows

    answer = send(client, at(world, "members"), **row("late@x.test", "Late", "Comer"))

    shown = text_of(answer)
    assert answer.status_code == 409
    assert shown.index('data-code="no_free_seat"') < shown.index("<table")
    for typed in ("late@x.test", "Late", "Comer"):
        assert f'value="{typed}"' in shown
    assert "What you typed is kept here." in shown
    assert f"subscriptions/{world.subscription.id}/add-seats" in shown
    assert 'href="/a/' in shown.partition('data-code="no_free_seat"')[2].partition("</div>")[0]


@pytest.mark.requirement("T14")
def test_a_wrong_address_is_said_at_its_field(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)

    shown = text_of(send(client, at(world, "members"), **row("no-address")))

    field = shown.partition('for="email-1"')[2].partition("</div>")[0]
    assert 'value="no-address" aria-invalid="true" aria-describedby="refused"' in field
    assert 'href="#email-1"' in shown
    assert "has-error" in shown.partition('for="email-1"')[0].rpartition("<div")[2]
