"""Billing periods: half-open, counted from an anchor, never chained."""

from dataclasses import dataclass
from datetime import datetime

from curule.core.anchors import Anchor, AnchorKind, AnchorRule
from curule.core.intervals import Duration, Interval, IntervalUnit, ProrationUnit, periods_in

__all__ = [
    "Anchor",
    "AnchorKind",
    "AnchorRule",
    "BillingPeriod",
    "Duration",
    "Interval",
    "IntervalUnit",
    "ProrationUnit",
    "periods_in",
]


@dataclass(frozen=True, slots=True)
class BillingPeriod:
    """Half-open ``[starts_at, ends_at)`` of UTC instants."""

    starts_at: datetime
    ends_at: datetime

    def contains(self, instant: datetime) -> bool:
        """Whether ``instant`` lies in it; the end does not."""
        return self.starts_at <= instant < self.ends_at
