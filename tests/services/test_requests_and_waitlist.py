"""Asking for a seat, waiting for one, and seats that are bought by themselves."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from curule.core.refusals import Refused
from curule.core.roles import Role
from curule.data.models import (
    AutoBuyLimit,
    Invitation,
    Order,
    OutboxMessage,
    Person,
    Seat,
    SeatRequest,
    WaitlistEntry,
)
from curule.gateways.payments.registry import replaced
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.invitations import invitations
from curule.services.orders import orders
from curule.services.seats import requests, seats, waiting_list
from curule.services.seats.seats import Invitee, Outcome
from tests.services.test_seats import BO, CY, DI, code, counts, give, mails, refused, unassign
from tests.support.factories import (
    NOW,
    World,
    actor_of,
    add_seats,
    join,
    make_method,
    make_person,
    make_world,
)


def on(world: World, hours: int = 1) -> dict[str, Any]:
    return {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
        "now": world.at(hours=hours),
    }


def refusal_of(command: Callable[..., object], **arguments: object) -> str:
    with pytest.raises(Refused) as caught:
        command(**arguments)
    return caught.value.refusal.code.value


# --- the waiting list -----------------------------------------------------------------------------


EA = Invitee(email="ea@x.test", first_name="Ea", last_name="Moe")


def waiting_world() -> World:
    return make_world("tutkit", seats=1, overrides={"quantity.when_full": "waitlist"})


def test_who_finds_no_seat_waits_and_the_oldest_is_invited_when_one_is_free() -> None:
    world = waiting_world()
    give(world, BO)
    for hours, person in ((2, DI), (3, CY)):
        (given,) = give(world, person, now=world.at(hours=hours))
        assert given.outcome is Outcome.WAITING
    unassign(world, "bo@x.test", now=world.at(hours=4))
    assert mails(world)[-1] == ("waitlist_seat_ready", "di@x.test")
    assert counts(world, hours=4) == (0, 1, 0)
    assert WaitlistEntry.objects.get(email="di@x.test").outcome == "invited"
    assert WaitlistEntry.objects.get(email="cy@x.test").left_at is None


def test_waiting_again_changes_nothing() -> None:
    world = waiting_world()
    give(world, BO)
    for _ in range(2):
        assert give(world, DI)[0].outcome is Outcome.WAITING
    assert WaitlistEntry.objects.count() == 1


def test_every_way_a_seat_is_freed_serves_who_waits() -> None:
    for act in ("cancel", "decline", "expire"):
        world = waiting_world()
        (first,) = give(world, BO)
        give(world, DI)
        assert first.invitation_id is not None
        of: dict[str, Any] = {
            "account_id": world.account.id,
            "invitation_id": first.invitation_id,
        }
        if act == "cancel":
            invitations.cancel(actor=world.actor(), now=world.at(hours=2), **of)
        elif act == "decline":
            bo = make_person("bo@x.test")
            invitations.decline(actor=actor_of(bo), now=world.at(hours=2), **of)
        else:
            expires_at = Invitation.objects.get(id=first.invitation_id).expires_at
            invitations.expire_due(now=expires_at, **of)
        assert mails(world)[-1] == ("waitlist_seat_ready", "di@x.test")


def test_what_a_command_finds_expired_goes_to_who_waited_longest() -> None:
    """The command comes before the worker, which finds no invitation to expire any more."""
    world = make_world("tutkit", seats=2, overrides={"quantity.when_full": "waitlist"})
    give(world, BO)
    (last,) = give(world, DI)
    for hours, person in ((1, CY), (2, EA)):
        give(world, person, now=world.at(hours=hours))
    later = Invitation.objects.get(email=last.email).expires_at
    (given,) = give(world, Invitee(email="flo@x.test", first_name="Flo", last_name="Ng"), now=later)
    assert given.outcome is Outcome.WAITING
    served = WaitlistEntry.objects.filter(outcome="invited").values_list("email", flat=True)
    assert sorted(served) == ["cy@x.test", "ea@x.test"]


def test_seats_that_were_added_serve_who_waits_when_time_passes() -> None:
    world = waiting_world()
    give(world, BO)
    give(world, DI)
    add_seats(world.subscription, world.terms, world.seat_type, 1)
    served = waiting_list.invite_from_waitlist(**on(world, 2))
    assert [each.email for each in served] == ["di@x.test"]
    assert waiting_list.invite_from_waitlist(**on(world, 2)) == ()


def test_who_cannot_be_seated_is_passed_over_and_nothing_is_held_up() -> None:
    world = make_world(
        "licence_portal", seats={"licence": 1}, overrides={"quantity.when_full": "waitlist"}
    )
    people = [make_person(f"p{number}@x.test") for number in range(3)]
    for hours, person in enumerate(people, start=1):
        seats.bind(actor=world.actor("admin"), email=person.email, **on(world, hours))
    people[1].verified_at = None
    people[1].save()
    unassign(world, people[0].email, actor=world.actor("admin"), now=world.at(hours=9))
    assert WaitlistEntry.objects.get(email=people[1].email).left_at is None
    assert WaitlistEntry.objects.get(email=people[2].email).outcome == "invited"


def test_who_waits_can_be_taken_off_the_list_also_by_themselves() -> None:
    world = waiting_world()
    make_person("di@x.test")
    give(world, BO)
    give(world, DI)
    give(world, CY)
    member = world.actor("member")
    of = on(world, 2)
    assert refusal_of(waiting_list.withdraw, actor=member, email="di@x.test", **of) == (
        "role_not_allowed"
    )
    waiting_list.withdraw(actor=actor_of(find("di@x.test")), email="di@x.test", **of)
    waiting_list.withdraw(actor=world.actor(), email="cy@x.test", **of)
    gone = refusal_of(waiting_list.withdraw, actor=world.actor(), email="cy@x.test", **of)
    assert gone == "not_found"
    unassign(world, "bo@x.test", now=world.at(hours=4))
    assert counts(world, hours=4) == (0, 0, 1)


def find(email: str) -> Person:
    return Person.objects.get(email=email)


# --- requests -------------------------------------------------------------------------------------


def asking_world(number: int = 1) -> World:
    return make_world("autodesk", seats=number, overrides={"quantity.when_full": "request"})


def ask(world: World, who: str = "member", hours: int = 1) -> object:
    return requests.ask_for_seat(actor=world.actor(who), **on(world, hours))


def test_a_member_asks_and_who_may_buy_is_told_what_one_more_costs() -> None:
    world = asking_world(0)
    ask(world)
    ask(world, hours=2)
    assert SeatRequest.objects.count() == 1
    mail = OutboxMessage.objects.get(template="seat_requested")
    assert mail.recipient == world.people["contract_manager"].email
    assert mail.context["person"] == world.people["member"].email
    assert mail.context["amount"]["currency"] == "EUR"


def test_an_approved_request_seats_who_asked() -> None:
    world = asking_world()
    ask(world)
    email = world.people["member"].email
    done = requests.approve(actor=world.actor("admin"), email=email, **on(world, 2))
    assert done.value.outcome is Outcome.SEATED
    assert ("request_approved", email) in mails(world)
    again = refusal_of(requests.approve, actor=world.actor("admin"), email=email, **on(world, 3))
    assert again == "request_not_open"
    assert refusal_of(requests.ask_for_seat, actor=world.actor("member"), **on(world, 3)) == (
        "already_assigned"
    )


def test_a_declined_request_is_told_with_its_reason() -> None:
    world = asking_world()
    ask(world)
    email = world.people["member"].email
    requests.decline(
        actor=world.actor("contract_manager"),
        email=email,
        reason="No budget.",
        **on(world, 2),
    )
    mail = OutboxMessage.objects.get(template="request_declined")
    assert (mail.recipient, mail.context) == (email, {"reason": "No budget."})
    assert counts(world, hours=2) == (0, 0, 1)


def test_who_may_neither_give_nor_buy_decides_nothing() -> None:
    world = asking_world()
    ask(world)
    email = world.people["member"].email
    for command in (requests.approve, requests.decline):
        refused = refusal_of(command, actor=world.actor("member"), email=email, **on(world, 2))
        assert refused == "role_not_allowed"


def test_an_account_is_not_there_for_who_does_not_belong_to_it() -> None:
    world = asking_world()
    stranger = actor_of(make_person("eve@x.test"))
    assert refusal_of(requests.ask_for_seat, actor=stranger, **on(world)) == "not_found"


def test_where_the_pool_is_full_a_member_who_is_assigned_becomes_a_request() -> None:
    world = asking_world(0)
    email = world.people["member"].email
    (given,) = give(world, seats.Invitee(email=email, first_name="M", last_name="B"))
    assert given.outcome is Outcome.REQUESTED
    assert code(world, BO) == "no_free_seat"


# --- bought by itself -----------------------------------------------------------------------------


@pytest.fixture
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A gateway of the test's own."""
    made = SandboxGateway(path=tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3")
    with replaced(sandbox=made):
        yield made


def buying_world(up_to: int, answers: str = "succeed", now: datetime = NOW) -> World:
    world = make_world(
        "gotoassist",
        seats={"organizer": 1},
        now=now,
        overrides={
            "quantity.when_full": f"auto_buy_up_to({up_to})",
            "payment.tax_id": "never",
            "anchor.on_change": "keep",
            "increase.charge": "prorated",
        },
    )
    make_method(world.account, answers=answers, now=now)
    for person in (BO, DI, CY):
        make_person(person.email)
    return world


@pytest.mark.usefixtures("sandbox")
def test_missing_seats_are_bought_up_to_the_limit_and_told() -> None:
    world = buying_world(2)
    given = give(world, BO, DI)
    assert {each.outcome for each in given} == {Outcome.SEATED}
    assert Seat.objects.filter(account=world.account).count() == 2
    mail = OutboxMessage.objects.get(template="auto_bought")
    assert mail.recipient == world.people["billing_contact"].email
    assert (mail.context["seats"], mail.context["target"]) == (1, 2)
    assert code(world, CY) == "no_free_seat"
    assert Order.objects.filter(account=world.account, status="completed").count() == 1


@pytest.mark.usefixtures("sandbox")
def test_a_total_that_others_have_gone_beyond_is_no_order_for_fewer_seats() -> None:
    world = buying_world(3)
    give(world, BO, DI)
    buyer = {"actor": world.actor("billing_contact"), **on(world)}
    orders.change_seats(**buyer, totals={"organizer": 3})
    for total in (2, 3):
        with pytest.raises(orders.TotalReached):
            orders.change_seats(**buyer, totals={"organizer": total}, only_more=True)
    assert Seat.objects.filter(account=world.account, ends_at=None).count() == 3
    assert Order.objects.filter(account=world.account).count() == 2


@pytest.mark.usefixtures("sandbox")
def test_the_account_has_limits_of_its_own_in_all_and_per_month() -> None:
    world = buying_world(30, now=datetime(2026, 1, 25, 12, tzinfo=UTC))
    AutoBuyLimit.objects.create(
        account=world.account,
        subscription_id=world.subscription.id,
        seat_type_id=world.seat_type_id,
        up_to=30,
        per_month=1,
        set_at=NOW,
    )
    give(world, BO, now=world.at(hours=1))
    assert give(world, DI, now=world.at(hours=1))[0].outcome is Outcome.SEATED
    assert code(world, CY, now=world.at(days=6)) == "no_free_seat"
    assert give(world, CY, now=world.at(days=7))[0].outcome is Outcome.SEATED


def test_a_price_that_cannot_be_told_yet_is_no_reason_to_fail() -> None:
    world = make_world("tutkit", seats=0)
    caught = refused(world, BO, now=world.at(days=40)).refusal
    assert (caught.code, caught.options) == ("no_free_seat", ("contact",))


@pytest.mark.usefixtures("sandbox")
def test_a_declined_card_seats_nobody() -> None:
    world = buying_world(30, answers="decline")
    give(world, BO)
    assert code(world, DI) in {"payment_required", "payment_declined"}
    assert counts(world, "organizer") == (1, 0, 0)


@pytest.mark.usefixtures("sandbox")
def test_an_explicit_choice_buys_nothing() -> None:
    world = buying_world(30)
    give(world, BO)
    assert code(world, DI, if_full="refuse") == "no_free_seat"
    assert Seat.objects.filter(account=world.account).count() == 1


@pytest.mark.usefixtures("sandbox")
def test_approving_a_request_buys_the_missing_seat() -> None:
    world = buying_world(1)
    give(world, BO)
    person = make_person("eva@x.test")
    join(world.account, person)
    requests.ask_for_seat(actor=actor_of(person), **on(world))
    admin = world.actor("admin")
    assert refusal_of(requests.approve, actor=admin, email=person.email, **on(world, 2)) == (
        "role_not_allowed"
    )
    buyer = world.actor("billing_contact")
    done = requests.approve(actor=buyer, email=person.email, key="k", **on(world, 2))
    assert done.value.outcome is Outcome.SEATED
    assert Seat.objects.filter(account=world.account).count() == 2
    assert Role.BILLING_CONTACT in world.terms.policy.who.change_roles
