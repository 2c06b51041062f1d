"""Cards through Stripe, by its official library; no card number ever comes to us.

A method's token is Stripe's customer and card, `cus_…:pm_…`. Each of our keys is Stripe's
idempotency key and stands in the metadata of what it made (`curule_key`), so that what became of it
is found in the customer's own list, which is up to date, and not by Stripe's search, which is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import stripe

from curule.core.money import Money
from curule.core.payment_states import AMOUNT_NOT_CARRIED, AUTHENTICATION_REQUIRED
from curule.gateways.payments.base import (
    AtCustomer,
    BadSignature,
    ChargeNews,
    ChargeRef,
    Customer,
    Declined,
    DisputeNews,
    FindAnswer,
    GatewayCharge,
    GatewayEvent,
    GatewayRefund,
    GatewayUnavailable,
    KeyReused,
    MethodReady,
    News,
    NotFound,
    RefundAnswer,
    SetupAnswer,
    SetupNews,
    SetupOpen,
    SetupOver,
    SetupPage,
    Succeeded,
    Unknown,
)
from curule.gateways.payments.stripe_amounts import counted, money_of, step_of
from curule.gateways.payments.stripe_answers import (
    KEY_NAME,
    key_of,
    listed_refund,
    refund_news,
    refund_state,
    short,
)
from curule.gateways.payments.stripe_http import RETRIES, DeadlineClient

PUBLIC_URL: Final = "https://api.stripe.com"
_PAGE: Final = 100
_SIGNED_WITHIN_SECONDS: Final = 300

_CLOSED: Final = frozenset({"won", "lost", "warning_closed", "prevented"})


class StripeGateway:
    """Cards at Stripe: saved on Stripe's page, charged when nobody is there, confirmed at the bank.

    A call takes at most `seconds`, repetitions and all, and one try of it `try_seconds`.
    """

    def __init__(
        self,
        *,
        key: str,
        webhook_secret: str,
        url: str = PUBLIC_URL,
        seconds: float = 13.0,
        try_seconds: float = 8.0,
    ) -> None:
        self._webhook_secret = webhook_secret
        self._carrier = DeadlineClient(seconds=seconds, try_seconds=try_seconds)
        self._stripe = stripe.StripeClient(
            key,
            base_addresses={"api": url},
            http_client=self._carrier,
            max_network_retries=RETRIES,
        ).v1

    @property
    def collects(self) -> bool:
        """A charge moves money by itself."""
        return True

    def step_of(self, currency: str) -> int | None:
        """Return the smallest step of an amount that Stripe carries; see `KnowsAmounts`."""
        return step_of(currency)

    def close(self) -> None:
        """Close the connections that this thread has open."""
        self._carrier.close()

    # --- charges ----------------------------------------------------------------------------------

    def charge(
        self, *, key: str, amount: Money, method_token: str, reference: str
    ) -> Succeeded | Declined | Unknown:
        """Charge a saved card while its owner is not there; see `PaymentGateway.charge`."""
        answer = self._charge(
            key, amount, method_token, {"description": reference, "off_session": True}
        )
        # Asked although nobody is there: the janitor finds it so, and gives it up in the end.
        return Unknown("requires_action") if isinstance(answer, AtCustomer) else answer

    def charge_present(
        self, *, key: str, amount: Money, method_token: str, reference: str, return_url: str
    ) -> Succeeded | Declined | Unknown | AtCustomer:
        """Charge a card whose owner can confirm it; see `ChargesPresent.charge_present`."""
        return self._charge(
            key, amount, method_token, {"description": reference, "return_url": return_url}
        )

    def _charge(
        self, key: str, amount: Money, method_token: str, how: Mapping[str, object]
    ) -> Succeeded | Declined | Unknown | AtCustomer:
        customer, card = _split(method_token)
        if not card:
            return Declined("unknown_method")
        number = counted(amount)
        if number is None:
            return Declined(AMOUNT_NOT_CARRIED)
        params: Any = {
            "amount": number,
            "currency": amount.currency.lower(),
            "customer": customer,
            "payment_method": card,
            "payment_method_types": ["card"],
            "confirm": True,
            "metadata": {KEY_NAME: key},
            **how,
        }
        try:
            with self._carrier.call():
                intent = self._stripe.payment_intents.create(params, {"idempotency_key": key})
        except stripe.StripeError as error:
            return _refused(error, key)
        found = _state_of(intent)
        return Unknown("not found") if isinstance(found, NotFound) else found

    def find_charge(self, *, key: str, method_token: str) -> FindAnswer:
        """Return what became of a charge; see `PaymentGateway.find_charge`."""
        intent = None
        try:
            with self._carrier.call():
                intent = self._find(key, method_token)
        except stripe.StripeError as error:
            return _unclear(error)
        return NotFound() if intent is None else _state_of(intent)

    def cancel_charge(self, *, key: str, method_token: str) -> FindAnswer:
        """Give up a charge that waits for its customer; see `ChargesPresent.cancel_charge`."""
        try:
            with self._carrier.call():
                intent = self._find(key, method_token)
                if intent is None:
                    return NotFound()
                if intent.status not in {"succeeded", "canceled", "processing"}:
                    try:
                        intent = self._stripe.payment_intents.cancel(
                            intent.id, options={"idempotency_key": f"{key}:cancel"}
                        )
                    except stripe.InvalidRequestError:  # it moved on meanwhile
                        intent = self._stripe.payment_intents.retrieve(intent.id)
        except stripe.StripeError as error:
            return _unclear(error)
        return _state_of(intent)

    def _find(self, key: str, method_token: str) -> stripe.PaymentIntent | None:
        customer, _ = _split(method_token)
        if not customer:
            return None
        made = self._stripe.payment_intents.list({"customer": customer, "limit": _PAGE})
        of_key = (each for each in made.auto_paging_iter() if key_of(each) == key)
        return next(of_key, None)

    # --- refunds ----------------------------------------------------------------------------------

    def refund(self, *, key: str, charge: ChargeRef, amount: Money) -> RefundAnswer:
        """Give money back to the card it came from; see `PaymentGateway.refund`."""
        number = counted(amount)
        if number is None:
            return Declined(AMOUNT_NOT_CARRIED)
        try:
            with self._carrier.call():
                refund = self._stripe.refunds.create(
                    {
                        "payment_intent": charge.reference,
                        "amount": number,
                        "metadata": {KEY_NAME: key},
                    },
                    {"idempotency_key": key},
                )
        except stripe.StripeError as error:
            return _refused(error, key)
        return refund_state(refund)

    def find_refund(self, *, key: str, charge: ChargeRef) -> FindAnswer:
        """Return what became of a refund; see `PaymentGateway.find_refund`."""
        try:
            with self._carrier.call():
                made = self._stripe.refunds.list(
                    {"payment_intent": charge.reference, "limit": _PAGE}
                )
                of_key = (each for each in made.auto_paging_iter() if key_of(each) == key)
                found = next(of_key, None)
        except stripe.InvalidRequestError as error:
            return NotFound() if _is_missing(error) else _unclear(error)
        except stripe.StripeError as error:
            return _unclear(error)
        return NotFound() if found is None else refund_state(found)

    # --- the books --------------------------------------------------------------------------------

    def list_charges(self) -> tuple[GatewayCharge, ...]:
        """Return every successful charge that bears a key of ours, oldest first.

        Others in the same Stripe account (a shop beside Curule) are not ours to compare.

        Raises:
            GatewayUnavailable: Stripe does not answer.
        """
        with self._available():
            # Each page has a time of its own: the books may be long.
            made = self._stripe.payment_intents.list(
                {"limit": _PAGE, "expand": ["data.latest_charge"]}
            )
            found = [
                _listed(intent)
                for intent in made.auto_paging_iter()
                if intent.status == "succeeded" and key_of(intent)
            ]
        return tuple(reversed(found))

    def list_refunds(self, charge: ChargeRef | None = None) -> tuple[GatewayRefund, ...]:
        """Return every refund of a charge of ours, oldest first; see `ListsRefunds`.

        Raises:
            GatewayUnavailable: Stripe does not answer.
        """
        with self._available():
            params: Any = {"limit": _PAGE, "expand": ["data.payment_intent"]}
            if charge is not None:
                params["payment_intent"] = charge.reference
            made = self._stripe.refunds.list(params)
            found = [listed_refund(refund) for refund in made.auto_paging_iter()]
        return tuple(refund for refund in reversed(found) if refund.charge_key)

    # --- saving a card ----------------------------------------------------------------------------

    def begin_setup(
        self, *, key: str, customer: Customer, return_url: str, cancel_url: str
    ) -> SetupPage:
        """Open Stripe's page for a new card; see `AddsMethods.begin_setup`."""
        with self._available(), self._carrier.call():
            known, _ = _split(customer.known_token)
            owner = known or self._new_customer(key, customer)
            params: Any = {
                "mode": "setup",
                "customer": owner,
                "payment_method_types": ["card"],
                "success_url": return_url,
                "cancel_url": cancel_url,
                "metadata": {KEY_NAME: key},
            }
            session = self._stripe.checkout.sessions.create(params, {"idempotency_key": key})
        return SetupPage(reference=session.id, url=session.url or return_url)

    def _new_customer(self, key: str, customer: Customer) -> str:
        made = self._stripe.customers.create(
            {
                "name": customer.name,
                "email": customer.email,
                "metadata": {"curule_account": customer.account},
            },
            {"idempotency_key": f"{key}:customer"},
        )
        return made.id

    def setup_outcome(self, *, reference: str) -> SetupAnswer:
        """Return what became of a visit to Stripe's page; see `AddsMethods.setup_outcome`."""
        with self._available(), self._carrier.call():
            session = self._stripe.checkout.sessions.retrieve(
                reference, {"expand": ["setup_intent.payment_method"]}
            )
        intent: Any = session.setup_intent
        if session.status == "expired":
            return SetupOver()
        if session.status != "complete" or intent is None or intent.status != "succeeded":
            return SetupOpen()
        card = intent.payment_method
        return MethodReady(token=f"{session.customer}:{card.id}", name=_name_of(card))

    # --- what Stripe tells by itself --------------------------------------------------------------

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        """Return an event whose signature is right; see `SendsEvents.read_event`."""
        signature = next(
            (value for name, value in headers.items() if name.lower() == "stripe-signature"), ""
        )
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, _SIGNED_WITHIN_SECONDS
            )
            event = json.loads(body)
            return GatewayEvent(
                id=_text(event["id"]),
                kind=_text(event["type"]),
                subject=_text(event["data"]["object"].get("id") or "none"),
                occurred_at=datetime.fromtimestamp(int(event["created"]), UTC),
            )
        except stripe.SignatureVerificationError as error:
            raise BadSignature("the signature is missing, wrong or too old") from error
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise BadSignature("it is not an event") from error

    def look_at(self, event: GatewayEvent) -> News | None:
        """Fetch what an event is about; see `SendsEvents.look_at`."""
        with self._available(), self._carrier.call():
            try:
                if event.kind.startswith("payment_intent."):
                    return _charge_news(self._stripe.payment_intents.retrieve(event.subject))
                if event.kind.startswith("charge.dispute."):
                    return _dispute_news(
                        self._stripe.disputes.retrieve(
                            event.subject, {"expand": ["payment_intent"]}
                        )
                    )
                if event.kind.startswith("refund.") or event.kind == "charge.refund.updated":
                    return refund_news(
                        self._stripe.refunds.retrieve(event.subject, {"expand": ["payment_intent"]})
                    )
            except stripe.InvalidRequestError as error:
                if _is_missing(error):
                    return None
                raise
        if event.kind.startswith("checkout.session."):
            return SetupNews(reference=event.subject)
        return None

    @contextmanager
    def _available(self) -> Iterator[None]:
        try:
            yield
        except stripe.AuthenticationError as error:
            raise GatewayUnavailable(
                "Stripe does not know the key in CURULE_STRIPE_KEY; look it up in its dashboard."
            ) from error
        except stripe.StripeError as error:
            raise GatewayUnavailable(
                f"Stripe does not answer ({_reason(error)}); try again later."
            ) from error


# --- reading Stripe's answers ---------------------------------------------------------------------


def _refused(error: stripe.StripeError, key: str) -> Declined | Unknown:
    """Return what an error says about the money: declined for good, or nobody knows."""
    if isinstance(error, stripe.CardError):
        declined = getattr(error.error, "decline_code", None)
        code = error.code if error.code == AUTHENTICATION_REQUIRED else declined or error.code
        return Declined(short(code or "card_declined"))
    if isinstance(error, stripe.IdempotencyError):
        raise KeyReused(f"Stripe knows the key {key!r} with other details") from error
    if isinstance(error, stripe.InvalidRequestError):
        return Declined(short(error.code or "invalid_request"))
    return _unclear(error)


def _unclear(error: stripe.StripeError) -> Unknown:
    return Unknown(_reason(error))


def _reason(error: stripe.StripeError) -> str:
    """Name an error without what it quotes."""
    return f"{type(error).__name__} {error.http_status or ''}".strip()


def _is_missing(error: stripe.InvalidRequestError) -> bool:
    return error.http_status == HTTPStatus.NOT_FOUND


def _state_of(intent: stripe.PaymentIntent) -> FindAnswer:
    match intent.status:
        case "succeeded":
            return Succeeded(intent.id)
        case "canceled":
            return Declined("canceled")
        case "requires_payment_method":
            failed = intent.last_payment_error
            code = failed and (failed.decline_code or failed.code)
            return Declined(short(code or "card_declined"))
        case "requires_action":
            asks = intent.next_action
            page = asks and asks.redirect_to_url and asks.redirect_to_url.url
            return AtCustomer(page) if page else Unknown("requires_action")
        case other:
            return Unknown(other)


def _listed(intent: stripe.PaymentIntent) -> GatewayCharge:
    charge: Any = intent.latest_charge
    currency = intent.currency.upper()
    return GatewayCharge(
        key=key_of(intent),
        amount=money_of(intent.amount_received, currency),
        reference=intent.id,
        refunded=money_of(charge.amount_refunded if charge else 0, currency),
        method_token=f"{intent.customer}:{intent.payment_method}",
    )


def _charge_news(intent: stripe.PaymentIntent) -> ChargeNews | None:
    key = key_of(intent)
    return ChargeNews(key=key, answer=_state_of(intent)) if key else None


def _dispute_news(dispute: stripe.Dispute) -> DisputeNews | None:
    intent: Any = dispute.payment_intent
    key = key_of(intent) if intent else ""
    if not key:
        return None
    due = dispute.evidence_details.due_by
    return DisputeNews(
        reference=dispute.id,
        charge_key=key,
        amount=money_of(dispute.amount, dispute.currency.upper()),
        reason=short(dispute.reason),
        status=short(dispute.status),
        is_closed=dispute.status in _CLOSED,
        is_lost=dispute.status == "lost",
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def _name_of(method: Any) -> str:  # noqa: ANN401 - Stripe's payment method
    card = method.card
    return f"{str(card.brand).title()} •••• {card.last4}" if card else "Stripe"


def _split(token: str) -> tuple[str, str]:
    """Return the customer and the card of a token; empty where it is none."""
    customer, _, card = token.partition(":")
    return (customer, card) if customer.startswith("cus_") and card else ("", "")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(value)
    return value
