"""What the columns of the tables on periods and prices mean, beside those of `test_algorithms`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Final

from curule.core.anchors import Anchor
from curule.core.currencies import exponent
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.localtime import resolve_local
from curule.core.periods import period_at
from curule.core.pricing import Price, PriceLine, PriceModel, Tier, price_lines
from curule.core.proration import Part, prorate, rest_from
from curule.core.standing import full_period_price
from tests.core.subscriptions import PARIS, pool_of
from tests.docs.pages import Row

MONTH: Final = Interval(IntervalUnit.MONTH)


def read_price(model: str, tiers: str) -> Price:
    """Read a price as the tables write it: `package of 50`, and tiers as "10 1000 0; – 800 0"."""
    name, _, size = model.partition(" of ")
    steps = [step.split() for step in tiers.split(";")]
    read = tuple(
        Tier(up_to=None if end == "–" else int(end), unit_amount=int(each), flat_amount=int(once))
        for end, each, once in steps
    )
    tiered = name in {"graduated", "volume"}
    return Price(
        model=PriceModel(name),
        currency="EUR",
        interval=MONTH,
        unit_amount=0 if tiered else read[0].unit_amount,
        tiers=read if tiered else (),
        package_size=int(size) if size else None,
    )


def _three_units(row: Row) -> None:
    first, unit = date.fromisoformat(row["month of"]), ProrationUnit(row["unit"])
    anchor = Anchor(on=first, day=first.day, at=time(0), zone=PARIS)
    joined = datetime.fromisoformat(f"{row['joined']} 18:00")
    at = resolve_local(joined.date(), joined.time(), PARIS)
    left = rest_from(unit, period_at(anchor, MONTH, at)[1], at, anchor)
    assert _part(left) == row["left"]
    assert prorate(1000, left) == int(row["price"])


def _part(part: Part) -> str:
    return f"{part.numerator}/{part.denominator}"


def _price_lines(row: Row) -> None:
    price = read_price(row["model"], row["tiers (up to, each, flat)"])
    lines = price_lines(price, int(row["quantity"]))
    assert "; ".join(_line(line) for line in lines) == row["lines"]


def _line(line: PriceLine) -> str:
    flat = f" + {line.flat_amount}" if line.flat_amount else ""
    return f"{line.quantity} × {line.unit_amount}{flat}"


def _base_fees(row: Row) -> None:
    price = Price(
        currency="EUR",
        interval=MONTH,
        unit_amount=int(row["each"]),
        base_fee=int(row["base fee"]),
    )
    pool, seats = pool_of(price), int(row["seats"])
    assert pool.full_price(seats) == int(row["seats cost"])
    assert full_period_price([pool], {pool.name: seats}) == int(row["a period costs"])


def _decimals(row: Row) -> None:
    assert exponent(row["currency"]) == int(row["decimals"])


CHECKS: Final[Mapping[str, Callable[[Row], None]]] = {
    "three units": _three_units,
    "price lines": _price_lines,
    "base fees": _base_fees,
    "decimals": _decimals,
}
