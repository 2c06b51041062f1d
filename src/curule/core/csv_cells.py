"""Tables to take away: CSV that a spreadsheet reads as text and numbers, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final

from curule.core.money import exponent

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def safe_cell(value: object) -> str:
    """Return what stands in a cell; a text that a spreadsheet would calculate gets an apostrophe.

    >>> safe_cell("=1+1"), safe_cell("Ana"), safe_cell(Decimal("-1.50"))
    ("'=1+1", 'Ana', '-1.50')
    """
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}"
        case int():
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


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Return a table line by line, with the mark of UTF-8 before it: nobody keeps all of it."""
    yield "\ufeff"
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in chain((header,), rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
