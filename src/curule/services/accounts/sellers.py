"""The vendor as a seller: where it is established, and for which taxes it is registered."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.tax_areas import tax_area
from curule.core.tax_ids import is_tax_id, plain_tax_id
from curule.core.tax_rates import RATES
from curule.data import models
from curule.services import _input

_COUNTRY: Final = re.compile("[A-Z]{2}")


def describe(
    *,
    actor: Actor,
    country: str,
    one_stop_shop_since: date | None = None,
    one_stop_shop_until: date | None = None,
    destination_since: date | None = None,
    now: datetime,
) -> None:
    """Record where the vendor sells from; accounts without a plain rate are taxed by the rules.

    The whole is said anew each time, but for who sells (`sign`), which stays. Refuses
    `field_invalid` for a country for whose sellers no rules are known, and `date_invalid` for a
    One-Stop Shop that ends before it begins.
    """
    _require(actor)
    if tax_area(country) not in RATES.countries:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="country"))
    if one_stop_shop_until is not None and (
        one_stop_shop_since is None or one_stop_shop_until <= one_stop_shop_since
    ):
        raise Refused(refuse(RefusalCode.DATE_INVALID))
    models.Seller.objects.create(
        country=country,
        **_imprint_of(_last()),
        one_stop_shop_since=one_stop_shop_since,
        one_stop_shop_until=one_stop_shop_until,
        destination_since=destination_since,
        recorded_at=now,
        recorded_by=_who(actor),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who sells, as it stands on documents.

    `tax_number` is the tax office's own where there is none of value added tax; `legal_note` is
    what the law has papers say: form, capital, register.
    """

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    email: str = ""
    tax_number: str = ""
    legal_note: str = ""


def sign(*, actor: Actor, imprint: Imprint, now: datetime) -> None:
    """Record who sells, as it stands on documents from now on; issued ones stay as they are.

    Refuses `not_found` while nobody has said where the vendor sells from, `field_invalid` for a
    field that cannot be printed or an empty name, and `address_invalid`.
    """
    _require(actor)
    last = _last()
    if last is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="seller"))
    models.Seller.objects.create(
        country=last.country,
        **_clean(imprint),
        one_stop_shop_since=last.one_stop_shop_since,
        one_stop_shop_until=last.one_stop_shop_until,
        destination_since=last.destination_since,
        recorded_at=now,
        recorded_by=_who(actor),
    )


def _clean(imprint: Imprint) -> dict[str, str]:
    """Return an imprint in clean lines."""
    lines = {
        name: _input.line(written, name, longest=_longest(name))
        for name, written in _imprint_of(imprint).items()
    }
    if not lines["name"]:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
    if lines["email"]:
        lines["email"] = _input.address(lines["email"])
    return lines


def _longest(field: str) -> int:
    """Return how many characters the database takes for a field."""
    column = models.Seller._meta.get_field(field)  # noqa: SLF001 - Django's documented door
    return int(getattr(column, "max_length", 0))


def _last() -> models.Seller | None:
    return models.Seller.objects.order_by("-recorded_at", "-id").first()


def _imprint_of(kept: Imprint | models.Seller | None) -> dict[str, str]:
    """Return who sells, by the names of the fields; nobody where nothing is on record."""
    return {field.name: getattr(kept, field.name, "") for field in fields(Imprint)}


def register(*, actor: Actor, country: str, number: str, since: date, now: datetime) -> UUID:
    """Record a registration for value added tax and return its id.

    Refuses `field_invalid` for what is no country, `tax_id_invalid` for a number that cannot be one
    of it, and `already_exists` where a registration there holds on one of its days.
    """
    _require(actor)
    if not _COUNTRY.fullmatch(country):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="country"))
    kept = plain_tax_id(number, country)
    if not is_tax_id(kept, country):
        raise Refused(refuse(RefusalCode.TAX_ID_INVALID, tax_id=number[:40]))
    try:
        with transaction.atomic():
            return models.SellerRegistration.objects.create(
                country=country,
                number=kept,
                since=since,
                recorded_at=now,
                recorded_by=_who(actor),
            ).id
    except IntegrityError:
        raise Refused(refuse(RefusalCode.ALREADY_EXISTS)) from None


@transaction.atomic
def end_registration(*, actor: Actor, country: str, until: date, now: datetime) -> None:
    """End the registration in a country; `until` is the first day without it.

    Refuses `not_found` where none is open, and `date_invalid` for a day on which it had not begun.
    """
    _require(actor)
    held = (
        models.SellerRegistration.objects.select_for_update()
        .filter(country=country, until=None)
        .first()
    )
    if held is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="registration"))
    if until <= held.since:
        raise Refused(refuse(RefusalCode.DATE_INVALID))
    held.until, held.ended_at, held.ended_by = until, now, _who(actor)
    held.save(update_fields=["until", "ended_at", "ended_by"])


def _require(actor: Actor) -> None:
    """Refuse everybody but an admin of the staff and the system."""
    refused = may(actor, Action.MANAGE_SELLER)
    if refused:
        raise Refused(refused)


def _who(actor: Actor) -> UUID | None:
    return UUID(actor.person_id) if actor.person_id else None
