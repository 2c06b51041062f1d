"""`curule domains`: which mail domains belong to a customer."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import KEY, there
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId

_COLUMNS: Final = ("name", "is_verified", "record.name", "record.value", "proof", "lapses_at")
_ACCOUNT: Final = click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
_NAME: Final = click.argument("name")


@click.group()
def domains() -> None:
    """Say which mail domains belong to a customer, or let a record in the DNS prove it.

    Its identity provider signs people of these domains in, and no others.
    """


@domains.command("list")
@_ACCOUNT
@printed
@needs_database
def list_(account_id: UUID, *, screen: Screen) -> None:
    """List the domains that ACCOUNT_ID has or claims, with the records that prove them."""
    there("account", account_id)
    screen.many(_domains(account_id), _COLUMNS)


@domains.command()
@_ACCOUNT
@_NAME
@KEY
@printed
@needs_database
def claim(account_id: UUID, name: str, *, key: str | None, screen: Screen) -> None:
    """Claim the domain NAME for ACCOUNT_ID: its record is looked for from now on."""
    from curule.services.seats import domain_claims

    at = there("account", account_id)
    with refusals_said():
        domain_claims.claim(**at.acts(key), name=name)
        screen.one(_domain(account_id, name))
    screen.say("Put the record into the DNS of the domain, then: curule domains check.")


@domains.command()
@_ACCOUNT
@_NAME
@printed
@needs_database
def check(account_id: UUID, name: str, *, screen: Screen) -> None:
    """Look for the record of the claimed domain NAME now."""
    from curule.selectors.single_sign_on import list_claimed_domains
    from curule.services.seats import domain_claims
    from curule.services.seats.domains import canonical_domain

    at = there("account", account_id)
    with refusals_said():
        called = canonical_domain(name)
        rows = {row.name: row.claim_id for row in list_claimed_domains(account_id)}
        claim_id = rows.get(called)
        if claim_id is None:
            raise Missing(f"The account does not claim {called}.")
        who = at.acts()["actor"]
        domain_claims.check(actor=who, account_id=at.account_id, claim_id=claim_id, now=at.now)
        screen.one(_domain(account_id, name))


@domains.command()
@_ACCOUNT
@_NAME
@KEY
@printed
@needs_database
def verify(account_id: UUID, name: str, *, key: str | None, screen: Screen) -> None:
    """Write down that the domain NAME belongs to ACCOUNT_ID, once you have made sure of it."""
    from curule.services.seats import domains as commands

    at = there("account", account_id)
    with refusals_said():
        is_new = commands.verify(**at.acts(key), name=name).value
        screen.one(_domain(account_id, name))
    screen.say(f"{name} belongs to it." if is_new else f"{name} belonged to it already.")


@domains.command()
@_ACCOUNT
@_NAME
@KEY
@printed
@needs_database
def remove(account_id: UUID, name: str, *, key: str | None, screen: Screen) -> None:
    """Write down that NAME belongs to ACCOUNT_ID no more; who has a seat keeps it."""
    from curule.services.seats import domains as commands

    at = there("account", account_id)
    with refusals_said():
        was = commands.remove(**at.acts(key), name=name).value
    screen.many(_domains(account_id), _COLUMNS)
    screen.say(f"{name} belongs to it no more." if was else f"{name} did not belong to it.")


def _domain(account_id: UUID, name: str) -> dict[str, Any]:
    from curule.services.seats.domains import canonical_domain

    called = canonical_domain(name)
    return next(row for row in _domains(account_id) if row["name"] == called)


def _domains(account_id: UUID) -> list[dict[str, Any]]:
    """Return the domains of an account as the API lists them."""
    from curule.selectors.single_sign_on import list_claimed_domains

    return [
        {
            "object": "domain",
            "account": plain(account_id, "account"),
            "name": row.name,
            "is_verified": row.is_verified,
            "record": row.record
            and {"object": "domain_record", "name": row.record[0], "value": row.record[1]},
            "proof": row.proof or None,
            "checked_at": plain(row.checked_at),
            "lapses_at": plain(row.lapses_at),
        }
        for row in list_claimed_domains(account_id)
    ]
