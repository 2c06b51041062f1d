"""Who sells and who buys, as far as tax asks: where, registered for what, business or consumer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from curule.core.tax_areas import tax_area
from curule.core.tax_id_checks import OfficeAnswer
from curule.core.tax_ids import TaxIdAnswer, check_tax_id, union_country_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A registration for value added tax in one country, and for how long it holds.

    `until` is the first day on which it no longer does; None: it still holds.
    """

    country: str
    number: str
    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        _check_days(self.since, self.until)

    def holds_on(self, day: date) -> bool:
        """Return whether the seller is registered there on a day."""
        return _holds_on(day, self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneStopShop:
    """Membership in a One-Stop Shop: tax of other member states is declared in one of them.

    For a seller in the Union it is the Union scheme, for one outside the non-Union scheme.
    """

    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        _check_days(self.since, self.until)

    def holds_on(self, day: date) -> bool:
        """Return whether the seller declares through it on a day."""
        return _holds_on(day, self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """A seller, established in one country.

    `destination_since` is the day from which a seller in the Union taxes consumers of other member
    states where they live: sales to them passed 10,000 EUR in this year or the last, or the seller
    chose so. None: below the threshold, taxed at home (article 59c of Directive 2006/112/EC).
    Whoever is in the One-Stop Shop has chosen so too.
    """

    country: str
    registrations: tuple[Registration, ...] = ()
    one_stop_shop: OneStopShop | None = None
    destination_since: date | None = None

    def registration_in(self, country: str, day: date) -> Registration | None:
        """Return the registration that holds in the area of a country on a day."""
        area = tax_area(country)
        held = (
            registration
            for registration in self.registrations
            if tax_area(registration.country) == area and registration.holds_on(day)
        )
        return next(held, None)

    def declares_in_one_stop_shop(self, day: date) -> bool:
        """Return whether tax of other member states is declared in the One-Stop Shop on a day."""
        return self.one_stop_shop is not None and self.one_stop_shop.holds_on(day)

    def taxes_at_destination(self, day: date) -> bool:
        """Return whether consumers in other member states are taxed where they live on a day."""
        passed = self.destination_since is not None and self.destination_since <= day
        return passed or self.declares_in_one_stop_shop(day)


@unique
class TaxIdStanding(StrEnum):
    """How far a buyer's tax number is checked."""

    NONE = "none"
    FORMAT_CHECKED = "format_checked"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A buyer: where, business or consumer, and with which number, as far as it was checked.

    An office that cannot be asked never stands in the way: the number is then `format_checked`. One
    that the office does not know stands as `none`.
    """

    country: str
    business: bool
    tax_id: str = ""
    tax_id_standing: TaxIdStanding = TaxIdStanding.NONE

    @property
    def has_number(self) -> bool:
        """Whether this is a business with a number of which nothing is known to be wrong."""
        checked = self.tax_id_standing is not TaxIdStanding.NONE
        return self.business and bool(self.tax_id) and checked

    @property
    def has_union_number(self) -> bool:
        """Whether that number is one of the member state where the buyer is.

        A number with the prefix XI is none for services: Northern Ireland belongs to the United
        Kingdom there.
        """
        return self.has_number and union_country_of(self.tax_id) == tax_area(self.country)


def standing_of(form: TaxIdAnswer, office: OfficeAnswer | None) -> TaxIdStanding:
    """Return how a number stands by its form and by what its office last said, if it ever did.

    A number that cannot be right is not made so by an office; one that the office does not know is
    none, however right it looks.

    >>> [standing_of(TaxIdAnswer.CHECKED, office).value for office in (None, *OfficeAnswer)]
    ['format_checked', 'confirmed', 'none']
    """
    if form is not TaxIdAnswer.CHECKED or office is OfficeAnswer.INVALID:
        return TaxIdStanding.NONE
    known = office is OfficeAnswer.VALID
    return TaxIdStanding.CONFIRMED if known else TaxIdStanding.FORMAT_CHECKED


def buyer_of(
    *, country: str, business: bool, tax_id: str, office: OfficeAnswer | None = None
) -> Buyer:
    """Return a buyer whose number, as it is kept, was checked here by its form.

    `office` is what the office that keeps such numbers last said of it; None: nothing yet.

    >>> buyer_of(country="DE", business=True, tax_id="DE136695976").has_union_number
    True
    >>> buyer_of(country="DE", business=True, tax_id="DE136695975").tax_id_standing.value
    'none'
    """
    standing = standing_of(check_tax_id(tax_id, country), office)
    return Buyer(country=country, business=business, tax_id=tax_id, tax_id_standing=standing)


def _holds_on(day: date, since: date, until: date | None) -> bool:
    return since <= day and (until is None or day < until)


def _check_days(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise ValueError(f"what holds since {since} cannot end on {until}")
