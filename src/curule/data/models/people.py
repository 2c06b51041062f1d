"""People: one row per verified address, for all accounts."""

from typing import ClassVar

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Func, Value

from curule.data.models._base import AccountRow, Row, account_key, one_of
from curule.data.rules import Rule, kept, refuse_if, tells, unchanging, update_of

ROLES = ("owner", "contract_manager", "billing_contact", "admin")


class People(BaseUserManager["Person"]):
    """Django's door to people."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with that canonical address."""
        return self.get(email=username)


class Person(Row, AbstractBaseUser):
    """One user of the installation; `email` is the canonical form of a proved address."""

    email = models.EmailField(max_length=254, unique=True)
    first_name = models.CharField(max_length=200, default="", blank=True)
    last_name = models.CharField(max_length=200, default="", blank=True)
    search_key = models.CharField(max_length=700, default="", blank=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = People()

    class Meta:
        db_table = "curule_person"
        indexes: ClassVar[list[models.Index]] = [
            # A page of people begins where the last one ended, however many there are.
            models.Index(fields=["search_key", "id"], name="person_by_search_key"),
            # Who proved an address of a domain.
            models.Index(
                Func(F("email"), Value("@"), Value(2), function="split_part"),
                name="person_by_domain",
            ),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.email


class Member(AccountRow):
    """A person belongs to an account from `joined_at` until `left_at`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_member"
        constraints = [
            account_key("member"),
            models.UniqueConstraint(
                fields=["account", "person"], condition=models.Q(left_at=None), name="member_once"
            ),
        ]
        triggers = [
            *kept("member"),
            unchanging("member_left", when="OLD.left_at IS NOT NULL"),
        ]


# The lock makes two owners wait who remove each other at the same time (TH40).
_LOCK_ACCOUNT = "PERFORM FROM curule_account WHERE id = NEW.account_id FOR NO KEY UPDATE;"
_NO_OWNER_LEFT = """NOT EXISTS (
    SELECT FROM curule_role_grant
    WHERE account_id = NEW.account_id AND role = 'owner' AND revoked_at IS NULL
)"""


class RoleGrant(AccountRow):
    """A person holds a role in an account; a role gives no seat and a seat no role."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_role_grant"
        constraints = [
            account_key("role_grant"),
            one_of("role_grant", "role", ROLES),
            models.UniqueConstraint(
                fields=["account", "person", "role"],
                condition=models.Q(revoked_at=None),
                name="role_grant_once",
            ),
        ]
        triggers = [
            *kept("role_grant"),
            unchanging("role_grant_revoked", when="OLD.revoked_at IS NOT NULL"),
            Rule(
                name="role_grant_owner_left",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Condition(
                    "OLD.role = 'owner' AND OLD.revoked_at IS NULL"
                    " AND (NEW.role <> 'owner' OR NEW.revoked_at IS NOT NULL)"
                ),
                func=_LOCK_ACCOUNT
                + refuse_if(
                    "role_grant_owner_left", "the account has no owner left", _NO_OWNER_LEFT
                ),
            ),
        ]


class MailChoice(Row):
    """A person does not want mails of one kind; who never chose gets them all."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    chosen_at = models.DateTimeField()

    class Meta:
        db_table = "curule_mail_choice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind"], name="mail_choice_once"),
        ]


STAFF_ROLES = ("admin", "finance", "support", "developer", "read_only")


class StaffGrant(Row):
    """A person works for the vendor in a role from `granted_at` until `revoked_at`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_staff_grant"
        constraints = [
            one_of("staff_grant", "role", STAFF_ROLES),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(revoked_at=None), name="staff_grant_once"
            ),
        ]
        triggers = [
            *kept("staff_grant"),
            unchanging("staff_grant_revoked", when="OLD.revoked_at IS NOT NULL"),
            # What their keys may goes by the role (I34).
            tells(
                "staff_grant_tells",
                on=update_of("revoked_at"),
                when="OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL",
                whose="person_id",
            ),
        ]
