"""Somebody with a plan of their own joins a customer; the value of that plan is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from curule.core.intervals import Interval, IntervalUnit
from curule.core.permissions import Actor
from curule.core.roles import Role
from curule.core.settlement import Choice
from curule.data.models import Account, Settlement
from curule.services.invitations import invitations
from curule.services.orders import orders
from curule.services.seats import seats
from tests.support import factories
from tests.support.factories import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Who joined what, and the settlement of the plan that was given up."""

    world: World
    own: Account
    subscription: UUID
    settlement: UUID


def join_with_own_plan(email: str, *, now: datetime) -> Joined:
    """Let somebody join a new customer, an hour after everything began, and move their credit."""
    year = Interval(IntervalUnit.YEAR)
    began = now - timedelta(hours=1)
    world = factories.make_world("zoom", seats={"licensed": 3}, interval=year, now=began)
    terms = factories.make_plan(
        "zoom",
        unit_amount=14990,
        interval=year,
        product_id=world.terms.product_id,
        now=began,
    )
    person = factories.make_person(email, now=began)
    own = factories.make_account(name="Own", kind="individual", now=began)
    factories.join(own, person, Role.OWNER, now=began)
    factories.make_method(own, now=began)
    bought = orders.subscribe(
        actor=factories.actor_of(person),
        account_id=own.id,
        plan_version_id=terms.version_id,
        seats={"licensed": 1},
        currency="EUR",
        interval=("year", 1),
        pays="now",
        now=began,
    ).value
    (given,) = seats.assign(
        actor=Actor.system("tests"),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[seats.Invitee(email=email, first_name="Jo", last_name="In")],
        seat_type="licensed",
        now=began + timedelta(minutes=1),
    ).value
    assert given.invitation_id is not None
    invitations.accept(
        actor=factories.actor_of(person),
        account_id=world.account.id,
        invitation_id=given.invitation_id,
        join=Choice.TRANSFER,
        now=began + timedelta(minutes=2),
    )
    settlement = Settlement.objects.get(own_account=own)
    return Joined(
        world=world, own=own, subscription=bought.subscription_id, settlement=settlement.id
    )
