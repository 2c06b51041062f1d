"""The library of a payment company that exists for the page on gateways only."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock


class NoAnswer(Exception): ...


class NotFound(Exception): ...


class KeyReused(Exception): ...


class CardDeclined(Exception):
    code = "card_declined"


class RefundDeclined(Exception):
    code = "too_much"


@dataclass
class Entry:
    id: str
    idempotency_key: str
    amount: int
    currency: str = ""
    card: str = ""
    refunded: int = 0
    decline_code: str = ""


@dataclass
class Client:
    secret: str
    charges: dict[str, Entry] = field(default_factory=dict)
    refunds: dict[str, Entry] = field(default_factory=dict)
    silent: bool = False
    lock: Lock = field(default_factory=Lock)

    def charge(
        self, *, idempotency_key: str, amount: int, currency: str, card: str, statement: str
    ) -> Entry:
        del statement
        with self.lock:
            entry = self.charges.get(idempotency_key)
            if entry is None:
                number = len(self.charges) + 1
                entry = Entry(f"ch_{number}", idempotency_key, amount, currency, card)
                entry.decline_code = "" if card in {"card", "test-card"} else CardDeclined.code
                self.charges[idempotency_key] = entry
        if (entry.amount, entry.currency, entry.card) != (amount, currency, card):
            raise KeyReused
        self._speak()
        if entry.decline_code:
            raise CardDeclined
        return entry

    def refund(self, *, idempotency_key: str, charge: str, amount: int) -> Entry:
        known = self.refunds.get(idempotency_key)
        if known is not None and known.amount != amount:
            raise KeyReused
        charged = next(each for each in self.charges.values() if each.id == charge)
        if known is None:
            declined = charged.refunded + amount > charged.amount
            known = Entry(f"re_{len(self.refunds) + 1}", idempotency_key, amount)
            known.decline_code = RefundDeclined.code if declined else ""
            self.refunds[idempotency_key] = known
            charged.refunded += 0 if declined else amount
        self._speak()
        if known.decline_code:
            raise RefundDeclined
        return known

    def find_charge(self, *, idempotency_key: str) -> Entry:
        return self._find(self.charges, idempotency_key)

    def find_refund(self, *, idempotency_key: str) -> Entry:
        return self._find(self.refunds, idempotency_key)

    def list_charges(self) -> list[Entry]:
        self._speak()
        return [entry for entry in self.charges.values() if not entry.decline_code]

    def _find(self, entries: dict[str, Entry], key: str) -> Entry:
        self._speak()
        if key not in entries:
            raise NotFound
        return entries[key]

    def _speak(self) -> None:
        if self.silent:
            raise NoAnswer("it took too long")
