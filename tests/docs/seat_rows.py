"""What the columns of the tables on seats mean, and how a row is computed again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from curule.core.entitlements import HELP, Access, HeldSeat, Reason, access, refusal_of
from curule.core.invitations import expiry
from curule.core.lifecycle import GraceAt, Status
from curule.core.localtime import local, resolve_local
from curule.core.policy import DecreaseOccupied, SeatTypeTerms
from curule.core.presets import PRESETS
from curule.core.seats import (
    Hold,
    Occupant,
    SeatTerm,
    TooManyPeople,
    capacity_at,
    refuse_without_base,
    standing_on,
    totals_over_time,
    who_leaves,
)
from tests.docs.pages import Row

NONE: Final = "–"


def _utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


# --- intervals -----------------------------------------------------------------------------------


def _seats(written: str) -> list[SeatTerm]:
    """`3 2026-01-01 –; 2 2026-01-01 2026-05-01`: how many, from when, to when."""
    seats: list[SeatTerm] = []
    for part in written.split(";"):
        count, starts, ends = part.split()
        seats += [SeatTerm(_utc(starts), None if ends == NONE else _utc(ends))] * int(count)
    return seats


def capacity(row: Row) -> None:
    seats, at = _seats(row["seats (how many, from, to)"]), _utc(row["on"])
    assert capacity_at(seats, at) == int(row["in force"])
    changes = totals_over_time(seats, after=at)
    told = " ".join(f"{instant.date()}: {total}" for instant, total in changes)
    assert (told or "none") == row["changes after that"]


# --- who leaves ----------------------------------------------------------------------------------

_FIRST_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


def _occupant(written: str) -> Occupant:
    """`A1(30)` is a person since day 1, seen on day 30; `c20` an invitation of day 20."""
    found = re.fullmatch(r"([A-Za-z])(\d+)(?:\((\d+)\))?", written)
    assert found
    return Occupant(
        key=found[1],
        hold=Hold.ACTIVE if found[1].isupper() else Hold.HELD,
        since=_FIRST_DAY + timedelta(days=int(found[2])),
        last_active_at=_FIRST_DAY + timedelta(days=int(found[3])) if found[3] else None,
    )


def leaving(row: Row) -> None:
    people = [_occupant(each) for each in row["people"].split()]
    rule, seats = DecreaseOccupied(row["occupied"]), int(row["seats"])
    decided = who_leaves(people, seats, rule, row["chosen"].split())
    if isinstance(decided, TooManyPeople):
        told = f"too many by {decided.staying - decided.seats}"
    else:
        told = " ".join(occupant.key for occupant in decided) or "nobody"
    assert told == row["who leaves"]


# --- held seats ----------------------------------------------------------------------------------


def lapses(row: Row) -> None:
    sent = datetime.fromisoformat(row["sent"])
    policy = replace(PRESETS["zoom"].assignment, invitation_days=int(row["days"]))
    end = expiry(policy, resolve_local(sent.date(), sent.time(), row["zone"]), row["zone"])
    assert local(end, row["zone"]).strftime("%Y-%m-%d %H:%M") == row["lapses"]


# --- add-ons -------------------------------------------------------------------------------------


def _type(written: str) -> SeatTypeTerms:
    name, _, base = written.strip().partition(" < ")
    return SeatTypeTerms(name=name, min=0, max=None, step=1, base=base or None)


def add_ons(row: Row) -> None:
    types = [_type(each) for each in row["types (name < base)"].split(";")]
    held = row["holds"].replace(NONE, "").split()
    allowed = [terms.name for terms in types if refuse_without_base(terms, held) is None]
    assert allowed == row["may have"].split()
    lost = standing_on(types, row["taken away"])
    assert (" ".join(lost) or NONE) == row["goes with it"]


# --- access --------------------------------------------------------------------------------------

_NOW: Final = datetime(2026, 4, 11, tzinfo=UTC)
_SEAT: Final = HeldSeat(
    hold=Hold.ACTIVE,
    seat_type="seat",
    starts_at=datetime(2026, 1, 1, tzinfo=UTC),
    ends_at=None,
    subscription=Status.ACTIVE,
    term_ends_at=datetime(2027, 1, 1, tzinfo=UTC),
    renews=True,
)


def _grace(status: Status, access_ends_at: datetime) -> GraceAt:
    return GraceAt(status, _NOW + timedelta(days=30), access_ends_at)


_FACTS: Final[Mapping[str, Callable[[datetime], dict[str, Any]]]] = {
    "renews by itself": lambda _: {"renews": True},
    "does not renew": lambda _: {"renews": False},
    "ends": lambda at: {"ends_at": at},
    "starts": lambda at: {"starts_at": at},
    "overdue with access to": lambda at: {"grace": _grace(Status.PAST_DUE, at)},
    "overdue without access": lambda _: {"grace": _grace(Status.SUSPENDED, _NOW)},
    "held": lambda _: {"hold": Hold.HELD},
    "held to": lambda at: {"hold": Hold.HELD, "hold_expires_at": at},
    "lent to": lambda at: {"lent_until": at},
    "not paid yet": lambda _: {"subscription": Status.INCOMPLETE},
}


def _held_seat(written: str) -> HeldSeat:
    """`ends 2026-09-01, does not renew`: facts that stand in the place of the usual ones."""
    facts: dict[str, Any] = {}
    for part in written.split(", "):
        found = re.fullmatch(r"(.*?)(?: (\d{4}-\d\d-\d\d))?", part.strip())
        assert found
        facts |= _FACTS[found[1]](_utc(found[2]) if found[2] else _NOW)
    return replace(_SEAT, **facts)


def _told(answer: Access) -> str:
    if answer.reason is not None:
        return answer.reason.value
    return "yes" if answer.until is None else f"until {answer.until.date()}"


def answers(row: Row) -> None:
    seats = [_held_seat(each) for each in row["the seat"].split(" + ")]
    assert _told(access(seats, _NOW)) == row["answer"]


EXAMPLES: Final[Mapping[Reason, str]] = {
    Reason.UNPAID: "overdue without access",
    Reason.NOT_STARTED: "starts 2026-04-12",
    Reason.INVITATION_OPEN: "held",
    Reason.WAITING_FOR_PAYMENT: "not paid yet",
    Reason.TERM_ENDED: "ends 2026-04-11",
    Reason.NO_SEAT: "lent to 2026-04-11",
}
"""A seat for each reason, the reason that is told first standing first."""


def reasons(row: Row) -> None:
    """The reason helps as told, and is told before every reason that stands below it."""
    reason = Reason(row["reason"])
    assert list(HELP[reason]) == row["what would help"].split()
    seat = _held_seat(EXAMPLES[reason])
    assert refusal_of(seat, _NOW) is reason
    order = list(EXAMPLES)
    for below in order[order.index(reason) + 1 :]:
        assert access([_held_seat(EXAMPLES[below]), seat], _NOW).reason is reason


CHECKS: Final[Mapping[str, Callable[[Row], None]]] = {
    "capacity": capacity,
    "who leaves": leaving,
    "lapses": lapses,
    "add-ons": add_ons,
    "reasons": reasons,
    "access": answers,
}
