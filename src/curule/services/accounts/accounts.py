"""Accounts: the vendor's customers, and what is agreed with each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.events import EventType
from curule.core.localtime import UnknownTimeZone
from curule.core.localtime import time_zone as known_zone
from curule.core.permissions import Action, Actor, may
from curule.core.policy import Channel, WhenFullRule
from curule.core.quantities import LARGEST
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.core.tax_ids import LONGEST, is_tax_id, plain_tax_id
from curule.data.models import Account, AutoBuyLimit, Person, SeatMaximum, SeatType
from curule.data.models.accounts import KINDS
from curule.selectors.catalog import get_plan_terms
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services.accounts import tax_id_checks
from curule.services.accounts._details_mail import tell_details
from curule.services.accounts._own_orders import require_for_own_order
from curule.services.accounts._promised import promised_seats
from curule.services.accounts._registration import kept_registration_number
from curule.services.people import roles
from curule.services.seating import claims, people

_COUNTRY: Final = re.compile("[A-Z]{2}")
_LANGUAGE: Final = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def open_account(
    *,
    actor: Actor,
    name: str,
    country: str,
    kind: str = "company",
    is_business: bool = True,
    tax_id: str = "",
    registration_number: str = "",
    tax_rate: Decimal | str | None = None,
    time_zone: str = "UTC",
    language: str = "en",
    channel: str = Channel.ONLINE,
    adviser: str = "",
    clock_id: UUID | None = None,
    owner_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Open an account and return its id; `owner_id` owns it from the start, `tax_rate` is per cent.

    Who buys for themselves opens their own account; the vendor opens any. Refuses
    `role_not_allowed`, `field_invalid`, `tax_id_invalid`, `registration_number_invalid` and
    `not_found`.
    """
    _require_may_open(actor, owner_id)
    rate = plain_rate(tax_rate)
    _require_fields(country=country, kind=kind, language=language, time_zone=time_zone)
    registered = kept_registration_number(registration_number, country, business=is_business)
    called = _input.name(name, "name")
    if not called:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
    with transaction.atomic():
        account = Account.objects.create(
            name=called,
            kind=kind,
            country=country,
            is_business=is_business,
            registration_number=registered,
            tax_rate=rate,
            time_zone=time_zone,
            language=language,
            channel=_channel(channel),
            adviser=_input.address(adviser) if adviser else "",
            clock_id=clock_id,
            created_at=now,
        )
        command = Command(account, actor, now)
        given = _tax_id(tax_id, country)
        if given:
            tax_id_checks.take_number(command, given)
        command.record(EventType.ACCOUNT_OPENED, subject_id=account.id, name=called)
        if owner_id is not None:
            roles.give(command, person=_verified(owner_id), role=Role.OWNER)
    return account.id


def _require_may_open(actor: Actor, owner_id: UUID | None) -> None:
    if owner_id is not None and actor.person_id == str(owner_id):
        return
    refused = may(actor, Action.MANAGE_ACCOUNTS)
    if refused:
        raise Refused(refused)


def _require_fields(*, country: str, kind: str, language: str, time_zone: str) -> None:
    is_wrong = {
        "country": not _COUNTRY.fullmatch(country),
        "kind": kind not in KINDS,
        "language": not _LANGUAGE.fullmatch(language),
        "time_zone": not _is_zone(time_zone),
    }
    for field, wrong in is_wrong.items():
        if wrong:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field=field))


def _is_zone(name: str) -> bool:
    try:
        known_zone(name)
    except UnknownTimeZone:
        return False
    return True


def plain_rate(written: Decimal | str | None) -> Decimal | None:
    """Return a rate in per cent; None leaves it to the rules. Refuses `field_invalid`."""
    if written is None:
        return None
    try:
        rate = Decimal(written)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not (rate.is_finite() and 0 <= rate <= 100):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="tax_rate"))
    return rate


def _channel(written: str) -> str:
    if written not in {channel.value for channel in Channel}:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="channel"))
    return Channel(written).value


def _verified(person_id: UUID) -> Person:
    person = Person.objects.filter(id=person_id, verified_at__isnull=False).first()
    if person is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
    return person


def add_member(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Make a person a member, who needs neither a role nor a seat; false if they are one already.

    By the vendor: the people of an account invite, and whoever accepts is one of them.
    Refuses `role_not_allowed` and `not_found`.
    """

    def body(command: Command) -> bool:
        command.require(Action.MANAGE_ACCOUNTS)
        return people.join(command, _verified(person_id))

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="accounts.add_member",
        result=bool,
        body=body,
        key=key,
        request={"person": person_id},
    )


def set_maximum(
    *,
    actor: Actor,
    account_id: UUID,
    product_id: UUID,
    seat_type: str,
    maximum: int,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Agree a maximum of seats of a type with one customer, by the vendor (T26).

    Refuses `role_not_allowed`, `quantity_invalid`, and `seat_type_missing` for a type that no
    published plan of the product has. Seats that are there already stay, and what is ordered still
    comes.
    """

    def body(command: Command) -> int:
        command.require(Action.SET_MAXIMUM)
        _require_count(maximum)
        _require_sold(product_id, seat_type)
        SeatMaximum.objects.update_or_create(
            account_id=command.account_id,
            product_id=product_id,
            seat_type=seat_type,
            defaults={
                "maximum": maximum,
                "promised": promised_seats(command, product_id, seat_type),
                "agreed_at": command.now,
                "agreed_by": command.person_id,
            },
        )
        command.record(
            EventType.ACCOUNT_MAXIMUM_SET, product=product_id, seat_type=seat_type, maximum=maximum
        )
        return maximum

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="accounts.set_maximum",
        result=int,
        body=body,
        key=key,
        request={"product": product_id, "seat_type": seat_type, "maximum": maximum},
    )


def set_channel(
    *,
    actor: Actor,
    account_id: UUID,
    channel: str,
    adviser: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[str]:
    """Say how an account buys, by the vendor; `adviser` is whom a managed account asks (G5).

    Refuses `role_not_allowed`, `field_invalid` and `address_invalid`.
    """

    def body(command: Command) -> str:
        command.require(Action.SET_CHANNEL)
        chosen = _channel(channel)
        Account.objects.filter(id=command.account_id).update(
            channel=chosen, adviser=_input.address(adviser) if adviser else ""
        )
        command.record(EventType.ACCOUNT_CHANNEL_SET, before=command.account.channel, after=chosen)
        return chosen

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="accounts.set_channel",
        result=str,
        body=body,
        key=key,
        request={"channel": channel, "adviser": adviser},
    )


def set_tax_id(
    *, actor: Actor, account_id: UUID, tax_id: str, now: datetime, key: str | None = None
) -> Done[str]:
    """Give or change the account's tax id (G12); the empty text takes it away.

    By whoever keeps the billing details, or may order for one of the account's plans. It holds at
    once by its form; its office is asked afterwards, and only its word that there is no such number
    changes anything.

    Refuses `role_not_allowed` and `tax_id_invalid`.
    """

    def body(command: Command) -> str:
        command.lock_account()
        require_for_own_order(command, otherwise=Action.BILLING_DETAILS)
        given, before = _tax_id(tax_id, command.account.country), command.account.tax_id
        tax_id_checks.take_number(command, given)
        command.record(EventType.ACCOUNT_TAX_ID_SET, before=before, after=given)
        if given != before:
            tell_details(command, {"tax_id": given})
        return given

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="accounts.set_tax_id",
        result=str,
        body=body,
        key=key,
        request={"tax_id": tax_id},
    )


def set_details(
    *,
    actor: Actor,
    account_id: UUID,
    name: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    address: Mapping[str, str] | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Change what the account is called, the language of its papers, or its time zone.

    `address` has what else its invoices say, as far as it changes: `street`, `postcode`, `city` and
    `order_number`, the customer's own number of an order, and `registration_number`, the second
    number of companies in France and Russia.

    What is None stays; false if nothing changes. Another time zone acts from the next period on.
    The country decides on taxes and is the vendor's to change. Refuses `role_not_allowed`,
    `field_invalid` and `registration_number_invalid`.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        wanted = {**_details(name, language, time_zone), **_address(address or {}, command.account)}
        billing_only = "time_zone" not in wanted
        command.require(Action.BILLING_DETAILS if billing_only else Action.SETTINGS)
        before = {field: getattr(command.account, field) for field in wanted}
        if before == wanted:
            return False
        Account.objects.filter(id=command.account_id).update(**wanted)
        changed = {field: value for field, value in wanted.items() if before[field] != value}
        command.record(
            EventType.ACCOUNT_DETAILS_SET,
            before={field: before[field] for field in changed},
            after=changed,
        )
        tell_details(command, changed)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="accounts.set_details",
        result=bool,
        body=body,
        key=key,
        request={"name": name, "language": language, "time_zone": time_zone, "address": address},
    )


def _address(written: Mapping[str, str], account: Account) -> dict[str, str]:
    """Return the clean lines that were given. Refuses as `set_details` says."""
    longest = {"street": 200, "postcode": 20, "city": 100, "order_number": 60}
    lines = dict(written)
    number = lines.pop("registration_number", None)
    for field in lines:
        if field not in longest:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field=field))
    wanted = {
        field: _input.line(line, field, longest=longest[field]) for field, line in lines.items()
    }
    if number is not None:
        wanted["registration_number"] = kept_registration_number(
            number, account.country, business=account.is_business
        )
    return wanted


def _details(name: str | None, language: str | None, time_zone: str | None) -> dict[str, str]:
    """Return the clean values that were given. Refuses `field_invalid`."""
    wanted: dict[str, str] = {}
    if name is not None:
        wanted["name"] = _input.name(name, "name")
        if not wanted["name"]:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
    if language is not None:
        if not _LANGUAGE.fullmatch(language):
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="language"))
        wanted["language"] = language
    if time_zone is not None:
        if not _is_zone(time_zone):
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="time_zone"))
        wanted["time_zone"] = time_zone
    return wanted


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
) -> Done[int]:
    """Say up to how many seats of a type are bought by themselves, and how many a calendar month.

    Refuses `role_not_allowed`, `seat_type_missing`, `quantity_invalid`, and `field_invalid` where
    the plan buys nothing by itself.
    """

    def body(command: Command) -> int:
        subscription = claims.hold_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        if terms.policy.quantity.when_full.kind is not WhenFullRule.AUTO_BUY_UP_TO:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="quantity.when_full"))
        sold = claims.seat_type_of(terms, seat_type)
        for count in (up_to, per_month):
            if count is not None:
                _require_count(count)
        AutoBuyLimit.objects.update_or_create(
            account_id=command.account_id,
            subscription_id=subscription.id,
            seat_type_id=sold.id,
            defaults={
                "up_to": up_to,
                "per_month": per_month,
                "set_at": command.now,
                "set_by": command.person_id,
            },
        )
        command.record(
            EventType.AUTO_BUY_LIMIT_SET,
            subject_id=subscription.id,
            subscription_id=subscription.id,
            seat_type=seat_type,
            up_to=up_to,
            per_month=per_month,
        )
        return up_to

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="accounts.set_auto_buy_limit",
        result=int,
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "seat_type": seat_type,
            "up_to": up_to,
            "per_month": per_month,
        },
    )


def _require_count(given: object) -> None:
    """Refuse what is no count of seats; true is a number to Python and none to people."""
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= LARGEST:
        raise Refused(refuse(RefusalCode.QUANTITY_INVALID, given=given))


def _require_sold(product_id: UUID, seat_type: str) -> None:
    """Refuse seats of a type that no published version of a plan of the product has."""
    sold = SeatType.objects.filter(
        plan_version__plan__product_id=product_id, plan_version__published_at__isnull=False
    )
    known = tuple(sorted(set(sold.values_list("name", flat=True))))
    if seat_type not in known:
        raise Refused(refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=seat_type, known=known))


def _tax_id(written: object, country: str) -> str:
    """Return a tax number as it is kept: as the account's country writes it, without marks."""
    if not isinstance(written, str):
        raise Refused(refuse(RefusalCode.TAX_ID_INVALID, tax_id=str(written)[:LONGEST]))
    given = plain_tax_id(written, country)
    if given and not is_tax_id(given, country):
        raise Refused(refuse(RefusalCode.TAX_ID_INVALID, tax_id=written[:LONGEST]))
    return given
