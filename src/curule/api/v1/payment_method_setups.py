"""Cards that are added on a gateway's own page: a visit that is begun, and what came of it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of
from curule.api.v1.shapes import (
    ACTS,
    READS,
    AccountId,
    Given,
    Instant,
    MethodId,
    MethodSetupId,
)
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.payment_methods import SetupSeen, find_setups
from curule.services.payments import card_setups
from curule.services.payments.card_setups import SetupState

router = Router(tags=["payment_method_setups"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
_HTTP = r"^https?://[^\x00-\x20\x7f-\x9f]+$"
Address = Annotated[str, Field(max_length=500, pattern=_HTTP)]


class MethodSetupOut(Schema):
    """A visit to the gateway's page; once it is `saved`, `payment_method` is the card.

    What is `open` may still be settled: the gateway tells of it, and `/settle` asks.
    """

    object: Literal["payment_method_setup"] = "payment_method_setup"
    id: MethodSetupId
    account: AccountId
    gateway: str
    default: bool
    status: Literal["open", "saved", "over"]
    payment_method: MethodId | None
    created_at: Instant
    settled_at: Instant | None


class MethodSetupBegunOut(MethodSetupOut):
    """A visit with the address of the page, for the customer's own browser."""

    url: str


class MethodSetupGiven(Given):
    """Whose card, at which gateway, and where the customer is sent afterwards.

    Without a `return_url` they come back to the account's ways to pay in the portal, which settles
    the visit by itself.
    """

    account: AccountId
    gateway: str = Field(min_length=1, max_length=40, pattern="^[a-z0-9_]+$")
    default: bool = True
    return_url: Address | None = None
    cancel_url: Address | None = None


@router.post(
    "/payment_method_setups",
    auth=_WRITE,
    response={200: MethodSetupBegunOut, **ACTS},
    operation_id="create_payment_method_setup",
    summary="Begin to add a card on the gateway's page",
)
def create(
    request: HttpRequest, response: HttpResponse, body: MethodSetupGiven
) -> dict[str, object]:
    """Open the page on which the card is typed in: its number never comes to you or to us.

    Refuses `not_found` for a gateway without such a page, and `gateway_away`.
    """
    at = asked(request, Noun.ACCOUNT, body.account)
    portal = f"{settings.CURULE_BASE_URL}/a/{at.id}/payment-methods"

    def back(setup_id: UUID) -> str:
        return body.return_url or f"{portal}/added/{setup_id}"

    begun = told(
        response,
        card_setups.begin(
            **at.acts,
            gateway_name=body.gateway,
            default=body.default,
            return_to=back,
            cancel_url=body.cancel_url or body.return_url or portal,
        ),
    )
    if not begun.url:
        raise Refused(refuse(RefusalCode.GATEWAY_AWAY))
    (row,) = find_setups(at.caller.sight, [begun.setup_id])
    return {**MethodSetupOut.model_validate(row).model_dump(), "url": begun.url}


@router.get(
    "/payment_method_setups/{payment_method_setup}",
    auth=_READ,
    response={200: MethodSetupOut, **READS},
    operation_id="get_payment_method_setup",
    summary="Get what is known of adding a card",
)
def get(request: HttpRequest, payment_method_setup: MethodSetupId) -> SetupSeen:
    """Return one visit as it was last heard of."""
    caller = caller_of(request)
    (row,) = find_setups(
        caller.sight, [id_of(caller, Noun.PAYMENT_METHOD_SETUP, payment_method_setup)]
    )
    return row


@router.post(
    "/payment_method_setups/{payment_method_setup}/settle",
    auth=_WRITE,
    response={200: MethodSetupOut, **ACTS},
    operation_id="settle_payment_method_setup",
    summary="Ask the gateway what came of adding a card",
)
def settle(request: HttpRequest, payment_method_setup: MethodSetupId) -> SetupSeen:
    """Save the card if it was added; once only, however often it is asked. Refuses `gateway_away`.

    Call it when the customer is back at your `return_url`.
    """
    at: Asked = asked(request, Noun.PAYMENT_METHOD_SETUP, payment_method_setup)
    state = card_setups.settle(account_id=at.account_id, setup_id=at.id, now=at.now)
    if state is SetupState.UNAVAILABLE:
        raise Refused(refuse(RefusalCode.GATEWAY_AWAY))
    (row,) = find_setups(at.caller.sight, [at.id])
    return row
