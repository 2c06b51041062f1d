"""An order that waits for its payment, withdrawn on the pages of the portal."""

from __future__ import annotations

import pytest

from curule.core.policy import Channel
from curule.data import models
from tests.web.buying.pages import Portal, form_key, text_of
from tests.web.buying.worlds import bought_world, newest_invoice

pytestmark = pytest.mark.django_db


def _waiting(person: str = "owner", language: str = "en") -> tuple[Portal, models.Order]:
    """Somebody's portal, where an order of three seats waits for its payment."""
    world = bought_world("tutkit", {"participant": 5})
    buyer = Portal.of(world)
    buyer.order(buyer.to_review("add-seats", seats_participant=3), pay="transfer")
    order = models.Order.objects.get(account_id=world.account.id, status="awaiting_payment")
    return Portal.of(world, person, language), order


def _page(portal: Portal, order: models.Order) -> str:
    return f"{portal.root}/orders/{order.id}/withdraw"


def test_an_order_is_withdrawn_once_the_page_has_said_what_that_does() -> None:
    portal, order = _waiting()
    invoice = newest_invoice(portal.world)
    there = _page(portal, order)
    for page in (
        f"{portal.root}/orders/{order.id}",
        f"{portal.root}/invoices/{invoice.id}",
        portal.path(),
    ):
        assert f'href="{there}"' in portal.get(page).content.decode(), page

    asked = portal.get(there)
    said = text_of(asked)
    assert f"Its invoice {invoice.number} is taken back by a credit note" in said
    assert "If you have already transferred the money" in said
    assert "The subscription, which has not begun yet" not in said
    order.refresh_from_db()
    assert order.status == "awaiting_payment"

    answer = portal.post(there, form_key=form_key(asked))
    assert answer.status_code == 303
    done = text_of(portal.get(answer.headers["Location"]))
    assert f"Order O-{order.id.hex[-8:].upper()} is withdrawn." in done
    assert "This order is canceled" in done
    order.refresh_from_db()
    invoice.refresh_from_db()
    assert (order.status, invoice.status) == ("canceled", "void")
    assert "withdrawn before it was paid" in text_of(portal.get(f"{portal.root}/activity"))
    for page in (f"{portal.root}/orders/{order.id}", f"{portal.root}/invoices/{invoice.id}"):
        assert there not in portal.get(page).content.decode(), page


def test_what_was_withdrawn_is_so_no_second_time() -> None:
    portal, order = _waiting()
    portal.post(_page(portal, order))
    again = portal.post(_page(portal, order))
    assert again.status_code == 409
    assert "This order cannot be canceled any more." in text_of(again)
    assert portal.get(_page(portal, order)).status_code == 409


def test_who_may_not_order_is_not_offered_it_and_refused() -> None:
    portal, order = _waiting("admin")
    assert _page(portal, order) not in portal.get(portal.path()).content.decode()
    assert portal.get(_page(portal, order)).status_code == 403
    assert portal.post(_page(portal, order)).status_code == 403
    order.refresh_from_db()
    assert order.status == "awaiting_payment"


def test_another_account_s_order_is_none() -> None:
    portal, order = _waiting()
    stranger, _theirs = _waiting()
    assert stranger.post(_page(stranger, order)).status_code == 404
    assert portal.get(f"{portal.root}/orders/{portal.world.account.id}/withdraw").status_code == 404


def test_where_the_vendor_sells_it_is_the_vendor_s() -> None:
    world = bought_world("zoom", {"licensed": 5}, overrides={"increase.effective": "on_payment"})
    portal = Portal.of(world)
    portal.order(portal.to_review("add-seats", seats_licensed=8), pay="transfer")
    order = models.Order.objects.get(account_id=world.account.id, status="awaiting_payment")
    models.Account.objects.filter(id=world.account.id).update(channel=Channel.CORPORATE)
    assert _page(portal, order) not in portal.get(portal.path()).content.decode()
    assert portal.post(_page(portal, order)).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Bestellung zurückziehen"),
        ("fr", "solde créditeur"),
        ("ru", "Отозвать заказ"),
    ],
)
def test_it_is_said_in_the_reader_s_language(language: str, words: str) -> None:
    portal, order = _waiting(language=language)
    assert words in text_of(portal.get(_page(portal, order)))
