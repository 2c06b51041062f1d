# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about renewals."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount, Renewal


class Outlook(Model, frozen=True, kw_only=True):
    """How many subscriptions have which outcome, and what is invoiced for them, tax included.

    `plan` is none where all plans of a currency are counted together.
    """

    plan: str | None = None
    renew: int
    reduce: int
    end: int
    blocked: int
    total: Amount


class Renewals(Model, frozen=True, kw_only=True):
    """What the run would do: of what is `due` now, and of all that comes up to `until`.

    At most 300 are looked at, the longest due first: those are in `data`, and all numbers are
    theirs. `has_more` is whether more come, `due_has_more` whether more of them are due.
    """

    until: datetime
    due: list[Outlook] = []
    plans: list[Outlook] = []
    currencies: list[Outlook] = []
    data: list[Renewal] = []
    has_more: bool
    due_has_more: bool
