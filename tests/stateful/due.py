"""What falls due as time passes, each at its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from curule.core.policy import (
    PaymentMethodRule,
    RenewalAssignments,
)
from tests.stateful import numbers, seating
from tests.stateful.calendar import (
    days_after,
    rest_of,
)
from tests.stateful.passing import (
    ANSWERED_WITHIN,
    SECOND_QUESTION,
    UNPAID_ORDER_DAYS,
    begin_ordered,
    cancel_order,
    charge_all,
    charge_card,
    charge_first,
    due_date,
    everybody_leaves,
    give_back_whole,
    issue,
    plan_retry,
    receive,
    settle,
    settle_unpaid,
    term_periods,
    use_credit,
)
from tests.stateful.plan_moves import move_at_renewal
from tests.stateful.state import (
    Account,
    Invitation,
    Invoice,
    Payment,
    Seat,
    Settlement,
    Sub,
)

Event = tuple[datetime, int, Callable[[], None]]


def advance(account: Account, to: datetime, mood: str) -> None:
    """Let time pass; everything due happens at its time, in the order of one instant."""
    while True:
        due = [event for event in _events(account, mood) if event[0] <= to]
        if not due:
            break
        at, _rank, happens = min(due, key=lambda event: event[:2])
        account.now = max(account.now, at)
        happens()
        settle_unpaid(account)
    account.now = to


def _events(account: Account, mood: str) -> Iterator[Event]:
    for invitation in account.invitations:
        if invitation.status == "open":
            yield invitation.expires_at, 0, partial(_expire, account, invitation)
    for settlement in account.settlements:
        yield settlement.moves_at, 0, partial(_move, account, settlement)
    for sub in account.subs:
        yield from _events_of(account, sub)
    for order in account.orders:
        lapses_at = days_after(order.invoice.due_at, UNPAID_ORDER_DAYS, account.world.zone)
        yield lapses_at, 4, partial(cancel_order, account, order)
    yield from _payments_due(account, mood)


def _payments_due(account: Account, mood: str) -> Iterator[Event]:
    for invoice in account.open_invoices:
        if invoice.attempt_at is not None:
            yield invoice.attempt_at, 3, partial(_attempt, account, invoice, mood)
    for invoice in account.invoices:
        for payment in invoice.payments:
            if payment.ask_again_at is not None:
                yield payment.ask_again_at, 3, partial(_ask, account, invoice, payment, mood)


def _events_of(account: Account, sub: Sub) -> Iterator[Event]:
    for seat in sub.seats:
        if seat.ends_at is not None and seat.email is not None:
            yield seat.ends_at, 0, partial(_seat_ends, account, sub, seat)
    if not sub.running:
        return
    for planned in sub.scheduled.values():
        yield planned.at, 1, partial(_reduce, account, sub)
    if sub.plan_change is not None:
        yield sub.plan_change[0], 1, partial(move_at_renewal, account, sub)
    assert sub.period is not None
    if sub.status == "trialing":
        assert sub.trial_ends_at is not None
        yield sub.trial_ends_at, 2, partial(_end_trial, account, sub)
    else:
        yield sub.period[1], 2, partial(_turn, account, sub)
        ends = [at for at, status in account.grace_steps_of(sub) if status == "ended"]
        for at in ends:
            yield at, 4, partial(_end_unpaid, account, sub)


def _expire(account: Account, invitation: Invitation) -> None:
    seating.close_invitation(account, invitation, "expired")


def _move(account: Account, settlement: Settlement) -> None:
    """An own plan cannot be put back any more; its value arrives where it was sent."""
    account.settlements.remove(settlement)
    if settlement.transfers:
        account.credit += settlement.value


def _seat_ends(account: Account, sub: Sub, seat: Seat) -> None:
    seating.release(account, sub, [seat], account.now, "seat_ended")


def _reduce(account: Account, sub: Sub) -> None:
    if not sub.auto_renew:
        for name in list(sub.scheduled):
            numbers.withdraw(sub, name)
        return
    due = {name: each for name, each in sub.scheduled.items() if each.at <= account.now}
    for name, planned in due.items():
        del sub.scheduled[name]
        numbers.bring_to(account, sub, name, planned.target, planned.leave)
    seating.serve_waiting(account)


def _turn(account: Account, sub: Sub) -> None:
    assert sub.period is not None
    assert sub.term is not None
    at = sub.period[1]
    if sub.plan.own_term:
        end_sub(account, sub, at)
    elif at < sub.term[1]:
        _next_period(account, sub, at, new_term=False)
    elif sub.next_term is not None:
        bill_waiting(account, sub)
        begin_ordered(account, sub, restarted=False, priced_at=at)
        seating.serve_waiting(account)
    elif sub.auto_renew:
        _next_period(account, sub, at, new_term=True)
    else:
        end_sub(account, sub, at)


def _next_period(account: Account, sub: Sub, at: datetime, *, new_term: bool) -> None:
    assert sub.grid is not None
    assert sub.term is not None
    index = sub.grid.index_at(at)
    sub.period = (sub.grid.boundary(index), sub.grid.boundary(index + 1))
    if new_term:
        sub.term = (at, sub.grid.boundary(index + term_periods(sub.plan)))
    totals = {kind.name: sub.total(kind.name, at) for kind in sub.plan.sold}
    part = rest_of(sub.policy.proration.unit.value, *sub.period, at, sub.grid)
    net = charge_all(sub, totals, at, held=part, priced=part)
    _bill(account, sub, net)
    if new_term and sub.policy.renewal.assignments is RenewalAssignments.REISSUE:
        everybody_leaves(account, sub)
    sub.version += 1


def _bill(account: Account, sub: Sub, net: int) -> None:
    """Invoice a period, with what waited for it; what gives back more waits on."""
    waiting = sum(sub.waiting_lines)
    if net + waiting > 0:
        net, sub.waiting_lines = net + waiting, []
    if net > 0:
        _invoice(account, sub, net)


def bill_waiting(account: Account, sub: Sub) -> None:
    """What waited for a next invoice is invoiced now, since none will come."""
    waiting, sub.waiting_lines = sum(sub.waiting_lines), []
    if waiting > 0:
        _invoice(account, sub, waiting)
    elif waiting < 0:
        account.forgiven.append((sub.number, account.now))


def _invoice(account: Account, sub: Sub, net: int) -> None:
    due_at = due_date(sub, account.now, later=False)
    invoice = issue(account, sub, net, due_at=due_at, granted=True, kind="renewal")
    use_credit(account, invoice)
    if invoice.open and sub.policy.payment.method is not PaymentMethodRule.INVOICE:
        invoice.attempt_at = account.now


def _end_trial(account: Account, sub: Sub) -> None:
    at = sub.trial_ends_at
    assert at is not None
    if sub.next_term is not None:
        begin_ordered(account, sub, restarted=False, priced_at=at)
        seating.serve_waiting(account)
        return
    if not sub.auto_renew:
        end_sub(account, sub, at)
        return
    sub.status, sub.trial_ends_at = "active", None
    assert sub.term is not None
    sub.term = (at, sub.term[1])
    totals = {kind.name: sub.total(kind.name, at) for kind in sub.plan.sold}
    _bill(account, sub, charge_first(sub, totals, at))
    sub.version += 1


def _attempt(account: Account, invoice: Invoice, mood: str) -> None:
    """Credit that came since the invoice was issued pays it before the card does."""
    invoice.attempt_at = account.now + ANSWERED_WITHIN
    if invoice.in_flight:
        return
    use_credit(account, invoice)
    if invoice.open == 0:
        settle(account, invoice)
    else:
        charge_card(account, invoice, mood)


def _ask(account: Account, invoice: Invoice, payment: Payment, mood: str) -> None:
    """The gateway is asked what became of a payment; one it never saw is sent again once.

    Not where its invoice was paid in another way meanwhile.
    """
    assert payment.asked_at is not None
    is_first = account.now < payment.asked_at + SECOND_QUESTION
    is_first = is_first and invoice.open >= payment.amount
    payment.ask_again_at = None
    if not payment.arrives and is_first:
        payment.arrives = mood in {"succeed", "lose_answer"}
        if mood in {"hang", "lose_answer"}:
            payment.ask_again_at = payment.asked_at + SECOND_QUESTION
            return
    if payment.arrives:
        payment.status = "succeeded"
        receive(account, invoice, payment)
    else:
        payment.status = "failed"
        plan_retry(account, invoice)


def _end_unpaid(account: Account, sub: Sub) -> None:
    account.forgiven.append((sub.number, account.now))
    end_sub(account, sub, account.now)


def end_sub(account: Account, sub: Sub, at: datetime) -> None:
    """Everything of a subscription ends; what is owed stays owed, what waits is billed or gone."""
    bill_waiting(account, sub)
    if not sub.plan.own_term:
        for order in [o for o in account.orders if o.sub == sub.number and o.kind != "renewal"]:
            cancel_order(account, order)
    if sub.next_term is not None:
        if sub.next_term.invoice is not None:
            give_back_whole(account, sub.next_term.invoice)
        sub.next_term = None
    numbers.withdraw_all(sub)
    sub.last_totals = {kind.name: sub.total(kind.name, at) for kind in sub.plan.sold}
    if not any(sub.last_totals.values()):
        sub.last_totals = {kind.name: _total_before(sub, kind.name, at) for kind in sub.plan.sold}
    for seat in sub.seats:
        if seat.ends_at is None or seat.ends_at > at:
            seat.ends_at = at
    for invitation in account.invitations:
        if invitation.status == "open" and sub is account.sub:
            invitation.status = "canceled"
    seating.release(account, sub, [s for s in sub.seats if s.email], at, "seat_ended")
    sub.status, sub.ended_at, sub.trial_ends_at = "ended", at, None
    sub.version += 1


def _total_before(sub: Sub, name: str, at: datetime) -> int:
    """The seats of batches that were in force up to that instant, when they end by themselves."""
    return sum(
        seat.kind == name and seat.starts_at < at and (seat.ends_at is None or seat.ends_at >= at)
        for seat in sub.seats
    )


def next_boundaries(account: Account) -> list[datetime]:
    """Instants at which something is due, for histories that want to stand exactly there."""
    return sorted({at for at, _rank, _what in _events(account, "succeed") if at > account.now})
