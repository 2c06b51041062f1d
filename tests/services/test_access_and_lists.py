"""Who may use the product and why not; seats as lists and as biographies."""

from datetime import timedelta

import pytest

from curule.core.entitlements import Reason
from curule.data.models import Subscription
from curule.selectors.entitlements import entitlement, entitlements
from curule.selectors.invitations import list_invitations
from curule.selectors.members import list_members
from curule.selectors.seats import (
    SeatState,
    find_nth_seat,
    list_biography,
    list_holders,
    list_seats,
    page_seats,
)
from curule.services._command import run
from curule.services.seating import lapses
from curule.services.seats import seats
from tests.services.test_seats import BO, DI, assignment_of, give, unassign
from tests.support.factories import (
    SYSTEM,
    World,
    add_seats,
    make_person,
    make_subscription,
    make_unpaid_invoice,
    make_world,
)


def reason(world: World, email: str = "bo@x.test", **later: int) -> Reason | None:
    answer = entitlement(email=email, product_id=world.terms.product_id, now=world.at(**later))
    assert answer.allowed is (answer.reason is None)
    by_person = [person.id for person in [*world.people.values()] if person.email == email]
    for person_id in by_person:
        same = entitlement(
            person_id=person_id, product_id=world.terms.product_id, now=world.at(**later)
        )
        assert same == answer
    return answer.reason


def seated() -> World:
    world = make_world("autodesk", seats=2)
    make_person("bo@x.test")
    give(world, BO)
    return world


# --- reasons --------------------------------------------------------------------------------------


def test_who_never_had_a_seat_has_none() -> None:
    world = make_world()
    assert reason(world) is Reason.NO_SEAT
    assert reason(world, "no address") is Reason.NO_SEAT
    assert reason(world, world.people["owner"].email) is Reason.NO_SEAT


def test_another_product_gives_no_access() -> None:
    world, other = seated(), make_world("autodesk")
    assert reason(world, hours=2) is None
    answer = entitlement(
        email="bo@x.test", product_id=other.terms.product_id, now=world.at(hours=2)
    )
    assert answer.reason is Reason.NO_SEAT


def test_an_invitation_is_open_until_it_lapses_whoever_writes_that_down() -> None:
    world = make_world("tutkit")
    give(world, BO)
    assert reason(world, hours=2) is Reason.INVITATION_OPEN
    assert reason(world, days=15) is Reason.NO_SEAT


def test_a_seat_that_ended_says_so_before_and_after_it_is_written_down() -> None:
    world = make_world("autodesk", seats=0)
    make_person("bo@x.test")
    add_seats(world.subscription, world.terms, "seat", 1, ends_at=world.at(days=1))
    give(world, BO)
    answer = entitlement(
        email="bo@x.test", product_id=world.terms.product_id, now=world.at(hours=23)
    )
    assert (answer.allowed, answer.until) == (True, world.at(days=1))
    assert reason(world, days=1) is Reason.TERM_ENDED
    closed = seats.close_ended(
        account_id=world.account.id, subscription_id=world.subscription.id, now=world.at(days=2)
    )
    assert closed == 1
    assert reason(world, days=2) is Reason.TERM_ENDED


def test_who_was_unassigned_has_no_seat_even_when_the_term_ends_later() -> None:
    world = seated()
    unassign(world, "bo@x.test")
    assert reason(world, hours=2) is Reason.NO_SEAT
    end_subscription(world)
    assert reason(world, days=3) is Reason.NO_SEAT


def end_subscription(world: World) -> None:
    Subscription.objects.filter(id=world.subscription.id).update(
        status="ended", ended_at=world.at(days=1)
    )


def test_an_ended_subscription_ends_access() -> None:
    world = seated()
    end_subscription(world)
    assert reason(world, days=3) is Reason.TERM_ENDED


def test_a_term_that_is_not_renewed_ends_access_on_its_day() -> None:
    world = seated()
    Subscription.objects.filter(id=world.subscription.id).update(auto_renew=False)
    end = world.subscription.term_ends_at
    assert end is not None
    product = world.terms.product_id
    before = entitlement(email="bo@x.test", product_id=product, now=end - timedelta(seconds=1))
    assert (before.allowed, before.until) == (True, end)
    after = entitlement(email="bo@x.test", product_id=product, now=end)
    assert after.reason is Reason.TERM_ENDED


def test_grace_with_access_then_without_then_the_end() -> None:
    world = seated()
    make_unpaid_invoice(world, due_at=world.at(days=2))
    assert reason(world, days=16) is None
    assert reason(world, days=18) is Reason.UNPAID
    assert reason(world, days=48) is Reason.TERM_ENDED


def test_who_ordered_a_seat_for_themselves_waits_for_the_payment() -> None:
    world = make_world("tutkit", seats=0)
    owner = world.people["owner"]
    make_subscription(world.account, world.terms, {}, status="incomplete", ordered_by=owner.id)
    assert reason(world, owner.email) is Reason.WAITING_FOR_PAYMENT
    buyer_without = make_world("autodesk", seats=0)
    manager = buyer_without.people["contract_manager"]
    make_subscription(
        buyer_without.account,
        buyer_without.terms,
        {},
        status="incomplete",
        ordered_by=manager.id,
    )
    assert reason(buyer_without, manager.email) is Reason.NO_SEAT


def test_many_are_asked_about_at_once_by_the_addresses_as_given() -> None:
    world = seated()
    answers = entitlements(
        product_id=world.terms.product_id,
        emails=["BO@x.test", "di@x.test", "bo@x.test", "none"],
        now=world.at(hours=2),
    )
    allowed = {email: answer.allowed for email, answer in answers.items()}
    assert allowed == {"BO@x.test": True, "di@x.test": False, "bo@x.test": True, "none": False}


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.requirement("T6", "T7", "T13")
def test_every_seat_is_listed_with_what_it_is_and_whose() -> None:
    world = make_world("autodesk", seats=2)
    make_person("bo@x.test")
    add_seats(world.subscription, world.terms, "seat", 1, starts_at=world.at(days=9))
    ended = world.at(minutes=1)
    add_seats(world.subscription, world.terms, "seat", 1, ends_at=ended)
    give(world, BO)
    give(world, DI)
    listed = list_seats(world.account.id, world.subscription.id, world.at(hours=2))
    states = sorted((row.state.value, row.email or "") for row in listed)
    assert states == [
        ("ended", ""),
        ("held", "di@x.test"),
        ("not_started", ""),
        ("occupied", "bo@x.test"),
    ]
    lapsed = list_seats(world.account.id, world.subscription.id, world.at(days=8))
    assert sum(row.state is SeatState.FREE for row in lapsed) == 1
    named = list_seats(world.account.id, world.subscription.id, world.at(), seat_type="seat")
    assert len(named) == 4


def test_seats_are_listed_page_by_page() -> None:
    world = make_world("autodesk", seats=5)
    first = page_seats(world.account.id, world.subscription.id, world.at(hours=1), limit=2)
    rest = page_seats(
        world.account.id, world.subscription.id, world.at(hours=1), after=first[-1].id
    )
    whole = list_seats(world.account.id, world.subscription.id, world.at(hours=1))
    assert (*first, *rest) == whole
    assert not any(row.is_ending for row in whole)


def test_the_nth_seat_is_counted_from_one_among_those_in_force() -> None:
    world = make_world("autodesk", seats=2)
    of = (world.account.id, world.subscription.id, world.seat_type_id)
    now = world.at(hours=1)
    assert find_nth_seat(*of, number=0, now=now) is None
    assert find_nth_seat(*of, number=3, now=now) is None
    assert find_nth_seat(*of, number=1, now=now) != find_nth_seat(*of, number=2, now=now)


def test_a_seat_has_a_biography() -> None:
    world = make_world("autodesk", seats=1)
    make_person("bo@x.test")
    (first,) = give(world, BO)
    unassign(world, "bo@x.test")
    give(world, DI, now=world.at(hours=3))
    seat_id = assignment_of(first).seat_id
    told = [
        (stint.email, stint.state, stint.started_at, stint.ended_at, stint.end_reason)
        for stint in list_biography(world.account.id, seat_id)
    ]
    assert told == [
        ("bo@x.test", "active", world.at(hours=1), world.at(hours=2), "unassigned"),
        ("di@x.test", "held", world.at(hours=3), None, ""),
    ]


def test_who_held_a_seat_is_known_for_any_instant() -> None:
    world = make_world("autodesk", seats=1)
    make_person("bo@x.test")
    give(world, BO)
    unassign(world, "bo@x.test")
    give(world, DI, now=world.at(hours=3))

    def holders(**later: int) -> list[str]:
        found = list_holders(world.account.id, world.subscription.id, world.at(**later))
        return [stint.email for stint in found]

    assert holders(minutes=59) == []
    assert holders(hours=1) == ["bo@x.test"]
    assert holders(hours=2) == []
    assert holders(hours=3) == ["di@x.test"]
    assert holders(days=8) == []


def test_members_are_listed_with_the_seats_they_sit_on() -> None:
    world = seated()
    rows = {row.email: row for row in list_members(world.account.id, world.at(hours=2))}
    assert [held.seat_type for held in rows["bo@x.test"].seats] == ["seat"]
    assert rows[world.people["owner"].email].seats == ()


def test_writing_lapses_twice_finds_nothing_the_second_time() -> None:
    world = make_world("tutkit", seats=1)
    give(world, BO)
    now = world.at(days=20)

    def write() -> int:
        return run(
            account_id=world.account.id,
            actor=SYSTEM,
            now=now,
            name="lapses",
            result=int,
            body=lambda command: len(lapses.write_lapses(command, world.subscription.id)),
        ).value

    assert (write(), write()) == (1, 0)
    assert [row.status for row in list_invitations(world.account.id, now)] == ["expired"]
