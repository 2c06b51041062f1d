"""A person with a plan of their own who joins: what it is worth moves later, or is put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from curule.core.policy import JoinRequirement, OwnPlan
from curule.core.settlement import Choice
from tests.stateful.prices import rounded
from tests.stateful.seating import release, serve_waiting
from tests.stateful.state import Account, Invoice, Settlement, Sub, Unlawful


@dataclass
class Own:
    """Somebody's own account, with one seat bought for themselves."""

    account: Account
    account_id: UUID
    before: Sub | None = None


def refusals(account: Account, own: Own, choice: Choice | None) -> set[str]:
    """Why somebody with an own plan may not join."""
    policy = account.policy.joining
    if policy.own_plan is OwnPlan.KEEP_BOTH or not own.account.sub.running:
        return set()
    if policy.own_plan is OwnPlan.REFUSE:
        return {"own_plan_not_allowed"}
    codes = set()
    if JoinRequirement.NO_UNPAID_INVOICE in policy.requires and own.account.open_invoices:
        codes.add("outstanding_invoices")
    if choice is None:
        codes.add("own_plan_choice_required")
    return codes


def worth(own: Own) -> Fraction:
    """The unused part of what was really paid for the running period."""
    sub, now = own.account.sub, own.account.now
    return sub.rest(now) * sum(_paid_for(invoice) for invoice in _of_period(own))


def _of_period(own: Own) -> list[Invoice]:
    """The invoice of the running period; an own plan has no other."""
    invoices = [i for i in own.account.invoices if i.sub == own.account.sub.number]
    return invoices[-1:]


def _paid_for(invoice: Invoice) -> int:
    return invoice.paid if not invoice.void else 0


def settle(account: Account, own: Own, email: str, choice: Choice, value: int) -> None:
    """The own plan ends at once; the money waits."""
    expected = worth(own)
    assert abs(value - rounded(expected)) <= 1, f"a plan worth {expected} is settled for {value}"
    account.settlements.append(
        Settlement(
            email=email,
            transfers=choice is Choice.TRANSFER,
            value=value,
            moves_at=account.now + timedelta(hours=account.policy.joining.undo_hours),
        )
    )
    own.before = own.account.copied().sub
    sub, now = own.account.sub, own.account.now
    for seat in sub.seats:
        if seat.ends_at is None or seat.ends_at > now:
            seat.ends_at = now
    release(own.account, sub, [s for s in sub.seats if s.email], now, "left_for_account")
    sub.status, sub.ended_at = "ended", now


def undo(account: Account, email: str) -> None:
    """The joined account's side: the seat is free again."""
    pending = next((each for each in account.settlements if each.email == email), None)
    if pending is None:
        raise Unlawful("not_found")
    account.settlements.remove(pending)
    seats = [s for s in account.sub.held_by(email, account.now) if not s.held]
    release(account, account.sub, seats, account.now, "join_undone")
    serve_waiting(account)


def put_back(own: Own) -> None:
    """The own account's side: the plan runs again, with its old end."""
    assert own.before is not None
    own.account.subs[-1], own.before = own.before, None
