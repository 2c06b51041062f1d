"""The books of what was charged: opened with a line, moved by what comes back, closed when used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F

from curule.core.books import Credit
from curule.core.changes import CreditedCharge
from curule.core.lines import NewCharge
from curule.data.models import Charge, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.standings import interval_of
from curule.services._command import Command


def open_charges(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    charges: Iterable[NewCharge],
    *,
    invoice_id: UUID | None,
    pool_id: UUID | None = None,
) -> list[Charge]:
    """Open the books of charged lines; without an invoice they are billed with the next one."""
    return Charge.objects.bulk_create(
        Charge(
            account_id=command.account_id,
            subscription_id=subscription.id,
            pool_id=pool_id or subscription.id,
            seat_type_id=None if new.seat_type is None else terms.id_of(new.seat_type),
            price_id=_price_id(subscription, terms, new.price),
            invoice_id=invoice_id,
            charged_quantity=new.quantity,
            quantity=new.quantity,
            base_quantity=new.base_quantity,
            period_starts_at=new.period.starts_at,
            period_ends_at=new.period.ends_at,
            starts_at=new.covers.starts_at,
            numerator=new.part.numerator,
            denominator=new.part.denominator,
            amount_minor=new.amount,
            coupon_code=new.off.code,
            percent_off=new.off.percent,
            amount_off_minor=new.off.amount,
        )
        for new in charges
    )


def _price_id(subscription: Subscription, terms: PlanTerms, name: str) -> UUID:
    sold = terms.price_of(name, subscription.currency, interval_of(subscription))
    assert sold is not None
    return sold.id


def move_charges(command: Command, credited: Iterable[CreditedCharge | Credit]) -> None:
    """Write down what was given back on charges; one that has no seats left is closed."""
    for moved in credited:
        rows = Charge.objects.filter(account_id=command.account_id, id=UUID(moved.charge))
        rows.update(
            quantity=F("quantity") - moved.quantity,
            credited_minor=F("credited_minor") + moved.amount,
        )
        if moved.off is not None:
            rows.update(coupon_code=moved.off.code, amount_off_minor=moved.off.amount)
        rows.filter(quantity=0, closed_at=None).update(closed_at=command.now)


def close_used_charges(command: Command, subscription: Subscription, boundary: datetime) -> None:
    """Close the books of the periods that have ended: they are used up."""
    Charge.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        closed_at=None,
        period_ends_at__lte=boundary,
    ).update(closed_at=boundary)


def close_all_charges(command: Command, subscription: Subscription) -> None:
    """Close the books of a subscription that ends: of what was charged nothing comes back later.

    A period may go on behind its end. Who orders a term again before that begins with books of its
    own.
    """
    Charge.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, closed_at=None
    ).update(closed_at=command.now)
