"""The card company of all customers: each one's cards have a memory and a mood of their own."""

from __future__ import annotations

from curule.core.money import Money
from curule.gateways.payments.base import (
    ChargeAnswer,
    ChargeRef,
    FindAnswer,
    GatewayCharge,
    RefundAnswer,
)
from tests.stateful.gateway import Cards


class Till:
    """A gateway that hands each charge to the cards its method belongs to."""

    def __init__(self) -> None:
        self.cards: dict[str, Cards] = {}

    @property
    def collects(self) -> bool:
        return True

    def charge(self, *, key: str, amount: Money, method_token: str, reference: str) -> ChargeAnswer:
        cards = self.cards[method_token]
        return cards.charge(key=key, amount=amount, method_token=method_token, reference=reference)

    def find_charge(self, *, key: str, method_token: str) -> FindAnswer:
        return self.cards[method_token].find_charge(key=key, method_token=method_token)

    def refund(self, *, key: str, charge: ChargeRef, amount: Money) -> RefundAnswer:
        return self._that_charged(charge).refund(key=key, charge=charge, amount=amount)

    def find_refund(self, *, key: str, charge: ChargeRef) -> FindAnswer:
        return self._that_charged(charge).find_refund(key=key, charge=charge)

    def list_charges(self) -> tuple[GatewayCharge, ...]:
        return tuple(charge for cards in self.cards.values() for charge in cards.list_charges())

    def _that_charged(self, charge: ChargeRef) -> Cards:
        return next(cards for cards in self.cards.values() if charge.key in cards.charges)
