"""Which months are closed: each closing and reopening is a row, the last one holds."""

from typing import Final

import pgtrigger
from django.db import models
from django.db.models import F, Q

from curule.core.closed_months import Closing
from curule.data.models._base import Row, check, one_of
from curule.data.rules import BOOKS_LOCK, CLOSED_THROUGH, Rule, append_only, refuse_if

_DOES_NOT_FOLLOW: Final = f"""NEW.number <> 1 + COALESCE(
    (SELECT MAX(number) FROM curule_month_closing), 0)
    OR NEW.kind = 'closed' AND NEW.closed_through <= {CLOSED_THROUGH}
    OR NEW.kind = 'reopened' AND NEW.closed_through >= COALESCE({CLOSED_THROUGH}, '-infinity')
"""  # noqa: S608 - an expression of our own is put in


class MonthClosing(Row):
    """A month was closed with all before it, or reopened with all after it, for a reason.

    `postings` is how many postings of real customers counted up to then: as many as ever will
    while it stays closed.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=8)
    month = models.DateField()  # its first day
    closed_through = models.DateField()  # the last closed day from then on
    reason = models.CharField(max_length=200, default="", blank=True)
    postings = models.PositiveBigIntegerField(default=0)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=254)

    class Meta:
        db_table = "curule_month_closing"
        constraints = [
            one_of("month_closing", "kind", [each.value for each in Closing]),
            check("month_closing", "reopened_for_a_reason", Q(kind="closed") | ~Q(reason="")),
            check(
                "month_closing",
                "of_its_month",
                Q(kind="closed", closed_through__gte=F("month"))
                | Q(kind="reopened", closed_through__lt=F("month")),
            ),
            check("month_closing", "decided_by_somebody", ~Q(decided_by="")),
        ]
        triggers = [
            *append_only("month_closing"),
            Rule(
                name="month_closing_follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # Whoever books holds it, shared, until the commit.
                func=f"PERFORM pg_advisory_xact_lock({BOOKS_LOCK}); "
                + refuse_if("month_closing_follows", "it does not follow", _DOES_NOT_FOLLOW),
            ),
        ]
