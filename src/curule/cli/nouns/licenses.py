"""`curule licenses`: seats one by one, bound to a person and unbound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from curule.cli.nouns.acting import KEY, There, asks_first, there
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId

if TYPE_CHECKING:
    from curule.selectors.programs.licenses import LicenseSeen

_MODULE: Final = "curule.selectors.programs.licenses"
_LICENSE: Final = RowId("lic")

LICENSES: Final = Seen(
    kind="license",
    prefix="lic",
    plural="licenses",
    module=_MODULE,
    columns=("id", "seat_type", "status", "email", "starts_at", "ends_at", "license_batch"),
    filters={
        "account": RowId("acc"),
        "subscription": RowId("sub"),
        "license_batch": RowId("lbt"),
        "email": click.STRING,
    },
)
BATCHES: Final = Seen(
    kind="license_batch",
    prefix="lbt",
    plural="license_batches",
    module=_MODULE,
    columns=("id", "total", "taken", "starts_at", "ends_at", "subscription"),
    filters={"account": RowId("acc"), "subscription": RowId("sub")},
)


@click.group()
def licenses() -> None:
    """List licenses, bind one to a person, unbind it."""


@click.group("license-batches")
def license_batches() -> None:
    """List batches of licenses, and show one."""


add_reading(licenses, LICENSES)
add_reading(license_batches, BATCHES)


@licenses.command()
@click.argument("license_id", metavar="LICENSE", type=_LICENSE)
@click.argument("email")
@KEY
@printed
@needs_database
def bind(license_id: UUID, email: str, *, key: str | None, screen: Screen) -> None:
    """Give this one license to the person with the address EMAIL."""
    from curule.services.seats import seats

    at, row = _there(license_id)
    with refusals_said():
        seats.bind(
            **at.acts(key),
            subscription_id=row.subscription,
            email=email,
            seat_type=row.seat_type,
            seat_id=row.id,
        )
    screen.one(LICENSES.find(license_id))


@licenses.command()
@click.argument("license_id", metavar="LICENSE", type=_LICENSE)
@KEY
@printed
@asks_first("This ends somebody's access.")
@needs_database
def unbind(license_id: UUID, *, key: str | None, screen: Screen) -> None:
    """Free a license; it stays paid for."""
    from curule.core.refusals import RefusalCode, Refused, refuse
    from curule.services.seats import seats

    at, row = _there(license_id)
    with refusals_said():
        if row.email is None:
            raise Refused(refuse(RefusalCode.NOT_ASSIGNED))
        seats.unassign(
            **at.acts(key),
            subscription_id=row.subscription,
            email=row.email,
            seat_type=row.seat_type,
            seat_id=row.id,
        )
    screen.one(LICENSES.find(license_id))


def _there(license_id: UUID) -> tuple[There, LicenseSeen]:
    """Return where a license is, and the license. Raises `Missing`."""
    from curule.selectors.programs.licenses import find_licenses
    from curule.selectors.programs.sight import Sight

    at = there("license", license_id)
    for is_live in (True, False):
        found = find_licenses(Sight(is_live=is_live, now=at.now), [license_id])
        if found:
            return at, found[0]
    raise AssertionError(license_id)
