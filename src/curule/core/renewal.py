"""Renewal: what follows the end of a period or term, when to remind, when to try to pay again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from curule.core.anchors import MIDNIGHT
from curule.core.discounts import following_discount
from curule.core.lifecycle import days_later
from curule.core.localtime import local_date, resolve_local
from curule.core.periods import BillingPeriod
from curule.core.prorated import Priced, charge_all
from curule.core.spans import rest_span
from curule.core.standing import Standing

RETRY_DAYS = (1, 3, 5, 7)
"""A saved method that was declined is tried again so many days after the invoice was issued."""

JANITOR_MINUTES = (5, 60, 1440, 2880, 4320, 5760, 7200)
"""A payment whose result is unknown is asked about so many minutes after it was made."""


REDUCTION_REMINDER_DAYS = 7
"""How many days before fewer seats come people hear of it where the plan sends no reminders."""


@unique
class Turn(StrEnum):
    """What a boundary of the subscription's time brings."""

    NEXT_PERIOD = "next_period"
    NEXT_TERM = "next_term"
    ORDERED_TERM = "ordered_term"
    END = "end"


def turn_at(
    *, boundary: datetime, term_ends_at: datetime, auto_renew: bool, next_term_ordered: bool
) -> Turn:
    """Decide what follows the period that ends at `boundary`."""
    if boundary < term_ends_at:
        return Turn.NEXT_PERIOD
    if next_term_ordered:
        return Turn.ORDERED_TERM
    return Turn.NEXT_TERM if auto_renew else Turn.END


def price_renewal(
    standing: Standing,
    totals: Mapping[str, int],
    whole: BillingPeriod,
    *,
    at: datetime | None = None,
) -> Priced:
    """Price a period for the totals it begins with: one line per seat type and base fee.

    With `at` only its rest from there: a plan with another interval begins at the renewal, and its
    periods are counted from the old anchor. A year at 120.00 counted from 1 March costs 80.00 from
    1 July on by thirty_360.
    """
    begins = whole.starts_at if at is None else at
    span = rest_span(whole, begins, standing.anchor, standing.unit)
    return charge_all(standing.pools, totals, span, following_discount(standing.redemption))


@dataclass(frozen=True, slots=True)
class Reminder:
    """A mail `days` before the term ends."""

    days: int
    at: datetime


def reminders(
    *, term_starts_at: datetime, term_ends_at: datetime, days_before: Collection[int], zone: str
) -> tuple[Reminder, ...]:
    """Return the reminders of a term in order of time; those before the term began are left out."""
    end_on = local_date(term_ends_at, zone)
    dated = (
        Reminder(days, resolve_local(end_on - timedelta(days=days), MIDNIGHT, zone))
        for days in sorted(days_before, reverse=True)
    )
    return tuple(reminder for reminder in dated if reminder.at >= term_starts_at)


def reduction_reminder(
    *, requested_at: datetime, effective_at: datetime, days_before: Collection[int], zone: str
) -> datetime:
    """Return when people hear that fewer seats come: with the last reminder of the term.

    That is as many days before as the smallest of `days_before`, or `REDUCTION_REMINDER_DAYS` where
    the plan has none; at once where that day was over before the reduction was asked for.
    """
    found = reminders(
        term_starts_at=requested_at,
        term_ends_at=effective_at,
        days_before=(min(days_before, default=REDUCTION_REMINDER_DAYS),),
        zone=zone,
    )
    return found[0].at if found else requested_at


def offer_reminder(*, made_at: datetime, expires_at: datetime, zone: str) -> datetime | None:
    """Return when a reminder of an offer is due: a day before it expires.

    None where that is less than a day after it was made: then it is still fresh.
    """
    at = days_later(expires_at, -1, zone)
    return at if at >= days_later(made_at, 1, zone) else None


def next_attempt(issued_at: datetime, now: datetime) -> datetime | None:
    """Return when a renewal that was declined is charged next by itself, or None for no more.

    What the customer tried meanwhile takes no attempt away.
    """
    planned = (issued_at + timedelta(days=days) for days in RETRY_DAYS)
    return next((at for at in planned if at > now), None)


def next_question(made_at: datetime, asked: int) -> datetime | None:
    """Return when the gateway is asked again about an unknown payment after `asked` questions."""
    if asked >= len(JANITOR_MINUTES):
        return None
    return made_at + timedelta(minutes=JANITOR_MINUTES[asked])
