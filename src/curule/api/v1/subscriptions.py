"""Subscriptions: what an account has bought, how many seats, and more or fewer of them."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import account_of, subscription_of
from curule.api.v1.shapes import Given, Instant, Problem
from curule.core.api_keys import Scope
from curule.core.quantities import LARGEST
from curule.httpkit.idempotency import idempotency_key
from curule.httpkit.ids import public_id
from curule.selectors.clocks import now_for
from curule.selectors.subscriptions import SubscriptionRow, get_subscription, list_subscriptions
from curule.services.orders import orders
from curule.services.orders.placing import OrderResult

router = Router(tags=["subscriptions"])
_READ = ByKey(Scope.SUBSCRIPTIONS_READ)
_WRITE = ByKey(Scope.SUBSCRIPTIONS_WRITE)
_REFUSALS = {401: Problem, 403: Problem, 404: Problem}


class ScheduledOut(Schema):
    """A total from an instant on."""

    at: Instant
    total: int


class SeatsOut(Schema):
    """The numbers of one seat type: total = occupied + held + free."""

    type: str
    total: int
    occupied: int
    held: int
    free: int
    scheduled: list[ScheduledOut]


class SubscriptionOut(Schema):
    """A subscription as it stands at the time of its account."""

    object: Literal["subscription"] = "subscription"
    id: str
    account: str
    plan: str
    status: str
    currency: str
    renews_at: Instant | None
    ends_at: Instant | None
    seats: list[SeatsOut]


class SubscriptionsOut(Schema):
    """The subscriptions of one account, the running ones first."""

    object: Literal["list"] = "list"
    data: list[SubscriptionOut]
    has_more: Literal[False] = False
    url: str


class SeatsAsked(Given):
    """New totals by seat type; what is not named stays as it is."""

    seats: dict[str, Annotated[int, Field(ge=0, le=LARGEST)]] = Field(min_length=1)


class OrderOut(Schema):
    """What an order brought about: at once, or once its invoice is paid."""

    object: Literal["order_result"] = "order_result"
    order: str | None
    quote: str
    invoice: str | None
    payment: str | None
    payment_status: str | None
    granted: bool
    subscription: SubscriptionOut


@router.get(
    "/subscriptions",
    auth=_READ,
    response={200: SubscriptionsOut, 400: Problem, **_REFUSALS},
    operation_id="list_subscriptions",
    summary="List what an account has bought",
)
def list_of_account(request: HttpRequest, account: Annotated[str, Query()]) -> SubscriptionsOut:
    """List the subscriptions of an account."""
    caller = caller_of(request)
    account_id = account_of(caller, account)
    rows = list_subscriptions(account_id, now_for(account_id, caller.now))
    return SubscriptionsOut(data=[_out(row) for row in rows], url=request.path)


@router.get(
    "/subscriptions/{subscription}",
    auth=_READ,
    response={200: SubscriptionOut, **_REFUSALS},
    operation_id="get_subscription",
    summary="Get a subscription",
)
def get_one(request: HttpRequest, subscription: str) -> SubscriptionOut:
    """Return one subscription."""
    return _shown(caller_of(request), subscription)


@router.post(
    "/subscriptions/{subscription}/seats",
    auth=_WRITE,
    response={
        200: OrderOut,
        400: Problem,
        **_REFUSALS,
        402: Problem,
        409: Problem,
        422: Problem,
    },
    operation_id="change_seats",
    summary="Change the number of seats",
)
def change_seats(
    request: HttpRequest, response: HttpResponse, subscription: str, body: SeatsAsked
) -> OrderOut:
    """Order other totals: what they cost and when they count, the plan's policy says.

    Needs an `Idempotency-Key`, as money may move.
    """
    caller = caller_of(request)
    key = idempotency_key(request, of=str(caller.key.id))
    account_id, subscription_id = subscription_of(caller, subscription)
    done = orders.change_seats(
        actor=caller.actor,
        account_id=account_id,
        subscription_id=subscription_id,
        totals=body.seats,
        now=now_for(account_id, caller.now),
        key=key,
    )
    if done.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return _ordered(done.value, _shown(caller, subscription))


def _shown(caller: Caller, subscription: str) -> SubscriptionOut:
    account_id, subscription_id = subscription_of(caller, subscription)
    return _out(get_subscription(account_id, subscription_id, now_for(account_id, caller.now)))


def _ordered(result: OrderResult, subscription: SubscriptionOut) -> OrderOut:
    return OrderOut(
        order=public_id("ord", result.order_id) if result.order_id else None,
        quote=public_id("qt", result.quote_id),
        invoice=public_id("in", result.invoice_id) if result.invoice_id else None,
        payment=public_id("pay", result.payment_id) if result.payment_id else None,
        payment_status=result.payment_status or None,
        granted=result.granted,
        subscription=subscription,
    )


def _out(row: SubscriptionRow) -> SubscriptionOut:
    return SubscriptionOut(
        id=public_id("sub", row.id),
        account=public_id("acc", row.account_id),
        plan=row.terms.plan_key,
        status=row.status.value,
        currency=row.currency,
        renews_at=row.renews_at,
        ends_at=row.ends_at,
        seats=[
            SeatsOut(
                type=name,
                total=seats.counts.total,
                occupied=seats.counts.occupied,
                held=seats.counts.held,
                free=seats.counts.free,
                scheduled=[ScheduledOut(at=at, total=total) for at, total in seats.scheduled],
            )
            for name, seats in row.seats.items()
        ],
    )
