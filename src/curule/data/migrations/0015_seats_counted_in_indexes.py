"""Indexes that hold all that a count of seats asks for, in place of two that held most of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0014_sellers_and_tax_on_invoices"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="seat", name="seat_by_subscription"),
        migrations.RemoveIndex(model_name="seat", name="seat_free"),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                fields=["account", "subscription_id", "seat_type_id", "ends_at", "starts_at"],
                name="seat_by_subscription",
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                models.F("account"),
                models.F("pool_id"),
                models.F("seat_type_id"),
                models.OrderBy(models.F("ends_at"), descending=True, nulls_first=True),
                models.F("starts_at"),
                condition=models.Q(("assignment_id", None)),
                name="seat_free",
            ),
        ),
    ]
