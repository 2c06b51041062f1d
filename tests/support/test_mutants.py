"""What is read from the results of a mutation run, and what is wrong with it."""

from __future__ import annotations

from tests.support.mutants import problems, read

RESULTS = """
    curule.core.ledger.x_goodwill__mutmut_1: killed
    curule.core.ledger.x_goodwill__mutmut_2: survived
    curule.core.money.xǁMoneyǁ__bool____mutmut_1: timeout
    curule.core.money.x_allocate__mutmut_1: no tests
"""


def test_functions_are_called_as_they_are_written() -> None:
    mutants = read(RESULTS)
    assert dict(mutants.made) == {
        "ledger.goodwill": 2,
        "money.Money.__bool__": 1,
        "money.allocate": 1,
    }
    assert dict(mutants.survived) == {"ledger.goodwill": 1, "money.allocate": 1}
    assert mutants.share_killed == 0.5


def test_every_survivor_needs_a_reason_and_every_reason_a_survivor() -> None:
    reasons = {"ledger.goodwill": "only words", "tax.tax_on": "nothing survives here"}
    assert problems(read(RESULTS), reasons) == [
        "50.0% were killed; it should be 85%",
        "money.allocate: survives without a reason",
        "tax.tax_on: has a reason, and no survivor",
    ]


def test_what_was_not_tried_is_not_killed() -> None:
    left = read("    curule.core.tax.x_tax_on__mutmut_3: not checked\n")
    assert problems(left, {"tax.tax_on": "…"}) == [
        "0.0% were killed; it should be 85%",
        "1 mutants were not tried: run make mutants again",
    ]
