"""The lines of a quote as formula and bar: quantity × price × part, for which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from curule.core.changes import Change
from curule.core.differences import Difference, Sold, whole_difference
from curule.core.intervals import ProrationUnit
from curule.core.lines import Line, LineKind
from curule.core.localtime import last_day, local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.selectors.catalog import PlanTerms
from curule.web.portal.seat_words import type_noun
from curule.web.templatetags.curule import say
from curule.wording.values import Reader, written


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One line: what it is for, its formula, its days in the period, its amount.

    `less` says what a coupon took off.
    """

    label: str
    formula: str
    part: str
    first: date
    last: date
    period_starts_at: datetime
    period_ends_at: datetime
    starts_at: datetime
    ends_at: datetime
    amount: Money
    less: str = ""

    @property
    def is_part(self) -> bool:
        """Whether only a part of the period is charged, which the bar shows."""
        return self.part != ""


def priced_lines(  # noqa: PLR0917 - the lines and what their words need
    reader: Reader,
    terms: PlanTerms,
    change: Change,
    currency: str,
    zone: str,
    sold: tuple[Sequence[Sold], Sequence[Sold]] = ((), ()),
) -> tuple[PricedLine, ...]:
    """Return the lines of a change as the review shows them.

    `sold` is what another plan takes the place of and what it is, to say their difference.
    """
    shown = []
    for line in change.lines:
        priced = _line(reader, terms, line, change, currency, zone)
        difference = whole_difference(line, *sold)
        if difference is not None:
            priced = replace(priced, formula=_whole(reader, terms, difference, currency))
        shown.append(priced)
    return tuple(shown)


def _whole(reader: Reader, terms: PlanTerms, difference: Difference, currency: str) -> str:
    if difference.unit_amount is None or difference.seat_type is None:
        return written(Money(difference.amount, currency), reader)
    count = Count(difference.quantity, type_noun(terms, difference.seat_type))
    amount = Money(difference.unit_amount, currency)
    return f"{written(count, reader)} × {written(amount, reader)}"


def _line(  # noqa: PLR0917 - one line and what its words need
    reader: Reader, terms: PlanTerms, line: Line, change: Change, currency: str, zone: str
) -> PricedLine:
    noun = type_noun(terms, line.seat_type) if line.seat_type else None
    count = Count(abs(line.quantity), noun)
    starts_at, ends_at = _period(line, change)
    return PricedLine(
        label=_label(reader, line, count),
        formula=_formula(reader, line, count, currency),
        part=_part(reader, terms, line),
        first=local_date(line.covers.starts_at, zone),
        last=last_day(line.covers.ends_at, zone),
        period_starts_at=starts_at,
        period_ends_at=ends_at,
        starts_at=line.covers.starts_at,
        ends_at=line.covers.ends_at,
        amount=Money(line.amount, currency),
        less=say(reader, "line.less", code=line.coupon, amount=Money(-line.discount, currency))
        if line.discount
        else "",
    )


def _label(reader: Reader, line: Line, count: Count) -> str:
    if line.kind is LineKind.DIFFERENCE and line.seat_type is None:
        return say(reader, "line.difference_in_all")
    return say(reader, f"line.{line.kind.value}", seats=count)


def _formula(reader: Reader, line: Line, count: Count, currency: str) -> str:
    if line.unit_amount is None:
        return ""
    amount = written(Money(line.unit_amount, currency), reader)
    if line.seat_type is None:
        return amount
    return f"{written(count, reader)} × {amount}"


def _part(reader: Reader, terms: PlanTerms, line: Line) -> str:
    part = line.part
    if part.numerator == part.denominator:
        return ""
    if terms.policy.proration.unit is ProrationUnit.SECOND:
        percent = round(100 * part.numerator / part.denominator)
        return say(reader, "line.percent", percent=percent)
    return say(reader, "line.days", days=part.numerator, whole=part.denominator)


def _period(line: Line, change: Change) -> tuple[datetime, datetime]:
    """Return the anchored period that a line's days are part of."""
    for charge in change.charges:
        if charge.covers == line.covers:
            return charge.period.starts_at, charge.period.ends_at
    covers = line.covers
    part = line.part
    if part.numerator == part.denominator or not part.numerator:
        return covers.starts_at, covers.ends_at
    whole = (covers.ends_at - covers.starts_at) * part.denominator / part.numerator
    return covers.ends_at - whole, covers.ends_at
