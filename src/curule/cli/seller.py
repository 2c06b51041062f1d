"""`curule seller`: where the vendor sells from, and for which taxes it is registered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from curule.cli.as_json import local, local_shape
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump

if TYPE_CHECKING:
    from curule.core.tax_parties import Seller


def _day(_context: click.Context, _option: click.Parameter, given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise click.BadParameter(f"{given} is no day such as 2026-04-01") from None


@click.group()
def seller() -> None:
    """Say where you sell from, and for which taxes you are registered.

    With this, accounts without a plain rate are taxed by the rules of the countries; `curule calc
    tax` tries them out.
    """


@seller.command("set")
@click.option("--country", required=True, help="Where you are established, as in ISO 3166-1.")
@click.option("--one-stop-shop-since", callback=_day, help="First day in the One-Stop Shop.")
@click.option("--one-stop-shop-until", callback=_day, help="First day no longer in it.")
@click.option(
    "--destination-since",
    callback=_day,
    help="First day beyond the 10,000 EUR of article 59c, or of having chosen so.",
)
@needs_database
def set_(
    *,
    country: str,
    one_stop_shop_since: date | None,
    one_stop_shop_until: date | None,
    destination_since: date | None,
) -> None:
    """Say where you are established; what was said before no longer holds."""
    from curule.core.permissions import Actor
    from curule.services.accounts import sellers

    _unless_refused(
        lambda: sellers.describe(
            actor=Actor.system("cli"),
            country=country,
            one_stop_shop_since=one_stop_shop_since,
            one_stop_shop_until=one_stop_shop_until,
            destination_since=destination_since,
            now=datetime.now(UTC),
        )
    )
    click.echo(f"Sold from {country}. Accounts without a plain rate are taxed by the rules.")


@seller.command()
@click.option("--name", required=True, help="Your name, as it stands on documents.")
@click.option("--street", default="", help="Street and house number.")
@click.option("--postcode", default="")
@click.option("--city", default="")
@click.option("--email", default="", help="Where customers ask about a document.")
@click.option("--tax-number", default="", help="Your tax office's number, where you have no VAT.")
@click.option("--legal-note", default="", help="Form, capital, register: what your law asks for.")
@needs_database
def imprint(**given: str) -> None:
    """Say who sells: what stands on documents from now on. Issued ones stay as they are."""
    from curule.core.permissions import Actor
    from curule.services.accounts import sellers

    _unless_refused(
        lambda: sellers.sign(
            actor=Actor.system("cli"), imprint=sellers.Imprint(**given), now=datetime.now(UTC)
        )
    )
    click.echo(f"Documents are written by {given['name']}.")


@seller.command()
@click.argument("country")
@click.argument("number")
@click.option("--since", required=True, callback=_day, help="First day of the registration.")
@needs_database
def register(*, country: str, number: str, since: date) -> None:
    """Record the registration NUMBER for value added tax in COUNTRY."""
    from curule.core.permissions import Actor
    from curule.services.accounts import sellers

    _unless_refused(
        lambda: sellers.register(
            actor=Actor.system("cli"),
            country=country,
            number=number,
            since=since,
            now=datetime.now(UTC),
        )
    )
    click.echo(f"Registered in {country} since {since}.")


@seller.command()
@click.argument("country")
@click.option("--until", required=True, callback=_day, help="First day without it.")
@needs_database
def end(*, country: str, until: date) -> None:
    """End the registration in COUNTRY."""
    from curule.core.permissions import Actor
    from curule.services.accounts import sellers

    _unless_refused(
        lambda: sellers.end_registration(
            actor=Actor.system("cli"), country=country, until=until, now=datetime.now(UTC)
        )
    )
    click.echo(f"Registered in {country} until {until}, that day no longer.")


@seller.command()
@AS_JSON
@needs_database
def show(*, as_json: bool) -> None:
    """Show what is on record."""
    from curule.selectors.parties import seller_name
    from curule.selectors.taxes import find_seller

    found = find_seller()
    if as_json:
        dump(_as_json(found, seller_name()))
        return
    if found is None:
        click.echo("Nothing is on record; accounts without a plain rate are not taxed.")
        return
    click.echo(f"Sold from {found.country}.")
    name = seller_name()
    if name:
        click.echo(f"Documents are written by {name}.")
    if found.one_stop_shop is not None:
        shop = found.one_stop_shop
        click.echo(f"One-Stop Shop since {shop.since}{_until(shop.until)}.")
    if found.destination_since is not None:
        click.echo(f"Consumers are taxed where they live since {found.destination_since}.")
    for held in found.registrations:
        click.echo(f"{held.country}  {held.number}  since {held.since}{_until(held.until)}")


def _as_json(found: Seller | None, name: str) -> dict[str, Any] | None:
    if found is None:
        return None
    shop = found.one_stop_shop
    return {
        "object": "seller",
        "name": name or None,
        "country": found.country,
        "one_stop_shop": shop and local_shape("one_stop_shop", shop, "since", "until"),
        "destination_since": local(found.destination_since),
        "registrations": [
            local_shape("registration", held, "country", "number", "since", "until")
            for held in found.registrations
        ],
    }


def _until(day: date | None) -> str:
    return "" if day is None else f" until {day}"


def _unless_refused(command: Callable[[], object]) -> None:
    from curule.core.languages import Language
    from curule.core.refusals import Refused
    from curule.wording.refusals import refusal_text

    try:
        command()
    except Refused as refused:
        raise click.ClickException(str(refusal_text(refused.refusal, Language.EN))) from None
