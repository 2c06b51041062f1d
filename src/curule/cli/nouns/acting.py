"""What every command that changes something has: who acts, where, at what time, once only."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar
from uuid import UUID

import click

from curule.cli.refused import Missing
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from curule.core.permissions import Actor

P = ParamSpec("P")
T = TypeVar("T")

DRY_RUN: Final = click.option(
    "-n", "--dry-run", is_flag=True, help="Say what would happen, and change nothing."
)
KEY: Final = click.option(
    "--key", help="A name of your own for this order: the same name again has no second effect."
)
SUBSCRIPTION: Final = "subscription"
PREFIXES: Final = {
    "account": "acc",
    "subscription": "sub",
    "member": "mem",
    "invitation": "invt",
    "lease": "lse",
    "license": "lic",
    "seat_request": "sreq",
    "price_change": "pchg",
    "quote": "qt",
    "order": "ord",
    "invoice": "in",
    "invoice_request": "ireq",
    "payment": "pay",
    "refund": "re",
    "contradiction": "ctr",
    "payment_method": "pm",
    "payment_method_setup": "pms",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A row, the account that it belongs to, and the time it is there."""

    account_id: UUID
    id: UUID
    now: datetime

    def acts(self, key: str | None = None) -> dict[str, Any]:
        """Return the arguments that all commands of an account have."""
        return {
            "actor": actor(),
            "account_id": self.account_id,
            "now": self.now,
            "key": None if key is None else f"cli:{key}",
        }


def actor() -> Actor:
    """Return who acts on the command line: whoever has the server's shell is the vendor."""
    from curule.core.permissions import Actor

    return Actor.system("cli")


def there(name: str, row_id: UUID) -> There:
    """Return where a row is; `name` is its noun. Raises `Missing`."""
    from curule.selectors.clocks import now_for
    from curule.selectors.programs.nouns import Noun, find_account_of

    for is_live in (True, False):
        account_id = find_account_of(Noun(name), row_id, is_live=is_live)
        if account_id is not None:
            now = now_for(account_id, datetime.now(UTC))
            return There(account_id=account_id, id=row_id, now=now)
    raise Missing(f"There is no {name} {public_id(PREFIXES[name], row_id)}.")


def asks_first(question: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a command that cannot be taken back ask first; `--yes` answers, `--no-input` forbids.

    Without a terminal, and on `--no-input`, it is wrong usage to leave out `--yes`. A dry run asks
    nothing.
    """

    def decorate(command: Callable[P, T]) -> Callable[P, T]:
        @click.option("-y", "--yes", is_flag=True, help="Do not ask whether you are sure.")
        @click.option("--no-input", is_flag=True, help="Never ask; fail where --yes is missing.")
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            yes, no_input = kwargs.pop("yes"), kwargs.pop("no_input")
            if not yes and not kwargs.get("dry_run"):
                if no_input or not sys.stdin.isatty():
                    raise click.UsageError(f"{question} Add --yes if you are sure.")
                click.confirm(question, abort=True, err=True)
            return command(*args, **kwargs)

        return run

    return decorate


def numbers(written: tuple[str, ...], known: tuple[str, ...]) -> dict[str, int]:
    """Return seats by type: `licensed=3`, or a lone number where one type is sold.

    Fails as wrong usage for what is no number, and for a type that is not sold.
    """
    found: dict[str, int] = {}
    for each in written:
        name, _, number = each.rpartition("=")
        if not name and len(known) == 1:
            name = known[0]
        if name not in known:
            raise click.UsageError(f"name the seat type: {', '.join(f'{k}=N' for k in known)}.")
        if not number.isascii() or not number.isdigit():
            raise click.UsageError(f"{number!r} is no number of seats.")
        found[name] = int(number)
    return found
