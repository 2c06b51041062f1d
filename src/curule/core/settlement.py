"""Joining an account with a paid plan of one's own: what the plan is still worth (Z3, Z15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from fractions import Fraction

from curule.core.books import Charge, unused_shares
from curule.core.money import Money, round_half_away
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
    """A charge of the own plan, and how much of its invoice was really paid.

    `total` is the invoice's, with tax; `charged` is what its lines add up to, without it or with it
    as its prices have it; `credited` is the part of its total that credit notes took off what was
    open.
    """

    charge: Charge
    paid: int
    total: int
    charged: int
    credited: int = 0

    def gross_paid(self, worth: Fraction) -> Fraction:
        """What of an amount on the charge was really paid, with its tax."""
        due = self.total - self.credited
        if not (due and self.charged):
            return Fraction()
        return worth * Fraction(self.total, self.charged) * Fraction(min(self.paid, due), due)


def unused_paid_value(standing: Standing, charges: Iterable[PaidCharge], now: datetime) -> int:
    """Return the unused part of what was really paid, gross, after discounts and earlier credits.

    Counted by the own plan's proration unit; the day of joining belongs to the new account. A plan
    of 149.90 for 365 days with 100 days left is worth 41.07.
    """
    by_key = {paid.charge.key: paid for paid in charges}
    part_of = standing.unused_rest(now)
    exact = Fraction()
    for stack in standing.charges_by_type:
        for share in unused_shares(stack, part_of):
            if share.charge.key in by_key:
                exact += by_key[share.charge.key].gross_paid(share.worth)
    return round_half_away(exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What joining asks about the account with the own plan; `value` is gross, in minor units."""

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
    if choice is None:
        amount = Money(own.value, own.currency)
        return refuse(RefusalCode.OWN_PLAN_CHOICE_REQUIRED, amount=amount)
    return None
