"""Delivery of events: signed as Stripe signs them, as often and in whatever order a test wants."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

from tests.support.fake_stripe.books import Json

WEBHOOK_SECRET: Final = "whsec_of_the_fake_company_0123456789abcdef"

Sender = Callable[[bytes, str], int]
"""What carries a body and its signature to the endpoint, and returns the status it answered."""


def signed(body: bytes, *, secret: str = WEBHOOK_SECRET, at: float | None = None) -> str:
    """Return the header Stripe-Signature of a body: `t=1763800000,v1=5257a8…`."""
    moment = int(time.time() if at is None else at)  # noqa: TID251 - another company's clock
    payload = f"{moment}.".encode() + body
    return f"t={moment},v1={hmac.new(secret.encode(), payload, sha256).hexdigest()}"


class Webhooks:
    """Events that wait to be delivered, in the order in which they happened."""

    def __init__(self) -> None:
        self.waiting: list[Json] = []

    def add(self, event: Json) -> None:
        """Let an event wait for its delivery."""
        self.waiting.append(event)

    def take(self) -> list[Json]:
        """Return what waits and forget it."""
        taken, self.waiting = self.waiting, []
        return taken

    def deliver(self, send: Sender, events: Iterable[Json] | None = None) -> list[int]:
        """Send what waits, or these events in this order; return what was answered to each."""
        answers = []
        for event in self.take() if events is None else events:
            body = json.dumps(event).encode()
            answers.append(send(body, signed(body)))
        return answers
