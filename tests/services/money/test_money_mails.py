"""Who hears of a credit note and of an accepted offer."""

from curule.data import models
from curule.services.mails import deliveries
from curule.services.orders import offers
from tests.services.money.test_documents import CREDITED, REFUNDED
from tests.services.money.test_offers import _corporate, _offer
from tests.support.factories import VENDOR
from tests.support.shop import Shop, day


def test_a_credit_note_is_mailed_to_who_gets_the_invoices_with_where_the_money_goes() -> None:
    shop = Shop.open("zoom", unit_amount=3000, payment__method="invoice", **CREDITED)
    shop.subscribe(3)
    shop.transfer(8000)
    shop.to(day(2026, 4, 10, 12))
    shop.set_seats(2)
    (message,) = shop.mails("credit_note")
    assert message.recipient == shop.people["billing_contact"].email
    said = deliveries.readable(message_id=message.id, language="en")
    assert "€20.00" in said.text
    assert "Added to your credit: €10.00." in said.text
    assert "Sent back" not in said.text
    (note,) = models.CreditNote.objects.filter(account_id=shop.account.id)
    assert f"Credit note: {note.number}." in said.text
    assert f"/invoices/{shop.invoices[0].id}" in said.html


def test_a_credit_note_says_what_goes_back() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    shop.to(day(2026, 4, 10, 12))
    shop.set_seats(2)
    (message,) = shop.mails("credit_note")
    said = deliveries.readable(message_id=message.id, language="en").text
    assert "Sent back the way you paid: €20.00." in said
    assert "Added to your credit" not in said


def test_an_accepted_offer_is_told_to_who_decides_but_not_to_who_accepted() -> None:
    shop = _corporate()
    shop.accept(_offer(shop, 20).id)
    assert shop.actor.name not in {each.recipient for each in shop.mails("quote_accepted")}


def test_who_decides_hears_that_the_vendor_accepted_for_them() -> None:
    shop = _corporate()
    quote = _offer(shop, 20)
    offers.accept(account_id=shop.account.id, actor=VENDOR, quote_id=quote.id, now=shop.now)
    told = shop.mails("quote_accepted")
    assert told
    assert VENDOR.name in deliveries.readable(message_id=told[0].id, language="en").text
