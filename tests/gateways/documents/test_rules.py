"""Every shape passes the official rules and our own; every tampered one is caught."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from curule.core.einvoice import EInvoice
from curule.core.einvoice_checks import Flaw, Obstacle, Unsound, obstacle_to, require_sound
from curule.core.languages import Language
from curule.core.tax_rules import TaxCategory
from curule.gateways.documents.einvoice_reading import Unreadable, read
from curule.gateways.documents.einvoice_xml import write
from tests.gateways.documents.judges import Rules, judge
from tests.gateways.documents.shapes import SHAPES, drawn

FRENCH = [name for name in SHAPES if drawn(name).invoice.is_at_home_in_france] + ["monaco"]


@cache
def xml_of(name: str, language: Language = Language.FR) -> bytes:
    return write(drawn(name, language).invoice)


def test_every_shape_passes_the_rules_of_europe(tmp_path: Path) -> None:
    verdicts = judge(Rules.EUROPE, {name: xml_of(name) for name in SHAPES}, tmp_path)
    assert {name: sorted(found.broken) for name, found in verdicts.items() if found.broken} == {}


def test_every_shape_at_home_in_france_passes_the_rules_of_france(tmp_path: Path) -> None:
    assert {"standard", "credit_note", "prorated", "account_credit", "discount"} <= set(FRENCH)
    verdicts = judge(Rules.FRANCE, {name: xml_of(name) for name in FRENCH}, tmp_path)
    assert {name: sorted(found.broken) for name, found in verdicts.items() if found.broken} == {}


@pytest.mark.parametrize("language", [Language.EN, Language.DE, Language.RU])
def test_the_words_of_every_language_pass_too(language: Language, tmp_path: Path) -> None:
    verdicts = judge(Rules.EUROPE, {name: xml_of(name, language) for name in SHAPES}, tmp_path)
    assert {name: sorted(found.broken) for name, found in verdicts.items() if found.broken} == {}


@pytest.mark.parametrize("name", SHAPES)
def test_what_was_written_reads_as_it_was_meant(name: str) -> None:
    meant = drawn(name).invoice
    group = meant.taxes[0]
    found = read(xml_of(name), credited_before=group.credited_before, prices=group.prices)
    require_sound(found)
    assert replace(found, seller=meant.seller, buyer=meant.buyer) == meant
    assert (found.seller.name, found.buyer.name) == (meant.seller.name, meant.buyer.name)


def change(old: str, new: str, *, count: int = 1) -> Callable[[bytes], bytes]:
    """Return what replaces a text in a file, which has to be there."""

    def apply(xml: bytes) -> bytes:
        text = xml.decode()
        assert old in text, old
        return text.replace(old, new, count).encode()

    return apply


def changed_line(invoice: EInvoice, place: int, **given: object) -> EInvoice:
    lines = list(invoice.lines)
    lines[place] = replace(lines[place], **given)  # type: ignore[arg-type]
    return replace(invoice, lines=tuple(lines))


def changed_tax(invoice: EInvoice, **given: object) -> EInvoice:
    return replace(invoice, taxes=(replace(invoice.taxes[0], **given),))  # type: ignore[arg-type]


def both(*changes: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def apply(xml: bytes) -> bytes:
        for each in changes:
            xml = each(xml)
        return xml

    return apply


# What the official rules find in a tampered file: shape, change, one rule that speaks.
CAUGHT = {
    "a_line": (
        "standard",
        change("<ram:LineTotalAmount>125.00", "<ram:LineTotalAmount>126.00"),
        "BR-CO-10",
    ),
    "the_tax": (
        "standard",
        change("<ram:CalculatedAmount>34.80", "<ram:CalculatedAmount>39.80"),
        "BR-CO-14",
    ),
    "the_total": (
        "standard",
        change("<ram:GrandTotalAmount>208.80", "<ram:GrandTotalAmount>208.79"),
        "BR-CO-15",
    ),
    "what_is_due": (
        "standard",
        change("<ram:DuePayableAmount>208.80", "<ram:DuePayableAmount>200.00"),
        "BR-CO-16",
    ),
    "account_credit": (
        "account_credit",
        change("PrepaidAmount>50.00", "PrepaidAmount>40.00"),
        "BR-CO-16",
    ),
    "a_negative_price": (
        "prorated",
        change("<ram:ChargeAmount>10.00", "<ram:ChargeAmount>-10.00"),
        "BR-27",
    ),
    "the_category": (
        "standard",
        change("<ram:CategoryCode>S", "<ram:CategoryCode>AE"),
        "BR-AE-05",
    ),
    "the_rate": (
        "consumer",
        change("RateApplicablePercent>19", "RateApplicablePercent>0"),
        "BR-S-05",
    ),
    "no_note": (
        "export",
        both(
            change("<ram:ExemptionReason>", "<ram:ExemptionReasonX>"),
            change("</ram:ExemptionReason>", "</ram:ExemptionReasonX>"),
            change("<ram:ExemptionReasonCode>VATEX-EU-G</ram:ExemptionReasonCode>", ""),
        ),
        "BR-G-10",
    ),
    "no_number_of_the_buyer": (
        "reverse_charge",
        change('schemeID="VA">DE136695976', 'schemeID="FC">DE136695976'),
        "BR-AE-02",
    ),
    "no_country": (
        "reverse_charge",
        change('schemeID="VA">DE136695976', 'schemeID="VA">136695976'),
        "BR-CO-09",
    ),
    "a_line_by_tiers": (
        "tiers",
        change("<ram:LineTotalAmount>133.33", "<ram:LineTotalAmount>133.34"),
        "BR-CO-10",
    ),
    "a_yen": (
        "zero_decimal",
        change("<ram:GrandTotalAmount>10360", "<ram:GrandTotalAmount>10361"),
        "BR-CO-15",
    ),
    "the_tax_in_yen": (
        "zero_decimal_with_tax",
        change("<ram:CalculatedAmount>446", "<ram:CalculatedAmount>447"),
        "BR-CO-14",
    ),
    "no_number_of_its_own": ("standard", change("<ram:ID>INV-2026-000091", "<ram:ID>"), "BR-02"),
    "a_period_backwards": (
        "standard",
        change(">20260331<", ">20260228<"),
        "BR-30",
    ),
}
CAUGHT_IN_FRANCE = {
    "no_cost_of_recovery": (change("SubjectCode>PMT", "SubjectCode>ZZZ"), "BR-FR-05_BT-22_PMT"),
    "no_siren": (change(">303265045<", ">30326504<"), "BR-FR-10_BT-30"),
    "no_such_rate": (change("Percent>20<", "Percent>21<"), "BR-FR-16_BT-152"),
}
# What they let pass, though it is wrong: shape, change, and what our own check says of it.
PASSED = {
    "a_cent_of_tax": (
        "standard",
        both(
            change("<ram:CalculatedAmount>34.80", "<ram:CalculatedAmount>34.81"),
            change('currencyID="EUR">34.80', 'currencyID="EUR">34.81'),
            change("<ram:GrandTotalAmount>208.80", "<ram:GrandTotalAmount>208.81"),
            change("<ram:DuePayableAmount>208.80", "<ram:DuePayableAmount>208.81"),
        ),
        Flaw.TAX,
    ),
    "a_price": ("standard", change("ChargeAmount>12.50", "ChargeAmount>12.40"), Flaw.LINE_AMOUNT),
    "a_quantity": (
        "standard",
        change(">10</ram:BilledQuantity>", ">11</ram:BilledQuantity>"),
        Flaw.LINE_AMOUNT,
    ),
    "days_of_a_period": (
        "prorated",
        change(">31</ram:BasisQuantity>", ">30</ram:BasisQuantity>"),
        Flaw.LINE_AMOUNT,
    ),
    "a_line_id_twice": (
        "standard",
        change("<ram:LineID>2", "<ram:LineID>1"),
        Flaw.LINE_ID_TWICE,
    ),
}


def judged(rules: Rules, documents: dict[str, bytes], folder: Path) -> dict[str, frozenset[str]]:
    verdicts = judge(rules, documents, folder)
    return {name: verdict.broken for name, verdict in verdicts.items()}


def test_the_rules_of_europe_catch_what_was_tampered_with(tmp_path: Path) -> None:
    tampered = {name: apply(xml_of(shape)) for name, (shape, apply, _) in CAUGHT.items()}
    broken = judged(Rules.EUROPE, tampered, tmp_path)
    missed = {
        name: sorted(broken[name])
        for name, (_, _, rule) in CAUGHT.items()
        if rule not in broken[name]
    }
    assert missed == {}


def test_the_rules_of_france_catch_what_was_tampered_with(tmp_path: Path) -> None:
    tampered = {name: apply(xml_of("standard")) for name, (apply, _) in CAUGHT_IN_FRANCE.items()}
    broken = judged(Rules.FRANCE, tampered, tmp_path)
    missed = {
        name: sorted(broken[name])
        for name, (_, rule) in CAUGHT_IN_FRANCE.items()
        if rule not in broken[name]
    }
    assert missed == {}


def test_what_the_official_rules_let_pass_our_own_check_does_not(tmp_path: Path) -> None:
    tampered = {name: apply(xml_of(shape)) for name, (shape, apply, _) in PASSED.items()}
    assert set(judged(Rules.EUROPE, tampered, tmp_path).values()) == {frozenset()}
    for name, (_, _, flaw) in PASSED.items():
        with pytest.raises(Unsound) as found:
            require_sound(read(tampered[name]))
        assert flaw in found.value.flaws, name


SUMS = (
    *("LineTotalAmount", "CalculatedAmount", "BasisAmount", "TaxBasisTotalAmount"),
    *("TaxTotalAmount", "GrandTotalAmount", "DuePayableAmount"),
)


def one_unit_more(xml: bytes, name: str) -> bytes | None:
    """Return the file with the first sum of a name a unit of its currency larger; None for none."""
    text = xml.decode()
    found = re.search(rf"(<ram:{name}(?: [^>]*)?>)(-?[0-9.]+)<", text)
    if found is None:
        return None
    amount = Decimal(found[2])
    unit = Decimal(1).scaleb(amount.as_tuple().exponent)  # type: ignore[arg-type]
    return (text[: found.start(2)] + str(amount + unit) + text[found.end(2) :]).encode()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_unit_too_much_in_any_sum_of_any_shape_is_caught(shape: str) -> None:
    group = drawn(shape).invoice.taxes[0]
    tampered = {name: one_unit_more(xml_of(shape), name) for name in SUMS}
    let_pass = []
    for name, xml in tampered.items():
        if xml is None:
            continue
        try:
            require_sound(read(xml, credited_before=group.credited_before, prices=group.prices))
        except Unsound:
            continue
        let_pass.append(name)

    assert let_pass == []
    assert {"LineTotalAmount", "GrandTotalAmount", "DuePayableAmount"} <= {
        name for name, xml in tampered.items() if xml is not None
    }


WRONG: dict[Flaw, tuple[str, Callable[[EInvoice], EInvoice]]] = {
    Flaw.NO_LINES: ("standard", lambda one: replace(one, lines=())),
    Flaw.LINE_ID_TWICE: ("standard", lambda one: changed_line(one, 1, id="1")),
    Flaw.PRICE_NEGATIVE: ("prorated", lambda one: changed_line(one, 1, price=-1000, quantity=36)),
    Flaw.QUANTITY_ZERO: ("standard", lambda one: changed_line(one, 0, quantity=0)),
    Flaw.LINE_AMOUNT: ("discount", lambda one: changed_line(one, 0, allowance=1249)),
    Flaw.LINE_PERIOD: ("standard", lambda one: changed_line(one, 0, ends_on=date(2026, 2, 28))),
    Flaw.NET: ("standard", lambda one: replace(one, net=one.net + 1)),
    Flaw.TAX_GROUP_TWICE: ("standard", lambda one: replace(one, taxes=one.taxes * 2)),
    Flaw.TAX_GROUP_MISSING: ("standard", lambda one: changed_line(one, 0, rate=Decimal(19))),
    Flaw.TAXABLE: ("standard", lambda one: changed_tax(one, taxable=one.net - 1)),
    Flaw.TAX: ("credit_note", lambda one: changed_tax(one, tax=one.tax + 1)),
    Flaw.RATE: ("reverse_charge", lambda one: changed_tax(one, category=TaxCategory.STANDARD)),
    Flaw.NOTE_MISSING: ("export", lambda one: changed_tax(one, note="")),
    Flaw.TAX_NUMBER_MISSING: (
        "reverse_charge",
        lambda one: replace(one, buyer=replace(one.buyer, tax_id="")),
    ),
    Flaw.TAX_TOTAL: ("standard", lambda one: replace(one, tax=one.tax + 1)),
    Flaw.GROSS: ("standard", lambda one: replace(one, gross=one.gross + 1)),
    Flaw.PAID: ("account_credit", lambda one: replace(one, paid=one.gross + 1)),
    Flaw.DUE: ("account_credit", lambda one: replace(one, due=one.gross)),
    Flaw.PRECEDING_MISSING: ("credit_note", lambda one: replace(one, preceding=None)),
}


@pytest.mark.parametrize("flaw", Flaw)
def test_no_file_is_made_of_what_does_not_add_up(flaw: Flaw) -> None:
    shape, spoil = WRONG[flaw]
    with pytest.raises(Unsound) as found:
        write(spoil(drawn(shape).invoice))
    assert flaw in found.value.flaws


def test_the_tax_of_a_credit_note_is_what_those_before_left() -> None:
    # 3.33 and 5.00 net at 20 %: 1.67 of tax in all, of which 0.67 were given back; 1.00 is left.
    note = changed_tax(drawn("credit_note").invoice, credited_before=334)
    assert note.taxes[0].tax == 500
    with pytest.raises(Unsound):
        require_sound(changed_tax(note, credited_before=0, tax=499))


def test_three_decimals_cannot_be_written() -> None:
    dinars = replace(drawn("zero_decimal").invoice, currency="KWD")
    assert obstacle_to(dinars) is Obstacle.DECIMALS
    with pytest.raises(ValueError, match="decimals"):
        write(dinars)


def test_a_seller_without_any_number_has_no_electronic_invoice() -> None:
    standard = drawn("untaxed_by_a_plain_word").invoice
    nameless = replace(standard, seller=replace(standard.seller, tax_id=""))
    assert obstacle_to(nameless) is Obstacle.SELLER_NUMBER
    assert obstacle_to(standard) is None


@pytest.mark.parametrize("xml", [b"", b"<a/>", b"<a>", xml_of("standard")[:900], b"\x00"])
def test_what_is_no_invoice_is_refused(xml: bytes) -> None:
    with pytest.raises(Unreadable):
        read(xml)


def test_an_amount_finer_than_its_currency_is_refused() -> None:
    with pytest.raises(Unreadable, match="decimals"):
        read(change("GrandTotalAmount>208.80", "GrandTotalAmount>208.805")(xml_of("standard")))


def test_a_price_is_never_negative_and_unused_time_is() -> None:
    back = drawn("prorated").invoice.lines[1]
    assert (back.quantity, back.price, back.per, back.amount) == (-36, 1000, 31, -1161)


def test_account_credit_is_paid_and_no_line() -> None:
    found = drawn("account_credit").invoice
    assert (len(found.lines), found.paid, found.due) == (1, 5000, 10000)
