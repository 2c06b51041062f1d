"""The statement of an account, as the portal and the console show it and write it as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from curule.selectors.credit import currencies_of
from curule.selectors.reports.statement import Statement, statement
from curule.selectors.reports.tables import STATEMENT_COLUMNS, statement_rows
from curule.web.report_months import AskedMonths, asked_months
from curule.web.tables import csv_stream
from curule.web.templatetags.curule import say
from curule.wording.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStatement:
    """What the address asks for, and the statement; None where there never was any money."""

    months: AskedMonths
    currencies: tuple[str, ...]
    found: Statement | None


def asked_statement(
    request: HttpRequest, reader: Reader, account_id: UUID, today: date
) -> AskedStatement:
    """Return the statement that an address asks for, in the account's first currency by default."""
    months = asked_months(request, reader, today)
    known = currencies_of(account_id)
    given = request.GET.get("currency", "")
    currency = given if given in known else next(iter(known), "")
    found = None
    if currency:
        found = statement(
            account_id, currency=currency, since=months.first.first, until=months.last.after
        )
    return AskedStatement(months=months, currencies=known, found=found)


def statement_context(asked: AskedStatement, reader: Reader) -> dict[str, Any]:
    """Return what the template of a statement shows."""
    found = asked.found
    return {
        "asked": asked,
        "statement": found,
        "rows": [(row, word_of(reader, row.kind)) for row in found.rows] if found else [],
    }


def word_of(reader: Reader, kind: str) -> str:
    """Return what a movement is called."""
    return say(reader, f"statement.kind.{kind}")


def statement_csv_of(asked: AskedStatement, reader: Reader) -> HttpResponseBase:
    """Return the statement as a file; days are those of the account, or of its bank."""
    header = [say(reader, f"report.column.{column}") for column in STATEMENT_COLUMNS]
    rows = (
        statement_rows(asked.found, word=lambda kind: word_of(reader, kind)) if asked.found else ()
    )
    return csv_stream("statement.csv", header, rows)
