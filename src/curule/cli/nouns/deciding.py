"""What waits for somebody: requests for a seat, people who join, announced prices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.nouns.acting import KEY, There, actor, asks_first, there
from curule.cli.nouns.doing import Deed, add_deeds
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from curule.selectors.programs.joins import JoinSeen
    from curule.selectors.programs.sight import Sight

_ACCOUNT: Final = RowId("acc")
_SUBSCRIPTION: Final = RowId("sub")

SEAT_REQUESTS: Final = Seen(
    kind="seat_request",
    prefix="sreq",
    plural="seat_requests",
    module="curule.selectors.programs.seat_requests",
    columns=("id", "email", "seat_type", "status", "reason", "created_at", "account"),
    filters={
        "account": _ACCOUNT,
        "subscription": _SUBSCRIPTION,
        "status": click.Choice(["open", "approved", "declined"]),
    },
)
PRICE_CHANGES: Final = Seen(
    kind="price_change",
    prefix="pchg",
    plural="price_changes",
    module="curule.selectors.programs.price_changes",
    columns=("id", "subscription", "version", "status", "before", "after", "renews_at"),
    filters={
        "account": _ACCOUNT,
        "subscription": _SUBSCRIPTION,
        "plan": RowId("plan"),
        "status": click.Choice(["open", "applied", "withdrawn", "replaced"]),
    },
)


JOINS: Final = Seen(
    kind="join",
    prefix="xfer",
    plural="joins",
    module="curule.selectors.programs.joins",
    columns=("id", "email", "choice", "status", "amount", "moves_at", "held_at", "account"),
    filters={"account": _ACCOUNT, "status": click.Choice(["pending", "moved", "undone"])},
)


@click.group("seat-requests")
def seat_requests() -> None:
    """List who asks for a seat, show one, say yes or no."""


@click.group("price-changes")
def price_changes() -> None:
    """List who was told of new prices, show one. `curule price-change` announces them."""


@click.group()
def joins() -> None:
    """List who joined an account with a plan of their own, hold what moves, or undo it."""


def _asked_for(at: There) -> dict[str, Any]:
    """Return a request as the commands name it."""
    from curule.selectors.programs.seat_requests import find_seat_requests

    for sight in _sights(at.now):
        for row in find_seat_requests(sight, [at.id]):
            return {
                "subscription_id": row.subscription,
                "email": row.email,
                "seat_type": row.seat_type,
            }
    raise AssertionError(at.id)


add_reading(seat_requests, SEAT_REQUESTS)
add_reading(price_changes, PRICE_CHANGES)
add_reading(joins, JOINS)
add_deeds(
    seat_requests,
    SEAT_REQUESTS,
    Deed(
        name="approve",
        says="Give a free seat, or with --buy one that is ordered for it.",
        command="seats.requests:approve",
        row="",
        asks="This gives a seat.",
        pays=True,
        options=(
            click.option("--buy", "may_buy", is_flag=True, help="Order one if none is free."),
        ),
        knowing=_asked_for,
    ),
    Deed(
        name="decline",
        says="Say no; the person is told.",
        command="seats.requests:decline",
        row="",
        options=(click.option("--reason", default="", help="What the person reads."),),
        knowing=_asked_for,
    ),
)


@price_changes.command()
@click.argument("change_id", metavar="PRICE_CHANGE", type=RowId("pchg"))
@printed
@asks_first("This takes an announced price back.")
@needs_database
def withdraw(change_id: UUID, *, screen: Screen) -> None:
    """Let one subscription renew as it is; it is told."""
    from curule.core.refusals import RefusalCode, Refused, refuse
    from curule.selectors.programs.price_changes import find_price_changes
    from curule.services.price_announcements import withdraw_from

    at = there("price_change", change_id)
    (row,) = [row for sight in _sights(at.now) for row in find_price_changes(sight, [at.id])]
    with refusals_said():
        is_withdrawn = row.status == "open" and withdraw_from(
            actor=actor(),
            account_id=at.account_id,
            subscription_id=row.subscription,
            change_id=row.id,
            now=datetime.now(UTC),
        )
        if not is_withdrawn:
            raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE))
    screen.one(PRICE_CHANGES.find(change_id))


# --- joining --------------------------------------------------------------------------------------

_JOIN: Final = click.argument("join_id", metavar="JOIN", type=RowId("xfer"))


@joins.command()
@_JOIN
@KEY
@printed
@needs_database
def hold(join_id: UUID, *, key: str | None, screen: Screen) -> None:
    """Let nothing move for now; who joined can still undo it until its time."""
    _hold(join_id, key, holds=True)
    screen.one(JOINS.find(join_id))


@joins.command()
@_JOIN
@KEY
@printed
@asks_first("This lets money move at its time.")
@needs_database
def release(join_id: UUID, *, key: str | None, screen: Screen) -> None:
    """Hold it no more: it moves at its time, or from now on where that has passed."""
    refuse_older_backup()
    _hold(join_id, key, holds=False)
    screen.one(JOINS.find(join_id))


@joins.command()
@_JOIN
@KEY
@printed
@asks_first("This ends the membership, and the own plan runs again.")
@needs_database
def undo(join_id: UUID, *, key: str | None, screen: Screen) -> None:
    """Take joining back before the money moves: the own plan runs again with its old end."""
    from curule.services.joining import joining

    row = _join(join_id)
    acts = there("account", row.account).acts(key)
    with refusals_said():
        joining.undo_join(**acts, person_id=row.user, settlement_id=row.id)
    screen.one(JOINS.find(join_id))


def _hold(join_id: UUID, key: str | None, *, holds: bool) -> None:
    from curule.services.joining import joining

    row = _join(join_id)
    acts = there("account", row.own_account).acts(key)
    with refusals_said():
        joining.hold(**acts, settlement_id=row.id, holds=holds)


def _join(join_id: UUID) -> JoinSeen:
    """Return a join. Raises `Missing`."""
    from curule.selectors.programs.joins import find_joins

    for sight in _sights(datetime.now(UTC)):
        for row in find_joins(sight, [join_id]):
            return row
    raise Missing(f"There is no join {public_id('xfer', join_id)}.")


def _sights(now: datetime) -> tuple[Sight, Sight]:
    """Return who sees real customers, and who sees test data."""
    from curule.selectors.programs.sight import Sight

    return Sight(is_live=True, now=now), Sight(is_live=False, now=now)
