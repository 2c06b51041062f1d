"""Whom the newest version of a plan would reach, added up: one look for all doors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.money import Money
from curule.core.price_changes import LeftOut
from curule.data import models
from curule.selectors.price_changes import Reached, list_reached, newest_version

NOBODY_SHOWN: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What a period of the `number` whom it reaches in a currency comes to, with tax."""

    number: int
    before: Money
    after: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom an announcement of a version reaches, and why it does not reach others.

    All of them are counted; the first of each are `shown` and `others`.
    """

    version_id: UUID
    version: int
    notice_days: int
    reached: int
    first_at: datetime | None
    last_at: datetime | None
    sums: tuple[Sum, ...]
    left_out: Mapping[LeftOut, int]
    shown: tuple[Reached, ...]
    others: tuple[Reached, ...]

    @property
    def is_cut(self) -> bool:
        """Whether more are reached than are shown."""
        return self.reached > len(self.shown)


def find_reach(
    plan_id: UUID,
    *,
    notice_days: int,
    now: datetime,
    on_clocks: bool,
    most: int = NOBODY_SHOWN,
) -> Reach | None:
    """Return whom the newest version of a plan would reach; None where none is published.

    Live accounts, or those on test clocks; `most` of each are shown.
    """
    target = newest_version(plan_id)
    if target is None:
        return None
    tally = _Tally(most=most)
    for each in list_reached(
        plan_id, target, notice_days=notice_days, now=now, on_clocks=on_clocks
    ):
        tally.count(each)
    return Reach(
        version_id=target.version_id,
        version=models.PlanVersion.objects.values_list("number", flat=True).get(
            id=target.version_id
        ),
        notice_days=notice_days,
        reached=sum(tally.numbers.values()),
        first_at=tally.first_at,
        last_at=tally.last_at,
        sums=tally.sums,
        left_out=dict(sorted(tally.reasons.items())),
        shown=tuple(tally.shown),
        others=tuple(tally.others),
    )


def sums_of(rows: Iterable[Reached]) -> tuple[Sum, ...]:
    """Return what a period of those who are reached comes to, by currency."""
    tally = _Tally(most=NOBODY_SHOWN)
    for each in rows:
        tally.count(each)
    return tally.sums


@dataclass(slots=True, kw_only=True)
class _Tally:
    """Counts one subscription after the other."""

    most: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    numbers: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    reasons: Counter[LeftOut] = field(default_factory=Counter)
    shown: list[Reached] = field(default_factory=list)
    others: list[Reached] = field(default_factory=list)

    def count(self, each: Reached) -> None:
        """Count one more."""
        if each.left_out is not None:
            self.reasons[each.left_out] += 1
            listed = self.others
        else:
            assert each.renews_at is not None
            assert each.before is not None
            assert each.after is not None
            self.numbers[each.currency] += 1
            self.first_at = min(self.first_at or each.renews_at, each.renews_at)
            self.last_at = max(self.last_at or each.renews_at, each.renews_at)
            self.before[each.currency] += each.before.amount_minor
            self.after[each.currency] += each.after.amount_minor
            listed = self.shown
        if len(listed) < self.most:
            listed.append(each)

    @property
    def sums(self) -> tuple[Sum, ...]:
        """What they come to, in the order of the currencies."""
        return tuple(
            Sum(
                number=self.numbers[name],
                before=Money(self.before[name], name),
                after=Money(self.after[name], name),
            )
            for name in sorted(self.numbers)
        )
