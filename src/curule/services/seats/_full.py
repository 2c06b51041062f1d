"""What is offered when no seat is free (quantity.when_full)."""

from __future__ import annotations

from enum import StrEnum, unique

from curule.core.permissions import Action, may
from curule.core.policy import WhenFullRule
from curule.core.quantities import Wanted
from curule.core.quotes import quote_seats
from curule.core.refusals import Refusal, RefusalCode, WayOut, refuse
from curule.core.tax import taxed
from curule.selectors.standings import standing_of
from curule.selectors.taxes import expected_rate
from curule.services._command import Command
from curule.services.seating.seating import Pool


@unique
class IfFull(StrEnum):
    """What the caller chose for more people than free seats."""

    REFUSE = "refuse"
    FIRST = "first"
    WAIT = "wait"


def refuse_full(command: Command, pool: Pool, *, needed: int, free: int) -> Refusal:
    """Refuse because seats are missing: who can buy, and what the missing ones would cost.

    The quote inside is a price, not an offer that is kept: a refusal leaves nothing behind.
    """
    quantity = pool.terms.policy.quantity
    values: dict[str, object] = {"needed": needed, "free": free, "buyers": _buyers(command, pool)}
    options: list[WayOut] = [WayOut.INVITE_FEWER] if free and needed > 1 else []
    match quantity.when_full.kind:
        case WhenFullRule.OFFER_SEATS | WhenFullRule.AUTO_BUY_UP_TO:
            priced = _price(command, pool, needed - free)
            if isinstance(priced, Refusal):
                options = [WayOut(way) for way in priced.options if way in _AT_MAXIMUM] + options
            else:
                values["quote"] = priced
                options = [WayOut.BUY_SEATS, *options]
            options.append(WayOut.CONTACT)
        case WhenFullRule.WAITLIST:
            options = [WayOut.JOIN_WAITLIST, *options]
        case WhenFullRule.REQUEST:
            options = [WayOut.ASK_FOR_SEAT, *options]
        case WhenFullRule.REFUSE:
            options.append(WayOut.CONTACT_PERSON)
    said = tuple(dict.fromkeys(str(option) for option in options))
    return refuse(RefusalCode.NO_FREE_SEAT, options=said, **values)


_NOT_PRICED = refuse(RefusalCode.PRICE_MISSING)
_AT_MAXIMUM = {WayOut.UPGRADE_PLAN.value, WayOut.CONTACT.value}


def _buyers(command: Command, pool: Pool) -> tuple[str, ...]:
    roles = sorted(pool.terms.policy.who.change_roles)
    return tuple(person.email for person in command.people_with(*roles))


def cost_of(command: Command, pool: Pool, seats: int) -> dict[str, object] | None:
    """Return what so many seats more would cost now, or None where they cannot be bought."""
    priced = _price(command, pool, seats)
    return None if isinstance(priced, Refusal) else priced


def _price(command: Command, pool: Pool, seats: int) -> dict[str, object] | Refusal:
    """Price the missing seats: amounts in minor units, before tax, tax, and with tax."""
    standing = standing_of(pool.subscription, command.now, pool.terms)
    if standing.period.ends_at <= command.now:
        return _NOT_PRICED  # the next period is due and not begun yet
    wanted = {pool.sold.terms.name: Wanted(difference=seats)}
    change = quote_seats(standing, wanted, now=command.now)
    if isinstance(change, Refusal):
        return change
    rate = expected_rate(command.account, command.now)
    cost = taxed(change.subtotal, rate, change.tax_behavior)
    return {
        "seat_type": pool.sold.terms.name,
        "seats": seats,
        "currency": pool.subscription.currency,
        "subtotal": cost.net,
        "tax": cost.tax,
        "total": cost.gross,
        "at_renewal": change.at_renewal,
    }


def may_change(command: Command, pool: Pool) -> bool:
    """Tell whether the actor may buy seats."""
    names = {role: tuple(p.email for p in who) for role, who in command.holders.items()}
    policy, channel = pool.terms.policy, command.channel
    refused = may(command.actor, Action.CHANGE, policy=policy, channel=channel, holders=names)
    return refused is None
