"""How a subscription stands, read from its rows and handed to the core as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from curule.core.anchors import Anchor, anchor_from
from curule.core.books import Charge
from curule.core.discounts import Discount, Redemption
from curule.core.events import EventType
from curule.core.intervals import Interval, IntervalUnit
from curule.core.invoicing import most_within
from curule.core.lifecycle import GraceAt, Status, days_later, grace_at
from curule.core.periods import BillingPeriod, end_of, period
from curule.core.policy import DecreaseRule, IncreaseCharge
from curule.core.proration import Part
from curule.core.seats import SeatCounts
from curule.core.standing import Pool, PriceAhead, Standing
from curule.data import models
from curule.data.statements import columns, fetch, fetch_rows, row_of
from curule.selectors.catalog import (
    PlanTerms,
    get_plan_terms,
    get_price,
    get_seat_type_name,
)
from curule.selectors.counting import COUNTED, Taken, taken_by_type
from curule.selectors.grace import GRACE_FROM
from curule.selectors.money import credited_on, open_amount, prices_of


def interval_of(subscription: models.Subscription) -> Interval:
    """Return the interval of its prices."""
    return Interval(IntervalUnit(subscription.interval_unit), subscription.interval_count)


def anchor_of(subscription: models.Subscription) -> Anchor | None:
    """Return boundary zero of its periods, or None before its first grant."""
    if subscription.anchor_on is None:
        return None
    assert subscription.anchor_day is not None
    assert subscription.anchor_time is not None
    return Anchor(
        on=subscription.anchor_on,
        day=subscription.anchor_day,
        at=subscription.anchor_time,
        zone=subscription.time_zone,
        fold=subscription.anchor_fold,
    )


def seats_in_force(now: datetime) -> Q:
    """Return the condition of seats that can be used at `now`."""
    return Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))


def totals_at(
    subscription: models.Subscription, at: datetime, *, before: bool = False
) -> dict[str, int]:
    """Count the bought seats in force at an instant, or just before it, by seat type.

    Of what is to come it tells what has been written down: seats with an end are gone then.
    """
    in_force = seats_in_force(at)
    if before:
        in_force = Q(starts_at__lt=at) & (Q(ends_at=None) | Q(ends_at__gte=at))
    rows = (
        models.Seat.objects.filter(
            in_force, account_id=subscription.account_id, subscription_id=subscription.id
        )
        .values_list("seat_type_id")
        .annotate(Count("id"))
    )
    terms = get_plan_terms(subscription.plan_version_id)
    bought = {sold.id: sold.terms.name for sold in terms.seat_types if not sold.terms.unlimited}
    return {bought[key]: count for key, count in rows if key in bought}


def last_totals(subscription: models.Subscription, now: datetime) -> dict[str, int]:
    """Count the bought seats in force, or last in force, by seat type.

    Other seats may have ended at the very instant of the end, by a renewal with fewer: so the event
    of the end tells what ended with it. Batches end by themselves, and nothing is left to end.
    """
    if subscription.ended_at is None:
        return totals_at(subscription, now)
    ended = models.Event.objects.filter(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        type=EventType.SUBSCRIPTION_ENDED.value,
    )
    payload = ended.order_by("-id").values_list("payload", flat=True).first() or {}
    with_it: dict[str, int] = payload.get("seats") or {}
    return with_it or totals_at(subscription, subscription.ended_at, before=True)


def seat_counts(subscription: models.Subscription, now: datetime) -> dict[str, SeatCounts]:
    """Return the four numbers of each seat type, by name."""
    terms = get_plan_terms(subscription.plan_version_id)
    return counts_of(terms, taken_by_type(subscription.account_id, subscription.id, now))


def counts_of(terms: PlanTerms, taken: Mapping[UUID, Taken]) -> dict[str, SeatCounts]:
    """Return the four numbers of each seat type of a plan, by name."""
    counts: dict[str, SeatCounts] = {}
    for sold in terms.seat_types:
        found = taken.get(sold.id, Taken())
        used = found.occupied + found.held
        total = used if sold.terms.unlimited else found.total
        counts[sold.terms.name] = SeatCounts(total=total, occupied=found.occupied, held=found.held)
    return counts


def account_maxima(account_id: UUID, product_id: UUID) -> dict[str, int]:
    """Return the account's own maxima by seat type (T26)."""
    return dict(fetch(_MAXIMA, {"account": account_id, "product": product_id}))


_MAXIMA: Final = """
SELECT seat_type, maximum FROM curule_seat_maximum
WHERE account_id = %(account)s AND product_id = %(product)s
"""


_WIDTH_OF_CHARGE: Final = len(models.Charge._meta.concrete_fields)  # noqa: SLF001 - Django's documented door
_CHARGES: Final = f"""
SELECT {columns(models.Charge, "charge")}, {columns(models.Invoice, "invoice")}
FROM curule_charge AS charge LEFT JOIN curule_invoice AS invoice
    ON invoice.account_id = charge.account_id AND invoice.id = charge.invoice_id
WHERE charge.account_id = %(account)s AND charge.subscription_id = %(subscription)s
AND charge.closed_at IS NULL
ORDER BY charge.id
"""  # noqa: S608 - nothing but the names of columns is put in


def charges_of(subscription: models.Subscription) -> tuple[Charge, ...]:
    """Return the open charges of a subscription, oldest first."""
    of = {"account": subscription.account_id, "subscription": subscription.id}
    rows: list[models.Charge] = []
    invoices: dict[UUID, models.Invoice] = {}
    for found in fetch(_CHARGES, of):
        row = row_of(models.Charge, found[:_WIDTH_OF_CHARGE])
        if row.invoice_id is not None and row.invoice_id not in invoices:
            invoices[row.invoice_id] = row_of(models.Invoice, found[_WIDTH_OF_CHARGE:])
        rows.append(row)
    return _charges(rows, invoices.values())


def charge_values(rows: Iterable[models.Charge]) -> tuple[Charge, ...]:
    """Return charges as the core knows them, with what is open on their invoices before tax.

    Of a charge that waits for the next invoice all is open.
    """
    listed = list(rows)
    billed = {row.invoice_id for row in listed if row.invoice_id}
    return _charges(listed, fetch_rows(models.Invoice, "id = ANY (%(ids)s)", {"ids": list(billed)}))


def _charges(
    rows: Iterable[models.Charge], invoices: Iterable[models.Invoice]
) -> tuple[Charge, ...]:
    is_open = {invoice.id: _open_in_prices(invoice) for invoice in invoices}
    return tuple(
        Charge(
            key=str(row.id),
            seat_type=None if row.seat_type_id is None else get_seat_type_name(row.seat_type_id),
            price=get_price(row.price_id),
            charged_quantity=row.charged_quantity,
            quantity=row.quantity,
            base_quantity=row.base_quantity,
            period=BillingPeriod(row.period_starts_at, row.period_ends_at),
            part=Part(row.numerator, row.denominator),
            amount=row.amount_minor,
            credited=row.credited_minor,
            off=Discount(
                code=row.coupon_code, percent=row.percent_off, amount=row.amount_off_minor
            ),
            invoice=str(row.invoice_id) if row.invoice_id else None,
            invoice_open=is_open[row.invoice_id]
            if row.invoice_id
            else row.amount_minor - row.credited_minor,
        )
        for row in rows
    )


def _open_in_prices(invoice: models.Invoice) -> int:
    gross = open_amount(invoice)
    if not gross:
        return 0
    return most_within(
        gross,
        credited_before=credited_on(invoice),
        rate=invoice.tax_rate,
        prices=prices_of(invoice),
    )


def oldest_unpaid_due(account_id: UUID, subscription_id: UUID, now: datetime) -> datetime | None:
    """Return since when an invoice of the running terms has been unpaid, or None (`in_grace`)."""
    of = {"account": account_id, "subscription": subscription_id, "now": now}
    due_at: datetime | None = fetch(_OLDEST_UNPAID, of)[0][0]
    return due_at


def oldest_unpaid_dues(account_id: UUID, now: datetime) -> dict[UUID, datetime]:
    """Return since when each subscription of an account has had an unpaid invoice."""
    return dict(fetch(_OLDEST_UNPAID_OF_EACH, {"account": account_id, "now": now}))


UNPAID: Final = (
    "is_granted AND status = 'open' AND NOT (attempts = 0 AND next_attempt_at IS NOT NULL)"
)
"""The condition of open invoices for something granted, but for those being collected first.

Between a renewal and the answer of the saved method nobody can say that it was not paid.
"""

IN_GRACE: Final = f"{UNPAID} AND left_behind_at IS NULL"
"""The condition of the unpaid invoices that begin the grace of their subscription.

One that was left behind by a term that ended is owed as before, and ends nothing of the term that
was ordered after it.
"""

_OVERDUE: Final = f"""
FROM curule_invoice WHERE account_id = %(account)s AND due_at <= %(now)s
AND {GRACE_FROM} <= %(now)s
"""
_OLDEST_UNPAID: Final = f"""
SELECT min({GRACE_FROM}) {_OVERDUE} AND subscription_id = %(subscription)s AND {IN_GRACE}
"""
_OLDEST_UNPAID_OF_EACH: Final = f"""
SELECT subscription_id, min({GRACE_FROM}) {_OVERDUE} AND subscription_id IS NOT NULL AND {IN_GRACE}
GROUP BY subscription_id
"""


def unpaid_invoices() -> QuerySet[models.Invoice]:
    """Return the invoices that are `UNPAID`, whether they are due or not."""
    return models.Invoice.objects.filter(RawSQL(UNPAID, (), BooleanField()))  # noqa: S611 - our own words


def in_grace() -> QuerySet[models.Invoice]:
    """Return the invoices that are `IN_GRACE`, whether they are due or not."""
    return unpaid_invoices().filter(left_behind_at=None)


def term_or_trial_ends_at(subscription: models.Subscription) -> datetime | None:
    """Return when what runs now ends: a trial is over before the term that follows it has begun."""
    on_trial = subscription.status == Status.TRIALING
    return subscription.trial_ends_at if on_trial else subscription.term_ends_at


def grace_of(subscription: models.Subscription, now: datetime) -> GraceAt:
    """Return what unpaid invoices leave the subscription in at `now`, whatever was written down."""
    due_at = oldest_unpaid_due(subscription.account_id, subscription.id, now)
    return grace_since(due_at, subscription, now)


def grace_since(
    due_at: datetime | None, subscription: models.Subscription, now: datetime
) -> GraceAt:
    """Return what is left where the oldest unpaid invoice was due at `due_at`, or None is."""
    if due_at is None:
        return GraceAt(Status.ACTIVE, None)
    steps = get_plan_terms(subscription.plan_version_id).policy.unpaid.grace
    return grace_at(due_at, steps, now, subscription.time_zone)


def scheduled_in_each(account_id: UUID) -> dict[UUID, dict[UUID, int]]:
    """Return the totals that were asked for from the next renewal on, by seat type, of each."""
    found: dict[UUID, dict[UUID, int]] = {}
    for subscription_id, seat_type_id, target in fetch(_SCHEDULED, {"account": account_id}):
        found.setdefault(subscription_id, {})[seat_type_id] = target
    return found


_SCHEDULED: Final = """
SELECT subscription_id, seat_type_id, target FROM curule_scheduled_reduction
WHERE account_id = %(account)s AND status = 'open'
"""


def standing_of(
    subscription: models.Subscription, now: datetime, terms: PlanTerms | None = None
) -> Standing:
    """Return how a subscription stands at `now`; to decide on it, hold its lock."""
    terms = terms or get_plan_terms(subscription.plan_version_id)
    interval = interval_of(subscription)
    anchor = anchor_of(subscription) or anchor_from(
        now, subscription.time_zone, terms.policy.proration.unit
    )
    running = running_period(subscription, anchor, interval)
    charges = charges_of(subscription)
    around = _around(subscription, terms, now)
    return Standing(
        policy=terms.policy,
        currency=subscription.currency,
        interval=interval,
        anchor=anchor,
        period=running,
        term_ends_at=subscription.term_ends_at
        or end_of(terms.policy.term.length, anchor, interval, running.starts_at),
        pools=_pools(subscription, terms, charges, around, now),
        auto_renew=subscription.auto_renew,
        on_trial=subscription.status == Status.TRIALING,
        trial_ends_at=subscription.trial_ends_at,
        owes=around.owes,
        base_charges=tuple(charge for charge in charges if charge.seat_type is None),
        redemption=around.redemption,
        price_ahead=_price_ahead(subscription.currency, interval, around.announced),
    )


def _price_ahead(
    currency: str, interval: Interval, announced: tuple[UUID, datetime] | None
) -> PriceAhead | None:
    if announced is None:
        return None
    version_id, not_before = announced
    offer = get_plan_terms(version_id).offer(currency, interval, {})
    return PriceAhead(not_before=not_before, pools=offer.pools)


def running_period(
    subscription: models.Subscription, anchor: Anchor, interval: Interval
) -> BillingPeriod:
    """Return the anchored period that runs; before the first grant the one that would begin."""
    if subscription.period_starts_at is None or subscription.period_ends_at is None:
        return period(anchor, interval, 0)
    return BillingPeriod(subscription.period_starts_at, subscription.period_ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What stands beside a subscription's charges: its seats by type, and whether is owed."""

    taken: Mapping[UUID, Taken]
    scheduled: Mapping[UUID, int]
    maxima: Mapping[UUID, int]
    owes: bool
    redemption: Redemption | None
    announced: tuple[UUID, datetime] | None


# One statement for all of it: a quote waits for the way to the database, not for the database.
_AROUND: Final = f"""
{COUNTED}
SELECT sold.id, COALESCE(taken.total, 0), COALESCE(taken.occupied, 0), COALESCE(taken.held, 0),
    (
        SELECT target FROM curule_scheduled_reduction AS asked
        WHERE asked.account_id = %(account)s AND asked.subscription_id = %(subscription)s
        AND asked.seat_type_id = sold.id AND asked.status = 'open'
    ),
    (
        SELECT maximum FROM curule_seat_maximum AS own
        WHERE own.account_id = %(account)s AND own.product_id = %(product)s
        AND own.seat_type = sold.name
    ),
    EXISTS (SELECT {_OVERDUE} AND {UNPAID}),
    announced.plan_version_id, announced.not_before,
    redeemed.code, redeemed.percent, redeemed.amount_minor, redeemed.periods, redeemed.used,
    redeemed.in_force
FROM unnest(%(types)s::uuid[], %(names)s::text[]) AS sold (id, name)
LEFT JOIN taken ON taken.seat_type_id = sold.id
LEFT JOIN (
    SELECT coupon.code, coupon.percent, coupon.amount_minor, redemption.periods, redemption.used,
        redemption.in_force
    FROM curule_coupon_redemption AS redemption
    JOIN curule_coupon AS coupon ON coupon.id = redemption.coupon_id
    WHERE redemption.account_id = %(account)s AND redemption.subscription_id = %(subscription)s
    AND redemption.released_at IS NULL AND redemption.ended_at IS NULL
) AS redeemed ON true
LEFT JOIN curule_price_change AS announced ON announced.account_id = %(account)s
    AND announced.subscription_id = %(subscription)s AND announced.status = 'open'
"""  # noqa: S608 - nothing but our own fragments is put in


def _around(subscription: models.Subscription, terms: PlanTerms, now: datetime) -> _Around:
    asked = {
        "account": subscription.account_id,
        "subscription": subscription.id,
        "subscriptions": [subscription.id],
        "product": subscription.product_id,
        "types": [sold.id for sold in terms.seat_types],
        "names": [sold.terms.name for sold in terms.seat_types],
        "now": now,
    }
    rows = fetch(_AROUND, asked)
    return _Around(
        taken={row[0]: Taken(total=row[1], occupied=row[2], held=row[3]) for row in rows},
        scheduled={row[0]: row[4] for row in rows if row[4] is not None},
        maxima={row[0]: row[5] for row in rows if row[5] is not None},
        owes=any(row[6] for row in rows),
        announced=(rows[0][7], rows[0][8]) if rows and rows[0][7] else None,
        redemption=_redemption(*rows[0][9:]) if rows and rows[0][9] else None,
    )


def _redemption(  # noqa: PLR0917 - the columns of the statement, in its order
    code: str,
    percent: Decimal | None,
    amount: int | None,
    periods: int | None,
    used: int,
    in_force: bool,  # noqa: FBT001 - as the database has it
) -> Redemption:
    discount = Discount(code=code, percent=percent or Decimal(0), amount=amount or 0)
    return Redemption(discount=discount, periods=periods, used=used, in_force=in_force)


def _pools(
    subscription: models.Subscription,
    terms: PlanTerms,
    charges: tuple[Charge, ...],
    around: _Around,
    now: datetime,
) -> tuple[Pool, ...]:
    waiting = _waiting(subscription, terms)
    interval = interval_of(subscription)
    pools: list[Pool] = []
    for sold in terms.seat_types:
        found = around.taken[sold.id]
        price = terms.price_of(sold.terms.name, subscription.currency, interval)
        used = found.occupied + found.held
        pools.append(
            Pool(
                terms=sold.terms,
                price=None if price is None else price.price,
                seats=used if sold.terms.unlimited else found.total,
                occupied=found.occupied,
                held=found.held,
                scheduled=around.scheduled.get(sold.id),
                waiting=waiting.get(sold.terms.name, 0),
                maximum=around.maxima.get(sold.id),
                returnable=_returnable(subscription, terms, sold.id, now),
                charges=tuple(c for c in charges if c.seat_type == sold.terms.name),
            )
        )
    return tuple(pools)


def _waiting(subscription: models.Subscription, terms: PlanTerms) -> Counter[str]:
    """Count the seats of orders that are not paid yet and may still come, by seat type.

    Only where orders stand beside each other: elsewhere a new one takes the place of the last.
    """
    waiting: Counter[str] = Counter()
    if terms.policy.increase.charge is not IncreaseCharge.OWN_TERM:
        return waiting
    orders = models.Order.objects.filter(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        status="awaiting_payment",
    )
    changes = models.Quote.objects.filter(
        account_id=subscription.account_id, id__in=orders.values("quote_id")
    ).values_list("change", flat=True)
    for change in changes:
        for move in change["moves"]:
            waiting[move["seat_type"]] += move["add"]
    return waiting


def _returnable(
    subscription: models.Subscription, terms: PlanTerms, seat_type_id: UUID, now: datetime
) -> int:
    """Count the seats bought or renewed lately enough for `days_after_purchase(n)`."""
    allowed = terms.policy.decrease.allowed
    if allowed.kind is not DecreaseRule.DAYS_AFTER_PURCHASE:
        return 0
    since = days_later(now, -(allowed.number or 0), subscription.time_zone)
    bought = models.Seat.objects.filter(
        seats_in_force(now),
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
    )
    renewed = subscription.term_starts_at is not None and subscription.term_starts_at >= since
    return bought.count() if renewed else bought.filter(starts_at__gte=since).count()
