"""Who answers for the money is told of ways to pay, billing details and credit; not who acted."""

from __future__ import annotations

from typing import Any

import pytest

from curule.data import models
from curule.services import payment_methods
from curule.services.accounts import accounts
from curule.services.credits import goodwill
from curule.services.mails import deliveries
from tests.support.factories import VENDOR, actor_of
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return Shop.open("zoom", card=None)


def _told(shop: Shop, template: str) -> list[str]:
    names = {person.email: name for name, person in shop.people.items()}
    return sorted(names[mail.recipient] for mail in shop.mails(template))


def _text(shop: Shop, template: str, language: str = "en") -> str:
    (first, *_) = shop.mails(template)
    return deliveries.readable(message_id=first.id, language=language).text


def test_a_way_to_pay_that_is_added_is_told_to_owners_and_billing_contacts(shop: Shop) -> None:
    shop.add_card("succeed", name="Visa 4242")

    assert _told(shop, "payment_method_added") == ["billing_contact", "owner"]
    text = _text(shop, "payment_method_added")
    assert "Payment method: Visa 4242.\nCharged by itself from now on: Visa 4242." in text
    assert "Added by: vendor@example.test." in text
    assert "sandbox:" not in text
    assert f"/a/{shop.account.id}/payment-methods" in text


def test_a_second_one_is_added_preferred_and_removed_and_who_does_it_is_not_told(
    shop: Shop,
) -> None:
    shop.add_card("succeed", name="old")
    payer = actor_of(shop.people["billing_contact"])
    own: dict[str, Any] = {"actor": payer, "account_id": shop.account.id, "now": shop.now}
    new = payment_methods.add_method(
        **own, name="new", token="sandbox:succeed", default=False
    ).value
    payment_methods.make_default(**own, method_id=new)
    payment_methods.make_default(**own, method_id=new)
    old = models.PaymentMethod.objects.get(account=shop.account, name="old")
    payment_methods.remove_method(**own, method_id=old.id)
    payment_methods.remove_method(**own, method_id=old.id)

    assert _told(shop, "payment_method_added") == ["billing_contact", "owner", "owner"]
    assert (
        "Charged by itself"
        not in deliveries.readable(
            message_id=shop.mails("payment_method_added")[-1].id, language="en"
        ).text
    )
    assert _told(shop, "payment_method_preferred") == ["owner"]
    assert "Payment method: new." in _text(shop, "payment_method_preferred")
    assert _told(shop, "payment_method_removed") == ["owner"]
    assert "Payment method: old." in _text(shop, "payment_method_removed")


def test_a_card_for_one_order_alone_is_told_to_nobody(shop: Shop) -> None:
    shop.add_card("succeed", save=False)

    assert _told(shop, "payment_method_added") == []


def test_what_invoices_say_from_now_on_is_told_and_only_what_changed(shop: Shop) -> None:
    owner = actor_of(shop.people["owner"])
    own: dict[str, Any] = {"actor": owner, "account_id": shop.account.id, "now": shop.now}
    accounts.set_details(
        **own, address={"street": "12 rue du Test", "postcode": "75011", "city": "Paris"}
    )
    accounts.set_details(**own, address={"city": "Paris"})
    accounts.set_tax_id(**own, tax_id="FR40303265045")

    assert _told(shop, "billing_details_changed") == ["billing_contact"]
    text = _text(shop, "billing_details_changed")
    assert "Address: 12 rue du Test, 75011 Paris.\nChanged by: " in text
    assert "Name:" not in text


def test_a_tax_id_that_is_taken_away_is_told(shop: Shop) -> None:
    accounts.set_tax_id(
        actor=actor_of(shop.people["owner"]), account_id=shop.account.id, tax_id="", now=shop.now
    )

    assert "Tax id: —." in _text(shop, "billing_details_changed")


def test_a_time_zone_stands_on_no_invoice(shop: Shop) -> None:
    accounts.set_details(
        actor=VENDOR, account_id=shop.account.id, time_zone="Asia/Tokyo", now=shop.now
    )

    assert _told(shop, "billing_details_changed") == []


def test_goodwill_is_told_with_its_amount(shop: Shop) -> None:
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=4160,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )

    assert _told(shop, "credit_added") == ["billing_contact", "owner"]
    text = _text(shop, "credit_added")
    assert "Credit: €41.60." in text
    assert "Left over" not in text
    assert f"/a/{shop.account.id}/balance" in text


def test_what_a_transfer_brings_too_much_is_told_with_the_payment_it_is_of() -> None:
    shop = Shop.open("zoom", card=None, payment__method="invoice", payment__due_days=14)
    shop.subscribe(2)
    shop.transfer(shop.owed + 500)

    assert _told(shop, "credit_added") == ["billing_contact", "owner"]
    assert "Crédit\u202f: 5,00\u00a0€.\nReste d’un paiement de\u202f: 65,00\u00a0€." in _text(
        shop, "credit_added", "fr"
    )


def test_a_transfer_that_fits_adds_no_credit() -> None:
    shop = Shop.open("zoom", card=None, payment__method="invoice", payment__due_days=14)
    shop.subscribe(2)
    shop.transfer(shop.owed)

    assert _told(shop, "credit_added") == []
