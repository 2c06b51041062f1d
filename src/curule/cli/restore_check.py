"""`curule restore-check`: after a restore, what the world knows that the database does not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click

from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON
from curule.cli.written_ids import RowId

if TYPE_CHECKING:
    from curule.services.recovery.restoring import ForgottenCharge, Gap  # loads Django


@click.command("restore-check")
@click.option("--apply", "is_applied", is_flag=True,
              help="Take the charges in and go on behind the numbers given.")  # fmt: skip
@click.option("--charge-of", "named", nargs=2, type=(str, RowId("acc")), multiple=True,
              metavar="KEY ACCOUNT", help="Whose a charge is, where nobody knows.")  # fmt: skip
@AS_JSON
@needs_database
def restore_check(*, is_applied: bool, named: tuple[tuple[str, UUID], ...], as_json: bool) -> int:
    """List what happened after the backup: charges, refunds, numbers of papers, mails.

    Nothing is written without --apply, and nothing is ever charged. Exit status 1 while something
    is left to do; refunds are told, and nothing can be done about them here.
    """
    from curule.services.recovery.restoring import look_around

    gap = look_around()
    owners = _owners(gap, dict(named))
    if is_applied:
        _apply(gap, owners)
        gap = look_around()
    if as_json:
        click.echo(json.dumps(_as_mapping(gap), indent=2))
    else:
        for line in _lines(gap, owners):
            click.echo(line)
    return 0 if gap.is_closed else 1


def _owners(gap: Gap, named: Mapping[str, UUID]) -> Mapping[str, UUID]:
    """Return whose each forgotten charge is, as far as anybody knows."""
    from curule.selectors.invariants import is_account

    unknown = sorted(set(named) - {charge.key for charge in gap.open_charges})
    if unknown:
        raise click.BadParameter(
            f"no charge with the key {unknown[0]} is missing here.", param_hint="--charge-of"
        )
    for account_id in named.values():
        if not is_account(account_id):
            raise click.BadParameter(f"there is no account {account_id}.", param_hint="--charge-of")
    found = {charge.key: charge.account_id for charge in gap.open_charges if charge.account_id}
    return {**found, **named}


def _apply(gap: Gap, owners: Mapping[str, UUID]) -> None:
    """Close the gap: the money first, so that nothing can be issued before it is here."""
    from curule.services.recovery.restoring import go_on_behind, take_in

    if gap.silent:
        name, reason = gap.silent[0]
        raise click.ClickException(
            f"{name} cannot be asked now, and may have charged what is unknown here; "
            f"nothing was changed ({reason})."
        )
    for charge in gap.open_charges:
        if not charge.can_be_taken_in:
            raise click.ClickException(
                f"{charge.reference}: a part of it was given back there; give the rest back at "
                f"{charge.gateway} too, then run this again. Nothing was changed."
            )
        if charge.key not in owners:
            raise click.ClickException(
                f"{charge.reference}: nobody here knows whose charge this is; find the customer at "
                f"{charge.gateway} and name the account: --charge-of {charge.key} ACCOUNT. "
                "Nothing was changed."
            )
    now = datetime.now(UTC)
    for charge in gap.open_charges:
        take_in(charge, account_id=owners[charge.key], now=now)
        click.echo(f"{charge.reference}: {charge.amount} is now money of {owners[charge.key]}.")
    go_on_behind(gap.numbers, now=now)
    for each in gap.numbers:
        click.echo(f"{each.series} goes on with {each.given + 1}.")


def _lines(gap: Gap, owners: Mapping[str, UUID]) -> Iterator[str]:
    if gap.stands_at:
        yield f"The database remembers up to {gap.stands_at:%Y-%m-%d %H:%M:%S} UTC."
    for each in gap.numbers:
        yield (
            f"{each.series}: stands at {each.stands}, but {each.given} was given already; "
            "--apply goes on behind it."
        )
    for charge in gap.charges:
        yield f"{charge.gateway}, {charge.reference}: {charge.amount} {_charge(charge, owners)}"
    for refund in gap.refunds:
        yield (
            f"{refund.gateway}, {refund.reference}: {refund.there} was given back there, "
            f"{refund.here} here, account {refund.account_id}; nothing sends the difference "
            "again by itself. Give it back by no credit note here, which would pay it a second "
            "time; keep it in your own books."
        )
    for name, reason in gap.silent:
        yield f"{name} cannot be asked now ({reason}); run this again when it can."
    if gap.mails_waiting:
        mails = "1 mail waits" if gap.mails_waiting == 1 else f"{gap.mails_waiting} mails wait"
        yield f"{mails}, which may have been sent already: recipients may get such a mail twice."
    yield (
        "Nothing is left to do; let `curule worker --once` catch up, then run `curule verify`."
        if gap.is_closed
        else "Start nothing before this is done: what was charged would be charged again."
    )


def _charge(charge: ForgottenCharge, owners: Mapping[str, UUID]) -> str:
    if charge.is_undone:
        return "was charged and given back there; nothing to do."
    if charge.key in owners:
        return (
            f"was charged there, unknown here, account {owners[charge.key]}; "
            "--apply takes it in as money of the account."
        )
    return (
        "was charged there, unknown here, of nobody known; "
        f"name the account: --charge-of {charge.key} ACCOUNT"
    )


def _as_mapping(gap: Gap) -> dict[str, object]:
    return {
        "is_closed": gap.is_closed,
        "stands_at": gap.stands_at.isoformat() if gap.stands_at else None,
        "numbers": [
            {"series": each.series, "stands": each.stands, "given": each.given}
            for each in gap.numbers
        ],
        "charges": [
            {
                "gateway": charge.gateway,
                "key": charge.key,
                "reference": charge.reference,
                "amount": str(charge.amount),
                "refunded": str(charge.refunded),
                "account_id": str(charge.account_id) if charge.account_id else None,
            }
            for charge in gap.charges
        ],
        "refunds": [
            {
                "gateway": refund.gateway,
                "reference": refund.reference,
                "account_id": str(refund.account_id),
                "here": str(refund.here),
                "there": str(refund.there),
            }
            for refund in gap.refunds
        ],
        "mails_waiting": gap.mails_waiting,
        "silent": [{"gateway": name, "reason": reason} for name, reason in gap.silent],
    }
