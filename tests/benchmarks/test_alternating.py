"""Ratios are taken round by round, between sides that take turns."""

from functools import partial

import pytest
from benchmarks.alternating import Bound, Effort, Figure, Goal, Ratio, Side, alternate


def side(name: str, turns: list[str], rates: list[float]) -> Side:
    """A side whose rates are known, and which says when it has its turn."""

    def measure(seconds: float) -> float:
        assert seconds == 0.5
        turns.append(name)
        return rates.pop(0)

    return Side(
        name=name, clients=1, measure=measure, before=partial(turns.append, f"before {name}")
    )


def test_sides_take_turns_and_the_first_round_does_not_count() -> None:
    turns: list[str] = []
    sides = {"a": side("a", turns, [9, 1, 2]), "b": side("b", turns, [9, 10, 20])}

    figures = alternate(sides, Effort(rounds=2, seconds=0.5))

    assert [turn for turn in turns if "before" not in turn] == ["b", "a", "a", "b", "b", "a"]
    assert figures["a"].rates == (1, 2)
    assert figures["b"].rates == (10, 20)


def test_the_ground_is_made_even_before_each_turn() -> None:
    turns: list[str] = []

    alternate({"a": side("a", turns, [1, 1])}, Effort(rounds=1, seconds=0.5))

    assert turns == ["before a", "a"] * 2


def test_a_ratio_is_the_middle_of_its_rounds_and_not_of_its_figures() -> None:
    over = Figure(name="over", clients=1, rates=(1, 20, 30))
    under = Figure(name="under", clients=1, rates=(10, 40, 300))

    ratio = Ratio(name="share", over=over, under=under)

    assert ratio.median == 0.1
    assert ratio.spread == (0.1, 0.5)


@pytest.mark.parametrize(
    ("bound", "ratio", "met"),
    [
        (Bound.AT_LEAST, 0.19, False),
        (Bound.AT_LEAST, 0.2, True),
        (Bound.AT_MOST, 0.2, True),
        (Bound.AT_MOST, 0.21, False),
    ],
)
def test_a_goal_lies_on_one_side(bound: Bound, ratio: float, met: bool) -> None:
    assert Goal(bound=bound, ratio=0.2).is_met_by(ratio) is met
