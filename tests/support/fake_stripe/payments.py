"""What can be asked of the fake company: customers, cards, payments, refunds, disputes."""

from __future__ import annotations

from tests.support.fake_stripe.books import ApiError, Books, Json, invalid
from tests.support.fake_stripe.cards import CARDS, Card

_FEWEST = 50


class Desk:
    """Does the work of each request; what it makes is in the books at once."""

    def __init__(self, books: Books, url: str) -> None:
        self.books = books
        self.url = url
        self.declines: list[str] = []  # codes for the next charges, whatever the card
        self.refunds_wait_as = ""  # the status of refunds from now on, if not sent at once

    # --- customers and cards ----------------------------------------------------------------------

    def make_customer(self, params: Json) -> Json:
        return self.books.make(
            "cus",
            "customer",
            email=params.get("email"),
            name=params.get("name"),
            metadata=params.get("metadata", {}),
        )

    def make_card(self, customer: str, number: str) -> Json:
        """Save a card at a customer, as the hosted page does."""
        card = CARDS[number]
        made = self.books.make(
            "pm",
            "payment_method",
            type="card",
            customer=customer,
            card={"brand": card.brand, "last4": card.last4, "exp_month": 12, "exp_year": 2034},
        )
        self.books.behaviors[made["id"]] = number
        return made

    def make_session(self, params: Json) -> Json:
        """Open a hosted page; only the one that saves a card is known here."""
        if params.get("mode") != "setup":
            raise invalid("parameter_invalid", "only mode=setup is known here")
        for needed in ("customer", "success_url", "payment_method_types"):
            if not params.get(needed):
                raise invalid("parameter_missing", f"Missing required param: {needed}.")
        self.books.get(params["customer"], "customer")
        intent = self.books.make(
            "seti",
            "setup_intent",
            status="requires_payment_method",
            customer=params["customer"],
            payment_method=None,
            usage="off_session",
            metadata=params.get("metadata", {}),
        )
        made = self.books.make(
            "cs_test",
            "checkout.session",
            mode="setup",
            status="open",
            customer=params["customer"],
            setup_intent=intent["id"],
            success_url=params["success_url"],
            cancel_url=params.get("cancel_url"),
            metadata=params.get("metadata", {}),
        )
        made["url"] = f"{self.url}/pay/{made['id']}"
        return made

    def fill_in(self, session_id: str, number: str) -> str:
        """Enter a card on the hosted page; return where the browser is sent."""
        session = self.books.get(session_id, "checkout.session")
        card = CARDS.get(number)
        if session["status"] != "open" or card is None or card.is_refused_at_setup:
            return str(session["url"])
        intent = self.books.get(session["setup_intent"], "setup_intent")
        made = self.make_card(session["customer"], number)
        intent |= {"status": "succeeded", "payment_method": made["id"]}
        session |= {"status": "complete", "url": None}
        self.books.tell("setup_intent.succeeded", intent)
        self.books.tell("checkout.session.completed", session)
        return str(session["success_url"])

    # --- payments ---------------------------------------------------------------------------------

    def make_payment(self, params: Json) -> Json:
        """Make a payment and, with `confirm`, charge it at once."""
        amount = int(params.get("amount", "0"))
        if amount < _FEWEST:
            raise invalid("amount_too_small", "Amount must be at least 50 cents")
        customer = self.books.get(params.get("customer", ""), "customer")
        method = self.books.get(params.get("payment_method", ""), "payment_method")
        if method["customer"] != customer["id"]:
            raise invalid("payment_method_customer_mismatch")
        intent = self.books.make(
            "pi",
            "payment_intent",
            amount=amount,
            amount_received=0,
            currency=params["currency"],
            customer=customer["id"],
            payment_method=method["id"],
            description=params.get("description"),
            metadata=params.get("metadata", {}),
            status="requires_confirmation",
            latest_charge=None,
            last_payment_error=None,
            next_action=None,
            return_url=params.get("return_url"),
        )
        if params.get("confirm") == "true":
            self._confirm(intent, is_off_session=params.get("off_session") == "true")
        return intent

    def _confirm(self, intent: Json, *, is_off_session: bool) -> None:
        card = CARDS[self.books.behaviors[intent["payment_method"]]]
        code = self.declines.pop(0) if self.declines else card.code
        if card.asks and not code:
            if is_off_session:
                code = "authentication_required"
            else:
                self._ask_holder(intent)
                return
        self._charge(intent, card, code)

    def _ask_holder(self, intent: Json) -> None:
        if not intent["return_url"]:
            raise invalid("parameter_missing", "a return_url is needed")
        intent["status"] = "requires_action"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {
                "url": f"{self.url}/bank/{intent['id']}",
                "return_url": intent["return_url"],
            },
        }
        self.books.tell("payment_intent.requires_action", intent)

    def _charge(self, intent: Json, card: Card, code: str) -> None:
        charge = self.books.make(
            "ch",
            "charge",
            amount=intent["amount"],
            amount_refunded=0,
            currency=intent["currency"],
            customer=intent["customer"],
            payment_intent=intent["id"],
            status="failed" if code else "succeeded",
            disputed=False,
            failure_code=code or None,
            metadata=dict(intent["metadata"]),
        )
        intent |= {"latest_charge": charge["id"], "next_action": None}
        if code:
            reason = "authentication_required" if code == "authentication_required" else code
            wide = code if code == "authentication_required" else "card_declined"
            error = {"type": "card_error", "code": wide, "decline_code": reason}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            self.books.tell("payment_intent.payment_failed", intent)
            raise ApiError(
                402,
                "card_error",
                wide,
                "Your card was declined.",
                decline_code=reason,
                payment_intent=dict(intent),
            )
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        intent["last_payment_error"] = None
        self.books.tell("payment_intent.succeeded", intent)
        if card.is_disputed:
            self.dispute(intent["id"])

    def at_the_bank(self, intent_id: str, *, agrees: bool) -> str:
        """Let the holder answer the bank's question; return where the browser is sent."""
        intent = self.books.get(intent_id, "payment_intent")
        if intent["status"] == "requires_action":
            card = CARDS[self.books.behaviors[intent["payment_method"]]]
            try:
                self._charge(
                    intent, card, "" if agrees else "payment_intent_authentication_failure"
                )
            except ApiError:
                assert not agrees
        return str(intent["return_url"])

    def cancel_payment(self, intent_id: str) -> Json:
        intent = self.books.get(intent_id, "payment_intent")
        if intent["status"] in {"succeeded", "canceled", "processing"}:
            raise invalid(
                "payment_intent_unexpected_state",
                f"You cannot cancel this PaymentIntent because it is {intent['status']}.",
            )
        intent |= {"status": "canceled", "next_action": None}
        self.books.tell("payment_intent.canceled", intent)
        return intent

    # --- money that goes back ---------------------------------------------------------------------

    def make_refund(self, params: Json) -> Json:
        intent = self.books.get(params.get("payment_intent", ""), "payment_intent")
        if intent["status"] != "succeeded":
            raise invalid("charge_not_captured", "This PaymentIntent has no successful charge.")
        charge = self.books.get(intent["latest_charge"], "charge")
        left = charge["amount"] - charge["amount_refunded"]
        amount = int(params.get("amount") or left)
        if left == 0:
            raise invalid("charge_already_refunded", "Charge has already been refunded.")
        if amount > left:
            raise invalid("amount_too_large", "Refund amount is greater than what is left.")
        charge["amount_refunded"] += amount
        card = CARDS[self.books.behaviors[intent["payment_method"]]]
        waiting = self.refunds_wait_as or ("pending" if card.refunds_wait else "")
        refund = self.books.make(
            "re",
            "refund",
            amount=amount,
            currency=intent["currency"],
            payment_intent=intent["id"],
            charge=charge["id"],
            status=waiting or "succeeded",
            failure_reason=None,
            metadata=params.get("metadata", {}),
        )
        self.books.tell("refund.created", refund)
        self.books.tell("charge.refunded", charge)
        return refund

    def refund_by_hand(self, intent_id: str, amount: int) -> Json:
        """Refund in the dashboard: with no key of anybody's."""
        return self.make_refund({"payment_intent": intent_id, "amount": str(amount)})

    def bring_refund(self, refund_id: str) -> Json:
        """Let a refund that waits arrive."""
        refund = self.books.get(refund_id, "refund")
        refund["status"] = "succeeded"
        self._tell_of_refund(refund)
        return refund

    def fail_refund(self, refund_id: str, *, reason: str = "expired_or_canceled_card") -> Json:
        """Let the money of a refund come back, also days after it was sent."""
        refund = self.books.get(refund_id, "refund")
        charge = self.books.get(refund["charge"], "charge")
        charge["amount_refunded"] -= refund["amount"]
        refund |= {"status": "failed", "failure_reason": reason}
        self.books.tell("refund.failed", refund)
        self._tell_of_refund(refund)
        return refund

    def _tell_of_refund(self, refund: Json) -> None:
        self.books.tell("refund.updated", refund)
        self.books.tell("charge.refund.updated", refund)

    def dispute(self, intent_id: str, *, reason: str = "fraudulent") -> Json:
        """Let the holder's bank dispute a payment: the money is taken back at once."""
        intent = self.books.get(intent_id, "payment_intent")
        charge = self.books.get(intent["latest_charge"], "charge")
        charge["disputed"] = True
        made = self.books.make(
            "dp",
            "dispute",
            amount=charge["amount"],
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=intent["id"],
            reason=reason,
            status="needs_response",
            evidence_details={"due_by": charge["created"] + 7 * 86400},
            metadata={},
        )
        self.books.tell("charge.dispute.created", made)
        return made

    def close_dispute(self, dispute_id: str, *, won: bool) -> Json:
        """Decide a dispute, in the vendor's favour or not."""
        found = self.books.get(dispute_id, "dispute")
        found["status"] = "won" if won else "lost"
        self.books.tell("charge.dispute.closed", found)
        return found
