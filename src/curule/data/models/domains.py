"""Mail domains that belong to a customer, and those that it says do."""

from django.db import models
from django.db.models import Q

from curule.core.domain_claims import Proof
from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    one_of,
    refers,
)
from curule.data.rules import kept, unchanging


class DomainClaim(AccountRow):
    """What an account says is its domain, with the token that its record has to carry.

    A claim is looked into again and again (`next_check_at`) until it is withdrawn. `missing_since`
    is set while the record of a domain that it had proved is gone.
    """

    name = models.CharField(max_length=253)
    token = models.CharField(max_length=40)
    claimed_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=254)
    checked_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=12, default="", blank=True)
    missing_since = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_domain_claim"
        constraints = [
            account_key("domain_claim"),
            models.UniqueConstraint(
                fields=["account", "name"],
                condition=Q(withdrawn_at=None),
                name="domain_claim_once",
            ),
            one_of("domain_claim", "proof", ["", *(each.value for each in Proof)]),
            both_or_neither("domain_claim", "looked_at_dated", Q(proof=""), Q(checked_at=None)),
            both_or_neither(
                "domain_claim", "withdrawn_by_somebody", Q(withdrawn_at=None), Q(withdrawn_by="")
            ),
            check(
                "domain_claim", "missing_is_not_found", Q(missing_since=None) | ~Q(proof="found")
            ),
            check("domain_claim", "over_is_over", Q(withdrawn_at=None) | Q(next_check_at=None)),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at"],
                name="domain_claim_due",
                condition=Q(next_check_at__isnull=False),
            ),
        ]
        triggers = [
            *kept("domain_claim"),
            unchanging(
                "domain_claim_as_made",
                but=(
                    "checked_at",
                    "proof",
                    "missing_since",
                    "next_check_at",
                    "withdrawn_at",
                    "withdrawn_by",
                ),
            ),
            unchanging("domain_claim_withdrawn", when="OLD.withdrawn_at IS NOT NULL"),
        ]


class Domain(AccountRow):
    """The mail domain of an account, from `verified_at` until `removed_at`, as addresses write it.

    Whoever proved an address there may get a seat by themselves (assignment.auto_assign). It was
    proved by the record of a claim, or the vendor's staff confirmed it. Two accounts never have the
    same one (TH26).
    """

    name = models.CharField(max_length=253)
    verified_at = models.DateTimeField()
    verified_by = models.UUIDField(null=True, blank=True)
    claim_id = models.UUIDField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_domain"
        constraints = [
            account_key("domain"),
            refers("domain", "claim_id", "domain_claim"),
            # Whose domain is it: asked of all accounts at once, when somebody proves an address.
            models.UniqueConstraint(
                fields=["name"], condition=Q(removed_at=None), name="domain_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account"], name="domain_of_account"),
        ]
        triggers = [
            *kept("domain"),
            unchanging("domain_removed", when="OLD.removed_at IS NOT NULL"),
        ]
