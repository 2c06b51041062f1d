"""Time passes: terms begin and end, invoices are issued, collected and overdue."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from curule.core.anchors import AnchorKind
from curule.core.policy import (
    FirstPeriod,
    PaymentMethodRule,
    RenewalAssignments,
    TermStarts,
)
from tests.stateful import costs, numbers, seating
from tests.stateful.calendar import (
    Every,
    Grid,
    days_after,
    grid_from,
    grid_on,
    instant_of,
    rest_of,
)
from tests.stateful.drawn import Plan
from tests.stateful.prices import Charged, rounded, tax_on
from tests.stateful.state import (
    Account,
    Invoice,
    NextTerm,
    Order,
    Payment,
    SeatChange,
    Sub,
)

RETRY_DAYS = (1, 3, 5, 7)
UNPAID_ORDER_DAYS = 30
FIRST_QUESTION, SECOND_QUESTION = timedelta(minutes=5), timedelta(hours=1)
ANSWERED_WITHIN = timedelta(hours=1)


# --- periods and terms ---------------------------------------------------------------------------


def term_periods(plan: Plan) -> int:
    length = plan.policy.term.length
    if length is None:
        return 1
    return plan.every.times(Every(months=length.months or 0, days=length.days or 0))


def begin_at(sub: Sub, at: datetime, *, fixed: bool = True) -> None:
    """Lay the periods from the first paid moment on, and begin the term."""
    policy, every = sub.policy, sub.plan.every
    begun = grid_from(at, sub.zone, policy.proration.unit.value, every)
    rule = policy.anchor.at
    sub.grid = begun
    if fixed and rule.kind not in {AnchorKind.START, AnchorKind.CO_TERM}:
        sub.grid = anchored(sub, every, at)
    first = at.replace(microsecond=0)
    if policy.proration.unit.value != "second":
        first = instant_of(begun.on, begun.at, sub.zone)
    index = sub.grid.index_at(first)
    sub.period = (sub.grid.boundary(index), sub.grid.boundary(index + 1))
    sub.term = (at, sub.grid.boundary(index + term_periods(sub.plan)))


def anchored(sub: Sub, every: Every, at: datetime) -> Grid:
    """The boundaries of a fixed anchor for what begins now."""
    rule = sub.policy.anchor.at
    begun = grid_from(at, sub.zone, sub.policy.proration.unit.value, every)
    day = rule.weekday if rule.day is None else rule.day
    number = (day, 0) if rule.month is None else (rule.month, day)
    return grid_on(rule.kind.value, number, begun)  # type: ignore[arg-type]


def first_paid_at(sub: Sub, now: datetime, trial_days: int) -> datetime:
    begun = grid_from(now, sub.zone, sub.policy.proration.unit.value, sub.plan.every)
    return instant_of(begun.on + timedelta(days=trial_days), begun.at, sub.zone)


def first_part(sub: Sub, at: datetime) -> tuple[Fraction, Fraction]:
    """Which part of the first period is bought, and which part of its price that costs."""
    assert sub.period is not None
    assert sub.grid is not None
    held = rest_of(sub.policy.proration.unit.value, *sub.period, at, sub.grid)
    if held == 1:
        return held, held
    match sub.policy.anchor.first_period:
        case FirstPeriod.FREE:
            return held, Fraction(0)
        case FirstPeriod.FULL_PRICE:
            return held, Fraction(1)
        case _:
            return held, held


def charge_first(sub: Sub, totals: dict[str, int], at: datetime) -> int:
    """Charge the first period, line by line; returns what it costs before tax."""
    if sub.plan.own_term:
        return sub.whole_price(totals) * term_periods(sub.plan)
    held, priced = first_part(sub, at)
    return charge_all(sub, totals, at, held=held, priced=priced)


def charge_all(
    sub: Sub, totals: dict[str, int], at: datetime, *, held: Fraction, priced: Fraction
) -> int:
    """Open new books: a line for each base fee and each seat type; returns their sum."""
    sub.books = {}
    total = 0
    for kind in sub.plan.sold:
        seats = totals.get(kind.name, 0)
        if not seats or kind.price is None or not priced:
            continue
        for name, whole, count in (
            (f"base {kind.name}", kind.price.base_fee, 1),
            (kind.name, kind.price.of(seats), seats),
        ):
            amount = rounded(whole * priced)
            total += amount
            if whole or not name.startswith("base "):
                line = Charged(seats=count, above=0, part=held, amount=amount, since=at)
                sub.books[name] = [line]
    return total


# --- invoices and money --------------------------------------------------------------------------


def issue(
    account: Account, sub: Sub, net: int, *, due_at: datetime, granted: bool, kind: str
) -> Invoice:
    invoice = Invoice(
        net=net,
        total=net + tax_on(net, account.rate),
        issued_at=account.now,
        due_at=due_at,
        granted=granted,
        kind=kind,
        sub=sub.number,
    )
    account.invoices.append(invoice)
    return invoice


def due_date(sub: Sub, now: datetime, *, later: bool) -> datetime:
    payment = sub.policy.payment
    waits = later or payment.method is PaymentMethodRule.INVOICE
    return days_after(now, payment.due_days, sub.zone) if waits else now


def use_credit(account: Account, invoice: Invoice) -> None:
    used = min(account.credit, invoice.open)
    account.credit -= used
    invoice.paid += used


def return_credit(account: Account, invoice: Invoice) -> None:
    """A declined order has changed nothing: the credit that was used on it is there again."""
    used = invoice.paid - invoice.paid_by_method
    invoice.paid -= used
    account.credit += used


def settle_unpaid(account: Account) -> None:
    """Credit pays what was granted, due first; not beside a payment that may still arrive."""
    for invoice in sorted(account.open_invoices, key=lambda i: (i.due_at, str(i.id))):
        if invoice.granted and not invoice.is_collected_first and not invoice.in_flight:
            use_credit(account, invoice)
            if invoice.open == 0:
                invoice.attempt_at = None


def receive(account: Account, invoice: Invoice, payment: Payment) -> None:
    """Money arrives: on the invoice first, what is over becomes credit."""
    payment.applied = min(payment.amount, invoice.open)
    invoice.paid += payment.applied
    account.credit += payment.amount - payment.applied
    if invoice.open == 0:
        settle(account, invoice)


def settle(account: Account, invoice: Invoice) -> None:
    """An invoice is paid in full: what waited for it is granted."""
    invoice.attempt_at = None
    order = next((each for each in account.orders if each.invoice is invoice), None)
    if order is not None:
        account.orders.remove(order)
        grant(account, order)


def charge_card(account: Account, invoice: Invoice, mood: str) -> Payment:
    """One attempt at the card on file: it pays, is declined, or nobody knows."""
    payment = Payment(amount=invoice.open, status="failed")
    invoice.payments.append(payment)
    if mood == "succeed":
        payment.status = "succeeded"
        receive(account, invoice, payment)
    elif mood == "decline":
        plan_retry(account, invoice)
    else:
        payment.status, payment.arrives = "unknown", mood == "lose_answer"
        payment.asked_at = account.now
        payment.ask_again_at = account.now + FIRST_QUESTION
    return payment


def plan_retry(account: Account, invoice: Invoice) -> None:
    """What was granted is tried again 1, 3, 5 and 7 days after it was invoiced."""
    invoice.attempts += 1
    invoice.attempt_at = None
    if not invoice.granted:
        return_credit(account, invoice)
    if invoice.granted and invoice.open:
        days = (invoice.issued_at + timedelta(days=each) for each in RETRY_DAYS)
        invoice.attempt_at = next((at for at in days if at > account.now), None)


def give_back_whole(account: Account, invoice: Invoice) -> None:
    """Take an invoice back: what is open is void, what was paid becomes credit."""
    account.credit += invoice.paid
    invoice.credited += invoice.open
    invoice.void = True
    invoice.attempt_at = None


def cancel_order(account: Account, order: Order) -> None:
    """An order that was never paid is gone; a first purchase ends with it."""
    account.orders.remove(order)
    give_back_whole(account, order.invoice)
    sub = next(sub for sub in account.subs if sub.number == order.sub)
    if sub.status == "incomplete" and not any(o.sub == sub.number for o in account.orders):
        sub.status, sub.ended_at = "ended", account.now
        sub.version += 1


# --- what an order grants ------------------------------------------------------------------------


def grant(account: Account, order: Order) -> None:
    sub = next(sub for sub in account.subs if sub.number == order.sub)
    invoice, now = order.invoice, account.now
    if has_passed(sub, order, now):
        account.orders.append(order)
        cancel_order(account, order)
        return
    invoice.granted = True
    carry_out(
        account,
        sub,
        order.kind,
        order.change,
        priced_at=order.priced_at,
        net=invoice.net,
        invoice=invoice,
    )


def has_passed(sub: Sub, order: Order, now: datetime) -> bool:
    """Whether what was priced is over, or the subscription has ended meanwhile."""
    if sub.plan.own_term:
        return False
    if order.kind == "renewal":
        return _next_term_has_passed(sub, order, now)
    if order.kind in {"seats", "plan"} and sub.status == "ended":
        return True
    return order.priced_until is not None and order.priced_until <= now


def _next_term_has_passed(sub: Sub, order: Order, now: datetime) -> bool:
    """Whether the whole next period that was priced is over."""
    if sub.status == "ended" and starts_with_payment(sub):
        return False
    return order.priced_until is not None and order.priced_until <= now


def starts_with_payment(sub: Sub) -> bool:
    """Whether the term, and with it the first period, begins when the money comes."""
    return (
        sub.policy.term.starts is TermStarts.ON_PAYMENT
        and sub.policy.anchor.at.kind is AnchorKind.START
    )


def carry_out(
    account: Account,
    sub: Sub,
    kind: str,
    change: SeatChange,
    *,
    priced_at: datetime,
    net: int,
    invoice: Invoice | None = None,
) -> None:
    """Let what was ordered exist; `net` is what it cost before tax."""
    now = account.now
    if sub.status == "ended":
        _leave_behind(account, sub, invoice)
    if kind == "purchase" and not sub.has_begun:
        start(account, sub, change.totals, priced_at)
    elif kind == "renewal" and not sub.plan.own_term:
        order_next_term(account, sub, change, invoice, priced_at)
    elif kind == "plan":
        move_to_plan(sub, change.plan, now, priced_at)
    elif sub.plan.own_term:
        totals = change.totals or {n: s for n, s in change.moves.items() if s > 0}
        open_batch(sub, totals, now)
        sub.version += 1
        seating.serve_waiting(account)
    else:
        costs.write_books(account, sub, change, priced_at, amount=net)
        numbers.apply_change(account, sub, change, now, priced_at=priced_at)
        cap_ordered(sub)
        if any(change.moves.values()):  # more may leave than seats go
            seating.serve_waiting(account)


def _leave_behind(account: Account, sub: Sub, ordered: Invoice | None) -> None:
    """What is owed for what has ended stays owed, and does nothing to what is ordered now."""
    for invoice in account.open_invoices:
        if invoice.sub == sub.number and invoice.granted and invoice is not ordered:
            invoice.left_behind = True


def move_to_plan(sub: Sub, key: str | None, at: datetime, priced_at: datetime) -> None:
    from tests.stateful.plan_moves import move

    move(sub, sub.plans[key or ""], at, priced_at)


def order_next_term(
    account: Account, sub: Sub, change: SeatChange, invoice: Invoice | None, priced_at: datetime
) -> None:
    """A term that was ordered by hand begins now, or waits; it is the last number given."""
    sub.next_term = NextTerm(totals=change.totals, leave=change.leave, invoice=invoice)
    if sub.status == "ended":
        begin_ordered(account, sub, restarted=True, priced_at=priced_at)
        return
    numbers.withdraw_all(sub)
    sub.version += 1
    cap_ordered(sub)


def cap_ordered(sub: Sub) -> None:
    """What an ordered term does not go on with ends with the running one."""
    if sub.next_term is not None and sub.status != "trialing":
        for name, number in sub.next_term.totals.items():
            numbers.cap(sub, name, number, sub.next_term.leave)


def start(account: Account, sub: Sub, totals: dict[str, int], priced_at: datetime) -> None:
    """The subscription begins: periods, term, and the seats that were bought."""
    now = account.now
    if sub.trial_ends_at is not None:
        sub.status = "trialing"
        begin_at(sub, sub.trial_ends_at)
        assert sub.term is not None
        sub.term = (now, sub.term[1])
    else:
        moves = starts_with_payment(sub)
        begins = now if moves else priced_at
        begin_at(sub, begins)
        assert sub.term is not None
        sub.term = (now, sub.term[1])
        sub.status = "active"
        if moves and not sub.plan.own_term:
            charge_all(sub, totals, now, held=Fraction(1), priced=Fraction(1))
        else:
            charge_first(sub, totals, begins)
    if sub.plan.own_term:
        open_batch(sub, totals, now)
    else:
        for name, number in totals.items():
            numbers.add_seats(sub, name, number, now)
    sub.version += 1
    sub.has_begun = True
    _give_roles(account, sub)
    if sub.takes_buyer:
        _seat_buyer(account, sub, totals)


def _give_roles(account: Account, sub: Sub) -> None:
    """The first buyer gets the roles that decide on numbers, where nobody has one of them."""
    named = [role.value for role in sub.policy.who.change_roles]
    if sub.buyer != "vendor" and not any(account.roles.get(role) for role in named):
        for role in named:
            account.roles[role] = [sub.buyer]


def _seat_buyer(account: Account, sub: Sub, totals: dict[str, int]) -> None:
    bought = (kind for kind in sub.plan.sold if totals.get(kind.name) and kind.base is None)
    first = next(bought, None)
    if first is not None:
        seat = seating.find_seat(account, first.name, sub.buyer)
        seating.sit(account, seat, sub.buyer, held=False)
        account.ended_by_time.discard(sub.buyer)


def open_batch(sub: Sub, totals: dict[str, int], now: datetime) -> None:
    """Seats with a term of their own; the subscription lasts as long as the last of them."""
    grid = grid_from(now, sub.zone, sub.policy.proration.unit.value, sub.plan.every)
    ends_at = grid.boundary(term_periods(sub.plan))
    sub.pools += 1
    for name, number in totals.items():
        numbers.add_seats(sub, name, number, now, pool=sub.pools, until=ends_at)
    begins = now
    if sub.status == "ended" or sub.term is None:
        sub.status, sub.ended_at = "active", None
        latest = ends_at
    else:
        begins, latest = sub.term[0], max(ends_at, sub.term[1])
    sub.term = sub.period = (begins, latest)


def begin_ordered(account: Account, sub: Sub, *, restarted: bool, priced_at: datetime) -> None:
    """A term that was ordered by hand begins, with the numbers that were paid for."""
    now, ordered = account.now, sub.next_term
    assert ordered is not None
    sub.next_term = None
    on_trial = sub.status == "trialing"
    if restarted:
        begins = now if starts_with_payment(sub) else priced_at
        begin_at(sub, begins)
        charge_first(sub, ordered.totals, begins)
    else:
        if not on_trial:
            follow(sub, now)
        part = first_part(sub, now)
        charge_all(sub, ordered.totals, now, held=part[0], priced=part[1])
    assert sub.term is not None
    sub.term = (now, sub.term[1])
    sub.status, sub.ended_at, sub.trial_ends_at = "active", None, None
    if not restarted and sub.policy.renewal.assignments is RenewalAssignments.REISSUE:
        everybody_leaves(account, sub)
    for name, number in ordered.totals.items():
        numbers.bring_to(account, sub, name, number, ordered.leave, makes_room=True)
    sub.version += 1


def follow(sub: Sub, at: datetime) -> None:
    """The next period begins where the running one ends, and a term with it."""
    assert sub.grid is not None
    index = sub.grid.index_at(at)
    sub.period = (sub.grid.boundary(index), sub.grid.boundary(index + 1))
    sub.term = (at, sub.grid.boundary(index + term_periods(sub.plan)))


def everybody_leaves(account: Account, sub: Sub) -> None:
    seats = [seat for seat in sub.seats if seat.email is not None]
    seating.release(account, sub, seats, account.now, "term_ended")
