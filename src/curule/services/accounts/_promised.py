"""What an account has been promised of a seat type, whatever maximum is agreed on afterwards."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import Q

from curule.data.models import NextTerm, Order, Quote, Seat, SeatType, Subscription
from curule.services._command import Command


def promised_seats(command: Command, product_id: UUID, seat_type: str) -> int:
    """Return the most seats of a type that a subscription of the product has or may still get.

    That is what is there, with all that is ordered and not paid yet beside it, or the number of
    the term that is ordered next.
    """
    subscriptions = Subscription.objects.filter(
        account_id=command.account_id, product_id=product_id
    ).values_list("id", flat=True)
    numbers = [
        max(
            _there(command, subscription_id, seat_type)
            + _ordered(command, subscription_id)[seat_type],
            _next_term(command, subscription_id, seat_type),
        )
        for subscription_id in subscriptions
    ]
    return max(numbers, default=0)


def _there(command: Command, subscription_id: UUID, seat_type: str) -> int:
    return Seat.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=command.now),
        account_id=command.account_id,
        subscription_id=subscription_id,
        seat_type_id__in=SeatType.objects.filter(name=seat_type).values("id"),
    ).count()


def _ordered(command: Command, subscription_id: UUID) -> Counter[str]:
    """Count what the orders that wait for their payment would add, by seat type."""
    orders = Order.objects.filter(
        account_id=command.account_id, subscription_id=subscription_id, status="awaiting_payment"
    )
    quotes = Quote.objects.filter(account_id=command.account_id, id__in=orders.values("quote_id"))
    ordered: Counter[str] = Counter()
    for quote in quotes:
        for move in quote.change.get("moves", ()):
            ordered[move["seat_type"]] += move["add"]
        if quote.kind != "seats":
            ordered.update(quote.terms.get("seats") or {})
    return ordered


def _next_term(command: Command, subscription_id: UUID, seat_type: str) -> int:
    found = NextTerm.objects.filter(
        account_id=command.account_id, subscription_id=subscription_id, status="open"
    ).first()
    return 0 if found is None else int(found.seats.get(seat_type, 0))
