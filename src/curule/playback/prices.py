"""Another price for the plan of a running subscription, announced with notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from curule.core.permissions import Actor
from curule.playback.stage import Stage
from curule.selectors.console.plans import list_plans
from curule.selectors.subscriptions import get_subscription
from curule.services import catalog, price_announcements


def announce_price(
    stage: Stage,
    subscription_id: UUID,
    *,
    unit_amount: int,
    notice_days: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Publish the plan of a subscription at another price per seat, and announce it to all."""
    terms = get_subscription(stage.account_id, subscription_id, now).terms
    [plan_id] = [
        row.id
        for row in list_plans()
        if (row.product_id, row.key) == (terms.product_id, terms.plan_key)
    ]
    version_id = catalog.publish_version(
        actor=actor,
        plan_id=plan_id,
        policy=terms.policy,
        seat_types=[sold.terms for sold in terms.seat_types],
        prices=[
            catalog.PriceOf(
                seat_type=sold.seat_type, price=replace(sold.price, unit_amount=unit_amount)
            )
            for sold in terms.prices
        ],
        now=now,
    )
    price_announcements.announce_version(
        actor=actor,
        plan_id=plan_id,
        notice_days=notice_days,
        on_clocks=True,
        now=now,
        key=str(version_id),
    )
