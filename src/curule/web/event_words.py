"""What happened, in words: a sentence for each type of event, what it was about, what it changed.

The customers' history and the vendor's timeline say it alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from curule.core.events import EventType
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.policy import Channel, SeatNoun
from curule.core.roles import Role
from curule.selectors.activity import ActivityRow
from curule.web.crossings import crossing_text, kept_crossing
from curule.web.templatetags.curule import languages, say
from curule.wording.catalogs import UnknownKey
from curule.wording.values import Reader, plain, written

_DATES: Final = ("effective_at", "expires_at", "renews_at")
_WITH_REASON: Final = frozenset({EventType.SEAT_UNASSIGNED, EventType.ORDER_CANCELED})
_WITH_WORDS: Final = frozenset(
    {
        EventType.CREDIT_GRANTED,
        EventType.CREDIT_TAKEN_BACK,
        EventType.CREDIT_PAID_OUT,
        EventType.CREDIT_PAYOUT_ANSWERED,
        EventType.ACCOUNT_TAX_SET,
        EventType.ACCOUNT_RELEASED,
        EventType.INVOICE_ANSWERED,
        EventType.INVOICE_TAKEN_BACK,
        EventType.QUOTE_ACCEPTED_FOR,
    }
)
_NOT_KNOWN: Final = "–"
_DETAILS: Final = {
    "name": "settings.name",
    "language": "settings.language",
    "time_zone": "settings.time_zone",
    "street": "billing.street",
    "postcode": "billing.postcode",
    "city": "billing.city",
    "order_number": "activity.order_number",
    "registration_number": "billing.registration_number",
}
"""What an account's details are called, by the field that is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of a history: the sentence, what it was about, and before → after."""

    sentence: str
    about: str
    change: str


def told(row: ActivityRow, reader: Reader) -> Told:
    """Return what happened in words for a reader."""
    return Told(
        sentence=event_sentence(reader, row.type.value, count=row.count, noun=row.noun),
        about=" · ".join(_about(row, reader)),
        change=_change(row, reader),
    )


def event_sentence(
    reader: Reader, event_type: str, *, count: int = 1, noun: SeatNoun | None = None
) -> str:
    """Return what an event of a type is called; a type without a text by its own name.

    Seats are called by the plan's `noun`, else by what the reader's page calls them.
    """
    called = noun or reader.noun
    try:
        return say(reader, f"event.{event_type}", seats=Count(count, called), noun=called)
    except UnknownKey:
        return event_type


def _about(row: ActivityRow, reader: Reader) -> Iterator[str]:
    """Yield what it was about: person, role, plan, numbers, document, amount, date, reason."""
    values = row.values
    yield from (text for text in (row.person, _role(row, reader), row.plan) if text)
    number = values.get("total", values.get("target"))
    if isinstance(number, int) and row.amount is None:
        yield written(Count(number, row.noun), reader)
    limit = values.get("maximum", values.get("up_to"))
    if isinstance(limit, int):
        yield say(reader, "activity.at_most", seats=Count(limit, row.noun))
    if row.number:
        yield row.number
    if row.method:
        is_transfer = row.method == "bank_transfer"
        yield say(reader, "money.bank_transfer") if is_transfer else plain(row.method)
    if row.amount is not None:
        yield written(row.amount, reader)
    if row.type is EventType.ACCOUNT_TAX_ID_CHECKED:
        yield plain(str(values.get("tax_id", "")))
        yield say(reader, f"billing.office.{values.get('answer')}")
    if row.type is EventType.ACCOUNT_PARKED:
        yield crossing_text(reader, kept_crossing(values))
    if row.type is EventType.AUTO_RENEW_SET:
        yield say(reader, "activity.on" if values.get("value") else "activity.off")
    yield from _when_and_why(row, reader)


def _role(row: ActivityRow, reader: Reader) -> str:
    role = row.values.get("role")
    return written(Role(role), reader) if role in set(Role) else ""


def _when_and_why(row: ActivityRow, reader: Reader) -> Iterator[str]:
    for name in _DATES:
        at = row.values.get(name)
        if isinstance(at, str):
            yield say(reader, f"activity.{name}", at=datetime.fromisoformat(at))
    ends = row.values.get("ends_at")
    if row.type is EventType.SEAT_ENDED and isinstance(ends, str):
        yield say(reader, "activity.last_day", until=datetime.fromisoformat(ends))
    if row.type is EventType.QUOTE_ACCEPTED_FOR:
        said_on = date.fromisoformat(str(row.values["said_on"]))
        yield say(reader, "activity.said_by", name=row.values["said_by"], day=said_on)
    reason = row.values.get("reason")
    if row.type in _WITH_REASON and isinstance(reason, str) and reason:
        yield say(reader, f"activity.reason.{reason}")
        yield from (plain(str(word)) for word in [row.values.get("comment")] if word)
    elif row.type in _WITH_WORDS and reason:
        yield plain(str(reason))


def _change(row: ActivityRow, reader: Reader) -> str:
    """Return what was before and what came after, where both were recorded."""
    if "before" not in row.values or "after" not in row.values:
        return ""
    before, after = row.values["before"], row.values["after"]
    if row.type is EventType.ACCOUNT_TAX_SET:
        rules = say(reader, "activity.by_the_rules")
        return f"{before or rules} → {after or rules}"
    if row.type is EventType.ACCOUNT_CAP_SET:
        currency = str(row.values["currency"])
        amounts = (
            written(Money(int(each), currency), reader) if each else _NOT_KNOWN
            for each in (str(before), str(after))
        )
        return " → ".join(amounts)
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [
            f"{say(reader, _DETAILS[name])}: "
            f"{_shown_value(before.get(name), reader)} → {_shown_value(after[name], reader)}"
            for name in after
        ]
        return "; ".join(pairs)
    return f"{_shown_value(before, reader)} → {_shown_value(after, reader)}"


def _shown_value(value: object, reader: Reader) -> str:
    text = str(value or "")
    if text in set(Channel):
        return say(reader, f"channel.{text}")
    return dict(languages()).get(text, text) or _NOT_KNOWN
