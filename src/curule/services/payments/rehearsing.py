"""What recording a transfer would bring about: it is recorded, looked at, and taken back.

So what staff are told before they press the button is what the button does (R3–R5), whatever the
policy of the plan says. Nothing of it stays: neither rows nor numbers nor mails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from curule.core.money import Money
from curule.core.permissions import Actor
from curule.core.policy import IncreaseCharge
from curule.data.ids import new_id
from curule.data.models import (
    Batch,
    CreditEntry,
    Dispute,
    Invoice,
    LedgerEntry,
    NextTerm,
    Order,
    OutboxMessage,
    Payment,
    Quote,
    Seat,
    Subscription,
)
from curule.selectors.catalog import get_plan_terms
from curule.selectors.clocks import now_for
from curule.selectors.money import open_amount
from curule.services.payments.bank_statements import Part
from curule.services.payments.reversing import reverse_transfer
from curule.services.payments.transfers import record_transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What a recorded transfer brings about; `seats` are what its order gives, by type.

    `left_open` stays to be paid on the invoice; `to_credit` becomes account credit. `waits` is what
    the rest of the money gives: `seats`, a `term` that has not begun, or nothing (empty).
    `is_taken_up` is an invoice that was written off: what is open on it is owed again.
    """

    invoice_id: UUID | None
    invoice_number: str
    time_zone: str
    is_paid: bool
    left_open: Money
    to_credit: Money
    seats: tuple[tuple[str, int], ...]
    term_starts_at: datetime | None
    term_ends_at: datetime | None
    order_status: str
    waits: str
    mails: tuple[tuple[str, str], ...]
    is_taken_up: bool = False


def rehearse_transfer(
    *,
    actor: Actor,
    account_id: UUID,
    amount: Money,
    invoice_id: UUID | None,
    on_account: bool = False,
    now: datetime,
) -> Consequences:
    """Return what `record_transfer` would bring about now. Refuses what it refuses."""
    with transaction.atomic():
        found = _recorded(
            actor=actor,
            account_id=account_id,
            amount=amount,
            invoice_id=invoice_id,
            on_account=on_account,
            now=now,
        )
        transaction.set_rollback(True)
    return found


def rehearse_parts(
    *, actor: Actor, parts: Sequence[Part], currency: str, now: datetime
) -> tuple[Consequences, ...]:
    """Return what each part of a movement on the bank's account would bring about, in turn."""
    with transaction.atomic():
        found = tuple(
            _recorded(
                actor=actor,
                account_id=part.account_id,
                amount=Money(part.amount, currency),
                invoice_id=part.invoice_id,
                on_account=part.invoice_id is None,
                now=now_for(part.account_id, now),
            )
            for part in parts
        )
        transaction.set_rollback(True)
    return found


def _recorded(
    *,
    actor: Actor,
    account_id: UUID,
    amount: Money,
    invoice_id: UUID | None,
    on_account: bool,
    now: datetime,
) -> Consequences:
    marker = new_id()
    is_given_up = Invoice.objects.filter(
        account_id=account_id, id__in=[invoice_id], status="uncollectible"
    ).exists()
    done = record_transfer(
        actor=actor,
        account_id=account_id,
        amount=amount.amount_minor,
        currency=amount.currency,
        invoice_id=invoice_id,
        on_account=on_account,
        now=now,
    )
    assert done.value.payment_id is not None
    found = consequences_of(account_id, done.value.payment_id, mails_after=marker)
    return replace(found, is_taken_up=is_given_up)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What taking a payment back brings about; without an invoice all of it is credit now.

    Where it is booked as gone, `given_up` is written off on the invoice, `lost` was credit that is
    spent, and `beyond` had been paid back before.
    """

    invoice_number: str
    open: Money
    due_at: datetime | None
    time_zone: str
    from_credit: Money
    has_issued: bool
    mails: tuple[tuple[str, str], ...]
    given_up: Money
    lost: Money
    beyond: Money


def rehearse_reversal(
    *, actor: Actor, account_id: UUID, payment_id: UUID, unpaid: str | None = None, now: datetime
) -> Taken:
    """Return what `reverse_transfer` would bring about now. Refuses what it refuses."""
    marker = new_id()
    with transaction.atomic():
        reverse_transfer(
            actor=actor,
            account_id=account_id,
            payment_id=payment_id,
            reason="-",
            unpaid=unpaid,
            now=now,
        )
        payment = Payment.objects.select_related("account").get(
            account_id=account_id, id=payment_id
        )
        invoice = Invoice.objects.filter(account_id=account_id, id__in=[payment.invoice_id]).first()
        returned = Dispute.objects.filter(account_id=account_id, id__gt=marker).first()
        is_given_up = invoice is not None and invoice.status == "uncollectible"
        if invoice is not None and not is_given_up and open_amount(invoice) == 0:
            invoice = None  # credit has paid it again
        is_owed = invoice is not None and not is_given_up
        mails = OutboxMessage.objects.filter(account_id=account_id, id__gt=marker)
        entries = CreditEntry.objects.filter(account_id=account_id, id__gt=marker)
        from_credit = -(entries.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
        found = Taken(
            invoice_number=(invoice.number or "") if invoice else "",
            open=Money(open_amount(invoice) if invoice and is_owed else 0, payment.currency),
            due_at=invoice.due_at if invoice and is_owed else None,
            time_zone=payment.account.time_zone,
            from_credit=Money(from_credit, payment.currency),
            has_issued=invoice is not None and invoice.is_granted,
            mails=tuple(mails.order_by("id").values_list("template", "recipient")),
            given_up=Money(_written_off(account_id, returned, after=marker), payment.currency),
            lost=Money(returned.lost_minor if returned else 0, payment.currency),
            beyond=Money(returned.fee_minor if returned else 0, payment.currency),
        )
        transaction.set_rollback(True)
    return found


def _written_off(account_id: UUID, returned: Dispute | None, *, after: UUID) -> int:
    """Return what was given up on the invoice, without credit that was spent."""
    entries = LedgerEntry.objects.filter(
        account_id=account_id, id__gt=after, ledger_account="write_off"
    )
    total = entries.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return total - (returned.lost_minor if returned else 0)


def consequences_of(
    account_id: UUID, payment_id: UUID, *, mails_after: UUID | None = None
) -> Consequences:
    """Return what a recorded transfer has brought about; its mails are those written since."""
    payment = Payment.objects.select_related("account").get(account_id=account_id, id=payment_id)
    invoice = Invoice.objects.filter(account_id=account_id, id__in=[payment.invoice_id]).first()
    order = Order.objects.filter(
        account_id=account_id,
        invoice_id__in=[payment.invoice_id],
        granted_at__gte=payment.created_at,  # what was given on order is not given again
    ).first()
    starts_at, ends_at = _term(account_id, order)
    mails = OutboxMessage.objects.filter(account_id=account_id).order_by("id")
    if mails_after is not None:
        mails = mails.filter(id__gt=mails_after)
    else:
        mails = mails.filter(created_at=payment.created_at)
    return Consequences(
        invoice_id=payment.invoice_id,
        time_zone=payment.account.time_zone,
        invoice_number=(invoice.number or "") if invoice else "",
        is_paid=invoice is not None and invoice.status == "paid",
        left_open=Money(open_amount(invoice) if invoice else 0, payment.currency),
        to_credit=Money(payment.amount_minor - payment.applied_minor, payment.currency),
        seats=_seats(account_id, order),
        term_starts_at=starts_at,
        term_ends_at=ends_at,
        order_status=order.status if order else "",
        waits=_waits(account_id, payment.invoice_id),
        mails=tuple(mails.values_list("template", "recipient")),
    )


def _waits(account_id: UUID, invoice_id: UUID | None) -> str:
    """Return what is not given yet, as the invoice's order still waits for its payment."""
    order = Order.objects.filter(
        account_id=account_id, invoice_id__in=[invoice_id], status="awaiting_payment"
    ).first()
    if order is None:
        return ""
    kind = Quote.objects.values_list("kind", flat=True).get(
        account_id=account_id, id=order.quote_id
    )
    version_id = _subscription(account_id, order).plan_version_id
    own_term = get_plan_terms(version_id).policy.increase.charge is IncreaseCharge.OWN_TERM
    return "term" if own_term or kind in {"purchase", "renewal"} else "seats"


def _seats(account_id: UUID, order: Order | None) -> tuple[tuple[str, int], ...]:
    if order is None:
        return ()
    version_id = _subscription(account_id, order).plan_version_id
    terms = get_plan_terms(version_id)
    of_order = Seat.objects.filter(account_id=account_id, order_id=order.id)
    counted = Counter(of_order.values_list("seat_type_id", flat=True))
    return tuple(
        (sold.terms.name, counted[sold.id]) for sold in terms.seat_types if counted[sold.id]
    )


def _subscription(account_id: UUID, order: Order) -> Subscription:
    return Subscription.objects.get(account_id=account_id, id=order.subscription_id)


def _term(account_id: UUID, order: Order | None) -> tuple[datetime | None, datetime | None]:
    """Return the term that an order has bought: its batch's, a next one, or the subscription's."""
    if order is None:
        return None, None
    of_order = {"account_id": account_id, "order_id": order.id}
    batch = Batch.objects.filter(**of_order).first()
    if batch is not None:
        return batch.starts_at, batch.ends_at
    following = NextTerm.objects.filter(**of_order).first()
    if following is not None:
        return following.starts_at, None
    subscription = _subscription(account_id, order)
    return subscription.term_starts_at, subscription.term_ends_at
