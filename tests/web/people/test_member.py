"""One person: roles with their effect, seats, taking everything, and asking for a seat."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from curule.data import models
from tests.support.factories import World
from tests.web.people.conftest import NOW, at, give, known, send, sign_in, taken, text_of, words_in

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def roles_of(world: World, person: models.Person) -> set[str]:
    held = models.RoleGrant.objects.filter(
        account_id=world.account.id, person=person, revoked_at=None
    )
    return set(held.values_list("role", flat=True))


def test_a_role_is_given_and_taken_with_its_effect_in_words(client: Client, make: Make) -> None:
    world = make("tutkit")
    bo = known(world, "Bo Li")
    sign_in(client, world)
    path = at(world, f"members/{bo.id}")
    assert "Pays invoices, keeps payment methods" in text_of(client.get(path))

    given = send(client, path, do="give_role", role="billing_contact")
    assert given.status_code == 303
    assert roles_of(world, bo) == {"billing_contact"}
    shown = text_of(client.get(path))
    assert "Bo Li holds the role now: billing contact." in shown
    assert "Role given: billing contact" in shown

    send(client, path, do="take_role", role="billing_contact")
    assert roles_of(world, bo) == set()


def test_the_last_owner_keeps_the_role(client: Client, make: Make) -> None:
    world = make("tutkit")
    owner = world.people["owner"]
    sign_in(client, world)
    path = at(world, f"members/{owner.id}")
    assert "The only owner" in text_of(client.get(path))
    asked = text_of(client.get(f"{path}/remove"))
    assert 'data-code="last_owner"' in asked
    assert "Remove now" not in asked
    assert "ends now" not in asked
    assert "Roles that end" not in asked

    for page, fields in ((path, {"do": "take_role", "role": "owner"}), (f"{path}/remove", {})):
        answer = send(client, page, **fields)
        assert answer.status_code == 409
        assert 'data-code="last_owner"' in text_of(answer)
    assert roles_of(world, owner) == {"owner"}


@pytest.mark.parametrize(
    ("who", "role", "status"),
    [
        ("owner", "owner", 303),
        ("admin", "admin", 303),
        ("admin", "owner", 403),
        ("admin", "contract_manager", 403),
        ("billing_contact", "billing_contact", 403),
        ("contract_manager", "admin", 403),
    ],
)
def test_nobody_gives_a_role_above_their_own(
    client: Client, make: Make, who: str, role: str, status: int
) -> None:
    world = make("tutkit")
    bo = known(world, "Bo Li")
    sign_in(client, world, who)

    answer = send(client, at(world, f"members/{bo.id}"), do="give_role", role=role)

    assert answer.status_code == status
    assert roles_of(world, bo) == ({role} if status == 303 else set())


def test_a_role_that_does_not_exist_is_not_there(client: Client, make: Make) -> None:
    world = make("tutkit")
    bo = known(world, "Bo Li")
    sign_in(client, world)

    answer = send(client, at(world, f"members/{bo.id}"), do="give_role", role="king")

    assert answer.status_code == 404


def test_removing_somebody_ends_seats_and_roles_and_says_so_first(
    client: Client, make: Make
) -> None:
    world = make("tutkit", seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    models.RoleGrant.objects.create(account=world.account, person=bo, role="admin", granted_at=NOW)
    sign_in(client, world)
    path = at(world, f"members/{bo.id}/remove")

    asked = text_of(client.get(path))
    assert "Remove Bo Li from the company?" in asked
    assert "Roles that end: admin" in asked
    assert "free at once for somebody else. It stays paid for until" in asked
    answer = send(client, path)

    assert answer.status_code == 303
    assert taken(world) == 0
    assert roles_of(world, bo) == set()
    assert models.Member.objects.get(account=world.account, person=bo).left_at is not None
    assert "Left the company on" in text_of(client.get(at(world, f"members/{bo.id}")))
    assert ">Bo Li</a>" not in text_of(client.get(at(world, "members")))


def test_nothing_brings_back_who_was_removed(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    bo, di = known(world, "Bo Li"), known(world, "Di Paz")
    sign_in(client, world)
    for person, chosen in ((bo, ""), (di, "wait")):
        fields = {"email-1": person.email, "first-1": "", "last-1": "", "if_full": chosen}
        send(client, at(world, "members/add"), do="invite", **fields)

    for person in (di, bo):
        assert send(client, at(world, f"members/{person.id}/remove")).status_code == 303

    invitation = models.Invitation.objects.get(account_id=world.account.id)
    assert (invitation.email, invitation.status) == (bo.email, "canceled")
    entry = models.WaitlistEntry.objects.get(account_id=world.account.id)
    assert (entry.email, entry.outcome) == (di.email, "withdrawn")
    assert "0 used + 0 invited + 1 free = 1 in total" in words_in(
        text_of(client.get(at(world, "members")))
    )


def test_an_admin_removes_nobody_above_them(client: Client, make: Make) -> None:
    world = make("autodesk", seats=3)
    sign_in(client, world, "admin")

    answer = send(client, at(world, f"members/{world.people['contract_manager'].id}/remove"))

    assert answer.status_code == 403
    assert roles_of(world, world.people["contract_manager"]) == {"contract_manager"}


def test_mails_to_the_person_are_listed(client: Client, make: Make) -> None:
    world = make("autodesk", seats=3)
    bo = known(world, "Bo Li")
    sign_in(client, world)
    answer = send(
        client,
        at(world, f"members/{bo.id}"),
        do="seat",
        subscription=world.subscription.id,
        seat_type=world.seat_type,
    )
    assert answer.status_code == 303
    assert taken(world) == 1

    shown = text_of(client.get(at(world, f"members/{bo.id}")))

    assert "Access given" in shown
    assert "waiting to be sent" in shown


def test_a_member_asks_and_sees_who_decides(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    sign_in(client, world, "member")
    path = at(world, "members/ask")
    assert world.people["owner"].email in text_of(client.get(path))

    for _ in range(2):
        answer = send(client, path, reason="I host a webinar", seat_type="licensed")
        assert answer.status_code == 303

    asked = models.SeatRequest.objects.get(account_id=world.account.id)
    assert asked.reason == "I host a webinar"
    assert "waiting for an answer" in text_of(client.get(answer.headers["Location"]))


def ask(client: Client, world: World) -> models.SeatRequest:
    sign_in(client, world, "member")
    send(client, at(world, "members/ask"), reason="For the webinar", seat_type="licensed")
    sign_in(client, world)
    return models.SeatRequest.objects.get(account_id=world.account.id)


def test_a_request_is_approved_onto_a_free_seat(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    asked = ask(client, world)
    shown = text_of(client.get(at(world, "members/requests")))
    assert "For the webinar" in shown
    assert "Nothing: 1 is free." in shown

    answer = send(client, at(world, "members/requests"), do="approve", row=asked.id)

    assert answer.status_code == 303
    asked.refresh_from_db()
    assert asked.status == "approved"
    assert taken(world) == 1


def test_approving_without_a_free_seat_buys_nothing(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 0})
    asked = ask(client, world)
    shown = text_of(client.get(at(world, "members/requests")))
    assert "Buy one more, then approve" in shown
    assert "at each renewal, tax included" in shown

    answer = send(client, at(world, "members/requests"), do="approve", row=asked.id)

    assert answer.status_code == 409
    assert 'data-code="no_free_seat"' in text_of(answer)
    asked.refresh_from_db()
    assert asked.status == "open"
    assert not models.Order.objects.filter(account_id=world.account.id).exists()


def test_a_request_is_declined_with_a_reason(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    asked = ask(client, world)

    send(client, at(world, "members/requests"), do="decline", row=asked.id, reason="Next year")

    asked.refresh_from_db()
    assert asked.status == "declined"
    mail = models.OutboxMessage.objects.get(
        account_id=world.account.id, template="request_declined"
    )
    assert mail.context["reason"] == "Next year"


def test_who_waits_can_be_taken_off_the_list(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 0})
    sign_in(client, world)
    send(
        client,
        at(world, "members/add"),
        do="invite",
        if_full="wait",
        **{"email-1": "bo@x.test", "first-1": "", "last-1": ""},
    )
    entry = models.WaitlistEntry.objects.get(account_id=world.account.id)

    for _ in range(2):
        answer = send(client, at(world, "members/requests"), do="withdraw", row=entry.id)
        assert answer.status_code == 303

    entry.refresh_from_db()
    assert entry.outcome == "withdrawn"
    assert "Nobody waits." in text_of(client.get(at(world, "members/requests")))


def test_who_may_not_decide_changes_nothing(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    asked = ask(client, world)
    sign_in(client, world, "billing_contact")

    for decided in ("approve", "decline"):
        answer = send(client, at(world, "members/requests"), do=decided, row=asked.id)
        assert answer.status_code == 403
    asked.refresh_from_db()
    assert asked.status == "open"


def test_a_second_send_of_removing_leads_to_the_members_with_what_was_done(
    client: Client, make: Make
) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    bo = known(world, "Bo Li")
    page = at(world, f"members/{bo.id}/remove")
    assert send(client, page, "once").status_code == 303

    second = client.post(page, {"form_key": "once"}, follow=True)

    assert second.redirect_chain == [(at(world, "members"), 303)]
    assert "Bo Li does not belong to the company any more." in words_in(text_of(second))
    assert models.Member.objects.filter(person=bo, left_at=None).count() == 0


def test_back_after_taking_a_seat_says_that_it_is_done(client: Client, make: Make) -> None:
    world = make("tutkit", seats=2)
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world)
    path = at(world, f"members/{bo.id}/unassign")
    assert client.get(path).status_code == 200
    assert send(client, path).status_code == 303
    assert taken(world) == 0

    for answer in (client.get(path, follow=True), client.post(path, follow=True)):
        assert answer.redirect_chain == [(at(world, f"members/{bo.id}"), 303)]
        assert "Bo Li has this access no more" in text_of(answer)


def test_who_decides_is_sent_to_give_the_access_and_asks_nobody(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    sign_in(client, world)

    shown = text_of(client.get(at(world, "members/ask")))

    assert "You decide this yourself" in shown
    assert f'href="{at(world, "members/add")}"' in shown
    assert 'name="reason"' not in shown


def test_no_request_goes_to_who_asks(client: Client, make: Make) -> None:
    """Who buys but gives no access asks those who give it; they hear of it, not the asker."""
    world = make("autodesk", seats=1)
    asker = world.people["contract_manager"].email
    others = {world.people[role].email for role in ("owner", "admin")}
    sign_in(client, world, "contract_manager")
    path = at(world, "members/ask")

    (sentence,) = re.findall(r"Your request goes to ([^<]*)\.", text_of(client.get(path)))
    assert set(sentence.split(" and ")) == others

    assert send(client, path, reason="For the plans").status_code == 303
    told = models.OutboxMessage.objects.filter(template="seat_requested")
    assert set(told.values_list("recipient", flat=True)) == others
    assert f"goes to {asker}" not in text_of(client.get(path))
