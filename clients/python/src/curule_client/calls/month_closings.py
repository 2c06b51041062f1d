# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: months that were closed, and reopened."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import MonthClosing


def list_month_closings(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
) -> Listing[MonthClosing]:
    """List what was closed and reopened, the newest first.

    List what was done about months; the books of real customers are meant.
    """
    return Listing(
        path="/month_closings",
        item=MonthClosing,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
            }
        ),
    )


def create_month_closing(*, month: str, idempotency_key: str | None = None) -> Call[MonthClosing]:
    """Close a month and all before it.

    Close a month that is over everywhere. What comes late counts on the first open day.

    Needs a live key.

    Which month, as 2026-04.
    """
    return ask(
        "POST",
        "/month_closings",
        MonthClosing,
        body={"month": month},
        idempotency_key=idempotency_key,
    )


def reopen_month_closing(
    *, reason: str, month: str, idempotency_key: str | None = None
) -> Call[MonthClosing]:
    """Reopen a month and all after it.

    Let things count in a closed month again, for a reason. Needs a live key.

    Which month, as 2026-04, and why.
    """
    return ask(
        "POST",
        "/month_closings/reopen",
        MonthClosing,
        body={"reason": reason, "month": month},
        idempotency_key=idempotency_key,
    )


def get_month_closing(month_closing: str) -> Call[MonthClosing]:
    """Get a closing or reopening.

    Return one of them.
    """
    return ask("GET", f"/month_closings/{in_path(month_closing)}", MonthClosing)
