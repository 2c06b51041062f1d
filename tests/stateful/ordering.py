"""What becomes of an order: its invoice, the credit it uses, what is granted and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from curule.core.policy import (
    DecreaseMoney,
    DecreaseOccupied,
    IncreaseBill,
    IncreaseEffective,
    PaymentMethodRule,
    RenewalAssignments,
    RenewalMode,
)
from tests.stateful import costs, numbers, passing
from tests.stateful.costs import Cost
from tests.stateful.numbers import Asked
from tests.stateful.state import Account, Invoice, Order, SeatChange, Sub, Unclear, Unlawful

P = ParamSpec("P")
T = TypeVar("T")


class Reasons:
    """Everything that speaks against a command; the engine may name any of it."""

    def __init__(self) -> None:
        self.codes: set[str] = set()

    def of(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return check(*args, **kwargs)
        except Unlawful as unlawful:
            self.codes |= unlawful.codes
            return None

    def say(self) -> None:
        if self.codes:
            raise Unlawful(*self.codes)


@dataclass
class Wish:
    """An order as the model judges it: what it does, what it should cost, and what comes after."""

    kind: str
    change: SeatChange
    cost: Cost
    at_renewal: int | None = None
    makes_room: bool = True
    waits: bool = False
    up: bool = False


def waiting_orders(account: Account) -> list[Order]:
    return [order for order in account.orders if order.sub == account.sub.number]


def require_room(account: Account) -> None:
    """An order that was never paid gives way, unless nobody knows whether it was."""
    waiting = waiting_orders(account)
    if len(waiting) > 1:
        raise Unclear
    if any(order.invoice.in_flight for order in waiting):
        raise Unlawful("payment_pending")


def keeps_waiting(sub: Sub) -> bool:
    """Whether orders stand beside each other: seats with terms of their own."""
    return sub.plan.own_term


def judge_purchase(
    account: Account, sub: Sub, actor: str, seats: Mapping[str, int], *, auto_renew: bool | None
) -> Wish:
    reasons = Reasons()
    if not account.may(actor, sub.policy.who.change_roles):
        reasons.codes.add("role_not_allowed")
    if auto_renew and sub.policy.renewal.mode is RenewalMode.MANUAL:
        reasons.codes.add("auto_renew_not_offered")
    reasons.of(numbers.require_first_numbers, account, sub.plan.kinds, seats)
    totals = {name: number for name, number in seats.items() if number}
    twin = account.copied()
    twin.subs.append(sub)
    if not reasons.codes:
        reasons.of(numbers.require_tax_id, twin, rises=sub.whole_price(totals) > 0)
    reasons.say()
    change = SeatChange(totals=totals, moves=dict(totals))
    return Wish("purchase", change, first_cost(account, sub, totals), sub.whole_price(totals))


def first_cost(account: Account, sub: Sub, totals: dict[str, int]) -> Cost:
    if sub.trial_ends_at is not None:
        return costs.FREE
    if sub.plan.own_term:
        return Cost.exactly(passing.charge_first(sub, totals, account.now))
    passing.begin_at(sub, account.now)
    return Cost.exactly(passing.charge_first(sub, totals, account.now))


def judge_seats(account: Account, actor: str, asked: Asked, *, orders: bool) -> Wish:
    """What a change of numbers would do; `orders` is whether it is to happen or only priced."""
    reasons = Reasons()
    reasons.of(account.require_change, actor)
    if orders and not keeps_waiting(account.sub):
        reasons.of(require_room, account)
    change = reasons.of(numbers.change_of, account, asked)
    if change is not None and change.schedule and orders and account.sub.next_term is not None:
        reasons.codes.add("term_already_ordered")
    if change is not None and change.has_effect and orders:
        rises = costs.at_renewal(account, change) > costs.at_renewal(account, SeatChange())
        reasons.of(numbers.require_tax_id, account, rises=rises)
    reasons.say()
    assert change is not None
    wish = Wish(
        "seats",
        change,
        costs.cost_of(account, change),
        costs.at_renewal(account, change),
        makes_room=not keeps_waiting(account.sub),
    )
    if account.sub.plan.own_term:
        wish.at_renewal = None
    return wish


def judge_renewal(
    account: Account, actor: str, seats: Mapping[str, int] | None, leave: tuple[str, ...]
) -> Wish:
    """The next term, by hand; types that are not named keep their number."""
    sub, now, reasons = account.sub, account.now, Reasons()
    reasons.of(account.require_change, actor)
    if any(not sub.held_by(email, now) for email in leave):
        reasons.codes.add("leavers_invalid")
    if sub.status == "incomplete":
        reasons.codes.add("subscription_incomplete")
        reasons.say()
    if not sub.has_begun:
        return _first_order_again(account, sub, seats, reasons)
    if not keeps_waiting(sub):
        reasons.of(require_room, account)
    if sub.plan.own_term:
        return _batch_again(account, sub, seats, leave, reasons)
    if sub.status != "ended" and sub.auto_renew:
        reasons.codes.add("renews_automatically")
    if sub.next_term is not None:
        reasons.codes.add("term_already_ordered")
    totals = _last_totals(sub, now) | dict(seats or {})
    totals = reasons.of(_room_for_people, account, totals, leave) or totals
    bought = {name: number for name, number in totals.items() if number}
    reasons.of(numbers.require_first_numbers, account, sub.plan.kinds, totals)
    if not reasons.codes:
        reasons.of(numbers.require_tax_id, account, rises=sub.whole_price(bought) > 0)
    reasons.say()
    change = SeatChange(totals=totals, leave=leave)
    return Wish("renewal", change, _term_cost(account, bought), sub.whole_price(bought))


def _last_totals(sub: Sub, now: datetime) -> dict[str, int]:
    if sub.status == "ended":
        return dict(sub.last_totals)
    return {kind.name: sub.total(kind.name, now) for kind in sub.plan.sold}


def _first_order_again(
    account: Account, sub: Sub, seats: Mapping[str, int] | None, reasons: Reasons
) -> Wish:
    """A subscription that was never paid is bought as if for the first time."""
    if sub.policy.term.trial_days:
        raise Unclear
    if not keeps_waiting(sub):
        reasons.of(require_room, account)
    wanted = dict(seats or sub.first_totals)
    totals = {name: number for name, number in wanted.items() if number}
    reasons.of(numbers.require_first_numbers, account, sub.plan.kinds, wanted)
    if not reasons.codes:
        reasons.of(numbers.require_tax_id, account, rises=sub.whole_price(totals) > 0)
    reasons.say()
    sub.first_totals = wanted
    cost = first_cost(account, account.copied().sub, totals)
    return Wish(
        "purchase",
        SeatChange(totals=totals),
        cost,
        sub.whole_price(totals),
        makes_room=not keeps_waiting(sub),
    )


def _batch_again(
    account: Account,
    sub: Sub,
    seats: Mapping[str, int] | None,
    leave: tuple[str, ...],
    reasons: Reasons,
) -> Wish:
    """One more batch beside those in force, or the first after the last."""
    if sub.status != "ended":
        if not seats:
            seats = _last_totals(sub, account.now)
        asked = Asked(totals={}, differences={n: s for n, s in seats.items() if s}, leave=leave)
        if not asked.differences:
            raise Unclear
        change = reasons.of(numbers.change_of, account, asked)
        if change is not None and not reasons.codes:
            rises = bool(costs.cost_of(account, change).low)
            reasons.of(numbers.require_tax_id, account, rises=rises)
        reasons.say()
        assert change is not None
        change.totals = dict(asked.differences)
        return Wish("renewal", change, costs.cost_of(account, change), makes_room=False)
    wanted = dict(seats or sub.last_totals)
    totals = {name: number for name, number in wanted.items() if number}
    reasons.of(numbers.require_first_numbers, account, sub.plan.kinds, wanted)
    if not reasons.codes:
        reasons.of(numbers.require_tax_id, account, rises=sub.whole_price(totals) > 0)
    reasons.say()
    cost = Cost.exactly(passing.charge_first(account.copied().sub, totals, account.now))
    return Wish("renewal", SeatChange(totals=totals, leave=leave), cost, makes_room=False)


def _room_for_people(
    account: Account, totals: dict[str, int], leave: tuple[str, ...]
) -> dict[str, int]:
    """With fewer seats than people somebody has to say who leaves, as for a reduction."""
    sub, now = account.sub, account.now
    rule = sub.policy.decrease.occupied
    reissues = sub.policy.renewal.assignments is RenewalAssignments.REISSUE
    if reissues or rule is DecreaseOccupied.AUTOMATIC:
        return totals
    room = dict(totals)
    for name, number in totals.items():
        leaving = sum(any(s.kind == name for s in sub.held_by(e, now)) for e in leave)
        staying = sub.taken(name, now) - leaving
        if staying > number and rule is not DecreaseOccupied.DROP_TO_USED:
            raise Unlawful("below_assigned")
        room[name] = max(number, staying)
    return room


def _term_cost(account: Account, totals: dict[str, int]) -> Cost:
    """A term ordered by hand costs what its first period does."""
    twin = account.copied().sub
    if twin.status == "ended":
        passing.begin_at(twin, account.now)
        return Cost.exactly(passing.charge_first(twin, totals, account.now))
    if twin.status == "trialing":
        assert twin.trial_ends_at is not None
        return Cost.exactly(passing.charge_first(twin, totals, twin.trial_ends_at))
    assert twin.term is not None
    passing.follow(twin, twin.term[1])
    return Cost.exactly(twin.whole_price(totals))


def make_room(account: Account, wish: Wish) -> None:
    if wish.makes_room:
        for order in waiting_orders(account):
            passing.cancel_order(account, order)


@dataclass(frozen=True)
class Shown:
    """The numbers of the quote that an order took."""

    net: int
    total: int


def place(
    account: Account, wish: Wish, shown: Shown, *, pays: str | None, mood: str
) -> Invoice | None:
    """Carry out an order as it was shown; returns its invoice, if it has one."""
    sub, now = account.sub, account.now
    later = pays == "later" or (
        pays is None and sub.policy.payment.method is PaymentMethodRule.INVOICE
    )
    is_later = (
        _bills_later(sub, wish.change)
        if wish.kind == "seats"
        else wish.up
        and (sub.policy.increase.bill.value == "next_invoice" and not numbers.on_trial(sub))
    )
    if shown.net <= 0 or is_later:
        if is_later and shown.net > 0:
            sub.waiting_lines.append(shown.net)
        passing.carry_out(account, sub, wish.kind, wish.change, priced_at=now, net=shown.net)
        return None
    waits = _waits(sub, wish, shown)
    invoice = passing.issue(
        account,
        sub,
        shown.net,
        due_at=passing.due_date(sub, now, later=later),
        granted=False,
        kind="order",
    )
    order = Order(
        kind=wish.kind,
        change=wish.change,
        invoice=invoice,
        sub=sub.number,
        priced_at=now,
        priced_until=_priced_until(sub, wish, now),
    )
    account.orders.append(order)
    passing.use_credit(account, invoice)
    if invoice.open == 0 or (later and not waits):
        passing.settle(account, invoice)
    elif not later:
        passing.charge_card(account, invoice, mood)
    return invoice


def _waits(sub: Sub, wish: Wish, shown: Shown) -> bool:
    if wish.kind == "seats":
        return _waits_for_payment(sub, wish.change, shown.net)
    return sub.policy.increase.effective.value == "on_payment"


def _priced_until(sub: Sub, wish: Wish, now: datetime) -> datetime | None:
    """When what was priced is over, whether or not it was paid."""
    if sub.plan.own_term:
        return None
    if wish.kind == "renewal":
        return _next_period_ends(sub, now)
    if wish.kind == "purchase":
        passing.begin_at(sub, now)
        return None if passing.starts_with_payment(sub) or sub.period is None else sub.period[1]
    assert sub.period is not None
    return sub.period[1]


def _next_period_ends(sub: Sub, now: datetime) -> datetime | None:
    twin = deepcopy(sub)
    if twin.status == "ended":
        passing.begin_at(twin, now)
    elif twin.status != "trialing":
        assert twin.term is not None
        passing.follow(twin, twin.term[1])
    return None if twin.period is None else twin.period[1]


def credit_back(
    account: Account, notes: list[tuple[Invoice, int, int, int, int]], money: DecreaseMoney
) -> None:
    """Judge credit notes: what is open on the invoice first, the rest where decrease.money says."""
    for invoice, total, to_open, to_credit, to_refund in notes:
        lowered = min(total, invoice.open)
        rest = total - lowered
        by_method = min(rest, invoice.paid_by_method)
        expected = {
            DecreaseMoney.NONE: (lowered, 0, 0),
            DecreaseMoney.ACCOUNT_CREDIT: (lowered, rest, 0),
            DecreaseMoney.REFUND_TO_METHOD: (lowered, rest - by_method, by_method),
        }[money]
        assert (to_open, to_credit, to_refund) == expected, (
            f"a credit note of {total} went {to_open, to_credit, to_refund}, not {expected}"
        )
        assert money is not DecreaseMoney.NONE or not rest, "paid money came back"
        invoice.credited += to_open
        account.credit += to_credit
        _refund(invoice, to_refund)
        if invoice.open == 0:
            invoice.attempt_at = None


def _refund(invoice: Invoice, amount: int) -> None:
    """Send money back the way it came, the newest payment first."""
    for payment in reversed(invoice.payments):
        if payment.status == "succeeded":
            back = min(amount, payment.applied - payment.refunded)
            payment.refunded += back
            amount -= back


def _bills_later(sub: Sub, change: SeatChange) -> bool:
    grows = any(step > 0 for step in change.moves.values())
    return (
        grows
        and not numbers.on_trial(sub)
        and sub.policy.increase.bill is IncreaseBill.NEXT_INVOICE
    )


def _waits_for_payment(sub: Sub, change: SeatChange, net: int) -> bool:
    on_payment = sub.policy.increase.effective is IncreaseEffective.ON_PAYMENT
    return on_payment and net > 0 and not numbers.on_trial(sub) and not _bills_later(sub, change)
