"""Tables as text: a column under each head, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence


def as_text(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the rows under their columns."""
    listed = [list(columns), *map(list, rows)]
    widths = [max(len(row[place]) for row in listed) for place in range(len(columns))]
    to_the_right = [all(_is_number(row[place]) for row in rows) for place in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, to_the_right, strict=True)
        ).rstrip()
        for row in listed
    )


def _is_number(written: str) -> bool:
    return not written or written.lstrip("-").replace(".", "", 1).isdigit()
