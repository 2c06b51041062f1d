"""The worked examples N1 to N25 that other vendors publish, as far as pure functions go.

`EXAMPLES` says of each where it is computed: here to the minor unit, in a scenario file because it
takes the whole engine, or nowhere, because no policy of ours says such a thing.
"""

import sys
from datetime import UTC, date, datetime, time

import pytest

from curule.core.anchors import Anchor, AnchorRule, anchor_for, anchor_from, anchor_until
from curule.core.intervals import ProrationUnit
from curule.core.periods import BillingPeriod, boundary_date, period_at
from curule.core.pricing import PriceModel, Tier, amount_for, increment
from curule.core.proration import (
    LastDay,
    Part,
    charge_between,
    net,
    prorate,
    rest_from,
    rest_given_back,
)
from tests.core.strategies import MONTH, YEAR, flat, midnight, tiered

SECOND, DAY, THIRTY_360 = ProrationUnit

EXAMPLES = {
    "N1": "here",
    "N2": "here",
    "N3": "here",
    "N4": "here",
    "N5": "here",
    "N6": "here; that another interval restarts the period is a scenario's",
    "N7": "here, from the 16th: counted in days the 15th would belong to the new state, 16 of 30",
    "N8": "here",
    "N9": "here",
    "N10": "here",
    "N11": "here",
    "N12": "here",
    "N13": "here the amount; billing what was used afterwards is no policy of ours",
    "N14": "here the days and the dates; the reduction at renewal is a scenario's",
    "N15": "here the amounts, as increases at quarter ends; use beyond what was bought is none",
    "N16": "nowhere: a high-water mark bills use beyond what was bought, which is refused here",
    "N17": "here the amounts; that they come on the next invoice is a scenario's",
    "N18": "here the days; filling seats that a reduction has freed is a scenario's",
    "N19": "here",
    "N20": "here",
    "N21": "here the amounts; free to the month's end on a yearly price is no policy of ours",
    "N22": "nowhere: money that is left becomes credit, never time",
    "N23": "here",
    "N24": "here, both readings",
    "N25": "here the amounts; an invoice a month later is none of ours, the credit a scenario's",
}


def test_every_example_is_accounted_for() -> None:
    assert list(EXAMPLES) == [f"N{number}" for number in range(1, 26)]
    computed = {
        number
        for name, test in vars(sys.modules[__name__]).items()
        if name.startswith("test_")
        for mark in getattr(test, "pytestmark", [])
        if mark.name == "example"
        for number in mark.args
    }
    assert computed == {number for number, where in EXAMPLES.items() if where.startswith("here")}


def _days(starts_on: str, on: str, *, interval_months: int = 1) -> Part:
    """What is left, in days, of the period that began on `starts_on` when a change comes `on`."""
    anchor = _anchor(starts_on)
    interval = MONTH if interval_months == 1 else YEAR
    at = datetime.fromisoformat(on).replace(tzinfo=UTC)
    return rest_from(DAY, period_at(anchor, interval, at)[1], at, anchor)


def _anchor(on: str) -> Anchor:
    return anchor_from(datetime.fromisoformat(on).replace(tzinfo=UTC), "UTC", DAY)


@pytest.mark.example("N1")
def test_a_member_with_20_of_30_days_left() -> None:
    rest = _days("2026-04-01", "2026-04-11")
    assert rest == Part(20, 30)
    assert prorate(increment(flat(800), 5, 1), rest) == 533
    assert prorate(increment(flat(630), 5, 1), rest) == 420


@pytest.mark.example("N2")
def test_twice_the_price_in_the_middle_of_a_period() -> None:
    rest = Part(15, 30)
    assert prorate(-1000, rest) == -500
    assert prorate(2000, rest) == 1000
    assert net([(2000, rest), (-1000, rest)]) == 500


@pytest.mark.example("N3")
def test_to_the_second() -> None:
    covered = BillingPeriod(*(datetime.fromtimestamp(s, UTC) for s in (1487030400, 1489449600)))
    anchor = Anchor(on=date(2017, 2, 14), day=14, at=time(0), zone="UTC")
    assert period_at(anchor, MONTH, covered.starts_at)[1] == covered
    rest = rest_from(SECOND, covered, datetime.fromtimestamp(1488568488, UTC), anchor)
    assert rest == Part(881112, 2419200)
    assert prorate(1000, rest) == 364
    due = net([(10000, Part(1, 1)), (-1000, rest)])
    assert due == 9636


@pytest.mark.example("N4")
def test_a_dearer_plan_after_one_of_30_days() -> None:
    anchor = anchor_from(midnight(2026, 4, 1), "UTC", SECOND)
    _, april = period_at(anchor, MONTH, midnight(2026, 4, 2))
    rest = rest_from(SECOND, april, midnight(2026, 4, 2), anchor)
    assert prorate(500, rest) == 483
    assert prorate(2000, rest) == 1933
    assert net([(2000, rest), (-500, rest)]) == 1450
    assert net([(500, rest), (-2000, rest)]) == -1450


@pytest.mark.example("N5")
def test_the_difference_on_the_next_bill() -> None:
    rest = _days("2026-02-01", "2026-02-08")
    assert rest == Part(21, 28)
    assert 2400 + prorate(2400, rest) - prorate(1200, rest) == 3300


@pytest.mark.example("N6")
def test_a_dearer_plan_on_the_middle_day() -> None:
    rest = Part(15, 30)
    assert (prorate(1000, rest), prorate(3000, rest)) == (500, 1500)
    assert net([(3000, rest), (-1000, rest)]) == 1000


@pytest.mark.example("N7")
def test_a_user_more_for_half_of_june() -> None:
    rest = _days("2026-06-01", "2026-06-16")
    assert rest == Part(15, 30)
    assert prorate(increment(flat(1000), 1, 1), rest) == 500


@pytest.mark.example("N8")
def test_a_second_seat_as_refund_charge_and_next_bill() -> None:
    rest = _days("2026-04-01", "2026-04-07")
    refund, charge, renewal = prorate(500, rest), prorate(1000, rest), amount_for(flat(500), 2)
    assert (refund, charge, renewal) == (400, 800, 1000)
    assert charge - refund + renewal == 1400


@pytest.mark.example("N9")
def test_the_line_is_rounded_and_not_the_unit() -> None:
    until_12_april = _days("2026-03-16", "2026-04-12")
    assert until_12_april == Part(4, 31)
    fully = amount_for(flat(5193), 500)
    assert charge_between(fully, Part(31, 31), until_12_april) == 2261468
    assert prorate(amount_for(flat(5193), 5), until_12_april) == 3350
    assert amount_for(flat(5193), 5) == 25965


@pytest.mark.example("N10")
def test_a_cheaper_product_for_23_of_30_days() -> None:
    rest = _days("2026-06-18", "2026-06-25")
    assert rest == Part(23, 30)
    before, after = amount_for(flat(1008), 300), amount_for(flat(643), 300)
    assert (before, prorate(before, rest), prorate(after, rest)) == (302400, 231840, 147890)


@pytest.mark.example("N11")
def test_no_day_price_is_rounded() -> None:
    assert prorate(1000, Part(15, 30)) == 500


@pytest.mark.example("N12")
def test_a_yearly_price_paid_by_the_month() -> None:
    monthly = flat(7200 // 12)
    assert amount_for(monthly, 7) == 4200
    rest = _days("2026-04-01", "2026-04-06")
    assert rest == Part(25, 30)
    assert prorate(increment(monthly, 7, 3), rest) == 1500
    assert amount_for(monthly, 10) == 6000


@pytest.mark.example("N13")
def test_a_user_for_the_first_half_of_april() -> None:
    from_16_april = _days("2026-04-01", "2026-04-16")
    assert charge_between(600, Part(30, 30), from_16_april) == 300


@pytest.mark.example("N14")
def test_seats_from_4_june_to_the_15th() -> None:
    rest = _days("2026-05-15", "2026-06-04")
    assert rest == Part(11, 31)
    assert prorate(amount_for(flat(400), 10), rest) == 1419
    assert amount_for(flat(400), 35) == 14000
    assert boundary_date(_anchor("2026-05-20"), YEAR, 1) == date(2027, 5, 20)


@pytest.mark.example("N15")
def test_ten_seats_more_after_one_quarter_and_ten_after_three() -> None:
    anchor, price = _anchor("2026-01-01"), flat(10000, YEAR)
    _, year = period_at(anchor, YEAR, midnight(2026, 1, 1))
    april, october = (
        rest_from(THIRTY_360, year, midnight(2026, month, 1), anchor) for month in (4, 10)
    )
    assert (april, october) == (Part(270, 360), Part(90, 360))
    first = prorate(increment(price, 100, 10), april)
    second = prorate(increment(price, 110, 10), october)
    assert (first, second, first + second) == (75000, 25000, 100000)
    assert increment(price, 100, 20) == 200000


@pytest.mark.example("N17")
def test_five_users_more_for_half_of_june() -> None:
    rest = _days("2026-06-01", "2026-06-16")
    assert amount_for(flat(1800), 10) == 18000
    assert prorate(increment(flat(1800), 10, 5), rest) == 4500
    assert amount_for(flat(1800), 15) == 27000


@pytest.mark.example("N18")
def test_324_days_of_a_year_that_has_365() -> None:
    assert _days("2024-04-01", "2024-05-12", interval_months=12) == Part(324, 365)


@pytest.mark.example("N19")
def test_packs_that_end_together() -> None:
    other = _anchor("2025-04-25")
    _, running = period_at(other, YEAR, midnight(2025, 4, 25))
    assert rest_from(DAY, running, running.starts_at, other) == Part(365, 365)

    anchor = anchor_until(running.ends_at, YEAR, "UTC", DAY)
    for bought, days in ((midnight(2026, 1, 31), 84), (midnight(2026, 3, 25), 31)):
        index, full = period_at(anchor, YEAR, bought)
        assert (index, full) == (-1, running)
        assert rest_from(DAY, full, bought, anchor) == Part(days, 365)


@pytest.mark.example("N20")
def test_fourteen_seats_by_tiers() -> None:
    tiers = (Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800))
    assert amount_for(tiered(PriceModel.GRADUATED, *tiers), 14) == 13200
    assert amount_for(tiered(PriceModel.VOLUME, *tiers), 14) == 11200


@pytest.mark.example("N21")
def test_free_until_the_end_of_the_month() -> None:
    rest = _days("2025-07-01", "2026-04-01", interval_months=12)
    assert rest == Part(91, 365)
    assert prorate(increment(flat(36500, YEAR), 1, 1), rest) == 9100


@pytest.mark.example("N23")
def test_an_addition_ends_with_what_was_bought_first() -> None:
    assert _days("2026-01-07", "2026-01-20") == Part(18, 31)
    assert boundary_date(_anchor("2026-01-07"), MONTH, 1) == date(2026, 2, 7)


@pytest.mark.example("N24")
@pytest.mark.parametrize(
    ("unit", "last_day", "left", "credit"),
    [
        (THIRTY_360, LastDay.PAID, Part(10, 30), 2000),
        (DAY, LastDay.FREE, Part(12, 31), 2323),
    ],
)
def test_ten_unused_days_are_only_ten_where_a_month_has_thirty(
    unit: ProrationUnit, last_day: LastDay, left: Part, credit: int
) -> None:
    anchor, at = _anchor("2026-03-01"), midnight(2026, 3, 20)
    _, march = period_at(anchor, MONTH, at)
    charged = rest_from(unit, march, march.starts_at, anchor)
    rest = rest_given_back(unit, march, at, anchor, last_day, charged)
    assert rest == left
    assert prorate(amount_for(flat(1200), 5), rest) == credit
    if unit is THIRTY_360:
        assert amount_for(flat(1200), 5) - credit == 4000


@pytest.mark.example("N25")
def test_half_a_year_of_ten_users() -> None:
    rule = AnchorRule.day_of_year(1, 1)
    anchor = anchor_for(rule, YEAR, midnight(2026, 1, 1), "UTC", DAY)
    _, year = period_at(anchor, YEAR, midnight(2026, 7, 1))
    rest = rest_from(DAY, year, midnight(2026, 7, 1), anchor)
    assert rest == Part(184, 365)
    charge = prorate(increment(flat(36500, YEAR), 10, 10), rest)
    whole = Part(365, 365)
    given_back = rest_given_back(DAY, year, midnight(2026, 7, 1), anchor, LastDay.FREE, whole)
    assert charge == prorate(amount_for(flat(36500, YEAR), 10), given_back) == 184000
