"""What the vendor's own program calls the people who use its product."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import Row, check
from curule.data.rules import kept, never, tells, unchanging, update_of


class ExternalId(Row):
    """A name that the vendor gave to an address; it follows a person to another one.

    Real customers and test data have names of their own. An ended one is history, and its name free
    for somebody else.
    """

    is_live = models.BooleanField()
    written = models.CharField(max_length=100)
    email = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_external_id"
        constraints = [
            # Neither an address nor an id of ours, so that one field takes all three.
            check("external_id", "is_no_other", Q(written__regex="^[A-Za-z0-9._:|~=-]+$")),
            check("external_id", "is_not_ours", ~Q(written__startswith="usr_")),
            check("external_id", "of_somebody", ~Q(email="")),
            models.UniqueConstraint(
                fields=["is_live", "written"],
                condition=Q(ended_at=None),
                name="external_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["email"], condition=Q(ended_at=None), name="external_id_by_email"),
        ]
        triggers = [
            *kept("external_id"),
            unchanging("external_id_as_given", but=("email", "ended_at")),
            never(
                "external_id_ends_for_good",
                "an ended one stays as it was",
                when="OLD.ended_at IS NOT NULL",
            ),
            tells(
                "external_id_tells",
                on=update_of("email", "ended_at"),
                when="OLD.email IS DISTINCT FROM NEW.email OR NEW.ended_at IS NOT NULL",
            ),
        ]
