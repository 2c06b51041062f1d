"""Quotes: what was shown holds for a quarter of an hour, as long as the world stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from curule.selectors.quotes import QuoteRow
from tests.stateful import costs, numbers, ordering
from tests.stateful.ordering import Reasons, Wish
from tests.stateful.state import Account, SeatChange, Unclear

LIFETIME = timedelta(minutes=15)


@dataclass
class Priced:
    """A stored quote with what it was made for."""

    quote: QuoteRow
    wish: Wish
    sub: int
    version: int
    at: datetime
    credit: int
    waiting: tuple[object, ...]
    taken: dict[str, int]
    owes: bool
    answered: bool = False

    @classmethod
    def now(cls, account: Account, quote: QuoteRow, wish: Wish) -> Priced:
        return cls(
            quote=quote,
            wish=wish,
            sub=account.sub.number,
            version=account.sub.version,
            at=account.now,
            credit=_credit(account),
            waiting=_waiting(account),
            taken=_taken(account),
            owes=account.owes(account.now),
        )

    def judged(self, account: Account, actor: str) -> Wish:
        """The order as it was priced, or why it cannot be taken any more."""
        sub, wish, reasons = account.sub, self.wish, Reasons()
        if sub.number != self.sub or len(ordering.waiting_orders(account)) > 1:
            raise Unclear
        reasons.of(account.require_change, actor)
        if account.now >= self.at + LIFETIME:
            reasons.codes.add("quote_expired")
        if self.answered:
            reasons.codes.add("quote_not_open")
        if sub.version != self.version or self.waiting != _waiting(account):
            reasons.codes.add("quote_stale")
        if not reasons.codes:
            self._refuse_other_numbers(account, reasons)
        if not ordering.keeps_waiting(sub):
            reasons.of(ordering.require_room, account)
        if wish.kind == "plan" or wish.change.has_effect:
            before = costs.at_renewal(account, SeatChange())
            rises = (wish.at_renewal or 0) > before
            reasons.of(numbers.require_tax_id, account, rises=rises)
        reasons.say()
        return wish

    def _refuse_other_numbers(self, account: Account, reasons: Reasons) -> None:
        """What is due now was shown; it does not rise because credit was spent meanwhile."""
        if self.taken != _taken(account) or self.owes != account.owes(account.now):
            raise Unclear
        shown, now = (min(each, self.quote.total) for each in (self.credit, _credit(account)))
        if self.quote.due_now == 0 or shown == now:
            return
        if now > shown:
            raise Unclear
        reasons.codes.add("quote_stale")


def _waiting(account: Account) -> tuple[object, ...]:
    """The orders that a new one takes the place of: the quote names them."""
    if ordering.keeps_waiting(account.sub):
        return ()
    return tuple(order.invoice.id for order in ordering.waiting_orders(account))


def _credit(account: Account) -> int:
    """What credit there will be: what was paid on the order that gives way is credit then."""
    if ordering.keeps_waiting(account.sub):
        return account.credit
    return account.credit + sum(order.invoice.paid for order in ordering.waiting_orders(account))


def _taken(account: Account) -> dict[str, int]:
    sub = account.sub
    return {kind.name: sub.taken(kind.name, account.now) for kind in sub.plan.kinds}
