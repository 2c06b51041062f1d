"""What the columns of the tables on revenue mean, and how a row is computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from curule.core.aging import age_band
from curule.core.intervals import Interval, IntervalUnit
from curule.core.proration import Part
from curule.core.recognition import Service, passed_part, recognized, recognized_between
from curule.core.recurring import Customer, classify, monthly_in_all
from tests.docs.pages import Row

_day = date.fromisoformat


def _earned(row: Row) -> None:
    starts_on = _day(row["from"])
    service = Service(int(row["net"]), starts_on, _day(row["to"]), counts_from=starts_on)
    on = _day(row["on the morning of"])
    assert recognized(service, on) == int(row["earned"])
    assert passed_part(service, on) == int(row["earned"])


def _earned_late(row: Row) -> None:
    counts_from = _day(row["counts from"])
    service = Service(int(row["net"]), _day(row["from"]), _day(row["to"]), counts_from)
    assert recognized(service, _day(row["on the morning of"])) == int(row["earned"])


def _runs(row: Row) -> None:
    line = Service(333, date(2026, 1, 1), date(2026, 2, 1), counts_from=date(2026, 1, 1))
    mornings = [date(2026, 1, 1), *map(_day, row["runs on the mornings of"].split())]
    posted = [recognized_between([line], since, until) for since, until in pairwise(mornings)]
    assert sum(posted) == int(row["posted in all"])


def _a_month(row: Row) -> None:
    top, bottom = map(int, row["fraction"].split("/"))
    count, unit = row["interval"].split()
    line = (int(row["amount"]), Part(top, bottom), Interval(IntervalUnit(unit), int(count)))
    assert monthly_in_all([line]) == int(row["a month"])


def _movements(row: Row) -> None:
    customer = Customer(int(row["opening"]), int(row["closing"]), row["paid before"] == "yes")
    movement = classify(customer)
    assert (movement.value if movement else "–") == row["movement"]


def _ages(row: Row) -> None:
    assert age_band(_day(row["due"]), _day(row["on"])).value == row["band"]


CHECKS: Final[Mapping[str, Callable[[Row], None]]] = {
    "earned": _earned,
    "earned late": _earned_late,
    "runs": _runs,
    "a month": _a_month,
    "movements": _movements,
    "ages": _ages,
}
