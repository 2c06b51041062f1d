"""Tax numbers by their form and check digits."""

import pytest

from curule.core.tax_ids import EXAMPLES, TaxIdAnswer, check_tax_id


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
        ("1" * 41, "ZZ", TaxIdAnswer.WRONG_FORM),
    ],
)
def test_a_number_is_judged_by_its_country(number: str, country: str, answer: TaxIdAnswer) -> None:
    assert check_tax_id(number, country) is answer
