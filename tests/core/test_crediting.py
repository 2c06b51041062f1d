"""Credit notes by hand: never more of a line, or of an invoice, than is left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from curule.core.crediting import LineLeft, TooMuch, credits_of

amounts = st.integers(min_value=0, max_value=10**6)


@st.composite
def lines_left(draw: st.DrawFn) -> list[LineLeft]:
    """Lines of which something may have come back."""
    found = []
    for place in range(draw(st.integers(min_value=1, max_value=4))):
        amount = draw(amounts)
        credited = draw(st.integers(min_value=0, max_value=amount))
        found.append(LineLeft(key=str(place), amount=amount, credited=credited))
    return found


@given(lines_left(), st.lists(amounts, max_size=4), amounts)
def test_what_is_given_back_is_what_was_asked_and_is_left(
    lines: list[LineLeft], wanted: list[int], room: int
) -> None:
    asked = {str(place): amount for place, amount in enumerate(wanted) if place < len(lines)}

    found = credits_of(asked, lines, room=room)

    left = {line.key: line.left for line in lines}
    fits = all(amount <= left[key] for key, amount in asked.items())
    if isinstance(found, TooMuch):
        most = room if found.key is None else left[found.key]
        assert found.largest == most
        assert not fits or sum(asked.values()) > room
    else:
        assert {each.key: each.amount for each in found} == {
            key: amount for key, amount in asked.items() if amount
        }
        assert sum(each.amount for each in found) <= room
        assert all(each.amount <= left[each.key] for each in found)


@given(lines_left(), amounts)
def test_all_that_is_left_can_be_given_back_once(lines: list[LineLeft], more: int) -> None:
    asked = {line.key: line.left for line in lines}
    room = sum(asked.values()) + more

    found = credits_of(asked, lines, room=room)

    assert not isinstance(found, TooMuch)
    given_back = {each.key: each.amount for each in found}
    after = [
        LineLeft(
            key=line.key,
            amount=line.amount,
            credited=line.credited + given_back.get(line.key, 0),
        )
        for line in lines
    ]
    assert all(not line.left for line in after)
    first = after[0].key
    assert credits_of({first: 1}, after, room=room) == TooMuch(0, first)
