"""Bank transfer: the customer pays by themselves, the vendor records what arrives.

What Curule gives is the reference to print: a structured creditor reference (ISO 11649, "RF…"),
whose check digits let banks and programs refuse a typing error.
"""

from curule.core.creditor_references import creditor_reference, printed
from curule.core.money import Money
from curule.gateways.payments.base import (
    ChargeRef,
    Declined,
    FindAnswer,
    GatewayCharge,
    NotFound,
    PaidLater,
    RefundAnswer,
)

__all__ = ["BankTransferGateway", "creditor_reference", "printed"]


class BankTransferGateway:
    """Collects nothing: every charge is paid later, by the customer, naming the reference."""

    @property
    def collects(self) -> bool:
        """No money moves by itself."""
        return False

    def charge(self, *, key: str, amount: Money, method_token: str, reference: str) -> PaidLater:  # noqa: ARG002
        """Return the reference to print on the invoice that `reference` names."""
        return PaidLater(creditor_reference(reference))

    def find_charge(self, *, key: str, method_token: str) -> FindAnswer:  # noqa: ARG002
        """Return `NotFound`: nothing was ever collected."""
        return NotFound()

    def refund(self, *, key: str, charge: ChargeRef, amount: Money) -> RefundAnswer:  # noqa: ARG002
        """Decline: the vendor sends a transfer back and records it."""
        return Declined("by_hand")

    def find_refund(self, *, key: str, charge: ChargeRef) -> FindAnswer:  # noqa: ARG002
        """Return `NotFound`: nothing was ever sent."""
        return NotFound()

    def list_charges(self) -> tuple[GatewayCharge, ...]:
        """Return nothing: the bank's statements are the books."""
        return ()
