"""Accounts: the vendor's customers, opened, agreed with, and described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from curule.core.events import EventType
from curule.core.permissions import Action, Actor
from curule.core.policy import Channel
from curule.core.refusals import Refused, RefusalCode, refuse
from curule.core.roles import Role
from curule.data.models import Account, AutoBuyLimit, Person, SeatMaximum
from curule.selectors.catalog import get_plan_terms
from curule.services import grants, roles
from curule.services._command import Command, Done, run


def open_account(
    *,
    actor: Actor,
    name: str,
    country: str,
    kind: str = "company",
    is_business: bool = True,
    tax_id: str = "",
    tax_rate: str | None = None,
    time_zone: str = "UTC",
    language: str = "en",
    channel: str = "online",
    clock_id: UUID | None = None,
    owner_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Open an account; `tax_rate` is a plain rate per cent, such as "20". Returns its id."""
    with transaction.atomic():
        account = Account.objects.create(
            name=name,
            kind=kind,
            country=country,
            is_business=is_business,
            tax_id=tax_id.strip(),
            tax_rate=None if tax_rate is None else Decimal(tax_rate),
            time_zone=time_zone,
            language=language,
            channel=channel,
            clock_id=clock_id,
            created_at=now,
        )
        command = Command(account, actor, now)
        command.record(EventType.ACCOUNT_OPENED, subject_id=account.id, name=name)
        if owner_id is not None:
            roles.give(command, person=Person.objects.get(id=owner_id), role=Role.OWNER)
    return account.id


def add_member(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Make a person a member of an account, without a role or a seat."""

    def body(command: Command) -> bool:
        command.require(Action.GIVE_ROLES)
        roles.join(command, Person.objects.get(id=person_id))
        return True

    return _run(actor, account_id, now, key, "accounts.add_member", body, {"person": person_id})


def set_maximum(
    *,
    actor: Actor,
    account_id: UUID,
    product_id: UUID,
    seat_type: str,
    maximum: int,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Agree a maximum of seats with one customer, by the vendor (T26)."""

    def body(command: Command) -> bool:
        command.require(Action.SET_MAXIMUM)
        if maximum < 1:
            raise Refused(refuse(RefusalCode.QUANTITY_INVALID, given=maximum))
        SeatMaximum.objects.update_or_create(
            account_id=account_id,
            product_id=product_id,
            seat_type=seat_type,
            defaults={"maximum": maximum, "agreed_at": now, "agreed_by": command.person_id},
        )
        command.record(EventType.ACCOUNT_MAXIMUM_SET, seat_type=seat_type, maximum=maximum)
        return True

    request = {"product": product_id, "seat_type": seat_type, "maximum": maximum}
    return _run(actor, account_id, now, key, "accounts.set_maximum", body, request)


def set_channel(
    *,
    actor: Actor,
    account_id: UUID,
    channel: Channel,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Move an account to another channel, by the vendor (G5)."""

    def body(command: Command) -> bool:
        command.require(Action.SET_CHANNEL)
        before = command.account.channel
        Account.objects.filter(id=account_id).update(channel=channel.value)
        command.record(EventType.ACCOUNT_CHANNEL_SET, before=before, after=channel)
        return True

    return _run(actor, account_id, now, key, "accounts.set_channel", body, {"channel": channel})


def set_tax_id(
    *,
    actor: Actor,
    account_id: UUID,
    tax_id: str,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Give or change the tax id of an account. Refuses `tax_id_invalid` for an empty one."""

    def body(command: Command) -> bool:
        command.require(Action.BILLING_DETAILS)
        if not tax_id.strip():
            raise Refused(refuse(RefusalCode.TAX_ID_INVALID, tax_id=tax_id))
        Account.objects.filter(id=account_id).update(tax_id=tax_id.strip())
        command.record(EventType.ACCOUNT_TAX_ID_SET)
        return True

    return _run(actor, account_id, now, key, "accounts.set_tax_id", body, {"tax_id": tax_id})


def set_auto_buy_limit(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seat_type: str,
    up_to: int,
    per_month: int | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Say how far seats of a type may be bought by themselves, and how many in a calendar month."""

    def body(command: Command) -> bool:
        subscription = grants.lock_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        AutoBuyLimit.objects.update_or_create(
            account_id=account_id,
            subscription_id=subscription_id,
            seat_type_id=terms.id_of(seat_type),
            defaults={
                "up_to": up_to,
                "per_month": per_month,
                "set_at": now,
                "set_by": command.person_id,
            },
        )
        command.record(
            EventType.AUTO_BUY_LIMIT_SET,
            subject_id=subscription_id,
            subscription_id=subscription_id,
            seat_type=seat_type,
            up_to=up_to,
            per_month=per_month,
        )
        return True

    request = {"subscription": subscription_id, "seat_type": seat_type, "up_to": up_to}
    return _run(actor, account_id, now, key, "accounts.set_auto_buy_limit", body, request)


def _run(
    actor: Actor,
    account_id: UUID,
    now: datetime,
    key: str | None,
    name: str,
    body: Callable[[Command], bool],
    request: Mapping[str, object],
) -> Done[bool]:
    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name=name,
        result=bool,
        body=body,
        key=key,
        request=request,
    )
