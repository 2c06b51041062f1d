"""The mail that confirms an order to who placed it (G16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from curule.core.changes import Change, Usable
from curule.core.money import Money
from curule.data.models import CreditNote, Invoice, Order, PaymentMethod, Quote, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.orders import order_reference
from curule.services._command import Command
from curule.services._mailing import buyers, counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order that was just placed; `later` is whether it is paid after it, not with it."""

    order: Order
    quote: Quote
    subscription: Subscription
    terms: PlanTerms
    change: Change
    method: PaymentMethod | None
    later: bool

    @property
    def waits_for_payment(self) -> bool:
        """Whether nothing of it exists before its invoice is paid in full."""
        return self.change.usable is Usable.ON_PAYMENT


def confirm(
    command: Command, placed: Placed, invoice: Invoice | None, notes: Sequence[CreditNote]
) -> None:
    """Mail what was ordered; of fewer seats what it gives back, and where that is."""
    address = _address(command, placed)
    if address is None:
        return
    moves = placed.change.moves
    adds = any(move.add for move in moves)
    is_of_seats = placed.quote.kind == "seats"
    reduces = is_of_seats and not adds and any(move.remove for move in moves)
    command.mail(
        "order_reduced" if reduces else "order_placed",
        address,
        subscription_id=placed.subscription.id,
        invitation_id=None,
        plan=placed.terms.plan_name,
        **_numbers(placed),
        **(_given_back(placed, notes) if reduces and invoice is None else _charged(placed)),
        **({"invoice_id": str(invoice.id)} if invoice is not None else {}),
        **_around(placed),
    )


def _address(command: Command, placed: Placed) -> str | None:
    if command.person_id:
        return command.actor.name
    return next((person.email for person in buyers(command, placed.terms)), None)


def _numbers(placed: Placed) -> dict[str, object]:
    """Return what comes, and of seats that were there before the numbers then and now."""
    moves = placed.change.moves
    words: dict[str, object] = {}
    added = {move.seat_type: move.add for move in moves if move.add}
    if added:
        words["seats"] = counts(placed.terms, added)
    kept: Mapping[str, int] = placed.quote.terms.get("before") or {}
    if placed.quote.kind != "seats" or not moves or any(m.seat_type not in kept for m in moves):
        return words
    before = {move.seat_type: kept[move.seat_type] for move in moves}
    after = {move.seat_type: before[move.seat_type] + move.add - move.remove for move in moves}
    return words | {
        "before": counts(placed.terms, before, zeros=True),
        "after": counts(placed.terms, after, zeros=True),
    }


def _charged(placed: Placed) -> dict[str, object]:
    quote = placed.quote
    words: dict[str, object] = {
        "total": Money(quote.total_minor, quote.currency),
        "due_now": Money(quote.due_now_minor, quote.currency),
    }
    if quote.credit_minor:
        words["credit_used"] = Money(quote.credit_minor, quote.currency)
    return words


def _given_back(placed: Placed, notes: Sequence[CreditNote]) -> dict[str, object]:
    """Return what fewer seats give back, and where it goes; what is forfeited gives nothing."""
    total = -placed.quote.total_minor
    if total <= 0:
        return {}
    on_notes = sum(note.total_minor for note in notes)
    amounts = {
        "amount": total,
        "lowers": sum(note.to_open_minor for note in notes),
        "transfer": sum(note.to_credit_minor for note in notes),
        "refund": sum(note.to_refund_minor for note in notes),
        "next_invoice": total - on_notes,
    }
    words: dict[str, object] = {
        name: Money(amount, placed.quote.currency) for name, amount in amounts.items() if amount > 0
    }
    if notes:
        words["credit_note_id"] = str(notes[0].id)
    return words


def _around(placed: Placed) -> dict[str, object]:
    """Return when it is billed next, and the order whose place it takes."""
    words: dict[str, object] = {}
    renews_at = placed.change.term_ends_at or placed.subscription.term_ends_at
    if renews_at is not None and placed.subscription.auto_renew:
        words["renews_at"] = renews_at
    replaced = placed.quote.terms.get("replaces")
    if replaced is not None:
        words["replaced"] = order_reference(UUID(replaced))
    return words
