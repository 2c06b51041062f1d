"""The page on coupons leaves nothing out: every table is computed again."""

from tests.docs.coupon_rows import CHECKS
from tests.docs.pages import read, tables


def test_every_table_is_computed_again() -> None:
    assert {table.check for table in tables(read("algorithms/coupons.md"))} == set(CHECKS)
