"""Rules of money: cards, transfers, credit."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from curule.core.money import exponent
from curule.services.credits import goodwill
from curule.services.payments import payments, transfers
from tests.stateful import passing
from tests.stateful.offering import Offering
from tests.stateful.scene import actors, moods
from tests.stateful.state import Account, Invoice, Payment, Unlawful

_MOST_GOODWILL = 5000
"""In whole units of a currency, where no setting says otherwise."""


class Paying(Offering):
    """What is paid."""

    def owes(self) -> bool:
        return bool(self.account.open_invoices)

    def _oldest(self, account: Account) -> Invoice:
        if not account.open_invoices:
            raise Unlawful("nothing_to_pay")
        return min(account.open_invoices, key=lambda i: (i.issued_at, str(i.id)))

    def _may_pay(self, account: Account, actor: str, invoice: Invoice) -> bool:
        """Who pays the account's invoices, or may order what this one is for."""
        email = self._address(actor)
        ordered = invoice.kind == "order" and account.may(
            email, account.subs[invoice.sub].policy.who.change_roles
        )
        payers = {*account.roles["owner"], *account.roles.get("billing_contact", ())}
        return actor == "vendor" or ordered or email in payers

    @precondition(owes)
    @rule(actor=actors, mood=moods)
    def pay(self, actor: str, mood: str) -> None:
        def judged(account: Account) -> None:
            invoice = self._oldest(account)
            if not self._may_pay(account, actor, invoice):
                raise Unlawful("role_not_allowed")
            if invoice.in_flight:
                raise Unlawful("payment_pending")
            passing.use_credit(account, invoice)
            if invoice.open == 0:
                passing.settle(account, invoice)
            else:
                passing.charge_card(account, invoice, mood)

        self.cards.mood = mood
        self.act(judged, lambda key: payments.pay(**self._by(actor, key)))
        self.cards.mood = "succeed"
        self.judge()

    @rule(
        actor=st.sampled_from(("vendor", "vendor", "vendor", "owner")),
        share=st.sampled_from([None, None, 1, 50, 130]),
    )
    def record_transfer(self, actor: str, share: int | None) -> None:
        open_ones = self.account.open_invoices
        amount = None
        if share is not None:
            oldest = min(open_ones, key=lambda i: (i.issued_at, str(i.id)), default=None)
            amount = share if oldest is None else max(oldest.open * share // 100, 1)

        def judged(account: Account) -> None:
            if actor != "vendor":
                raise Unlawful("role_not_allowed")
            if not account.open_invoices and amount is not None and account.subs:
                account.credit += amount
                return
            invoice = self._oldest(account)
            came = invoice.open if amount is None else amount
            payment = Payment(amount=came, status="succeeded", by_transfer=True)
            invoice.payments.append(payment)
            passing.receive(account, invoice, payment)

        self.act(
            judged, lambda key: transfers.record_transfer(**self._by(actor, key), amount=amount)
        )
        self.judge()

    @precondition(lambda self: self.account.credit < 250)
    @rule(amount=st.sampled_from([250, 1, 10_000, 1_000_000, 0]))
    def issue_credit(self, amount: int) -> None:
        def judged(account: Account) -> None:
            if amount <= 0:
                raise Unlawful("amount_invalid")
            if amount > _MOST_GOODWILL * 10 ** exponent(account.world.currency):
                raise Unlawful("goodwill_too_large")
            account.credit += amount

        self.act(
            judged,
            lambda key: goodwill.issue_credit(
                **self._by("vendor", key),
                amount=amount,
                currency=self.account.world.currency,
                reason="sorry",
            ),
        )
        self.judge()
