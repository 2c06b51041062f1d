"""`curule reconcile`: a gateway's own lists of charges and refunds beside ours (I18)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON

if TYPE_CHECKING:
    from curule.core.money import Money
    from curule.services.recovery.differences import Difference
    from curule.services.recovery.reconciling import Comparison  # loads Django


@click.command()
@click.option("--gateway", "gateway_name", help="Compare with this gateway only, such as stripe.")
@click.option("-n", "--dry-run", is_flag=True, help="Compare only; nothing is written.")
@AS_JSON
@needs_database
def reconcile(gateway_name: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Compare each gateway's charges and refunds with those here; no money is moved.

    What somebody has to decide is put on the console's list of contradictions, and a refund that
    came back there waits under Refunds.

    Exit status 1 when they are not the same in id, amount and currency, a refund that was sent
    here did not arrive there, or a gateway cannot be asked.
    """
    from curule.gateways.payments.base import GatewayUnavailable
    from curule.services.recovery.reconciling import collecting_gateways
    from curule.services.recovery.reconciling import reconcile as compare

    known = collecting_gateways()
    if gateway_name is not None and gateway_name not in known:
        raise click.BadParameter(
            f"none that collects has this name; there are: {', '.join(known) or 'none'}.",
            param_hint="--gateway",
        )
    compared: list[Comparison] = []
    for name in known if gateway_name is None else (gateway_name,):
        try:
            compared.append(compare(name))
        except GatewayUnavailable as error:
            raise click.ClickException(f"{name}: {error}") from error
    if as_json:
        click.echo(json.dumps([_as_mapping(each) for each in compared], indent=2))
    else:
        for each in compared:
            _print(each)
    if not dry_run:
        _bring(compared)
    return 0 if all(each.agrees for each in compared) else 1


def _bring(found: list[Comparison]) -> None:
    """Bring what was found to where somebody sees to it, and say so beside the answer."""
    from curule.gateways.payments.base import GatewayUnavailable
    from curule.services.recovery.filing import bring

    for each in found:
        try:
            filed = bring(each, now=datetime.now(UTC))
        except GatewayUnavailable as error:
            raise click.ClickException(f"{each.gateway}: {error}") from error
        if filed.contradictions:
            listed = _counted(filed.contradictions, "contradiction")
            click.echo(f"{listed} put on the list: Payments, Contradictions.", err=True)
        if filed.came_back:
            back = _counted(filed.came_back, "refund")
            click.echo(f"{back} came back: to pay out under Payments, Refunds.", err=True)


def _print(compared: Comparison) -> None:
    books = _counted(compared.compared, "charge")
    if compared.refunds is not None:
        books += f" and {_counted(compared.refunds, 'refund')}"
    if compared.agrees:
        click.echo(f"{compared.gateway}: {books}, the same here and there.")
    else:
        faults = sum(difference.is_fault for difference in compared.differences)
        click.echo(f"{compared.gateway}: {books}, {_counted(faults, 'difference')}:")
    for difference in compared.differences:
        click.echo(f"  {_line(difference)}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_SENTENCES = {
    "only_at_gateway": "charged there, but there is no such payment here",
    "only_here": "a payment here, but there is no such charge there",
    "amount": "another amount or currency",
    "reference": "another id there than here",
    "twice": "charged twice under one key",
    "failed_here": "charged there, but the payment failed here",
    "waits": "charged there, without an answer here yet (the worker will ask)",
    "refund_only_there": "given back there, but there is no such refund here",
    "refund_only_here": "a refund that was sent here, but there is no such refund there",
    "refund_amount": "a refund of another amount or currency",
    "refund_reference": "a refund with another id there than here",
    "refund_failed_there": "a refund that was sent here, but came back there",
    "refund_sent_there": "given back there, but the refund failed here or was paid at the bank",
    "refund_waits": "a refund that is not decided on both sides yet (the worker will ask)",
}


def _line(difference: Difference) -> str:
    numbers = [
        f"{place} {amount}"
        for place, amount in (("here", difference.here), ("there", difference.there))
        if amount is not None
    ]
    of = f", account {difference.account_id}" if difference.account_id else ""
    sentence = _SENTENCES[difference.what]
    noted = ", decided" if difference.is_noted else ""
    return f"{difference.reference or difference.key}: {sentence}; {', '.join(numbers)}{of}{noted}"


def _as_mapping(compared: Comparison) -> dict[str, object]:
    return {
        "gateway": compared.gateway,
        "charges": compared.compared,
        "refunds": compared.refunds,
        "agrees": compared.agrees,
        "differences": [
            {
                "what": difference.what,
                "is_fault": difference.is_fault,
                "is_noted": difference.is_noted,
                "key": difference.key,
                "reference": difference.reference,
                "account_id": str(difference.account_id) if difference.account_id else None,
                "payment_id": str(difference.payment_id) if difference.payment_id else None,
                "refund_id": str(difference.refund_id) if difference.refund_id else None,
                "here": _written(difference.here),
                "there": _written(difference.there),
            }
            for difference in compared.differences
        ],
    }


def _written(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
