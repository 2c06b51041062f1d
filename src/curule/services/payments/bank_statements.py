"""Movements of the vendor's bank: each made somebody's payment, or set aside.

Whose money a movement is gets written down first, in parts; then each part is recorded as a
transfer in its account, under a key of its own. A crash between the two is made good by the next
sweep, and nothing is recorded twice (R3).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.names import LONGEST_REASON
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.vendor_events import VendorEventType
from curule.data import models
from curule.selectors.clocks import now_for
from curule.selectors.console.matching import Suggestion
from curule.selectors.returned_transfers import reversal_key, takes_transfer_back
from curule.services import _input
from curule.services._vendor_events import note
from curule.services.payments import reversing, transfers
from curule.services.payments._bank_lines import decide_as, locked, require_finance

MOST_PARTS: Final = 50

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a movement is an account's: for one of its invoices, or kept as its credit."""

    account_id: UUID
    amount: int
    invoice_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A payment that was recorded by hand, of one account."""

    account_id: UUID
    payment_id: UUID


def part_for(invoice: Suggestion) -> Part:
    """Return all that is open on an invoice that a movement may be for, as its part."""
    return Part(
        account_id=invoice.account_id,
        amount=invoice.open.amount_minor,
        invoice_id=invoice.invoice_id,
    )


# --- whose money it is ----------------------------------------------------------------------------


def assign(*, actor: Actor, entry_id: UUID, parts: Sequence[Part], now: datetime) -> None:
    """Say whose a movement is, and record it: in parts that add up to all that came in.

    Refuses `role_not_allowed`, `not_found`, `entry_not_open` for one that was decided already,
    `amount_invalid` where the parts are not the whole, `currency_mismatch` or `nothing_to_pay`
    for an invoice that this money cannot pay, and whatever the recording of a part would be refused
    with: then none is.
    """
    decide(actor=actor, entry_id=entry_id, parts=parts, now=now)
    record(entry_id=entry_id, actor=actor, now=now)


def decide(*, actor: Actor, entry_id: UUID, parts: Sequence[Part], now: datetime) -> None:
    """Write down whose a movement is; `record` makes payments of it. Refuses as `assign`."""
    require_finance(actor)
    with transaction.atomic():
        entry = locked(entry_id)
        if entry.status != "open" or entry.amount_minor < 0:
            raise Refused(refuse(RefusalCode.ENTRY_NOT_OPEN))
        _require_whole(entry, parts)
        for number, part in enumerate(parts, 1):
            _require_payable(entry, part)
            kept = models.BankEntryPart.objects.create(
                account_id=part.account_id,
                entry_id=entry.id,
                number=number,
                invoice_id=part.invoice_id,
                amount_minor=part.amount,
            )
            _rehearse(entry, kept, actor, now)
        decide_as(entry, "assigned", actor, now)
        note(
            VendorEventType.LINE_ASSIGNED,
            entry.id,
            actor=actor,
            now=now,
            parts=[
                {"account": each.account_id, "invoice": each.invoice_id, "amount": each.amount}
                for each in parts
            ],
        )


def assign_each(*, actor: Actor, asked: Sequence[tuple[UUID, Part]], now: datetime) -> int:
    """Record many movements, each whole for one invoice; return how many were.

    What somebody else has decided or paid meanwhile is left as it is. Refuses `role_not_allowed`.
    """
    require_finance(actor)
    recorded = 0
    for entry_id, part in asked:
        try:
            assign(actor=actor, entry_id=entry_id, parts=[part], now=now)
        except Refused as refused:
            _log.warning("bank entry %s was not recorded: %s", entry_id, refused.refusal.code)
        else:
            recorded += 1
    return recorded


def _require_whole(entry: models.BankEntry, parts: Sequence[Part]) -> None:
    given = sum(part.amount for part in parts)
    is_sound = 0 < len(parts) <= MOST_PARTS and all(part.amount > 0 for part in parts)
    if not is_sound or given != entry.amount_minor:
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=given))


def _require_payable(entry: models.BankEntry, part: Part) -> None:
    if not models.Account.objects.filter(id=part.account_id).exists():
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="account"))
    if part.invoice_id is None:
        return
    invoice = models.Invoice.objects.filter(
        account_id=part.account_id, id=part.invoice_id, status__in=["open", "uncollectible"]
    ).first()
    if invoice is None:
        raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
    if invoice.currency != entry.currency:
        got, expected = entry.currency, invoice.currency
        raise Refused(refuse(RefusalCode.CURRENCY_MISMATCH, expected=expected, got=got))


def _rehearse(
    entry: models.BankEntry, part: models.BankEntryPart, actor: Actor, now: datetime
) -> None:
    """Record a part and undo it: none is recorded where one would be refused.

    Each by itself, so that the locks of two accounts are never held together.
    """
    with transaction.atomic():
        _recorded(entry, part, actor, now)
        transaction.set_rollback(True)


def record(*, entry_id: UUID, actor: Actor, now: datetime) -> None:
    """Record the parts of a movement that are no payment yet; what is recorded stays as it is.

    An invoice that was paid in another way meanwhile lets its money become account credit.
    """
    waiting = models.BankEntryPart.objects.filter(entry_id=entry_id, payment_id=None)
    for part_id in waiting.order_by("number").values_list("id", flat=True):
        _record_part(entry_id, part_id, actor, now)
    with transaction.atomic():
        entry = locked(entry_id)
        if entry.status == "assigned" and not waiting.exists():
            entry.status = "recorded"
            entry.save(update_fields=["status"])
            note(VendorEventType.LINE_RECORDED, entry.id, actor=actor, now=now)


def _record_part(entry_id: UUID, part_id: UUID, actor: Actor, now: datetime) -> None:
    """Record one part, and keep its payment with it, as one: nobody takes it back in between."""
    with transaction.atomic():
        entry = locked(entry_id)
        waiting = models.BankEntryPart.objects.filter(entry_id=entry_id, payment_id=None)
        part = waiting.filter(id=part_id).first()
        if part is None:  # recorded, or taken back, while this waited for the lock
            return
        payment_id = _recorded(entry, part, actor, now)
        models.BankEntryPart.objects.filter(account_id=part.account_id, id=part.id).update(
            payment_id=payment_id
        )


def _recorded(
    entry: models.BankEntry, part: models.BankEntryPart, actor: Actor, now: datetime
) -> UUID:
    """Record one part as a transfer, under its own key; return the payment."""
    try:
        return _transfer(entry, part, part.invoice_id, actor, now)
    except Refused as refused:
        if part.invoice_id is None or refused.refusal.code is not RefusalCode.NOTHING_TO_PAY:
            raise
        return _transfer(entry, part, None, actor, now)


def _transfer(
    entry: models.BankEntry,
    part: models.BankEntryPart,
    invoice_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> UUID:
    done = transfers.record_transfer(
        actor=actor,
        account_id=part.account_id,
        amount=part.amount_minor,
        currency=entry.currency,
        reference=_said(entry),
        invoice_id=invoice_id,
        on_account=invoice_id is None,
        again=True,  # a line is there once, whatever others say
        of_line_on=entry.booked_on,
        now=now_for(part.account_id, now),
        key=f"{_key(part)}:{invoice_id or 'credit'}",
    )
    assert done.value.payment_id is not None
    return done.value.payment_id


def _said(entry: models.BankEntry) -> str:
    """Return the line of the statement as it is kept with the payment."""
    parts = (entry.booked_on.isoformat(), entry.payer, entry.remittance or entry.end_to_end)
    return " · ".join(part for part in parts if part)[:140]


def link(*, actor: Actor, entry_id: UUID, payments: Sequence[Recorded], now: datetime) -> None:
    """Say that a movement is transfers that were recorded by hand: nothing is paid once more.

    Refuses `role_not_allowed`, `not_found`, `entry_not_open` for a movement that was decided or
    went out, `payment_not_linkable` for a payment that is no transfer, was taken back, or has its
    line already, and `amount_invalid` where they are not all that came in.
    """
    require_finance(actor)
    with transaction.atomic():
        entry = locked(entry_id)
        if entry.status != "open" or entry.amount_minor < 0:
            raise Refused(refuse(RefusalCode.ENTRY_NOT_OPEN))
        found = [_linkable(entry, each) for each in sorted(set(payments), key=str)]
        given = sum(each.amount_minor for each in found)
        if given != entry.amount_minor:
            raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=given))
        for number, payment in enumerate(found, 1):
            models.BankEntryPart.objects.create(
                account_id=payment.account_id,
                entry_id=entry.id,
                number=number,
                invoice_id=payment.invoice_id,
                amount_minor=payment.amount_minor,
                payment_id=payment.id,
            )
        decide_as(entry, "assigned", actor, now)
        entry.status = "recorded"
        entry.save(update_fields=["status"])
        note(
            VendorEventType.LINE_ASSIGNED,
            entry.id,
            actor=actor,
            now=now,
            parts=[
                {"account": each.account_id, "payment": each.id, "amount": each.amount_minor}
                for each in found
            ],
        )
        note(VendorEventType.LINE_RECORDED, entry.id, actor=actor, now=now)


def _linkable(entry: models.BankEntry, recorded: Recorded) -> models.Payment:
    """Return a payment that no movement stands for yet, under its lock."""
    payment = (
        models.Payment.objects.select_for_update()
        .filter(account_id=recorded.account_id, id=recorded.payment_id)
        .first()
    )
    if payment is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="payment"))
    is_transfer = payment.gateway == transfers.BANK_TRANSFER and payment.status == "succeeded"
    has_line = models.BankEntryPart.objects.filter(payment_id=payment.id).exists()
    if not is_transfer or has_line or payment.currency != entry.currency:
        raise Refused(refuse(RefusalCode.PAYMENT_NOT_LINKABLE))
    return payment


# --- what is nobody's payment ---------------------------------------------------------------------


def set_aside(*, actor: Actor, entry_id: UUID, comment: str, now: datetime) -> None:
    """Set a movement aside that pays nothing here, such as a fee; the comment says why.

    Refuses `role_not_allowed`, `not_found`, `entry_not_open`, and `field_invalid` for no comment.
    """
    require_finance(actor)
    said = _input.line(comment, "comment", longest=200)
    if not said:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="comment"))
    with transaction.atomic():
        entry = locked(entry_id)
        if entry.status != "open":
            raise Refused(refuse(RefusalCode.ENTRY_NOT_OPEN))
        entry.comment = said
        decide_as(entry, "set_aside", actor, now)
        note(VendorEventType.LINE_SET_ASIDE, entry.id, actor=actor, now=now, comment=said)


def reverse_by_line(
    *,
    actor: Actor,
    entry_id: UUID,
    account_id: UUID,
    payment_id: UUID,
    reason: str,
    unpaid: str | None = None,
    now: datetime,
) -> None:
    """Take a transfer back by the movement that returned it, and set that aside, as one.

    One movement takes back one transfer, however often it is sent. Refuses what
    `reverse_transfer` refuses, and `entry_not_open` for a movement that was decided otherwise or
    is not the transfer's money going out.
    """
    require_finance(actor)
    with transaction.atomic():
        entry = locked(entry_id)
        is_known = takes_transfer_back(entry)
        if not is_known and not _returns(entry, account_id, payment_id):
            raise Refused(refuse(RefusalCode.ENTRY_NOT_OPEN))
        there = now_for(account_id, now)
        try:
            taken = reversing.reverse_transfer(
                actor=actor,
                account_id=account_id,
                payment_id=payment_id,
                reason=reason,
                unpaid=unpaid,
                returned_on=transfers.day_there(account_id, entry.booked_on, there),
                now=there,
                key=reversal_key(entry_id),
            )
        except Refused as refused:
            if refused.refusal.code is not RefusalCode.IDEMPOTENCY_KEY_REUSED:
                raise
            raise Refused(refuse(RefusalCode.ENTRY_NOT_OPEN)) from None
        if taken.replayed:
            return
        if is_known:  # it took back a transfer of another account
            raise Refused(refuse(RefusalCode.ENTRY_NOT_OPEN))
        entry.comment = _input.line(reason, "reason", longest=LONGEST_REASON)
        decide_as(entry, "set_aside", actor, now)
        note(
            VendorEventType.LINE_SET_ASIDE,
            entry.id,
            actor=actor,
            now=now,
            comment=entry.comment,
            account=account_id,
            payment=payment_id,
        )


def _returns(entry: models.BankEntry, account_id: UUID, payment_id: UUID) -> bool:
    """Whether an open movement is the money of a payment going out again."""
    return (
        entry.status == "open"
        and models.Payment.objects.filter(
            account_id=account_id,
            id=payment_id,
            currency=entry.currency,
            amount_minor=-entry.amount_minor,
        ).exists()
    )


def take_back(*, actor: Actor, entry_id: UUID, now: datetime) -> None:
    """Open a movement again that was set aside, or assigned and of which nothing is recorded yet.

    One that took a transfer back stays what it is: opened again it would take back another.

    Refuses `role_not_allowed`, `not_found` and `entry_not_open`.
    """
    require_finance(actor)
    with transaction.atomic():
        entry = locked(entry_id)
        parts = models.BankEntryPart.objects.filter(entry_id=entry_id)
        is_undecided = entry.status not in {"set_aside", "assigned"}
        if is_undecided or takes_transfer_back(entry) or any(map(_is_recorded, parts)):
            raise Refused(refuse(RefusalCode.ENTRY_NOT_OPEN))
        parts.delete()
        entry.status, entry.comment = "open", ""
        entry.decided_at = entry.decided_by = None
        entry.save(update_fields=["status", "comment", "decided_at", "decided_by"])
        note(VendorEventType.LINE_OPENED, entry.id, actor=actor, now=now)


def _is_recorded(part: models.BankEntryPart) -> bool:
    """Whether a part is a payment, even where the part itself does not say so yet."""
    return (
        part.payment_id is not None
        or models.Operation.objects.filter(
            account_id=part.account_id, key__startswith=f"{_key(part)}:"
        ).exists()
    )


def _key(part: models.BankEntryPart) -> str:
    return f"bank-entry:{part.id}"
