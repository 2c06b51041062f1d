"""`curule accounts`: the vendor's customers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import click

from curule.cli.as_json import account_shape
from curule.cli.nouns.acting import DRY_RUN, actor
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import refusals_said, rehearsed
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

ACCOUNTS: Final = Seen(
    kind="account",
    prefix="acc",
    plural="accounts",
    module="curule.selectors.programs.accounts",
    columns=("id", "name", "country", "channel", "created_at", "closed_at"),
    filters={
        "country": click.STRING,
        "channel": click.STRING,
        "clock": RowId("clock"),
        "parked": click.BOOL,
    },
    shape=account_shape,
)


@click.group()
def accounts() -> None:
    """List customers, show one, open one."""


add_reading(accounts, ACCOUNTS)


@accounts.command()
@click.argument("name")
@click.option("--country", required=True, help="Two letters (ISO 3166), like FR.")
@click.option("--owner", help="Mail address of a person who owns it from the start.")
@click.option("--individual", is_flag=True, help="A person who buys for themselves.")
@click.option("--consumer", is_flag=True, help="Buys as a consumer, not as a business.")
@click.option("--tax-id", default="", help="Its tax number.")
@click.option(
    "--registration-number", default="", help="SIREN of a French business, КПП of a Russian one."
)
@click.option("--time-zone", default="UTC", show_default=True, help="In which its dates are.")
@click.option("--language", default="en", show_default=True, help="Of its papers and mails.")
@click.option("--clock", type=RowId("clock"), help="A test clock: then it is test data.")
@DRY_RUN
@printed
@needs_database
def create(
    name: str,
    *,
    country: str,
    owner: str | None,
    individual: bool,
    consumer: bool,
    tax_id: str,
    registration_number: str,
    time_zone: str,
    language: str,
    clock: UUID | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Open an account called NAME.

    The owner is registered with the address as it is given: whoever proves it by signing in finds
    the account there.
    """
    from curule.core.roles import Role
    from curule.services.accounts import accounts as commands
    from curule.services.people import roles
    from curule.services.seating import people

    now = _now_on(clock)
    with refusals_said(), rehearsed(dry_run=dry_run):
        account_id = commands.open_account(
            actor=actor(),
            name=name,
            country=country,
            kind="individual" if individual else "company",
            is_business=not consumer,
            tax_id=tax_id,
            registration_number=registration_number,
            time_zone=time_zone,
            language=language,
            clock_id=clock,
            now=now,
        )
        if owner:
            person_id = people.register(
                email=owner, language=language, time_zone=time_zone, verified=True, now=now
            )
            commands.add_member(actor=actor(), account_id=account_id, person_id=person_id, now=now)
            roles.grant(
                actor=actor(), account_id=account_id, person_id=person_id, role=Role.OWNER, now=now
            )
        screen.one(ACCOUNTS.find(account_id))
    if dry_run:
        screen.say("Nothing was opened: this was a dry run.")
    else:
        written = public_id("acc", account_id)
        screen.say(f"Sell it something: curule quotes create --account {written} --plan …")


def _now_on(clock_id: UUID | None) -> datetime:
    """Return the time on a test clock, or the real time. Raises `Missing`."""
    from curule.cli.refused import Missing
    from curule.selectors.programs.catalog import find_clocks

    now = datetime.now(UTC)
    if clock_id is None:
        return now
    found = find_clocks(now, [clock_id])
    if not found:
        raise Missing(f"There is no test clock {public_id('clock', clock_id)}.")
    return found[0].now
