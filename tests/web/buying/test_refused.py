"""What is not bought: who may not, what the policy refuses, old prices, forms sent twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from curule.data import models
from curule.services import subscriptions
from curule.services.accounts import accounts
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers
from curule.services.seating.seating import Invitee
from curule.services.seats import seats
from tests.support.factories import NOW, SYSTEM, VENDOR, make_world
from tests.web.buying.pages import Portal, form_key, id_in, text_of
from tests.web.buying.worlds import YEAR, bought_world, newest_invoice, orders_of, seats_of

pytestmark = pytest.mark.django_db

SetTime = Callable[[datetime], None]


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.requirement("A1")
def test_who_may_not_change_sees_the_number_the_reason_and_who_may() -> None:
    world = bought_world("autodesk", {"seat": 5})
    portal = Portal.of(world, "admin")

    shown = portal.get(portal.path())
    answer = portal.post(portal.path("add-seats"), seats_seat=7)

    page = text_of(shown)
    assert "5 seats" in page
    assert world.people["contract_manager"].email in page
    assert portal.path("add-seats") not in shown.content.decode()
    assert answer.status_code == 403
    assert world.people["contract_manager"].email in text_of(answer)
    assert (seats_of(world), orders_of(world)) == (5, 1)


@pytest.mark.requirement("A2")
def test_with_the_renewal_off_the_page_says_so_and_how_to_turn_it_on() -> None:
    world = bought_world("autodesk", {"seat": 5})
    portal = Portal.of(world, "contract_manager")

    off = portal.client.post(portal.path("auto-renew"), {"value": "off"}, follow=True)
    refused = portal.post(portal.path("add-seats"), seats_seat=7)
    fewer = portal.post(portal.path("reduce"), seats_seat=4)
    on = portal.client.post(portal.path("auto-renew"), {"value": "on"}, follow=True)

    assert "Turn automatic renewal on" in text_of(off)
    for page in ("add-seats", "reduce"):
        assert portal.path(page) not in off.content.decode()
        assert portal.path(page) in on.content.decode()
    assert (refused.status_code, fewer.status_code) == (409, 409)
    assert not models.ScheduledReduction.objects.filter(account_id=world.account.id).exists()


@pytest.mark.requirement("A3")
def test_a_contract_of_a_reseller_leads_to_the_contact() -> None:
    world = bought_world("autodesk", {"seat": 5})
    accounts.set_channel(
        actor=VENDOR,
        account_id=world.account.id,
        channel="reseller",
        adviser="anna@reseller.test",
        now=NOW,
    )
    portal = Portal.of(world, "contract_manager")

    shown = portal.get(portal.path())
    managed = text_of(portal.get(portal.path("managed")))
    contact = text_of(portal.get(f"{portal.root}/contact?subscription={world.subscription.id}"))

    assert portal.path("add-seats") not in shown.content.decode()
    assert "anna@reseller.test" in managed
    assert "anna@reseller.test" in contact


def test_a_member_without_a_role_gets_no_page_of_buying() -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world, "member")

    answers = [portal.get(portal.path(page)) for page in ("", "add-seats", "reduce")]

    assert {answer.status_code for answer in answers} == {403}


def test_foreign_ids_answer_like_random_ones() -> None:
    mine = bought_world("tutkit", {"participant": 5})
    other = bought_world("tutkit", {"participant": 5})
    quote = offers.price(
        actor=SYSTEM,
        account_id=other.account.id,
        subscription_id=other.subscription.id,
        asked=SeatsAsked(totals={}, differences={"participant": 1}),
        now=NOW,
    ).value
    order = models.Order.objects.get(account_id=other.account.id).id
    portal = Portal.of(mine)

    for page, foreign in (
        ("subscriptions/{}", other.subscription.id),
        ("subscriptions/{}/add-seats", other.subscription.id),
        ("subscriptions/{}/reduce", other.subscription.id),
        ("subscriptions/{}/plan", other.subscription.id),
        ("subscriptions/{}/renew", other.subscription.id),
        ("subscriptions/{}/managed", other.subscription.id),
        ("cart/{}", other.subscription.id),
        ("quotes/{}", quote),
        ("orders/{}", order),
        ("buy/{}", other.subscription.id),
    ):
        theirs = portal.get(f"{portal.root}/{page.format(foreign)}")
        none = portal.get(f"{portal.root}/{page.format(uuid4())}")
        assert (theirs.status_code, none.status_code) == (404, 404), page
        posted = portal.post(f"{portal.root}/{page.format(foreign)}", seats_participant=1)
        assert posted.status_code in {404, 405}, page
    assert orders_of(other) == 1


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.requirement("T24")
@pytest.mark.requirement("T25")
def test_above_the_maximum_the_ways_out_are_links_and_the_number_stays_typed() -> None:
    world = bought_world("tutkit", {"participant": 8})
    portal = Portal.of(world, language="fr")

    answer = portal.post(portal.path("add-seats"), seats_participant=3)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="3"' in page
    assert portal.path("plan") in page
    assert f"{portal.root}/contact?subscription={world.subscription.id}" in page
    assert seats_of(world) == 8


@pytest.mark.requirement("T26")
def test_a_maximum_that_was_agreed_counts() -> None:
    world = bought_world("tutkit", {"participant": 10})
    accounts.set_maximum(
        actor=VENDOR,
        account_id=world.account.id,
        product_id=world.terms.product_id,
        seat_type="participant",
        maximum=12,
        now=NOW,
    )
    portal = Portal.of(world)

    page = text_of(portal.get(portal.path("add-seats")))
    beyond = portal.post(portal.path("add-seats"), seats_participant=3)
    portal.order(portal.to_review("add-seats", seats_participant=2))

    assert "12" in page
    assert beyond.status_code == 409
    assert seats_of(world) == 12


@pytest.mark.requirement("T5")
def test_tutkit_places_cannot_be_reduced_in_the_term_and_the_date_is_named() -> None:
    world = bought_world("tutkit", {"participant": 5}, interval=YEAR)
    portal = Portal.of(world, language="fr")

    shown = text_of(portal.get(portal.path()))
    answer = portal.post(portal.path("reduce"), seats_participant=3)

    assert "1er janvier 2027" in shown
    assert portal.path("reduce") not in portal.get(portal.path()).content.decode()
    assert answer.status_code == 409
    assert "1er janvier 2027" in text_of(answer)
    assert not models.ScheduledReduction.objects.filter(account_id=world.account.id).exists()


@pytest.mark.parametrize("typed", ["", "0", "-1", "many", "99999999999"])
def test_what_is_no_number_is_said_beside_the_field(typed: str) -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world)

    answer = portal.post(portal.path("add-seats"), seats_participant=typed)

    assert answer.status_code == 422
    assert 'id="id_seats_participant-error"' in answer.content.decode()
    assert orders_of(world) == 1


def test_the_last_seat_cannot_be_reduced() -> None:
    world = bought_world("autodesk", {"seat": 1})
    portal = Portal.of(world, "contract_manager")

    assert portal.path("reduce") not in portal.get(portal.path()).content.decode()
    assert portal.post(portal.path("reduce"), seats_seat=0).status_code == 409


def test_with_more_people_than_seats_the_page_asks_who_leaves_or_waits() -> None:
    world = bought_world("autodesk", {"seat": 3})
    people = [world.people[name].email for name in ("owner", "admin", "member")]
    seats.assign(
        actor=SYSTEM,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[Invitee(email=email, first_name="A", last_name="B") for email in people],
        now=NOW,
    )
    portal = Portal.of(world, "contract_manager")

    asked = portal.post(portal.path("reduce"), seats_seat=2)
    assert asked.status_code == 200
    assert "Decide later" in text_of(asked)
    assert not models.ScheduledReduction.objects.filter(account_id=world.account.id).exists()
    stranger = portal.post(portal.path("reduce"), seats_seat=2, leave="nobody@x.test")
    assert stranger.status_code == 409

    portal.post(portal.path("reduce"), seats_seat=2, leave=people[2])

    kept = models.ScheduledReduction.objects.get(account_id=world.account.id)
    assert (kept.target, len(kept.leaves)) == (2, 1)


def test_an_increase_asks_what_becomes_of_a_scheduled_reduction() -> None:
    world = bought_world("autodesk", {"seat": 7})
    portal = Portal.of(world, "contract_manager")
    portal.post(portal.path("reduce"), seats_seat=5)

    asked = portal.post(portal.path("add-seats"), seats_seat=9)
    assert asked.status_code == 409
    assert 'value="keep_target"' in asked.content.decode()
    assert 'value="9"' in asked.content.decode()
    review = portal.to_review("add-seats", seats_seat=9, reduction="shift_target")
    portal.order(review)

    kept = models.ScheduledReduction.objects.get(account_id=world.account.id, status="open")
    assert kept.target == 7
    assert models.Seat.objects.filter(subscription_id=world.subscription.id).count() == 9


def test_the_cart_asks_what_becomes_of_a_scheduled_reduction_too() -> None:
    later = {
        "decrease.effective": "at_renewal",
        "decrease.money": "none",
        "increase.charge": "prorated",
        "anchor.on_change": "keep",
    }
    world = bought_world("gotoassist", {"organizer": 7, "agent": 2}, overrides=later)
    portal = Portal.of(world, "billing_contact")
    portal.post(portal.path("reduce"), seats_organizer=5)
    cart = f"{portal.root}/cart/{world.subscription.id}"
    portal.post(cart, seats_organizer=9, seats_agent=2)

    asked = portal.post(cart, action="order")
    answered = portal.post(cart, action="order", reduction="keep_target")
    portal.order(answered.headers["Location"])

    assert asked.status_code == 409
    assert 'value="keep_target"' in asked.content.decode()
    kept = models.ScheduledReduction.objects.get(account_id=world.account.id, status="open")
    assert kept.target == 5


# --- prices that are no longer held ---------------------------------------------------------------


def test_an_expired_price_is_shown_anew_and_nothing_is_ordered(page_time: SetTime) -> None:
    world = bought_world("tutkit", {"participant": 5}, interval=YEAR)
    portal = Portal.of(world)
    review = portal.to_review("add-seats", seats_participant=2)
    page_time(NOW + timedelta(days=40))

    old = text_of(portal.get(review))
    answer = portal.post(review, form_key="a" * 32, pay="transfer")
    new = answer.headers["Location"]
    shown = portal.get(new)

    assert "This price is no longer held." in old
    assert answer.status_code == 303
    assert id_in(new.split("?")[0]) != id_in(review)
    assert "€20.00 due now €17.81 due now" in text_of(shown)
    assert orders_of(world) == 1

    portal.order(new.split("?")[0], pay="transfer")
    assert orders_of(world) == 2


def test_a_price_that_the_world_has_left_behind_is_shown_anew() -> None:
    world = bought_world("zoom", {"licensed": 5})
    portal = Portal.of(world)
    first = portal.to_review("add-seats", seats_licensed=6)
    second = portal.to_review("add-seats", seats_licensed=8)
    portal.order(second)

    answer = portal.client.post(first, {"form_key": "b" * 32}, follow=True)
    again = portal.client.post(first, {"form_key": "c" * 32, "again": "difference"}, follow=True)

    assert answer.status_code == 409
    assert "This number: 6 licences" in text_of(answer)
    assert "8 licences → 9 licences" in text_of(again)
    assert orders_of(world) == 2
    assert seats_of(world) == 8


def test_a_first_purchase_of_yesterday_is_priced_anew(page_time: SetTime) -> None:
    world = bought_world("tutkit", {"participant": 5})
    other = bought_world("tutkit", {"participant": 1}).terms
    portal = Portal.of(world)
    answer = portal.post(f"{portal.root}/buy/{other.version_id}", seats_participant=3)
    page_time(NOW + timedelta(minutes=16))

    again = portal.post(answer.headers["Location"], form_key="c" * 32)

    assert again.status_code == 303
    assert "was=" in again.headers["Location"]
    assert orders_of(world) == 1


# --- sent twice -----------------------------------------------------------------------------------


def test_a_double_click_and_back_order_once() -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world)
    review = portal.to_review("add-seats", seats_participant=2)
    fields = {"form_key": form_key(portal.get(review)), "pay": "transfer"}

    first, second = (portal.client.post(review, fields) for _ in range(2))
    again = portal.client.post(review, fields | {"form_key": "d" * 32})
    back = portal.get(review)

    there = first.headers["Location"]
    assert [second.headers["Location"], again.headers["Location"], back.headers["Location"]] == [
        there
    ] * 3
    assert orders_of(world) == 2


def test_two_tabs_order_once_each_only_after_seeing_the_new_price() -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world)
    tabs = [portal.to_review("add-seats", seats_participant=1) for _ in range(2)]
    card = models.PaymentMethod.objects.get(account_id=world.account.id)

    for tab in tabs:
        portal.client.post(tab, {"form_key": uuid4().hex, "pay": str(card.id)})

    assert orders_of(world) == 2
    assert seats_of(world) == 6


# --- money ----------------------------------------------------------------------------------------


@pytest.mark.requirement("G12")
def test_a_higher_price_asks_for_the_vat_number_on_the_same_page() -> None:
    world = bought_world("gotoassist", {"organizer": 5})
    models.Account.objects.filter(id=world.account.id).update(tax_id="")
    portal = Portal.of(world, "billing_contact")
    cart = f"{portal.root}/cart/{world.subscription.id}"
    portal.post(cart, seats_organizer=6)
    review = portal.post(cart, action="order").headers["Location"]

    refused = portal.post(review, form_key="e" * 32)
    assert refused.status_code == 409
    assert seats_of(world) == 5
    wrong = portal.post(f"{review}/tax-id", tax_id="?" * 41)
    assert wrong.status_code == 409
    assert f'value="{"?" * 41}"' in wrong.content.decode()
    field = re.search(r'<input[^>]*id="tax_id"[^>]*>', wrong.content.decode())
    assert field is not None
    assert 'aria-describedby="tax_id-hint tax_id-error" aria-invalid="true"' in field[0]
    assert 'id="tax_id-error"' in wrong.content.decode()
    assert 'id="refused"' not in wrong.content.decode()
    portal.post(f"{review}/tax-id", tax_id="FR40303265045")
    portal.order(review)

    assert seats_of(world) == 6


def test_fewer_seats_ask_for_no_vat_number() -> None:
    world = bought_world("gotoassist", {"organizer": 5})
    models.Account.objects.filter(id=world.account.id).update(tax_id="")
    portal = Portal.of(world, "billing_contact")

    review = portal.to_review("reduce", seats_organizer=4)
    portal.order(review)

    assert seats_of(world) == 4


def test_a_declined_card_leaves_the_order_to_be_paid_otherwise() -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world)
    review = portal.to_review("add-seats", seats_participant=2)
    portal.client.post(f"{review}/method", {"card": "decline"})
    bad = models.PaymentMethod.objects.filter(account_id=world.account.id).order_by("-id")[0]

    placed = portal.order(review, pay=str(bad.id))

    assert "did not go through" in text_of(placed)
    assert seats_of(world) == 5
    good = models.PaymentMethod.objects.filter(account_id=world.account.id).order_by("id")[0]
    order = id_in(placed.request["PATH_INFO"])
    paid = portal.client.post(
        f"{portal.root}/orders/{order}/pay", {"pay": str(good.id)}, follow=True
    )
    assert "Your order is complete" in text_of(paid)
    assert seats_of(world) == 7
    assert newest_invoice(world).status == "paid"


# --- managed accounts -----------------------------------------------------------------------------


@pytest.mark.requirement("G5")
def test_a_corporate_account_asks_accepts_and_declines_quotes() -> None:
    world = bought_world("gotoassist", {"organizer": 5})
    accounts.set_channel(
        actor=VENDOR, account_id=world.account.id, channel="corporate",
        adviser="adviser@vendor.test", now=NOW,
    )  # fmt: skip
    portal = Portal.of(world, "billing_contact")
    refused = portal.post(f"{portal.root}/cart/{world.subscription.id}", seats_organizer=6)
    portal.get(refused.headers.get("Location", portal.path()))
    asked = portal.client.post(
        portal.path("managed"), {"seats_organizer": "8", "seats_agent": "0"}, follow=True
    )
    assert "asked, answer to come" in text_of(asked)

    def offered(number: int) -> str:
        quote = offers.offer_quote(
            actor=VENDOR, account_id=world.account.id, subscription_id=world.subscription.id,
            seats={"organizer": number}, now=NOW,
        ).value  # fmt: skip
        return f"{portal.root}/quotes/{quote}"

    declined = portal.client.post(f"{offered(8)}/decline", follow=True)
    assert "declined" in text_of(declined)
    assert seats_of(world) == 5

    portal.order(offered(7))

    assert seats_of(world) == 7


def test_a_subscription_that_was_ended_offers_a_new_term(page_time: SetTime) -> None:
    world = bought_world("zoom", {"licensed": 5})
    subscriptions.set_auto_renew(
        actor=SYSTEM, account_id=world.account.id, subscription_id=world.subscription.id,
        value=False, now=NOW,
    )  # fmt: skip
    page_time(NOW + timedelta(days=60))
    portal = Portal.of(world)

    shown = portal.get(portal.path())
    review = portal.post(portal.path("renew"), seats_licensed=4).headers["Location"]
    portal.order(review)

    assert portal.path("renew") in shown.content.decode()
    assert seats_of(world) == 4


def test_a_page_opens_while_the_worker_is_behind(page_time: SetTime) -> None:
    world = make_world("zoom")
    page_time(NOW + timedelta(days=45))
    portal = Portal.of(world)

    for page in ("", "add-seats", "reduce", "plan", "managed"):
        assert portal.get(portal.path(page)).status_code == 200
