"""Lines of a statement that nobody need look at: each names its invoice and pays it exactly."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.permissions import Actor
from curule.selectors.console.bank import sure_entries
from curule.selectors.programs.bank import live_accounts
from curule.services.payments import bank_statements
from curule.services.payments.bank_statements import Part


def decide_sure(*, actor: Actor, statement_id: UUID, now: datetime) -> list[UUID]:
    """Write down whose the sure lines of a statement are; return them, each to be recorded next.

    Refuses `role_not_allowed`.
    """
    sure = _sure(statement_id)
    for line_id, part in sure:
        bank_statements.decide(actor=actor, entry_id=line_id, parts=[part], now=now)
    return [line_id for line_id, _part in sure]


def _sure(statement_id: UUID) -> list[tuple[UUID, Part]]:
    """Return the lines that are for one invoice beyond doubt."""
    rows = [(row.id, row.sure) for row in sure_entries(statement_id)]
    live = live_accounts({to.account_id for _, to in rows if to})
    return [
        (
            line_id,
            Part(account_id=to.account_id, amount=to.open.amount_minor, invoice_id=to.invoice_id),
        )
        for line_id, to in rows
        if to is not None and to.account_id in live
    ]
