"""An order as it was asked for, shown, placed and invoiced."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from curule.core.policy import DecreaseMoney
from curule.data import models
from curule.selectors import quotes
from curule.services._command import Done
from curule.services.orders.placing import OrderResult
from tests.stateful import ordering
from tests.stateful.ordering import Shown, Wish
from tests.stateful.prices import tax_on
from tests.stateful.scene import Scene
from tests.stateful.state import Account


class Ordered(Scene):
    """Place an order in both, and compare what was shown with what came of it."""

    def _ordered(
        self,
        judged: Callable[[Account], Wish],
        call: Callable[[str], Done[OrderResult]],
        *,
        pay: str | None,
        mood: str,
    ) -> OrderResult | None:
        """Place an order and check it against what its quote showed."""
        self.cards.mood = mood
        notes_before = self._notes()
        found = self.act(judged, call)
        self.cards.mood = "succeed"
        if found is None:
            return None
        wish = found[0]
        result: OrderResult = found[1]
        self._take(wish, result, pay=pay, mood=mood, notes_before=notes_before)
        return result

    def _take(
        self,
        wish: Wish,
        result: OrderResult,
        *,
        pay: str | None,
        mood: str,
        notes_before: set[UUID],
    ) -> None:
        account = self.account
        account.sub.id = result.subscription_id
        ordering.make_room(account, wish)
        quote = quotes.get_quote(self.account_id, result.quote_id)
        self._judge_quote(wish, quote)
        if wish.kind == "seats" and not wish.change.has_effect:
            assert result.order_id is None
            return
        if wish.waits:
            assert result.order_id is None
            assert account.sub.term is not None
            account.sub.plan_change = (account.sub.term[1], wish.change.plan or "")
            account.sub.version += 1
            return
        shown = Shown(net=quote.subtotal, total=quote.total)
        money = account.policy.decrease.money
        if wish.up and money is DecreaseMoney.NONE:
            # An upgrade forfeits nothing: what is unused is credited, whatever fewer seats give.
            money = DecreaseMoney.ACCOUNT_CREDIT
        invoice = ordering.place(account, wish, shown, pays=pay, mood=mood)
        assert (result.invoice_id is None) == (invoice is None)
        if invoice is not None:
            invoice.id = result.invoice_id
            assert invoice.total == quote.total, "the invoice is not what the quote showed"
        given = self._take_back(notes_before, reason="change", money=money)
        if quote.subtotal < 0:
            account.sub.waiting_lines += [quote.subtotal] if not given else []
            assert given in {0, -quote.total}, f"gave back {given}, quoted {-quote.total}"

    def _judge_quote(self, wish: Wish, quote: quotes.QuoteRow) -> None:
        """What it costs is what one works out by hand, and its tax is the account's rate."""
        cost = wish.cost
        assert cost.allows(quote.subtotal), (
            f"{wish.change} costs {quote.subtotal}, not {cost.low} to {cost.high}"
        )
        if quote.subtotal >= 0:
            assert quote.tax == tax_on(quote.subtotal, self.account.rate)
        if wish.at_renewal is not None and (wish.kind != "seats" or wish.change.has_effect):
            expected = wish.at_renewal + tax_on(wish.at_renewal, self.account.rate)
            assert quote.at_renewal == expected, f"at renewal {quote.at_renewal}, not {expected}"
        assert quote.due_now == max(quote.due_now, 0)

    def _notes(self) -> set[UUID]:
        rows = models.CreditNote.objects.filter(account_id=self.account_id)
        return set(rows.values_list("id", flat=True))

    def _fresh_notes(self, before: set[UUID], *, reason: str) -> list[models.CreditNote]:
        rows = models.CreditNote.objects.filter(account_id=self.account_id, reason=reason)
        return [row for row in rows.order_by("id") if row.id not in before]

    def _take_back(
        self, notes_before: set[UUID], *, reason: str, money: DecreaseMoney | None = None
    ) -> int:
        """Take over what was given back, if it went where decrease.money says."""
        account = self.account
        known = {invoice.id: invoice for invoice in account.invoices}
        fresh = self._fresh_notes(notes_before, reason=reason)
        ordering.credit_back(
            account,
            [
                (
                    known[each.invoice_id],
                    each.total_minor,
                    each.to_open_minor,
                    each.to_credit_minor,
                    each.to_refund_minor,
                )
                for each in fresh
            ],
            money or account.policy.decrease.money,
        )
        return sum(each.total_minor for each in fresh)
