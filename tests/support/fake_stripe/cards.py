"""The cards that the fake company knows, by the numbers of Stripe's own test cards."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Card:
    """What becomes of a card: `code` declines a charge, `asks` wants the holder to confirm it.

    What goes back to it is `pending` at first where `refunds_wait`.
    """

    number: str
    brand: str = "visa"
    code: str = ""
    asks: bool = False
    is_refused_at_setup: bool = False
    is_disputed: bool = False
    refunds_wait: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]


CARDS: Final = {
    card.number: card
    for card in (
        Card("4242424242424242"),
        Card("5555555555554444", brand="mastercard"),
        Card("4000000000000341", code="generic_decline"),
        Card("4000000000009995", code="insufficient_funds"),
        Card("4000002760003184", asks=True),
        Card("4000000000000002", is_refused_at_setup=True),
        Card("4000000000000259", is_disputed=True),
        Card("4000000000007726", refunds_wait=True),
    )
}
