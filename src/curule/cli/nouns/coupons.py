"""`curule coupons`: codes that make a first purchase or some periods cheaper."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

import click

from curule.cli.nouns.acting import DRY_RUN, actor, asks_first
from curule.cli.nouns.money import minor_units
from curule.cli.nouns.reading import Seen, Told, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import refusals_said, rehearsed
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId

_DAY: Final = click.DateTime(["%Y-%m-%d"])

COUPONS: Final = Seen(
    kind="coupon",
    prefix="cpn",
    plural="coupons",
    module="curule.selectors.programs.coupons",
    columns=("id", "code", "status", "percent", "amount", "periods", "redeemed", "valid_until"),
    filters={
        "code": click.STRING,
        "status": click.Choice(["open", "waiting", "used_up", "expired", "stopped"]),
    },
    told=Told.NOW,
)


@click.group()
def coupons() -> None:
    """List coupons, show one, make one, stop one, and list who redeemed it."""


add_reading(coupons, COUPONS)


@coupons.command()
@click.argument("code")
@click.option("--percent", help="So much off, like 12.5.")
@click.option("--amount", nargs=2, metavar="AMOUNT CURRENCY", help="Off each billing period.")
@click.option("--periods", type=click.IntRange(1), default=1, show_default=True, help="So many.")
@click.option("--for-good", is_flag=True, help="In the place of --periods.")
@click.option("--valid-from", type=_DAY, help="From this day on (UTC); by default from now on.")
@click.option("--valid-until", type=_DAY, help="Up to but without this day (UTC).")
@click.option("--limit", type=click.IntRange(1), help="So often in all.")
@click.option("--limit-per-account", type=click.IntRange(1), default=1, show_default=True)
@click.option("--first-purchase", is_flag=True, help="For those who buy for the first time.")
@click.option("--plan", "plan_ids", type=RowId("plan"), multiple=True, help="For this plan only.")
@DRY_RUN
@printed
@needs_database
def create(
    code: str,
    *,
    percent: str | None,
    amount: tuple[str, str] | None,
    periods: int,
    for_good: bool,
    valid_from: datetime | None,
    valid_until: datetime | None,
    limit: int | None,
    limit_per_account: int,
    first_purchase: bool,
    plan_ids: tuple[UUID, ...],
    dry_run: bool,
    screen: Screen,
) -> None:
    """Make a coupon with the code CODE; what it takes off never changes."""
    from curule.services import coupon_making

    if (percent is None) == (amount is None):
        raise click.UsageError("a coupon takes off --percent or an --amount.")
    now = datetime.now(UTC)
    terms = coupon_making.CouponTerms(
        code=code,
        percent=None if percent is None else _percent(percent),
        amount=None if amount is None else minor_units(*amount),
        currency="" if amount is None else amount[1],
        periods=None if for_good else periods,
        valid_from=now if valid_from is None else valid_from.replace(tzinfo=UTC),
        valid_until=None if valid_until is None else valid_until.replace(tzinfo=UTC),
        limit_in_all=limit,
        limit_per_account=limit_per_account,
        is_for_first_purchase=first_purchase,
        plan_ids=plan_ids,
    )
    with refusals_said(), rehearsed(dry_run=dry_run):
        made = coupon_making.make_coupon(actor=actor(), terms=terms, now=now)
        screen.one(COUPONS.find(made))
    if dry_run:
        screen.say("Nothing was made: this was a dry run.")


@coupons.command()
@click.argument("coupon_id", metavar="COUPON", type=RowId("cpn"))
@printed
@asks_first("Nobody can redeem it any more.")
@needs_database
def stop(coupon_id: UUID, *, screen: Screen) -> None:
    """Let nobody redeem it any more; where it was redeemed it holds on."""
    from curule.services import coupon_making

    COUPONS.find(coupon_id)
    with refusals_said():
        coupon_making.stop_coupon(actor=actor(), coupon_id=coupon_id, now=datetime.now(UTC))
    screen.one(COUPONS.find(coupon_id))


@coupons.command()
@click.argument("coupon_id", metavar="COUPON", type=RowId("cpn"))
@click.option("--live/--test", "is_live", default=True, help="Real customers, or test data.")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--after", type=RowId("rdm"), help="Go on behind this one.")
@printed
@needs_database
def redemptions(
    coupon_id: UUID, *, is_live: bool, limit: int, after: UUID | None, screen: Screen
) -> None:
    """List who redeemed a coupon, the newest first."""
    from curule.cli.as_json import shaped
    from curule.selectors.programs.coupons import list_redemptions
    from curule.selectors.programs.sight import Sight
    from curule.selectors.programs.windows import Window

    COUPONS.find(coupon_id)
    found = list_redemptions(
        Sight(is_live=is_live, now=datetime.now(UTC)),
        Window(limit=limit, after=after),
        coupon=coupon_id,
    )
    rows = [shaped("coupon_redemption", "rdm", row) for row in found.rows]
    columns = ("id", "account", "subscription", "status", "used", "created_at")
    screen.page(rows, columns, has_more=found.has_more, none="Nobody redeemed it.")


def _percent(written: str) -> Decimal:
    """Return per cent. Fails as wrong usage for what is none."""
    try:
        found = Decimal(written)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 < found <= 100 or found != round(found, 2):
        raise click.UsageError(f"{written!r} is not more than 0 and at most 100, like 12.5.")
    return found
