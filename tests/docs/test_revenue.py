"""The page on revenue leaves nothing out: tables are computed, movements and bands are there."""

from curule.core.aging import AgeBand
from curule.core.recurring import Movement
from tests.docs.pages import read, tables
from tests.docs.revenue_rows import CHECKS

PAGE = list(tables(read("algorithms/revenue.md")))


def test_every_table_is_computed_again() -> None:
    assert {table.check for table in PAGE} == set(CHECKS)


def test_every_movement_and_every_band_has_a_row() -> None:
    listed = {cell for table in PAGE for row in table.rows for cell in row.values()}
    assert {movement.value for movement in Movement} <= listed
    assert {band.value for band in AgeBand} <= listed
