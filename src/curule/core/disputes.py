"""A dispute that was lost: what the customer's bank took back, and what becomes of it.

While a dispute is open the payment stands. Lost, its amount goes where the payment had gone: first
to refunds that are still owed, then from account credit that came of it, then from its invoice,
which is owed again or given up. What is left is credit that was spent: nobody owes it, so it is a
loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode, refuse

_CAN_CHANGE = frozenset({"open", "paid", "uncollectible"})


@unique
class Unpaid(StrEnum):
    """What becomes of an invoice whose money was taken back."""

    OWED = "owed"
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A payment about which a dispute was lost, and how its invoice and its account stand.

    `applied` of the `amount` is on the invoice and the rest became account credit, less what was
    `taken_back` in disputes before. Of what was `refunded`, `refunded_of_credit` had been account
    credit; `waiting` ones are a part of it: the gateway declined to send those, oldest first.
    """

    amount: Money
    applied: int
    refunded: int
    refunded_of_credit: int = 0
    waiting: tuple[int, ...] = ()
    taken_back: int = 0
    status: str = "succeeded"
    invoice_status: str | None = None
    credit: int = 0
    given_as_credit: int = 0
    is_granted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Where an amount that was taken back goes, in minor units: the first four add up to it.

    `refunds` of the waiting ones are settled by it, together `for_refunds`. Of what is `reopened`
    on the invoice, account credit that came of it pays `paid_by_credit` at once; what is open then
    is given up where `gives_up`. `lost` is credit that was spent.
    """

    for_refunds: int = 0
    from_credit: int = 0
    reopened: int = 0
    lost: int = 0
    refunds: int = 0
    paid_by_credit: int = 0
    gives_up: bool = False

    @property
    def of_payment(self) -> int:
        """What it takes of the payment itself."""
        return self.from_credit + self.reopened + self.lost


def most_of(payment: Disputed) -> int:
    """Return the most that can be booked: what came in, less what went back and was not waiting.

    >>> most_of(Disputed(amount=Money(1200, "EUR"), applied=1000, refunded=400, waiting=(100,)))
    900
    """
    return (
        payment.amount.amount_minor - payment.refunded - payment.taken_back + sum(payment.waiting)
    )


def booking_of(payment: Disputed, taken: int, unpaid: Unpaid) -> Booking | Refusal:
    """Return where `taken` goes, in minor units; nothing is taken of what was not there.

    An invoice that gave nothing, or was given up before, is given up whatever is asked. Refuses
    `dispute_not_to_book` for a payment that did not come in or was taken back, or whose invoice was
    closed in another way, and `above_what_is_left` for more than came in and did not go back.

    >>> booking_of(
    ...     Disputed(
    ...         amount=Money(1200, "EUR"),
    ...         applied=1000,
    ...         refunded=0,
    ...         invoice_status="paid",
    ...         credit=50,
    ...     ),
    ...     1200,
    ...     Unpaid.OWED,
    ... )
    Booking(for_refunds=0, from_credit=50, reopened=1000, lost=150, refunds=0, paid_by_credit=0, \
gives_up=False)
    """
    if payment.status != "succeeded" or (
        payment.applied and payment.invoice_status not in _CAN_CHANGE
    ):
        return refuse(RefusalCode.DISPUTE_NOT_TO_BOOK)
    for_refunds, refunds = _settled(payment.waiting, taken)
    rest = taken - for_refunds
    left = payment.amount.amount_minor - payment.refunded - payment.taken_back
    if taken < 0 or rest > left:
        most = Money(max(most_of(payment), 0), payment.amount.currency)
        return refuse(RefusalCode.ABOVE_WHAT_IS_LEFT, amount=most)
    over = payment.amount.amount_minor - payment.applied - payment.taken_back
    from_credit = min(rest, max(over - payment.refunded_of_credit, 0), payment.credit)
    of_invoice = payment.refunded - payment.refunded_of_credit
    reopened = min(rest - from_credit, max(payment.applied - of_invoice, 0))
    is_given_up = payment.invoice_status == "uncollectible"
    gave_nothing = payment.invoice_status == "paid" and not payment.is_granted
    by_credit = min(reopened, payment.given_as_credit, payment.credit - from_credit)
    by_credit = 0 if is_given_up else by_credit
    gives_up = unpaid is Unpaid.WRITTEN_OFF or is_given_up or gave_nothing
    return Booking(
        for_refunds=for_refunds,
        from_credit=from_credit,
        reopened=reopened,
        lost=rest - from_credit - reopened,
        refunds=refunds,
        paid_by_credit=by_credit,
        gives_up=gives_up and reopened > by_credit,
    )


def _settled(waiting: tuple[int, ...], taken: int) -> tuple[int, int]:
    """Return the sum and number of the oldest refunds that `taken` covers whole."""
    total = 0
    for number, amount in enumerate(waiting):
        if total + amount > taken:
            return total, number
        total += amount
    return total, len(waiting)
