"""Between instants and the clock on the wall of a time zone.

Instants are aware UTC datetimes. A local time may not exist (the clock jumps forward over it) or
exist twice (the clock goes back); both have one answer here, so that every period boundary is one
instant.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


class UnknownTimeZone(ValueError):
    """The name is not in the time zone database."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is no time zone of the IANA database, such as 'Europe/Paris'")
        self.name = name


class OutsideCalendar(ValueError):
    """The date lies outside the years that dates can be counted in."""

    def __init__(self) -> None:
        super().__init__("the date lies outside the years 1 to 9999")


def time_zone(name: str) -> ZoneInfo:
    """The rules of the zone `name`.

    Raises `UnknownTimeZone`.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A folder of the database ("Europe") and a path out of it ("../x") fail differently.
        raise UnknownTimeZone(name) from None


def require_utc(instant: datetime) -> datetime:
    """`instant` itself.

    Raises `ValueError` if it is not an aware datetime in UTC.
    """
    if instant.utcoffset() != timedelta(0):
        raise ValueError(f"an instant is an aware datetime in UTC, which {instant} is not")
    return instant


def whole_second(instant: datetime) -> datetime:
    """`instant` without its fraction of a second; money is counted in whole seconds."""
    return instant.replace(microsecond=0)


def local(instant: datetime, zone: str) -> datetime:
    """What the clock in `zone` shows at `instant`, as a naive datetime with its fold.

    >>> local(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Paris")
    datetime.datetime(2026, 10, 25, 2, 30, fold=1)
    """
    try:
        return require_utc(instant).astimezone(time_zone(zone)).replace(tzinfo=None)
    except OverflowError:
        raise OutsideCalendar from None


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day of `instant` in `zone`.

    >>> local_date(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "Europe/Paris")
    datetime.date(2026, 4, 1)
    """
    return local(instant, zone).date()


def last_day(ends_at: datetime, zone: str) -> date:
    """The last day of what ends at `ends_at`: the day before, where that is midnight in `zone`.

    >>> last_day(datetime(2026, 12, 6, 23, tzinfo=UTC), "Europe/Paris")
    datetime.date(2026, 12, 6)
    """
    return local_date(ends_at - timedelta(microseconds=1), zone)


def resolve_local(on: date, at: time, zone: str, *, fold: int = 0) -> datetime:
    """The instant of a local time: of two equal ones the first, else the first that exists.

    With `fold=1` it is the second of two equal ones.

    >>> resolve_local(date(2026, 7, 1), time(9), "Europe/Paris").isoformat()
    '2026-07-01T07:00:00+00:00'

    02:30 does not exist on 29 March 2026; the first time that does is 03:00, 01:00 UTC. It exists
    twice on 25 October; the first is still summer time:

    >>> resolve_local(date(2026, 3, 29), time(2, 30), "Europe/Paris").isoformat()
    '2026-03-29T01:00:00+00:00'
    >>> resolve_local(date(2026, 10, 25), time(2, 30), "Europe/Paris").isoformat()
    '2026-10-25T00:30:00+00:00'

    Raises `UnknownTimeZone`, and `OutsideCalendar` at the ends of the calendar.
    """
    wall = datetime.combine(on, at.replace(fold=0))
    try:
        earlier, later = sorted(_candidates(wall, zone))
        if local(earlier, zone) == wall:
            return later if fold else earlier
        return _end_of_gap(wall, earlier, later, zone)
    except OverflowError:
        raise OutsideCalendar from None


def _candidates(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """`wall` read with the offset before and with the offset after a change of the clock."""
    rules = time_zone(zone)
    before, after = (wall.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1))
    return before, after


def _end_of_gap(wall: datetime, before: datetime, after: datetime, zone: str) -> datetime:
    """The first whole second at which the clock shows `wall` or later.

    `before` shows less than `wall` and `after` more; the change lies between them.
    """
    seconds = (after - before) // _SECOND
    first, last = 0, seconds
    while first < last:
        middle = (first + last) // 2
        if local(whole_second(before) + middle * _SECOND, zone) >= wall:
            last = middle
        else:
            first = middle + 1
    return whole_second(before) + first * _SECOND
