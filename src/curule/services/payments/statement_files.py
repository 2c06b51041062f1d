"""Statements of the vendor's bank, imported once in however many files their movements come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from curule.core.bank_statements import (
    BankStatement,
    StatementInvalid,
    fingerprints,
    require_account,
)
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.vendor_events import VendorEventType
from curule.data import models
from curule.gateways.statements import format_of, read_statements
from curule.gateways.statements.columns import Columns
from curule.services import _input
from curule.services._vendor_events import note
from curule.services.payments._bank_lines import require_finance, who


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file brought: statements with their new movements, and how many were known already."""

    statement_ids: tuple[UUID, ...]
    new: int
    known: int


def import_file(
    *,
    actor: Actor,
    raw: bytes,
    name: str = "",
    columns: Columns | None = None,
    iban: str = "",
    now: datetime,
) -> Imported:
    """Import a file of the bank; movements that came in another file are known and left alone.

    With an `iban` the file must be of that account. Refuses `role_not_allowed`, and
    `statement_unreadable` with the problem and the line: then nothing of the file is kept.
    """
    written_as, read = read_file(actor=actor, raw=raw, columns=columns, iban=iban)
    return keep_read(actor=actor, read=read, written_as=written_as, name=name, now=now)


def read_file(
    *, actor: Actor, raw: bytes, columns: Columns | None, iban: str
) -> tuple[str, tuple[BankStatement, ...]]:
    """Return how a file is written, and its statements; keep nothing. Refuses as `import_file`."""
    require_finance(actor)
    try:
        read = tuple(read_statements(raw, columns))
        require_account(read, iban)
    except StatementInvalid as invalid:
        raise unreadable(invalid) from None
    return format_of(raw).value, read


def keep_read(
    *, actor: Actor, read: Sequence[BankStatement], written_as: str, name: str, now: datetime
) -> Imported:
    """Keep what is new of the statements that were read, all or nothing."""
    with transaction.atomic():
        kept = [_keep(actor, each, written_as, name, now) for each in read]
    return Imported(
        statement_ids=tuple(found for found, _, _ in kept if found is not None),
        new=sum(new for _, new, _ in kept),
        known=sum(known for _, _, known in kept),
    )


def unreadable(invalid: StatementInvalid) -> Refused:
    """Return the refusal of a file that cannot be read: with the problem, and the line if known."""
    unread = refuse(RefusalCode.STATEMENT_UNREADABLE, problem=invalid.problem)
    if invalid.number:
        unread = replace(unread, values={**unread.values, "line": invalid.number})
    return Refused(unread)


def _keep(
    actor: Actor, statement: BankStatement, written_as: str, name: str, now: datetime
) -> tuple[UUID | None, int, int]:
    """Keep what is new of a statement; one that brings nothing new is not kept itself."""
    marks = fingerprints(statement)
    known = set(
        models.BankEntry.objects.filter(fingerprint__in=marks).values_list("fingerprint", flat=True)
    )
    new = [
        (number, mark, line)
        for number, (mark, line) in enumerate(zip(marks, statement.lines, strict=True), 1)
        if mark not in known
    ]
    if not new:
        return None, 0, len(marks)
    row = models.BankStatement.objects.create(
        file_name=_input.line(name[:200], "name", longest=200),
        format=written_as,
        iban=statement.iban[:60],
        currency=statement.currency,
        imported_at=now,
        imported_by=who(actor),
    )
    entries = [
        models.BankEntry(
            statement=row,
            number=number,
            fingerprint=mark,
            booked_on=line.booked_on,
            currency=line.amount.currency,
            amount_minor=line.amount.amount_minor,
            payer=line.payer,
            payer_iban=line.payer_iban[:60],
            remittance=line.remittance,
            reference=line.reference,
            end_to_end=line.end_to_end,
            is_reversal=line.is_reversal,
        )
        for number, mark, line in new
    ]
    # Two who import one file at once: whoever is second finds the rows of the first.
    models.BankEntry.objects.bulk_create(entries, ignore_conflicts=True)
    written = models.BankEntry.objects.filter(statement=row).count()
    note(
        VendorEventType.STATEMENT_IMPORTED,
        row.id,
        actor=actor,
        now=now,
        file=row.file_name,
        new=written,
        known=len(marks) - written,
    )
    return row.id, written, len(marks) - written
