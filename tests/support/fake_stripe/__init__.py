"""A payment company of our own that speaks as Stripe's API does, over real HTTP on the loopback.

It keeps customers, cards, payments, refunds, disputes and events; it honours Idempotency-Key; and
it can be told to decline, to hang, to break, and to do the work and lose the answer.

    with running_fake_stripe() as stripe:
        stripe.url                      # http://127.0.0.1:…
        stripe.next(Manner.TOO_MANY, Manner.LOSE_ANSWER, on="/v1/payment_intents")
        stripe.webhooks.deliver(to=client)
"""

from tests.support.fake_stripe.cards import CARDS, Card
from tests.support.fake_stripe.manners import Manner
from tests.support.fake_stripe.server import SECRET_KEY, FakeStripe, running_fake_stripe
from tests.support.fake_stripe.webhooks import WEBHOOK_SECRET, signed

__all__ = [
    "CARDS",
    "SECRET_KEY",
    "WEBHOOK_SECRET",
    "Card",
    "FakeStripe",
    "Manner",
    "running_fake_stripe",
    "signed",
]
