"""`curule domains`: which mail domains belong to a customer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click

from curule.cli.prerequisites import needs_database
from curule.cli.written_ids import RowId

if TYPE_CHECKING:
    from collections.abc import Callable

    from curule.core.permissions import Actor


@click.group()
def domains() -> None:
    """Say which mail domains belong to a customer, once you have made sure of it.

    Its identity provider signs people of these domains in, and no others.
    """


@domains.command()
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@click.argument("name")
@needs_database
def verify(account_id: UUID, name: str) -> None:
    """Write down that the domain NAME belongs to ACCOUNT_ID."""
    from curule.services.seats import domains as commands

    is_new = _do(
        account_id,
        lambda actor, now: (
            commands.verify(actor=actor, account_id=account_id, name=name, now=now).value
        ),
    )
    click.echo(f"{name} belongs to it." if is_new else f"{name} belonged to it already.")


@domains.command()
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@click.argument("name")
@needs_database
def remove(account_id: UUID, name: str) -> None:
    """Write down that NAME belongs to ACCOUNT_ID no more; who has a seat keeps it."""
    from curule.services.seats import domains as commands

    was = _do(
        account_id,
        lambda actor, now: (
            commands.remove(actor=actor, account_id=account_id, name=name, now=now).value
        ),
    )
    click.echo(f"{name} belongs to it no more." if was else f"{name} did not belong to it.")


@domains.command("list")
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@needs_database
def list_(account_id: UUID) -> None:
    """List the domains of ACCOUNT_ID."""
    from curule.selectors.single_sign_on import list_domains

    for name in list_domains(account_id):
        click.echo(name)


def _do(account_id: UUID, act: Callable[[Actor, datetime], bool]) -> bool:
    """Act at the time of the account."""
    from django.core.exceptions import ObjectDoesNotExist

    from curule.core.languages import Language
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.selectors.clocks import now_for
    from curule.wording.refusals import refusal_text

    try:
        return act(Actor.system("cli"), now_for(account_id, datetime.now(UTC)))
    except ObjectDoesNotExist:
        raise click.ClickException(f"There is no account {account_id}.") from None
    except Refused as refused:
        raise click.ClickException(str(refusal_text(refused.refusal, Language.EN))) from None
