"""Seller and buyer as a document names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from curule.core.einvoice import Party, siren_of
from curule.core.roles import Role
from curule.core.tax_areas import tax_area
from curule.data import models
from curule.selectors.roles import role_holders
from curule.selectors.taxes import seller_of


def seller_party(tax_country: str, on: date) -> Party | None:
    """Return the seller as it is on record now; None while nobody has said who it is.

    Its number is the one of the country whose tax it is where it is registered there, else the one
    at home.
    """
    row = models.Seller.objects.order_by("-recorded_at", "-id").first()
    return None if row is None or not row.name else _party(row, tax_country, on)


def first_seller_party(tax_country: str, on: date) -> Party | None:
    """Return the seller as it was first described: for documents that were issued before that."""
    row = models.Seller.objects.exclude(name="").order_by("recorded_at", "id").first()
    return None if row is None else _party(row, tax_country, on)


def seller_name() -> str:
    """Return who sells now; empty while nobody has said it, and then there is no document."""
    row = models.Seller.objects.order_by("-recorded_at", "-id").first()
    return "" if row is None else row.name


class Buyer(Protocol):
    """An account as the buyer of a document."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def country(self) -> str:
        """Where it is."""

    @property
    def street(self) -> str:
        """Its street and number."""

    @property
    def postcode(self) -> str:
        """Its postcode."""

    @property
    def city(self) -> str:
        """Its town."""

    @property
    def tax_id(self) -> str:
        """Its number for taxes, or empty."""

    @property
    def registration_number(self) -> str:
        """Its number beside that of its tax, where its country has one; or empty."""

    @property
    def is_business(self) -> bool:
        """Whether it buys as a business."""


def buyer_party(account: Buyer) -> Party:
    """Return an account as the buyer it is now."""
    return Party(
        name=account.name,
        country=account.country,
        street=account.street,
        postcode=account.postcode,
        city=account.city,
        tax_id=account.tax_id,
        registration_number=account.registration_number,
        business=account.is_business,
    )


def reachable(buyer: Party, mailed_to: Callable[[], str]) -> Party:
    """Return a buyer with an electronic address where France asks for one (BT-49).

    A French business has its SIREN for that. One that gave neither it nor a tax number, and one in
    Monaco, has the address that its invoices are mailed to, which nobody else is asked for.
    """
    if not buyer.business or tax_area(buyer.country) != "FR" or siren_of(buyer):
        return buyer
    return replace(buyer, email=mailed_to())


def invoices_mailed_to(account_id: UUID) -> str:
    """Return the first address that an account's invoices are mailed to; empty for none."""
    holders = role_holders(account_id)
    found = holders.get(Role.BILLING_CONTACT) or holders.get(Role.OWNER) or ("",)
    return found[0]


def _party(row: models.Seller, tax_country: str, on: date) -> Party:
    seller = seller_of(row)
    held = tax_country and seller.registration_in(tax_country, on)
    held = held or seller.registration_in(row.country, on)
    return Party(
        name=row.name,
        country=row.country,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        tax_id=held.number if held else "",
        tax_number=row.tax_number,
        email=row.email,
        legal_note=row.legal_note,
    )
