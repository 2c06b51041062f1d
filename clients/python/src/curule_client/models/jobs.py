# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about jobs."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from curule_client.modelling import Model


class Total(TypedDict):
    """A total, which may be nothing."""

    amount: int
    currency: str


class ExpectedGiven(TypedDict):
    """So many are carried out, and this is invoiced for them; one total in each currency.

    They are what `/v1/renewals` tells of what is due: all but the blocked ones.
    """

    number: int
    totals: Sequence[Total]


class Job(Model, frozen=True, kw_only=True):
    """A run: of `number` subscriptions that were due when it began, `left` still are.

    What is blocked is left when it is `done`. One that is `broken_off` did not come to its end, as
    its process died; another run takes up what is left.
    """

    id: str
    kind: str = "renewals"
    status: str
    number: int
    done: int
    left: int
    created_at: datetime
