"""A vendor who raises prices: newer versions of a plan, announced to those who run on older."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from curule.core.policy import SeatTypeTerms
from curule.core.pricing import Price, PriceModel
from curule.core.tax import PriceTax
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.services import catalog, price_announcements
from curule.services.price_announcements import Outcome
from tests.support.factories import VENDOR
from tests.support.shop import Shop


def publish(shop: Shop, unit_amount: int, **asked: Any) -> PlanTerms:  # noqa: ANN401 - passed on
    """Publish the next version of the shop's plan at another price."""
    seat_types: list[SeatTypeTerms] = asked.pop(
        "seat_types", [sold.terms for sold in shop.terms.seat_types]
    )
    price = Price(
        model=PriceModel.FLAT,
        currency=asked.pop("currency", "EUR"),
        interval=asked.pop("interval", shop.interval),
        unit_amount=unit_amount,
        tax_behavior=asked.pop("tax_behavior", PriceTax.EXCLUSIVE),
    )
    version_id = catalog.publish_version(
        actor=VENDOR,
        plan_id=plan_id_of(shop),
        policy=shop.terms.policy.override(asked.pop("overrides", {})),
        seat_types=seat_types,
        prices=[
            catalog.PriceOf(seat_type=terms.name, price=price)
            for terms in seat_types
            if not terms.unlimited
        ],
        now=shop.now,
    )
    return get_plan_terms(version_id)


def plan_id_of(shop: Shop) -> UUID:
    """Return the shop's plan."""
    return models.PlanVersion.objects.get(id=shop.terms.version_id).plan_id


def announce(shop: Shop, notice_days: int = 30, **asked: Any) -> Outcome:  # noqa: ANN401 - the same
    """Announce the newest version of the shop's plan to whom it reaches."""
    return price_announcements.announce_version(
        actor=VENDOR,
        plan_id=plan_id_of(shop),
        notice_days=notice_days,
        on_clocks=shop.clock_id is not None,
        now=shop.now,
        key=asked.pop("key", str(uuid4())),
        **asked,
    )


def take_back(shop: Shop) -> int:
    """Take all announcements of the shop's plan back; return from how many."""
    return price_announcements.withdraw_all(
        actor=VENDOR,
        plan_id=plan_id_of(shop),
        on_clocks=shop.clock_id is not None,
        now=shop.now,
    )


def raised(shop: Shop, unit_amount: int, notice_days: int = 30) -> PlanTerms:
    """Publish another price and announce it; it must have reached the shop's subscription."""
    target = publish(shop, unit_amount)
    assert announce(shop, notice_days).announced == 1
    return target


def change_of(shop: Shop) -> models.PriceChange:
    """Return what was announced last."""
    return models.PriceChange.objects.filter(account_id=shop.account.id).latest("id")
