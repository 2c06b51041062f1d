"""When an account's revenue is recognized next: on the first of the next month there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from curule.core.anchors import MIDNIGHT
from curule.core.localtime import local_date, resolve_local
from curule.core.recognition import first_of_next_month
from curule.data.ids import new_id
from curule.data.statements import fetch
from curule.services._acts import Command

_KEEP_OPEN: Final = """
INSERT INTO curule_revenue_schedule AS books (id, account_id, time_zone, next_at)
VALUES (%(id)s, %(account)s, %(zone)s, %(next_at)s)
ON CONFLICT (account_id) DO UPDATE SET time_zone = EXCLUDED.time_zone, next_at = EXCLUDED.next_at
WHERE books.next_at IS NULL
RETURNING id
"""


def keep_open(command: Command) -> None:
    """See to it that revenue is recognized again: something was charged or given back."""
    zone = command.account.time_zone
    values = {
        "id": new_id(),
        "account": command.account_id,
        "zone": zone,
        "next_at": next_closing(command.now, zone),
    }
    fetch(_KEEP_OPEN, values)


def next_closing(after: datetime, zone: str) -> datetime:
    """Return the beginning of the first day of the next month."""
    return resolve_local(first_of_next_month(local_date(after, zone)), MIDNIGHT, zone)
