"""What closing an account would end, and whether somebody asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.data import models
from curule.selectors.credit import balances, payable_out, what_may_go
from curule.selectors.money import open_amount
from curule.selectors.rosters import Bought, list_bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """An account on its way to be closed, or closed; `asked_by` is an address."""

    asked_at: datetime
    asked_by: str
    closes_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaidInvoice:
    """An invoice that is to be paid before anything is closed."""

    id: UUID
    number: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStake:
    """What ends with an account: what runs, who uses it, what is owed; the credit that is lost.

    `goes_back` is the credit that came in as money, and is paid out.
    """

    subscriptions: tuple[Bought, ...]
    people: int
    invited: int
    unpaid: tuple[UnpaidInvoice, ...]
    credit: tuple[Money, ...]
    goes_back: tuple[Money, ...]


def find_closing(account_id: UUID) -> Closing | None:
    """Return the closing that was asked for and not taken back, or None."""
    row = (
        models.AccountClosing.objects.filter(account_id=account_id, withdrawn_at=None)
        .order_by("-asked_at")
        .first()
    )
    if row is None:
        return None
    asked_by = row.asked_by
    by = (
        models.Person.objects.filter(id=asked_by).values_list("email", flat=True).first()
        if asked_by
        else None
    )
    return Closing(
        asked_at=row.asked_at,
        asked_by=by or "",
        closes_at=row.closes_at,
        closed_at=row.closed_at,
    )


def at_stake(account_id: UUID, now: datetime) -> AtStake:
    """Return what an account would lose by being closed."""
    runs = set(
        models.Subscription.objects.filter(account_id=account_id)
        .exclude(status=Status.ENDED)
        .values_list("id", flat=True)
    )
    open_invoices = models.Invoice.objects.filter(account_id=account_id, status="open")
    return AtStake(
        subscriptions=tuple(each for each in list_bought(account_id) if each.id in runs),
        people=models.Member.objects.filter(account_id=account_id, left_at=None).count(),
        invited=models.Invitation.objects.filter(
            account_id=account_id, status="open", expires_at__gt=now
        ).count(),
        unpaid=tuple(
            UnpaidInvoice(
                id=each.id,
                number=str(each.number),
                amount=Money(open_amount(each), each.currency),
            )
            for each in open_invoices.order_by("id")
            if open_amount(each)
        ),
        credit=tuple(
            Money(lost, each.currency)
            for each in balances(account_id)
            if (lost := each.credit - payable_out(account_id, each.currency))
        ),
        goes_back=what_may_go(account_id).payable,
    )
