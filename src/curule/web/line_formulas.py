"""How a line of a document is counted, in figures."""

from __future__ import annotations

from collections.abc import Sequence

from curule.core.money import Money
from curule.wording.values import Reader, written


def formula(line: object, reader: Reader, currency: str) -> str:
    """Return how a line is counted: `5 × €120.00 × 41/365`; empty where several prices decide."""
    quantity, unit, top, bottom = (
        getattr(line, name) for name in ("quantity", "unit_amount", "numerator", "denominator")
    )
    if unit is None:
        return ""
    parts: Sequence[str] = [written(quantity, reader), written(Money(unit, currency), reader)]
    if top != bottom:
        parts = [*parts, f"{written(top, reader)}/{written(bottom, reader)}"]
    return " × ".join(parts)
