"""Indexes by which questions stay as quick as they are when people and history grow."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0004_rights"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name="assignment",
            name="assignment_of_person",
        ),
        migrations.RemoveIndex(
            model_name="invitation",
            name="invitation_by_subscription",
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["person_id", "ended_at"], name="assignment_of_person"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["email", "ended_at"], name="assignment_of_address"),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                fields=["account", "subscription_id", "status", "expires_at"],
                name="invitation_by_subscription",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("is_granted", True), ("status", "open")),
                fields=["account", "subscription_id", "due_at"],
                name="invoice_unpaid",
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                condition=models.Q(
                    models.Q(("assignment_id", None), _negated=True),
                    models.Q(("ends_at", None), _negated=True),
                ),
                fields=["account", "subscription_id", "ends_at"],
                name="seat_ending_in_subscription",
            ),
        ),
    ]
