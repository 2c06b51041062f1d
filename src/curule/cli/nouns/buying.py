"""`curule subscriptions`, `curule quotes`, `curule orders`: what is bought, and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import DRY_RUN, KEY, There, asks_first, numbers, there
from curule.cli.nouns.doing import REASON, Deed, add_deeds
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import Missing, refusals_said, rehearsed
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from datetime import datetime

    from curule.selectors.catalog import PlanTerms
    from curule.services.orders.placing import OrderResult, Pays

_ACCOUNT: Final = RowId("acc")
_SUBSCRIPTION: Final = RowId("sub")
_QUOTES: Final = "curule.selectors.programs.quotes"

SUBSCRIPTIONS: Final = Seen(
    kind="subscription",
    prefix="sub",
    plural="subscriptions",
    module="curule.selectors.programs.subscriptions",
    columns=("id", "plan", "status", "seats.type", "seats.total", "seats.free", "renews_at"),
    filters={"account": _ACCOUNT},
)
QUOTES: Final = Seen(
    kind="quote",
    prefix="qt",
    plural="quotes",
    module=_QUOTES,
    columns=("id", "kind", "status", "seats", "due_now", "at_renewal", "expires_at"),
    filters={
        "account": _ACCOUNT,
        "subscription": _SUBSCRIPTION,
        "status": click.Choice(
            ["requested", "open", "accepted", "declined", "expired", "superseded"]
        ),
    },
)
ORDERS: Final = Seen(
    kind="order",
    prefix="ord",
    plural="orders",
    module=_QUOTES,
    columns=("id", "kind", "status", "due_now", "quote", "invoice", "created_at"),
    filters={
        "account": _ACCOUNT,
        "subscription": _SUBSCRIPTION,
        "status": click.Choice(["awaiting_payment", "completed", "canceled"]),
    },
)


@click.group()
def subscriptions() -> None:
    """List what accounts have bought, change the number of seats, cancel."""


@click.group()
def quotes() -> None:
    """Price a change or a first purchase, and order it exactly as it was priced."""


@click.group()
def orders() -> None:
    """List orders, show one, and cancel one that waits for its payment."""


add_reading(subscriptions, SUBSCRIPTIONS)
add_reading(quotes, QUOTES)
add_reading(orders, ORDERS)
add_deeds(
    orders,
    ORDERS,
    Deed(
        name="cancel",
        says="Cancel an order that waits for its payment; its customer is mailed the reason.",
        command="orders.canceling:cancel",
        row="order_id",
        asks="This takes its invoice back by a credit note.",
        pays=True,
        options=(REASON,),
    ),
)


@quotes.command()
@click.argument("seats", nargs=-1, required=True, metavar="SEATS...")
@click.option("--subscription", "subscription_id", type=_SUBSCRIPTION, help="What is changed.")
@click.option("--account", "account_id", type=_ACCOUNT, help="Who buys for the first time.")
@click.option("--plan", "plan_id", type=RowId("plan"), help="What it buys.")
@click.option("--currency", help="Three letters (ISO 4217); by default the plan's first.")
@click.option("--interval", help="How often it is paid: month, year, 3 months; by default ditto.")
@click.option("--coupon", default="", help="A coupon's code.")
@KEY
@DRY_RUN
@printed
@needs_database
def create(
    seats: tuple[str, ...],
    *,
    subscription_id: UUID | None,
    account_id: UUID | None,
    plan_id: UUID | None,
    currency: str | None,
    interval: str | None,
    coupon: str,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Price SEATS, the new totals: `12` where one type is sold, else `licensed=12 basic=3`."""
    from curule.services.changes.quoting import SeatsAsked
    from curule.services.orders import offers, term_quotes

    if (subscription_id is None) == (account_id is None):
        raise click.UsageError(
            "name a --subscription, or an --account that buys for the first time."
        )
    if account_id is not None and plan_id is None:
        raise click.UsageError("a first purchase names its --plan; see curule plans list.")
    with refusals_said(), rehearsed(dry_run=dry_run):
        if subscription_id is not None:
            at = there("subscription", subscription_id)
            asked = SeatsAsked(totals=numbers(seats, sold(terms_of(at))), differences={})
            done = offers.price(**at.acts(key), subscription_id=at.id, asked=asked)
        else:
            assert account_id is not None
            assert plan_id is not None
            at, terms = there("account", account_id), _terms(plan_id)
            usual = terms.prices[0].price
            purchase = term_quotes.Purchase(
                plan_version_id=terms.version_id,
                seats=numbers(seats, sold(terms)),
                currency=currency or usual.currency,
                interval=_interval(interval) or (usual.interval.unit.value, usual.interval.count),
                coupon=coupon,
            )
            done = term_quotes.price_purchase(**at.acts(key), purchase=purchase)
        screen.one(QUOTES.find(done.value))
    if dry_run:
        screen.say("The quote was not kept: this was a dry run.")
    else:
        screen.say(f"Order it: curule quotes accept {public_id('qt', done.value)}")


@quotes.command()
@click.argument("quote_id", metavar="QUOTE", type=RowId("qt"))
@click.option("--pays", type=click.Choice(["now", "later"]), help="By default as the plan says.")
@KEY
@DRY_RUN
@printed
@asks_first("This orders what was priced, and money may move.")
@needs_database
def accept(
    quote_id: UUID,
    *,
    pays: Pays | None,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Order a quote exactly as it was priced."""
    from curule.services.orders import offers

    at = there("quote", quote_id)
    if dry_run:
        screen.one(QUOTES.find(quote_id))
        screen.say("Nothing was ordered: this was a dry run.")
        return
    refuse_older_backup()
    with refusals_said():
        done = offers.accept(**at.acts(key), quote_id=at.id, pays=pays)
    print_order(done.value, screen)


@quotes.command("accept-for-customer")
@click.argument("quote_id", metavar="QUOTE", type=RowId("qt"))
@click.option("--said-by", required=True, help="Who of the customer said yes.")
@click.option("--said-on", type=click.DateTime(["%Y-%m-%d"]), help="On which day; today.")
@click.option("--note", default="", help="How they said it, as it is kept.")
@KEY
@printed
@asks_first("This orders an offer in the name of its customer, who is invoiced.")
@needs_database
def accept_for_customer(
    quote_id: UUID,
    *,
    said_by: str,
    said_on: datetime | None,
    note: str,
    key: str | None,
    screen: Screen,
) -> None:
    """Order an offer that its customer has accepted by phone or in writing."""
    from curule.services.orders import offers

    at = there("quote", quote_id)
    refuse_older_backup()
    with refusals_said():
        done = offers.accept_for_customer(
            **at.acts(key),
            quote_id=at.id,
            said_by=said_by,
            said_on=None if said_on is None else said_on.date(),
            note=note,
        )
    print_order(done.value, screen)


@subscriptions.command("change-seats")
@click.argument("subscription_id", metavar="SUBSCRIPTION", type=_SUBSCRIPTION)
@click.argument("seats", nargs=-1, required=True, metavar="SEATS...")
@KEY
@DRY_RUN
@printed
@asks_first("This orders other numbers of seats, and money may move.")
@needs_database
def change_seats(
    subscription_id: UUID,
    seats: tuple[str, ...],
    *,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Order SEATS, the new totals; a dry run says what they cost."""
    from curule.services.changes.quoting import SeatsAsked
    from curule.services.orders import offers
    from curule.services.orders import orders as commands

    at = there("subscription", subscription_id)
    totals = numbers(seats, sold(terms_of(at)))
    with refusals_said():
        if not dry_run:
            refuse_older_backup()
            done = commands.change_seats(**at.acts(key), subscription_id=at.id, totals=totals)
            print_order(done.value, screen)
            return
        with rehearsed(dry_run=True):
            asked = SeatsAsked(totals=totals, differences={})
            quote_id = offers.price(**at.acts(), subscription_id=at.id, asked=asked).value
            screen.one(QUOTES.find(quote_id))
    screen.say("Nothing was ordered: this was a dry run.")


@subscriptions.command()
@click.argument("subscription_id", metavar="SUBSCRIPTION", type=_SUBSCRIPTION)
@click.option("--at-once", is_flag=True, help="Not at the end of the term, but now.")
@printed
@asks_first("This ends what was bought.")
@needs_database
def cancel(subscription_id: UUID, *, at_once: bool, screen: Screen) -> None:
    """Cancel at the end of the term; at once, what is unused goes where the policy says."""
    from curule.services import subscriptions as commands

    at = there("subscription", subscription_id)
    refuse_older_backup()
    with refusals_said():
        commands.cancel(**at.acts(), subscription_id=at.id, at_once=at_once)
    screen.one(SUBSCRIPTIONS.find(subscription_id))


# --- leaves ---------------------------------------------------------------------------------------


def print_order(result: OrderResult, screen: Screen) -> None:
    """Print what an order brought about, as the API answers it."""
    screen.one(
        {
            "object": "order_result",
            "order": plain(result.order_id, "order"),
            "quote": plain(result.quote_id, "quote"),
            "invoice": plain(result.invoice_id, "invoice"),
            "payment": plain(result.payment_id, "payment"),
            "payment_status": result.payment_status or None,
            "granted": result.granted,
            "subscription": SUBSCRIPTIONS.find(result.subscription_id),
        }
    )
    written = public_id("sub", result.subscription_id)
    screen.say(f"Give the seats to people: curule seats assign --subscription {written} EMAIL")


def _terms(plan_id: UUID) -> PlanTerms:
    from curule.selectors.programs.catalog import find_plan_version

    found = find_plan_version(plan_id)
    if found is None:
        raise Missing(f"There is no published plan {public_id('plan', plan_id)}.")
    return found


def terms_of(at: There) -> PlanTerms:
    """Return by which terms a subscription runs."""
    from curule.selectors.subscriptions import get_subscription

    return get_subscription(at.account_id, at.id, at.now).terms


def sold(terms: PlanTerms) -> tuple[str, ...]:
    """Return the seat types that are sold by number."""
    return tuple(each.terms.name for each in terms.seat_types if not each.terms.unlimited)


def _interval(written: str | None) -> tuple[str, int] | None:
    """Return `month` or `3 months` as a unit and a number. Fails as wrong usage."""
    from curule.core.intervals import IntervalUnit

    if written is None:
        return None
    count, _, unit = written.strip().rpartition(" ")
    unit = unit.removesuffix("s")
    if unit not in set(IntervalUnit) or not (count.isdigit() or not count):
        known = ", ".join(IntervalUnit)
        raise click.UsageError(f"{written!r} is no interval; there are: {known}, like `3 months`.")
    return unit, int(count or 1)


@quotes.command("pdf")
@click.argument("quote_id", metavar="QUOTE", type=RowId("qt"))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write it; its short name in this folder if nothing is said.",
)
@needs_database
def quote_pdf(quote_id: UUID, *, out: Path | None) -> None:
    """Write the paper of a quote, in the account's language."""
    from curule.selectors.papers import NoSeller
    from curule.services.invoices.quote_documents import find_quote_files

    at = there("quote", quote_id)
    try:
        found = find_quote_files(at.account_id, at.id)
    except NoSeller:
        found = None
    if found is None:
        raise click.ClickException(
            "It has no paper: it has no price yet, or nobody has said who sells; "
            "`curule seller set` and `curule seller imprint` do."
        )
    path = out or Path(f"{found.number}.pdf")
    try:
        path.write_bytes(found.pdf())
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(str(path))
