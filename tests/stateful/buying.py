"""Rules of buying: a subscription, seats, another plan, the next term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from curule.core.policy import OpenReduction
from curule.services.orders import orders
from tests.stateful import ordering, passing
from tests.stateful.drawn import Plan, World, worlds
from tests.stateful.numbers import Asked
from tests.stateful.ordered import Ordered
from tests.stateful.ordering import Wish
from tests.stateful.plan_moves import judge_plan
from tests.stateful.scene import (
    STRANGERS,
    Scene,
    actors,
    answers,
    has_sub,
    leavers,
    moods,
    pays,
    small,
    steps,
)
from tests.stateful.state import Account, Sub


def runs(scene: Scene) -> bool:
    """Whether the newest subscription is active or on trial."""
    return has_sub(scene) and scene.account.sub.running


def is_renewed_by_hand(scene: Scene) -> bool:
    """Whether a term may be ordered; asking for one elsewhere is refused, which is soon known."""
    return has_sub(scene) and not (scene.account.sub.auto_renew and runs(scene))


class Buying(Ordered):
    """What is ordered at once."""

    @initialize(
        world=worlds(),
        first=st.integers(1, 6),
        second=st.integers(0, 3),
        pay=st.sampled_from([*8 * [None], "later"]),
        mood=st.sampled_from([*9 * ["succeed"], "decline", "hang"]),
    )
    def begin(self, world: World, first: int, second: int, pay: str | None, mood: str) -> None:
        """Nearly every history begins with a purchase."""
        self._set_up(world)
        self._subscribe("owner", (first, second), auto_renew=None, pay=pay, mood=mood)

    def may_subscribe(self) -> bool:
        account = self.account
        if not account.subs:
            return True
        sub = account.sub
        waiting = ordering.waiting_orders(account)
        over = sub.status in {"ended", "incomplete"}
        return over and not waiting and len(account.subs) < 3

    @precondition(may_subscribe)
    @rule(
        actor=st.sampled_from(("owner", "owner", "vendor", "admin", "ann")),
        first=st.integers(0, 6),
        second=st.integers(0, 3),
        auto_renew=st.sampled_from([None, None, True, False]),
        pay=pays,
        mood=moods,
    )
    def subscribe(
        self,
        *,
        actor: str,
        first: int,
        second: int,
        auto_renew: bool | None,
        pay: str | None,
        mood: str,
    ) -> None:
        """Buy again, where nothing runs."""
        self._subscribe(actor, (first, second), auto_renew=auto_renew, pay=pay, mood=mood)

    def _subscribe(
        self,
        actor: str,
        seats: tuple[int, int],
        *,
        auto_renew: bool | None,
        pay: str | None,
        mood: str,
    ) -> None:
        world, plan = self.account.world, self.account.world.plan
        numbers_asked = dict(zip([k.name for k in plan.sold], seats, strict=False))

        def judged(account: Account) -> Wish:
            automatic = plan.policy.renewal.mode.value == "automatic"
            sub = Sub(
                number=len(account.subs),
                plan=plan,
                zone=world.zone,
                auto_renew=automatic if auto_renew is None else auto_renew,
                buyer=self._address(actor),
                plans={each.key: each for each in (world.plan, world.other)},
            )
            if plan.policy.term.trial_days:
                days = plan.policy.term.trial_days
                sub.trial_ends_at = passing.first_paid_at(sub, account.now, days)
            wish = ordering.judge_purchase(
                account, sub, self._address(actor), numbers_asked, auto_renew=auto_renew
            )
            sub.first_totals = dict(numbers_asked)
            account.subs.append(sub)
            return wish

        result = self._ordered(
            judged,
            lambda key: orders.subscribe(
                **self._by(actor, key),
                plan_version_id=self.versions["plan"],
                seats=numbers_asked,
                currency=world.currency,
                interval=(plan.interval.unit.value, plan.interval.count),
                auto_renew=auto_renew,
                pays=pay,  # type: ignore[arg-type]
            ),
            pay=pay,
            mood=mood,
        )
        if result is not None:
            del self.done[:-1]  # what was asked of another subscription is another request now
        self.judge()

    @precondition(has_sub)
    @rule(
        actor=actors,
        first=steps,
        second=st.one_of(st.none(), steps),
        as_total=st.booleans(),
        answer=answers,
        leave=leavers,
        pay=pays,
        mood=moods,
    )
    def change_seats(
        self,
        *,
        actor: str,
        first: int,
        second: int | None,
        as_total: bool,
        answer: OpenReduction | None,
        leave: list[str],
        pay: str | None,
        mood: str,
    ) -> None:
        asked = self._asked(first, second, as_total, answer, leave)
        self._change(actor, asked, pay=pay, mood=mood)

    @precondition(runs)
    @rule(actor=actors, count=st.integers(1, 4), answer=answers, pay=pays, mood=moods)
    def more_seats(
        self, actor: str, count: int, answer: OpenReduction | None, pay: str | None, mood: str
    ) -> None:
        asked = self._asked(count, None, False, answer, ())
        self._change(actor, asked, pay=pay, mood=mood)

    @precondition(runs)
    @rule(actor=actors, count=st.integers(1, 3), leave=leavers)
    def fewer_seats(self, actor: str, count: int, leave: list[str]) -> None:
        asked = self._asked(-count, None, False, None, leave)
        self._change(actor, asked, pay=None, mood="succeed")

    def _change(self, actor: str, asked: Asked, *, pay: str | None, mood: str) -> None:
        self._ordered(
            lambda account: ordering.judge_seats(account, self._address(actor), asked, orders=True),
            lambda key: orders.change_seats(
                **self._on(actor, key),
                totals=asked.totals,
                differences=asked.differences,
                reduction=asked.reduction,
                leave=asked.leave,
                pays=pay,  # type: ignore[arg-type]
            ),
            pay=pay,
            mood=mood,
        )
        self.judge()

    def _asked(
        self,
        first: int,
        second: int | None,
        as_total: bool,
        answer: OpenReduction | None,
        leave: Sequence[str],
    ) -> Asked:
        kinds = [kind.name for kind in self.account.sub.plan.kinds]
        asked: dict[str, int] = {kinds[0]: abs(first) if as_total else first}
        if second is not None and len(kinds) > 1:
            asked[kinds[1]] = abs(second) if as_total else second
        seated = tuple(
            self._address(name)
            for name in leave
            if self.account.sub.held_by(self._address(name), self.account.now)
            or name in STRANGERS[:1]
        )
        return Asked(
            totals=asked if as_total else {},
            differences={} if as_total else asked,
            reduction=answer,
            leave=seated,
        )

    @precondition(is_renewed_by_hand)
    @rule(
        actor=actors,
        first=st.one_of(st.none(), small),
        second=st.integers(0, 3),
        leave=leavers,
        pay=pays,
        mood=moods,
    )
    def renew(
        self,
        *,
        actor: str,
        first: int | None,
        second: int,
        leave: list[str],
        pay: str | None,
        mood: str,
    ) -> None:
        names = [kind.name for kind in self.account.sub.plan.sold]
        wanted: Mapping[str, int] | None = (
            None if first is None else dict(zip(names, (first, second), strict=False))
        )
        leaving = self._asked(1, None, True, None, leave).leave
        self._ordered(
            lambda account: ordering.judge_renewal(account, self._address(actor), wanted, leaving),
            lambda key: orders.renew(
                **self._on(actor, key),
                seats=wanted,
                leave=leaving,
                pays=pay,  # type: ignore[arg-type]
            ),
            pay=pay,
            mood=mood,
        )
        self.judge()

    def _other_plan(self) -> Plan:
        sub = self.account.sub
        return next(plan for plan in sub.plans.values() if plan is not sub.plan)

    @precondition(has_sub)
    @rule(actor=actors, pay=pays, mood=moods)
    def change_plan(self, actor: str, pay: str | None, mood: str) -> None:
        target = self._other_plan()
        self._ordered(
            lambda account: judge_plan(account, self._address(actor), target, orders=True),
            lambda key: orders.change_plan(
                **self._on(actor, key),
                plan=target.key,
                pays=pay,  # type: ignore[arg-type]
            ),
            pay=pay,
            mood=mood,
        )
        self.judge()
