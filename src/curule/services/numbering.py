"""Numbers of invoices and credit notes: gapless, increasing, one series per kind and year (I23).

A row is written without its number; `number_all` gives the numbers by the last statements before
the commit, so that the lock on a series is held as briefly as can be. A transaction that fails
takes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from curule.core.localtime import local_date
from curule.data.models import Account, CreditNote, Invoice, TestClock

_TAKE = """
INSERT INTO curule_invoice_series AS series (id, key, last_number)
VALUES (gen_random_uuid(), %(key)s, %(count)s)
ON CONFLICT (key) DO UPDATE SET last_number = series.last_number + %(count)s
RETURNING last_number
"""


def number_all(account: Account, documents: Sequence[Invoice | CreditNote]) -> None:
    """Give each document the next number of its series, in the order in which they were issued."""
    for document in documents:
        key = series_key(account, document, document.issued_at)
        document.number = f"{key}-{_take(key, 1):06d}"
        type(document).objects.filter(account_id=account.id, id=document.id).update(
            number=document.number
        )


def series_key(account: Account, document: Invoice | CreditNote, issued_at: datetime) -> str:
    """Return the series of a document: `INV-2026`, `CN-2026`, on a test clock `TEST-…-INV-2026`."""
    kind = "INV" if isinstance(document, Invoice) else "CN"
    live = f"{kind}-{local_date(issued_at, account.time_zone).year}"
    if account.clock_id is None:
        return live
    clock = TestClock.objects.get(id=account.clock_id)
    return f"TEST-{clock.name}-{live}"


def _take(key: str, count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": key, "count": count})
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
