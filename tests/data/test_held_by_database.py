"""Which invariants the database itself must hold, whatever the program does."""

from tests.data import test_checks, test_rules, test_uniques

# Foreign keys hold I32.
HELD = {
    "I1", "I2", "I6", "I7", "I12", "I13", "I14", "I15", "I16", "I17", "I19", "I20", "I21", "I22",
    "I23", "I31",
}  # fmt: skip


def test_each_is_held_by_rules_that_are_tried() -> None:
    tried = [test_checks.INVARIANTS, test_rules.INVARIANTS, test_uniques.INVARIANTS]

    assert HELD - {invariant for each in tried for invariant in each.values()} == set()
