"""Credit notes by the vendor's own hand: so much of each charged line, and no more than is left.

>>> lines = [
...     LineLeft(key="a", amount=1000, credited=400),
...     LineLeft(key="b", amount=500, credited=0),
... ]
>>> asked = {"a": 600, "b": 100}
>>> credits_of(asked, lines, room=2000)
(LineCredit(key='a', amount=600), LineCredit(key='b', amount=100))
>>> credits_of({"a": 601}, lines, room=2000).largest
600
>>> credits_of(asked, lines, room=650).largest
650
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLeft:
    """A charged line: what it cost and what came back of it so far, before tax."""

    key: str
    amount: int
    credited: int

    @property
    def left(self) -> int:
        """What may still be given back."""
        return self.amount - self.credited


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCredit:
    """What of a line is given back, before tax."""

    key: str
    amount: int


@dataclass(frozen=True, slots=True)
class TooMuch:
    """More is asked for than is left: of a line, or without a `key` of the whole invoice."""

    largest: int
    key: str | None = None


def credits_of(
    asked: Mapping[str, int], lines: Sequence[LineLeft], *, room: int
) -> tuple[LineCredit, ...] | TooMuch:
    """Return what is given back of each line, in the order of the lines, nothing left out.

    `room` is what all credit notes together may still take off the invoice, before tax.
    """
    given: list[LineCredit] = []
    for line in lines:
        amount = asked.get(line.key, 0)
        if amount > line.left:
            return TooMuch(line.left, line.key)
        if amount:
            given.append(LineCredit(key=line.key, amount=amount))
    if sum(each.amount for each in given) > room:
        return TooMuch(room)
    return tuple(given)
