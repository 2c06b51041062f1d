"""What the columns of the tables on coupons mean, and how a row is computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from curule.core.discounts import Discount, Redemption, spread, step_on_other_plan
from curule.core.proration import Part, prorate
from curule.core.standing import net_period_price
from tests.core.strategies import flat
from tests.core.subscriptions import customer_of, offer_of, paris, policy_of, pool_of
from tests.docs.pages import Row


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in written.split())


def _per_cent(row: Row) -> None:
    price = int(row["price of the period"])
    part = Part(*map(int, row["part"].split("/")))
    line = prorate(Discount(percent=Decimal(row["per cent"])).net(price), part)
    assert line == int(row["line"])
    assert prorate(price, part) - line == int(row["discount"])


def _spread(row: Row) -> None:
    assert spread(int(row["amount"]), _numbers(row["full prices"])) == _numbers(row["shares"])


def _respread(row: Row) -> None:
    policy = policy_of(
        "autodesk", {"decrease.effective": "now", "decrease.money": "account_credit"}
    )
    discount = Discount(code="X", amount=int(row["amount"]))
    offer = replace(
        offer_of(policy, pool_of(flat(1000))),
        redemption=Redemption(discount=discount, periods=None),
    )
    before, after = int(row["seats before"]), int(row["seats after"])
    customer = customer_of(offer, {"seat": before}, paris(2026, 4, 1))
    pools = customer.standing.pools
    assert net_period_price(pools, {"seat": before}, discount) == int(row["N before"])
    assert net_period_price(pools, {"seat": after}, discount) == int(row["N after"])
    change = customer.order(paris(2026, 4, 11), {"seat": after})
    assert change.subtotal == int(row["billed"])


def _coupon(row: Row) -> Redemption:
    periods = None if row["periods"] == "for good" else int(row["periods"])
    off = row.get("off", "5 %")
    per_cent = off.removesuffix(" %")
    discount = Discount(amount=int(off)) if per_cent == off else Discount(percent=Decimal(per_cent))
    return Redemption(discount=discount, periods=periods)


def _periods(row: Row) -> None:
    coupon = _coupon(row)
    for _ in range(int(row["begun"])):
        coupon = coupon.moved_on()
    assert coupon.has_more == (row["the next one has it"] == "yes")


def _other_plan(row: Row) -> None:
    step = step_on_other_plan(
        _coupon(row),
        holds=row["for the other plan"] == "yes",
        same_interval=row["same interval"] == "yes",
        new_period=row["new period"] == "yes",
    )
    assert (step or "goes on") == row["what it means"]


CHECKS: Final[Mapping[str, Callable[[Row], None]]] = {
    "per cent off": _per_cent,
    "amount spread": _spread,
    "amount respread": _respread,
    "coupon periods": _periods,
    "coupon on another plan": _other_plan,
}
