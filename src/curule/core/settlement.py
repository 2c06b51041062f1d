"""Joining an account with a paid plan of one's own: what the plan is still worth (Z3, Z15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from fractions import Fraction

from curule.core.books import Charge, unused_value
from curule.core.money import round_half_away
from curule.core.policy import JoiningPolicy, JoinRequirement, OwnPlan
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.standing import Standing


@unique
class Choice(StrEnum):
    """Where the value of the own plan goes."""

    REFUND = "refund"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidCharge:
    """A charge of the own plan with how much of its invoice was really paid, and the invoice's total."""

    charge: Charge
    paid: int
    total: int
    subtotal: int


def unused_paid_value(standing: Standing, charges: Iterable[PaidCharge], now: datetime) -> int:
    """Return the unused part of what was really paid, gross, after discounts and earlier credits.

    Counted by the own plan's proration unit; the day of joining belongs to the new account.
    """
    exact = Fraction(0)
    for paid in charges:
        part = standing.restart_rest(now)(paid.charge)
        net = unused_value(paid.charge, part)
        gross = Fraction(net) * Fraction(paid.total, paid.subtotal)
        exact += gross * Fraction(min(paid.paid, paid.total), paid.total)
    return round_half_away(exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What joining asks about the account with the own plan."""

    open_invoices: int
    other_people: int
    value: int
    currency: str


def refuse_joining(policy: JoiningPolicy, own: OwnAccount, choice: Choice | None) -> Refusal | None:
    """Refuse to join with an own plan, where the policy or the own account forbid it (Z17)."""
    if policy.own_plan is OwnPlan.REFUSE:
        return refuse(RefusalCode.OWN_PLAN_NOT_ALLOWED)
    if policy.own_plan is OwnPlan.KEEP_BOTH:
        return None
    if JoinRequirement.NO_UNPAID_INVOICE in policy.requires and own.open_invoices:
        return refuse(RefusalCode.OUTSTANDING_INVOICES)
    if JoinRequirement.SOLE_MEMBER in policy.requires and own.other_people:
        return refuse(RefusalCode.NOT_SOLE_MEMBER, people_count=own.other_people)
    return refuse(RefusalCode.OWN_PLAN_CHOICE_REQUIRED) if choice is None else None
