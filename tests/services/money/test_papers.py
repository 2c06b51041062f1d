"""The papers of what was really sold: they say what was stored, and say it for good."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from curule.core.einvoice_checks import Obstacle, require_sound
from curule.core.issued import IssuedPaper
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.selectors.papers import NoSeller, find_credit_note_paper, find_invoice_paper, find_paper
from curule.services.accounts import accounts, sellers
from curule.services.coupon_making import CouponTerms, make_coupon
from curule.services.credits import goodwill
from curule.services.invoices import documents
from tests.gateways.documents.judges import Rules, judge
from tests.gateways.documents.shapes import SHAPES
from tests.support.factories import SYSTEM, VENDOR
from tests.support.shop import APRIL, Shop, day

ATELIER = sellers.Imprint(
    name="Atelier Numérique SAS",
    street="12 rue des Écoles",
    postcode="75005",
    city="Paris",
    email="facturation@atelier.example",
    legal_note="SAS au capital de 50 000 €, RCS Paris 303 265 045",
)


def _sell(imprint: sellers.Imprint = ATELIER) -> None:
    sellers.describe(actor=VENDOR, country="FR", now=APRIL)
    sellers.register(
        actor=VENDOR, country="FR", number="FR40303265045", since=date(2021, 1, 1), now=APRIL
    )
    sellers.sign(actor=VENDOR, imprint=imprint, now=APRIL)


def _shop(preset: str = "zoom", **asked: Any) -> Shop:  # noqa: ANN401 - fields of a policy
    """Open a French business that is taxed by the rules and has said where it is."""
    shop = Shop.open(preset, unit_amount=3000, tax_rate=None, **asked)
    models.Account.objects.filter(id=shop.account.id).update(
        country="FR",
        tax_id="FR83404833048",
        language="fr",
        name="Imprimerie du Rhône",
        street="3 quai Perrache",
        postcode="69002",
        city="Lyon",
        order_number="PO-4711",
    )
    return shop


def _invoices(shop: Shop) -> list[IssuedPaper]:
    found = [find_invoice_paper(shop.account.id, row.id) for row in shop.invoices]
    assert None not in found
    return [paper for paper in found if paper]


def _notes(shop: Shop) -> list[IssuedPaper]:
    rows = models.CreditNote.objects.filter(account_id=shop.account.id).order_by("id")
    found = [find_credit_note_paper(shop.account.id, row.id) for row in rows]
    assert None not in found
    return [paper for paper in found if paper]


def test_a_paper_says_who_sold_what_to_whom() -> None:
    _sell()
    shop = _shop()
    shop.subscribe(5)
    (paper,) = _invoices(shop)
    assert (paper.seller.name, paper.seller.tax_id) == (ATELIER.name, "FR40303265045")
    assert (paper.buyer.name, paper.buyer.city, paper.buyer.tax_id) == (
        "Imprimerie du Rhône",
        "Lyon",
        "FR83404833048",
    )
    assert (paper.order_number, paper.net, paper.tax, paper.gross) == (
        "PO-4711",
        15000,
        3000,
        18000,
    )
    assert paper.sold == shop.terms.called


def test_what_was_issued_stays_when_everybody_moves() -> None:
    _sell()
    shop = _shop()
    shop.subscribe(5)
    (before,) = _invoices(shop)
    first = documents.document_files(before).pdf()

    sellers.sign(actor=VENDOR, imprint=sellers.Imprint(name="Another SAS"), now=day(2026, 4, 2))
    accounts.set_details(
        actor=SYSTEM,
        account_id=shop.account.id,
        name="Another name",
        language="de",
        address={"city": "Nantes", "order_number": "PO-1"},
        now=day(2026, 4, 2),
    )
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=500,
        currency="EUR",
        reason="sorry",
        now=day(2026, 4, 2),
    )
    (after,) = _invoices(shop)
    assert after == before
    assert documents.document_files(after).pdf() == first

    shop.to(day(2026, 5, 1))
    renewed = _invoices(shop)[-1]
    assert (renewed.seller.name, renewed.buyer.name, renewed.buyer.city) == (
        "Another SAS",
        "Another name",
        "Nantes",
    )
    assert (renewed.language, renewed.order_number, renewed.paid) == ("de", "PO-1", 500)


def test_account_credit_that_paid_is_paid_and_what_comes_later_is_not() -> None:
    _sell()
    shop = _shop(payment__method="invoice")
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=5000,
        currency="EUR",
        reason="sorry",
        now=APRIL,
    )
    shop.subscribe(5)
    (paper,) = _invoices(shop)
    assert (paper.paid, paper.due, len(paper.lines)) == (5000, 13000, 1)
    shop.transfer(13000)
    assert _invoices(shop) == [paper]


def test_credit_notes_give_back_the_tax_of_their_invoice_to_the_cent() -> None:
    _sell()
    shop = _shop(decrease__effective="now", decrease__money="account_credit")
    shop.subscribe(5)
    for number, left in ((3, 4), (11, 3), (19, 2)):
        shop.to(day(2026, 4, number, 12))
        shop.set_seats(left)
    notes = _notes(shop)
    assert [note.credited_before for note in notes] == [
        sum(note.net for note in notes[:place]) for place in range(3)
    ]
    for note in notes:
        files = documents.document_files(note)
        require_sound(files.invoice)
        assert note.preceding is not None
        assert note.preceding.number == shop.invoices[0].number
        assert b"381" in files.xml()


def test_all_that_is_sold_in_a_year_passes_the_rules(tmp_path: Path) -> None:
    _sell()
    shop = _shop(
        decrease__effective="now",
        decrease__money="account_credit",
        proration__lines="credit_and_charge",
    )
    shop.subscribe(5)
    shop.to(day(2026, 4, 11))
    shop.add_seats(3)
    shop.to(day(2026, 4, 20, 12))
    shop.set_seats(2)
    shop.to(day(2026, 5, 1))
    shop.to(day(2026, 6, 1))
    papers = [*_invoices(shop), *_notes(shop)]
    assert len(papers) >= 5
    assert any(paper.paid for paper in papers)
    files = {paper.number: documents.document_files(paper).xml() for paper in papers}
    for rules in Rules:
        verdicts = judge(rules, files, tmp_path)
        assert {name: sorted(said.broken) for name, said in verdicts.items() if said.broken} == {}


def test_the_pdf_carries_the_invoice() -> None:
    _sell()
    shop = _shop()
    shop.subscribe(5)
    found = documents.find_invoice(shop.account.id, shop.invoices[0].id)
    assert found is not None
    reader = PdfReader(BytesIO(found.pdf()))
    (attached,) = reader.attachments["factur-x.xml"]
    assert attached == found.xml()
    text = reader.pages[0].extract_text()
    assert "Imprimerie du Rhône" in text
    assert re.search(r"180,00\s€", text)


# --- when there is none ---------------------------------------------------------------------------


def test_nobody_gets_the_paper_of_somebody_else() -> None:
    _sell()
    shop, other = _shop(decrease__effective="now", decrease__money="account_credit"), _shop()
    shop.subscribe(3)
    other.subscribe(1)
    shop.to(day(2026, 4, 10, 12))
    shop.set_seats(1)
    note = models.CreditNote.objects.get(account_id=shop.account.id)
    assert documents.find_invoice(other.account.id, shop.invoices[0].id) is None
    assert documents.find_credit_note(other.account.id, note.id) is None
    assert documents.find_credit_note(shop.account.id, note.id) is not None


def test_a_number_finds_its_document() -> None:
    _sell()
    shop = _shop()
    shop.subscribe(1)
    number = shop.invoices[0].number
    found = documents.find_by_number(number)
    assert found is not None
    assert found.number == number
    assert documents.find_by_number("INV-1999-000001") is None


def test_without_a_seller_there_is_no_paper_until_one_is_named() -> None:
    shop = _shop()
    shop.subscribe(1)
    with pytest.raises(NoSeller):
        find_paper(shop.invoices[0].number)
    _sell()
    sellers.sign(actor=VENDOR, imprint=sellers.Imprint(name="Later SAS"), now=APRIL)
    (paper,) = _invoices(shop)
    assert paper.seller.name == ATELIER.name


def test_what_was_issued_before_says_what_is_on_record() -> None:
    _sell()
    shop = _shop()
    shop.subscribe(1)
    (known,) = _invoices(shop)
    row = models.Invoice.objects.get(id=shop.invoices[0].id)
    row.as_issued = ""
    from curule.selectors import papers

    older = papers._invoice(row)
    assert (older.seller, older.buyer, older.sold) == (known.seller, known.buyer, known.sold)
    assert (older.order_number, older.pay_to) == ("", None)


def test_three_decimals_have_a_paper_and_no_electronic_form() -> None:
    files = documents.document_files(replace(SHAPES["zero_decimal"](), currency="KWD"))
    assert files.obstacle is Obstacle.DECIMALS
    reader = PdfReader(BytesIO(files.pdf()))
    assert not reader.attachments
    assert "10,360" in reader.pages[0].extract_text()


# --- what is said ---------------------------------------------------------------------------------


def test_an_address_is_kept_clean_and_a_wrong_one_refused() -> None:
    shop = _shop()
    accounts.set_details(
        actor=SYSTEM, account_id=shop.account.id, address={"street": "  1 rue X "}, now=APRIL
    )
    assert models.Account.objects.get(id=shop.account.id).street == "1 rue X"
    for wrong in ({"city": "x" * 101}, {"city": "a\nb"}, {"planet": "Mars"}):
        with pytest.raises(Refused) as refused:
            accounts.set_details(actor=SYSTEM, account_id=shop.account.id, address=wrong, now=APRIL)
        assert refused.value.refusal.code is RefusalCode.FIELD_INVALID


def test_who_sells_needs_a_name_and_a_place() -> None:
    with pytest.raises(Refused) as nowhere:
        sellers.sign(actor=VENDOR, imprint=ATELIER, now=APRIL)
    assert nowhere.value.refusal.code is RefusalCode.NOT_FOUND
    sellers.describe(actor=VENDOR, country="FR", now=APRIL)
    with pytest.raises(Refused) as nobody:
        sellers.sign(actor=VENDOR, imprint=sellers.Imprint(name=" "), now=APRIL)
    assert nobody.value.refusal.code is RefusalCode.FIELD_INVALID
    sellers.sign(actor=VENDOR, imprint=ATELIER, now=APRIL)
    sellers.describe(actor=VENDOR, country="DE", now=day(2026, 4, 2))
    assert models.Seller.objects.latest("recorded_at").name == ATELIER.name


def test_a_discount_stands_on_its_line_and_the_rules_accept_it(tmp_path: Path) -> None:
    _sell()
    shop = _shop(decrease__effective="now", decrease__money="account_credit")
    terms = CouponTerms(code="SPRING", percent=Decimal("12.5"), valid_from=APRIL)
    make_coupon(actor=VENDOR, terms=terms, now=APRIL)
    shop.subscribe(5, coupon="spring")
    shop.to(day(2026, 4, 11))
    shop.add_seats(2)
    shop.to(day(2026, 4, 21))
    shop.set_seats(4)
    first, second = _invoices(shop)
    assert [(line.amount, line.allowance) for line in first.lines] == [(13125, 1875)]
    assert [(line.amount, line.allowance) for line in second.lines] == [
        (-8750, 0),
        (12_250, 1750),
    ]
    papers = {"first": first, "second": second} | {
        f"note-{place}": note for place, note in enumerate(_notes(shop))
    }
    files = {name: documents.document_files(paper) for name, paper in papers.items()}
    for rules in (Rules.EUROPE, Rules.FRANCE):
        xml = {name: each.xml() for name, each in files.items()}
        verdicts = judge(rules, xml, tmp_path)
        broken = {name: sorted(found.broken) for name, found in verdicts.items() if found.broken}
        assert broken == {}
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(files["first"].pdf())).pages)
    assert "Remise SPRING" in text
