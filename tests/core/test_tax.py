"""Amounts of tax: nothing is lost, and prices with tax and without agree within one rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.tax import (
    PriceTax,
    Rate,
    Taxed,
    credited,
    net_of,
    nets_of,
    restated,
    tax_of_credit,
    tax_on,
    taxed,
    taxes_in,
)
from tests.core.strategies import amounts, signed_amounts

per_cent = st.decimals(0, 100, places=3, allow_nan=False)
rates: st.SearchStrategy[Rate] = st.one_of(st.none(), per_cent)
written = st.sampled_from(PriceTax)


def _exact_net(gross: int, rate: Rate) -> Fraction:
    return Fraction(gross) / (1 + Fraction(rate or 0) / 100)


@given(signed_amounts, rates, written)
def test_net_and_tax_are_gross(amount: int, rate: Rate, prices: PriceTax) -> None:
    found = taxed(amount, rate, prices)
    assert found.net + found.tax == found.gross
    assert amount == (found.net if prices is PriceTax.EXCLUSIVE else found.gross)


@given(signed_amounts, rates, written)
def test_a_credit_mirrors_its_invoice(amount: int, rate: Rate, prices: PriceTax) -> None:
    found = taxed(amount, rate, prices)
    assert taxed(-amount, rate, prices) == Taxed(-found.net, -found.tax)


@given(signed_amounts, rates, written)
def test_each_part_is_within_half_a_unit_of_exact(
    amount: int, rate: Rate, prices: PriceTax
) -> None:
    found = taxed(amount, rate, prices)
    net = Fraction(amount) if prices is PriceTax.EXCLUSIVE else _exact_net(amount, rate)
    tax = net * Fraction(rate or 0) / 100
    assert abs(found.net - net) <= Fraction(1, 2)
    assert abs(found.tax - tax) <= Fraction(1, 2)


@given(signed_amounts, rates)
def test_what_was_made_gross_splits_into_the_same_parts(net: int, rate: Rate) -> None:
    made = taxed(net, rate, PriceTax.EXCLUSIVE)
    assert taxed(made.gross, rate, PriceTax.INCLUSIVE) == made


@given(signed_amounts, rates)
def test_what_was_split_is_made_gross_again_within_one_unit(gross: int, rate: Rate) -> None:
    split = taxed(gross, rate, PriceTax.INCLUSIVE)
    again = taxed(split.net, rate, PriceTax.EXCLUSIVE)
    assert abs(again.gross - gross) <= 1


@given(amounts, per_cent, written)
def test_tax_lies_between_nothing_and_the_whole(
    amount: int, rate: Decimal, prices: PriceTax
) -> None:
    found = taxed(amount, rate, prices)
    assert 0 <= found.tax <= found.gross
    assert taxed(amount, None, prices) == Taxed(amount, 0)


@given(st.lists(amounts, max_size=12), rates)
def test_net_amounts_of_lines_add_up_to_that_of_their_sum(grosses: list[int], rate: Rate) -> None:
    nets = nets_of(grosses, rate)
    assert len(nets) == len(grosses)
    assert sum(nets) == net_of(sum(grosses), rate)
    for net, gross in zip(nets, grosses, strict=True):
        assert abs(net - _exact_net(gross, rate)) <= 1


@given(st.lists(signed_amounts, max_size=12), amounts, rates)
def test_net_amounts_of_a_later_credit_add_up_to_what_it_gives_back(
    grosses: list[int], before: int, rate: Rate
) -> None:
    note = credited(
        credited_before=before, credited_now=sum(grosses), rate=rate, prices=PriceTax.INCLUSIVE
    )
    assert sum(nets_of(grosses, rate, before=before)) == note.net


@given(st.lists(signed_amounts, max_size=12), amounts, rates, written)
def test_the_tax_in_lines_is_that_of_their_document_or_none(
    lines: list[int], before: int, rate: Rate, prices: PriceTax
) -> None:
    included = taxes_in(lines, rate, prices, before=before)
    document = credited(credited_before=before, credited_now=sum(lines), rate=rate, prices=prices)
    assert sum(included) == (document.tax if prices is PriceTax.INCLUSIVE else 0)
    assert sum(lines) - sum(included) == document.net
    assert not any(taxes_in(lines, None, prices, before=before))


@given(amounts, st.integers(1, 500), rates)
def test_a_price_with_tax_in_it_is_what_is_paid(unit: int, seats: int, rate: Rate) -> None:
    paid = taxed(unit * seats, rate, PriceTax.INCLUSIVE)
    assert paid.gross == unit * seats
    assert rate or paid.net == unit * seats


@given(amounts, rates, written, written)
def test_prices_of_the_two_kinds_can_be_compared(
    amount: int, rate: Rate, prices: PriceTax, other: PriceTax
) -> None:
    there = restated(amount, rate, prices=prices, to=other)
    assert there >= amount if other is PriceTax.INCLUSIVE else there <= amount
    back = restated(there, rate, prices=other, to=prices)
    assert abs(back - amount) <= 1
    if prices is not PriceTax.INCLUSIVE:
        assert back == amount


@given(st.lists(amounts, max_size=12), rates, written)
def test_credits_in_pieces_give_back_what_one_credit_does(
    pieces: list[int], rate: Rate, prices: PriceTax
) -> None:
    before, net, tax = 0, 0, 0
    for piece in pieces:
        found = credited(credited_before=before, credited_now=piece, rate=rate, prices=prices)
        before, net, tax = before + piece, net + found.net, tax + found.tax
    assert Taxed(net, tax) == taxed(sum(pieces), rate, prices)


@given(amounts, amounts, rates)
def test_the_tax_of_a_net_credit_is_the_difference_of_two_sums(
    before: int, now: int, rate: Rate
) -> None:
    found = tax_of_credit(credited_before=before, credited_now=now, rate=rate)
    assert found == tax_on(before + now, rate) - tax_on(before, rate)


@pytest.mark.parametrize(
    ("amount", "rate", "prices", "net", "tax"),
    [
        (10000, "20", PriceTax.EXCLUSIVE, 10000, 2000),
        (10000, "20", PriceTax.INCLUSIVE, 8333, 1667),
        (10000, "25.5", PriceTax.INCLUSIVE, 7968, 2032),
        (1, "50", PriceTax.EXCLUSIVE, 1, 1),
        (-1, "50", PriceTax.EXCLUSIVE, -1, -1),
        (3, "100", PriceTax.INCLUSIVE, 2, 1),
        (-3, "100", PriceTax.INCLUSIVE, -2, -1),
    ],
)
def test_amounts_by_hand(amount: int, rate: str, prices: PriceTax, net: int, tax: int) -> None:
    assert taxed(amount, Decimal(rate), prices) == Taxed(net, tax)
