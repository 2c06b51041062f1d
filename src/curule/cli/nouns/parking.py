"""Accounts at a safety bound, and how much one invoice of an account may come to."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import KEY, asks_first, there
from curule.cli.nouns.agreements import accounts
from curule.cli.nouns.doing import REASON
from curule.cli.nouns.money import minor_units
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId

__all__ = ["accounts"]

_ACCOUNT: Final = click.argument("account_id", metavar="ACCOUNT", type=RowId("acc"))
_COLUMNS: Final = ("most", "set_at")


@accounts.command()
@_ACCOUNT
@printed
@needs_database
def parking(account_id: UUID, *, screen: Screen) -> None:
    """Show whether it is parked at a safety bound, and what it met."""
    there("account", account_id)
    screen.one(_parking(account_id))


@accounts.command()
@_ACCOUNT
@REASON
@KEY
@printed
@asks_first("This lets the account be charged again.")
@needs_database
def release(account_id: UUID, *, reason: str, key: str | None, screen: Screen) -> None:
    """Let it be charged again; what was due meanwhile is carried out next."""
    from curule.services.accounts import parking as commands

    at = there("account", account_id)
    refuse_older_backup()
    with refusals_said():
        commands.release(**at.acts(key), reason=reason)
    screen.one(_parking(account_id))


@accounts.command("invoice-caps")
@_ACCOUNT
@printed
@needs_database
def invoice_caps(account_id: UUID, *, screen: Screen) -> None:
    """List how much one invoice of it may come to, by currency."""
    there("account", account_id)
    screen.many(_caps(account_id), _COLUMNS)


@accounts.command("cap-invoices")
@_ACCOUNT
@click.argument("currency")
@click.argument("amount", required=False)
@KEY
@printed
@needs_database
def cap_invoices(
    account_id: UUID, currency: str, amount: str | None, *, key: str | None, screen: Screen
) -> None:
    """Let one invoice come to AMOUNT (like 5000.00) at most, with tax; without it, to anything."""
    from curule.services.accounts import parking as commands

    at = there("account", account_id)
    most = None if amount is None else minor_units(amount, currency)
    with refusals_said():
        commands.set_cap(**at.acts(key), currency=currency, most=most)
    screen.many(_caps(account_id), _COLUMNS)


def _parking(account_id: UUID) -> dict[str, Any]:
    from curule.selectors.parking import parking_of

    return {"object": "account_parking", **plain(parking_of(account_id))}


def _caps(account_id: UUID) -> list[dict[str, Any]]:
    from curule.selectors.parking import list_caps

    return [{"object": "invoice_cap", **plain(each)} for each in list_caps(account_id)]
