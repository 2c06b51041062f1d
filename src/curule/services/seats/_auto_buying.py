"""Buying by itself what is missing (quantity.when_full = auto_buy_up_to).

A purchase calls a gateway and so has transactions of its own: the command that found no free seat
is undone, the seats are bought, and the command is run again. What is asked for is a total, so that
two commands that miss the same seat at the same moment buy it once; who does not get it then asks
for one more. A total that others have gone beyond meanwhile is no wish for fewer seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.localtime import local
from curule.core.money import Money
from curule.core.permissions import Actor
from curule.core.policy import WhenFullRule
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import AutoBuyLimit, Event, Invoice, Seat
from curule.selectors.standings import seats_in_force
from curule.services._command import Command
from curule.services.orders import orders
from curule.services.orders.placing import OrderResult
from curule.services.seating.seating import Pool
from curule.services.seats._full import cost_of

BUYER = Actor.system("auto_buy")


class SeatsMissing(Exception):
    """Undoes a command whose seats are to be bought first."""

    def __init__(self, purchase: Purchase) -> None:
        super().__init__(purchase.seat_type)
        self.purchase = purchase


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """So many seats of a type are to be there."""

    account_id: UUID
    subscription_id: UUID
    seat_type: str
    total: int
    missing: int


def find_purchase(command: Command, pool: Pool, missing: int) -> Purchase | None:
    """Return what may be bought by itself, or None where the limits do not allow all of it."""
    rule = pool.terms.policy.quantity.when_full
    if rule.kind is not WhenFullRule.AUTO_BUY_UP_TO or pool.sold.terms.unlimited:
        return None
    limit = AutoBuyLimit.objects.filter(
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        seat_type_id=pool.sold.id,
    ).first()
    total = _in_force(command, pool) + missing
    up_to = limit.up_to if limit else rule.number or 0
    if total > up_to or cost_of(command, pool, missing) is None:
        return None
    per_month = limit.per_month if limit else None
    if per_month is not None and _bought_this_month(command, pool) + missing > per_month:
        return None
    return Purchase(
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        seat_type=pool.sold.terms.name,
        total=total,
        missing=missing,
    )


def _in_force(command: Command, pool: Pool) -> int:
    return Seat.objects.filter(
        seats_in_force(command.now),
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        seat_type_id=pool.sold.id,
    ).count()


def _bought_this_month(command: Command, pool: Pool) -> int:
    """Count the seats bought by themselves in the calendar month of the account's zone."""
    here = local(command.now, command.account.time_zone)
    month_begun = command.now - (here - here.replace(day=1, hour=0, minute=0, second=0))
    ordered = Event.objects.filter(
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        type="order.placed",
        actor_kind="system",
        occurred_at__gte=month_begun,
    )
    return Seat.objects.filter(
        account_id=command.account_id,
        subscription_id=pool.subscription.id,
        seat_type_id=pool.sold.id,
        order_id__in=ordered.values("subject_id"),
    ).count()


def buy(purchase: Purchase, *, now: datetime, key: str | None) -> OrderResult | None:
    """Buy the seats on the saved method; None where others have bought as many meanwhile.

    Refuses what the order refuses, and `payment_required` where the money did not come at once.
    """
    try:
        done = orders.change_seats(
            actor=BUYER,
            account_id=purchase.account_id,
            subscription_id=purchase.subscription_id,
            totals={purchase.seat_type: purchase.total},
            only_more=True,
            now=now,
            key=None if key is None else f"{key[:220]}:auto-buy:{purchase.total}",
        ).value
    except orders.TotalReached:
        return None
    if done.order_id is not None and not done.granted:
        amount = _total(purchase.account_id, done)
        raise Refused(refuse(RefusalCode.PAYMENT_REQUIRED, amount=amount))
    return done


def _total(account_id: UUID, order: OrderResult) -> Money | None:
    """Return the amount of an order's invoice; None where nothing was to be paid."""
    if order.invoice_id is None:
        return None
    invoice = Invoice.objects.get(account_id=account_id, id=order.invoice_id)
    return Money(invoice.total_minor, invoice.currency)


def tell_buyers(
    command: Command, pool: Pool, purchase: Purchase, order: OrderResult, people: tuple[str, ...]
) -> None:
    """Mail who may change the number of seats what was bought by itself, and for whom."""
    paid = _total(command.account_id, order)
    for person in command.people_with(*sorted(pool.terms.policy.who.change_roles)):
        command.mail(
            "auto_bought",
            person.email,
            subscription_id=pool.subscription.id,
            person=", ".join(people),
            seats=purchase.missing,
            due_now=paid,
            target=purchase.total,
        )
