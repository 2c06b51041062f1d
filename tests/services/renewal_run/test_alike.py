"""Renewed together or one by one: the same invoices, lines, postings, events and mails."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from curule.core.refusals import Refused
from curule.data.models import Account, Invoice
from curule.selectors.invariants import verify
from curule.services import subscriptions
from curule.services.coupon_making import CouponTerms, make_coupon
from curule.services.renewals import renewal_run
from curule.services.sweeps.due import run_due
from tests.services.renewal_run.twins import assert_alike, twin_of
from tests.support.factories import VENDOR
from tests.support.prices import announce, publish
from tests.support.shop import Shop, day

pytestmark = pytest.mark.usefixtures("sandbox")

DETAILS = {
    "street": "2 rue B",
    "postcode": "69001",
    "city": "Lyon",
    "order_number": "PO-7",
    "registration_number": "404833048",
}
"""What invoices say of the customer: none of it is empty, so that none can stand for another."""

_scenes = st.fixed_dictionaries(
    {
        "preset": st.sampled_from(["zoom", "autodesk", "licence_portal", "tutkit", "gotoassist"]),
        "unit": st.sampled_from(["day", "second", "thirty_360"]),
        "term": st.sampled_from([None, "months(3)"]),
        "by_invoice": st.booleans(),
        "paid": st.booleans(),
        "card": st.sampled_from(["succeed", "decline"]),
        "tax_rate": st.sampled_from([None, "20", "7.7"]),
        "tax_behavior": st.sampled_from(["exclusive", "inclusive"]),
        "time_zone": st.sampled_from(["Europe/Paris", "Asia/Kolkata", "America/New_York"]),
        "people": st.sampled_from([("owner",), ("owner", "billing_contact", "admin")]),
        "seats": st.integers(1, 7),
        "unit_amount": st.integers(1, 9_999),
        "begins": st.dates(day(2026, 1, 1).date(), day(2026, 3, 31).date()),
        "months": st.integers(1, 2),
        "hour": st.integers(0, 23),
        "changed": st.sampled_from(["nothing", "fewer", "renewal off", "more"]),
        "notice": st.sampled_from([None, 0, 20, 40]),
    }
)


def _open(scene: dict[str, Any]) -> tuple[Shop, Shop]:
    """Open two shops of a scene, each with its subscription."""
    begins = day(scene["begins"].year, scene["begins"].month, scene["begins"].day, scene["hour"])
    overrides: dict[str, Any] = {"proration__unit": scene["unit"]}
    if scene["term"]:
        overrides |= {"term__length": scene["term"]}
    if scene["by_invoice"]:
        overrides |= {"payment__method": "invoice", "payment__other_method_saved_first": False}
    shop = Shop.open(
        scene["preset"],
        unit_amount=scene["unit_amount"],
        now=begins,
        card=None,
        tax_rate=scene["tax_rate"],
        tax_behavior=scene.get("tax_behavior", "exclusive"),
        time_zone=scene["time_zone"],
        people=scene["people"],
        is_live=True,
        **overrides,
    )
    twins = (shop, twin_of(shop))
    for each in twins:
        Account.objects.filter(id=each.account.id).update(**DETAILS)
        each.add_card("succeed")
        each.subscribe(scene["seats"], coupon=scene.get("coupon", ""))
        if scene["card"] == "decline":
            each.add_card("decline", name="empty")
        if scene["by_invoice"] and scene["paid"]:
            each.transfer()
        with contextlib.suppress(Refused):  # both are refused the same
            _change(each, scene["changed"], scene["seats"])
    if scene.get("notice") is not None:
        publish(shop, scene["unit_amount"] + 1)
        announce(shop, scene["notice"])
    return twins


def _change(shop: Shop, changed: str, seats: int) -> None:
    if changed == "fewer" and seats > 1:
        shop.set_seats(seats - 1)
    elif changed == "more":
        shop.add_seats(1)
    elif changed == "renewal off":
        subscriptions.set_auto_renew(**shop.on, value=False)


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(scene=_scenes)
@pytest.mark.invariant("I17")
@pytest.mark.invariant("I36")
def test_together_and_one_by_one_write_the_same(scene: dict[str, Any]) -> None:
    with transaction.atomic():
        _write_the_same(scene)
        transaction.set_rollback(True)


def test_a_customer_who_owes_is_left_to_the_sweep() -> None:
    unpaid = {
        "preset": "licence_portal",
        "by_invoice": True,
        "paid": False,
        "months": 2,
        "term": "months(3)",
        "changed": "fewer",
    }
    _write_the_same({**PLAIN, **unpaid})


def _write_the_same(scene: dict[str, Any]) -> None:
    one_by_one, together = _open(scene)
    assert_alike(one_by_one, together)
    until = one_by_one.now + timedelta(days=scene["months"] * 31)
    while one_by_one.now < until:
        _go_on(one_by_one, one_by_one.now + timedelta(days=8, hours=5))

    assert_alike(one_by_one, together)
    assert not verify(one_by_one.account.id)
    assert not verify(together.account.id)


def _go_on(one_by_one: Shop, now: datetime) -> None:
    """Let time go by for one, whose sweep renews nothing together, and then for everybody."""
    one_by_one.to(now)
    run_due(now=now)


PLAIN_FROM = day(2026, 1, 1)
PLAIN: dict[str, Any] = {
    "preset": "zoom",
    "unit": "day",
    "term": None,
    "by_invoice": False,
    "paid": True,
    "card": "succeed",
    "tax_rate": "20",
    "time_zone": "Europe/Paris",
    "people": ("owner", "billing_contact"),
    "seats": 4,
    "unit_amount": 2999,
    "begins": day(2026, 1, 31).date(),
    "hour": 9,
    "changed": "nothing",
}


@pytest.mark.parametrize("by_invoice", [False, True])
@pytest.mark.parametrize("term", [None, "months(3)"])
def test_what_is_plain_goes_together(by_invoice: bool, term: str | None) -> None:
    one_by_one, together = _open({**PLAIN, "by_invoice": by_invoice, "term": term})
    now = day(2026, 2, 28)
    _go_on(one_by_one, day(2026, 2, 27, 12))
    one_by_one.to(now, attempts=False)

    assert renewal_run.renew_plain(now=now) == 1
    run_due(now=now, attempt_payments=False)
    assert_alike(one_by_one, together)
    assert Invoice.objects.filter(account_id=together.account.id).count() == 2


@pytest.mark.parametrize(("notice", "plain"), [(0, 0), (60, 1)])
def test_an_announced_price_is_left_to_the_sweep_once_its_date_has_come(
    notice: int, plain: int
) -> None:
    one_by_one, together = _open({**PLAIN, "notice": notice})
    _go_on(one_by_one, day(2026, 2, 27, 12))
    one_by_one.to(day(2026, 2, 28), attempts=False)

    assert renewal_run.renew_plain(now=day(2026, 2, 28)) == plain
    run_due(now=day(2026, 2, 28), attempt_payments=False)
    assert_alike(one_by_one, together)
    assert together.totals[-1] == (12_000 if not plain else 11_996) * 6 // 5


def test_a_coupon_is_left_to_the_sweep_which_counts_its_periods() -> None:
    coupon = CouponTerms(code="SPRING", percent=Decimal(10), periods=3, valid_from=PLAIN_FROM)
    make_coupon(actor=VENDOR, terms=coupon, now=PLAIN_FROM)
    one_by_one, together = _open({**PLAIN, "coupon": "SPRING"})
    now = day(2026, 2, 28)
    _go_on(one_by_one, day(2026, 2, 27, 12))
    one_by_one.to(now, attempts=False)

    assert renewal_run.renew_plain(now=now) == 0
    run_due(now=now, attempt_payments=False)
    assert_alike(one_by_one, together)


@pytest.mark.parametrize("changed", ["fewer", "renewal off"])
def test_what_waits_for_the_boundary_is_left_to_the_sweep(changed: str) -> None:
    one_by_one, together = _open({**PLAIN, "changed": changed})
    now = day(2026, 2, 28)

    assert renewal_run.renew_plain(now=now) == 0
    _go_on(one_by_one, now)
    assert_alike(one_by_one, together)
