"""The safety bounds of this installation: what parks an account."""

from __future__ import annotations

from curule.config.environment import number_within
from curule.core.bounds import Limits

_MOST = 100_000
_MOST_GOODWILL = 100_000_000


def limits() -> Limits:
    """Return how much one customer may come to, `CURULE_MOST_…`.

    Raises:
        ConfigurationError: one of them is no number from 1 on.
    """
    usual = Limits()
    return Limits(
        invoices_a_minute=_number("INVOICES_A_MINUTE", usual.invoices_a_minute),
        invoices_a_day=_number("INVOICES_A_DAY", usual.invoices_a_day),
        lines_a_day=_number("LINES_A_DAY", usual.lines_a_day),
        changes_an_hour=_number("CHANGES_AN_HOUR", usual.changes_an_hour),
        goodwill=number_within("CURULE_MOST_GOODWILL", usual=usual.goodwill, most=_MOST_GOODWILL),
    )


def _number(name: str, usual: int) -> int:
    return number_within(f"CURULE_MOST_{name}", usual=usual, most=_MOST)
