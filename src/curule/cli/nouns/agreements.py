"""What is agreed with an account: its tax, its maximums, its credit, and that it closes."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.accounts import ACCOUNTS, accounts
from curule.cli.nouns.acting import KEY, There, asks_first, there
from curule.cli.nouns.doing import REASON, Deed, add_deeds
from curule.cli.nouns.money import minor_units
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.core.languages import Language
from curule.core.money import Money
from curule.httpkit.ids import public_id

__all__ = ["accounts"]

_ACCOUNT: Final = click.argument("account_id", metavar="ACCOUNT", type=RowId("acc"))


def _name_of(at: There) -> dict[str, Any]:
    """Return its name, which whoever closes it repeats: here the question was answered instead."""
    return {"name": ACCOUNTS.find(at.id)["name"]}


add_deeds(
    accounts,
    ACCOUNTS,
    Deed(
        name="set-tax",
        says="Tax it at a plain rate from now on, or without --rate by the rules again.",
        command="accounts.account_taxes:set_tax",
        row="",
        options=(click.option("--rate", help="Per cent, like 19 or 5.5."), REASON),
    ),
    Deed(
        name="check-tax-id",
        says="Ask the office once more whether its tax number holds.",
        command="accounts.tax_id_checks:ask_again",
        row="",
    ),
    Deed(
        name="close",
        says="Let it close in two weeks; until then it can be kept open, and nothing renews.",
        command="closing:ask_to_close",
        row="",
        asks="This closes the account in two weeks.",
        knowing=_name_of,
    ),
    Deed(
        name="keep-open",
        says="Take back that it closes; automatic renewal stays off until somebody turns it on.",
        command="closing:take_back",
        row="",
    ),
)


@accounts.command()
@_ACCOUNT
@click.option("--name", help="What it is called.")
@click.option("--language", type=click.Choice([each.value for each in Language]))
@click.option("--time-zone", help="As IANA names it, like Europe/Paris.")
@click.option("--street")
@click.option("--postcode")
@click.option("--city")
@click.option("--order-number", help="What its invoices say as its own reference.")
@click.option("--tax-id", help="Its tax number; an empty one takes it away.")
@click.option(
    "--registration-number",
    help="SIREN of a French business, КПП of a Russian one; an empty one takes it away.",
)
@click.option("--channel", type=click.Choice(["online", "reseller", "corporate"]))
@click.option("--adviser", help="Mail address of whom a managed account asks.")
@printed
@needs_database
def change(account_id: UUID, *, screen: Screen, **asked: str | None) -> None:
    """Change what is given: what its papers say, in which language, how it buys."""
    from django.db import transaction

    from curule.services.accounts import accounts as commands

    at = there("account", account_id)
    given: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    if not given:
        raise click.UsageError("say what is to change.")
    address = _taken(given, ("street", "postcode", "city", "order_number", "registration_number"))
    tax = _taken(given, ("tax_id",))
    buys = _taken(given, ("channel", "adviser"))
    shown, acts = ACCOUNTS.find(account_id), at.acts()
    with refusals_said(), transaction.atomic():
        if given or address:
            commands.set_details(**acts, **given, address=address)
        if tax:
            commands.set_tax_id(**acts, **tax)
        if buys:
            now = {name: shown[name] for name in ("channel", "adviser")}
            commands.set_channel(**acts, **{**now, **buys})
    screen.one(ACCOUNTS.find(account_id))


def _taken(given: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Take those of these names out of what was given, and return them."""
    return {name: given.pop(name) for name in names if name in given}


@accounts.command("give-credit")
@_ACCOUNT
@click.argument("amount")
@click.argument("currency")
@REASON
@KEY
@printed
@asks_first("This gives credit that next invoices are paid with.")
@needs_database
def give_credit(
    account_id: UUID, amount: str, currency: str, *, reason: str, key: str | None, screen: Screen
) -> None:
    """Give credit of AMOUNT (like 70.88) that next invoices are paid with."""
    from curule.services.credits import goodwill

    at, minor = there("account", account_id), minor_units(amount, currency)
    refuse_older_backup()
    with refusals_said():
        goodwill.issue_credit(**at.acts(key), amount=minor, currency=currency, reason=reason)
    screen.one(_balance(account_id))


_PART: Final = click.option("--amount", help="Like 70.88; by default all that may be.")


@accounts.command("take-credit-back")
@_ACCOUNT
@click.argument("currency")
@_PART
@REASON
@KEY
@printed
@asks_first("This takes credit away that was given by goodwill.")
@needs_database
def take_credit_back(
    account_id: UUID,
    currency: str,
    *,
    amount: str | None,
    reason: str,
    key: str | None,
    screen: Screen,
) -> None:
    """Take goodwill in CURRENCY back, as far as it is not used yet."""
    from curule.services.credits import goodwill

    at, minor = there("account", account_id), _part(amount, currency)
    refuse_older_backup()
    with refusals_said():
        goodwill.take_back(**at.acts(key), amount=minor, currency=currency, reason=reason)
    screen.one(_balance(account_id))


@accounts.command("pay-credit-out")
@_ACCOUNT
@click.argument("currency")
@_PART
@REASON
@KEY
@printed
@asks_first("This sends money to the customer.")
@needs_database
def pay_credit_out(
    account_id: UUID,
    currency: str,
    *,
    amount: str | None,
    reason: str,
    key: str | None,
    screen: Screen,
) -> None:
    """Pay credit in CURRENCY out, by the payments it came by; `curule refunds` lists how."""
    from curule.services.credits import paying_out

    at, minor = there("account", account_id), _part(amount, currency)
    refuse_older_backup()
    with refusals_said():
        paying_out.pay_out(**at.acts(key), amount=minor, currency=currency, reason=reason)
    screen.one(_balance(account_id))


def _part(amount: str | None, currency: str) -> int | None:
    return None if amount is None else minor_units(amount, currency)


@accounts.command()
@_ACCOUNT
@printed
@needs_database
def balance(account_id: UUID, *, screen: Screen) -> None:
    """Show what it owes and what credit it has, in each currency."""
    there("account", account_id)
    screen.one(_balance(account_id))


@accounts.command()
@_ACCOUNT
@printed
@needs_database
def maximums(account_id: UUID, *, screen: Screen) -> None:
    """List the maximums of seats that were agreed with it."""
    there("account", account_id)
    screen.many(_maximums(account_id), ("product", "seat_type", "maximum", "agreed_at"))


@accounts.command("agree-maximum")
@_ACCOUNT
@click.argument("product_id", metavar="PRODUCT", type=RowId("prod"))
@click.argument("seat_type")
@click.argument("maximum", type=click.IntRange(0))
@KEY
@printed
@needs_database
def agree_maximum(
    account_id: UUID,
    product_id: UUID,
    seat_type: str,
    maximum: int,
    *,
    key: str | None,
    screen: Screen,
) -> None:
    """Let it have MAXIMUM seats of SEAT_TYPE at most, in the place of what the plan says."""
    from curule.selectors.programs.catalog import find_products
    from curule.services.accounts import accounts as commands

    at = there("account", account_id)
    if not find_products([product_id]):
        raise Missing(f"There is no product {public_id('prod', product_id)}.")
    with refusals_said():
        commands.set_maximum(
            **at.acts(key), product_id=product_id, seat_type=seat_type, maximum=maximum
        )
    screen.many(_maximums(account_id), ("product", "seat_type", "maximum", "agreed_at"))


@accounts.command("tax-id")
@_ACCOUNT
@printed
@needs_database
def tax_id(account_id: UUID, *, screen: Screen) -> None:
    """Show its tax number, and what the office answered about it."""
    from curule.selectors.tax_ids import list_number_checks, number_standing

    there("account", account_id)
    number, standing = ACCOUNTS.find(account_id)["tax_id"], number_standing(account_id)
    screen.one(
        {
            "object": "tax_id",
            "account": public_id("acc", account_id),
            "tax_id": number,
            "state": standing.state if number and standing.state else None,
            "is_asked": standing.is_asked,
            "checks": [
                {
                    "tax_id": each.tax_id,
                    "state": each.state.value,
                    "asked_at": plain(each.asked_at),
                    "answered_at": plain(each.answered_at),
                    "name": each.name,
                    "address": each.address,
                    "reference": each.reference,
                }
                for each in list_number_checks(account_id)
            ],
        }
    )


def _balance(account_id: UUID) -> dict[str, Any]:
    """Return what an account owes and has, as the API shows it."""
    from curule.selectors.credit import balances, credit_made_of, payable_out

    return {
        "object": "balance",
        "account": public_id("acc", account_id),
        "currencies": [
            {
                "owed": plain(Money(each.owed, each.currency)),
                "credit": plain(Money(each.credit, each.currency)),
                "goodwill": plain(
                    Money(credit_made_of(account_id, each.currency).goodwill, each.currency)
                ),
                "payable_out": plain(Money(payable_out(account_id, each.currency), each.currency)),
            }
            for each in balances(account_id)
        ],
    }


def _maximums(account_id: UUID) -> list[dict[str, Any]]:
    from curule.selectors.programs.accounts import list_maximums

    return [{"object": "seat_maximum", **plain(row)} for row in list_maximums(account_id)]
