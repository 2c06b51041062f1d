"""What becomes of a refund when its gateway tells how it stands.

A gateway may say that a refund was sent and take it back days later: the card is closed, its bank
sends the money back. The money is then with the vendor again, and owed to the customer as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from curule.core.money import Money

IN_FLIGHT: Final = ("pending", "unknown")
"""States without an answer yet: the gateway was not asked, or has not decided."""


@unique
class Told(StrEnum):
    """How a refund stands at its gateway."""

    SENT = "sent"
    FAILED = "failed"
    WAITS = "waits"


@unique
class RefundStep(StrEnum):
    """What follows here."""

    NOTHING = "nothing"
    WAIT = "wait"
    SENT = "sent"
    DECLINED = "declined"
    CAME_BACK = "came_back"
    CONTRADICTS = "contradicts"


def refund_step(*, status: str, sent_by: str, told: Told) -> RefundStep:
    """Return what follows from what a gateway tells of a refund that stands here as `status`.

    `sent_by` is another way that it went, such as a transfer at the bank. A gateway's failure is
    final: told as sent after that, or after it went another way, it contradicts what is held here,
    and somebody has to look. So the order in which things are told does not matter.

    >>> refund_step(status="pending", sent_by="", told=Told.SENT).value
    'sent'
    >>> refund_step(status="succeeded", sent_by="", told=Told.FAILED).value
    'came_back'
    >>> refund_step(status="succeeded", sent_by="bank_transfer", told=Told.FAILED).value
    'nothing'
    """
    if status in IN_FLIGHT:
        return {
            Told.SENT: RefundStep.SENT,
            Told.FAILED: RefundStep.DECLINED,
            Told.WAITS: RefundStep.WAIT,
        }[told]
    if told is Told.SENT and (sent_by or status == "failed"):
        return RefundStep.CONTRADICTS
    if told is Told.FAILED and status == "succeeded" and not sent_by:
        return RefundStep.CAME_BACK
    return RefundStep.NOTHING


# --- two books beside each other ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundHere:
    """A refund as it stands here; `reference` is what its gateway called it, if that is known."""

    status: str
    sent_by: str
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundThere:
    """A refund as it stands in its gateway's books."""

    told: Told
    amount: Money
    reference: str


@unique
class RefundDifference(StrEnum):
    """Where the two books of refunds disagree; `refund_waits` settles by itself."""

    ONLY_THERE = "refund_only_there"
    ONLY_HERE = "refund_only_here"
    AMOUNT = "refund_amount"
    REFERENCE = "refund_reference"
    FAILED_THERE = "refund_failed_there"
    SENT_THERE = "refund_sent_there"
    WAITS = "refund_waits"


def refund_difference(
    here: RefundHere | None, there: RefundThere | None
) -> RefundDifference | None:
    """Return where the books disagree about one refund; None where they say the same.

    What failed there is as good as not there, and what was paid out at the bank is not expected.

    >>> refund_difference(None, RefundThere(told=Told.SENT, amount=Money(5, "EUR"), reference="r"))
    <RefundDifference.ONLY_THERE: 'refund_only_there'>
    """
    if there is None or here is None:
        return _on_one_side(here, there)
    if here.amount != there.amount:
        return RefundDifference.AMOUNT
    if here.reference and here.reference != there.reference:
        return RefundDifference.REFERENCE
    step = refund_step(status=here.status, sent_by=here.sent_by, told=there.told)
    if step is RefundStep.CAME_BACK:
        return RefundDifference.FAILED_THERE
    if step is RefundStep.CONTRADICTS:
        return RefundDifference.SENT_THERE
    is_decided = step is RefundStep.SENT or step is RefundStep.DECLINED
    stands_ahead = here.status == "succeeded" and not here.sent_by and there.told is Told.WAITS
    return RefundDifference.WAITS if is_decided or stands_ahead else None


def _on_one_side(here: RefundHere | None, there: RefundThere | None) -> RefundDifference | None:
    if there is not None:
        return None if there.told is Told.FAILED else RefundDifference.ONLY_THERE
    if here is not None and here.status == "succeeded" and not here.sent_by:
        return RefundDifference.ONLY_HERE
    return None
