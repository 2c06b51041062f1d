"""Tables of another system, read into customers; each cell that cannot be meant is a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.currencies import EXPONENTS, REPLACED
from curule.core.imports.brought import (
    Brought,
    BroughtCustomer,
    BroughtPerson,
    BroughtSubscription,
)
from curule.core.imports.formats import LEFT_OUT, SEATS, Format, Names, State
from curule.core.imports.tables import Mistake, Place, Row, Table
from curule.core.intervals import IntervalUnit
from curule.core.languages import Language
from curule.core.quantities import LARGEST

_LONGEST_ID: Final = 255
_INTERVAL: Final = re.compile(r"(?:every )?(?:(?P<count>\d{1,3}) )?(?P<unit>[a-z]+?)(?:ly|s)?")
_UNITS: Final = {unit.value: unit.value for unit in IntervalUnit} | {"dai": "day"}
_DATES: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d",
    "%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M", "%d-%b-%Y",
)  # fmt: skip
_YES: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What holds where a row says nothing."""

    country: str = ""
    language: str = "en"
    time_zone: str = "UTC"


class _Wrong(Exception):
    """A cell cannot be meant."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.mistake = Mistake(place, sentence)


def _refuse(place: Place, sentence: str) -> NoReturn:
    raise _Wrong(place, sentence)


@dataclass(slots=True)
class _Desk:
    """Everything that was read so far, by the ids of the other system."""

    customers: dict[str, BroughtCustomer] = field(default_factory=dict[str, BroughtCustomer])
    subscriptions: dict[str, tuple[str, BroughtSubscription]] = field(
        default_factory=dict[str, tuple[str, BroughtSubscription]]
    )
    people: dict[str, list[BroughtPerson]] = field(default_factory=dict[str, list[BroughtPerson]])
    refused: set[str] = field(default_factory=set[str])
    refused_subscriptions: dict[str, str] = field(default_factory=dict[str, str])
    gone: set[str] = field(default_factory=set[str])
    mistakes: list[Mistake] = field(default_factory=list[Mistake])
    left_out: list[Mistake] = field(default_factory=list[Mistake])


def read_export(
    form: Format, customers: Table, subscriptions: Table, seats: Table | None, *, usual: Usual
) -> Brought:
    """Return the customers of an export; who has one mistake is left out whole.

    Raises `Unreadable` where a column that is needed is missing.
    """
    customers.need(*form.customers["id"])
    for needed in ("id", "customer", "plan", "seats", "paid_until"):
        subscriptions.need(*form.subscriptions[needed])
    desk = _Desk()
    for row in customers.rows:
        _take_customer(desk, form, row, usual)
    for row in subscriptions.rows:
        _take_subscription(desk, form, row, usual)
    if seats is not None:
        seats.need(*SEATS["subscription"])
        seats.need(*SEATS["email"])
        for row in seats.rows:
            _take_person(desk, row)
    return Brought(
        customers=tuple(_put_together(desk)),
        mistakes=tuple(desk.mistakes),
        left_out=tuple(desk.left_out),
        seen={
            "customers": len(customers.rows),
            "subscriptions": len(subscriptions.rows),
            "seats": len(seats.rows) if seats is not None else 0,
        },
    )


def _put_together(desk: _Desk) -> Iterator[BroughtCustomer]:
    bought: dict[str, list[BroughtSubscription]] = {}
    for customer_id, subscription in desk.subscriptions.values():
        people = tuple(desk.people.get(subscription.foreign_id, ()))
        bought.setdefault(customer_id, []).append(replace(subscription, people=people))
    for customer_id, customer in desk.customers.items():
        if customer_id not in desk.refused:
            yield replace(customer, subscriptions=tuple(bought.get(customer_id, ())))


# --- customers ------------------------------------------------------------------------------------


def _take_customer(desk: _Desk, form: Format, row: Row, usual: Usual) -> None:
    names = form.customers
    written = row.get(*names["id"])
    try:
        foreign_id = _id(row, names, "id")
        if foreign_id in desk.customers:
            _refuse(row.place(*names["id"]), f"the customer {foreign_id} stands here twice.")
        desk.customers[foreign_id] = _customer(row, names, foreign_id, usual)
    except _Wrong as wrong:
        desk.mistakes.append(wrong.mistake)
        desk.refused.add(written)


def _customer(row: Row, names: Names, foreign_id: str, usual: Usual) -> BroughtCustomer:
    email = _email(row, names) if row.get(*names["email"]) else ""
    person = " ".join(
        each for each in (_cell(row, names, "first_name"), _cell(row, names, "last_name")) if each
    )
    name = row.get(*names["name"]) or person or email
    if not name:
        raise _Wrong(row.place(*names["name"]), "the customer has neither a name nor an address.")
    country = (row.get(*names["country"]) or usual.country).upper()
    if not re.fullmatch("[A-Z]{2}", country):
        said = f"{country!r} is no country of two letters" if country else "there is no country"
        raise _Wrong(
            row.place(*names["country"]), f"{said}; write FR, or give one to all with --country."
        )
    return BroughtCustomer(
        foreign_id=foreign_id,
        name=name[:200],
        email=email,
        country=country,
        tax_id=_cell(row, names, "tax_id"),
        registration_number=_cell(row, names, "registration_number"),
        language=_language(_cell(row, names, "language"), usual),
        time_zone=_cell(row, names, "time_zone") or usual.time_zone,
        is_business=_yes_or_no(row, names, "business", usual=True),
        place=row.place(*names["id"]),
    )


def _language(written: str, usual: Usual) -> str:
    found = written[:2].lower()
    return found if found in set(Language) else usual.language


# --- subscriptions --------------------------------------------------------------------------------


def _take_subscription(desk: _Desk, form: Format, row: Row, usual: Usual) -> None:
    """Take a line; several of one subscription are seat types of it."""
    names = form.subscriptions
    owner, written = row.get(*names["customer"]), row.get(*names["id"])
    try:
        foreign_id = _id(row, names, "id")
        state = _state(form, row)
        if state in LEFT_OUT:
            desk.gone.add(foreign_id)
            desk.left_out.append(
                Mistake(row.place(*names["status"]), f"{foreign_id} {LEFT_OUT[state]}.")
            )
            return
        if owner in desk.refused:
            desk.refused_subscriptions[foreign_id] = owner
            return
        if owner not in desk.customers:
            _refuse(
                row.place(*names["customer"]),
                f"there is no customer {owner or '(empty)'} in the customers' file.",
            )
        there = replace(usual, time_zone=desk.customers[owner].time_zone)
        read = _subscription(row, form, foreign_id, state, there)
        before = desk.subscriptions.get(foreign_id)
        together = read if before is None else _together(before, owner, read, row, names)
        desk.subscriptions[foreign_id] = (owner, together)
    except _Wrong as wrong:
        desk.mistakes.append(wrong.mistake)
        desk.refused.add(owner)
        if written in desk.subscriptions:  # whoever else it is said to be of
            desk.refused.add(desk.subscriptions[written][0])
        desk.refused_subscriptions[written] = owner


def _together(
    before: tuple[str, BroughtSubscription],
    owner: str,
    read: BroughtSubscription,
    row: Row,
    names: Names,
) -> BroughtSubscription:
    """Return a subscription with one more seat type."""
    owner_before, first = before
    same = replace(first, seats={}, plan="", place=read.place) == replace(read, seats={}, plan="")
    if owner != owner_before or not same or first.plan != read.plan:
        raise _Wrong(
            row.place(*names["id"]),
            f"the subscription {read.foreign_id} stands here twice and says different things.",
        )
    if first.seats.keys() & read.seats.keys():
        raise _Wrong(
            row.place(*names["id"]),
            f"the subscription {read.foreign_id} stands here twice with the same seat type.",
        )
    return replace(first, seats={**first.seats, **read.seats})


def _subscription(
    row: Row, form: Format, foreign_id: str, state: State, usual: Usual
) -> BroughtSubscription:
    names = form.subscriptions
    is_trial = state is State.TRIAL
    until = "trial_until" if is_trial and _cell(row, names, "trial_until") else "paid_until"
    paid_until = _instant(row, names, until, usual)
    if paid_until is None:
        raise _Wrong(row.place(*names[until]), "it does not say until when it is paid.")
    plan = row.get(*names["plan"])
    if not plan:
        raise _Wrong(row.place(*names["plan"]), "it does not say which plan is bought.")
    ends = state is State.ENDS or _yes_or_no(row, names, "ends", usual=False)
    return BroughtSubscription(
        foreign_id=foreign_id,
        plan=plan,
        seats={_cell(row, names, "seat_type"): _number(row, names)},
        currency=_currency(row, names),
        interval=_interval(row, names),
        paid_from=None if is_trial else _instant(row, names, "paid_from", usual),
        paid_until=paid_until,
        is_trial=is_trial,
        renews=not ends and _yes_or_no(row, names, "renews", usual=True),
        place=row.place(*names["id"]),
    )


def _state(form: Format, row: Row) -> State:
    names = form.subscriptions
    written = re.sub(r"[ -]+", "_", row.get(*names["status"]).lower())
    found = form.states.get(written)
    if found is None:
        known = ", ".join(each for each in form.states if each)
        raise _Wrong(row.place(*names["status"]), f"{written!r} is no state; there are: {known}.")
    return found


def _number(row: Row, names: Names) -> int:
    written = row.get(*names["seats"])
    plain = written.removesuffix(".0")
    if not plain.isascii() or not plain.isdigit() or not 0 < int(plain[:12]) <= LARGEST:
        raise _Wrong(row.place(*names["seats"]), f"{written!r} is no number of seats.")
    return int(plain)


def _currency(row: Row, names: Names) -> str:
    written = _cell(row, names, "currency").upper()
    if written in REPLACED:
        by = REPLACED[written].by
        raise _Wrong(row.place(*names["currency"]), f"{written} is no more; {by} took its place.")
    if written and written not in EXPONENTS:
        raise _Wrong(row.place(*names["currency"]), f"{written!r} is no currency of ISO 4217.")
    return written


def _interval(row: Row, names: Names) -> tuple[str, int] | None:
    written = _cell(row, names, "interval").lower()
    if not written:
        return None
    found = _INTERVAL.fullmatch(written)
    unit = _UNITS.get(found["unit"]) if found else None
    if found is None or unit is None or int(found["count"] or 1) == 0:
        raise _Wrong(
            row.place(*names["interval"]), f"{written!r} is no interval like month or 3 months."
        )
    return unit, int(found["count"] or 1)


# --- people ---------------------------------------------------------------------------------------


def _take_person(desk: _Desk, row: Row) -> None:
    written = row.get(*SEATS["subscription"])
    if written in desk.gone or written in desk.refused_subscriptions:
        return
    try:
        if written not in desk.subscriptions:
            _refuse(
                row.place(*SEATS["subscription"]),
                f"there is no subscription {written or '(empty)'} in the subscriptions' file.",
            )
        desk.people.setdefault(written, []).append(
            BroughtPerson(
                email=_email(row, SEATS),
                first_name=_cell(row, SEATS, "first_name"),
                last_name=_cell(row, SEATS, "last_name"),
                seat_type=_cell(row, SEATS, "seat_type"),
                place=row.place(*SEATS["email"]),
            )
        )
    except _Wrong as wrong:
        desk.mistakes.append(wrong.mistake)
        if written in desk.subscriptions:
            desk.refused.add(desk.subscriptions[written][0])


# --- cells ----------------------------------------------------------------------------------------


def _cell(row: Row, names: Names, meaning: str) -> str:
    """Return what a cell says; nothing where the system has no such column."""
    return row.get(*names.get(meaning, ()))


def _id(row: Row, names: Names, meaning: str) -> str:
    written = row.get(*names[meaning])
    if not written or len(written) > _LONGEST_ID:
        raise _Wrong(row.place(*names[meaning]), "there is no id by which it is known again.")
    return written


def _email(row: Row, names: Names) -> str:
    written = row.get(*names["email"])
    try:
        return canonical_address(written)
    except AddressInvalid:
        raise _Wrong(row.place(*names["email"]), f"{written!r} is no mail address.") from None


def _yes_or_no(row: Row, names: Names, meaning: str, *, usual: bool) -> bool:
    written = _cell(row, names, meaning).lower()
    if not written:
        return usual
    if written not in _YES:
        raise _Wrong(row.place(*names[meaning]), f"{written!r} is neither yes nor no.")
    return _YES[written]


def _instant(row: Row, names: Names, meaning: str, usual: Usual) -> datetime | None:
    """Return when; a column that says UTC is in UTC, every other in the usual time zone."""
    written = _cell(row, names, meaning)
    if not written:
        return None
    place = row.place(*names[meaning])
    zone = UTC if "utc" in place.column.lower() else ZoneInfo(usual.time_zone)
    found = _parsed(written)
    if found is None:
        raise _Wrong(place, f"{written!r} is no date like 2026-12-31 or 2026-12-31 10:22.")
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=zone).astimezone(UTC)


def _parsed(written: str) -> datetime | None:
    for form in _DATES:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007 - its zone is given afterwards
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found
