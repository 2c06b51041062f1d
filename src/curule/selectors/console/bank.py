"""Statements of the vendor's bank, their lines, and what each line may be for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from curule.core.matching import Arrival
from curule.core.money import Money
from curule.data import models
from curule.selectors.console.matching import Suggestion, suggest_each
from curule.selectors.console.money import PaymentLine, find_transfers
from curule.selectors.console.paging import Page, of_one, page_of
from curule.selectors.money import open_amount
from curule.selectors.returned_transfers import takes_transfer_back

ENTRY_STATES = ("open", "assigned", "recorded", "set_aside")
MOST_SURE: Final = 200
"""So many sure lines are recorded with one press; what is left comes with the next."""
NEAR: Final = timedelta(days=30)
"""Money that was recorded by hand so near to a line of the same amount may be that line's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement in a list: its days, and how many of its lines stand how."""

    id: UUID
    name: str
    format: str
    iban: str
    currency: str
    imported_at: datetime
    imported_by: str
    first_day: date | None
    last_day: date | None
    lines: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPart:
    """What of a line is one customer's; its payment is not there until it is recorded."""

    account_id: UUID
    account: str
    amount: Money
    invoice_id: UUID | None
    invoice: str
    payment_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """An invoice that somebody has named by its number; `open` is due on it."""

    invoice_id: UUID
    number: str
    account_id: UUID
    account: str
    open: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A line of a statement; money that went out is negative."""

    id: UUID
    statement_id: UUID
    number: int
    booked_on: date
    amount: Money
    payer: str
    payer_iban: str
    remittance: str
    reference: str
    end_to_end: str
    is_reversal: bool
    state: str
    comment: str
    decided_at: datetime | None
    decided_by: str
    parts: tuple[EntryPart, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def came_in(self) -> bool:
        """Whether money came: only then is it somebody's payment."""
        return self.amount.amount_minor > 0

    @property
    def sure(self) -> Suggestion | None:
        """The invoice that nobody need look at, or None."""
        return next((each for each in self.suggestions if each.is_sure), None)


def list_statements(*, state: str = "", number: int = 1) -> Page[StatementRow]:
    """Return a page of statements, the newest first: all, or those with lines in a state."""
    found = models.BankStatement.objects.order_by("-imported_at", "-id")
    if state in ENTRY_STATES:
        lines = models.BankEntry.objects.filter(status=state)
        found = found.filter(id__in=lines.values("statement_id"))
    return page_of(found, number, statement_rows)


def find_statement(statement_id: UUID) -> StatementRow | None:
    """Return one statement, or None."""
    rows = statement_rows(list(models.BankStatement.objects.filter(id=statement_id)))
    return rows[0] if rows else None


def statement_rows(listed: Sequence[models.BankStatement]) -> list[StatementRow]:
    """Return statements as rows, in the order in which they are given."""
    ids = [row.id for row in listed]
    counts: dict[UUID, dict[str, int]] = {each: dict.fromkeys(ENTRY_STATES, 0) for each in ids}
    entries = models.BankEntry.objects.filter(statement_id__in=ids)
    for statement_id, status, many in entries.values_list("statement_id", "status").annotate(
        many=Count("id")
    ):
        counts[statement_id][status] = many
    days: dict[UUID, list[date]] = {each: [] for each in ids}
    for statement_id, booked_on in entries.values_list("statement_id", "booked_on").distinct():
        days[statement_id].append(booked_on)
    people = _people(row.imported_by for row in listed)
    return [
        StatementRow(
            id=row.id,
            name=row.file_name,
            format=row.format,
            iban=row.iban,
            currency=row.currency,
            imported_at=row.imported_at,
            imported_by=people.get(row.imported_by, "") if row.imported_by else "",
            first_day=min(days[row.id], default=None),
            last_day=max(days[row.id], default=None),
            lines=sum(counts[row.id].values()),
            counts=counts[row.id],
        )
        for row in listed
    ]


def list_entries(
    *, statement_id: UUID | None = None, state: str = "", search: str = "", number: int = 1
) -> Page[EntryRow]:
    """Return a page of lines in the order of the bank; those to match with what they may be for."""
    found = models.BankEntry.objects.order_by("booked_on", "statement_id", "number")
    found = of_one(found, statement_id=statement_id)
    if state in ENTRY_STATES:
        found = found.filter(status=state)
    if search:
        said = Q(payer__icontains=search) | Q(remittance__icontains=search)
        found = found.filter(said | Q(end_to_end__icontains=search) | Q(payer_iban=search))
    return page_of(found, number, entry_rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What somebody did with a statement or a line, and when."""

    type: str
    at: datetime
    by: str


def list_touches(subject_id: UUID) -> tuple[Touch, ...]:
    """Return what was done with a statement or a line, the last first."""
    rows = models.VendorEvent.objects.filter(subject_id=subject_id).order_by("-id")
    return tuple(Touch(type=row.type, at=row.occurred_at, by=row.actor_name) for row in rows)


def find_entry(entry_id: UUID) -> EntryRow | None:
    """Return one line, or None."""
    rows = entry_rows(list(models.BankEntry.objects.filter(id=entry_id)))
    return rows[0] if rows else None


def sure_entries(statement_id: UUID) -> tuple[EntryRow, ...]:
    """Return the lines of a statement that nobody need look at, each with its one invoice."""
    found = _open_arrivals(statement_id).order_by("booked_on", "number")
    rows = entry_rows(list(found))
    return tuple(row for row in rows if row.sure is not None)[:MOST_SURE]


def find_payable(number: str, currency: str) -> Payable | None:
    """Return the invoice with a number that money in the currency can pay, or None."""
    row = (
        models.Invoice.objects.select_related("account")
        .filter(
            number__iexact=number.strip(),
            currency=currency,
            status__in=["open", "uncollectible"],
        )
        .first()
    )
    if row is None:
        return None
    return Payable(
        invoice_id=row.id,
        number=row.number or "",
        account_id=row.account_id,
        account=row.account.name,
        open=Money(open_amount(row), row.currency),
    )


def may_open_again(row: EntryRow) -> bool:
    """Return whether a line that was set aside can be opened: none that took a transfer back."""
    if row.state != "set_aside":
        return False
    return not takes_transfer_back(models.BankEntry.objects.get(id=row.id))


def transfers_of(row: EntryRow) -> tuple[PaymentLine, ...]:
    """Return the transfers of the same amount that a line may be about, the newest first.

    Money that went out may take one back. Money that came in may be one that was recorded by hand
    about that day, and that no line stands for yet.
    """
    if not row.came_in:
        return find_transfers(-row.amount)
    known = _known_by_hand([(row.amount, row.booked_on)])
    return find_transfers(row.amount, known, most=50)


def _known_by_hand(arrivals: Collection[tuple[Money, date]]) -> dict[UUID, tuple[Money, date]]:
    """Return the transfers without a line that may be one of these movements, and their day.

    What was recorded on a test clock came through no bank.
    """
    with_line = models.BankEntryPart.objects.filter(payment_id=OuterRef("id"))
    found = models.Payment.objects.filter(
        ~Exists(with_line),
        account__clock=None,
        gateway="bank_transfer",
        status="succeeded",
        amount_minor__in={amount.amount_minor for amount, _ in arrivals},
        currency__in={amount.currency for amount, _ in arrivals},
    ).values_list("id", "amount_minor", "currency", "paid_on", "created_at")
    known = {
        payment_id: (Money(minor, currency), paid_on or created_at.date())
        for payment_id, minor, currency, paid_on, created_at in found
    }
    return {
        payment_id: (amount, day)
        for payment_id, (amount, day) in known.items()
        if any(_is_about(amount, day, *arrived) for arrived in arrivals)
    }


def _is_about(amount: Money, day: date, came: Money, booked_on: date) -> bool:
    return amount == came and abs(day - booked_on) <= NEAR


def _open_arrivals(statement_id: UUID) -> QuerySet[models.BankEntry]:
    return models.BankEntry.objects.filter(
        statement_id=statement_id, status="open", amount_minor__gt=0
    )


def entry_rows(listed: Sequence[models.BankEntry], *, suggests: bool = True) -> list[EntryRow]:
    """Return lines as rows in the given order, if asked with what they may be for."""
    parts = _parts([row.id for row in listed])
    is_asked = [row for row in listed if suggests and row.status == "open"]
    waiting = [row for row in is_asked if row.amount_minor > 0]
    suggested = suggest_each([(str(row.id), arrival(row)) for row in (*waiting, *_rivals(waiting))])
    by_hand = set(_known_by_hand([(_came(row), row.booked_on) for row in waiting]).values())
    people = _people(row.decided_by for row in listed)
    return [
        EntryRow(
            id=row.id,
            statement_id=row.statement_id,
            number=row.number,
            booked_on=row.booked_on,
            amount=_came(row),
            payer=row.payer,
            payer_iban=row.payer_iban,
            remittance=row.remittance,
            reference=row.reference,
            end_to_end=row.end_to_end,
            is_reversal=row.is_reversal,
            state=row.status,
            comment=row.comment,
            decided_at=row.decided_at,
            decided_by=people.get(row.decided_by, "") if row.decided_by else "",
            parts=parts.get(row.id, ()),
            suggestions=_doubted(row, suggested.get(str(row.id), ()), by_hand),
        )
        for row in listed
    ]


def _doubted(
    row: models.BankEntry, suggested: tuple[Suggestion, ...], by_hand: set[tuple[Money, date]]
) -> tuple[Suggestion, ...]:
    """Return the suggestions, none of them sure where the money may be recorded already."""
    if not any(_is_about(*known, _came(row), row.booked_on) for known in by_hand):
        return suggested
    return tuple(replace(each, is_sure=False) for each in suggested)


def _came(row: models.BankEntry) -> Money:
    return Money(row.amount_minor, row.currency)


def _rivals(waiting: list[models.BankEntry]) -> QuerySet[models.BankEntry]:
    """Return the other open lines of the same amounts: what two lines fit, nobody is sure of."""
    return models.BankEntry.objects.filter(
        status="open", amount_minor__in={row.amount_minor for row in waiting}
    ).exclude(id__in=[row.id for row in waiting])


def arrival(row: models.BankEntry) -> Arrival:
    """Return a line as what is known of the money that came."""
    return Arrival(
        amount=_came(row),
        said=" ".join(part for part in (row.remittance, row.end_to_end) if part),
        payer=row.payer,
        payer_iban=row.payer_iban,
    )


def _parts(ids: list[UUID]) -> dict[UUID, tuple[EntryPart, ...]]:
    rows = models.BankEntryPart.objects.select_related("account").filter(entry_id__in=ids)
    listed = list(rows.order_by("entry_id", "number"))
    invoices = models.Invoice.objects.filter(id__in=[row.invoice_id for row in listed])
    numbers = dict(invoices.values_list("id", "number"))
    currencies = dict(models.BankEntry.objects.filter(id__in=ids).values_list("id", "currency"))
    found: dict[UUID, tuple[EntryPart, ...]] = {}
    for row in listed:
        part = EntryPart(
            account_id=row.account_id,
            account=row.account.name,
            amount=Money(row.amount_minor, currencies[row.entry_id]),
            invoice_id=row.invoice_id,
            invoice=(numbers.get(row.invoice_id) or "") if row.invoice_id else "",
            payment_id=row.payment_id,
        )
        found[row.entry_id] = (*found.get(row.entry_id, ()), part)
    return found


def _people(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    known = {each for each in ids if each}
    return dict(models.Person.objects.filter(id__in=known).values_list("id", "email"))
