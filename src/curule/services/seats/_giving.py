"""Giving seats to one person or many, and what happens when there are not enough of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from curule.core.policy import AssignmentMode, WhenFullRule
from curule.core.refusals import RefusalCode, Refused
from curule.services._command import Command
from curule.services.orders.placing import OrderResult
from curule.services.seating import claims, people, waitlist
from curule.services.seating.seating import (
    Given,
    Invitee,
    Outcome,
    Pool,
    is_served,
    seat,
    served_already,
)
from curule.services.seats import requests
from curule.services.seats._auto_buying import Purchase, SeatsMissing, find_purchase, tell_buyers
from curule.services.seats._full import IfFull, refuse_full


@dataclass(frozen=True, slots=True)
class Bought:
    """Seats that were bought by themselves for the command that is run again.

    `asked` is the total that was asked for last; others may have bought it meanwhile.
    """

    purchase: Purchase
    order: OrderResult | None
    asked: int

    @classmethod
    def after(cls, before: Bought | None, purchase: Purchase, order: OrderResult | None) -> Bought:
        """Return what was bought by now: a purchase that found nothing to buy hides no other."""
        if before is None or order is not None:
            return cls(purchase, order, purchase.total)
        return replace(before, asked=purchase.total)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller chose for too few seats, and what was bought because of it."""

    if_full: IfFull | None = None
    bought: Bought | None = None


def give_all(
    command: Command,
    pool: Pool,
    invitees: Sequence[Invitee],
    wish: Wish,
) -> tuple[Given, ...]:
    """Give everybody a seat, or nobody before the caller has chosen what to do with too few."""
    chosen = wish.if_full
    if len(invitees) == 1 and chosen is not IfFull.FIRST:
        return (give_one(command, pool, invitees[0], wish),)
    given = {
        each.email: served_already(pool, each.email)
        for each in invitees
        if _has(command, pool, each)
    }
    new = list({each.email: each for each in invitees if each.email not in given}.values())
    counted = [each for each in new if _needs_seat(pool, each)]
    free = _reserve(command, pool, len(counted))
    left_out = {each.email for each in counted[free:]}
    if left_out and chosen not in {IfFull.FIRST, IfFull.WAIT}:
        claims.let_go()  # others need not wait while the refusal is written
        raise _too_few(command, pool, wish, needed=len(counted), free=free)
    for each in new:
        if each.email not in left_out:
            given[each.email] = seat(command, pool, each)
        elif chosen is IfFull.WAIT:
            given[each.email] = waitlist.wait_or_seat(command, pool, each)
        else:
            given[each.email] = Given(email=each.email, outcome=Outcome.LEFT_OUT)
    _tell(command, pool, wish, [each.email for each in new])
    return tuple(given[each.email] for each in invitees)


def give_one(
    command: Command,
    pool: Pool,
    invitee: Invitee,
    wish: Wish,
    *,
    seat_id: UUID | None = None,
) -> Given:
    """Give one person a seat, or what the policy has for a full pool."""
    if _has(command, pool, invitee):
        return served_already(pool, invitee.email)
    try:
        given = seat(command, pool, invitee, seat_id=seat_id, serve=waitlist.serve)
    except Refused as refused:
        if refused.refusal.code is not RefusalCode.NO_FREE_SEAT or seat_id is not None:
            raise
        return _without_seat(command, pool, invitee, wish)
    _tell(command, pool, wish, [invitee.email])
    return given


def _has(command: Command, pool: Pool, invitee: Invitee) -> bool:
    return is_served(command, pool, invitee.email)


def _needs_seat(pool: Pool, invitee: Invitee) -> bool:
    """Tell whether a seat is taken now: not by an invitation that keeps none."""
    if pool.terms.policy.assignment.holds_seat:
        return True
    by_invitation = pool.terms.policy.assignment.mode is AssignmentMode.INVITATION
    return not by_invitation and people.find_verified(invitee.email) is not None


def _reserve(command: Command, pool: Pool, count: int) -> int:
    """Lock the seats for all of them: what the first is promised is there for the last."""
    if pool.sold.terms.unlimited:
        return count
    claims.write_lapses(command, pool.subscription.id, serve=waitlist.serve)
    return claims.reserve(
        command, subscription=pool.subscription, seat_type_id=pool.sold.id, count=count
    )


def _without_seat(command: Command, pool: Pool, invitee: Invitee, wish: Wish) -> Given:
    chosen = wish.if_full
    rule = pool.terms.policy.quantity.when_full.kind
    if chosen is IfFull.WAIT or (chosen is None and rule is WhenFullRule.WAITLIST):
        return waitlist.wait_or_seat(command, pool, invitee)
    person = people.find_verified(invitee.email)
    if chosen is None and rule is WhenFullRule.REQUEST and person is not None:
        requests.open_request(command, pool, person)
        return Given(email=invitee.email, outcome=Outcome.REQUESTED)
    raise _too_few(command, pool, wish, needed=1, free=0)


def _too_few(
    command: Command, pool: Pool, wish: Wish, *, needed: int, free: int
) -> SeatsMissing | Refused:
    """Have the missing seats bought where the policy and the limits allow it, else refuse.

    What was asked for once and did not come at once, as where it begins later, is not asked again.
    """
    if wish.if_full is None:
        purchase = find_purchase(command, pool, needed - free)
        asked = wish.bought.asked if wish.bought else 0
        if purchase is not None and purchase.total > asked:
            return SeatsMissing(purchase)
    return Refused(refuse_full(command, pool, needed=needed, free=free))


def _tell(command: Command, pool: Pool, wish: Wish, emails: list[str]) -> None:
    bought = wish.bought
    if bought is not None and bought.order is not None and bought.order.order_id is not None:
        tell_buyers(command, pool, bought.purchase, bought.order, tuple(emails))
