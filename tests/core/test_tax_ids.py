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
        ("12-3456789", "US", TaxIdAnswer.UNKNOWN_COUNTRY),
    ],
)
def test_a_number_is_judged_by_its_country(number: str, country: str, answer: TaxIdAnswer) -> None:
    assert check_tax_id(number, country) is answer
