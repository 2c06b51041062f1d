"""The number of a company beside that of its tax: by its country, its form and its check digit."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curule.core.registration_numbers import (
    EXAMPLES,
    LONGEST,
    asked_number,
    is_registration_number,
    plain_registration_number,
    spaced_registration_number,
)
from curule.core.tax_ids import CompanyNumber
from curule.core.tax_rates import RATES

DIGITS = st.text(string.digits, min_size=8, max_size=8)
KPPS = st.from_regex(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", fullmatch=True)


def _doubled(digit: int) -> int:
    """Return twice a digit, its own digits added."""
    return 2 * digit - 9 if digit > 4 else 2 * digit


def _siren(eight: str) -> str:
    """Return the SIREN that begins with eight digits: every second one counts twice (Luhn)."""
    numbers = [int(digit) for digit in eight]
    total = sum(numbers[0::2]) + sum(_doubled(number) for number in numbers[1::2])
    return f"{eight}{-total % 10}"


def _is_siren(number: str) -> bool:
    return is_registration_number(number, "FR", business=True)


def _is_kpp(number: str) -> bool:
    return is_registration_number(number, "RU", business=True)


@given(DIGITS)
@example("30326504")
def test_eight_digits_have_one_check_digit_and_it_is_that_of_luhn(eight: str) -> None:
    assert [check for check in string.digits if _is_siren(eight + check)] == [_siren(eight)[-1]]


@given(DIGITS, st.integers(0, 8), st.integers(1, 9))
def test_one_digit_that_is_wrong_is_always_seen(eight: str, place: int, off: int) -> None:
    right = _siren(eight)
    wrong = str((int(right[place]) + off) % 10)

    assert not _is_siren(right[:place] + wrong + right[place + 1 :])


@given(DIGITS, st.integers(0, 7))
@example("09000000", 0)
def test_two_neighbors_that_changed_places_are_seen_but_for_0_and_9(eight: str, place: int) -> None:
    right = _siren(eight)
    one, other = right[place], right[place + 1]
    turned = f"{right[:place]}{other}{one}{right[place + 2 :]}"

    assert _is_siren(turned) == (one == other or {one, other} == {"0", "9"})


@given(DIGITS, st.text(" .-\u00a0\u202f", max_size=LONGEST))
def test_a_siren_is_kept_without_what_people_set_between(eight: str, between: str) -> None:
    kept = _siren(eight)

    assert plain_registration_number(between.join(kept)) == kept
    assert plain_registration_number(spaced_registration_number(kept, "FR")) == kept
    assert len(spaced_registration_number(kept, "FR")) == 11


@given(KPPS)
def test_a_kpp_is_four_digits_two_digits_or_letters_and_three_digits(kpp: str) -> None:
    assert _is_kpp(kpp)
    assert plain_registration_number(kpp.lower()) == kpp
    assert spaced_registration_number(kpp, "RU") == kpp


@given(KPPS, st.integers(0, 8), st.sampled_from("AZ"))
def test_letters_stand_in_two_places_of_a_kpp_alone(kpp: str, place: int, letter: str) -> None:
    assert _is_kpp(kpp[:place] + letter + kpp[place + 1 :]) == (place in {4, 5})


@given(st.text(max_size=LONGEST))
@example("")
@example("٣٠٣٢٦٥٠٤٥")
@example("7701АВ001")
@example("770101001\n")
def test_what_is_kept_has_nine_signs_of_ascii(number: str) -> None:
    for country in ("FR", "RU"):
        if is_registration_number(number, country, business=True):
            assert number.isascii()
            assert len(number) == 9


@given(DIGITS, KPPS, st.sampled_from(sorted({*RATES.countries, "MC", "CH", "US", "XI", "ZZ"})))
def test_a_country_has_its_own_number_or_none(eight: str, kpp: str, country: str) -> None:
    numbers = {"FR": CompanyNumber.SIREN, "RU": CompanyNumber.KPP}

    assert asked_number(country, business=True) is numbers.get(country)
    if country not in numbers:
        for number in (_siren(eight), kpp):
            assert not is_registration_number(number, country, business=True)


@given(DIGITS, KPPS)
def test_who_buys_for_themselves_has_none(eight: str, kpp: str) -> None:
    for number, country in ((_siren(eight), "FR"), (kpp, "RU")):
        assert is_registration_number(number, country, business=True)
        assert not is_registration_number(number, country, business=False)
        assert asked_number(country, business=False) is None


@pytest.mark.parametrize(("kind", "country"), [("siren", "FR"), ("kpp", "RU")])
def test_what_is_shown_as_an_example_is_right(kind: str, country: str) -> None:
    written = EXAMPLES[CompanyNumber(kind)]
    kept = plain_registration_number(written)

    assert is_registration_number(kept, country, business=True)
    assert spaced_registration_number(kept, country) == written


@pytest.mark.parametrize(
    "number",
    ["30326504", "3032650450", "303265046", "30326504500017", "FR40303265045", "30326504A", ""],
)
def test_what_is_no_siren(number: str) -> None:
    assert not _is_siren(number)


@pytest.mark.parametrize("number", ["77010100", "7701010011", "7701ab001", "770101 001", ""])
def test_what_is_no_kpp(number: str) -> None:
    assert not _is_kpp(number)
