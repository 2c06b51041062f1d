"""What a change of numbers costs, and the books that it is worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from curule.core.policy import DecreaseMoney, IncreaseCharge, ProrationLines
from curule.core.proration import LastDay
from tests.stateful.calendar import day_of, rest_from_day
from tests.stateful.numbers import on_trial
from tests.stateful.prices import Charged, rounded
from tests.stateful.state import Account, SeatChange, Sub


@dataclass(frozen=True)
class Cost:
    """What a change should cost before tax, within so many units; None is anything."""

    low: int | None
    high: int | None

    @classmethod
    def exactly(cls, amount: int) -> Cost:
        return cls(amount, amount)

    @classmethod
    def about(cls, amount: Fraction, units: int) -> Cost:
        return cls(rounded(amount) - units, rounded(amount) + units)

    def allows(self, amount: int) -> bool:
        return (self.low is None or self.low <= amount) and (
            self.high is None or amount <= self.high
        )


FREE = Cost.exactly(0)


def cost_of(account: Account, change: SeatChange) -> Cost:
    """What a change of numbers should cost now."""
    sub, now = account.sub, account.now
    if on_trial(sub) or not change.moves:
        return FREE
    if sub.plan.own_term:
        return Cost.exactly(sum(_full(sub, name, step) for name, step in change.moves.items()))
    if change.restarts:
        totals = {kind.name: sub.total(kind.name, now) for kind in sub.plan.sold}
        after = {name: total + change.moves.get(name, 0) for name, total in totals.items()}
        return _restart_cost(sub, after, now, grows=any(s > 0 for s in change.moves.values()))
    costs = [
        _cost_of_more(sub, name, step, now) if step > 0 else _cost_of_fewer(sub, name, -step, now)
        for name, step in change.moves.items()
    ]
    lows, highs = [cost.low for cost in costs], [cost.high for cost in costs]
    return Cost(
        None if None in lows else sum(low or 0 for low in lows),
        None if None in highs else sum(high or 0 for high in highs),
    )


def _full(sub: Sub, name: str, seats: int) -> int:
    price = sub.plan.kind(name).price
    assert price is not None
    return price.of(seats) * periods_of_term(sub)


def periods_of_term(sub: Sub) -> int:
    from tests.stateful.passing import term_periods

    return term_periods(sub.plan)


def _cost_of_more(sub: Sub, name: str, added: int, now: datetime) -> Cost:
    price, present = sub.plan.kind(name).price, sub.total(name, now)
    assert price is not None
    difference = price.of(present + added) - price.of(present)
    rest = sub.rest(now)
    part = Fraction(1) if sub.policy.increase.charge is IncreaseCharge.FULL_PRICE else rest
    if difference < 0:
        back = min(rounded(-difference * rest), _left(sub, name))
        if sub.policy.decrease.money is DecreaseMoney.NONE:
            return Cost(-back, 0)
        return Cost.exactly(-back)
    if sub.policy.proration.lines is ProrationLines.NET or not price.is_marginal:
        return Cost.exactly(rounded(difference * part))
    return Cost.about(difference * part, 1)


def _cost_of_fewer(sub: Sub, name: str, removed: int, now: datetime) -> Cost:
    """The newest lines give back what their seats are worth for what is left."""
    price = sub.plan.kind(name).price
    assert price is not None
    lines = sub.books.get(name, [])
    worth, left, exact = 0, removed, Fraction()
    for line in reversed(lines):
        seats = min(left, line.seats)
        left -= seats
        part = returned_part(sub, line, now)
        full = price.of(line.above + line.seats) - price.of(line.above)
        less = price.of(line.above + line.seats - seats) - price.of(line.above)
        worth += min(rounded(full * part) - rounded(less * part), line.left)
        exact += (full - less) * part
    if sub.policy.decrease.money is DecreaseMoney.NONE:
        return Cost(-max(worth, 0) - len(lines), max(rounded(-exact), 0) + len(lines))
    if not price.is_marginal:
        return Cost.exactly(-min(rounded(exact), _left(sub, name)))
    if sub.policy.proration.lines is ProrationLines.NET:
        return Cost.exactly(-worth)
    return Cost(-worth - len(lines), -worth + len(lines))


def returned_part(sub: Sub, line: Charged, now: datetime) -> Fraction:
    """What is left when seats go: their day is paid or free, and one day of theirs is kept."""
    assert sub.period is not None
    assert sub.grid is not None
    unit = sub.policy.proration.unit.value
    if unit == "second":
        return min(sub.rest(now), line.part)
    day = day_of(now, sub.zone)
    if sub.policy.decrease.last_day is LastDay.PAID:
        day += timedelta(days=1)
    rest = rest_from_day(unit, *sub.period, day, sub.grid)
    return max(min(rest, line.part - one_day(sub)), Fraction(0))


def one_day(sub: Sub) -> Fraction:
    assert sub.period is not None
    assert sub.grid is not None
    first, end = (day_of(at, sub.zone) for at in sub.period)
    if sub.policy.proration.unit.value == "day":
        return Fraction(1, (end - first).days)
    return Fraction(1, 30 * (12 * (end.year - first.year) + end.month - first.month))


def unused(sub: Sub, now: datetime, *, keeps_a_day: bool) -> tuple[Fraction, int]:
    """What all lines have left, exactly, and how many lines they are."""
    kept = one_day(sub) if keeps_a_day and sub.policy.proration.unit.value != "second" else 0

    def worth(name: str, line: Charged) -> Fraction:
        return _full_of(sub, name, line) * max(min(sub.rest(now), line.part - kept), Fraction(0))

    together = Fraction()
    for name, lines in sub.books.items():
        if _is_shared(sub, name):
            whole = sum((worth(name, line) for line in lines), start=Fraction())
            together += min(max(whole, Fraction(0)), Fraction(_left(sub, name)))
        else:
            together += sum(min(worth(name, line), Fraction(line.left)) for line in lines)
    return together, sum(len(lines) for lines in sub.books.values())


def _left(sub: Sub, name: str) -> int:
    """What may still come back of what was charged for a seat type."""
    return sum(line.left for line in sub.books.get(name, []))


def _is_shared(sub: Sub, name: str) -> bool:
    """Whether all seats share one price: a line of some of them may be worth less than nothing."""
    price = sub.plan.kind(name.removeprefix("base ")).price
    assert price is not None
    return not name.startswith("base ") and not price.is_marginal


def _full_of(sub: Sub, name: str, line: Charged) -> int:
    """What the seats of a line cost for a whole period beside those that it stands on."""
    price = sub.plan.kind(name.removeprefix("base ")).price
    assert price is not None
    if name.startswith("base "):
        return price.base_fee
    return price.of(line.above + line.seats) - price.of(line.above)


def _restart_cost(sub: Sub, after: Mapping[str, int], now: datetime, *, grows: bool) -> Cost:
    whole = sub.whole_price(after)
    worth, lines = unused(sub, now, keeps_a_day=True)
    units = lines + 2 * len(sub.plan.kinds) + 1
    charge, money = sub.policy.increase.charge, sub.policy.decrease.money
    if charge is IncreaseCharge.NEW_PERIOD and grows:
        return Cost.exactly(whole)
    if money is DecreaseMoney.NONE:
        return Cost(rounded(whole - worth) - units, whole)
    return Cost.about(whole - worth, units)


def at_renewal(account: Account, change: SeatChange) -> int:
    """What the next whole period costs after the change, before tax."""
    sub, now = account.sub, account.now
    totals = {}
    for kind in sub.plan.sold:
        present = sub.total(kind.name, now) + change.moves.get(kind.name, 0)
        later = change.schedule.get(kind.name, _planned(sub, kind.name))
        totals[kind.name] = present if later is None else later
    return sub.whole_price(totals)


def _planned(sub: Sub, name: str) -> int | None:
    planned = sub.scheduled.get(name)
    return None if planned is None else planned.target


def write_books(
    account: Account, sub: Sub, change: SeatChange, priced_at: datetime, *, amount: int
) -> None:
    """Keep what was charged, so that what comes back can be worked out later."""
    now = account.now
    if on_trial(sub) or sub.plan.own_term or change.restarts:
        return
    for name, step in change.moves.items():
        if step > 0:
            price = sub.plan.kind(name).price
            assert price is not None
            present = sub.total(name, now)
            part = sub.rest(priced_at)
            whole = price.of(present + step) - price.of(present)
            full = sub.policy.increase.charge is IncreaseCharge.FULL_PRICE
            cost = rounded(whole * (1 if full else part))
            if len(change.moves) == 1 and amount > 0:
                cost = amount
            lines = sub.books.setdefault(name, [])
            _credit_newest(sub, lines, rounded(-whole * part))
            lines.append(
                Charged(seats=step, above=present, part=part, amount=max(cost, 0), since=priced_at)
            )
        else:
            _give_back(sub, name, -step, priced_at)


def _give_back(sub: Sub, name: str, removed: int, now: datetime) -> None:
    lines = sub.books.get(name, [])
    together = Fraction()
    for line in reversed(lines):
        seats = min(removed, line.seats)
        removed -= seats
        part = returned_part(sub, line, now)
        full = _full_of(sub, name, line)
        line.seats -= seats
        less = _full_of(sub, name, line)
        together += (full - less) * part
        if not _is_shared(sub, name):
            line.credited += max(min(rounded(full * part) - rounded(less * part), line.left), 0)
    if _is_shared(sub, name):
        _give_back_together(sub, lines, rounded(together), now)


def _give_back_together(sub: Sub, lines: list[Charged], worth: int, now: datetime) -> None:
    """At a price that all seats share: one difference, which the newest lines give back.

    Where fewer seats cost more it is charged, and stands on a line without seats.
    """
    if worth < 0:
        above = sum(line.seats for line in lines)
        lines.append(Charged(seats=0, above=above, part=sub.rest(now), amount=-worth, since=now))
    _credit_newest(sub, lines, worth)


def _credit_newest(sub: Sub, lines: list[Charged], worth: int) -> None:
    """Take what comes back off the newest lines that have something left, if anything does."""
    if sub.policy.decrease.money is DecreaseMoney.NONE:
        return
    for line in reversed(lines):
        back = min(max(worth, 0), line.left)
        line.credited += back
        worth -= back
