# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about joins."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount


class Join(Model, frozen=True, kw_only=True):
    """Somebody joined `account` and gave up a plan of `own_account`.

    Its value comes back or goes to the account (`choice`) at `moves_at`, unless it is held.
    """

    id: str
    account: str
    own_account: str
    own_subscription: str
    user: str
    choice: str
    status: str
    amount: Amount
    created_at: datetime
    moves_at: datetime
    held_at: datetime | None = None
    closed_at: datetime | None = None


class Undone(Model, frozen=True, kw_only=True):
    """A join that was taken back; what its money was is read with the scope for it."""

    id: str
    account: str
    own_account: str
    user: str
    status: str
    closed_at: datetime | None = None
