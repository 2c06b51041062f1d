"""The forms that several fields share: flags, counts of days, seats."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from curule.core.policy.written import Whole, YesNo

MOST_SEATS: Final = 1_000_000
"""No pool is larger; a bound on what one command can ask the database to write."""

MOST_DAYS: Final = 3_660
"""Ten years: no deadline of a policy lies further away."""

Flag: TypeAlias = Annotated[bool, YesNo()]
SeatCount: TypeAlias = Annotated[int, Whole(0, MOST_SEATS)]
SeatLimit: TypeAlias = Annotated[int | None, Whole(1, MOST_SEATS, absent=True)]
SeatStep: TypeAlias = Annotated[int, Whole(1, MOST_SEATS)]
DayCount: TypeAlias = Annotated[int, Whole(0, MOST_DAYS)]
SomeDays: TypeAlias = Annotated[int, Whole(1, MOST_DAYS)]
HourCount: TypeAlias = Annotated[int, Whole(0, 24 * 366)]
