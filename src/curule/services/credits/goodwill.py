"""Credit by the vendor's goodwill, tied to no line: given within a bound, and taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from curule.core import ledger
from curule.core.events import EventType
from curule.core.money import Money, exponent
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Price
from curule.selectors.credit import credit_made_of, currencies_of
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services._mailing import tell_credit_added
from curule.services.invoices import billing


def issue_credit(
    *,
    actor: Actor,
    account_id: UUID,
    amount: int,
    currency: str,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Give an account credit, by the vendor.

    Refuses `role_not_allowed`, `amount_invalid`, `goodwill_too_large` above what may be given at
    once (`CURULE_MOST_GOODWILL`), and `field_invalid` without a reason or for a currency that the
    account does not use. One that has bought nothing yet takes any that something has a price in.
    """
    why, most = _input.line(reason, "reason", longest=LONGEST_REASON), _most(currency)

    def body(command: Command) -> int:
        command.lock_account()
        command.require(Action.ISSUE_CREDIT)
        _refuse_odd(amount, why)
        _refuse_unused(command.account_id, currency)
        if amount > most.amount_minor:
            raise Refused(refuse(RefusalCode.GOODWILL_TOO_LARGE, amount=most))
        _move(command, EventType.CREDIT_GRANTED, amount, currency, why)
        tell_credit_added(command, Money(amount, currency))
        return amount

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="goodwill.issue_credit",
        result=int,
        body=body,
        key=key,
        request={"amount": amount, "currency": currency, "reason": why},
    )


def take_back(
    *,
    actor: Actor,
    account_id: UUID,
    amount: int | None = None,
    currency: str,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Take goodwill back, by the vendor: up to what is left of it, by default all; return it.

    Refuses `role_not_allowed`, `amount_invalid`, `above_what_is_left` also where nothing is, and
    `field_invalid` without a reason or for a currency that is none.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)
    _input.currency(currency)

    def body(command: Command) -> int:
        command.lock_account()
        command.require(Action.ISSUE_CREDIT)
        left = credit_made_of(command.account_id, currency).goodwill
        taken = left if amount is None else amount
        _refuse_odd(1 if amount is None else amount, why)
        if not taken or taken > left:
            most = Money(left, currency)
            raise Refused(refuse(RefusalCode.ABOVE_WHAT_IS_LEFT, amount=most))
        _move(command, EventType.CREDIT_TAKEN_BACK, -taken, currency, why)
        return taken

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="goodwill.take_back",
        result=int,
        body=body,
        key=key,
        request={"amount": amount, "currency": currency, "reason": why},
    )


def _move(command: Command, event: EventType, amount: int, currency: str, why: str) -> None:
    source_id = command.account_id
    billing.add_credit(command, currency, amount, source="goodwill", source_id=source_id)
    billing.post(command, ledger.goodwill(amount=amount), currency=currency, source_id=source_id)
    command.record(event, amount=abs(amount), currency=currency, reason=why)


def _most(currency: str) -> Money:
    """Return what may be given at once. Refuses `field_invalid` for a currency that is none."""
    units = 10 ** exponent(_input.currency(currency))
    return Money(settings.CURULE_BOUNDS.goodwill * units, currency)


def _refuse_odd(amount: int, why: str) -> None:
    if amount <= 0:
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=amount))
    if not why:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))


def _refuse_unused(account_id: UUID, currency: str) -> None:
    used = currencies_of(account_id)
    if used and currency not in used:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="currency"))
    if not used and not Price.objects.filter(currency=currency).exists():
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="currency"))
