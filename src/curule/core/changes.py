"""What a command on seats or plan brings about, as one value.

A quote stores it, and an order carries it out as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique

from curule.core.anchors import Anchor
from curule.core.discounts import CouponStep, Discount
from curule.core.lines import Line, NewCharge
from curule.core.periods import BillingPeriod
from curule.core.tax import PriceTax


@unique
class Usable(StrEnum):
    """From when new seats can be used."""

    NOW = "now"
    ON_PAYMENT = "on_payment"
    AT_RENEWAL = "at_renewal"


@unique
class Ask(StrEnum):
    """What the review of an order asks for (G12)."""

    PAYMENT_METHOD = "payment_method"
    TAX_ID = "tax_id"


@unique
class Billed(StrEnum):
    """When the lines are invoiced."""

    NOW = "now"
    NEXT_INVOICE = "next_invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatMove:
    """Seats of one type that come into force or go, at once."""

    seat_type: str
    add: int = 0
    remove: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleMove:
    """The total of one type from the renewal on; `target` None takes a scheduled number back."""

    seat_type: str
    target: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedCharge:
    """Books of a charge that move: seats given back on it, and the amount that comes back.

    `off` is set where another share of a coupon's amount stands on it from now on.
    """

    charge: str
    quantity: int
    amount: int
    off: Discount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """A new anchored period in the place of the running one (G15).

    With anchor.on_change = reset_to_change it begins at the change. Where another interval counts
    from the old anchor, or a plan has a fixed anchor of its own, only the rest that it `covers` is
    new; `period` may have begun before.
    """

    anchor: Anchor
    period: BillingPeriod
    covers: BillingPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """The total of a seat type from an instant on."""

    seat_type: str
    at: datetime
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The whole effect of a change, decided by pure rules and carried out as it stands.

    Amounts are in minor units, as the prices say them: `tax_behavior` is whether tax is in them or
    comes on top. The lines add up to what `charges` cost less what `credited` gives back; where
    that was charged at prices of the other kind, the lines that give it back stand apart in `back`,
    for credit notes of their own, as it was charged. `first_period` is the period that a purchase
    begins with, and of seats with a term of their own (increase.charge = own_term) that term.
    `term_ends_at` is set where the term begins or moves; what is `scheduled` moves with it.
    `at_renewal` is the price of the next full period. `coupon` is what it means for the coupon of
    the subscription.
    """

    lines: tuple[Line, ...] = ()
    charges: tuple[NewCharge, ...] = ()
    credited: tuple[CreditedCharge, ...] = ()
    moves: tuple[SeatMove, ...] = ()
    schedule: tuple[ScheduleMove, ...] = ()
    restart: Restart | None = None
    first_period: BillingPeriod | None = None
    term_ends_at: datetime | None = None
    anchor: Anchor | None = None
    trial_ends_at: datetime | None = None
    asks: tuple[Ask, ...] = ()
    usable: Usable = Usable.NOW
    usable_at: datetime | None = None
    billed: Billed = Billed.NOW
    scheduled: tuple[Scheduled, ...] = ()
    at_renewal: int = 0
    coupon: CouponStep | None = None
    tax_behavior: PriceTax = PriceTax.EXCLUSIVE
    back: tuple[Line, ...] = ()

    @property
    def given_back_apart(self) -> Change:
        """What of it is given back apart from what it charges, as a change of its own.

        It stands in prices of the other kind.
        """
        prices = self.tax_behavior.other
        return replace(self, lines=self.back, charges=(), back=(), tax_behavior=prices)

    @property
    def subtotal(self) -> int:
        """Sum of the lines."""
        return sum(line.amount for line in self.lines)

    @property
    def has_effect(self) -> bool:
        """Whether anything changes at all; asking for the number in force changes nothing."""
        now = self.lines or self.credited or self.moves or self.restart
        return bool(now or self.schedule or self.usable is Usable.AT_RENEWAL)
