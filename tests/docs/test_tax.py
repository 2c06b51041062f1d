"""The page on tax leaves nothing out: every table is computed, and the lists in it are whole."""

from curule.core.tax_rates import RATES
from curule.core.tax_rules import TaxNote, TaxTreatment
from tests.docs.pages import Row, read, tables
from tests.docs.tax_rows import CHECKS

PAGE = list(tables(read("algorithms/tax.md")))


def _rows(check: str) -> list[Row]:
    return [row for table in PAGE if table.check == check for row in table.rows]


def test_every_table_is_computed_again() -> None:
    assert {table.check for table in PAGE} == set(CHECKS)


def test_every_treatment_and_every_note_has_a_row() -> None:
    decided_by_rules = set(TaxTreatment) - {TaxTreatment.PLAIN_RATE}
    assert {row["treatment"] for row in _rows("sales")} == decided_by_rules
    assert {row["note"] for row in _rows("notes")} == set(TaxNote)


def test_every_change_of_a_rate_has_a_row() -> None:
    changes = {
        (country, rate.valid_from.isoformat())
        for country, rates in RATES.by_country.items()
        for rate in rates
        if rate.valid_from > RATES.begins
    }
    listed = {(row["country"], row["day"]) for row in _rows("rates")}
    assert changes <= listed
