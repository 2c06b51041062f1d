"""What is ordered about the term and the plan of a subscription, and what is offered for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from curule.cli.nouns.acting import DRY_RUN, KEY, There, asks_first, numbers, there
from curule.cli.nouns.buying import (
    QUOTES,
    SUBSCRIPTIONS,
    print_order,
    quotes,
    sold,
    subscriptions,
    terms_of,
)
from curule.cli.nouns.doing import Deed, add_deeds
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import Missing, refusals_said, rehearsed
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from curule.services.orders.placing import Pays

__all__ = ["quotes", "subscriptions"]

_SUBSCRIPTION: Final = click.argument("subscription_id", metavar="SUBSCRIPTION", type=RowId("sub"))
_SEATS: Final = click.argument("seats", nargs=-1, metavar="[SEATS...]")
_NEW_SEATS: Final = click.argument("seats", nargs=-1, required=True, metavar="SEATS...")
_LEAVE: Final = click.option(
    "--leave", multiple=True, metavar="EMAIL", help="Who has no seat afterwards, where it is fewer."
)
_PAYS: Final = click.option(
    "--pays", type=click.Choice(["now", "later"]), help="By default as the plan says."
)

add_deeds(
    subscriptions,
    SUBSCRIPTIONS,
    Deed(
        name="keep-seats",
        says="Keep the seats that were to go at the renewal, and the plan that was to change.",
        command="subscriptions:keep_seats",
        row="subscription_id",
    ),
    Deed(
        name="auto-renew",
        says="Say whether it goes on by itself when its term ends.",
        command="subscriptions:set_auto_renew",
        row="subscription_id",
        options=(click.option("--on/--off", "value", required=True, help="Whether it does."),),
    ),
)
add_deeds(
    quotes,
    QUOTES,
    Deed(
        name="decline",
        says="Say no to what the vendor offered.",
        command="orders.offers:decline_quote",
        row="quote_id",
        asks="This ends the offer.",
    ),
)


@subscriptions.command()
@_SUBSCRIPTION
@_SEATS
@_LEAVE
@_PAYS
@KEY
@DRY_RUN
@printed
@asks_first("This orders the next term, and money may move.")
@needs_database
def renew(
    subscription_id: UUID,
    seats: tuple[str, ...],
    *,
    leave: tuple[str, ...],
    pays: Pays | None,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Order the next term, with SEATS or as many as now; one that renews by itself needs no order.

    A dry run says what it costs.
    """
    from curule.services.orders import orders, term_quotes

    at = there("subscription", subscription_id)
    totals = _totals(at, seats)
    with refusals_said():
        if dry_run:
            with rehearsed(dry_run=True):
                done = term_quotes.price_renewal(
                    **at.acts(), subscription_id=at.id, seats=totals, leave=leave
                )
                screen.one(QUOTES.find(done.value))
            screen.say("Nothing was ordered: this was a dry run.")
            return
        refuse_older_backup()
        ordered = orders.renew(
            **at.acts(key), subscription_id=at.id, seats=totals, leave=leave, pays=pays
        )
    print_order(ordered.value, screen)


@subscriptions.command("change-plan")
@_SUBSCRIPTION
@click.argument("plan_id", metavar="PLAN", type=RowId("plan"))
@_SEATS
@_PAYS
@KEY
@DRY_RUN
@printed
@asks_first("This orders another plan, and money may move.")
@needs_database
def change_plan(
    subscription_id: UUID,
    plan_id: UUID,
    seats: tuple[str, ...],
    *,
    pays: Pays | None,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Order another plan of the same product, with SEATS or as many as now.

    At once or at the renewal, as its policy says. A dry run says what it costs.
    """
    from curule.selectors.programs.catalog import find_plan_version
    from curule.services.orders import offers, orders

    at = there("subscription", subscription_id)
    plan = find_plan_version(plan_id)
    if plan is None or plan.product_id != terms_of(at).product_id:
        raise Missing(f"Its product has no published plan {public_id('plan', plan_id)}.")
    totals = numbers(seats, sold(plan)) if seats else None
    with refusals_said():
        if dry_run:
            with rehearsed(dry_run=True):
                done = offers.price(
                    **at.acts(), subscription_id=at.id, plan=plan.plan_key, plan_seats=totals
                )
                screen.one(QUOTES.find(done.value))
            screen.say("Nothing was ordered: this was a dry run.")
            return
        refuse_older_backup()
        ordered = orders.change_plan(
            **at.acts(key), subscription_id=at.id, plan=plan.plan_key, seats=totals, pays=pays
        )
    print_order(ordered.value, screen)


@subscriptions.command("quote-renewal")
@_SUBSCRIPTION
@_SEATS
@_LEAVE
@KEY
@printed
@needs_database
def quote_renewal(
    subscription_id: UUID,
    seats: tuple[str, ...],
    *,
    leave: tuple[str, ...],
    key: str | None,
    screen: Screen,
) -> None:
    """Price a term that is ordered by hand, with SEATS or as many as now, and keep the quote."""
    from curule.services.orders import term_quotes

    at = there("subscription", subscription_id)
    totals = _totals(at, seats)
    with refusals_said():
        done = term_quotes.price_renewal(
            **at.acts(key), subscription_id=at.id, seats=totals, leave=leave
        )
    screen.one(QUOTES.find(done.value))


@subscriptions.command("ask-for-quote")
@_SUBSCRIPTION
@_NEW_SEATS
@KEY
@printed
@needs_database
def ask_for_quote(
    subscription_id: UUID, seats: tuple[str, ...], *, key: str | None, screen: Screen
) -> None:
    """Put the question what SEATS would cost, which staff answer with an offer."""
    from curule.services.orders import offers

    at = there("subscription", subscription_id)
    with refusals_said():
        totals = numbers(seats, sold(terms_of(at)))
        done = offers.ask_for_quote(**at.acts(key), subscription_id=at.id, seats=totals)
    screen.one(QUOTES.find(done.value))


@subscriptions.command()
@_SUBSCRIPTION
@_NEW_SEATS
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="It stands.")
@KEY
@DRY_RUN
@printed
@asks_first("The customer is told of this offer.")
@needs_database
def offer(
    subscription_id: UUID,
    seats: tuple[str, ...],
    *,
    days: int,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Price SEATS and let the price stand; an older offer is superseded."""
    from curule.services.orders import offers

    at = there("subscription", subscription_id)
    with refusals_said(), rehearsed(dry_run=dry_run):
        totals = numbers(seats, sold(terms_of(at)))
        done = offers.offer_quote(**at.acts(key), subscription_id=at.id, seats=totals, days=days)
        screen.one(QUOTES.find(done.value))
    if dry_run:
        screen.say("Nothing was offered: this was a dry run.")


def _totals(at: There, seats: tuple[str, ...]) -> Mapping[str, int] | None:
    """Return the totals that were named, or None where they stay."""
    return numbers(seats, sold(terms_of(at))) if seats else None
