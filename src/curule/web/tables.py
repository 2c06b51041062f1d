"""Tables to take away: CSV that a spreadsheet reads as text and numbers, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from django.http import HttpResponse, StreamingHttpResponse

from curule.core.localtime import time_zone
from curule.core.money import exponent

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> str:
    """Return what stands in a cell; a text that a spreadsheet would calculate gets an apostrophe.

    >>> safe_cell("=1+1"), safe_cell("Ana"), safe_cell(Decimal("-1.50"))
    ("'=1+1", 'Ana', '-1.50')
    """
    match value:
        case None:
            return ""
        case Decimal() | int():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            text = str(value)
            # Blanks before it do not keep a spreadsheet from calculating.
            is_formula = text.startswith(_BEGINS_FORMULA) or text.lstrip().startswith(
                _BEGINS_FORMULA
            )
            return f"'{text}" if is_formula else text


def plain_amount(minor: int, currency: str) -> Decimal:
    """Return an amount as a plain number in the currency's main unit: 1234.50."""
    return Decimal(minor).scaleb(-exponent(currency))


def local_day(at: datetime, zone: str) -> date:
    """Return the day of an instant in a time zone."""
    return at.astimezone(time_zone(zone)).date()


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a table as a file to keep: UTF-8 with its mark, commas, every cell safe."""
    return HttpResponse("".join(_lines(header, rows)), **_as_csv(name))


def csv_stream(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Return the same line by line, for tables that may be long: nobody keeps all of it."""
    return StreamingHttpResponse(_lines(header, rows), **_as_csv(name))


def _as_csv(name: str) -> dict[str, Any]:
    return {
        "content_type": "text/csv; charset=utf-8",
        "headers": {"Content-Disposition": f'attachment; filename="{name}"'},
    }


def _lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\ufeff"
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in chain((header,), rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
