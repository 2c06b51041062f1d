"""To whom invoices are written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingDetails:
    """What stands at the top of an invoice; `tax_rate` in per cent, None where nothing is taxed."""

    name: str
    street: str
    postcode: str
    city: str
    order_number: str
    country: str
    is_business: bool
    tax_id: str
    registration_number: str
    tax_rate: Decimal | None
    language: str


def billing_details(account_id: UUID) -> BillingDetails:
    """Return the details of an account. Raises `Account.DoesNotExist`."""
    row = models.Account.objects.get(id=account_id)
    return BillingDetails(
        name=row.name,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        order_number=row.order_number,
        country=row.country,
        is_business=row.is_business,
        tax_id=row.tax_id,
        registration_number=row.registration_number,
        tax_rate=row.tax_rate,
        language=row.language,
    )
