"""Numbers of invoices and credit notes: gapless, increasing, one series per kind and year (I23).

A row is written without its number; `number_all` gives the numbers by the last statements before
the commit, so that the lock on a series is held as briefly as can be. A transaction that fails
takes none. After the commit the highest numbers are noted beside the database, so that none is
given a second time when an older backup is restored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from curule.core.invoicing import DocumentKind, document_number, series_key
from curule.core.localtime import local_date
from curule.data.issued_numbers import note_issued, refuse_forgotten
from curule.data.models import Account, Invoice, TestClock
from curule.services._as_issued import Document, said_by

_TAKE = """
INSERT INTO curule_invoice_series AS series (id, key, last_number)
VALUES (gen_random_uuid(), %(key)s, %(count)s)
ON CONFLICT (key) DO UPDATE SET last_number = series.last_number + %(count)s
RETURNING last_number
"""


def number_all(account: Account, documents: Iterable[Document]) -> None:
    """Give each document the next number of its series, in the order in which they were issued.

    What it says of who and where is kept with it, as it is in this moment.

    Series are taken in the order of their names, so that no two transactions wait for each other.
    Raises `DatabaseUnavailable` where the database has forgotten numbers that were given.
    """
    issued = list(documents)
    said = said_by(account, issued)
    by_series: dict[str, list[Document]] = {}
    for document in issued:
        by_series.setdefault(series_of(account, document), []).append(document)
    for series, listed in sorted(by_series.items()):
        for place, document in enumerate(listed, start=_take(series, len(listed))):
            document.number = document_number(series, place)
            type(document).objects.filter(account_id=document.account_id, id=document.id).update(
                number=document.number, as_issued=said[document.id]
            )
    if by_series and account.clock_id is None:
        _remember({series: len(listed) for series, listed in by_series.items()})


def take_blocks(counts: Mapping[str, int]) -> dict[str, int]:
    """Take so many numbers of each series, in real time; return the first place in each.

    For papers in thousands that are written with their numbers: after this they and the commit are
    all that is left to do. Raises `DatabaseUnavailable` as `number_all` does.
    """
    taken = {series: _take(series, count) for series, count in sorted(counts.items())}
    if counts:
        _remember(counts)
    return taken


def _remember(taken: Mapping[str, int]) -> None:
    """Look whether the database has forgotten numbers; after the commit note where it stands."""
    folder = settings.CURULE_DATA
    refuse_forgotten(folder, taken)
    transaction.on_commit(partial(note_issued, folder), robust=True)


def compare_with_issued() -> None:
    """Compare all series with what is noted beside the database, and note where they stand.

    Raises:
        DatabaseUnavailable: the database has forgotten numbers that were given.
    """
    refuse_forgotten(settings.CURULE_DATA)
    note_issued(settings.CURULE_DATA)


def series_of(account: Account, document: Document) -> str:
    """Return the series of a document; every test clock has series of its own."""
    kind = DocumentKind.INVOICE if isinstance(document, Invoice) else DocumentKind.CREDIT_NOTE
    year = local_date(document.issued_at, account.time_zone).year
    if account.clock_id is None:
        return series_key(kind, year)
    clock = TestClock.objects.values_list("name", flat=True).get(id=account.clock_id)
    return series_key(kind, year, clock=clock)


def _take(series: str, count: int) -> int:
    """Take the next `count` numbers of a series; return the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": series, "count": count})
        row = cursor.fetchone()
    assert row is not None
    return int(row[0]) - count + 1
