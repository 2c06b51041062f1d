"""Tax of what is sold: by a plain rate, or by the rules for where the vendor sells from."""

from datetime import date
from typing import Any

import pytest

from curule.core.messages import Country, say
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.core.tax_parties import OneStopShop
from curule.data import models
from curule.selectors.invoices import find_invoice
from curule.selectors.taxes import find_seller
from curule.services.accounts import sellers
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, Shop, day, row_counts

SINCE = date(2021, 1, 1)


def _sell_from(country: str, number: str | None = None, **more: date) -> None:
    sellers.describe(actor=VENDOR, country=country, now=APRIL, **more)
    if number is not None:
        sellers.register(actor=VENDOR, country=country, number=number, since=SINCE, now=APRIL)


def _shop(preset: str = "zoom", **account: Any) -> Shop:  # noqa: ANN401 - columns of the account
    """Open an account that is where and what the test says."""
    asked = {name: account.pop(name) for name in list(account) if "__" in name}
    shop = Shop.open(preset, unit_amount=3000, tax_rate=account.pop("tax_rate", None), **asked)
    models.Account.objects.filter(id=shop.account.id).update(**account)
    return shop


def _tax_on_its_invoice(shop: Shop) -> tuple[str, str, str, str, int]:
    (row,) = models.Invoice.objects.filter(account_id=shop.account.id)
    rate = "–" if row.tax_rate is None else f"{row.tax_rate.normalize():f}"
    return row.tax_treatment, row.tax_country, rate, row.tax_category, row.tax_minor


# --- who is taxed how ----------------------------------------------------------------------------


def test_without_a_seller_on_record_only_a_plain_rate_taxes() -> None:
    untaxed, plain, zero = _shop(), _shop(tax_rate="5.5"), _shop(tax_rate="0")
    for shop in (untaxed, plain, zero):
        shop.subscribe(1)
    assert _tax_on_its_invoice(untaxed) == ("plain_rate", "", "–", "", 0)
    assert _tax_on_its_invoice(plain) == ("plain_rate", "", "5.5", "S", 165)
    assert _tax_on_its_invoice(zero) == ("plain_rate", "", "0", "Z", 0)


def test_a_plain_rate_is_the_vendor_s_word_over_the_rules() -> None:
    _sell_from("FR", "FR40303265045")
    shop = _shop(tax_rate="7")
    shop.subscribe(1)
    assert _tax_on_its_invoice(shop) == ("plain_rate", "", "7", "S", 210)


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({"country": "FR"}, ("domestic", "FR", "20", "S", 600)),
        (
            {"country": "DE", "tax_id": "DE136695976"},
            ("reverse_charge", "DE", "–", "AE", 0),
        ),
        ({"country": "DE", "tax_id": ""}, ("home_rate", "FR", "20", "S", 600)),
        (
            {"country": "DE", "is_business": False, "tax_id": ""},
            ("home_rate", "FR", "20", "S", 600),
        ),
        ({"country": "GB", "tax_id": ""}, ("export", "", "–", "G", 0)),
    ],
)
def test_an_invoice_keeps_how_its_tax_was_decided(
    account: dict[str, Any], expected: tuple[str, str, str, str, int]
) -> None:
    _sell_from("FR", "FR40303265045")
    shop = _shop(**account)
    shop.subscribe(1)
    assert _tax_on_its_invoice(shop) == expected


def test_an_invoice_keeps_the_note_that_it_must_carry() -> None:
    _sell_from("CH", "CHE107787577IVA")
    shop = _shop(country="US", tax_id="")
    shop.subscribe(1)
    (invoice,) = models.Invoice.objects.filter(account_id=shop.account.id)
    found = find_invoice(shop.account.id, invoice.id, shop.now)
    assert found is not None
    assert found.tax_note == say("tax.note.export_from_outside", country=Country("CH"))


def test_an_invoice_with_tax_on_it_carries_no_note() -> None:
    _sell_from("FR", "FR40303265045")
    shop = _shop()
    shop.subscribe(1)
    (invoice,) = models.Invoice.objects.filter(account_id=shop.account.id)
    found = find_invoice(shop.account.id, invoice.id, shop.now)
    assert found is not None
    assert found.tax_note is None


def test_a_quote_an_invoice_and_a_credit_bear_the_same_tax() -> None:
    _sell_from("FR", "FR40303265045")
    shop = _shop(decrease__effective="now", decrease__money="refund_to_method")
    shop.subscribe(1)
    quote = shop.price(3)
    assert (quote.subtotal_minor, quote.tax_minor, quote.at_renewal_minor) == (6000, 1200, 10800)
    shop.set_seats(3)
    shop.set_seats(1)
    (note,) = models.CreditNote.objects.filter(account_id=shop.account.id)
    assert (note.subtotal_minor, note.tax_minor) == (5800, 1160)
    shop.check()


def test_a_renewal_takes_the_rate_of_its_day() -> None:
    _sell_from("RU", "7707083893")
    shop = Shop.open("zoom", unit_amount=3000, now=day(2025, 12, 15))
    models.Account.objects.filter(id=shop.account.id).update(country="RU", tax_id="7707083893")
    shop.subscribe(1)
    shop.to(day(2026, 1, 15))
    rates = models.Invoice.objects.filter(account_id=shop.account.id).order_by("issued_at")
    assert [(str(row.tax_rate), row.tax_minor) for row in rates] == [
        ("20.000", 600),
        ("22.000", 660),
    ]


# --- what the rules cannot tell ------------------------------------------------------------------


def test_what_the_rules_cannot_tell_is_refused_and_nothing_is_written() -> None:
    _sell_from("FR", "FR40303265045")
    shop = _shop(country="RE", tax_id="")
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.subscribe(1)
    assert refused.value.refusal.code is RefusalCode.TAX_UNDECIDED
    assert refused.value.refusal.options == ("contact",)
    assert row_counts(shop.account.id) == before


def test_a_plain_rate_lets_it_go_on() -> None:
    _sell_from("FR", "FR40303265045")
    shop = _shop(country="RE", tax_id="", tax_rate="8.5")
    shop.subscribe(1)
    assert _tax_on_its_invoice(shop) == ("plain_rate", "", "8.5", "S", 255)


def test_a_renewal_waits_until_a_person_has_decided() -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(1)
    _sell_from("FR", "FR40303265045")
    account = models.Account.objects.filter(id=shop.account.id)
    account.update(country="RE", tax_id="")
    waiting = shop.to(day(2026, 5, 1, 6))
    assert [item.source for item in waiting.failed] == ["renewal"]
    assert shop.totals == [3000]
    account.update(tax_rate="8.5")
    shop.to(day(2026, 5, 1, 7))
    assert shop.totals == [3000, 3255]


def test_fewer_seats_need_no_decision() -> None:
    shop = _shop()
    shop.subscribe(3)
    _sell_from("FR", "FR40303265045")
    models.Account.objects.filter(id=shop.account.id).update(country="RE", tax_id="")
    assert shop.price(2).tax_minor == 0


# --- the seller ----------------------------------------------------------------------------------


def test_nobody_has_said_where_the_vendor_sells_from() -> None:
    assert find_seller() is None


def test_what_was_said_last_holds() -> None:
    _sell_from("DE", one_stop_shop_since=SINCE)
    _sell_from("FR", destination_since=SINCE)
    found = find_seller()
    assert found is not None
    assert (found.country, found.one_stop_shop, found.destination_since) == ("FR", None, SINCE)


def test_a_registration_that_ended_makes_room_for_the_next() -> None:
    _sell_from("FR", "FR 40 303 265 045", one_stop_shop_since=SINCE)
    sellers.end_registration(actor=VENDOR, country="FR", until=date(2025, 1, 1), now=APRIL)
    sellers.register(
        actor=VENDOR, country="FR", number="FR40303265045", since=date(2025, 1, 1), now=APRIL
    )
    found = find_seller()
    assert found is not None
    assert found.one_stop_shop == OneStopShop(since=SINCE)
    assert [(held.number, held.since, held.until) for held in found.registrations] == [
        ("FR40303265045", SINCE, date(2025, 1, 1)),
        ("FR40303265045", date(2025, 1, 1), None),
    ]


def _refusal(**asked: Any) -> RefusalCode:  # noqa: ANN401 - passed on as it is
    command = asked.pop("command")
    with pytest.raises(Refused) as refused:
        command(**{"actor": VENDOR, "now": APRIL, **asked})
    return refused.value.refusal.code


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"country": "US"}, RefusalCode.FIELD_INVALID),
        ({"country": "France"}, RefusalCode.FIELD_INVALID),
        ({"country": "FR", "one_stop_shop_until": SINCE}, RefusalCode.DATE_INVALID),
        (
            {"country": "FR", "one_stop_shop_since": SINCE, "one_stop_shop_until": SINCE},
            RefusalCode.DATE_INVALID,
        ),
        (
            {"country": "FR", "actor": Actor.staff(name="f@v.test", role=StaffRole.FINANCE)},
            RefusalCode.ROLE_NOT_ALLOWED,
        ),
    ],
)
def test_a_seller_that_cannot_be_is_refused(asked: dict[str, object], code: RefusalCode) -> None:
    assert _refusal(command=sellers.describe, **asked) is code
    assert find_seller() is None


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"country": "fr"}, RefusalCode.FIELD_INVALID),
        ({"number": "FR41303265045"}, RefusalCode.TAX_ID_INVALID),
        ({"since": date(2026, 1, 1)}, RefusalCode.ALREADY_EXISTS),
    ],
)
def test_a_registration_that_cannot_be_is_refused(
    asked: dict[str, object], code: RefusalCode
) -> None:
    _sell_from("FR", "FR40303265045")
    usual = {"country": "FR", "number": "FR40303265045", "since": SINCE}
    assert _refusal(command=sellers.register, **{**usual, **asked}) is code
    assert models.SellerRegistration.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"country": "DE", "until": date(2026, 1, 1)}, RefusalCode.NOT_FOUND),
        ({"country": "FR", "until": SINCE}, RefusalCode.DATE_INVALID),
    ],
)
def test_what_cannot_end_is_refused(asked: dict[str, object], code: RefusalCode) -> None:
    _sell_from("FR", "FR40303265045")
    assert _refusal(command=sellers.end_registration, **asked) is code
