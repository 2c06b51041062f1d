"""What a number meant when it was asked for, and what it would do by now."""

import pytest

from curule.core.drifts import Drift, Heading, Numbers, drifts


def numbers(held: int, planned: int | None = None) -> Numbers:
    return Numbers(held=held, planned=held if planned is None else planned)


@pytest.mark.parametrize(
    ("held", "planned", "total", "heading"),
    [
        (14, 14, 15, Heading.MORE),
        (14, 9, 15, Heading.MORE),
        (14, 9, 14, Heading.BETWEEN),
        (14, 9, 12, Heading.BETWEEN),
        (14, 9, 9, Heading.NONE),
        (14, 14, 14, Heading.NONE),
        (14, 9, 8, Heading.FEWER),
        (14, 16, 15, Heading.BETWEEN),
        (14, 16, 17, Heading.MORE),
    ],
)
def test_what_a_number_does(held: int, planned: int, total: int, heading: Heading) -> None:
    assert numbers(held, planned).heading(total) is heading


@pytest.mark.parametrize(
    ("before", "asked", "now", "turned", "reached", "again"),
    [
        (numbers(14, 9), 15, numbers(17, 9), True, False, 18),
        (numbers(14), 15, numbers(15), True, True, 16),
        (numbers(14), 15, numbers(13), False, False, 14),
        (numbers(12), 9, numbers(9), True, True, 6),
        (numbers(12), 9, numbers(8), True, False, 5),
        (numbers(12), 9, numbers(17), False, False, 14),
    ],
)
def test_a_number_that_others_have_overtaken(  # noqa: PLR0917 - a row of the table
    before: Numbers, asked: int, now: Numbers, turned: bool, reached: bool, again: int
) -> None:
    drift = Drift(seat_type="seat", asked=asked, before=before, now=now)
    assert (drift.is_turned, drift.is_reached, drift.again) == (turned, reached, again)


def test_types_that_were_not_known_then_or_now_are_left_out() -> None:
    known = {"seat": numbers(1)}
    assert drifts({"seat": 2, "other": 3}, before=known, now=known | {"other": numbers(1)}) == (
        Drift(seat_type="seat", asked=2, before=numbers(1), now=numbers(1)),
    )
