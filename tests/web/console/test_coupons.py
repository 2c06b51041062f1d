"""Coupons in the console: finance makes and stops them, everybody of the staff sees them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import Coupon, CouponPlan, Person, PlanVersion
from curule.services.orders import orders
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db

FORM = {
    "code": "Spring 26",
    "kind": "percent",
    "value": "12,5",
    "currency": "",
    "periods": "3",
    "starts": "",
    "until": "2031-05-31",
    "in_all": "100",
    "per_account": "1",
}


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_finance_makes_a_coupon_sees_who_used_it_and_stops_it(
    client: Client, team: dict[StaffRole, Person], language: str
) -> None:
    Person.objects.filter(id=team[StaffRole.FINANCE].id).update(language=language)
    client.force_login(team[StaffRole.FINANCE])
    assert client.get("/console/coupons").status_code == 200
    shop = Shop.open("zoom", is_live=True)
    plan = PlanVersion.objects.get(id=shop.terms.version_id).plan_id

    made = client.post("/console/coupons/new", {**FORM, "plans": [str(plan)]})
    assert made.status_code == 303, made.content.decode()
    coupon = Coupon.objects.get()
    assert (coupon.code, coupon.percent, coupon.periods) == ("SPRING26", Decimal("12.50"), 3)
    assert (coupon.limit_in_all, coupon.limit_per_account) == (100, 1)
    assert CouponPlan.objects.get().plan_id == plan
    _order_with(shop, "SPRING26", coupon)

    page = client.get(made.headers["Location"]).content.decode()
    assert f"/console/accounts/{shop.account.id}" in page
    assert f"/console/coupons/{coupon.id}/stop" in page
    assert "SPRING26" in client.get("/console/coupons?q=spring").content.decode()

    stopped = client.post(f"/console/coupons/{coupon.id}/stop", follow=True)
    assert f"/console/coupons/{coupon.id}/stop" not in stopped.content.decode()
    coupon.refresh_from_db()
    assert coupon.stopped_at is not None


def _order_with(shop: Shop, code: str, coupon: Coupon) -> None:
    orders.subscribe(
        actor=shop.actor,
        account_id=shop.account.id,
        plan_version_id=shop.terms.version_id,
        seats={shop.seat_type: 3},
        currency="EUR",
        interval=("month", 1),
        coupon=code,
        now=coupon.valid_from,
    )


def test_an_amount_is_read_in_its_currency(client: Client, team: dict[StaffRole, Person]) -> None:
    client.force_login(team[StaffRole.ADMIN])
    amount = {**FORM, "kind": "amount", "value": "1 500", "currency": "jpy", "periods": ""}
    client.post("/console/coupons/new", amount)
    coupon = Coupon.objects.get()
    assert (coupon.amount_minor, coupon.currency, coupon.percent) == (1500, "JPY", None)
    assert coupon.periods is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "x"}, "code"),
        ({"value": "0"}, "value"),
        ({"value": "101"}, "value"),
        ({"value": "a lot"}, "value"),
        ({"kind": "amount", "value": "5", "currency": "XXQ"}, "currency"),
        ({"kind": "amount", "value": "5.001", "currency": "EUR"}, "value"),
        ({"periods": "0"}, "periods"),
        ({"in_all": "0"}, "in_all"),
        ({"until": "2001-01-01"}, "until"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    client: Client, team: dict[StaffRole, Person], changed: dict[str, str], field: str
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    answer = client.post("/console/coupons/new", {**FORM, **changed})
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert not Coupon.objects.exists()


def test_no_plan_with_terms_of_its_own_is_taken(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    shop = Shop.open("licence_portal", is_live=True)
    plan = PlanVersion.objects.get(id=shop.terms.version_id).plan_id
    answer = client.post("/console/coupons/new", {**FORM, "plans": [str(plan)]})
    assert 'id="id_plans-error"' in answer.content.decode()
    assert not Coupon.objects.exists()


def test_who_may_not_make_coupons_sees_them_without_the_buttons(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.SUPPORT])
    assert "/console/coupons/new" not in client.get("/console/coupons").content.decode()
    assert client.get("/console/coupons/new").status_code == 403
    assert client.post("/console/coupons/new", FORM).status_code == 403
