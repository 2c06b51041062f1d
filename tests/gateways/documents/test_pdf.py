"""The papers as files: PDF/A-3b that carries its own electronic invoice, the same bytes always."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from curule.core.languages import Language
from curule.core.money import Money
from curule.gateways.documents.epc import epc_code
from curule.gateways.documents.typesetting import _legible
from curule.services.invoices.documents import document_files
from curule.wording import papers
from curule.wording.values import Reader, written
from tests.gateways.documents.gallery import draw
from tests.gateways.documents.shapes import SHAPES, drawn

NAMES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
}


@cache
def pdf_of(name: str, language: Language = Language.FR) -> bytes:
    return document_files(drawn(name, language).paper).pdf()


def reader_of(name: str, language: Language = Language.FR) -> PdfReader:
    return PdfReader(BytesIO(pdf_of(name, language)))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def metadata_of(reader: PdfReader) -> etree._Element:
    root: Any = reader.trailer["/Root"]
    return etree.fromstring(root["/Metadata"].get_data())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_set_in_every_language(name: str, language: Language) -> None:
    # Typst refuses what breaks PDF/A-3b or PDF/UA-1 while it writes.
    reader, paper = reader_of(name, language), drawn(name, language).paper
    text = text_of(reader)
    due = written(Money(paper.due, paper.currency), Reader(language=language))
    assert " ".join(due.split()) in text
    assert paper.number in text
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == language.value


def test_the_metadata_name_the_standards_and_the_invoice() -> None:
    found = metadata_of(reader_of("standard"))
    said = {
        name: found.findtext(f".//{name}", namespaces=NAMES)
        for name in (
            "pdfaid:part",
            "pdfaid:conformance",
            "pdfuaid:part",
            "fx:DocumentType",
            "fx:DocumentFileName",
            "fx:ConformanceLevel",
        )
    }
    assert said == {
        "pdfaid:part": "3",
        "pdfaid:conformance": "B",
        "pdfuaid:part": "1",
        "fx:DocumentType": "INVOICE",
        "fx:DocumentFileName": "factur-x.xml",
        "fx:ConformanceLevel": "EN 16931",
    }
    described = [each.text for each in found.iterfind(".//schema:namespaceURI", NAMES)]
    assert NAMES["fx"] in described


def test_the_invoice_is_attached_as_another_form_of_the_paper() -> None:
    reader = reader_of("standard")
    root: Any = reader.trailer["/Root"]
    (filed,) = (each.get_object() for each in root["/AF"])
    assert (filed["/F"], filed["/UF"], filed["/AFRelationship"]) == (
        "factur-x.xml",
        "factur-x.xml",
        "/Alternative",
    )
    embedded = filed["/EF"]["/F"].get_object()
    assert embedded["/Subtype"] == "/text/xml"
    assert embedded.get_data() == document_files(drawn("standard").paper).xml()
    assert root["/Names"]["/EmbeddedFiles"]["/Names"][0] == "factur-x.xml"


def test_the_file_is_whole() -> None:
    for name in ("standard", "many_lines", "prorated", "russia"):
        reader = PdfReader(BytesIO(pdf_of(name)), strict=True)
        assert "/ID" in reader.trailer
        fonts = {
            str(font.get_object()["/BaseFont"]).rpartition("+")[2]
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
        }
        assert fonts == {"NotoSans-Regular", "NotoSans-Bold"}
        assert "pypdf" not in str(reader.metadata)


AGAIN = """
import django
django.setup()
from hashlib import sha256
from curule.core.languages import Language
from curule.services.invoices.documents import document_files
from tests.gateways.documents.shapes import drawn
print(sha256(document_files(drawn("prorated", Language.RU).paper).pdf()).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes() -> None:
    files = document_files(drawn("prorated", Language.RU).paper)
    first = files.pdf()
    assert files.pdf() == first
    elsewhere = subprocess.run(
        [sys.executable, "-c", AGAIN],
        env={
            **os.environ,
            "TZ": "Pacific/Auckland",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "7",
            "DJANGO_SETTINGS_MODULE": "curule.config.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout.strip() == sha256(first).hexdigest()


@pytest.mark.threat("TH33")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("株式会社 Test", "???? Test"),
        ("\N{PARTY POPPER} & Söhne", "? & Söhne"),
        ("Zoe\N{COMBINING DIAERESIS} \N{RIGHT-TO-LEFT OVERRIDE}SAS", "Zoë SAS"),
        ('#import "x" *b* $x$ </ram:Name> \\u', '#import "x" *b* $x$ </ram:Name> \\u'),
        ('#image("/etc/passwd") #read("../x")', '#image("/etc/passwd") #read("../x")'),
        ("Ωmega Ђорђе Łódź №5 ₽", "Ωmega Ђорђе Łódź №5 ₽"),
    ],
)
def test_any_name_can_be_set(name: str, shown: str) -> None:
    paper = drawn("standard").paper
    files = document_files(replace(paper, buyer=replace(paper.buyer, name=name)))
    reader = PdfReader(BytesIO(files.pdf()))
    assert shown in text_of(reader)
    root = etree.fromstring(files.xml())
    assert name in {each.text for each in root.iter("{*}Name")}


def test_every_text_of_ours_has_its_letters() -> None:
    for language in Language:
        for name in SHAPES:
            files = drawn(name, language)
            page = papers.page(files.paper, files.invoice)
            shown = json.dumps(_legible(page), ensure_ascii=False)
            assert shown == json.dumps(page, ensure_ascii=False).replace("\u2212", "–")


def test_nothing_of_a_long_document_is_lost() -> None:
    reader = reader_of("many_lines", Language.DE)
    assert len(reader.pages) > 1
    text = text_of(reader)
    for line in drawn("many_lines", Language.DE).invoice.lines:
        assert " ".join(line.name.split()) in text
    assert f"Seite 1 von {len(reader.pages)}" in text


def test_a_part_that_is_no_factor_of_the_amount_is_shown_as_none() -> None:
    text = text_of(reader_of("last_credit_closes", Language.EN))
    assert text.count("18 of 31 days") == 2
    assert text.count("× 18 of 31 days") == 1


def test_each_line_shows_how_much_of_its_period_it_counts() -> None:
    text = text_of(reader_of("prorated", Language.EN))
    assert text.count("18 of 31 days") == 2
    assert "18 of 31" not in text_of(reader_of("standard", Language.EN))


@pytest.mark.parametrize("name", ["export", "account_credit_covers_all", "credit_note", "russia"])
def test_there_is_no_code_where_no_euro_is_to_be_transferred(name: str) -> None:
    assert epc_code(drawn(name).invoice) == ""


def test_the_code_is_another_one_for_another_amount() -> None:
    invoice = drawn("standard").invoice
    code = epc_code(invoice)
    assert code.startswith("<svg")
    assert code == epc_code(invoice)
    assert code != epc_code(replace(invoice, due=invoice.due - 1))


def test_a_picture_is_made_of_every_sheet(tmp_path: Path) -> None:
    pictures = draw(tmp_path, ("many_lines-ru", "standard-en"))
    assert {path.name for path in pictures} >= {"many_lines-ru-2.png", "standard-en-1.png"}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
