"""How far a payment is: which states wait for an answer, and which have one."""

from __future__ import annotations

from typing import Final

IN_FLIGHT: Final = ("pending", "confirming", "unknown")
"""States without an answer yet: not called, at the customer's bank, or the answer was lost."""

AUTHENTICATION_REQUIRED: Final = "authentication_required"
"""Why a charge failed that its customer has to confirm at their bank, and can."""

AMOUNT_NOT_CARRIED: Final = "amount_not_carried"
"""Why a charge or refund failed whose amount its gateway has no way to express."""

CONFIRMING: Final = "confirming"
"""The customer was sent to a page of the gateway to confirm the charge at their bank."""
