"""What customers and subscriptions are called in the systems that they came from."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import AccountRow, account_key, both_or_neither, check, one_of, refers
from curule.data.rules import kept, unchanging

FOREIGN_KINDS = ("customer", "subscription")


class ForeignId(AccountRow):
    """A name in another system (`source`); there it means one thing, so here it does too."""

    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    written = models.CharField(max_length=255)
    subscription_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "curule_foreign_id"
        constraints = [
            account_key("foreign_id"),
            refers("foreign_id", "subscription_id", "subscription"),
            one_of("foreign_id", "kind", FOREIGN_KINDS),
            both_or_neither(
                "foreign_id", "names_its_kind", Q(kind="customer"), Q(subscription_id__isnull=True)
            ),
            check("foreign_id", "written_down", ~Q(source="") & ~Q(written="")),
            models.UniqueConstraint(fields=["source", "kind", "written"], name="foreign_id_once"),
        ]
        indexes = [
            models.Index(fields=["account", "subscription_id"], name="foreign_id_by_subscription"),
        ]
        triggers = [
            *kept("foreign_id"),
            unchanging("foreign_id_as_written"),
        ]
