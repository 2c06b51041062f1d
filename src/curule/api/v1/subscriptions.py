"""Subscriptions: what an account has bought, its seats and its plan, its renewal and its end."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of, plan_of
from curule.api.v1.shapes import (
    ACTS,
    CHANGES_ONE,
    PAYS,
    READS,
    AccountId,
    Given,
    Instant,
    InvoiceId,
    OrderId,
    Page,
    PaymentId,
    PlanId,
    QuoteId,
    SubscriptionId,
)
from curule.api.v1.tags import as_it_was_seen
from curule.core.api_keys import Scope
from curule.core.policy import OpenReduction
from curule.core.quantities import LARGEST
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Address
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.subscriptions import (
    SubscriptionSeen,
    find_subscriptions,
    list_subscriptions,
)
from curule.selectors.subscriptions import get_subscription
from curule.services import holding
from curule.services import subscriptions as commands
from curule.services.orders import orders
from curule.services.orders.placing import OrderResult

router = Router(tags=["subscriptions"])
_READ = ByKey(Scope.SUBSCRIPTIONS_READ)
_WRITE = ByKey(Scope.SUBSCRIPTIONS_WRITE)
MOST_LEAVING = 1000
Number = Annotated[int, Field(ge=0, le=LARGEST)]
Totals = Annotated[dict[str, Number], Field(min_length=1)]
Leaving = Annotated[
    list[Address], Field(max_length=MOST_LEAVING, description="Who has no seat after a reduction")
]
Reduction = Annotated[
    Literal["keep_target", "shift_target", "drop_target"] | None,
    Field(description="What becomes of a reduction that is scheduled"),
]
Pays = Literal["now", "later"] | None


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


class ChangeAheadOut(Schema):
    """What comes with a date: another plan, new prices of it, or a term that is ordered already."""

    type: str
    at: Instant
    plan: str


class SubscriptionOut(Schema):
    """A subscription as it stands at the time of its account."""

    object: Literal["subscription"] = "subscription"
    id: SubscriptionId
    account: AccountId
    plan: str
    label: str
    status: str
    currency: str
    interval: str
    interval_count: int
    auto_renew: bool
    renews_at: Instant | None
    ends_at: Instant | None
    seats: list[SeatsOut]
    scheduled: list[ChangeAheadOut]


class SubscriptionsAsked(DatedListing):
    """Which subscriptions."""

    account: AccountId | None = Field(None, description="Of this account")


class SubscriptionChanged(Given):
    """What is not given stays as it is."""

    auto_renew: bool | None = None


class _OrderAsked(Given):
    """How an order is paid for; without it, as the plan's policy says."""

    pays: Pays = None


class SeatsAsked(_OrderAsked):
    """New totals by seat type; what is not named stays as it is."""

    seats: Totals
    leave: Leaving = Field(default_factory=list)
    reduction: Reduction = None


class PlanAsked(_OrderAsked):
    """Another plan of the same product, and its totals; without them those of now, as they fit."""

    plan: PlanId
    seats: Totals | None = None


class RenewalAsked(_OrderAsked):
    """The totals of the next term; what is not named keeps its number."""

    seats: Totals | None = None
    leave: Leaving = Field(default_factory=list)


class CancelAsked(Given):
    """Not at the end of the term, but now."""

    at_once: bool = False


class OrderOut(Schema):
    """What an order brought about: at once, or once its invoice is paid."""

    object: Literal["order_result"] = "order_result"
    order: OrderId | None
    quote: QuoteId
    invoice: InvoiceId | None
    payment: PaymentId | None
    payment_status: str | None
    granted: bool
    subscription: SubscriptionOut


@router.get(
    "/subscriptions",
    auth=_READ,
    response={200: Page[SubscriptionOut], **READS},
    operation_id="list_subscriptions",
    summary="List what accounts have bought, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[SubscriptionsAsked]) -> Any:  # noqa: ANN401
    """List the subscriptions of all accounts that the key sees, or of one."""
    caller = caller_of(request)
    account = maybe_id_of(caller, Noun.ACCOUNT, asked.account)
    found = list_subscriptions(caller.sight, asked.window("sub"), account=account)
    return listed(request, response, found, "sub")


@router.get(
    "/subscriptions/{subscription}",
    auth=_READ,
    response={200: SubscriptionOut, **READS},
    operation_id="get_subscription",
    summary="Get a subscription",
)
def get(request: HttpRequest, subscription: SubscriptionId) -> SubscriptionSeen:
    """Return one subscription."""
    caller = caller_of(request)
    (row,) = find_subscriptions(caller.sight, [id_of(caller, Noun.SUBSCRIPTION, subscription)])
    return row


@router.patch(
    "/subscriptions/{subscription}",
    auth=_WRITE,
    response={200: SubscriptionOut, **ACTS},
    operation_id="change_subscription",
    summary="Turn automatic renewal on or off",
    openapi_extra=CHANGES_ONE,
)
def change(
    request: HttpRequest, subscription: SubscriptionId, body: SubscriptionChanged
) -> SubscriptionSeen:
    """Say whether it goes on by itself when its term ends."""
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    with as_it_was_seen(request, held=holding.account(at.account_id), shown=lambda: _shown(at)):
        if body.auto_renew is not None:
            acts = {**at.acts, "key": None}
            commands.set_auto_renew(**acts, subscription_id=at.id, value=body.auto_renew)
    return _now(at)


@router.post(
    "/subscriptions/{subscription}/seats",
    auth=_WRITE,
    response={200: OrderOut, **ACTS},
    operation_id="change_seats",
    summary="Change the number of seats",
    openapi_extra=PAYS,
)
def change_seats(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: SeatsAsked
) -> dict[str, object]:
    """Order other totals: what they cost and when they count, the plan's policy says.

    Needs an `Idempotency-Key`, as money may move.
    """
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = orders.change_seats(
        **at.acts,
        subscription_id=at.id,
        totals=body.seats,
        reduction=body.reduction and OpenReduction(body.reduction),
        leave=body.leave,
        pays=body.pays,
    )
    return ordered(at, told(response, done))


@router.post(
    "/subscriptions/{subscription}/keep_seats",
    auth=_WRITE,
    response={200: SubscriptionOut, **ACTS},
    operation_id="keep_seats",
    summary="Take back what is scheduled for the renewal",
)
def keep_seats(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId
) -> SubscriptionSeen:
    """Keep the seats that were to go, and the plan that was to change."""
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    told(response, commands.keep_seats(**at.acts, subscription_id=at.id))
    return _now(at)


@router.post(
    "/subscriptions/{subscription}/plan",
    auth=_WRITE,
    response={200: OrderOut, **ACTS},
    operation_id="change_plan",
    summary="Change to another plan",
    openapi_extra=PAYS,
)
def change_plan(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: PlanAsked
) -> dict[str, object]:
    """Order another plan of the same product: at once or at the renewal, its policy says.

    Needs an `Idempotency-Key`, as money may move.
    """
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    bought = get_subscription(at.account_id, at.id, at.now).terms
    plan = plan_of(body.plan, product_id=bought.product_id).plan_key
    done = orders.change_plan(
        **at.acts, subscription_id=at.id, plan=plan, seats=body.seats, pays=body.pays
    )
    return ordered(at, told(response, done))


@router.post(
    "/subscriptions/{subscription}/renew",
    auth=_WRITE,
    response={200: OrderOut, **ACTS},
    operation_id="renew_subscription",
    summary="Order the next term",
    openapi_extra=PAYS,
)
def renew(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: RenewalAsked
) -> dict[str, object]:
    """Order what follows the term that runs, or one that begins now where none does.

    One that renews by itself needs no order. Needs an `Idempotency-Key`, as money may move.
    """
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = orders.renew(
        **at.acts, subscription_id=at.id, seats=body.seats, leave=body.leave, pays=body.pays
    )
    return ordered(at, told(response, done))


@router.post(
    "/subscriptions/{subscription}/cancel",
    auth=_WRITE,
    response={200: SubscriptionOut, **ACTS},
    operation_id="cancel_subscription",
    summary="Cancel a subscription",
    openapi_extra=PAYS,
)
def cancel(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: CancelAsked
) -> SubscriptionSeen:
    """End it with its term; at once, what is unused goes where the plan's policy says.

    Needs an `Idempotency-Key`, as money may move.
    """
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    told(response, commands.cancel(**at.acts, subscription_id=at.id, at_once=body.at_once))
    return _now(at)


def ordered(at: Asked, result: OrderResult) -> dict[str, object]:
    """Return what an order brought about, with its subscription as it is now."""
    (row,) = find_subscriptions(at.caller.sight, [result.subscription_id])
    return {
        "order": result.order_id,
        "quote": result.quote_id,
        "invoice": result.invoice_id,
        "payment": result.payment_id,
        "payment_status": result.payment_status or None,
        "granted": result.granted,
        "subscription": row,
    }


def _shown(at: Asked) -> SubscriptionOut:
    return SubscriptionOut.model_validate(_now(at))


def _now(at: Asked) -> SubscriptionSeen:
    (row,) = find_subscriptions(at.caller.sight, [at.id])
    return row
