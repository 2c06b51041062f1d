"""Which tax a sale bears: the place of supply of an electronic service, its rate, what is noted.

The rules are those of Directive 2006/112/EC for services supplied electronically. A business is
taxed where it is established (article 44) and owes the tax itself (article 196); a consumer is
taxed where they live (article 58), unless the seller is established in one member state only and
small across its borders (article 59c). The United Kingdom, Switzerland and Russia are known as
countries of sellers, and as countries where a seller may be registered.

    >>> from curule.core.tax_parties import Registration, Seller, buyer_of
    >>> paris = Registration(country="FR", number="FR40303265045", since=date(2021, 1, 1))
    >>> seller = Seller(country="FR", registrations=(paris,))
    >>> berlin = buyer_of(country="DE", business=True, tax_id="DE136695976")
    >>> found = tax_decision(seller, berlin, date(2026, 11, 22))
    >>> found.treatment.value, found.category, found.rate, found.country
    ('reverse_charge', <TaxCategory.REVERSE_CHARGE: 'AE'>, None, 'DE')

Where the rules cannot tell, the decision says so, with the reason, and a person decides; nothing is
guessed, and no input is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Final

from curule.core.messages import Country, Message, say
from curule.core.tax import Rate
from curule.core.tax_areas import UNION, is_special, tax_area
from curule.core.tax_parties import Buyer, Seller
from curule.core.tax_rates import RATES, RateTable


@unique
class TaxTreatment(StrEnum):
    """How a sale is treated."""

    DOMESTIC = "domestic"
    REVERSE_CHARGE = "reverse_charge"
    DESTINATION = "destination"
    HOME_RATE = "home_rate"
    EXPORT = "export"
    NOT_REGISTERED = "not_registered"
    PLAIN_RATE = "plain_rate"
    UNDECIDED = "undecided"


@unique
class TaxCategory(StrEnum):
    """The code of EN 16931 for a category of tax (UNTDID 5305)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    EXPORT = "G"
    OUTSIDE_SCOPE = "O"


@unique
class TaxNote(StrEnum):
    """What an invoice must say where it bears no tax."""

    REVERSE_CHARGE = "reverse_charge"
    EXPORT_TO_BUSINESS = "export_to_business"
    EXPORT_TO_CONSUMER = "export_to_consumer"
    EXPORT_FROM_OUTSIDE = "export_from_outside"
    SMALL_ENTERPRISE = "small_enterprise"
    NOT_REGISTERED = "not_registered"


@unique
class TaxQuestion(StrEnum):
    """Why a person must decide."""

    SELLER_COUNTRY = "seller_country"
    SPECIAL_TERRITORY = "special_territory"
    REGISTRATION_MISSING = "registration_missing"
    SELLER_NUMBER_MISSING = "seller_number_missing"
    RATE_UNKNOWN = "rate_unknown"


EXEMPTION_CODES: Final = {
    TaxNote.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxNote.EXPORT_TO_BUSINESS: "VATEX-EU-G",
    TaxNote.EXPORT_TO_CONSUMER: "VATEX-EU-G",
    TaxNote.EXPORT_FROM_OUTSIDE: "VATEX-EU-G",
    TaxNote.NOT_REGISTERED: "VATEX-EU-O",
}
"""The codes of the list VATEX that go with a note; a small enterprise has none of the Union's."""

_EVERY_BUYER_TAXED: Final = frozenset(["CH"])
"""Where a registered foreign seller taxes businesses too: there, no business owes it instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxDecision:
    """What was decided of a sale.

    `country` is the one whose tax it is, whoever owes it; None where no country's is known to be
    due. `rate` is per cent, None where the seller charges no tax. `category` is None where the sale
    is undecided, and then `note` is the reason, or where a vendor taxes nothing by a plain word;
    elsewhere the note is the legal one, None where tax is charged as usual. `exemption_code` goes
    with the note in an electronic invoice.
    """

    treatment: TaxTreatment
    country: str | None = None
    rate: Rate = None
    category: TaxCategory | None = None
    note: Message | None = None
    exemption_code: str | None = None

    @property
    def is_decided(self) -> bool:
        """Whether an invoice may be issued by this decision."""
        return self.treatment is not TaxTreatment.UNDECIDED


@dataclass(frozen=True, slots=True)
class _Sale:
    """A sale with the areas of tax on both sides of it."""

    seller: Seller
    buyer: Buyer
    on: date
    rates: RateTable

    @property
    def home(self) -> str:
        return tax_area(self.seller.country)

    @property
    def place(self) -> str:
        return tax_area(self.buyer.country)

    def is_registered_in(self, area: str) -> bool:
        return self.seller.registration_in(area, self.on) is not None


def tax_decision(seller: Seller, buyer: Buyer, on: date, rates: RateTable = RATES) -> TaxDecision:
    """Return how a sale is taxed whose tax point is the day `on`, whatever is given."""
    sale = _Sale(seller, buyer, on, rates)
    if is_special(seller.country) or is_special(buyer.country):
        special = seller.country if is_special(seller.country) else buyer.country
        return _undecided(TaxQuestion.SPECIAL_TERRITORY, country=Country(special))
    if sale.home not in rates.countries:
        return _undecided(TaxQuestion.SELLER_COUNTRY, country=Country(seller.country))
    if on < rates.begins:
        return _rate_unknown(sale.place, on)
    if sale.home == sale.place:
        return _at_home(sale, TaxTreatment.DOMESTIC)
    return _in_another_state(sale) if sale.place in UNION else _outside_the_union(sale)


def plain_decision(rate: Rate) -> TaxDecision:
    """Return what holds where the vendor gave a plain rate, or none, in place of the rules."""
    category = None
    if rate is not None:
        category = TaxCategory.STANDARD if rate else TaxCategory.ZERO
    return TaxDecision(treatment=TaxTreatment.PLAIN_RATE, rate=rate, category=category)


def _at_home(sale: _Sale, treatment: TaxTreatment) -> TaxDecision:
    """Tax of the seller's own country; none where the seller is not registered for it."""
    if sale.is_registered_in(sale.home):
        return _taxed(sale, treatment, sale.home)
    small = sale.home in UNION
    note = TaxNote.SMALL_ENTERPRISE if small else TaxNote.NOT_REGISTERED
    return _untaxed(
        TaxTreatment.NOT_REGISTERED,
        TaxCategory.EXEMPT if small else TaxCategory.OUTSIDE_SCOPE,
        note,
        country=sale.home,
        values={} if small else {"country": Country(sale.home)},
    )


def _in_another_state(sale: _Sale) -> TaxDecision:
    """A buyer in a member state that is not the seller's country."""
    if sale.buyer.has_union_number:
        return _reverse_charge(sale)
    if sale.home in UNION and not sale.seller.taxes_at_destination(sale.on):
        return _at_home(sale, TaxTreatment.HOME_RATE)
    declared = sale.seller.declares_in_one_stop_shop(sale.on)
    if declared or sale.is_registered_in(sale.place):
        return _taxed(sale, TaxTreatment.DESTINATION, sale.place)
    return _undecided(TaxQuestion.REGISTRATION_MISSING, country=Country(sale.place))


def _reverse_charge(sale: _Sale) -> TaxDecision:
    """The buyer owes the tax; the invoice needs a number of the seller too."""
    if not sale.is_registered_in(sale.home):
        return _undecided(TaxQuestion.SELLER_NUMBER_MISSING, country=Country(sale.home))
    return _untaxed(
        TaxTreatment.REVERSE_CHARGE,
        TaxCategory.REVERSE_CHARGE,
        TaxNote.REVERSE_CHARGE,
        country=sale.place,
    )


def _outside_the_union(sale: _Sale) -> TaxDecision:
    """A buyer outside the Union: not taxed here, unless the seller is registered there."""
    owed_there = not sale.buyer.has_number or sale.place in _EVERY_BUYER_TAXED
    if owed_there and sale.is_registered_in(sale.place):
        return _taxed(sale, TaxTreatment.DESTINATION, sale.place)
    if sale.home not in UNION:
        return _untaxed(
            TaxTreatment.EXPORT,
            TaxCategory.EXPORT,
            TaxNote.EXPORT_FROM_OUTSIDE,
            values={"country": Country(sale.home)},
        )
    business = sale.buyer.business
    note = TaxNote.EXPORT_TO_BUSINESS if business else TaxNote.EXPORT_TO_CONSUMER
    return _untaxed(TaxTreatment.EXPORT, TaxCategory.EXPORT, note)


def _taxed(sale: _Sale, treatment: TaxTreatment, country: str) -> TaxDecision:
    rate = sale.rates.on(country, sale.on)
    if rate is None:
        return _rate_unknown(country, sale.on)
    return TaxDecision(
        treatment=treatment,
        country=country,
        rate=rate.percent,
        category=TaxCategory.STANDARD,
    )


def _untaxed(
    treatment: TaxTreatment,
    category: TaxCategory,
    note: TaxNote,
    *,
    country: str | None = None,
    values: dict[str, object] | None = None,
) -> TaxDecision:
    return TaxDecision(
        treatment=treatment,
        country=country,
        category=category,
        note=say(f"tax.note.{note}", **(values or {})),
        exemption_code=EXEMPTION_CODES.get(note),
    )


def _rate_unknown(country: str, on: date) -> TaxDecision:
    return _undecided(TaxQuestion.RATE_UNKNOWN, country=Country(country), on=on)


def _undecided(question: TaxQuestion, **values: object) -> TaxDecision:
    return TaxDecision(
        treatment=TaxTreatment.UNDECIDED, note=say(f"tax.question.{question}", **values)
    )
