"""Days are counted in Python and in SQL: both go by the same rules of time zones (ADR 19)."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from curule.data.statements import fetch

_SINCE: Final = datetime(2025, 1, 1, 12, tzinfo=UTC)
_WEEKS: Final = 6 * 52
_NEWER_THAN_THE_SERVER: Final = {
    "America/Havana", "America/Inuvik", "America/Rainy_River", "America/Winnipeg",
    "Canada/Central", "Cuba",
}  # fmt: skip
"""What the package knows since a release that the embedded server does not have yet."""

_OFFSETS: Final = """
SELECT at, EXTRACT(EPOCH FROM (at AT TIME ZONE %(zone)s) - (at AT TIME ZONE 'UTC'))::int
FROM unnest(%(instants)s::timestamptz[]) AS at
"""


def test_python_reads_no_zones_of_the_machine() -> None:
    assert zoneinfo.TZPATH == ()


@pytest.mark.django_db
def test_the_embedded_server_has_the_same_rules() -> None:
    known = {name for (name,) in fetch("SELECT name FROM pg_timezone_names", {})}
    named = {
        zone for zone in zoneinfo.available_timezones() if "/" in zone
    }  # CET is an offset there
    shared = sorted(named & known)
    instants = [_SINCE + timedelta(weeks=week) for week in range(_WEEKS)]

    differing = {
        zone
        for zone in shared
        for at, offset in fetch(_OFFSETS, {"zone": zone, "instants": instants})
        if at.astimezone(ZoneInfo(zone)).utcoffset() != timedelta(seconds=offset)
    }

    assert len(shared) > 400
    assert differing <= _NEWER_THAN_THE_SERVER
