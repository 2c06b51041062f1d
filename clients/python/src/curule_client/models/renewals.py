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

    `data` are the first of them; `has_more` is whether more come than were looked at.
    """

    until: datetime
    due: list[Outlook] = []
    plans: list[Outlook] = []
    currencies: list[Outlook] = []
    data: list[Renewal] = []
    has_more: bool
