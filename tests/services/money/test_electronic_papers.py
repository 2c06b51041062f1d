"""Invoices that the service issued, as the official rules read their electronic form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curule.core.issued import einvoice_of
from curule.data import models
from curule.gateways.documents.einvoice_xml import write
from curule.selectors.papers import find_invoice_paper
from curule.services.accounts import accounts, sellers
from curule.wording.papers import said
from tests.gateways.documents.judges import Rules, judge
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, Shop

pytestmark = pytest.mark.django_db

_BUYERS = (
    ("FR", ""),
    ("FR", "FR83404833048"),
    ("MC", ""),
    ("MX", "GODE561231GR8"),
    ("US", ""),
)
_HERE = frozenset({"FR", "MC"})


@pytest.fixture(autouse=True)
def _seller_in_paris() -> None:
    sellers.describe(actor=VENDOR, country="FR", now=APRIL)
    sellers.register(
        actor=VENDOR, country="FR", number="FR40303265045", since=date(2021, 1, 1), now=APRIL
    )
    imprint = sellers.Imprint(
        name="Atelier SAS",
        street="1 rue des Écoles",
        postcode="75005",
        city="Paris",
        email="facturation@atelier.example",
    )
    sellers.sign(actor=VENDOR, imprint=imprint, now=APRIL)


def _issued(country: str, tax_id: str) -> bytes:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    models.Account.objects.filter(id=shop.account.id).update(
        country=country, tax_id="", street="2 rue B", postcode="69001", city="Lyon"
    )
    if tax_id:
        accounts.set_tax_id(actor=VENDOR, account_id=shop.account.id, tax_id=tax_id, now=shop.now)
    shop.subscribe(5)
    invoice = models.Invoice.objects.get(account_id=shop.account.id)
    paper = find_invoice_paper(shop.account.id, invoice.id)
    assert paper is not None
    return write(einvoice_of(paper, said(paper)))


def test_what_is_issued_to_every_kind_of_buyer_passes_the_official_rules(tmp_path: Path) -> None:
    issued = {
        f"{country}-{tax_id or 'none'}": _issued(country, tax_id) for country, tax_id in _BUYERS
    }
    assert b'schemeID="EM"' in issued["FR-none"]
    assert b'schemeID="VA">GODE' not in issued["MX-GODE561231GR8"]
    here = {name: xml for name, xml in issued.items() if name[:2] in _HERE}
    broken = {
        (rules.name, name): sorted(found.broken)
        for rules, files in ((Rules.EUROPE, issued), (Rules.FRANCE, here))
        for name, found in judge(rules, files, tmp_path).items()
        if found.broken
    }
    assert broken == {}
