"""Single sign-on: the identity provider of an account, whom it names, and what is demanded."""

from django.db import models
from django.db.models import F, Q

from curule.core.single_sign_on import (
    LONGEST_CLIENT,
    LONGEST_ISSUER,
    LONGEST_SUBJECT,
    SignInRule,
)
from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    one_of,
    refers,
    refers_outside,
)
from curule.data.rules import kept, unchanging


class SsoConnection(AccountRow):
    """An identity provider that signs people of an account in, until `ended_at`.

    Another issuer is another connection. The client secret is sealed under the secret key; without
    one the client is a public one. Only the client and its secret change.
    """

    issuer = models.CharField(max_length=LONGEST_ISSUER)
    client_id = models.CharField(max_length=LONGEST_CLIENT)
    sealed = models.BinaryField(max_length=2000, default=b"", blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=254)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_sso_connection"
        constraints = [
            account_key("sso_connection"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="sso_connection_once"
            ),
            check("sso_connection", "written", ~Q(issuer="") & ~Q(client_id="")),
            check("sso_connection", "changed_later", Q(changed_at__gte=F("created_at"))),
            both_or_neither(
                "sso_connection", "ended_by_somebody", Q(ended_at=None), Q(ended_by="")
            ),
            # What opens nothing any more need not be kept.
            check("sso_connection", "secret_gone_at_end", Q(ended_at=None) | Q(sealed=b"")),
        ]
        triggers = [
            *kept("sso_connection"),
            unchanging(
                "sso_connection_as_made",
                but=("client_id", "sealed", "changed_at", "changed_by", "ended_at", "ended_by"),
            ),
            unchanging("sso_connection_ended", when="OLD.ended_at IS NOT NULL"),
        ]


class SsoIdentity(AccountRow):
    """Whom a provider names: its subject is this person, until an owner unlinks them."""

    connection_id = models.UUIDField()
    issuer = models.CharField(max_length=LONGEST_ISSUER)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    person_id = models.UUIDField()
    linked_at = models.DateTimeField()
    unlinked_at = models.DateTimeField(null=True, blank=True)
    unlinked_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_sso_identity"
        constraints = [
            account_key("sso_identity"),
            refers("sso_identity", "connection_id", "sso_connection"),
            refers_outside("sso_identity", "person_id", "person"),
            models.UniqueConstraint(
                fields=["account", "connection_id", "issuer", "subject"],
                condition=Q(unlinked_at=None),
                name="sso_identity_once",
            ),
            # A new subject with the address of somebody who left is somebody else.
            models.UniqueConstraint(
                fields=["account", "connection_id", "person_id"],
                condition=Q(unlinked_at=None),
                name="sso_identity_one_per_person",
            ),
            check("sso_identity", "named", ~Q(issuer="") & ~Q(subject="")),
            both_or_neither(
                "sso_identity", "unlinked_by_somebody", Q(unlinked_at=None), Q(unlinked_by="")
            ),
        ]
        triggers = [
            *kept("sso_identity"),
            unchanging("sso_identity_as_linked", but=("unlinked_at", "unlinked_by")),
            unchanging("sso_identity_unlinked", when="OLD.unlinked_at IS NOT NULL"),
        ]


class SignInDemand(AccountRow):
    """An account demands something of how its people sign in, until `lifted_at`."""

    rule = models.CharField(max_length=20)
    demanded_at = models.DateTimeField()
    demanded_by = models.CharField(max_length=254)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_sign_in_demand"
        constraints = [
            account_key("sign_in_demand"),
            one_of("sign_in_demand", "rule", [rule.value for rule in SignInRule]),
            models.UniqueConstraint(
                fields=["account", "rule"], condition=Q(lifted_at=None), name="sign_in_demand_once"
            ),
            both_or_neither(
                "sign_in_demand", "lifted_by_somebody", Q(lifted_at=None), Q(lifted_by="")
            ),
        ]
        triggers = [
            *kept("sign_in_demand"),
            unchanging("sign_in_demand_as_made", but=("lifted_at", "lifted_by")),
            unchanging("sign_in_demand_lifted", when="OLD.lifted_at IS NOT NULL"),
        ]
