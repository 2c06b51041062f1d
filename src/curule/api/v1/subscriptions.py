"""Subscriptions: what an account has bought, how many seats, and more or fewer of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Given,
    Instant,
    InvoiceId,
    OrderId,
    Page,
    PaymentId,
    QuoteId,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.quantities import LARGEST
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.subscriptions import find_subscriptions, list_subscriptions
from curule.selectors.subscriptions import SubscriptionRow, get_subscription
from curule.services.orders import orders
from curule.services.orders.placing import OrderResult

router = Router(tags=["subscriptions"])
_READ = ByKey(Scope.SUBSCRIPTIONS_READ)
_WRITE = ByKey(Scope.SUBSCRIPTIONS_WRITE)
Number = Annotated[int, Field(ge=0, le=LARGEST)]


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
    id: SubscriptionId
    account: AccountId
    plan: str
    status: str
    currency: str
    renews_at: Instant | None
    ends_at: Instant | None
    seats: list[SeatsOut]

    @staticmethod
    def resolve_account(row: SubscriptionRow) -> UUID:
        """Return the account."""
        return row.account_id

    @staticmethod
    def resolve_plan(row: SubscriptionRow) -> str:
        """Return the plan's key."""
        return row.terms.plan_key

    @staticmethod
    def resolve_seats(row: SubscriptionRow) -> list[dict[str, Any]]:
        """Return the numbers of each seat type, in the order of the plan."""
        return [
            {
                "type": name,
                "total": seats.counts.total,
                "occupied": seats.counts.occupied,
                "held": seats.counts.held,
                "free": seats.counts.free,
                "scheduled": [{"at": at, "total": total} for at, total in seats.scheduled],
            }
            for name, seats in row.seats.items()
        ]


class SubscriptionsAsked(DatedListing):
    """Which subscriptions."""

    account: AccountId | None = Field(None, description="Of this account")


class SeatsAsked(Given):
    """New totals by seat type; what is not named stays as it is."""

    seats: dict[str, Number] = Field(min_length=1)


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
def get(request: HttpRequest, subscription: SubscriptionId) -> SubscriptionRow:
    """Return one subscription."""
    caller = caller_of(request)
    (row,) = find_subscriptions(caller.sight, [id_of(caller, Noun.SUBSCRIPTION, subscription)])
    return row


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
    done = orders.change_seats(**at.acts, subscription_id=at.id, totals=body.seats)
    return ordered(at, told(response, done))


def ordered(at: Asked, result: OrderResult) -> dict[str, object]:
    """Return what an order brought about, with its subscription as it is now."""
    return {
        "order": result.order_id,
        "quote": result.quote_id,
        "invoice": result.invoice_id,
        "payment": result.payment_id,
        "payment_status": result.payment_status or None,
        "granted": result.granted,
        "subscription": get_subscription(at.account_id, result.subscription_id, at.now),
    }
