"""Revenue recognized by day: what of a charged line has been earned, and what is still deferred.

A line is earned evenly over the calendar days that it covers, in the account's time zone: the day
that it begins on counts whole, the day that it ends on not at all. What has been earned by the
morning of a day is R(net × days passed ÷ days). It is measured from the beginning each time, never
added up by the day, so that the last day closes at exactly the net, and running once after a
fortnight gives what fourteen runs give.

Lines that give back (unused time on an invoice, every line of a credit note) are lines with a
negative net over the time that they give back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from curule.core.money import round_half_away


@dataclass(frozen=True, slots=True)
class Service:
    """A line's `net`, in minor units, for the days from `starts_on` up to but without `ends_on`.

    Without days it is earned as soon as it counts. `counts_from` is the day on which its document
    was issued, or later what it is for was granted: nothing is earned by the morning of that day,
    and what had passed of the days by then is earned with the first morning after it.
    """

    net: int
    starts_on: date | None
    ends_on: date | None
    counts_from: date

    @property
    def days(self) -> int:
        """How many days it is earned over; a service within one day has that one."""
        if self.starts_on is None or self.ends_on is None:
            return 0
        return max((self.ends_on - self.starts_on).days, 1)


def passed_part(service: Service, on: date) -> int:
    """Return what of a service lies before the morning of a day, whether it counts or not.

    >>> january = Service(1000, date(2026, 1, 1), date(2026, 2, 1), counts_from=date(2026, 1, 1))
    >>> passed_part(january, date(2026, 1, 1)), passed_part(january, date(2026, 1, 16))
    (0, 484)
    """
    if service.starts_on is None or not service.days:
        return service.net
    passed = min(max((on - service.starts_on).days, 0), service.days)
    return round_half_away(Fraction(service.net * passed, service.days))


def recognized(service: Service, on: date) -> int:
    """Return what of a service has been earned by the morning of a day.

    >>> late = Service(310, date(2026, 1, 1), date(2026, 2, 1), counts_from=date(2026, 1, 10))
    >>> [recognized(late, date(2026, 1, day)) for day in (10, 11, 31)]
    [0, 100, 300]
    """
    return passed_part(service, on) if on > service.counts_from else 0


def recognized_between(services: Iterable[Service], since: date, until: date) -> int:
    """Return what is earned from the morning of one day to the morning of another.

    >>> january = Service(310, date(2026, 1, 1), date(2026, 2, 1), counts_from=date(2026, 1, 1))
    >>> recognized_between([january], date(2026, 1, 11), date(2026, 1, 21))
    100
    """
    return sum(recognized(each, until) - recognized(each, since) for each in services)


def deferred(services: Iterable[Service], on: date) -> int:
    """Return what has been charged and not yet earned by the morning of a day."""
    return sum(each.net - recognized(each, on) for each in services)


def first_of_next_month(on: date) -> date:
    """Return the day on which the books of a day's month can be closed.

    >>> first_of_next_month(date(2026, 12, 31))
    datetime.date(2027, 1, 1)
    """
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)
