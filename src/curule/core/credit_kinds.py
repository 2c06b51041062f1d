"""What account credit is made of: money that came in here, goodwill, and what others brought.

What is left of each is counted from the movements, in their order. Goodwill pays invoices first,
then what members brought who joined with an own plan, then the customer's own money: so what may
still be paid out is never less than in any other order. What paid an invoice that is credited
comes back as what it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMove:
    """A movement of credit: how much, from what source, and on which invoice, if any."""

    source: str
    amount: int
    invoice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMadeOf:
    """How much of the credit is the customer's `own` money, `goodwill`, and `brought` by others."""

    own: int = 0
    goodwill: int = 0
    brought: int = 0


def made_of(moves: Iterable[CreditMove]) -> CreditMadeOf:
    """Return what the credit is made of after these movements, the oldest first.

    >>> paid, given = (
    ...     CreditMove(source="overpayment", amount=50),
    ...     CreditMove(source="goodwill", amount=30),
    ... )
    >>> made_of([paid, given, CreditMove(source="invoice", amount=-40)])
    CreditMadeOf(own=40, goodwill=0, brought=0)
    """
    balance = goodwill = brought = 0
    on_invoices: dict[str | None, tuple[int, int]] = {}
    for move in moves:
        balance += move.amount
        if move.source == "goodwill":
            goodwill += move.amount
        elif move.source == "transfer":
            brought += move.amount
        elif move.source == "invoice":
            used = min(goodwill, -move.amount)
            lent = min(brought, -move.amount - used)
            goodwill, brought = goodwill - used, brought - lent
            before = on_invoices.get(move.invoice, (0, 0))
            on_invoices[move.invoice] = before[0] + used, before[1] + lent
        elif move.source == "credit_note" and move.invoice in on_invoices:
            used, lent = on_invoices[move.invoice]
            back = min(used, move.amount)
            came = min(lent, move.amount - back)
            goodwill, brought = goodwill + back, brought + came
            on_invoices[move.invoice] = used - back, lent - came
        brought = max(brought, 0)
        goodwill = min(goodwill, balance)
        brought = min(brought, balance - goodwill)
    return CreditMadeOf(own=balance - goodwill - brought, goodwill=goodwill, brought=brought)
