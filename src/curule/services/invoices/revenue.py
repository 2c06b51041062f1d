"""Deferred revenue becomes revenue: posted for the days that have passed, once a month.

A posting brings an account's revenue to what its services have earned by the morning of a day,
whatever was posted before: it can be run as often as one likes, or late, and a day is posted once.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from curule.core import ledger
from curule.core.anchors import MIDNIGHT
from curule.core.localtime import local_date, resolve_local
from curule.core.permissions import Actor
from curule.data.models import CreditNote, RevenueSchedule
from curule.selectors.recognition import earned_by, posted_by, recognized_of_note
from curule.services._command import Command, run
from curule.services.invoices import billing
from curule.services.invoices.revenue_books import keep_open, next_closing

SYSTEM = Actor.system("revenue")


def recognize_due(*, account_id: UUID, now: datetime) -> int:
    """Post the days of service that have passed when the books of an account's month are due.

    Returns how many currencies were posted. Books without anything deferred are left alone until
    something is charged again.
    """

    def body(command: Command) -> int:
        command.lock_account()
        books = RevenueSchedule.objects.get(account_id=account_id)
        if books.next_at is None or books.next_at > now:
            return 0
        until = local_date(books.next_at, books.time_zone)
        books.time_zone = command.account.time_zone
        books.save(update_fields=["time_zone"])
        posted = _bring_to(command, until, books.time_zone, at=books.next_at)
        still = posted_by(account_id, until, books.time_zone)
        later = next_closing(resolve_local(until, MIDNIGHT, books.time_zone), books.time_zone)
        books.next_at = later if any(left.deferred for left in still.values()) else None
        books.save(update_fields=["next_at"])
        return posted

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="revenue.recognize_due",
        result=int,
        body=body,
    ).value


def recognized_of(command: Command, note: CreditNote) -> int:
    """Return what of a credit note is revenue already; that revenue is posted before it goes.

    Mostly nothing: unused time begins with the note. The account must be locked.
    """
    keep_open(command)
    books = RevenueSchedule.objects.get(account_id=command.account_id)
    today = local_date(command.dated_at, books.time_zone)
    recognized = recognized_of_note(command.account_id, note.id, today)
    if recognized:
        morning = resolve_local(today, MIDNIGHT, books.time_zone)
        _bring_to(command, today, books.time_zone, at=morning)
    return recognized


def _bring_to(command: Command, until: date, zone: str, *, at: datetime) -> int:
    """Post what is missing between what was posted and what is earned by the morning of a day."""
    found = posted_by(command.account_id, until, zone)
    earned = earned_by(command.account_id, until)
    number = 0
    for currency, posted in found.items():
        missing = earned.get(currency, 0) - posted.revenue
        if not missing or (posted.last_until is not None and posted.last_until >= until):
            continue
        billing.post(
            command,
            ledger.recognized(amount=missing),
            currency=currency,
            source_id=command.account_id,
            recognized_until=until,
            occurred_at=at,
        )
        number += 1
    return number
