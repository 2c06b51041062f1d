"""Which invoices and credit notes of an account are taken away together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models.functions import ExtractYear

from curule.core.einvoice import PaperKind
from curule.core.localtime import time_zone
from curule.data import models
from curule.selectors.invoices import numbered

MOST: Final = 60
"""So many papers are in one archive: each is set when it is asked for, and takes its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper that can be made into a file."""

    kind: PaperKind
    id: UUID
    number: str
    issued_at: datetime


def list_papers(
    account_id: UUID,
    now: datetime,
    *,
    zone: str,
    year: int | None = None,
    state: str = "",
    chosen: Collection[UUID] = (),
) -> tuple[PaperRow, ...]:
    """Return papers in the order of their issue.

    Without a choice: what was issued in the year, credit notes on older invoices among it. With a
    `state`, or `chosen` invoices: those invoices with all credit notes on them.
    """
    invoices = numbered(account_id, now, zone=zone, year=year, state=state)
    if chosen:
        invoices = invoices.filter(id__in=chosen)
    notes = models.CreditNote.objects.filter(account_id=account_id, number__isnull=False)
    if chosen or state:
        notes = notes.filter(invoice_id__in=invoices.values("id"))
    elif year is not None:
        notes = notes.annotate(year=ExtractYear("issued_at", tzinfo=time_zone(zone)))
        notes = notes.filter(year=year)
    columns = ("id", "number", "issued_at")
    found = [
        PaperRow(kind=kind, id=row_id, number=number or "", issued_at=issued_at)
        for kind, rows in ((PaperKind.INVOICE, invoices), (PaperKind.CREDIT_NOTE, notes))
        for row_id, number, issued_at in rows.values_list(*columns)
    ]
    return tuple(sorted(found, key=lambda row: (row.issued_at, row.number)))
