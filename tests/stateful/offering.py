"""Rules of quotes, and of taking back what was planned."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from curule.core.policy import OpenReduction
from curule.selectors import quotes
from curule.services import subscriptions
from curule.services._command import Done
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers
from tests.stateful import numbers, ordering, passing, seating
from tests.stateful.buying import Buying
from tests.stateful.due import end_sub
from tests.stateful.ordering import Wish
from tests.stateful.plan_moves import judge_plan
from tests.stateful.pricing import Priced
from tests.stateful.scene import actors, answers, has_sub, moods, pays, small, steps
from tests.stateful.state import Account, Unlawful


class Offering(Buying):
    """A price first, the order later; and what ends."""

    @precondition(has_sub)
    @rule(
        actor=actors,
        first=steps,
        second=st.one_of(st.none(), steps),
        as_total=st.booleans(),
        answer=answers,
    )
    def price(
        self,
        actor: str,
        first: int,
        second: int | None,
        as_total: bool,
        answer: OpenReduction | None,
    ) -> None:
        asked = self._asked(first, second, as_total, answer, ())
        self._price(
            lambda account: ordering.judge_seats(
                account, self._address(actor), asked, orders=False
            ),
            lambda key: offers.price(
                **self._on(actor, key),
                asked=SeatsAsked(
                    totals=asked.totals,
                    differences=asked.differences,
                    reduction=asked.reduction,
                ),
            ),
        )

    @precondition(has_sub)
    @rule(actor=actors)
    def price_plan(self, actor: str) -> None:
        target = self._other_plan()
        self._price(
            lambda account: judge_plan(account, self._address(actor), target, orders=False),
            lambda key: offers.price(**self._on(actor, key), plan=target.key),
        )

    def _price(self, judged: Callable[[Account], Wish], call: Callable[[str], Done[UUID]]) -> None:
        found = self.act(judged, call)
        if found is not None:
            wish, quote_id = found
            quote = quotes.get_quote(self.account_id, quote_id)
            self._judge_quote(wish, quote)
            self.quotes.append(Priced.now(self.account, quote, wish))
        self.judge()

    @precondition(lambda self: bool(self.quotes))
    @rule(actor=actors, place=small, pay=pays, mood=moods)
    def accept_quote(self, actor: str, place: int, pay: str | None, mood: str) -> None:
        priced = self.quotes[-1 - place % len(self.quotes)]
        result = self._ordered(
            lambda account: priced.judged(account, self._address(actor)),
            lambda key: offers.accept(
                **self._by(actor, key),
                quote_id=priced.quote.id,
                pays=pay,  # type: ignore[arg-type]
            ),
            pay=pay,
            mood=mood,
        )
        if result is not None:
            priced.answered = True
        self.judge()

    @precondition(lambda self: has_sub(self) and bool(self.account.sub.scheduled))
    @rule(actor=actors)
    def keep_seats(self, actor: str) -> None:
        def judged(account: Account) -> None:
            account.require_change(self._address(actor))
            seating.require_running(account)
            if not numbers.withdraw_all(account.sub):
                raise Unlawful("nothing_to_change")
            account.sub.version += 1

        self.act(judged, lambda key: subscriptions.keep_seats(**self._on(actor, key)))
        self.judge()

    @precondition(has_sub)
    @rule(
        actor=actors,
        value=st.sampled_from([True, False]),
        as_cancel=st.sampled_from([False, False, True]),
    )
    def set_auto_renew(self, actor: str, value: bool, as_cancel: bool) -> None:
        value = value and not as_cancel

        def judged(account: Account) -> None:
            reasons = ordering.Reasons()
            reasons.of(account.require_change, self._address(actor))
            if as_cancel and account.sub.status == "incomplete":
                self._cancel_first_order(account, reasons)
                return
            reasons.of(seating.require_running, account)
            if value and account.policy.renewal.mode.value == "manual":
                reasons.codes.add("auto_renew_not_offered")
            reasons.say()
            if account.sub.auto_renew != value:
                account.sub.auto_renew = value
                account.sub.version += 1

        def call(key: str) -> Done[bool]:
            if as_cancel:
                return subscriptions.cancel(**self._on(actor, key))
            return subscriptions.set_auto_renew(**self._on(actor, key), value=value)

        self.act(judged, call)
        self.judge()

    @staticmethod
    def _cancel_first_order(account: Account, reasons: ordering.Reasons) -> None:
        """What was never paid is canceled with its order."""
        reasons.of(ordering.require_room, account)
        reasons.say()
        for order in ordering.waiting_orders(account):
            passing.cancel_order(account, order)

    @precondition(has_sub)
    @rule(actor=st.sampled_from(("owner", "vendor")), really=st.integers(0, 9))
    def cancel_now(self, actor: str, really: int) -> None:
        if actor == "vendor" and really != 9:
            return

        def judged(account: Account) -> None:
            reasons = ordering.Reasons()
            if actor != "vendor":
                raise Unlawful("role_not_allowed", "subscription_ended")
            if account.sub.status == "ended":
                raise Unlawful("subscription_ended")
            if account.sub.status == "incomplete":
                self._cancel_first_order(account, reasons)

        before = self._notes()
        found = self.act(
            judged, lambda key: subscriptions.cancel(**self._on(actor, key), at_once=True)
        )
        if found is not None and self.account.sub.running:
            self._take_back(before, reason="canceled")
            end_sub(self.account, self.account.sub, self.account.now)
        self.judge()
