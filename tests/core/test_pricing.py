import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.currencies import UnknownCurrency
from curule.core.pricing import (
    Price,
    PriceModel,
    Tier,
    amount_for,
    falls_somewhere,
    increment,
    increment_lines,
    is_marginal,
    price_lines,
)
from tests.core.strategies import (
    MONTH,
    flat,
    graduated_prices,
    marginal_prices,
    package_prices,
    packaged,
    prices,
    quantities,
    tiered,
    volume_prices,
)

CHEAPER = (Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800))


# --- laws ----------------------------------------------------------------------------------------


@given(prices)
def test_nothing_costs_nothing(price: Price) -> None:
    assert amount_for(price, 0) == 0
    assert price_lines(price, 0) == ()


@given(prices, quantities)
def test_lines_add_up_to_the_amount(price: Price, quantity: int) -> None:
    assert sum(line.amount for line in price_lines(price, quantity)) == amount_for(price, quantity)


@given(prices, quantities, quantities)
def test_what_is_held_and_what_is_added_cost_the_total(price: Price, held: int, added: int) -> None:
    assert amount_for(price, held) + increment(price, held, added) == amount_for(
        price, held + added
    )


@given(marginal_prices, quantities, quantities)
def test_added_lines_add_up_to_the_increment(price: Price, held: int, added: int) -> None:
    lines = increment_lines(price, held, added)
    assert sum(line.amount for line in lines) == increment(price, held, added)
    assert all(line.quantity > 0 for line in lines)
    assert sum(line.quantity for line in lines) == added


@given(st.one_of(marginal_prices, package_prices), quantities, quantities)
def test_more_never_costs_less_but_by_volume(price: Price, held: int, added: int) -> None:
    assert increment(price, held, added) >= 0
    assert not falls_somewhere(price)


@given(volume_prices)
def test_a_volume_price_falls_where_one_unit_more_costs_less(price: Price) -> None:
    assert falls_somewhere(price) is any(increment(price, held, 1) < 0 for held in range(130))


# --- each model against its definition, unit by unit ---------------------------------------------


@given(st.integers(0, 10**6), quantities)
def test_flat(unit_amount: int, quantity: int) -> None:
    assert amount_for(flat(unit_amount), quantity) == quantity * unit_amount


@given(graduated_prices, quantities)
def test_graduated(price: Price, quantity: int) -> None:
    reached = [_tier_of(price, unit) for unit in range(1, quantity + 1)]
    flats = sum({id(tier): tier.flat_amount for tier in reached}.values())
    assert amount_for(price, quantity) == sum(tier.unit_amount for tier in reached) + flats


@given(volume_prices, quantities.filter(bool))
def test_volume(price: Price, quantity: int) -> None:
    tier = _tier_of(price, quantity)
    assert amount_for(price, quantity) == quantity * tier.unit_amount + tier.flat_amount


@given(package_prices, quantities)
def test_package(price: Price, quantity: int) -> None:
    packages = 0
    while packages * (price.package_size or 0) < quantity:
        packages += 1
    assert amount_for(price, quantity) == packages * price.unit_amount


def _tier_of(price: Price, unit: int) -> Tier:
    return next(tier for tier in price.tiers if tier.up_to is None or tier.up_to >= unit)


@given(st.integers(0, 10**6), quantities)
def test_all_models_agree_where_they_say_the_same(unit_amount: int, quantity: int) -> None:
    only = Tier(up_to=None, unit_amount=unit_amount)
    alike = [
        flat(unit_amount),
        tiered(PriceModel.GRADUATED, only),
        tiered(PriceModel.VOLUME, only),
        packaged(unit_amount, 1),
    ]
    assert len({amount_for(price, quantity) for price in alike}) == 1


# --- by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "graduated", "volume"),
    [
        (0, 0, 0),
        (1, 6000, 6000),
        (10, 15000, 15000),
        (11, 17800, 10800),
        (14, 20200, 13200),
    ],
)
def test_a_flat_amount_counts_once_when_its_tier_is_reached(
    quantity: int, graduated: int, volume: int
) -> None:
    tiers = (
        Tier(up_to=10, unit_amount=1000, flat_amount=5000),
        Tier(up_to=None, unit_amount=800, flat_amount=2000),
    )
    assert amount_for(tiered(PriceModel.GRADUATED, *tiers), quantity) == graduated
    assert amount_for(tiered(PriceModel.VOLUME, *tiers), quantity) == volume


def test_a_tier_begun_before_does_not_charge_its_flat_amount_again() -> None:
    price = tiered(
        PriceModel.GRADUATED,
        Tier(up_to=10, unit_amount=1000, flat_amount=5000),
        Tier(up_to=None, unit_amount=800, flat_amount=2000),
    )
    assert [line.amount for line in increment_lines(price, 3, 2)] == [2000]
    assert [line.amount for line in increment_lines(price, 9, 2)] == [1000, 2800]
    assert [line.amount for line in increment_lines(price, 10, 1)] == [2800]
    assert [line.amount for line in increment_lines(price, 11, 1)] == [800]


@pytest.mark.parametrize(("quantity", "packages"), [(1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_a_package_that_is_begun_counts_whole(quantity: int, packages: int) -> None:
    (line,) = price_lines(packaged(9900, 50), quantity)
    assert (line.quantity, line.amount) == (packages, packages * 9900)


def test_a_base_fee_is_no_part_of_these_amounts() -> None:
    price = Price(currency="EUR", interval=MONTH, unit_amount=1000, base_fee=5000)
    assert amount_for(price, 3) == 3000
    assert amount_for(price, 0) == 0


def test_flat_and_graduated_seats_more_are_lines_of_their_own() -> None:
    assert [is_marginal(price) for price in (flat(1), packaged(1, 1))] == [True, False]
    assert is_marginal(tiered(PriceModel.GRADUATED, *CHEAPER))
    assert not is_marginal(tiered(PriceModel.VOLUME, *CHEAPER))


def test_any_other_price_has_no_lines_for_seats_more() -> None:
    with pytest.raises(ValueError, match="units more at a volume price are no lines of their own"):
        increment_lines(tiered(PriceModel.VOLUME, *CHEAPER), 1, 1)
    with pytest.raises(ValueError, match="units more at a package price are no lines of their own"):
        increment_lines(packaged(1, 1), 1, 1)


def test_a_volume_price_may_rise_everywhere() -> None:
    assert falls_somewhere(tiered(PriceModel.VOLUME, *CHEAPER))
    dearer = (Tier(up_to=10, unit_amount=800), Tier(up_to=None, unit_amount=1000))
    assert not falls_somewhere(tiered(PriceModel.VOLUME, *dearer))
    once = (
        Tier(up_to=1, unit_amount=100),
        Tier(up_to=2, unit_amount=40),
        Tier(up_to=None, unit_amount=60),
    )
    assert falls_somewhere(tiered(PriceModel.VOLUME, *once))
    assert not falls_somewhere(tiered(PriceModel.GRADUATED, *CHEAPER))


# --- what is no price ----------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", [-1, -300])
def test_a_quantity_is_not_negative(quantity: int) -> None:
    with pytest.raises(ValueError, match=f"quantity cannot be negative, as {quantity} is"):
        amount_for(flat(100), quantity)
    for of in (increment, increment_lines):
        with pytest.raises(ValueError, match="added cannot be negative"):
            of(flat(100), 5, quantity)
        with pytest.raises(ValueError, match="held cannot be negative"):
            of(flat(100), quantity, 5)


@pytest.mark.parametrize(
    ("up_to", "unit_amount", "flat_amount", "sentence"),
    [
        (0, 1, 0, "a tier cannot end at 0 units"),
        (-5, 1, 0, "a tier cannot end at -5 units"),
        (5, -1, 0, "unit_amount cannot be negative, as -1 is"),
        (None, 1, -2, "flat_amount cannot be negative, as -2 is"),
    ],
)
def test_what_is_no_tier(
    up_to: int | None, unit_amount: int, flat_amount: int, sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Tier(up_to=up_to, unit_amount=unit_amount, flat_amount=flat_amount)


def _last(up_to: int | None) -> Tier:
    return Tier(up_to=up_to, unit_amount=1)


@pytest.mark.parametrize("model", [PriceModel.GRADUATED, PriceModel.VOLUME])
@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ([], "the last tier has no end: its up_to is null"),
        ([10], "the last tier has no end: its up_to is null"),
        ([10, 20], "the last tier has no end: its up_to is null"),
        ([None, None], "only the last tier has no end"),
        ([None, 10, None], "only the last tier has no end"),
        ([10, 10, None], "tiers go up: one up to 10 cannot follow one up to 10"),
        ([10, 5, None], "tiers go up: one up to 5 cannot follow one up to 10"),
    ],
)
def test_tiers_go_up_and_the_last_has_no_end(
    model: PriceModel, ends: list[int | None], sentence: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        tiered(model, *map(_last, ends))


@pytest.mark.parametrize(
    ("model", "unit_amount", "tiers", "package_size", "sentence"),
    [
        (PriceModel.FLAT, 1, CHEAPER, None, "a flat price has no tiers"),
        (PriceModel.PACKAGE, 1, CHEAPER, 5, "a package price has no tiers"),
        (PriceModel.FLAT, 1, (), 5, "a flat price has no package_size"),
        (PriceModel.VOLUME, 0, CHEAPER, 5, "a volume price has no package_size"),
        (PriceModel.PACKAGE, 1, (), None, "a package price needs a package_size of at least 1"),
        (PriceModel.PACKAGE, 1, (), 0, "a package price needs a package_size of at least 1"),
        (PriceModel.GRADUATED, 1, CHEAPER, None, "a graduated price has its unit amounts in its"),
        (PriceModel.FLAT, -1, (), None, "unit_amount cannot be negative, as -1 is"),
    ],
)
def test_what_is_no_price(
    model: PriceModel,
    unit_amount: int,
    tiers: tuple[Tier, ...],
    package_size: int | None,
    sentence: str,
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        Price(
            model=model,
            currency="EUR",
            interval=MONTH,
            unit_amount=unit_amount,
            tiers=tiers,
            package_size=package_size,
        )


def test_a_price_has_a_currency_and_a_base_fee_that_is_not_negative() -> None:
    with pytest.raises(UnknownCurrency):
        Price(currency="EURO", interval=MONTH)
    with pytest.raises(ValueError, match="base_fee cannot be negative, as -1 is"):
        Price(currency="EUR", interval=MONTH, base_fee=-1)
