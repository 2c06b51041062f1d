"""Statements of the vendor's bank and their lines, as programs see them: real customers only.

They belong to no account and there are none in test mode. A line that staff gave to an account on
a test clock, be it in part, is not there for programs; nor is told what it might have to do with
one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from curule.core.matching import Reason
from curule.core.money import Money
from curule.data import models
from curule.selectors.console import bank
from curule.selectors.console.bank import EntryRow
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSeen:
    """A statement that was imported, and how many of its lines stand how."""

    id: UUID
    file_name: str
    format: str
    iban: str | None
    currency: str
    first_on: date | None
    last_on: date | None
    lines: dict[str, int]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeen:
    """What of a line is one customer's; its payment is not there until it is recorded."""

    account: UUID
    invoice: UUID | None
    amount: Money
    payment: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionSeen:
    """An invoice that a line may be for, and why."""

    invoice: UUID
    account: UUID
    number: str
    open: Money
    reasons: tuple[Reason, ...]
    is_sure: bool
    is_written_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchSeen:
    """What was done with a statement or a line, when, and by whom."""

    type: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLineSeen:
    """A line of a statement; money that went out is negative.

    `suggestions` and `transfers`, of its amount, are there for one that is looked at.
    """

    id: UUID
    import_id: UUID
    number: int
    booked_on: date
    amount: Money
    payer: str | None
    payer_iban: str | None
    remittance: str | None
    reference: str | None
    end_to_end: str | None
    is_reversal: bool
    status: str
    comment: str | None
    decided_at: datetime | None
    parts: tuple[PartSeen, ...]
    suggestions: tuple[SuggestionSeen, ...] = ()
    transfers: tuple[UUID, ...] = ()
    history: tuple[TouchSeen, ...] = ()


def list_imports(window: Window, *, status: str | None = None) -> Slice[ImportSeen]:
    """Return statements, the newest first: all, or those with lines that stand so."""
    found = models.BankStatement.objects.all()
    if status is not None:
        lines = models.BankEntry.objects.filter(status=status)
        found = found.filter(id__in=lines.values("statement_id"))
    return slice_of(found, window, _imports, made_at="imported_at")


def find_imports(ids: Collection[UUID]) -> tuple[ImportSeen, ...]:
    """Return the statements with these ids."""
    return _imports(list(models.BankStatement.objects.filter(id__in=ids)))


def list_bank_lines(
    window: Window, *, import_id: UUID | None = None, status: str | None = None
) -> Slice[BankLineSeen]:
    """Return lines, the last ones of the newest statement first."""
    found = narrowed(_seen(), statement_id=import_id, status=status)
    return slice_of(found, window, _lines)


def find_bank_line(line_id: UUID) -> BankLineSeen | None:
    """Return one line with what it may be for, or None."""
    row = bank.find_entry(line_id) if _seen().filter(id=line_id).exists() else None
    if row is None:
        return None
    transfers = bank.transfers_of(row) if row.state == "open" else ()
    live = live_accounts(
        {each.account_id for each in row.suggestions} | {each.account_id for each in transfers}
    )
    suggestions = tuple(
        SuggestionSeen(
            invoice=each.invoice_id,
            account=each.account_id,
            number=each.number,
            open=each.open,
            reasons=each.reasons,
            is_sure=each.is_sure,
            is_written_off=each.is_given_up,
        )
        for each in row.suggestions
        if each.account_id in live
    )
    returned = tuple(each.id for each in transfers if each.account_id in live)
    return _line(row, suggestions, returned, history_of(line_id))


def history_of(subject_id: UUID) -> tuple[TouchSeen, ...]:
    """Return what was done with a statement or a line, the last first."""
    return tuple(
        TouchSeen(type=each.type, at=each.at, by=each.by) for each in bank.list_touches(subject_id)
    )


def _seen() -> QuerySet[models.BankEntry]:
    """Return the lines but for those with a part of an account on a test clock."""
    theirs = models.BankEntryPart.objects.filter(
        entry_id=OuterRef("id"), account__clock__isnull=False
    )
    return models.BankEntry.objects.exclude(Exists(theirs))


def _imports(listed: Sequence[Any]) -> tuple[ImportSeen, ...]:
    return tuple(
        ImportSeen(
            id=row.id,
            file_name=row.name,
            format=row.format,
            iban=row.iban or None,
            currency=row.currency,
            first_on=row.first_day,
            last_on=row.last_day,
            lines=row.counts,
            created_at=row.imported_at,
        )
        for row in bank.statement_rows(listed)
    )


def _lines(listed: Sequence[Any]) -> tuple[BankLineSeen, ...]:
    return tuple(_line(row) for row in bank.entry_rows(listed, suggests=False))


def _line(
    row: EntryRow,
    suggestions: tuple[SuggestionSeen, ...] = (),
    transfers: tuple[UUID, ...] = (),
    history: tuple[TouchSeen, ...] = (),
) -> BankLineSeen:
    return BankLineSeen(
        id=row.id,
        import_id=row.statement_id,
        number=row.number,
        booked_on=row.booked_on,
        amount=row.amount,
        payer=row.payer or None,
        payer_iban=row.payer_iban or None,
        remittance=row.remittance or None,
        reference=row.reference or None,
        end_to_end=row.end_to_end or None,
        is_reversal=row.is_reversal,
        status=row.state,
        comment=row.comment or None,
        decided_at=row.decided_at,
        parts=tuple(
            PartSeen(
                account=part.account_id,
                invoice=part.invoice_id,
                amount=part.amount,
                payment=part.payment_id,
            )
            for part in row.parts
        ),
        suggestions=suggestions,
        transfers=transfers,
        history=history,
    )


def live_accounts(account_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of accounts that live in real time."""
    found = models.Account.objects.filter(id__in=account_ids, clock=None)
    return frozenset(found.values_list("id", flat=True))
