"""Turning the pages of a list that grows while it is read, and is too long to be counted.

A page is named by the row beside which it begins, so that no row is seen twice or missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from curule.httpkit.ids import internal_id, public_id
from curule.selectors.console.paging import ROWS_PER_PAGE
from curule.selectors.programs.windows import Slice, Window

_OLDER: Final = "after"
_NEWER: Final = "before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Beside which row the newer and the older page begin; empty where there is none."""

    newer: str
    older: str


def window_of(request: HttpRequest, prefix: str) -> Window:
    """Return the page that the query asks for, by ids of the kind `prefix`; else the first."""
    return Window(
        limit=ROWS_PER_PAGE,
        after=internal_id(prefix, request.GET.get(_OLDER, "")),
        before=internal_id(prefix, request.GET.get(_NEWER, "")),
    )


def turn_of(found: Slice[Any], window: Window, prefix: str) -> Turn:
    """Return where the pages beside this one begin."""
    if not found.rows:
        return Turn(newer="", older="")
    is_back = window.before is not None
    has_newer = found.has_more if is_back else window.after is not None
    has_older = True if is_back else found.has_more
    return Turn(
        newer=public_id(prefix, found.rows[0].id) if has_newer else "",
        older=public_id(prefix, found.rows[-1].id) if has_older else "",
    )
