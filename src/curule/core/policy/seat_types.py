"""The seat types of a plan and their limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from curule.core.policy.forms import MOST_SEATS
from curule.core.policy.quantity import QuantityPolicy
from curule.core.policy.words import NamedNoun, SeatNoun, SeatNounForm
from curule.core.policy.written import (
    Form,
    Unreadable,
    Whole,
    YesNo,
    nearest_word,
    shown,
)

_OURS: Final[Mapping[str, SeatNoun]] = {
    "organizer": NamedNoun.ORGANISER,
    "organiser": NamedNoun.ORGANISER,
    "agent": NamedNoun.AGENT,
    "expert": NamedNoun.EXPERT,
    "participant": NamedNoun.PARTICIPANT,
    "license": NamedNoun.LICENCE,
    "licence": NamedNoun.LICENCE,
    "place": NamedNoun.PLACE,
    "seat": NamedNoun.SEAT,
}
"""Names of seat types that are called as one of our nouns, where a plan has several."""


def noun_called(name: str) -> SeatNoun | None:
    """Return our noun of that name: `agent` needs no telling in any language."""
    return _OURS.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTypeTerms:
    """One seat type with its own limits; `max` None is no maximum.

    Of an `unlimited` type none is bought: the seat is made when somebody is seated.
    `base` names the type that a holder must hold as well. Without a noun of its
    own the type is called by the policy's.
    """

    name: str
    min: int
    max: int | None
    step: int
    base: str | None = None
    unlimited: bool = False
    noun: SeatNoun | None = None

    @property
    def known_noun(self) -> SeatNoun | None:
        """Its own noun, or ours of the same name."""
        return self.noun or noun_called(self.name)

    def nearest_allowed(self, wanted: int) -> tuple[int, ...]:
        """Return the allowed numbers next to `wanted`, the lower first.

        >>> SeatTypeTerms(name="seat", min=10, max=50, step=5).nearest_allowed(23)
        (20, 25)
        >>> SeatTypeTerms(name="seat", min=1, max=None, step=1).nearest_allowed(0)
        (1,)
        """
        lowest = -(-self.min // self.step) * self.step
        highest = (MOST_SEATS if self.max is None else self.max) // self.step * self.step
        below = wanted // self.step * self.step
        candidates = {min(max(number, lowest), highest) for number in (below, below + self.step)}
        if wanted in candidates:
            return (wanted,)
        return tuple(sorted(candidates))

    def allows(self, number: int) -> bool:
        """Tell whether this many seats may be held."""
        within = self.min <= number and (self.max is None or number <= self.max)
        return within and number % self.step == 0


class _NameForm:
    def read(self, written: object) -> str | None:
        if written is None:
            return None
        if isinstance(written, str) and written.isidentifier() and len(written) <= 60:
            return written
        raise Unreadable(f"{shown(written)} is not a name of a seat type")

    def write(self, value: object, /) -> str | None:
        return None if value is None else str(value)


_FORMS: Final[Mapping[str, Form]] = {
    "name": _NameForm(),
    "min": Whole(0, MOST_SEATS),
    "max": Whole(1, MOST_SEATS, absent=True),
    "step": Whole(1, MOST_SEATS),
    "base": _NameForm(),
    "unlimited": YesNo(),
    "noun": SeatNounForm(),
}


def default_seat_type(name: str, quantity: QuantityPolicy) -> SeatTypeTerms:
    """Return a type that has the limits of the policy."""
    return SeatTypeTerms(
        name=name,
        min=quantity.min_seats,
        max=quantity.max_seats,
        step=quantity.step,
    )


def read_seat_type(written: Mapping[str, object], quantity: QuantityPolicy) -> SeatTypeTerms:
    """Return the type that is written so; limits that are not given are the policy's.

    Raises Unreadable, with the nearest known word.
    """
    for key in written:
        if key not in _FORMS:
            raise Unreadable(
                f"a seat type has no {shown(key)}",
                nearest=nearest_word(str(key), _FORMS),
            )
    given = {key: _FORMS[key].read(value) for key, value in written.items()}
    if given.get("name") is None:
        raise Unreadable("a seat type needs a name")
    unlimited = given.get("unlimited", False)
    usual = {
        "min": 0 if unlimited else quantity.min_seats,
        "max": None if unlimited else quantity.max_seats,
        "step": 1 if unlimited else quantity.step,
    }
    return SeatTypeTerms(**{**usual, **given})  # type: ignore[arg-type]


def write_seat_type(terms: SeatTypeTerms) -> dict[str, object]:
    """Return the type in its written form, with every limit; reading it gives it back."""
    return {
        name: form.write(getattr(terms, name))
        for name, form in _FORMS.items()
        if name != "noun" or terms.noun is not None
    }
