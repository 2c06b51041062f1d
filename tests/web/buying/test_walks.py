"""The walk of each source page: from the subscription to the order and its effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from curule.data import models
from tests.support.factories import NOW, make_plan
from tests.web.buying.pages import Portal, id_in, text_of
from tests.web.buying.worlds import (
    MONTH,
    YEAR,
    bought_world,
    newest_invoice,
    orders_of,
    reread,
    seats_of,
)

pytestmark = pytest.mark.django_db

SetTime = Callable[[datetime], None]


@pytest.mark.requirement("T9")
@pytest.mark.requirement("T10")
@pytest.mark.requirement("T11")
@pytest.mark.requirement("T12")
def test_tutkit_more_participants_are_there_once_they_are_paid(page_time: SetTime) -> None:
    world = bought_world("tutkit", {"participant": 5}, unit_amount=3650, interval=YEAR)
    day = NOW + timedelta(days=100)
    page_time(day)
    portal = Portal.of(world, language="fr")

    asked = portal.get(portal.path("add-seats"))
    assert "combien en plus" in text_of(asked)
    review = portal.to_review("add-seats", seats_participant=3)
    assert "3\u202f650" not in text_of(portal.get(review))
    assert seats_of(world) == 5

    placed = portal.order(review, pay="transfer")
    waiting = models.Order.objects.get(account_id=world.account.id, status="awaiting_payment")
    assert seats_of(world) == 5
    assert "attend le paiement" in text_of(placed)

    card = models.PaymentMethod.objects.get(account_id=world.account.id)
    paid = portal.client.post(
        f"{portal.root}/orders/{waiting.id}/pay", {"pay": str(card.id)}, follow=True
    )

    assert seats_of(world) == 8
    assert "exécutée" in text_of(paid)
    assert newest_invoice(world).subtotal_minor == 3 * 3650 * 265 // 365


@pytest.mark.requirement("A5")
@pytest.mark.requirement("A6")
@pytest.mark.requirement("A7")
@pytest.mark.requirement("A8")
@pytest.mark.requirement("A10")
@pytest.mark.requirement("A12")
def test_autodesk_seats_are_added_and_the_first_card_pays(page_time: SetTime) -> None:
    world = bought_world(
        "autodesk", {"seat": 5}, unit_amount=10000, interval=YEAR, tax_rate=Decimal(20)
    )
    page_time(NOW + timedelta(days=100))
    portal = Portal.of(world, "contract_manager", "fr")
    listed = portal.get(f"{portal.root}/subscriptions")
    assert portal.path() in listed.content.decode()
    assert "Ajouter des postes" in text_of(portal.get(portal.path()))

    review = portal.to_review("add-seats", seats_seat=7)
    shown = text_of(portal.get(review))
    assert (seats_of(world), orders_of(world)) == (5, 1)  # a review is no order
    placed = portal.order(review)

    assert orders_of(world) == 2
    first, second = models.Payment.objects.filter(account_id=world.account.id).order_by("id")
    assert (second.method_id, second.status) == (first.method_id, "succeeded")
    invoice = newest_invoice(world)
    assert (invoice.subtotal_minor, invoice.tax_minor) == (14521, 2904)
    assert "174,25" in shown
    assert "265/365 jours" in shown
    assert invoice.status == "paid"
    assert seats_of(world) == 7
    assert reread(world).subscription.term_ends_at == world.subscription.term_ends_at
    assert invoice.number is not None
    assert invoice.number in text_of(placed)


@pytest.mark.requirement("A9")
@pytest.mark.requirement("A11")
def test_autodesk_another_card_is_saved_before_the_order(page_time: SetTime) -> None:
    world = bought_world("autodesk", {"seat": 5}, unit_amount=10000, interval=YEAR)
    page_time(NOW + timedelta(days=100))
    portal = Portal.of(world, "contract_manager")
    review = portal.to_review("add-seats", seats_seat=6)

    saved = portal.client.post(f"{review}/method", {"card": "succeed"})
    new = models.PaymentMethod.objects.filter(account_id=world.account.id).order_by("-id").first()
    assert new is not None
    assert f"pay={new.id}" in saved.headers["Location"]
    portal.order(review, pay=str(new.id))

    payment = models.Payment.objects.filter(account_id=world.account.id).order_by("-id").first()
    assert payment is not None
    assert (payment.method_id, payment.status) == (new.id, "succeeded")
    assert seats_of(world) == 6


@pytest.mark.requirement("A13")
@pytest.mark.requirement("A14")
@pytest.mark.requirement("A15")
@pytest.mark.requirement("A16")
@pytest.mark.requirement("A17")
@pytest.mark.requirement("A18")
def test_autodesk_fewer_seats_are_saved_for_the_renewal_without_an_order() -> None:
    world = bought_world("autodesk", {"seat": 7}, unit_amount=10000, interval=YEAR)
    portal = Portal.of(world, "contract_manager", "fr")
    assert portal.path() in portal.get(f"{portal.root}/subscriptions").content.decode()
    contract = portal.get(portal.path())
    assert "Supprimer des postes" in text_of(contract)
    assert portal.path("reduce") in contract.content.decode()
    before = models.Order.objects.filter(account_id=world.account.id).count()

    page = portal.get(portal.path("reduce"))
    assert "Enregistrer les modifications" in text_of(page)
    answer = portal.client.post(portal.path("reduce"), {"seats_seat": 5}, follow=True)

    assert answer.redirect_chain[-1][0] == portal.path()
    shown = text_of(answer)
    assert "7 postes → 5 postes" in shown
    assert "Garder 7 postes" in shown
    assert models.Order.objects.filter(account_id=world.account.id).count() == before
    reduction = models.ScheduledReduction.objects.get(account_id=world.account.id)
    assert (reduction.target, reduction.effective_at) == (5, world.subscription.term_ends_at)

    kept = portal.client.post(portal.path("keep"), follow=True)

    assert "7 postes" in text_of(kept)
    reduction.refresh_from_db()
    assert reduction.status == "withdrawn"


def test_zoom_licenses_are_added_by_their_new_number(page_time: SetTime) -> None:
    world = bought_world("zoom", {"licensed": 10}, unit_amount=1500, interval=MONTH)
    page_time(NOW + timedelta(days=10))
    portal = Portal.of(world, "admin")

    review = portal.to_review("add-seats", seats_licensed=12)
    portal.order(review)

    invoice = newest_invoice(world)
    lines = models.InvoiceLine.objects.filter(invoice_id=invoice.id).order_by("position")
    assert [line.quantity for line in lines] == [-10, 12]
    assert seats_of(world) == 12


@pytest.mark.requirement("R3")
@pytest.mark.requirement("R7")
def test_licences_are_ordered_anew_and_their_term_starts_with_the_payment(
    page_time: SetTime,
) -> None:
    world = bought_world("licence_portal", {"licence": 4}, unit_amount=50000, interval=YEAR)
    page_time(NOW + timedelta(days=350))
    portal = Portal.of(world, language="ru")
    assert "не продляется автоматически" in text_of(portal.get(portal.path()))

    answer = portal.post(portal.path("renew"), seats_licence=6)
    review = answer.headers["Location"]
    shown = text_of(portal.get(review))
    placed = portal.order(review, pay="transfer")

    assert "6 лицензий" in shown
    assert "фиксации нами оплаты" in shown
    assert "ожидает оплаты" in text_of(placed)
    invoice = text_of(portal.get(f"{portal.root}/invoices/{newest_invoice(world).id}"))
    assert "(новый срок)" in invoice
    assert "первый заказ" not in invoice
    assert models.Batch.objects.filter(account_id=world.account.id).count() == 1

    paid_at = NOW + timedelta(days=360)
    page_time(paid_at)
    order = models.Order.objects.get(account_id=world.account.id, status="awaiting_payment")
    card = models.PaymentMethod.objects.get(account_id=world.account.id)
    portal.post(f"{portal.root}/orders/{order.id}/pay", pay=str(card.id))

    batch = models.Batch.objects.filter(account_id=world.account.id).order_by("-id").first()
    assert batch is not None
    assert batch.starts_at.date() == paid_at.date()
    assert newest_invoice(world).subtotal_minor == 6 * 50000


@pytest.mark.requirement("R3")
def test_licences_that_are_added_are_not_said_to_end_with_the_first(page_time: SetTime) -> None:
    world = bought_world("licence_portal", {"licence": 4}, unit_amount=50000, interval=YEAR)
    page_time(NOW + timedelta(days=100))
    portal = Portal.of(world, language="ru")
    shown = text_of(portal.get(portal.to_review("add-seats", seats_licence=2)))

    assert "Начинается с момента фиксации нами оплаты" in shown
    assert "не продляется автоматически" not in shown


@pytest.mark.requirement("G8")
@pytest.mark.requirement("G9")
@pytest.mark.requirement("G10")
@pytest.mark.requirement("G11")
@pytest.mark.requirement("G13")
@pytest.mark.requirement("G15")
@pytest.mark.requirement("G17")
def test_gotoassist_cart_review_and_order(page_time: SetTime) -> None:
    numbers = {"organizer": 10, "agent": 2}
    world = bought_world("gotoassist", numbers, unit_amount=3000)
    day = NOW + timedelta(days=10)
    page_time(day)
    portal = Portal.of(world, "billing_contact", "fr")
    shown = text_of(portal.get(portal.path()))
    assert "Ajouter des organisateurs" in shown
    assert "Ajouter des agents" in shown
    cart = f"{portal.root}/cart/{world.subscription.id}"
    put = {"seats_organizer": 12, "seats_agent": 1, "seats_expert": 0}

    portal.post(cart, **put)
    page = text_of(portal.get(cart))
    assert "10 → 12" in page
    assert "2 → 1" in page
    review = portal.post(cart, action="order").headers["Location"]
    reviewed = portal.get(review)
    text = text_of(reviewed)

    assert "Période de facturation : 11 janvier 2026" in text
    assert "12 organisateurs" in text
    assert "30,00" in text  # the price of a seat
    assert "Total dû maintenant" in text
    assert "Modifier la commande" in text
    assert f'href="{cart}"' in reviewed.content.decode()
    assert 'name="seats_organizer" value="12"' in portal.get(cart).content.decode()
    assert seats_of(world) == 12
    placed = portal.order(review)
    assert "Les attribuer maintenant" in text_of(placed)
    assert f'href="{portal.root}/members' in placed.content.decode()

    now = reread(world).subscription
    assert now.period_starts_at is not None
    assert now.period_starts_at.date() == day.date()
    assert seats_of(world) == 13
    due = 12 * 3000 + 3000 - round(12 * 3000 * 21 / 31)
    invoice = newest_invoice(world)
    assert invoice.subtotal_minor == pytest.approx(due, abs=2)
    assert f"{invoice.total_minor // 100},{invoice.total_minor % 100:02}" in text
    assert "10 → 12" not in text_of(portal.get(cart))


def test_gotoassist_fewer_seats_may_cost_and_the_page_says_why(page_time: SetTime) -> None:
    world = bought_world("gotoassist", {"organizer": 10}, unit_amount=3000)
    page_time(NOW + timedelta(days=10))
    portal = Portal.of(world, "billing_contact")

    review = portal.to_review("reduce", seats_organizer=8)
    shown = text_of(portal.get(review))
    portal.order(review)

    assert "Why is something due although the number goes down?" in shown
    assert seats_of(world) == 8


@pytest.mark.requirement("T2")
def test_the_first_purchase_is_reviewed_before_anything_exists() -> None:
    world = bought_world("tutkit", {"participant": 5})
    other = bought_world("tutkit", {"participant": 1}).terms
    portal = Portal.of(world)
    before = models.Subscription.objects.filter(account_id=world.account.id).count()

    answer = portal.post(f"{portal.root}/buy/{other.version_id}", seats_participant=3)
    review = answer.headers["Location"]
    page = portal.get(review)

    assert "€30.00" in text_of(page)
    assert models.Subscription.objects.filter(account_id=world.account.id).count() == before

    placed = portal.order(review)

    order = models.Order.objects.get(id=id_in(placed.request["PATH_INFO"]))
    fresh = models.Subscription.objects.get(id=order.subscription_id)
    assert (fresh.status, fresh.plan_version_id) == ("active", other.version_id)
    assert models.Seat.objects.filter(subscription_id=fresh.id).count() == 3
    assert newest_invoice(world).subtotal_minor == 3000


@pytest.mark.requirement("T25")
def test_a_larger_plan_is_chosen_beside_the_present_one(page_time: SetTime) -> None:
    world = bought_world("tutkit", {"participant": 10}, interval=MONTH)
    larger = make_plan(
        "tutkit",
        product_id=world.terms.product_id,
        overrides={"quantity.max_seats": 50},
        unit_amount=1500,
    )
    page_time(NOW + timedelta(days=10))
    portal = Portal.of(world)
    full = portal.get(portal.path("add-seats"))
    assert portal.path("plan") in full.content.decode()
    compared = text_of(portal.get(portal.path("plan")))
    assert "up to 50 places" in compared

    dearer = text_of(portal.get(portal.to_review("plan", plan=larger.plan_key)))
    assert "10 places × €5.00 × 21/31 days" in " ".join(dearer.split())
    review = portal.to_review("plan", plan=larger.plan_key, seats_participant=12)
    assert "€80.00 × 21/31 days" in " ".join(text_of(portal.get(review)).split())
    placed = text_of(portal.order(review))
    assert f"{world.terms.plan_name} → {larger.plan_name}" in placed

    now = reread(world).subscription
    assert now.plan_version_id == larger.version_id
    assert seats_of(world) == 12


def test_a_plan_that_is_too_small_names_no_price_and_begins_with_its_most(
    page_time: SetTime,
) -> None:
    world = bought_world("tutkit", {"participant": 8}, interval=MONTH)
    make_plan(
        "tutkit",
        product_id=world.terms.product_id,
        overrides={"quantity.max_seats": 5},
        unit_amount=1500,
    )
    page_time(NOW + timedelta(days=10))
    portal = Portal.of(world)

    answer = portal.get(portal.path("plan"))

    assert "8 places do not fit in this plan" in text_of(answer)
    assert "€120.00" not in text_of(answer)
    assert 'name="seats_participant" value="5"' in answer.content.decode()
