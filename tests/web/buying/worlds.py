"""Subscriptions that were bought through the services, so that money is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from curule.core.intervals import Interval, IntervalUnit
from curule.core.roles import Role
from curule.data import models
from curule.services.orders import orders
from tests.support.factories import (
    NOW,
    SYSTEM,
    World,
    join,
    make_account,
    make_method,
    make_person,
    make_plan,
)

YEAR = Interval(IntervalUnit.YEAR)
MONTH = Interval(IntervalUnit.MONTH)


def bought_world(
    preset: str,
    seats: Mapping[str, int],
    *,
    unit_amount: int = 1000,
    interval: Interval = MONTH,
    tax_rate: Decimal | None = None,
    tax_behavior: str = "exclusive",
    overrides: Mapping[str, object] | None = None,
    now: datetime = NOW,
) -> World:
    """An account that bought a plan of a preset at `now`, paid with its card."""
    account = make_account(now=now, tax_rate=tax_rate, tax_id="FR40303265045")
    where = f"a{models.Seat().id.hex[-10:]}.test"
    people = {
        role.value: join(account, make_person(f"{role}@{where}", now=now), role, now=now)
        for role in Role
    }
    people["member"] = join(account, make_person(f"member@{where}", now=now), now=now)
    terms = make_plan(
        preset,
        overrides=overrides,
        unit_amount=unit_amount,
        interval=interval,
        tax_behavior=tax_behavior,
        now=now,
    )
    method = make_method(account, now=now)
    result = orders.subscribe(
        actor=SYSTEM,
        account_id=account.id,
        plan_version_id=terms.version_id,
        seats=seats,
        currency="EUR",
        interval=(interval.unit.value, interval.count),
        method_id=method.id,
        pays="now",
        now=now,
    ).value
    assert result.granted, result
    subscription = models.Subscription.objects.get(id=result.subscription_id)
    return World(account=account, people=people, terms=terms, subscription=subscription)


def seats_of(world: World) -> int:
    """The seats in force at the end of everything that was done."""
    return models.Seat.objects.filter(
        account_id=world.account.id, subscription_id=world.subscription.id, ends_at=None
    ).count()


def orders_of(world: World) -> int:
    """How many orders the account has, paid or not."""
    return models.Order.objects.filter(account_id=world.account.id).count()


def reread(world: World) -> World:
    """The world as it is now."""
    fresh = models.Subscription.objects.get(id=world.subscription.id)
    return replace(world, subscription=fresh)


def newest_invoice(world: World) -> models.Invoice:
    """The invoice that was issued last."""
    found = models.Invoice.objects.filter(account_id=world.account.id).order_by("-id").first()
    assert found is not None
    return found
