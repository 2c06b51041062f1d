# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what will renew, and for how much."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, ask, given
from curule_client.models import Renewals


def foresee_renewals(
    *, until: datetime | None = None, limit: int = 100, after: str | None = None
) -> Call[Renewals]:
    """What the run of renewals would do.

    Return what would happen, in sums and by the page; nothing does.
    """
    return ask(
        "GET", "/renewals", Renewals, query=given({"until": until, "limit": limit, "after": after})
    )
