"""Which reports staff are mailed by the calendar."""

from django.db import models

from curule.data.models._base import Row, one_of

EVERY = ("week", "month")


class ReportMail(Row):
    """Somebody of the staff is mailed a report until they stop it, for the next time at `next_at`.

    `currency`, `plan_id` and `on_clocks` narrow it as they narrow its page.
    """

    person = models.ForeignKey("curule.Person", on_delete=models.PROTECT, related_name="+")
    report = models.CharField(max_length=20)
    every = models.CharField(max_length=5)
    currency = models.CharField(max_length=3, default="", blank=True)
    plan_id = models.UUIDField(null=True, blank=True)
    on_clocks = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()

    class Meta:
        db_table = "curule_report_mail"
        constraints = [
            one_of("report_mail", "every", EVERY),
            models.UniqueConstraint(fields=["person", "report"], name="report_mail_once"),
        ]
        indexes = [models.Index(fields=["next_at", "id"], name="report_mail_due")]
