"""Closing an account: asked for by an owner, taken back for two weeks, then carried out.

Until the day everything runs as before, but nothing renews. On the day every subscription and
every seat ends; what was paid for is not given back, which is said before. Credit that came in as
money goes back, by refunds; other credit is lost. Owners and billing contacts can still read the
invoices, and nothing else can be done any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.models import (
    Account,
    AccountClosing,
    Invoice,
    Member,
    RoleGrant,
    Subscription,
    WaitlistEntry,
)
from curule.selectors.money import open_amount
from curule.services import endings, waiting_orders
from curule.services._command import Command, Done, run
from curule.services.changes import quoting
from curule.services.credits import paying_out
from curule.services.seating import people

UNTIL_CLOSED: Final = timedelta(days=14)
"""How long closing can be taken back."""

HELD_UP: Final = timedelta(days=1)
"""How long a closing waits that an unpaid invoice holds up, before it is looked at again."""

SYSTEM: Final = Actor.system("worker")
_KEEP_READING: Final = (Role.OWNER, Role.BILLING_CONTACT)


def ask_to_close(
    *, actor: Actor, account_id: UUID, name: str, now: datetime, key: str | None = None
) -> Done[datetime]:
    """Ask to close an account, by its name; returns when it closes.

    Automatic renewal is turned off at once, so that nothing is charged meanwhile. Refuses
    `role_not_allowed`, `field_invalid` for another name, `outstanding_invoices`, and
    `account_closed`.
    """

    def body(command: Command) -> datetime:
        command.lock_account()
        command.require(Action.CLOSE_ACCOUNT)
        if " ".join(name.split()).casefold() != command.account.name.casefold():
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
        _refuse_unpaid(command)
        running = _open(command)
        if running is not None:
            return running.closes_at
        asked = AccountClosing.objects.create(
            account=command.account,
            asked_at=command.now,
            asked_by=command.person_id,
            closes_at=command.now + UNTIL_CLOSED,
        )
        _renew_nothing(command)
        command.record(
            EventType.ACCOUNT_CLOSING_ASKED, subject_id=asked.id, ends_at=asked.closes_at
        )
        _mail(command, "account_closing", by=command.actor.name, closes_at=asked.closes_at)
        return asked.closes_at

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="closing.ask_to_close",
        result=datetime,
        body=body,
        key=key,
        request={"name": name},
    )


def take_back(
    *, actor: Actor, account_id: UUID, now: datetime, key: str | None = None
) -> Done[bool]:
    """Let an account stay open after all; false if nobody asked to close it.

    Automatic renewal stays off until somebody turns it on. Refuses `role_not_allowed` and
    `account_closed`.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        command.require(Action.CLOSE_ACCOUNT)
        running = _open(command)
        if running is None:
            return False
        running.withdrawn_at, running.withdrawn_by = command.now, command.person_id
        running.save(update_fields=["withdrawn_at", "withdrawn_by"])
        command.record(EventType.ACCOUNT_CLOSING_WITHDRAWN, subject_id=running.id)
        _mail(command, "closing_withdrawn", by=command.actor.name)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="closing.take_back",
        result=bool,
        body=body,
        key=key,
        request={},
    )


def close_due(*, account_id: UUID, closing_id: UUID, now: datetime) -> bool:
    """Close an account whose day has come; false while something unpaid holds it up."""

    def body(command: Command) -> bool:
        command.lock_account()
        running = _open(command)
        if running is None or running.id != closing_id or running.closes_at > command.now:
            return False
        if _unpaid(command) or not _end_subscriptions(command):
            running.closes_at = command.now + HELD_UP
            running.save(update_fields=["closes_at"])
            return False
        paying_out.pay_out_everything(command)
        _mail(command, "account_closed", closed_at=command.now)
        _let_people_go(command)
        running.closed_at = command.now
        running.save(update_fields=["closed_at"])
        Account.objects.filter(id=command.account_id).update(closed_at=command.now)
        command.record(EventType.ACCOUNT_CLOSED, subject_id=running.id)
        return True

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="closing.close_due",
        result=bool,
        body=body,
    ).value


# --- steps ----------------------------------------------------------------------------------------


def _open(command: Command) -> AccountClosing | None:
    return (
        AccountClosing.objects.select_for_update()
        .filter(account_id=command.account_id, withdrawn_at=None, closed_at=None)
        .first()
    )


def _unpaid(command: Command) -> list[Invoice]:
    found = Invoice.objects.filter(account_id=command.account_id, status="open")
    return [invoice for invoice in found.order_by("id") if open_amount(invoice)]


def _refuse_unpaid(command: Command) -> None:
    unpaid = _unpaid(command)
    if not unpaid:
        return
    same = [invoice for invoice in unpaid if invoice.currency == unpaid[0].currency]
    amount = Money(sum(open_amount(invoice) for invoice in same), same[0].currency)
    numbers = tuple(str(invoice.number) for invoice in unpaid)
    raise Refused(refuse(RefusalCode.OUTSTANDING_INVOICES, amount=amount, invoices=numbers))


def _running(command: Command) -> list[Subscription]:
    found = Subscription.objects.filter(account_id=command.account_id)
    ids = found.exclude(status=Status.ENDED).order_by("id").values_list("id", flat=True)
    return [command.lock_subscription(each) for each in ids]


def _renew_nothing(command: Command) -> None:
    for subscription in _running(command):
        if not subscription.auto_renew:
            continue
        subscription.auto_renew = False
        subscription.version += 1
        subscription.save()
        command.record(
            EventType.AUTO_RENEW_SET,
            subject_id=subscription.id,
            subscription_id=subscription.id,
            value=False,
        )


def _end_subscriptions(command: Command) -> bool:
    """End what runs, and take back what was never paid; false where a payment is under way."""
    for subscription in _running(command):
        if subscription.status != Status.INCOMPLETE:
            endings.end_subscription(command, subscription, reason="canceled")
            continue
        order = quoting.awaiting_order(subscription)
        if order is None:
            continue
        if order.invoice_id is not None:
            try:
                waiting_orders.refuse_in_flight(command, order.invoice_id)
            except Refused:
                return False
        waiting_orders.cancel_order(command, subscription, order)
    return True


def _let_people_go(command: Command) -> None:
    """End memberships, roles and waiting, but of those who still read the invoices."""
    WaitlistEntry.objects.filter(account_id=command.account_id, left_at=None).update(
        left_at=command.now, outcome="withdrawn"
    )
    stay = {person.id for role in _KEEP_READING for person in command.holders.get(role, ())}
    held = RoleGrant.objects.filter(account_id=command.account_id, revoked_at=None).exclude(
        role__in=[role.value for role in _KEEP_READING]
    )
    ended = list(held.values_list("person_id", "role"))
    held.update(revoked_at=command.now)
    command.record_all(EventType.ROLE_REVOKED, [(who, {"role": role}) for who, role in ended])
    members = Member.objects.filter(account_id=command.account_id, left_at=None)
    for person_id in members.exclude(person_id__in=stay).values_list("person_id", flat=True):
        people.leave(command, person_id)


def _mail(command: Command, template: str, **context: Any) -> None:  # noqa: ANN401 - as a mail takes it
    for person in command.people_with(*_KEEP_READING):
        command.mail(template, person.email, **context)
