"""Laws of a plain renewal: what follows a boundary, at which price, and when it is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from curule.core.anchors import anchor_from
from curule.core.following import end_in, following
from curule.core.intervals import Interval, IntervalUnit
from curule.core.periods import boundary
from curule.core.policy import SeatTypeTerms
from curule.core.presets import PRESETS
from curule.core.pricing import Price, PriceModel
from curule.core.renewing import Due, renew
from curule.core.standing import Pool
from tests.core.strategies import instants, units, zones

_TERMS = SeatTypeTerms(name="seat", min=0, max=None, step=1)


@st.composite
def dues(draw: st.DrawFn, *, auto_renew: bool = True) -> Due:
    """A subscription of one seat type at some boundary, in the middle of its term or at its end."""
    unit, zone = draw(units), draw(zones)
    interval = Interval(draw(st.sampled_from([IntervalUnit.MONTH, IntervalUnit.YEAR])))
    anchor = anchor_from(draw(instants), zone, unit)
    at, later = draw(st.integers(1, 24)), draw(st.integers(0, 3))
    policy = PRESETS["zoom"].override({"proration.unit": unit.value})
    price = Price(
        model=PriceModel.FLAT,
        currency="EUR",
        interval=interval,
        unit_amount=draw(st.integers(0, 10_000)),
        tiers=(),
        package_size=None,
        base_fee=draw(st.integers(0, 500)),
    )
    return Due(
        policy=policy,
        currency="EUR",
        interval=interval,
        anchor=anchor,
        boundary=boundary(anchor, interval, at),
        term_ends_at=boundary(anchor, interval, at + later),
        auto_renew=auto_renew,
        pools=(Pool(terms=_TERMS, price=price),),
    )


@given(dues(), st.integers(0, 1_000))
def test_a_plain_renewal_sells_the_whole_period_that_begins_then(due: Due, seats: int) -> None:
    renewed = renew(due, {"seat": seats})
    assert renewed is not None
    assert renewed.sold.starts_at == renewed.following.whole.starts_at == due.boundary
    price = due.pools[0].price
    assert price is not None
    full = seats * price.unit_amount + (price.base_fee if seats else 0)
    assert sum(line.amount for line in renewed.priced.lines) == full == renewed.priced.cost


@given(dues(), st.integers(1, 9))
def test_a_term_goes_on_or_begins_and_never_ends_before_its_period(due: Due, seats: int) -> None:
    renewed = renew(due, {"seat": seats})
    assert renewed is not None
    assert renewed.term_ends_at >= renewed.sold.ends_at
    if due.term_ends_at > due.boundary:
        assert (renewed.term_starts_at, renewed.term_ends_at) == (None, due.term_ends_at)
    else:
        assert renewed.term_starts_at == due.boundary


@given(dues(auto_renew=False), st.integers(1, 9))
def test_what_does_not_renew_by_itself_is_no_plain_renewal_at_its_end(due: Due, seats: int) -> None:
    ends = due.term_ends_at == due.boundary
    assert (renew(due, {"seat": seats}) is None) == ends


@given(dues())
def test_licenses_that_are_issued_anew_are_no_plain_renewal(due: Due) -> None:
    anew = due.policy.override({"renewal.assignments": "reissue"})
    at_end = replace(due, policy=anew, term_ends_at=due.boundary)
    assert renew(at_end, {"seat": 1}) is None


@given(instants, zones, zones, st.integers(0, 30))
def test_a_new_time_zone_moves_no_date(at: datetime, old: str, new: str, index: int) -> None:
    interval = Interval(IntervalUnit.MONTH)
    anchor = anchor_from(at, old, PRESETS["zoom"].proration.unit)
    begins = boundary(anchor, interval, index)
    next_one = following(anchor, interval, None, begins, zone=new)
    moved = replace(anchor, zone=new)
    assert next_one.whole.ends_at == boundary(moved, interval, index + 1) == next_one.term_ends_at
    assert end_in(anchor, interval, begins, zone=new) == boundary(moved, interval, index)
