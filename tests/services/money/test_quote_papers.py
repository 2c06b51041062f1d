"""The paper of a quote says what is offered, to whom, for how much and until when."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from curule.core.languages import Language
from curule.data import models
from curule.selectors.papers import NoSeller
from curule.services.invoices.quote_documents import find_quote_files
from curule.services.orders import offers
from tests.services.money.test_papers import _sell
from tests.support.factories import VENDOR
from tests.support.shop import Shop, day

KINDS = {"en": "Quote", "fr": "Devis", "de": "Angebot", "ru": "Предложение"}


def _corporate(**asked: Any) -> Shop:  # noqa: ANN401 - fields of a policy
    shop = Shop.open("gotoassist", unit_amount=3000, tax_rate="20.000", **asked)
    shop.subscribe({"agent": 12})
    models.Account.objects.filter(id=shop.account.id).update(
        channel="corporate", country="FR", name="Imprimerie du Rhône", order_number="PO-4711"
    )
    shop.to(day(2026, 4, 16))
    return shop


def _offer(shop: Shop, seats: int = 20) -> models.Quote:
    quote_id = offers.offer_quote(**shop.on | {"actor": VENDOR}, seats={"agent": seats}).value
    return models.Quote.objects.get(id=quote_id)


def _text(shop: Shop, quote: models.Quote) -> str:
    found = find_quote_files(shop.account.id, quote.id)
    assert found is not None
    return " ".join(
        page.extract_text().replace("\N{NO-BREAK SPACE}", " ")
        for page in PdfReader(BytesIO(found.pdf())).pages
    )


@pytest.mark.parametrize("language", Language)
def test_a_quote_is_a_paper_in_each_language(language: Language) -> None:
    _sell()
    shop = _corporate()
    models.Account.objects.filter(id=shop.account.id).update(language=language.value)
    quote = _offer(shop)

    said = _text(shop, quote)

    assert KINDS[language] in said
    assert f"Q-{quote.id.hex[-8:].upper()}" in said
    for fact in ("Atelier Numérique SAS", "Imprimerie du Rhône", "PO-4711", "2026"):
        assert fact in said
    found = find_quote_files(shop.account.id, quote.id)
    assert found is not None
    assert found.found.paper.gross == quote.total_minor
    assert found.found.paper.due == quote.due_now_minor
    assert found.found.expires_at == quote.expires_at
    assert found.pdf() == found.pdf()


def test_a_part_of_a_period_has_its_bar_and_its_amounts_add_up() -> None:
    _sell()
    shop = Shop.open("zoom", unit_amount=3000, tax_rate="20.000")
    shop.subscribe(2)
    shop.to(day(2026, 4, 16))
    quote = shop.price(4)
    found = find_quote_files(shop.account.id, quote.id)
    assert found is not None
    lines = found.found.paper.lines
    assert {(line.part.numerator, line.part.denominator) for line in lines} == {(15, 30)}
    assert sum(line.amount for line in lines) == found.found.paper.net
    assert "15 of 30 days" in _text(shop, quote)
    assert "€36.00" in _text(shop, quote)


def test_tax_that_is_in_the_prices_is_shown_in_them() -> None:
    _sell()
    shop = Shop.open("zoom", unit_amount=3000, tax_rate="20.000", tax_behavior="inclusive")
    shop.subscribe(2)
    quote = shop.price(4)
    assert "of which VAT 20%" in _text(shop, quote)


def test_there_is_none_without_a_seller_nor_before_a_price() -> None:
    shop = _corporate()
    quote = _offer(shop)
    with pytest.raises(NoSeller):
        find_quote_files(shop.account.id, quote.id)
    _sell()
    models.Quote.objects.filter(id=quote.id)
    asked = offers.ask_for_quote(**shop.on, seats={"agent": 30}).value
    assert find_quote_files(shop.account.id, asked) is None
    assert find_quote_files(shop.account.id, uuid4()) is None


@pytest.mark.threat("TH22")
def test_it_is_there_for_the_customer_and_the_staff_and_for_nobody_else(client: Client) -> None:
    _sell()
    shop, other = _corporate(), _corporate()
    quote = _offer(shop)
    client.force_login(shop.people["owner"])
    at = f"/a/{shop.account.id}/quotes/{quote.id}/as/pdf"

    answer = client.get(at)

    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == (
        f'attachment; filename="Q-{quote.id.hex[-8:].upper()}.pdf"'
    )
    managed = f"/a/{shop.account.id}/subscriptions/{shop.subscription_id}/managed"
    assert f'href="{at}"' in client.get(managed).content.decode()
    assert f'href="{at}"' in client.get(at.removesuffix("/as/pdf")).content.decode()
    assert client.get(f"/a/{shop.account.id}/quotes/{uuid4()}/as/pdf").status_code == 404
    foreign = f"/a/{other.account.id}/quotes/{quote.id}/as/pdf"
    assert client.get(foreign).status_code == 404
    client.force_login(other.people["owner"])
    assert client.get(at).status_code == 404
    assert client.get(foreign).status_code == 404
    models.StaffGrant.objects.create(
        person=other.people["owner"], role="support", granted_at=shop.now
    )
    staffed = f"/console/accounts/{shop.account.id}/quotes/{quote.id}/as/pdf"
    assert f'href="{staffed}"' in client.get("/console/quotes").content.decode()
    assert client.get(staffed).content.startswith(b"%PDF-")
