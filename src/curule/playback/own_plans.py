"""A person's plan of their own, in an individual account of which they are the owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from curule.core.intervals import Interval
from curule.core.permissions import Actor
from curule.core.pricing import Price
from curule.playback.operations import OwnPlan
from curule.playback.stage import (
    USUAL_METHOD,
    VENDOR,
    OwnAccount,
    Stage,
    publish,
    register,
)
from curule.playback.terms import PlanTerms, PriceTerms
from curule.services import payment_methods
from curule.services._command import Done
from curule.services.accounts import accounts
from curule.services.orders import orders
from curule.services.orders.placing import OrderResult, Pays


def buy_own_plan(
    stage: Stage, what: OwnPlan, *, now: datetime, pays: Pays | None
) -> tuple[OwnAccount, Done[OrderResult]]:
    """Register the person, open their account and buy one seat of the same product in it."""
    if what.person not in stage.people:
        register(stage, what.person, now)
    person_id = stage.people[what.person]
    account_id = _open_account(stage, what, now)
    payment_methods.add_method(
        actor=VENDOR,
        account_id=account_id,
        name=USUAL_METHOD,
        token="sandbox:succeed",  # noqa: S106 - a test card of the sandbox
        now=now,
    )
    plan = _plan(stage, what)
    version_id = publish(stage.product_id, f"own_{len(stage.own) + 1}", plan, now)
    done = orders.subscribe(
        actor=Actor.person(person_id=str(person_id), name=what.person),
        account_id=account_id,
        plan_version_id=version_id,
        seats={plan.prices[0].seat_type: 1},
        currency=plan.currency,
        interval=(what.interval.value, 1),
        pays=pays,
        now=now,
    )
    own = OwnAccount(account_id, done.value.subscription_id)
    stage.own[what.person] = own
    _add_members(stage, own, what.members, now)
    return own, done


def _plan(stage: Stage, what: OwnPlan) -> PlanTerms:
    """Return the plan of the own account: one paid seat type at the price of the step."""
    base = stage.scenario.plans[what.plan] if what.plan else stage.scenario.plan
    seat_type = base.prices[0].seat_type
    terms = next(terms for terms in base.seat_types if terms.name == seat_type)
    price = Price(
        currency=base.currency,
        interval=Interval(what.interval),
        unit_amount=what.unit_amount,
        tax_behavior=base.prices[0].price.tax_behavior,
    )
    return replace(
        base,
        seat_types=(replace(terms, min=min(terms.min, 1), base=None),),
        prices=(PriceTerms(seat_type=seat_type, price=price),),
    )


def _open_account(stage: Stage, what: OwnPlan, now: datetime) -> UUID:
    terms = stage.scenario.account
    return accounts.open_account(
        actor=VENDOR,
        name=what.person,
        kind="individual",
        country=terms.country or "FR",
        is_business=False,
        tax_rate=stage.scenario.tax.written if stage.scenario.tax else None,
        time_zone=terms.time_zone,
        language=terms.language.value,
        clock_id=stage.clock_id,
        owner_id=stage.people[what.person],
        now=now,
    )


def _add_members(stage: Stage, own: OwnAccount, members: int, now: datetime) -> None:
    """Put further people into the own account, who keep its owner from joining another one."""
    for number in range(2, members + 1):
        email = f"member{number}.{len(stage.own)}@own.test"
        register(stage, email, now)
        accounts.add_member(
            actor=VENDOR, account_id=own.account_id, person_id=stage.people[email], now=now
        )
