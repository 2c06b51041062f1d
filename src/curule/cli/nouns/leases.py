"""`curule leases`: seats that are lent, to somebody and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import click

from curule.cli.nouns.acting import KEY, asks_first, there
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.core.leases import LONGEST, SHORTEST, USUAL

_LEASE: Final = RowId("lse")

LEASES: Final = Seen(
    kind="lease",
    prefix="lse",
    plural="leases",
    module="curule.selectors.programs.leases",
    columns=("id", "seat_type", "email", "began_at", "expires_at", "ended_at", "end_reason"),
    filters={"account": RowId("acc"), "subscription": RowId("sub"), "email": click.STRING},
)


@click.group()
def leases() -> None:
    """List leases, lend a free seat, take one back."""


add_reading(leases, LEASES)


@leases.command("check-out")
@click.argument("subscription_id", metavar="SUBSCRIPTION", type=RowId("sub"))
@click.argument("email")
@click.option("--seat-type", help="Of this type; by default the plan's first.")
@click.option(
    "--seconds",
    type=click.IntRange(int(SHORTEST.total_seconds()), int(LONGEST.total_seconds())),
    default=int(USUAL.total_seconds()),
    show_default=True,
    help="So long it is lent.",
)
@KEY
@printed
@needs_database
def check_out(
    subscription_id: UUID,
    email: str,
    *,
    seat_type: str | None,
    seconds: int,
    key: str | None,
    screen: Screen,
) -> None:
    """Lend a free seat to the member with the address EMAIL."""
    from curule.services.seats import leases as lending

    with refusals_said():
        done = lending.check_out(
            **there("subscription", subscription_id).acts(key),
            subscription_id=subscription_id,
            email=email,
            seat_type=seat_type,
            lasts=timedelta(seconds=seconds),
        )
    screen.one(LEASES.find(done.value))


@leases.command("force-release")
@click.argument("lease_id", metavar="LEASE", type=_LEASE)
@printed
@asks_first("This ends somebody's access.")
@needs_database
def force_release(lease_id: UUID, *, screen: Screen) -> None:
    """Take a lent seat back; its holder is told by mail."""
    from curule.services.seats import leases as lending

    with refusals_said():
        lending.give_back(**there("lease", lease_id).acts(None), lease_id=lease_id, is_forced=True)
    screen.one(LEASES.find(lease_id))
