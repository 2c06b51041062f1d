# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about month closings."""

from datetime import date, datetime

from curule_client.modelling import Model


class MonthClosing(Model, frozen=True, kw_only=True):
    """A month was `closed` with all before it, or `reopened` with all after it, for a reason.

    The last one says how it stands: every day up to `closed_through` is closed, that one too.
    """

    id: str
    kind: str
    month: str
    closed_through: date
    reason: str | None = None
    decided_by: str
    created_at: datetime
