"""`curule invoice`: papers as files, and one sentence where there is none."""

from pathlib import Path

import pytest

from curule.data import models
from curule.httpkit.ids import public_id
from curule.services.accounts import sellers
from tests.support.commands import run_curule
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, Shop

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_a_paper_is_written_and_is_the_same_the_next_time(tmp_path: Path) -> None:
    sellers.describe(actor=VENDOR, country="FR", now=APRIL)
    sellers.sign(
        actor=VENDOR, imprint=sellers.Imprint(name="Atelier", tax_number="303265045"), now=APRIL
    )
    shop = Shop.open("zoom", tax_rate="20")
    shop.subscribe(2)
    number = shop.invoices[0].number
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"

    answers = [run_curule("invoice", "pdf", number, "--out", str(path)) for path in (first, second)]
    xml = run_curule("invoice", "xml", number, "--out", str(tmp_path / "it.xml"))
    nowhere = run_curule("invoice", "pdf", number, "--out", str(tmp_path / "no" / "it.pdf"))

    assert [answer.stdout.strip() for answer in answers] == [str(first), str(second)]
    assert first.read_bytes() == second.read_bytes()
    assert xml.returncode == 0, xml.stderr
    assert number.encode() in (tmp_path / "it.xml").read_bytes()
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr
    assert "Traceback" not in nowhere.stderr


def test_what_has_no_electronic_form_says_why(tmp_path: Path) -> None:
    sellers.describe(actor=VENDOR, country="FR", now=APRIL)
    sellers.sign(actor=VENDOR, imprint=sellers.Imprint(name="Atelier"), now=APRIL)
    shop = Shop.open("zoom", tax_rate="20")
    shop.subscribe(1)
    number = shop.invoices[0].number

    xml = run_curule("invoice", "xml", number, "--out", str(tmp_path / "it.xml"))
    pdf = run_curule("invoice", "pdf", number, "--out", str(tmp_path / "it.pdf"))

    assert (xml.returncode, pdf.returncode) == (1, 0)
    assert "the seller has no number" in xml.stderr
    assert "carries no electronic invoice" in pdf.stderr
    assert not (tmp_path / "it.xml").exists()


def test_where_there_is_none_one_sentence_says_so() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(1)
    nobody = run_curule("invoice", "pdf", shop.invoices[0].number)
    unknown = run_curule("invoice", "pdf", "INV-1999-000001")

    assert models.Seller.objects.count() == 0
    assert (nobody.returncode, unknown.returncode) == (1, 1)
    assert "Nobody has said who sells" in nobody.stderr
    assert "There is no invoice and no credit note INV-1999-000001." in unknown.stderr


def test_a_quote_is_written_as_a_paper_too(tmp_path: Path) -> None:
    shop = Shop.open("zoom", tax_rate="20")
    shop.subscribe(2)
    quote = public_id("qt", shop.price(4).id)
    nobody = run_curule("quotes", "pdf", quote, "--out", str(tmp_path / "it.pdf"))
    sellers.describe(actor=VENDOR, country="FR", now=APRIL)
    sellers.sign(actor=VENDOR, imprint=sellers.Imprint(name="Atelier"), now=APRIL)

    written = run_curule("quotes", "pdf", quote, "--out", str(tmp_path / "it.pdf"))

    assert nobody.returncode == 1
    assert "nobody has said who sells" in nobody.stderr
    assert written.stdout.strip() == str(tmp_path / "it.pdf"), written.stderr
    assert (tmp_path / "it.pdf").read_bytes().startswith(b"%PDF-")
