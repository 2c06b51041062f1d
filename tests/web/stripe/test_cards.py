"""Cards at Stripe, in the portal: added on its page, confirmed at the bank, without scripts."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import requests
from django.test import Client

from curule.data import models
from curule.httpkit.clock import utc_now
from tests.support.fake_stripe import FakeStripe, Manner
from tests.support.shop import Shop
from tests.support.stripe_shop import ASKS, VISA, OpenShop, add_card

pytestmark = pytest.mark.django_db


def follow(client: Client, page: str, **form: str) -> tuple[int, str]:
    """Send a form and follow to the page it leads to."""
    answer = client.post(page, form, follow=True)
    return answer.status_code, answer.content.decode()


def way_out(page: str) -> str:
    """Return where the page leaves for: at once by itself, and by its link."""
    refresh = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    link = re.search(r'href="(http[^"]+)" rel="noreferrer"', page)
    assert refresh
    assert link
    assert refresh[1] == link[1]
    return link[1]


def at_the_company(url: str, **typed: str) -> str:
    """Fill in a page of the company, and return where on our site the browser is sent."""
    assert "<form" in requests.get(url, timeout=5).text
    sent = requests.post(url, data=typed, allow_redirects=False, timeout=5)
    parts = urlsplit(sent.headers["Location"])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.fixture
def shop(open_shop: OpenShop) -> Shop:
    return open_shop("", now=utc_now())


def signed_in(client: Client, shop: Shop) -> str:
    client.force_login(shop.people["owner"])
    return f"/a/{shop.account.id}"


# --- adding ---------------------------------------------------------------------------------------


def test_a_card_is_added_on_stripe_s_page(client: Client, shop: Shop) -> None:
    start = signed_in(client, shop)
    shown = client.get(f"{start}/payment-methods").content.decode()
    assert "Add a card" in shown
    assert "sandbox" not in shown.lower()

    status, page = follow(client, f"{start}/payment-methods/at/stripe/add", first="1")
    assert status == 200
    back = at_the_company(way_out(page), number=VISA)
    for _ in range(2):  # loading it again saves no second card
        shown = client.get(back, follow=True).content.decode()
        assert "The card is saved." in shown
        assert "Visa •••• 4242" in shown

    (method,) = models.PaymentMethod.objects.filter(account_id=shop.account.id)
    assert (method.gateway, method.is_default) == ("stripe", True)
    assert method.added_by == shop.people["owner"].id
    shop.subscribe(1)
    assert shop.status == "active"


def test_who_leaves_before_the_end_has_no_card_and_is_told(
    client: Client, shop: Shop, company: FakeStripe
) -> None:
    start = signed_in(client, shop)
    status, _ = follow(client, f"{start}/payment-methods/at/stripe/add")
    assert status == 200
    setup = models.MethodSetup.objects.get()
    back = f"{start}/payment-methods/added/{setup.id}"
    assert "No card was saved" in client.get(back, follow=True).content.decode()
    company.manners.always["/v1/"] = Manner.BUSY
    assert "does not answer" in client.get(back, follow=True).content.decode()
    company.manners.always.clear()
    company.books.objects[setup.reference]["status"] = "expired"
    assert "No card was saved" in client.get(back, follow=True).content.decode()
    assert models.MethodSetup.objects.get().settled_at is not None
    assert not models.PaymentMethod.objects.exists()


def test_a_service_that_is_away_is_said_and_nothing_is_kept(
    client: Client, shop: Shop, company: FakeStripe
) -> None:
    start = signed_in(client, shop)
    company.manners.always["/v1/"] = Manner.BUSY
    status, page = follow(client, f"{start}/payment-methods/at/stripe/add")
    assert (status, "does not answer" in page) == (200, True)
    assert not models.PaymentMethod.objects.exists()


def test_who_is_ordering_comes_back_to_the_order(client: Client, shop: Shop) -> None:
    start = signed_in(client, shop)
    quote = uuid4()
    _, page = follow(client, f"{start}/payment-methods/at/stripe/add", quote=str(quote))
    back = at_the_company(way_out(page), number=VISA)
    assert client.get(back).headers["Location"] == f"{start}/quotes/{quote}"


def test_a_gateway_without_a_page_and_a_foreign_visit_are_like_none(
    client: Client, shop: Shop, open_shop: OpenShop
) -> None:
    start = signed_in(client, shop)
    for name in ("sandbox", "bank_transfer", "nobody"):
        assert follow(client, f"{start}/payment-methods/at/{name}/add")[0] == 404
    other = open_shop("")
    follow(client, f"{start}/payment-methods/at/stripe/add")
    setup = models.MethodSetup.objects.get()
    there = signed_in(client, other)
    assert client.get(f"{there}/payment-methods/added/{setup.id}").status_code == 404
    assert client.get(f"{start}/leaving/{setup.id}").status_code == 404
    assert client.get(f"{there}/leaving/{setup.id}").status_code == 404


# --- confirming -----------------------------------------------------------------------------------


@pytest.fixture
def unconfirmed(shop: Shop, company: FakeStripe) -> Shop:
    """An order whose card was declined because its owner has to confirm it."""
    add_card(shop, company, ASKS)
    shop.subscribe(5)
    assert (shop.status, shop.seats) == ("incomplete", 0)
    return shop


def test_the_order_says_so_and_the_bank_s_page_leads_to_the_seats(
    client: Client, unconfirmed: Shop, company: FakeStripe
) -> None:
    start = signed_in(client, unconfirmed)
    order = models.Order.objects.get()
    shown = client.get(f"{start}/orders/{order.id}").content.decode()
    assert "Your bank wants you to confirm this payment." in shown
    confirm = f"{start}/invoices/{order.invoice_id}/confirm"
    assert confirm in shown

    _, page = follow(client, confirm)
    waiting = client.get(f"{start}/orders/{order.id}").content.decode()
    assert "waits until you confirm it" in waiting
    assert "Pay in another way" in waiting
    again = follow(client, confirm)[1]
    assert way_out(again) == way_out(page), "the same payment goes on"

    back = at_the_company(way_out(page), agrees="1")
    shown = client.get(back, follow=True).content.decode()
    assert "paid" in shown
    unconfirmed.now = utc_now()
    assert (unconfirmed.status, unconfirmed.seats, unconfirmed.owed) == ("active", 5, 0)
    assert len(company.payments()) == 1
    assert client.get(back).status_code == 303, "loading it again does nothing again"
    unconfirmed.check()


def test_what_the_bank_refuses_is_said_and_can_be_tried_again(
    client: Client, unconfirmed: Shop, company: FakeStripe
) -> None:
    start = signed_in(client, unconfirmed)
    invoice_id = models.Order.objects.get().invoice_id
    _, page = follow(client, f"{start}/invoices/{invoice_id}/confirm")
    back = at_the_company(way_out(page), agrees="0")
    assert "did not confirm" in client.get(back, follow=True).content.decode()
    assert (unconfirmed.status, company.payments()) == ("incomplete", [])
    unconfirmed.check()


def test_another_way_to_pay_gives_the_waiting_one_up_first(
    client: Client, unconfirmed: Shop, company: FakeStripe
) -> None:
    start = signed_in(client, unconfirmed)
    invoice_id = models.Order.objects.get().invoice_id
    page = way_out(follow(client, f"{start}/invoices/{invoice_id}/confirm")[1])
    invoice = f"{start}/invoices/{invoice_id}"
    assert "waits until you confirm it" in client.get(invoice).content.decode()
    waiting = models.Payment.objects.get(status="confirming")

    shown = follow(client, f"{start}/payments/{waiting.id}/give-up")[1]
    assert "nothing was charged" in shown
    at_the_company(page, agrees="1")  # too late
    add_card(unconfirmed, company, VISA)
    assert unconfirmed.pay().value.status == "succeeded"
    assert len(company.payments()) == 1
    unconfirmed.now = utc_now()
    assert unconfirmed.seats == 5
    unconfirmed.check()


def test_what_was_confirmed_at_the_last_moment_is_paid_and_not_given_up(
    client: Client, unconfirmed: Shop
) -> None:
    start = signed_in(client, unconfirmed)
    invoice_id = models.Order.objects.get().invoice_id
    page = way_out(follow(client, f"{start}/invoices/{invoice_id}/confirm")[1])
    at_the_company(page, agrees="1")
    waiting = models.Payment.objects.get(status="confirming")
    assert "paid" in follow(client, f"{start}/payments/{waiting.id}/give-up")[1]
    unconfirmed.now = utc_now()
    assert unconfirmed.seats == 5


def test_nobody_else_gives_a_payment_up_or_confirms_it(
    client: Client, unconfirmed: Shop, open_shop: OpenShop
) -> None:
    start = signed_in(client, unconfirmed)
    invoice_id = models.Order.objects.get().invoice_id
    follow(client, f"{start}/invoices/{invoice_id}/confirm")
    waiting = models.Payment.objects.get(status="confirming")
    there = signed_in(client, open_shop(""))
    assert follow(client, f"{there}/payments/{waiting.id}/give-up")[0] == 404
    assert client.get(f"{there}/payments/{waiting.id}/back").status_code == 404
    assert follow(client, f"{there}/invoices/{invoice_id}/confirm")[0] != 200
    assert models.Payment.objects.get(id=waiting.id).status == "confirming"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_each_page_speaks_each_language(client: Client, unconfirmed: Shop, language: str) -> None:
    models.Person.objects.filter(id=unconfirmed.people["owner"].id).update(language=language)
    start = signed_in(client, unconfirmed)
    invoice_id = models.Order.objects.get().invoice_id
    for page in (f"{start}/invoices/{invoice_id}", f"{start}/payment-methods"):
        shown = client.get(page).content.decode()
        assert f'lang="{language}"' in shown
        assert not re.search(r">(card|confirm|leaving)\.\w+<", shown)
    assert way_out(follow(client, f"{start}/invoices/{invoice_id}/confirm")[1])
