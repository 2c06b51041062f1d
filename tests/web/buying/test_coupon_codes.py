"""A code on the review of a first purchase: applied, taken off again, refused beside its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from curule.data import models
from curule.services.coupon_making import CouponTerms, make_coupon
from tests.support.factories import NOW, VENDOR, make_plan
from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world, newest_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_codes_tried() -> Iterator[None]:
    """Nobody has tried a code before."""
    cache.clear()
    yield
    cache.clear()


def _coupon(code: str = "SPRING", **terms: Any) -> None:  # noqa: ANN401 - fields of CouponTerms
    usual: dict[str, Any] = {"currency": "EUR"} if "amount" in terms else {"percent": Decimal(20)}
    usual |= {"valid_from": NOW, "limit_per_account": None}
    made = CouponTerms(code=code, **usual | terms)
    make_coupon(actor=VENDOR, terms=made, now=NOW)


def _review(language: str = "en") -> tuple[Portal, str]:
    """The review of a purchase of three seats at 10.00 a month."""
    world = bought_world("tutkit", {"participant": 5})
    other = make_plan("tutkit", product_id=world.terms.product_id)
    portal = Portal.of(world, language=language)
    answer = portal.post(f"{portal.root}/buy/{other.version_id}", seats_participant=3)
    assert answer.status_code == 303
    return portal, str(answer.headers["Location"])


def _applied(portal: Portal, review: str, code: str) -> str:
    answer = portal.post(f"{review}/code", code=code)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["Location"])


def test_a_code_lowers_the_price_and_stands_on_the_line_and_the_invoice() -> None:
    _coupon(periods=2)
    portal, review = _review()
    assert 'name="code"' in portal.get(review).content.decode()

    lowered = _applied(portal, review, " spring ")
    page = text_of(portal.get(lowered))
    assert "Discount SPRING: −€6.00" in page
    assert "The code SPRING is applied. It holds for the first 2 billing periods." in page
    assert "€24.00" in page

    portal.order(lowered)
    invoice = newest_invoice(portal.world)
    assert invoice.subtotal_minor == 2400
    shown = text_of(portal.get(f"{portal.root}/invoices/{invoice.id}"))
    assert "Discount SPRING: −€6.00" in shown
    assert models.Coupon.objects.get().redeemed == 1


def test_it_is_taken_off_again() -> None:
    _coupon()
    portal, review = _review()
    lowered = _applied(portal, review, "SPRING")

    answer = portal.post(f"{lowered}/code", remove="1")
    page = text_of(portal.get(answer.headers["Location"]))

    assert "Discount SPRING" not in page
    assert "€30.00" in page
    assert models.Coupon.objects.get().redeemed == 0


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_a_code_that_does_not_hold_is_refused_beside_its_field(language: str) -> None:
    _coupon("DOLLARS", amount=500, currency="USD")
    portal, review = _review(language)

    for code in ("NOTHING", "", "DOLLARS"):
        answer = portal.post(f"{review}/code", code=code)
        page = answer.content.decode()
        assert answer.status_code == 409
        field = re.search(r'<input[^>]*id="code"[^>]*>', page)
        assert field is not None
        assert 'aria-describedby="code-hint code-error" aria-invalid="true"' in field[0]
        assert f'value="{code}"' in field[0]
        assert 'id="refused"' not in page


def test_what_ran_out_meanwhile_is_said_at_the_order_and_nothing_is_bought() -> None:
    _coupon(valid_until=NOW + timedelta(days=1))
    portal, review = _review()
    lowered = _applied(portal, review, "SPRING")
    models.Coupon.objects.update(stopped_at=NOW)

    answer = portal.post(lowered, form_key="a" * 32)

    assert answer.status_code == 409
    assert "This code is no longer valid." in text_of(answer)
    assert models.Order.objects.filter(account_id=portal.world.account.id).count() == 1


@pytest.mark.threat("TH21")
def test_codes_are_not_found_by_trying() -> None:
    _coupon()
    portal, review = _review()
    answers = [portal.post(f"{review}/code", code=f"GUESS{n}") for n in range(21)]
    assert {answer.status_code for answer in answers} == {409}
    assert "There is no such code." in text_of(answers[19])
    assert "There is no such code." not in text_of(answers[20])
    assert portal.post(f"{review}/code", code="SPRING").status_code == 409


@pytest.mark.threat("TH21")
def test_codes_are_not_found_with_many_accounts_from_one_address() -> None:
    _coupon()
    for _account in range(3):
        portal, review = _review()
        last = [portal.post(f"{review}/code", code=f"GUESS{n}") for n in range(20)][-1]
        assert "There is no such code." in text_of(last)
    portal, review = _review()
    assert "There is no such code." not in text_of(portal.post(f"{review}/code", code="GUESS"))


def test_only_a_first_purchase_takes_a_code() -> None:
    world = bought_world("tutkit", {"participant": 5})
    portal = Portal.of(world)
    review = portal.to_review("add-seats", seats_participant=1)
    assert 'name="code"' not in portal.get(review).content.decode()
    assert portal.post(f"{review}/code", code="SPRING").status_code == 404
