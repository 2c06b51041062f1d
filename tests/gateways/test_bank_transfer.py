"""Bank transfer collects nothing, and its references let a bank refuse a typing error."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.money import Money
from curule.gateways.payments.bank_transfer import (
    BankTransferGateway,
    creditor_reference,
    printed,
)
from curule.gateways.payments.base import ChargeRef, Declined, NotFound, PaidLater

NUMBERS = st.builds("INV-{:04d}-{:06d}".format, st.integers(2000, 2999), st.integers(0, 999_999))


def checks(reference: str) -> bool:
    """Check as ISO 11649 says, written apart from the code under test."""
    rest = 0
    for character in reference[4:] + reference[:4]:
        value = (
            str(string.digits.find(character)) if character.isdigit() else str(ord(character) - 55)
        )
        for digit in value:
            rest = (rest * 10 + int(digit)) % 97
    return rest == 1


def test_a_charge_is_paid_later_and_nothing_ever_happened_by_itself() -> None:
    gateway = BankTransferGateway()
    amount = Money(3000, "EUR")
    charge = ChargeRef(key="k1", reference="RF89INV2026000091")
    assert not gateway.collects
    assert gateway.charge(
        key="k1", amount=amount, method_token="", reference="INV-2026-000091"
    ) == PaidLater("RF89INV2026000091")
    assert gateway.find_charge(key="k1", method_token="") == NotFound()
    assert gateway.refund(key="r1", charge=charge, amount=amount) == Declined("by_hand")
    assert gateway.find_refund(key="r1", charge=charge) == NotFound()
    assert gateway.list_charges() == ()


@pytest.mark.parametrize("reference", ["RF18539007547034", "RF712348231", "RF332348236"])
def test_published_references_are_the_ones_we_make(reference: str) -> None:
    assert checks(reference)
    assert creditor_reference(reference[4:]) == reference


@given(NUMBERS)
def test_every_reference_checks(number: str) -> None:
    assert checks(creditor_reference(number))


@given(NUMBERS, st.integers(7, 16), st.sampled_from(string.digits))
def test_one_wrong_digit_is_noticed(number: str, place: int, typed: str) -> None:
    reference = creditor_reference(number)
    wrong = reference[:place] + typed + reference[place + 1 :]
    assert checks(wrong) == (wrong == reference)


@given(NUMBERS, NUMBERS)
def test_two_invoices_never_share_a_reference(one: str, other: str) -> None:
    assert (creditor_reference(one) == creditor_reference(other)) == (one == other)


def test_a_long_number_gets_a_reference_of_its_own() -> None:
    long = [f"TEST-a-clock-with-a-long-name-INV-2026-00000{n}" for n in (1, 2)]
    references = [creditor_reference(number) for number in long]
    assert [len(reference) for reference in references] == [25, 25]
    assert all(map(checks, references))
    assert references[0] != references[1]
    assert creditor_reference(long[0]) == references[0]


@pytest.mark.parametrize("nothing", ["", "---", "№"])
def test_a_number_without_letters_and_digits_has_no_reference(nothing: str) -> None:
    with pytest.raises(ValueError, match="neither a letter nor a digit"):
        creditor_reference(nothing)


def test_it_is_printed_in_fours() -> None:
    assert printed("RF18539007547034") == "RF18 5390 0754 7034"
