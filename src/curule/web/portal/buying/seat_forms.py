"""Fields for numbers of seats, one for each type that is bought by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from curule.core.quantities import LARGEST
from curule.web.portal.seat_words import SeatLine
from curule.web.templatetags.curule import say
from curule.wording.values import Reader


def wished_more(given: Mapping[str, str], lines: Sequence[SeatLine]) -> dict[str, int]:
    """Return how many more seats a link asks for (`?more=3`, `&type=` where there are several).

    The number is raised to what can be bought in steps; what makes no sense asks for nothing.
    """
    text, name = given.get("more", ""), given.get("type", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    line = next((each for each in lines if each.name == name), lines[0] if lines else None)
    if not number or line is None or (len(lines) > 1 and line.name != name):
        return {}
    return {line.name: -(-number // line.step) * line.step}


class SeatsForm(forms.Form):
    """How many seats of each type; what was typed stays where it is not a number."""

    def __init__(
        self,
        given: Mapping[str, Any] | None,
        *,
        lines: Sequence[SeatLine],
        reader: Reader,
        label: str,
        initial: Mapping[str, int] | None = None,
    ) -> None:
        numbers = {line.field: (initial or {}).get(line.name) for line in lines}
        super().__init__(given, initial=numbers)
        self._lines = tuple(lines)
        for line in lines:
            self.fields[line.field] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=LARGEST,
                label=say(reader, label, noun=line.noun, type=line.label),
                error_messages={
                    key: say(reader, "seats.no_number")
                    for key in ("invalid", "min_value", "max_value")
                },
                widget=forms.NumberInput(
                    attrs={
                        "class": "form-control",
                        "inputmode": "numeric",
                        "autocomplete": "off",
                        "step": line.step,
                    }
                ),
            )

    def numbers(self) -> dict[str, int]:
        """Return the numbers that were given, by seat type; fields left empty are left out."""
        return {
            line.name: self.cleaned_data[line.field]
            for line in self._lines
            if self.cleaned_data.get(line.field) is not None
        }

    def rows(self) -> list[tuple[SeatLine, forms.BoundField]]:
        """Return each seat type with its field."""
        return [(line, self[line.field]) for line in self._lines]
