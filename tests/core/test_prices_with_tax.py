"""Prices with tax in them: what is shown is what is charged, whatever happens to the seats."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curule.core.changes import Change
from curule.core.invoicing import Totals, credit_totals, totals
from curule.core.ledger import credit_note_issued, invoice_issued
from curule.core.lines import subtotal
from curule.core.plan_changes import Way, quote_plan_change, way_of
from curule.core.purchases import Offer
from curule.core.standing import Pool
from curule.core.tax import PriceTax, Rate, restated, taxed
from tests.core.strategies import flat
from tests.core.subscriptions import (
    Customer,
    customer_of,
    done,
    offer_of,
    paris,
    policy_of,
    pool_of,
)
from tests.core.test_quote_laws import History, histories, play

ON_TOP, IN_IT = PriceTax.EXCLUSIVE, PriceTax.INCLUSIVE
rates: st.SearchStrategy[Rate] = st.sampled_from(
    [None, Decimal("5.5"), Decimal(19), Decimal(20), Decimal("25.5"), Decimal(100)]
)


def saying(offer: Offer, prices: PriceTax) -> Offer:
    """The same plan, of whose prices tax is said otherwise."""
    return replace(offer, pools=tuple(_pool(pool, prices) for pool in offer.pools))


def _pool(pool: Pool, prices: PriceTax) -> Pool:
    assert pool.price is not None
    return replace(pool, price=replace(pool.price, tax_behavior=prices))


def played(history: History, prices: PriceTax) -> Customer:
    """A history at prices that say this of tax."""
    return play(replace(history, offer=saying(history.offer, prices)))


@given(history=histories)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_the_lines_are_the_same_whatever_the_prices_say_of_tax(history: History) -> None:
    with_tax, without = played(history, IN_IT), played(history, ON_TOP)
    assert with_tax.billed == without.billed
    for one, other in zip(with_tax.changes, without.changes, strict=True):
        assert replace(one, tax_behavior=ON_TOP) == other
        assert (one.tax_behavior, one.back) == (IN_IT, ())


@given(history=histories, rate=rates)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_paid_is_the_price_that_was_shown(history: History, rate: Rate) -> None:
    for change in played(history, IN_IT).changes:
        invoice = totals(change.lines, rate, change.tax_behavior)
        assert invoice.total == change.subtotal
        assert invoice.subtotal + invoice.tax == invoice.total
        if rate is None:
            assert invoice == Totals(change.subtotal, 0)


@given(
    charged=st.integers(1, 10**7),
    cuts=st.lists(st.integers(0, 1000), min_size=1, max_size=8),
    rate=rates,
)
def test_an_invoice_that_is_given_back_whole_leaves_nothing_in_the_ledger(
    charged: int, cuts: list[int], rate: Rate
) -> None:
    """In whatever pieces: the last credit note closes net, tax and gross at nothing."""
    whole = taxed(charged, rate, IN_IT)
    shares = [charged * cut // (sum(cuts) or 1) for cut in cuts]
    shares.append(charged - sum(shares))
    left: dict[str, int] = {}
    postings = [invoice_issued(subtotal=whole.net, tax=whole.tax)]
    for before, share in zip(accumulate(shares, initial=0), shares, strict=False):
        note = credit_totals(share, credited_before=before, rate=rate, prices=IN_IT)
        assert note.total == share
        postings.append(
            credit_note_issued(
                subtotal=note.subtotal,
                tax=note.tax,
                to_open=share,
                to_credit=0,
                to_refund=0,
                recognized=0,
            )
        )
    for posting in postings:
        assert sum(entry.amount for entry in posting.entries) == 0
        for entry in posting.entries:
            left[entry.account] = left.get(entry.account, 0) + entry.amount
    assert not any(left.values())


# --- from prices of one kind to prices of the other

BACK: Mapping[str, object] = {"decrease.effective": "now", "decrease.money": "account_credit"}
lines = st.sampled_from(["net", "credit_and_charge"])


def bought(unit: int, prices: PriceTax, **policy: object) -> Customer:
    """Ten seats since the first of April."""
    return customer_of(_plan(unit, prices, **policy), {"seat": 10}, paris(2026, 4, 1))


def _plan(unit: int, prices: PriceTax, **policy: object) -> Offer:
    pool = pool_of(replace(flat(unit), tax_behavior=prices))
    return offer_of(policy_of("autodesk", {**BACK, **policy}), pool)


def moved(customer: Customer, target: Offer, rate: Rate = Decimal(19)) -> Change:
    """The change to another plan with a third of the month gone."""
    return done(
        quote_plan_change(customer.standing, target, seats=None, now=paris(2026, 4, 11), rate=rate)
    )


@given(
    price=st.integers(1, 10**5),
    other=st.integers(1, 10**5),
    prices=st.sampled_from(PriceTax),
    rate=rates,
    shown=lines,
)
def test_what_is_charged_and_what_comes_back_stand_apart(
    price: int, other: int, prices: PriceTax, rate: Rate, shown: str
) -> None:
    customer = bought(price, prices, **{"proration.lines": shown})
    change = moved(customer, _plan(other, prices.other), rate)
    assert change.tax_behavior is prices.other
    assert all(line.amount > 0 for line in change.lines)
    assert change.subtotal == sum(charge.amount for charge in change.charges)
    apart = change.given_back_apart
    assert apart.tax_behavior is prices
    assert -subtotal(change.back) == sum(each.amount for each in change.credited)
    assert -apart.subtotal <= customer.billed
    # As much comes back as would to prices of the same kind, to the unit.
    alike = moved(
        bought(price, prices, **{"proration.lines": "credit_and_charge"}), _plan(other, prices)
    )
    assert alike.back == ()
    assert alike.credited == change.credited


@pytest.mark.parametrize("rate", [None, Decimal(19)])
def test_by_hand(rate: Rate) -> None:
    change = moved(bought(999, IN_IT), _plan(1500, ON_TOP), rate)
    assert [line.amount for line in change.lines] == [10000]
    assert [line.amount for line in change.back] == [-6660]


@given(unit=st.integers(10, 10**5), rate=rates, prices=st.sampled_from(PriceTax))
def test_which_way_is_up_is_told_with_the_tax_on_both_sides(
    unit: int, rate: Rate, prices: PriceTax
) -> None:
    customer = bought(unit, prices)
    same = restated(10 * unit, rate, prices=prices, to=prices.other)
    dearer = _plan(same // 10 + 2, prices.other)
    assert way_of(customer.standing, dearer, rate) is Way.UPGRADE
    cheaper = _plan(max(same // 10 - 2, 0), prices.other)
    assert way_of(customer.standing, cheaper, rate) is Way.DOWNGRADE


def test_a_forfeit_keeps_the_price_of_the_new_plan_with_its_tax() -> None:
    """Ten seats at 11.90 with 19 % in it, down to 5.00 without: 33.33 and 6.33 are kept."""
    lost = {"decrease.effective": "now", "decrease.money": "none"}
    customer = bought(1190, IN_IT, **lost)
    change = moved(customer, _plan(500, ON_TOP))
    assert [line.amount for line in change.lines] == [3333]
    assert [line.amount for line in change.back] == [-3966]


def test_on_the_other_side_of_a_renewal_nothing_is_given_back() -> None:
    later = {"decrease.effective": "at_renewal", "decrease.money": "none"}
    change = moved(bought(1190, IN_IT, **later), _plan(500, ON_TOP))
    assert (change.lines, change.back, change.at_renewal) == ((), (), 5000)
