"""Tables to take away as files: CSV that a spreadsheet reads as text and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from curule.core.csv_cells import csv_lines, plain_amount, safe_cell
from curule.core.localtime import time_zone

__all__ = ["csv_file", "csv_stream", "local_day", "plain_amount", "safe_cell"]


def local_day(at: datetime, zone: str) -> date:
    """Return the day of an instant in a time zone."""
    return at.astimezone(time_zone(zone)).date()


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a table as a file to keep: UTF-8 with its mark, commas, every cell safe."""
    return HttpResponse("".join(csv_lines(header, rows)), **_as_csv(name))


def csv_stream(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Return the same line by line, for tables that may be long: nobody keeps all of it."""
    return StreamingHttpResponse(csv_lines(header, rows), **_as_csv(name))


def _as_csv(name: str) -> dict[str, Any]:
    return {
        "content_type": "text/csv; charset=utf-8",
        "headers": {"Content-Disposition": f'attachment; filename="{name}"'},
    }
