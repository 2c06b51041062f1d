"""Whether a document adds up, exactly: the official rules let pass errors below 1.00."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum, unique
from fractions import Fraction
from typing import Final

from curule.core.einvoice import EInvoice, EInvoiceLine, PaperKind, TaxGroup
from curule.core.money import exponent, round_half_away
from curule.core.tax import PriceTax, credited
from curule.core.tax_rules import TaxCategory

_TAXED: Final = frozenset([TaxCategory.STANDARD])
_NOTED: Final = frozenset(
    [
        TaxCategory.EXEMPT,
        TaxCategory.REVERSE_CHARGE,
        TaxCategory.EXPORT,
        TaxCategory.OUTSIDE_SCOPE,
    ]
)


@unique
class Flaw(StrEnum):
    """What can be wrong with a document."""

    NO_LINES = "no_lines"
    LINE_ID_TWICE = "line_id_twice"
    PRICE_NEGATIVE = "price_negative"
    QUANTITY_ZERO = "quantity_zero"
    LINE_AMOUNT = "line_amount"
    LINE_PERIOD = "line_period"
    NET = "net"
    TAX_GROUP_TWICE = "tax_group_twice"
    TAX_GROUP_MISSING = "tax_group_missing"
    TAXABLE = "taxable"
    TAX = "tax"
    RATE = "rate"
    NOTE_MISSING = "note_missing"
    TAX_NUMBER_MISSING = "tax_number_missing"
    TAX_TOTAL = "tax_total"
    GROSS = "gross"
    PAID = "paid"
    DUE = "due"
    PRECEDING_MISSING = "preceding_missing"


@unique
class Obstacle(StrEnum):
    """Why there is no electronic form of a document, only paper."""

    DECIMALS = "decimals"
    """The standard knows two decimals at most, and the currency has three."""
    SELLER_NUMBER = "seller_number"
    """The seller has neither a VAT number nor another one on record."""


class Unsound(ValueError):
    """A document does not add up, so it is not made; `flaws` says where."""

    def __init__(self, number: str, flaws: tuple[tuple[Flaw, str], ...]) -> None:
        told = ", ".join(f"{flaw} ({where})" if where else flaw for flaw, where in flaws)
        super().__init__(f"{number}: {told}")
        self.flaws = frozenset(flaw for flaw, _ in flaws)


def require_sound(invoice: EInvoice) -> None:
    """Raise `Unsound` where anything of a document does not add up, by one unit or more."""
    flaws = tuple(_flaws(invoice))
    if flaws:
        raise Unsound(invoice.number, flaws)


def obstacle_to(invoice: EInvoice) -> Obstacle | None:
    """Return why the standard cannot express a document at all, however right it is."""
    if exponent(invoice.currency) > 2:
        return Obstacle.DECIMALS
    if not (invoice.seller.tax_id or invoice.seller.tax_number):
        return Obstacle.SELLER_NUMBER
    return None


def _flaws(invoice: EInvoice) -> Iterator[tuple[Flaw, str]]:
    if not invoice.lines:
        yield Flaw.NO_LINES, ""
    for line_id, number in Counter(line.id for line in invoice.lines).items():
        if number > 1:
            yield Flaw.LINE_ID_TWICE, line_id
    for line in invoice.lines:
        yield from ((flaw, line.id) for flaw in _line_flaws(line))
    yield from _tax_flaws(invoice)
    yield from ((flaw, "") for flaw in _total_flaws(invoice))
    if invoice.kind is PaperKind.CREDIT_NOTE and invoice.preceding is None:
        yield Flaw.PRECEDING_MISSING, ""


def _line_flaws(line: EInvoiceLine) -> Iterator[Flaw]:
    if line.price < 0 or line.per < 1:
        yield Flaw.PRICE_NEGATIVE
        return
    if line.quantity == 0:
        yield Flaw.QUANTITY_ZERO
    counted = round_half_away(Fraction(line.quantity * line.price, line.per))
    if line.amount != counted - line.allowance:
        yield Flaw.LINE_AMOUNT
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        yield Flaw.LINE_PERIOD


def _tax_flaws(invoice: EInvoice) -> Iterator[tuple[Flaw, str]]:
    sums: Counter[tuple[TaxCategory, object]] = Counter()
    for line in invoice.lines:
        sums[line.category, line.rate] += line.amount
    listed = Counter((group.category, group.rate) for group in invoice.taxes)
    for key, number in listed.items():
        if number > 1:
            yield Flaw.TAX_GROUP_TWICE, key[0]
    for category, rate in sums:
        if (category, rate) not in listed:
            yield Flaw.TAX_GROUP_MISSING, category
    for group in invoice.taxes:
        if group.taxable != sums[group.category, group.rate]:
            yield Flaw.TAXABLE, group.category
        yield from ((flaw, group.category) for flaw in _group_flaws(group, invoice))


def _group_flaws(group: TaxGroup, invoice: EInvoice) -> Iterator[Flaw]:
    has_tax_in_it = group.prices is PriceTax.INCLUSIVE
    expected = credited(
        credited_before=group.credited_before,
        credited_now=group.taxable + (group.tax if has_tax_in_it else 0),
        rate=group.rate,
        prices=group.prices,
    )
    if group.tax != expected.tax:
        yield Flaw.TAX
    if (group.rate is not None and group.rate > 0) != (group.category in _TAXED):
        yield Flaw.RATE
    if (group.category in _NOTED) != bool(group.note):
        yield Flaw.NOTE_MISSING
    if group.category is TaxCategory.REVERSE_CHARGE and not (
        invoice.seller.tax_id and invoice.buyer.tax_id
    ):
        yield Flaw.TAX_NUMBER_MISSING


def _total_flaws(invoice: EInvoice) -> Iterator[Flaw]:
    if invoice.net != sum(line.amount for line in invoice.lines):
        yield Flaw.NET
    if invoice.tax != sum(group.tax for group in invoice.taxes):
        yield Flaw.TAX_TOTAL
    if invoice.gross != invoice.net + invoice.tax:
        yield Flaw.GROSS
    if not 0 <= invoice.paid <= invoice.gross:
        yield Flaw.PAID
    if invoice.due != invoice.gross - invoice.paid:
        yield Flaw.DUE
