"""Adding several people: reading lists, checking in place, the three choices when they are many."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from curule.data import models
from curule.web.portal.people.adding import split_addresses
from tests.support.factories import World
from tests.web.people.conftest import at, give, invite, known, send, sign_in, text_of, words_in

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def filled(*people: str, **more: str) -> dict[str, str]:
    """The checked list as it is sent back; each person is "address[ first last]"."""
    fields: dict[str, str] = {"do": "invite", **more}
    for number, person in enumerate(people, start=1):
        email, _, name = person.partition(" ")
        first, _, last = name.partition(" ")
        fields |= {f"email-{number}": email, f"first-{number}": first, f"last-{number}": last}
    return fields


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a@x.test", [("a@x.test", "", "")]),
        (
            "a@x.test,b@x.test; c@x.test\nd@x.test e@x.test\te2@x.test",
            [(f"{n}@x.test", "", "") for n in ("a", "b", "c", "d", "e", "e2")],
        ),
        ("Bo Li <bo@x.test>", [("bo@x.test", "Bo", "Li")]),
        ('"Bo van Li" <bo@x.test>\n', [("bo@x.test", "Bo", "van Li")]),
        ("<bo@x.test>", [("bo@x.test", "", "")]),
        (" ,; \n", []),
    ],
)
def test_lists_are_read_with_any_separator(written: str, read: list[tuple[str, str, str]]) -> None:
    assert split_addresses(written) == read


@pytest.mark.requirement("Z6")
@pytest.mark.requirement("Z7")
@pytest.mark.requirement("Z8")
@pytest.mark.requirement("Z9")
def test_several_users_are_added_the_way_the_help_says(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world, language="fr")

    users = text_of(client.get(at(world, "members")))
    assert "Gestion des utilisateurs" in users
    assert "<h1>Utilisateurs</h1>" in users
    assert "Ajouter des utilisateurs" in users
    checked = text_of(
        send(client, at(world, "members/add"), do="check", addresses="a@x.test, b@x.test")
    )
    assert "Ajouter 2 personnes" in checked
    assert not models.Invitation.objects.filter(account_id=world.account.id).exists()
    answer = send(client, at(world, "members/add"), **filled("a@x.test", "b@x.test"))

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/members/invited")
    mails = models.OutboxMessage.objects.filter(account_id=world.account.id, template="invitation")
    assert set(mails.values_list("recipient", flat=True)) == {"a@x.test", "b@x.test"}
    assert "2 personnes sont invitées." in text_of(client.get(answer.headers["Location"]))


@pytest.mark.requirement("Z12")
def test_the_form_says_to_tell_people_first(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world)

    assert "Tell people first" in text_of(client.get(at(world, "members/add")))


def test_each_address_is_checked_in_place(client: Client, make: Make) -> None:
    world = make("tutkit", seats=6)
    invite(world, "asked@x.test")
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world)
    listed = f"nope, Di Paz <di@x.test>, asked@x.test, {bo.email}, li@x.test, Di Paz <DI@x.test>"

    shown = text_of(send(client, at(world, "members/add"), do="check", addresses=listed))

    for word in (
        "not an e-mail address",
        "ready",
        "invited already",
        "has access already",
        "names are missing",
        "same as line 2",
    ):
        assert word in shown
    assert 'value="invite"' not in shown


def test_a_list_with_a_mistake_adds_nobody(client: Client, make: Make) -> None:
    world = make("tutkit", seats=6)
    sign_in(client, world)

    answer = send(client, at(world, "members/add"), **filled("di@x.test Di Paz", "nope A B"))

    assert answer.status_code == 422
    assert 'value="nope"' in text_of(answer)
    assert not models.Invitation.objects.filter(account_id=world.account.id).exists()
    left_out = send(
        client, at(world, "members/add"), **filled("di@x.test Di Paz", "nope A B"), **{"off-2": "1"}
    )
    assert left_out.status_code == 303
    assert models.Invitation.objects.filter(account_id=world.account.id).count() == 1


def test_nobody_typed_is_said_beside_the_field(client: Client, make: Make) -> None:
    world = make("tutkit", seats=6)
    sign_in(client, world)

    answer = send(client, at(world, "members/add"), do="check", addresses=" ,; ")

    assert answer.status_code == 422
    assert "Type at least one address." in text_of(answer)


@pytest.mark.requirement("R9")
def test_who_is_not_registered_cannot_be_added_where_seats_are_bound(
    client: Client, make: Make
) -> None:
    world = make("licence_portal", seats=3)
    sign_in(client, world)

    shown = text_of(send(client, at(world, "members/add"), do="check", addresses="new@x.test"))

    assert "not registered yet" in shown


def test_a_stranger_is_not_told_who_has_an_account(client: Client, make: Make) -> None:
    world, other = make("zoom", seats={"licensed": 3}), make("zoom")
    stranger = known(other, "Bo Li")
    sign_in(client, world)

    shown = text_of(send(client, at(world, "members/add"), do="check", addresses=stranger.email))

    # The form's random token holds any two letters now and then.
    said = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown)
    assert "Bo" not in said.replace(stranger.email, "")
    assert "already a member" not in shown


def test_too_many_people_give_three_choices(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 2})
    sign_in(client, world)
    people = ("a@x.test", "b@x.test", "c@x.test")

    shown = text_of(send(client, at(world, "members/add"), do="check", addresses=" ".join(people)))
    for choice in ("buy", "first", "wait"):
        assert f'name="if_full" value="{choice}"' in shown
    assert "1 is missing. What should happen?" in shown
    assert "at each renewal, tax included" in shown

    unchosen = send(client, at(world, "members/add"), **filled(*people))
    assert unchosen.status_code == 409
    assert 'data-code="no_free_seat"' in text_of(unchosen)
    assert not models.Invitation.objects.filter(account_id=world.account.id).exists()


@pytest.mark.parametrize(("choice", "waiting"), [("first", 0), ("wait", 1)])
def test_a_choice_is_carried_out(client: Client, make: Make, choice: str, waiting: int) -> None:
    world = make("zoom", seats={"licensed": 2})
    sign_in(client, world)
    people = ("a@x.test", "b@x.test", "c@x.test")
    key = uuid4().hex

    for _ in range(2):
        answer = send(client, at(world, "members/add"), key, **filled(*people, if_full=choice))

    assert models.Invitation.objects.filter(account_id=world.account.id).count() == 2
    on_list = models.WaitlistEntry.objects.filter(account_id=world.account.id, left_at=None)
    assert on_list.count() == waiting
    assert ("c@x.test was left out." in text_of(client.get(at(world, "members")))) is (not waiting)
    assert answer.status_code == 303


def test_buying_the_missing_leads_to_the_order_and_sends_nothing(
    client: Client, make: Make
) -> None:
    world = make("zoom", seats={"licensed": 1})
    sign_in(client, world)

    answer = send(
        client,
        at(world, "members/add"),
        **filled("a@x.test", "b@x.test", "c@x.test", if_full="buy"),
    )

    assert answer.status_code == 303
    assert answer.headers["Location"] == at(
        world, f"subscriptions/{world.subscription.id}/add-seats?more=2"
    )
    assert not models.Invitation.objects.filter(account_id=world.account.id).exists()
    assert not models.Order.objects.filter(account_id=world.account.id).exists()


def test_a_role_is_given_to_members_and_told_of_the_others(client: Client, make: Make) -> None:
    world = make("autodesk", seats=3)
    bo = known(world, "Bo Li")
    sign_in(client, world)

    answer = send(
        client,
        at(world, "members/add"),
        **filled(f"{bo.email} Bo Li", "new@x.test New Person", role="admin"),
    )

    assert models.RoleGrant.objects.filter(
        account_id=world.account.id, person_id=bo.id, role="admin", revoked_at=None
    ).exists()
    shown = text_of(client.get(answer.headers["Location"]))
    assert "1 person can get the role" in shown


def test_who_may_not_add_sees_who_may(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world, "admin")

    assert world.people["owner"].email in text_of(client.get(at(world, "members/add")))
    for fields in ({"do": "check", "addresses": "a@x.test"}, filled("a@x.test A B")):
        assert send(client, at(world, "members/add"), **fields).status_code == 403
    assert not models.Invitation.objects.filter(account_id=world.account.id).exists()


def test_a_list_too_long_for_the_page_is_kept_whole_and_leads_to_the_file_import(
    client: Client, make: Make
) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world)
    people = [f"p{number}@x.test" for number in range(201)]

    answer = send(client, at(world, "members/add"), do="check", addresses="\n".join(people))
    page = text_of(answer)

    assert answer.status_code == 422
    assert "These are 201 addresses; this page takes at most 200 at once." in page
    beside = page.partition('id="addresses-error"')[2].partition("</p>")[0]
    assert at(world, "members/import") in beside
    kept = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert all(person in kept for person in people)
    shorter = send(client, at(world, "members/add"), do="check", addresses="\n".join(people[:200]))
    assert shorter.status_code == 200
    assert 'name="email-200"' in text_of(shorter)


def test_after_buying_the_missing_the_list_waits_on_the_page_until_it_is_sent(
    client: Client, make: Make
) -> None:
    world = make("zoom", seats={"licensed": 1})
    sign_in(client, world)
    page = at(world, "members/add")
    typed = ("a@x.test Ana Roy", "b@x.test")

    bought = send(client, page, **filled(*typed, if_full="buy"))
    form = text_of(client.get(bought.headers["Location"]))
    field = re.search(r'<input[^>]*name="seats_licensed"[^>]*>', form)
    assert field is not None
    assert 'value="2"' in field[0] or 'value="1"' in field[0]
    kept = text_of(client.get(page))
    assert "Ana Roy &lt;a@x.test&gt;\n&lt;b@x.test&gt;</textarea>" in kept

    send(client, page, **filled(*typed, if_full="first"))
    assert "a@x.test" not in text_of(client.get(page)).partition("<textarea")[2]


@pytest.mark.requirement("T26")
def test_at_the_plans_maximum_nothing_is_offered_that_cannot_be_bought(
    client: Client, make: Make
) -> None:
    world = make("tutkit", seats=10)  # the plan's maximum
    for number in range(10):
        give(world, known(world, f"Ann{number} No"))
    sign_in(client, world)

    shown = text_of(
        send(client, at(world, "members/add"), do="check", addresses="Bo Li <bo@x.test>")
    )

    assert 'name="if_full" value="buy"' not in shown
    assert 'name="if_full" value="wait"' in shown
    assert "more than your plan allows" in shown
    assert f"/a/{world.account.id}/contact" in shown


def test_who_waits_for_a_seat_is_not_counted_as_asking(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    sign_in(client, world)
    send(client, at(world, "members/add"), **filled("a@x.test", "b@x.test", if_full="wait"))

    shown = words_in(text_of(client.get(at(world, "members/requests"))))

    assert models.WaitlistEntry.objects.filter(account_id=world.account.id).count() == 1
    assert "Requests 0" in shown
    assert "Nobody asks right now." in shown


def test_free_seats_of_two_types_are_never_one_number(client: Client, make: Make) -> None:
    world = make("gotoassist", seats={"organizer": 2, "agent": 3})
    bo = known(world, "Bo Li")
    sign_in(client, world)
    path = at(world, f"members/{bo.id}")
    chosen = {"subscription": str(world.subscription.id), "seat_type": "agent"}

    send(client, path, do="seat", **chosen)

    shown = text_of(client.get(path)).replace("\u00a0", " ")
    assert "Free now: 2 organisers and 2 agents." in shown
