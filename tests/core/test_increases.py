from hypothesis import given
from hypothesis import strategies as st

from curule.core import increases
from curule.core.pricing import Price, PriceModel, Tier, amount_for, increment
from curule.core.proration import Part, prorate
from tests.core.strategies import flat, parts, prices, quantities, tiered


@given(prices, quantities, quantities, parts())
def test_prorated(price: Price, held: int, added: int, rest: Part) -> None:
    amount = increases.prorated(price, held=held, added=added, rest=rest)
    assert amount == prorate(increment(price, held, added), rest)


@given(prices, quantities, quantities)
def test_prorated_over_a_whole_period_is_the_full_price(
    price: Price, held: int, added: int
) -> None:
    whole = increases.prorated(price, held=held, added=added, rest=Part(31, 31))
    assert whole == increases.full_price(price, held=held, added=added)


@given(prices, quantities)
def test_own_term_counts_from_the_first_seat(price: Price, added: int) -> None:
    assert increases.own_term(price, added=added) == amount_for(price, added)


@given(prices, quantities, st.integers(0, 10**9))
def test_a_new_period_credits_the_unused_part_only_where_the_policy_says_so(
    price: Price, total: int, unused: int
) -> None:
    whole = increases.new_period(price, total=total)
    assert whole == amount_for(price, total)
    less = increases.new_period_minus_unused(price, total=total, unused=unused)
    assert less == whole - unused


def test_none_until_renewal() -> None:
    assert increases.none_until_renewal() == 0


def test_each_formula_by_hand() -> None:
    """Ten seats at 30.00, two more with 20 of 30 days left."""
    price, rest = flat(3000), Part(20, 30)
    unused = prorate(amount_for(price, 10), rest)
    assert increases.prorated(price, held=10, added=2, rest=rest) == 4000
    assert increases.full_price(price, held=10, added=2) == 6000
    assert increases.own_term(price, added=2) == 6000
    assert increases.new_period(price, total=12) == 36000
    assert increases.new_period_minus_unused(price, total=12, unused=unused) == 16000
    assert increases.new_period_minus_unused(price, total=8, unused=unused) == 4000


def test_seats_more_by_volume_may_be_a_credit() -> None:
    price = tiered(
        PriceModel.VOLUME, Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800)
    )
    assert increases.prorated(price, held=10, added=1, rest=Part(15, 30)) == -600
