"""Which tax an account's next sale bears: by its plain rate, or by the rules for our seller."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from msgspec import Struct, json

from curule.core.localtime import local_date
from curule.core.messages import Country, Message, say
from curule.core.tax import Rate
from curule.core.tax_id_checks import OfficeAnswer
from curule.core.tax_parties import OneStopShop, Registration, Seller, buyer_of
from curule.core.tax_rules import TaxDecision, plain_decision, tax_decision
from curule.data import models


def tax_of(account: models.Account, at: datetime) -> TaxDecision:
    """Return the decision for a sale to an account whose tax point is the day of an instant there.

    A plain rate is the vendor's word over the rules. Without one, and without a seller on record,
    nothing is taxed.
    """
    seller = None if account.tax_rate is not None else find_seller()
    return tax_of_sale(seller, account, at)


class Buyer(Protocol):
    """An account as its taxes are decided by."""

    @property
    def country(self) -> str:
        """Where it is."""

    @property
    def is_business(self) -> bool:
        """Whether it buys as a business."""

    @property
    def tax_id(self) -> str:
        """Its number for taxes, or empty."""

    @property
    def tax_id_answer(self) -> str:
        """What an office said of that number last, or empty."""

    @property
    def tax_rate(self) -> Decimal | None:
        """A plain rate in place of the rules, or None."""

    @property
    def time_zone(self) -> str:
        """Whose dates count."""


def tax_of_sale(seller: Seller | None, account: Buyer, at: datetime) -> TaxDecision:
    """Return the same for a seller who is known already, or who is nobody yet."""
    if account.tax_rate is not None:
        return plain_decision(account.tax_rate)
    if seller is None:
        return plain_decision(None)
    said = account.tax_id_answer
    buyer = buyer_of(
        country=account.country,
        business=account.is_business,
        tax_id=account.tax_id,
        office=OfficeAnswer(said) if said else None,
    )
    return tax_decision(seller, buyer, local_date(at, account.time_zone))


def expected_rate(account: models.Account, at: datetime) -> Rate:
    """Return the rate to reckon with: None where nothing is taxed, or nobody has decided yet."""
    return tax_of(account, at).rate


def as_kept(note: Message | None) -> str:
    """Return a legal note as an invoice keeps it, for good: its key and values, not its words."""
    return "" if note is None else json.encode(note).decode()


def kept_note(kept: str) -> Message | None:
    """Return the legal note that an invoice kept, or None."""
    if not kept:
        return None
    note = json.decode(kept, type=_KeptNote)
    return say(note.key, **note.values)


class _KeptNote(Struct):
    key: str
    values: dict[str, Country]


def find_seller() -> Seller | None:
    """Return the vendor as a seller, or None where nobody has said yet where it sells from."""
    row = models.Seller.objects.order_by("-recorded_at", "-id").first()
    return None if row is None else seller_of(row)


def seller_of(row: models.Seller) -> Seller:
    """Return what was said once of the vendor as a seller, with all its registrations."""
    held = models.SellerRegistration.objects.order_by("country", "since")
    since = row.one_stop_shop_since
    shop = None
    if since is not None:
        shop = OneStopShop(since=since, until=row.one_stop_shop_until)
    return Seller(
        country=row.country,
        registrations=tuple(
            Registration(country=one.country, number=one.number, since=one.since, until=one.until)
            for one in held
        ),
        one_stop_shop=shop,
        destination_since=row.destination_since,
    )
