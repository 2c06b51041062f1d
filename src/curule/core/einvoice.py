"""An invoice or credit note as EN 16931 has it, before any file: parties, lines, taxes, sums.

Amounts are minor units. Every price is zero or above: what is given back has a negative quantity. A
price is per so many units (`per`), which keeps parts of a period exact: 3 seats at 10.00 for 17 of
30 days are 51 seat-days at 10.00 per 30. Account credit that was used is a paid amount, no line.
`einvoice_checks` says whether all of it adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum, unique

from curule.core.tax import PriceTax
from curule.core.tax_rules import TaxCategory


@unique
class PaperKind(StrEnum):
    """What kind of document it is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@unique
class Unit(StrEnum):
    """What a line counts; the codes are those of UN/ECE recommendation 20."""

    ONE = "C62"
    DAY = "DAY"
    SECOND = "SEC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The seller or the buyer, as they were when the document was issued.

    `tax_id` is the number of value added tax, `tax_number` another one by which the seller's tax
    office knows it. `registration_number` is the SIREN of a French business or the КПП of a Russian
    organisation, where it gave one. `legal_note` is what the seller's law has its papers say: form,
    capital, register.
    """

    name: str
    country: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    tax_id: str = ""
    tax_number: str = ""
    registration_number: str = ""
    email: str = ""
    legal_note: str = ""
    business: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PayTo:
    """The bank account that a transfer goes to; the BIC may be empty."""

    holder: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoiceLine:
    """`quantity` × `price` ÷ `per`, rounded once, less `allowance`, is `amount`.

    The days are the first and the last one of the service.
    """

    id: str
    name: str
    quantity: int
    price: int
    amount: int
    category: TaxCategory
    rate: Decimal | None
    detail: str = ""
    unit: Unit = Unit.ONE
    per: int = 1
    allowance: int = 0
    allowance_reason: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxGroup:
    """The tax on all lines of one category and rate; `note` says why there is none.

    `prices` is whether tax is in the prices that the amounts come from, which EN 16931 does not
    say: there the taxable amount is rounded, else the tax. `credited_before` is what earlier credit
    notes on the same invoice gave back, in such prices: the tax is what theirs leave of the tax on
    all of it.
    """

    category: TaxCategory
    rate: Decimal | None
    taxable: int
    tax: int
    note: str = ""
    exemption_code: str = ""
    prices: PriceTax = PriceTax.EXCLUSIVE
    credited_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text that a law asks for, with its code of UNTDID 4451."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preceding:
    """The invoice that a credit note takes back from."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoice:
    """One document whole. Those of a credit note are positive amounts that are given back."""

    kind: PaperKind
    number: str
    issued_on: date
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[EInvoiceLine, ...]
    taxes: tuple[TaxGroup, ...]
    net: int
    tax: int
    gross: int
    paid: int = 0
    due: int
    due_on: date | None = None
    terms: str = ""
    order_number: str = ""
    preceding: Preceding | None = None
    pay_to: PayTo | None = None
    reference: str = ""
    notes: tuple[Note, ...] = field(default=())

    @property
    def is_at_home_in_france(self) -> bool:
        """Whether seller and buyer are businesses in France, so that its own rules hold too."""
        return self.seller.country == self.buyer.country == "FR" and self.buyer.business


def siren_of(party: Party) -> str:
    """Return the number of a French business in its country's register.

    The one that it gave comes first: a member of a VAT group has the group's tax number and a SIREN
    of its own. Else its tax numbers have it.

    >>> siren_of(Party(name="Exemple", country="FR", tax_id="FR40303265045"))
    '303265045'
    """
    if party.country != "FR":
        return ""
    if party.registration_number:
        return party.registration_number
    return party.tax_id[4:] if party.tax_id.startswith("FR") else party.tax_number[:9]
