"""All reports of the vendor: what the books say, and what the renewal run foresees.

Renewals due are told by the dry run of the engine, which alone knows what they come to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from curule.core.csv_cells import plain_amount
from curule.selectors.reports import tables
from curule.selectors.reports.reach import Reach
from curule.selectors.reports.tables import Cells, ReportTable
from curule.services.renewal_dry_run import Foreseen, foresee

DAYS_AHEAD: Final = 90
"""So many days ahead renewals are told."""

_MOST_FORESEEN: Final = 5_000
_MOST_REHEARSED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """The renewals that come, the first first.

    `cut_at` is when the first comes that is not among them, because there are too many to look at
    while somebody waits; None where all are there.
    """

    rows: tuple[Foreseen, ...]
    cut_at: datetime | None


def renewals(reach: Reach) -> Iterator[Foreseen]:
    """Tell what comes in the next ninety days of the plan and the currency that are asked for.

    The days count from now, or from what time it is on a test clock; the months of the reach say
    nothing here. What is overdue is among them.
    """
    return foresee(
        until=reach.now + timedelta(days=DAYS_AHEAD),
        now=reach.now,
        on_clocks=reach.on_clocks,
        plan_id=reach.plan_id,
        currency=reach.currency,
    )


def renewals_at_once(
    reach: Reach, *, most: int = _MOST_FORESEEN, most_rehearsed: int = _MOST_REHEARSED
) -> Coming:
    """Tell as much of it as a page has time for: a rehearsal takes far longer than a decision."""
    rows: list[Foreseen] = []
    rehearsed = 0
    for each in renewals(reach):
        if len(rows) >= most or rehearsed >= most_rehearsed:
            return Coming(rows=tuple(rows), cut_at=each.at)
        rows.append(each)
        rehearsed += each.is_rehearsed
    return Coming(rows=tuple(rows), cut_at=None)


def _renewals(reach: Reach) -> Iterator[Cells]:
    for each in renewals(reach):
        total = None if each.total is None else plain_amount(each.total.amount_minor, each.currency)
        yield (
            each.on,
            each.zone,
            each.account,
            each.plan,
            each.outcome.value,
            each.currency,
            total,
        )


REPORTS: Final[Mapping[str, ReportTable]] = MappingProxyType(
    {
        **tables.REPORTS,
        "renewals": ReportTable(
            columns=("due", "time_zone", "account", "plan", "outcome", "currency", "total"),
            rows=_renewals,
        ),
    }
)
"""The reports by name, as tables to take away."""
