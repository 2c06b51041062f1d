"""Every shape of a document, made by hand, and as the bytes that a customer gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from curule.core.einvoice import EInvoice, PaperKind, Party, PayTo, Preceding
from curule.core.issued import Destination, IssuedLine, IssuedPaper, einvoice_of
from curule.core.languages import Language
from curule.core.lines import LineKind
from curule.core.messages import Country, say
from curule.core.money import round_half_away
from curule.core.policy import NamedNoun
from curule.core.proration import Part
from curule.core.tax import PriceTax, credited, taxes_in
from curule.core.tax_rules import TaxCategory
from curule.gateways.payments.bank_transfer import creditor_reference
from curule.wording.papers import said

PARIS = Party(
    name="Atelier Numérique SAS",
    street="12 rue des Écoles",
    postcode="75005",
    city="Paris",
    country="FR",
    tax_id="FR40303265045",
    email="facturation@atelier.example",
    legal_note="SAS au capital de 50 000 €, RCS Paris 303 265 045",
)
LYON = Party(
    name="Imprimerie du Rhône SARL",
    street="3 quai Perrache",
    postcode="69002",
    city="Lyon",
    country="FR",
    tax_id="FR83404833048",
)
BERLIN = Party(
    name="Müller & Söhne GmbH",
    street="Torstraße 1",
    postcode="10119",
    city="Berlin",
    country="DE",
    tax_id="DE136695976",
)
GRETA = Party(
    name="Greta Weiß",
    street="Kastanienallee 7",
    postcode="10435",
    city="Berlin",
    country="DE",
    business=False,
)
AUSTIN = Party(
    name="Lone Star Design LLC",
    street="500 Congress Ave",
    postcode="TX 78701",
    city="Austin",
    country="US",
)
MOSCOW = Party(
    name="ООО «Ромашка»",
    street="ул. Тверская, 7",
    postcode="125009",
    city="Москва",
    country="RU",
    tax_id="7707083893",
)
HAMBURG = replace(
    BERLIN,
    name="Nordlicht Kurse, Inh. Jule Petersen",
    street="Große Elbstraße 4",
    postcode="22767",
    city="Hamburg",
    tax_id="",
    tax_number="41/123/45678",
    email="jule@nordlicht.example",
)
BERN = Party(
    name="Aare Kurse GmbH",
    street="Marktgasse 9",
    postcode="3011",
    city="Bern",
    country="CH",
    tax_number="CHE-107.787.577",
    email="info@aare.example",
)
TOKYO = Party(
    name="Kanda Software KK",
    street="Kanda-Jimbocho 1-3",
    postcode="101-0051",
    city="Tokyo",
    country="JP",
    tax_number="T8010401050387",
    email="seikyu@kanda.example",
)
BANK = PayTo(holder="Atelier Numérique SAS", iban="FR7630006000011234567890189", bic="AGRIFRPP")

START = datetime(2026, 3, 1, tzinfo=UTC)
MID = datetime(2026, 3, 14, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)
WHOLE = Part(31, 31)


def line(
    quantity: int,
    unit: int | None,
    *,
    part: Part = WHOLE,
    amount: int | None = None,
    kind: LineKind = LineKind.SEATS,
    allowance: int = 0,
    starts_at: datetime = START,
) -> IssuedLine:
    """A line; its amount by its own formula unless one is given."""
    counted = round_half_away(quantity * (unit or 0) * part.fraction) - allowance
    return IssuedLine(
        kind=kind,
        noun=NamedNoun.SEAT,
        quantity=quantity,
        unit_amount=unit,
        starts_at=starts_at,
        ends_at=END,
        part=part,
        amount=counted if amount is None else amount,
        allowance=allowance,
    )


def invoice(*lines: IssuedLine, **given: Any) -> IssuedPaper:  # noqa: ANN401 - any field
    """A French invoice at home, unless something else is given; its tax is counted."""
    rate, prices = given.get("rate", Decimal(20)), given.get("prices", PriceTax.EXCLUSIVE)
    before, amounts = given.get("credited_before", 0), [each.amount for each in lines]
    found = credited(credited_before=before, credited_now=sum(amounts), rate=rate, prices=prices)
    lines = tuple(
        replace(each, included_tax=included)
        for each, included in zip(
            lines, taxes_in(amounts, rate, prices, before=before), strict=True
        )
    )
    usual: dict[str, Any] = {
        "kind": PaperKind.INVOICE,
        "number": "INV-2026-000091",
        "currency": "EUR",
        "issued_at": START,
        "due_at": datetime(2026, 3, 31, tzinfo=UTC),
        "zone": "UTC",
        "language": Language.FR,
        "seller": PARIS,
        "buyer": LYON,
        "pay_to": BANK,
        "reference": creditor_reference("INV-2026-000091"),
        "sold": "Tutkit · Équipe",
        "order_number": "PO-4711",
        "rate": rate,
        "category": TaxCategory.STANDARD,
        "tax_note": None,
    }
    sums: dict[str, Any] = {"net": found.net, "tax": found.tax, "gross": found.gross}
    return IssuedPaper(**{**usual, **given}, lines=lines, **sums)


def credit_note(*lines: IssuedLine, **given: Any) -> IssuedPaper:  # noqa: ANN401 - any field
    """A credit note on that invoice, of which something was credited before."""
    usual: dict[str, Any] = {
        "kind": PaperKind.CREDIT_NOTE,
        "number": "CN-2026-000007",
        "issued_at": MID,
        "due_at": None,
        "pay_to": None,
        "reference": "",
        "credited_before": 333,
        "preceding": Preceding(number="INV-2026-000091", issued_on=date(2026, 3, 1)),
    }
    return invoice(*lines, **{**usual, **given})


UNTAXED: Final = {"rate": None, "seller": PARIS}
WITH_TAX: Final = {"prices": PriceTax.INCLUSIVE}
SIX_MORE = line(6, 1000, part=Part(18, 31), starts_at=MID)
BACK = line(-2, 1000, part=Part(18, 31), starts_at=MID, kind=LineKind.UNUSED)

SHAPES: Final[Mapping[str, Callable[[], IssuedPaper]]] = {
    "standard": lambda: invoice(line(10, 1250), line(1, 4900, kind=LineKind.BASE_FEE)),
    "reverse_charge": lambda: invoice(
        line(10, 1250),
        buyer=BERLIN,
        category=TaxCategory.REVERSE_CHARGE,
        tax_note=say("tax.note.reverse_charge"),
        **UNTAXED,
    ),
    "export": lambda: invoice(
        line(10, 1250),
        buyer=AUSTIN,
        currency="USD",
        category=TaxCategory.EXPORT,
        tax_note=say("tax.note.export_to_business"),
        **UNTAXED,
    ),
    "consumer": lambda: invoice(line(1, 1990), buyer=GRETA, rate=Decimal(19)),
    "consumer_with_decimals": lambda: invoice(
        line(3, 1999), buyer=replace(GRETA, country="FI", city="Helsinki"), rate=Decimal("25.5")
    ),
    "credit_note": lambda: credit_note(
        line(2, 1250, kind=LineKind.SEATS), went=Destination(to_open=1000, to_credit=2000)
    ),
    "credit_note_prorated": lambda: credit_note(
        line(2, 1250, part=Part(18, 31), starts_at=MID, kind=LineKind.UNUSED),
        line(-1, None, amount=-77, kind=LineKind.DIFFERENCE),
        went=Destination(to_refund=1650),
    ),
    "prorated": lambda: invoice(SIX_MORE, BACK, issued_at=MID),
    "prorated_by_seconds": lambda: invoice(
        line(6, 1000, part=Part(1510000, 2678400), starts_at=MID), issued_at=MID
    ),
    "last_credit_closes": lambda: invoice(
        # A(k) − A(k−m) differs by a unit from what the formula gives.
        SIX_MORE,
        line(-2, 1000, part=Part(18, 31), amount=-1162, starts_at=MID, kind=LineKind.UNUSED),
    ),
    "account_credit": lambda: invoice(line(10, 1250), paid=5000),
    "account_credit_covers_all": lambda: invoice(
        line(10, 1250), paid=15000, due_at=START, issued_at=START
    ),
    "tiers": lambda: invoice(line(14, None, amount=13333), line(50, None, amount=9900)),
    "zero_decimal": lambda: invoice(
        line(7, 1480),
        currency="JPY",
        buyer=AUSTIN,
        category=TaxCategory.EXPORT,
        tax_note=say("tax.note.export_to_business"),
        **UNTAXED,
    ),
    "zero_decimal_with_tax": lambda: invoice(
        # 445.5 of tax, and no yen has a half
        line(3, 1485),
        seller=TOKYO,
        buyer=replace(TOKYO, name="Umeda Insatsu KK", city="Osaka", tax_number=""),
        currency="JPY",
        rate=Decimal(10),
        pay_to=None,
    ),
    "discount": lambda: invoice(
        line(10, 1250, allowance=1250), line(3, 1000, part=Part(18, 31), allowance=174)
    ),
    "prices_with_tax_in_them": lambda: invoice(
        line(3, 1190), line(1, 999, kind=LineKind.BASE_FEE), **WITH_TAX
    ),
    "prices_with_tax_for_a_consumer": lambda: invoice(
        line(3, 1190, allowance=357),
        SIX_MORE,
        line(-2, 1000, part=Part(18, 31), amount=-1162, starts_at=MID, kind=LineKind.UNUSED),
        buyer=replace(GRETA, country="FI", city="Helsinki"),
        rate=Decimal("25.5"),
        **WITH_TAX,
    ),
    "prices_with_tax_that_is_owed_by_the_buyer": lambda: invoice(
        line(3, 1190),
        buyer=BERLIN,
        category=TaxCategory.REVERSE_CHARGE,
        tax_note=say("tax.note.reverse_charge"),
        **UNTAXED,
        **WITH_TAX,
    ),
    "credit_note_with_tax_in_it": lambda: credit_note(
        line(2, 1190, part=Part(18, 31), starts_at=MID, kind=LineKind.UNUSED),
        line(-1, None, amount=-77, kind=LineKind.DIFFERENCE),
        went=Destination(to_credit=1305),
        **WITH_TAX,
    ),
    "small_enterprise": lambda: invoice(
        line(2, 1250),
        seller=HAMBURG,
        buyer=BERLIN,
        rate=None,
        category=TaxCategory.EXEMPT,
        tax_note=say("tax.note.small_enterprise"),
    ),
    "not_registered": lambda: invoice(
        line(2, 1250),
        seller=BERN,
        buyer=Party(name="Thun AG", city="Thun", postcode="3600", country="CH"),
        currency="CHF",
        rate=None,
        category=TaxCategory.OUTSIDE_SCOPE,
        tax_note=say("tax.note.not_registered", country=Country("CH")),
    ),
    "untaxed_by_a_plain_word": lambda: invoice(line(2, 1250), rate=None, category=None),
    "russia": lambda: invoice(
        line(5, 990_00),
        seller=replace(MOSCOW, name="ООО «Курс»", email="schet@kurs.example"),
        buyer=replace(MOSCOW, tax_id="7728168971"),
        currency="RUB",
        rate=Decimal(22),
        pay_to=None,
    ),
    "zero_rate": lambda: invoice(line(2, 1250), rate=Decimal(0), category=TaxCategory.ZERO),
    "export_from_switzerland": lambda: invoice(
        line(2, 1250),
        seller=replace(BERN, tax_id="CHE107787577MWST", tax_number=""),
        currency="CHF",
        rate=None,
        category=TaxCategory.EXPORT,
        tax_note=say("tax.note.export_from_outside", country=Country("CH")),
    ),
    "from_greece_to_northern_ireland": lambda: invoice(
        line(2, 1250),
        seller=Party(name="Αίθουσα ΑΕ", city="Αθήνα", country="GR", tax_id="EL094259216"),
        buyer=Party(name="Lough Ltd", city="Belfast", country="GB", tax_id="XI980780684"),
        rate=None,
        category=TaxCategory.EXPORT,
        tax_note=say("tax.note.export_to_business"),
    ),
    "to_mexico": lambda: invoice(
        line(2, 1250),
        buyer=replace(AUSTIN, country="MX", city="Monterrey", tax_id="GODE561231GR8"),
        category=TaxCategory.EXPORT,
        tax_note=say("tax.note.export_to_business"),
        **UNTAXED,
    ),
    "from_mexico": lambda: invoice(
        line(2, 1250),
        seller=replace(PARIS, country="MX", tax_id="GODE561231GR8"),
        rate=Decimal(16),
    ),
    "french_business_without_a_number": lambda: invoice(
        line(2, 1250), buyer=replace(LYON, tax_id="", email="compta@rhone.example")
    ),
    "monaco": lambda: invoice(
        line(2, 1250), buyer=replace(LYON, country="MC", city="Monaco", email="c@monaco.example")
    ),
    "at_once": lambda: invoice(line(10, 1250), due_at=START),
    "many_lines": lambda: invoice(*(line(n, 1000 + n) for n in range(1, 29))),
    "long_words": lambda: invoice(
        line(1234567, 98765, part=Part(18, 31), starts_at=MID),
        buyer=replace(
            LYON,
            name=" ".join(["Société coopérative"] * 6),
            street=" ".join(["Rue du Général"] * 7),
        ),
        order_number="PO-" + "0123456789" * 4,
        sold="Formation continue à distance · Abonnement pour très grandes équipes",
    ),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape in a language: what was issued, and the electronic invoice of it."""

    paper: IssuedPaper
    invoice: EInvoice


@cache
def drawn(name: str, language: Language = Language.FR) -> Drawn:
    """Return a shape in a language."""
    paper = replace(SHAPES[name](), language=language)
    return Drawn(paper, einvoice_of(paper, said(paper)))
