"""Closing the books of a month, and opening them again, by the vendor's finance.

Nothing is issued, booked or earned on a day of a closed month any more: what is late counts on the
first open day (`core/closed_months`), and the database refuses anything else. Customers on test
clocks live at another time and are not closed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from curule.core.closed_months import Closing, decide_closing, decide_reopening
from curule.core.months import Month
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor, may
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.vendor_events import VendorEventType
from curule.data.models import MonthClosing
from curule.data.rules import BOOKS_LOCK
from curule.selectors.closed_months import count_postings
from curule.services import _input
from curule.services._vendor_events import note


@transaction.atomic
def close_month(*, actor: Actor, month: Month, now: datetime) -> UUID:
    """Close a month and all before it; return the closing.

    It waits for what is being booked, and what comes after waits for it. Refuses
    `role_not_allowed`, `month_not_over` until that month is over in every time zone, and
    `month_is_closed`.
    """
    last = _locked(actor)
    closed_through = _or_refused(decide_closing(month, _through(last), now))
    closing = MonthClosing.objects.create(
        kind=Closing.CLOSED.value,
        postings=count_postings(closed_through),
        **_decided(actor, last, month, closed_through, now),
    ).id
    note(VendorEventType.MONTH_CLOSED, closing, actor=actor, now=now, month=str(month))
    return closing


@transaction.atomic
def reopen_month(*, actor: Actor, month: Month, reason: str, now: datetime) -> UUID:
    """Open a closed month and all after it, for a reason; return what was written down.

    Refuses `role_not_allowed`, `field_invalid` without a reason, and `month_is_open`.
    """
    last = _locked(actor)
    why = _input.line(reason, "reason", longest=LONGEST_REASON)
    if not why:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
    closed_through = _or_refused(decide_reopening(month, _through(last)))
    closing = MonthClosing.objects.create(
        kind=Closing.REOPENED.value,
        reason=why,
        **_decided(actor, last, month, closed_through, now),
    ).id
    note(
        VendorEventType.MONTH_REOPENED,
        closing,
        actor=actor,
        now=now,
        month=str(month),
        reason=why,
    )
    return closing


def _locked(actor: Actor) -> MonthClosing | None:
    """Return the last closing, once nobody else books or closes."""
    refused = may(actor, Action.CLOSE_BOOKS)
    if refused:
        raise Refused(refused)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({BOOKS_LOCK})")
    return MonthClosing.objects.order_by("-number").first()


def _through(last: MonthClosing | None) -> date | None:
    return last.closed_through if last else None


def _or_refused(decided: date | Refusal) -> date:
    if isinstance(decided, Refusal):
        raise Refused(decided)
    return decided


def _decided(
    actor: Actor, last: MonthClosing | None, month: Month, closed_through: date, now: datetime
) -> dict[str, Any]:
    """Return what a closing and a reopening say alike."""
    return {
        "number": last.number + 1 if last else 1,
        "month": month.first,
        "closed_through": closed_through,
        "decided_at": now,
        "decided_by": actor.name[:254],
    }
