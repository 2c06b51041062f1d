"""What becomes of a refund when its gateway tells how it stands.

A gateway may say that a refund was sent and take it back days later: the card is closed, its bank
sends the money back. The money is then with the vendor again, and owed to the customer as before.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final

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
    SENT_TWICE = "sent_twice"


def refund_step(*, status: str, sent_by: str, told: Told) -> RefundStep:
    """Return what follows from what a gateway tells of a refund that stands here as `status`.

    `sent_by` is another way that it went, such as a transfer at the bank. What has failed can only
    be told as sent where the gateway had not decided yet when it was asked.

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
    if told is Told.SENT and sent_by:
        return RefundStep.SENT_TWICE
    if told is Told.SENT and status == "failed":
        return RefundStep.SENT
    if told is Told.FAILED and status == "succeeded" and not sent_by:
        return RefundStep.CAME_BACK
    return RefundStep.NOTHING
