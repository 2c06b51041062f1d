import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.currencies import EXPONENTS, ISO_4217_PUBLISHED, NO_MINOR_UNIT
from curule.core.money import (
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    allocate,
    exponent,
    round_half_away,
)
from tests.core.strategies import signed_amounts

fractions = st.fractions(max_denominator=10**6)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.fractions(0, 1000, max_denominator=1000)),
    min_size=1,
    max_size=20,
).filter(any)


@given(fractions)
def test_rounding_is_symmetric(amount: Fraction) -> None:
    assert round_half_away(-amount) == -round_half_away(amount)


@given(fractions)
def test_rounding_goes_to_the_nearest_unit(amount: Fraction) -> None:
    assert abs(round_half_away(amount) - amount) <= Fraction(1, 2)


@given(st.integers(-(10**9), 10**9))
def test_a_half_goes_away_from_zero(whole: int) -> None:
    half = whole + Fraction(1, 2)
    assert abs(round_half_away(half)) == abs(half) + Fraction(1, 2)


@given(st.integers(-(10**12), 10**12), st.sampled_from([1, 2, 4, 5, 8, 10, 20, 1000]))
def test_rounding_agrees_with_decimal_where_decimal_is_exact(numerator: int, parts: int) -> None:
    with localcontext(prec=50):
        exact = Decimal(numerator) / parts
        expected = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert round_half_away(Fraction(numerator, parts)) == expected


@given(signed_amounts)
def test_a_whole_amount_stays_as_it_is(amount: int) -> None:
    assert round_half_away(amount) == amount


@given(signed_amounts, weights)
def test_a_split_loses_nothing(total: int, shares: list[int | Fraction]) -> None:
    parts = allocate(total, shares)
    assert sum(parts) == total
    assert len(parts) == len(shares)


@given(signed_amounts, weights)
def test_each_part_lies_within_one_unit_of_its_share(
    total: int, shares: list[int | Fraction]
) -> None:
    whole = sum(shares, start=Fraction())
    for part, share in zip(allocate(total, shares), shares, strict=True):
        assert abs(part - total * share / whole) < 1


@given(signed_amounts, weights)
def test_no_part_has_the_other_sign(total: int, shares: list[int | Fraction]) -> None:
    assert all(part * total >= 0 for part in allocate(total, shares))


@given(signed_amounts, weights)
def test_undoing_a_split_undoes_each_part(total: int, shares: list[int | Fraction]) -> None:
    assert allocate(-total, shares) == tuple(-part for part in allocate(total, shares))


@given(st.integers(0, 10**9), weights)
def test_the_larger_remainder_gets_the_unit_and_the_first_of_two_equal_ones(
    total: int, shares: list[int | Fraction]
) -> None:
    whole = sum(shares, start=Fraction())
    exact = [total * Fraction(share) / whole for share in shares]
    raised = [
        part > share for part, share in zip(allocate(total, shares), map(int, exact), strict=True)
    ]
    remainders = [share - int(share) for share in exact]
    for i, got in enumerate(raised):
        for j, other_got in enumerate(raised):
            if got and not other_got:
                assert (remainders[i], -i) > (remainders[j], -j)


def test_allocation_by_hand() -> None:
    assert allocate(100, (1, 1, 1)) == (34, 33, 33)
    assert allocate(-100, (1, 1, 1)) == (-34, -33, -33)
    assert allocate(10, (0, 3, 0, 7)) == (0, 3, 0, 7)
    assert allocate(1, (1, 2, 2)) == (0, 1, 0)
    assert allocate(0, (0, 0)) == (0, 0)
    assert allocate(0, ()) == ()


@pytest.mark.parametrize(
    ("total", "shares", "sentence"),
    [
        (1, (), "1 cannot be shared: no weight is above zero"),
        (-7, (0, 0), "-7 cannot be shared: no weight is above zero"),
        (0, (1, -1), "a weight cannot be negative"),
    ],
)
def test_what_cannot_be_shared_is_refused(
    total: int, shares: tuple[int, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        allocate(total, shares)


@given(signed_amounts, signed_amounts, st.integers(-1000, 1000))
def test_money_is_added_and_taken_times(left: int, right: int, times: int) -> None:
    one, other = Money(left, "EUR"), Money(right, "EUR")
    assert one + other - other == one
    assert -one == Money(-left, "EUR")
    assert one * times == times * one == Money(left * times, "EUR")


@given(signed_amounts, weights)
def test_money_splits_without_loss(total: int, shares: list[int | Fraction]) -> None:
    parts = Money(total, "JPY").split(shares)
    assert sum(part.amount_minor for part in parts) == total
    assert {part.currency for part in parts} == {"JPY"}


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch, match="EUR and USD cannot be added up") as mixed:
        Money(1, "EUR") + Money(1, "USD")
    assert (mixed.value.left, mixed.value.right) == ("EUR", "USD")
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") - Money(1, "USD")


def test_money_has_no_truth_value() -> None:
    with pytest.raises(
        TypeError, match=r"^money is neither true nor false: compare amount_minor with 0$"
    ):
        bool(Money(0, "EUR"))


@pytest.mark.parametrize("amount", [1.0, True, "1", Decimal(1), None])
def test_money_is_counted_in_integers(amount: object) -> None:
    with pytest.raises(TypeError, match="whole minor units"):
        Money(amount, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (123456, "EUR", "1234.56 EUR"),
        (5, "EUR", "0.05 EUR"),
        (-5, "EUR", "-0.05 EUR"),
        (0, "EUR", "0.00 EUR"),
        (-500, "JPY", "-500 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (7, "CLF", "0.0007 CLF"),
    ],
)
def test_money_is_written_with_its_exponent(amount: int, currency: str, written: str) -> None:
    assert str(Money(amount, currency)) == written


@pytest.mark.parametrize(
    ("decimals", "codes"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, "EUR USD GBP CHF RUB PLN CZK HUF TRY ZAR XCG ZWG SLE VED"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ],
)
def test_exponents_are_those_of_the_standard(decimals: int, codes: str) -> None:
    assert {exponent(code) for code in codes.split()} == {decimals}
    if decimals != 2:
        assert {code for code in EXPONENTS if exponent(code) == decimals} == set(codes.split())


def test_the_table_holds_each_code_of_the_published_list_once() -> None:
    assert ISO_4217_PUBLISHED.isoformat() == "2026-01-01"
    assert len(EXPONENTS) == 165
    assert len(NO_MINOR_UNIT) == 13
    assert not NO_MINOR_UNIT & EXPONENTS.keys()
    assert all(re.fullmatch("[A-Z]{3}", code) for code in EXPONENTS)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("DEM", "'DEM' is no currency of ISO 4217 as of 2026-01-01"),
        ("BGN", "'BGN' is no currency of ISO 4217 as of 2026-01-01"),
        ("eur", "'eur' is no currency of ISO 4217 as of 2026-01-01"),
        ("", "'' is no currency of ISO 4217 as of 2026-01-01"),
        ("XAU", "'XAU' has no minor unit to count money in"),
        ("XXX", "'XXX' has no minor unit to count money in"),
    ],
)
def test_an_unknown_currency_is_named(code: str, sentence: str) -> None:
    with pytest.raises(UnknownCurrency, match=re.escape(sentence)) as unknown:
        Money(1, code)
    assert unknown.value.code == code
