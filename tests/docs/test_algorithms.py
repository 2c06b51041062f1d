"""The pages on algorithms are executed: their examples as doctests, their tables row by row.

A table is followed by `<!-- checked: NAME -->`; NAME is a function in `CHECKS` that gets a row as a
mapping of column to text, and asserts.
"""

import doctest
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from curule.core.anchors import Anchor, anchor_for, anchor_from, boundary_date
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.localtime import resolve_local
from curule.core.money import allocate, round_half_away
from curule.core.periods import period_at
from curule.core.policy.anchor import parse_anchor
from curule.core.pricing import Price, amount_for
from curule.core.proration import (
    LastDay,
    Part,
    charge_between,
    net,
    prorate,
    rest_from,
    rest_given_back,
)
from tests.core.strategies import flat
from tests.core.subscriptions import customer_of, done, offer_of, paris, policy_of, pool_of
from tests.docs import (
    billing_rows,
    coupon_rows,
    price_rows,
    revenue_rows,
    seat_rows,
    tax_rows,
)
from tests.docs.pages import Row, tables
from tests.docs.price_rows import read_price
from tests.support.tree import ROOT

PAGES = sorted((ROOT / "docs" / "algorithms").glob("*.md"))
MONTH, YEAR = Interval(IntervalUnit.MONTH), Interval(IntervalUnit.YEAR)


# --- examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_hold(page: Path) -> None:
    example = doctest.DocTestParser().get_doctest(
        _without_prose(page.read_text(encoding="utf-8")), {}, page.name, str(page), 0
    )
    assert doctest.DocTestRunner().run(example).failed == 0


def _without_prose(text: str) -> str:
    """Only what stands in python fences; the other lines stay empty, so that line numbers hold."""
    kept, inside = [], False
    for line in text.splitlines():
        fence = line.startswith("```")
        inside = line == "```python" if fence else inside
        kept.append("" if fence or not inside else line)
    return "\n".join(kept) + "\n"


def test_the_pages_on_prices_have_examples() -> None:
    written = "".join(
        _without_prose((ROOT / "docs" / "algorithms" / name).read_text(encoding="utf-8"))
        for name in ("periods.md", "pricing.md", "proration.md")
    )
    assert written.count(">>>") >= 12


# --- tables --------------------------------------------------------------------------------------


ROWS = [
    pytest.param(table.check, row, id=f"{page.stem}-{table.check}-{number}")
    for page in PAGES
    for table in tables(page.read_text(encoding="utf-8"))
    if table.check is not None
    for number, row in enumerate(table.rows)
]


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_row_of_a_table_is_what_the_code_computes(name: str, row: Row) -> None:
    CHECKS[name](row)


def test_every_table_is_checked_and_every_check_has_a_table() -> None:
    listed = [table for page in PAGES for table in tables(page.read_text(encoding="utf-8"))]
    named = {table.check for table in listed if not table.is_played}
    assert None not in named
    assert named == set(CHECKS)
    assert len(CHECKS) == sum(len(checks) for checks in CHECKED), "two checks have one name"


def test_a_wrong_number_in_a_table_is_found() -> None:
    row = {"price": "1000", "from": "2026-03-01", "to": "2026-03-11", "counted": "10/31"}
    _parts_of_march(row | {"amount": "323"})
    with pytest.raises(AssertionError):
        _parts_of_march(row | {"amount": "322"})


# --- what the columns mean -----------------------------------------------------------------------


def _interval(written: str) -> Interval:
    count, _, unit = written.rpartition(" ")
    return Interval(IntervalUnit(unit.removesuffix("s")), int(count or 1))


def _part(written: str) -> Part:
    numerator, denominator = written.split("/")
    return Part(int(numerator), int(denominator))


def _utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def _starting(written: str) -> Anchor:
    return anchor_from(_utc(written), "UTC", ProrationUnit.DAY)


def _left(unit: ProrationUnit, at: datetime, anchor: Anchor) -> Part:
    return rest_from(unit, period_at(anchor, MONTH, at)[1], at, anchor)


def _price(each: str) -> Price:
    return Price(currency="EUR", interval=MONTH, unit_amount=int(each))


# --- checks --------------------------------------------------------------------------------------


def _rounding(row: Row) -> None:
    assert round_half_away(Fraction(row["exact"])) == int(row["R"])


def _allocation(row: Row) -> None:
    weights, parts = ([int(n) for n in row[column].split()] for column in ("weights", "parts"))
    assert list(allocate(int(row["total"]), weights)) == parts


def _boundaries(row: Row) -> None:
    interval = _interval(row["interval"])
    found = [boundary_date(_starting(row["anchor"]), interval, k).isoformat() for k in range(4)]
    assert found == row["boundaries 0 to 3"].split()


def _local_times(row: Row) -> None:
    wanted = datetime.fromisoformat(row["local time"])
    found = resolve_local(wanted.date(), wanted.time(), row["zone"])
    assert found == _utc(row["instant (UTC)"])


def _stubs(row: Row) -> None:
    rule, interval = parse_anchor(row["anchor.at"]), _interval(row["interval"])
    bought = _utc(row["first paid day"])
    anchor = anchor_for(rule, interval, bought, "UTC", ProrationUnit.DAY)
    assert anchor.on.isoformat() == row["anchor"]
    index, full = period_at(anchor, interval, bought)
    if row["stub"] == "none":
        assert index == 0
    else:
        assert index == -1
        assert rest_from(ProrationUnit.DAY, full, bought, anchor) == _part(row["stub"])


def _parts_of_march(row: Row) -> None:
    anchor = _starting("2026-03-01")
    _, march = period_at(anchor, MONTH, _utc("2026-03-01"))
    later, earlier = (
        rest_from(ProrationUnit.DAY, march, _utc(row[edge]), anchor) for edge in ("from", "to")
    )
    counted = Part(later.numerator - earlier.numerator, later.denominator)
    assert counted == _part(row["counted"])
    assert charge_between(int(row["price"]), later, earlier) == int(row["amount"])


def _rests(row: Row) -> None:
    day = int(row["anchor day"])
    anchor = Anchor(on=date(2025, 12, day), day=day, at=time(0), zone="UTC")
    assert _left(ProrationUnit(row["unit"]), _utc(row["on"]), anchor) == _part(row["left"])


def _seats_given_back(row: Row) -> None:
    anchor, unit = _starting("2026-04-01"), ProrationUnit.DAY
    bought, at = _utc(row["bought"]), _utc(row["given back"]) + timedelta(hours=18)
    charged, april = _left(unit, bought, anchor), period_at(anchor, MONTH, bought)[1]
    left = rest_given_back(unit, april, at, anchor, LastDay(row["last_day"]), charged)
    assert left == _part(row["left of April"])


def _prices(row: Row) -> None:
    price = read_price(row["model"], row["tiers (up to, each, flat)"])
    assert amount_for(price, int(row["quantity"])) == int(row["amount"])


def _differences(row: Row) -> None:
    old, new, left = int(row["old price"]), int(row["new price"]), _part(row["left"])
    assert net([(new, left), (-old, left)]) == int(row["net"])
    assert prorate(old, left) == int(row["credit"])
    assert prorate(new, left) == int(row["charge"])


_CHARGED_SO: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "prorated": ("zoom", {"proration.lines": "net"}),
    "full_price": ("zoom", {"proration.lines": "net", "increase.charge": "full_price"}),
    "none_until_renewal": (
        "zoom",
        {
            "proration.lines": "net",
            "increase.charge": "none_until_renewal",
            "increase.effective": "at_renewal",
        },
    ),
    "own_term": ("licence_portal", {}),
    "new_period": ("gotoassist", {"increase.charge": "new_period"}),
    "new_period_minus_unused": ("gotoassist", {}),
}
"""A policy for each choice of increase.charge."""


def _increases(row: Row) -> None:
    """Price the change as a quote does, in April or in the year 2026."""
    left, held, added = _part(row["left"]), int(row["q"]), int(row["n"])
    interval = MONTH if left.denominator == 30 else YEAR
    starts_on = date(2026, 4 if interval == MONTH else 1, 1)
    changes_on = starts_on + timedelta(days=left.denominator - left.numerator)
    preset, overrides = _CHARGED_SO[row["increase.charge"]]
    offer = offer_of(
        policy_of(preset, overrides), pool_of(flat(int(row["u"]), interval)), interval=interval
    )
    customer = customer_of(offer, {"seat": held}, _in_paris(starts_on))
    change = done(customer.quote(_in_paris(changes_on), {"seat": held + added}))
    assert change.subtotal == int(row["amount"])


def _in_paris(on: date) -> datetime:
    return paris(on.year, on.month, on.day)


def _published(row: Row) -> None:
    assert prorate(int(row["full price"]), _part(row["part"])) == int(row["amount"])


_OF_PRICES: Mapping[str, Callable[[Row], None]] = {
    "rounding": _rounding,
    "allocation": _allocation,
    "boundaries": _boundaries,
    "local times": _local_times,
    "stubs": _stubs,
    "parts of March": _parts_of_march,
    "rests": _rests,
    "seats given back": _seats_given_back,
    "prices": _prices,
    "differences": _differences,
    "increases": _increases,
    "published": _published,
}
CHECKED = (
    _OF_PRICES,
    billing_rows.CHECKS,
    coupon_rows.CHECKS,
    price_rows.CHECKS,
    revenue_rows.CHECKS,
    seat_rows.CHECKS,
    tax_rows.CHECKS,
)
CHECKS = {name: check for checks in CHECKED for name, check in checks.items()}
