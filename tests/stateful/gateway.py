"""A card company in memory that does what the history says, and never charges a key twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from curule.core.money import Money
from curule.gateways.payments.base import (
    ChargeAnswer,
    ChargeRef,
    Declined,
    FindAnswer,
    GatewayCharge,
    NotFound,
    RefundAnswer,
    Succeeded,
    Unknown,
)


@dataclass
class Cards:
    """`mood` is what becomes of the next charges: succeed, decline, lose_answer or hang."""

    mood: str = "succeed"
    charges: dict[str, tuple[Money, bool]] = field(default_factory=dict)
    refunds: dict[str, tuple[str, Money]] = field(default_factory=dict)

    @property
    def collects(self) -> bool:
        return True

    def charge(self, *, key: str, amount: Money, method_token: str, reference: str) -> ChargeAnswer:
        del method_token, reference
        assert amount.amount_minor > 0
        if key not in self.charges:
            if self.mood == "hang":
                return Unknown("no answer")
            self.charges[key] = (amount, self.mood != "decline")
        paid, moved = self.charges[key]
        assert paid == amount, "a key came back with another amount"
        if self.mood == "lose_answer":
            return Unknown("the answer was lost")
        return Succeeded(f"ch {key}") if moved else Declined("declined")

    def find_charge(self, *, key: str, method_token: str) -> FindAnswer:
        del method_token
        if key not in self.charges:
            return NotFound()
        return Succeeded(f"ch {key}") if self.charges[key][1] else Declined("declined")

    def refund(self, *, key: str, charge: ChargeRef, amount: Money) -> RefundAnswer:
        paid, moved = self.charges[charge.key]
        assert moved
        self.refunds[key] = (charge.key, amount)
        back = sum(m.amount_minor for k, m in self.refunds.values() if k == charge.key)
        assert back <= paid.amount_minor, "more went back than was paid"
        return Succeeded(f"re {key}")

    def find_refund(self, *, key: str, charge: ChargeRef) -> FindAnswer:
        del charge
        return Succeeded(f"re {key}") if key in self.refunds else NotFound()

    def list_charges(self) -> tuple[GatewayCharge, ...]:
        return tuple(
            GatewayCharge(
                key=key,
                amount=amount,
                reference=f"ch {key}",
                refunded=Money(
                    sum(m.amount_minor for k, m in self.refunds.values() if k == key),
                    amount.currency,
                ),
            )
            for key, (amount, moved) in self.charges.items()
            if moved
        )
