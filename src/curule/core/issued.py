"""A document as it was issued, and the electronic invoice that says the same.

Nothing is computed anew: amounts are those that were stored, and where the formula of a line does
not give its amount to the unit, the line says the amount per its quantity instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from curule.core.einvoice import (
    EInvoice,
    EInvoiceLine,
    Note,
    PaperKind,
    Party,
    PayTo,
    Preceding,
    TaxGroup,
    Unit,
)
from curule.core.languages import Language
from curule.core.lines import LineKind
from curule.core.localtime import last_day, local_date
from curule.core.messages import Message
from curule.core.money import round_half_away
from curule.core.policy import SeatNoun
from curule.core.proration import Part
from curule.core.tax import PriceTax, Rate, net_of
from curule.core.tax_rules import EXEMPTION_CODES, TaxCategory, TaxNote

_FEWEST_SECONDS: Final = 20 * 3600
"""No period counted in days has so many, and none in seconds so few: a day is the shortest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsIssued:
    """What a document says beside its amounts, kept with it when it gets its number.

    `seller` is None while nobody has said who sells. `version` is the plan version that was in
    force, whose words call the seats; `paid` what account credit had paid of the invoice;
    `credited_before` the amount of earlier credit notes on the same invoice, in prices as it has
    them.
    """

    seller: Party | None
    buyer: Party
    pay_to: PayTo | None
    language: str
    zone: str
    order_number: str
    sold: str
    version: str
    paid: int = 0
    credited_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLine:
    """A line as it is stored, amounts in minor units; of a credit note, positive is given back.

    `allowance` is what the coupon of that code took off. `included_tax` is the tax that is in the
    amount, 0 where it comes on top.
    """

    kind: LineKind
    noun: SeatNoun
    quantity: int
    unit_amount: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    part: Part
    amount: int
    allowance: int = 0
    coupon: str = ""
    included_tax: int = 0

    @property
    def net(self) -> int:
        """The amount without tax."""
        return self.amount - self.included_tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where the money of a credit note went."""

    to_open: int = 0
    to_credit: int = 0
    to_refund: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPaper:
    """An invoice or a credit note with all that it says, as it was when it was issued.

    `prices` is whether tax is in the amounts of its lines. `paid` is what account credit paid of it
    at that moment. `credited_before` is what earlier credit notes gave back of the same invoice, in
    prices as it has them. `sold` is what product and plan were
    called.
    """

    kind: PaperKind
    number: str
    currency: str
    issued_at: datetime
    due_at: datetime | None
    zone: str
    language: Language
    seller: Party
    buyer: Party
    pay_to: PayTo | None
    sold: str
    order_number: str
    lines: tuple[IssuedLine, ...]
    net: int
    rate: Decimal | None
    category: TaxCategory | None
    tax_note: Message | None
    tax: int
    gross: int
    prices: PriceTax = PriceTax.EXCLUSIVE
    reference: str = ""
    paid: int = 0
    credited_before: int = 0
    preceding: Preceding | None = None
    went: Destination | None = None

    @property
    def due(self) -> int:
        """What is to be paid, or given back."""
        return self.gross - self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of a document, in its language: of each line, of its tax, of how it is paid."""

    names: tuple[str, ...]
    details: tuple[str, ...]
    discount: str
    tax_note: str
    terms: str
    notes: tuple[Note, ...] = ()


def einvoice_of(paper: IssuedPaper, said: Said) -> EInvoice:
    """Return a document as the standard has it. `einvoice_checks` looks whether it adds up."""
    category = paper.category or TaxCategory.OUTSIDE_SCOPE
    owes = bool(paper.due and paper.kind is PaperKind.INVOICE)
    return EInvoice(
        kind=paper.kind,
        number=paper.number,
        issued_on=local_date(paper.issued_at, paper.zone),
        currency=paper.currency,
        seller=paper.seller,
        buyer=paper.buyer,
        lines=tuple(
            _line(place, line, paper, said) for place, line in enumerate(paper.lines, start=1)
        ),
        taxes=(
            TaxGroup(
                category=category,
                rate=paper.rate,
                taxable=paper.net,
                tax=paper.tax,
                note=said.tax_note,
                exemption_code=_exemption_code(paper),
                prices=paper.prices,
                credited_before=paper.credited_before,
            ),
        ),
        net=paper.net,
        tax=paper.tax,
        gross=paper.gross,
        paid=paper.paid,
        due=paper.due,
        due_on=local_date(paper.due_at, paper.zone) if paper.due_at else None,
        terms=said.terms,
        order_number=paper.order_number,
        preceding=paper.preceding,
        pay_to=paper.pay_to if owes else None,
        reference=paper.reference if owes and paper.pay_to else "",
        notes=said.notes,
    )


def counts_exactly(line: IssuedLine) -> bool:
    """Whether quantity × price × part, rounded once, is the amount of a line."""
    if line.unit_amount is None or not line.part.numerator:
        return False
    counted = round_half_away(line.quantity * line.unit_amount * line.part.fraction)
    return counted - line.allowance == line.amount


def unit_of(part: Part) -> Unit:
    """Return what a part of a period counts."""
    return Unit.SECOND if part.denominator >= _FEWEST_SECONDS else Unit.DAY


def _line(place: int, line: IssuedLine, paper: IssuedPaper, said: Said) -> EInvoiceLine:
    line = _without_tax(line, paper.rate)
    quantity, unit, price, per = counted(line)
    return EInvoiceLine(
        id=str(place),
        name=said.names[place - 1],
        detail=said.details[place - 1],
        quantity=quantity,
        unit=unit,
        price=price,
        per=per,
        allowance=line.allowance,
        allowance_reason=f"{said.discount} {line.coupon}".strip() if line.allowance else "",
        amount=line.amount,
        category=paper.category or TaxCategory.OUTSIDE_SCOPE,
        rate=paper.rate,
        starts_on=local_date(line.starts_at, paper.zone) if line.starts_at else None,
        ends_on=_last_day(line, paper.zone),
    )


def _without_tax(line: IssuedLine, rate: Rate) -> IssuedLine:
    """Return a line as the standard has it: without the tax that its prices have in them.

    Its price is then no whole number of units any more, so that it says its amount per quantity.
    """
    if not line.included_tax:
        return line
    allowance = net_of(line.allowance, rate)
    return replace(line, amount=line.net, allowance=allowance, unit_amount=None, included_tax=0)


def counted(line: IssuedLine) -> tuple[int, Unit, int, int]:
    """Return quantity, unit, price and for how many units: together exactly the amount."""
    part = line.part
    if counts_exactly(line) and line.unit_amount is not None:
        if part.numerator == part.denominator:
            return line.quantity, Unit.ONE, line.unit_amount, 1
        return (
            line.quantity * part.numerator,
            unit_of(part),
            line.unit_amount,
            part.denominator,
        )
    amount = line.amount + line.allowance
    number = abs(line.quantity) or 1
    whole = Fraction(abs(amount), number)
    signed = number if amount > 0 else -number
    if whole.denominator == 1:
        return signed, Unit.ONE, int(whole), 1
    return signed, Unit.ONE, abs(amount), number


def _last_day(line: IssuedLine, zone: str) -> date | None:
    if line.ends_at is None:
        return None
    last = last_day(line.ends_at, zone)
    return max(last, local_date(line.starts_at, zone)) if line.starts_at else last


def _exemption_code(paper: IssuedPaper) -> str:
    if paper.category is None:
        return EXEMPTION_CODES[TaxNote.NOT_REGISTERED]
    if paper.tax_note is None:
        return ""
    name = paper.tax_note.key.removeprefix("tax.note.")
    codes = {str(note): code for note, code in EXEMPTION_CODES.items()}
    return codes.get(name, "")
