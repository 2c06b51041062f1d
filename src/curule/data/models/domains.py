"""Mail domains that belong to a customer."""

from django.db import models

from curule.data.models._base import AccountRow, account_key
from curule.data.rules import kept, unchanging


class Domain(AccountRow):
    """The mail domain of an account, from `verified_at` until `removed_at`, as addresses write it.

    Whoever proved an address there may get a seat by themselves (assignment.auto_assign).
    """

    name = models.CharField(max_length=253)
    verified_at = models.DateTimeField()
    verified_by = models.UUIDField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_domain"
        constraints = [
            account_key("domain"),
            models.UniqueConstraint(
                fields=["account", "name"],
                condition=models.Q(removed_at=None),
                name="domain_once",
            ),
        ]
        indexes = [
            # Whose domain is it: asked of all accounts at once, when somebody proves an address.
            models.Index(
                fields=["name"], name="domain_by_name", condition=models.Q(removed_at=None)
            ),
        ]
        triggers = [
            *kept("domain"),
            unchanging("domain_removed", when="OLD.removed_at IS NOT NULL"),
        ]
