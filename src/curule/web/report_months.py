"""The months that a page of reports is asked for, as its address says them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from curule.core.months import Month, UnknownMonth
from curule.web.templatetags.curule import say
from curule.wording.values import Reader

MOST_MONTHS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedMonths:
    """The first and the last month; what was typed is kept, with what is wrong about it."""

    first: Month
    last: Month
    typed_first: str
    typed_last: str
    problem: str = ""


def asked_months(request: HttpRequest, reader: Reader, today: date) -> AskedMonths:
    """Return the months of an address; without any the twelve up to this one."""
    this = Month.of(today)
    written = tuple(request.GET.get(name, "").strip()[:20] for name in ("from", "to"))
    try:
        last = Month.parse(written[1]) if written[1] else this
        first = Month.parse(written[0]) if written[0] else last.minus(11)
    except UnknownMonth:
        return _default(this, written, say(reader, "report.no_month"))
    if first > last:
        return _default(this, written, say(reader, "report.wrong_order"))
    first = max(first, last.minus(MOST_MONTHS - 1))
    return AskedMonths(first=first, last=last, typed_first=str(first), typed_last=str(last))


def _default(this: Month, typed: tuple[str, ...], problem: str) -> AskedMonths:
    return AskedMonths(
        first=this.minus(11),
        last=this,
        typed_first=typed[0],
        typed_last=typed[1],
        problem=problem,
    )
