"""The index of what is due, in the order of a run: by its end, and where many end at once by id."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0027_keys_of_the_api"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="subscription", name="subscription_due"),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("status", "ended"), _negated=True),
                fields=["period_ends_at", "id"],
                name="subscription_due",
            ),
        ),
    ]
