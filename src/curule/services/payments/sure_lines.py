"""Lines of a statement that nobody need look at: each names its invoice and pays it exactly."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.console.bank import sure_entries
from curule.selectors.programs.bank import live_accounts
from curule.services.payments import bank_statements
from curule.services.payments.bank_statements import Part, part_for

_log = logging.getLogger(__name__)


def decide_sure(*, actor: Actor, statement_id: UUID, now: datetime) -> list[UUID]:
    """Write down whose the sure lines of a statement are; return them, each to be recorded next.

    One that could not be recorded now stays open. Refuses `role_not_allowed`.
    """
    decided: list[UUID] = []
    for line_id, part in _sure(statement_id):
        try:
            bank_statements.decide(actor=actor, entry_id=line_id, parts=[part], now=now)
        except Refused as refused:
            if refused.refusal.code is RefusalCode.ROLE_NOT_ALLOWED:
                raise
            _log.warning("bank entry %s stays open: %s", line_id, refused.refusal.code)
        else:
            decided.append(line_id)
    return decided


def _sure(statement_id: UUID) -> list[tuple[UUID, Part]]:
    """Return the lines that are for one invoice beyond doubt."""
    parts = [
        (row.id, part_for(row.sure)) for row in sure_entries(statement_id) if row.sure is not None
    ]
    live = live_accounts({part.account_id for _, part in parts})
    return [(line_id, part) for line_id, part in parts if part.account_id in live]
