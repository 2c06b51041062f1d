# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about renewals."""

from datetime import datetime

from curule_client.modelling import Model
from curule_client.models.shared import Amount, Renewal


class Outlook(Model, frozen=True, kw_only=True):
    """How many subscriptions have which outcome, and what is invoiced for them, tax included.

    `plan` is none where all plans of a currency are counted together. `others` were not looked at:
    where more than 300 come, those that are carried out one by one are only counted, but for the
    first hundred. They are in no total.
    """

    plan: str | None = None
    renew: int
    reduce: int
    end: int
    blocked: int
    others: int
    total: Amount


class Renewals(Model, frozen=True, kw_only=True):
    """What the run would do: of what is `due` now, and of all that comes up to `until`.

    The numbers are those of all, however many they are; `data` is a page of them, the longest due
    first. `has_more` is whether more come after it.
    """

    until: datetime
    due: list[Outlook] = []
    plans: list[Outlook] = []
    currencies: list[Outlook] = []
    data: list[Renewal] = []
    has_more: bool
