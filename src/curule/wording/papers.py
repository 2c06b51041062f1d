"""What invoices and credit notes say, in the language of the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_percent

from curule.core.einvoice import EInvoice, EInvoiceLine, Note, PaperKind, Party, Unit
from curule.core.issued import IssuedLine, IssuedPaper, Said, counted, counts_exactly, unit_of
from curule.core.lines import LineKind
from curule.core.localtime import local_date
from curule.core.messages import Count, say
from curule.core.money import Money
from curule.core.registration_numbers import asked_number, spaced_registration_number
from curule.core.tax import PriceTax
from curule.core.tax_rules import TaxCategory
from curule.wording.messages import translate
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader, written

_FRENCH_LAW: Final = ("PMT", "PMD", "AAB")
"""What French law has every invoice between businesses say: cost of recovery, interest, discount.

The codes are those by which the electronic invoice knows them (UNTDID 4451).
"""

_WORDS: Final = (
    "invoice",
    "credit_note",
    "to",
    "issued",
    "number",
    "due_on",
    "order",
    "preceding",
    "preceding_of",
    "vat_number",
    "tax_number",
    "inn",
    "siren",
    "kpp",
    "period",
    "what",
    "quantity",
    "price",
    "rate",
    "amount",
    "part.days",
    "part.seconds",
    "tiers",
    "price_per",
    "discount",
    "less",
    "summary",
    "category",
    "taxable",
    "tax",
    "net",
    "tax_total",
    "no_tax",
    "gross",
    "paid",
    "due",
    "given_back",
    "terms.due",
    "terms.at_once",
    "terms.paid",
    "went.open",
    "went.credit",
    "went.refund",
    "pay",
    "holder",
    "iban",
    "bic",
    "reference",
    "scan",
    "no_tax_note",
    "carries",
    "price_with_tax",
    "amount_with_tax",
    "of_which_tax",
    "with_tax",
    "with_tax_only",
    "page",
    "bar",
    "code",
)
KEYS: Final = (
    *(f"paper.{word}" for word in _WORDS),
    *(f"paper.line.{kind}" for kind in LineKind),
    *(f"paper.category.{category}" for category in TaxCategory),
    *(f"paper.law.{code}" for code in _FRENCH_LAW),
)
"""Every text of the papers."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Says what one document says."""

    paper: IssuedPaper

    def say(self, word: str, **values: object) -> str:
        """Return a text of the papers with its values."""
        return self._said(f"paper.{word}", values)

    def money(self, minor: int) -> str:
        """Return an amount of the document."""
        return self.write(Money(minor, self.paper.currency))

    def write(self, value: object) -> str:
        """Return a value as the buyer reads it."""
        said = written(value, Reader(language=self.paper.language, zone=self.paper.zone))
        # As amounts have it: a hyphen before a number is easily overlooked.
        return said.replace("-", "\N{MINUS SIGN}") if isinstance(value, int) else said

    def percent(self, rate: Decimal | None) -> str:
        """Return a rate; a dash where there is no tax."""
        if rate is None:
            return "\N{EN DASH}"
        locale = LOCALES[self.paper.language]
        return str(format_percent(rate / 100, locale=locale, decimal_quantization=False))

    def legal_note(self) -> str:
        """Return why the document bears no tax; empty where it does."""
        note = self.paper.tax_note
        if note is not None:
            return self._said(note.key, note.values)
        return "" if self.paper.category else self.say("no_tax_note")

    def _said(self, key: str, values: Mapping[str, object]) -> str:
        return translate(say(key, **values), self.paper.language, zone=self.paper.zone)


# --- what the electronic invoice says -------------------------------------------------------------


def said(paper: IssuedPaper) -> Said:
    """Return the words that a document has in its electronic form too."""
    words = _Words(paper)
    french = paper.seller.country == "FR" and paper.buyer.business
    return Said(
        names=tuple(_name(words, line) for line in paper.lines),
        details=tuple(_detail(words, line) for line in paper.lines),
        discount=words.say("discount"),
        tax_note=words.legal_note(),
        terms=" ".join(_terms(words)),
        notes=tuple(Note(code=code, text=words.say(f"law.{code}")) for code in _FRENCH_LAW)
        if french
        else (),
    )


def _name(words: _Words, line: IssuedLine) -> str:
    return words.say(
        f"line.{line.kind}", sold=words.paper.sold, seats=Count(abs(line.quantity), line.noun)
    )


def _detail(words: _Words, line: IssuedLine) -> str:
    """Return how a line is counted, where that is more than a number and a price.

    Where tax is in its price, the electronic invoice has no place for that price but here.
    """
    if line.included_tax:
        return _with_tax(words, line)
    if not counts_exactly(line) or line.unit_amount is None:
        by_tiers = line.kind is LineKind.SEATS and line.unit_amount is None
        return words.say("tiers") if by_tiers else ""
    if line.part.numerator == line.part.denominator:
        return ""
    number, price = words.write(line.quantity), words.money(line.unit_amount)
    return f"{number} × {price} × {_part(words, line)}"


def _with_tax(words: _Words, line: IssuedLine) -> str:
    amount = words.money(line.amount)
    if not counts_exactly(line) or line.unit_amount is None:
        return words.say("with_tax_only", amount=amount)
    formula = f"{words.write(line.quantity)} × {words.money(line.unit_amount)}"
    if line.part.numerator != line.part.denominator:
        formula = f"{formula} × {_part(words, line)}"
    if line.allowance:
        formula = f"{formula} − {words.money(line.allowance)}"
    return words.say("with_tax", formula=formula, amount=amount)


def _part(words: _Words, line: IssuedLine) -> str:
    unit = "seconds" if unit_of(line.part) is Unit.SECOND else "days"
    return words.say(f"part.{unit}", top=line.part.numerator, bottom=line.part.denominator)


def _terms(words: _Words) -> Iterator[str]:
    paper = words.paper
    if paper.kind is PaperKind.INVOICE:
        yield _invoice_terms(words)
        return
    if paper.went is None:
        return
    number = paper.preceding.number if paper.preceding else ""
    if paper.went.to_open:
        yield words.say("went.open", amount=_amount(paper, paper.went.to_open), number=number)
    if paper.went.to_credit:
        yield words.say("went.credit", amount=_amount(paper, paper.went.to_credit))
    if paper.went.to_refund:
        yield words.say("went.refund", amount=_amount(paper, paper.went.to_refund))


def _invoice_terms(words: _Words) -> str:
    paper = words.paper
    if not paper.due:
        return words.say("terms.paid")
    if paper.due_at is None or paper.due_at <= paper.issued_at:
        return words.say("terms.at_once")
    return words.say("terms.due", day=local_date(paper.due_at, paper.zone))


def _amount(paper: IssuedPaper, minor: int) -> Money:
    return Money(minor, paper.currency)


# --- the page -------------------------------------------------------------------------------------


def page(paper: IssuedPaper, invoice: EInvoice, *, carries: bool = True) -> dict[str, Any]:
    """Return all that stands on the paper, as text and plain numbers, for the typesetter.

    `carries` says whether the file has the electronic invoice in it.
    """
    words = _Words(paper)
    return {
        "lang": paper.language.value,
        "kind": words.say(paper.kind.value),
        "number": paper.number,
        "day": [invoice.issued_on.year, invoice.issued_on.month, invoice.issued_on.day],
        "seller": _address(words, paper.seller),
        "buyer": _address(words, paper.buyer),
        "to": words.say("to"),
        "facts": _facts(words, invoice),
        "columns": [words.say(word) for word in _columns(paper)],
        "bar": words.say("bar"),
        "lines": [
            _row(words, line, shown) for line, shown in zip(paper.lines, invoice.lines, strict=True)
        ],
        "summary": _summary(words, invoice),
        "totals": _totals(words, invoice),
        "terms": list(_terms(words)),
        "pay": _pay(words, invoice),
        "notes": [note.text for note in invoice.notes],
        "legal": [line for line in (paper.seller.legal_note, paper.seller.email) if line],
        "carries": words.say("carries") if carries else "",
        "page": words.say("page", page="{page}", pages="{pages}"),
    }


def _address(words: _Words, party: Party) -> dict[str, Any]:
    town = f"{party.postcode} {party.city}".strip()
    country = LOCALES[words.paper.language].territories.get(party.country, party.country)
    numbers = [("vat_number", party.tax_id), ("tax_number", party.tax_number)]
    if party.country == "RU":
        numbers = [("inn", party.tax_id or party.tax_number)]
    kind = asked_number(party.country, business=party.business)
    if kind is not None:
        registered = spaced_registration_number(party.registration_number, party.country)
        numbers.append((kind.value, registered.replace(" ", "\N{NO-BREAK SPACE}")))
    return {
        "name": party.name,
        "lines": [line for line in (party.street, town, country) if line],
        "numbers": [[words.say(word), number] for word, number in numbers if number],
    }


def _facts(words: _Words, invoice: EInvoice) -> list[list[str]]:
    before = invoice.preceding
    facts: list[tuple[str, str]] = [
        ("number", invoice.number),
        ("issued", words.write(invoice.issued_on)),
        ("due_on", words.write(invoice.due_on) if invoice.due_on and invoice.due else ""),
        ("period", _days(words, *_whole_period(invoice))),
        ("order", invoice.order_number),
        (
            "preceding",
            words.say("preceding_of", number=before.number, day=before.issued_on) if before else "",
        ),
    ]
    return [[words.say(word), fact] for word, fact in facts if fact]


def _whole_period(invoice: EInvoice) -> tuple[date | None, date | None]:
    first = [line.starts_on for line in invoice.lines if line.starts_on]
    last = [line.ends_on for line in invoice.lines if line.ends_on]
    return min(first, default=None), max(last, default=None)


def _days(words: _Words, first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if first == last:
        return words.write(first)
    days = (words.write(day).replace(" ", "\N{NO-BREAK SPACE}") for day in (first, last))
    return " \N{EN DASH} ".join(days)


def _columns(paper: IssuedPaper) -> tuple[str, ...]:
    """Return the heads of the columns: where tax is in the prices, the lines show them so."""
    if _has_tax_in_it(paper):
        return ("what", "quantity", "price_with_tax", "rate", "amount_with_tax")
    return ("what", "quantity", "price", "rate", "amount")


def _has_tax_in_it(paper: IssuedPaper) -> bool:
    return paper.prices is PriceTax.INCLUSIVE and bool(paper.rate)


def _row(words: _Words, line: IssuedLine, shown: EInvoiceLine) -> dict[str, Any]:
    """Return a line as its prices have it, with tax or without."""
    is_part = line.part.numerator != line.part.denominator
    is_factor = is_part and counts_exactly(line)
    number, unit, price, per = counted(line)
    quantity = line.quantity if unit is not Unit.ONE else number
    details = [_days(words, shown.starts_on, shown.ends_on)]
    if shown.detail and not is_factor and not line.included_tax:
        details.append(shown.detail)
    if line.allowance:
        taken = words.money(-line.allowance)
        details.append(words.say("less", reason=shown.allowance_reason, amount=taken))
    return {
        "name": shown.name,
        "details": [detail for detail in details if detail],
        "part": f"{'× ' if is_factor else ''}{_part(words, line)}" if is_part else "",
        "share": line.part.numerator / line.part.denominator,
        "back": line.amount < 0,
        "quantity": words.write(quantity),
        "price": _price(words, price, per if unit is Unit.ONE else 1),
        "rate": words.percent(shown.rate),
        "amount": words.money(line.amount),
    }


def _price(words: _Words, price: int, per: int) -> str:
    said = words.money(price)
    return said if per == 1 else words.say("price_per", price=said, number=per)


def _summary(words: _Words, invoice: EInvoice) -> dict[str, Any]:
    return {
        "title": words.say("summary"),
        "columns": [words.say(word) for word in ("category", "rate", "taxable", "tax")],
        "rows": [
            [
                f"{group.category} · {words.say(f'category.{group.category}')}",
                words.percent(group.rate),
                words.money(group.taxable),
                words.money(group.tax),
            ]
            for group in invoice.taxes
        ],
        "notes": [group.note for group in invoice.taxes if group.note],
    }


def _totals(words: _Words, invoice: EInvoice) -> list[list[Any]]:
    rate = invoice.taxes[0].rate if len(invoice.taxes) == 1 else None
    tax = words.say("tax_total", rate=words.percent(rate)) if rate else words.say("no_tax")
    gives_back = invoice.kind is PaperKind.CREDIT_NOTE
    net = (words.say("net"), words.money(invoice.net), False)
    gross = (words.say("gross"), words.money(invoice.gross), False)
    rows = [net, (tax, words.money(invoice.tax), False), gross]
    if _has_tax_in_it(words.paper):
        inside = words.say("of_which_tax", rate=words.percent(rate))
        rows = [gross, (inside, words.money(invoice.tax), False), net]
    if invoice.paid:
        rows.append((words.say("paid"), words.money(-invoice.paid), False))
    rows.append((words.say("given_back" if gives_back else "due"), words.money(invoice.due), True))
    return [list(row) for row in rows]


def _pay(words: _Words, invoice: EInvoice) -> dict[str, Any] | None:
    to = invoice.pay_to
    if to is None:
        return None
    rows = [
        ("holder", to.holder),
        ("iban", _in_fours(to.iban)),
        ("bic", to.bic),
        ("reference", _in_fours(invoice.reference)),
        ("amount", words.money(invoice.due)),
    ]
    return {
        "title": words.say("pay"),
        "rows": [[words.say(word), value] for word, value in rows if value],
        "scan": words.say("scan"),
        "code": words.say("code"),
    }


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
