"""What the laws of the core are tried on: zones with every kind of clock, anchors, prices."""

from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from curule.core.anchors import Anchor, AnchorRule, add_months, anchor_from, days_in_month
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.periods import BillingPeriod, period
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.proration import Part

ZONES = (
    "UTC",
    "Europe/Paris",
    "Europe/Dublin",  # winter time is the exception there
    "America/New_York",
    "America/St_Johns",  # half an hour off
    "America/Sao_Paulo",  # midnight did not exist when summer began, until 2018
    "America/Santiago",  # nor there, to this day
    "America/Asuncion",
    "America/Havana",  # midnight exists twice when summer ends
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "Africa/Casablanca",  # back and forth around Ramadan
    "Australia/Lord_Howe",  # half an hour of summer time
    "Antarctica/Troll",  # two hours of it
    "Pacific/Chatham",
    "Pacific/Kiritimati",
)

zones = st.sampled_from(ZONES)
units = st.sampled_from(ProrationUnit)
instants = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31)).map(  # noqa: DTZ001  (naive on purpose)
    lambda naive: naive.replace(tzinfo=UTC),
)
"""Twenty years with five leap days; fractions of a second included."""
dates = st.dates(date(2015, 1, 1), date(2035, 12, 31))
times = st.times().map(lambda at: at.replace(microsecond=0))
amounts = st.integers(0, 10**9)
signed_amounts = st.integers(-(10**9), 10**9)
quantities = st.integers(0, 300)

month_intervals = st.one_of(
    st.builds(Interval, st.just(IntervalUnit.MONTH), st.integers(1, 18)),
    st.builds(Interval, st.just(IntervalUnit.YEAR), st.integers(1, 3)),
)
day_intervals = st.one_of(
    st.builds(Interval, st.just(IntervalUnit.DAY), st.integers(1, 90)),
    st.builds(Interval, st.just(IntervalUnit.WEEK), st.integers(1, 13)),
)
intervals = st.one_of(month_intervals, day_intervals)

rules_of_weeks = st.integers(0, 6).map(AnchorRule.day_of_week)
intervals_within_years = st.one_of(
    st.builds(Interval, st.just(IntervalUnit.MONTH), st.sampled_from([1, 2, 3, 4, 6, 12, 24])),
    st.builds(Interval, st.just(IntervalUnit.YEAR), st.integers(1, 3)),
)
fixed_anchors = st.one_of(
    st.tuples(st.integers(1, 31).map(AnchorRule.day_of_month), month_intervals),
    st.tuples(
        dates.map(lambda day: AnchorRule.day_of_year(day.month, day.day)),
        intervals_within_years,
    ),
)
"""Rules of months and years with the intervals that they fit."""


@st.composite
def anchors(draw: st.DrawFn, *, at: st.SearchStrategy[time] = times) -> Anchor:
    """An anchor whose wanted day may be beyond the end of its month."""
    drawn = draw(dates)
    last = days_in_month(drawn.year, drawn.month)
    day = draw(st.integers(last, 31)) if drawn.day == last else drawn.day
    return Anchor(on=drawn, day=day, at=draw(at), zone=draw(zones))


def anchored_on(day: int, *, zone: str = "UTC", at: time = time(0)) -> Anchor:
    """An anchor of January 2024 that wants `day`."""
    return Anchor(on=add_months(date(2024, 1, 1), 0, day), day=day, at=at, zone=zone)


def midnight(year: int, month: int, day: int) -> datetime:
    """00:00 UTC."""
    return datetime(year, month, day, tzinfo=UTC)


@st.composite
def periods_counted(
    draw: st.DrawFn,
    *,
    counted: st.SearchStrategy[ProrationUnit] = units,
) -> tuple[ProrationUnit, BillingPeriod, Anchor]:
    """A unit of proration with an anchored period that can be counted in it."""
    unit = draw(counted)
    interval = draw(month_intervals if unit is ProrationUnit.THIRTY_360 else intervals)
    anchor = anchor_from(draw(instants), draw(zones), unit)
    return unit, period(anchor, interval, draw(st.integers(-12, 48))), anchor


def moments_in(covered: BillingPeriod) -> st.SearchStrategy[datetime]:
    """An instant of the period."""
    seconds = int((covered.ends_at - covered.starts_at).total_seconds())
    first = int(covered.starts_at.timestamp())
    return st.integers(0, seconds - 1).map(
        lambda second: datetime.fromtimestamp(first + second, UTC),
    )


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """Any part of any period."""
    denominator = draw(st.integers(1, 366 * 86_400))
    return Part(draw(st.integers(0, denominator)), denominator)


@st.composite
def tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    """One to five tiers that go up, the last without end."""
    ends = sorted(draw(st.sets(st.integers(1, 120), max_size=4)))
    return tuple(
        Tier(
            up_to=end,
            unit_amount=draw(st.integers(0, 5000)),
            flat_amount=draw(st.integers(0, 20_000)),
        )
        for end in [*ends, None]
    )


MONTH = Interval(IntervalUnit.MONTH)
YEAR = Interval(IntervalUnit.YEAR)


def flat(unit_amount: int, interval: Interval = MONTH) -> Price:
    """A flat price in euro cents."""
    return Price(currency="EUR", interval=interval, unit_amount=unit_amount)


def tiered(model: PriceModel, *steps: Tier) -> Price:
    """A graduated or volume price in euro cents."""
    return Price(model=model, currency="EUR", interval=MONTH, tiers=steps)


def packaged(unit_amount: int, package_size: int) -> Price:
    """A package price in euro cents."""
    return Price(
        model=PriceModel.PACKAGE,
        currency="EUR",
        interval=MONTH,
        unit_amount=unit_amount,
        package_size=package_size,
    )


flat_prices = st.integers(0, 10**6).map(flat)
graduated_prices = tiers().map(lambda steps: tiered(PriceModel.GRADUATED, *steps))
volume_prices = tiers().map(lambda steps: tiered(PriceModel.VOLUME, *steps))
package_prices = st.builds(packaged, st.integers(0, 10**6), st.integers(1, 60))
marginal_prices = st.one_of(flat_prices, graduated_prices)
prices = st.one_of(flat_prices, graduated_prices, volume_prices, package_prices)
