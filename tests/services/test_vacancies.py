"""Whatever frees a seat, and whenever: who has waited longest gets it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from curule.core.refusals import Refused
from curule.data.models import Assignment, Person, WaitlistEntry
from curule.services.payments import transfers
from curule.services.people import leaving
from curule.services.seats import requests, seats, waiting_list
from curule.services.seats.seats import Invitee, Outcome
from curule.services.sweeps.due import run_due
from tests.services.test_seats import BO, CY, DI, give, invitation_of, unassign
from tests.support.factories import (
    VENDOR,
    World,
    add_seats,
    join,
    make_person,
    make_unpaid_invoice,
    make_world,
)


def direct_world(number: int = 1, **overrides: object) -> World:
    """A world where registered people are seated at once, and wait where none is free."""
    for invitee in (BO, CY, DI):
        make_person(invitee.email, first_name="F", last_name="L")
    rules = {name.replace("__", "."): value for name, value in overrides.items()}
    return make_world(
        "autodesk", seats=number, overrides={"quantity.when_full": "waitlist", **rules}
    )


def waits(world: World, invitee: Invitee, hours: int) -> None:
    (given,) = give(world, invitee, now=world.at(hours=hours))
    assert given.outcome is Outcome.WAITING


def seated(world: World) -> set[str]:
    rows = Assignment.objects.filter(account=world.account, ended_at=None, state="active")
    return set(rows.values_list("email", flat=True))


def time_passes(world: World, now: datetime) -> dict[str, int]:
    report = run_due(now=now, account_ids={world.account.id}, attempt_payments=False)
    assert not report.failed
    return report.done


def test_a_seat_that_rests_goes_to_who_waits_when_its_rest_ends() -> None:
    world = direct_world(assignment__reassign="cooldown_hours(24)")
    give(world, BO)
    waits(world, DI, 2)
    waits(world, CY, 3)
    unassign(world, BO.email, now=world.at(hours=4))
    assert seated(world) == set()
    assert set(WaitlistEntry.objects.values_list("look_again_at", flat=True)) == {
        world.at(hours=28)
    }

    assert "waiting" not in time_passes(world, world.at(hours=28) - timedelta(seconds=1))
    assert time_passes(world, world.at(hours=28))["waiting"] == 1
    assert seated(world) == {DI.email}
    assert not WaitlistEntry.objects.filter(left_at=None, look_again_at__isnull=False).exists()
    assert "waiting" not in time_passes(world, world.at(hours=29))


def test_who_cannot_be_seated_when_the_rest_ends_is_not_asked_for_ever() -> None:
    world = direct_world(
        assignment__reassign="cooldown_hours(24)", assignment__mode="registered_person"
    )
    give(world, BO)
    waits(world, DI, 2)
    unassign(world, BO.email, now=world.at(hours=4))
    person = Person.objects.get(email=DI.email)
    person.verified_at = None
    person.save()
    assert time_passes(world, world.at(hours=40))["waiting"] == 1
    assert WaitlistEntry.objects.get().left_at is None


def test_a_seat_that_begins_later_goes_to_who_waits_when_it_begins() -> None:
    world = direct_world(0)
    add_seats(world.subscription, world.terms, world.seat_type, 1, starts_at=world.at(days=3))
    waits(world, DI, 2)
    time_passes(world, world.at(days=3))
    assert seated(world) == {DI.email}


def test_changes_of_holder_are_possible_again_in_a_new_term() -> None:
    world = direct_world(assignment__reassign="per_term(1)")
    give(world, BO)
    unassign(world, BO.email, now=world.at(hours=2))
    give(world, CY, now=world.at(hours=3))
    waits(world, DI, 4)
    unassign(world, CY.email, now=world.at(hours=5))
    assert seated(world) == set()
    assert world.subscription.term_ends_at is not None
    time_passes(world, world.subscription.term_ends_at)
    assert seated(world) == {DI.email}


def test_seats_that_are_issued_anew_go_to_who_waits() -> None:
    world = direct_world(renewal__assignments="reissue")
    give(world, BO)
    waits(world, DI, 2)
    assert world.subscription.term_ends_at is not None
    time_passes(world, world.subscription.term_ends_at)
    assert seated(world) == {DI.email}


def test_what_an_undo_finds_expired_goes_to_who_waits() -> None:
    world = direct_world(2, assignment__reassign="cooldown_hours(24)")
    stranger = Invitee(email="eva@x.test", first_name="Eva", last_name="Fox")
    (held,) = give(world, stranger)
    give(world, BO)
    waits(world, DI, 2)
    lapses_at = invitation_of(held).expires_at
    unassigned = unassign(world, BO.email, now=lapses_at - timedelta(minutes=5))
    seats.restore(
        actor=world.actor("admin"),
        account_id=world.account.id,
        assignment_id=unassigned.assignment_ids[0],
        now=lapses_at,
    )
    assert seated(world) == {BO.email, DI.email}


def test_what_an_approval_finds_expired_goes_to_who_waited_first() -> None:
    world = direct_world(2)
    strangers = [
        Invitee(email=f"e{number}@x.test", first_name="Eva", last_name="Fox") for number in (1, 2)
    ]
    held = [give(world, each)[0] for each in strangers]
    waits(world, DI, 2)
    asking: dict[str, Any] = {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
    }
    requests.ask_for_seat(actor=world.actor("member"), now=world.at(hours=3), **asking)
    member = world.people["member"].email
    later = invitation_of(held[0]).expires_at
    requests.approve(actor=world.actor("admin"), email=member, now=later, **asking)
    assert seated(world) == {DI.email, member}


def test_nobody_gets_by_an_approval_what_somebody_waits_for() -> None:
    world = direct_world(1)
    stranger = Invitee(email="eva@x.test", first_name="Eva", last_name="Fox")
    (held,) = give(world, stranger)
    waits(world, DI, 2)
    asking: dict[str, Any] = {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
    }
    requests.ask_for_seat(actor=world.actor("member"), now=world.at(hours=3), **asking)
    later = invitation_of(held).expires_at
    with pytest.raises(Refused) as refused:
        requests.approve(
            actor=world.actor("contract_manager"),
            email=world.people["member"].email,
            may_buy=False,
            now=later,
            **asking,
        )
    assert refused.value.refusal.code == "no_free_seat"
    waiting_list.invite_from_waitlist(now=later, **asking)
    assert seated(world) == {DI.email}


def test_who_leaves_the_account_makes_room() -> None:
    world = direct_world()
    bo = make_person("gil@x.test", first_name="Gil", last_name="Ray")
    join(world.account, bo)
    give(world, Invitee(email=bo.email))
    waits(world, DI, 2)
    leaving.remove_member(
        actor=world.actor(), account_id=world.account.id, person_id=bo.id, now=world.at(hours=3)
    )
    assert seated(world) == {DI.email}


def test_who_was_passed_over_because_of_an_unpaid_invoice_is_served_when_it_is_paid() -> None:
    world = direct_world(unpaid__blocks=["assign"])
    give(world, BO)
    waits(world, DI, 2)
    invoice_id = make_unpaid_invoice(world, due_at=world.at(hours=3))
    unassign(world, BO.email, now=world.at(hours=4))
    assert seated(world) == set()
    transfers.record_transfer(
        actor=VENDOR,
        account_id=world.account.id,
        invoice_id=invoice_id,
        amount=1000,
        currency="EUR",
        reference="T-1",
        now=world.at(hours=5),
    )
    assert seated(world) == {DI.email}
