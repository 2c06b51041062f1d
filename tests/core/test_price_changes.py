"""Prices with notice: never before the date, at the first end of a term that is not before it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from curule.core.anchors import anchor_from
from curule.core.following import first_renewal, following
from curule.core.intervals import Duration, Interval, IntervalUnit, ProrationUnit
from curule.core.policy import SeatTypeTerms
from curule.core.presets import PRESETS
from curule.core.price_changes import Around, LeftOut, foretell, left_out
from curule.core.pricing import Price, PriceModel
from curule.core.purchases import Offer, opening
from curule.core.standing import Pool, PriceAhead, Standing

SEAT = SeatTypeTerms(name="seat", min=1, max=None, step=1)
MONTH = Interval(IntervalUnit.MONTH)
BEGAN = datetime(2026, 1, 31, 9, tzinfo=UTC)


def _offer(unit_amount: int) -> Offer:
    price = Price(model=PriceModel.FLAT, currency="EUR", interval=MONTH, unit_amount=unit_amount)
    pools = (Pool(terms=SEAT, price=price),)
    return Offer(policy=PRESETS["zoom"], currency="EUR", interval=MONTH, pools=pools)


def _standing(seats: int = 3, unit_amount: int = 1000) -> Standing:
    return opening(_offer(unit_amount), {"seat": seats}, paid_from=BEGAN, zone="Europe/Paris")


@given(
    days=st.integers(0, 365),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata"]),
    unit=st.sampled_from(list(ProrationUnit)),
    months=st.sampled_from([None, 1, 3, 12]),
)
def test_it_is_the_first_end_of_a_term_that_is_not_before_the_date(
    days: int, zone: str, unit: ProrationUnit, months: int | None
) -> None:
    anchor = anchor_from(BEGAN, zone, unit)
    length = None if months is None else Duration(months=months)
    first = following(anchor, MONTH, length, BEGAN, zone=zone).term_ends_at
    not_before = BEGAN + timedelta(days=days)
    found = first_renewal(anchor, MONTH, length, first, not_before)
    ends = [first]
    while ends[-1] < found:
        ends.append(following(anchor, MONTH, length, ends[-1], zone=zone).term_ends_at)
    assert found == ends[-1] >= not_before
    assert all(each < not_before for each in ends[:-1])


@given(seats=st.integers(1, 50), later=st.integers(-400, 400), unit=st.integers(0, 5000))
def test_the_price_of_a_renewal_is_the_announced_one_from_its_date_on_and_no_day_earlier(
    seats: int, later: int, unit: int
) -> None:
    standing = _standing(seats)
    ahead = PriceAhead(
        not_before=standing.term_ends_at + timedelta(hours=later), pools=_offer(unit).pools
    )
    announced = replace(standing, price_ahead=ahead)
    [pool] = announced.pools_renewed()
    assert pool.seats == seats
    assert pool.full_price(seats) == seats * (unit if later <= 0 else 1000)
    assert replace(announced, on_trial=True).pools_renewed() == announced.pools


def test_what_is_foretold_names_the_renewal_and_both_amounts() -> None:
    standing = _standing()
    told = foretell(standing, _offer(1200), Around(), standing.term_ends_at + timedelta(seconds=1))
    assert (told.before, told.after) == (3000, 3600)
    assert told.renews_at > standing.term_ends_at
    ordered = foretell(standing, _offer(1200), Around(has_next_term=True), standing.term_ends_at)
    assert ordered.renews_at == told.renews_at


def test_each_reason_to_leave_one_out() -> None:
    standing, offer = _standing(), _offer(1200)
    assert left_out(standing, offer, Around()) is None
    assert left_out(standing, offer, Around(is_announced=True)) is LeftOut.ANNOUNCED
    assert left_out(standing, offer, Around(is_managed=True)) is LeftOut.MANAGED
    assert left_out(standing, offer, Around(is_offered=True)) is LeftOut.OFFERED
    off = replace(standing, auto_renew=False)
    assert left_out(off, offer, Around()) is LeftOut.RENEWAL_OFF
    assert left_out(off, offer, Around(has_next_term=True)) is None
    few = SeatTypeTerms(name="seat", min=1, max=2, step=1)
    small = replace(offer, pools=(replace(offer.pools[0], terms=few),))
    assert left_out(standing, small, Around()) is LeftOut.SEATS_DO_NOT_FIT
    unpriced = replace(offer, pools=(replace(offer.pools[0], price=None),))
    assert left_out(standing, unpriced, Around()) is LeftOut.PRICE_MISSING
