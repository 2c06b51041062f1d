"""The vendor's catalog: products, plans and their versions, published once and never changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.fitting import misfits
from curule.core.permissions import Action, Actor, may
from curule.core.policy import SeatPolicy, SeatTypeTerms, contradictions, write_seat_type
from curule.core.pricing import Price, falls_somewhere
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data import models

log: Final = logging.getLogger("curule.catalog")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOf:
    """What a seat type costs."""

    seat_type: str
    price: Price


def create_product(*, actor: Actor, key: str, name: str, now: datetime) -> UUID:
    """Create a product. Refuses `already_exists`."""
    _require(actor, Action.DRAFT_PLANS)
    del now
    try:
        with transaction.atomic():
            return models.Product.objects.create(key=key, name=name).id
    except IntegrityError:
        raise Refused(refuse(RefusalCode.ALREADY_EXISTS)) from None


def create_plan(*, actor: Actor, product_id: UUID, key: str, name: str, now: datetime) -> UUID:
    """Create a plan of a product. Refuses `already_exists`."""
    _require(actor, Action.DRAFT_PLANS)
    del now
    try:
        with transaction.atomic():
            return models.Plan.objects.create(product_id=product_id, key=key, name=name).id
    except IntegrityError:
        raise Refused(refuse(RefusalCode.ALREADY_EXISTS)) from None


def check_version(
    *,
    actor: Actor,
    policy: SeatPolicy,
    seat_types: Sequence[SeatTypeTerms],
    prices: Sequence[PriceOf],
) -> None:
    """Look at a version that is not published yet. Refuses what `publish_version` does."""
    _require(actor, Action.DRAFT_PLANS)
    _refuse_what_does_not_fit(policy, seat_types, prices)
    _refuse_unpriced(seat_types, prices)


@transaction.atomic
def publish_version(
    *,
    actor: Actor,
    plan_id: UUID,
    policy: SeatPolicy,
    seat_types: Sequence[SeatTypeTerms],
    prices: Sequence[PriceOf],
    now: datetime,
) -> UUID:
    """Publish the next version of a plan; subscriptions keep the one they bought.

    A price by which one seat more costs less in all is published with a warning in the log.

    Refuses `policy_contradiction` with the fields that do not go together, that the interval of a
    price has no place for, or by which tax is in some prices of a currency and not in others, and
    `price_missing` for a seat type that is sold but has no price.
    """
    _require(actor, Action.PUBLISH_PLANS)
    _refuse_what_does_not_fit(policy, seat_types, prices)
    _refuse_unpriced(seat_types, prices)
    plan = models.Plan.objects.select_for_update().get(id=plan_id)
    number = models.PlanVersion.objects.filter(plan=plan).count() + 1
    version = models.PlanVersion.objects.create(
        plan=plan, number=number, policy=policy.to_mapping(), published_at=None
    )
    ids = _write_seat_types(version, seat_types)
    _write_prices(version, ids, prices)
    models.PlanVersion.objects.filter(id=version.id).update(published_at=now)
    for sold in prices:
        if falls_somewhere(sold.price):
            log.warning("a price falls with the quantity", extra={"seat_type": sold.seat_type})
    return version.id


def _require(actor: Actor, action: Action) -> None:
    refused = may(actor, action)
    if refused:
        raise Refused(refused)


def _refuse_what_does_not_fit(
    policy: SeatPolicy, seat_types: Sequence[SeatTypeTerms], prices: Sequence[PriceOf]
) -> None:
    intervals = dict.fromkeys(sold.price.interval for sold in prices)
    fields = (
        *(" · ".join(each.fields) for each in contradictions(policy, tuple(seat_types))),
        *(
            f"{each.field} · prices.interval"
            for interval in intervals
            for each in misfits(policy, interval)
        ),
        *_tax_mixed(prices),
    )
    if fields:
        raise Refused(refuse(RefusalCode.POLICY_CONTRADICTION, fields=tuple(dict.fromkeys(fields))))


def _tax_mixed(prices: Sequence[PriceOf]) -> tuple[str, ...]:
    """Return the field that is wrong where prices of one currency say different things of tax."""
    said = {(sold.price.currency, sold.price.tax_behavior) for sold in prices}
    currencies = {currency for currency, _behavior in said}
    return ("prices.tax_behavior",) if len(said) > len(currencies) else ()


def _refuse_unpriced(seat_types: Sequence[SeatTypeTerms], prices: Sequence[PriceOf]) -> None:
    priced = {price.seat_type for price in prices}
    for terms in seat_types:
        if not terms.unlimited and terms.name not in priced:
            raise Refused(refuse(RefusalCode.PRICE_MISSING, seat_type=terms.name, currency="–"))


def _write_seat_types(
    version: models.PlanVersion, seat_types: Sequence[SeatTypeTerms]
) -> Mapping[str, UUID]:
    ids: dict[str, UUID] = {}
    for position, terms in enumerate(seat_types):
        row = models.SeatType.objects.create(
            plan_version=version,
            name=terms.name,
            position=position,
            min_seats=terms.min,
            max_seats=terms.max,
            step=terms.step,
            base=terms.base,
            is_unlimited=terms.unlimited,
            noun=write_seat_type(terms).get("noun"),
        )
        ids[terms.name] = row.id
    return ids


def _write_prices(
    version: models.PlanVersion, ids: Mapping[str, UUID], prices: Sequence[PriceOf]
) -> None:
    for sold in prices:
        price = sold.price
        models.Price.objects.create(
            plan_version=version,
            seat_type_id=ids[sold.seat_type],
            currency=price.currency,
            interval_unit=price.interval.unit.value,
            interval_count=price.interval.count,
            model=price.model.value,
            unit_amount_minor=price.unit_amount,
            tiers=[
                {
                    "up_to": tier.up_to,
                    "unit_amount": tier.unit_amount,
                    "flat_amount": tier.flat_amount,
                }
                for tier in price.tiers
            ],
            package_size=price.package_size,
            base_fee_minor=price.base_fee,
            tax_behavior=price.tax_behavior.value,
        )
