"""Questions to the offices that keep tax numbers, with what they answered."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import AccountRow, account_key, both_or_neither, check, one_of
from curule.data.rules import kept, unchanging

CHECK_STATES = ("waiting", "valid", "invalid", "unanswered", "replaced")


class TaxIdCheck(AccountRow):
    """One question about one number; while it waits it is put again at `next_try_at`.

    `reference` and `told_at` are the office's own number and time of the answer, by which the
    vendor proves that it asked; `reason` is why there was no answer at the last try.
    """

    tax_id = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=60, default="", blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=300, default="", blank=True)
    address = models.CharField(max_length=500, default="", blank=True)
    reference = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        db_table = "curule_tax_id_check"
        constraints = [
            account_key("tax_id_check"),
            one_of("tax_id_check", "state", CHECK_STATES),
            check("tax_id_check", "about_a_number", ~Q(tax_id="")),
            both_or_neither(
                "tax_id_check",
                "waiting_is_tried",
                Q(state="waiting"),
                Q(next_try_at__isnull=False, settled_at=None),
            ),
            check("tax_id_check", "settled_once", Q(state="waiting") | Q(settled_at__isnull=False)),
            check("tax_id_check", "not_tried_after", Q(state="waiting") | Q(next_try_at=None)),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="waiting"), name="tax_id_check_one_waits"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="tax_id_check_due",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["account", "asked_at"], name="tax_id_check_of_account"),
        ]
        triggers = [
            *kept("tax_id_check"),
            unchanging(
                "tax_id_check_as_asked",
                but=(
                    "state",
                    "tries",
                    "next_try_at",
                    "reason",
                    "settled_at",
                    "told_at",
                    "name",
                    "address",
                    "reference",
                ),
            ),
            unchanging("tax_id_check_settled", when="OLD.state <> 'waiting'"),
        ]
