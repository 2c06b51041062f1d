"""Seats are counted in indexes; here they are counted one by one, and the numbers must be equal."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from curule.core.refusals import Refused
from curule.data import models
from curule.selectors.counting import Taken, taken_in_each
from curule.services.invitations import invitations
from curule.services.seats import seats
from curule.services.seats.seats import Invitee
from tests.support.factories import (
    NOW,
    World,
    add_seats,
    make_batch,
    make_person,
    make_subscription,
    make_world,
)

pytestmark = pytest.mark.django_db


def one_by_one(account: models.Account, now: datetime) -> dict[UUID, dict[UUID, Taken]]:
    """Look at every seat of an account, and at who has it."""
    numbers: dict[UUID, dict[UUID, Counter[str]]] = {}
    for seat in models.Seat.objects.filter(account=account):
        if seat.starts_at > now or (seat.ends_at is not None and seat.ends_at <= now):
            continue
        of_type = numbers.setdefault(seat.subscription_id, {}).setdefault(
            seat.seat_type_id, Counter()
        )
        of_type["total"] += 1
        of_type[_state(seat, now)] += 1
    return {
        subscription_id: {
            type_id: Taken(total=n["total"], occupied=n["occupied"], held=n["held"])
            for type_id, n in types.items()
        }
        for subscription_id, types in numbers.items()
    }


def _state(seat: models.Seat, now: datetime) -> str:
    if seat.assignment_id is None:
        return "free"
    holder = models.Assignment.objects.get(account_id=seat.account_id, id=seat.assignment_id)
    if holder.state == "active":
        return "occupied"
    invitation = models.Invitation.objects.get(
        account_id=seat.account_id, id=holder.invitation_id or ""
    )
    return "held" if invitation.expires_at > now else "lapsed"


def _drawn_seats(random: Random, world: World, subscription: models.Subscription) -> None:
    """Add seats that began, will begin, ended, will end; some in a batch of their own."""
    for _ in range(random.randint(0, 6)):
        starts_at = NOW + timedelta(days=random.choice((-3, 0, 2, 9)))
        ends_at = random.choice((None, starts_at + timedelta(days=random.choice((1, 3, 10)))))
        batch = (
            make_batch(subscription, starts_at, ends_at)
            if ends_at and random.random() < 0.4
            else None
        )
        add_seats(
            subscription,
            world.terms,
            random.choice([sold.terms.name for sold in world.terms.seat_types]),
            random.randint(1, 4),
            starts_at=starts_at,
            ends_at=ends_at,
            pool_id=batch.id if batch else None,
        )


def _act(random: Random, world: World, subscription: models.Subscription, number: int) -> None:
    """Give somebody a seat, take one, cancel an invitation; what is refused changes nothing."""
    now = NOW + timedelta(hours=number + 1)
    actor, account_id = world.actor(), world.account.id
    address = f"n{random.randint(0, 9)}@{world.account.id.hex[-8:]}.test"
    held = models.Assignment.objects.filter(account_id=account_id, ended_at=None)
    match random.randint(0, 5):
        case 0 if holder := held.filter(state="active").order_by("id").first():
            seats.unassign(
                actor=actor,
                account_id=account_id,
                subscription_id=holder.subscription_id,
                email=holder.email,
                seat_id=holder.seat_id,
                now=now,
            )
        case 1 if kept := held.filter(state="held").order_by("id").first():
            assert kept.invitation_id is not None
            invitations.cancel(
                actor=actor, account_id=account_id, invitation_id=kept.invitation_id, now=now
            )
        case _:
            if random.random() < 0.5 and not models.Person.objects.filter(email=address).exists():
                make_person(address)
            seats.assign(
                actor=actor,
                account_id=account_id,
                subscription_id=subscription.id,
                people=[Invitee(email=address, first_name="N", last_name="N")],
                seat_type=random.choice([sold.terms.name for sold in world.terms.seat_types]),
                now=now,
            )


@pytest.mark.parametrize("preset", ["tutkit", "autodesk", "zoom", "licence_portal", "gotoassist"])
@pytest.mark.parametrize("seed", range(6))
def test_numbers_from_indexes_are_what_looking_at_every_seat_gives(preset: str, seed: int) -> None:
    random = Random(f"{preset} {seed}")  # noqa: S311 - no secret
    world = make_world(preset, seats=random.randint(0, 4), overrides={"quantity.max_seats": 500})
    second = make_subscription(world.account, world.terms, {world.seat_type: random.randint(0, 3)})
    subscriptions = (world.subscription, second)
    for subscription in subscriptions:
        _drawn_seats(random, world, subscription)
    for number in range(20):
        with contextlib.suppress(Refused):
            _act(random, world, random.choice(subscriptions), number)
    ids = [subscription.id for subscription in subscriptions]
    for days in (-2, 0, 1, 2, 3, 8, 13, 14, 15, 40):
        for at in (NOW + timedelta(days=days), NOW + timedelta(days=days, hours=7)):
            assert taken_in_each(world.account.id, ids, at) == one_by_one(world.account, at)
