"""Keys of the API: a digest, what each may do, and who made and revoked it (TH4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from curule.core.api_keys import KeyKind, Scope
from curule.data.models._base import Row, both_or_neither, check, one_of
from curule.data.rules import kept, never, tells, unchanging, update_of

_EVERY_SCOPE = [scope.value for scope in Scope]


class ApiKey(Row):
    """A key as it was made. Only its end moves, and once; when it was last used is a rough time."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=2)
    is_live = models.BooleanField()
    scopes = ArrayField(models.CharField(max_length=40))
    digest = models.BinaryField(max_length=32, unique=True)
    shown = models.CharField(max_length=16)  # its prefix and last letters
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=254, default="", blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_api_key"
        constraints = [
            one_of("api_key", "kind", [kind.value for kind in KeyKind]),
            check("api_key", "scopes_known", Q(scopes__contained_by=_EVERY_SCOPE)),
            check("api_key", "scopes_some", ~Q(scopes=[])),
            check("api_key", "ends_later", Q(ends_at=None) | Q(ends_at__gte=F("created_at"))),
            both_or_neither("api_key", "ended_by_somebody", Q(ends_at=None), Q(ended_by="")),
        ]
        indexes = [models.Index(fields=["created_at"], name="api_key_by_age")]
        triggers = [
            *kept("api_key"),
            unchanging("api_key_as_made", but=("ends_at", "ended_by", "used_at")),
            never(
                "api_key_ends_for_good",
                "an end that was set comes no later",
                when="OLD.ends_at IS NOT NULL AND"
                " (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at)",
            ),
            tells(
                "api_key_tells",
                on=update_of("ends_at"),
                when="OLD.ends_at IS DISTINCT FROM NEW.ends_at",
            ),
        ]
