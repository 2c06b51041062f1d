# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about plan versions."""

from datetime import datetime
from typing import Any

from curule_client.modelling import Model
from curule_client.models.shared import SeatType


class PlanVersion(Model, frozen=True, kw_only=True):
    """A version of a plan, which never changes: who bought by it keeps it."""

    id: str
    plan: str
    number: int
    policy: dict[str, Any]
    seat_types: list[SeatType] = []
    published_at: datetime
