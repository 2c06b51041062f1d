"""Tax numbers by their form and check digits."""

import pytest

from curule.core.tax_areas import UNION
from curule.core.tax_ids import (
    ANY_EXAMPLE,
    EXAMPLES,
    CompanyNumber,
    TaxIdAnswer,
    check_tax_id,
    example_of,
    is_company_number,
    is_tax_id,
    plain_tax_id,
    union_country_of,
)
from curule.core.tax_rates import RATES


@pytest.mark.parametrize("country", sorted(RATES.countries))
def test_every_country_with_rates_shows_how_its_numbers_are_written(country: str) -> None:
    assert EXAMPLES[country] == example_of(country) != ANY_EXAMPLE


@pytest.mark.parametrize("country", EXAMPLES)
def test_every_example_is_right(country: str) -> None:
    assert check_tax_id(EXAMPLES[country], country) is TaxIdAnswer.CHECKED


@pytest.mark.parametrize(
    ("number", "country", "answer"),
    [
        ("DE136695975", "DE", TaxIdAnswer.WRONG_DIGITS),
        ("7707083894", "RU", TaxIdAnswer.WRONG_DIGITS),
        ("500100732259", "RU", TaxIdAnswer.CHECKED),
        ("500100732258", "RU", TaxIdAnswer.WRONG_DIGITS),
        ("FR4030326504", "FR", TaxIdAnswer.WRONG_FORM),
        ("DE136695976", "FR", TaxIdAnswer.WRONG_FORM),
        ("DE13669597٦", "DE", TaxIdAnswer.WRONG_FORM),
        ("12-3456789", "US", TaxIdAnswer.CHECKED),
        ("09-3456789", "US", TaxIdAnswer.WRONG_DIGITS),
        ("ATU13585626", "AT", TaxIdAnswer.WRONG_DIGITS),
        ("U13585627", "AT", TaxIdAnswer.WRONG_FORM),
        ("EL094259216", "GR", TaxIdAnswer.CHECKED),
        ("GR094259216", "GR", TaxIdAnswer.WRONG_FORM),
        ("CHE107787577", "CH", TaxIdAnswer.CHECKED),
        ("CHE107787578", "CH", TaxIdAnswer.WRONG_DIGITS),
        ("A-12.3/4&5", "ZZ", TaxIdAnswer.UNKNOWN_COUNTRY),
        ("NONE", "ZZ", TaxIdAnswer.WRONG_FORM),
        ("=1+1", "ZZ", TaxIdAnswer.WRONG_FORM),
        ("1" * 40, "ZZ", TaxIdAnswer.UNKNOWN_COUNTRY),
        ("1" * 41, "ZZ", TaxIdAnswer.WRONG_FORM),
    ],
)
def test_a_number_is_judged_by_its_country(number: str, country: str, answer: TaxIdAnswer) -> None:
    assert check_tax_id(number, country) is answer
    assert is_tax_id(number, country) == (answer in {"checked", "unknown_country"})


@pytest.mark.parametrize(
    ("number", "country", "answer"),
    [
        ("XI980780684", "GB", TaxIdAnswer.CHECKED),
        ("XI980780685", "GB", TaxIdAnswer.WRONG_DIGITS),
        ("XI980780684", "IE", TaxIdAnswer.WRONG_FORM),
        ("FR53000004605", "MC", TaxIdAnswer.CHECKED),
        ("53000004605", "MC", TaxIdAnswer.WRONG_FORM),
    ],
)
def test_what_belongs_together_is_judged_together(
    number: str, country: str, answer: TaxIdAnswer
) -> None:
    assert check_tax_id(number, country) is answer


@pytest.mark.parametrize("country", sorted(UNION))
def test_a_number_tells_the_member_state_it_is_of(country: str) -> None:
    prefix = "EL" if country == "GR" else country
    assert union_country_of(f"{prefix}123456789") == country


@pytest.mark.parametrize("number", ["XI980780684", "GB980780684", "GR094259216", "7707083893", ""])
def test_a_number_from_elsewhere_is_of_no_member_state(number: str) -> None:
    assert union_country_of(number) is None


@pytest.mark.parametrize(
    ("number", "country", "kept"),
    [
        ("fr 40 303 265 045", "FR", "FR40303265045"),
        ("BE 0428.759.497", "BE", "BE0428759497"),
        ("che-107.787.577 mwst", "CH", "CHE107787577MWST"),
        ("77-07.08 38 93", "RU", "7707083893"),
        ("FR 53.000.004-605", "MC", "FR53000004605"),
        ("12-3456789", "US", "12-3456789"),
        ("a-12.3/4 & 5", "ZZ", "A-12.3/4&5"),
    ],
)
def test_a_number_is_kept_without_what_people_set_between(
    number: str, country: str, kept: str
) -> None:
    assert plain_tax_id(number, country) == kept


@pytest.mark.parametrize(
    ("number", "kind", "right"),
    [
        ("303265045", CompanyNumber.SIREN, True),
        ("303265046", CompanyNumber.SIREN, False),
        ("30326504", CompanyNumber.SIREN, False),
        ("770701001", CompanyNumber.KPP, True),
        ("7707AB001", CompanyNumber.KPP, True),
        ("77070100", CompanyNumber.KPP, False),
        ("7707аб001", CompanyNumber.KPP, False),
    ],
)
def test_numbers_of_companies_are_judged_by_their_kind(
    number: str, kind: CompanyNumber, right: bool
) -> None:
    assert is_company_number(number, kind) is right


@pytest.mark.parametrize(
    ("number", "country"),
    [("FR４0303265045", "FR"), ("DE１36695976", "DE"), ("IE６388047V", "IE")],
)
def test_digits_that_only_look_like_ours_make_no_number(number: str, country: str) -> None:
    assert check_tax_id(number, country) is TaxIdAnswer.WRONG_FORM
