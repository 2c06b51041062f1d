"""Doors at which forty cannot stand, since the seats behind them are there for one: each against
others who want the same seats at that moment, fifty times in a row."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import sleep

import pytest
from django.db.models import Sum

from curule.core.refusals import Refused
from curule.data.models import Invoice, Order, PaymentMethod, Seat, Subscription
from curule.selectors.invariants import verify
from curule.services.orders import orders
from curule.services.payments import payments
from curule.services.seats import seats
from tests.concurrency import forty
from tests.concurrency.doors import bind, direct, invite
from tests.concurrency.forty import (
    CROWD,
    PEOPLE,
    SEATS,
    anew,
    assert_exactly_taken,
    beside,
    make,
    named,
    on,
    people_of,
    rounds,
    taken,
)
from tests.support.factories import NOW, World, make_method
from tests.support.together import Together, refusals

pytestmark = pytest.mark.usefixtures("each_round")


@pytest.mark.threat("TH13")
@pytest.mark.requirement("T2")
def test_the_buyer_has_a_seat_however_many_come_when_the_money_does(
    crowd: Together[object], claimants: set[str]
) -> None:
    """The buyer's seat is of those just bought, which nobody sees before they are paid."""
    world = make("tutkit")
    make_method(world.account)
    for _ in range(forty.ROUNDS):
        bought = orders.subscribe(
            actor=world.actor(),
            account_id=world.account.id,
            plan_version_id=world.terms.version_id,
            seats={"seat": SEATS},
            currency="EUR",
            interval=("month", 1),
            pays="later",
            now=NOW,
        ).value
        world = replace(world, subscription=Subscription.objects.get(id=bought.subscription_id))
        pay = partial(
            payments.pay, actor=world.actor(), account_id=world.account.id, now=world.at(hours=1)
        )
        results = crowd.run(beside(pay, invite(world, people_of(world)[1:CROWD])))
        assert refusals(results) == ["no_free_seat"] * (CROWD - SEATS)
        assert_exactly_taken(world, SEATS)
        assert taken(world).get(state="active").email == world.people["owner"].email
        assert "grants._welcome_buyer" in claimants
        assert list(verify(world.account.id)) == []


@pytest.mark.threat("TH13")
def test_who_is_carried_over_has_a_seat_of_the_new_term_before_anybody_else(
    crowd: Together[object], claimants: set[str]
) -> None:
    """The seats of a new term are those of its order, which nobody sees before it is granted."""
    world = make(
        "licence_portal",
        {"renewal.assignments": "carry_over", "payment.tax_id": "never"},
        number=3,
    )
    make_method(world.account)
    people = people_of(world)
    for _ in range(forty.ROUNDS):
        staying, coming = people[:3], people[3 : CROWD + 2]
        seats.assign(actor=world.actor(), people=[named(person) for person in staying], **on(world))
        orders.renew(actor=world.actor(), seats={"seat": SEATS}, pays="later", **on(world))
        pay = partial(
            payments.pay, actor=world.actor(), account_id=world.account.id, now=world.at(hours=1)
        )
        results = crowd.run(beside(pay, bind(world, coming)))
        assert refusals(results) == ["no_free_seat"] * (CROWD - 1 - 2)
        assert_exactly_taken(world, 3 + SEATS)
        seated = list(taken(world).values_list("email", flat=True))
        assert [seated.count(person.email) for person in staying] == [2, 2, 2]
        assert "ordered_terms.carry_over" in claimants
        assert list(verify(world.account.id)) == []
        world = anew(world, 3)


# --- seats that are bought by themselves ----------------------------------------------------------

FREE = 3
"""Of the seats up to which more are bought, so many are there already."""

AUTO_BUY = {
    "quantity.when_full": f"auto_buy_up_to({SEATS})",
    "payment.tax_id": "never",
    "anchor.on_change": "keep",
    "increase.charge": "prorated",
}


@pytest.mark.threat("TH13")
def test_as_many_seats_are_bought_by_themselves_as_may_be_and_each_once(
    threads: Together[object],
) -> None:
    for world in rounds("gotoassist", {**AUTO_BUY, "payment.method": "invoice"}, number=FREE):
        make_method_once(world)
        results = threads.run(direct(world, people_of(world)))
        assert refusals(results) == ["no_free_seat"] * (PEOPLE - SEATS)
        assert_each_was_bought_once(world)


@pytest.mark.threat("TH13")
def test_who_must_wait_for_the_card_of_another_comes_again_and_none_is_bought_twice(
    crowd: Together[object],
) -> None:
    for world in rounds("gotoassist", AUTO_BUY, number=FREE):
        make_method_once(world)
        commands = direct(world, people_of(world)[:CROWD])
        results = crowd.run([partial(after_the_card, command) for command in commands])
        assert refusals(results) == ["no_free_seat"] * (CROWD - SEATS)
        assert_each_was_bought_once(world)


def make_method_once(world: World) -> None:
    if not PaymentMethod.objects.filter(account=world.account).exists():
        make_method(world.account)


def after_the_card(command: Callable[[], object]) -> object:
    """Come again while the card of another order is being charged."""
    while True:
        try:
            return command()
        except Refused as refused:
            if refused.refusal.code.value != "payment_pending":
                raise
        sleep(0.05)


def assert_each_was_bought_once(world: World) -> None:
    assert_exactly_taken(world, SEATS)
    of = {"account": world.account, "subscription_id": world.subscription.id}
    assert Seat.objects.filter(**of).count() == SEATS
    assert set(Order.objects.filter(**of).values_list("status", flat=True)) == {"completed"}
    billed = Invoice.objects.filter(**of).aggregate(total=Sum("total_minor"))["total"]
    assert billed == (SEATS - FREE) * 1000
