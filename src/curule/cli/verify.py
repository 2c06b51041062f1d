"""`curule verify`: look through the whole database for what must not be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click

from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON
from curule.cli.written_ids import RowId

if TYPE_CHECKING:
    from curule.selectors.invariants import Violation  # loads Django, which --help does without


@click.command()
@click.option("--account", "account_id", type=RowId("acc"), help="Look at this account only.")
@AS_JSON
@needs_database
def verify(account_id: UUID | None, *, as_json: bool) -> int:
    """Check every invariant on the live database; nothing is written.

    Exit status 1 when one does not hold.
    """
    from curule.selectors import invariants

    if account_id is not None and not invariants.is_account(account_id):
        raise click.BadParameter("there is no account with this id.", param_hint="--account")
    violations = invariants.verify(account_id, now=datetime.now(UTC))
    unusual = invariants.unusual(account_id)
    if as_json:
        answer = {
            "holds": not violations,
            "account_id": str(account_id) if account_id else None,
            "invariants": len(invariants.INVARIANTS),
            "violations": [_as_mapping(violation) for violation in violations],
            "unusual": [_as_mapping(violation) for violation in unusual],
        }
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        click.echo(verdict(violations, checked=len(invariants.INVARIANTS)))
        for violation in violations:
            click.echo(_line(violation))
        for violation in unusual:
            click.echo(f"{_line(violation)} (unusual, not wrong)")
    return 1 if violations else 0


def verdict(violations: Sequence[Violation], *, checked: int) -> str:
    """Return what `verify` says in one line."""
    if not violations:
        return f"Verified: all {checked} invariants hold."
    number = len(violations)
    names = sorted(
        {violation.invariant for violation in violations}, key=lambda name: int(name[1:])
    )
    found = "1 violation" if number == 1 else f"{number} violations"
    return f"Violated: {found} of {', '.join(names)}."


def _line(violation: Violation) -> str:
    of = f" account {violation.account_id}" if violation.account_id else ""
    numbers = ", ".join(f"{name} {value}" for name, value in violation.numbers.items())
    return f"  {violation.invariant:<4}{violation.what};{of} {numbers}"


def _as_mapping(violation: Violation) -> dict[str, object]:
    return {
        "invariant": violation.invariant,
        "account_id": str(violation.account_id) if violation.account_id else None,
        "what": violation.what,
        "numbers": dict(violation.numbers),
    }
