"""Quotes and orders: a change is priced, and ordered exactly as it was priced."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field, model_validator

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import account_of, id_of, maybe_id_of, plan_of
from curule.api.v1.papers import quote_paper, shows
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    Given,
    Instant,
    InvoiceId,
    OrderId,
    Page,
    PlanId,
    QuoteId,
    ReasonGiven,
    SubscriptionId,
)
from curule.api.v1.subscriptions import Leaving, Number, OrderOut, Reduction, ordered
from curule.core.api_keys import Scope
from curule.core.policy import OpenReduction
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Day, Line
from curule.selectors.catalog import PlanTerms
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.quotes import (
    OrderSeen,
    QuoteSeen,
    find_orders,
    find_quotes,
    list_orders,
    list_quotes,
)
from curule.selectors.subscriptions import get_subscription
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import canceling, offers, term_quotes

router = Router(tags=["quotes"])
_READ = ByKey(Scope.SUBSCRIPTIONS_READ)
_WRITE = ByKey(Scope.SUBSCRIPTIONS_WRITE)
_OF_SEATS = ("leave", "reduction")
_OF_PURCHASES = ("interval", "interval_count", "label", "coupon")


class QuoteLineOut(Schema):
    """A line of a quote; its amount as the prices say it, with tax or without."""

    kind: str
    seat_type: str | None
    quantity: int
    starts_at: Instant
    ends_at: Instant
    amount: Amount


class QuoteOut(Schema):
    """A priced change; `due_now` is what its order costs at once, after account credit."""

    object: Literal["quote"] = "quote"
    id: QuoteId
    account: AccountId
    subscription: SubscriptionId | None
    kind: str
    status: str
    is_offer: bool
    seats: dict[str, int]
    lines: list[QuoteLineOut]
    subtotal: Amount
    tax: Amount
    total: Amount
    credit: Amount
    due_now: Amount
    at_renewal: Amount
    given_back: Amount
    created_at: Instant
    expires_at: Instant | None


class OrderSeenOut(Schema):
    """A quote that was taken as it stood, with its invoice if it has one."""

    object: Literal["order"] = "order"
    id: OrderId
    account: AccountId
    subscription: SubscriptionId
    quote: QuoteId
    invoice: InvoiceId | None
    kind: str
    status: str
    due_now: Amount
    created_at: Instant
    granted_at: Instant | None
    closed_at: Instant | None


class _OfContract(DatedListing):
    account: AccountId | None = Field(None, description="Of this account")
    subscription: SubscriptionId | None = Field(None, description="About this subscription")


class QuotesAsked(_OfContract):
    """Which quotes."""

    status: Literal["requested", "open", "accepted", "declined", "expired", "superseded"] | None = (
        None
    )


class OrdersAsked(_OfContract):
    """Which orders."""

    status: Literal["awaiting_payment", "completed", "canceled"] | None = None


def _as_either(schema: dict[str, Any]) -> None:
    """Say in the document that a quote is of one of three kinds, each with its own fields."""
    fields = schema.pop("properties")
    for name in ("type", "required", "additionalProperties"):
        del schema[name]

    def closed(named: tuple[str, ...], *others: str) -> dict[str, Any]:
        required = [name for name in (*named, "seats") if name in fields]
        given = {name: fields[name]["anyOf"][0] for name in named}
        return {
            "type": "object",
            "properties": {**given, **{name: fields[name] for name in ("seats", *others)}},
            "required": required,
            "additionalProperties": False,
        }

    schema["anyOf"] = [
        closed(("subscription",), "leave", "reduction"),
        closed(("subscription", "plan")),
        closed(("account", "plan", "currency"), *_OF_PURCHASES),
    ]


_NAMED: Final = ("subscription", "account", "plan", "currency")


class QuoteAsked(Given):
    """What is priced: other numbers or another plan of a subscription, or a first purchase.

    `seats` is a number where one seat type is sold, else new totals by type. Other numbers may say
    who is to `leave`, and what becomes of a `reduction` that is scheduled. A first purchase names
    the `account` in the place of a `subscription`, the `plan` (its id), and how it is paid for.
    """

    model_config = ConfigDict(json_schema_extra=_as_either)

    subscription: SubscriptionId | None = None
    account: AccountId | None = None
    plan: PlanId | None = None
    seats: Number | Annotated[dict[str, Number], Field(min_length=1)]
    leave: Leaving = Field(default_factory=list)
    reduction: Reduction = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    interval: Literal["day", "week", "month", "year"] = "month"
    interval_count: int = Field(1, ge=1, le=36)
    label: Annotated[Line, Field(max_length=60)] = ""
    coupon: Annotated[Line, Field(max_length=40)] = ""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> QuoteAsked:
        empty = [each for each in _NAMED if each in self.model_fields_set and not vars(self)[each]]
        if empty:
            raise ValueError(f"leave {empty[0]} out where there is none")
        if (self.subscription is None) == (self.account is None):
            raise ValueError("name a subscription, or an account that buys for the first time")
        if self.account is not None and (self.plan is None or self.currency is None):
            raise ValueError("a first purchase names its plan and its currency")
        others = self.model_fields_set.intersection(("currency", *_OF_PURCHASES))
        if self.subscription is not None and others:
            raise ValueError(f"only a first purchase names its {min(others)}")
        of_seats = self.model_fields_set.intersection(_OF_SEATS)
        if self.plan is not None and of_seats:
            raise ValueError(f"only other numbers of the same plan have a {min(of_seats)}")
        return self


class AcceptAsked(Given):
    """How the order is paid for; without it, as the plan's policy says."""

    pays: Literal["now", "later"] | None = None


class AcceptForAsked(Given):
    """Who of the customer said yes, and on which day; `note` says how: by phone, a letter, a date.

    It stays in the history, and who decides for the customer is mailed.
    """

    said_by: Annotated[Line, Field(min_length=1, max_length=200)]
    said_on: Day | None = Field(None, description="Today, where none is named")
    note: Annotated[Line, Field(max_length=offers.LONGEST_NOTE)] = ""


@router.get(
    "/quotes",
    auth=_READ,
    response={200: Page[QuoteOut], **READS},
    operation_id="list_quotes",
    summary="List quotes, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[QuotesAsked]) -> Any:  # noqa: ANN401
    """List the quotes of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_quotes(
        caller.sight,
        asked.window("qt"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        status=asked.status,
    )
    return listed(request, response, found, "qt")


@router.post(
    "/quotes",
    auth=_WRITE,
    response={200: QuoteOut, **ACTS},
    operation_id="create_quote",
    summary="Price a change or a first purchase",
)
def create(request: HttpRequest, response: HttpResponse, body: QuoteAsked) -> QuoteSeen:
    """Price what is asked for and keep the quote; nothing else happens."""
    if body.account is not None:
        at = asked(request, Noun.ACCOUNT, body.account)
        done = term_quotes.price_purchase(**at.acts, purchase=_purchase(body))
    else:
        at = asked(request, Noun.SUBSCRIPTION, body.subscription or "")
        done = offers.price(**at.acts, subscription_id=at.id, **_change(at, body))
    (row,) = find_quotes(at.caller.sight, [told(response, done)])
    return row


@router.get(
    "/quotes/{quote}",
    auth=_READ,
    response={200: QuoteOut, **READS},
    operation_id="get_quote",
    summary="Get a quote",
)
def get(request: HttpRequest, quote: QuoteId) -> QuoteSeen:
    """Return one quote."""
    caller = caller_of(request)
    (row,) = find_quotes(caller.sight, [id_of(caller, Noun.QUOTE, quote)])
    return row


@router.get(
    "/quotes/{quote}/pdf",
    auth=_READ,
    response={200: None, **READS},
    operation_id="get_quote_pdf",
    summary="Get a quote as a PDF",
    openapi_extra=shows("pdf"),
)
def pdf(request: HttpRequest, quote: QuoteId) -> HttpResponse:
    """Return the paper in the account's language; none while nobody has said who sells."""
    found = account_of(caller_of(request), Noun.QUOTE, quote)
    return quote_paper(request, *found)


@router.post(
    "/quotes/{quote}/accept",
    auth=_WRITE,
    response={200: OrderOut, **ACTS},
    operation_id="accept_quote",
    summary="Order a quote as it stands",
    openapi_extra=PAYS,
)
def accept(
    request: HttpRequest, response: HttpResponse, quote: QuoteId, body: AcceptAsked | None = None
) -> dict[str, object]:
    """Order what was priced. Needs an `Idempotency-Key`, as money may move."""
    at = asked(request, Noun.QUOTE, quote)
    done = offers.accept(**at.acts, quote_id=at.id, pays=body.pays if body else None)
    return ordered(at, told(response, done))


@router.post(
    "/quotes/{quote}/accept_for_customer",
    auth=_WRITE,
    response={200: OrderOut, **ACTS},
    operation_id="accept_quote_for_customer",
    summary="Order an offer that its customer has accepted by other means",
    openapi_extra=PAYS,
)
def accept_for_customer(
    request: HttpRequest, response: HttpResponse, quote: QuoteId, body: AcceptForAsked
) -> dict[str, object]:
    """Order it as it stands, paid by invoice. Only offers; needs an `Idempotency-Key`."""
    at = asked(request, Noun.QUOTE, quote)
    done = offers.accept_for_customer(**at.acts, quote_id=at.id, **body.model_dump())
    return ordered(at, told(response, done))


@router.post(
    "/quotes/{quote}/decline",
    auth=_WRITE,
    response={200: QuoteOut, **ACTS},
    operation_id="decline_quote",
    summary="Decline an offer",
)
def decline(request: HttpRequest, response: HttpResponse, quote: QuoteId) -> QuoteSeen:
    """Say no to what the vendor offered."""
    at = asked(request, Noun.QUOTE, quote)
    told(response, offers.decline_quote(**at.acts, quote_id=at.id))
    (row,) = find_quotes(at.caller.sight, [at.id])
    return row


@router.get(
    "/orders",
    auth=_READ,
    response={200: Page[OrderSeenOut], **READS},
    operation_id="list_orders",
    summary="List orders, the newest first",
)
def page_of_orders(request: HttpRequest, response: HttpResponse, asked: Query[OrdersAsked]) -> Any:  # noqa: ANN401
    """List the orders of all accounts that the key sees, or some of them."""
    caller = caller_of(request)
    found = list_orders(
        caller.sight,
        asked.window("ord"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        status=asked.status,
    )
    return listed(request, response, found, "ord")


@router.get(
    "/orders/{order}",
    auth=_READ,
    response={200: OrderSeenOut, **READS},
    operation_id="get_order",
    summary="Get an order",
)
def get_order(request: HttpRequest, order: OrderId) -> OrderSeen:
    """Return one order."""
    caller = caller_of(request)
    (row,) = find_orders(caller.sight, [id_of(caller, Noun.ORDER, order)])
    return row


@router.post(
    "/orders/{order}/cancel",
    auth=_WRITE,
    response={200: OrderSeenOut, **ACTS},
    operation_id="cancel_order",
    summary="Cancel an order that waits for its payment",
    openapi_extra=PAYS,
)
def cancel_order(
    request: HttpRequest, response: HttpResponse, order: OrderId, body: ReasonGiven
) -> OrderSeen:
    """Void its invoice and give back what was paid on it, as account credit.

    The customer is mailed the reason. Needs an `Idempotency-Key`.
    """
    at = asked(request, Noun.ORDER, order)
    told(response, canceling.cancel(**at.acts, order_id=at.id, reason=body.reason))
    (row,) = find_orders(at.caller.sight, [at.id])
    return row


def _change(at: Asked, body: QuoteAsked) -> dict[str, Any]:
    """Return how the command is asked for other numbers, or for another plan."""
    terms = get_subscription(at.account_id, at.id, at.now).terms
    if body.plan is not None:
        plan = plan_of(body.plan, product_id=terms.product_id)
        return {"plan": plan.plan_key, "plan_seats": _totals(body, _names(plan))}
    return {
        "asked": SeatsAsked(
            totals=_totals(body, _names(terms)),
            differences={},
            reduction=body.reduction and OpenReduction(body.reduction),
            leave=tuple(body.leave),
        )
    }


def _purchase(body: QuoteAsked) -> term_quotes.Purchase:
    """Return a first purchase as the command takes it. Refuses `not_found` for a plan."""
    plan = plan_of(body.plan or "")
    return term_quotes.Purchase(
        plan_version_id=plan.version_id,
        seats=_totals(body, _names(plan)),
        currency=body.currency or "",
        interval=(body.interval, body.interval_count),
        label=body.label,
        coupon=body.coupon,
    )


def _names(terms: PlanTerms) -> tuple[str, ...]:
    """Return the seat types that are sold by number."""
    return tuple(sold.terms.name for sold in terms.seat_types if not sold.terms.unlimited)


def _totals(body: QuoteAsked, names: tuple[str, ...]) -> dict[str, int]:
    """Return totals by seat type; a lone number is of the one that is sold."""
    if not isinstance(body.seats, int):
        return body.seats
    if len(names) != 1:
        raise Refused(refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type="", known=names))
    return {names[0]: body.seats}
