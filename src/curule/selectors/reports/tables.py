"""Every report as a table to take away: its columns, and its rows as plain values.

Amounts are numbers in the main unit of their currency, days are dates, a month is `2026-04`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curule.core.csv_cells import plain_amount
from curule.selectors.reports.cash import cash
from curule.selectors.reports.invitations import STAGES, invitations
from curule.selectors.reports.reach import Reach
from curule.selectors.reports.receivables import receivables
from curule.selectors.reports.recurring import recurring
from curule.selectors.reports.revenue import revenue
from curule.selectors.reports.seats import seats
from curule.selectors.reports.statement import Statement
from curule.selectors.reports.taxes import taxes

Cells = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A report as columns with names of their own, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: Callable[[Reach], Iterable[Cells]]


def _revenue(reach: Reach) -> Iterator[Cells]:
    for row in revenue(reach):
        yield (
            str(row.month),
            row.currency,
            row.product,
            row.plan,
            plain_amount(row.amount, row.currency),
        )


def _receivables(reach: Reach) -> Iterator[Cells]:
    for row in receivables(reach):
        yield (
            row.account,
            row.number,
            row.currency,
            row.due_on,
            row.band.value,
            plain_amount(row.open, row.currency),
        )


def _recurring(reach: Reach) -> Iterator[Cells]:
    for row in recurring(reach):
        moved = row.movements
        amounts = (
            moved.opening,
            moved.new,
            moved.expansion,
            moved.reactivation,
            moved.contraction,
            moved.churn,
            moved.closing,
        )
        plain = (plain_amount(amount, row.currency) for amount in amounts)
        yield (str(row.month), row.currency, *plain, row.customers)


def _taxes(reach: Reach) -> Iterator[Cells]:
    for row in taxes(reach):
        amounts = (
            row.invoiced,
            row.credited,
            row.net,
            row.tax_invoiced,
            row.tax_credited,
            row.tax,
        )
        plain = (plain_amount(amount, row.currency) for amount in amounts)
        yield (row.currency, row.country, row.treatment, row.rate, *plain)


def _cash(reach: Reach) -> Iterator[Cells]:
    for row in cash(reach):
        amounts = (row.received, row.sent_back, row.net)
        plain = (plain_amount(amount, row.currency) for amount in amounts)
        yield (str(row.month), row.currency, row.gateway, *plain)


def _seats(reach: Reach) -> Iterator[Cells]:
    for row in seats(reach):
        numbers = (row.bought, row.given, row.held, row.free)
        use = row.in_use
        in_use = (None,) * 3 if use is None else (use.used, use.idle, use.unknown)
        yield (str(row.month), row.account, row.product, row.plan, *numbers, *in_use)


def _invitations(reach: Reach) -> Iterator[Cells]:
    for row in invitations(reach):
        numbers = (getattr(row.way, name) for name in STAGES)
        yield (str(row.month), row.product, row.plan, *numbers)


REPORTS: Final[Mapping[str, ReportTable]] = MappingProxyType(
    {
        "revenue": ReportTable(
            columns=("month", "currency", "product", "plan", "amount"), rows=_revenue
        ),
        "receivables": ReportTable(
            columns=("account", "invoice", "currency", "due", "age", "open"), rows=_receivables
        ),
        "recurring": ReportTable(
            columns=(
                "month",
                "currency",
                "opening",
                "new",
                "expansion",
                "reactivation",
                "contraction",
                "churn",
                "closing",
                "customers",
            ),
            rows=_recurring,
        ),
        "taxes": ReportTable(
            columns=(
                "currency",
                "country",
                "treatment",
                "rate",
                "invoiced",
                "credited",
                "net",
                "tax_invoiced",
                "tax_credited",
                "tax",
            ),
            rows=_taxes,
        ),
        "cash": ReportTable(
            columns=("month", "currency", "gateway", "received", "sent_back", "net"), rows=_cash
        ),
        "seats": ReportTable(
            columns=(
                "month",
                "account",
                "product",
                "plan",
                "bought",
                "given",
                "held",
                "free",
                "used",
                "idle",
                "unknown",
            ),
            rows=_seats,
        ),
        "invitations": ReportTable(
            columns=("month", "product", "plan", *STAGES), rows=_invitations
        ),
    }
)
"""The reports by name; the statement of an account has a reach of its own."""

STATEMENT_COLUMNS: Final = (
    "at",
    "kind",
    "document",
    "currency",
    "owed",
    "credit",
    "owed_after",
    "credit_after",
)


def statement_rows(found: Statement, *, word: Callable[[str], str] = str) -> Iterator[Cells]:
    """Return a statement with its opening and its closing line; `word` says what happened."""
    yield _standing(found, "opening", found.opening_owed, found.opening_credit, word)
    for row in found.rows:
        amounts = (row.owed, row.credit, row.owed_after, row.credit_after)
        plain = (plain_amount(amount, found.currency) for amount in amounts)
        yield (row.on, word(row.kind), row.document, found.currency, *plain)
    yield _standing(found, "closing", found.closing_owed, found.closing_credit, word)


def _standing(
    found: Statement, name: str, owed: int, credit: int, word: Callable[[str], str]
) -> Cells:
    both = (plain_amount(owed, found.currency), plain_amount(credit, found.currency))
    on = found.since if name == "opening" else found.until
    return (on, word(name), "", found.currency, "", "", *both)
