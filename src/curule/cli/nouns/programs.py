"""What programs ask and tell: entitlements, use, devices, your own ids, and the requests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import actor, asks_first
from curule.cli.nouns.reading import Seen, Told, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import internal_id, public_id

if TYPE_CHECKING:
    from curule.selectors.tokens import DeviceRow

_MODE: Final = click.option(
    "--live/--test", "is_live", default=True, help="Real customers (usual), or test data."
)
_PRODUCT: Final = click.option("--product", required=True, help="Its key or its id (prod_…).")
_USER: Final = click.argument("user")

EXTERNAL_IDS: Final = Seen(
    kind="external_id",
    prefix="ext",
    plural="external_ids",
    finds="find_external_id",
    module="curule.selectors.external_ids",
    columns=("id", "external_id", "email", "user", "created_at"),
    filters={"external_id": click.STRING, "email": click.STRING},
    told=Told.MODE,
)
REQUESTS: Final = Seen(
    kind="request",
    prefix="req",
    plural="requests",
    module="curule.selectors.programs.requests",
    columns=("id", "key", "method", "path", "status", "code", "milliseconds", "created_at"),
    filters={"key": click.STRING, "code": click.STRING},
    told=Told.MODE,
)


@click.group()
def entitlements() -> None:
    """Say who may use a product, until when; if not, why not."""


@click.group()
def devices() -> None:
    """List the devices on which somebody uses a product offline, and free one's place."""


@click.group("external-ids")
def external_ids() -> None:
    """List what your programs call people, name somebody, and end a name."""


@click.group()
def requests() -> None:
    """List what programs asked of the API, and show one request."""


@click.group()
def usage() -> None:
    """Say who used a product, and when."""


add_reading(external_ids, EXTERNAL_IDS)
add_reading(requests, REQUESTS)


# --- who may use what -----------------------------------------------------------------------------


@entitlements.command("show")
@_USER
@_PRODUCT
@_MODE
@printed
@needs_database
def show_entitlement(user: str, *, product: str, is_live: bool, screen: Screen) -> None:
    """Say whether USER, an address, an id (usr_…) or an id of yours, may use a product."""
    from curule.selectors.entitlements import answered

    email, person_id = _whom(user, is_live=is_live)
    access = answered(
        product_id=_product(product),
        email=email,
        person_id=person_id,
        is_live=is_live,
        now=datetime.now(UTC),
    ).access
    screen.one(
        {
            "object": "entitlement",
            "user": user,
            "product": product,
            "allowed": access.allowed,
            "until": plain(access.until),
            "seat_types": list(access.seat_types),
            "reason": plain(access.reason),
            "options": list(access.options),
        }
    )


@devices.command("list")
@_USER
@_PRODUCT
@_MODE
@printed
@needs_database
def list_devices(user: str, *, product: str, is_live: bool, screen: Screen) -> None:
    """List the devices of USER, the newest first."""
    from curule.selectors import tokens

    email, person_id = _whom(user, is_live=is_live)
    rows = tokens.list_devices(
        product_id=_product(product), email=email, person_id=person_id, is_live=is_live
    )
    columns = ("id", "name", "added_at", "token_until", "released_at")
    screen.many([_device_shape(row) for row in rows], columns)


@devices.command()
@click.argument("device_id", metavar="DEVICE", type=RowId("dev"))
@printed
@asks_first("Its tokens are void from then on.")
@needs_database
def release(device_id: UUID, *, screen: Screen) -> None:
    """Free a device's place for another one."""
    from curule.selectors.clocks import now_for
    from curule.services.tokens import devices as commands

    found, now = _device(device_id), datetime.now(UTC)
    with refusals_said():
        commands.release(
            actor=actor(),
            account_id=found.account_id,
            device_id=found.id,
            now=now_for(found.account_id, now),
            real_now=now,
        )
    screen.one(_device_shape(_device(device_id)))


@usage.command()
@click.argument("users", nargs=-1, required=True)
@_PRODUCT
@click.option("--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="UTC; or now.")
@_MODE
@printed
@needs_database
def report(
    users: tuple[str, ...], *, product: str, at: datetime | None, is_live: bool, screen: Screen
) -> None:
    """Say that USERS used a product; customers see it beside each person.

    Each is an address, an id (usr_…) or an id of yours; whoever has no seat is passed over.
    """
    from curule.services.seats.usage import report_use_everywhere

    then = None if at is None else at.replace(tzinfo=UTC)
    found = [_address(user, is_live=is_live) for user in users]
    with refusals_said():
        seats = report_use_everywhere(
            actor=actor(),
            product_id=_product(product),
            used={email: then for email in found if email},
            is_live=is_live,
            now=datetime.now(UTC),
        )
    screen.one({"object": "usage", "product": product, "seats": seats})


# --- your own ids ---------------------------------------------------------------------------------


@external_ids.command()
@click.argument("external_id")
@click.argument("email")
@_MODE
@printed
@needs_database
def give(external_id: str, email: str, *, is_live: bool, screen: Screen) -> None:
    """Let EXTERNAL_ID mean the address EMAIL, and nobody else from now on."""
    from curule.services import external_ids as commands

    with refusals_said():
        row_id = commands.give(
            actor=actor(),
            external_id=external_id,
            email=email,
            is_live=is_live,
            now=datetime.now(UTC),
        )
    screen.one(EXTERNAL_IDS.find(row_id))


@external_ids.command()
@click.argument("row_id", metavar="ID", type=RowId("ext"))
@printed
@asks_first("Whoever asks by it is answered as for somebody unknown.")
@needs_database
def end(row_id: UUID, *, screen: Screen) -> None:
    """Let an id of yours mean nobody."""
    from curule.selectors.external_ids import find_external_id
    from curule.services import external_ids as commands

    row = EXTERNAL_IDS.find(row_id)
    is_live = find_external_id(row_id, is_live=True) is not None
    with refusals_said():
        commands.end(actor=actor(), row_id=row_id, is_live=is_live, now=datetime.now(UTC))
    screen.one(row)


# --- leaves ---------------------------------------------------------------------------------------


def _product(written: str) -> UUID:
    """Return the product that is named so. Raises `Missing`."""
    from curule.selectors.catalog import find_product

    found = find_product(key=written, product_id=internal_id("prod", written))
    if found is None:
        raise Missing(f"There is no product {written}.")
    return found


def _whom(written: str, *, is_live: bool) -> tuple[str, UUID | None]:
    """Return the address and the id of who is meant; a name of nobody's means nobody."""
    from curule.selectors.external_ids import find_called

    person_id = internal_id("usr", written)
    if person_id is not None or "@" in written:
        return written, person_id
    _row_id, email = find_called([written], is_live=is_live).get(written, (None, ""))
    return email, None


def _address(written: str, *, is_live: bool) -> str:
    """Return the address of who is meant, or the empty one."""
    from curule.selectors.external_ids import addresses_of_users

    email, person_id = _whom(written, is_live=is_live)
    return email if person_id is None else addresses_of_users([person_id]).get(person_id, "")


def _device(device_id: UUID) -> DeviceRow:
    """Return a device. Raises `Missing`."""
    from curule.selectors.tokens import find_device

    for is_live in (True, False):
        found = find_device(device_id, is_live=is_live)
        if found is not None:
            return found
    raise Missing(f"There is no device {public_id('dev', device_id)}.")


def _device_shape(row: DeviceRow) -> dict[str, Any]:
    return {
        "object": "device",
        "id": public_id("dev", row.id),
        "user": row.email,
        "name": row.name,
        "added_at": plain(row.added_at),
        "token_until": plain(row.token_until),
        "released_at": plain(row.released_at),
    }
