"""Money that a gateway moved and that is not so here: what can be done about it, to the cent.

A charge succeeded there that had failed here, or something went back there of which nothing is
known here. Nothing is booked by itself: the vendor's finance looks, and decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode, refuse


@unique
class ContradictionKind(StrEnum):
    """What the gateway did."""

    CHARGED = "charged"
    REFUNDED = "refunded"


@unique
class Remedy(StrEnum):
    """What was done about it; `gone` is what the gateway undid by itself."""

    TAKE_IN = "take_in"
    SEND_BACK = "send_back"
    TAKE_OVER = "take_over"
    NOTE = "note"
    GONE = "gone"


def remedies(
    kind: ContradictionKind, *, there: Money, here: Money, payment_status: str
) -> tuple[Remedy, ...]:
    """Return what somebody can do about a contradiction of a payment of `here`.

    A charge can be taken in or sent back while its payment has failed here, and is of the same
    amount; a refund can be taken over where its payment came in. Both can be noted.

    >>> [
    ...     each.value
    ...     for each in remedies(
    ...         ContradictionKind.CHARGED,
    ...         there=Money(500, "EUR"),
    ...         here=Money(500, "EUR"),
    ...         payment_status="failed",
    ...     )
    ... ]
    ['take_in', 'send_back', 'note']
    """
    match kind:
        case ContradictionKind.CHARGED:
            if payment_status == "failed" and there == here:
                return (Remedy.TAKE_IN, Remedy.SEND_BACK, Remedy.NOTE)
        case ContradictionKind.REFUNDED:
            if payment_status in {"succeeded", "reversed"} and there.currency == here.currency:
                return (Remedy.TAKE_OVER, Remedy.NOTE)
    return (Remedy.NOTE,)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What becomes of a charge: the three add up to it.

    `goes_back` is sent back now, `credit` becomes account credit and stays.
    """

    on_invoice: int
    credit: int
    goes_back: int


def taken_in(amount: int, *, still_open: int) -> TakenIn:
    """Take a charge in: on its invoice as far as that is open, the rest is account credit.

    >>> taken_in(500, still_open=300)
    TakenIn(on_invoice=300, credit=200, goes_back=0)
    """
    on_invoice = min(amount, max(still_open, 0))
    return TakenIn(on_invoice, amount - on_invoice, 0)


def sent_back(amount: int, *, went_back: int) -> TakenIn:
    """Send a charge back, but for what went back there already, which stays credit until then.

    >>> sent_back(500, went_back=200)
    TakenIn(on_invoice=0, credit=200, goes_back=300)
    """
    stays = min(amount, max(went_back, 0))
    return TakenIn(0, stays, amount - stays)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Where the money of a refund comes from: one that waits here, or credit.

    `settles` is the place of the one that waits, from 0.
    """

    settles: int | None
    from_credit: int


def taken_over(
    amount: Money, *, waiting: Sequence[int], left: int, credit: int
) -> TakenOver | Refusal:
    """Take over a refund that was made at the gateway.

    It settles one of its payment that waits to be paid out, of the same amount; otherwise it is
    taken from account credit. Refuses `above_what_is_left` where less is `left` of the payment,
    and `credit_missing`: a credit note that becomes credit says what it is given back for.

    >>> taken_over(Money(300, "EUR"), waiting=[200, 300], left=0, credit=0)
    TakenOver(settles=1, from_credit=0)
    """
    if amount.amount_minor in waiting:
        return TakenOver(waiting.index(amount.amount_minor), 0)
    if amount.amount_minor > left:
        return refuse(RefusalCode.ABOVE_WHAT_IS_LEFT, amount=Money(left, amount.currency))
    if amount.amount_minor > credit:
        return refuse(RefusalCode.CREDIT_MISSING, amount=Money(credit, amount.currency))
    return TakenOver(None, amount.amount_minor)
