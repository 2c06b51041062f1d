"""Bank transfer: the customer pays by themselves, the vendor records what arrives.

What Curule gives is the reference to print: a structured creditor reference (ISO 11649, "RF…"),
whose check digits let banks and programs refuse a typing error.
"""

import re
from hashlib import sha256
from typing import Final

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

_LONGEST: Final = 21  # letters and digits after RF and its two check digits
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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


def creditor_reference(document: str) -> str:
    """Return the ISO 11649 reference of an invoice number.

    >>> creditor_reference("INV-2026-000091")
    'RF89INV2026000091'
    >>> creditor_reference("539007547034")  # the standard's own example
    'RF18539007547034'

    A number with more than 21 letters and digits is replaced by a digest of it.

    Raises:
        ValueError: there is neither a letter (A to Z) nor a digit in it.
    """
    body = re.sub(r"[^0-9A-Z]", "", document.upper())
    if not body:
        raise ValueError(f"{document!r} has neither a letter nor a digit to refer to")
    if len(body) > _LONGEST:
        body = _digest(document)
    return f"RF{98 - _modulo_97(f'{body}RF00'):02d}{body}"


def printed(reference: str) -> str:
    """Return a reference in groups of four, as it is printed.

    >>> printed("RF89INV2026000091")
    'RF89 INV2 0260 0009 1'
    """
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def _modulo_97(text: str) -> int:
    """Read letters as 10 to 35 and return the rest by 97 (ISO 7064)."""
    return int("".join(str(_DIGITS.index(character)) for character in text)) % 97


def _digest(document: str) -> str:
    number = int.from_bytes(sha256(document.encode()).digest(), "big")
    characters: list[str] = []
    while len(characters) < _LONGEST:
        number, rest = divmod(number, 36)
        characters.append(_DIGITS[rest])
    return "".join(characters)
