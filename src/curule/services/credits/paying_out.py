"""Account credit that is paid out: the customer's own money, by the payments it came by.

Goodwill is not money that came in, and credit that a member brought was chosen instead of a refund:
both pay invoices, and are never paid out. What goes out is a refund like any other: by the gateway
where it can, else it waits to be paid at the bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from curule.core.events import EventType
from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import Payment, Refund
from curule.selectors.credit import currencies_of, payable_out, payments_to_go_back_by
from curule.services import _closing_requests, _input, refunds
from curule.services._command import Command, Done
from curule.services.catching_up import run_up_to_date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOut:
    """What is paid out, and the refunds by which it goes."""

    amount: Money
    refunds: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goes:
    """A part of what would be paid out, and by which payment it would go back."""

    payment_id: UUID
    gateway: str
    method: str
    amount: Money


def pay_out(
    *,
    actor: Actor,
    account_id: UUID,
    amount: int | None = None,
    currency: str,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[PaidOut]:
    """Pay account credit out, by the vendor's finance; by default all that may be.

    A customer who has asked for it is answered by it, whatever amount they had named.

    Refuses `role_not_allowed`, `field_invalid` without a reason or for a currency that is none,
    `amount_invalid`, and `above_what_is_left` for more than the customer's own money in credit that
    can go back by a payment of theirs.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)

    def body(command: Command) -> PaidOut:
        command.lock_account()
        command.require(Action.REFUND)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        return _pay_out(command, within_what_may_go(account_id, amount, currency), why)

    done = run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="paying_out.pay_out",
        result=PaidOut,
        body=body,
        key=key,
        request={"amount": amount, "currency": currency, "reason": why},
    )
    for refund_id in done.value.refunds:
        refunds.send(account_id=account_id, refund_id=refund_id, now=now)
    return done


def rehearse(
    *, actor: Actor, account_id: UUID, amount: int | None, currency: str, now: datetime
) -> tuple[Goes, ...]:
    """Return how `pay_out` would send it now; nothing of it stays. Refuses what it refuses."""
    with transaction.atomic():
        found = _rehearsed(actor, account_id, amount, currency, now)
        transaction.set_rollback(True)
    return found


def _rehearsed(
    actor: Actor, account_id: UUID, amount: int | None, currency: str, now: datetime
) -> tuple[Goes, ...]:
    def body(command: Command) -> PaidOut:
        command.lock_account()
        command.require(Action.REFUND)
        return _pay_out(command, within_what_may_go(account_id, amount, currency), "-")

    will = run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="paying_out.rehearse",
        result=PaidOut,
        body=body,
    ).value
    rows = {row.id: row for row in Refund.objects.filter(account_id=account_id)}
    payments = {row.id: row for row in Payment.objects.filter(account_id=account_id)}
    going = [rows[each] for each in will.refunds]
    return tuple(
        Goes(
            payment_id=refund.payment_id,
            gateway=payments[refund.payment_id].gateway,
            method=payments[refund.payment_id].method_name,
            amount=Money(refund.amount_minor, currency),
        )
        for refund in going
    )


def pay_out_everything(command: Command) -> None:
    """Pay out what may be, in every currency, inside a command that holds the account's lock.

    The worker sends it: no gateway is called here. Who asked for credit of which nothing can go
    waits no longer either.
    """
    for currency in currencies_of(command.account_id):
        most = payable_out(command.account_id, currency)
        if most:
            _pay_out(command, Money(most, currency), "")
    _closing_requests.close_for_credit(command)


def within_what_may_go(account_id: UUID, amount: int | None, currency: str) -> Money:
    """Return what is wanted of the credit that may be paid out, all of it without an `amount`.

    Refuses `amount_invalid`, `field_invalid` for a currency that is none, and
    `above_what_is_left`, also where nothing may.
    """
    most = payable_out(account_id, _input.currency(currency))
    wanted = most if amount is None else amount
    if amount is not None and amount <= 0:
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=amount))
    if not wanted or wanted > most:
        raise Refused(refuse(RefusalCode.ABOVE_WHAT_IS_LEFT, amount=Money(most, currency)))
    return Money(wanted, currency)


def _pay_out(command: Command, wanted: Money, why: str) -> PaidOut:
    left, act, begun = wanted.amount_minor, new_id(), list[UUID]()
    for payment_id, most in payments_to_go_back_by(command.account_id, wanted.currency):
        goes = min(left, most)
        if not goes:
            break
        payment = Payment.objects.select_for_update().get(
            account_id=command.account_id, id=payment_id
        )
        refund = refunds.start_from_credit(command, payment, goes, key=f"credit:{act}:{payment_id}")
        begun.append(refund.id)
        left -= goes
    command.record(
        EventType.CREDIT_PAID_OUT,
        amount=wanted.amount_minor,
        currency=wanted.currency,
        reason=why,
    )
    _closing_requests.grant_by_paying_out(command, wanted.currency)
    return PaidOut(amount=wanted, refunds=tuple(begun))
