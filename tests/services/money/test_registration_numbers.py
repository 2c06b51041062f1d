"""The second number of a company, from where it is given to the papers that say it (P21)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from lxml import etree
from pypdf import PdfReader

from curule.core.languages import Language
from curule.core.refusals import RefusalCode, Refused, WayOut
from curule.data import models
from curule.selectors.invariants import verify
from curule.services.accounts import accounts
from curule.services.invoices import documents
from curule.services.invoices.quote_documents import find_quote_files
from curule.services.mails import deliveries
from curule.wording.refusals import refusal_text
from tests.gateways.documents.judges import Rules, judge
from tests.services.money.test_papers import _sell
from tests.support.factories import NOW, VENDOR, actor_of
from tests.support.shop import Shop, day

pytestmark = pytest.mark.django_db

OWN, OF_THE_GROUP = "404833048", "FR40303265045"
"""A SIREN, and the tax number of another company: whoever belongs to a group has its number."""

_NAMES = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
}
KPP_IN: dict[Language, str] = dict.fromkeys(Language, "KPP") | {Language.RU: "КПП"}


def _shop(
    country: str = "FR",
    language: str = "fr",
    *,
    tax_id: str = OF_THE_GROUP,
    **asked: Any,  # noqa: ANN401 - fields of a policy
) -> Shop:
    shop = Shop.open("zoom", unit_amount=3000, tax_rate="20.000", **asked)
    models.Account.objects.filter(id=shop.account.id).update(
        country=country,
        language=language,
        tax_id=tax_id,
        name="Imprimerie du Rhône",
        street="3 quai Perrache",
        postcode="69002",
        city="Lyon",
    )
    return shop


def _give(shop: Shop, number: str, **by: Any) -> bool:  # noqa: ANN401 - who, when, under which key
    given = {"actor": VENDOR, "now": shop.now, **by}
    return accounts.set_details(
        account_id=shop.account.id, address={"registration_number": number}, **given
    ).value


def _kept(account_id: UUID) -> str:
    return models.Account.objects.get(id=account_id).registration_number


def _files(shop: Shop, place: int = -1) -> documents.DocumentFiles:
    found = documents.find_invoice(shop.account.id, shop.invoices[place].id)
    assert found is not None
    return found


def _text(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(page.extract_text().replace("\N{NO-BREAK SPACE}", " ") for page in pages)


def _buyer(xml: bytes, place: str) -> list[tuple[str, str | None]]:
    """Return what stands at a place of the buyer, with its scheme."""
    found = etree.fromstring(xml).iterfind(f".//ram:BuyerTradeParty/{place}", _NAMES)
    return [(each.text or "", each.get("schemeID")) for each in found]


# --- what is kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [("FR", "404 833 048", "404833048"), ("RU", "7701ab001", "7701AB001"), ("DE", "  ", "")],
)
def test_a_number_is_kept_plain_whoever_opens_the_account(
    country: str, written: str, kept: str
) -> None:
    account_id = accounts.open_account(
        actor=VENDOR, name="Acme", country=country, registration_number=written, now=NOW
    )

    assert _kept(account_id) == kept


@pytest.mark.parametrize(
    ("country", "business", "written"),
    [
        ("FR", True, "404833049"),
        ("FR", True, "40483304800017"),
        ("FR", True, "770101001"),
        ("FR", False, "404833048"),
        ("RU", True, "77010100"),
        ("RU", True, "7701АВ001"),
        ("DE", True, "404833048"),
        ("MC", True, "404833048"),
    ],
)
def test_a_number_that_cannot_be_right_opens_no_account(
    country: str, business: bool, written: str
) -> None:
    with pytest.raises(Refused) as refused:
        accounts.open_account(
            actor=VENDOR,
            name="Acme",
            country=country,
            is_business=business,
            registration_number=written,
            now=NOW,
        )

    refusal = refused.value.refusal
    assert refusal.code is RefusalCode.REGISTRATION_NUMBER_INVALID
    assert refusal.options == (WayOut.CORRECT_VALUE,)
    for language in Language:
        assert written in refusal_text(refusal, language).reason
    assert not models.Account.objects.exists()


def test_a_wrong_number_leaves_the_rest_of_the_details_as_they_were() -> None:
    shop = _shop()
    with pytest.raises(Refused, match="registration_number_invalid"):
        accounts.set_details(
            actor=VENDOR,
            account_id=shop.account.id,
            address={"city": "Nice", "registration_number": "1"},
            now=shop.now,
        )

    assert models.Account.objects.get(id=shop.account.id).city == "Lyon"


def test_a_number_is_changed_once_and_told_to_who_answers_for_the_money() -> None:
    shop = _shop()
    owner = actor_of(shop.people["owner"])

    assert _give(shop, "404 833 048", actor=owner)
    assert not _give(shop, OWN, actor=owner)
    assert _give(shop, "", actor=owner)

    told = models.Event.objects.filter(account_id=shop.account.id, type="account.details_set")
    assert [event.payload["after"] for event in told.order_by("id")] == [
        {"registration_number": OWN},
        {"registration_number": ""},
    ]
    given, taken = (
        deliveries.readable(message_id=mail.id, language="en").text
        for mail in shop.mails("billing_details_changed")
    )
    assert f"SIREN or KPP: {OWN}.\n" in given
    assert "SIREN or KPP: —.\n" in taken
    assert not verify(shop.account.id)


def test_a_billing_contact_gives_it_and_who_manages_seats_does_not() -> None:
    shop = _shop()
    with pytest.raises(Refused, match="role_not_allowed"):
        _give(shop, OWN, actor=actor_of(shop.people["admin"]))

    assert _give(shop, OWN, actor=actor_of(shop.people["billing_contact"]))


# --- what papers say ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_a_french_invoice_says_the_siren_in_every_language(language: Language) -> None:
    _sell()
    shop = _shop(language=language.value)
    _give(shop, OWN)
    shop.subscribe(5)

    assert "SIREN 404 833 048" in " ".join(_text(_files(shop).pdf()).split())


@pytest.mark.parametrize("language", Language)
def test_a_russian_invoice_says_the_kpp_beside_the_inn(language: Language) -> None:
    _sell()
    shop = _shop("RU", language.value, tax_id="7707083893")
    _give(shop, "770701001")
    shop.subscribe(5)

    said = " ".join(_text(_files(shop).pdf()).split())

    inn = "ИНН" if language is Language.RU else "INN"
    assert f"{inn} 7707083893 {KPP_IN[language]} 770701001" in said


def test_a_paper_of_who_gave_none_says_nothing_of_it() -> None:
    _sell()
    shop = _shop(tax_id="FR83404833048")
    shop.subscribe(5)

    assert "SIREN" not in _text(_files(shop).pdf())


def test_a_quote_and_a_credit_note_say_it_too() -> None:
    _sell()
    shop = _shop(decrease__effective="now", decrease__money="account_credit")
    _give(shop, OWN)
    shop.subscribe(5)
    shop.to(day(2026, 4, 16))
    quoted = find_quote_files(shop.account.id, shop.price(6).id)
    shop.set_seats(4)
    note = models.CreditNote.objects.get(account_id=shop.account.id)
    given_back = documents.find_credit_note(shop.account.id, note.id)

    for found in (quoted, given_back):
        assert found is not None
        assert "404 833 048" in _text(found.pdf())


def test_what_was_issued_keeps_its_number_and_the_next_one_has_the_new_one() -> None:
    _sell()
    shop = _shop()
    shop.subscribe(5)
    before = _files(shop).pdf()
    _give(shop, OWN)

    assert _files(shop).pdf() == before
    shop.to(day(2026, 5, 1))
    assert "404 833 048" in _text(_files(shop).pdf())
    assert _files(shop, 0).pdf() == before
    assert _kept(shop.account.id) == OWN


# --- the electronic invoice -----------------------------------------------------------------------


def test_the_siren_is_the_legal_identifier_of_the_buyer_and_passes_the_rules(
    tmp_path: Path,
) -> None:
    _sell()
    own, none = _shop(), _shop(tax_id="")
    for shop in (own, none):
        _give(shop, OWN)
        shop.subscribe(5)
    files = {"group": _files(own).xml(), "no_tax_id": _files(none).xml()}

    for xml in files.values():
        assert _buyer(xml, "ram:SpecifiedLegalOrganization/ram:ID") == [(OWN, "0002")]
        assert _buyer(xml, "ram:URIUniversalCommunication/ram:URIID") == [(OWN, "0225")]
    taxed = "ram:SpecifiedTaxRegistration/ram:ID"
    assert _buyer(files["group"], taxed) == [(OF_THE_GROUP, "VA")]
    assert _buyer(files["no_tax_id"], taxed) == []
    broken = {
        (rules.name, name): sorted(found.broken)
        for rules in (Rules.EUROPE, Rules.FRANCE)
        for name, found in judge(rules, files, tmp_path).items()
        if found.broken
    }
    assert broken == {}


def test_who_gave_no_siren_has_the_one_in_the_tax_number() -> None:
    _sell()
    shop = _shop()
    shop.subscribe(5)

    legal = _buyer(_files(shop).xml(), "ram:SpecifiedLegalOrganization/ram:ID")
    assert legal == [("303265045", "0002")]


def test_a_russian_buyer_is_identified_by_the_inn_and_not_by_the_kpp(tmp_path: Path) -> None:
    _sell()
    shop = _shop("RU", "ru", tax_id="7707083893")
    _give(shop, "770701001")
    shop.subscribe(5)
    xml = _files(shop).xml()

    legal = _buyer(xml, "ram:SpecifiedLegalOrganization/ram:ID")
    assert legal == [("7707083893", None)]
    assert b"770701001" not in xml
    assert not judge(Rules.EUROPE, {"ru": xml}, tmp_path)["ru"].broken
