"""Months as people call them."""

from __future__ import annotations

from babel.dates import format_skeleton

from curule.core.months import Month
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader


def month_name(month: Month, reader: Reader, *, short: bool = False) -> str:
    """Return a month as the reader calls it; a short one without its year, but in January."""
    skeleton = "yMMMM"
    if short:
        skeleton = "yMMM" if month.first.month == 1 else "MMM"
    return str(format_skeleton(skeleton, month.first, locale=LOCALES[reader.language]))
