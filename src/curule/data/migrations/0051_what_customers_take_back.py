"""A customer may take back what was said about an invoice (P27)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0050_closed_months"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="invoicerequest",
            name="invoice_request_status_known",
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "granted", "declined", "canceled"])),
                name="invoice_request_status_known",
            ),
        ),
    ]
