"""Everything that happens because time has passed, in order of time.

At one instant: ends · scheduled changes · renewal and its invoice · payment attempts · grace ·
reminders · revenue of the days that have passed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.payment_states import IN_FLIGHT
from curule.data import models
from curule.services import closing, refunds
from curule.services._calendar import CALENDAR, ENDS, MAILS, PAYMENTS
from curule.services._sources import DueItem, Scope, Source
from curule.services._sweeping import DueReport, sweep
from curule.services.invitations import invitations
from curule.services.joining import joining
from curule.services.payments import payments
from curule.services.renewals.renewal_run import renew_plain
from curule.services.seats import leases, seats, usage, waiting_list
from curule.services.sweeps._reminder_sources import REMINDERS

__all__ = ["SOURCES", "DueReport", "run_due"]


def run_due(
    *,
    now: datetime,
    clock_id: UUID | None = None,
    account_ids: Collection[UUID] | None = None,
    attempt_payments: bool = True,
) -> DueReport:
    """Carry out everything due up to `now`, in order of time; each at the time it was due.

    Of the accounts that live in real time, renewals beside which nothing else waits are carried out
    together first. Without `attempt_payments` no saved method is charged. In production a failing
    row is logged and left for the next sweep; on a test clock it stops the clock.
    """
    scope = Scope(
        clock_id=clock_id, account_ids=None if account_ids is None else frozenset(account_ids)
    )
    sources = [source for source in SOURCES if attempt_payments or source.name != "attempt"]
    in_bulk = clock_id is None and account_ids is None
    renewed = renew_plain(now=now) if in_bulk else 0
    report = sweep(sources, scope, now)
    if renewed:
        report.done["renewal"] = report.done.get("renewal", 0) + renewed
    return report


def _expire_quote(item: DueItem) -> None:
    models.Quote.objects.filter(
        account_id=item.account_id, id=item.id, status="open", expires_at__lte=item.due_at
    ).update(status="expired", closed_at=item.due_at)


def _close_seat(item: DueItem) -> None:
    seat = models.Seat.objects.get(account_id=item.account_id, id=item.id)
    seats.close_ended(
        account_id=item.account_id, subscription_id=seat.subscription_id, now=item.due_at
    )


def _serve_waiting(item: DueItem) -> None:
    entry = models.WaitlistEntry.objects.get(account_id=item.account_id, id=item.id)
    waiting_list.invite_from_waitlist(
        account_id=item.account_id, subscription_id=entry.subscription_id, now=item.due_at
    )


SOURCES: Final = (
    Source(
        name="invitation",
        rank=ENDS,
        rows=lambda: models.Invitation.objects.filter(status="open"),
        column="expires_at",
        carry_out=lambda item: invitations.expire_due(
            account_id=item.account_id, invitation_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="quote",
        rank=ENDS,
        rows=lambda: models.Quote.objects.filter(status="open"),
        column="expires_at",
        carry_out=_expire_quote,
    ),
    Source(
        name="settlement",
        rank=ENDS,
        rows=lambda: models.Settlement.objects.filter(status="pending", held_at=None),
        column="moves_at",
        account="joined_account",
        carry_out=lambda item: joining.move(settlement_id=item.id, now=item.due_at),
    ),
    Source(
        name="seat",
        rank=ENDS,
        rows=lambda: models.Seat.objects.exclude(assignment_id=None),
        column="ends_at",
        carry_out=_close_seat,
    ),
    Source(
        name="lease",
        rank=ENDS,
        rows=lambda: models.Assignment.objects.filter(ended_at=None),
        column="lapses_at",
        carry_out=lambda item: leases.end_due(
            account_id=item.account_id, lease_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="waiting",
        rank=ENDS,
        rows=lambda: models.WaitlistEntry.objects.filter(left_at=None),
        column="look_again_at",
        carry_out=_serve_waiting,
    ),
    *CALENDAR,
    Source(
        name="closing",
        rank=ENDS,
        rows=lambda: models.AccountClosing.objects.filter(withdrawn_at=None, closed_at=None),
        column="closes_at",
        carry_out=lambda item: closing.close_due(
            account_id=item.account_id, closing_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="idle",
        rank=MAILS,
        rows=usage.perhaps_idle,
        column="activated_at",
        look_closer=usage.find_idle,
        carry_out=lambda item: usage.suggest(
            account_id=item.account_id, assignment_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="attempt",
        rank=PAYMENTS,
        rows=lambda: models.Invoice.objects.filter(status="open"),
        column="next_attempt_at",
        carry_out=lambda item: payments.attempt(
            account_id=item.account_id, invoice_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="janitor",
        rank=PAYMENTS,
        rows=lambda: models.Payment.objects.filter(status__in=IN_FLIGHT),
        column="ask_again_at",
        carry_out=lambda item: payments.ask_gateway(
            account_id=item.account_id, payment_id=item.id, now=item.due_at
        ),
    ),
    Source(
        name="refund",
        rank=PAYMENTS,
        rows=lambda: models.Refund.objects.filter(status__in=["pending", "unknown"]),
        column="ask_again_at",
        carry_out=lambda item: refunds.send(
            account_id=item.account_id, refund_id=item.id, now=item.due_at
        ),
    ),
    *REMINDERS,
)
"""Every kind of thing that falls due, with its place in the order of one instant."""
