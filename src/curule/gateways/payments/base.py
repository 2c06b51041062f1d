"""What every way to collect money can do, and what it may answer.

A call is made in three steps, never inside a transaction: the intent and its key are committed, the
gateway is called with that key, the answer is recorded. An answer that was lost is a state of its
own, `Unknown`: the same key is then asked about (`find_charge`) or sent again, never a new one, so
that no customer pays twice (TH15, I19).
"""

from dataclasses import dataclass
from typing import Protocol

from curule.core.money import Money


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The money moved; `reference` is what the gateway calls it."""

    reference: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The gateway refused for good; `code` says why, in the gateway's words."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say yet whether the money moved; `reason` is for the log, not for a decision."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """The gateway has never seen this key, so nothing moved by it up to now."""


@dataclass(frozen=True, slots=True)
class PaidLater:
    """Nothing is collected: the customer pays by themselves and names `reference`."""

    reference: str


ChargeAnswer = Succeeded | Declined | Unknown | PaidLater
RefundAnswer = Succeeded | Declined | Unknown
FindAnswer = Succeeded | Declined | NotFound | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayCharge:
    """A successful charge in the gateway's own books, to be compared with ours (I18)."""

    key: str
    amount: Money
    reference: str
    refunded: Money


class KeyReused(ValueError):
    """A key came back with another amount, method or charge: nothing was done."""


class GatewayUnavailable(Exception):
    """The gateway's books cannot be read now; the message says what to do."""


class PaymentGateway(Protocol):
    """One way to collect money. Every method may be called from any thread or process."""

    @property
    def collects(self) -> bool:
        """Whether a charge moves money by itself; if not, `charge` always answers `PaidLater`."""

    def charge(self, *, key: str, amount: Money, method_token: str, reference: str) -> ChargeAnswer:
        """Collect `amount` once for `key`; the same call again gives the first call's answer.

        Args:
            key: made and stored by the caller before the first call.
            amount: above zero.
            method_token: what this gateway calls the customer's card or account.
            reference: what the customer reads on the statement, such as an invoice number.

        Raises:
            KeyReused: the key was used for another charge.
        """

    def find_charge(self, *, key: str) -> FindAnswer:
        """Return what became of a charge; `NotFound` means that sending it again is safe."""

    def refund(self, *, key: str, charge_key: str, amount: Money) -> RefundAnswer:
        """Give back `amount` of a charge once for `key`; repeated, it gives the first answer.

        Raises:
            KeyReused: the key was used for another refund.
        """

    def find_refund(self, *, key: str) -> FindAnswer:
        """Return what became of a refund."""

    def list_charges(self) -> tuple[GatewayCharge, ...]:
        """Return every successful charge, oldest first.

        Raises:
            GatewayUnavailable: the books cannot be read now.
        """
