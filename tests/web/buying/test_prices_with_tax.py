"""Of every price it is said whether tax is in it, and the total is what was said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from curule.core.languages import Language
from curule.core.messages import say
from curule.wording.messages import translate
from tests.support.factories import World, make_plan
from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world, newest_invoice

pytestmark = pytest.mark.django_db

BUYER = "contract_manager"
NOW = {"decrease.effective": "now", "decrease.money": "account_credit"}


def _world(tax_behavior: str = "inclusive") -> World:
    """Ten seats at 9.99 a month, with 19 % of tax in them or on top."""
    return bought_world(
        "autodesk",
        {"seat": 10},
        unit_amount=999,
        tax_rate=Decimal(19),
        tax_behavior=tax_behavior,
        overrides=NOW,
    )


def _other(world: World, tax_behavior: str) -> str:
    """Publish another plan of the product; return its key."""
    terms = make_plan(
        "autodesk",
        product_id=world.terms.product_id,
        unit_amount=1500,
        tax_behavior=tax_behavior,
        overrides=NOW,
    )
    return terms.plan_key


@pytest.mark.parametrize("language", [each.value for each in Language])
@pytest.mark.parametrize("behavior", ["inclusive", "exclusive"])
def test_every_page_with_a_price_says_whether_tax_is_in_it(behavior: str, language: str) -> None:
    world = _world(behavior)
    _other(world, behavior)
    portal = Portal.of(world, BUYER, language=language)
    said = translate(say(f"price.tax.{behavior}"), Language(language))
    for page in (
        "",
        "add-seats",
        "add-seats?seats_seat=12",
        "reduce",
        "reduce?seats_seat=4",
        "plan",
    ):
        assert said in text_of(portal.get(portal.path(page))), page


def test_the_plans_for_sale_say_it() -> None:
    portal = Portal.of(_world(), BUYER)
    make_plan("autodesk", unit_amount=2500, tax_behavior="inclusive")
    assert "€25.00 a month, tax included" in text_of(portal.get(f"{portal.root}/subscriptions"))


def test_the_review_shows_the_price_and_the_tax_in_it() -> None:
    portal = Portal.of(_world(), BUYER)
    review = portal.to_review("add-seats", seats_seat=12)
    page = text_of(portal.get(review))
    assert "Total, tax included €19.98 of which VAT 19 % FR40303265045 €3.19" in page
    assert "Due now €19.98" in page
    assert "€119.88, tax included" in page
    portal.order(review)
    invoice = newest_invoice(portal.world)
    assert (invoice.subtotal_minor, invoice.tax_minor, invoice.total_minor) == (1679, 319, 1998)
    payer = Portal.of(portal.world, "billing_contact")
    shown = text_of(payer.get(f"{payer.root}/invoices/{invoice.id}"))
    assert "Total €19.98 of which VAT, 19% €3.19" in shown
    assert "Net" not in shown


def test_without_it_in_them_the_review_adds_it() -> None:
    portal = Portal.of(_world("exclusive"), BUYER)
    page = text_of(portal.get(portal.to_review("add-seats", seats_seat=12)))
    assert "Before tax €19.98 VAT 19 % FR40303265045 €3.80" in page
    assert "Due now €23.78" in page


@pytest.mark.parametrize("language", [each.value for each in Language])
def test_what_comes_back_apart_is_said_before_the_order(language: str) -> None:
    world = _world()
    key = _other(world, "exclusive")
    portal = Portal.of(world, BUYER, language=language)
    page = text_of(portal.get(portal.to_review("plan", plan=key, seats_seat=10)))
    said = translate(say("review.back"), Language(language))
    assert said in page
    assert "99.90" in page.replace(",", ".")
