"""Whether a policy can be carried out with a price that is charged every so often.

A contradiction lies within a policy and its seat types; a misfit lies between a policy and the
interval of a price, so it is found only where the two meet: when a plan version is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from curule.core.anchors import AnchorRule, check_anchor
from curule.core.intervals import Interval, ProrationUnit, periods_in
from curule.core.policy import SeatPolicy


@dataclass(frozen=True, slots=True)
class Misfit:
    """The field of a policy that an interval has no place for, and an English sentence why."""

    field: str
    sentence: str


def misfits(policy: SeatPolicy, interval: Interval) -> tuple[Misfit, ...]:
    """Return what of a policy cannot be counted in periods of `interval`.

    >>> from curule.core.intervals import IntervalUnit
    >>> from curule.core.presets import PRESETS
    >>> weekly = PRESETS["zoom"].override({"anchor.at": "day_of_week(mon)"})
    >>> misfits(weekly, Interval(IntervalUnit.WEEK))
    ()
    >>> [(found.field, found.sentence) for found in misfits(weekly, Interval(IntervalUnit.MONTH))]
    [('anchor.at', 'day_of_week anchors intervals of weeks, not one of a month')]
    """
    return tuple(_found(policy, interval))


def _found(policy: SeatPolicy, interval: Interval) -> Iterator[Misfit]:
    unit, rule, length = policy.proration.unit, policy.anchor.at, policy.term.length
    yield from _refused("proration.unit", lambda: check_anchor(AnchorRule.start(), interval, unit))
    yield from _refused("anchor.at", lambda: check_anchor(rule, interval, ProrationUnit.DAY))
    if length is not None:
        yield from _refused("term.length", lambda: periods_in(length, interval))


def _refused(field: str, check: Callable[[], object]) -> Iterator[Misfit]:
    try:
        check()
    except ValueError as error:
        yield Misfit(field, str(error))
