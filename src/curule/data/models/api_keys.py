"""Keys of the API, what was asked for with them, and what was done once only (TH4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from curule.core.api_keys import KeyKind, Scope
from curule.data.models._base import Row, both_or_neither, check, one_of, refers_outside
from curule.data.rules import kept, never, tells, unchanging, update_of

_EVERY_SCOPE = [scope.value for scope in Scope]


class ApiKey(Row):
    """A key as it was made. Its end moves once, and who answers for it may change.

    It may no more than whoever answers for it (I34): `answered_by` is that person, or NULL for the
    installation itself. When it was last used is a rough time.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=2)
    is_live = models.BooleanField()
    scopes = ArrayField(models.CharField(max_length=40))
    digest = models.BinaryField(max_length=32, unique=True)
    shown = models.CharField(max_length=16)  # its prefix and last letters
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    answered_by = models.UUIDField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=254, default="", blank=True)
    # Of keys that took each other's place, the first: what was done once is done once for all.
    first_key_id = models.UUIDField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_api_key"
        constraints = [
            refers_outside("api_key", "answered_by", "person"),
            refers_outside("api_key", "first_key_id", "api_key"),
            one_of("api_key", "kind", [kind.value for kind in KeyKind]),
            check("api_key", "scopes_known", Q(scopes__contained_by=_EVERY_SCOPE)),
            check("api_key", "scopes_some", ~Q(scopes=[])),
            check("api_key", "ends_later", Q(ends_at=None) | Q(ends_at__gte=F("created_at"))),
            both_or_neither("api_key", "ended_by_somebody", Q(ends_at=None), Q(ended_by="")),
        ]
        indexes = [models.Index(fields=["created_at"], name="api_key_by_age")]
        triggers = [
            *kept("api_key"),
            unchanging("api_key_as_made", but=("answered_by", "ends_at", "ended_by", "used_at")),
            never(
                "api_key_ends_for_good",
                "an end that was set comes no later",
                when="OLD.ends_at IS NOT NULL AND"
                " (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at)",
            ),
            tells(
                "api_key_tells",
                on=update_of("ends_at", "answered_by"),
                when="(OLD.ends_at, OLD.answered_by) IS DISTINCT FROM"
                " (NEW.ends_at, NEW.answered_by)",
            ),
        ]


class ApiRequest(Row):
    """A request that was made with a key, for its vendor to read; its id is the request's.

    No word of what was sent or answered stands here: `address` has the ids of the path and no
    query, `sent` the fields, numbers and ids of the body (ADR 32); of a problem its
    code, the name of the field it is about and the ways out. Rows go when they are old.
    """

    api_key_id = models.UUIDField()
    is_live = models.BooleanField()
    method = models.CharField(max_length=7)
    route = models.CharField(max_length=100)
    status = models.PositiveSmallIntegerField()
    milliseconds = models.PositiveIntegerField()
    code = models.CharField(max_length=40, default="", blank=True)
    at = models.DateTimeField()
    # What is empty was asked before it was kept.
    address = models.CharField(max_length=300, db_default="", default="", blank=True)
    sent = models.JSONField(null=True, blank=True)
    field = models.CharField(max_length=40, db_default="", default="", blank=True)
    ways_out = ArrayField(models.CharField(max_length=40), db_default=[], default=list, blank=True)

    class Meta:
        db_table = "curule_api_request"
        constraints = [
            refers_outside("api_request", "api_key_id", "api_key"),
            check("api_request", "status_of_http", Q(status__gte=100) & Q(status__lte=599)),
            check("api_request", "refused_with_a_code", Q(code="") | Q(status__gte=400)),
            check("api_request", "field_of_a_refusal", Q(field="") | ~Q(code="")),
        ]
        indexes = [
            models.Index(fields=["api_key_id", "id"], name="api_request_by_key"),
            # The few that were refused are found among the many that were not.
            models.Index(fields=["id"], name="api_request_refused", condition=Q(status__gte=400)),
        ]
        triggers = [unchanging("api_request_as_made")]


class VendorOperation(Row):
    """What was done with a key and is no customer's: the same key again has no second effect."""

    key = models.CharField(max_length=255, unique=True)
    command = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "curule_vendor_operation"
        triggers = [
            *kept("vendor_operation"),
            unchanging("vendor_operation_as_given", but=("result",)),
            never(
                "vendor_operation_result_once",
                "its result was given already",
                when="OLD.result <> '{}'::jsonb",
            ),
        ]


class KeyedRequest(Row):
    """A request with an `Idempotency-Key`, and what it was answered, if that was no refusal.

    One for each key of the API (with those that took its place) and each key of a request; of the
    latter a digest is kept. The answer is sealed under the secret key, as it may show a secret or
    somebody's name. Rows go after two days, and with a refusal that left nothing behind.
    """

    api_key_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    begun_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    sealed = models.BinaryField(default=b"", blank=True)

    class Meta:
        db_table = "curule_keyed_request"
        constraints = [
            refers_outside("keyed_request", "api_key_id", "api_key"),
            models.UniqueConstraint(fields=["api_key_id", "digest"], name="keyed_request_once"),
            check(
                "keyed_request",
                "answered_well",
                Q(status=None) | (Q(status__gte=200) & Q(status__lte=299)),
            ),
            both_or_neither("keyed_request", "answered_whole", Q(status=None), Q(answered_at=None)),
            both_or_neither("keyed_request", "answer_sealed", Q(status=None), Q(sealed=b"")),
        ]
        indexes = [models.Index(fields=["begun_at"], name="keyed_request_by_age")]
        triggers = [
            unchanging("keyed_request_as_asked", but=("answered_at", "status", "sealed")),
            never(
                "keyed_request_told_once",
                "it was answered already",
                when="OLD.status IS NOT NULL",
            ),
        ]
