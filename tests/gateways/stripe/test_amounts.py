"""Every currency that money may be in, as Stripe counts it, there and back."""

from __future__ import annotations

import pytest

from curule.core.currencies import EXPONENTS
from curule.core.money import Money
from curule.gateways.payments.base import ChargeRef, Declined, Succeeded
from curule.gateways.payments.stripe import StripeGateway
from curule.gateways.payments.stripe_amounts import counted, money_of, step_of
from tests.support.fake_stripe import FakeStripe

# 12 345 whole units of a currency, as Stripe's page "Supported currencies" has them counted. What
# is not named has two decimals there and here.
_WHOLE = {
    **dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"], 12_345),
    **dict.fromkeys(["PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"], 12_345),
}
_SPECIAL = dict.fromkeys(["ISK", "UGX"], 1_234_500)
_THOUSANDTHS = dict.fromkeys(["BHD", "JOD", "KWD", "OMR", "TND"], 12_345_000)
_NOT_CARRIED = dict.fromkeys(["IQD", "LYD", "CLF", "UYW", "UYI"])
_OTHERWISE = {**_WHOLE, **_SPECIAL, **_THOUSANDTHS, **_NOT_CARRIED}


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_every_currency_is_counted_as_stripe_does_and_comes_back(currency: str) -> None:
    amount = Money(12_345 * 10 ** EXPONENTS[currency], currency)
    expected = _OTHERWISE.get(currency, 1_234_500)
    assert counted(amount) == expected
    if expected is not None:
        assert money_of(expected, currency) == amount


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_what_is_no_multiple_of_the_step_is_not_carried_and_every_multiple_is(
    currency: str,
) -> None:
    step = step_of(currency)
    for minor in range(1, 401):
        amount = Money(minor, currency)
        number = counted(amount)
        assert (number is not None) == (step is not None and minor % step == 0)
        if number is not None:
            assert money_of(number, currency) == amount
            zeros = 100 if currency in _SPECIAL else 10 if currency in _THOUSANDTHS else 1
            assert number % zeros == 0


def test_a_charge_its_refund_and_the_books_agree_in_ariary(
    gateway: StripeGateway, company: FakeStripe
) -> None:
    visa = company.customer_with("4242424242424242")
    amount = Money(10_000_000, "MGA")
    charged = gateway.charge(key="k", amount=amount, method_token=visa, reference="INV-1")
    assert isinstance(charged, Succeeded)
    assert [made["amount"] for made in company.payments()] == [100_000]
    of = ChargeRef(key="k", reference=charged.reference)
    part = Money(4_000_000, "MGA")
    assert isinstance(gateway.refund(key="r", charge=of, amount=part), Succeeded)
    (listed,) = gateway.list_charges()
    assert (listed.amount, listed.refunded) == (amount, part)
    assert [refund.amount for refund in gateway.list_refunds()] == [part]


@pytest.mark.parametrize(
    "amount", [Money(100_050, "MGA"), Money(12_345, "KWD"), Money(12_000, "LYD")], ids=str
)
def test_what_stripe_cannot_carry_is_declined_and_never_sent(
    gateway: StripeGateway, company: FakeStripe, amount: Money
) -> None:
    visa = company.customer_with("4242424242424242")
    asked = len(company.api.asked)
    declined = Declined("amount_not_carried")
    assert gateway.charge(key="k", amount=amount, method_token=visa, reference="1") == declined
    of = ChargeRef(key="k", reference="pi_1")
    assert gateway.refund(key="r", charge=of, amount=amount) == declined
    assert len(company.api.asked) == asked
