"""Price changes with notice: whom a new version of a plan reaches, and what was announced to whom.

However many subscriptions there are, a chunk of them is read by a handful of statements; one alone
is read the same way, so that what is previewed is what is announced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet

from curule.core.lifecycle import Status, days_later
from curule.core.money import Money
from curule.core.periods import end_of
from curule.core.policy import Channel, RenewalMode, SelfService
from curule.core.price_changes import Around, Foretold, LeftOut, foretell, left_out
from curule.core.pricing import PriceModel
from curule.core.purchases import Offer
from curule.core.standing import Standing
from curule.core.tax import Rate, taxed
from curule.core.tax_parties import Seller
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.coupons import running_redemptions, with_running_coupon
from curule.selectors.standings import account_maxima, anchor_of, interval_of, running_period
from curule.selectors.taxes import find_seller, tax_of_sale

CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A running subscription on an older version of a plan, and what an announcement means to it.

    `now` is what time it is in its account. Without `left_out` the announcement names `renews_at`
    and the amounts of a period, with tax, `before` and `after` it. `has_own_change` is whether the
    customer has another plan scheduled, which comes first.
    """

    account_id: UUID
    account: str
    subscription_id: UUID
    version_id: UUID
    version: int
    currency: str
    seats: int
    now: datetime
    not_before: datetime
    left_out: LeftOut | None
    renews_at: datetime | None = None
    before: Money | None = None
    after: Money | None = None
    has_own_change: bool = False


def newest_version(plan_id: UUID) -> PlanTerms | None:
    """Return the newest published version of a plan, or None."""
    found = (
        models.PlanVersion.objects.filter(plan_id=plan_id, published_at__isnull=False)
        .order_by("-number")
        .values_list("id", flat=True)
        .first()
    )
    return None if found is None else get_plan_terms(found)


def list_reached(
    plan_id: UUID,
    target: PlanTerms,
    *,
    notice_days: int,
    now: datetime,
    on_clocks: bool | None = None,
    only: Sequence[UUID] | None = None,
) -> Iterator[Reached]:
    """Return the running subscriptions on older versions of a plan, in the order of their ids.

    Those of live accounts, or of accounts on test clocks; of both where that is not said.
    """
    after: UUID | None = None
    reader = _Reader(target=target, notice_days=notice_days, real_now=now)
    asked = {
        "plan": plan_id,
        "target": target.version_id,
        "running": [status.value for status in _RUNS],
        "now": now,
        "on_clocks": on_clocks,
        "only": None if only is None else list(only),
        "most": CHUNK,
    }
    while rows := fetch(_RUNNING, {**asked, "after": after}):
        ids = [row[0] for row in rows]
        found = models.Subscription.objects.select_related("account").in_bulk(ids)
        for row in rows:
            yield reader.read(found[row[0]], row)
        after = ids[-1]
        if only is not None:
            return


_RUNNING: Final = """
SELECT due.id, version.number,
    here.now,
    COALESCE((
        SELECT jsonb_object_agg(counted.seat_type_id, counted.number) FROM (
            SELECT seat.seat_type_id, count(*) AS number FROM curule_seat AS seat
            WHERE seat.account_id = due.account_id AND seat.subscription_id = due.id
            AND seat.starts_at <= here.now
            AND (seat.ends_at IS NULL OR seat.ends_at > here.now)
            GROUP BY seat.seat_type_id
        ) AS counted
    ), '{}')::text,
    COALESCE((
        SELECT jsonb_object_agg(asked.seat_type_id, asked.target)
        FROM curule_scheduled_reduction AS asked
        WHERE asked.account_id = due.account_id AND asked.subscription_id = due.id
        AND asked.status = 'open'
    ), '{}')::text,
    EXISTS (
        SELECT FROM curule_price_change AS x
        WHERE x.account_id = due.account_id AND x.subscription_id = due.id
        AND x.status = 'open' AND x.plan_version_id = %(target)s
    ),
    EXISTS (
        SELECT FROM curule_quote AS x
        WHERE x.account_id = due.account_id AND x.subscription_id = due.id
        AND x.status = 'open' AND x.is_offer AND x.expires_at > here.now
    ),
    EXISTS (
        SELECT FROM curule_next_term AS x
        WHERE x.account_id = due.account_id AND x.subscription_id = due.id AND x.status = 'open'
    ),
    EXISTS (
        SELECT FROM curule_scheduled_plan_change AS x
        WHERE x.account_id = due.account_id AND x.subscription_id = due.id AND x.status = 'open'
    ),
    EXISTS (
        SELECT FROM curule_coupon_redemption AS x
        WHERE x.account_id = due.account_id AND x.subscription_id = due.id
        AND x.released_at IS NULL AND x.ended_at IS NULL
    ),
    EXISTS (SELECT FROM curule_seat_maximum AS x WHERE x.account_id = due.account_id)
FROM curule_subscription AS due
JOIN curule_account AS account ON account.id = due.account_id
LEFT JOIN curule_test_clock AS clock ON clock.id = account.clock_id
CROSS JOIN LATERAL (
    SELECT GREATEST(clock.now, CASE WHEN clock.id IS NULL OR clock.follows_from IS NOT NULL
        THEN %(now)s::timestamptz END) AS now
) AS here
JOIN curule_plan_version AS version ON version.id = due.plan_version_id
WHERE version.plan_id = %(plan)s AND version.id <> %(target)s
AND due.status = ANY (%(running)s) AND account.closed_at IS NULL
AND (%(on_clocks)s::boolean IS NULL OR (account.clock_id IS NOT NULL) = %(on_clocks)s::boolean)
AND (%(after)s::uuid IS NULL OR due.id > %(after)s::uuid)
AND (%(only)s::uuid[] IS NULL OR due.id = ANY (%(only)s::uuid[]))
ORDER BY due.id LIMIT %(most)s
"""
_RUNS: Final = (Status.TRIALING, Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads one subscription after the other; what they share is looked up once."""

    target: PlanTerms
    notice_days: int
    real_now: datetime
    seller: Seller | None = field(default_factory=find_seller)
    rates: dict[object, Rate] = field(default_factory=dict)

    def read(self, found: models.Subscription, row: tuple[Any, ...]) -> Reached:
        _, number, now, seats, asked, announced, offered, ordered, own_change, coupon, maxima = row
        terms = get_plan_terms(found.plan_version_id)
        standing = _standing(found, terms, _numbers(seats), _numbers(asked))
        around = Around(
            is_announced=announced,
            is_managed=_is_managed(found.account, terms),
            is_offered=offered,
            has_next_term=ordered,
        )
        if maxima:
            standing = _with_maxima(found, standing)
        offer = self.target.offer(found.currency, standing.interval, {})
        if coupon:
            standing, offer = _with_coupon(found, standing, self.target, offer)
        not_before = days_later(now, self.notice_days, found.time_zone)
        reason = left_out(standing, offer, around)
        told = None if reason else foretell(standing, offer, around, not_before)
        return Reached(
            account_id=found.account_id,
            account=found.account.name,
            subscription_id=found.id,
            version_id=found.plan_version_id,
            version=number,
            currency=found.currency,
            seats=sum(pool.seats for pool in standing.pools if not pool.terms.unlimited),
            now=now,
            not_before=not_before,
            left_out=reason,
            has_own_change=own_change,
            **self._amounts(found, offer, told, now),
        )

    def _amounts(
        self, found: models.Subscription, offer: Offer, told: Foretold | None, now: datetime
    ) -> dict[str, Any]:
        if told is None:
            return {}
        rate = self._rate(found.account, now)

        def gross(price: int) -> Money:
            return Money(taxed(price, rate, offer.tax_behavior).gross, found.currency)

        return {
            "renews_at": told.renews_at,
            "before": gross(told.before),
            "after": gross(told.after),
        }

    def _rate(self, account: models.Account, now: datetime) -> Rate:
        of_buyer = (account.country, account.is_business, account.tax_id, account.tax_id_answer)
        key = (account.tax_rate, *of_buyer, account.time_zone)
        if key not in self.rates:
            self.rates[key] = tax_of_sale(self.seller, account, now).rate
        return self.rates[key]


def _numbers(written: str) -> dict[UUID, int]:
    return {UUID(key): number for key, number in json.loads(written).items()}


def _is_managed(account: models.Account, terms: PlanTerms) -> bool:
    allowed = terms.policy.who.self_service.of(Channel(account.channel))
    return allowed is not SelfService.FULL


def _standing(
    found: models.Subscription,
    terms: PlanTerms,
    seats: Mapping[UUID, int],
    asked: Mapping[UUID, int],
) -> Standing:
    """Return how a subscription stands, as far as its renewal asks for it."""
    interval, anchor = interval_of(found), anchor_of(found)
    assert anchor is not None  # it runs
    period = running_period(found, anchor, interval)
    length = terms.policy.term.length
    return Standing(
        policy=terms.policy,
        currency=found.currency,
        interval=interval,
        anchor=anchor,
        period=period,
        term_ends_at=found.term_ends_at or end_of(length, anchor, interval, period.starts_at),
        pools=tuple(
            replace(pool, seats=seats.get(sold.id, 0), scheduled=asked.get(sold.id))
            for sold, pool in zip(
                terms.seat_types,
                terms.offer(found.currency, interval, {}).pools,
                strict=True,
            )
        ),
        auto_renew=found.auto_renew,
        on_trial=found.status == Status.TRIALING,
        trial_ends_at=found.trial_ends_at,
    )


def _with_maxima(found: models.Subscription, standing: Standing) -> Standing:
    own = account_maxima(found.account_id, found.product_id)
    pools = (replace(pool, maximum=own.get(pool.name)) for pool in standing.pools)
    return replace(standing, pools=tuple(pools))


def _with_coupon(
    found: models.Subscription, standing: Standing, target: PlanTerms, offer: Offer
) -> tuple[Standing, Offer]:
    standing = replace(standing, redemption=running_redemptions(found.account_id).get(found.id))
    return standing, with_running_coupon(found, standing, target, offer)


# --- what comes to one subscription ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """The announced price of a subscription as things stand now; amounts of a period, with tax.

    `each` are the prices of one seat, by seat type, where a plan has such a price.
    """

    renews_at: datetime
    before: Money
    after: Money
    each: Mapping[str, tuple[Money, Money]]


def find_new_price(
    found: models.Subscription, standing: Standing, rate: Rate, *, has_next_term: bool
) -> NewPrice | None:
    """Return what was announced to a subscription and comes with a renewal, or None."""
    renews = standing.auto_renew or standing.policy.renewal.mode is RenewalMode.MANUAL
    if standing.price_ahead is None or not renews:
        return None
    row = announced_in_each(found.account_id)[found.id]
    target = get_plan_terms(row.plan_version_id)
    offer = target.offer(found.currency, standing.interval, {})
    offer = with_running_coupon(found, standing, target, offer)
    around = Around(has_next_term=has_next_term)
    told = foretell(standing, offer, around, row.not_before)

    def gross(price: int) -> Money:
        return Money(taxed(price, rate, offer.tax_behavior).gross, found.currency)

    return NewPrice(
        renews_at=told.renews_at,
        before=gross(told.before),
        after=gross(told.after),
        each=_unit_prices(standing, offer),
    )


def _unit_prices(standing: Standing, offer: Offer) -> dict[str, tuple[Money, Money]]:
    """Return what one seat costs before and after, of the types that are held at a flat price."""
    sold = {pool.name: pool.price for pool in offer.pools}
    found: dict[str, tuple[Money, Money]] = {}
    for pool in standing.pools:
        now, then = pool.price, sold.get(pool.name)
        if not pool.seats or now is None or then is None or now.unit_amount == then.unit_amount:
            continue
        if now.model is PriceModel.FLAT and then.model is PriceModel.FLAT:
            amounts = (now.unit_amount, then.unit_amount)
            before, after = (Money(amount, standing.currency) for amount in amounts)
            found[pool.name] = (before, after)
    return found


# --- what was announced ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedRow:
    """What was announced to a subscription, and what became of it."""

    id: UUID
    account_id: UUID
    account: str
    subscription_id: UUID
    version: int
    announced_at: datetime
    not_before: datetime
    renews_at: datetime
    before: Money
    after: Money
    status: str
    closed_at: datetime | None
    zone: str

    @property
    def is_open(self) -> bool:
        """Whether its renewal is still to come."""
        return self.status == "open"


def list_announced(plan_id: UUID, *, on_clocks: bool) -> tuple[AnnouncedRow, ...]:
    """Return what was announced of a plan, in whichever version; what is to come stands first."""
    rows = _of_plan(plan_id, on_clocks=on_clocks).select_related("account")
    still_first = F("closed_at").asc(nulls_first=True)
    versions = models.PlanVersion.objects.filter(plan_id=plan_id)
    numbers = dict(versions.values_list("id", "number"))
    return tuple(
        _announced(row, numbers[row.plan_version_id])
        for row in rows.order_by(still_first, "renews_at", "id")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An announcement that has not come yet."""

    id: UUID
    account_id: UUID
    subscription_id: UUID


def list_open(
    plan_id: UUID, *, on_clocks: bool, made_up_to: UUID | None = None
) -> tuple[Open, ...]:
    """Return what is announced of a plan and has not come, in whichever version.

    With `made_up_to` without what was announced after that id was made.
    """
    rows = _of_plan(plan_id, on_clocks=on_clocks).filter(status="open")
    if made_up_to is not None:
        rows = rows.filter(id__lte=made_up_to)
    listed = rows.order_by("subscription_id").values_list("id", "account_id", "subscription_id")
    return tuple(
        Open(id=row_id, account_id=account_id, subscription_id=subscription_id)
        for row_id, account_id, subscription_id in listed
    )


def _of_plan(plan_id: UUID, *, on_clocks: bool) -> QuerySet[models.PriceChange]:
    versions = models.PlanVersion.objects.filter(plan_id=plan_id)
    return models.PriceChange.objects.filter(
        plan_version_id__in=versions.values("id"), account__clock__isnull=not on_clocks
    )


def announced_in_each(account_id: UUID) -> dict[UUID, models.PriceChange]:
    """Return what is announced and has not come yet, by subscription."""
    rows = models.PriceChange.objects.filter(account_id=account_id, status="open")
    return {row.subscription_id: row for row in rows}


def _announced(row: models.PriceChange, version: int) -> AnnouncedRow:
    return AnnouncedRow(
        id=row.id,
        account_id=row.account_id,
        account=row.account.name,
        subscription_id=row.subscription_id,
        version=version,
        announced_at=row.announced_at,
        not_before=row.not_before,
        renews_at=row.renews_at,
        before=Money(row.amount_before_minor, row.currency),
        after=Money(row.amount_after_minor, row.currency),
        status=row.status,
        closed_at=row.closed_at,
        zone=row.account.time_zone,
    )
