"""Lists of people that are checked, then given seats row by row."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    one_of,
    refers,
    refers_outside,
)

IMPORT_STATUSES = ("checking", "running", "done", "stopped")


class PeopleImport(AccountRow):
    """A list somebody brought: nobody on it is told anything before it is started."""

    subscription_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    name = models.CharField(max_length=200, default="", blank=True)  # of the file
    coding = models.CharField(max_length=12, default="", blank=True)
    separator = models.CharField(max_length=1, default="", blank=True)
    status = models.CharField(max_length=8, default="checking")
    if_full = models.CharField(max_length=8, default="", blank=True)
    added_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_people_import"
        constraints = [
            account_key("people_import"),
            refers("people_import", "subscription_id", "subscription"),
            refers_outside("people_import", "seat_type_id", "seat_type"),
            one_of("people_import", "status", IMPORT_STATUSES),
            both_or_neither(
                "people_import", "started_dated", Q(status="checking"), Q(started_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_at", "id"],
                name="people_import_running",
                condition=Q(status="running"),
            ),
        ]


class PeopleImportRow(AccountRow):
    """Somebody on a list, and what became of them. `email` is canonical, or empty if it is none."""

    import_id = models.UUIDField()
    number = models.PositiveIntegerField()  # the line of the file
    written = models.CharField(max_length=254, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    first_name = models.CharField(max_length=200, default="", blank=True)
    last_name = models.CharField(max_length=200, default="", blank=True)
    outcome = models.CharField(max_length=12, default="", blank=True)
    reason = models.CharField(max_length=40, default="", blank=True)  # of a refusal

    class Meta:
        db_table = "curule_people_import_row"
        constraints = [
            account_key("people_import_row"),
            refers("people_import_row", "import_id", "people_import"),
            models.UniqueConstraint(
                fields=["account", "import_id", "number"], name="people_import_row_once"
            ),
        ]
