"""Quotes beside the usual ones: of a next term, asked for by a customer, offered by the vendor."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from curule.api.v1.asking import Asked, Outcome, asked, told
from curule.api.v1.caller import ByKey
from curule.api.v1.quotes import QuoteOut
from curule.api.v1.shapes import ACTS, Given, SubscriptionId
from curule.api.v1.subscriptions import Leaving, Totals
from curule.core.api_keys import Scope
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.quotes import QuoteSeen, find_quotes
from curule.services.orders import offers, term_quotes

router = Router(tags=["quotes"])
_WRITE = ByKey(Scope.SUBSCRIPTIONS_WRITE)


class TermAsked(Given):
    """The totals of the next term; what is not named keeps its number."""

    seats: Totals | None = None
    leave: Leaving = Field(default_factory=list)


class QuestionAsked(Given):
    """The totals that a customer would like to have."""

    seats: Totals


class OfferAsked(QuestionAsked):
    """The totals that are offered, and for how many days."""

    days: int = Field(offers.OFFER_DAYS, ge=1, le=offers.LONGEST_OFFER_DAYS)


@router.post(
    "/subscriptions/{subscription}/renewal_quote",
    auth=_WRITE,
    response={200: QuoteOut, **ACTS},
    operation_id="quote_renewal",
    summary="Price the next term",
)
def quote_renewal(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: TermAsked
) -> QuoteSeen:
    """Price a term that is ordered by hand and keep the quote; nothing else happens."""
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = term_quotes.price_renewal(
        **at.acts, subscription_id=at.id, seats=body.seats, leave=body.leave
    )
    return _kept(at, response, done)


@router.post(
    "/subscriptions/{subscription}/ask_for_quote",
    auth=_WRITE,
    response={200: QuoteOut, **ACTS},
    operation_id="ask_for_quote",
    summary="Note that a customer asks for a quote",
)
def ask_for_quote(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: QuestionAsked
) -> QuoteSeen:
    """Put a question where staff answer it with an offer, as a managed account does; no prices yet.

    Asking again takes the place of an older question.
    """
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = offers.ask_for_quote(**at.acts, subscription_id=at.id, seats=body.seats)
    return _kept(at, response, done)


@router.post(
    "/subscriptions/{subscription}/offer",
    auth=_WRITE,
    response={200: QuoteOut, **ACTS},
    operation_id="offer_quote",
    summary="Offer other numbers of seats to a customer",
)
def offer(
    request: HttpRequest, response: HttpResponse, subscription: SubscriptionId, body: OfferAsked
) -> QuoteSeen:
    """Price other totals and let the price stand; the customer is told, and answers.

    An older offer, and the question it answers, are superseded.
    """
    at = asked(request, Noun.SUBSCRIPTION, subscription)
    done = offers.offer_quote(**at.acts, subscription_id=at.id, seats=body.seats, days=body.days)
    return _kept(at, response, done)


def _kept(at: Asked, response: HttpResponse, done: Outcome[UUID]) -> QuoteSeen:
    (row,) = find_quotes(at.caller.sight, [told(response, done)])
    return row
